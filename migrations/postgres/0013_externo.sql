-- Trabalhos pedidos ao RPA externo: a intenção antes do pedido, o id que ele deu logo depois. Quem cai retoma por aqui.
CREATE TABLE trabalhos_externos (
    id               UUID PRIMARY KEY,
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    instancia_id     UUID NOT NULL,
    -- O que se pediu: enquanto um trabalho desta chave não se encerra, não se pede outro.
    chave            TEXT NOT NULL,
    -- Como o caminho da API a diz: OI, sat.
    operadora        TEXT NOT NULL,
    situacao         TEXT NOT NULL CHECK (situacao IN ('INTENCAO', 'CRIADO', 'ENCERRADO')),
    -- O id do trabalho lá.
    trabalho         TEXT,
    -- Como acabou.
    desfecho         TEXT CHECK (desfecho IN ('CONCLUIDO', 'FALHOU', 'RECUSADO', 'INCERTO', 'LIBERADO')),
    -- Quantas linhas de log distintas já se copiaram.
    linhas           BIGINT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL
);
CREATE UNIQUE INDEX trabalhos_externos_vivos ON trabalhos_externos (inquilino_id, chave) WHERE situacao <> 'ENCERRADO';
CREATE INDEX trabalhos_externos_por_chave ON trabalhos_externos (inquilino_id, chave, id);
CREATE INDEX trabalhos_externos_por_instancia ON trabalhos_externos (instancia_id);
CREATE INDEX trabalhos_externos_por_trabalho ON trabalhos_externos (inquilino_id, trabalho) WHERE trabalho IS NOT NULL;
