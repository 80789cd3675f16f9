//! A posse de um disparo: pegar, renovar, fechar, soltar. Só quem o tem o fecha, e uma vez.

use esteira_base::Instante;
use esteira_base::ids::{AgendamentoId, DisparoId, InstanciaId};

use super::disparos::{COLUNAS, Disparo};
use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// Se há, do mesmo agendamento, outro disparo em curso: com um nó, ou com o fluxo ainda vivo. `{o}` é o disparo de que se fala.
const OUTRO_EM_CURSO: &str = "EXISTS (
    SELECT 1 FROM disparos e LEFT JOIN instancias i ON i.id = e.instancia_id
    WHERE e.agendamento_id = {o}.agendamento_id AND e.id <> {o}.id
      AND (e.situacao = 'EM_CURSO' OR (e.situacao = 'INICIADO' AND i.id IS NOT NULL)))";

/// Se há, do mesmo agendamento, um disparo mais velho à espera.
const MAIS_VELHO_PENDENTE: &str = "EXISTS (
    SELECT 1 FROM disparos p
    WHERE p.agendamento_id = {o}.agendamento_id AND p.situacao = 'PENDENTE' AND p.previsto_em < {o}.previsto_em)";

impl Armazem {
    /// Disparos que podem andar, de todos os inquilinos, os mais velhos primeiro: os pendentes e os que um nó pegou e largou.
    ///
    /// O que espera na fila de um agendamento que ainda corre fica de fora: não há o que decidir até ele acabar.
    pub async fn disparos_a_fazer(&self, agora: Instante, limite: u32) -> Result<Vec<Disparo>, ErroArmazem> {
        let colunas: Vec<String> = COLUNAS.split(", ").map(|coluna| format!("d.{coluna}")).collect();
        let (em_curso, mais_velho) = (OUTRO_EM_CURSO.replace("{o}", "d"), MAIS_VELHO_PENDENTE.replace("{o}", "d"));
        let sql = format!(
            "SELECT {} FROM disparos d JOIN agendamentos a ON a.id = d.agendamento_id
             WHERE (d.situacao = 'PENDENTE'
                    AND NOT (a.sobreposicao = 'ENFILEIRAR_UMA' AND {em_curso} AND NOT {mais_velho}))
                OR (d.situacao = 'EM_CURSO' AND d.reservado_ate < $1)
             ORDER BY d.previsto_em, d.id LIMIT $2",
            colunas.join(", ")
        );
        self.leitura().await?.linhas(sql, parametros![agora, limite]).await
    }

    /// Estende a reserva de quem ainda trabalha num disparo. `false` se ele já é de outro.
    pub async fn renovar_disparo(&self, id: DisparoId, concessao: i64, ate: Instante) -> Result<bool, ErroArmazem> {
        let mut con = self.transacao().await?;
        let sql = "UPDATE disparos SET reservado_ate = $3 WHERE id = $1 AND concessao = $2 AND situacao = 'EM_CURSO'";
        let renovados = con.executar(sql, parametros![id, concessao, ate]).await?;
        con.confirmar().await?;
        Ok(renovados == 1)
    }

    /// Devolve um disparo que não se chegou a fazer.
    pub async fn soltar_disparo(&self, id: DisparoId, concessao: i64) -> Result<bool, ErroArmazem> {
        let mut con = self.transacao().await?;
        let sql = "UPDATE disparos SET situacao = 'PENDENTE', reservado_ate = NULL
                   WHERE id = $1 AND concessao = $2 AND situacao = 'EM_CURSO'";
        let soltos = con.executar(sql, parametros![id, concessao]).await?;
        con.confirmar().await?;
        Ok(soltos == 1)
    }
}

impl Unidade {
    /// Para decidir a vez de um disparo: se há outro em curso, e se há um mais velho à espera. Só vale com o agendamento travado.
    pub async fn vizinhos_do_disparo(&mut self, id: DisparoId) -> Result<(bool, bool), ErroArmazem> {
        let (em_curso, mais_velho) = (OUTRO_EM_CURSO.replace("{o}", "d"), MAIS_VELHO_PENDENTE.replace("{o}", "d"));
        let sql = format!("SELECT {em_curso}, {mais_velho} FROM disparos d WHERE d.inquilino_id = $1 AND d.id = $2");
        let linha: Option<(bool, bool)> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        Ok(linha.unwrap_or((false, false)))
    }

    /// Se há um disparo deste agendamento em curso ou à espera.
    pub async fn agendamento_ocupado(&mut self, id: AgendamentoId) -> Result<bool, ErroArmazem> {
        let linha: Option<(bool,)> = self
            .con
            .linha(
                "SELECT EXISTS (SELECT 1 FROM disparos d LEFT JOIN instancias i ON i.id = d.instancia_id
                                WHERE d.inquilino_id = $1 AND d.agendamento_id = $2
                                  AND (d.situacao IN ('PENDENTE', 'EM_CURSO') OR (d.situacao = 'INICIADO' AND i.id IS NOT NULL)))",
                parametros![self.inquilino, id],
            )
            .await?;
        Ok(linha.is_some_and(|(ocupado,)| ocupado))
    }

    /// Fecha como pulados os disparos que ainda não começaram.
    pub async fn pular_disparos_pendentes(
        &mut self,
        agendamento: AgendamentoId,
        mensagem: &str,
        agora: Instante,
    ) -> Result<u64, ErroArmazem> {
        let sql = "UPDATE disparos SET situacao = 'PULADO', mensagem = $3, data_atualizacao = $4
                   WHERE inquilino_id = $1 AND agendamento_id = $2 AND situacao = 'PENDENTE'";
        self.con.executar(sql, parametros![self.inquilino, agendamento, mensagem, agora]).await
    }

    /// Pega o disparo lido e o reserva. Devolve o número da concessão; nenhum se outro nó o pegou antes.
    pub async fn pegar_disparo(
        &mut self,
        lido: &Disparo,
        reservado_ate: Instante,
        agora: Instante,
    ) -> Result<Option<i64>, ErroArmazem> {
        let linha: Option<(i64,)> = self
            .con
            .linha(
                "UPDATE disparos SET situacao = 'EM_CURSO', concessao = concessao + 1, reservado_ate = $4, data_atualizacao = $5
                 WHERE inquilino_id = $1 AND id = $2 AND concessao = $3
                   AND (situacao = 'PENDENTE' OR (situacao = 'EM_CURSO' AND reservado_ate < $5))
                 RETURNING concessao",
                parametros![self.inquilino, lido.id, lido.concessao, reservado_ate, agora],
            )
            .await?;
        Ok(linha.map(|(concessao,)| concessao))
    }

    /// Fecha um disparo pendente ou em curso, em nome da concessão. `false` se ela já não vale: nada mudou.
    pub async fn fechar_disparo(
        &mut self,
        id: DisparoId,
        concessao: i64,
        situacao: &'static str,
        instancia: Option<InstanciaId>,
        mensagem: Option<&str>,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let fechados = self
            .con
            .executar(
                "UPDATE disparos SET situacao = $4, instancia_id = $5, mensagem = $6, reservado_ate = NULL, data_atualizacao = $7
                 WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND situacao IN ('PENDENTE', 'EM_CURSO')",
                parametros![self.inquilino, id, concessao, situacao, instancia, mensagem, agora],
            )
            .await?;
        Ok(fechados == 1)
    }
}
