//! `workflows/faturas.yaml`.

use esteira_motor::maquina::{Ator, Recusa};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::roteiro::{Roteiro, pessoa};

fn com_rpa(possui_rpa: bool) -> Roteiro {
    let entrada = json!({
        "processo_id": "p-1",
        "hash": "a1b2c3",
        "mes_ano": "2026-10",
        "cliente": { "nome_sat": "PADARIA AURORA" },
        "operadora": { "codigo": "OI", "possui_rpa": possui_rpa },
    });
    Roteiro::comeca("faturas.yaml", entrada)
}

fn fatura(resumo: &str) -> Value {
    json!({ "arquivo": { "chave": "k", "resumo": resumo, "nome": "fatura.pdf" }, "valor": "1234.56", "conferencia": { "resultado": "ok" } })
}

fn comprovante() -> Value {
    json!({ "comprovante": { "protocolo": "P-9" } })
}

fn beto() -> Ator {
    pessoa("beto", &["APROVADOR"])
}

/// Até a fatura estar à espera de aprovação.
fn baixada() -> Roteiro {
    let mut r = com_rpa(true);
    r.conclui("baixar", fatura("f1"));
    r
}

#[test]
fn caminho_feliz() {
    let mut r = baixada();
    r.decide("aprovar", "aprovar", json!({}), beto());
    r.conclui("enviar_sat", comprovante()).conclui("avisar", Value::Null);
    assert_snapshot!(r.historia());
}

#[test]
fn rejeitada_reaberta_e_baixada_de_novo() {
    let mut r = baixada();
    r.decide("aprovar", "rejeitar", json!({ "motivo": "mês errado" }), beto()).conclui("avisar_rejeicao", Value::Null);
    r.passa("3d").chega("reabrir", json!({ "observacao": "portal corrigido" }));
    r.conclui("baixar", fatura("f2")).decide("aprovar", "aprovar", json!({}), beto());
    assert_snapshot!(r.historia());
}

#[test]
fn rejeitada_e_esquecida_encerra() {
    let mut r = baixada();
    r.decide("aprovar", "rejeitar", json!({ "motivo": "duplicada" }), beto())
        .conclui("avisar_rejeicao", Value::Null)
        .passa("60d");
    assert_snapshot!(r.historia());
}

#[test]
fn indisponivel_hoje_tenta_amanha() {
    let mut r = com_rpa(true);
    r.recusa("baixar", "fatura_indisponivel").passa("1d").conclui("baixar", fatura("f1"));
    assert_snapshot!(r.historia());
}

#[test]
fn portal_instavel_repete_no_ritmo() {
    let mut r = com_rpa(true);
    r.tropeca("baixar", "portal_fora").passa("30m").tropeca("baixar", "tempo_esgotado").passa("1h");
    r.conclui("baixar", fatura("f1"));
    assert_snapshot!(r.historia());
}

#[test]
fn senha_errada_para_e_o_operador_repete() {
    let mut r = com_rpa(true);
    r.recusa("baixar", "credencial_invalida").passa("2h").repete("baixar").conclui("baixar", fatura("f1"));
    assert_snapshot!(r.historia());
}

#[test]
fn envio_incerto_vai_a_uma_pessoa() {
    let mut r = baixada();
    r.decide("aprovar", "aprovar", json!({}), beto()).recusa("enviar_sat", "envio_incerto");
    r.decide("conferir_a_mao", "nao_enviada", json!({}), pessoa("olga", &["OPERADOR"]));
    r.tropeca("enviar_sat", "portal_fora").passa("5m").recusa("enviar_sat", "envio_incerto");
    r.decide("conferir_a_mao", "enviada", json!({}), pessoa("olga", &["OPERADOR"])).conclui("avisar", Value::Null);
    assert_snapshot!(r.historia());
}

#[test]
fn upload_atrasado_e_cobrado_e_torna_a_esperar() {
    let mut r = com_rpa(false);
    r.passa("26d").conclui("cobrar_upload", Value::Null).chega("fatura_recebida", fatura("f1"));
    assert_snapshot!(r.historia());
}

#[test]
fn aprovacao_esquecida_avisa_vence_e_nunca_aprova() {
    let mut r = baixada();
    r.passa("30d");
    r.nao_decide("aprovar", "aprovar", pessoa("ana", &["APROVADOR"]), Recusa::QuatroOlhos);
    r.nao_decide("aprovar", "aprovar", pessoa("olga", &["OPERADOR"]), Recusa::SemPapel { papeis: "APROVADOR".into() });
    assert_snapshot!(r.historia());
}

#[test]
fn saida_sem_arquivo_para_no_envio_e_nao_envia() {
    let mut r = com_rpa(true);
    r.conclui("baixar", json!({ "valor": "10.00", "conferencia": { "resultado": "ok" } })).decide(
        "aprovar",
        "aprovar",
        json!({}),
        beto(),
    );
    assert_snapshot!(r.historia());
}

#[test]
fn cancelada_no_meio_recolhe_tudo() {
    let mut r = baixada();
    r.cancela("cliente saiu");
    assert_snapshot!(r.historia());
}

#[test]
fn parada_e_pulada_segue_com_a_saida_dada() {
    let mut r = com_rpa(true);
    r.recusa("baixar", "layout_mudou").pula("baixar", fatura("a-mao"));
    assert_snapshot!(r.historia());
}
