//! Um evento contado em português, numa linha: para telas, para o terminal e para os casos de conformidade.
//!
//! Não deve conhecer: horários (quem conta a história os põe ao lado), efeitos.

use serde_json::Value;

use crate::maquina::{Desfecho, ErroAtividade, Estado, Evento, NumeroEscopo, NumeroVisita};

/// Quantos caracteres de um valor se mostram.
const VALOR_MAXIMO: usize = 160;

/// Conta o evento. `antes` é o estado sobre o qual ele aconteceu: é de onde se tira o nome do passo de uma visita.
pub fn contar(evento: &Evento, antes: &Estado) -> String {
    let passo = |visita: &NumeroVisita| nome(antes, *visita);
    match evento {
        Evento::InstanciaIniciada { por, .. } => format!("começou, por {}", por.nome),
        Evento::PassoIniciado { passo, escopo, estado, .. } => {
            let estado = estado.as_ref().map(|e| format!(" [{e}]")).unwrap_or_default();
            format!("entrou em {}{estado}", com_escopo(antes, passo, *escopo))
        }
        Evento::TrabalhoPedido { visita, tentativa: 1, .. } => format!("pediu {}", passo(visita)),
        Evento::TrabalhoPedido { visita, tentativa, .. } => format!("pediu {}, tentativa {tentativa}", passo(visita)),
        Evento::FilhaPedida { visita, fluxo, .. } => format!("pediu o fluxo {fluxo} para {}", passo(visita)),
        Evento::TrabalhoFalhou { visita, erro, .. } => format!("falhou {}: {}", passo(visita), do_erro(erro)),
        Evento::TarefaAberta { visita, .. } => format!("abriu a tarefa {}", passo(visita)),
        Evento::TarefaAssumida { visita, por, .. } => format!("{} assumiu {}", por.nome, passo(visita)),
        Evento::TarefaDevolvida { visita, por, .. } => format!("{} devolveu {}", por.nome, passo(visita)),
        Evento::TarefaAtribuida { visita, para, delegada, por, .. } => {
            let como = if *delegada { "delegou" } else { "atribuiu" };
            format!("{} {como} {} a {}", por.nome, passo(visita), para.nome)
        }
        Evento::TarefaVotada { visita, decisao, por, .. } => {
            format!("{} se manifestou em {}: {decisao} (falta quórum)", por.nome, passo(visita))
        }
        Evento::TarefaDecidida { visita, decisao, por, .. } => {
            format!("{} decidiu {}: {decisao}", por.nome, passo(visita))
        }
        Evento::SinalEsperado { visita, nome, correlacao } => {
            format!("espera o sinal {nome}{} em {}", do_sinal(correlacao.as_deref()), passo(visita))
        }
        Evento::SinalGuardado { nome, correlacao, .. } => {
            format!("guardou o sinal {nome}{}", do_sinal(correlacao.as_deref()))
        }
        Evento::SinalEntregue { visita, nome, .. } => format!("entregou o sinal {nome} a {}", passo(visita)),
        Evento::TempoEsperado { visita, .. } => format!("espera o tempo passar em {}", passo(visita)),
        Evento::PrazoVencido { visita, .. } => format!("venceu o prazo de {}", passo(visita)),
        Evento::Escalonado { visita, papeis, .. } if papeis.is_empty() => {
            format!("avisou do prazo de {}", passo(visita))
        }
        Evento::Escalonado { visita, papeis, .. } => {
            format!("escalonou {}: {} também pode decidir", passo(visita), papeis.join(", "))
        }
        Evento::VariaveisAtribuidas { valores, .. } => {
            let pares: Vec<_> = valores.iter().map(|(nome, valor)| format!("{nome} = {}", curto(valor))).collect();
            format!("guardou {}", pares.join(", "))
        }
        Evento::RamosAbertos { visita, total, .. } => format!("abriu {total} ramos em {}", passo(visita)),
        Evento::RamoIniciado { visita, indice, ramo, .. } => {
            format!("começou o ramo {} de {}", ramo.clone().unwrap_or_else(|| indice.to_string()), passo(visita))
        }
        Evento::RamoConcluido { escopo, resultado, erro: None, .. } => {
            format!("terminou o ramo {}: {}", do_escopo(antes, *escopo), curto(resultado))
        }
        Evento::RamoConcluido { escopo, erro: Some(erro), .. } => {
            format!("terminou mal o ramo {}: {}", do_escopo(antes, *escopo), do_erro(erro))
        }
        Evento::RamoAbandonado { escopo, .. } => format!("abandonou o ramo {}", do_escopo(antes, *escopo)),
        Evento::ErroTratado { visita, erro } => format!("tratou {} em {}", erro.codigo, passo(visita)),
        Evento::PassoConcluido { visita, saida: Value::Null, .. } => format!("saiu de {}", passo(visita)),
        Evento::PassoConcluido { visita, saida, .. } => format!("concluiu {}: {}", passo(visita), curto(saida)),
        Evento::CompensacaoRegistrada { passo, .. } => format!("{passo} pode ser desfeito"),
        Evento::DesfazimentoIniciado { desfecho: Desfecho::Cancelamento { motivo, por }, .. } => {
            format!("{} cancelou ({motivo}): vai desfazer", por.nome)
        }
        Evento::DesfazimentoIniciado { desfecho: Desfecho::Falha(erro), .. } => {
            format!("falhou ({}): vai desfazer", do_erro(erro))
        }
        Evento::PassoDesfeito { passo, .. } => format!("desfez {passo}"),
        Evento::IncidenteAberto { visita, erro, .. } => {
            format!("precisa de atenção em {}: {}", passo(visita), do_erro(erro))
        }
        Evento::IncidenteResolvido { visita, como, por, .. } => format!("{} mandou {como} {}", por.nome, passo(visita)),
        Evento::PassoPulado { visita, por, .. } => format!("{} pulou {}", por.nome, passo(visita)),
        Evento::EntradaCorrigida { por, .. } => format!("{} corrigiu a entrada", por.nome),
        Evento::Recomecada { passo, por, .. } => format!("{} mandou recomeçar de {passo}", por.nome),
        Evento::InstanciaPausada { motivo, por, .. } => format!("{} pausou: {motivo}", por.nome),
        Evento::InstanciaRetomada { por, .. } => format!("{} retomou", por.nome),
        Evento::InstanciaMigrada { por, .. } => format!("{} passou a instância a outra versão do fluxo", por.nome),
        Evento::InstanciaFalhou { erro, .. } => format!("encerrou com falha: {}", do_erro(erro)),
        Evento::InstanciaConcluida { resultado: Value::Null, .. } => "concluiu".to_owned(),
        Evento::InstanciaConcluida { resultado, .. } => format!("concluiu com {}", curto(resultado)),
        Evento::InstanciaCancelada { motivo, por, .. } => format!("{} cancelou: {motivo}", por.nome),
    }
}

/// O passo de uma visita, com o ramo em que está: `conferir[2]`, `checar[fiscal]`.
pub fn nome(estado: &Estado, visita: NumeroVisita) -> String {
    match estado.visitas.get(&visita) {
        Some(aberta) => com_escopo(estado, &aberta.passo, aberta.escopo),
        None => format!("visita {visita}"),
    }
}

fn com_escopo(estado: &Estado, passo: &str, escopo: NumeroEscopo) -> String {
    let mut ramos = Vec::new();
    let mut atual = escopo;
    while let Some(aberto) = estado.escopos.get(&atual) {
        ramos.push(aberto.ramo.clone().unwrap_or_else(|| aberto.indice.to_string()));
        atual = aberto.pai;
    }
    ramos.reverse();
    if ramos.is_empty() { passo.to_owned() } else { format!("{passo}[{}]", ramos.join("/")) }
}

fn do_escopo(estado: &Estado, escopo: NumeroEscopo) -> String {
    let Some(aberto) = estado.escopos.get(&escopo) else { return escopo.to_string() };
    let dono = nome(estado, aberto.dono);
    format!("{} de {dono}", aberto.ramo.clone().unwrap_or_else(|| aberto.indice.to_string()))
}

fn do_sinal(correlacao: Option<&str>) -> String {
    correlacao.map(|c| format!(" ({c})")).unwrap_or_default()
}

fn do_erro(erro: &ErroAtividade) -> String {
    if erro.mensagem.is_empty() { erro.codigo.clone() } else { format!("{} ({})", erro.codigo, erro.mensagem) }
}

fn curto(valor: &Value) -> String {
    let texto = valor.to_string();
    match texto.char_indices().nth(VALOR_MAXIMO) {
        Some((fim, _)) => format!("{}…", &texto[..fim]),
        None => texto,
    }
}
