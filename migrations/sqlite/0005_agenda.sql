-- Agendamentos: o que se repete, e cada vez em que chegou a hora.

CREATE TABLE agendamentos (
    id                  BLOB PRIMARY KEY,
    inquilino_id        BLOB NOT NULL REFERENCES inquilinos (id),
    nome_agendamento    TEXT NOT NULL,
    descricao           TEXT,
    cron_expressao      TEXT NOT NULL,
    -- Nome IANA do fuso em que o cron se lê.
    fuso                TEXT NOT NULL,
    tipo_agendamento    TEXT NOT NULL,
    -- JSON; o que há dentro depende do tipo.
    parametros_execucao TEXT NOT NULL,
    sobreposicao        TEXT NOT NULL CHECK (sobreposicao IN ('PULAR', 'ENFILEIRAR_UMA', 'PERMITIR')),
    perdidas            TEXT NOT NULL CHECK (perdidas IN ('NENHUMA', 'ULTIMA', 'TODAS')),
    -- Em microssegundos; só de TODAS.
    janela_perdidas     INTEGER,
    status_ativo        INTEGER NOT NULL,
    -- A primeira hora ainda não considerada. Nula: parado, ou o calendário acabou.
    proxima_execucao    INTEGER,
    ultima_execucao     INTEGER,
    -- Do cadastro: a hora que passa não a muda.
    revisao             INTEGER NOT NULL,
    data_criacao        INTEGER NOT NULL,
    data_atualizacao    INTEGER NOT NULL,
    CONSTRAINT agendamentos_nome_unico UNIQUE (inquilino_id, nome_agendamento),
    CONSTRAINT agendamentos_janela CHECK ((perdidas = 'TODAS') = (janela_perdidas IS NOT NULL)),
    CONSTRAINT agendamentos_parado_nao_vence CHECK (status_ativo OR proxima_execucao IS NULL)
) STRICT;
CREATE INDEX agendamentos_a_vencer ON agendamentos (proxima_execucao) WHERE proxima_execucao IS NOT NULL;

CREATE TABLE disparos (
    -- Derivado do agendamento e da hora.
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    agendamento_id   BLOB NOT NULL REFERENCES agendamentos (id),
    previsto_em      INTEGER NOT NULL,
    -- INICIADO: o fluxo começou e anda; os que acabam passam a CONCLUIDO ou CANCELADO.
    situacao         TEXT NOT NULL CHECK (situacao IN (
        'PENDENTE', 'EM_CURSO', 'INICIADO', 'CONCLUIDO', 'CANCELADO', 'FALHOU', 'PULADO', 'PERDIDO')),
    -- Quem mandou executar agora; nulo se foi a hora.
    pedido_por       TEXT,
    instancia_id     BLOB,
    -- O que se fez, ou por que não se fez.
    mensagem         TEXT,
    -- Cresce a cada vez que um nó o pega: o fecho de uma concessão velha não vale.
    concessao        INTEGER NOT NULL,
    -- Quem o pegou e não renovou até aqui caiu.
    reservado_ate    INTEGER,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    CONSTRAINT disparos_um_por_hora UNIQUE (agendamento_id, previsto_em)
) STRICT;
CREATE INDEX disparos_vivos ON disparos (agendamento_id, situacao) WHERE situacao IN ('PENDENTE', 'EM_CURSO', 'INICIADO');
CREATE INDEX disparos_por_idade ON disparos (inquilino_id, data_criacao, id);
