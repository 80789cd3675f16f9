-- Usuários, sessões, operadoras, clientes, auditoria.

CREATE TABLE usuarios (
    id                   BLOB PRIMARY KEY,
    inquilino_id         BLOB NOT NULL REFERENCES inquilinos (id),
    nome_completo        TEXT NOT NULL,
    email                TEXT NOT NULL,
    telefone             TEXT,
    perfil_usuario       TEXT NOT NULL CHECK (perfil_usuario IN ('ADMINISTRADOR', 'APROVADOR', 'OPERADOR')),
    status_ativo         INTEGER NOT NULL,
    -- argon2id, no formato PHC.
    senha                TEXT NOT NULL,
    -- Cifrado (ver `aplicacao::cofre`).
    api_externa_token    BLOB,
    tentativas_de_entrar INTEGER NOT NULL,
    bloqueado_ate        INTEGER,
    data_criacao         INTEGER NOT NULL,
    data_atualizacao     INTEGER NOT NULL,
    CONSTRAINT usuarios_email_unico UNIQUE (inquilino_id, email)
) STRICT;

-- Tokens de renovação: rotativos; guarda-se só o BLAKE3 do token.
CREATE TABLE sessoes (
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    usuario_id       BLOB NOT NULL REFERENCES usuarios (id),
    -- As que nasceram, por renovação, da mesma entrada.
    familia          BLOB NOT NULL,
    resumo_token     TEXT NOT NULL,
    valida_ate       INTEGER NOT NULL,
    revogada         INTEGER NOT NULL,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    CONSTRAINT sessoes_token_unico UNIQUE (resumo_token)
) STRICT;
CREATE INDEX sessoes_da_familia ON sessoes (familia) WHERE NOT revogada;

CREATE TABLE operadoras (
    id                BLOB PRIMARY KEY,
    inquilino_id      BLOB NOT NULL REFERENCES inquilinos (id),
    nome              TEXT NOT NULL,
    codigo            TEXT NOT NULL,
    possui_rpa        INTEGER NOT NULL,
    rpa_terceirizado  INTEGER NOT NULL,
    url_endpoint_rpa  TEXT,
    status_ativo      INTEGER NOT NULL,
    url_portal        TEXT,
    instrucoes_acesso TEXT,
    -- O que o cadastro concede e muda no plugin (JSON).
    configuracao_rpa TEXT NOT NULL DEFAULT '{}',
    revisao           INTEGER NOT NULL,
    data_criacao      INTEGER NOT NULL,
    data_atualizacao  INTEGER NOT NULL,
    CONSTRAINT operadoras_nome_unico UNIQUE (inquilino_id, nome),
    CONSTRAINT operadoras_codigo_unico UNIQUE (inquilino_id, codigo)
) STRICT;

CREATE TABLE clientes (
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    operadora_id     BLOB NOT NULL REFERENCES operadoras (id),
    hash_unico       TEXT NOT NULL,
    razao_social     TEXT NOT NULL,
    nome_sat         TEXT NOT NULL,
    -- Nomes, serviço e unidade, sem acento nem maiúscula: é onde se procura um pedaço de texto.
    texto_de_busca   TEXT NOT NULL,
    cnpj             TEXT NOT NULL,
    filtro           TEXT NOT NULL,
    servico          TEXT NOT NULL,
    dados_sat        TEXT NOT NULL,
    unidade          TEXT NOT NULL,
    site_emissao     TEXT,
    login_portal     TEXT,
    -- Cifrada; nunca devolvida.
    senha_portal     BLOB,
    cpf              TEXT,
    status_ativo     INTEGER NOT NULL,
    revisao          INTEGER NOT NULL,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    CONSTRAINT clientes_hash_unico UNIQUE (inquilino_id, hash_unico),
    CONSTRAINT clientes_unico UNIQUE (inquilino_id, cnpj, operadora_id, unidade, servico)
) STRICT;

-- Todo hash que um cliente já teve continua apontando para ele.
CREATE TABLE clientes_hashes (
    inquilino_id BLOB NOT NULL REFERENCES inquilinos (id),
    hash         TEXT NOT NULL,
    cliente_id   BLOB NOT NULL REFERENCES clientes (id),
    data_criacao INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, hash)
) STRICT;

CREATE TABLE auditoria (
    id            BLOB PRIMARY KEY,
    inquilino_id  BLOB NOT NULL REFERENCES inquilinos (id),
    acao          TEXT NOT NULL,
    alvo_tipo     TEXT NOT NULL,
    alvo_id       TEXT NOT NULL,
    usuario_id    BLOB,
    usuario_nome  TEXT NOT NULL,
    ip_origem     TEXT,
    user_agent    TEXT,
    antes         TEXT,
    depois        TEXT,
    data_criacao  INTEGER NOT NULL,
    -- O lugar na cadeia e o elo: BLAKE3 do elo anterior e deste registro. Quem sela vem depois (`aplicacao::auditoria`).
    numero        INTEGER,
    selo          TEXT,
    CONSTRAINT auditoria_numero_unico UNIQUE (inquilino_id, numero)
) STRICT;
CREATE INDEX auditoria_por_alvo ON auditoria (inquilino_id, alvo_tipo, alvo_id, data_criacao);
CREATE INDEX auditoria_recente ON auditoria (inquilino_id, id);
CREATE INDEX auditoria_por_selar ON auditoria (inquilino_id, data_criacao, id) WHERE selo IS NULL;

-- O último elo de cada organização: sem ele, cortar o fim da cadeia não se notaria.
CREATE TABLE auditoria_pontas (
    inquilino_id BLOB PRIMARY KEY REFERENCES inquilinos (id),
    numero       INTEGER NOT NULL,
    selo         TEXT NOT NULL
) STRICT;

-- A auditoria só se acrescenta: nem quem programa errado a muda. De quem mexe no banco à mão, a cadeia dá conta.
CREATE TRIGGER auditoria_nao_muda BEFORE UPDATE OF id, inquilino_id, acao, alvo_tipo, alvo_id, usuario_id, usuario_nome, ip_origem, user_agent, antes, depois, data_criacao ON auditoria
BEGIN SELECT RAISE(ABORT, 'a auditoria não muda'); END;
CREATE TRIGGER auditoria_sela_uma_vez BEFORE UPDATE ON auditoria WHEN OLD.selo IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'o registro já está selado'); END;
CREATE TRIGGER auditoria_nao_se_apaga BEFORE DELETE ON auditoria
BEGIN SELECT RAISE(ABORT, 'a auditoria não se apaga'); END;
