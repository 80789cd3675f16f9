//! Agendamentos: cada hora dispara uma vez, com quantos nós forem e caia o que cair; as políticas fazem o que dizem.

use std::time::Duration;

use esteira_aplicacao::agendamentos::{self, CRIAR_PROCESSOS_MENSAIS, INICIAR_FLUXO, NovoAgendamento, Pego, RESERVA};
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use esteira_armazem::agenda::{Agendamento, Disparo};
use esteira_armazem::motor::Instancia;
use esteira_base::Instante;
use esteira_dominio::Perfil;
use futures::future::join_all;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    varios_nos_na_mesma_hora_fazem_uma_instancia,
    queda_em_qualquer_ponto_da_uma_instancia,
    no_congelado_que_acorda_nao_faz_mal,
    sobreposicao_faz_o_que_a_politica_diz,
    parada_longa_segue_a_politica_de_perdidas,
    pausado_nao_dispara_e_retomado_nao_recupera,
    alterar_so_esquece_o_devido_se_o_calendario_muda,
    executar_agora_nao_atropela_o_que_corre,
    processos_do_mes_nascem_no_mes_do_lugar,
    o_que_nao_pode_correr_diz_por_que,
);

const MINUTO: Duration = Duration::from_secs(60);

fn chamado_por_minuto(nome: &str) -> NovoAgendamento {
    NovoAgendamento {
        nome_agendamento: nome.into(),
        descricao: None,
        cron_expressao: "* * * * *".into(),
        fuso: Some("UTC".into()),
        tipo_agendamento: INICIAR_FLUXO.into(),
        parametros_execucao: json!({ "fluxo": "chamado", "entrada": { "numero": "${ agenda.nome } ${ agenda.previsto_em }" } }),
        sobreposicao: None,
        perdidas: None,
        janela_perdidas: None,
        status_ativo: true,
    }
}

async fn criar(casa: &Casa, novo: NovoAgendamento) -> Agendamento {
    agendamentos::criar(&casa.app, &casa.sistema(), novo).await.unwrap()
}

async fn pegar(app: &Aplicacao) -> Vec<Pego> {
    agendamentos::pegar(app, 8).await.unwrap()
}

async fn correr(app: &Aplicacao, pego: &Pego) {
    agendamentos::correr(app, pego, CancellationToken::new()).await;
}

/// Tudo o que há a fazer nesta hora: o laço do agendador, sem a espera.
async fn andar(app: &Aplicacao) {
    loop {
        let ha_mais = agendamentos::vencer(app).await.unwrap();
        let pegos = pegar(app).await;
        join_all(pegos.iter().map(|pego| correr(app, pego))).await;
        if !ha_mais && pegos.is_empty() {
            break;
        }
    }
}

fn chegar_a_hora(mundo: &Mundo, agendamento: &Agendamento) {
    mundo.avancar(mundo.hora().ate(Instante::de_micros(agendamento.proxima_execucao.unwrap())));
}

/// Do mais velho ao mais novo.
async fn disparos(casa: &Casa, agendamento: &Agendamento) -> Vec<Disparo> {
    let id = agendamento.id.into();
    let mut todos = agendamentos::disparos(&casa.app, &casa.sistema(), id, None, 200).await.unwrap().itens;
    todos.reverse();
    todos
}

async fn situacoes(casa: &Casa, agendamento: &Agendamento) -> Vec<String> {
    disparos(casa, agendamento).await.into_iter().map(|disparo| disparo.situacao).collect()
}

async fn instancias(casa: &Casa) -> Vec<Instancia> {
    casa.app.armazem.ler(casa.inquilino).await.unwrap().instancias(None, 999).await.unwrap()
}

async fn varios_nos_na_mesma_hora_fazem_uma_instancia(banco: Banco) {
    let mundo = Mundo::bom();
    let um = Casa::nova(&banco, &mundo).await;
    let agendamento = criar(&um, chamado_por_minuto("Ronda")).await;
    let mut nos = vec![um];
    for _ in 0..3 {
        nos.push(Casa::subir(&banco, &mundo).await);
    }
    for volta in 1..=5 {
        mundo.avancar(MINUTO);
        join_all(nos.iter().map(|no| andar(&no.app))).await;
        // A anterior não pode atrapalhar: o que se prova aqui não é a sobreposição.
        let vivas = instancias(&nos[0]).await;
        let viva = vivas.iter().find(|instancia| instancia.situacao == "EM_ANDAMENTO").unwrap();
        nos[0].decidir_chamado(viva.id.into(), 1, "atender").await.unwrap();
        assert_eq!(vivas.len(), volta);
    }
    let todos = disparos(&nos[0], &agendamento).await;
    assert_eq!(todos.len(), 5);
    assert!(todos.iter().all(|disparo| disparo.situacao == "INICIADO" && disparo.concessao == 1), "{todos:?}");
    agendamentos::manter(&nos[0].app).await.unwrap();
    assert_eq!(situacoes(&nos[0], &agendamento).await, ["CONCLUIDO"; 5]);
    conferir_dobras(&nos[0].app, nos[0].inquilino).await;
}

/// O nó cai em cada contato com o mundo, um de cada vez; outro sobe e leva o disparo ao fim.
async fn queda_em_qualquer_ponto_da_uma_instancia(banco: Banco) {
    let mundo = Mundo::bom();
    let mut casa = Casa::nova(&banco, &mundo).await;
    let (mut quedas, mut ponto) = (0, 1);
    loop {
        let novo =
            NovoAgendamento { cron_expressao: "0 * * * *".into(), ..chamado_por_minuto(&format!("Ronda {ponto}")) };
        let agendamento = criar(&casa, novo).await;
        chegar_a_hora(&mundo, &agendamento);
        let antes = instancias(&casa).await.len();
        mundo.marcar_queda(mundo.contatos() + ponto);
        let app = casa.app.clone();
        // A queda é um pânico: no laço do consolidador ou nesta tarefa.
        let _ = tokio::spawn(async move { andar_ate_cair(&app).await }).await;
        let caiu = mundo.caiu();
        mundo.marcar_queda(0);
        casa.derrubar().await;
        casa = Casa::subir(&banco, &mundo).await;
        mundo.avancar(RESERVA + Duration::from_secs(1));
        andar(&casa.app).await;
        let feitos = disparos(&casa, &agendamento).await;
        assert_eq!(feitos.len(), 1, "queda no contato {ponto}");
        assert_eq!(feitos[0].situacao, "INICIADO", "queda no contato {ponto}: {feitos:?}");
        assert_eq!(instancias(&casa).await.len(), antes + 1, "queda no contato {ponto}");
        agendamentos::pausar(&casa.app, &casa.sistema(), agendamento.id.into()).await.unwrap();
        if !caiu {
            break;
        }
        (quedas, ponto) = (quedas + 1, ponto + 1);
    }
    assert!(quedas >= 3, "cair ao vencer, ao pegar e ao iniciar; foram {quedas}");
    conferir_dobras(&casa.app, casa.inquilino).await;
}

/// Como [`andar`], mas sem insistir: quem caiu não volta.
async fn andar_ate_cair(app: &Aplicacao) {
    agendamentos::vencer(app).await.unwrap();
    for pego in agendamentos::pegar(app, 8).await.unwrap() {
        correr(app, &pego).await;
    }
}

async fn no_congelado_que_acorda_nao_faz_mal(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let agendamento = criar(&um, chamado_por_minuto("Ronda")).await;
    mundo.avancar(MINUTO);
    agendamentos::vencer(&um.app).await.unwrap();
    let do_congelado = pegar(&um.app).await;
    assert_eq!(pegar(&outro.app).await.len(), 0, "a reserva vale");
    mundo.avancar(RESERVA + Duration::from_secs(1));
    andar(&outro.app).await;
    let (antes, historia) = (disparos(&outro, &agendamento).await, instancias(&outro).await);
    assert_eq!((antes.len(), antes[0].concessao, historia.len()), (1, 2, 1));
    correr(&um.app, &do_congelado[0]).await;
    assert_eq!(disparos(&outro, &agendamento).await, antes);
    assert_eq!(instancias(&outro).await, historia);
    conferir_dobras(&um.app, um.inquilino).await;
}

async fn sobreposicao_faz_o_que_a_politica_diz(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let mut criados = Vec::new();
    for politica in ["PULAR", "ENFILEIRAR_UMA", "PERMITIR"] {
        let novo = NovoAgendamento { sobreposicao: Some(politica.into()), ..chamado_por_minuto(politica) };
        criados.push(criar(&casa, novo).await);
    }
    let [pular, enfileirar, permitir] = <[_; 3]>::try_from(criados).unwrap();
    for _ in 0..3 {
        mundo.avancar(MINUTO);
        andar(&casa.app).await;
    }
    assert_eq!(situacoes(&casa, &pular).await, ["INICIADO", "PULADO", "PULADO"]);
    assert_eq!(situacoes(&casa, &enfileirar).await, ["INICIADO", "PENDENTE", "PULADO"]);
    assert_eq!(situacoes(&casa, &permitir).await, ["INICIADO"; 3]);
    // As primeiras acabam: a que esperava começa, sem esperar outra hora.
    for agendamento in [&pular, &enfileirar] {
        let instancia = disparos(&casa, agendamento).await[0].instancia_id.unwrap();
        casa.decidir_chamado(instancia.into(), 1, "atender").await.unwrap();
    }
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &enfileirar).await, ["INICIADO", "INICIADO", "PULADO"]);
    assert_eq!(situacoes(&casa, &pular).await, ["INICIADO", "PULADO", "PULADO"], "pulada é pulada");
    let pulado = &disparos(&casa, &pular).await[1];
    assert!(pulado.mensagem.as_deref().unwrap().contains("anterior"), "{pulado:?}");
    // Uma instância em atenção ou à espera de gente continua a contar: só o fim libera.
    mundo.avancar(MINUTO);
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &pular).await[3], "INICIADO");
}

async fn parada_longa_segue_a_politica_de_perdidas(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let com = |perdidas: &str, janela: Option<&str>| NovoAgendamento {
        cron_expressao: "30 * * * *".into(),
        sobreposicao: Some("PERMITIR".into()),
        perdidas: Some(perdidas.into()),
        janela_perdidas: janela.map(Into::into),
        ..chamado_por_minuto(perdidas)
    };
    let nenhuma = criar(&casa, com("NENHUMA", None)).await;
    let ultima = criar(&casa, com("ULTIMA", None)).await;
    let todas = criar(&casa, com("TODAS", Some("2h"))).await;
    casa.derrubar().await;
    mundo.avancar(5 * 60 * MINUTO);
    // Quem sobe recupera logo, e uma vez só.
    let casa = Casa::subir(&banco, &mundo).await;
    andar(&casa.app).await;
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &nenhuma).await, ["PERDIDO"]);
    assert_eq!(situacoes(&casa, &ultima).await, ["PERDIDO", "INICIADO"]);
    assert_eq!(situacoes(&casa, &todas).await, ["PERDIDO", "INICIADO", "INICIADO"]);
    let perdido = disparos(&casa, &nenhuma).await.remove(0).mensagem.unwrap();
    assert!(perdido.contains("09:30 a 02/11/2026 13:30"), "{perdido}");
    mundo.avancar(30 * MINUTO);
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &nenhuma).await, ["PERDIDO", "INICIADO"], "na hora, volta ao normal");
}

async fn pausado_nao_dispara_e_retomado_nao_recupera(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let novo = NovoAgendamento { sobreposicao: Some("ENFILEIRAR_UMA".into()), ..chamado_por_minuto("Ronda") };
    let agendamento = criar(&casa, novo).await;
    let id = agendamento.id.into();
    for _ in 0..2 {
        mundo.avancar(MINUTO);
        andar(&casa.app).await;
    }
    assert_eq!(situacoes(&casa, &agendamento).await, ["INICIADO", "PENDENTE"]);
    let pausado = agendamentos::pausar(&casa.app, &casa.sistema(), id).await.unwrap();
    assert_eq!((pausado.status_ativo, pausado.proxima_execucao, pausado.revisao), (false, None, 2));
    mundo.avancar(10 * MINUTO);
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &agendamento).await, ["INICIADO", "PULADO"], "o que esperava não corre mais");
    agendamentos::retomar(&casa.app, &casa.sistema(), id).await.unwrap();
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &agendamento).await.len(), 2);
    mundo.avancar(MINUTO);
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &agendamento).await.len(), 3);
}

async fn alterar_so_esquece_o_devido_se_o_calendario_muda(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let agendamento = criar(&casa, chamado_por_minuto("Ronda")).await;
    let alterar = async |revisao: i64, novo: NovoAgendamento| {
        agendamentos::alterar(&casa.app, &casa.sistema(), agendamento.id.into(), revisao, novo).await.unwrap()
    };
    // A hora chegou e ninguém a considerou ainda: mudar a descrição não a perde.
    mundo.avancar(MINUTO);
    let descrito = NovoAgendamento { descricao: Some("a cada minuto".into()), ..chamado_por_minuto("Ronda") };
    assert_eq!(alterar(1, descrito).await.proxima_execucao, agendamento.proxima_execucao);
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &agendamento).await, ["INICIADO"]);
    // Mudar o cron, sim: conta-se de agora.
    mundo.avancar(MINUTO);
    let outro = NovoAgendamento { cron_expressao: "0 * * * *".into(), ..chamado_por_minuto("Ronda") };
    let outro = alterar(2, outro).await;
    assert!(outro.proxima_execucao.unwrap() > mundo.hora().micros());
    andar(&casa.app).await;
    assert_eq!(situacoes(&casa, &agendamento).await.len(), 1);
}

async fn executar_agora_nao_atropela_o_que_corre(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let novo = NovoAgendamento { status_ativo: false, ..chamado_por_minuto("Ronda") };
    let agendamento = criar(&casa, novo).await;
    let id = agendamento.id.into();
    let operador = casa.pessoa("Olga", Perfil::Operador);
    let aprovador = casa.pessoa("Ari", Perfil::Aprovador);
    let negado = agendamentos::executar(&casa.app, &aprovador, id).await.unwrap_err();
    assert!(matches!(negado, ErroAplicacao::SemPermissao { .. }));
    let pedidos = join_all((0..4).map(|_| agendamentos::executar(&casa.app, &operador, id))).await;
    assert_eq!(pedidos.iter().filter(|pedido| pedido.is_ok()).count(), 1, "{pedidos:?}");
    andar(&casa.app).await;
    let feitos = disparos(&casa, &agendamento).await;
    assert_eq!(
        (feitos.len(), feitos[0].situacao.as_str(), feitos[0].pedido_por.as_deref()),
        (1, "INICIADO", Some("Olga"))
    );
    let recusado = agendamentos::executar(&casa.app, &operador, id).await.unwrap_err();
    assert!(matches!(recusado, ErroAplicacao::Conflito { codigo: "ja_em_curso", .. }), "{recusado}");
}

async fn processos_do_mes_nascem_no_mes_do_lugar(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    // 30 de novembro, 23:30 em Manaus: em UTC já é dezembro.
    let novo = NovoAgendamento {
        cron_expressao: "30 23 L * *".into(),
        fuso: Some("America/Manaus".into()),
        tipo_agendamento: CRIAR_PROCESSOS_MENSAIS.into(),
        parametros_execucao: Value::Null,
        ..chamado_por_minuto("Mês")
    };
    let agendamento = criar(&casa, novo).await;
    chegar_a_hora(&mundo, &agendamento);
    andar(&casa.app).await;
    let feito = disparos(&casa, &agendamento).await.remove(0);
    assert_eq!(feito.situacao, "CONCLUIDO", "{feito:?}");
    assert_eq!(feito.mensagem.as_deref(), Some("2026-11: 1 criados, 0 já existiam"));
    // Outro disparo no mesmo mês não duplica.
    mundo.avancar(MINUTO);
    agendamentos::executar(&casa.app, &casa.sistema(), agendamento.id.into()).await.unwrap();
    andar(&casa.app).await;
    let feito = disparos(&casa, &agendamento).await.pop().unwrap();
    assert_eq!(feito.mensagem.as_deref(), Some("2026-11: 0 criados, 1 já existiam"));
}

async fn o_que_nao_pode_correr_diz_por_que(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let recusado = |parametros: Value| {
        let novo = NovoAgendamento { parametros_execucao: parametros, ..chamado_por_minuto("Ruim") };
        let app = casa.app.clone();
        let quem = casa.sistema();
        async move { agendamentos::criar(&app, &quem, novo).await.unwrap_err().to_string() }
    };
    for (parametros, trecho) in [
        (json!({ "fluxo": "nenhum" }), "não está publicado"),
        (json!({ "fluxo": "faturas" }), "CRIAR_PROCESSOS_MENSAIS"),
        (json!({ "fluxo": "chamado", "entrad": {} }), "\"entrad\""),
        (json!({ "fluxo": "chamado", "entrada": { "numero": "${ agenda.ano }" } }), "agenda.mes_ano"),
        (json!([]), "objeto"),
    ] {
        let mensagem = recusado(parametros).await;
        assert!(mensagem.contains(trecho), "{mensagem}");
    }
    // A chave se repete: a segunda não começa, e o disparo diz o porquê.
    let fixa = json!({ "fluxo": "chamado", "entrada": { "numero": "sempre o mesmo" } });
    let novo = NovoAgendamento {
        parametros_execucao: fixa,
        sobreposicao: Some("PERMITIR".into()),
        ..chamado_por_minuto("Fixo")
    };
    let agendamento = criar(&casa, novo).await;
    // Sem `numero`, a chave do fluxo não se calcula.
    let sem_chave = NovoAgendamento { parametros_execucao: json!({ "fluxo": "chamado" }), ..chamado_por_minuto("Sem") };
    let sem_chave = criar(&casa, sem_chave).await;
    for _ in 0..2 {
        mundo.avancar(MINUTO);
        andar(&casa.app).await;
    }
    let feitos = disparos(&casa, &agendamento).await;
    assert_eq!((feitos[0].situacao.as_str(), feitos[1].situacao.as_str()), ("INICIADO", "PULADO"));
    assert!(feitos[1].mensagem.as_deref().unwrap().contains("sempre o mesmo"), "{feitos:?}");
    let falho = disparos(&casa, &sem_chave).await.remove(0);
    assert_eq!(falho.situacao, "FALHOU");
    assert!(falho.mensagem.unwrap().contains("não calcula a chave"));
}
