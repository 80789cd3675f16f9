-- O que já se respondeu a cada `Idempotency-Key`: o mesmo pedido outra vez tem a mesma resposta.
CREATE TABLE pedidos_idempotentes (
    inquilino_id BLOB NOT NULL REFERENCES inquilinos (id),
    -- Resumos com chave: de quem pede, da rota e da chave; e do que se pediu.
    chave        TEXT NOT NULL,
    conteudo     TEXT NOT NULL,
    -- Quem o atende: só ele o conclui ou o larga.
    posse        BLOB NOT NULL,
    -- Sem status, ainda se atende.
    status       INTEGER,
    -- JSON.
    cabecalhos   TEXT,
    -- Nenhum, se a resposta não se guarda: traz segredo, ou é grande demais.
    corpo        BLOB,
    expira_em    INTEGER NOT NULL,
    data_criacao INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, chave)
) STRICT;
CREATE INDEX pedidos_idempotentes_por_expirar ON pedidos_idempotentes (expira_em);
