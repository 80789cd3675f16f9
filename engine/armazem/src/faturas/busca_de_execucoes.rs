//! A busca de execuções, pelo que elas são e pelo processo de que são.

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::FiltroDeProcessos;
use super::execucoes::{COLUNAS, Execucao};
use crate::cadastro::busca::Condicoes;
use crate::{ErroArmazem, Pagina, Unidade};

/// O que listar.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FiltroDeExecucoes {
    /// Só deste.
    pub processo: Option<Uuid>,
    /// `tipo_execucao`.
    pub tipo: Option<String>,
    /// `status_execucao`.
    pub status: Option<String>,
    /// Como o erro se chama.
    pub codigo_erro: Option<String>,
    /// Quem a fez.
    pub usuario: Option<Uuid>,
    /// Começadas deste instante em diante…
    pub desde: Option<Instante>,
    /// …e antes deste.
    pub antes_de: Option<Instante>,
    /// Só dos processos que servem; a página e as datas deste não contam.
    pub do_processo: FiltroDeProcessos,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

impl Unidade {
    /// Execuções, da mais nova à mais velha.
    pub async fn execucoes(&mut self, filtro: &FiltroDeExecucoes) -> Result<Pagina<Execucao>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(filtro.processo, |l| format!("processo_id = {l}"));
        condicoes.se(filtro.tipo.as_deref(), |l| format!("tipo_execucao = {l}"));
        condicoes.se(filtro.status.as_deref(), |l| format!("status_execucao = {l}"));
        condicoes.se(filtro.codigo_erro.as_deref(), |l| format!("codigo_erro = {l}"));
        condicoes.se(filtro.usuario, |l| format!("executado_por_usuario_id = {l}"));
        condicoes.se(filtro.desde, |l| format!("data_inicio >= {l}"));
        condicoes.se(filtro.antes_de, |l| format!("data_inicio < {l}"));
        condicoes.dentro(
            |dos_processos| filtro.do_processo.condicoes(dos_processos),
            |onde| format!("processo_id IN (SELECT id FROM processos WHERE {onde})"),
        );
        condicoes.se(filtro.depois_de, |l| format!("id < {l}"));
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM execucoes WHERE {onde} ORDER BY id DESC LIMIT {limite}");
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |execucao: &Execucao| execucao.id))
    }
}
