//! A busca de processos com o banco cheio: cada filtro dos requisitos, a primeira página, no PostgreSQL. É uma medida, e demora: fica fora da corrida
//! comum (`make medir`). Quantos processos: `MEDIR_PROCESSOS`, ou cinco milhões.

use std::time::{Duration, Instant};

use esteira_armazem::banco::Conexao;
use esteira_armazem::faturas::FiltroDeProcessos;
use esteira_armazem::{Armazem, OpcoesDoArmazem, parametros};
use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use esteira_postgres_de_teste::{OpcoesDoPostgres, PostgresDeTeste};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

const PROCESSOS: i64 = 5_000_000;
const MESES: i64 = 60;
/// Quantas vezes cada busca se repete.
const VEZES: usize = 40;
/// Página da tela.
const PAGINA: u32 = 50;
const META: Duration = Duration::from_millis(50);

/// Enche: `$1` é o inquilino, `$2` quantos clientes, de 20 operadoras, com um processo em cada um de 60 meses desde janeiro de 2022.
const ENCHER: [&str; 6] = [
    "INSERT INTO usuarios (id, inquilino_id, nome_completo, email, perfil_usuario, status_ativo, senha, tentativas_de_entrar,
                           data_criacao, data_atualizacao)
     SELECT md5('u' || n)::UUID, $1, 'Pessoa ' || n, 'p' || n || '@exemplo.com.br', 'APROVADOR', TRUE, 'x', 0, 0, 0
     FROM generate_series(1, LEAST($2, 50)) n",
    "INSERT INTO operadoras (id, inquilino_id, nome, codigo, possui_rpa, rpa_terceirizado, status_ativo, revisao, data_criacao, data_atualizacao)
     SELECT md5('o' || n || $1::TEXT)::UUID, $1, 'Operadora ' || n, 'OP' || n, TRUE, FALSE, TRUE, 1, 0, 0
     FROM generate_series(0, LEAST($2, 20) - 1) n",
    "INSERT INTO clientes (id, inquilino_id, operadora_id, hash_unico, texto_de_busca, razao_social, nome_sat, cnpj, filtro, servico, dados_sat, unidade,
                           status_ativo, revisao, data_criacao, data_atualizacao)
     SELECT md5('c' || n || $1::TEXT)::UUID, $1, md5('o' || (n % 20) || $1::TEXT)::UUID, md5('h' || n),
            lower(nome || '\nFilial ' || n || '\nInternet\nMatriz'), nome, 'FILIAL ' || n, lpad(n::TEXT, 14, '0'), '', 'INTERNET', '', 'MATRIZ', n % 20 <> 0, 1, 0, 0
     FROM generate_series(1, $2) n CROSS JOIN LATERAL (SELECT
            (ARRAY['Padaria', 'Mercado', 'Clinica', 'Escola', 'Oficina', 'Hotel', 'Farmacia', 'Grafica'])[1 + n % 8] || ' '
              || (ARRAY['Aurora', 'Sao Joao', 'Ipe', 'Boa Vista', 'Horizonte', 'Primavera'])[1 + n / 8 % 6] || ' ' || n || ' Ltda' AS nome) c",
    "INSERT INTO clientes_hashes (inquilino_id, hash, cliente_id, data_criacao)
     SELECT inquilino_id, hash_unico, id, 0 FROM clientes WHERE inquilino_id = $1 AND $2 > 0",
    "INSERT INTO processos (id, inquilino_id, cliente_id, operadora_id, instancia_id, hash_unico, mes_ano, status_processo, caminho_s3_fatura,
                            resumo_fatura, nome_fatura, codigo_barras, data_vencimento, valor_fatura, conferencia, aprovado_por_usuario_id,
                            data_aprovacao, enviado_para_sat, data_envio_sat, upload_manual, criado_automaticamente,
                            criado_por_usuario_id, data_criacao, data_atualizacao)
     SELECT (lpad(to_hex(quando / 1000), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || substr(md5(m || '/' || n || $1::TEXT), 1, 15))::UUID,
            $1, md5('c' || n || $1::TEXT)::UUID, md5('o' || (n % 20) || $1::TEXT)::UUID, md5('i' || m || '/' || n || $1::TEXT)::UUID, md5('h' || n), mes, status,
            'faturas/' || n, md5('f' || m || '/' || n), 'fatura.pdf', md5('b' || m || '/' || n), mes || '-10', 10000 + n,
            '[{\"item\":\"pdf\",\"resultado\":\"ok\"},{\"item\":\"valor\",\"resultado\":\"ok\"},{\"item\":\"vencimento\",\"resultado\":\"ok\"}]',
            CASE WHEN status = 'UPLOAD_REALIZADO' THEN md5('u' || (1 + n % 49))::UUID END, quando, status = 'UPLOAD_REALIZADO', quando, FALSE,
            n % 50 <> 0, CASE WHEN n % 50 = 0 THEN md5('u' || (1 + n % 49))::UUID END, quando, quando
     FROM generate_series(0, 59) m CROSS JOIN LATERAL (
            SELECT n, to_char(TIMESTAMP '2022-01-01' + m * INTERVAL '1 month', 'YYYY-MM') AS mes,
                   EXTRACT(EPOCH FROM TIMESTAMP '2022-01-01' + m * INTERVAL '1 month')::BIGINT * 1000000 + n * 1000 AS quando,
                   CASE WHEN (n * 7 + m) % 100 = 0 THEN 'REJEITADO' WHEN (n * 7 + m) % 100 = 1 THEN 'FALHOU'
                        WHEN (n * 7 + m) % 100 = 2 THEN 'CANCELADO' WHEN m < 59 OR n % 4 = 0 THEN 'UPLOAD_REALIZADO'
                        WHEN n % 4 = 1 THEN 'AGUARDANDO_DOWNLOAD' WHEN n % 4 = 2 THEN 'AGUARDANDO_APROVACAO'
                        ELSE 'AGUARDANDO_ENVIO_SAT' END AS status
            FROM generate_series(1, $2) n) c",
    "INSERT INTO execucoes (id, inquilino_id, processo_id, tipo_execucao, status_execucao, parametros_entrada, numero_tentativa, codigo_erro,
                            data_inicio, data_fim, data_criacao, data_atualizacao)
     SELECT md5('e' || id)::UUID, inquilino_id, id, 'DOWNLOAD_FATURA', CASE WHEN status_processo = 'FALHOU' THEN 'FALHOU' ELSE 'CONCLUIDO' END, '{}', 1,
            CASE WHEN status_processo = 'FALHOU' THEN 'portal_fora_do_ar' END, data_criacao, data_criacao + 60000000, data_criacao, data_criacao
     FROM processos WHERE inquilino_id = $1 AND $2 > 0 AND mes_ano >= '2026-07'",
];

/// Os índices e as conferências saem enquanto se enche, e voltam depois, como as migrações os fizeram.
const GUARDAR: &str = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', conrelid::REGCLASS, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::REGCLASS, conname, pg_get_constraintdef(oid)),
        CASE contype WHEN 'f' THEN 2 ELSE 0 END
    FROM pg_constraint WHERE contype IN ('f', 'u', 'p')
     AND (conrelid IN ('processos'::REGCLASS, 'execucoes'::REGCLASS) OR confrelid = 'processos'::REGCLASS)
    UNION ALL SELECT format('DROP INDEX %I', indexname), indexdef, 1 FROM pg_indexes i
    WHERE tablename IN ('processos', 'execucoes') AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
    ORDER BY 3";

async fn encher(url: &str, armazem: &Armazem, inquilino: InquilinoId, vizinho: InquilinoId, clientes: i64) {
    let mut con = armazem.conexao_para_testes().await.unwrap();
    let guardadas: Vec<(String, String, i32)> = con.linhas(GUARDAR, vec![]).await.unwrap();
    for (tirar, ..) in guardadas.iter().rev() {
        con.executar(tirar.replace("DROP CONSTRAINT", "DROP CONSTRAINT IF EXISTS"), vec![]).await.unwrap();
    }
    for (id, quantos) in [(inquilino, clientes - clientes / 10), (vizinho, clientes / 10)] {
        let sql = "INSERT INTO inquilinos (id, nome, data_criacao, data_atualizacao) VALUES ($1, 'Casa', 0, 0)";
        con.executar(sql, parametros![id]).await.unwrap();
        for comando in ENCHER {
            // As pessoas têm ids fixos: são só da primeira.
            if id == inquilino || !comando.contains("usuarios (") {
                con.executar(comando, parametros![id, quantos]).await.unwrap();
            }
        }
    }
    con.confirmar().await.unwrap();
    let mut con = armazem.conexao_para_testes().await.unwrap();
    for (_, repor, _) in &guardadas {
        con.executar(repor.clone(), vec![]).await.unwrap();
    }
    con.confirmar().await.unwrap();
    // Como o autovacuum deixaria: sem isto, contar pelo índice teria de abrir a tabela.
    let mut fora = PgConnection::connect(url).await.unwrap();
    sqlx::query("VACUUM (ANALYZE) clientes, processos, execucoes").execute(&mut fora).await.unwrap();
}

async fn um(con: &mut Conexao, expressao: &str) -> Uuid {
    let linha: Option<(Uuid,)> = con.linha(format!("SELECT {expressao}"), vec![]).await.unwrap();
    linha.unwrap().0
}

fn dia(texto: &str) -> Instante {
    format!("{texto}T00:00:00Z").parse().unwrap()
}

struct Medida {
    achou: usize,
    p50: Duration,
    p99: Duration,
    /// De uma busca, no banco.
    processador: Duration,
}

/// O processador que um servidor PostgreSQL já gastou: numa máquina ocupada com outras coisas, diz mais que o relógio.
struct Servidor {
    pid: u32,
}

/// De `/proc/<pid>/stat`.
const POR_SEGUNDO: u64 = 100;

impl Servidor {
    async fn de(armazem: &Armazem) -> Self {
        let mut con = armazem.conexao_para_testes().await.unwrap();
        let sql = "SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::BIGINT";
        let (pid,): (i64,) = con.linha(sql, vec![]).await.unwrap().unwrap();
        Self { pid: u32::try_from(pid).unwrap() }
    }

    fn gasto(&self) -> Duration {
        let processos = std::fs::read_dir("/proc").unwrap().flatten();
        let de_um = |pasta: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(pasta.path().join("stat")).ok()?;
            let campos: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
            let numero = |lugar: usize| campos.get(lugar)?.parse::<u64>().ok();
            (numero(1)? == u64::from(self.pid)).then_some(numero(11)? + numero(12)?)
        };
        Duration::from_millis(processos.filter_map(de_um).sum::<u64>() * 1000 / POR_SEGUNDO)
    }
}

async fn medir<F: AsyncFnMut() -> usize>(servidor: &Servidor, mut buscar: F) -> Medida {
    buscar().await;
    let antes = servidor.gasto();
    let mut tempos = Vec::with_capacity(VEZES);
    let mut achou = 0;
    for _ in 0..VEZES {
        let comeco = Instant::now();
        achou = buscar().await;
        tempos.push(comeco.elapsed());
    }
    let processador = servidor.gasto().saturating_sub(antes) / u32::try_from(VEZES).unwrap();
    tempos.sort();
    Medida { achou, p50: tempos[VEZES / 2], p99: tempos[VEZES * 99 / 100], processador }
}

#[tokio::test]
#[ignore = "enche um PostgreSQL com milhões de linhas: `make medir`"]
async fn medir_cada_filtro_com_o_banco_cheio() {
    let processos = std::env::var("MEDIR_PROCESSOS").ok().and_then(|n| n.parse().ok()).unwrap_or(PROCESSOS);
    let servidor = PostgresDeTeste::subir_com(OpcoesDoPostgres::default()).unwrap();
    let url = servidor.novo_banco();
    let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url.clone(), 4)).await.unwrap();
    armazem.migrar().await.unwrap();
    let (inquilino, vizinho) = (InquilinoId::novo(), InquilinoId::novo());
    let comeco = Instant::now();
    encher(&url, &armazem, inquilino, vizinho, processos / MESES).await;
    println!("cheio com {processos} processos em {:?}", comeco.elapsed());

    let mut con = armazem.conexao_para_testes().await.unwrap();
    let operadora = um(&mut con, &format!("md5('o3' || '{}')::UUID", inquilino.0)).await;
    let cliente = um(&mut con, &format!("md5('c777' || '{}')::UUID", inquilino.0)).await;
    let (aprovador, ninguem) = (um(&mut con, "md5('u7')::UUID").await, um(&mut con, "md5('u50')::UUID").await);
    let (hash, tamanho): (String, i64) =
        con.linha("SELECT md5('h777'), pg_database_size(current_database())", vec![]).await.unwrap().unwrap();
    drop(con);
    println!("banco: {} MiB", tamanho >> 20);

    let texto = |t: &str| Some(t.to_owned());
    let padrao = FiltroDeProcessos { limite: PAGINA, ..FiltroDeProcessos::default() };
    let filtros = [
        ("sem filtro", padrao.clone()),
        ("operadora", FiltroDeProcessos { operadora: Some(operadora), ..padrao.clone() }),
        ("cliente", FiltroDeProcessos { cliente: Some(cliente), ..padrao.clone() }),
        ("CNPJ", FiltroDeProcessos { cnpj: texto("00000000000777"), ..padrao.clone() }),
        ("CNPJ que não há", FiltroDeProcessos { cnpj: texto("99999999999999"), ..padrao.clone() }),
        ("hash", FiltroDeProcessos { hash: Some(hash), ..padrao.clone() }),
        ("mês corrente", FiltroDeProcessos { mes_ano: texto("2026-12"), ..padrao.clone() }),
        ("mês velho", FiltroDeProcessos { mes_ano: texto("2022-02"), ..padrao.clone() }),
        ("status comum", FiltroDeProcessos { status: texto("UPLOAD_REALIZADO"), ..padrao.clone() }),
        ("status raro", FiltroDeProcessos { status: texto("AGUARDANDO_APROVACAO"), ..padrao.clone() }),
        (
            "mês velho e status raro",
            FiltroDeProcessos { mes_ano: texto("2022-02"), status: texto("FALHOU"), ..padrao.clone() },
        ),
        (
            "operadora e status raro",
            FiltroDeProcessos { operadora: Some(operadora), status: texto("REJEITADO"), ..padrao.clone() },
        ),
        ("período recente", FiltroDeProcessos { desde: Some(dia("2026-12-01")), ..padrao.clone() }),
        (
            "período velho",
            FiltroDeProcessos { desde: Some(dia("2022-03-01")), antes_de: Some(dia("2022-04-01")), ..padrao.clone() },
        ),
        ("período vazio", FiltroDeProcessos { antes_de: Some(dia("2020-01-01")), ..padrao.clone() }),
        ("usuário que aprova", FiltroDeProcessos { usuario: Some(aprovador), ..padrao.clone() }),
        ("usuário sem nada", FiltroDeProcessos { usuario: Some(ninguem), ..padrao.clone() }),
        ("texto de um cliente", FiltroDeProcessos { texto: texto("Filial 777\n"), ..padrao.clone() }),
        ("texto de muitos", FiltroDeProcessos { texto: texto("padaria"), ..padrao.clone() }),
        ("texto que não há", FiltroDeProcessos { texto: texto("inexistente"), ..padrao.clone() }),
    ];
    // A superusuário a cerca entre inquilinos não vale: a diferença é o que ela custa.
    let sem_cerca = url.replace("esteira@", "postgres@");
    let sem_cerca = Armazem::abrir(&OpcoesDoArmazem::novas(sem_cerca, 4)).await.unwrap();
    let medido = Servidor::de(&sem_cerca).await;
    println!(
        "| busca | achou | p50 | p99 | processador do banco | o mesmo, sem a cerca | |\n|---|---|---|---|---|---|---|"
    );
    for (nome, filtro) in filtros {
        let buscar = async |armazem: &Armazem| {
            armazem.ler(inquilino).await.unwrap().processos(&filtro).await.unwrap().itens.len()
        };
        mostrar(
            nome,
            [
                medir(&medido, async || buscar(&armazem).await).await,
                medir(&medido, async || buscar(&sem_cerca).await).await,
            ],
        );
    }
    for (nome, contagem) in [
        ("painel: o mês", Contagem::Mes),
        ("painel: doze meses", Contagem::Meses),
        ("painel: execuções de 30 dias", Contagem::Execucoes),
        ("painel: erros de 30 dias", Contagem::Erros),
    ] {
        let contar = async |armazem: &Armazem| contagem.contar(armazem, inquilino).await;
        mostrar(
            nome,
            [
                medir(&medido, async || contar(&armazem).await).await,
                medir(&medido, async || contar(&sem_cerca).await).await,
            ],
        );
    }
}

/// O que o painel conta.
enum Contagem {
    Mes,
    Meses,
    Execucoes,
    Erros,
}

impl Contagem {
    async fn contar(&self, armazem: &Armazem, inquilino: InquilinoId) -> usize {
        let mut unidade = armazem.ler(inquilino).await.unwrap();
        match self {
            Self::Mes => unidade.contar_processos("2026-12").await.unwrap().len(),
            Self::Meses => unidade.contar_meses("2026-01", "2026-12").await.unwrap().len(),
            Self::Execucoes => unidade.contar_execucoes(dia("2026-12-01")).await.unwrap().len(),
            Self::Erros => unidade.contar_erros(dia("2026-12-01"), 10).await.unwrap().len(),
        }
    }
}

fn mostrar(nome: &str, [com, sem]: [Medida; 2]) {
    let ms = |duracao: Duration| format!("{:.1} ms", duracao.as_secs_f64() * 1e3);
    let veredito = if com.p99 < META { "" } else { "**acima da meta**" };
    let (processador, sem_cerca) = (ms(com.processador), ms(sem.processador));
    println!(
        "| {nome} | {} | {} | {} | {processador} | {sem_cerca} | {veredito} |",
        com.achou,
        ms(com.p50),
        ms(com.p99)
    );
}
