//! Processos: um por cliente e mês.

use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, ProcessoId, UsuarioId};
use uuid::Uuid;

use crate::banco::Parametro;
use crate::{ErroArmazem, Unidade, parametros};

/// Um processo, com o que as telas mostram do cliente e da operadora.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4, explicadas na migração")]
pub struct Processo {
    pub id: Uuid,
    pub cliente_id: Uuid,
    pub operadora_id: Uuid,
    pub instancia_id: Option<Uuid>,
    pub hash_unico: String,
    pub mes_ano: String,
    pub status_processo: String,
    pub caminho_s3_fatura: Option<String>,
    pub resumo_fatura: Option<String>,
    pub nome_fatura: Option<String>,
    pub data_vencimento: Option<String>,
    pub valor_fatura: Option<i64>,
    pub conferencia: Option<String>,
    pub aprovado_por_usuario_id: Option<Uuid>,
    pub data_aprovacao: Option<i64>,
    pub enviado_para_sat: bool,
    pub data_envio_sat: Option<i64>,
    pub comprovante_sat: Option<String>,
    pub upload_manual: bool,
    pub criado_automaticamente: bool,
    pub observacoes: Option<String>,
    pub motivo: Option<String>,
    pub criado_por_usuario_id: Option<Uuid>,
    pub data_criacao: i64,
    pub data_atualizacao: i64,
    pub cliente_nome: String,
    pub cliente_cnpj: String,
    pub operadora_codigo: String,
    pub operadora_nome: String,
}

/// Um processo a nascer.
#[derive(Debug, Clone)]
pub struct ProcessoNovo {
    /// Id.
    pub id: ProcessoId,
    /// Cliente.
    pub cliente: Uuid,
    /// Operadora.
    pub operadora: Uuid,
    /// Instância do fluxo.
    pub instancia: InstanciaId,
    /// Hash do cliente agora.
    pub hash: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    /// Estado inicial.
    pub status: String,
    /// Se foi o agendamento.
    pub automatico: bool,
    /// Quem criou.
    pub por: Option<UsuarioId>,
}

/// A fatura que chegou.
#[derive(Debug, Clone)]
pub struct DadosDaFatura {
    /// Chave no armazém de arquivos.
    pub caminho: String,
    /// BLAKE3.
    pub resumo: String,
    /// Nome do arquivo.
    pub nome: String,
    /// O primeiro código de barras, se há.
    pub codigo_barras: Option<String>,
    /// `AAAA-MM-DD`.
    pub data_vencimento: Option<String>,
    /// Centavos.
    pub valor: Option<i64>,
    /// Itens conferidos (JSON).
    pub conferencia: String,
    /// Se alguém subiu à mão.
    pub upload_manual: bool,
}

/// As colunas de um [`Processo`], com `p`, `c` e `o` ligados por [`LIGACOES`].
pub(super) const COLUNAS: &str = "
    p.id, p.cliente_id, p.operadora_id, p.instancia_id, p.hash_unico, p.mes_ano, p.status_processo, p.caminho_s3_fatura,
    p.resumo_fatura, p.nome_fatura, p.data_vencimento, p.valor_fatura, p.conferencia, p.aprovado_por_usuario_id,
    p.data_aprovacao, p.enviado_para_sat, p.data_envio_sat, p.comprovante_sat, p.upload_manual, p.criado_automaticamente,
    p.observacoes, p.motivo, p.criado_por_usuario_id, p.data_criacao, p.data_atualizacao,
    c.nome_sat AS cliente_nome, c.cnpj AS cliente_cnpj, o.codigo AS operadora_codigo, o.nome AS operadora_nome";
/// O cliente e a operadora de `p`.
pub(super) const LIGACOES: &str = "JOIN clientes c ON c.id = p.cliente_id JOIN operadoras o ON o.id = p.operadora_id";

impl Unidade {
    /// Cria o processo; `false` se o cliente já tem um neste mês.
    pub async fn criar_processo(&mut self, novo: &ProcessoNovo, agora: Instante) -> Result<bool, ErroArmazem> {
        let criados = self
            .con
            .executar(
                "INSERT INTO processos (id, inquilino_id, cliente_id, operadora_id, instancia_id, hash_unico, mes_ano, status_processo,
                                        enviado_para_sat, upload_manual, criado_automaticamente, criado_por_usuario_id,
                                        data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, FALSE, $9, $10, $11, $11)
                 ON CONFLICT DO NOTHING",
                parametros![
                    novo.id,
                    self.inquilino,
                    novo.cliente,
                    novo.operadora,
                    novo.instancia,
                    &novo.hash,
                    &novo.mes_ano,
                    &novo.status,
                    novo.automatico,
                    novo.por,
                    agora,
                ],
            )
            .await?;
        Ok(criados == 1)
    }

    /// Um processo.
    pub async fn processo(&mut self, id: ProcessoId) -> Result<Option<Processo>, ErroArmazem> {
        self.um_processo("p.id = $2", parametros![self.inquilino, id]).await
    }

    /// O processo de uma instância.
    pub async fn processo_da_instancia(&mut self, id: InstanciaId) -> Result<Option<Processo>, ErroArmazem> {
        self.um_processo("p.instancia_id = $2", parametros![self.inquilino, id]).await
    }

    /// O processo de um cliente num mês.
    pub async fn processo_do_mes(&mut self, cliente: Uuid, mes_ano: &str) -> Result<Option<Processo>, ErroArmazem> {
        self.um_processo("p.cliente_id = $2 AND p.mes_ano = $3", parametros![self.inquilino, cliente, mes_ano]).await
    }

    async fn um_processo(&mut self, onde: &str, parametros: Vec<Parametro>) -> Result<Option<Processo>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM processos p {LIGACOES} WHERE p.inquilino_id = $1 AND {onde}");
        self.con.linha(sql, parametros).await
    }

    /// Muda o estado mostrado; `motivo` só fica em FALHOU, REJEITADO e CANCELADO.
    pub async fn mudar_status_do_processo(
        &mut self,
        instancia: InstanciaId,
        status: &str,
        motivo: Option<&str>,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE processos SET status_processo = $3, motivo = $4, data_atualizacao = $5
                 WHERE inquilino_id = $1 AND instancia_id = $2",
                parametros![self.inquilino, instancia, status, motivo, agora],
            )
            .await?;
        Ok(())
    }

    /// Guarda a fatura que chegou e apaga a aprovação da anterior.
    pub async fn guardar_fatura(
        &mut self,
        processo: ProcessoId,
        fatura: &DadosDaFatura,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE processos SET caminho_s3_fatura = $3, resumo_fatura = $4, nome_fatura = $5, data_vencimento = $6,
                                      valor_fatura = $7, conferencia = $8, upload_manual = $9, aprovado_por_usuario_id = NULL,
                                      data_aprovacao = NULL, data_atualizacao = $10, codigo_barras = $11
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![
                    self.inquilino,
                    processo,
                    &fatura.caminho,
                    &fatura.resumo,
                    &fatura.nome,
                    fatura.data_vencimento.clone(),
                    fatura.valor,
                    &fatura.conferencia,
                    fatura.upload_manual,
                    agora,
                    fatura.codigo_barras.clone(),
                ],
            )
            .await?;
        Ok(())
    }

    /// Anota quem aprovou; `None` apaga a aprovação (rejeição).
    pub async fn anotar_aprovacao(
        &mut self,
        instancia: InstanciaId,
        por: Option<UsuarioId>,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let quando = por.map(|_| agora);
        self.con
            .executar(
                "UPDATE processos SET aprovado_por_usuario_id = $3, data_aprovacao = $4, data_atualizacao = $5
                 WHERE inquilino_id = $1 AND instancia_id = $2",
                parametros![self.inquilino, instancia, por, quando, agora],
            )
            .await?;
        Ok(())
    }

    /// Anota o envio ao SAT, com o comprovante (JSON).
    pub async fn anotar_envio(
        &mut self,
        processo: ProcessoId,
        comprovante: &str,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE processos SET enviado_para_sat = TRUE, data_envio_sat = $4, comprovante_sat = $3, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, processo, comprovante, agora],
            )
            .await?;
        Ok(())
    }

    /// Liga o processo a uma instância nova (recomeço depois de cancelar).
    pub async fn religar_processo(
        &mut self,
        processo: ProcessoId,
        instancia: InstanciaId,
        status: &str,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE processos SET instancia_id = $3, status_processo = $4, motivo = NULL, data_atualizacao = $5
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, processo, instancia, status, agora],
            )
            .await?;
        Ok(())
    }
}
