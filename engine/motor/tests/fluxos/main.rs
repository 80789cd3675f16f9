//! Cada fluxo do produto, corrido com desfechos escritos: entra um roteiro, sai a história, que fica em retrato.

mod chamado;
mod faturas;
mod ordem_de_servico;
mod roteiro;
