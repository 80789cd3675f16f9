//! Tarefas humanas: uma por visita, com revisão. As abertas numa tabela, com os seus candidatos; as encerradas noutra.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, TarefaId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::banco::{Comando, Massa, Parametro, Tipo};
use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Uma tarefa guardada. `papeis`, `dados` e `decisoes` são JSON.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Tarefa {
    /// Id.
    pub id: Uuid,
    /// De que instância.
    pub instancia_id: Uuid,
    /// De que visita.
    pub visita: i64,
    /// Passo do fluxo.
    pub passo: String,
    /// Título.
    pub titulo: String,
    /// Lista de papéis que podem decidir.
    pub papeis: String,
    /// O que mostrar.
    pub dados: String,
    /// Lista de `[nome, [campos exigidos]]`.
    pub decisoes: String,
    /// JSON Schema dos dados da decisão.
    pub formulario: Option<String>,
    /// Lista de pessoas que podem decidir, pelo id, além dos papéis.
    pub usuarios: String,
    /// Com quem está: id; nenhum = com todos.
    pub responsavel_id: Option<String>,
    /// Com quem está: nome.
    pub responsavel_nome: Option<String>,
    /// Quem já se manifestou, enquanto falta quórum (lista).
    pub votos: String,
    /// `ABERTA`, `CONCLUIDA` ou `CANCELADA`.
    pub situacao: String,
    /// Passou do vencimento ainda aberta.
    pub vencida: bool,
    /// Vencimento (µs).
    pub vence_em: Option<i64>,
    /// Decisão tomada.
    pub decisao: Option<String>,
    /// Quem decidiu.
    pub decidida_por: Option<String>,
    /// Quando decidiu (µs).
    pub decidida_em: Option<i64>,
    /// Cresce a cada mudança.
    pub revisao: i64,
    /// Quando abriu (µs).
    pub data_criacao: i64,
}

/// Uma tarefa aberta, com quem pode decidi-la.
#[derive(Debug, Clone, PartialEq)]
pub struct TarefaAberta {
    /// De quem.
    pub inquilino: InquilinoId,
    /// A tarefa.
    pub tarefa: Tarefa,
    /// `papel:APROVADOR`, `usuario:<id>`, …
    pub candidatos: Vec<String>,
}

/// Uma tarefa que fecha: a tarefa como fica.
#[derive(Debug, Clone, PartialEq)]
pub struct TarefaFechada {
    /// A tarefa, já com a decisão.
    pub fechada: TarefaAberta,
    /// Se estava guardada entre as abertas; a que abre e fecha no mesmo lote nunca esteve.
    pub estava_aberta: bool,
}

/// O que listar.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FiltroDeTarefas {
    /// Só nesta situação.
    pub situacao: Option<String>,
    /// Só as que um destes candidatos (`papel:APROVADOR`) pode decidir; vazio = todas.
    pub candidatos: Vec<String>,
    /// Das abertas, só as que estão assim; as encerradas não estão com ninguém, e não vêm.
    pub com_quem: Option<ComQuem>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

/// Com quem a tarefa está.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComQuem {
    /// Com ninguém: qualquer um que possa a toma.
    Ninguem,
    /// Com esta pessoa (id).
    Pessoa(String),
}

static ABRIR: Comando = Comando {
    sql: "INSERT INTO tarefas (id, inquilino_id, instancia_id, visita, passo, titulo, papeis, dados, decisoes, formulario, usuarios,
                               responsavel_id, responsavel_nome, votos, vencida, vence_em, revisao, data_criacao, data_atualizacao)
          {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Inteiro,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Logico,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
    ],
    conferir: false,
};

static CANDIDATAR: Comando = Comando {
    sql: "INSERT INTO tarefa_candidatos (inquilino_id, candidato, tarefa_id) {linhas} ON CONFLICT DO NOTHING",
    colunas: &[Tipo::Uuid, Tipo::Texto, Tipo::Uuid],
    conferir: false,
};

pub(super) static MUDAR: Comando = Comando {
    sql: "WITH v (id, inquilino_id, vencida, responsavel_id, responsavel_nome, votos, revisao, agora) AS ({linhas})
          UPDATE tarefas SET vencida = v.vencida, responsavel_id = v.responsavel_id, responsavel_nome = v.responsavel_nome,
                             votos = v.votos, revisao = v.revisao, data_atualizacao = v.agora
          FROM v WHERE tarefas.id = v.id AND tarefas.inquilino_id = v.inquilino_id",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Logico,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
    ],
    conferir: true,
};

pub(super) static FECHAR: Comando = Comando {
    sql: "WITH v (id, inquilino_id) AS ({linhas})
          DELETE FROM tarefas WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)",
    colunas: &[Tipo::Uuid, Tipo::Uuid],
    conferir: true,
};

pub(super) static DESCANDIDATAR: Comando = Comando {
    sql: "WITH v (inquilino_id, candidato, tarefa_id) AS ({linhas})
          DELETE FROM tarefa_candidatos WHERE (inquilino_id, candidato, tarefa_id) IN (SELECT inquilino_id, candidato, tarefa_id FROM v)",
    colunas: CANDIDATAR.colunas,
    conferir: false,
};

static ENCERRAR: Comando = Comando {
    sql: "INSERT INTO tarefas_encerradas (id, inquilino_id, instancia_id, visita, passo, titulo, papeis, dados, decisoes,
                                          formulario, usuarios, votos, situacao, vencida, vence_em, decisao, decidida_por, revisao, data_criacao, data_encerramento)
          {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Inteiro,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Logico,
        Tipo::Inteiro,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
    ],
    conferir: false,
};

/// Um comando para cada tabela e destino.
pub(super) fn em_massa(
    abertas: Vec<TarefaAberta>,
    mudadas: Vec<TarefaAberta>,
    fechadas: Vec<TarefaFechada>,
    agora: Instante,
) -> [Massa; 6] {
    let [mut abrir, mut candidatar, mut mudar, mut fechar, mut descandidatar, mut encerrar] =
        [&ABRIR, &CANDIDATAR, &MUDAR, &FECHAR, &DESCANDIDATAR, &ENCERRAR].map(Massa::nova);
    for TarefaAberta { inquilino, tarefa, candidatos } in abertas {
        for candidato in candidatos {
            candidatar.linha([inquilino.into(), candidato.into(), tarefa.id.into()]);
        }
        abrir.linha([
            tarefa.id.into(),
            inquilino.into(),
            tarefa.instancia_id.into(),
            tarefa.visita.into(),
            tarefa.passo.into(),
            tarefa.titulo.into(),
            tarefa.papeis.into(),
            tarefa.dados.into(),
            tarefa.decisoes.into(),
            tarefa.formulario.into(),
            tarefa.usuarios.into(),
            tarefa.responsavel_id.into(),
            tarefa.responsavel_nome.into(),
            tarefa.votos.into(),
            tarefa.vencida.into(),
            tarefa.vence_em.into(),
            tarefa.revisao.into(),
            tarefa.data_criacao.into(),
            agora.into(),
        ]);
    }
    for TarefaAberta { inquilino, tarefa, candidatos } in mudadas {
        // Os de antes já estão lá, e não se repetem.
        for candidato in candidatos {
            candidatar.linha([inquilino.into(), candidato.into(), tarefa.id.into()]);
        }
        mudar.linha([
            tarefa.id.into(),
            inquilino.into(),
            tarefa.vencida.into(),
            tarefa.responsavel_id.into(),
            tarefa.responsavel_nome.into(),
            tarefa.votos.into(),
            tarefa.revisao.into(),
            agora.into(),
        ]);
    }
    for TarefaFechada { fechada: TarefaAberta { inquilino, tarefa, candidatos }, estava_aberta } in fechadas {
        if estava_aberta {
            fechar.linha([tarefa.id.into(), inquilino.into()]);
            for candidato in candidatos {
                descandidatar.linha([inquilino.into(), candidato.into(), tarefa.id.into()]);
            }
        }
        encerrar.linha([
            tarefa.id.into(),
            inquilino.into(),
            tarefa.instancia_id.into(),
            tarefa.visita.into(),
            tarefa.passo.into(),
            tarefa.titulo.into(),
            tarefa.papeis.into(),
            tarefa.dados.into(),
            tarefa.decisoes.into(),
            tarefa.formulario.into(),
            tarefa.usuarios.into(),
            tarefa.votos.into(),
            tarefa.situacao.into(),
            tarefa.vencida.into(),
            tarefa.vence_em.into(),
            tarefa.decisao.into(),
            tarefa.decidida_por.into(),
            tarefa.revisao.into(),
            tarefa.data_criacao.into(),
            agora.into(),
        ]);
    }
    [abrir, candidatar, mudar, fechar, descandidatar, encerrar]
}

/// As abertas, com as colunas de [`Tarefa`].
macro_rules! abertas {
    ($resto:literal) => {
        concat!(
            "SELECT t.id, t.instancia_id, t.visita, t.passo, t.titulo, t.papeis, t.dados, t.decisoes, t.formulario, t.usuarios,
                    t.responsavel_id, t.responsavel_nome, t.votos, 'ABERTA' AS situacao, t.vencida,
                    t.vence_em, NULL AS decisao, NULL AS decidida_por, CAST(NULL AS BIGINT) AS decidida_em, t.revisao, t.data_criacao
             FROM tarefas t ",
            $resto
        )
    };
}

/// As abertas de muitas instâncias.
pub(super) const ABERTAS_DE: &str = abertas!("WHERE t.instancia_id {ids}");

/// As colunas de [`Tarefa`] entre as encerradas.
const DA_ENCERRADA: &str =
    "t.id, t.instancia_id, t.visita, t.passo, t.titulo, t.papeis, t.dados, t.decisoes, t.formulario, t.usuarios,
    CAST(NULL AS TEXT) AS responsavel_id, CAST(NULL AS TEXT) AS responsavel_nome, t.votos,
    t.situacao, t.vencida, t.vence_em, t.decisao,
    t.decidida_por, t.data_encerramento AS decidida_em, t.revisao, t.data_criacao";

impl Unidade {
    /// Uma tarefa, aberta ou encerrada.
    pub async fn tarefa(&mut self, id: TarefaId) -> Result<Option<Tarefa>, ErroArmazem> {
        let sql = abertas!("WHERE t.inquilino_id = $1 AND t.id = $2");
        let aberta = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        if aberta.is_some() {
            return Ok(aberta);
        }
        let sql = format!("SELECT {DA_ENCERRADA} FROM tarefas_encerradas t WHERE t.inquilino_id = $1 AND t.id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// A tarefa aberta de uma visita.
    pub async fn tarefa_da_visita(
        &mut self,
        instancia: InstanciaId,
        visita: i64,
    ) -> Result<Option<Tarefa>, ErroArmazem> {
        let sql = abertas!("WHERE t.inquilino_id = $1 AND t.instancia_id = $2 AND t.visita = $3");
        self.con.linha(sql, parametros![self.inquilino, instancia, visita]).await
    }

    /// As tarefas de uma instância, na ordem em que abriram.
    pub async fn tarefas_da_instancia(&mut self, instancia: InstanciaId) -> Result<Vec<Tarefa>, ErroArmazem> {
        let sql = format!(
            "{} UNION ALL
             SELECT {DA_ENCERRADA} FROM tarefas_encerradas t WHERE t.inquilino_id = $1 AND t.instancia_id = $2
             ORDER BY visita",
            abertas!("WHERE t.inquilino_id = $1 AND t.instancia_id = $2")
        );
        self.con.linhas(sql, parametros![self.inquilino, instancia]).await
    }

    /// Tarefas da mais velha à mais nova (pelo id, que é da ordem em que abriram).
    pub async fn tarefas(&mut self, filtro: &FiltroDeTarefas) -> Result<Pagina<Tarefa>, ErroArmazem> {
        let situacao = filtro.situacao.as_deref();
        let mut itens = Vec::new();
        if situacao.is_none_or(|s| s == "ABERTA") {
            itens.extend(self.tarefas_abertas(filtro).await?);
        }
        if situacao.is_none_or(|s| s != "ABERTA") && filtro.com_quem.is_none() {
            itens.extend(self.tarefas_encerradas(filtro).await?);
            itens.sort_by_key(|tarefa: &Tarefa| tarefa.id);
        }
        Ok(Pagina::de(itens, filtro.limite as usize, |tarefa: &Tarefa| tarefa.id))
    }

    /// Cada candidato dá as suas primeiras pelo índice; juntá-las custa o tamanho da página, e não o da tabela.
    async fn tarefas_abertas(&mut self, filtro: &FiltroDeTarefas) -> Result<Vec<Tarefa>, ErroArmazem> {
        let mut parametros: Vec<Parametro> = parametros_da_pagina(self.inquilino, filtro);
        let responsavel = |de: &str, parametros: &mut Vec<Parametro>| match &filtro.com_quem {
            None => "TRUE".to_owned(),
            Some(ComQuem::Ninguem) => format!("{de}.responsavel_id IS NULL"),
            Some(ComQuem::Pessoa(id)) => {
                parametros.push(id.into());
                format!("{de}.responsavel_id = ${}", parametros.len())
            }
        };
        if filtro.candidatos.is_empty() {
            let sql = format!(
                "{} AND {} ORDER BY t.id LIMIT $3",
                abertas!("WHERE t.inquilino_id = $1 AND t.id > $2"),
                responsavel("t", &mut parametros)
            );
            return self.con.linhas(sql, parametros).await;
        }
        // Dentro de cada parte: fora dela, as que não servem ocupariam a página.
        let serve = match &filtro.com_quem {
            None => String::new(),
            Some(_) => {
                let responsavel = responsavel("r", &mut parametros);
                format!(" AND EXISTS (SELECT 1 FROM tarefas r WHERE r.id = tarefa_id AND {responsavel})")
            }
        };
        let partes: Vec<String> = filtro
            .candidatos
            .iter()
            .enumerate()
            .map(|(indice, candidato)| {
                parametros.push(candidato.into());
                let lugar = parametros.len();
                format!(
                    "SELECT * FROM (SELECT tarefa_id FROM tarefa_candidatos
                                    WHERE inquilino_id = $1 AND candidato = ${lugar} AND tarefa_id > $2{serve}
                                    ORDER BY tarefa_id LIMIT $3) c{indice}"
                )
            })
            .collect();
        let sql = format!(
            "{} (SELECT * FROM ({} ORDER BY tarefa_id LIMIT $3) primeiras) ORDER BY t.id",
            abertas!("WHERE t.inquilino_id = $1 AND t.id IN"),
            partes.join(" UNION ")
        );
        self.con.linhas(sql, parametros).await
    }

    async fn tarefas_encerradas(&mut self, filtro: &FiltroDeTarefas) -> Result<Vec<Tarefa>, ErroArmazem> {
        let mut parametros = parametros_da_pagina(self.inquilino, filtro);
        parametros.push(Parametro::Texto(filtro.situacao.clone()));
        // `papeis` é uma lista JSON curta de nomes sem aspas: achar o nome entre aspas é exato e vale nos dois bancos.
        let papeis: Vec<String> = filtro
            .candidatos
            .iter()
            .map(|candidato| {
                let (coluna, nome) = match candidato.strip_prefix(USUARIO) {
                    Some(id) => ("usuarios", id),
                    None => ("papeis", candidato.strip_prefix(PAPEL).unwrap_or(candidato)),
                };
                parametros.push(format!("%\"{nome}\"%").into());
                format!("t.{coluna} LIKE ${}", parametros.len())
            })
            .collect();
        let papeis = if papeis.is_empty() { "TRUE".to_owned() } else { papeis.join(" OR ") };
        let sql = format!(
            "SELECT {DA_ENCERRADA} FROM tarefas_encerradas t
             WHERE t.inquilino_id = $1 AND t.id > $2 AND ($4 IS NULL OR t.situacao = $4) AND ({papeis}) ORDER BY t.id LIMIT $3"
        );
        self.con.linhas(sql, parametros).await
    }
}

/// Como começa um candidato que é um papel; o resto é o nome dele.
pub const PAPEL: &str = "papel:";

/// Como começa um candidato que é uma pessoa; o resto é o id dela.
pub const USUARIO: &str = "usuario:";

/// `$1` inquilino, `$2` depois de qual, `$3` quantas mais uma.
fn parametros_da_pagina(inquilino: InquilinoId, filtro: &FiltroDeTarefas) -> Vec<Parametro> {
    parametros![inquilino, filtro.depois_de.unwrap_or(Uuid::nil()), i64::from(filtro.limite) + 1]
}
