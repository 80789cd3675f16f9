//! A segunda cerca entre inquilinos, no PostgreSQL: prova-se em toda tabela que o catálogo diz ter dono, também nas que ainda não existem.
//!
//! Liga-se com um usuário comum: a um superusuário as regras de linha não valem.

use esteira_armazem::banco::{Conexao, Parametro};
use esteira_armazem::{Armazem, OpcoesDoArmazem, parametros};
use esteira_base::ids::InquilinoId;
use esteira_postgres_de_teste::{AgrupadorDeTeste, PostgresDeTeste};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// As tabelas com dono e a coluna que o diz; as partições também, porque se pode ir direto a elas.
const TABELAS: &str = "SELECT c.relname::TEXT, a.attname::TEXT
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         AND a.attname = CASE WHEN c.relname = 'inquilinos' THEN 'id' ELSE 'inquilino_id' END
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::REGNAMESPACE ORDER BY 1";

/// Deixa pôr uma linha qualquer em qualquer tabela: aqui só importa de quem ela é.
const SEM_CONFERENCIAS: &str = "DO $$ DECLARE c RECORD; BEGIN
    FOR c IN SELECT conrelid::REGCLASS AS tabela, conname FROM pg_constraint
             WHERE contype IN ('c', 'f') AND connamespace = 'public'::REGNAMESPACE AND coninhcount = 0
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.tabela, c.conname); END LOOP;
END $$";

struct Banco {
    armazem: Armazem,
    /// Sem agrupador.
    direta: String,
    tabelas: Vec<(String, String)>,
    _agrupador: Option<AgrupadorDeTeste>,
}

impl Banco {
    async fn novo() -> Self {
        let direta = PostgresDeTeste::compartilhado().novo_banco();
        Self::aberto(OpcoesDoArmazem::novas(direta.clone(), 4), direta, None).await
    }

    async fn agrupado() -> Self {
        let direta = PostgresDeTeste::compartilhado().novo_banco();
        let agrupador = AgrupadorDeTeste::na_frente_de(&direta).unwrap_or_else(|erro| panic!("{erro}"));
        let opcoes = OpcoesDoArmazem { url: agrupador.url().to_owned(), conexoes: 4, direta: Some(direta.clone()) };
        Self::aberto(opcoes, direta, Some(agrupador)).await
    }

    async fn aberto(opcoes: OpcoesDoArmazem, direta: String, agrupador: Option<AgrupadorDeTeste>) -> Self {
        let armazem = Armazem::abrir(&opcoes).await.unwrap();
        armazem.migrar().await.unwrap();
        let comum = !armazem.passa_por_cima_da_cerca().await.unwrap();
        assert!(comum, "prove com um usuário comum do PostgreSQL, sem SUPERUSER nem BYPASSRLS");
        let mut con = armazem.conexao_para_testes().await.unwrap();
        con.executar(SEM_CONFERENCIAS, vec![]).await.unwrap();
        let tabelas: Vec<(String, String)> = con.linhas(TABELAS, vec![]).await.unwrap();
        con.confirmar().await.unwrap();
        assert!(tabelas.len() > 30, "{tabelas:?}");
        Self { armazem, direta, tabelas, _agrupador: agrupador }
    }

    /// Dois inquilinos com uma linha em cada tabela; duas nas partições, que a mãe também enche.
    async fn com_dois(&self) -> [InquilinoId; 2] {
        let inquilinos = [InquilinoId::novo(), InquilinoId::novo()];
        let mut con = self.armazem.conexao_para_testes().await.unwrap();
        for (tabela, coluna) in &self.tabelas {
            for inquilino in inquilinos {
                inserir(&mut con, tabela, coluna, inquilino).await.unwrap_or_else(|erro| panic!("{tabela}: {erro}"));
            }
        }
        con.confirmar().await.unwrap();
        inquilinos
    }
}

/// Uma linha com o que cada coluna obrigatória aceita.
async fn inserir(
    con: &mut Conexao,
    tabela: &str,
    coluna: &str,
    inquilino: InquilinoId,
) -> Result<u64, esteira_armazem::ErroArmazem> {
    let sql = "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name = $1 AND is_nullable = 'NO' AND column_name <> $2";
    let obrigatorias: Vec<(String, String)> = con.linhas(sql, parametros![tabela, coluna]).await?;
    let (mut nomes, mut valores) = (vec![coluna.to_owned()], vec!["$1".to_owned()]);
    // A partição só aceita o mês dela.
    let mes =
        "SELECT COALESCE((regexp_match(pg_get_expr(relpartbound, oid), 'FROM \\(''(\\d+)'))[1], '1') FROM pg_class
               WHERE relname = $1 AND relnamespace = 'public'::REGNAMESPACE";
    let (mes,): (String,) = con.linha(mes, parametros![tabela]).await?.unwrap();
    for (nome, tipo) in obrigatorias {
        valores.push(match tipo.as_str() {
            "uuid" => "gen_random_uuid()".to_owned(),
            "text" => "gen_random_uuid()::TEXT".to_owned(),
            "bigint" => mes.clone(),
            "boolean" => "FALSE".to_owned(),
            "bytea" => "''::BYTEA".to_owned(),
            outro => panic!("{tabela}.{nome} é {outro}"),
        });
        nomes.push(nome);
    }
    let sql = format!("INSERT INTO {tabela} ({}) VALUES ({})", nomes.join(", "), valores.join(", "));
    con.executar(sql, vec![Parametro::from(inquilino)]).await
}

async fn contadas(con: &mut Conexao, tabela: &str, coluna: &str, de: InquilinoId) -> (i64, i64) {
    let sql = format!("SELECT COUNT(*), COUNT(*) FILTER (WHERE {coluna} = $1) FROM {tabela}");
    con.linha(sql, parametros![de]).await.unwrap().unwrap()
}

async fn so_se_ve_e_so_se_grava_o_proprio(banco: &Banco) {
    let [um, outro] = banco.com_dois().await;
    for (tabela, coluna) in &banco.tabelas {
        let mut unidade = banco.armazem.escrever(um).await.unwrap();
        let (todas, minhas) = contadas(unidade.conexao_para_testes(), tabela, coluna, um).await;
        assert!(
            todas > 0 && todas == minhas,
            "{tabela}: o SELECT sem filtro viu {todas} linhas, e só {minhas} são de quem pediu"
        );
        let alheia = inserir(unidade.conexao_para_testes(), tabela, coluna, outro).await;
        assert!(alheia.is_err(), "{tabela}: aceitou uma linha de outro inquilino");

        let mut unidade = banco.armazem.escrever(um).await.unwrap();
        unidade.em_nome_de(outro);
        let (todas, dele) = contadas(unidade.conexao_para_testes(), tabela, coluna, outro).await;
        assert!(todas > 0 && todas == dele, "{tabela}: em nome de outro, só se vê o que é dele");
    }
}

#[tokio::test]
async fn sem_filtro_so_se_ve_e_so_se_grava_o_proprio() {
    so_se_ve_e_so_se_grava_o_proprio(&Banco::novo().await).await;
}

#[tokio::test]
async fn com_agrupador_tambem() {
    so_se_ve_e_so_se_grava_o_proprio(&Banco::agrupado().await).await;
}

/// Quem liga de fora com a mesma senha, ou um comando que escape da unidade, não vê nada: negar é o padrão.
#[tokio::test]
async fn sem_inquilino_nao_se_ve_nada() {
    let banco = Banco::novo().await;
    banco.com_dois().await;
    let mut fora = PgConnection::connect(&banco.direta).await.unwrap();
    for (tabela, _) in &banco.tabelas {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {tabela}"));
        let vistas: i64 = sqlx::query_scalar(sql).fetch_one(&mut fora).await.unwrap();
        assert_eq!(vistas, 0, "{tabela}");
    }
}

/// O ajuste não sobra na conexão para a transação seguinte.
#[tokio::test]
async fn o_alcance_acaba_com_a_transacao() {
    let direta = PostgresDeTeste::compartilhado().novo_banco();
    let banco = Banco::aberto(OpcoesDoArmazem::novas(direta.clone(), 2), direta, None).await;
    let [um, outro] = banco.com_dois().await;
    for de in [um, outro, um, outro] {
        let mut unidade = banco.armazem.ler(de).await.unwrap();
        let (todas, minhas) = contadas(unidade.conexao_para_testes(), "clientes", "inquilino_id", de).await;
        assert_eq!((todas, minhas), (1, 1));
    }
}

#[tokio::test]
async fn toda_tabela_com_dono_esta_cercada_tambem_a_que_ainda_vai_nascer() {
    let banco = Banco::novo().await;
    let mut con = banco.armazem.conexao_para_testes().await.unwrap();
    con.executar("CREATE TABLE de_uma_migracao_futura (inquilino_id UUID NOT NULL)", vec![]).await.unwrap();
    con.executar("SELECT esteira_preparar_mes(4000000000000000)", vec![]).await.unwrap();
    con.confirmar().await.unwrap();
    banco.armazem.migrar().await.unwrap();
    let mut con = banco.armazem.conexao_para_testes().await.unwrap();
    let sql = format!(
        "SELECT t.relname FROM ({TABELAS}) t JOIN pg_class c ON c.relname = t.relname AND c.relnamespace = 'public'::REGNAMESPACE
         WHERE NOT c.relrowsecurity OR NOT c.relforcerowsecurity
            OR NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
                           AND pg_get_expr(p.polqual, p.polrelid) LIKE '%esteira.inquilino%')"
    );
    let soltas: Vec<(String,)> = con.linhas(sql, vec![]).await.unwrap();
    assert_eq!(soltas, [], "sem cerca: chame esteira_cercar() onde estas nascem");
}
