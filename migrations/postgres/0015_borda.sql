-- O que já se respondeu a cada `Idempotency-Key`: o mesmo pedido outra vez tem a mesma resposta.
CREATE TABLE pedidos_idempotentes (
    inquilino_id UUID NOT NULL REFERENCES inquilinos (id),
    -- Resumos com chave: de quem pede, da rota e da chave; e do que se pediu.
    chave        TEXT NOT NULL,
    conteudo     TEXT NOT NULL,
    -- Quem o atende: só ele o conclui ou o larga.
    posse        UUID NOT NULL,
    -- Sem status, ainda se atende.
    status       BIGINT,
    -- JSON.
    cabecalhos   TEXT,
    -- Nenhum, se a resposta não se guarda: traz segredo, ou é grande demais.
    corpo        BYTEA,
    expira_em    BIGINT NOT NULL,
    data_criacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, chave)
);
CREATE INDEX pedidos_idempotentes_por_expirar ON pedidos_idempotentes (expira_em);

-- As entradas por OIDC que se começaram: o estado de cada uma serve uma vez. Guarda-se só o BLAKE3 dele; o resto deriva-se dele com a nossa chave.
CREATE TABLE entradas_oidc (
    estado       TEXT PRIMARY KEY,
    expira_em    BIGINT NOT NULL,
    data_criacao BIGINT NOT NULL
);
CREATE INDEX entradas_oidc_por_expirar ON entradas_oidc (expira_em);
