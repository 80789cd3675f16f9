-- Sinais que chegam por nome e correlação, sem se saber de que instância são; e os webhooks por onde entram.

-- Quem espera o quê: uma linha por visita que espera um sinal com correlação. Nasce e morre no commit que abre e fecha a espera.
CREATE TABLE escutas (
    inquilino_id UUID NOT NULL,
    instancia_id UUID NOT NULL,
    visita       BIGINT NOT NULL,
    nome         TEXT NOT NULL,
    correlacao   TEXT NOT NULL,
    data_criacao BIGINT NOT NULL,
    PRIMARY KEY (instancia_id, visita)
);
-- Na ordem em que se escolhe: a espera mais velha.
CREATE INDEX escutas_por_chave ON escutas (inquilino_id, nome, correlacao, data_criacao, instancia_id, visita);

-- O que chegou. PENDENTE até alguém esperar (ou expirar); ENTREGUE no mesmo commit em que a instância anda.
CREATE TABLE sinais (
    id                    UUID PRIMARY KEY,
    inquilino_id          UUID NOT NULL REFERENCES inquilinos (id),
    nome                  TEXT NOT NULL,
    correlacao            TEXT,
    dados                 TEXT NOT NULL,
    chave_de_idempotencia TEXT,
    situacao              TEXT NOT NULL CHECK (situacao IN ('PENDENTE', 'ENTREGUE', 'EXPIRADO')),
    -- O direto já nasce com a instância; o outro a ganha na entrega.
    direto                BOOLEAN NOT NULL,
    instancia_id          UUID,
    por                   TEXT NOT NULL,
    recebido_em           BIGINT NOT NULL,
    expira_em             BIGINT NOT NULL,
    entregue_em           BIGINT,
    CONSTRAINT sinais_com_destino CHECK (CASE WHEN direto THEN instancia_id IS NOT NULL ELSE correlacao IS NOT NULL END)
);
CREATE UNIQUE INDEX sinais_chave_unica ON sinais (inquilino_id, chave_de_idempotencia) WHERE chave_de_idempotencia IS NOT NULL;
CREATE INDEX sinais_pendentes ON sinais (inquilino_id, nome, correlacao, recebido_em, id) WHERE situacao = 'PENDENTE';
CREATE INDEX sinais_a_varrer ON sinais (id) WHERE situacao = 'PENDENTE';
CREATE INDEX sinais_por_correlacao ON sinais (inquilino_id, correlacao, id);
CREATE INDEX sinais_a_expirar ON sinais (expira_em) WHERE situacao = 'PENDENTE';
CREATE INDEX sinais_encerrados ON sinais (inquilino_id, recebido_em, id) WHERE situacao <> 'PENDENTE';

-- Portas de entrada: um endereço sorteado, como se prova quem manda, e o sinal em que o corpo vira.
CREATE TABLE webhooks (
    id                UUID PRIMARY KEY,
    inquilino_id      UUID NOT NULL REFERENCES inquilinos (id),
    nome              TEXT NOT NULL,
    caminho           TEXT NOT NULL,
    modo              TEXT NOT NULL CHECK (modo IN ('SEGREDO', 'HMAC_SHA256')),
    cabecalho         TEXT NOT NULL,
    prefixo           TEXT NOT NULL,
    -- HEX ou BASE64; nula no modo SEGREDO.
    codificacao       TEXT,
    conteudo_assinado TEXT,
    cabecalho_horario TEXT,
    tolerancia_s      BIGINT,
    cabecalho_entrega TEXT,
    -- Cifrado (ver `aplicacao::cofre`); nunca devolvido.
    segredo           BYTEA NOT NULL,
    sinal             TEXT NOT NULL,
    correlacao        TEXT NOT NULL,
    dados             TEXT NOT NULL,
    status_ativo      BOOLEAN NOT NULL,
    revisao           BIGINT NOT NULL,
    data_criacao      BIGINT NOT NULL,
    data_atualizacao  BIGINT NOT NULL,
    CONSTRAINT webhooks_nome_unico UNIQUE (inquilino_id, nome),
    CONSTRAINT webhooks_caminho_unico UNIQUE (caminho)
);

-- O que bateu em cada porta, como veio, para auditoria e reenvio. Sem chave estrangeira: o que chegou sobrevive ao webhook apagado.
CREATE TABLE webhooks_recebidos (
    id           UUID PRIMARY KEY,
    inquilino_id UUID NOT NULL REFERENCES inquilinos (id),
    webhook_id   UUID NOT NULL,
    veredito     TEXT NOT NULL CHECK (veredito IN ('ACEITO', 'REPETIDO', 'ILEGIVEL', 'RECUSADO')),
    motivo       TEXT,
    -- Id que o remetente deu à entrega.
    entrega      TEXT,
    -- BLAKE3 da assinatura, quando ela traz o horário.
    prova        TEXT,
    cabecalhos   TEXT NOT NULL,
    corpo        BYTEA NOT NULL,
    -- Do corpo inteiro; o recusado se guarda cortado.
    tamanho      BIGINT NOT NULL,
    ip_origem    TEXT,
    sinal_id     UUID,
    recebido_em  BIGINT NOT NULL
);
-- A mesma assinatura com horário não vale duas vezes: quem a copiou não a repete nem dentro da tolerância.
CREATE UNIQUE INDEX webhooks_recebidos_prova ON webhooks_recebidos (webhook_id, prova) WHERE veredito = 'ACEITO';
CREATE INDEX webhooks_recebidos_por_webhook ON webhooks_recebidos (inquilino_id, webhook_id, id);
CREATE INDEX webhooks_recebidos_recusados ON webhooks_recebidos (webhook_id, recebido_em) WHERE veredito = 'RECUSADO';
CREATE INDEX webhooks_recebidos_velhos ON webhooks_recebidos (inquilino_id, recebido_em, id);
