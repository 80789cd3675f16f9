//! O concentrador: acha o plugin pelo nome, roda uma execução e junta o desfecho.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex as Trava, PoisonError, RwLock};
use std::time::Instant;

use async_trait::async_trait;
use esteira_base::{Relogio, Resumo};
use esteira_portas::pdf::Pdf;
use esteira_portas::rpa::{
    DesfechoRpa, ErroRpa, LugaresRpa, Medidas, ObservadorRpa, PedidoRpa, PluginInstalado, Rpa, SaidaRpa,
};
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio_util::bytes::Bytes;

use crate::config::ConfigRpa;
use crate::correio::{Autoridades, Correio, ErroAutoridades};
use crate::dominios::Dominios;
use crate::erro::{Falha, erro_tecnico_ou_de_negocio};
use crate::evidencia::{Cabeca, Deixado, evidencias};
use crate::limites;
use crate::navegador::fabrica::{ErroFabrica, Fabrica};
use crate::navegador::{Momento, Navegador};
use crate::plugins::cache::Cache;
use crate::plugins::estado::{self, Estado, Riscavel};
use crate::plugins::executar::{Rodada, executar};
use crate::plugins::instalados::Instalados;
use crate::plugins::manifesto::Operacao;
use crate::plugins::motor::Motor;
use crate::plugins::pasta::{PastaDePlugins, PluginPronto, PluginRecusado};
use crate::prova;
use crate::riscador::Riscador;
use crate::seletores::Seletores;

/// O hospedeiro de plugins deste nó. Um por processo; dividido por `Arc`.
pub struct HospedeiroRpa {
    config: ConfigRpa,
    relogio: Arc<dyn Relogio>,
    pdf: Arc<dyn Pdf>,
    motor: Motor,
    cache: Cache,
    fabrica: Arc<Fabrica>,
    autoridades: Arc<Autoridades>,
    pasta: RwLock<Arc<PastaDePlugins>>,
    instalados: Instalados,
    vagas: Semaphore,
    /// Seletores que desviaram desde a partida, por plugin.
    desvios: Trava<BTreeMap<String, u64>>,
    /// Uma recarga por vez: a última a começar é a última a valer.
    recarga: Mutex<()>,
}

#[derive(Debug, thiserror::Error)]
pub enum ErroHospedeiro {
    #[error("o motor de plugins não pôde ser montado: {0}")]
    Motor(String),
    #[error("a pasta de plugins compilados não pode ser usada: {0}")]
    Cache(#[source] std::io::Error),
    #[error("a pasta de plugins não pode ser lida: {0}")]
    Pasta(#[source] std::io::Error),
    #[error(transparent)]
    Navegador(#[from] ErroFabrica),
    #[error("as autoridades de certificado do correio: {0}")]
    Correio(#[from] ErroAutoridades),
}

impl HospedeiroRpa {
    /// Recolhe o que uma partida morta deixou, sobe o chromedriver (modo local) e carrega os plugins. Plugin ruim não impede: fica em
    /// [`HospedeiroRpa::recusados`].
    pub async fn novo(config: ConfigRpa, relogio: Arc<dyn Relogio>, pdf: Arc<dyn Pdf>) -> Result<Self, ErroHospedeiro> {
        // O reqwest da casa vem sem provedor de TLS; se outro já o instalou, serve o dele.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let motor = Motor::novo().map_err(|erro| ErroHospedeiro::Motor(format!("{erro:#}")))?;
        let cache = Cache::em(&config.pasta_cache).map_err(ErroHospedeiro::Cache)?;
        let fabrica = Fabrica::nova(config.navegador.clone(), config.max_sessoes, &config.pasta_trabalho)?;
        let hospedeiro = Self {
            config,
            relogio,
            pdf,
            motor,
            cache,
            fabrica,
            autoridades: Arc::new(Autoridades::do_sistema()?),
            pasta: RwLock::default(),
            instalados: Instalados::default(),
            vagas: Semaphore::new(limites::EXECUCOES_SIMULTANEAS as usize),
            desvios: Trava::default(),
            recarga: Mutex::new(()),
        };
        hospedeiro.recarregar().await?;
        Ok(hospedeiro)
    }

    /// Confia, para o correio, também em quem estes certificados dizem. Sem isto, só nas autoridades do sistema.
    #[must_use]
    pub fn com_autoridades(self, autoridades: Autoridades) -> Self {
        Self { autoridades: Arc::new(autoridades), ..self }
    }

    /// Lê de novo a pasta de plugins. Execuções em curso seguem com o plugin com que começaram. Devolve os arquivos recusados.
    pub async fn recarregar(&self) -> Result<Vec<PluginRecusado>, ErroHospedeiro> {
        let _uma_por_vez = self.recarga.lock().await;
        let nova = PastaDePlugins::carregar(&self.config.pasta_plugins, &self.motor, &self.cache)
            .await
            .map_err(ErroHospedeiro::Pasta)?;
        let recusados = nova.recusados.clone();
        *self.pasta.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(nova);
        Ok(recusados)
    }

    /// Os arquivos da pasta que não viraram plugin, e por quê.
    pub fn recusados(&self) -> Vec<PluginRecusado> {
        self.pasta_atual().recusados.clone()
    }

    /// URL do servidor WebDriver deste nó, para diagnóstico; em modo local, espera o chromedriver subir.
    pub async fn url_do_navegador(&self) -> Result<String, ErroRpa> {
        self.fabrica.endereco(None).await.map_err(Falha::em_erro)
    }

    /// Espera os navegadores em descarte e derruba o chromedriver. Execuções novas passam a falhar com `navegador_indisponivel`.
    pub async fn encerrar(&self) {
        self.fabrica.encerrar().await;
    }

    fn pasta_atual(&self) -> Arc<PastaDePlugins> {
        self.pasta.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn achar(&self, pedido: &PedidoRpa) -> Result<Arc<PluginPronto>, ErroRpa> {
        if let Some(resumo) = pedido.resumo {
            return self.instalados.obter(resumo).ok_or_else(|| {
                let mensagem = format!("a versão {} do plugin \"{}\" não está neste nó", resumo.curto(), pedido.plugin);
                erro_tecnico_ou_de_negocio("plugin_nao_encontrado", mensagem)
            });
        }
        let pasta = self.pasta_atual();
        pasta.prontos.get(&pedido.plugin).cloned().ok_or_else(|| {
            let ha = pasta.prontos.keys().cloned().collect::<Vec<_>>().join(", ");
            let mensagem = format!("não há plugin \"{}\" neste nó (há: {ha}); publique-o", pedido.plugin);
            erro_tecnico_ou_de_negocio("plugin_nao_encontrado", mensagem)
        })
    }

    async fn rodar(
        &self,
        plugin: &PluginPronto,
        operacao: &Operacao,
        pedido: PedidoRpa,
        observador: &dyn ObservadorRpa,
    ) -> DesfechoRpa {
        let inicio = Instant::now();
        let comeco = self.relogio.agora();
        if let Err(erro) = prova::conferir_entrada(operacao, &pedido.parametros) {
            return sem_rodar(Some(plugin.resumo), erro);
        }
        let seletores = match Seletores::novos(&plugin.manifesto.seletores, &pedido.seletores) {
            Ok(seletores) => seletores,
            Err(falha) => return sem_rodar(Some(plugin.resumo), falha.em_erro()),
        };
        let segredos = Arc::new(pedido.segredos);
        let riscador = Arc::new(Riscador::novo(&segredos));
        let dominios = Dominios::novo(&pedido.dominios_concedidos);
        let permissoes = plugin.manifesto.permissoes.clone();
        let correio = Correio::novo(self.autoridades.clone(), dominios.clone(), segredos.clone());
        let (avisos, escuta) = mpsc::unbounded_channel();
        let estado = Estado::novo(
            plugin.importacoes,
            estado::Pedido {
                navegador: Navegador::novo(Some(self.fabrica.clone()), dominios, segredos, permissoes),
                correio,
                riscador,
                seletores,
                relogio: self.relogio.clone(),
                pdf: Some(self.pdf.clone()),
                entradas: pedido.arquivos,
                prazo: pedido.prazo,
                cancelamento: pedido.cancelamento,
                avisos,
            },
        );
        let rodada = executar(
            &self.motor.engine,
            plugin.pre(),
            estado,
            &pedido.operacao,
            &pedido.parametros,
            escuta,
            observador,
        )
        .await;
        let Rodada { resultado, mut estado, instanciar } = rodada;
        let saida =
            resultado.map(|resultado| SaidaRpa { resultado, arquivos: std::mem::take(&mut estado.arquivos.guardados) });
        let resultado = match saida {
            Ok(saida) => prova::provar(operacao, &saida, &estado.visto, self.pdf.as_ref()).await.map(|()| saida),
            Err(erro) => Err(erro),
        };
        let erro = resultado.as_ref().err();
        let fim = match erro {
            Some(_) => estado.navegador.retratar(Momento::Fim).await.map(|retrato| retrato.riscado(&estado.riscador)),
            None => None,
        };
        let medidas = Medidas {
            comandos_navegador: estado.navegador.pedidos(),
            abrir_navegador_ms: estado.navegador.abrir_ms(),
            instanciar_us: u64::try_from(instanciar.as_micros()).unwrap_or(u64::MAX),
            total_ms: u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        estado.linha.desvios = estado.navegador.desvios.todos();
        let evidencias = evidencias(Deixado {
            cabeca: Cabeca {
                execucao: &pedido.execucao,
                plugin: &plugin.manifesto.nome,
                versao: &plugin.manifesto.versao,
                resumo: plugin.resumo,
                operacao: &pedido.operacao,
                comeco,
                total_ms: medidas.total_ms,
                abrir_navegador_ms: medidas.abrir_navegador_ms,
            },
            erro,
            linha: &estado.linha,
            registro: estado.diario.contadas(),
            marcas: std::mem::take(&mut estado.marcas),
            fim,
        });
        let desvios = std::mem::take(&mut estado.linha.desvios);
        if !desvios.is_empty() {
            let mut contas = self.desvios.lock().unwrap_or_else(PoisonError::into_inner);
            *contas.entry(plugin.manifesto.nome.clone()).or_default() += desvios.len() as u64;
        }
        DesfechoRpa { resultado, plugin: Some(plugin.resumo), evidencias, desvios, medidas }
    }
}

#[async_trait]
impl Rpa for HospedeiroRpa {
    async fn executar(&self, pedido: PedidoRpa, observador: &dyn ObservadorRpa) -> DesfechoRpa {
        let plugin = match self.achar(&pedido) {
            Ok(plugin) => plugin,
            Err(erro) => return sem_rodar(None, erro),
        };
        let Some(operacao) = plugin.manifesto.operacao(&pedido.operacao) else {
            let ha = plugin.manifesto.nomes_das_operacoes().join(", ");
            let mensagem =
                format!("o plugin \"{}\" não tem a operação \"{}\" (tem: {ha})", pedido.plugin, pedido.operacao);
            return sem_rodar(Some(plugin.resumo), erro_tecnico_ou_de_negocio("operacao_nao_suportada", mensagem));
        };
        // O semáforo nunca se fecha; se fechasse, rodar sem vaga ainda seria o certo.
        let _vaga = self.vagas.acquire().await.ok();
        self.rodar(&plugin, operacao, pedido, observador).await
    }

    fn plugins(&self) -> Vec<PluginInstalado> {
        self.pasta_atual().prontos.values().map(|plugin| plugin.instalado()).collect()
    }

    async fn conferir(&self, wasm: Bytes) -> Result<PluginInstalado, String> {
        Ok(PluginPronto::preparar(wasm.to_vec(), &self.motor, &self.cache).await?.instalado())
    }

    async fn instalar(&self, wasm: Bytes) -> Result<(), String> {
        if !self.instalado(Resumo::de(&wasm)) {
            self.instalados.por(PluginPronto::preparar(wasm.to_vec(), &self.motor, &self.cache).await?);
        }
        Ok(())
    }

    fn instalado(&self, resumo: Resumo) -> bool {
        self.instalados.obter(resumo).is_some()
    }

    fn lugares(&self) -> LugaresRpa {
        self.fabrica.lugares()
    }

    fn desvios(&self) -> BTreeMap<String, u64> {
        self.desvios.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn sem_rodar(plugin: Option<Resumo>, erro: ErroRpa) -> DesfechoRpa {
    DesfechoRpa {
        resultado: Err(erro),
        plugin,
        evidencias: Vec::new(),
        desvios: Vec::new(),
        medidas: Medidas::default(),
    }
}
