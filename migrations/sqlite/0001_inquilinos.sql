-- A organização dona dos dados. A instalação nova nasce com uma.
CREATE TABLE inquilinos (
    id               BLOB PRIMARY KEY,
    nome             TEXT NOT NULL,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL
) STRICT;
