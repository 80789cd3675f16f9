//! O que se apaga de cada espécie, das pontas para o tronco: `v` são as unidades (inquilino, id).

use super::Especie;
use crate::banco::{Comando, Tipo};

macro_rules! apagar {
    ($nome:ident, $conferir:literal, $sql:literal) => {
        static $nome: Comando = Comando {
            sql: concat!("WITH v (inquilino_id, id) AS ({linhas}) DELETE FROM ", $sql),
            colunas: &[Tipo::Uuid, Tipo::Uuid],
            conferir: $conferir,
        };
    };
}

apagar!(
    COMENTARIOS,
    false,
    "tarefa_comentarios WHERE (inquilino_id, tarefa_id) IN
       (SELECT t.inquilino_id, t.id FROM v JOIN tarefas_encerradas t ON t.instancia_id = v.id AND t.inquilino_id = v.inquilino_id)"
);
apagar!(
    ANEXOS,
    false,
    "tarefa_anexos WHERE (inquilino_id, tarefa_id) IN
       (SELECT t.inquilino_id, t.id FROM v JOIN tarefas_encerradas t ON t.instancia_id = v.id AND t.inquilino_id = v.inquilino_id)"
);
apagar!(TAREFAS, false, "tarefas_encerradas WHERE (instancia_id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(HISTORICO, false, "historico WHERE (instancia_id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(INSTANCIAS, true, "instancias_encerradas WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(
    LINHAS,
    false,
    "execucao_linhas WHERE execucao_id IN
       (SELECT x.id FROM v JOIN processos p ON p.instancia_id = v.id AND p.inquilino_id = v.inquilino_id
                           JOIN execucoes x ON x.processo_id = p.id)"
);
apagar!(
    ARQUIVOS,
    false,
    "execucao_arquivos WHERE execucao_id IN
       (SELECT x.id FROM v JOIN processos p ON p.instancia_id = v.id AND p.inquilino_id = v.inquilino_id
                           JOIN execucoes x ON x.processo_id = p.id)"
);
apagar!(
    EXECUCOES,
    false,
    "execucoes WHERE processo_id IN
       (SELECT p.id FROM v JOIN processos p ON p.instancia_id = v.id AND p.inquilino_id = v.inquilino_id)"
);
apagar!(EXTERNOS, false, "trabalhos_externos WHERE (instancia_id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(
    NOTIFICACOES_DO_PROCESSO,
    false,
    "notificacoes WHERE processo_id IN
       (SELECT p.id FROM v JOIN processos p ON p.instancia_id = v.id AND p.inquilino_id = v.inquilino_id)"
);
apagar!(PROCESSOS, true, "processos WHERE (instancia_id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(NOTIFICACOES, true, "notificacoes WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(SINAIS, true, "sinais WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(RECEBIDOS, true, "webhooks_recebidos WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
apagar!(DISPAROS, true, "disparos WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");

apagar!(LOGS, false, "execucao_linhas WHERE (execucao_id, inquilino_id) IN (SELECT id, inquilino_id FROM v)");
/// A execução fica; só não se passa por ela outra vez.
static SEM_LOG: Comando = Comando {
    sql: "WITH v (inquilino_id, id) AS ({linhas}) UPDATE execucoes SET log_apagado = TRUE
          WHERE (id, inquilino_id) IN (SELECT id, inquilino_id FROM v)",
    colunas: &[Tipo::Uuid, Tipo::Uuid],
    conferir: true,
};

static DE_INSTANCIAS: [&Comando; 5] = [&COMENTARIOS, &ANEXOS, &TAREFAS, &HISTORICO, &INSTANCIAS];
static DE_PROCESSOS: [&Comando; 11] = [
    &LINHAS,
    &ARQUIVOS,
    &EXECUCOES,
    &EXTERNOS,
    &NOTIFICACOES_DO_PROCESSO,
    &PROCESSOS,
    &COMENTARIOS,
    &ANEXOS,
    &TAREFAS,
    &HISTORICO,
    &INSTANCIAS,
];
static DE_NOTIFICACOES: [&Comando; 1] = [&NOTIFICACOES];
static DE_SINAIS: [&Comando; 1] = [&SINAIS];
static DE_RECEBIDOS: [&Comando; 1] = [&RECEBIDOS];
static DE_DISPAROS: [&Comando; 1] = [&DISPAROS];
static DE_LOGS: [&Comando; 2] = [&LOGS, &SEM_LOG];

impl Especie {
    /// Os comandos, na ordem. O que se confere é a própria unidade: uma a menos, e a leva não vale.
    pub(super) fn comandos(self) -> &'static [&'static Comando] {
        match self {
            Self::Instancias => &DE_INSTANCIAS,
            Self::Processos => &DE_PROCESSOS,
            Self::Notificacoes => &DE_NOTIFICACOES,
            Self::Sinais => &DE_SINAIS,
            Self::WebhooksRecebidos => &DE_RECEBIDOS,
            Self::Disparos => &DE_DISPAROS,
            Self::Logs => &DE_LOGS,
        }
    }
}
