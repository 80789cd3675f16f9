//! A posse de uma encomenda: pegar, renovar, devolver, fechar. Só quem a tem a fecha, e uma vez.

use esteira_base::Instante;
use esteira_base::ids::EncomendaId;

use super::guardadas::{COLUNAS, Encomenda};
use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// Como uma encomenda acaba.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fecho {
    /// Nenhum: concluída.
    pub erro: Option<String>,
    /// JSON: as contas do que se fez.
    pub resultado: Option<String>,
    /// A chave e o tamanho do que se fez.
    pub arquivo: Option<(String, i64)>,
    /// Até quando se busca.
    pub vence_em: Option<Instante>,
    /// Linhas feitas; nenhuma conta, fica a última que se soube.
    pub feitas: Option<i64>,
}

impl Armazem {
    /// As que podem andar, de todos os inquilinos, as mais velhas primeiro: as pendentes e as que um nó pegou e largou.
    pub async fn encomendas_a_fazer(&self, agora: Instante, limite: u32) -> Result<Vec<Encomenda>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM encomendas WHERE estado = 'PENDENTE' OR (estado = 'EM_CURSO' AND reservado_ate < $1)
             ORDER BY data_criacao, id LIMIT $2"
        );
        self.leitura().await?.linhas(sql, parametros![agora, limite]).await
    }
}

impl Unidade {
    /// Pega a encomenda lida e a reserva. Devolve o número da concessão; nenhum se outro nó a pegou antes.
    pub async fn pegar_encomenda(
        &mut self,
        lida: &Encomenda,
        reservado_ate: Instante,
        agora: Instante,
    ) -> Result<Option<i64>, ErroArmazem> {
        let sql = "UPDATE encomendas SET estado = 'EM_CURSO', concessao = concessao + 1, tentativas = tentativas + 1, reservado_ate = $4,
                                         data_atualizacao = $5
                   WHERE inquilino_id = $1 AND id = $2 AND concessao = $3
                     AND (estado = 'PENDENTE' OR (estado = 'EM_CURSO' AND reservado_ate < $5))
                   RETURNING concessao";
        let parametros = parametros![self.inquilino, lida.id, lida.concessao, reservado_ate, agora];
        let linha: Option<(i64,)> = self.con.linha(sql, parametros).await?;
        Ok(linha.map(|(concessao,)| concessao))
    }

    /// Estende a reserva e anota quantas linhas já foram. `false` se ela já não é de quem a pede: passou a outro, ou a cancelaram.
    pub async fn renovar_encomenda(
        &mut self,
        id: EncomendaId,
        concessao: i64,
        feitas: i64,
        reservado_ate: Instante,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let sql = "UPDATE encomendas SET feitas = $4, reservado_ate = $5, data_atualizacao = $6
                   WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND estado = 'EM_CURSO'";
        let parametros = parametros![self.inquilino, id, concessao, feitas, reservado_ate, agora];
        Ok(self.con.executar(sql, parametros).await? == 1)
    }

    /// Devolve a que não se acabou, porque o nó para: a vez não conta.
    pub async fn soltar_encomenda(&mut self, id: EncomendaId, concessao: i64) -> Result<bool, ErroArmazem> {
        let sql = "UPDATE encomendas SET estado = 'PENDENTE', reservado_ate = NULL, tentativas = tentativas - 1
                   WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND estado = 'EM_CURSO'";
        Ok(self.con.executar(sql, parametros![self.inquilino, id, concessao]).await? == 1)
    }

    /// O que ela precisa não responde agora: fica reservada até vencer, para que se espere, e a vez não conta.
    pub async fn adiar_encomenda(&mut self, id: EncomendaId, concessao: i64) -> Result<bool, ErroArmazem> {
        let sql = "UPDATE encomendas SET tentativas = tentativas - 1
                   WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND estado = 'EM_CURSO'";
        Ok(self.con.executar(sql, parametros![self.inquilino, id, concessao]).await? == 1)
    }

    /// Fecha, em nome da concessão. `false` se ela já não vale: nada mudou.
    pub async fn fechar_encomenda(
        &mut self,
        id: EncomendaId,
        concessao: i64,
        fecho: Fecho,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let estado = if fecho.erro.is_some() { "FALHOU" } else { "CONCLUIDA" };
        let (chave, tamanho) = fecho.arquivo.unzip();
        let sql = "UPDATE encomendas SET estado = $4, erro = $5, resultado = $6, arquivo_chave = $7, arquivo_tamanho = $8, vence_em = $9,
                                         feitas = COALESCE($10, feitas), total = COALESCE($10, total), reservado_ate = NULL,
                                         data_fim = $11, data_atualizacao = $11
                   WHERE inquilino_id = $1 AND id = $2 AND concessao = $3 AND estado = 'EM_CURSO'";
        let parametros = parametros![
            self.inquilino,
            id,
            concessao,
            estado,
            fecho.erro,
            fecho.resultado,
            chave,
            tamanho,
            fecho.vence_em,
            fecho.feitas,
            agora,
        ];
        Ok(self.con.executar(sql, parametros).await? == 1)
    }
}
