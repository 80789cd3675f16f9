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
