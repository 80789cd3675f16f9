//! Efeitos da máquina → o que o lote vai gravar na fila e nas tarefas. Nada aqui vai ao banco.

use esteira_armazem::ErroArmazem;
use esteira_armazem::fila::{Concedido, ItemNovo, PRIMEIRA_CONCESSAO, TipoDeItem};
use esteira_armazem::motor::{Tarefa, TarefaAberta as Aberta, TarefaFechada};
use esteira_base::Instante;
use esteira_base::ids::{ItemId, TarefaId};
use esteira_motor::maquina::{Decisao, Efeito, Evento, NumeroVisita, Pedido, TarefaAberta, Temporizador, Trabalho};
use serde::Serialize;

use super::entregas::Entregue;
use super::lote::Junto;
use super::viva::{TarefaViva, Viva, candidato_por_papel};

/// Junta o que a decisão manda fazer.
pub(super) fn juntar(junto: &mut Junto, viva: &mut Viva, decisao: &Decisao) -> Result<(), ErroArmazem> {
    for efeito in &decisao.efeitos {
        match efeito {
            Efeito::Agendar(trabalho) => agendar(junto, viva, trabalho)?,
            Efeito::Armar { visita, temporizador, em } => armar(junto, viva, *visita, *temporizador, *em)?,
            Efeito::Recolher { visita } => recolher(junto, viva, *visita),
            Efeito::AbrirTarefa(tarefa) => abrir_tarefa(junto, viva, tarefa)?,
            Efeito::FecharTarefa { visita, decisao: tomada } => {
                fechar_tarefa(junto, viva, *visita, tomada.as_deref(), quem_decidiu(decisao, *visita));
            }
            Efeito::VencerTarefa { visita } => vencer_tarefa(viva, *visita),
            // O que é de negócio quem projeta é o projetor; o resto já está no retrato.
            Efeito::EstadoDeNegocio(_)
            | Efeito::PedirAtencao { .. }
            | Efeito::AtencaoResolvida
            | Efeito::Encerrar { .. }
            | Efeito::Escalonar { .. } => {}
        }
    }
    Ok(())
}

/// O que acaba na hora, sem sair deste processo, não ocupa lugar de quem dirige navegador.
fn tipo_do_trabalho(trabalho: &Trabalho) -> TipoDeItem {
    match trabalho.pedido {
        Pedido::Notificar(_) => TipoDeItem::Leve,
        _ => TipoDeItem::Trabalho,
    }
}

fn agendar(junto: &mut Junto, viva: &Viva, trabalho: &Trabalho) -> Result<(), ErroArmazem> {
    let limite = trabalho.limite.as_ref().map(|l| (l.chave.clone(), l.simultaneos, l.por_minuto));
    let mut item = ItemNovo {
        id: ItemId::novo(),
        inquilino: viva.origem.inquilino,
        instancia: viva.origem.id,
        visita: trabalho.visita,
        tipo: tipo_do_trabalho(trabalho),
        carga: json(trabalho)?,
        visivel_em: trabalho.a_partir_de,
        prioridade: trabalho.prioridade,
        limite,
        concedida_a: None,
    };
    let pronto = item.visivel_em <= junto.agora;
    // Com limite, só a fila sabe contar.
    let reserva = junto.entregas.as_ref().filter(|_| pronto && item.limite.is_none());
    match reserva.and_then(|entregas| entregas.reservar(item.tipo)) {
        Some(reserva) => {
            item.concedida_a = Some(reserva.no);
            let concedido = Concedido {
                id: item.id,
                inquilino: item.inquilino,
                instancia: item.instancia,
                visita: item.visita,
                carga: item.carga.clone(),
                concessao: PRIMEIRA_CONCESSAO,
            };
            junto.entregues.push(Entregue { concedido, trabalho: trabalho.clone(), lugar: reserva.lugar });
        }
        None => junto.trabalho_solto |= pronto,
    }
    junto.gravacao.itens.push(item);
    Ok(())
}

fn armar(
    junto: &mut Junto,
    viva: &Viva,
    visita: NumeroVisita,
    temporizador: Temporizador,
    em: Instante,
) -> Result<(), ErroArmazem> {
    junto.temporizador_vencido |= em <= junto.agora;
    junto.gravacao.itens.push(ItemNovo {
        id: ItemId::novo(),
        inquilino: viva.origem.inquilino,
        instancia: viva.origem.id,
        visita,
        tipo: TipoDeItem::Temporizador,
        carga: json(&temporizador)?,
        visivel_em: em,
        prioridade: 0,
        limite: None,
        concedida_a: None,
    });
    Ok(())
}

fn recolher(junto: &mut Junto, viva: &Viva, visita: NumeroVisita) {
    let id = viva.origem.id;
    // O que nasceu neste mesmo lote nem chega à fila.
    junto.gravacao.itens.retain(|item| item.instancia != id || item.visita != visita);
    junto.entregues.retain(|e| e.concedido.instancia != id || e.concedido.visita != visita);
    if viva.gravada.is_some() {
        junto.gravacao.recolhidas.push((viva.origem.inquilino, id, visita));
    }
}

fn abrir_tarefa(junto: &Junto, viva: &mut Viva, nova: &TarefaAberta) -> Result<(), ErroArmazem> {
    let tarefa = Tarefa {
        id: TarefaId::novo().0,
        instancia_id: viva.origem.id.0,
        visita: i64::from(nova.visita),
        passo: nova.passo.clone(),
        titulo: nova.titulo.clone(),
        papeis: json(&nova.papeis)?,
        dados: json(&nova.dados)?,
        decisoes: json(&nova.decisoes)?,
        situacao: "ABERTA".to_owned(),
        vencida: false,
        vence_em: nova.vence.map(Instante::micros),
        decisao: None,
        decidida_por: None,
        decidida_em: None,
        revisao: 1,
        data_criacao: junto.agora.micros(),
    };
    let candidatos = nova.papeis.iter().map(|papel| candidato_por_papel(papel)).collect();
    let aberta = Aberta { inquilino: viva.origem.inquilino, tarefa, candidatos };
    viva.tarefas.push(TarefaViva { aberta, guardada: false, mudou: false });
    Ok(())
}

fn fechar_tarefa(junto: &mut Junto, viva: &mut Viva, visita: NumeroVisita, decisao: Option<&str>, por: Option<String>) {
    let da_visita = |viva: &TarefaViva| viva.aberta.tarefa.visita == i64::from(visita);
    let Some(posicao) = viva.tarefas.iter().position(da_visita) else { return };
    let TarefaViva { mut aberta, guardada, .. } = viva.tarefas.swap_remove(posicao);
    let tarefa = &mut aberta.tarefa;
    tarefa.situacao = if decisao.is_some() { "CONCLUIDA" } else { "CANCELADA" }.to_owned();
    tarefa.decisao = decisao.map(str::to_owned);
    tarefa.decidida_por = por;
    tarefa.decidida_em = Some(junto.agora.micros());
    tarefa.revisao += 1;
    junto.gravacao.tarefas_fechadas.push(TarefaFechada { fechada: aberta, estava_aberta: guardada });
}

fn vencer_tarefa(viva: &mut Viva, visita: NumeroVisita) {
    let da_visita = |viva: &&mut TarefaViva| viva.aberta.tarefa.visita == i64::from(visita);
    if let Some(tarefa) = viva.tarefas.iter_mut().find(da_visita) {
        tarefa.aberta.tarefa.vencida = true;
        tarefa.aberta.tarefa.revisao += 1;
        tarefa.mudou = true;
    }
}

fn quem_decidiu(decisao: &Decisao, visita: NumeroVisita) -> Option<String> {
    decisao.eventos.iter().find_map(|evento| match evento {
        Evento::TarefaDecidida { visita: v, por, .. } if *v == visita => Some(por.nome.clone()),
        _ => None,
    })
}

fn json(valor: &impl Serialize) -> Result<String, ErroArmazem> {
    serde_json::to_string(valor).map_err(|erro| nao_serializa("fila", "carga", erro))
}

/// Um valor nosso que não vira JSON é defeito; o lote inteiro se desfaz, para nada ficar pela metade.
pub(super) fn nao_serializa(tabela: &'static str, coluna: &'static str, erro: serde_json::Error) -> ErroArmazem {
    ErroArmazem::Corrompido { tabela, coluna, id: String::new(), problema: erro.to_string() }
}
