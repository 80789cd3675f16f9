//! O que a linguagem promete e só a fila, o banco e vários nós juntos cumprem.

use std::time::Duration;

use esteira_aplicacao::consolidador::{Alvo, Solicitacao};
use esteira_aplicacao::{ErroAplicacao, segredos, tarefas};
use esteira_armazem::fila::{ItemNovo, TipoDeItem};
use esteira_armazem::motor::Gravacao;
use esteira_base::Segredo;
use esteira_base::ids::{InstanciaId, ItemId, NoId};
use esteira_dominio::Perfil;
use esteira_motor::maquina::{Ator, Comando, Encaminhamento, Pessoa, Recusa};
use futures::future::join_all;
use serde_json::{Value, json};

use crate::apoio::historia::conferir_dobras;
use crate::apoio::mundo::AUTORIZACAO;
use crate::apoio::{Banco, Casa, Mundo, andar, concluir, entregar_recados, pegar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    carga_ilegivel_para_so_a_sua_instancia,
    expressao_que_falha_para_so_a_sua_instancia,
    limites_valem_entre_dois_nos,
    maior_prioridade_comeca_antes,
    pausada_nada_novo_comeca_ate_retomar,
    pausada_e_retomada_no_mesmo_lote_segue_andando,
    http_leva_o_segredo_e_a_chave_de_idempotencia,
    tarefa_delegada_se_decide_por_quem_a_recebeu,
    instancia_viva_passa_a_outra_versao,
);

/// Um serviço que responde o que recebe, e um tempo de espera.
const CONSULTA: &str = r#"
esteira: v1
fluxo: consulta
titulo: Consulta
chave: string(entrada.id)
inicio: consultar
passos:
  consultar:
    tipo: http
    metodo: POST
    url: https://crm.exemplo.com.br/clientes
    cabecalhos: { Authorization: { segredo: token_crm, prefixo: "Bearer " } }
    corpo: { metade: "${ 100 / entrada.partes }" }
    resultado: { corpo: "${ resposta.corpo }", cabecalhos: "${ resposta.cabecalhos }" }
    depois: dormir
  dormir: { tipo: esperar, por: 1h, depois: pronta }
  pronta: { tipo: fim, resultado: "${ passos.consultar.corpo.metade }" }
"#;

async fn com_consulta(banco: &Banco) -> (Casa, std::sync::Arc<Mundo>) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(banco, &mundo).await;
    casa.publicar(CONSULTA).await;
    let token = Segredo::novo(AUTORIZACAO.trim_start_matches("Bearer ").to_owned());
    segredos::guardar(&casa.app, &casa.sistema(), "token_crm", &token).await.unwrap();
    (casa, mundo)
}

async fn situacoes(casa: &Casa, ids: &[InstanciaId]) -> Vec<String> {
    join_all(ids.iter().map(|id| async { casa.ver(*id).await.0 })).await
}

/// Troca o que está na fila por uma visita por uma linha que ninguém lê.
async fn envenenar(casa: &Casa, id: InstanciaId, visita: u32, tipo: TipoDeItem) {
    let item = ItemNovo {
        id: ItemId::novo(),
        inquilino: casa.inquilino,
        instancia: id,
        visita,
        tipo,
        carga: r#"{"de outra versão":"#.into(),
        visivel_em: casa.app.relogio.agora(),
        prioridade: 0,
        limite: None,
        concedida_a: None,
        suspensa: false,
    };
    let recolhidas = vec![(casa.inquilino, id, visita)];
    let lote = Gravacao { recolhidas, itens: vec![item], ..Gravacao::default() };
    casa.app.armazem.gravar(lote, casa.app.relogio.agora()).await.unwrap();
}

/// Vale para o trabalho e para o recado; o operador repete, e ela segue como as outras.
async fn carga_ilegivel_para_so_a_sua_instancia(banco: Banco) {
    let (casa, mundo) = com_consulta(&banco).await;
    let no = NoId::novo();
    let ids = join_all((1..=3).map(|n| casa.iniciar("consulta", json!({ "id": n, "partes": n })))).await;
    envenenar(&casa, ids[0], 1, TipoDeItem::Trabalho).await;
    andar(&casa.app, no).await.unwrap();
    assert_eq!(situacoes(&casa, &ids).await, ["PRECISA_DE_ATENCAO", "EM_ANDAMENTO", "EM_ANDAMENTO"]);
    envenenar(&casa, ids[1], 2, TipoDeItem::Temporizador).await;
    mundo.avancar(Duration::from_secs(3_600));
    andar(&casa.app, no).await.unwrap();
    assert_eq!(situacoes(&casa, &ids).await, ["PRECISA_DE_ATENCAO", "PRECISA_DE_ATENCAO", "CONCLUIDA"]);
    for (id, visita) in [(ids[0], 1), (ids[1], 2)] {
        let ultima = casa.historia(id).await.pop().unwrap();
        assert!(ultima.contains("carga_ilegivel"), "{ultima}");
        casa.pedir(id, Comando::RepetirPasso { visita, entrada: None, por: Ator::sistema() }).await.unwrap();
    }
    andar(&casa.app, no).await.unwrap();
    mundo.avancar(Duration::from_secs(3_600));
    andar(&casa.app, no).await.unwrap();
    assert_eq!(situacoes(&casa, &ids).await, ["CONCLUIDA"; 3]);
    conferir_dobras(&casa.app, casa.inquilino).await;
}

async fn expressao_que_falha_para_so_a_sua_instancia(banco: Banco) {
    let (casa, mundo) = com_consulta(&banco).await;
    // Juntas: o consolidador as recebe no mesmo lote.
    let ids = join_all([1, 0, 2].map(|n| casa.iniciar("consulta", json!({ "id": n, "partes": n })))).await;
    andar(&casa.app, NoId::novo()).await.unwrap();
    mundo.avancar(Duration::from_secs(3_600));
    andar(&casa.app, NoId::novo()).await.unwrap();
    assert_eq!(situacoes(&casa, &ids).await, ["CONCLUIDA", "PRECISA_DE_ATENCAO", "CONCLUIDA"]);
    let ultima = casa.historia(ids[1]).await.pop().unwrap();
    assert!(ultima.contains("divisão por zero"), "{ultima}");
}

const PORTAL: &str = r#"
esteira: v1
fluxo: portal
titulo: Portal
chave: string(entrada.id)
inicio: baixar
passos:
  baixar:
    tipo: rpa
    plugin: p
    operacao: baixar
    limite: { chave: "portal/${ entrada.portal }", simultaneos: 2, por_minuto: 3 }
    depois: pronta
  pronta: { tipo: fim }
"#;

async fn limites_valem_entre_dois_nos(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::subir(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    um.publicar(PORTAL).await;
    let entradas = (0..6).map(|n| json!({ "id": n, "portal": if n < 5 { "OI" } else { "VIVO" } }));
    join_all(entradas.map(|entrada| um.iniciar("portal", entrada))).await;
    let nos = (NoId::novo(), NoId::novo());
    // Vários nós ao mesmo tempo podem conceder menos do que cabe, nunca mais; um sozinho completa.
    let todos = async || {
        let (mut a, b) = tokio::join!(pegar(&um.app, nos.0), pegar(&outro.app, nos.1));
        a.extend(b);
        a.extend(pegar(&outro.app, nos.1).await);
        a
    };
    let pegos = todos().await;
    let da_oi = pegos.iter().filter(|pego| pego.carga.contains("portal/OI")).collect::<Vec<_>>();
    assert_eq!((pegos.len(), da_oi.len()), (3, 2), "dois da Oi e o da Vivo");
    concluir(&um.app, da_oi[0], json!(null)).await.unwrap();
    let terceiro = todos().await;
    assert_eq!(terceiro.len(), 1, "abriu um lugar");
    concluir(&outro.app, da_oi[1], json!(null)).await.unwrap();
    concluir(&outro.app, &terceiro[0], json!(null)).await.unwrap();
    assert_eq!(todos().await, [], "três partiram neste minuto, ainda que já tenham acabado");
    mundo.avancar(Duration::from_secs(61));
    assert_eq!(todos().await.len(), 2);
}

const URGENTE: &str = r#"
esteira: v1
fluxo: FLUXO
titulo: Fila
chave: string(entrada.id)
inicio: fazer
passos:
  fazer: { tipo: rpa, plugin: p, operacao: fazer, prioridade: PRIORIDADE, depois: pronta }
  pronta: { tipo: fim }
"#;

async fn maior_prioridade_comeca_antes(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::subir(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let mut esperada = Vec::new();
    for (fluxo, prioridade) in [("comum", "0"), ("urgente", "9"), ("adiavel", "-5")] {
        um.publicar(&URGENTE.replace("FLUXO", fluxo).replace("PRIORIDADE", prioridade)).await;
        for n in 0..2 {
            esperada.push((fluxo, um.iniciar(fluxo, json!({ "id": n })).await));
            mundo.avancar(Duration::from_secs(1));
        }
    }
    // Os dois nós, um de cada vez, tiram da mesma fila: primeiro as urgentes, e entre iguais quem espera há mais tempo.
    let mut saiu = Vec::new();
    for vez in 0..6 {
        let casa = if vez % 2 == 0 { &um } else { &outro };
        let agora = casa.app.relogio.agora();
        let pegos = casa.app.armazem.conceder(NoId::novo(), TipoDeItem::Trabalho, 1, agora).await.unwrap();
        saiu.extend(pegos.into_iter().map(|pego| pego.instancia));
    }
    let de = |fluxo: &str| esperada.iter().filter(|(f, _)| *f == fluxo).map(|(_, id)| *id).collect::<Vec<_>>();
    assert_eq!(saiu, [de("urgente"), de("comum"), de("adiavel")].concat());
}

const PAUSAVEL: &str = r#"
esteira: v1
fluxo: pausavel
titulo: Pausável
chave: string(entrada.id)
inicio: um
passos:
  um: { tipo: rpa, plugin: p, operacao: fazer, depois: dois }
  dois: { tipo: rpa, plugin: p, operacao: fazer, prazo: { vence: 1h, vai: tarde }, depois: pronta }
  tarde: { tipo: fim, resultado: tarde }
  pronta: { tipo: fim }
"#;

/// O que estava em curso se relata; o passo seguinte, e o prazo dele, esperam que se retome.
async fn pausada_nada_novo_comeca_ate_retomar(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::subir(&banco, &mundo).await;
    casa.publicar(PAUSAVEL).await;
    let (no, por) = (NoId::novo(), Ator::sistema());
    let id = casa.iniciar("pausavel", json!({ "id": 1 })).await;
    let em_curso = pegar(&casa.app, no).await.remove(0);
    casa.pedir(id, Comando::Pausar { motivo: "conferir".into(), por: por.clone() }).await.unwrap();
    concluir(&casa.app, &em_curso, json!(null)).await.unwrap();
    mundo.avancar(Duration::from_secs(7_200));
    assert_eq!(pegar(&casa.app, no).await, []);
    assert!(!entregar_recados(&casa.app, no).await.unwrap(), "o prazo venceria com a instância pausada");
    casa.pedir(id, Comando::Retomar { por }).await.unwrap();
    assert_eq!(pegar(&casa.app, no).await.len(), 1);
    assert!(entregar_recados(&casa.app, no).await.unwrap());
    assert_eq!(casa.historia(id).await.pop().unwrap(), "+2h concluiu com \"tarde\"");
}

async fn pausada_e_retomada_no_mesmo_lote_segue_andando(banco: Banco) {
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    casa.publicar(PAUSAVEL).await;
    let id = casa.iniciar("pausavel", json!({ "id": 1 })).await;
    let por = Ator::sistema();
    let mandar = async |comandos: Vec<Comando>| {
        let pedir =
            |comando| Solicitacao { inquilino: casa.inquilino, alvo: Alvo::Instancia(id), comando, anexo: None };
        let desfechos = casa.app.consolidador.pedir_varios(comandos.into_iter().map(pedir).collect()).await;
        assert!(desfechos.iter().all(Result::is_ok), "{desfechos:?}");
    };
    let pausar = Comando::Pausar { motivo: "engano".into(), por: por.clone() };
    let retomar = Comando::Retomar { por };
    mandar(vec![pausar.clone(), retomar.clone()]).await;
    mandar(vec![pausar.clone()]).await;
    mandar(vec![retomar.clone(), pausar]).await;
    assert_eq!(pegar(&casa.app, NoId::novo()).await, []);
    mandar(vec![retomar]).await;
    assert_eq!(pegar(&casa.app, NoId::novo()).await.len(), 1);
}

/// A chave é a do pedido, e a mesma se ele se repete; o segredo chega ao serviço e a mais lugar nenhum.
async fn http_leva_o_segredo_e_a_chave_de_idempotencia(banco: Banco) {
    let (casa, _) = com_consulta(&banco).await;
    let id = casa.iniciar("consulta", json!({ "id": 1, "partes": 4 })).await;
    andar(&casa.app, NoId::novo()).await.unwrap();
    let (_, estado) = casa.ver(id).await;
    let saida = &estado.memoria.saidas["consultar"];
    assert_eq!(saida["corpo"], json!({ "metade": 25 }));
    assert_eq!(saida["cabecalhos"]["autorizado"], true);
    let chave = saida["cabecalhos"]["idempotency-key"].as_str().unwrap();
    assert!(chave.starts_with(&format!("{id}/1/")), "{chave}");
    let eventos = casa.app.armazem.ler(casa.inquilino).await.unwrap().eventos(id).await.unwrap();
    assert!(!format!("{eventos:?}{estado:?}").contains("sésamo"));
}

async fn tarefa_delegada_se_decide_por_quem_a_recebeu(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let id = casa.abrir_chamado("1").await.unwrap().instancia;
    let tarefa = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas_da_instancia(id).await.unwrap().remove(0);
    let (olga, otto) = (casa.pessoa("Olga", Perfil::Operador), casa.pessoa("Otto", Perfil::Operador));
    // Dora é aprovadora: sozinha, não poderia decidir uma tarefa de operador.
    let dora = casa.pessoa("Dora", Perfil::Aprovador);
    let encaminhar = async |como, por: Ator| {
        let comando = Comando::Encaminhar { visita: 0, como, por };
        let alvo = Alvo::Tarefa(tarefa.id.into());
        let aplicado = casa.app.consolidador.pedir(casa.inquilino, alvo, comando, None).await;
        aplicado.map(|aplicado| aplicado.tarefa.unwrap().responsavel_nome)
    };
    assert_eq!(encaminhar(Encaminhamento::Assumir, olga.ator()).await.unwrap().as_deref(), Some("Olga"));
    let de_outro = encaminhar(Encaminhamento::Assumir, otto.ator()).await.unwrap_err();
    assert!(matches!(&de_outro, ErroAplicacao::Recusado(Recusa::TarefaDeOutro(nome)) if nome == "Olga"));
    let para = Pessoa { id: dora.ator().id.unwrap(), nome: "Dora".into() };
    let delegar = Encaminhamento::Delegar(para);
    assert_eq!(encaminhar(delegar, olga.ator()).await.unwrap().as_deref(), Some("Dora"));
    // Outro nó, que nada tem na memória, decide igual.
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    let decidir = async |quem| tarefas::decidir(&casa.app, quem, tarefa.id.into(), "atender", json!({})).await;
    assert!(matches!(decidir(&olga).await, Err(ErroAplicacao::Recusado(Recusa::TarefaDeOutro(_)))));
    assert_eq!(decidir(&dora).await.unwrap().decidida_por.as_deref(), Some("Dora"));
    assert_eq!(casa.ver(id).await.0, "CONCLUIDA");
    conferir_dobras(&casa.app, casa.inquilino).await;
}

const VERSAO_UM: &str = r#"
esteira: v1
fluxo: pedido
titulo: Pedido
chave: string(entrada.id)
inicio: separar
passos:
  separar: { tipo: rpa, plugin: p, operacao: separar, depois: aprovar }
  aprovar: { tipo: tarefa, titulo: Aprovar, papeis: [OPERADOR], prazo: 1d, decisoes: { aprovar: pronto } }
  pronto: { tipo: fim, resultado: velha }
"#;

/// O que está aberto segue na versão nova, com o nome novo; quem não migrou segue na sua.
async fn instancia_viva_passa_a_outra_versao(banco: Banco) {
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    casa.publicar(VERSAO_UM).await;
    let (fica, muda) =
        (casa.iniciar("pedido", json!({ "id": 1 })).await, casa.iniciar("pedido", json!({ "id": 2 })).await);
    for pego in pegar(&casa.app, NoId::novo()).await {
        concluir(&casa.app, &pego, json!(null)).await.unwrap();
    }
    let nova = VERSAO_UM.replace("aprovar: { tipo", "conferir: { tipo").replace("depois: aprovar", "depois: conferir");
    casa.publicar(&nova.replace("velha", "nova")).await;
    let fluxo_id =
        casa.app.armazem.ler(casa.inquilino).await.unwrap().fluxo_vigente("pedido").await.unwrap().unwrap().id;
    let migrar = async |plano: Value| {
        let alvo = Alvo::Versao { instancia: muda, fluxo_id };
        let (plano, por) = (serde_json::from_value(plano).unwrap(), Ator::sistema());
        let comando = Comando::Migrar { de: "a primeira".into(), plano, por };
        casa.app.consolidador.pedir(casa.inquilino, alvo, comando, None).await
    };
    let sem_plano = migrar(json!({})).await.unwrap_err();
    assert!(
        matches!(&sem_plano, ErroAplicacao::Recusado(Recusa::PlanoInvalido(p)) if p[0].contains("aprovar")),
        "{sem_plano:?}"
    );
    migrar(json!({ "aprovar": "conferir" })).await.unwrap();
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    for (id, resultado) in [(fica, "velha"), (muda, "nova")] {
        let por = casa.pessoa("Olga", Perfil::Operador).ator();
        let decidir = Comando::Decidir { visita: 2, decisao: "aprovar".into(), dados: json!({}), por };
        casa.pedir(id, decidir).await.unwrap();
        assert_eq!(casa.historia(id).await.pop().unwrap(), format!("+0s concluiu com \"{resultado}\""));
    }
    let guardada = casa.app.armazem.ler(casa.inquilino).await.unwrap().instancia(muda).await.unwrap().unwrap();
    assert_eq!(guardada.fluxo_id, fluxo_id);
    conferir_dobras(&casa.app, casa.inquilino).await;
}
