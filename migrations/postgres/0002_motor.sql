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

CREATE TABLE instancias (
    id                UUID PRIMARY KEY,
    inquilino_id      UUID NOT NULL REFERENCES inquilinos (id),
    fluxo_id          UUID NOT NULL REFERENCES fluxos (id),
    fluxo_nome        TEXT NOT NULL,
    chave             TEXT NOT NULL,
    situacao          TEXT NOT NULL CHECK (situacao IN ('EM_ANDAMENTO', 'PRECISA_DE_ATENCAO', 'CONCLUIDA', 'CANCELADA')),
    viva              BOOLEAN NOT NULL,
    estado            TEXT NOT NULL,
    estado_de_negocio TEXT,
    sequencia         BIGINT NOT NULL,
    data_criacao      BIGINT NOT NULL,
    data_atualizacao  BIGINT NOT NULL
);
-- Invariante: uma instância viva por (inquilino, fluxo, chave).
CREATE UNIQUE INDEX instancias_viva_por_chave ON instancias (inquilino_id, fluxo_nome, chave) WHERE viva;
CREATE INDEX instancias_em_atencao ON instancias (inquilino_id, data_atualizacao) WHERE situacao = 'PRECISA_DE_ATENCAO';

-- O histórico: nunca muda, nunca se apaga fora da retenção.
CREATE TABLE eventos (
    inquilino_id UUID NOT NULL,
    instancia_id UUID NOT NULL,
    sequencia    BIGINT NOT NULL,
    tipo         TEXT NOT NULL,
    dados        TEXT NOT NULL,
    data_criacao BIGINT NOT NULL,
    PRIMARY KEY (instancia_id, sequencia)
);

-- A fila: estreita, apagada ao concluir. Trabalhos e temporizadores, por `visivel_em`.
CREATE TABLE fila (
    id                 UUID PRIMARY KEY,
    inquilino_id       UUID NOT NULL,
    instancia_id       UUID NOT NULL,
    visita             BIGINT NOT NULL,
    tipo               TEXT NOT NULL CHECK (tipo IN ('TRABALHO', 'TEMPORIZADOR')),
    carga              TEXT NOT NULL,
    visivel_em         BIGINT NOT NULL,
    prioridade         BIGINT NOT NULL,
    limite_chave       TEXT,
    limite_simultaneos BIGINT,
    limite_por_minuto  BIGINT,
    no_id              UUID,
    concessao          BIGINT NOT NULL
);
CREATE INDEX fila_prontas ON fila (tipo, visivel_em) WHERE no_id IS NULL;
CREATE INDEX fila_concedidas ON fila (no_id) WHERE no_id IS NOT NULL;
CREATE INDEX fila_da_visita ON fila (instancia_id, visita);
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

CREATE TABLE tarefas (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    instancia_id     UUID NOT NULL REFERENCES instancias (id),
    visita           BIGINT NOT NULL,
    passo            TEXT NOT NULL,
    titulo           TEXT NOT NULL,
    papeis           TEXT NOT NULL,
    dados            TEXT NOT NULL,
    decisoes         TEXT NOT NULL,
    situacao         TEXT NOT NULL CHECK (situacao IN ('ABERTA', 'CONCLUIDA', 'CANCELADA')),
    vencida          BOOLEAN NOT NULL,
    vence_em         BIGINT,
    decisao          TEXT,
    decidida_por     TEXT,
    decidida_em      BIGINT,
    revisao          BIGINT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    CONSTRAINT tarefas_uma_por_visita UNIQUE (instancia_id, visita)
);
CREATE INDEX tarefas_abertas ON tarefas (inquilino_id, data_criacao) WHERE situacao = 'ABERTA';

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
