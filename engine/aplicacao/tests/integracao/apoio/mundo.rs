//! O mundo lá fora: relógio, portal, SAT, arquivos, correio. Lembra do que lhe fizeram, mesmo que a aplicação caia.
//!
//! Todo contato com ele (ler a hora, guardar um arquivo, dirigir um portal, mandar uma carta) se conta, e no contato marcado a aplicação
//! **cai**: quem a chamou nunca mais recebe resposta. Entre dois commits há sempre um contato; cair em cada contato é cair depois de cada
//! commit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::ids::InquilinoId;
use esteira_base::relogio::RelogioDeTeste;
use esteira_base::{Instante, Relogio, Resumo, Segredo};
use esteira_portas::arquivos::{Arquivos, ErroArquivos, Guardado, chave_de};
use esteira_portas::correio::{Carta, Correio, ErroCorreio};
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio, Mensageiro, Via};
use esteira_portas::pdf::{ErroPdf, LeitorDePdf, PdfLido};
use esteira_portas::rpa::{
    ArquivoDeSaida, ClasseDeErro, DesfechoRpa, ErroRpa, LinhaDeRegistro, Medidas, Nivel, ObservadorRpa, PedidoRpa,
    PerguntaRpa, PluginInstalado, Rpa, SaidaRpa,
};
use esteira_portas::rpa_externo::{
    AcessoExterno, ErroExterno, PedidoExterno, RpaExterno, SituacaoExterna, TrabalhoListado,
};
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta, Servicos};
use serde_json::{Map, Value, json};
use tokio_util::bytes::Bytes;

/// Quando tudo começa.
pub const COMECO: Instante = Instante::de_micros(1_793_610_000_000_000);
/// Até aqui o portal está fora do ar; depois, até a publicação, diz que a fatura ainda não saiu.
pub const PORTAL_FORA_ATE: Duration = Duration::from_secs(10 * 60);
const FATURA_PUBLICADA_EM: Duration = Duration::from_secs(2 * 3_600);

/// O cabeçalho que o serviço de fora aceita.
pub const AUTORIZACAO: &str = "Bearer abre-te sésamo";

/// O que a queda joga pela pilha acima.
pub struct Queda;

pub struct Mundo {
    relogio: Mutex<RelogioDeTeste>,
    /// Contatos até agora.
    contatos: AtomicUsize,
    /// Em qual contato cair; 0 = em nenhum.
    cair_em: AtomicUsize,
    arquivos: Mutex<HashMap<String, Bytes>>,
    /// O que o SAT recebeu, por nome de arquivo: quantas vezes.
    sat: Mutex<BTreeMap<String, u32>>,
    cartas: Mutex<BTreeMap<String, Carta>>,
    /// Se o portal passa pelas dificuldades do começo; senão, entrega na hora.
    portal_dificil: bool,
    /// Se o portal dá sempre a mesma fatura.
    portal_se_engana: AtomicBool,
    /// O que o plugin pergunta antes de baixar.
    pergunta: Mutex<Option<PerguntaRpa>>,
    /// Os plugins prontos neste mundo, e com qual cada execução correu.
    instalados: Mutex<BTreeSet<Resumo>>,
    versoes: Mutex<Vec<Option<Resumo>>>,
    /// O que lhe responderam.
    respostas: Mutex<Vec<Option<String>>>,
    /// Quem fala com o RPA externo de verdade, que é outro servidor.
    externo: Mutex<Option<Arc<dyn RpaExterno>>>,
    /// Quem fala com os mensageiros de verdade.
    mensageiro: Mutex<Option<Arc<dyn Mensageiro>>>,
}

impl Mundo {
    /// Tudo funciona.
    pub fn bom() -> Arc<Self> {
        Self::novo(false)
    }

    /// O portal começa fora do ar e depois diz que é cedo.
    pub fn dificil() -> Arc<Self> {
        Self::novo(true)
    }

    fn novo(portal_dificil: bool) -> Arc<Self> {
        Arc::new(Self {
            relogio: Mutex::new(RelogioDeTeste::em(COMECO)),
            contatos: AtomicUsize::new(0),
            cair_em: AtomicUsize::new(0),
            arquivos: Mutex::default(),
            sat: Mutex::default(),
            cartas: Mutex::default(),
            portal_dificil,
            portal_se_engana: AtomicBool::new(false),
            pergunta: Mutex::default(),
            instalados: Mutex::default(),
            versoes: Mutex::default(),
            respostas: Mutex::default(),
            externo: Mutex::default(),
            mensageiro: Mutex::default(),
        })
    }

    /// O portal passa a dar sempre a mesma fatura, seja de quem for.
    pub fn enganar_o_portal(&self) {
        self.portal_se_engana.store(true, Ordering::SeqCst);
    }

    /// O plugin passa a perguntar antes de baixar.
    pub fn perguntar(&self, pergunta: PerguntaRpa) {
        *self.pergunta.lock().unwrap() = Some(pergunta);
    }

    /// O que responderam ao plugin; nenhuma, se desistiram ou ninguém respondeu.
    pub fn respostas(&self) -> Vec<Option<String>> {
        self.respostas.lock().unwrap().clone()
    }

    /// Com que versão do plugin correu cada execução.
    pub fn versoes(&self) -> Vec<Option<Resumo>> {
        self.versoes.lock().unwrap().clone()
    }

    /// Liga o RPA externo.
    pub fn com_rpa_externo(&self, externo: Arc<dyn RpaExterno>) {
        *self.externo.lock().unwrap() = Some(externo);
    }

    /// Liga os mensageiros.
    pub fn com_mensageiro(&self, mensageiro: Arc<dyn Mensageiro>) {
        *self.mensageiro.lock().unwrap() = Some(mensageiro);
    }

    fn externo(&self) -> Arc<dyn RpaExterno> {
        self.externo.lock().unwrap().clone().expect("este mundo não tem RPA externo")
    }

    pub fn avancar(&self, quanto: Duration) {
        self.relogio.lock().unwrap().avancar(quanto);
    }

    /// A hora volta a ser a do começo.
    pub fn voltar_ao_comeco(&self) {
        *self.relogio.lock().unwrap() = RelogioDeTeste::em(COMECO);
    }

    /// A hora, sem que conte como contato.
    pub fn hora(&self) -> Instante {
        self.relogio.lock().unwrap().agora()
    }

    pub fn contatos(&self) -> usize {
        self.contatos.load(Ordering::SeqCst)
    }

    pub fn caiu(&self) -> bool {
        let marcado = self.cair_em.load(Ordering::SeqCst);
        marcado != 0 && self.contatos() >= marcado
    }

    /// A aplicação cai no contato de número dado; 0 = não cai mais.
    pub fn marcar_queda(&self, contato: usize) {
        self.cair_em.store(contato, Ordering::SeqCst);
    }

    /// Quantas vezes o SAT recebeu cada fatura.
    pub fn recebidas_no_sat(&self) -> Vec<u32> {
        self.sat.lock().unwrap().values().copied().collect()
    }

    /// Os arquivos somem; devolve-os para quem os queira repor.
    pub fn perder_arquivos(&self) -> HashMap<String, Bytes> {
        std::mem::take(&mut *self.arquivos.lock().unwrap())
    }

    pub fn devolver_arquivos(&self, arquivos: HashMap<String, Bytes>) {
        self.arquivos.lock().unwrap().extend(arquivos);
    }

    /// Assuntos das cartas, sem contar as que chegaram repetidas com o mesmo id.
    pub fn assuntos(&self) -> Vec<String> {
        let mut assuntos: Vec<_> = self.cartas.lock().unwrap().values().map(|carta| carta.assunto.clone()).collect();
        assuntos.sort();
        assuntos
    }

    /// A carta que chegou a este endereço, se chegou uma só.
    pub fn carta_para(&self, endereco: &str) -> Option<Carta> {
        let cartas = self.cartas.lock().unwrap();
        let mut dele = cartas.values().filter(|carta| carta.para == endereco);
        dele.next().filter(|_| dele.next().is_none()).cloned()
    }

    /// A última carta que chegou a este endereço; os ids são da ordem em que nasceram.
    pub fn ultima_carta_para(&self, endereco: &str) -> Option<Carta> {
        self.cartas.lock().unwrap().values().rfind(|carta| carta.para == endereco).cloned()
    }

    /// Conta um contato e, se é o marcado ou já se passou dele, cai. Sem o aviso de pânico: a queda é de propósito.
    fn contato(&self) {
        self.contatos.fetch_add(1, Ordering::SeqCst);
        if self.caiu() {
            std::panic::resume_unwind(Box::new(Queda));
        }
    }

    fn baixar(&self, pedido: &PedidoRpa) -> Result<SaidaRpa, ErroRpa> {
        let passado = COMECO.ate(self.hora());
        if self.portal_dificil && passado < PORTAL_FORA_ATE {
            return Err(erro(ClasseDeErro::Tecnico, "portal_fora"));
        }
        if self.portal_dificil && passado < FATURA_PUBLICADA_EM {
            return Err(erro(ClasseDeErro::Negocio, "fatura_indisponivel"));
        }
        // Cada processo tem a sua fatura, e a mesma a cada vez que se baixa; a não ser que o portal se engane.
        let (hash, mes) = (&pedido.parametros["hash"], &pedido.parametros["mes_ano"]);
        let mes = if self.portal_se_engana.load(Ordering::SeqCst) { &Value::Null } else { mes };
        let conteudo = Bytes::from(format!("%PDF-1.7 fatura de {hash} em {mes}"));
        let arquivos = vec![ArquivoDeSaida { rotulo: "fatura".into(), nome: "fatura.pdf".into(), conteudo }];
        Ok(SaidaRpa { resultado: json!({ "data_vencimento": "2026-11-30", "valor": "1234.56" }), arquivos })
    }

    fn enviar(&self, pedido: &PedidoRpa) -> Result<SaidaRpa, ErroRpa> {
        let fatura = &pedido.arquivos["fatura"];
        *self.sat.lock().unwrap().entry(fatura.nome.clone()).or_default() += 1;
        Ok(so(comprovante(&fatura.nome)))
    }

    fn conferir(&self, pedido: &PedidoRpa) -> Result<SaidaRpa, ErroRpa> {
        let nome = &pedido.arquivos["fatura"].nome;
        let la = self.sat.lock().unwrap().contains_key(nome);
        Ok(so(if la { comprovante(nome) } else { json!({ "situacao": "ausente" }) }))
    }
}

fn comprovante(nome: &str) -> Value {
    json!({ "situacao": "enviada", "comprovante": { "protocolo": nome } })
}

fn so(resultado: Value) -> SaidaRpa {
    SaidaRpa { resultado, arquivos: Vec::new() }
}

fn erro(classe: ClasseDeErro, codigo: &str) -> ErroRpa {
    ErroRpa {
        classe,
        codigo: codigo.into(),
        mensagem: format!("o portal respondeu {codigo}"),
        acao_recomendada: None,
        detalhes: Value::Null,
    }
}

/// O mundo, como porta da aplicação.
#[derive(Clone)]
pub struct Porta(pub Arc<Mundo>);

impl Relogio for Porta {
    fn agora(&self) -> Instante {
        self.0.contato();
        self.0.hora()
    }
}

#[async_trait]
impl Rpa for Porta {
    async fn executar(&self, pedido: PedidoRpa, observador: &dyn ObservadorRpa) -> DesfechoRpa {
        // Um contato antes de agir lá fora e outro depois: cair entre os dois é o pior lugar.
        self.0.contato();
        observador.linha(LinhaDeRegistro {
            quando: self.0.hora(),
            nivel: Nivel::Informacao,
            etapa: None,
            mensagem: format!("fazendo {}", pedido.operacao),
            campos: json!({}),
        });
        self.0.versoes.lock().unwrap().push(pedido.resumo);
        let pergunta = self.0.pergunta.lock().unwrap().clone();
        if let Some(pergunta) = pergunta {
            // Como o hospedeiro: passado o prazo, larga a pergunta.
            let prazo = pergunta.prazo;
            let resposta = tokio::time::timeout(prazo, observador.perguntar(pergunta)).await.unwrap_or(None);
            self.0.respostas.lock().unwrap().push(resposta);
        }
        let resultado = match pedido.operacao.as_str() {
            "baixar-fatura" => self.0.baixar(&pedido),
            "enviar-fatura" => self.0.enviar(&pedido),
            "conferir-envio" => self.0.conferir(&pedido),
            // O portal deste mundo mudou de página.
            "sondar" => Ok(so(json!({ "achados": ["email"], "faltam": ["senha"] }))),
            outra => Err(erro(ClasseDeErro::Negocio, outra)),
        };
        self.0.contato();
        DesfechoRpa {
            resultado,
            plugin: None,
            evidencias: Vec::new(),
            desvios: Vec::new(),
            medidas: Medidas::default(),
        }
    }

    fn plugins(&self) -> Vec<PluginInstalado> {
        Vec::new()
    }

    /// O conteúdo `plugin <nome> <versão>` é um plugin; nada mais é.
    async fn conferir(&self, wasm: Bytes) -> Result<PluginInstalado, String> {
        let texto = String::from_utf8_lossy(&wasm).into_owned();
        let [_, nome, versao] = <[&str; 3]>::try_from(texto.split(' ').collect::<Vec<_>>())
            .map_err(|_| "não é um arquivo WebAssembly".to_owned())?;
        Ok(PluginInstalado {
            nome: nome.into(),
            versao: versao.into(),
            resumo: Resumo::de(&wasm),
            operacoes: vec!["baixar-fatura".into()],
            dominios: vec![],
            segredos: vec![],
            permissoes: vec![],
            tamanho: wasm.len() as u64,
            importacoes: vec![],
            manifesto: json!({ "nome": nome, "versao": versao }),
        })
    }

    async fn instalar(&self, wasm: Bytes) -> Result<(), String> {
        self.0.instalados.lock().unwrap().insert(Resumo::de(&wasm));
        Ok(())
    }

    fn instalado(&self, resumo: Resumo) -> bool {
        self.0.instalados.lock().unwrap().contains(&resumo)
    }
}

#[async_trait]
impl Arquivos for Porta {
    async fn guardar(&self, inquilino: InquilinoId, conteudo: Bytes) -> Result<Guardado, ErroArquivos> {
        self.0.contato();
        let resumo = Resumo::de(&conteudo);
        let (chave, tamanho) = (chave_de(inquilino, resumo), conteudo.len() as u64);
        self.0.arquivos.lock().unwrap().insert(chave.clone(), conteudo);
        Ok(Guardado { chave, resumo, tamanho })
    }

    async fn ler(&self, chave: &str) -> Result<Bytes, ErroArquivos> {
        self.0.contato();
        self.0.arquivos.lock().unwrap().get(chave).cloned().ok_or_else(|| ErroArquivos::NaoEncontrado(chave.into()))
    }
}

#[async_trait]
impl Correio for Porta {
    async fn enviar(&self, carta: Carta) -> Result<(), ErroCorreio> {
        self.0.contato();
        self.0.cartas.lock().unwrap().insert(carta.id_mensagem.clone(), carta);
        Ok(())
    }
}

/// Responde o que recebeu: o eco basta para ver que se foi e voltou. Do segredo só diz se veio certo.
#[async_trait]
impl Servicos for Porta {
    async fn chamar(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico> {
        self.0.contato();
        let cabecalho = |nome: &str| {
            let achado = chamada.cabecalhos.iter().find(|(outro, _)| outro.eq_ignore_ascii_case(nome));
            achado.map(|(_, valor)| valor.revelar().to_owned())
        };
        let mut cabecalhos = Map::new();
        cabecalhos.insert("idempotency-key".into(), cabecalho("Idempotency-Key").into());
        cabecalhos.insert("autorizado".into(), (cabecalho("Authorization").as_deref() == Some(AUTORIZACAO)).into());
        Ok(Resposta { status: 200, cabecalhos, corpo: chamada.corpo })
    }

    async fn baixar(&self, _: &str, _: Vec<(String, Segredo)>, _: usize, _: Duration) -> Result<Bytes, ErroDeServico> {
        Err(ErroDeServico::Status(404))
    }
}

#[async_trait]
impl Mensageiro for Porta {
    async fn enviar(&self, via: &Via, texto: &str) -> Result<Aceite, ErroDeEnvio> {
        self.0.contato();
        let mensageiro = self.0.mensageiro.lock().unwrap().clone().expect("este mundo não tem mensageiros");
        mensageiro.enviar(via, texto).await
    }
}

/// Um contato antes de agir lá fora e outro depois, como no portal.
#[async_trait]
impl RpaExterno for Porta {
    async fn pedir(&self, acesso: &AcessoExterno, pedido: PedidoExterno) -> Result<String, ErroExterno> {
        self.0.contato();
        let pedido = self.0.externo().pedir(acesso, pedido).await;
        self.0.contato();
        pedido
    }

    async fn ver(&self, acesso: &AcessoExterno, trabalho: &str) -> Result<SituacaoExterna, ErroExterno> {
        self.0.contato();
        self.0.externo().ver(acesso, trabalho).await
    }

    async fn listar(&self, acesso: &AcessoExterno) -> Result<Vec<TrabalhoListado>, ErroExterno> {
        self.0.contato();
        self.0.externo().listar(acesso).await
    }

    async fn arquivo(&self, acesso: &AcessoExterno, resultado: &Value) -> Result<Bytes, ErroExterno> {
        self.0.contato();
        self.0.externo().arquivo(acesso, resultado).await
    }
}

#[async_trait]
impl LeitorDePdf for Porta {
    async fn ler(&self, conteudo: Bytes) -> Result<PdfLido, ErroPdf> {
        if !conteudo.starts_with(b"%PDF") {
            return Err(ErroPdf::Invalido("não começa com %PDF".into()));
        }
        Ok(PdfLido { paginas: 1, texto: "Fatura de telecom".into() })
    }
}
