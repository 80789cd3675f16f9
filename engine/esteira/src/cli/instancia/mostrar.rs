//! `esteira instancia mostrar`.

use std::fmt::Write;
use std::process::ExitCode;

use esteira_aplicacao::instancias::{self, Detalhe, Fato, Narrador, acao_sugerida};
use esteira_aplicacao::{Aplicacao, Quem};
use esteira_base::ids::InstanciaId;
use esteira_motor::historia;
use esteira_motor::maquina::{Espera, Estado};

use crate::cli::Resultado;
use crate::cli::fluxo::imprimir;

pub(super) async fn mostrar(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Resultado {
    let detalhe = instancias::obter(app, quem, id).await?;
    imprimir(retrato(&detalhe)?.trim_end())?;
    imprimir("\nhistória")?;
    let mut narrador = Narrador::default();
    for evento in &detalhe.eventos {
        imprimir(&linha(&narrador.contar(evento)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Um fato numa linha, com a hora.
pub(super) fn linha(fato: &Fato) -> String {
    format!("  {}  {}", fato.em, fato.texto)
}

fn retrato(detalhe: &Detalhe) -> Result<String, Box<dyn std::error::Error>> {
    let instancia = &detalhe.instancia;
    let mut texto = format!("{} {}\n", instancia.fluxo_nome, instancia.chave);
    if let Some(ilegivel) = &detalhe.ilegivel {
        writeln!(texto, "situação: {}", instancia.situacao)?;
        writeln!(texto, "o estado guardado não se lê: {}", ilegivel.problema)?;
        return Ok(texto);
    }
    let estado: Estado = serde_json::from_str(&instancia.estado)?;
    let pausada = if estado.pausada { ", pausada" } else { "" };
    writeln!(texto, "situação: {}{pausada}", instancia.situacao)?;
    if let Some(negocio) = &instancia.estado_de_negocio {
        writeln!(texto, "estado: {negocio}")?;
    }
    if let Some(mae) = detalhe.mae {
        writeln!(texto, "mãe: {mae}")?;
    }
    for filha in &detalhe.filhas {
        writeln!(texto, "filha: {} ({})", filha.id, filha.fluxo)?;
    }
    for (numero, visita) in &estado.visitas {
        let passo = historia::nome(&estado, *numero);
        writeln!(texto, "aberta: visita {numero}, {passo}, desde {}: {}", visita.desde, espera(&visita.espera))?;
        if let Espera::Incidente(incidente) = &visita.espera {
            writeln!(texto, "  causa: {} ({})", incidente.erro.codigo, incidente.erro.mensagem)?;
            writeln!(texto, "  sugestão: {}", acao_sugerida(&incidente.erro))?;
        }
    }
    Ok(texto)
}

fn espera(espera: &Espera) -> String {
    match espera {
        Espera::Nada => "começando".to_owned(),
        Espera::Trabalho { tentativa, .. } => format!("trabalho em curso, tentativa {tentativa}"),
        Espera::Tarefa(tarefa) => match &tarefa.responsavel {
            Some(responsavel) => format!("tarefa com {}", responsavel.nome),
            None => "tarefa à espera de quem a decida".to_owned(),
        },
        Espera::Ramos(ramos) => format!("{} de {} ramos terminados", ramos.terminados.len(), ramos.total),
        Espera::Filha { .. } => "à espera da filha".to_owned(),
        Espera::Sinal { nome, .. } => format!("à espera do sinal {nome}"),
        Espera::Tempo { ate } => format!("à espera até {ate}"),
        Espera::Incidente(incidente) => format!("parada na tentativa {}", incidente.tentativa),
    }
}
