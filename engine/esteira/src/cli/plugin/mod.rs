//! `esteira plugin`: do plugin novo ao que vale em produção.

mod assinar;
mod construir;
mod inspecionar;
mod novo;
mod plateia;
mod publicar;
mod saude;
mod segredos;
mod testar;

use std::path::PathBuf;

use clap::Subcommand;
use esteira_base::Resumo;

use super::Resultado;
use crate::config::{Config, ErroDeConfig};
use novo::EmQue;

#[derive(Debug, Subcommand)]
pub enum AcaoDePlugin {
    /// Escreve um plugin que já se constrói e passa nos seus testes, com um portal de mentira.
    Novo {
        /// Minúsculas, algarismos e hífen: o nome que o cadastro da operadora usa.
        nome: String,
        /// Onde criar a pasta do plugin.
        #[arg(long, default_value = "plugins")]
        em: PathBuf,
        /// Em que escrevê-lo.
        #[arg(long, value_enum, default_value_t = EmQue::Rust)]
        linguagem: EmQue,
    },
    /// Faz dos plugins componentes, prontos para publicar ou para a pasta de plugins. Com plugin.py é Python; com plugin.js, JavaScript; senão, Rust.
    Construir {
        /// Pastas dos plugins (`plugins/oi`).
        #[arg(required = true)]
        pastas: Vec<PathBuf>,
        /// Onde gravar os componentes.
        #[arg(long, short, default_value = "alvo/plugins")]
        saida: PathBuf,
    },
    /// Testa um plugin: sem navegador, com os testes dele; com `--navegador`, uma operação num navegador de verdade.
    Testar(testar::Testar),
    /// Confere nos portais se os plugins ainda acham o que esperam, sem entrar nem mudar nada.
    Saude {
        /// O código de uma operadora, o nome de um plugin, ou `sat`.
        alvo: String,
        /// O que se viu, em JSON.
        #[arg(long)]
        json: bool,
    },
    /// Mostra o que um componente é e pede: operações, domínios, segredos, permissões, seletores, importações, tamanho e resumo.
    Inspecionar {
        componente: PathBuf,
        /// O manifesto inteiro, em JSON.
        #[arg(long)]
        json: bool,
    },
    /// Cria a chave com que se assinam plugins, e mostra a pública, que vai em `chaves_de_plugin`.
    Chave {
        /// Onde guardar a secreta; só o dono a lê.
        arquivo: PathBuf,
    },
    /// Mostra a assinatura de um componente, em JSON, para quem publica pela API.
    Assinar {
        componente: PathBuf,
        #[arg(long)]
        chave: PathBuf,
    },
    /// Publica componentes no banco configurado. Publicado, um plugin não muda, e só vale depois de homologado.
    Publicar {
        #[arg(required = true)]
        componentes: Vec<PathBuf>,
        /// Assina com esta chave.
        #[arg(long)]
        chave: Option<PathBuf>,
    },
    /// Mostra as versões publicadas, e quais valem.
    Listar {
        /// Só deste plugin.
        nome: Option<String>,
    },
    /// Põe uma versão publicada a valer nas execuções novas.
    Homologar {
        /// O resumo inteiro, como `listar` o mostra.
        resumo: Resumo,
        /// Em quantas de cada cem instâncias; menos de cem experimenta, com a outra ainda a valer.
        #[arg(long, default_value_t = 100)]
        percentual: u8,
    },
    /// Desiste da versão que se experimenta; se nenhuma, volta à de antes.
    Reverter { nome: String },
}

impl AcaoDePlugin {
    pub fn executar(self, config: impl FnOnce() -> Result<Config, ErroDeConfig>) -> Resultado {
        match self {
            Self::Novo { nome, em, linguagem } => novo::criar(&nome, &em, linguagem),
            Self::Construir { pastas, saida } => construir::todos(&pastas, &saida),
            Self::Testar(testar) => testar.executar(config),
            Self::Saude { alvo, json } => saude::mostrar(&alvo, json, &config()?),
            Self::Inspecionar { componente, json } => inspecionar::mostrar(&componente, json, &config()?),
            Self::Chave { arquivo } => assinar::criar_chave(&arquivo),
            Self::Assinar { componente, chave } => assinar::mostrar(&componente, &chave),
            Self::Publicar { componentes, chave } => publicar::publicar(&componentes, chave.as_deref(), &config()?),
            Self::Listar { nome } => publicar::listar(nome.as_deref(), &config()?),
            Self::Homologar { resumo, percentual } => publicar::homologar(resumo, percentual, &config()?),
            Self::Reverter { nome } => publicar::reverter(&nome, &config()?),
        }
    }
}
