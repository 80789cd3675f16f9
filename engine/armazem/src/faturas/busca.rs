//! A busca de processos, que tem de responder na hora com milhões. Corta a página antes de juntar cliente e operadora, e só escreve as condições
//! pedidas, para que o banco escolha o índice.
//!
//! Três filtros não têm um índice que sozinho sirva à ordem da lista, e cada um muda o comando: o período, que ordena pela criação (quase a mesma
//! ordem, e tem índice); o usuário, que são duas procuras juntas; e o texto, que primeiro se procura nos clientes.

use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::processos::{COLUNAS, LIGACOES, Processo};
use crate::banco::Parametro;
use crate::cadastro::busca::{Condicoes, dobrado};
use crate::{ErroArmazem, Pagina, Unidade, parametros};

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
    /// Pedaço da razão social, do nome no SAT, do serviço ou da unidade do cliente, com ou sem acento.
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

/// Até tantos clientes achados pelo texto, procuram-se os processos de cada um; com mais, percorre-se a lista, que logo os encontra.
const POUCOS_CLIENTES: usize = 300;
/// A lista de clientes se completa até um destes tamanhos: poucos textos de SQL, e o preparo do banco serve sempre.
const TAMANHOS: [usize; 4] = [1, 10, 50, POUCOS_CLIENTES];

impl Unidade {
    /// Processos, do mais novo ao mais velho.
    pub async fn processos(&mut self, filtro: &FiltroDeProcessos) -> Result<Pagina<Processo>, ErroArmazem> {
        let clientes = self.poucos_clientes(filtro.texto.as_deref()).await?;
        if clientes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Pagina { itens: vec![], proximo: None });
        }
        let (sql, parametros) = comando(self.inquilino, filtro, clientes);
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |processo: &Processo| processo.id))
    }

    /// Os clientes com o texto; nenhuma lista se não se procura por texto, ou se são muitos.
    async fn poucos_clientes(&mut self, texto: Option<&str>) -> Result<Option<Vec<Uuid>>, ErroArmazem> {
        let Some(padrao) = dobrado(texto) else { return Ok(None) };
        let sql = "SELECT id FROM clientes WHERE inquilino_id = $1 AND texto_de_busca LIKE $2 ESCAPE '!' LIMIT $3";
        let limite = POUCOS_CLIENTES as i64 + 1;
        let achados: Vec<(Uuid,)> = self.con.linhas(sql, parametros![self.inquilino, padrao, limite]).await?;
        Ok((achados.len() <= POUCOS_CLIENTES).then(|| achados.into_iter().map(|(id,)| id).collect()))
    }
}

/// O SQL da página e os parâmetros dele. `clientes`, se vem, está no lugar do texto.
pub(super) fn comando(
    inquilino: InquilinoId,
    filtro: &FiltroDeProcessos,
    clientes: Option<Vec<Uuid>>,
) -> (String, Vec<Parametro>) {
    let mut condicoes = Condicoes::do_inquilino(inquilino);
    let poucos = clientes.is_some();
    let texto = filtro.texto.clone().filter(|_| clientes.is_none());
    FiltroDeProcessos { texto, ..filtro.clone() }.condicoes(&mut condicoes);
    if let Some(clientes) = clientes {
        let lugares: Vec<String> = ate_um_tamanho(clientes).into_iter().map(|id| condicoes.ligar(id)).collect();
        condicoes.e(format!("cliente_id IN ({})", lugares.join(", ")));
    }
    condicoes.se(filtro.desde, |l| format!("data_criacao >= {l}"));
    condicoes.se(filtro.antes_de, |l| format!("data_criacao < {l}"));
    let por_criacao = filtro.desde.is_some() || filtro.antes_de.is_some();
    // Os de um cliente são poucos: acham-se e ordenam-se. Com a ordem à mão num índice, o SQLite percorreria a lista inteira para não ordenar.
    let ordem = match (por_criacao, filtro.de_poucos() || poucos) {
        (true, false) => "data_criacao DESC, id DESC",
        (true, true) => "COALESCE(data_criacao, 0) DESC, id DESC",
        (false, false) => "id DESC",
        (false, true) => "COALESCE(id, id) DESC",
    };
    condicoes.se(filtro.depois_de, |l| {
        if por_criacao {
            format!("(data_criacao, id) < (SELECT a.data_criacao, a.id FROM processos a WHERE a.inquilino_id = $1 AND a.id = {l})")
        } else {
            format!("id < {l}")
        }
    });
    let usuario = filtro.usuario.map(|usuario| condicoes.ligar(usuario));
    let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
    let (onde, parametros) = condicoes.concluir();
    let onde = match usuario {
        None => onde,
        Some(usuario) => {
            let do_papel = |coluna: &str, nome: &str| {
                format!(
                    "SELECT id FROM (SELECT id FROM processos WHERE {onde} AND {coluna} = {usuario} ORDER BY {ordem} LIMIT {limite}) {nome}"
                )
            };
            let (criou, aprovou) =
                (do_papel("criado_por_usuario_id", "criados"), do_papel("aprovado_por_usuario_id", "aprovados"));
            format!("inquilino_id = $1 AND id IN ({criou} UNION {aprovou})")
        }
    };
    let da_pagina = if por_criacao { "p.data_criacao DESC, p.id DESC" } else { "p.id DESC" };
    let sql = format!(
        "SELECT {COLUNAS} FROM (SELECT * FROM processos WHERE {onde} ORDER BY {ordem} LIMIT {limite}) p {LIGACOES}
         ORDER BY {da_pagina}"
    );
    (sql, parametros)
}

/// Repete o último até completar um tamanho.
fn ate_um_tamanho(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    if let Some(ultimo) = ids.last().copied() {
        let tamanho = TAMANHOS.into_iter().find(|tamanho| *tamanho >= ids.len()).unwrap_or(ids.len());
        ids.resize(tamanho, ultimo);
    }
    ids
}

impl FiltroDeProcessos {
    /// Se só quer os de um cliente, dito de algum jeito.
    fn de_poucos(&self) -> bool {
        self.cliente.is_some() || self.cnpj.is_some() || self.hash.is_some()
    }

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
        // Conferido linha a linha, ao percorrer a lista: quem tem de achar poucos procura antes os clientes.
        condicoes.se(dobrado(self.texto.as_deref()), |l| {
            format!("(SELECT c.texto_de_busca LIKE {l} ESCAPE '!' FROM clientes c WHERE c.inquilino_id = $1 AND c.id = cliente_id)")
        });
    }
}
