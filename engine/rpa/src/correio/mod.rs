//! Caixas de correio por IMAP: o hospedeiro conversa com o servidor; o plugin só vê mensagens.
//!
//! Do plugin vêm o servidor, o usuário e o *nome* do segredo; o endereço tem de estar concedido e a conexão, cifrada. De fora para
//! dentro: [`Caixa`] (o que se pede, com o que se repete sem dobrar), `sessao` (os comandos), `dialogo` (pedir e esperar a resposta,
//! com prazo e teto), `quadro` (onde uma resposta acaba). O parser das respostas é o `imap-proto`. Os clientes prontos que há por cima dele
//! não servem: a conexão que cai no meio de uma busca, ou o "não" do servidor, eles dão como lista vazia, e o comando com a senha vai inteiro
//! para o log deles.
//!
//! Não deve conhecer: WASM, WIT, nem o que as mensagens querem dizer.

mod caixa;
mod conexao;
mod conta;
mod conteudo;
mod dialogo;
mod filtro;
mod gasto;
mod identidade;
mod pasta;
mod quadro;
mod recusa;
mod sessao;

use std::collections::BTreeMap;
use std::sync::Arc;

use esteira_base::Segredo;

pub use caixa::{Caixa, Mensagem};
pub use conexao::{Autoridades, ErroAutoridades};
pub use conteudo::{Anexo, Conteudo};
pub use filtro::Filtro;

use crate::dominios::Dominios;
use crate::erro::Falha;
use crate::limites;
use conta::{Conta, Opcoes};
use gasto::Gasto;

/// O correio de uma execução e as regras que valem nele.
pub struct Correio {
    /// Nenhuma fora de uma execução.
    autoridades: Option<Arc<Autoridades>>,
    dominios: Dominios,
    segredos: Arc<BTreeMap<String, Segredo>>,
    gasto: Arc<Gasto>,
    caixas: u32,
}

impl Correio {
    pub fn novo(autoridades: Arc<Autoridades>, dominios: Dominios, segredos: Arc<BTreeMap<String, Segredo>>) -> Self {
        Self { autoridades: Some(autoridades), dominios, segredos, gasto: Arc::default(), caixas: 0 }
    }

    /// Fora de uma execução (ao descrever o plugin) não há correio.
    pub fn nenhum() -> Self {
        Self {
            autoridades: None,
            dominios: Dominios::default(),
            segredos: Arc::default(),
            gasto: Arc::default(),
            caixas: 0,
        }
    }

    /// Entra numa caixa. Só volta com a senha aceita.
    ///
    /// # Errors
    /// `dominio_negado`, `correio_sem_tls`, `segredo_nao_encontrado`, `credencial_invalida`, `certificado_invalido`,
    /// `correio_indisponivel`, `limite_excedido`, `argumento_invalido`.
    pub async fn abrir(
        &mut self,
        servidor: &str,
        usuario: &str,
        segredo: &str,
        opcoes_json: &str,
    ) -> Result<Caixa, Falha> {
        if self.caixas >= limites::CAIXAS {
            return Err(Falha::limite("caixas de correio abertas", limites::CAIXAS));
        }
        self.caixas += 1;
        let endereco = Opcoes::ler(opcoes_json)?.endereco(servidor)?;
        endereco.conferir(&self.dominios)?;
        let senha = self.segredos.get(segredo).cloned().ok_or_else(|| {
            Falha::nova(
                "segredo_nao_encontrado",
                format!("a execução não tem o segredo \"{segredo}\"; cadastre-o na operadora"),
            )
        })?;
        let autoridades =
            self.autoridades.clone().ok_or_else(|| Falha::nova("correio_indisponivel", "aqui não há correio"))?;
        let conta = Conta { endereco, usuario: usuario.to_owned(), senha };
        Caixa::abrir(conta, autoridades, self.gasto.clone()).await
    }
}
