-- O que alguém pede e busca depois: uma exportação grande, a importação de uma planilha. Os arquivos que vão com uma
-- mensagem. E os logs, que se apagam antes da execução.

CREATE TABLE encomendas (
    id                UUID PRIMARY KEY,
    inquilino_id      UUID NOT NULL REFERENCES inquilinos (id),
    especie           TEXT NOT NULL CHECK (especie IN ('EXPORTACAO', 'IMPORTACAO')),
    -- JSON; o que há dentro depende da espécie.
    pedido            TEXT NOT NULL,
    -- Com que nome se vê: o da lista, ou o da planilha.
    nome              TEXT NOT NULL,
    -- Quem pediu; nulo se foi o sistema. Com que escopos, se foi por um token de integração (JSON), e de onde.
    usuario_id        UUID,
    usuario_nome      TEXT NOT NULL,
    escopos           TEXT,
    ip_origem         TEXT,
    user_agent        TEXT,
    estado            TEXT NOT NULL CHECK (estado IN ('PENDENTE', 'EM_CURSO', 'CONCLUIDA', 'FALHOU', 'CANCELADA')),
    -- Linhas feitas, e de quantas se já se sabe.
    feitas            BIGINT NOT NULL,
    total             BIGINT,
    -- JSON: as contas do que se fez.
    resultado         TEXT,
    erro              TEXT,
    -- O que se fez, no armazém de arquivos, e até quando se busca.
    arquivo_chave     TEXT,
    arquivo_tamanho   BIGINT,
    vence_em          BIGINT,
    -- Cresce a cada vez que um nó a pega: o que faz uma concessão velha não vale.
    concessao         BIGINT NOT NULL,
    -- Quantas vezes um nó a pegou e não a devolveu.
    tentativas        BIGINT NOT NULL,
    -- Quem a pegou e não renovou até aqui caiu.
    reservado_ate     BIGINT,
    data_fim          BIGINT,
    data_criacao      BIGINT NOT NULL,
    data_atualizacao  BIGINT NOT NULL
);
CREATE INDEX encomendas_vivas ON encomendas (estado, data_criacao) WHERE estado IN ('PENDENTE', 'EM_CURSO');
CREATE INDEX encomendas_de_alguem ON encomendas (inquilino_id, usuario_id, especie, id);
CREATE INDEX encomendas_acabadas ON encomendas (data_fim) WHERE data_fim IS NOT NULL;

-- O relatório de uma importação, linha a linha; nasce enquanto se importa, e é por ele que se retoma.
CREATE TABLE importacao_linhas (
    inquilino_id UUID NOT NULL,
    encomenda_id UUID NOT NULL REFERENCES encomendas (id),
    -- Na planilha; o cabeçalho é a 1.
    numero       BIGINT NOT NULL,
    cliente      TEXT NOT NULL,
    desfecho     TEXT NOT NULL CHECK (desfecho IN ('CRIADO', 'ALTERADO', 'IGUAL', 'RECUSADO')),
    cliente_id   UUID,
    mensagens    TEXT NOT NULL,
    PRIMARY KEY (encomenda_id, numero)
);

-- JSON: os arquivos que vão com a mensagem, por referência ao armazém de arquivos.
ALTER TABLE notificacoes ADD COLUMN anexos TEXT;

-- As linhas de log passaram do prazo e se apagaram; a execução fica.
ALTER TABLE execucoes ADD COLUMN log_apagado BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX execucoes_com_log ON execucoes (inquilino_id, data_fim, id) WHERE NOT log_apagado;
