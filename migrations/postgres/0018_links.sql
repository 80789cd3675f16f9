-- Links de decisão: um por pessoa e visita, para decidir uma tarefa sem entrar. O token não se guarda: é a assinatura do id.
CREATE TABLE links_de_decisao (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    -- A tarefa, que é uma por visita.
    instancia_id     UUID NOT NULL,
    visita           BIGINT NOT NULL,
    usuario_id       UUID NOT NULL REFERENCES usuarios (id),
    valido_ate       BIGINT NOT NULL,
    usado_em         BIGINT,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    CONSTRAINT links_de_decisao_um_por_pessoa UNIQUE (inquilino_id, instancia_id, visita, usuario_id)
);
CREATE INDEX links_de_decisao_por_validade ON links_de_decisao (valido_ate);
CREATE INDEX links_de_decisao_por_usuario ON links_de_decisao (inquilino_id, usuario_id);

-- Os links que a mensagem leva (JSON): só estes se escrevem nela, e só ao sair.
ALTER TABLE notificacoes ADD COLUMN links TEXT;
