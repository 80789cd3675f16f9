-- Tokens de integração: de alguém, para um programa, com o que ele pode e até quando. Guarda-se só o BLAKE3 do token.
CREATE TABLE tokens_de_integracao (
    id               BLOB PRIMARY KEY,
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    -- Por quem age, e sem poder mais do que ele.
    usuario_id       BLOB NOT NULL REFERENCES usuarios (id),
    nome             TEXT NOT NULL,
    resumo_token     TEXT NOT NULL,
    -- Ações (JSON).
    escopos          TEXT NOT NULL,
    valido_ate       INTEGER NOT NULL,
    revogado         INTEGER NOT NULL,
    ultimo_uso       INTEGER,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    CONSTRAINT tokens_de_integracao_token_unico UNIQUE (resumo_token)
) STRICT;
CREATE INDEX tokens_de_integracao_por_inquilino ON tokens_de_integracao (inquilino_id, id);
