//! O caminho inteiro contra um portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{No, PDF_MINIMO, Pagina, Portal, parametros};
use esteira_sdk::{Erro, Rpa};

use crate::Net;
use crate::seletores::*;

const MES: &str = "10/2026";

/// O que se vê depois do login.
fn baixar(depois: Pagina) -> Result<serde_json::Value, Erro> {
    let portal = Portal::novo()
        .pagina(
            Pagina::nova("login")
                .em("https://portal.exemplo.com.br/")
                .com(LOGIN, No::novo())
                .com(SENHA, No::novo())
                .com(ACESSAR, No::novo().vai("depois")),
        )
        .pagina(depois)
        .responde("/faturas/7.pdf", PDF_MINIMO);
    Net.executar("baixar-fatura", parametros(), &portal.contexto())
}

fn lista() -> Pagina {
    Pagina::nova("depois").com(FATURAS, No::novo()).com(LINHA, No::novo().em_ms(900))
}

#[test]
fn espera_a_lista_e_baixa_a_fatura_do_mes() {
    let saida = baixar(
        lista()
            .com(linha_do_mes(MES), No::novo().em_ms(900))
            .com(vencimento_do_mes(MES), No::texto("10/11/2026").em_ms(900))
            .com(valor_do_mes(MES), No::texto("R$ 1.234,56").em_ms(900))
            .com(pdf_do_mes(MES), No::novo().atributo("href", "/faturas/7.pdf").em_ms(900)),
    )
    .unwrap();
    assert_eq!((&saida["valor"], &saida["data_vencimento"]), (&"1234.56".into(), &"2026-11-10".into()));
}

#[test]
fn cada_falta_tem_o_seu_codigo() {
    let recusado = Pagina::nova("depois").com(RECADO, No::texto("Login ou senha inválidos").em_ms(300));
    assert_eq!(baixar(recusado).unwrap_err().codigo(), "credencial_invalida");
    assert_eq!(baixar(lista()).unwrap_err().codigo(), "fatura_indisponivel");
}
