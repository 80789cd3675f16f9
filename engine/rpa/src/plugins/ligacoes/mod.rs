//! As funções que o WIT v1 oferece ao plugin, uma interface por arquivo. Cada uma só traduz: quem faz é o navegador e as regras puras.

mod alvo;
mod arquivos;
mod correio;
mod elemento;
mod execucao;
mod navegador;
pub mod registro;
mod simples;

use wasmtime::component::{HasSelf, Linker, Resource};

use super::estado::Estado;
use crate::erro::{Falha, Queda};
use crate::navegador::Passo;

wasmtime::component::bindgen!({
    path: "../../sdk/wit/v1",
    world: "plugin",
    imports: { default: async | trappable },
    exports: { default: async },
    trappable_error_type: { "esteira:rpa/tipos.erro" => crate::erro::Falha },
    with: {
        "esteira:rpa/navegador.elemento": elemento::Elemento,
        "esteira:rpa/navegador.alvo": alvo::Alvo,
        "esteira:rpa/arquivos.arquivo": crate::plugins::estado::Arquivo,
        "esteira:rpa/correio.caixa": correio::Caixa,
        "esteira:rpa/correio.mensagem": correio::Mensagem,
    },
});

pub use esteira::rpa::tipos::Erro;
use esteira::rpa::tipos::{self, Seletor};

/// Liga todas as interfaces do WIT.
pub fn ligar(linker: &mut Linker<Estado>) -> wasmtime::Result<()> {
    Plugin::add_to_linker::<_, HasSelf<Estado>>(linker, |estado| estado)
}

/// Para as funções que o WIT não deixa falhar: a falha derruba o plugin, com o código dela.
fn em_queda(falha: Falha) -> wasmtime::Error {
    wasmtime::Error::new(Queda::from(falha))
}

impl tipos::Host for Estado {
    fn convert_erro(&mut self, falha: Falha) -> wasmtime::Result<Erro> {
        if falha.derruba {
            return Err(em_queda(falha));
        }
        let detalhes_json = falha.detalhes().to_string();
        Ok(Erro { codigo: falha.codigo.into_owned(), mensagem: falha.mensagem, detalhes_json })
    }
}

impl Estado {
    /// O que o plugin procura.
    fn passo(&self, seletor: Seletor) -> Result<Passo, Falha> {
        self.seletores.passo(seletor.por, seletor.valor)
    }

    /// O que uma referência do plugin guarda.
    fn ver<T: 'static>(&self, referencia: &Resource<T>) -> Result<&T, Falha> {
        self.tabela.get(referencia).map_err(|erro| Falha::referencia(&erro))
    }

    fn dar<T: Send + 'static>(&mut self, valor: T) -> Result<Resource<T>, Falha> {
        self.tabela.push(valor).map_err(|erro| Falha::referencia(&erro))
    }
}

/// Um comando do plugin, do começo à linha do tempo: `comando!(self, "nome", alvo, futuro)`.
macro_rules! comando {
    ($estado:ident, $nome:literal, $alvo:expr, $acao:expr) => {{
        let marca = $estado.iniciar($nome, $alvo);
        let resultado: Result<_, crate::erro::Falha> = async { $acao }.await;
        $estado.concluir(marca, resultado)
    }};
}
use comando;
