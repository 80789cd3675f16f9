//! `esteira instancia listar`.

use std::process::ExitCode;

use clap::Args;
use esteira_aplicacao::{Aplicacao, Quem, instancias};
use esteira_base::Instante;

use crate::cli::Resultado;
use crate::cli::fluxo::imprimir;

#[derive(Debug, Args)]
pub struct Listar {
    /// Só nesta situação.
    #[arg(long, value_parser = ["EM_ANDAMENTO", "PRECISA_DE_ATENCAO", "DESFAZENDO", "CONCLUIDA", "FALHOU", "CANCELADA"])]
    situacao: Option<String>,
    /// Só deste fluxo.
    #[arg(long)]
    fluxo: Option<String>,
    /// Quantas.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limite: u32,
}

impl Listar {
    pub(super) async fn executar(self, app: &Aplicacao, quem: &Quem) -> Resultado {
        let Self { situacao, fluxo, limite } = self;
        for instancia in instancias::listar(app, quem, fluxo.as_deref(), situacao.as_deref(), limite).await? {
            let (fluxo, mudou) = (&instancia.fluxo_nome, Instante::de_micros(instancia.data_atualizacao));
            imprimir(&format!("{}  {}  {fluxo} {}  {mudou}", instancia.id, instancia.situacao, instancia.chave))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
