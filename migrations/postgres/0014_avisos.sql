-- Avisos por todos os canais: onde e como falar com cada um, quem recebe o quê, com que texto; e o que se sabe da entrega.

-- O que o canal contou depois de aceitar.
ALTER TABLE notificacoes ADD COLUMN entrega TEXT CHECK (entrega IN ('ENTREGUE', 'LIDO', 'FALHOU'));
-- O id da mensagem no canal.
ALTER TABLE notificacoes ADD COLUMN id_externo TEXT;
ALTER TABLE notificacoes ADD COLUMN html TEXT;
-- De que acontecimento ela fala.
ALTER TABLE notificacoes ADD COLUMN evento TEXT;
-- A que esta repete, a mando de alguém.
ALTER TABLE notificacoes ADD COLUMN reenvio_de UUID;
-- Espera para ir junto com outras; e em qual foi.
ALTER TABLE notificacoes ADD COLUMN resumo TEXT CHECK (resumo IN ('A_CADA_HORA', 'DIARIO'));
ALTER TABLE notificacoes ADD COLUMN resumida_em UUID;

DROP INDEX notificacoes_pendentes;
CREATE INDEX notificacoes_pendentes ON notificacoes (proxima_tentativa) WHERE status_envio = 'PENDENTE' AND resumo IS NULL;
CREATE INDEX notificacoes_a_resumir ON notificacoes (proxima_tentativa) WHERE status_envio = 'PENDENTE' AND resumo IS NOT NULL;
CREATE INDEX notificacoes_por_id_externo ON notificacoes (inquilino_id, id_externo) WHERE id_externo IS NOT NULL;

CREATE TABLE canais (
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    canal            TEXT NOT NULL CHECK (canal IN ('WHATSAPP', 'TELEGRAM', 'SLACK')),
    endereco         TEXT NOT NULL,
    instancia        TEXT,
    -- Quem recebe quando ninguém diz: a conversa do Telegram.
    destino          TEXT,
    -- Cifrada: a chave da Evolution, o token do bot, o endereço do webhook do Slack.
    credencial       BYTEA NOT NULL,
    -- O fim do endereço em que o canal conta da entrega.
    retorno          TEXT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, canal)
);
CREATE UNIQUE INDEX canais_por_retorno ON canais (retorno);

CREATE TABLE regras_de_aviso (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    -- O acontecimento, ou *.
    evento           TEXT NOT NULL,
    -- Nenhuma: de qualquer operadora.
    operadora_id     UUID REFERENCES operadoras (id),
    canal            TEXT NOT NULL CHECK (canal IN ('EMAIL', 'WHATSAPP', 'TELEGRAM', 'SLACK')),
    -- Os usuários deste perfil; ou, sem ele, o destino.
    perfil           TEXT CHECK (perfil IN ('ADMINISTRADOR', 'APROVADOR', 'OPERADOR')),
    destino          TEXT,
    resumo           TEXT CHECK (resumo IN ('A_CADA_HORA', 'DIARIO')),
    status_ativo     BOOLEAN NOT NULL,
    revisao          BIGINT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL
);
CREATE INDEX regras_de_aviso_por_evento ON regras_de_aviso (inquilino_id, evento);

CREATE TABLE modelos_de_mensagem (
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    evento           TEXT NOT NULL,
    canal            TEXT NOT NULL CHECK (canal IN ('EMAIL', 'WHATSAPP', 'TELEGRAM', 'SLACK')),
    assunto          TEXT NOT NULL,
    texto            TEXT NOT NULL,
    html             TEXT,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, evento, canal)
);
