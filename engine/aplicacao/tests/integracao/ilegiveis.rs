//! Uma instância que não se lê: refaz-se pela história ou, se nem isso dá, para sozinha, e volta quando a consertam.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::instancias::{self, Escolha, FiltroDeIncidentes, Ordem};
use esteira_aplicacao::retrato::ESTADO_ILEGIVEL;
use esteira_armazem::motor::{DecisaoGuardada, Gravacao, Instancia, Origem, Retrato};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, NoId};
use esteira_motor::maquina::Situacao;

use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo, entregar_recados};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    retrato_ilegivel_se_refaz_pela_historia,
    a_que_nao_se_le_para_sozinha_e_volta_consertada,
    so_o_temporizador_dela_espera,
);

async fn guardada(casa: &Casa, id: InstanciaId) -> Instancia {
    casa.app.armazem.ler(casa.inquilino).await.unwrap().instancia(id).await.unwrap().unwrap()
}

/// Troca o texto do retrato por fora do consolidador, e mais nada.
async fn trocar_retrato(casa: &Casa, id: InstanciaId, estado: &str) {
    let guardada = guardada(casa, id).await;
    let origem = Origem {
        inquilino: casa.inquilino,
        id,
        fluxo_id: guardada.fluxo_id,
        fluxo_nome: guardada.fluxo_nome,
        chave: guardada.chave,
        data_criacao: Instante::de_micros(guardada.data_criacao),
    };
    let retrato = Retrato {
        origem: Arc::new(origem),
        situacao: if guardada.situacao == "EM_ANDAMENTO" { "EM_ANDAMENTO" } else { "PRECISA_DE_ATENCAO" },
        viva: true,
        mae: None,
        estado: estado.to_owned(),
        estado_de_negocio: guardada.estado_de_negocio,
        sequencia_lida: Some(guardada.sequencia),
        sequencia: guardada.sequencia,
    };
    let lote = Gravacao { retratos: vec![retrato], ..Gravacao::default() };
    casa.app.armazem.gravar(lote, casa.app.relogio.agora()).await.unwrap();
}

/// Nem o retrato nem a história se leem.
async fn estragar(casa: &Casa, id: InstanciaId) {
    trocar_retrato(casa, id, "{\"situacao\":").await;
    // Longe, para não ocupar o lugar da decisão que virá depois do conserto.
    let sequencia = guardada(casa, id).await.sequencia + 1_000;
    let lixo = DecisaoGuardada { inquilino: casa.inquilino, instancia: id, sequencia, eventos: "[{}]".into() };
    let lote = Gravacao { historico: vec![lixo], ..Gravacao::default() };
    casa.app.armazem.gravar(lote, casa.app.relogio.agora()).await.unwrap();
}

/// Um nó que não tem nada na memória.
async fn outro_no(casa: Casa, banco: &Banco, mundo: &Arc<Mundo>) -> Casa {
    casa.derrubar().await;
    Casa::subir(banco, mundo).await
}

#[track_caller]
fn recusou_ilegivel<T: std::fmt::Debug>(desfecho: Result<T, ErroAplicacao>) {
    assert!(matches!(desfecho, Err(ErroAplicacao::Conflito { codigo: ESTADO_ILEGIVEL, .. })), "{desfecho:?}");
}

async fn retrato_ilegivel_se_refaz_pela_historia(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let [ruim, boa] =
        [casa.abrir_chamado("1").await.unwrap().instancia, casa.abrir_chamado("2").await.unwrap().instancia];
    trocar_retrato(&casa, ruim, "{\"situacao\":").await;
    let casa = outro_no(casa, &banco, &mundo).await;
    let vista = instancias::obter(&casa.app, &casa.sistema(), ruim).await.unwrap();
    assert!(vista.ilegivel.is_none() && vista.instancia.estado.contains("triar"));
    let (refeita, seguiu) =
        tokio::join!(casa.decidir_chamado(ruim, 1, "esperar"), casa.decidir_chamado(boa, 1, "atender"));
    assert_eq!((refeita.unwrap().situacao, seguiu.unwrap().situacao), (Situacao::EmAndamento, Situacao::Concluida));
    // A gravação consertou o retrato.
    conferir_dobras(&casa.app, casa.inquilino).await;
}

async fn a_que_nao_se_le_para_sozinha_e_volta_consertada(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let [ruim, boa] =
        [casa.abrir_chamado("1").await.unwrap().instancia, casa.abrir_chamado("2").await.unwrap().instancia];
    let bom_retrato = guardada(&casa, ruim).await.estado;
    estragar(&casa, ruim).await;
    let casa = outro_no(casa, &banco, &mundo).await;
    let quem = casa.sistema();
    let (parou, seguiu) =
        tokio::join!(casa.decidir_chamado(ruim, 1, "atender"), casa.decidir_chamado(boa, 1, "atender"));
    recusou_ilegivel(parou);
    assert_eq!(seguiu.unwrap().situacao, Situacao::Concluida);
    assert_eq!(guardada(&casa, ruim).await.situacao, "PRECISA_DE_ATENCAO");

    // O operador vê por quê, e ordem nenhuma passa.
    let visitas = Escolha { codigo_do_erro: Some(ESTADO_ILEGIVEL.into()), ..Escolha::default() };
    let filtro = FiltroDeIncidentes { visitas, limite: 9, ..FiltroDeIncidentes::default() };
    let [incidente] =
        <[_; 1]>::try_from(instancias::incidentes(&casa.app, &quem, &filtro).await.unwrap().itens).unwrap();
    assert_eq!((incidente.instancia, incidente.erro.codigo.as_str()), (ruim, ESTADO_ILEGIVEL));
    assert!(incidente.acao_sugerida.contains("cópia de segurança"));
    assert_eq!(instancias::contar_incidentes(&casa.app, &quem, &filtro).await.unwrap().grupos[0].quantos, 1);
    let vista = instancias::obter(&casa.app, &quem, ruim).await.unwrap();
    assert!(vista.ilegivel.is_some() && vista.instancia.estado == "null" && !vista.eventos.is_empty());
    recusou_ilegivel(instancias::cancelar(&casa.app, &quem, ruim, "não se lê".into()).await);

    // Consertada, pausar e retomar a põe a andar, com o que tinha na fila.
    trocar_retrato(&casa, ruim, &bom_retrato).await;
    for ordem in [Ordem::Pausar { motivo: "consertada".into() }, Ordem::Retomar] {
        instancias::ordenar(&casa.app, &quem, ruim, &ordem).await.unwrap();
    }
    assert_eq!(guardada(&casa, ruim).await.situacao, "EM_ANDAMENTO");
    mundo.avancar(Duration::from_secs(2 * 86_400));
    assert!(entregar_recados(&casa.app, NoId::novo()).await.unwrap(), "o prazo da tarefa");
    assert_eq!(casa.decidir_chamado(ruim, 1, "atender").await.unwrap().situacao, Situacao::Concluida);
}

/// O recado de uma que não se lê não sai da fila nem roda sem fim, e não segura os outros.
async fn so_o_temporizador_dela_espera(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let [ruim, boa] =
        [casa.abrir_chamado("1").await.unwrap().instancia, casa.abrir_chamado("2").await.unwrap().instancia];
    estragar(&casa, ruim).await;
    let casa = outro_no(casa, &banco, &mundo).await;
    mundo.avancar(Duration::from_secs(2 * 86_400));
    assert!(entregar_recados(&casa.app, NoId::novo()).await.unwrap());
    assert!(!entregar_recados(&casa.app, NoId::novo()).await.unwrap(), "não sobra nada pronto");
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let dela = unidade.itens_da_instancia(ruim).await.unwrap();
    assert!(dela.len() == 1 && !dela[0].3, "na fila, com ninguém: {dela:?}");
    assert_eq!(unidade.itens_da_instancia(boa).await.unwrap(), []);
    assert_eq!(unidade.instancia(ruim).await.unwrap().unwrap().situacao, "PRECISA_DE_ATENCAO");
}
