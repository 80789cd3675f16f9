//! O que uma execução carrega do lado do hospedeiro: é o dado da loja WASM.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use esteira_base::{Instante, Relogio, Segredo};
use esteira_portas::pdf::Pdf;
use esteira_portas::rpa::{ArquivoDeEntrada, ArquivoDeSaida, ComandoRpa};
use serde_json::{Map, Value};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::importacoes::Importacoes;
use super::ligacoes::registro::{Aviso, Diario};
use super::limitador::Limitador;
use super::wasi::{self, Escrito};
use crate::correio::Correio;
use crate::dominios::Dominios;
use crate::erro::Falha;
use crate::limites;
use crate::linha_do_tempo::{Comando, LinhaDoTempo};
use crate::navegador::{Navegador, Retrato};
use crate::prova::Visto;
use crate::riscador::Riscador;
use crate::seletores::Seletores;

/// Estado de uma execução.
pub struct Estado {
    pub tabela: ResourceTable,
    pub limitador: Limitador,
    pub navegador: Navegador,
    pub correio: Correio,
    pub arquivos: Arquivos,
    pub diario: Diario,
    pub linha: LinhaDoTempo,
    pub seletores: Seletores,
    /// O que o portal mostrou.
    pub visto: Visto,
    /// Os momentos marcados, com o que se via.
    pub marcas: Vec<(String, Retrato)>,
    /// Quantas perguntas já se fizeram.
    pub perguntas: u32,
    pub riscador: Arc<Riscador>,
    pub relogio: Arc<dyn Relogio>,
    /// Nenhum fora de uma execução.
    pub pdf: Option<Arc<dyn Pdf>>,
    pub fim: Instant,
    pub cancelamento: CancellationToken,
    wasi: WasiCtx,
    /// O que um interpretado escreveu na saída dele.
    escrito: Escrito,
}

/// Os arquivos de uma execução.
#[derive(Default)]
pub struct Arquivos {
    pub entradas: BTreeMap<String, ArquivoDeEntrada>,
    pub guardados: Vec<ArquivoDeSaida>,
    total_bytes: usize,
}

/// Um arquivo na mão do plugin; os bytes ficam aqui.
pub struct Arquivo {
    pub nome: String,
    pub conteudo: Bytes,
}

/// O que uma execução recebe.
pub struct Pedido {
    pub navegador: Navegador,
    pub correio: Correio,
    pub riscador: Arc<Riscador>,
    pub seletores: Seletores,
    pub relogio: Arc<dyn Relogio>,
    pub pdf: Option<Arc<dyn Pdf>>,
    pub entradas: BTreeMap<String, ArquivoDeEntrada>,
    pub prazo: Duration,
    pub cancelamento: CancellationToken,
    pub avisos: mpsc::UnboundedSender<Aviso>,
}

impl Estado {
    pub fn novo(importacoes: Importacoes, pedido: Pedido) -> Self {
        let mut tabela = ResourceTable::new();
        tabela.set_max_capacity(limites::REFERENCIAS);
        let memoria = match importacoes {
            Importacoes::SoEsteira => limites::MEMORIA_BYTES,
            Importacoes::ComWasi => limites::MEMORIA_INTERPRETADO_BYTES,
        };
        let diario = Diario::novo(pedido.avisos, pedido.relogio.clone(), pedido.riscador.clone());
        let escrito = Escrito::default();
        let wasi = wasi::contexto(pedido.relogio.clone(), &escrito);
        Self {
            tabela,
            limitador: Limitador::novo(memoria),
            navegador: pedido.navegador,
            correio: pedido.correio,
            arquivos: Arquivos { entradas: pedido.entradas, ..Arquivos::default() },
            diario,
            linha: LinhaDoTempo::default(),
            seletores: pedido.seletores,
            visto: Visto::default(),
            marcas: Vec::new(),
            perguntas: 0,
            riscador: pedido.riscador,
            relogio: pedido.relogio,
            pdf: pedido.pdf,
            fim: Instant::now() + pedido.prazo,
            cancelamento: pedido.cancelamento,
            wasi,
            escrito,
        }
    }

    /// Para `descrever`: sem navegador, sem segredos, sem arquivos, com o relógio parado.
    pub fn inerte(importacoes: Importacoes) -> Self {
        let (avisos, _) = mpsc::unbounded_channel();
        let segredos = Arc::new(BTreeMap::<String, Segredo>::new());
        let navegador = Navegador::novo(None, Dominios::default(), segredos, Vec::new());
        Self::novo(
            importacoes,
            Pedido {
                navegador,
                correio: Correio::nenhum(),
                riscador: Arc::new(Riscador::default()),
                seletores: Seletores::default(),
                relogio: Arc::new(RelogioParado),
                pdf: None,
                entradas: BTreeMap::new(),
                prazo: limites::PRAZO_DESCREVER,
                cancelamento: CancellationToken::new(),
                avisos,
            },
        )
    }

    /// Marca o começo de um comando do plugin.
    pub fn iniciar(&self, comando: &'static str, alvo: impl ToString) -> Marca {
        Marca {
            comando,
            alvo: alvo.to_string(),
            quando: self.relogio.agora(),
            inicio: std::time::Instant::now(),
            pedidos: self.navegador.pedidos(),
        }
    }

    /// Fecha um comando: anota na linha do tempo e risca segredos do que volta ao plugin. É por aqui que tudo volta.
    pub fn concluir<T: Riscavel>(&mut self, marca: Marca, resultado: Result<T, Falha>) -> Result<T, Falha> {
        let codigo = match &resultado {
            Ok(_) => "ok".to_owned(),
            Err(falha) => falha.codigo.clone().into_owned(),
        };
        let feito = ComandoRpa {
            comando: marca.comando,
            alvo: self.riscador.riscar_dono(marca.alvo),
            ms: u64::try_from(marca.inicio.elapsed().as_millis()).unwrap_or(u64::MAX),
            resultado: codigo,
        };
        self.diario.comandou(feito.clone());
        self.linha.anotar(Comando {
            n: 0,
            quando: marca.quando,
            etapa: self.diario.etapa().map(str::to_owned),
            comando: feito.comando,
            alvo: feito.alvo,
            ms: feito.ms,
            pedidos: self.navegador.pedidos().saturating_sub(marca.pedidos),
            resultado: feito.resultado,
        });
        self.contar_escrito(false);
        for desvio in self.navegador.desvios.tirar_novos() {
            self.diario.desviou(&desvio);
        }
        self.limitador.retomou();
        self.visto.observar(marca.comando, |visto| {
            if let Ok(valor) = &resultado {
                valor.cada_texto(&mut |texto| visto.anotar(texto));
            }
        });
        match resultado {
            Ok(valor) => Ok(valor.riscado(&self.riscador)),
            Err(falha) => Err(Falha { mensagem: self.riscador.riscar_dono(falha.mensagem), ..falha }),
        }
    }

    /// Leva ao diário o que o plugin escreveu na saída; no `fim`, também a linha que ficou sem quebra.
    pub fn contar_escrito(&mut self, fim: bool) {
        for (nivel, linha) in self.escrito.linhas(fim) {
            self.diario.anotar(nivel, linha, Value::Object(Map::new()));
        }
    }

    /// Quanto falta para o prazo da execução.
    pub fn resta(&self) -> Duration {
        self.fim.saturating_duration_since(Instant::now())
    }
}

impl Arquivos {
    /// Conta os bytes de mais um arquivo da execução e o entrega com um nome que serve de nome.
    pub fn novo(&mut self, nome: &str, conteudo: impl Into<Bytes>) -> Result<Arquivo, Falha> {
        let conteudo = conteudo.into();
        if conteudo.len() > limites::ARQUIVO_BYTES {
            return Err(Falha::limite("tamanho de arquivo, em bytes", limites::ARQUIVO_BYTES));
        }
        let total = self.total_bytes.saturating_add(conteudo.len());
        if total > limites::ARQUIVOS_BYTES {
            return Err(Falha::limite("arquivos da execução, em bytes", limites::ARQUIVOS_BYTES));
        }
        self.total_bytes = total;
        Ok(Arquivo { nome: nome_seguro(nome), conteudo })
    }
}

/// O nome sem o que o faria sair da pasta ou não caber: separadores e controles viram `_`.
fn nome_seguro(nome: &str) -> String {
    let proibido = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let limpo: String =
        nome.chars().map(|c| if proibido(c) { '_' } else { c }).take(limites::NOME_DE_ARQUIVO).collect();
    let limpo = limpo[..limpo.floor_char_boundary(limites::NOME_DE_ARQUIVO)].trim();
    if limpo.is_empty() || limpo.chars().all(|c| c == '.') { "arquivo".to_owned() } else { limpo.to_owned() }
}

/// Um comando em curso.
pub struct Marca {
    comando: &'static str,
    alvo: String,
    quando: Instante,
    inicio: std::time::Instant,
    pedidos: u32,
}

/// O que pode voltar ao plugin, com os segredos riscados.
pub trait Riscavel {
    fn riscado(self, riscador: &Riscador) -> Self;

    /// Passa por cada texto que traz.
    fn cada_texto(&self, _ver: &mut dyn FnMut(&str)) {}
}

impl Riscavel for String {
    fn riscado(self, riscador: &Riscador) -> Self {
        riscador.riscar_dono(self)
    }

    fn cada_texto(&self, ver: &mut dyn FnMut(&str)) {
        ver(self);
    }
}

impl<T: Riscavel> Riscavel for Option<T> {
    fn riscado(self, riscador: &Riscador) -> Self {
        self.map(|valor| valor.riscado(riscador))
    }

    fn cada_texto(&self, ver: &mut dyn FnMut(&str)) {
        self.iter().for_each(|valor| valor.cada_texto(ver));
    }
}

impl Riscavel for Retrato {
    fn riscado(self, riscador: &Riscador) -> Self {
        Self {
            url: self.url.riscado(riscador),
            titulo: self.titulo.riscado(riscador),
            alerta: self.alerta.riscado(riscador),
            // Na captura os campos de segredo já saem cobertos.
            captura_png: self.captura_png,
            html: self.html.riscado(riscador),
            console: self.console.map(|console| riscador.riscar_json(console)),
        }
    }
}

impl<T: Riscavel> Riscavel for Vec<T> {
    fn riscado(self, riscador: &Riscador) -> Self {
        self.into_iter().map(|valor| valor.riscado(riscador)).collect()
    }

    fn cada_texto(&self, ver: &mut dyn FnMut(&str)) {
        self.iter().for_each(|valor| valor.cada_texto(ver));
    }
}

macro_rules! sem_texto {
    ($($tipo:ty),+) => {$(
        impl Riscavel for $tipo {
            fn riscado(self, _: &Riscador) -> Self {
                self
            }
        }
    )+};
}
sem_texto!((), bool, u32, u8);

impl<T: 'static> Riscavel for wasmtime::component::Resource<T> {
    fn riscado(self, _: &Riscador) -> Self {
        self
    }
}

impl WasiView for Estado {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.tabela }
    }
}

struct RelogioParado;

impl Relogio for RelogioParado {
    fn agora(&self) -> Instante {
        Instante::de_micros(0)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn nome_de_arquivo_nao_sai_da_pasta() {
        for (nome, esperado) in [
            ("../../etc/x", ".._.._etc_x"),
            ("fatura ção.pdf", "fatura ção.pdf"),
            ("..", "arquivo"),
            ("", "arquivo"),
            ("a\0\nb", "a__b"),
        ] {
            assert_eq!(nome_seguro(nome), esperado);
        }
    }

    proptest::proptest! {
        #[test]
        fn nome_de_arquivo_qualquer_e_um_pedaco_so_e_cabe(nome in proptest::prelude::any::<String>(), vezes in 1usize..300) {
            let seguro = nome_seguro(&nome.repeat(vezes));
            let caminho = std::path::Path::new(&seguro);
            proptest::prop_assert_eq!(caminho.file_name(), Some(std::ffi::OsStr::new(&seguro)));
            proptest::prop_assert!(seguro.len() <= limites::NOME_DE_ARQUIVO);
        }
    }
}
