//! `esteira instancia acompanhar`.

use std::process::ExitCode;
use std::time::Duration;

use esteira_aplicacao::instancias::{self, Narrador};
use esteira_aplicacao::{Aplicacao, Quem};
use esteira_base::ids::InstanciaId;

use super::mostrar::linha;
use crate::cli::Resultado;
use crate::cli::fluxo::imprimir;

/// De quanto em quanto tempo se olha: o aviso de outro processo não chega até aqui.
const ENTRE_LEITURAS: Duration = Duration::from_secs(1);

pub(super) async fn acompanhar(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Resultado {
    let (mut narrador, mut vista) = (Narrador::default(), 0);
    loop {
        let (instancia, eventos) = instancias::novidades(app, quem, id, vista).await?;
        for evento in &eventos {
            imprimir(&linha(&narrador.contar(evento)))?;
            vista = evento.sequencia;
        }
        let viva = matches!(instancia.situacao.as_str(), "EM_ANDAMENTO" | "PRECISA_DE_ATENCAO" | "DESFAZENDO");
        if !viva {
            imprimir(&format!("{id}: {}", instancia.situacao))?;
            return Ok(ExitCode::SUCCESS);
        }
        tokio::time::sleep(ENTRE_LEITURAS).await;
    }
}
