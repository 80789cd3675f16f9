-- Tokens de integração: de alguém, para um programa, com o que ele pode e até quando. Guarda-se só o BLAKE3 do token.
CREATE TABLE tokens_de_integracao (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    -- Por quem age, e sem poder mais do que ele.
    usuario_id       UUID NOT NULL REFERENCES usuarios (id),
    nome             TEXT NOT NULL,
    resumo_token     TEXT NOT NULL,
    -- Ações (JSON).
    escopos          TEXT NOT NULL,
    valido_ate       BIGINT NOT NULL,
    revogado         BOOLEAN NOT NULL,
    ultimo_uso       BIGINT,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    CONSTRAINT tokens_de_integracao_token_unico UNIQUE (resumo_token)
);
CREATE INDEX tokens_de_integracao_por_inquilino ON tokens_de_integracao (inquilino_id, id);
