//! A busca de processos. Corta a página antes de juntar cliente e operadora, e só escreve as condições pedidas, para que o banco escolha o índice.

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::processos::{COLUNAS, LIGACOES, Processo};
use crate::cadastro::busca::Condicoes;
use crate::{ErroArmazem, Pagina, Unidade};

/// O que listar.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FiltroDeProcessos {
    /// `AAAA-MM`.
    pub mes_ano: Option<String>,
    /// `status_processo`.
    pub status: Option<String>,
    /// Id.
    pub operadora: Option<Uuid>,
    /// Id.
    pub cliente: Option<Uuid>,
    /// O vigente ou um antigo.
    pub hash: Option<String>,
    /// Sem máscara.
    pub cnpj: Option<String>,
    /// Pedaço da razão social ou do nome no SAT.
    pub texto: Option<String>,
    /// Nascidos deste instante em diante…
    pub desde: Option<Instante>,
    /// …e antes deste.
    pub antes_de: Option<Instante>,
    /// Quem criou ou aprovou.
    pub usuario: Option<Uuid>,
    /// Página: depois deste.
    pub depois_de: Option<Uuid>,
    /// Quantos.
    pub limite: u32,
}

impl Unidade {
    /// Processos, do mais novo ao mais velho.
    pub async fn processos(&mut self, filtro: &FiltroDeProcessos) -> Result<Pagina<Processo>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        filtro.condicoes(&mut condicoes);
        condicoes.se(filtro.desde, |l| format!("data_criacao >= {l}"));
        condicoes.se(filtro.antes_de, |l| format!("data_criacao < {l}"));
        condicoes.se(filtro.usuario, |l| format!("(criado_por_usuario_id = {l} OR aprovado_por_usuario_id = {l})"));
        condicoes.se(filtro.depois_de, |l| format!("id < {l}"));
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!(
            "SELECT {COLUNAS} FROM (SELECT * FROM processos WHERE {onde} ORDER BY id DESC LIMIT {limite}) p {LIGACOES}
             ORDER BY p.id DESC"
        );
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |processo: &Processo| processo.id))
    }
}

impl FiltroDeProcessos {
    /// O que o processo tem de ser, fora quando e por quem nasceu.
    pub(super) fn condicoes(&self, condicoes: &mut Condicoes) {
        condicoes.se(self.mes_ano.as_deref(), |l| format!("mes_ano = {l}"));
        condicoes.se(self.status.as_deref(), |l| format!("status_processo = {l}"));
        condicoes.se(self.operadora, |l| format!("operadora_id = {l}"));
        condicoes.se(self.cliente, |l| format!("cliente_id = {l}"));
        condicoes.se(self.hash.as_deref(), |l| {
            format!(
                "cliente_id IN (SELECT h.cliente_id FROM clientes_hashes h WHERE h.inquilino_id = $1 AND h.hash = {l})"
            )
        });
        condicoes.se(self.cnpj.as_deref(), |l| {
            format!("cliente_id IN (SELECT c.id FROM clientes c WHERE c.inquilino_id = $1 AND c.cnpj = {l})")
        });
        condicoes.contem_em(&["c.razao_social", "c.nome_sat"], self.texto.as_deref(), |contem| {
            format!("cliente_id IN (SELECT c.id FROM clientes c WHERE c.inquilino_id = $1 AND {contem})")
        });
    }
}
