//! Efeitos da máquina → o que o lote vai gravar na fila e nas tarefas. Nada aqui vai ao banco.

use esteira_armazem::ErroArmazem;
use esteira_armazem::fila::{Concedido, ItemNovo, PRIMEIRA_CONCESSAO, TipoDeItem};
use esteira_armazem::motor::{Tarefa, TarefaAberta as Aberta, TarefaFechada};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId, TarefaId};
use esteira_motor::maquina::{
    Ator, Comando, Decisao, Efeito, ErroAtividade, EsperaDeTarefa, Evento, NumeroVisita, Pedido, Situacao,
    TarefaAberta, Trabalho,
};
use serde::Serialize;
use serde_json::Value;

use super::entregas::Entregue;
use super::lote::Junto;
use super::recado::{Mae, Recado};
use super::viva::{TarefaViva, Viva, candidato_por_papel, candidato_por_usuario};
use crate::trabalhos::sortear;

/// A visita de um recado que não é de nenhuma: ninguém o recolhe.
const SEM_VISITA: NumeroVisita = 0;

/// Junta o que a decisão manda fazer.
pub(super) fn juntar(junto: &mut Junto, viva: &mut Viva, decisao: &Decisao) -> Result<(), ErroArmazem> {
    for efeito in &decisao.efeitos {
        match efeito {
            Efeito::Agendar(trabalho) => agendar(junto, viva, trabalho)?,
            Efeito::Armar { visita, temporizador, em } => {
                let vencer = Comando::Vencer { visita: *visita, temporizador: *temporizador };
                mandar(junto, Para::si_mesma(viva, *visita), &Recado::Comando(Box::new(vencer)), *em, 0)?;
            }
            Efeito::IniciarFilha(filha) => {
                let recado = Recado::IniciarFilha(filha.clone());
                mandar(junto, Para::si_mesma(viva, filha.visita), &recado, filha.a_partir_de, filha.prioridade)?;
            }
            Efeito::CancelarFilha { visita, tentativa } => cancelar_filha(junto, viva, *visita, *tentativa)?,
            Efeito::Encerrar { situacao, resultado, erro } => {
                contar_a_mae(junto, viva, *situacao, resultado, erro.as_ref())?;
            }
            Efeito::Suspender => suspender(junto, viva, true),
            Efeito::Reativar => suspender(junto, viva, false),
            Efeito::AtualizarTarefa { visita, agora } => atualizar_tarefa(viva, *visita, agora)?,
            Efeito::Recolher { visita } => recolher(junto, viva, *visita),
            Efeito::AbrirTarefa(tarefa) => abrir_tarefa(junto, viva, tarefa)?,
            Efeito::FecharTarefa { visita, decisao: tomada } => {
                fechar_tarefa(junto, viva, *visita, tomada.as_deref(), quem_decidiu(decisao, *visita));
            }
            Efeito::VencerTarefa { visita } => vencer_tarefa(viva, *visita),
            // O que é de negócio quem projeta é o projetor; o que se escuta é de `escutas`; o resto já está no retrato.
            Efeito::EstadoDeNegocio(_)
            | Efeito::PedirAtencao { .. }
            | Efeito::AtencaoResolvida
            | Efeito::Escutar { .. }
            | Efeito::Escalonar { .. } => {}
        }
    }
    Ok(())
}

/// O que acaba na hora, sem sair deste processo, não ocupa lugar de quem dirige navegador.
fn tipo_do_trabalho(trabalho: &Trabalho) -> TipoDeItem {
    match trabalho.pedido {
        Pedido::Notificar(_) => TipoDeItem::Leve,
        Pedido::Rpa(_) | Pedido::Http(_) => TipoDeItem::Trabalho,
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
        suspensa: viva.estado.pausada,
    };
    let pronto = item.visivel_em <= junto.agora;
    // Com limite, só a fila sabe contar.
    let reserva = junto.entregas.as_ref().filter(|_| pronto && item.limite.is_none() && !item.suspensa);
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

/// De quem é um recado.
struct Para {
    inquilino: InquilinoId,
    instancia: InstanciaId,
    visita: NumeroVisita,
    suspensa: bool,
}

impl Para {
    /// Da própria instância, que se está pausada só o ouve quando retomar.
    fn si_mesma(viva: &Viva, visita: NumeroVisita) -> Self {
        let (inquilino, instancia) = (viva.origem.inquilino, viva.origem.id);
        Self { inquilino, instancia, visita, suspensa: viva.estado.pausada }
    }

    /// De outra, do mesmo inquilino: nasce andando, porque aqui não se sabe se ela está pausada.
    fn outra(viva: &Viva, instancia: InstanciaId, visita: NumeroVisita) -> Self {
        Self { inquilino: viva.origem.inquilino, instancia, visita, suspensa: false }
    }
}

/// Põe na fila um recado para uma instância.
fn mandar(junto: &mut Junto, para: Para, recado: &Recado, em: Instante, prioridade: i32) -> Result<(), ErroArmazem> {
    let Para { inquilino, instancia, visita, suspensa } = para;
    junto.temporizador_vencido |= em <= junto.agora && !suspensa;
    junto.gravacao.itens.push(ItemNovo {
        id: ItemId::novo(),
        inquilino,
        instancia,
        visita,
        tipo: TipoDeItem::Temporizador,
        carga: json(recado)?,
        visivel_em: em,
        prioridade,
        limite: None,
        concedida_a: None,
        suspensa,
    });
    Ok(())
}

/// A que ainda não nasceu já foi recolhida; a que nasceu fica sabendo. Se nunca nasceu, o recado não acha ninguém e some.
fn cancelar_filha(junto: &mut Junto, viva: &Viva, visita: NumeroVisita, tentativa: u32) -> Result<(), ErroArmazem> {
    let filha = Mae { id: viva.origem.id, visita, tentativa }.filha();
    let motivo = "a instância mãe já não espera por esta".to_owned();
    let recado = Recado::Comando(Box::new(Comando::Cancelar { motivo, por: Ator::sistema() }));
    mandar(junto, Para::outra(viva, filha, SEM_VISITA), &recado, junto.agora, 0)
}

/// A filha que encerra diz à mãe, na mesma transação em que encerra.
fn contar_a_mae(
    junto: &mut Junto,
    viva: &Viva,
    situacao: Situacao,
    resultado: &Value,
    erro: Option<&ErroAtividade>,
) -> Result<(), ErroArmazem> {
    let Some(Mae { id, visita, tentativa }) = Mae::de(&viva.estado) else { return Ok(()) };
    let erro = match situacao {
        Situacao::Cancelada => Some(ErroAtividade::de_negocio("subfluxo_cancelado", "a instância filha foi cancelada")),
        _ => erro.cloned(),
    };
    let comando = Comando::FilhaEncerrou { visita, tentativa, resultado: resultado.clone(), erro, sorteio: sortear() };
    mandar(junto, Para::outra(viva, id, visita), &Recado::Comando(Box::new(comando)), junto.agora, 0)
}

fn suspender(junto: &mut Junto, viva: &Viva, suspensa: bool) {
    for item in junto.gravacao.itens.iter_mut().filter(|item| item.instancia == viva.origem.id) {
        item.suspensa = suspensa;
    }
    junto.trabalho_solto |= !suspensa;
    junto.temporizador_vencido |= !suspensa;
    // Pausada e retomada no mesmo lote: vale a última. Uma linha por instância, ou o banco escolheria uma qualquer.
    junto.gravacao.suspensas.retain(|(_, id, _)| *id != viva.origem.id);
    junto.gravacao.suspensas.push((viva.origem.inquilino, viva.origem.id, suspensa));
}

fn atualizar_tarefa(viva: &mut Viva, visita: NumeroVisita, agora: &EsperaDeTarefa) -> Result<(), ErroArmazem> {
    let da_visita = |viva: &&mut TarefaViva| viva.aberta.tarefa.visita == i64::from(visita);
    let Some(tarefa) = viva.tarefas.iter_mut().find(da_visita) else { return Ok(()) };
    tarefa.mudou = true;
    let aberta = &mut tarefa.aberta;
    aberta.tarefa.revisao += 1;
    aberta.tarefa.responsavel_id = agora.responsavel.as_ref().map(|pessoa| pessoa.id.clone());
    aberta.tarefa.responsavel_nome = agora.responsavel.as_ref().map(|pessoa| pessoa.nome.clone());
    aberta.tarefa.votos = json(&agora.votos)?;
    let novos = agora.papeis.iter().map(|papel| candidato_por_papel(papel));
    let pessoas = agora.usuarios.iter().chain(agora.responsavel.as_ref().map(|pessoa| &pessoa.id));
    for candidato in novos.chain(pessoas.map(|id| candidato_por_usuario(id))) {
        if !aberta.candidatos.contains(&candidato) {
            aberta.candidatos.push(candidato);
        }
    }
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
        formulario: if nova.formulario.is_null() { None } else { Some(json(&nova.formulario)?) },
        usuarios: json(&nova.usuarios)?,
        responsavel_id: None,
        responsavel_nome: None,
        votos: "[]".to_owned(),
        situacao: "ABERTA".to_owned(),
        vencida: false,
        vence_em: nova.vence.map(Instante::micros),
        decisao: None,
        decidida_por: None,
        decidida_em: None,
        revisao: 1,
        data_criacao: junto.agora.micros(),
    };
    let papeis = nova.papeis.iter().map(|papel| candidato_por_papel(papel));
    let candidatos = papeis.chain(nova.usuarios.iter().map(|id| candidato_por_usuario(id))).collect();
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
