//! As consultas que acham as unidades vencidas de cada espécie. A mesma conta a simulação e guia a leva: não podem discordar.
//!
//! `$1` inquilino; `$2` vence o que acabou antes; `$3` e `$4` a marca de onde se parou (quando, id); `$5` quantas. Devolvem `quando`, `id` e
//! `guardada`.

use super::Especie;

/// Se a instância está sob guarda: por ela mesma, pelo processo ou pela chave. Parte da instância: custa o mesmo com uma guarda ou com mil.
macro_rules! guardada {
    ($inquilino:literal, $instancia:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM guardas_legais g WHERE g.inquilino_id = ",
            $inquilino,
            " AND g.levantada_em IS NULL AND g.instancia_id = ",
            $instancia,
            ") OR EXISTS (SELECT 1 FROM processos gp JOIN guardas_legais g
                                   ON g.inquilino_id = gp.inquilino_id AND g.processo_id = gp.id AND g.levantada_em IS NULL
                          WHERE gp.instancia_id = ",
            $instancia,
            ") OR EXISTS (SELECT 1 FROM instancias_encerradas gi JOIN guardas_legais g
                                   ON g.inquilino_id = gi.inquilino_id AND g.chave = gi.chave AND g.levantada_em IS NULL
                          WHERE gi.id = ",
            $instancia,
            ") OR EXISTS (SELECT 1 FROM instancias gi JOIN guardas_legais g
                                   ON g.inquilino_id = gi.inquilino_id AND g.chave = gi.chave AND g.levantada_em IS NULL
                          WHERE gi.id = ",
            $instancia,
            "))"
        )
    };
}

const INSTANCIAS: &str = concat!(
    "SELECT e.data_encerramento AS quando, e.id AS id, ",
    guardada!("e.inquilino_id", "e.id"),
    " AS guardada
     FROM instancias_encerradas e
     WHERE e.inquilino_id = $1 AND e.data_encerramento < $2 AND (e.data_encerramento, e.id) > ($3, $4)
       AND NOT EXISTS (SELECT 1 FROM processos p WHERE p.instancia_id = e.id AND p.inquilino_id = e.inquilino_id)
       AND (e.mae_id IS NULL OR (NOT EXISTS (SELECT 1 FROM instancias m WHERE m.id = e.mae_id)
                                 AND NOT EXISTS (SELECT 1 FROM instancias_encerradas m WHERE m.id = e.mae_id)))
     ORDER BY e.data_encerramento, e.id LIMIT $5"
);

const PROCESSOS: &str = concat!(
    "SELECT e.data_encerramento AS quando, e.id AS id, ",
    guardada!("e.inquilino_id", "e.id"),
    " AS guardada
     FROM instancias_encerradas e JOIN processos p ON p.instancia_id = e.id AND p.inquilino_id = e.inquilino_id
     WHERE e.inquilino_id = $1 AND e.data_encerramento < $2 AND (e.data_encerramento, e.id) > ($3, $4)
     ORDER BY e.data_encerramento, e.id LIMIT $5"
);

/// As de processo vão com ele.
const NOTIFICACOES: &str = "
    SELECT n.data_criacao AS quando, n.id AS id, FALSE AS guardada
    FROM notificacoes n
    WHERE n.inquilino_id = $1 AND n.data_criacao < $2 AND (n.data_criacao, n.id) > ($3, $4)
      AND n.processo_id IS NULL AND n.status_envio <> 'PENDENTE'
    ORDER BY n.data_criacao, n.id LIMIT $5";

const SINAIS: &str = concat!(
    "SELECT s.recebido_em AS quando, s.id AS id, ",
    guardada!("s.inquilino_id", "s.instancia_id"),
    " AS guardada
     FROM sinais s
     WHERE s.inquilino_id = $1 AND s.recebido_em < $2 AND (s.recebido_em, s.id) > ($3, $4) AND s.situacao <> 'PENDENTE'
     ORDER BY s.recebido_em, s.id LIMIT $5"
);

/// O que virou sinal de uma instância sob guarda fica com ele.
const WEBHOOKS_RECEBIDOS: &str = concat!(
    "SELECT w.recebido_em AS quando, w.id AS id, ",
    guardada!("w.inquilino_id", "s.instancia_id"),
    " AS guardada
     FROM webhooks_recebidos w LEFT JOIN sinais s ON s.id = w.sinal_id AND s.inquilino_id = w.inquilino_id
     WHERE w.inquilino_id = $1 AND w.recebido_em < $2 AND (w.recebido_em, w.id) > ($3, $4)
     ORDER BY w.recebido_em, w.id LIMIT $5"
);

const DISPAROS: &str = concat!(
    "SELECT d.data_criacao AS quando, d.id AS id, ",
    guardada!("d.inquilino_id", "d.instancia_id"),
    " AS guardada
     FROM disparos d
     WHERE d.inquilino_id = $1 AND d.data_criacao < $2 AND (d.data_criacao, d.id) > ($3, $4)
       AND d.situacao NOT IN ('PENDENTE', 'EM_CURSO', 'INICIADO')
     ORDER BY d.data_criacao, d.id LIMIT $5"
);

/// O processo cujo fluxo vive ainda pode precisar do log; a guarda do processo vale também se ele já não tem instância.
const LOGS: &str = concat!(
    "SELECT x.data_fim AS quando, x.id AS id, (",
    guardada!("x.inquilino_id", "p.instancia_id"),
    " OR EXISTS (SELECT 1 FROM guardas_legais g
                 WHERE g.inquilino_id = x.inquilino_id AND g.processo_id = x.processo_id AND g.levantada_em IS NULL)) AS guardada
     FROM execucoes x JOIN processos p ON p.id = x.processo_id
     WHERE x.inquilino_id = $1 AND NOT x.log_apagado AND x.data_fim < $2 AND (x.data_fim, x.id) > ($3, $4)
       AND NOT EXISTS (SELECT 1 FROM instancias i WHERE i.id = p.instancia_id)
     ORDER BY x.data_fim, x.id LIMIT $5"
);

impl Especie {
    /// As vencidas, da que acabou há mais tempo à mais nova.
    pub(super) const fn vencidas(self) -> &'static str {
        match self {
            Self::Instancias => INSTANCIAS,
            Self::Processos => PROCESSOS,
            Self::Notificacoes => NOTIFICACOES,
            Self::Sinais => SINAIS,
            Self::WebhooksRecebidos => WEBHOOKS_RECEBIDOS,
            Self::Disparos => DISPAROS,
            Self::Logs => LOGS,
        }
    }

    /// A trava das linhas que outro ainda poderia mudar, até o fim da leva. Só no PostgreSQL: no SQLite quem escreve é o único.
    pub(super) const fn trava(self) -> &'static str {
        match self {
            // Um processo pode recomeçar com outra instância: quem o religar espera, e já não o acha.
            Self::Processos => " FOR UPDATE OF p",
            _ => "",
        }
    }
}
