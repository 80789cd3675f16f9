//! A retenção pelos casos de uso: o que fica na auditoria, o que a guarda segura, e que parar no meio não muda o fim.

use std::time::Duration;

use esteira_aplicacao::agendamentos::{self, APLICAR_RETENCAO, NovoAgendamento};
use esteira_aplicacao::retencao::{self, AlvoDaGuarda, Desfecho, Especie, Pedido, politica};
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_dominio::Perfil;
use futures::future::join_all;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    aplicar_apaga_o_vencido_e_conta_na_auditoria,
    guarda_segura_ate_levantar,
    parar_no_meio_e_seguir_da_no_mesmo,
    agendada_apaga_e_diz_quanto,
);

const DIA: Duration = Duration::from_secs(86_400);

/// Chamados abertos e atendidos agora.
async fn atendidos(casa: &Casa, numeros: std::ops::Range<u32>) -> Vec<InstanciaId> {
    let numeros: Vec<_> = numeros.map(|numero| numero.to_string()).collect();
    let abertos = join_all(numeros.iter().map(|numero| casa.abrir_chamado(numero))).await;
    let ids: Vec<_> = abertos.into_iter().map(|aberto| aberto.unwrap().instancia).collect();
    for atendido in join_all(ids.iter().map(|id| casa.decidir_chamado(*id, 1, "atender"))).await {
        atendido.unwrap();
    }
    ids
}

async fn aplicar(casa: &Casa) -> Vec<Desfecho> {
    let parar = CancellationToken::new();
    let feito = retencao::aplicar(&casa.app, &casa.sistema(), &Pedido::inteiro(), &parar).await.unwrap();
    assert!(feito.1, "foi até o fim");
    feito.0
}

fn das_instancias(desfechos: &[Desfecho]) -> (u64, u64) {
    let desfecho = desfechos.iter().find(|desfecho| desfecho.especie == Especie::Instancias).unwrap();
    (desfecho.removidas, desfecho.retidas)
}

async fn restam(casa: &Casa) -> usize {
    casa.app.armazem.ler(casa.inquilino).await.unwrap().instancias(None, 999).await.unwrap().len()
}

/// O que a auditoria diz de cada corrida: a ação e os dados, na ordem.
async fn corridas(casa: &Casa) -> Vec<(String, Value)> {
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let registros = unidade.auditoria_do_alvo("retencao", "corrida").await.unwrap();
    let dados = |texto: Option<String>| serde_json::from_str(&texto.unwrap_or_default()).unwrap_or_default();
    registros.into_iter().map(|registro| (registro.acao, dados(registro.depois))).collect()
}

async fn aplicar_apaga_o_vencido_e_conta_na_auditoria(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    atendidos(&casa, 0..3).await;
    mundo.avancar(DIA);
    atendidos(&casa, 3..4).await;
    let vivo = casa.abrir_chamado("vivo").await.unwrap().instancia;
    mundo.avancar(DIA * (politica::DIAS_DE_INSTANCIAS - 1) + Duration::from_secs(1));

    let previsoes = retencao::simular(&casa.app, &casa.sistema()).await.unwrap();
    let previsao = previsoes.into_iter().find(|previsao| previsao.prazo.especie == Especie::Instancias);
    let contagem = previsao.unwrap().contagem.unwrap();
    assert_eq!((contagem.vencidas, contagem.retidas), (3, 0));
    assert_eq!(restam(&casa).await, 5, "simular não apaga");

    assert_eq!(das_instancias(&aplicar(&casa).await), (3, 0));
    assert_eq!((restam(&casa).await, casa.ver(vivo).await.0), (2, "EM_ANDAMENTO".into()));
    // A que nada apaga também se audita, se alguém a pediu; a de fundo, não.
    assert_eq!(das_instancias(&aplicar(&casa).await), (0, 0));
    assert!(!retencao::passar(&casa.app, &CancellationToken::new()).await.unwrap());
    let corridas = corridas(&casa).await;
    let acoes: Vec<_> = corridas.iter().map(|(acao, _)| acao.as_str()).collect();
    assert_eq!(acoes, ["comecar", "aplicar", "aplicar"]);
    assert_eq!(corridas[1].1["especies"]["INSTANCIAS"]["removidas"], 3);
    assert_eq!(
        (&corridas[1].1["inteira"], corridas[1].1["especies"].as_object().unwrap().len()),
        (&json!(true), Especie::TODAS.len())
    );
}

async fn guarda_segura_ate_levantar(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let ids = atendidos(&casa, 0..3).await;
    let ana = casa.pessoa("Ana", Perfil::Administrador);
    let guarda = retencao::por_guarda(&casa.app, &ana, AlvoDaGuarda::Instancia(ids[1]), "ofício 12").await.unwrap();
    let por_chave = AlvoDaGuarda::Chave("2".into());
    retencao::por_guarda(&casa.app, &ana, por_chave, "ofício 13").await.unwrap();
    mundo.avancar(DIA * politica::DIAS_DE_INSTANCIAS + Duration::from_secs(1));
    assert_eq!(das_instancias(&aplicar(&casa).await), (1, 2));
    retencao::levantar_guarda(&casa.app, &ana, guarda.id.into(), "arquivado").await.unwrap();
    assert_eq!(das_instancias(&aplicar(&casa).await), (1, 1));
    assert_eq!(casa.ver(ids[2]).await.0, "CONCLUIDA");
}

async fn parar_no_meio_e_seguir_da_no_mesmo(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    // Mais do que cabe numa leva.
    atendidos(&casa, 0..230).await;
    mundo.avancar(DIA * politica::DIAS_DE_INSTANCIAS + Duration::from_secs(1));
    let parado = CancellationToken::new();
    parado.cancel();
    let (feito, inteira) = retencao::aplicar(&casa.app, &casa.sistema(), &Pedido::inteiro(), &parado).await.unwrap();
    assert_eq!((feito, inteira, restam(&casa).await), (vec![], false, 230));

    let uma = Pedido { especies: vec![Especie::Instancias], levas: Some(1) };
    let parar = CancellationToken::new();
    let (feito, inteira) = retencao::aplicar(&casa.app, &casa.sistema(), &uma, &parar).await.unwrap();
    assert_eq!((das_instancias(&feito), inteira, restam(&casa).await), ((200, 0), false, 30));
    // Cai o nó, sobe outro, e a passada de fundo acaba o resto.
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &mundo).await;
    assert!(!retencao::passar(&casa.app, &parar).await.unwrap());
    assert_eq!(restam(&casa).await, 0);
}

async fn agendada_apaga_e_diz_quanto(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let novo = |parametros: Value| NovoAgendamento {
        nome_agendamento: "Retenção".into(),
        descricao: None,
        cron_expressao: "0 3 * * *".into(),
        fuso: Some("UTC".into()),
        tipo_agendamento: APLICAR_RETENCAO.into(),
        parametros_execucao: parametros,
        sobreposicao: None,
        perdidas: None,
        janela_perdidas: None,
        status_ativo: true,
    };
    for torto in [json!({ "especies": [] }), json!({ "especies": ["AUDITORIA"] }), json!({ "especie": "SINAIS" })] {
        assert!(agendamentos::criar(&casa.app, &casa.sistema(), novo(torto.clone())).await.is_err(), "{torto}");
    }
    atendidos(&casa, 0..2).await;
    mundo.avancar(DIA * politica::DIAS_DE_INSTANCIAS + Duration::from_secs(1));
    let parametros = json!({ "especies": ["INSTANCIAS"] });
    let agendamento = agendamentos::criar(&casa.app, &casa.sistema(), novo(parametros)).await.unwrap();
    mundo.avancar(mundo.hora().ate(Instante::de_micros(agendamento.proxima_execucao.unwrap())));
    agendamentos::vencer(&casa.app).await.unwrap();
    for pego in agendamentos::pegar(&casa.app, 8).await.unwrap() {
        agendamentos::correr(&casa.app, &pego, CancellationToken::new()).await;
    }
    let disparos = agendamentos::disparos(&casa.app, &casa.sistema(), agendamento.id.into(), None, 9).await.unwrap();
    let disparo = &disparos.itens[0];
    assert_eq!((disparo.situacao.as_str(), disparo.mensagem.as_deref()), ("CONCLUIDO", Some("INSTANCIAS: 2 apagadas")));
    assert_eq!(restam(&casa).await, 0);
}
