-- Segredos com nome, que os passos `http` citam. Cifrados: a chave mora fora do banco.
CREATE TABLE segredos (
    inquilino_id     UUID NOT NULL REFERENCES inquilinos (id),
    nome             TEXT NOT NULL,
    valor_cifrado    BYTEA NOT NULL,
    data_criacao     BIGINT NOT NULL,
    data_atualizacao BIGINT NOT NULL,
    PRIMARY KEY (inquilino_id, nome)
);
