//! Entrar por um provedor de identidade: o provedor de mentira fala o protocolo, e erra em cada coisa de que a entrada depende.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use esteira_aplicacao::ConfiguracaoDaAplicacao;
use esteira_aplicacao::autenticacao::oidc::{ConfiguracaoOidc, Oidc};
use esteira_base::{Relogio, Segredo};
use esteira_dominio::Perfil;
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta as DoServico, Servicos};
use esteira_servidor::OpcoesDoServidor;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio_util::bytes::Bytes;
use url::Url;

use crate::apoio::{Casa, INICIO, Resposta};

const EMISSOR: &str = "https://login.exemplo.com.br/empresa";
const CLIENTE: &str = "esteira";
const SEGREDO: &str = "segredo: do cliente";
const RETORNO: &str = "https://esteira.exemplo.com.br/api/autenticacao/oidc/retorno";
/// Uma chave RSA (PKCS#1) que só existe nestes testes.
const RSA: &[u8] = include_bytes!("chaves/so_de_teste.der");

/// Uma chave Ed25519 (PKCS#8) feita deste byte.
fn ed25519(byte: u8) -> EncodingKey {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend([byte; 32]);
    EncodingKey::from_ed_der(&der)
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_der(RSA)
}

fn publicada(id: &str, algoritmo: Algorithm, chave: &EncodingKey) -> Value {
    let mut publica = Jwk::from_encoding_key(chave, algoritmo).unwrap();
    publica.common.key_id = Some(id.to_owned());
    serde_json::to_value(publica).unwrap()
}

/// O token de identidade que o provedor dá, e com que o assina.
struct Dado {
    cabecalho: Header,
    chave: EncodingKey,
    afirmacoes: Value,
}

type Falta = Box<dyn Fn(&mut Dado) + Send>;

struct Provedor {
    publicadas: Mutex<Vec<Value>>,
    /// De cada código dado, o desafio do PKCE e o nonce.
    codigos: Mutex<HashMap<String, (String, String)>>,
    falta: Mutex<Falta>,
    agora: Mutex<i64>,
}

impl Provedor {
    fn novo() -> Arc<Self> {
        let estranha = json!({ "kty": "do futuro", "kid": "x" });
        Arc::new(Self {
            publicadas: Mutex::new(vec![estranha, publicada("um", Algorithm::RS256, &rsa())]),
            codigos: Mutex::default(),
            falta: Mutex::new(Box::new(|_| {})),
            agora: Mutex::new(INICIO.micros() / 1_000_000),
        })
    }

    fn erra(&self, falta: impl Fn(&mut Dado) + Send + 'static) {
        *self.falta.lock().unwrap() = Box::new(falta);
    }

    /// A pessoa entra: o provedor confere o pedido e dá um código.
    fn autorizar(&self, pedido: &Url) -> (String, String) {
        assert!(pedido.as_str().starts_with("https://login.exemplo.com.br/autorizar?"));
        let dados: HashMap<_, _> = pedido.query_pairs().into_owned().collect();
        let esperados = [
            ("response_type", "code"),
            ("client_id", CLIENTE),
            ("redirect_uri", RETORNO),
            ("scope", "openid email"),
            ("code_challenge_method", "S256"),
        ];
        for (nome, valor) in esperados {
            assert_eq!(dados[nome], valor);
        }
        let codigo = uuid::Uuid::now_v7().to_string();
        let do_codigo = (dados["code_challenge"].clone(), dados["nonce"].clone());
        self.codigos.lock().unwrap().insert(codigo.clone(), do_codigo);
        (codigo, dados["state"].clone())
    }

    fn token(&self, nonce: &str) -> String {
        let agora = *self.agora.lock().unwrap();
        let mut dado = Dado {
            cabecalho: Header { kid: Some("um".into()), ..Header::new(Algorithm::RS256) },
            chave: rsa(),
            afirmacoes: json!({
                "iss": EMISSOR, "sub": "42", "aud": CLIENTE, "nonce": nonce, "iat": agora, "exp": agora + 300,
                "email": "Admin@exemplo.com.br", "email_verified": true,
            }),
        };
        (self.falta.lock().unwrap())(&mut dado);
        encode(&dado.cabecalho, &dado.afirmacoes, &dado.chave).unwrap()
    }
}

#[async_trait]
impl Servicos for Provedor {
    async fn chamar(&self, chamada: Chamada) -> Result<DoServico, ErroDeServico> {
        assert_eq!((chamada.metodo.as_str(), chamada.url.as_str()), ("POST", "https://login.exemplo.com.br/token"));
        let cabecalhos: HashMap<_, _> = chamada.cabecalhos.iter().map(|(n, v)| (n.as_str(), v.revelar())).collect();
        assert_eq!(cabecalhos["content-type"], "application/x-www-form-urlencoded");
        let basico = STANDARD.encode("esteira:segredo%3A+do+cliente");
        assert_eq!(cabecalhos["authorization"], format!("Basic {basico}"));
        let corpo = chamada.corpo.as_str().unwrap();
        let dados: HashMap<_, _> = url::form_urlencoded::parse(corpo.as_bytes()).into_owned().collect();
        assert_eq!((dados["grant_type"].as_str(), dados["redirect_uri"].as_str()), ("authorization_code", RETORNO));
        let guardado = self.codigos.lock().unwrap().remove(&dados["code"]);
        let provado = URL_SAFE_NO_PAD.encode(Sha256::digest(dados["code_verifier"].as_bytes()));
        let (status, corpo) = match guardado {
            Some((desafio, nonce)) if desafio == provado => (200, json!({ "id_token": self.token(&nonce) })),
            _ => (400, json!({ "error": "invalid_grant" })),
        };
        Ok(DoServico { status, cabecalhos: serde_json::Map::new(), corpo })
    }

    async fn baixar(
        &self,
        url: &str,
        _: Vec<(String, Segredo)>,
        _: usize,
        _: Duration,
    ) -> Result<Bytes, ErroDeServico> {
        let corpo = match url {
            "https://login.exemplo.com.br/empresa/.well-known/openid-configuration" => json!({
                "issuer": EMISSOR,
                "authorization_endpoint": "https://login.exemplo.com.br/autorizar",
                "token_endpoint": "https://login.exemplo.com.br/token",
                "jwks_uri": "https://login.exemplo.com.br/chaves",
            }),
            "https://login.exemplo.com.br/chaves" => json!({ "keys": *self.publicadas.lock().unwrap() }),
            outro => panic!("ninguém deveria pedir {outro}"),
        };
        Ok(corpo.to_string().into())
    }
}

async fn casa_com(provedor: &Arc<Provedor>) -> Casa {
    let configuracao = ConfiguracaoOidc {
        emissor: EMISSOR.into(),
        cliente: CLIENTE.into(),
        segredo: Some(Segredo::novo(SEGREDO)),
        retorno: RETORNO.into(),
    };
    let mut casa = Casa::nova().await;
    casa.app.servicos = provedor.clone();
    casa.app.configuracao = Arc::new(ConfiguracaoDaAplicacao {
        oidc: Some(Arc::new(Oidc::novo(configuracao).unwrap())),
        ..(*casa.app.configuracao).clone()
    });
    casa.servida(OpcoesDoServidor::default())
}

/// Vai ao provedor: o endereço e o que ficou no navegador.
async fn ir(casa: &Casa) -> (Url, String) {
    let ida = casa.pedir("GET", "/api/autenticacao/oidc/entrar", None, None).await.deu(303);
    let biscoito = ida.cabecalho("set-cookie");
    for parte in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/api/autenticacao/oidc"] {
        assert!(biscoito.contains(parte), "{biscoito}");
    }
    (ida.cabecalho("location").parse().unwrap(), biscoito.split(';').next().unwrap().to_owned())
}

async fn voltar(casa: &Casa, consulta: &str, biscoito: &str) -> Resposta {
    let caminho = format!("/api/autenticacao/oidc/retorno?{consulta}");
    casa.pedir_com("GET", &caminho, None, None, &[("cookie", biscoito)]).await
}

/// Vai e volta.
async fn entrar(casa: &Casa, provedor: &Provedor) -> Resposta {
    let (endereco, biscoito) = ir(casa).await;
    let (codigo, estado) = provedor.autorizar(&endereco);
    voltar(casa, &format!("code={codigo}&state={estado}&session_state=x"), &biscoito).await
}

#[tokio::test]
async fn quem_ja_e_usuario_entra_pelo_email_que_o_provedor_conferiu() {
    let provedor = Provedor::novo();
    let casa = casa_com(&provedor).await;
    let entrada = entrar(&casa, &provedor).await.deu(200).json();
    assert_eq!(entrada["usuario"]["email"], "admin@exemplo.com.br");
    let acesso = entrada["token_de_acesso"].as_str().unwrap();
    casa.pedir("GET", "/api/autenticacao/eu", Some(acesso), None).await.deu(200);
    let renovacao = json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
    casa.pedir("POST", "/api/autenticacao/renovar", None, Some(renovacao)).await.deu(200);
    let auditoria = casa.auditoria("usuario", entrada["usuario"]["id"].as_str().unwrap()).await;
    assert!(auditoria.iter().any(|(acao, dados)| acao == "entrar" && dados.contains("oidc")), "{auditoria:?}");
}

#[tokio::test]
async fn sem_configuracao_nao_ha_por_onde_entrar() {
    let casa = Casa::nova().await;
    casa.pedir("GET", "/api/autenticacao/oidc/entrar", None, None).await.e_problema(404, "nao_encontrado");
    voltar(&casa, "code=a&state=b", "").await.e_problema(404, "nao_encontrado");
}

#[tokio::test]
async fn token_de_identidade_que_falha_em_qualquer_coisa_nao_entra() {
    let provedor = Provedor::novo();
    let casa = casa_com(&provedor).await;
    casa.token(Perfil::Operador).await;
    let agora = INICIO.micros() / 1_000_000;
    let afirma = |campo: &'static str, valor: Value| -> (String, Falta) {
        let nome = format!("{campo} = {valor}");
        (nome, Box::new(move |dado: &mut Dado| dado.afirmacoes[campo] = valor.clone()))
    };
    let sem = |campo: &'static str| -> (String, Falta) {
        let falta = move |dado: &mut Dado| drop(dado.afirmacoes.as_object_mut().unwrap().remove(campo));
        (format!("sem {campo}"), Box::new(falta))
    };
    let assina =
        |nome: &str, id: Option<&'static str>, algoritmo: Algorithm, chave: fn() -> EncodingKey| -> (String, Falta) {
            let falta = move |dado: &mut Dado| {
                dado.cabecalho = Header { kid: id.map(str::to_owned), ..Header::new(algoritmo) };
                dado.chave = chave();
            };
            (nome.to_owned(), Box::new(falta))
        };
    let faltas = [
        afirma("nonce", json!("outro")),
        sem("nonce"),
        afirma("aud", json!("outro cliente")),
        afirma("aud", json!([CLIENTE, "outro"])),
        sem("aud"),
        afirma("azp", json!("outro")),
        afirma("iss", json!("https://outro.exemplo.com.br")),
        sem("iss"),
        sem("sub"),
        afirma("exp", json!(agora - 60)),
        sem("exp"),
        afirma("iat", json!(agora + 61)),
        afirma("nbf", json!(agora + 61)),
        afirma("email_verified", json!(false)),
        sem("email_verified"),
        sem("email"),
        afirma("email", json!("ninguem@exemplo.com.br")),
        afirma("email", json!("isto não é e-mail")),
        assina("chave que não se publica", Some("dois"), Algorithm::EdDSA, || ed25519(1)),
        assina("outra chave, com o nome da publicada", Some("um"), Algorithm::EdDSA, || ed25519(1)),
        assina("segredo partilhado", Some("um"), Algorithm::HS256, || EncodingKey::from_secret(RSA)),
        assina("sem nome, de outra chave", None, Algorithm::EdDSA, || ed25519(1)),
    ];
    let por_fora = voltar(&casa, "code=x&state=y", "").await.json();
    for (nome, falta) in faltas {
        provedor.erra(falta);
        let resposta = entrar(&casa, &provedor).await;
        assert_eq!(resposta.status, 401, "{nome}: {}", resposta.texto);
        assert_eq!(resposta.json(), por_fora, "{nome}: a recusa é igual por fora");
    }
    // A folga dos relógios, o texto no lugar do lógico e o destinatário em lista são de provedores de verdade.
    for (campo, valor) in [("iat", json!(agora + 59)), ("email_verified", json!("true")), ("aud", json!([CLIENTE]))] {
        provedor.erra(move |dado| dado.afirmacoes[campo] = valor.clone());
        entrar(&casa, &provedor).await.deu(200);
    }
}

#[tokio::test]
async fn usuario_inativo_nao_entra() {
    let provedor = Provedor::novo();
    let casa = casa_com(&provedor).await;
    casa.token(Perfil::Operador).await;
    provedor.erra(|dado| dado.afirmacoes["email"] = json!("operador@exemplo.com.br"));
    let entrada = entrar(&casa, &provedor).await.deu(200).json();
    let admin = casa.token(Perfil::Administrador).await;
    let usuario = format!("/api/usuarios/{}", entrada["usuario"]["id"].as_str().unwrap());
    casa.pedir("PATCH", &usuario, Some(&admin), Some(json!({ "status_ativo": false }))).await.deu(200);
    entrar(&casa, &provedor).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn a_volta_serve_uma_vez_no_mesmo_navegador_e_a_tempo() {
    let provedor = Provedor::novo();
    let casa = casa_com(&provedor).await;
    let (endereco, biscoito) = ir(&casa).await;
    let (codigo, estado) = provedor.autorizar(&endereco);
    let consulta = format!("code={codigo}&state={estado}");
    // Quem faz outra pessoa seguir o seu endereço de volta não a põe na sua conta, nem gasta o estado.
    let (_, de_outro) = ir(&casa).await;
    for alheio in ["", &de_outro, "esteira_oidc=x"] {
        voltar(&casa, &consulta, alheio).await.e_problema(401, "nao_autenticado");
    }
    let (endereco_2, biscoito_2) = ir(&casa).await;
    let (codigo_2, estado_2) = provedor.autorizar(&endereco_2);
    voltar(&casa, &format!("code={codigo_2}&state={estado_2}&iss=https://outro.exemplo.com.br"), &biscoito_2)
        .await
        .e_problema(401, "nao_autenticado");
    voltar(&casa, &consulta, &biscoito).await.deu(200);
    voltar(&casa, &consulta, &biscoito).await.e_problema(401, "nao_autenticado");

    // O código de uma ida não serve ao estado de outra: o PKCE é de cada uma.
    let (primeira, _) = ir(&casa).await;
    let (codigo, _) = provedor.autorizar(&primeira);
    let (segunda, biscoito) = ir(&casa).await;
    let (_, estado) = provedor.autorizar(&segunda);
    voltar(&casa, &format!("code={codigo}&state={estado}"), &biscoito).await.e_problema(401, "nao_autenticado");

    let (recusou, biscoito) = ir(&casa).await;
    let (_, estado) = provedor.autorizar(&recusou);
    voltar(&casa, &format!("error=access_denied&state={estado}"), &biscoito).await.e_problema(401, "nao_autenticado");

    let (tarde, biscoito) = ir(&casa).await;
    let (codigo, estado) = provedor.autorizar(&tarde);
    casa.relogio.avancar(Duration::from_secs(10 * 60));
    voltar(&casa, &format!("code={codigo}&state={estado}"), &biscoito).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn o_provedor_que_troca_de_chave_se_rele_mas_nao_a_cada_token() {
    let provedor = Provedor::novo();
    let casa = casa_com(&provedor).await;
    entrar(&casa, &provedor).await.deu(200);
    *provedor.publicadas.lock().unwrap() = vec![publicada("dois", Algorithm::EdDSA, &ed25519(1))];
    provedor.erra(|dado| {
        dado.cabecalho = Header { kid: Some("dois".into()), ..Header::new(Algorithm::EdDSA) };
        dado.chave = ed25519(1);
    });
    entrar(&casa, &provedor).await.e_problema(401, "nao_autenticado");
    casa.relogio.avancar(Duration::from_secs(60));
    *provedor.agora.lock().unwrap() = casa.relogio.agora().micros() / 1_000_000;
    entrar(&casa, &provedor).await.deu(200);
}
