//! ENVIAR_RELATORIOS: uma mensagem por disparo, a quem as regras dizem, com a planilha que se abre.

use esteira_aplicacao::agendamentos::{self, ENVIAR_RELATORIOS, NovoAgendamento};
use esteira_aplicacao::notificacoes::{self, enviar_pendentes};
use esteira_armazem::faturas::FiltroDeNotificacoes;
use esteira_planilhas::ler;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(o_mesmo_disparo_manda_uma_vez_so, a_lista_vai_a_quem_se_diz_e_se_busca_a_parte);

fn agendamento(parametros: Value) -> NovoAgendamento {
    NovoAgendamento {
        nome_agendamento: "Relatório do mês".into(),
        descricao: None,
        cron_expressao: "0 8 1 * *".into(),
        fuso: None,
        tipo_agendamento: ENVIAR_RELATORIOS.into(),
        parametros_execucao: parametros,
        sobreposicao: None,
        perdidas: None,
        janela_perdidas: None,
        status_ativo: true,
    }
}

/// Dispara agora e leva ao fim duas vezes: como se o nó caísse depois do commit e antes de o saber.
async fn disparar(casa: &Casa, parametros: Value) {
    let (app, sistema) = (&casa.app, casa.sistema());
    let criado = agendamentos::criar(app, &sistema, agendamento(parametros)).await.unwrap();
    agendamentos::executar(app, &sistema, criado.id.into()).await.unwrap();
    let pegos = agendamentos::pegar(app, 8).await.unwrap();
    for _ in 0..2 {
        agendamentos::correr(app, &pegos[0], CancellationToken::new()).await;
    }
    let disparos = agendamentos::disparos(app, &sistema, criado.id.into(), None, 9).await.unwrap().itens;
    assert_eq!(disparos[0].situacao, "CONCLUIDO", "{:?}", disparos[0].mensagem);
}

async fn o_mesmo_disparo_manda_uma_vez_so(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    casa.criar_processo_de("2026-10").await.unwrap();
    disparar(&casa, json!({ "mes": "ANTERIOR" })).await;
    while enviar_pendentes(&casa.app).await.unwrap() {}
    assert_eq!(mundo.assuntos(), ["Processos por estado e operadora: 10/2026"]);
    let carta = mundo.carta_para("olga@exemplo.com.br").expect("uma carta só");
    assert_eq!(carta.anexos[0].nome, "processos_por_estado_2026-10.xlsx");
    let tabela = ler(&carta.anexos[0].conteudo).unwrap();
    assert_eq!((tabela.cabecalho[0].as_str(), tabela.cabecalho[8].as_str()), ("operadora", "total"));
    let linhas: Vec<_> = tabela.linhas.iter().map(|l| (l.celulas[0].as_str(), l.celulas[8].as_str())).collect();
    assert_eq!(linhas, [("Oi", "1"), ("TOTAL", "1")]);
}

async fn a_lista_vai_a_quem_se_diz_e_se_busca_a_parte(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    disparar(&casa, json!({ "relatorio": "PROCESSOS", "formato": "CSV", "para": ["ana@exemplo.com.br"] })).await;
    let todas = FiltroDeNotificacoes { limite: 9, ..FiltroDeNotificacoes::default() };
    let notificacao =
        casa.app.armazem.ler(casa.inquilino).await.unwrap().notificacoes(&todas).await.unwrap().itens.remove(0);
    assert_eq!(notificacao.destinatario, "ana@exemplo.com.br");
    let (anexo, conteudo) = notificacoes::anexo(&casa.app, &casa.sistema(), notificacao.id.into(), 1).await.unwrap();
    assert_eq!((anexo.tipo.as_str(), ler(&conteudo).unwrap().linhas.len()), ("text/csv; charset=utf-8", 0));
    assert!(notificacoes::anexo(&casa.app, &casa.sistema(), notificacao.id.into(), 2).await.is_err());
}
