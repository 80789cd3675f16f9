//! Todo caminho por que um endereço cadastrado vira um pedido, contra todo disfarce da rede interna: ninguém chega a bater na porta.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use esteira_base::Segredo;
use esteira_conectores::{Mensageiros, Permitidos, RpaExternoHttp, ServicosHttp};
use esteira_portas::mensageiro::{Mensageiro, Via};
use esteira_portas::rpa_externo::{AcessoExterno, RpaExterno};
use esteira_portas::servico::{Chamada, Servicos};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const PRAZO: Duration = Duration::from_secs(5);

/// Uma porta desta máquina que conta quem bate e responde sempre o mesmo.
struct Porta {
    endereco: SocketAddr,
    batidas: Arc<AtomicUsize>,
}

impl Porta {
    async fn nova(resposta: String) -> Self {
        let escuta = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (endereco, batidas) = (escuta.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let contadas = batidas.clone();
        tokio::spawn(async move {
            while let Ok((mut quem, _)) = escuta.accept().await {
                contadas.fetch_add(1, Ordering::SeqCst);
                let _ = quem.read(&mut [0; 4096]).await;
                let _ = quem.write_all(resposta.as_bytes()).await;
            }
        });
        Self { endereco, batidas }
    }

    fn batidas(&self) -> usize {
        self.batidas.load(Ordering::SeqCst)
    }
}

/// A mesma porta, escrita de todo jeito que leve à rede interna; e o que nem é da web.
fn disfarces(porta: u16) -> Vec<String> {
    let hosts = [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST.",
        "①②⑦.⓪.⓪.①",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "100.64.0.1",
    ];
    let inteiros = [
        format!("http://exemplo.com.br@127.0.0.1:{porta}/"),
        format!("http://ana:x@localhost:{porta}/"),
        "file:///etc/passwd".to_owned(),
        format!("gopher://127.0.0.1:{porta}/_x"),
        format!("ftp://127.0.0.1:{porta}/"),
        "data:text/plain,oi".to_owned(),
        format!("//127.0.0.1:{porta}/"),
        String::new(),
    ];
    hosts.iter().map(|host| format!("http://{host}:{porta}/")).chain(inteiros).collect()
}

/// Por onde um endereço cadastrado sai, e o campo de onde vem.
async fn por_todos_os_campos(servicos: &Arc<ServicosHttp>, url: &str) -> Vec<(&'static str, bool)> {
    let mensageiros = Mensageiros::novos(servicos.clone());
    let segredo = || Segredo::novo("segredo");
    let enviar = async |via: Via| mensageiros.enviar(&via, "oi").await.is_ok();
    let chamada =
        Chamada { metodo: "GET".into(), url: url.into(), cabecalhos: vec![], corpo: Value::Null, prazo: PRAZO };
    let acesso = AcessoExterno { url: url.into(), token: segredo(), segredos: vec![] };
    let externo = RpaExternoHttp::novo(servicos.clone());
    vec![
        ("passo http: url", servicos.chamar(chamada).await.is_ok()),
        ("arquivo de um serviço: url", servicos.baixar(url, vec![], 1024, PRAZO).await.is_ok()),
        ("operadora: url_endpoint_rpa", externo.listar(&acesso).await.is_ok()),
        ("canal SLACK: credencial", enviar(Via::Slack { endereco: Segredo::novo(url) }).await),
        (
            "canal TELEGRAM: endereco",
            enviar(Via::Telegram { endereco: url.into(), token: segredo(), chat: "1".into() }).await,
        ),
        (
            "canal WHATSAPP: endereco",
            enviar(Via::WhatsApp {
                endereco: url.into(),
                instancia: "a".into(),
                chave: segredo(),
                numero: "55".into(),
            })
            .await,
        ),
    ]
}

#[tokio::test]
async fn nenhum_campo_leva_a_rede_interna_por_disfarce_nenhum() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let porta = Porta::nova("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_owned()).await;
    let servicos = Arc::new(ServicosHttp::novo(Permitidos::default()).unwrap());
    let mut passaram = Vec::new();
    for url in disfarces(porta.endereco.port()) {
        for (campo, passou) in por_todos_os_campos(&servicos, &url).await {
            if passou || porta.batidas() > 0 {
                passaram.push(format!("{campo} = {url}"));
                porta.batidas.store(0, Ordering::SeqCst);
            }
        }
    }
    assert!(passaram.is_empty(), "{passaram:#?}");
}

/// O permitido que redireciona não leva a outro lugar: a resposta é a dele, e ninguém a segue.
#[tokio::test]
async fn o_redirecionamento_nao_se_segue() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let alvo = Porta::nova("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok".to_owned()).await;
    let resposta = format!("HTTP/1.1 302 Found\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n", alvo.endereco);
    let desvio = Porta::nova(resposta).await;
    let permitidos = Permitidos::novos(["127.0.0.1".to_owned()]);
    let servicos = Arc::new(ServicosHttp::novo(permitidos).unwrap());
    por_todos_os_campos(&servicos, &format!("http://{}/", desvio.endereco)).await;
    assert!(desvio.batidas() > 0, "o permitido se chama");
    assert_eq!(alvo.batidas(), 0, "e não leva a outro");
}
