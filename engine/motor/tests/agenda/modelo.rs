//! O que muda de um disparo para o outro, na entrada do fluxo.

use esteira_motor::agenda::{ErroDeModelo, Momento, conferir, preencher};
use serde_json::json;

use crate::apoio::{calendario, utc};

#[test]
fn troca_pelo_que_e_no_fuso_da_agenda() {
    let calendario = calendario("0 22 31 * *", "America/Sao_Paulo");
    // 1º de novembro em UTC ainda é 31 de outubro em São Paulo.
    let momento = Momento { nome: "Fechamento", previsto_em: calendario.no_lugar(utc("2026-11-01 01:00")) };
    let modelo = json!({
        "mes": "${ agenda.mes_ano }",
        "anterior": "${agenda.mes_ano_anterior}",
        "lista": ["${ agenda.data }", 7, null, "$${ agenda.data }"],
        "titulo": "${ agenda.nome } de ${ agenda.previsto_em }",
    });
    conferir(&modelo).unwrap();
    let preenchido = json!({
        "mes": "2026-10",
        "anterior": "2026-09",
        "lista": ["2026-10-31", 7, null, "${ agenda.data }"],
        "titulo": "Fechamento de 2026-10-31T22:00:00-03:00",
    });
    assert_eq!(preencher(&modelo, &momento).unwrap(), preenchido);
}

#[test]
fn o_que_nao_existe_ou_nao_fecha_se_recusa() {
    let desconhecido = conferir(&json!(["${ agenda.ano }"])).unwrap_err();
    assert!(desconhecido.to_string().contains("agenda.mes_ano"), "{desconhecido}");
    assert_eq!(conferir(&json!("${ agenda.data")), Err(ErroDeModelo::NaoFecha));
}
