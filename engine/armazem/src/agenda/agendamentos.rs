//! Agendamentos: cadastro, e a hora que avança.

use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;
use uuid::Uuid;

use crate::banco::Parametro;
use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Um agendamento guardado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4 e da migração")]
pub struct Agendamento {
    pub id: Uuid,
    pub inquilino_id: Uuid,
    pub nome_agendamento: String,
    pub descricao: Option<String>,
    pub cron_expressao: String,
    pub fuso: String,
    pub tipo_agendamento: String,
    /// JSON.
    pub parametros_execucao: String,
    pub sobreposicao: String,
    pub perdidas: String,
    /// Em microssegundos.
    pub janela_perdidas: Option<i64>,
    pub status_ativo: bool,
    pub proxima_execucao: Option<i64>,
    pub ultima_execucao: Option<i64>,
    pub revisao: i64,
    pub data_criacao: i64,
    pub data_atualizacao: i64,
}

/// O que se escolhe de um agendamento.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4 e da migração")]
pub struct CadastroDeAgendamento {
    pub nome_agendamento: String,
    pub descricao: Option<String>,
    pub cron_expressao: String,
    pub fuso: String,
    pub tipo_agendamento: String,
    pub parametros_execucao: String,
    pub sobreposicao: String,
    pub perdidas: String,
    pub janela_perdidas: Option<i64>,
    pub status_ativo: bool,
    /// Nenhuma se está parado ou o calendário acabou.
    pub proxima_execucao: Option<Instante>,
}

impl Agendamento {
    /// O cadastro, como está.
    pub fn cadastro(&self) -> CadastroDeAgendamento {
        CadastroDeAgendamento {
            nome_agendamento: self.nome_agendamento.clone(),
            descricao: self.descricao.clone(),
            cron_expressao: self.cron_expressao.clone(),
            fuso: self.fuso.clone(),
            tipo_agendamento: self.tipo_agendamento.clone(),
            parametros_execucao: self.parametros_execucao.clone(),
            sobreposicao: self.sobreposicao.clone(),
            perdidas: self.perdidas.clone(),
            janela_perdidas: self.janela_perdidas,
            status_ativo: self.status_ativo,
            proxima_execucao: self.proxima_execucao.map(Instante::de_micros),
        }
    }
}

impl CadastroDeAgendamento {
    /// Na ordem das colunas de escrita, a partir de `$3`.
    fn parametros(&self) -> Vec<Parametro> {
        parametros![
            &self.nome_agendamento,
            self.descricao.clone(),
            &self.cron_expressao,
            &self.fuso,
            &self.tipo_agendamento,
            &self.parametros_execucao,
            &self.sobreposicao,
            &self.perdidas,
            self.janela_perdidas,
            self.status_ativo,
            self.proxima_execucao,
        ]
    }
}

const COLUNAS: &str = "id, inquilino_id, nome_agendamento, descricao, cron_expressao, fuso, tipo_agendamento, parametros_execucao, \
                       sobreposicao, perdidas, janela_perdidas, status_ativo, proxima_execucao, ultima_execucao, revisao, \
                       data_criacao, data_atualizacao";

impl Unidade {
    /// O agendamento, sem travá-lo.
    pub async fn agendamento(&mut self, id: AgendamentoId) -> Result<Option<Agendamento>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM agendamentos WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// O agendamento, travado até o fim da unidade: quem decide sobre os disparos dele decide sozinho.
    pub async fn agendamento_para_mudar(&mut self, id: AgendamentoId) -> Result<Option<Agendamento>, ErroArmazem> {
        // No SQLite a unidade que escreve já é a única: não há trava de linha a pedir.
        let trava = if self.con.postgres() { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT {COLUNAS} FROM agendamentos WHERE inquilino_id = $1 AND id = $2{trava}");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Agendamentos em ordem de nome.
    pub async fn agendamentos(
        &mut self,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Agendamento>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM agendamentos
             WHERE inquilino_id = $1 AND ($2 IS NULL OR nome_agendamento >
                   (SELECT a.nome_agendamento FROM agendamentos a WHERE a.inquilino_id = $1 AND a.id = $2))
             ORDER BY nome_agendamento LIMIT $3"
        );
        let itens = self.con.linhas(sql, parametros![self.inquilino, depois_de, i64::from(limite) + 1]).await?;
        Ok(Pagina::de(itens, limite as usize, |agendamento: &Agendamento| agendamento.id))
    }

    /// Guarda um agendamento novo; [`ErroArmazem::JaExiste`] se o nome já é de outro.
    pub async fn criar_agendamento(
        &mut self,
        id: AgendamentoId,
        cadastro: &CadastroDeAgendamento,
        agora: Instante,
    ) -> Result<Agendamento, ErroArmazem> {
        let mut parametros = parametros![id, self.inquilino];
        parametros.extend(cadastro.parametros());
        parametros.extend(parametros![agora]);
        let sql = format!(
            "INSERT INTO agendamentos (id, inquilino_id, nome_agendamento, descricao, cron_expressao, fuso, tipo_agendamento,
                                       parametros_execucao, sobreposicao, perdidas, janela_perdidas, status_ativo,
                                       proxima_execucao, revisao, data_criacao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14)
             RETURNING {COLUNAS}"
        );
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Troca o cadastro lido; [`ErroArmazem::Conflito`] se mudou desde a leitura.
    pub async fn alterar_agendamento(
        &mut self,
        lido: &Agendamento,
        cadastro: &CadastroDeAgendamento,
        agora: Instante,
    ) -> Result<Agendamento, ErroArmazem> {
        let mut parametros = parametros![lido.id, self.inquilino];
        parametros.extend(cadastro.parametros());
        parametros.extend(parametros![agora, lido.revisao]);
        let sql = format!(
            "UPDATE agendamentos SET nome_agendamento = $3, descricao = $4, cron_expressao = $5, fuso = $6,
                    tipo_agendamento = $7, parametros_execucao = $8, sobreposicao = $9, perdidas = $10,
                    janela_perdidas = $11, status_ativo = $12, proxima_execucao = $13, revisao = revisao + 1,
                    data_atualizacao = $14
             WHERE id = $1 AND inquilino_id = $2 AND revisao = $15
             RETURNING {COLUNAS}"
        );
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Apaga o agendamento e a história dele; conflito se mudou desde a leitura.
    pub async fn apagar_agendamento(&mut self, lido: &Agendamento) -> Result<(), ErroArmazem> {
        // Trava antes de apagar os disparos: nenhum outro nasce no meio.
        let vigente = self.agendamento_para_mudar(lido.id.into()).await?;
        if vigente.is_none_or(|vigente| vigente.revisao != lido.revisao) {
            return Err(ErroArmazem::Conflito);
        }
        let sql = "DELETE FROM disparos WHERE inquilino_id = $1 AND agendamento_id = $2";
        self.con.executar(sql, parametros![self.inquilino, lido.id]).await?;
        let sql = "DELETE FROM agendamentos WHERE inquilino_id = $1 AND id = $2";
        self.con.executar(sql, parametros![self.inquilino, lido.id]).await?;
        Ok(())
    }

    /// Passa a hora do agendamento lido para `proxima`. `false` se outro nó já a passou, ou se o cadastro mudou: nada a fazer.
    pub async fn avancar_agendamento(
        &mut self,
        lido: &Agendamento,
        proxima: Option<Instante>,
    ) -> Result<bool, ErroArmazem> {
        let mudados = self
            .con
            .executar(
                "UPDATE agendamentos SET proxima_execucao = $3
                 WHERE inquilino_id = $1 AND id = $2 AND proxima_execucao = $4 AND revisao = $5",
                parametros![self.inquilino, lido.id, proxima, lido.proxima_execucao, lido.revisao],
            )
            .await?;
        Ok(mudados == 1)
    }

    /// Anota que uma execução começou.
    pub async fn agendamento_executou(&mut self, id: AgendamentoId, agora: Instante) -> Result<(), ErroArmazem> {
        let sql = "UPDATE agendamentos SET ultima_execucao = $3 WHERE inquilino_id = $1 AND id = $2";
        self.con.executar(sql, parametros![self.inquilino, id, agora]).await?;
        Ok(())
    }
}

impl Armazem {
    /// Agendamentos de todos os inquilinos cuja hora chegou, os mais atrasados primeiro.
    pub async fn agendamentos_vencidos(&self, agora: Instante, limite: u32) -> Result<Vec<Agendamento>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM agendamentos
             WHERE proxima_execucao IS NOT NULL AND proxima_execucao <= $1 ORDER BY proxima_execucao LIMIT $2"
        );
        self.leitura().await?.linhas(sql, parametros![agora, limite]).await
    }

    /// A hora mais próxima de todos os inquilinos; para dormir até lá.
    pub async fn proximo_vencimento(&self) -> Result<Option<Instante>, ErroArmazem> {
        let sql = "SELECT MIN(proxima_execucao) FROM agendamentos WHERE proxima_execucao IS NOT NULL";
        let linha: Option<(Option<i64>,)> = self.leitura().await?.linha(sql, vec![]).await?;
        Ok(linha.and_then(|(micros,)| micros).map(Instante::de_micros))
    }
}
