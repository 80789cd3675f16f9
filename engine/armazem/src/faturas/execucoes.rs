//! Execuções: cada tentativa de baixar, enviar ou subir, com linhas de log e arquivos.

use esteira_base::Instante;
use esteira_base::ids::{ArquivoId, ExecucaoId, ItemId, ProcessoId, UsuarioId};
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Uma execução guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct Execucao {
    pub id: Uuid,
    pub processo_id: Uuid,
    pub tipo_execucao: String,
    pub status_execucao: String,
    pub parametros_entrada: String,
    pub resultado_saida: Option<String>,
    pub mensagem_log: Option<String>,
    pub url_arquivo_s3: Option<String>,
    pub numero_tentativa: i64,
    pub detalhes_erro: Option<String>,
    pub codigo_erro: Option<String>,
    pub plugin: Option<String>,
    pub plugin_resumo: Option<String>,
    pub executado_por_usuario_id: Option<Uuid>,
    pub ip_origem: Option<String>,
    pub user_agent: Option<String>,
    pub data_inicio: i64,
    pub data_fim: Option<i64>,
}

/// Uma execução que começa.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct ExecucaoNova {
    pub id: ExecucaoId,
    pub processo: ProcessoId,
    /// Linha da fila; nenhuma no upload manual.
    pub item: Option<ItemId>,
    pub tipo: String,
    pub parametros: String,
    pub tentativa: u32,
    pub plugin: Option<String>,
    pub por: Option<UsuarioId>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

/// Como uma execução acaba.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct FimDaExecucao {
    pub status: String,
    pub resultado: Option<String>,
    pub mensagem: Option<String>,
    pub arquivo: Option<String>,
    pub erro: Option<String>,
    pub codigo_erro: Option<String>,
    pub plugin_resumo: Option<String>,
}

/// Uma linha de log.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct LinhaDaExecucao {
    pub numero: i64,
    pub quando: i64,
    pub nivel: String,
    pub etapa: Option<String>,
    pub mensagem: String,
    /// JSON.
    pub campos: String,
}

/// Um arquivo da execução: fatura, captura, HTML…
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct ArquivoDaExecucao {
    pub id: Uuid,
    pub execucao_id: Uuid,
    pub rotulo: String,
    pub nome: String,
    pub tipo_mime: String,
    /// Chave no armazém de arquivos.
    pub chave: String,
    /// Bytes.
    pub tamanho: i64,
}

pub(super) const COLUNAS: &str = "id, processo_id, tipo_execucao, status_execucao, parametros_entrada, resultado_saida, mensagem_log, \
                       url_arquivo_s3, numero_tentativa, detalhes_erro, codigo_erro, plugin, plugin_resumo, executado_por_usuario_id, \
                       ip_origem, user_agent, data_inicio, data_fim";

impl Unidade {
    /// Começa uma execução. Se o mesmo item da fila já tinha uma em curso (o nó caiu com ela), essa é encerrada antes como FALHOU.
    pub async fn comecar_execucao(&mut self, nova: &ExecucaoNova, agora: Instante) -> Result<(), ErroArmazem> {
        if nova.item.is_some() {
            self.con
                .executar(
                    "UPDATE execucoes SET status_execucao = 'FALHOU', data_fim = $3, data_atualizacao = $3,
                                          mensagem_log = 'interrompida: o nó que a executava parou'
                     WHERE inquilino_id = $1 AND item_id = $2 AND status_execucao = 'EXECUTANDO'",
                    parametros![self.inquilino, nova.item, agora],
                )
                .await?;
        }
        self.con
            .executar(
                "INSERT INTO execucoes (id, inquilino_id, processo_id, item_id, tipo_execucao, status_execucao, parametros_entrada,
                                        numero_tentativa, plugin, executado_por_usuario_id, ip_origem, user_agent,
                                        data_inicio, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, 'EXECUTANDO', $6, $7, $8, $9, $10, $11, $12, $12, $12)",
                parametros![
                    nova.id,
                    self.inquilino,
                    nova.processo,
                    nova.item,
                    &nova.tipo,
                    &nova.parametros,
                    nova.tentativa,
                    nova.plugin.clone(),
                    nova.por,
                    nova.ip.clone(),
                    nova.user_agent.clone(),
                    agora,
                ],
            )
            .await?;
        Ok(())
    }

    /// Encerra uma execução em curso; a já encerrada fica como está.
    pub async fn encerrar_execucao(
        &mut self,
        id: ExecucaoId,
        fim: &FimDaExecucao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE execucoes SET status_execucao = $3, resultado_saida = $4, mensagem_log = $5, url_arquivo_s3 = $6,
                                      detalhes_erro = $7, plugin_resumo = $8, data_fim = $9, data_atualizacao = $9,
                                      codigo_erro = $10
                 WHERE inquilino_id = $1 AND id = $2 AND status_execucao = 'EXECUTANDO'",
                parametros![
                    self.inquilino,
                    id,
                    &fim.status,
                    fim.resultado.clone(),
                    fim.mensagem.clone(),
                    fim.arquivo.clone(),
                    fim.erro.clone(),
                    fim.plugin_resumo.clone(),
                    agora,
                    fim.codigo_erro.clone(),
                ],
            )
            .await?;
        Ok(())
    }

    /// Uma execução.
    pub async fn execucao(&mut self, id: ExecucaoId) -> Result<Option<Execucao>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM execucoes WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Acrescenta linhas de log.
    pub async fn anotar_linhas(&mut self, id: ExecucaoId, linhas: Vec<LinhaDaExecucao>) -> Result<(), ErroArmazem> {
        let inquilino = self.inquilino;
        let linhas = linhas
            .into_iter()
            .map(|l| parametros![inquilino, id, l.numero, l.quando, l.nivel, l.etapa, l.mensagem, l.campos])
            .collect();
        self.con
            .inserir_varias(
                "INSERT INTO execucao_linhas (inquilino_id, execucao_id, numero, quando, nivel, etapa, mensagem, campos)",
                linhas,
            )
            .await
    }

    /// Linhas de log depois do número dado, em ordem.
    pub async fn linhas_da_execucao(
        &mut self,
        id: ExecucaoId,
        depois_de: i64,
        limite: u32,
    ) -> Result<Vec<LinhaDaExecucao>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT numero, quando, nivel, etapa, mensagem, campos FROM execucao_linhas
                 WHERE inquilino_id = $1 AND execucao_id = $2 AND numero > $3 ORDER BY numero LIMIT $4",
                parametros![self.inquilino, id, depois_de, limite],
            )
            .await
    }

    /// Liga um arquivo guardado à execução.
    pub async fn anexar_arquivo(&mut self, arquivo: &ArquivoDaExecucao, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO execucao_arquivos (id, inquilino_id, execucao_id, rotulo, nome, tipo_mime, chave, tamanho, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                parametros![
                    arquivo.id,
                    self.inquilino,
                    arquivo.execucao_id,
                    &arquivo.rotulo,
                    &arquivo.nome,
                    &arquivo.tipo_mime,
                    &arquivo.chave,
                    arquivo.tamanho,
                    agora,
                ],
            )
            .await?;
        Ok(())
    }

    /// Os arquivos de uma execução, na ordem em que se anexaram.
    pub async fn arquivos_da_execucao(&mut self, id: ExecucaoId) -> Result<Vec<ArquivoDaExecucao>, ErroArmazem> {
        self.con
            .linhas(
                "SELECT id, execucao_id, rotulo, nome, tipo_mime, chave, tamanho FROM execucao_arquivos
                 WHERE inquilino_id = $1 AND execucao_id = $2 ORDER BY id",
                parametros![self.inquilino, id],
            )
            .await
    }

    /// Um arquivo de execução.
    pub async fn arquivo_da_execucao(
        &mut self,
        execucao: ExecucaoId,
        arquivo: ArquivoId,
    ) -> Result<Option<ArquivoDaExecucao>, ErroArmazem> {
        self.con
            .linha(
                "SELECT id, execucao_id, rotulo, nome, tipo_mime, chave, tamanho FROM execucao_arquivos
                 WHERE inquilino_id = $1 AND execucao_id = $2 AND id = $3",
                parametros![self.inquilino, execucao, arquivo],
            )
            .await
    }
}
