//! O que a partida decide sobre o RPA deste nó.

use std::path::PathBuf;
use std::time::Duration;

use crate::limites;

/// Configuração do hospedeiro.
#[derive(Debug, Clone)]
pub struct ConfigRpa {
    /// Onde estão os componentes (`*.wasm`).
    pub pasta_plugins: PathBuf,
    /// Onde ficam os compilados. Criada com modo 0700; quem escreve nela executa código neste processo.
    pub pasta_cache: PathBuf,
    /// Perfis, downloads e envios das sessões; cada partida cria a sua subpasta e recolhe as de partidas mortas.
    pub pasta_trabalho: PathBuf,
    pub navegador: ConfigNavegador,
    /// Navegadores abertos ao mesmo tempo neste nó. O excedente espera a vez.
    pub max_sessoes: usize,
}

/// Configuração do navegador.
#[derive(Debug, Clone)]
pub struct ConfigNavegador {
    pub modo: ModoNavegador,
    /// Argumentos do Chromium além dos nossos.
    pub argumentos: Vec<String>,
    /// Largura e altura da janela, em pixels.
    pub janela: (u32, u32),
    /// Abre a janela do navegador nesta máquina, à vista; sem isto, não há tela.
    pub visivel: bool,
    /// Navegadores já abertos à espera de execução, dentro do máximo do nó; zero não aquece nenhum. Só no modo local.
    pub aquecidos: usize,
    /// O navegador só fala com os hosts concedidos: nem recurso secundário da página sai deles. Desligue se um portal depender de
    /// terceiros que não se queira conceder um a um.
    pub so_hosts_concedidos: bool,
    /// Pedidos WebDriver por execução.
    pub max_comandos: u32,
    pub prazos: PrazosNavegador,
}

/// Onde está o navegador.
#[derive(Debug, Clone)]
pub enum ModoNavegador {
    /// Este nó mantém um chromedriver filho, que abre o Chromium local.
    Local { chromedriver: PathBuf, chromium: PathBuf },
    /// Um chromedriver ou Selenium Grid já de pé (`http://grade:4444`).
    Remoto { url: String },
}

/// Prazos de cada pedido ao navegador.
#[derive(Debug, Clone)]
pub struct PrazosNavegador {
    pub nova_sessao: Duration,
    pub comando: Duration,
    pub carga_da_pagina: Duration,
    pub script: Duration,
}

impl Default for PrazosNavegador {
    fn default() -> Self {
        Self {
            nova_sessao: Duration::from_secs(60),
            comando: Duration::from_secs(60),
            carga_da_pagina: Duration::from_secs(60),
            script: Duration::from_secs(30),
        }
    }
}

impl ConfigNavegador {
    /// Chromium e chromedriver desta máquina, com os valores padrão.
    pub fn local(chromedriver: impl Into<PathBuf>, chromium: impl Into<PathBuf>) -> Self {
        Self::padrao(ModoNavegador::Local { chromedriver: chromedriver.into(), chromium: chromium.into() })
    }

    /// Um servidor WebDriver por URL, com os valores padrão.
    pub fn remoto(url: impl Into<String>) -> Self {
        Self::padrao(ModoNavegador::Remoto { url: url.into() })
    }

    fn padrao(modo: ModoNavegador) -> Self {
        Self {
            modo,
            argumentos: Vec::new(),
            janela: (1366, 900),
            visivel: false,
            aquecidos: 0,
            so_hosts_concedidos: true,
            max_comandos: limites::COMANDOS,
            prazos: PrazosNavegador::default(),
        }
    }
}
