//! A vida de uma instância filha: nasce do recado da mãe, responde a ela, e cai com ela.

use esteira_aplicacao::consolidador::Mae;
use esteira_base::ids::{InstanciaId, NoId};
use esteira_motor::maquina::{Ator, Comando};
use serde_json::json;

use crate::apoio::casos::ENTREGA;
use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo, concluir, entregar_recados, falhar, pegar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_filha_conclui_e_a_mae_recebe_o_resultado,
    a_filha_falha_e_a_mae_trata,
    cancelada_sozinha_a_filha_falha_na_mae,
    cancelar_a_mae_cancela_a_filha,
    mae_cancelada_antes_de_a_filha_nascer,
    a_filha_que_nao_pode_nascer_diz_por_que,
    a_mae_pausada_so_pede_a_filha_ao_retomar,
);

const MAE: &str = r#"
esteira: v1
fluxo: mae
titulo: Mãe
chave: entrada.id
inicio: preparar
passos:
  preparar: { tipo: rpa, plugin: p, operacao: preparar, depois: entregar }
  entregar: { tipo: subfluxo, fluxo: entrega, entrada: { id: "${ entrada.entrega }" }, erros: { extraviou: perdida, subfluxo_cancelado: desistida }, depois: pronta }
  perdida: { tipo: fim, resultado: perdida }
  desistida: { tipo: fim, resultado: desistida }
  pronta: { tipo: fim, resultado: "${ passos.entregar.recibo }" }
"#;

struct Familia {
    casa: Casa,
    no: NoId,
    mae: InstanciaId,
    filha: InstanciaId,
}

impl Familia {
    /// A mãe já pediu a filha, que ainda não nasceu.
    async fn pedida(banco: &Banco, entrega: bool) -> Self {
        let casa = Casa::subir(banco, &Mundo::bom()).await;
        casa.publicar(MAE).await;
        if entrega {
            casa.publicar(ENTREGA).await;
        }
        let (no, mae) = (NoId::novo(), casa.iniciar("mae", json!({ "id": "1", "entrega": "e-1" })).await);
        concluir(&casa.app, &pegar(&casa.app, no).await[0], json!(null)).await.unwrap();
        let filha = Mae { id: mae, visita: 2, tentativa: 1 }.filha();
        Self { casa, no, mae, filha }
    }

    /// A filha já nasceu, e o trabalho dela está na fila.
    async fn nascida(banco: &Banco) -> Self {
        let familia = Self::pedida(banco, true).await;
        familia.recados().await;
        assert_eq!(familia.casa.ver(familia.filha).await.0, "EM_ANDAMENTO");
        familia
    }

    async fn recados(&self) {
        while entregar_recados(&self.casa.app, self.no).await.unwrap() {}
    }

    async fn cancelar(&self, id: InstanciaId) {
        let comando = Comando::Cancelar { motivo: "mudou".into(), por: Ator::sistema() };
        self.casa.pedir(id, comando).await.unwrap();
        self.recados().await;
    }

    /// As duas encerraram assim, e nada ficou na fila.
    async fn encerraram(&self, mae: &str, filha: &str, ultima_da_mae: &str) {
        assert_eq!(self.casa.ver(self.mae).await.0, mae);
        assert_eq!(self.casa.ver(self.filha).await.0, filha);
        assert_eq!(self.casa.historia(self.mae).await.pop().unwrap(), ultima_da_mae);
        self.nada_na_fila().await;
        conferir_dobras(&self.casa.app, self.casa.inquilino).await;
    }

    async fn nada_na_fila(&self) {
        let mut unidade = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap();
        for id in [self.mae, self.filha] {
            assert_eq!(unidade.itens_da_instancia(id).await.unwrap(), []);
        }
    }
}

async fn a_filha_conclui_e_a_mae_recebe_o_resultado(banco: Banco) {
    let familia = Familia::nascida(&banco).await;
    let (_, estado) = familia.casa.ver(familia.filha).await;
    assert_eq!(Mae::de(&estado), Some(Mae { id: familia.mae, visita: 2, tentativa: 1 }));
    let trabalho = &pegar(&familia.casa.app, familia.no).await[0];
    assert_eq!(trabalho.instancia, familia.filha);
    concluir(&familia.casa.app, trabalho, json!({ "recibo": "R-1" })).await.unwrap();
    familia.recados().await;
    familia.encerraram("CONCLUIDA", "CONCLUIDA", "+0s concluiu com \"R-1\"").await;
}

async fn a_filha_falha_e_a_mae_trata(banco: Banco) {
    let familia = Familia::nascida(&banco).await;
    falhar(&familia.casa.app, &pegar(&familia.casa.app, familia.no).await[0], "extraviou").await.unwrap();
    familia.recados().await;
    familia.encerraram("CONCLUIDA", "FALHOU", "+0s concluiu com \"perdida\"").await;
}

async fn cancelada_sozinha_a_filha_falha_na_mae(banco: Banco) {
    let familia = Familia::nascida(&banco).await;
    familia.cancelar(familia.filha).await;
    familia.encerraram("CONCLUIDA", "CANCELADA", "+0s concluiu com \"desistida\"").await;
}

/// Com o trabalho da filha na mão de um nó: o relato dele chega tarde e não vale.
async fn cancelar_a_mae_cancela_a_filha(banco: Banco) {
    let familia = Familia::nascida(&banco).await;
    let em_curso = pegar(&familia.casa.app, familia.no).await.remove(0);
    familia.cancelar(familia.mae).await;
    concluir(&familia.casa.app, &em_curso, json!({ "recibo": "R-1" })).await.unwrap_err();
    familia.encerraram("CANCELADA", "CANCELADA", "+0s sistema cancelou: mudou").await;
}

async fn mae_cancelada_antes_de_a_filha_nascer(banco: Banco) {
    let familia = Familia::pedida(&banco, true).await;
    familia.cancelar(familia.mae).await;
    assert_eq!(familia.casa.ver(familia.mae).await.0, "CANCELADA");
    let filha = familia.casa.app.armazem.ler(familia.casa.inquilino).await.unwrap().instancia(familia.filha).await;
    assert_eq!(filha.unwrap(), None);
    familia.nada_na_fila().await;
}

async fn a_filha_que_nao_pode_nascer_diz_por_que(banco: Banco) {
    let familia = Familia::pedida(&banco, false).await;
    familia.recados().await;
    assert_eq!(familia.casa.ver(familia.mae).await.0, "PRECISA_DE_ATENCAO");
    let ultima = familia.casa.historia(familia.mae).await.pop().unwrap();
    assert!(ultima.contains("subfluxo_desconhecido") && ultima.contains("\"entrega\""), "{ultima}");
    // Publicado o fluxo, o operador repete; mas agora vive outra com a mesma chave.
    familia.casa.publicar(ENTREGA).await;
    familia.casa.iniciar("entrega", json!({ "id": "e-1" })).await;
    let repetir = Comando::RepetirPasso { visita: 2, entrada: None, por: Ator::sistema() };
    familia.casa.pedir(familia.mae, repetir.clone()).await.unwrap();
    familia.recados().await;
    let ultima = familia.casa.historia(familia.mae).await.pop().unwrap();
    assert!(ultima.contains("subfluxo_ja_vive"), "{ultima}");
    // Acabada a outra, nasce: a terceira tentativa é outra filha.
    concluir(&familia.casa.app, &pegar(&familia.casa.app, familia.no).await[0], json!({})).await.unwrap();
    familia.casa.pedir(familia.mae, repetir).await.unwrap();
    familia.recados().await;
    let filha = Mae { id: familia.mae, visita: 2, tentativa: 3 }.filha();
    assert_eq!(familia.casa.ver(filha).await.0, "EM_ANDAMENTO");
}

/// O trabalho em curso se relata, e o passo seguinte pede a filha; ela só nasce quando a mãe retoma.
async fn a_mae_pausada_so_pede_a_filha_ao_retomar(banco: Banco) {
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    casa.publicar(MAE).await;
    casa.publicar(ENTREGA).await;
    let (no, mae) = (NoId::novo(), casa.iniciar("mae", json!({ "id": "1", "entrega": "e-1" })).await);
    let filha = Mae { id: mae, visita: 2, tentativa: 1 }.filha();
    let familia = Familia { casa, no, mae, filha };
    let em_curso = pegar(&familia.casa.app, no).await.remove(0);
    let por = Ator::sistema();
    familia.casa.pedir(mae, Comando::Pausar { motivo: "conferir".into(), por: por.clone() }).await.unwrap();
    concluir(&familia.casa.app, &em_curso, json!(null)).await.unwrap();
    assert!(!entregar_recados(&familia.casa.app, no).await.unwrap(), "a filha nasceria com a mãe pausada");
    familia.casa.pedir(mae, Comando::Retomar { por }).await.unwrap();
    familia.recados().await;
    assert_eq!(familia.casa.ver(filha).await.0, "EM_ANDAMENTO");
}
