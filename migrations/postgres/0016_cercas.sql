-- A segunda cerca entre inquilinos, para a consulta que se esqueça de filtrar: cada tabela só mostra, e só aceita, as linhas que o ajuste
-- `esteira.inquilino` da transação alcança. Sem ajuste, nenhuma; `*`, todas (a fila, a partida, o lote do consolidador).
--
-- FORCE porque quem liga costuma ser o dono das tabelas, a quem elas não valeriam. A superusuário não valem nunca: a Esteira liga com um usuário
-- comum. Não é cerca contra quem já escolhe o SQL que corre, pois esse também escolhe o ajuste.
--
-- Cerca o que ainda não está: as tabelas com `inquilino_id`, as partições (uma regra da mãe não vale para quem vai direto à filha) e a própria
-- lista de inquilinos. Chama-se depois de cada migração e de cada partição nova. Devolve quantas cercou.
CREATE FUNCTION esteira_cercar() RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    -- Num SELECT à parte, o banco lê o ajuste uma vez por comando, e não uma por linha.
    ajuste TEXT := '(SELECT current_setting(''esteira.inquilino'', TRUE))';
    dono   TEXT := '(SELECT NULLIF(NULLIF(current_setting(''esteira.inquilino'', TRUE), ''''), ''*'')::UUID)';
    tabela RECORD;
    feitas BIGINT := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('esteira/particoes', 0));
    FOR tabela IN
        SELECT c.relname AS nome, a.attname AS coluna
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
             AND a.attname = CASE WHEN c.relname = 'inquilinos' THEN 'id' ELSE 'inquilino_id' END
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::REGNAMESPACE
          AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tabela.nome);
        EXECUTE format('CREATE POLICY do_inquilino ON %I USING (%s = ''*'' OR %I = %s)', tabela.nome, ajuste, tabela.coluna, dono);
        feitas := feitas + 1;
    END LOOP;
    RETURN feitas;
END $$;

SELECT esteira_cercar();
