//! A linha de comando. Um arquivo por comando.

mod agendamento;
mod auditoria;
mod backup;
mod fluxo;
mod importar;
mod instancia;
mod interno;
mod medir;
mod plugin;
mod retencao;
mod servir;
mod simular;
mod usuario;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

pub type Resultado = Result<ExitCode, Box<dyn Error>>;

/// Esteira: fluxos duráveis com tarefas humanas e RPA por plugins WASM.
#[derive(Debug, Parser)]
#[command(name = "esteira", version, about, disable_help_subcommand = true)]
pub struct Comando {
    /// Arquivo de configuração (TOML). Toda chave também vem do ambiente: ESTEIRA_BANCO, ESTEIRA_SAT__URL, …
    #[arg(long, short, global = true, env = "ESTEIRA_CONFIG", value_name = "ARQUIVO")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    acao: Acao,
}

#[derive(Debug, Subcommand)]
enum Acao {
    /// Põe no ar a API e os trabalhadores.
    Servir(servir::Servir),
    /// Aplica as migrações do banco e sai.
    Migrar,
    /// Confere, simula, publica e desenha fluxos.
    #[command(subcommand)]
    Fluxo(fluxo::AcaoDeFluxo),
    /// Constrói e inspeciona plugins.
    #[command(subcommand)]
    Plugin(plugin::AcaoDePlugin),
    /// Lista, executa, pausa e retoma agendamentos.
    #[command(subcommand)]
    Agendamento(agendamento::AcaoDeAgendamento),
    /// Mostra, acompanha e opera instâncias.
    #[command(subcommand)]
    Instancia(instancia::AcaoDeInstancia),
    /// Simula e aplica a retenção: o que acabou há mais tempo do que se guarda.
    #[command(subcommand)]
    Retencao(retencao::AcaoDeRetencao),
    /// Confere se alguém mexeu na auditoria.
    #[command(subcommand)]
    Auditoria(auditoria::AcaoDeAuditoria),
    /// Faz, lista e restaura cópias do banco.
    #[command(subcommand)]
    Backup(backup::AcaoDeBackup),
    /// Traz o cadastro de uma planilha.
    #[command(subcommand)]
    Importar(importar::AcaoDeImportar),
    /// Usuários.
    #[command(subcommand)]
    Usuario(usuario::AcaoDeUsuario),
    /// Mede o motor: vazão, demora, espera e queda, num servidor e num banco só para isto.
    Medir(medir::Medir),
    /// Usado pela própria Esteira.
    #[command(subcommand, hide = true)]
    Interno(interno::AcaoInterna),
}

/// Executa o comando.
pub fn executar(comando: Comando) -> Resultado {
    let config = || Config::ler(comando.config.as_deref());
    match comando.acao {
        Acao::Servir(servir) => servir.executar(config()?),
        Acao::Migrar => assincrono(async {
            let config = config()?;
            let armazem = crate::partida::abrir_armazem(&config).await?;
            armazem.migrar().await?;
            println!("{}: migrações em dia", armazem.nome());
            Ok(ExitCode::SUCCESS)
        }),
        Acao::Fluxo(acao) => acao.executar(config),
        Acao::Plugin(acao) => acao.executar(config),
        Acao::Medir(medir) => medir.executar(config()?),
        Acao::Agendamento(acao) => acao.executar(config()?),
        Acao::Instancia(acao) => acao.executar(config()?),
        Acao::Retencao(acao) => acao.executar(config()?),
        Acao::Auditoria(acao) => acao.executar(config()?),
        Acao::Backup(acao) => acao.executar(config()?),
        Acao::Importar(acao) => acao.executar(config()?),
        Acao::Usuario(acao) => acao.executar(config()?),
        Acao::Interno(acao) => acao.executar(config),
    }
}

/// Roda um futuro no executor da Esteira.
pub(crate) fn assincrono(futuro: impl Future<Output = Resultado>) -> Resultado {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(futuro)
}
