-- O que as pessoas escrevem numa tarefa, aberta ou encerrada. Nunca muda: quem se enganou escreve outro.
CREATE TABLE tarefa_comentarios (
    id           BLOB PRIMARY KEY,
    inquilino_id BLOB NOT NULL,
    tarefa_id    BLOB NOT NULL,
    -- Nenhum para o sistema.
    usuario_id   BLOB,
    usuario_nome TEXT NOT NULL,
    texto        TEXT NOT NULL,
    data_criacao INTEGER NOT NULL
) STRICT;
CREATE INDEX tarefa_comentarios_por_tarefa ON tarefa_comentarios (inquilino_id, tarefa_id, id);
