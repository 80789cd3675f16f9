//! Os exemplos de Python e de JavaScript contra o portal da Oi: o robô Selenium com o pacote de verdade, o leve, e o QuickJS.
//!
//! Precisa de `python3` com venv, de `node` com npm, e de alcançar o PyPI e o npm na primeira vez.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use esteira_portais::{FalhaOi, PortalOi};
use esteira_portas::rpa::{LinhaDeRegistro, ObservadorRpa, PerguntaRpa, Rpa};
use serde_json::json;

use crate::bancada::{hospedeiro, navegadores_de, pedido, percorrer_com};
use crate::caso::{Caso, Esperado, caso, erro};
use crate::portal::Portal;

fn fatura(nome: &'static str) -> Caso<FalhaOi> {
    let saida = json!({ "data_vencimento": "2026-11-10", "numero": "1140001234202610", "avisos": [] });
    caso(nome, Esperado::Fatura { saida, paginas: 1, trechos: &["1140001234", "R$ 1.234,56", "10/2026"] })
}

fn tabela() -> Vec<Caso<FalhaOi>> {
    use FalhaOi::*;
    vec![
        fatura("tudo certo"),
        fatura("linhas lentas").com(LinhasLentas { ms: 3_000 }),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("fatura_indisponivel", "linha que o mês não tem").parametro("servico", "(11) 3999-0000"),
        erro("arquivo_invalido", "HTML no lugar do PDF").com(HtmlNoLugarDoPdf),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(15),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn o_robo_selenium_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/python/exemplos/oi-selenium", tabela()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o_selenium_leve_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/python/exemplos/oi-leve", tabela()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o_de_javascript_da_o_resultado_certo_ou_o_erro_certo() {
    percorrer_com::<PortalOi>("sdk/javascript/exemplos/oi-js", tabela()).await;
}

#[derive(Default)]
struct Ouvinte(Mutex<Vec<String>>);

#[async_trait::async_trait]
impl ObservadorRpa for Ouvinte {
    fn linha(&self, linha: LinhaDeRegistro) {
        self.0.lock().unwrap().push(linha.mensagem);
    }

    fn progresso(&self, _por_cento: u8, _mensagem: &str) {}

    async fn perguntar(&self, _pergunta: PerguntaRpa) -> Option<String> {
        None
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o_python_so_alcanca_o_que_o_hospedeiro_lhe_da() {
    let pasta = tempfile::tempdir().unwrap();
    let hospedeiro = hospedeiro(&["tests/plugins/convidados/python-na-caixa"], pasta.path()).await;
    let portal = <PortalOi as Portal>::subir().await;
    let fazer = async |operacao: &'static str| {
        let ouvinte = Ouvinte::default();
        let pedido = pedido("python-na-caixa", &caso("", Esperado::Saida(json!({}))).operacao(operacao), &portal);
        let desfecho = hospedeiro.executar(pedido, &ouvinte).await;
        (desfecho.resultado.map(|saida| saida.resultado), ouvinte.0.into_inner().unwrap())
    };

    let (saida, linhas) = fazer("relogio").await;
    let saida = saida.unwrap();
    assert_eq!((&saida["dormiu"], &saida["lido"]), (&json!(true), &json!(11)));
    assert!(saida["ano"].as_u64().unwrap() >= 2026, "{saida}");
    assert_eq!(linhas, ["dormi o que pedi", "sem quebra"]);

    let (saida, _) = fazer("caixa").await;
    let negados = ["disco", "gravar", "rede", "thread", "processo"];
    assert_eq!(saida.unwrap(), json!({ "negados": negados, "ambiente": {} }));

    let (saida, _) = fazer("script").await;
    let saida = saida.unwrap();
    assert_eq!((&saida["src"], &saida["assincrono"]), (&json!("/api/login/customer"), &json!(2)));

    for (operacao, codigo, trecho) in [
        ("sumido", "elemento_nao_encontrado", "não existe"),
        ("espera", "tempo_esgotado", "não existe"),
        ("laco", "limite_excedido", "processador"),
        ("memoria", "limite_excedido", "memória"),
        ("queda", "plugin_falhou", "KeyError"),
        ("lixo", "resposta_invalida", "JSON"),
        ("outra", "operacao_nao_suportada", "outra"),
    ] {
        let (resultado, linhas) = fazer(operacao).await;
        let erro = resultado.unwrap_err();
        assert_eq!(erro.codigo, codigo, "{operacao}: {erro}");
        assert!(erro.mensagem.contains(trecho), "{operacao}: {erro}");
        // Onde caiu vai ao registro, e não a quem só quer saber que caiu.
        assert_eq!(
            linhas.iter().any(|linha| linha.contains("plugin.py")),
            matches!(operacao, "sumido" | "espera" | "queda")
        );
    }
    hospedeiro.encerrar().await;
    assert_eq!(navegadores_de(pasta.path()), 0, "ficaram navegadores para trás");
}

/// Quantas vezes cada plugin faz o mesmo trabalho, intercalados.
const RODADAS: usize = 3;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição; leva uns minutos e não afirma nada"]
async fn medir_o_mesmo_trabalho_em_cada_linguagem() {
    let plugins = [
        "plugins/oi",
        "sdk/python/exemplos/oi-selenium",
        "sdk/python/exemplos/oi-leve",
        "sdk/javascript/exemplos/oi-js",
    ];
    let pasta = tempfile::tempdir().unwrap();
    let hospedeiro = hospedeiro(&plugins, pasta.path()).await;
    let portal = <PortalOi as Portal>::subir().await;
    let mut tempos = vec![Vec::new(); plugins.len()];
    let mut linhas = vec![String::new(); plugins.len()];
    for _ in 0..RODADAS {
        for (n, plugin) in plugins.iter().enumerate() {
            let nome = plugin.rsplit('/').next().unwrap();
            let inicio = Instant::now();
            let desfecho = hospedeiro.executar(pedido(nome, &fatura(""), &portal), &Ouvinte::default()).await;
            let abrir = Duration::from_millis(desfecho.medidas.abrir_navegador_ms);
            tempos[n].push(inicio.elapsed().saturating_sub(abrir));
            desfecho.resultado.unwrap();
            linhas[n] = format!(
                "{nome:<12} instanciar {:>6} us, {:>3} pedidos WebDriver",
                desfecho.medidas.instanciar_us, desfecho.medidas.comandos_navegador
            );
        }
    }
    hospedeiro.encerrar().await;
    let medianas: Vec<Duration> = tempos
        .iter_mut()
        .map(|tempos| {
            tempos.sort();
            tempos[tempos.len() / 2]
        })
        .collect();
    for (linha, mediana) in linhas.iter().zip(&medianas) {
        let razao = mediana.as_secs_f64() / medianas[0].as_secs_f64();
        println!("{linha}, trabalho {:.2} s, {razao:.2} do de Rust", mediana.as_secs_f64());
    }
}
