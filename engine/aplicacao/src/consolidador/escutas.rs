//! Quem espera um sinal, dos dois lados: a espera que abre procura o sinal que já chegou; o sinal que chega procura a espera aberta.
//!
//! A entrega e a marca de entregue vão no mesmo commit, e por isso um sinal nunca se entrega duas vezes nem se dá por entregue sem o ter
//! sido. Quando a espera abre e o sinal já está guardado, a entrega é um segundo comando no mesmo lote: não há linha de fila a perder nem
//! trabalhador a esperar, e uma queda desfaz as duas coisas juntas.
//!
//! Entre várias esperas da mesma chave ganha a mais velha; entre vários sinais guardados, o que chegou antes.

use esteira_armazem::sinais::Sinal;
use esteira_base::ids::{InstanciaId, SinalId};
use esteira_motor::maquina::{Ator, Comando, Efeito, Espera, Evento, NumeroVisita};

use super::Aplicado;
use super::lote::{Falha, Lote};
use crate::ErroAplicacao;

/// Código do conflito de um sinal que ninguém espera agora.
pub const SEM_ESPERA: &str = "sinal_sem_espera";
/// Código do conflito de um sinal que já foi entregue, expirou, ou está na mão de outro nó.
pub const SINAL_RESOLVIDO: &str = "sinal_resolvido";

/// Uma espera que acabou de abrir.
pub(super) struct EscutaAberta {
    visita: NumeroVisita,
    nome: String,
    correlacao: String,
}

pub(super) async fn abrir(
    lote: &mut Lote<'_>,
    id: InstanciaId,
    visita: NumeroVisita,
    nome: &str,
    correlacao: &str,
) -> Result<(), Falha> {
    let agora = lote.agora;
    lote.unidade.escutar(id, visita, nome, correlacao, agora).await?;
    lote.escutas.push(EscutaAberta { visita, nome: nome.to_owned(), correlacao: correlacao.to_owned() });
    Ok(())
}

/// Só vai ao banco se a visita escutava: quase toda visita que se recolhe é de trabalho ou de tarefa.
pub(super) async fn fechar(
    lote: &mut Lote<'_>,
    id: InstanciaId,
    visita: NumeroVisita,
    efeitos: &[Efeito],
) -> Result<(), Falha> {
    let antes = lote.estado(id).and_then(|estado| estado.visitas.get(&visita));
    let escutava = antes.is_some_and(|visita| matches!(visita.espera, Espera::Sinal { correlacao: Some(_), .. }));
    let abriu = efeitos.iter().any(|efeito| matches!(efeito, Efeito::Escutar { visita: v, .. } if *v == visita));
    if escutava || abriu {
        lote.unidade.calar(id, i64::from(visita)).await?;
    }
    Ok(())
}

/// Entrega às esperas que o comando abriu os sinais que já tinham chegado. Cada entrega pode abrir outra espera; acaba porque cada uma
/// gasta um sinal.
pub(super) async fn entregar_guardados(lote: &mut Lote<'_>, aplicado: &mut Aplicado) -> Result<(), Falha> {
    let id = aplicado.instancia;
    while let Some(EscutaAberta { visita, nome, correlacao }) = lote.escutas.pop() {
        if !espera(lote, id, visita, &nome, &correlacao) {
            continue;
        }
        let agora = lote.agora;
        let Some(sinal) = lote.unidade.sinal_que_serve(&nome, &correlacao, agora).await? else { continue };
        let seguinte = match entrega(&sinal) {
            Ok(comando) => lote.decidir(id, &comando, None).await,
            Err(erro) => Err(Falha::DoComando(erro)),
        };
        match seguinte {
            Ok(seguinte) => {
                marcar(lote, sinal.id.into(), &seguinte).await?;
                aplicado.eventos.extend(seguinte.eventos);
                aplicado.situacao = seguinte.situacao;
                aplicado.estado_de_negocio = seguinte.estado_de_negocio;
            }
            // O comando que abriu a espera vale por si; o sinal continua guardado.
            Err(Falha::DoComando(erro)) => {
                tracing::error!(sinal.id = %sinal.id, instancia.id = %id, %erro, "sinal guardado não pôde ser entregue");
            }
            Err(falha) => return Err(falha),
        }
    }
    Ok(())
}

/// Marca o sinal como entregue, se foi: a decisão que estoura põe a instância em atenção sem o receber, e ele fica para quando ela voltar.
pub(super) async fn marcar(lote: &mut Lote<'_>, sinal: SinalId, aplicado: &Aplicado) -> Result<(), Falha> {
    let recebeu = |evento: &Evento| matches!(evento, Evento::SinalEntregue { .. } | Evento::SinalGuardado { .. });
    if aplicado.eventos.iter().any(recebeu) {
        let agora = lote.agora;
        lote.unidade.sinal_entregue(sinal, aplicado.instancia, agora).await?;
    }
    Ok(())
}

/// Acha (e carrega) a instância a que o sinal se entrega, e trava o sinal. Nesta ordem, a mesma de quem abre uma espera; e sem travar o
/// sinal que ninguém espera, para que a espera que esteja abrindo em outro nó o encontre.
pub(super) async fn achar_quem_espera(lote: &mut Lote<'_>, id: SinalId) -> Result<InstanciaId, Falha> {
    let agora = lote.agora;
    let resolvido = || recusa(SINAL_RESOLVIDO, "o sinal já não está pendente");
    let sinal = lote.unidade.sinal_pendente(id, agora).await?.ok_or_else(resolvido)?;
    let instancia = match sinal.instancia_id.filter(|_| sinal.direto) {
        Some(instancia) => lote.carregar(instancia.into()).await?,
        None => espera_mais_velha(lote, &sinal.nome, sinal.correlacao.as_deref().unwrap_or_default()).await?,
    };
    if lote.unidade.travar_sinal(id).await? { Ok(instancia) } else { Err(resolvido()) }
}

async fn espera_mais_velha(lote: &mut Lote<'_>, nome: &str, correlacao: &str) -> Result<InstanciaId, Falha> {
    while let Some(escuta) = lote.unidade.escuta_mais_velha(nome, correlacao).await? {
        let instancia = InstanciaId::from(escuta.instancia_id);
        let visita = u32::try_from(escuta.visita).unwrap_or(u32::MAX);
        // Carregar trava a instância; outro nó pode tê-la feito andar entre a leitura da espera e a trava.
        match lote.carregar(instancia).await {
            Ok(_) if espera(lote, instancia, visita, nome, correlacao) => return Ok(instancia),
            Ok(_) | Err(Falha::DoComando(ErroAplicacao::NaoEncontrado { .. })) => {
                lote.unidade.calar(instancia, escuta.visita).await?;
            }
            Err(falha) => return Err(falha),
        }
    }
    Err(recusa(SEM_ESPERA, "ninguém espera este sinal agora"))
}

/// O comando que entrega um sinal guardado.
pub(crate) fn entrega(sinal: &Sinal) -> Result<Comando, ErroAplicacao> {
    let por: Ator = serde_json::from_str(&sinal.por).map_err(ErroAplicacao::interno)?;
    let dados = serde_json::from_str(&sinal.dados).map_err(ErroAplicacao::interno)?;
    Ok(Comando::Entregar { nome: sinal.nome.clone(), correlacao: sinal.correlacao.clone(), dados, por })
}

fn espera(lote: &Lote<'_>, id: InstanciaId, visita: NumeroVisita, nome: &str, correlacao: &str) -> bool {
    let Some(estado) = lote.estado(id).filter(|estado| estado.situacao.viva()) else { return false };
    estado.visitas.get(&visita).is_some_and(|aberta| match &aberta.espera {
        Espera::Sinal { nome: esperado, correlacao: exigida } => {
            esperado == nome && exigida.as_deref() == Some(correlacao)
        }
        _ => false,
    })
}

fn recusa(codigo: &'static str, mensagem: &str) -> Falha {
    Falha::DoComando(ErroAplicacao::conflito(codigo, mensagem))
}
