-- O que alguém pede e busca depois: uma exportação grande, a importação de uma planilha. Os arquivos que vão com uma
-- mensagem. E os logs, que se apagam antes da execução.

CREATE TABLE encomendas (
    id                BLOB PRIMARY KEY,
    inquilino_id      BLOB NOT NULL REFERENCES inquilinos (id),
    especie           TEXT NOT NULL CHECK (especie IN ('EXPORTACAO', 'IMPORTACAO')),
    -- JSON; o que há dentro depende da espécie.
    pedido            TEXT NOT NULL,
    -- Com que nome se vê: o da lista, ou o da planilha.
    nome              TEXT NOT NULL,
    -- Quem pediu; nulo se foi o sistema. Com que escopos, se foi por um token de integração (JSON), e de onde.
    usuario_id        BLOB,
    usuario_nome      TEXT NOT NULL,
    escopos           TEXT,
    ip_origem         TEXT,
    user_agent        TEXT,
    estado            TEXT NOT NULL CHECK (estado IN ('PENDENTE', 'EM_CURSO', 'CONCLUIDA', 'FALHOU', 'CANCELADA')),
    -- Linhas feitas, e de quantas se já se sabe.
    feitas            INTEGER NOT NULL,
    total             INTEGER,
    -- JSON: as contas do que se fez.
    resultado         TEXT,
    erro              TEXT,
    -- O que se fez, no armazém de arquivos, e até quando se busca.
    arquivo_chave     TEXT,
    arquivo_tamanho   INTEGER,
    vence_em          INTEGER,
    -- Cresce a cada vez que um nó a pega: o que faz uma concessão velha não vale.
    concessao         INTEGER NOT NULL,
    -- Quantas vezes um nó a pegou e não a devolveu.
    tentativas        INTEGER NOT NULL,
    -- Quem a pegou e não renovou até aqui caiu.
    reservado_ate     INTEGER,
    data_fim          INTEGER,
    data_criacao      INTEGER NOT NULL,
    data_atualizacao  INTEGER NOT NULL
) STRICT;
CREATE INDEX encomendas_vivas ON encomendas (estado, data_criacao) WHERE estado IN ('PENDENTE', 'EM_CURSO');
CREATE INDEX encomendas_de_alguem ON encomendas (inquilino_id, usuario_id, especie, id);
CREATE INDEX encomendas_acabadas ON encomendas (data_fim) WHERE data_fim IS NOT NULL;

-- O relatório de uma importação, linha a linha; nasce enquanto se importa, e é por ele que se retoma.
CREATE TABLE importacao_linhas (
    inquilino_id BLOB NOT NULL,
    encomenda_id BLOB NOT NULL REFERENCES encomendas (id),
    -- Na planilha; o cabeçalho é a 1.
    numero       INTEGER NOT NULL,
    cliente      TEXT NOT NULL,
    desfecho     TEXT NOT NULL CHECK (desfecho IN ('CRIADO', 'ALTERADO', 'IGUAL', 'RECUSADO')),
    cliente_id   BLOB,
    mensagens    TEXT NOT NULL,
    PRIMARY KEY (encomenda_id, numero)
) STRICT;

-- JSON: os arquivos que vão com a mensagem, por referência ao armazém de arquivos.
ALTER TABLE notificacoes ADD COLUMN anexos TEXT;

-- As linhas de log passaram do prazo e se apagaram; a execução fica.
ALTER TABLE execucoes ADD COLUMN log_apagado INTEGER NOT NULL DEFAULT 0;
CREATE INDEX execucoes_com_log ON execucoes (inquilino_id, data_fim, id) WHERE NOT log_apagado;
