//! Uma casa montada para cada teste, e um jeito curto de pedir.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use esteira_aplicacao::autenticacao::Reconhecidos;
use esteira_aplicacao::cofre::Cofre;
use esteira_aplicacao::consolidador::Consolidador;
use esteira_aplicacao::faturas::ProjetorDeFaturas;
use esteira_aplicacao::{Aplicacao, ConfiguracaoDaAplicacao, Quem, usuarios};
use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_base::ids::InquilinoId;
use esteira_base::relogio::RelogioDeTeste;
use esteira_base::{Instante, Resumo, Segredo};
use esteira_dominio::{NovoUsuario, Perfil};
use esteira_portas::arquivos::{Arquivos, ErroArquivos, Guardado, chave_de};
use esteira_portas::correio::{Carta, Correio, ErroCorreio};
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio, Mensageiro, Via};
use esteira_portas::pdf::{ErroPdf, LeitorDePdf, PdfLido};
use esteira_portas::rpa::{
    ClasseDeErro, DesfechoRpa, ErroRpa, Medidas, ObservadorRpa, PedidoRpa, PluginInstalado, Rpa,
};
use esteira_portas::rpa_externo::{
    AcessoExterno, ErroExterno, PedidoExterno, RpaExterno, SituacaoExterna, TrabalhoListado,
};
use esteira_portas::servico::{self, Chamada, ErroDeServico, Servicos};
use esteira_postgres_de_teste::PostgresDeTeste;
use esteira_servidor::{OpcoesDoServidor, rotas};
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;
use tower::ServiceExt;

pub const SENHA: &str = "cavalo bateria grampo";
/// Domingo, 22 de novembro de 2026, 04:00 UTC.
pub const INICIO: Instante = Instante::de_micros(1_795_320_000_000_000);
pub const FATURAS: &str = include_str!("../../../../workflows/faturas.yaml");
pub const TAMANHO_MAXIMO_DA_FATURA: u64 = 2 * 1024 * 1024;

pub struct Casa {
    pub rotas: Router,
    pub app: Aplicacao,
    pub relogio: Arc<RelogioDeTeste>,
    pub inquilino: InquilinoId,
    /// Guarda o arquivo do banco enquanto o teste dura; nenhum no PostgreSQL.
    _pasta: Option<tempfile::TempDir>,
}

/// O que voltou.
pub struct Resposta {
    pub status: StatusCode,
    pub cabecalhos: HeaderMap,
    pub texto: String,
}

impl Resposta {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.texto).unwrap_or(Value::Null)
    }

    pub fn cabecalho(&self, nome: &str) -> &str {
        self.cabecalhos.get(nome).map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// Confere status e código de uma vez; o texto do problema ajuda quando falha.
    #[track_caller]
    pub fn e_problema(&self, status: u16, codigo: &str) {
        assert_eq!((self.status.as_u16(), self.json()["codigo"].as_str()), (status, Some(codigo)), "{}", self.texto);
        assert_eq!(self.cabecalho("content-type"), "application/problem+json");
    }

    #[track_caller]
    pub fn deu(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.texto);
        self
    }
}

impl Casa {
    pub async fn nova() -> Self {
        let pasta = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", pasta.path().join("esteira.db").display());
        Self::no_banco(url, Some(pasta)).await
    }

    /// Para o que os dois bancos podem recusar de jeitos diferentes.
    pub async fn no_postgres() -> Self {
        Self::no_banco(PostgresDeTeste::compartilhado().novo_banco(), None).await
    }

    async fn no_banco(url: String, pasta: Option<tempfile::TempDir>) -> Self {
        let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 2)).await.unwrap();
        armazem.migrar().await.unwrap();
        let relogio = Arc::new(RelogioDeTeste::em(INICIO));
        let inquilino = armazem.inquilino_inicial("Casa de teste", INICIO).await.unwrap();
        let arquivos = Arc::new(NaMemoria::default());
        let projetor = Arc::new(ProjetorDeFaturas);
        let (consolidador, _laco) = Consolidador::iniciar(armazem.clone(), relogio.clone(), projetor, arquivos.clone());
        let app = Aplicacao {
            armazem,
            relogio: relogio.clone(),
            arquivos,
            rpa: Arc::new(SemNavegador),
            correio: Arc::new(SemCorreio),
            mensageiro: Arc::new(SemCorreio),
            leitor_de_pdf: Arc::new(LeLiteral),
            rpa_externo: Arc::new(SemServicos),
            servicos: Arc::new(SemServicos),
            cofre: Cofre::nova(Segredo::novo("k".repeat(32)), 1).unwrap(),
            consolidador,
            reconhecidos: Reconhecidos::default(),
            configuracao: Arc::new(ConfiguracaoDaAplicacao {
                chave_jwt: Segredo::novo("j".repeat(32)),
                validade_do_acesso: Duration::from_secs(15 * 60),
                validade_da_renovacao: Duration::from_secs(7 * 24 * 3600),
                sat: None,
                tamanho_maximo_da_fatura: TAMANHO_MAXIMO_DA_FATURA,
                rpa_externo: Default::default(),
                endereco_publico: Some("https://esteira.exemplo.com.br".to_owned()),
                oidc: None,
                chaves_de_plugin: Default::default(),
                backup: None,
            }),
        };
        usuarios::criar_primeiro_administrador(&app, inquilino, "admin@exemplo.com.br", Segredo::novo(SENHA))
            .await
            .unwrap()
            .expect("a casa é nova");
        let rotas = rotas(app.clone(), OpcoesDoServidor::default());
        Self { rotas, app, relogio, inquilino, _pasta: pasta }
    }

    /// A mesma casa, servida de outro jeito.
    pub fn servida(mut self, opcoes: OpcoesDoServidor) -> Self {
        self.rotas = rotas(self.app.clone(), opcoes);
        self
    }

    /// O token de alguém com este perfil, criado na hora se preciso.
    pub async fn token(&self, perfil: Perfil) -> String {
        let email = match perfil {
            Perfil::Administrador => "admin@exemplo.com.br".to_owned(),
            outro => format!("{}@exemplo.com.br", outro.as_str().to_lowercase()),
        };
        if perfil != Perfil::Administrador {
            let novo = NovoUsuario {
                nome_completo: format!("Pessoa {perfil}"),
                email: email.clone(),
                telefone: None,
                perfil_usuario: perfil,
                status_ativo: true,
            };
            usuarios::criar(&self.app, &Quem::sistema(self.inquilino), novo, Segredo::novo(SENHA)).await.unwrap();
        }
        self.entrar(&email, SENHA).await.deu(200).json()["token_de_acesso"].as_str().unwrap().to_owned()
    }

    pub async fn entrar(&self, email: &str, senha: &str) -> Resposta {
        self.pedir("POST", "/api/autenticacao/entrar", None, Some(json!({ "email": email, "senha": senha }))).await
    }

    pub async fn pedir(&self, metodo: &str, caminho: &str, token: Option<&str>, corpo: Option<Value>) -> Resposta {
        self.pedir_com(metodo, caminho, token, corpo, &[]).await
    }

    pub async fn pedir_com(
        &self,
        metodo: &str,
        caminho: &str,
        token: Option<&str>,
        corpo: Option<Value>,
        cabecalhos: &[(&str, &str)],
    ) -> Resposta {
        let mut pedido = Request::builder().method(metodo).uri(caminho);
        if let Some(token) = token {
            pedido = pedido.header("authorization", format!("Bearer {token}"));
        }
        if corpo.is_some() {
            pedido = pedido.header("content-type", "application/json");
        }
        for (nome, valor) in cabecalhos {
            pedido = pedido.header(*nome, *valor);
        }
        let corpo = corpo.map_or_else(Body::empty, |corpo| Body::from(corpo.to_string()));
        self.mandar(pedido.body(corpo).unwrap()).await
    }

    pub async fn mandar(&self, pedido: Request<Body>) -> Resposta {
        let resposta = self.rotas.clone().oneshot(pedido).await.unwrap();
        let (partes, corpo) = resposta.into_parts();
        let bytes = to_bytes(corpo, usize::MAX).await.unwrap();
        Resposta {
            status: partes.status,
            cabecalhos: partes.headers,
            texto: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Publica um fluxo.
    pub async fn publicar(&self, token: &str, texto: &str) -> Resposta {
        let pedido = Request::post("/api/fluxos?arquivo=faturas.yaml")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/yaml");
        self.mandar(pedido.body(Body::from(texto.to_owned())).unwrap()).await
    }

    /// Publica o fluxo das faturas, o de `workflows/`.
    pub async fn publicar_faturas(&self, token: &str) {
        self.publicar(token, FATURAS).await.deu(200);
    }

    /// As ações auditadas de um alvo, na ordem, com o antes e o depois.
    pub async fn auditoria(&self, tipo: &str, id: &str) -> Vec<(String, String)> {
        let mut unidade = self.app.armazem.ler(self.inquilino).await.unwrap();
        let registros = unidade.auditoria_do_alvo(tipo, id).await.unwrap();
        registros
            .into_iter()
            .map(|r| (r.acao, format!("{} → {}", r.antes.unwrap_or_default(), r.depois.unwrap_or_default())))
            .collect()
    }
}

/// Uma operadora sem RPA, pronta para receber clientes.
pub fn operadora(nome: &str) -> Value {
    json!({ "nome": nome, "codigo": nome, "possui_rpa": false })
}

pub fn cliente(operadora: &Value, servico: &str) -> Value {
    json!({
        "operadora_id": operadora["id"],
        "razao_social": "Empresa Exemplo Ltda",
        "nome_sat": "Empresa Exemplo",
        "cnpj": "12.ABC.345/01DE-35",
        "servico": servico,
        "unidade": "Matriz",
    })
}

/// Um webhook que assina com HMAC, com id de entrega.
pub fn webhook(nome: &str) -> Value {
    json!({
        "nome": nome,
        "modo": "HMAC_SHA256",
        "cabecalho": "X-Hub-Signature-256",
        "prefixo": "sha256=",
        "cabecalho_entrega": "X-GitHub-Delivery",
        "sinal": "pagamento",
        "correlacao": "/conta",
    })
}

#[derive(Default)]
struct NaMemoria(Mutex<HashMap<String, Bytes>>);

#[async_trait]
impl Arquivos for NaMemoria {
    async fn guardar(&self, inquilino: InquilinoId, conteudo: Bytes) -> Result<Guardado, ErroArquivos> {
        let resumo = Resumo::de(&conteudo);
        let chave = chave_de(inquilino, resumo);
        let tamanho = conteudo.len() as u64;
        self.0.lock().unwrap().insert(chave.clone(), conteudo);
        Ok(Guardado { chave, resumo, tamanho })
    }

    async fn ler(&self, chave: &str) -> Result<Bytes, ErroArquivos> {
        self.0.lock().unwrap().get(chave).cloned().ok_or_else(|| ErroArquivos::NaoEncontrado(chave.to_owned()))
    }
}

/// Nenhum fluxo destes testes chega a abrir navegador.
struct SemNavegador;

#[async_trait]
impl Rpa for SemNavegador {
    async fn executar(&self, _pedido: PedidoRpa, _observador: &dyn ObservadorRpa) -> DesfechoRpa {
        let erro = ErroRpa {
            classe: ClasseDeErro::Tecnico,
            codigo: "sem_navegador".to_owned(),
            mensagem: "não há navegador aqui".to_owned(),
            acao_recomendada: None,
            detalhes: Value::Null,
        };
        DesfechoRpa {
            resultado: Err(erro),
            plugin: None,
            evidencias: vec![],
            desvios: vec![],
            medidas: Medidas::default(),
        }
    }

    fn plugins(&self) -> Vec<PluginInstalado> {
        vec![PluginInstalado {
            nome: "oi".to_owned(),
            versao: "1.0.0".to_owned(),
            resumo: Resumo::de(b"oi"),
            operacoes: vec!["baixar-fatura".to_owned()],
            dominios: vec!["portal.exemplo.com.br".to_owned()],
            segredos: vec!["senha_portal".to_owned()],
            permissoes: vec![],
            tamanho: 0,
            importacoes: vec![],
            manifesto: json!({}),
        }]
    }

    async fn conferir(&self, _: Bytes) -> Result<PluginInstalado, String> {
        Err("aqui não se conferem plugins".to_owned())
    }

    async fn instalar(&self, _: Bytes) -> Result<(), String> {
        Err("aqui não se instalam plugins".to_owned())
    }

    fn instalado(&self, _: Resumo) -> bool {
        false
    }
}

struct SemCorreio;

#[async_trait]
impl Correio for SemCorreio {
    async fn enviar(&self, _carta: Carta) -> Result<(), ErroCorreio> {
        Err(ErroCorreio::Indisponivel("não há correio aqui".to_owned()))
    }
}

#[async_trait]
impl Mensageiro for SemCorreio {
    async fn enviar(&self, _via: &Via, _texto: &str) -> Result<Aceite, ErroDeEnvio> {
        Err(ErroDeEnvio::Indisponivel("não há mensageiro aqui".to_owned()))
    }
}

struct SemServicos;

#[async_trait]
impl Servicos for SemServicos {
    async fn chamar(&self, _chamada: Chamada) -> Result<servico::Resposta, ErroDeServico> {
        Err(ErroDeServico::Indisponivel("não há serviço aqui".to_owned()))
    }

    async fn baixar(&self, _: &str, _: Vec<(String, Segredo)>, _: usize, _: Duration) -> Result<Bytes, ErroDeServico> {
        Err(ErroDeServico::Indisponivel("não há serviço aqui".to_owned()))
    }
}

#[async_trait]
impl RpaExterno for SemServicos {
    async fn pedir(&self, _: &AcessoExterno, _: PedidoExterno) -> Result<String, ErroExterno> {
        Err(ErroExterno::Credencial)
    }

    async fn ver(&self, _: &AcessoExterno, _: &str) -> Result<SituacaoExterna, ErroExterno> {
        Err(ErroExterno::Credencial)
    }

    async fn listar(&self, _: &AcessoExterno) -> Result<Vec<TrabalhoListado>, ErroExterno> {
        Err(ErroExterno::Credencial)
    }

    async fn arquivo(&self, _: &AcessoExterno, _: &Value) -> Result<Bytes, ErroExterno> {
        Err(ErroExterno::SemArquivo)
    }
}

/// Todo arquivo com cara de PDF tem uma página, com o próprio conteúdo como texto.
struct LeLiteral;

#[async_trait]
impl LeitorDePdf for LeLiteral {
    async fn ler(&self, conteudo: Bytes) -> Result<PdfLido, ErroPdf> {
        if !conteudo.starts_with(b"%PDF-") {
            return Err(ErroPdf::Invalido("não começa com %PDF-".to_owned()));
        }
        Ok(PdfLido { paginas: 1, texto: String::from_utf8_lossy(&conteudo).into_owned() })
    }
}
