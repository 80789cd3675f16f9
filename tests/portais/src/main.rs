//! `esteira-portais`: sobe os portais simulados com dados de amostra e fica no ar até Ctrl+C.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use esteira_base::{Relogio, RelogioDoSistema};
use esteira_portais::{
    CaixaDeCorreio, DadosDigitalnet, DadosEmbratel, DadosOi, DadosSat, DadosVivo, Opcoes, PortalDigitalnet,
    PortalEmbratel, PortalOi, PortalSat, PortalVivo,
};

/// Portais simulados da Esteira: operadora, SAT e caixa de correio, com dados inventados.
#[derive(Parser)]
#[command(version)]
struct Argumentos {
    /// Onde escutar. Fora de 127.0.0.1 qualquer um da rede entra: os portais não têm segurança de verdade.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    ip: IpAddr,
    /// Portal da operadora Oi (0 = qualquer porta livre, em todas as opções de porta).
    #[arg(long, default_value_t = 8101)]
    porta_oi: u16,
    /// SAT.
    #[arg(long, default_value_t = 8102)]
    porta_sat: u16,
    /// Página da caixa de correio.
    #[arg(long, default_value_t = 8103)]
    porta_correio: u16,
    /// Portal da operadora Embratel.
    #[arg(long, default_value_t = 8104)]
    porta_embratel: u16,
    /// Portal da operadora Digitalnet.
    #[arg(long, default_value_t = 8105)]
    porta_digitalnet: u16,
    /// Portal da operadora Vivo.
    #[arg(long, default_value_t = 8106)]
    porta_vivo: u16,
    /// SMTP da caixa de correio.
    #[arg(long, default_value_t = 8125)]
    porta_smtp: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match servir(Argumentos::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(erro) => {
            eprintln!("{erro}");
            ExitCode::FAILURE
        }
    }
}

async fn servir(argumentos: Argumentos) -> Result<(), String> {
    let em = |porta| SocketAddr::new(argumentos.ip, porta);
    let opcoes = |porta| Opcoes { endereco: em(porta), ..Opcoes::default() };
    let falhou = |oque: &'static str, opcao: &'static str| {
        move |erro: std::io::Error| {
            format!("Não foi possível subir {oque}: {erro}. Se a porta estiver ocupada, escolha outra com {opcao}.")
        }
    };
    let hoje = RelogioDoSistema.agora().data_hora().date_naive();

    let oi = PortalOi::subir_com(DadosOi::amostra(hoje), opcoes(argumentos.porta_oi))
        .await
        .map_err(falhou("o portal da Oi", "--porta-oi"))?;
    let embratel = PortalEmbratel::subir_com(DadosEmbratel::amostra(hoje), opcoes(argumentos.porta_embratel))
        .await
        .map_err(falhou("o portal da Embratel", "--porta-embratel"))?;
    let digitalnet = PortalDigitalnet::subir_com(DadosDigitalnet::amostra(hoje), opcoes(argumentos.porta_digitalnet))
        .await
        .map_err(falhou("o portal da Digitalnet", "--porta-digitalnet"))?;
    let vivo = PortalVivo::subir_com(DadosVivo::amostra(hoje), opcoes(argumentos.porta_vivo))
        .await
        .map_err(falhou("o portal da Vivo", "--porta-vivo"))?;
    let sat = PortalSat::subir_com(DadosSat::amostra(), opcoes(argumentos.porta_sat))
        .await
        .map_err(falhou("o SAT", "--porta-sat"))?;
    let correio = CaixaDeCorreio::subir_com(em(argumentos.porta_smtp), opcoes(argumentos.porta_correio))
        .await
        .map_err(falhou("a caixa de correio", "--porta-correio ou --porta-smtp"))?;

    println!("Oi          {}   login padaria, clinica, autopecas ou colegio; senha demonstracao", oi.url());
    println!("Embratel    {}   os mesmos", embratel.url());
    println!("Digitalnet  {}   os mesmos; a API em {}", digitalnet.url(), digitalnet.url_da_api());
    println!("Vivo        {0}   os mesmos, CPF 99900000005; o código do SMS em {0}/_sms", vivo.url());
    println!("SAT         {0}   login esteira; senha demonstracao; recebidas em {0}/_recebidas", sat.url());
    println!("Correio     {}   SMTP em {}", correio.url(), correio.endereco_smtp());
    println!("Falhas em /_controle de cada um. Ctrl+C para sair.");
    tokio::signal::ctrl_c().await.map_err(|erro| format!("Não foi possível esperar o Ctrl+C: {erro}."))
}
