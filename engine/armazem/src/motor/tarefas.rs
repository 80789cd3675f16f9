//! Tarefas humanas: uma por visita, com revisão.

use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, TarefaId};
use uuid::Uuid;

use crate::banco::Parametro;
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

/// Uma tarefa a abrir.
#[derive(Debug, Clone)]
pub struct TarefaNova {
    /// Instância.
    pub instancia: InstanciaId,
    /// Visita.
    pub visita: i64,
    /// Passo.
    pub passo: String,
    /// Título.
    pub titulo: String,
    /// JSON.
    pub papeis: String,
    /// JSON.
    pub dados: String,
    /// JSON.
    pub decisoes: String,
    /// Vencimento.
    pub vence_em: Option<Instante>,
}

/// Como uma tarefa fecha.
#[derive(Debug, Clone)]
pub struct DecisaoDeTarefa {
    /// A decisão; nenhuma = cancelada.
    pub decisao: Option<String>,
    /// Quem.
    pub por: Option<String>,
}

/// O que listar.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeTarefas {
    /// Só nesta situação.
    pub situacao: Option<String>,
    /// Só as que um destes papéis pode decidir; vazio = todas.
    pub papeis: Vec<String>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

const COLUNAS: &str = "id, instancia_id, visita, passo, titulo, papeis, dados, decisoes, situacao, vencida, vence_em, decisao, \
                       decidida_por, decidida_em, revisao, data_criacao";

impl Unidade {
    /// Abre uma tarefa.
    pub async fn abrir_tarefa(&mut self, nova: &TarefaNova, agora: Instante) -> Result<TarefaId, ErroArmazem> {
        let id = TarefaId::novo();
        self.con
            .executar(
                "INSERT INTO tarefas (id, inquilino_id, instancia_id, visita, passo, titulo, papeis, dados, decisoes, situacao,
                                      vencida, vence_em, revisao, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ABERTA', FALSE, $10, 1, $11, $11)",
                parametros![
                    id,
                    self.inquilino,
                    nova.instancia,
                    nova.visita,
                    &nova.passo,
                    &nova.titulo,
                    &nova.papeis,
                    &nova.dados,
                    &nova.decisoes,
                    nova.vence_em,
                    agora,
                ],
            )
            .await?;
        Ok(id)
    }

    /// Fecha a tarefa da visita; nada acontece se já não está aberta.
    pub async fn fechar_tarefa(
        &mut self,
        instancia: InstanciaId,
        visita: i64,
        como: &DecisaoDeTarefa,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let situacao = if como.decisao.is_some() { "CONCLUIDA" } else { "CANCELADA" };
        self.con
            .executar(
                "UPDATE tarefas SET situacao = $4, decisao = $5, decidida_por = $6, decidida_em = $7, revisao = revisao + 1,
                                    data_atualizacao = $7
                 WHERE inquilino_id = $1 AND instancia_id = $2 AND visita = $3 AND situacao = 'ABERTA'",
                parametros![
                    self.inquilino,
                    instancia,
                    visita,
                    situacao,
                    como.decisao.clone(),
                    como.por.clone(),
                    agora,
                ],
            )
            .await?;
        Ok(())
    }

    /// Marca como vencida, ainda aberta.
    pub async fn vencer_tarefa(
        &mut self,
        instancia: InstanciaId,
        visita: i64,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE tarefas SET vencida = TRUE, revisao = revisao + 1, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND instancia_id = $2 AND visita = $3 AND situacao = 'ABERTA'",
                parametros![self.inquilino, instancia, visita, agora],
            )
            .await?;
        Ok(())
    }

    /// Uma tarefa.
    pub async fn tarefa(&mut self, id: TarefaId) -> Result<Option<Tarefa>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM tarefas WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// As tarefas de uma instância, na ordem em que abriram.
    pub async fn tarefas_da_instancia(&mut self, instancia: InstanciaId) -> Result<Vec<Tarefa>, ErroArmazem> {
        let sql =
            format!("SELECT {COLUNAS} FROM tarefas WHERE inquilino_id = $1 AND instancia_id = $2 ORDER BY visita");
        self.con.linhas(sql, parametros![self.inquilino, instancia]).await
    }

    /// Tarefas da mais velha à mais nova.
    pub async fn tarefas(&mut self, filtro: &FiltroDeTarefas) -> Result<Pagina<Tarefa>, ErroArmazem> {
        let mut parametros = vec![
            self.inquilino.into(),
            Parametro::Texto(filtro.situacao.clone()),
            Parametro::Uuid(filtro.depois_de),
            Parametro::Inteiro(Some(i64::from(filtro.limite) + 1)),
        ];
        // `papeis` é uma lista JSON curta de nomes sem aspas: achar o nome entre aspas é exato e vale nos dois bancos.
        let papeis: Vec<String> = filtro
            .papeis
            .iter()
            .map(|papel| {
                parametros.push(Parametro::from(format!("%\"{papel}\"%")));
                format!("papeis LIKE ${}", parametros.len())
            })
            .collect();
        let papeis = if papeis.is_empty() { "TRUE".to_owned() } else { papeis.join(" OR ") };
        let sql = format!(
            "SELECT {COLUNAS} FROM tarefas
             WHERE inquilino_id = $1 AND ($2 IS NULL OR situacao = $2) AND ($3 IS NULL OR id > $3) AND ({papeis})
             ORDER BY id LIMIT $4"
        );
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |tarefa: &Tarefa| tarefa.id))
    }
}
