//! `workflows/exemplos/ordem_de_servico.yaml`.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::roteiro::{Roteiro, pessoa};

fn ordem(preco_centavos: u32, em_estoque: bool) -> Roteiro {
    let entrada = json!({
        "ordem": "OS-7",
        "aparelho": "rádio",
        "cliente": { "telefone": "11 5555-0000" },
        "itens": [{ "descricao": "alto-falante", "preco_centavos": preco_centavos, "em_estoque": em_estoque }],
    });
    Roteiro::comeca("exemplos/ordem_de_servico.yaml", entrada)
}

#[test]
fn garantia_com_peca_em_estoque_vai_direto_ao_conserto() {
    let mut r = ordem(0, true);
    r.decide("consertar", "pronto", json!({}), pessoa("teo", &["TECNICO"]));
    assert_snapshot!(r.historia());
}

#[test]
fn aprovada_espera_a_peca_da_propria_ordem() {
    let mut r = ordem(9_900, false);
    r.conclui("enviar_orcamento", Value::Null).chega("orcamento_respondido", json!({ "aprovado": true }));
    r.conclui("pedir_peca", Value::Null);
    r.chega_de("peca_recebida", Some("OS-8"), json!({ "nota": "de outra ordem" }));
    r.chega_de("peca_recebida", Some("OS-7"), json!({ "nota": "desta" }));
    assert_snapshot!(r.historia());
}

#[test]
fn mensagem_que_nao_sai_vira_ligacao_e_recusa() {
    let mut r = ordem(9_900, true);
    r.recusa("enviar_orcamento", "numero_invalido");
    r.decide("ligar_ao_cliente", "recusado", json!({}), pessoa("bia", &["BALCAO"]));
    assert_snapshot!(r.historia());
}

#[test]
fn orcamento_sem_resposta_devolve_o_aparelho() {
    let mut r = ordem(9_900, true);
    r.conclui("enviar_orcamento", Value::Null).passa("8d");
    assert_snapshot!(r.historia());
}

#[test]
fn resposta_sem_o_campo_para_so_esta_ordem() {
    let mut r = ordem(9_900, true);
    r.conclui("enviar_orcamento", Value::Null).chega("orcamento_respondido", json!({}));
    assert_snapshot!(r.historia());
}
