//! Encomendas: fazem-se uma vez, inteiras, caia quem cair; só quem pediu as busca; e a importação se retoma de onde estava.

use std::sync::Arc;
use std::time::{Duration, Instant};

use esteira_aplicacao::encomendas::{
    self, Especie, MAXIMO_DE_TENTATIVAS, MAXIMO_POR_PESSOA, Pega, RESERVA, VALIDADE_DO_ARQUIVO,
};
use esteira_aplicacao::exportacoes::{self, Exportacao};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem, importacoes};
use esteira_armazem::cadastro::{FiltroDeAuditoria, FiltroDeUsuarios};
use esteira_armazem::encomendas::Encomenda;
use esteira_armazem::faturas::{FiltroDeNotificacoes, FiltroDeProcessos};
use esteira_armazem::parametros;
use esteira_base::ids::EncomendaId;
use esteira_conectores::Objetos;
use esteira_dominio::Perfil;
use esteira_planilhas::{Formato, ler};
use serde_json::Value;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_exportacao_se_faz_inteira_e_so_quem_pediu_a_busca,
    o_no_que_congela_nao_fecha_a_que_passou_a_outro,
    cancelada_nao_se_faz,
    a_que_derruba_os_nos_para_de_se_tentar,
    ninguem_ocupa_todos_os_lugares,
    quem_saiu_do_cadastro_nao_leva_os_dados,
    a_importacao_retomada_nao_repete_linha,
);

/// Linhas da planilha: mais que uma anotação do relatório, para que a queda caia no meio.
const LINHAS: usize = 45;

/// Quem está no cadastro e pode exportar.
async fn olga(casa: &Casa) -> Quem {
    let todos = FiltroDeUsuarios { limite: 10, ..FiltroDeUsuarios::default() };
    let lidos = casa.app.armazem.ler(casa.inquilino).await.unwrap().usuarios(&todos).await.unwrap().itens;
    let olga = &lidos[0].usuario;
    Quem { usuario: Some(olga.id), nome: olga.nome_completo.clone(), perfil: Some(Perfil::Operador), ..casa.sistema() }
}

fn processos() -> Exportacao {
    Exportacao::Processos(FiltroDeProcessos::default())
}

async fn encomendar(casa: &Casa, quem: &Quem) -> EncomendaId {
    exportacoes::encomendar(&casa.app, quem, processos(), Formato::Csv).await.unwrap().id.into()
}

async fn pegar(app: &Aplicacao) -> Vec<Pega> {
    encomendas::pegar(app, 8).await.unwrap()
}

async fn correr(app: &Aplicacao, pega: &Pega) {
    encomendas::correr(app, pega, CancellationToken::new()).await;
}

async fn ver(casa: &Casa, id: EncomendaId) -> Encomenda {
    encomendas::obter(&casa.app, &casa.sistema(), Especie::Exportacao, id).await.unwrap()
}

async fn avisos(casa: &Casa) -> Vec<(String, String)> {
    let todas = FiltroDeNotificacoes { limite: 50, ..FiltroDeNotificacoes::default() };
    let lidas = casa.app.armazem.ler(casa.inquilino).await.unwrap().notificacoes(&todas).await.unwrap().itens;
    lidas.into_iter().map(|n| (n.evento.unwrap_or_default(), n.destinatario)).collect()
}

fn codigo(erro: ErroAplicacao) -> &'static str {
    match erro {
        ErroAplicacao::Conflito { codigo, .. } => codigo,
        ErroAplicacao::NaoEncontrado { .. } => "nao_encontrado",
        outro => panic!("{outro:?}"),
    }
}

async fn a_exportacao_se_faz_inteira_e_so_quem_pediu_a_busca(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    for mes in ["2026-08", "2026-09", "2026-10"] {
        casa.criar_processo_de(mes).await.unwrap();
    }
    let olga = olga(&casa).await;
    let id = encomendar(&casa, &olga).await;
    let cedo = exportacoes::arquivo(&casa.app, &olga, id).await.unwrap_err();
    assert_eq!(codigo(cedo), "exportacao_nao_pronta");

    correr(&casa.app, &pegar(&casa.app).await[0]).await;
    let pronta = ver(&casa, id).await;
    assert_eq!((pronta.estado.as_str(), pronta.feitas, pronta.total), ("CONCLUIDA", 3, Some(3)), "{pronta:?}");
    assert_eq!(avisos(&casa).await, [("encomenda_pronta".to_owned(), "olga@exemplo.com.br".to_owned())]);
    let arquivo = exportacoes::arquivo(&casa.app, &olga, id).await.unwrap();
    assert_eq!(arquivo.nome, "processos.csv");
    assert_eq!(ler(&std::fs::read(&arquivo.caminho).unwrap()).unwrap().linhas.len(), 3);

    let na_hora = exportacoes::escrever(&casa.app, &olga, &processos(), Formato::Xlsx, None, 2, &|_| ()).await.unwrap();
    assert!(na_hora.is_none(), "o que passa do limite não se escreve pela metade");

    let outra = casa.pessoa("Ana", Perfil::Operador);
    assert_eq!(codigo(exportacoes::arquivo(&casa.app, &outra, id).await.unwrap_err()), "nao_encontrado");
    let admin = casa.pessoa("Rui", Perfil::Administrador);
    assert!(exportacoes::arquivo(&casa.app, &admin, id).await.is_ok());
    mundo.avancar(VALIDADE_DO_ARQUIVO);
    assert_eq!(codigo(exportacoes::arquivo(&casa.app, &olga, id).await.unwrap_err()), "exportacao_vencida");
    mundo.avancar(encomendas::GUARDA);
    encomendas::limpar(&casa.app).await.unwrap();
    let sumida = encomendas::obter(&casa.app, &olga, Especie::Exportacao, id).await.unwrap_err();
    assert_eq!(codigo(sumida), "nao_encontrado");
}

async fn o_no_que_congela_nao_fecha_a_que_passou_a_outro(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let id = encomendar(&casa, &olga(&casa).await).await;
    let congelado = pegar(&casa.app).await;
    assert!(pegar(&casa.app).await.is_empty(), "enquanto a reserva vale, é de um nó só");
    mundo.avancar(RESERVA + Duration::from_secs(1));
    let outro = pegar(&casa.app).await;
    correr(&casa.app, &congelado[0]).await;
    assert_eq!(ver(&casa, id).await.estado, "EM_CURSO");
    correr(&casa.app, &outro[0]).await;
    assert_eq!(ver(&casa, id).await.estado, "CONCLUIDA");
    assert_eq!(avisos(&casa).await.len(), 1);
}

async fn cancelada_nao_se_faz(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let olga = olga(&casa).await;
    let id = encomendar(&casa, &olga).await;
    let pega = pegar(&casa.app).await;
    encomendas::cancelar(&casa.app, &olga, Especie::Exportacao, id).await.unwrap();
    correr(&casa.app, &pega[0]).await;
    let cancelada = ver(&casa, id).await;
    assert_eq!((cancelada.estado.as_str(), cancelada.arquivo_chave), ("CANCELADA", None));
    let de_novo = encomendas::cancelar(&casa.app, &olga, Especie::Exportacao, id).await.unwrap_err();
    assert_eq!(codigo(de_novo), "ja_acabou");
    assert_eq!(avisos(&casa).await, []);
}

async fn a_que_derruba_os_nos_para_de_se_tentar(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let id = encomendar(&casa, &olga(&casa).await).await;
    for _ in 0..MAXIMO_DE_TENTATIVAS {
        assert_eq!(pegar(&casa.app).await.len(), 1);
        mundo.avancar(RESERVA + Duration::from_secs(1));
    }
    assert!(pegar(&casa.app).await.is_empty());
    let desistida = ver(&casa, id).await;
    assert_eq!(desistida.estado, "FALHOU");
    assert!(desistida.erro.unwrap().contains("parou no meio"));
    assert_eq!(avisos(&casa).await[0].0, "encomenda_falhou");
}

async fn ninguem_ocupa_todos_os_lugares(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let olga = olga(&casa).await;
    for _ in 0..MAXIMO_POR_PESSOA {
        encomendar(&casa, &olga).await;
    }
    let demais = exportacoes::encomendar(&casa.app, &olga, processos(), Formato::Csv).await.unwrap_err();
    assert_eq!(codigo(demais), "encomendas_demais");
    encomendar(&casa, &casa.pessoa("Ana", Perfil::Operador)).await;
}

async fn quem_saiu_do_cadastro_nao_leva_os_dados(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    // Esta pessoa não está no cadastro.
    let id = encomendar(&casa, &casa.pessoa("Ana", Perfil::Operador)).await;
    correr(&casa.app, &pegar(&casa.app).await[0]).await;
    let negada = ver(&casa, id).await;
    assert_eq!((negada.estado.as_str(), negada.arquivo_chave), ("FALHOU", None));
}

async fn a_importacao_retomada_nao_repete_linha(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let linha = |n: usize| format!("Loja {n} Ltda;LOJA {n};11.222.333/0001-81;OI;Unidade {n};senha do portal {n}");
    let linhas: Vec<_> = (0..LINHAS).map(linha).collect();
    let planilha = format!("RAZÃO SOCIAL;NOME SAT;CNPJ;OPERADORA;UNIDADE;SENHA\r\n{}\r\n", linhas.join("\r\n"));
    let sistema = casa.sistema();
    let planilha = planilha.into_bytes();
    let pedida = importacoes::encomendar(&casa.app, &sistema, "lojas.csv", planilha.into(), false).await.unwrap();
    assert_eq!(pedida.total, Some(45), "já se sabe de quantas linhas é");
    let guardados = mundo.perder_arquivos();
    let em_claro = |conteudo: &Bytes| String::from_utf8_lossy(conteudo).contains("senha do portal");
    assert!(!guardados.is_empty() && !guardados.values().any(em_claro), "a planilha não fica em claro");
    mundo.devolver_arquivos(guardados);

    mundo.marcar_queda(mundo.contatos() + 40);
    let (app, pega) = (casa.app.clone(), encomendas::pegar(&casa.app, 1).await.unwrap().remove(0));
    let caiu = tokio::spawn(async move { correr(&app, &pega).await }).await;
    assert!(caiu.is_err(), "caiu no meio");
    mundo.marcar_queda(0);
    casa.derrubar().await;

    let casa = Casa::subir(&banco, &mundo).await;
    mundo.avancar(RESERVA + Duration::from_secs(1));
    correr(&casa.app, &pegar(&casa.app).await[0]).await;
    let id = pedida.id.into();
    let pronta = encomendas::obter(&casa.app, &sistema, Especie::Importacao, id).await.unwrap();
    let contas: Value = serde_json::from_str(&pronta.resultado.expect("concluída")).unwrap();
    let (criados, iguais) = (contas["criados"].as_u64().unwrap(), contas["iguais"].as_u64().unwrap());
    assert_eq!((pronta.feitas, criados + iguais, contas["recusados"].as_u64()), (45, 45, Some(0)), "{contas}");
    assert!(iguais < 20, "só o que ainda não chegara ao relatório se importou outra vez: {contas}");
    let relatorio = importacoes::relatorio(&casa.app, &sistema, id).await.unwrap();
    let folha = relatorio.folha(&casa.app, &sistema, None).await.unwrap();
    assert_eq!(folha.linhas.len(), LINHAS, "cada linha uma vez");
}

/// Quantas linhas se medem.
const MEDIDAS: i64 = 1_000_000;
/// Quanto a memória pode crescer ao exportá-las, em KiB.
const FOLGA_DE_MEMORIA: u64 = 96 * 1024;

/// Um milhão de linhas, da auditoria ao armazém de arquivos em pasta: a memória não cresce com elas.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "medição; leva uns minutos"]
async fn um_milhao_de_linhas_nao_enche_a_memoria() {
    let banco = Banco::sqlite();
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
    let semear = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
                  INSERT INTO auditoria (id, inquilino_id, acao, alvo_tipo, alvo_id, usuario_nome, data_criacao)
                  SELECT randomblob(16), $1, 'medir', 'numero', CAST(i AS TEXT), 'Medida de memória', 1795000000000000 + i FROM n";
    con.executar(semear, parametros![casa.inquilino, MEDIDAS]).await.unwrap();
    con.confirmar().await.unwrap();
    let pasta = tempfile::tempdir().unwrap();
    let mut app = casa.app.clone();
    app.arquivos = Arc::new(Objetos::em_pasta(pasta.path()).unwrap());
    let sistema = casa.sistema();
    for formato in [Formato::Csv, Formato::Xlsx] {
        let lista = Exportacao::Auditoria(FiltroDeAuditoria { acao: Some("medir".into()), ..Default::default() });
        let id = exportacoes::encomendar(&app, &sistema, lista, formato).await.unwrap().id.into();
        let antes = esquecer_o_pico();
        let comeco = Instant::now();
        correr(&app, &pegar(&app).await[0]).await;
        let (levou, pico) = (comeco.elapsed(), pico_de_memoria());
        let pronta = encomendas::obter(&app, &sistema, Especie::Exportacao, id).await.unwrap();
        assert_eq!((pronta.estado.as_str(), pronta.feitas), ("CONCLUIDA", MEDIDAS), "{:?}", pronta.erro);
        println!(
            "{}: {levou:.1?}, {:?} bytes; memória {antes} KiB antes, {pico} KiB no pico",
            formato.extensao(),
            pronta.arquivo_tamanho
        );
        assert!(pico - antes < FOLGA_DE_MEMORIA, "cresceu {} KiB", pico - antes);
    }
}

/// A memória residente de agora, em KiB, que passa a ser o pico.
fn esquecer_o_pico() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    pico_de_memoria()
}

fn pico_de_memoria() -> u64 {
    let estado = std::fs::read_to_string("/proc/self/status").unwrap();
    let linha = estado.lines().find_map(|linha| linha.strip_prefix("VmHWM:")).unwrap();
    linha.trim().trim_end_matches(" kB").parse().unwrap()
}
