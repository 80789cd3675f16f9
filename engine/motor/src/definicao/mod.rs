//! YAML → [`Fluxo`] validado, ou a lista de todos os problemas, cada um com o seu lugar.
//!
//! ```text
//! texto ──yaml──> árvore com lugares ──passos/, fluxo──> peças ──conferencia, grafo──> Fluxo
//!                          └──────────────── Coletor: todo problema, nunca só o primeiro ────┘
//! ```
//!
//! Um arquivo por chave composta da linguagem, e um por tipo de passo em `passos/`. Cada leitura devolve o que conseguiu ler e deixa o
//! problema no coletor; assim um erro não esconde os outros.
//!
//! Não deve conhecer: a máquina, bancos, quais plugins existem (isso se passa a [`conferir_plugins`]).

mod blocos;
mod campos;
mod canonico;
mod coletor;
mod compensar;
mod conferencia;
mod diagnostico;
mod efeito_unico;
mod fluxo;
mod formas;
mod limite;
mod linguagem;
mod mostrar;
mod nomes;
mod passos;
mod plugins;
mod prazo;
mod repetir;
mod sugestao;
mod valores;
mod yaml;

pub use diagnostico::{Diagnostico, Gravidade, Intervalo};
pub use linguagem::esquema_da_linguagem;
pub use plugins::{PluginConhecido, conferir_plugins};

use crate::fluxo::Fluxo;
use coletor::Coletor;

/// Versão da linguagem, o valor de `esteira:`.
pub const VERSAO: &str = "v1";

/// Maior arquivo de fluxo aceito, em bytes.
pub const TAMANHO_MAXIMO: usize = 256 * 1024;

/// Quantos passos um fluxo pode ter.
pub const PASSOS_MAXIMOS: usize = 500;

/// O que se tirou de um texto: o fluxo, se não há erro, e todos os diagnósticos (avisos inclusive), na ordem do arquivo.
#[derive(Debug)]
pub struct Analise {
    /// Presente se nenhum diagnóstico é erro.
    pub fluxo: Option<Fluxo>,
    /// Erros e avisos.
    pub diagnosticos: Vec<Diagnostico>,
}

/// Lê e confere uma definição. `arquivo` só aparece nos diagnósticos; nada se lê do disco.
pub fn analisar(arquivo: &str, texto: &str) -> Analise {
    let mut coletor = Coletor::novo(arquivo, texto);
    let fluxo = (|| {
        if texto.len() > TAMANHO_MAXIMO {
            let mensagem = format!("o arquivo tem {} bytes; o limite é {TAMANHO_MAXIMO}", texto.len());
            coletor.erro("arquivo_grande", 0..0, mensagem);
            return None;
        }
        let mut arvore = yaml::ler(&mut coletor)?;
        blocos::expandir(&mut arvore, &mut coletor);
        let fluxo = fluxo::ler(&arvore, &mut coletor);
        conferencia::conferir(&mut coletor);
        fluxo
    })();
    let diagnosticos = coletor.terminar();
    let tem_erro = diagnosticos.iter().any(|diagnostico| diagnostico.gravidade == Gravidade::Erro);
    Analise { fluxo: fluxo.filter(|_| !tem_erro), diagnosticos }
}

/// Como [`analisar`], para quem não quer saber de avisos.
///
/// # Errors
/// Todos os diagnósticos do texto, se algum é erro.
pub fn ler(arquivo: &str, texto: &str) -> Result<Fluxo, Vec<Diagnostico>> {
    let Analise { fluxo, diagnosticos } = analisar(arquivo, texto);
    fluxo.ok_or(diagnosticos)
}
