//! Encomendas: nascer, ver, cancelar, esquecer.

use esteira_base::Instante;
use esteira_base::ids::{EncomendaId, UsuarioId};
use uuid::Uuid;

use crate::cadastro::busca::Condicoes;
use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Uma encomenda guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as da migração")]
pub struct Encomenda {
    pub id: Uuid,
    pub inquilino_id: Uuid,
    pub especie: String,
    pub pedido: String,
    pub nome: String,
    pub usuario_id: Option<Uuid>,
    pub usuario_nome: String,
    pub escopos: Option<String>,
    pub ip_origem: Option<String>,
    pub user_agent: Option<String>,
    pub estado: String,
    pub feitas: i64,
    pub total: Option<i64>,
    pub resultado: Option<String>,
    pub erro: Option<String>,
    pub arquivo_chave: Option<String>,
    pub arquivo_tamanho: Option<i64>,
    pub vence_em: Option<i64>,
    pub concessao: i64,
    pub tentativas: i64,
    pub data_fim: Option<i64>,
    pub data_criacao: i64,
    pub data_atualizacao: i64,
}

/// Uma encomenda a nascer.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "as colunas são as da migração")]
pub struct EncomendaNova {
    pub especie: &'static str,
    pub pedido: String,
    pub nome: String,
    pub usuario: Option<UsuarioId>,
    pub usuario_nome: String,
    pub escopos: Option<String>,
    pub ip_origem: Option<String>,
    pub user_agent: Option<String>,
    pub total: Option<i64>,
}

/// O que listar, da mais nova à mais velha.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeEncomendas {
    /// Só desta espécie.
    pub especie: &'static str,
    /// Só as desta pessoa.
    pub usuario: Option<UsuarioId>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

pub(super) const COLUNAS: &str = "id, inquilino_id, especie, pedido, nome, usuario_id, usuario_nome, escopos, ip_origem, user_agent, \
                                  estado, feitas, total, resultado, erro, arquivo_chave, arquivo_tamanho, vence_em, concessao, \
                                  tentativas, data_fim, data_criacao, data_atualizacao";

impl Unidade {
    /// Faz nascer uma encomenda, pendente.
    pub async fn criar_encomenda(&mut self, nova: EncomendaNova, agora: Instante) -> Result<Encomenda, ErroArmazem> {
        let sql = format!(
            "INSERT INTO encomendas (id, inquilino_id, especie, pedido, nome, usuario_id, usuario_nome, escopos, ip_origem, user_agent,
                                     estado, feitas, total, concessao, tentativas, data_criacao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'PENDENTE', 0, $11, 0, 0, $12, $12)
             RETURNING {COLUNAS}"
        );
        let parametros = parametros![
            EncomendaId::novo(),
            self.inquilino,
            nova.especie,
            nova.pedido,
            nova.nome,
            nova.usuario,
            nova.usuario_nome,
            nova.escopos,
            nova.ip_origem,
            nova.user_agent,
            nova.total,
            agora,
        ];
        let nascida = self.con.linha(sql, parametros).await?;
        nascida.ok_or(ErroArmazem::Conflito)
    }

    /// Quantas desta pessoa ainda não acabaram. Até o fim da unidade, ninguém mais conta as dela: duas não passam juntas pelo mesmo limite.
    pub async fn encomendas_vivas_de(&mut self, usuario: Option<UsuarioId>) -> Result<i64, ErroArmazem> {
        // No SQLite quem escreve já é o único.
        if self.con.postgres() {
            let chave =
                format!("encomendas/{}/{}", self.inquilino, usuario.map(|id| id.to_string()).unwrap_or_default());
            self.con.executar("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", parametros![chave]).await?;
        }
        let sql = "SELECT COUNT(*) FROM encomendas WHERE inquilino_id = $1 AND estado IN ('PENDENTE', 'EM_CURSO')
                   AND (usuario_id = $2 OR (usuario_id IS NULL AND $2 IS NULL))";
        let linha: Option<(i64,)> = self.con.linha(sql, parametros![self.inquilino, usuario]).await?;
        Ok(linha.map_or(0, |(quantas,)| quantas))
    }

    /// Uma encomenda desta espécie.
    pub async fn encomenda(
        &mut self,
        especie: &'static str,
        id: EncomendaId,
    ) -> Result<Option<Encomenda>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM encomendas WHERE inquilino_id = $1 AND id = $2 AND especie = $3");
        self.con.linha(sql, parametros![self.inquilino, id, especie]).await
    }

    /// Encomendas, da mais nova à mais velha.
    pub async fn encomendas(&mut self, filtro: &FiltroDeEncomendas) -> Result<Pagina<Encomenda>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(Some(filtro.especie), |l| format!("especie = {l}"));
        condicoes.se(filtro.usuario, |l| format!("usuario_id = {l}"));
        condicoes.se(filtro.depois_de, |l| format!("id < {l}"));
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM encomendas WHERE {onde} ORDER BY id DESC LIMIT {limite}");
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |encomenda: &Encomenda| encomenda.id))
    }

    /// Cancela a que ainda não acabou; quem trabalha nela o nota ao renovar. `false` se já acabou.
    pub async fn cancelar_encomenda(&mut self, id: EncomendaId, agora: Instante) -> Result<bool, ErroArmazem> {
        let sql =
            "UPDATE encomendas SET estado = 'CANCELADA', reservado_ate = NULL, data_fim = $3, data_atualizacao = $3
                   WHERE inquilino_id = $1 AND id = $2 AND estado IN ('PENDENTE', 'EM_CURSO')";
        Ok(self.con.executar(sql, parametros![self.inquilino, id, agora]).await? == 1)
    }
}

impl Armazem {
    /// Apaga até `limite` das que acabaram antes disto, de todos os inquilinos, com o relatório delas. Devolve quantas.
    pub async fn esquecer_encomendas(&self, antes_de: Instante, limite: u32) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let velhas = "SELECT id FROM encomendas WHERE data_fim < $1 ORDER BY data_fim, id LIMIT $2";
        let apagar = format!("DELETE FROM importacao_linhas WHERE encomenda_id IN ({velhas})");
        con.executar(apagar, parametros![antes_de, limite]).await?;
        let apagadas = con
            .executar(format!("DELETE FROM encomendas WHERE id IN ({velhas})"), parametros![antes_de, limite])
            .await?;
        con.confirmar().await?;
        Ok(apagadas)
    }
}
