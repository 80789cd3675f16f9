//! A aprovação: quem pode, uma vez só, e o processo mostra o que aconteceu.

use esteira_aplicacao::faturas::{DECISAO_APROVAR, DECISAO_REJEITAR};
use esteira_aplicacao::{ErroAplicacao, tarefas};
use esteira_armazem::motor::{FiltroDeTarefas, Tarefa};
use esteira_base::ids::NoId;
use esteira_dominio::{Acao, Perfil};
use serde_json::json;

use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    de_duas_pessoas_que_decidem_juntas_uma_ganha,
    operador_nao_aprova,
    rejeitar_exige_motivo_e_apaga_a_aprovacao,
    aprovada_chega_ao_sat_uma_vez_e_avisa,
);

/// Um nó com a fatura à espera de aprovação.
async fn a_aprovar(casa: &Casa) -> Tarefa {
    casa.criar_processo().await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
    let abertas = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas(&filtro).await.unwrap();
    <[Tarefa; 1]>::try_from(abertas.itens).expect("uma tarefa aberta").into_iter().next().unwrap()
}

async fn de_duas_pessoas_que_decidem_juntas_uma_ganha(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let tarefa = a_aprovar(&um).await;
    let (beto, caio) = (um.pessoa("Beto", Perfil::Aprovador), outro.pessoa("Caio", Perfil::Aprovador));
    let motivo = json!({ "motivo": "duplicada" });
    let (aprovou, rejeitou) = tokio::join!(
        tarefas::decidir(&um.app, &beto, tarefa.id.into(), DECISAO_APROVAR, json!({})),
        tarefas::decidir(&outro.app, &caio, tarefa.id.into(), DECISAO_REJEITAR, motivo),
    );
    let (ganhou, nome, perdeu) =
        if aprovou.is_ok() { (aprovou, "Beto", rejeitou) } else { (rejeitou, "Caio", aprovou) };
    assert_eq!(ganhou.unwrap().decidida_por.as_deref(), Some(nome));
    match perdeu.unwrap_err() {
        ErroAplicacao::Conflito { codigo: "tarefa_ja_decidida", mensagem } => {
            assert!(mensagem.contains(nome), "{mensagem}")
        }
        outro => panic!("{outro:?}"),
    }
    conferir_dobras(&um.app, um.inquilino).await;
}

async fn operador_nao_aprova(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let tarefa = a_aprovar(&casa).await;
    let olga = casa.pessoa("Olga", Perfil::Operador);
    let erro = tarefas::decidir(&casa.app, &olga, tarefa.id.into(), DECISAO_APROVAR, json!({})).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::SemPermissao { perfil: Perfil::Operador, acao: Acao::Aprovar }), "{erro:?}");
    assert_eq!(tarefas::obter(&casa.app, &olga, tarefa.id.into()).await.unwrap(), tarefa, "nada mudou");
}

async fn rejeitar_exige_motivo_e_apaga_a_aprovacao(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let tarefa = a_aprovar(&casa).await;
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    let sem = tarefas::decidir(&casa.app, &beto, tarefa.id.into(), DECISAO_REJEITAR, json!({ "motivo": " " })).await;
    assert!(matches!(&sem, Err(ErroAplicacao::Invalido(campos)) if campos[0].campo == "motivo"), "{sem:?}");
    let dados = json!({ "motivo": "mês errado" });
    tarefas::decidir(&casa.app, &beto, tarefa.id.into(), DECISAO_REJEITAR, dados).await.unwrap();
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let processo = unidade.processo_da_instancia(tarefa.instancia_id.into()).await.unwrap().unwrap();
    assert_eq!((processo.status_processo.as_str(), processo.motivo.as_deref()), ("REJEITADO", Some("mês errado")));
    assert_eq!(processo.aprovado_por_usuario_id, None);
}

async fn aprovada_chega_ao_sat_uma_vez_e_avisa(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let tarefa = a_aprovar(&casa).await;
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    tarefas::decidir(&casa.app, &beto, tarefa.id.into(), DECISAO_APROVAR, json!({})).await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let processo = unidade.processo_da_instancia(tarefa.instancia_id.into()).await.unwrap().unwrap();
    assert_eq!((processo.status_processo.as_str(), processo.enviado_para_sat), ("UPLOAD_REALIZADO", true));
    assert_eq!(processo.aprovado_por_usuario_id, beto.usuario.map(|id| id.0));
    assert_eq!(unidade.itens_da_instancia(tarefa.instancia_id.into()).await.unwrap(), [], "nada fica na fila");
    drop(unidade);
    assert_eq!((mundo.recebidas_no_sat(), mundo.assuntos().len()), (vec![1], 1));
    conferir_dobras(&casa.app, casa.inquilino).await;
}
