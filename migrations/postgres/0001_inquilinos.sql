-- A organização dona dos dados. A instalação nova nasce com uma.
CREATE TABLE inquilinos (
    id               UUID PRIMARY KEY,
    nome             TEXT NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL
);
