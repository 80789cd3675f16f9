//! O que acontece no fluxo → o que o processo mostra, na mesma transação.
//!
//! Um processo sem instância de fatura (outro fluxo qualquer) simplesmente não tem linha a mudar.

use async_trait::async_trait;
use chrono::NaiveDate;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{InstanciaId, UsuarioId};
use esteira_base::{Dinheiro, Instante};
use esteira_dominio::{Canal, StatusProcesso};
use esteira_motor::fluxo::AvisoDeTarefa;
use esteira_motor::maquina::{Decisao, Efeito, ErroAtividade, Evento, NumeroVisita, Situacao, TarefaAberta};
use serde_json::{Value, json};

use super::{CAMPO_DO_PROCESSO, DECISAO_APROVAR, DECISAO_ENVIADA, DECISAO_NAO_ENVIADA, DECISAO_REJEITAR};
use crate::consolidador::Projetor;
use crate::notificacoes::{DaTarefa, Mensagem, Para, avisar};

/// Projeta os fluxos de fatura em `processos`.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProjetorDeFaturas;

#[async_trait]
impl Projetor for ProjetorDeFaturas {
    fn interessa(&self, decisao: &Decisao) -> bool {
        let avisa = decisao.efeitos.iter().any(|efeito| match efeito {
            Efeito::PedirAtencao { .. } | Efeito::Escalonar { .. } => true,
            Efeito::AbrirTarefa(tarefa) => tarefa.avisar.is_some(),
            _ => false,
        });
        // A instância diz de que processo é na entrada com que nasceu.
        let de_processo = || decisao.estado.entrada.get(CAMPO_DO_PROCESSO).is_some();
        let muda = || {
            decisao.eventos.iter().any(|evento| matches!(evento, Evento::TarefaDecidida { .. }))
                || decisao.eventos.iter().any(mandou_repetir)
                || decisao
                    .efeitos
                    .iter()
                    .any(|efeito| matches!(efeito, Efeito::EstadoDeNegocio(_) | Efeito::Encerrar { .. }))
        };
        avisa || (muda() && de_processo())
    }

    async fn projetar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        for evento in &decisao.eventos {
            if let Evento::TarefaDecidida { decisao, por, .. } = evento {
                let aprovador = por.id.as_ref().and_then(|id| id.parse::<UsuarioId>().ok());
                match decisao.as_str() {
                    DECISAO_APROVAR => unidade.anotar_aprovacao(instancia, aprovador, agora).await?,
                    DECISAO_REJEITAR => unidade.anotar_aprovacao(instancia, None, agora).await?,
                    DECISAO_ENVIADA => conferida_a_mao(unidade, instancia, &por.nome, agora).await?,
                    DECISAO_NAO_ENVIADA => unidade.esquecer_intencoes(instancia).await?,
                    _ => {}
                }
            }
            if mandou_repetir(evento) {
                unidade.liberar_trabalhos(instancia, agora).await?;
            }
        }
        for efeito in &decisao.efeitos {
            match efeito {
                Efeito::EstadoDeNegocio(estado) => {
                    let motivo = motivo_da_rejeicao(decisao, estado);
                    unidade.mudar_status_do_processo(instancia, estado, motivo.as_deref(), agora).await?;
                }
                Efeito::PedirAtencao { erro, .. } => falhou(unidade, instancia, erro, agora).await?,
                Efeito::Encerrar { situacao: Situacao::Cancelada, .. } => {
                    let status = StatusProcesso::Cancelado.as_str();
                    unidade.mudar_status_do_processo(instancia, status, cancelamento(decisao), agora).await?;
                }
                Efeito::Escalonar { visita, passo, notificar, .. } => {
                    avisar_do_prazo(unidade, instancia, *visita, passo, notificar, agora).await?;
                }
                Efeito::AbrirTarefa(tarefa) => {
                    if let Some(aviso) = &tarefa.avisar {
                        avisar_candidatos(unidade, instancia, tarefa, aviso, agora).await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Uma pessoa olhou o incidente e mandou fazer de novo: vale também para o que o RPA externo não soube dizer como acabou.
fn mandou_repetir(evento: &Evento) -> bool {
    matches!(evento, Evento::IncidenteResolvido { como, .. } if como == "repetir")
}

/// Esgotou as tentativas, ou não adianta repetir: o processo mostra FALHOU com a causa, e os responsáveis ficam sabendo.
async fn falhou(
    unidade: &mut Unidade,
    instancia: InstanciaId,
    erro: &ErroAtividade,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    let motivo = format!("{} [{}]", erro.mensagem, erro.codigo);
    let status = StatusProcesso::Falhou.as_str();
    unidade.mudar_status_do_processo(instancia, status, Some(&motivo), agora).await?;
    let dados = json!({ "motivo": motivo, "acao_recomendada": erro.acao_recomendada });
    let mensagem = Mensagem::nova("processo_falhou", dados);
    let responsaveis = ["responsaveis".to_owned()];
    avisar(unidade, Some(instancia), Para::por_email(&responsaveis), &mensagem, agora).await
}

/// O prazo de um passo corre; se ele é uma tarefa, quem a pode decidir recebe o seu link.
async fn avisar_do_prazo(
    unidade: &mut Unidade,
    instancia: InstanciaId,
    visita: NumeroVisita,
    passo: &str,
    notificar: &String,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    let mensagem = Mensagem::nova("prazo_vencendo", json!({ "passo": passo }));
    let tarefa = unidade.tarefa_da_visita(instancia, visita.into()).await?;
    let lista = |texto: &str| serde_json::from_str::<Vec<String>>(texto).unwrap_or_default();
    let candidatos = tarefa.map(|tarefa| (lista(&tarefa.papeis), lista(&tarefa.usuarios)));
    let da_tarefa = candidatos.as_ref().map(|(papeis, usuarios)| DaTarefa { visita, papeis, usuarios });
    let para = Para::por_email(std::slice::from_ref(notificar)).da_tarefa(da_tarefa);
    avisar(unidade, Some(instancia), para, &mensagem, agora).await
}

/// Conta a quem decide que há o que decidir. Canal que não se conhece não cala o aviso.
async fn avisar_candidatos(
    unidade: &mut Unidade,
    instancia: InstanciaId,
    tarefa: &TarefaAberta,
    aviso: &AvisoDeTarefa,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    let canal = aviso.canal.parse().unwrap_or(Canal::Email);
    let candidatos = ["candidatos".to_owned()];
    let (visita, papeis, usuarios) = (tarefa.visita, &tarefa.papeis, &tarefa.usuarios);
    let para = Para::por(canal, &candidatos).da_tarefa(Some(DaTarefa { visita, papeis, usuarios }));
    let mensagem = Mensagem::nova(aviso.modelo.clone(), da_tarefa(tarefa));
    avisar(unidade, Some(instancia), para, &mensagem, agora).await
}

/// O que o aviso conta da tarefa; da fatura, também o que a conferência viu.
fn da_tarefa(tarefa: &TarefaAberta) -> Value {
    let da_fatura = |caminho: &str| tarefa.dados.pointer(caminho).and_then(Value::as_str);
    let valor = da_fatura("/valor").and_then(|valor| valor.parse::<Dinheiro>().ok());
    let vencimento = da_fatura("/data_vencimento").and_then(|data| data.parse::<NaiveDate>().ok());
    json!({
        "titulo": tarefa.titulo,
        "passo": tarefa.passo,
        "valor": valor.map(|valor| valor.to_string()),
        "vencimento": vencimento.map(|data| data.format("%d/%m/%Y").to_string()),
        "conferencia": da_fatura("/conferencia/resultado"),
    })
}

/// Uma pessoa viu no SAT que a fatura está lá.
async fn conferida_a_mao(
    unidade: &mut Unidade,
    instancia: InstanciaId,
    por: &str,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    let Some(processo) = unidade.processo_da_instancia(instancia).await? else { return Ok(()) };
    let comprovante = json!({ "conferido_por": por }).to_string();
    unidade.anotar_envio(processo.id.into(), &comprovante, agora).await
}

/// O motivo que quem rejeitou escreveu, quando é a REJEITADO que se vai.
fn motivo_da_rejeicao(decisao: &Decisao, estado: &str) -> Option<String> {
    if estado != StatusProcesso::Rejeitado.as_str() {
        return None;
    }
    decisao.eventos.iter().find_map(|evento| match evento {
        Evento::TarefaDecidida { dados, .. } => Some(dados.get("motivo")?.as_str()?.to_owned()),
        _ => None,
    })
}

fn cancelamento(decisao: &Decisao) -> Option<&str> {
    decisao.eventos.iter().find_map(|evento| match evento {
        Evento::InstanciaCancelada { motivo, .. } => Some(motivo.as_str()),
        _ => None,
    })
}
