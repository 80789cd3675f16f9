-- Por quanto tempo se guarda o que acabou, e o que não se pode apagar.

-- O que um administrador escolheu; a espécie que falta aqui segue o padrão.
CREATE TABLE retencoes (
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    especie          TEXT NOT NULL,
    -- Nulo: para sempre.
    dias             INTEGER,
    alterado_por     TEXT NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, especie)
) STRICT;

-- Guarda legal: enquanto não se levanta, o que ela alcança não se apaga. A levantada fica, como registro. O mesmo alvo pode ter várias: duas
-- causas pedem duas, e levantar uma não solta a outra.
CREATE TABLE guardas_legais (
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    -- Um destes três. Sem chave estrangeira: a chave pode ainda não ter instância.
    instancia_id     BLOB,
    processo_id      BLOB,
    chave            TEXT,
    motivo           TEXT NOT NULL,
    posta_por        TEXT NOT NULL,
    data_criacao     INTEGER NOT NULL,
    levantada_por    TEXT,
    levantada_em     INTEGER,
    -- Por que se levantou.
    levantada_porque TEXT,
    CONSTRAINT guardas_um_alvo CHECK (
        (CASE WHEN instancia_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN processo_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN chave IS NULL THEN 0 ELSE 1 END) = 1),
    CONSTRAINT guardas_levantada CHECK ((levantada_em IS NULL) = (levantada_por IS NULL))
) STRICT;
CREATE INDEX guardas_por_instancia ON guardas_legais (instancia_id) WHERE levantada_em IS NULL;
CREATE INDEX guardas_por_processo ON guardas_legais (processo_id) WHERE levantada_em IS NULL;
CREATE INDEX guardas_por_chave ON guardas_legais (inquilino_id, chave) WHERE levantada_em IS NULL;
CREATE INDEX guardas_do_inquilino ON guardas_legais (inquilino_id, id);
