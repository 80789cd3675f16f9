//! Valores grandes: o fluxo os lê como quaisquer outros, e o banco nunca os vê.

use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::cargas::MAXIMO_NA_LINHA;
use esteira_aplicacao::retrato::ESTADO_ILEGIVEL;
use esteira_aplicacao::trabalhos::ler_trabalho;
use esteira_aplicacao::{instancias, tarefas};
use esteira_base::ids::{InstanciaId, NoId};
use esteira_motor::maquina::{Estado, Pedido, Situacao};
use serde_json::{Value, json};

use crate::apoio::{Banco, Casa, Mundo, concluir, pegar};
use crate::nos_dois_bancos;

nos_dois_bancos!(valor_grande_atravessa_o_fluxo_por_fora_do_banco, carga_perdida_para_so_a_sua_instancia);

/// Recebe um valor grande, manda-o a um serviço, mostra-o a uma pessoa e lê dentro dele.
const VOLUMOSO: &str = r#"
esteira: v1
fluxo: volumoso
titulo: Volumoso
chave: string(entrada.id)
inicio: consultar
passos:
  consultar: { tipo: http, url: "https://crm.exemplo.com.br/itens", depois: mandar }
  mandar:
    tipo: http
    metodo: POST
    url: https://crm.exemplo.com.br/copia
    corpo: ${ passos.consultar.corpo }
    depois: conferir
  conferir:
    tipo: tarefa
    titulo: Conferir
    papeis: [OPERADOR]
    prazo: 9d
    dados: { tudo: "${ passos.consultar.corpo }" }
    decisoes: { sim: pronta }
  pronta: { tipo: fim, resultado: "${ passos.consultar.corpo.itens[700].nome }" }
"#;

/// Um MiB, e uma imitação de marca no meio.
fn grande() -> Value {
    let itens: Vec<_> = (0..1_024).map(|n| json!({ "nome": format!("item {n}"), "texto": "ç".repeat(512) })).collect();
    json!({ "itens": itens, "imitacao": { "$carga": { "resumo": "0".repeat(64), "tamanho": 1 } } })
}

/// A saída de um passo `http`.
fn resposta(corpo: Value) -> Value {
    json!({ "status": 200, "cabecalhos": {}, "corpo": corpo })
}

/// Nenhuma linha da instância passa do limite.
async fn linhas_pequenas(casa: &Casa, id: InstanciaId) {
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let instancia = unidade.instancia(id).await.unwrap().unwrap();
    let decisoes = unidade.decisoes_depois_de(id, 0).await.unwrap();
    let tarefas = unidade.tarefas_da_instancia(id).await.unwrap();
    let textos = decisoes.iter().map(|decisao| &decisao.eventos).chain(tarefas.iter().map(|tarefa| &tarefa.dados));
    for texto in textos.chain([&instancia.estado]) {
        assert!(texto.len() <= MAXIMO_NA_LINHA, "{} bytes", texto.len());
    }
}

async fn comecar(casa: &Casa) -> InstanciaId {
    casa.publicar(VOLUMOSO).await;
    let id = casa.iniciar("volumoso", json!({ "id": 1 })).await;
    let pego = pegar(&casa.app, NoId::novo()).await.remove(0);
    concluir(&casa.app, &pego, resposta(grande())).await.unwrap();
    id
}

async fn valor_grande_atravessa_o_fluxo_por_fora_do_banco(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let id = comecar(&casa).await;
    linhas_pequenas(&casa, id).await;

    // Outro nó, que não tem a instância na memória, faz o trabalho que leva o valor.
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &mundo).await;
    let pego = pegar(&casa.app, NoId::novo()).await.remove(0);
    assert!(pego.carga.len() <= MAXIMO_NA_LINHA, "{} bytes", pego.carga.len());
    let Ok(trabalho) = ler_trabalho(&casa.app, &pego).await else { panic!("o trabalho se lê") };
    let Pedido::Http(pedido) = trabalho.pedido else { panic!("um pedido http") };
    assert_eq!(pedido.corpo, grande());
    concluir(&casa.app, &pego, resposta(Value::Null)).await.unwrap();
    linhas_pequenas(&casa, id).await;

    // Quem olha vê o valor inteiro: na tarefa, no estado e na história.
    let quem = casa.sistema();
    let aberta = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas_da_instancia(id).await.unwrap().remove(0);
    let vista = tarefas::vista(&casa.app, &quem, aberta).await.unwrap();
    assert_eq!(serde_json::from_str::<Value>(&vista.tarefa.dados).unwrap(), json!({ "tudo": grande() }));
    let vista = instancias::obter(&casa.app, &quem, id).await.unwrap();
    let estado: Estado = serde_json::from_str(&vista.instancia.estado).unwrap();
    assert_eq!(estado.memoria.saidas["consultar"]["corpo"], grande());
    let concluido = vista.eventos.iter().find(|evento| evento.tipo == "passo_concluido").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&concluido.dados).unwrap()["saida"]["corpo"], grande());

    // E a expressão lê dentro dele, outra vez num nó que não o tem na memória.
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &mundo).await;
    let decidida = casa.decidir_chamado(id, 3, "sim").await.unwrap();
    assert_eq!(decidida.situacao, Situacao::Concluida);
    assert!(format!("{:?}", decidida.eventos).contains("item 700"));
    linhas_pequenas(&casa, id).await;
}

async fn carga_perdida_para_so_a_sua_instancia(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let id = comecar(&casa).await;
    let boa = casa.abrir_chamado("1").await.unwrap().instancia;
    casa.derrubar().await;
    let perdidos = mundo.perder_arquivos();
    let casa = Casa::subir(&banco, &mundo).await;
    let (parou, seguiu) = tokio::join!(casa.decidir_chamado(id, 2, "sim"), casa.decidir_chamado(boa, 1, "atender"));
    assert!(matches!(parou, Err(ErroAplicacao::Conflito { codigo: ESTADO_ILEGIVEL, .. })), "{parou:?}");
    assert_eq!(seguiu.unwrap().situacao, Situacao::Concluida);
    // Restaurados os arquivos, a primeira leitura devolve o que estava na fila.
    mundo.devolver_arquivos(perdidos);
    casa.decidir_chamado(id, 2, "sim").await.unwrap_err();
    let pego = pegar(&casa.app, NoId::novo()).await.remove(0);
    assert_eq!(concluir(&casa.app, &pego, resposta(Value::Null)).await.unwrap().situacao, Situacao::EmAndamento);
    linhas_pequenas(&casa, id).await;
}
