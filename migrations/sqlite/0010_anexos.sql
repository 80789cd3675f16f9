-- O que as pessoas anexam a uma tarefa aberta. O conteúdo está no armazém de arquivos, pela chave; aqui, o que se sabe dele.
CREATE TABLE tarefa_anexos (
    id           BLOB PRIMARY KEY,
    inquilino_id BLOB NOT NULL,
    tarefa_id    BLOB NOT NULL,
    instancia_id BLOB NOT NULL,
    -- Nenhum para o sistema.
    usuario_id   BLOB,
    usuario_nome TEXT NOT NULL,
    nome         TEXT NOT NULL,
    tipo         TEXT NOT NULL,
    -- Em bytes.
    tamanho      INTEGER NOT NULL,
    -- BLAKE3 do conteúdo.
    resumo       TEXT NOT NULL,
    chave        TEXT NOT NULL,
    data_criacao INTEGER NOT NULL
) STRICT;
CREATE INDEX tarefa_anexos_por_tarefa ON tarefa_anexos (inquilino_id, tarefa_id, id);
