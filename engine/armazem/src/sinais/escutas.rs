//! Quem espera o quê.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use uuid::Uuid;

use crate::banco::{Alcance, Comando, Massa, Tipo};
use crate::{ErroArmazem, Unidade, parametros};

/// Uma espera aberta.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Escuta {
    /// De que instância.
    pub instancia_id: Uuid,
    /// De que visita.
    pub visita: i64,
}

/// Uma espera que abre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscutaNova {
    /// De quem.
    pub inquilino: InquilinoId,
    /// De que instância.
    pub instancia: InstanciaId,
    /// De que visita.
    pub visita: u32,
    /// Nome do sinal.
    pub nome: String,
    /// Correlação exigida.
    pub correlacao: String,
}

static ESCUTAR: Comando = Comando {
    sql: "INSERT INTO escutas (inquilino_id, instancia_id, visita, nome, correlacao, data_criacao) {linhas}
          ON CONFLICT (instancia_id, visita)
          DO UPDATE SET nome = excluded.nome, correlacao = excluded.correlacao, data_criacao = excluded.data_criacao",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro, Tipo::Texto, Tipo::Texto, Tipo::Inteiro],
    conferir: false,
};

pub(crate) static CALAR: Comando = Comando {
    sql: "WITH v (inquilino_id, instancia_id, visita) AS ({linhas})
          DELETE FROM escutas WHERE (inquilino_id, instancia_id, visita) IN (SELECT inquilino_id, instancia_id, visita FROM v)",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro],
    conferir: false,
};

/// As visitas de algumas instâncias cujo sinal já está guardado.
const SERVIDAS: &str = "SELECT DISTINCT e.instancia_id, e.visita FROM escutas e
                        JOIN sinais s ON s.inquilino_id = e.inquilino_id AND s.nome = e.nome AND s.correlacao = e.correlacao
                                         AND s.situacao = 'PENDENTE' AND NOT s.direto
                        WHERE e.instancia_id {ids}";

impl Unidade {
    /// Passam a escutar; cada uma traz o seu inquilino. Devolve, em ordem, as visitas dessas instâncias para que já há sinal guardado: ao
    /// retornar, qualquer sinal dessas chaves ou já se enxerga, ou vai enxergar a espera.
    pub async fn escutar(
        &mut self,
        novas: &[EscutaNova],
        agora: Instante,
    ) -> Result<Vec<(InstanciaId, u32)>, ErroArmazem> {
        if novas.is_empty() {
            return Ok(Vec::new());
        }
        self.dividir_chaves(novas).await?;
        let mut massa = Massa::nova(&ESCUTAR);
        for nova in novas {
            massa.linha([
                nova.inquilino.into(),
                nova.instancia.into(),
                nova.visita.into(),
                (&nova.nome).into(),
                (&nova.correlacao).into(),
                agora.into(),
            ]);
        }
        self.con.alcancar(Alcance::Todos);
        let servidas = self.servidas(massa, novas).await;
        self.con.alcancar(Alcance::De(self.inquilino));
        servidas
    }

    async fn servidas(&mut self, massa: Massa, novas: &[EscutaNova]) -> Result<Vec<(InstanciaId, u32)>, ErroArmazem> {
        self.con.em_massa(vec![massa]).await?;
        let mut ids: Vec<Uuid> = novas.iter().map(|nova| nova.instancia.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut servidas: Vec<(Uuid, i64)> = self.con.linhas_de(SERVIDAS, &ids).await?;
        servidas.sort_unstable();
        let visita = |visita| u32::try_from(visita).unwrap_or(u32::MAX);
        Ok(servidas.into_iter().map(|(instancia, v)| (instancia.into(), visita(v))).collect())
    }

    /// Deixam de escutar. A que não escutava fica como está.
    pub async fn calar(&mut self, visitas: &[(InquilinoId, InstanciaId, u32)]) -> Result<(), ErroArmazem> {
        let mut massa = Massa::nova(&CALAR);
        for (inquilino, instancia, visita) in visitas {
            massa.linha([(*inquilino).into(), (*instancia).into(), (*visita).into()]);
        }
        self.con.alcancar(Alcance::Todos);
        let calaram = self.con.em_massa(vec![massa]).await;
        self.con.alcancar(Alcance::De(self.inquilino));
        calaram
    }

    /// A espera mais velha desta chave. Entre as do mesmo instante, a da instância que nasceu antes; e nela, a visita menor.
    pub async fn escuta_mais_velha(&mut self, nome: &str, correlacao: &str) -> Result<Option<Escuta>, ErroArmazem> {
        self.con
            .linha(
                "SELECT instancia_id, visita FROM escutas WHERE inquilino_id = $1 AND nome = $2 AND correlacao = $3
                 ORDER BY data_criacao, instancia_id, visita LIMIT 1",
                parametros![self.inquilino, nome, correlacao],
            )
            .await
    }
}
