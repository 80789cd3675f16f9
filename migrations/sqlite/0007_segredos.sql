-- Segredos com nome, que os passos `http` citam. Cifrados: a chave mora fora do banco.
CREATE TABLE segredos (
    inquilino_id     BLOB NOT NULL REFERENCES inquilinos (id),
    nome             TEXT NOT NULL,
    valor_cifrado    BLOB NOT NULL,
    data_criacao     INTEGER NOT NULL,
    data_atualizacao INTEGER NOT NULL,
    PRIMARY KEY (inquilino_id, nome)
) STRICT;
