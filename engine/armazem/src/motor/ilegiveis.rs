//! Instâncias cujo estado não se lê: ficam em atenção, e o que têm na fila espera por quem as conserte.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;

use crate::fila::SUSPENSAO;
use crate::{ErroArmazem, Unidade, parametros};

impl Unidade {
    /// Põe a instância em atenção sem tocar o estado dela, e suspende o que tem na fila, soltando o que estava concedido. Nada muda se ela
    /// já não está na `sequencia` que se leu: outro nó a pôde ler. Repetir dá no mesmo.
    pub async fn estacionar(
        &mut self,
        instancia: InstanciaId,
        sequencia: i64,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        // A hora da mudança é a de quando parou, por mais que se repita.
        let sql = "UPDATE instancias
                   SET data_atualizacao = CASE WHEN situacao = 'PRECISA_DE_ATENCAO' THEN data_atualizacao ELSE $4 END,
                       situacao = 'PRECISA_DE_ATENCAO'
                   WHERE inquilino_id = $1 AND id = $2 AND sequencia = $3";
        let mudou = self.con.executar(sql, parametros![self.inquilino, instancia, sequencia, agora]).await?;
        if mudou > 0 {
            let sql = "UPDATE fila
                       SET no_id = NULL, visivel_em = CASE WHEN visivel_em < $3 THEN visivel_em + $3 ELSE visivel_em END
                       WHERE inquilino_id = $1 AND instancia_id = $2";
            self.con.executar(sql, parametros![self.inquilino, instancia, SUSPENSAO]).await?;
        }
        Ok(())
    }
}
