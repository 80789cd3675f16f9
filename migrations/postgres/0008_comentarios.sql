-- O que as pessoas escrevem numa tarefa, aberta ou encerrada. Nunca muda: quem se enganou escreve outro.
CREATE TABLE tarefa_comentarios (
    id           UUID PRIMARY KEY,
    inquilino_id UUID NOT NULL,
    tarefa_id    UUID NOT NULL,
    -- Nenhum para o sistema.
    usuario_id   UUID,
    usuario_nome TEXT NOT NULL,
    texto        TEXT NOT NULL,
    data_criacao BIGINT NOT NULL
);
CREATE INDEX tarefa_comentarios_por_tarefa ON tarefa_comentarios (inquilino_id, tarefa_id, id);
