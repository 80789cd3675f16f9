//! Prazos e guardas em JSON.

use esteira_aplicacao::retencao::{self, AlvoDaGuarda, Especie, politica};
use esteira_armazem::retencao as guardado;
use esteira_base::Instante;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::guardado::instante;

/// Por quanto tempo se guarda cada espécie do que acabou.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Retencao {
    pub prazos: Vec<Prazo>,
    /// O que nunca se apaga.
    pub permanentes: Vec<Permanente>,
}

/// O prazo de uma espécie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Prazo {
    #[schema(example = "INSTANCIAS")]
    pub especie: &'static str,
    /// O que se apaga junto.
    pub descricao: &'static str,
    /// Conta de quando acabou; nulo = para sempre.
    pub dias: Option<u32>,
    pub dias_padrao: u32,
    /// O menor que se aceita.
    pub dias_minimo: u32,
    /// Quem escolheu; nulo = é o padrão.
    pub alterado_por: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_atualizacao: Option<Instante>,
}

/// O que nunca se apaga, e por quê.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Permanente {
    #[schema(example = "auditoria")]
    pub o_que: &'static str,
    pub por_que: &'static str,
}

impl From<retencao::Prazo> for Prazo {
    fn from(prazo: retencao::Prazo) -> Self {
        let (alterado_por, data_atualizacao) = prazo.escolhido.unzip();
        Self {
            especie: prazo.especie.as_str(),
            descricao: politica::descricao(prazo.especie),
            dias: prazo.dias,
            dias_padrao: politica::padrao(prazo.especie),
            dias_minimo: politica::minimo(prazo.especie),
            alterado_por,
            data_atualizacao,
        }
    }
}

impl Retencao {
    pub(crate) fn de(prazos: Vec<retencao::Prazo>) -> Self {
        let permanentes = politica::PERMANENTES.map(|(o_que, por_que)| Permanente { o_que, por_que });
        Self { prazos: prazos.into_iter().map(Into::into).collect(), permanentes: permanentes.into() }
    }
}

/// Os prazos a mudar; o que não vem fica como está.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrazosEnviados {
    pub prazos: Vec<PrazoEnviado>,
}

/// Um prazo a mudar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrazoEnviado {
    #[schema(example = "INSTANCIAS")]
    pub especie: String,
    /// Nulo, e não ausente, para guardar para sempre.
    #[serde(deserialize_with = "presente")]
    #[schema(required = true)]
    pub dias: Option<u32>,
}

/// Sem isto o serde tomaria o campo esquecido por nulo, e quem o esquece não quis dizer "para sempre".
fn presente<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u32>, D::Error> {
    Option::deserialize(d)
}

impl PrazosEnviados {
    pub(crate) fn ler(self) -> Result<Vec<(Especie, Option<u32>)>, ErroApi> {
        let ler = |prazo: PrazoEnviado| match prazo.especie.parse() {
            Ok(especie) => Ok((especie, prazo.dias)),
            Err(erro) => Err(ErroApi::campo("especie", "invalido", erro)),
        };
        self.prazos.into_iter().map(ler).collect()
    }
}

/// O que se apagaria agora de uma espécie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Previsao {
    #[schema(example = "INSTANCIAS")]
    pub especie: &'static str,
    /// Nulo = guarda-se para sempre, e nada vence.
    pub dias: Option<u32>,
    /// Unidades vencidas, com as guardadas.
    pub vencidas: u64,
    /// Dessas, as que ficam porque estão sob guarda legal.
    pub retidas: u64,
    /// Quando acabou a mais velha.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub mais_velha: Option<Instante>,
}

impl From<retencao::Previsao> for Previsao {
    fn from(previsao: retencao::Previsao) -> Self {
        let contagem = previsao.contagem;
        Self {
            especie: previsao.prazo.especie.as_str(),
            dias: previsao.prazo.dias,
            vencidas: contagem.map_or(0, |contagem| contagem.vencidas),
            retidas: contagem.map_or(0, |contagem| contagem.retidas),
            mais_velha: contagem.and_then(|contagem| contagem.mais_velha).map(instante),
        }
    }
}

/// Uma guarda a pôr: um alvo, e por quê.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuardaEnviada {
    pub instancia_id: Option<Uuid>,
    pub processo_id: Option<Uuid>,
    /// Toda instância com esta chave, de qualquer fluxo, também as que ainda não nasceram.
    pub chave: Option<String>,
    /// Até 500 caracteres.
    #[schema(example = "Ofício 12/2026 da 3ª Vara Cível")]
    pub motivo: String,
}

impl GuardaEnviada {
    pub(crate) fn separar(self) -> Result<(AlvoDaGuarda, String), ErroApi> {
        let alvo = match (self.instancia_id, self.processo_id, self.chave) {
            (Some(id), None, None) => AlvoDaGuarda::Instancia(id.into()),
            (None, Some(id), None) => AlvoDaGuarda::Processo(id.into()),
            (None, None, Some(chave)) => AlvoDaGuarda::Chave(chave),
            _ => {
                let mensagem = "diga um alvo, e um só: instancia_id, processo_id ou chave";
                return Err(ErroApi::campo("instancia_id", "incoerente", mensagem));
            }
        };
        Ok((alvo, self.motivo))
    }
}

/// Por que se levanta uma guarda.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Levantamento {
    /// Até 500 caracteres.
    #[schema(example = "Processo arquivado em 20/11/2026")]
    pub motivo: String,
}

/// Uma guarda legal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Guarda {
    pub id: Uuid,
    pub instancia_id: Option<Uuid>,
    pub processo_id: Option<Uuid>,
    pub chave: Option<String>,
    pub motivo: String,
    pub posta_por: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    pub levantada_por: Option<String>,
    /// Nulo = vale.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub levantada_em: Option<Instante>,
    pub levantada_porque: Option<String>,
}

impl From<guardado::Guarda> for Guarda {
    fn from(guarda: guardado::Guarda) -> Self {
        Self {
            id: guarda.id,
            instancia_id: guarda.instancia_id,
            processo_id: guarda.processo_id,
            chave: guarda.chave,
            motivo: guarda.motivo,
            posta_por: guarda.posta_por,
            data_criacao: instante(guarda.data_criacao),
            levantada_por: guarda.levantada_por,
            levantada_em: guarda.levantada_em.map(instante),
            levantada_porque: guarda.levantada_porque,
        }
    }
}
