//! Guardas legais: pôr, levantar, listar.

use esteira_base::Instante;
use esteira_base::ids::{GuardaId, InstanciaId, ProcessoId};
use uuid::Uuid;

use crate::cadastro::busca::Condicoes;
use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Uma guarda guardada.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Guarda {
    /// Id.
    pub id: Uuid,
    /// A instância que alcança; ou nenhuma, se é de processo ou chave.
    pub instancia_id: Option<Uuid>,
    /// O processo que alcança.
    pub processo_id: Option<Uuid>,
    /// A chave que alcança, em qualquer fluxo.
    pub chave: Option<String>,
    /// Por que se pôs.
    pub motivo: String,
    /// Nome de quem pôs, como era então.
    pub posta_por: String,
    /// Quando se pôs (µs).
    pub data_criacao: i64,
    /// Quem levantou.
    pub levantada_por: Option<String>,
    /// Quando se levantou (µs); nenhum = vale.
    pub levantada_em: Option<i64>,
    /// Por que se levantou.
    pub levantada_porque: Option<String>,
}

/// O que uma guarda alcança.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlvoDaGuarda {
    /// Uma instância.
    Instancia(InstanciaId),
    /// Um processo, seja qual for a instância dele.
    Processo(ProcessoId),
    /// Toda instância com esta chave, de qualquer fluxo, também as que ainda não nasceram.
    Chave(String),
}

/// Uma guarda a pôr.
#[derive(Debug, Clone)]
pub struct GuardaNova {
    /// O que alcança.
    pub alvo: AlvoDaGuarda,
    /// Por que se põe.
    pub motivo: String,
    /// Nome de quem põe.
    pub por: String,
}

const COLUNAS: &str = "id, instancia_id, processo_id, chave, motivo, posta_por, data_criacao, levantada_por, levantada_em, \
                       levantada_porque";

impl Unidade {
    /// Põe uma guarda. Quando esta unidade confirma, nada do que ela alcança se apaga mais.
    pub async fn por_guarda(&mut self, nova: &GuardaNova, agora: Instante) -> Result<Guarda, ErroArmazem> {
        self.travar_retencao().await?;
        let (instancia, processo, chave) = match &nova.alvo {
            AlvoDaGuarda::Instancia(id) => (Some(id.0), None, None),
            AlvoDaGuarda::Processo(id) => (None, Some(id.0), None),
            AlvoDaGuarda::Chave(chave) => (None, None, Some(chave.clone())),
        };
        let guarda = Guarda {
            id: GuardaId::novo().0,
            instancia_id: instancia,
            processo_id: processo,
            chave,
            motivo: nova.motivo.clone(),
            posta_por: nova.por.clone(),
            data_criacao: agora.micros(),
            levantada_por: None,
            levantada_em: None,
            levantada_porque: None,
        };
        let parametros = parametros![
            guarda.id,
            self.inquilino,
            guarda.instancia_id,
            guarda.processo_id,
            guarda.chave.clone(),
            &guarda.motivo,
            &guarda.posta_por,
            agora,
        ];
        self.con
            .executar(
                "INSERT INTO guardas_legais (id, inquilino_id, instancia_id, processo_id, chave, motivo, posta_por, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                parametros,
            )
            .await?;
        Ok(guarda)
    }

    /// Uma guarda, valha ou não.
    pub async fn guarda(&mut self, id: GuardaId) -> Result<Option<Guarda>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM guardas_legais WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Levanta uma guarda que vale. `None` se não há, ou se já foi levantada.
    pub async fn levantar_guarda(
        &mut self,
        id: GuardaId,
        por: &str,
        motivo: &str,
        agora: Instante,
    ) -> Result<Option<Guarda>, ErroArmazem> {
        let sql = format!(
            "UPDATE guardas_legais SET levantada_por = $3, levantada_porque = $4, levantada_em = $5
             WHERE inquilino_id = $1 AND id = $2 AND levantada_em IS NULL RETURNING {COLUNAS}"
        );
        self.con.linha(sql, parametros![self.inquilino, id, por, motivo, agora]).await
    }

    /// As guardas, na ordem em que se puseram: só as que valem, ou todas.
    pub async fn guardas(
        &mut self,
        so_vigentes: bool,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Guarda>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(depois_de, |l| format!("id > {l}"));
        let vigentes = if so_vigentes { " AND levantada_em IS NULL" } else { "" };
        let lugar = condicoes.ligar(i64::from(limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM guardas_legais WHERE {onde}{vigentes} ORDER BY id LIMIT {lugar}");
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, limite as usize, |guarda: &Guarda| guarda.id))
    }
}
