//! Entregar o que está guardado.

use esteira_armazem::sinais::Sinal;
use esteira_base::ids::{InquilinoId, SinalId};

use crate::consolidador::{Alvo, SEM_ESPERA, SINAL_RESOLVIDO, entrega};
use crate::{Aplicacao, ErroAplicacao};

/// Quantos pendentes se leem por vez na varredura.
const POR_VEZ: u32 = 100;

/// Tenta entregar. `false` = ninguém o espera, ou já se resolveu, ou não se pôde agora: continua guardado.
///
/// Só falha no direto, se a instância o recusa. Fora isso, o que impeça a entrega não é erro de quem mandou: o sinal está durável, e a
/// varredura tenta de novo.
pub(crate) async fn entregar(app: &Aplicacao, sinal: &Sinal) -> Result<bool, ErroAplicacao> {
    if sinal.situacao != "PENDENTE" {
        return Ok(false);
    }
    let (inquilino, id) = (InquilinoId::from(sinal.inquilino_id), SinalId::from(sinal.id));
    match app.consolidador.pedir(inquilino, Alvo::Sinal(id), entrega(sinal)?, None).await {
        Ok(_) => Ok(true),
        Err(ErroAplicacao::Conflito { codigo: SEM_ESPERA | SINAL_RESOLVIDO, .. }) => Ok(false),
        // A instância a que se dirigia acabou enquanto ele chegava: não há mais a quem ir.
        Err(erro @ (ErroAplicacao::Recusado(_) | ErroAplicacao::NaoEncontrado { .. })) if sinal.direto => {
            let mut unidade = app.armazem.escrever(inquilino).await?;
            unidade.desistir_do_sinal(id).await?;
            unidade.confirmar().await?;
            Err(erro)
        }
        Err(erro) => {
            let causa = std::error::Error::source(&erro).map(ToString::to_string);
            tracing::warn!(sinal.id = %id, %erro, causa, "sinal guardado e ainda não entregue");
            Ok(false)
        }
    }
}

/// Entrega os pendentes que já têm quem os espere, de todos os inquilinos. Devolve quantos entregou.
pub async fn entregar_pendentes(app: &Aplicacao) -> Result<usize, ErroAplicacao> {
    let (mut entregues, mut depois_de) = (0, None);
    loop {
        let sinais = app.armazem.sinais_sem_entrega(depois_de, POR_VEZ, app.relogio.agora()).await?;
        for sinal in &sinais {
            // Um sinal que não se entrega não segura os outros.
            match entregar(app, sinal).await {
                Ok(entregou) => entregues += usize::from(entregou),
                Err(erro) => tracing::warn!(sinal.id = %sinal.id, %erro, "sinal pendente não pôde ser entregue"),
            }
        }
        match sinais.last() {
            Some(ultimo) if sinais.len() == POR_VEZ as usize => depois_de = Some(ultimo.id),
            _ => return Ok(entregues),
        }
    }
}
