//! O que aconteceu, quem fez, de onde, antes e depois. Só se acrescenta.

use esteira_base::Instante;
use esteira_base::ids::{AuditoriaId, InquilinoId, UsuarioId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::busca::Condicoes;
use crate::banco::{Comando, Massa, Tipo};
use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Uma ação a registrar.
#[derive(Debug, Clone)]
pub struct RegistroDeAuditoria {
    /// Verbo: `criar`, `alterar`, `entrar`, …
    pub acao: &'static str,
    /// `operadora`, `cliente`, `usuario`, …
    pub alvo_tipo: &'static str,
    /// Id do alvo.
    pub alvo_id: String,
    /// Nenhum para o sistema.
    pub usuario_id: Option<UsuarioId>,
    /// Nome de quem agiu, como era então.
    pub usuario_nome: String,
    /// De onde.
    pub ip_origem: Option<String>,
    /// Com o quê.
    pub user_agent: Option<String>,
    /// Como era (JSON, sem segredos).
    pub antes: Option<String>,
    /// Como ficou (JSON, sem segredos).
    pub depois: Option<String>,
}

/// Um registro lido.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct RegistroGuardado {
    /// Id.
    pub id: Uuid,
    /// O que se fez.
    pub acao: String,
    /// `operadora`, `cliente`, …
    pub alvo_tipo: String,
    /// Id do alvo.
    pub alvo_id: String,
    /// Nenhum para o sistema.
    pub usuario_id: Option<Uuid>,
    /// Nome de quem agiu.
    pub usuario_nome: String,
    /// De onde.
    pub ip_origem: Option<String>,
    /// Com o quê.
    pub user_agent: Option<String>,
    /// Como era (JSON).
    pub antes: Option<String>,
    /// Como ficou (JSON).
    pub depois: Option<String>,
    /// Quando (µs).
    pub data_criacao: i64,
    /// O lugar na cadeia; nenhum enquanto não se sela.
    pub numero: Option<i64>,
    /// O elo (BLAKE3, em hexadecimal).
    pub selo: Option<String>,
}

/// O que listar.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FiltroDeAuditoria {
    /// O que se fez.
    pub acao: Option<String>,
    /// `operadora`, `cliente`, …
    pub alvo_tipo: Option<String>,
    /// Id do alvo.
    pub alvo_id: Option<String>,
    /// Quem fez.
    pub usuario: Option<Uuid>,
    /// Deste instante em diante…
    pub desde: Option<Instante>,
    /// …e antes deste.
    pub antes_de: Option<Instante>,
    /// Página: depois deste.
    pub depois_de: Option<Uuid>,
    /// Quantos.
    pub limite: u32,
}

pub(super) const COLUNAS: &str = "id, acao, alvo_tipo, alvo_id, usuario_id, usuario_nome, ip_origem, user_agent, antes, depois, \
                                  data_criacao, numero, selo";

static AUDITAR: Comando = Comando {
    sql: "INSERT INTO auditoria (id, inquilino_id, acao, alvo_tipo, alvo_id, usuario_id, usuario_nome, ip_origem, user_agent, antes,
                                 depois, data_criacao) {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Uuid,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
    ],
    conferir: false,
};

pub(crate) fn auditar_em_massa(registros: Vec<(InquilinoId, RegistroDeAuditoria)>, agora: Instante) -> Massa {
    let mut massa = Massa::para(&AUDITAR, registros.len());
    for (inquilino, registro) in registros {
        massa.linha([
            AuditoriaId::novo().into(),
            inquilino.into(),
            registro.acao.into(),
            registro.alvo_tipo.into(),
            registro.alvo_id.into(),
            registro.usuario_id.into(),
            registro.usuario_nome.into(),
            registro.ip_origem.into(),
            registro.user_agent.into(),
            registro.antes.into(),
            registro.depois.into(),
            agora.into(),
        ]);
    }
    massa
}

impl Unidade {
    /// Registra na mesma transação da mudança: ou ficam as duas, ou nenhuma.
    pub async fn auditar(&mut self, registro: &RegistroDeAuditoria, agora: Instante) -> Result<(), ErroArmazem> {
        self.con.em_massa(vec![auditar_em_massa(vec![(self.inquilino, registro.clone())], agora)]).await
    }

    /// Tudo o que aconteceu a um alvo, do mais velho ao mais novo.
    pub async fn auditoria_do_alvo(&mut self, tipo: &str, id: &str) -> Result<Vec<RegistroGuardado>, ErroArmazem> {
        self.con
            .linhas(
                format!(
                    "SELECT {COLUNAS} FROM auditoria
                     WHERE inquilino_id = $1 AND alvo_tipo = $2 AND alvo_id = $3 ORDER BY data_criacao, id"
                ),
                parametros![self.inquilino, tipo, id],
            )
            .await
    }

    /// Registros, do mais novo ao mais velho.
    pub async fn auditoria(&mut self, filtro: &FiltroDeAuditoria) -> Result<Pagina<RegistroGuardado>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(filtro.acao.as_deref(), |l| format!("acao = {l}"));
        condicoes.se(filtro.alvo_tipo.as_deref(), |l| format!("alvo_tipo = {l}"));
        condicoes.se(filtro.alvo_id.as_deref(), |l| format!("alvo_id = {l}"));
        condicoes.se(filtro.usuario, |l| format!("usuario_id = {l}"));
        condicoes.se(filtro.desde, |l| format!("data_criacao >= {l}"));
        condicoes.se(filtro.antes_de, |l| format!("data_criacao < {l}"));
        condicoes.se(filtro.depois_de, |l| format!("id < {l}"));
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM auditoria WHERE {onde} ORDER BY id DESC LIMIT {limite}");
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |registro: &RegistroGuardado| registro.id))
    }
}
