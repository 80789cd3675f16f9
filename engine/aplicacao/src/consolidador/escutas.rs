//! Quem espera um sinal, dos dois lados: a espera que abre procura o sinal que já chegou; o sinal que chega procura a espera aberta.
//!
//! A entrega e a marca de entregue vão no mesmo commit, e por isso um sinal nunca se entrega duas vezes nem se dá por entregue sem o ter
//! sido. Quando a espera abre e o sinal já está guardado, a entrega é mais um comando no mesmo lote: não há linha de fila a perder nem
//! trabalhador a esperar, e uma queda desfaz as duas coisas juntas.
//!
//! Quem espera o quê é o estado da instância que diz; a tabela só serve para achar quem espera. O lote anota as visitas que passaram a
//! escutar ou deixaram de o fazer, e acerta a tabela por elas na transação em que grava. Lote sem nenhuma não vai ao banco por isto.
//!
//! Entre várias esperas da mesma chave ganha a mais velha; entre vários sinais guardados, o que chegou antes.

use std::collections::BTreeSet;

use esteira_armazem::sinais::{EscutaNova, Sinal};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{InstanciaId, SinalId};
use esteira_motor::maquina::{Ator, Comando, Efeito, Espera, Estado, Evento, NumeroVisita};

use super::leitura::ler_mais_uma;
use super::lote::{Lote, Veredito};
use super::viva::Viva;
use super::{Alvo, Aplicado, Solicitacao};
use crate::ErroAplicacao;
use crate::cargas::Cargas;
use crate::sinais::e_correlacao;

/// Código do conflito de um sinal que ninguém espera agora.
pub const SEM_ESPERA: &str = "sinal_sem_espera";
/// Código do conflito de um sinal que já foi entregue, expirou, ou está na mão de outro nó.
pub const SINAL_RESOLVIDO: &str = "sinal_resolvido";

/// Visitas que passaram a escutar, ou deixaram de o fazer, e cuja linha na tabela ainda não se acertou.
pub(super) type Mudadas = BTreeSet<(InstanciaId, NumeroVisita)>;

/// Anota o que a decisão muda. Só quem já escutava tem o que recolher: quase toda visita que acaba é de trabalho ou de tarefa.
pub(super) fn anotar(mudadas: &mut Mudadas, id: InstanciaId, antes: &Estado, efeitos: &[Efeito]) {
    for efeito in efeitos {
        match efeito {
            Efeito::Escutar { visita, correlacao: Some(_), .. } => _ = mudadas.insert((id, *visita)),
            Efeito::Recolher { visita } if escutada(antes, *visita).is_some() => _ = mudadas.insert((id, *visita)),
            _ => {}
        }
    }
}

/// O nome e a correlação que a visita escuta. Sem correlação, só serve o que chega direto à instância, e não há o que escutar; nem há com uma
/// que nenhum sinal traz, como um texto que nem cabe no índice: gravá-la recusaria o comando para sempre.
fn escutada(estado: &Estado, visita: NumeroVisita) -> Option<(&str, &str)> {
    match &estado.visitas.get(&visita)?.espera {
        Espera::Sinal { nome, correlacao: Some(correlacao) } if estado.situacao.viva() && e_correlacao(correlacao) => {
            Some((nome, correlacao))
        }
        _ => None,
    }
}

/// Põe a tabela de acordo com o estado das instâncias, e entrega às esperas que abriram os sinais que já tinham chegado: cada entrega se
/// junta ao que mudou o último comando da instância. Uma entrega pode abrir outra espera; acaba porque cada uma gasta um sinal.
pub(super) async fn acertar(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    vereditos: &mut [Veredito],
) -> Result<(), ErroArmazem> {
    let agora = lote.junto.agora;
    loop {
        let (mut abertas, mut fechadas) = (Vec::new(), Vec::new());
        for (instancia, visita) in std::mem::take(&mut lote.junto.escutas) {
            let Some(Viva { origem, estado, .. }) = lote.vivas.get(&instancia) else { continue };
            let inquilino = origem.inquilino;
            match escutada(estado, visita) {
                Some((nome, correlacao)) => {
                    let (nome, correlacao) = (nome.to_owned(), correlacao.to_owned());
                    abertas.push(EscutaNova { inquilino, instancia, visita, nome, correlacao });
                }
                None => fechadas.push((inquilino, instancia, visita)),
            }
        }
        if abertas.is_empty() && fechadas.is_empty() {
            return Ok(());
        }
        unidade.calar(&fechadas).await?;
        for (instancia, visita) in unidade.escutar(&abertas, agora).await? {
            if let Some(entregue) = entregar_guardado(lote, unidade, instancia, visita).await? {
                somar(vereditos, entregue);
            }
        }
    }
}

/// Entrega à visita o sinal guardado que lhe serve, se ainda há e ela ainda o espera.
async fn entregar_guardado(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    instancia: InstanciaId,
    visita: NumeroVisita,
) -> Result<Option<Aplicado>, ErroArmazem> {
    let Some(viva) = lote.vivas.get(&instancia) else { return Ok(None) };
    let Some((nome, correlacao)) = escutada(&viva.estado, visita) else { return Ok(None) };
    let inquilino = viva.origem.inquilino;
    unidade.em_nome_de(inquilino);
    let Some(sinal) = unidade.sinal_que_serve(nome, correlacao, lote.junto.agora).await? else { return Ok(None) };
    let veredito = match entrega(&sinal) {
        Ok(comando) => {
            lote.aplicar(&Solicitacao { inquilino, alvo: Alvo::Instancia(instancia), comando, anexo: None })?
        }
        Err(erro) => Veredito::Recusado(erro),
    };
    match veredito {
        Veredito::Aplicado(aplicado) => {
            if marcar(unidade, sinal.id.into(), &aplicado, lote).await? {
                // Se quem o recebeu foi outra visita da mesma instância, esta ainda procura o seu.
                lote.junto.escutas.insert((instancia, visita));
            }
            Ok(Some(aplicado))
        }
        // O comando que abriu a espera vale por si; o sinal continua guardado.
        Veredito::Recusado(erro) => {
            tracing::error!(sinal.id = %sinal.id, instancia.id = %instancia, %erro, "sinal guardado não pôde ser entregue");
            Ok(None)
        }
        // Decidiu-se sobre a memória: que se refaça sobre o banco.
        Veredito::Duvidoso => Err(ErroArmazem::Conflito),
    }
}

/// Junta uma entrega ao que mudou o último comando da instância.
fn somar(vereditos: &mut [Veredito], entregue: Aplicado) {
    let da_instancia = vereditos.iter_mut().rev().find_map(|veredito| match veredito {
        Veredito::Aplicado(aplicado) if aplicado.instancia == entregue.instancia => Some(aplicado),
        _ => None,
    });
    if let Some(aplicado) = da_instancia {
        aplicado.eventos.extend(entregue.eventos);
        aplicado.situacao = entregue.situacao;
        aplicado.estado_de_negocio = entregue.estado_de_negocio;
    }
}

/// Marca o sinal como entregue, se foi: a decisão que estoura põe a instância em atenção sem o receber, e ele fica para quando ela voltar.
async fn marcar(
    unidade: &mut Unidade,
    sinal: SinalId,
    aplicado: &Aplicado,
    lote: &Lote<'_>,
) -> Result<bool, ErroArmazem> {
    let recebeu = |evento: &Evento| matches!(evento, Evento::SinalEntregue { .. } | Evento::SinalGuardado { .. });
    let recebido = aplicado.eventos.iter().any(recebeu);
    if recebido {
        unidade.sinal_entregue(sinal, aplicado.instancia, lote.junto.agora).await?;
    }
    Ok(recebido)
}

/// Entrega um sinal guardado a quem o espera, que se lê e trava nesta transação, e o marca. A tabela já tem de estar acertada.
pub(super) async fn entregar(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    sinal: SinalId,
    pedido: &Solicitacao,
) -> Result<Veredito, ErroArmazem> {
    match achar_quem_espera(lote, unidade, cargas, sinal, pedido).await? {
        Ok(instancia) => lote.sinais.insert(sinal, instancia),
        Err(recusa) => return Ok(Veredito::Recusado(recusa)),
    };
    let veredito = lote.aplicar(pedido)?;
    if let Veredito::Aplicado(aplicado) = &veredito {
        marcar(unidade, sinal, aplicado, lote).await?;
    }
    Ok(veredito)
}

/// Acha (e carrega) a instância a que o sinal se entrega, e trava o sinal. Nesta ordem, a mesma de quem abre uma espera; e sem travar o
/// sinal que ninguém espera, para que a espera que esteja abrindo em outro nó o encontre.
async fn achar_quem_espera(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    id: SinalId,
    pedido: &Solicitacao,
) -> Result<Result<InstanciaId, ErroAplicacao>, ErroArmazem> {
    let resolvido = || Ok(Err(ErroAplicacao::conflito(SINAL_RESOLVIDO, "o sinal já não está pendente")));
    unidade.em_nome_de(pedido.inquilino);
    let Some(sinal) = unidade.sinal_pendente(id, lote.junto.agora).await? else { return resolvido() };
    let achada = match sinal.instancia_id.filter(|_| sinal.direto) {
        Some(instancia) => {
            ler_mais_uma(lote, unidade, cargas, instancia.into()).await?;
            Some(instancia.into())
        }
        None => espera_mais_velha(lote, unidade, cargas, &sinal).await?,
    };
    let Some(instancia) = achada else {
        return Ok(Err(ErroAplicacao::conflito(SEM_ESPERA, "ninguém espera este sinal agora")));
    };
    unidade.em_nome_de(pedido.inquilino);
    if unidade.travar_sinal(id).await? { Ok(Ok(instancia)) } else { resolvido() }
}

async fn espera_mais_velha(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    sinal: &Sinal,
) -> Result<Option<InstanciaId>, ErroArmazem> {
    let (inquilino, nome) = (sinal.inquilino_id.into(), sinal.nome.as_str());
    let correlacao = sinal.correlacao.as_deref().unwrap_or_default();
    loop {
        unidade.em_nome_de(inquilino);
        let Some(escuta) = unidade.escuta_mais_velha(nome, correlacao).await? else { return Ok(None) };
        let instancia = InstanciaId::from(escuta.instancia_id);
        let visita = u32::try_from(escuta.visita).unwrap_or(u32::MAX);
        // Ler a trava; outro nó pode tê-la feito andar entre a leitura da espera e a trava.
        ler_mais_uma(lote, unidade, cargas, instancia).await?;
        // Não se sabe se ela ainda o espera: até que se leia, o sinal continua guardado, e a vez, dela.
        if lote.paradas.contains_key(&instancia) {
            return Ok(None);
        }
        let viva = lote.vivas.get(&instancia);
        if viva.and_then(|viva| escutada(&viva.estado, visita)) == Some((nome, correlacao)) {
            return Ok(Some(instancia));
        }
        unidade.calar(&[(inquilino, instancia, visita)]).await?;
    }
}

/// O comando que entrega um sinal guardado.
pub(crate) fn entrega(sinal: &Sinal) -> Result<Comando, ErroAplicacao> {
    let por: Ator = serde_json::from_str(&sinal.por).map_err(ErroAplicacao::interno)?;
    let dados = serde_json::from_str(&sinal.dados).map_err(ErroAplicacao::interno)?;
    Ok(Comando::Entregar { nome: sinal.nome.clone(), correlacao: sinal.correlacao.clone(), dados, por })
}
