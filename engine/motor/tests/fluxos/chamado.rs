//! `workflows/exemplos/chamado.yaml`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::roteiro::{Roteiro, pessoa};

fn chamado(urgente: bool) -> Roteiro {
    let entrada = json!({
        "numero": "42",
        "assunto": "Sem sinal",
        "urgente": urgente,
        "solicitante": { "email": "dora@exemplo.com.br" },
    });
    Roteiro::comeca("exemplos/chamado.yaml", entrada)
}

fn atendente() -> esteira_motor::maquina::Ator {
    pessoa("caio", &["ATENDENTE"])
}

#[test]
fn resolvido_e_confirmado_pelo_silencio() {
    let mut r = chamado(false);
    r.decide("triar", "atender", json!({}), atendente());
    r.decide("atender", "resolver", json!({ "solucao": "modem trocado" }), atendente());
    r.conclui("avisar_solucao", Value::Null).passa("5d");
    assert_snapshot!(r.historia());
}

#[test]
fn atendimento_que_vence_vira_urgente() {
    let mut r = chamado(false);
    r.decide("triar", "atender", json!({}), atendente()).passa("2d1h");
    assert_snapshot!(r.historia());
}

#[test]
fn nao_resolvido_volta_a_triagem_e_e_descartado() {
    let mut r = chamado(true);
    r.decide("triar", "atender", json!({}), atendente());
    r.decide("atender_urgente", "resolver", json!({ "solucao": "reinício" }), atendente());
    r.conclui("avisar_solucao", Value::Null).chega("resposta_do_solicitante", json!({ "resolvido": false }));
    r.decide("triar", "descartar", json!({ "motivo": "fora do contrato" }), atendente());
    assert_snapshot!(r.historia());
}
