//! A API HTTP: JSON em português, erros em `application/problem+json`, OpenAPI 3.1 navegável sem internet.
//!
//! - [`rotas`] monta o roteador; [`servir`] o põe no ar e o encerra com ordem;
//! - `api/<recurso>/<verbo>.rs`: cada rota é uma história curta que chama um caso de uso; os tipos do JSON são daqui, não do domínio;
//! - `extracao/`: o que se tira do pedido, com recusas claras; `api/erro.rs`: o único lugar onde erro vira resposta.
//!
//! De `armazem` e `motor` só se usam os tipos que os casos de uso recebem e devolvem.
//!
//! Não deve conhecer: SQL, rpa, regra de negócio, nem papel de quem pede (é o caso de uso que confere).

mod acesso;
mod api;
mod arquivo;
mod barra_final;
mod camadas;
mod documentacao;
mod estado;
mod extracao;
mod idempotencia;
mod limites;
mod opcoes;
mod origens;
mod planilha;
mod quem_pede;
mod resposta;
mod rotas;
mod servir;

pub use limites::LimitesDePedidos;
pub use opcoes::OpcoesDoServidor;
pub use origens::{OrigemInvalida, Origens};
pub use rotas::{openapi, rotas};
pub use servir::servir;
