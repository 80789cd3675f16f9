-- Por quanto tempo se guarda o que acabou, e o que não se pode apagar.

-- O que um administrador escolheu; a espécie que falta aqui segue o padrão.
CREATE TABLE retencoes (
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    especie          TEXT NOT NULL,
    -- Nulo: para sempre.
    dias             BIGINT,
    alterado_por     TEXT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, especie)
);

-- Guarda legal: enquanto não se levanta, o que ela alcança não se apaga. A levantada fica, como registro. O mesmo alvo pode ter várias: duas
-- causas pedem duas, e levantar uma não solta a outra.
CREATE TABLE guardas_legais (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    -- Um destes três. Sem chave estrangeira: a chave pode ainda não ter instância.
    instancia_id     UUID,
    processo_id      UUID,
    chave            TEXT,
    motivo           TEXT NOT NULL,
    posta_por        TEXT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    levantada_por    TEXT,
    levantada_em     BIGINT,
    -- Por que se levantou.
    levantada_porque TEXT,
    CONSTRAINT guardas_um_alvo CHECK (
        (CASE WHEN instancia_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN processo_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN chave IS NULL THEN 0 ELSE 1 END) = 1),
    CONSTRAINT guardas_levantada CHECK ((levantada_em IS NULL) = (levantada_por IS NULL))
);
CREATE INDEX guardas_por_instancia ON guardas_legais (instancia_id) WHERE levantada_em IS NULL;
CREATE INDEX guardas_por_processo ON guardas_legais (processo_id) WHERE levantada_em IS NULL;
CREATE INDEX guardas_por_chave ON guardas_legais (inquilino_id, chave) WHERE levantada_em IS NULL;
CREATE INDEX guardas_do_inquilino ON guardas_legais (inquilino_id, id);

-- Larga as partições vazias dos meses anteriores ao que antecede o do instante dado (UTC). Devolve quantas. Ninguém grava em meses que já
-- passaram; mesmo assim confere-se outra vez com a tabela travada. Não espera por quem lê: desiste, e a próxima passada tenta de novo.
CREATE FUNCTION esteira_largar_meses_vazios(instante BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    ate      TEXT := to_char(date_trunc('month', to_timestamp(instante / 1000000) AT TIME ZONE 'UTC') - INTERVAL '1 month', 'YYYY_MM');
    tabela   TEXT;
    particao TEXT;
    ha       BOOLEAN;
    largadas BIGINT := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('esteira/particoes', 0));
    PERFORM set_config('lock_timeout', '200', TRUE);
    FOREACH tabela IN ARRAY ARRAY['historico', 'instancias_encerradas', 'tarefas_encerradas'] LOOP
        FOR particao IN
            SELECT filha.relname FROM pg_inherits JOIN pg_class filha ON filha.oid = inhrelid
            WHERE inhparent = to_regclass(tabela) AND filha.relname ~ ('^' || tabela || '_[0-9]{4}_[0-9]{2}$')
              AND filha.relname < tabela || '_' || ate
            ORDER BY filha.relname
        LOOP
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', particao) INTO ha;
            CONTINUE WHEN ha;
            BEGIN
                -- A mãe antes da filha, como quem lê: ao contrário, os dois se esperariam.
                EXECUTE format('LOCK TABLE ONLY %I IN ACCESS EXCLUSIVE MODE', tabela);
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', particao) INTO ha;
                IF NOT ha THEN
                    EXECUTE format('DROP TABLE %I', particao);
                    largadas := largadas + 1;
                END IF;
            EXCEPTION WHEN lock_not_available THEN
                RETURN largadas;
            END;
        END LOOP;
    END LOOP;
    RETURN largadas;
END $$;
