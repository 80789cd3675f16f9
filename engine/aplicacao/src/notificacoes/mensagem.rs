//! Escrever a mensagem e pô-la na caixa de saída.

use esteira_armazem::faturas::{AnexoDaNotificacao, NotificacaoNova, Processo};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::InstanciaId;
use esteira_base::{Dinheiro, Instante};
use esteira_dominio::Canal;
use serde_json::{Value, json};

use super::destinatarios::{Alvo, resolver};
use super::modelos::{Escrita, do_produto, editado};
use super::resumir::hora_do_resumo;

/// O que dizer.
#[derive(Debug, Clone, PartialEq)]
pub struct Mensagem {
    modelo: String,
    dados: Value,
}

/// A quem, e por onde quando as regras não dizem.
#[derive(Debug, Clone, Copy)]
pub struct Para<'a> {
    /// `responsaveis`, `aprovadores`, ou destinos do canal.
    pub quem: &'a [String],
    pub canal: Canal,
}

impl<'a> Para<'a> {
    /// Por e-mail, se as regras não dizem outra coisa.
    pub fn por_email(quem: &'a [String]) -> Self {
        Self { quem, canal: Canal::Email }
    }
}

impl Mensagem {
    pub fn nova(modelo: impl Into<String>, dados: Value) -> Self {
        Self { modelo: modelo.into(), dados }
    }

    /// Pelo modelo que alguém editou; se não se escreve, ou se não há, pelo do produto: um modelo ruim não cala um aviso.
    async fn escrever(
        &self,
        unidade: &mut Unidade,
        canal: Canal,
        processo: Option<&Processo>,
    ) -> Result<Escrita, ErroArmazem> {
        let contexto = contexto(&self.modelo, canal, &self.dados, processo);
        if let Some(modelo) = unidade.modelo_editado(&self.modelo, canal.as_str()).await? {
            match editado(&modelo, &contexto) {
                Ok(escrita) => return Ok(escrita),
                Err(erro) => tracing::error!(modelo = self.modelo, %canal, erro, "o modelo editado não se escreveu"),
            }
        }
        Ok(do_produto(&self.modelo, &contexto))
    }
}

/// O que um modelo pode citar.
pub(super) fn contexto(evento: &str, canal: Canal, dados: &Value, processo: Option<&Processo>) -> Value {
    json!({
        "modelo": evento,
        "canal": canal,
        "dados": dados,
        "processo": processo.map(|p| json!({
            "cliente": p.cliente_nome,
            "cnpj": p.cliente_cnpj,
            "operadora": p.operadora_nome,
            "mes_ano": p.mes_ano,
            "status": p.status_processo,
            "vencimento": p.data_vencimento,
            "valor": p.valor_fatura.map(|centavos| Dinheiro::de_centavos(centavos).to_string()),
            "motivo": p.motivo,
            "comprovante": p.comprovante_sat,
        })),
    })
}

/// Põe a mensagem na caixa de saída, uma por destinatário.
pub async fn avisar(
    unidade: &mut Unidade,
    instancia: Option<InstanciaId>,
    para: Para<'_>,
    mensagem: &Mensagem,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    avisar_com(unidade, instancia, para, mensagem, &[], agora).await.map(drop)
}

/// Como [`avisar`], com arquivos. Devolve quantas mensagens são.
pub(crate) async fn avisar_com(
    unidade: &mut Unidade,
    instancia: Option<InstanciaId>,
    para: Para<'_>,
    mensagem: &Mensagem,
    anexos: &[AnexoDaNotificacao],
    agora: Instante,
) -> Result<usize, ErroArmazem> {
    let processo = match instancia {
        Some(id) => unidade.processo_da_instancia(id).await?,
        None => None,
    };
    let operadora = processo.as_ref().map(|processo| processo.operadora_id);
    let mut escritas: Vec<(Canal, Escrita)> = Vec::new();
    let mut novas = Vec::new();
    for alvo in resolver(unidade, para, &mensagem.modelo, operadora).await? {
        let escrita = match escritas.iter().find(|(canal, _)| *canal == alvo.canal) {
            Some((_, escrita)) => escrita.clone(),
            None => {
                let escrita = mensagem.escrever(unidade, alvo.canal, processo.as_ref()).await?;
                escritas.push((alvo.canal, escrita.clone()));
                escrita
            }
        };
        let Alvo { canal, destino, resumo, falha } = alvo;
        novas.push(NotificacaoNova {
            processo: processo.as_ref().map(|p| p.id.into()),
            tipo: canal.as_str().to_owned(),
            destinatario: destino,
            assunto: escrita.assunto,
            mensagem: escrita.texto,
            html: escrita.html,
            evento: Some(mensagem.modelo.clone()),
            reenvio_de: None,
            resumo: resumo.map(|resumo| (resumo.as_str().to_owned(), hora_do_resumo(resumo, agora))),
            falha,
            anexos: anexos.to_vec(),
        });
    }
    unidade.notificar(&novas, agora).await?;
    Ok(novas.len())
}
