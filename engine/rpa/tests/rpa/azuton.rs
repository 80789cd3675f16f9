//! O plugin da Azuton inteiro: Dovecot, portal simulado e Chromium de verdade, contra cada falha.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, SystemTime};

use esteira_conectores::PdfAqui;
use esteira_correio_de_teste::{Carta, CorreioDeTeste, SENHA, USUARIO};
use esteira_portais::{DadosAzuton, FalhaAzuton, PortalAzuton, Vezes};
use esteira_portas::pdf::LeitorDePdf;
use esteira_portas::rpa::{DesfechoRpa, PedidoRpa, SaidaRpa};
use serde_json::{Value, json};

use crate::apoio::{Bancada, evidencia, segredos};

const REMETENTE: &str = "faturas@azuton.exemplo";
const CNPJ: &str = "99000001000101";

struct Cena {
    b: Bancada,
    correio: CorreioDeTeste,
    portal: PortalAzuton,
}

impl Cena {
    /// Com estas cobranças: id e falhas. Cada uma tem a sua mensagem, na ordem.
    async fn nova(cobrancas: &[(&str, &[FalhaAzuton])]) -> Self {
        let dados = cobrancas.iter().fold(DadosAzuton::novos(), |dados, (id, _)| {
            dados.cobranca(id, "Padaria Estrela do Sul Ltda", CNPJ, "2026-10-10", 123_456)
        });
        let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
        std::fs::write(b.pasta.path().join("plugins/azuton.wasm"), componente()).unwrap();
        assert_eq!(b.hospedeiro.recarregar().await.unwrap(), []);
        let cena = Self { b, correio, portal: PortalAzuton::subir(dados).await.unwrap() };
        for (id, falhas) in cobrancas {
            for falha in *falhas {
                let vezes = if *falha == FalhaAzuton::Erro500 { Vezes::Ate(1) } else { Vezes::Sempre };
                cena.portal.falha(id, falha.clone(), vezes);
            }
            cena.entregar(id);
        }
        cena
    }

    fn entregar(&self, id: &str) {
        let carta = Carta::de(&format!("Cobrança Azuton <{REMETENTE}>"))
            .assunto(&format!("Fatura {id} de março"))
            .message_id(&format!("{id}@azuton.exemplo"))
            .html(&self.portal.email(id).unwrap())
            // 2026-10-01T12:00:00Z
            .em(SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_856_000));
        self.correio.entregar(&carta).unwrap();
    }

    fn pedido(&self, operacao: &str, mut parametros: Value) -> PedidoRpa {
        parametros["caixa"] = format!("imap://127.0.0.1:{}", self.correio.porta()).into();
        parametros["usuario"] = USUARIO.into();
        let mut pedido = self.b.pedido(operacao, parametros);
        pedido.plugin = "azuton".to_owned();
        pedido.segredos = segredos(&[("senha_portal", SENHA)]);
        let portal = self.portal.url().trim_start_matches("http://").to_owned();
        pedido.dominios_concedidos = vec![portal, format!("imap://127.0.0.1:{}", self.correio.porta())];
        pedido.prazo = Duration::from_secs(420);
        pedido
    }

    async fn colher(&self) -> DesfechoRpa {
        self.b.executar(self.pedido("colher-faturas", json!({ "remetente": REMETENTE }))).await
    }

    async fn baixar(&self, cnpj: &str) -> DesfechoRpa {
        let parametros = json!({
            "id_processo": "p", "id_cliente": "c", "hash": "668f8a715aababac", "operadora_codigo": "AZUTON",
            "operadora_nome": "AZUTON", "url_portal": self.portal.url(), "cnpj": cnpj, "nome_sat": "PADARIA ESTRELA",
            "razao_social": "Padaria Estrela do Sul Ltda", "mes_ano": "2026-10", "filtro": REMETENTE,
        });
        self.b.executar(self.pedido("baixar-fatura", parametros)).await
    }
}

/// O componente do plugin; de graça se nada mudou.
fn componente() -> Vec<u8> {
    let alvo = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    let compilou = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--profile", "plugin", "--target", "wasm32-unknown-unknown", "-p", "plugin-azuton"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/azuton"))
        .env("CARGO_TARGET_DIR", &alvo)
        .status()
        .unwrap();
    assert!(compilou.success(), "o plugin não compilou");
    let modulo = std::fs::read(alvo.join("wasm32-unknown-unknown/plugin/plugin_azuton.wasm")).unwrap();
    esteira_rpa::componentizar(&modulo).unwrap()
}

fn saida(desfecho: DesfechoRpa) -> SaidaRpa {
    desfecho.resultado.unwrap_or_else(|erro| panic!("{erro:?}"))
}

/// De cada mensagem, o número da fatura, o código do erro, ou a primeira, se a repete.
fn resumir(colheita: &Value) -> Vec<String> {
    let itens = colheita["mensagens"].as_array().unwrap();
    let um = |item: &Value| {
        let texto = |v: &Value| v.as_str().map(str::to_owned);
        texto(&item["fatura"]["numero"]).or(texto(&item["erro"]["codigo"])).unwrap_or_else(|| "repetida".to_owned())
    };
    itens.iter().map(um).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn uma_colheita_atravessa_todas_as_falhas_e_cada_mensagem_tem_o_seu_desfecho() {
    use FalhaAzuton as F;
    let casos: [(&str, &[F], &str); 15] = [
        ("boa", &[], "AZ-boa"),
        ("sem-rotulo", &[F::EmailSemRotulo], "leiaute_mudou"),
        ("negrito", &[F::RotuloNoNegrito], "AZ-negrito"),
        ("vencido", &[F::LinkVencido], "fatura_indisponivel"),
        ("fatura-vencida", &[F::FaturaVencida], "fatura_indisponivel"),
        ("lento", &[F::BotaoLento { ms: 6_000 }, F::PortalLento { ms: 700 }], "AZ-lento"),
        ("outro-cnpj", &[F::OutroCnpj], "AZ-outro-cnpj"),
        ("cnpj-em-negrito", &[F::CnpjEmNegrito], "AZ-cnpj-em-negrito"),
        ("sem-pagador", &[F::SemPagador], "leiaute_mudou"),
        ("boleto-html", &[F::HtmlNoLugarDoBoleto], "arquivo_invalido"),
        ("boleto-truncado", &[F::BoletoTruncado], "arquivo_invalido"),
        ("fatura-html", &[F::HtmlNoLugarDaFatura], "arquivo_invalido"),
        ("fatura-metade", &[F::FaturaPelaMetade], "download_incompleto"),
        ("erro-500", &[F::Erro500], "AZ-erro-500"),
        ("ultima", &[], "AZ-ultima"),
    ];
    let cobrancas: Vec<(&str, &[F])> = casos.iter().map(|(id, falhas, _)| (*id, *falhas)).collect();
    let cena = Cena::nova(&cobrancas).await;
    cena.entregar("boa");
    let fora = cena.portal.email("ultima").unwrap().replace("127.0.0.1", "azuton.fora.exemplo").replace("AZ-", "X-");
    cena.correio.entregar(&Carta::de(REMETENTE).message_id("fora@x").html(&fora)).unwrap();

    let desfecho = cena.colher().await;
    let comandos = evidencia(&desfecho, "comandos.json");
    assert!(
        comandos.contains("caixa.listar") && comandos.contains("mensagem.html"),
        "o correio está na linha do tempo"
    );
    let saida = saida(desfecho);
    let esperados = casos.iter().map(|(.., esperado)| *esperado).chain(["repetida", "dominio_negado"]);
    assert_eq!(resumir(&saida.resultado), esperados.collect::<Vec<_>>(), "{:#}", saida.resultado);
    assert_eq!(saida.resultado["ha_mais"], false);

    let faturas: Vec<&Value> = saida.resultado["mensagens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["fatura"])
        .filter(|f| f.is_object())
        .collect();
    assert_eq!(faturas.len(), saida.arquivos.len(), "só se entrega o que deu fatura");
    for (fatura, arquivo) in faturas.iter().zip(&saida.arquivos) {
        assert_eq!(fatura["arquivo"]["rotulo"], arquivo.rotulo.as_str());
        let numero = fatura["numero"].as_str().unwrap();
        let lido = PdfAqui.ler(arquivo.conteudo.clone()).await.unwrap();
        assert_eq!(lido.paginas, 2, "boleto e fatura");
        assert_eq!(lido.texto.matches(numero).count(), 2, "os dois são da mesma cobrança: {}", lido.texto);
        let cnpj = if numero == "AZ-outro-cnpj" { "99000099000109" } else { CNPJ };
        assert_eq!((&fatura["cnpj"], &fatura["valor"]), (&json!(cnpj), &json!("1234.56")));
    }
    cena.b.sem_navegadores().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colher_outra_vez_acha_o_mesmo_ate_que_se_arquive() {
    let cena = Cena::nova(&[("1", &[]), ("2", &[])]).await;
    let primeira = saida(cena.colher().await).resultado;
    // Caiu antes de arquivar: a segunda vê as mesmas, com os mesmos ids.
    let segunda = saida(cena.colher().await).resultado;
    let ids = |colheita: &Value| {
        colheita["mensagens"].as_array().unwrap().iter().map(|m| m["mensagem"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&primeira), ids(&segunda));
    let arquivar = json!({ "mensagens": ids(&primeira), "destino": "Colhidas" });
    for _ in 0..2 {
        let arquivadas = saida(cena.b.executar(cena.pedido("arquivar-mensagens", arquivar.clone())).await);
        assert_eq!(arquivadas.resultado, json!({ "arquivadas": 2 }));
    }
    assert_eq!(cena.correio.pasta("Colhidas").len(), 2);
    assert_eq!(saida(cena.colher().await).resultado, json!({ "mensagens": [], "ha_mais": false }));
}

#[tokio::test(flavor = "multi_thread")]
async fn baixa_a_fatura_de_um_cliente_e_nunca_a_de_outro() {
    let cena = Cena::nova(&[("outra", &[FalhaAzuton::OutroCnpj]), ("minha", &[])]).await;
    let desfecho = saida(cena.baixar(CNPJ).await);
    assert_eq!(
        desfecho.resultado,
        json!({
            "avisos": [], "dados": { "razao_social": "Padaria Estrela do Sul Ltda" },
            "data_vencimento": "2026-10-10", "valor": "1234.56", "numero": "AZ-minha",
        })
    );
    let [arquivo] = &desfecho.arquivos[..] else { panic!("um arquivo só") };
    assert_eq!((arquivo.rotulo.as_str(), arquivo.nome.as_str()), ("fatura", "668f8a715aababac_10-10-2026.pdf"));
    assert!(PdfAqui.ler(arquivo.conteudo.clone()).await.unwrap().texto.contains("AZ-minha"));

    let erro = cena.baixar("11222333000181").await.resultado.unwrap_err();
    assert_eq!(erro.codigo, "fatura_indisponivel");
    assert_eq!(cena.correio.entrada().len(), 2);
    assert!(
        cena.correio.entrada().iter().all(|nome| !nome.ends_with('S')),
        "baixar só lê: {:?}",
        cena.correio.entrada()
    );
}

/// Boleto cortado no meio: às vezes o navegador mal começa a gravar, e só o prazo diz que não veio. De um jeito ou de outro não há fatura.
#[tokio::test(flavor = "multi_thread")]
async fn boleto_cortado_no_meio_nunca_vira_fatura() {
    let cena = Cena::nova(&[("1", &[FalhaAzuton::BoletoPelaMetade])]).await;
    let erro = cena.baixar(CNPJ).await.resultado.unwrap_err();
    assert!(["download_incompleto", "boleto_a_caminho"].contains(&erro.codigo.as_str()), "{erro:?}");
}
