//! Defeitos do desenho do fluxo, achados na leitura.

use esteira_motor::definicao::analisar;

/// Cada passo é uma linha `nome tipo destino…`; devolve `codigo: mensagem` de cada problema.
fn problemas(passos: &str) -> Vec<String> {
    let mut texto = "esteira: v1\nfluxo: f\ntitulo: F\nchave: entrada.id\ninicio: a\npassos:\n".to_owned();
    for linha in passos.lines().map(str::trim).filter(|linha| !linha.is_empty()) {
        let palavras: Vec<_> = linha.split_whitespace().collect();
        let passo = match palavras[..] {
            [nome, "fim"] => format!("  {nome}: {{ tipo: fim }}\n"),
            [nome, "esperar", para] => format!("  {nome}: {{ tipo: esperar, por: 1h, depois: {para} }}\n"),
            [nome, "atribuir", para] => {
                format!("  {nome}: {{ tipo: atribuir, valores: {{ v: 1 }}, depois: {para} }}\n")
            }
            [nome, "escolha", um, outro] => {
                format!("  {nome}: {{ tipo: escolha, casos: [{{ se: entrada.x, vai: {um} }}], senao: {outro} }}\n")
            }
            _ => panic!("linha {linha}"),
        };
        texto.push_str(&passo);
    }
    analisar("f.yaml", &texto)
        .diagnosticos
        .iter()
        .map(|p| format!("{} {}: {}", p.linha, p.codigo, p.mensagem))
        .collect()
}

#[test]
fn passo_que_ninguem_alcanca() {
    assert_eq!(
        problemas("a esperar f\n solto esperar f\n f fim"),
        ["8 passo_inalcancavel: nenhum caminho chega ao passo `solto`"]
    );
}

#[test]
fn laco_sem_espera_mostra_o_laco_inteiro() {
    let achados = problemas("a escolha b f\n b atribuir c\n c escolha a b\n f fim");
    assert_eq!(achados, ["7 laco_sem_espera: laço sem espera: `a` → `b` → `c` → `a`"]);
}

#[test]
fn passo_que_volta_a_si_mesmo_e_um_laco() {
    assert_eq!(problemas("a escolha a f\n f fim"), ["7 laco_sem_espera: laço sem espera: `a` → `a`"]);
}

#[test]
fn laco_que_espera_pode() {
    assert_eq!(problemas("a escolha b f\n b esperar a\n f fim"), [""; 0]);
}

#[test]
fn ramo_que_nunca_termina_aponta_so_a_ponta() {
    let achados = problemas("a escolha b f\n b esperar c\n c esperar d\n d esperar c\n f fim");
    assert_eq!(achados, ["9 ramo_sem_fim: de `c` → `d` nunca se chega a um `fim`"]);
}

#[test]
fn um_erro_noutro_lugar_nao_esconde_o_do_grafo() {
    let achados = problemas("a esperar f\n solto escolha f f\n f fim");
    assert_eq!(achados.len(), 1);
    let texto = "esteira: v1\nfluxo: f\ntitulo: F\nchave: entrada.id +\ninicio: a\npassos:\n  a: { tipo: fim }\n  solto: { tipo: fim }\n";
    let codigos: Vec<_> = analisar("f.yaml", texto).diagnosticos.iter().map(|p| p.codigo).collect();
    assert_eq!(codigos, ["expressao_invalida", "passo_inalcancavel"]);
}
