-- O motor de fluxos. Instantes em microssegundos UTC; JSON como texto, porque aqui nada se procura dentro dele.

-- Versões publicadas: imutáveis, identificadas pelo resumo do conteúdo canônico.
CREATE TABLE fluxos (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    nome             TEXT NOT NULL,
    versao           BIGINT NOT NULL,
    resumo           TEXT NOT NULL,
    texto            TEXT NOT NULL,
    publicado_por    TEXT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    CONSTRAINT fluxos_versao_unica UNIQUE (inquilino_id, nome, versao),
    CONSTRAINT fluxos_resumo_unico UNIQUE (inquilino_id, nome, resumo)
);

-- Tabelas quentes e frias: `instancias` e `tarefas` só têm o que ainda vive; ao encerrar, a linha muda para `…_encerradas` na mesma
-- transação. Assim o que se lê e grava a toda hora não cresce com o que já acabou.
--
-- Sem chaves estrangeiras nestas tabelas: quem grava é só o consolidador, que já leu o fluxo e a instância; conferi-las de novo custaria
-- uma busca por linha, e uma tarefa ou evento sobrevive à mudança da instância para a tabela fria.

-- Só as vivas.
CREATE TABLE instancias (
    id                UUID PRIMARY KEY,
    inquilino_id      UUID NOT NULL,
    fluxo_id          UUID NOT NULL,
    fluxo_nome        TEXT NOT NULL,
    chave             TEXT NOT NULL,
    situacao          TEXT NOT NULL CHECK (situacao IN ('EM_ANDAMENTO', 'PRECISA_DE_ATENCAO', 'DESFAZENDO')),
    estado            TEXT NOT NULL,
    estado_de_negocio TEXT,
    sequencia         BIGINT NOT NULL,
    data_criacao      BIGINT NOT NULL,
    data_atualizacao  BIGINT NOT NULL,
    -- Invariante: uma instância viva por (inquilino, fluxo, chave).
    CONSTRAINT instancias_viva_por_chave UNIQUE (inquilino_id, fluxo_nome, chave)
) WITH (fillfactor = 60);
-- A lista das vivas, da mais nova à mais velha: sem ele o SQLite ordenava um milhão para mostrar vinte.
CREATE INDEX instancias_por_inquilino ON instancias (inquilino_id, id);
CREATE INDEX instancias_em_atencao ON instancias (inquilino_id, id) WHERE situacao = 'PRECISA_DE_ATENCAO';

-- As que acabaram. No PostgreSQL, uma partição por mês do encerramento: a retenção tira a partição inteira.
CREATE TABLE instancias_encerradas (
    id                UUID NOT NULL,
    inquilino_id      UUID NOT NULL,
    fluxo_id          UUID NOT NULL,
    fluxo_nome        TEXT NOT NULL,
    chave             TEXT NOT NULL,
    situacao          TEXT NOT NULL CHECK (situacao IN ('CONCLUIDA', 'FALHOU', 'CANCELADA')),
    estado            TEXT NOT NULL,
    estado_de_negocio TEXT,
    sequencia         BIGINT NOT NULL,
    data_criacao      BIGINT NOT NULL,
    data_encerramento BIGINT NOT NULL,
    -- Quem a pediu, se é filha: a filha não se apaga antes da mãe.
    mae_id            UUID,
    PRIMARY KEY (id, data_encerramento)
) PARTITION BY RANGE (data_encerramento);
-- A lista, da mais nova à mais velha.
CREATE INDEX instancias_encerradas_por_inquilino ON instancias_encerradas (inquilino_id, id);
-- Na ordem em que a retenção as percorre.
CREATE INDEX instancias_encerradas_por_fim ON instancias_encerradas (inquilino_id, data_encerramento, id);

-- O histórico: nunca muda, nunca se apaga fora da retenção. Uma linha por decisão, com todos os eventos dela.
CREATE TABLE historico (
    inquilino_id UUID NOT NULL,
    instancia_id UUID NOT NULL,
    -- A do primeiro evento da decisão.
    sequencia    BIGINT NOT NULL,
    -- Lista JSON, na ordem.
    eventos      TEXT NOT NULL,
    data_criacao BIGINT NOT NULL,
    PRIMARY KEY (instancia_id, sequencia, data_criacao)
) PARTITION BY RANGE (data_criacao);

-- A fila: estreita, apagada ao concluir. Trabalhos e temporizadores, por `visivel_em`. LEVE é trabalho que acaba na hora (não ocupa lugar).
-- A chave começa pela visita porque é por ela que a linha se recolhe.
CREATE TABLE fila (
    id                 UUID NOT NULL,
    inquilino_id       UUID NOT NULL,
    instancia_id       UUID NOT NULL,
    visita             BIGINT NOT NULL,
    tipo               TEXT NOT NULL CHECK (tipo IN ('TRABALHO', 'LEVE', 'TEMPORIZADOR')),
    carga              TEXT NOT NULL,
    visivel_em         BIGINT NOT NULL,
    prioridade         BIGINT NOT NULL,
    limite_chave       TEXT,
    limite_simultaneos BIGINT,
    limite_por_minuto  BIGINT,
    no_id              UUID,
    concessao          BIGINT NOT NULL,
    PRIMARY KEY (instancia_id, visita, id)
);
-- Um índice por tipo: milhares de temporizadores ainda longe não podem ficar no caminho de quem procura trabalho.
CREATE INDEX fila_trabalhos ON fila (prioridade DESC, visivel_em) WHERE no_id IS NULL AND tipo = 'TRABALHO';
CREATE INDEX fila_leves ON fila (prioridade DESC, visivel_em) WHERE no_id IS NULL AND tipo = 'LEVE';
CREATE INDEX fila_temporizadores ON fila (visivel_em) WHERE no_id IS NULL AND tipo = 'TEMPORIZADOR';
CREATE INDEX fila_concedidas ON fila (no_id) WHERE no_id IS NOT NULL;
CREATE INDEX fila_por_limite ON fila (limite_chave) WHERE limite_chave IS NOT NULL;

-- Partidas recentes por chave de limite, para contar "por minuto" sem contador que possa descasar.
CREATE TABLE partidas (
    inquilino_id UUID NOT NULL,
    limite_chave TEXT NOT NULL,
    item_id      UUID NOT NULL,
    quando       BIGINT NOT NULL
);
CREATE INDEX partidas_por_chave ON partidas (limite_chave, quando);

-- Nós vivos: a validade é por nó, e o relógio é o do banco.
CREATE TABLE nos (
    id           UUID PRIMARY KEY,
    nome         TEXT NOT NULL,
    valido_ate   BIGINT NOT NULL,
    data_criacao BIGINT NOT NULL
);

-- Só as abertas.
CREATE TABLE tarefas (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL,
    instancia_id     UUID NOT NULL,
    visita           BIGINT NOT NULL,
    passo            TEXT NOT NULL,
    titulo           TEXT NOT NULL,
    papeis           TEXT NOT NULL,
    dados            TEXT NOT NULL,
    decisoes         TEXT NOT NULL,
    formulario       TEXT,
    usuarios         TEXT NOT NULL,
    responsavel_id   TEXT,
    responsavel_nome TEXT,
    votos            TEXT NOT NULL,
    vencida          BOOLEAN NOT NULL,
    vence_em         BIGINT,
    revisao          BIGINT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    -- Visita fechada não reabre: uma aberta por visita é uma por visita.
    CONSTRAINT tarefas_uma_por_visita UNIQUE (instancia_id, visita)
);

-- Quem pode decidir cada tarefa aberta: `papel:APROVADOR`. Por ela a primeira página não depende de quantas há.
CREATE TABLE tarefa_candidatos (
    inquilino_id UUID NOT NULL,
    candidato    TEXT NOT NULL,
    tarefa_id    UUID NOT NULL,
    PRIMARY KEY (inquilino_id, candidato, tarefa_id)
);

CREATE TABLE tarefas_encerradas (
    id                UUID NOT NULL,
    inquilino_id      UUID NOT NULL,
    instancia_id      UUID NOT NULL,
    visita            BIGINT NOT NULL,
    passo             TEXT NOT NULL,
    titulo            TEXT NOT NULL,
    papeis            TEXT NOT NULL,
    dados             TEXT NOT NULL,
    decisoes          TEXT NOT NULL,
    formulario        TEXT,
    usuarios          TEXT NOT NULL,
    votos             TEXT NOT NULL,
    situacao          TEXT NOT NULL CHECK (situacao IN ('CONCLUIDA', 'CANCELADA')),
    vencida           BOOLEAN NOT NULL,
    vence_em          BIGINT,
    decisao           TEXT,
    decidida_por      TEXT,
    revisao           BIGINT NOT NULL,
    data_criacao      BIGINT NOT NULL,
    data_encerramento BIGINT NOT NULL,
    PRIMARY KEY (id, data_encerramento)
) PARTITION BY RANGE (data_encerramento);
CREATE INDEX tarefas_encerradas_por_instancia ON tarefas_encerradas (instancia_id);

-- Efeito único: a intenção é gravada antes de agir lá fora; CONFIRMADO guarda o comprovante.
CREATE TABLE efeitos_unicos (
    inquilino_id     UUID NOT NULL,
    chave            TEXT NOT NULL,
    instancia_id     UUID NOT NULL,
    situacao         TEXT NOT NULL CHECK (situacao IN ('INTENCAO', 'CONFIRMADO')),
    saida            TEXT,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, chave)
);

-- Partições mensais, criadas antes de serem precisas. A padrão recebe o que nenhuma cobre: nada se perde se a criação atrasar.
CREATE TABLE historico_sem_mes PARTITION OF historico DEFAULT;
CREATE TABLE instancias_encerradas_sem_mes PARTITION OF instancias_encerradas DEFAULT;
CREATE TABLE tarefas_encerradas_sem_mes PARTITION OF tarefas_encerradas DEFAULT;

-- Cria, em cada tabela particionada, a partição do mês (UTC) do instante dado. Devolve quantas criou; se a padrão já tem linhas do mês, elas
-- ficam onde estão e a partição desse mês não nasce.
CREATE FUNCTION esteira_preparar_mes(instante BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    mes    TIMESTAMP := date_trunc('month', to_timestamp(instante / 1000000) AT TIME ZONE 'UTC');
    de     BIGINT := EXTRACT(EPOCH FROM mes)::BIGINT * 1000000;
    ate    BIGINT := EXTRACT(EPOCH FROM mes + INTERVAL '1 month')::BIGINT * 1000000;
    tabela TEXT;
    nome   TEXT;
    feitas BIGINT := 0;
BEGIN
    -- Um nó por vez: dois criando a mesma partição se atropelariam.
    PERFORM pg_advisory_xact_lock(hashtextextended('esteira/particoes', 0));
    FOREACH tabela IN ARRAY ARRAY['historico', 'instancias_encerradas', 'tarefas_encerradas'] LOOP
        nome := tabela || '_' || to_char(mes, 'YYYY_MM');
        IF to_regclass(nome) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', nome, tabela, de, ate);
                feitas := feitas + 1;
            EXCEPTION WHEN check_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
    IF feitas > 0 THEN
        PERFORM esteira_cercar();
    END IF;
    RETURN feitas;
END $$;

-- Faz o comando inteiro falhar se ele não mudou exatamente as linhas que devia: alguém mudou antes.
CREATE FUNCTION esteira_conferir(feitas BIGINT, esperadas BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
BEGIN
    IF feitas <> esperadas THEN
        RAISE EXCEPTION 'linhas mudadas: %; esperadas: %', feitas, esperadas USING ERRCODE = 'ES409';
    END IF;
    RETURN feitas;
END $$;
