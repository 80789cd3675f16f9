//! O desenho do fluxo: o mesmo sempre, completo e bem formado.

use esteira_motor::definicao::ler;
use esteira_motor::desenho::{mermaid, svg};

use crate::faturas;

#[test]
fn mermaid_das_faturas() {
    let desenho = mermaid(&ler("faturas.yaml", &faturas()).unwrap());
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(desenho) });
}

#[test]
fn o_svg_traz_todos_os_passos_e_nao_muda_de_uma_vez_para_outra() {
    let fluxo = ler("faturas.yaml", &faturas()).unwrap();
    let desenho = svg(&fluxo);
    assert_eq!(desenho, svg(&fluxo));
    for passo in fluxo.passos.keys() {
        assert!(desenho.contains(&format!("data-passo=\"{passo}\"")), "{passo}");
    }
    assert_eq!(desenho.matches("<g").count(), desenho.matches("</g>").count());
    assert!(!desenho.contains("NaN") && !desenho.contains("inf"), "toda posição é um número");
    // Para olhar: DESENHO_EM=/algum/lugar cargo test …
    if let Some(pasta) = std::env::var_os("DESENHO_EM") {
        std::fs::write(std::path::Path::new(&pasta).join("faturas.svg"), &desenho).unwrap();
    }
}

#[test]
fn o_que_se_escreve_no_titulo_nao_vira_marcacao() {
    let texto = faturas().replace("titulo: Fatura mensal de telecom", "titulo: '<script>\"&'");
    let fluxo = ler("faturas.yaml", &texto).unwrap();
    assert!(!svg(&fluxo).contains("<script") && !mermaid(&fluxo).contains("<script"));
}
