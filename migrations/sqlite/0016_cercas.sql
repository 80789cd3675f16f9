-- No PostgreSQL, a cerca entre inquilinos no próprio banco. O SQLite não a tem: nele só o filtro de cada consulta separa. Fica o número, para que as
-- duas pastas andem juntas.
SELECT 1;
