//! Efeitos da máquina → linhas de fila e de tarefa, na transação do lote.

use esteira_armazem::ErroArmazem;
use esteira_armazem::fila::{ItemNovo, TipoDeItem};
use esteira_armazem::motor::{DecisaoDeTarefa, TarefaNova};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, ItemId};
use esteira_motor::maquina::{Decisao, Efeito, Evento, NumeroVisita, TarefaAberta, Temporizador, Trabalho};
use serde::Serialize;

use super::escutas;
use super::lote::{Falha, Lote};

pub(super) async fn gravar(lote: &mut Lote<'_>, id: InstanciaId, decisao: &Decisao) -> Result<(), Falha> {
    for efeito in &decisao.efeitos {
        match efeito {
            Efeito::Agendar(trabalho) => agendar(lote, id, trabalho)?,
            Efeito::Armar { visita, temporizador, em } => armar(lote, id, *visita, *temporizador, *em)?,
            Efeito::Escutar { visita, nome, correlacao: Some(correlacao) } => {
                escutas::abrir(lote, id, *visita, nome, correlacao).await?;
            }
            Efeito::Recolher { visita } => {
                escutas::fechar(lote, id, *visita, &decisao.efeitos).await?;
                lote.itens.retain(|item| item.instancia != id || item.visita != *visita);
                lote.unidade.recolher_visita(id, *visita).await?;
            }
            Efeito::AbrirTarefa(tarefa) => abrir_tarefa(lote, id, tarefa).await?,
            Efeito::FecharTarefa { visita, decisao: tomada } => {
                let como = DecisaoDeTarefa { decisao: tomada.clone(), por: quem_decidiu(decisao, *visita) };
                let agora = lote.agora;
                lote.unidade.fechar_tarefa(id, i64::from(*visita), &como, agora).await?;
            }
            Efeito::VencerTarefa { visita } => {
                let agora = lote.agora;
                lote.unidade.vencer_tarefa(id, i64::from(*visita), agora).await?;
            }
            // O que é de negócio quem projeta é o projetor; o resto já está no retrato.
            Efeito::EstadoDeNegocio(_)
            | Efeito::PedirAtencao { .. }
            | Efeito::AtencaoResolvida
            | Efeito::Escutar { correlacao: None, .. }
            | Efeito::Encerrar { .. }
            | Efeito::Escalonar { .. } => {}
        }
    }
    Ok(())
}

fn agendar(lote: &mut Lote<'_>, instancia: InstanciaId, trabalho: &Trabalho) -> Result<(), Falha> {
    let limite = trabalho.limite.as_ref().map(|l| (l.chave.clone(), l.simultaneos, l.por_minuto));
    let item = ItemNovo {
        id: ItemId::novo(),
        inquilino: lote.unidade.inquilino(),
        instancia,
        visita: trabalho.visita,
        tipo: TipoDeItem::Trabalho,
        carga: json(trabalho)?,
        visivel_em: trabalho.a_partir_de,
        prioridade: trabalho.prioridade,
        limite,
    };
    lote.itens.push(item);
    Ok(())
}

fn armar(
    lote: &mut Lote<'_>,
    instancia: InstanciaId,
    visita: NumeroVisita,
    temporizador: Temporizador,
    em: Instante,
) -> Result<(), Falha> {
    let item = ItemNovo {
        id: ItemId::novo(),
        inquilino: lote.unidade.inquilino(),
        instancia,
        visita,
        tipo: TipoDeItem::Temporizador,
        carga: json(&temporizador)?,
        visivel_em: em,
        prioridade: 0,
        limite: None,
    };
    lote.itens.push(item);
    Ok(())
}

async fn abrir_tarefa(lote: &mut Lote<'_>, instancia: InstanciaId, tarefa: &TarefaAberta) -> Result<(), Falha> {
    let nova = TarefaNova {
        instancia,
        visita: i64::from(tarefa.visita),
        passo: tarefa.passo.clone(),
        titulo: tarefa.titulo.clone(),
        papeis: json(&tarefa.papeis)?,
        dados: json(&tarefa.dados)?,
        decisoes: json(&tarefa.decisoes)?,
        vence_em: tarefa.vence,
    };
    let agora = lote.agora;
    lote.unidade.abrir_tarefa(&nova, agora).await?;
    Ok(())
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
