//! Semelhança de textos, com as contas do legado (Python, `difflib.SequenceMatcher`).

use super::texto::so_digitos;

/// A partir daqui a linha da fatura é parecida com o serviço (legado, OI).
pub const LIMIAR_DE_LINHA: f64 = 0.7;
/// A partir daqui a opção é parecida com a filial (legado, SAT).
pub const LIMIAR_DE_FILIAL: f64 = 0.6;

/// Razão de Ratcliff-Obershelp, de 0 a 1: duas vezes o que casa sobre o total. Como no `difflib`, dois vazios dão 1.
///
/// Sem a heurística de "lixo automático" do Python, que só age em textos de 200 caracteres ou mais.
///
/// ```
/// use esteira_sdk::apoio::semelhanca::razao;
/// assert_eq!(razao("LOJA 03", "LOJA 02"), 12.0 / 14.0);
/// ```
pub fn razao(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let total = a.len() + b.len();
    if total == 0 { 1.0 } else { 2.0 * casados(&a, &b) as f64 / total as f64 }
}

/// O maior trecho comum, mais o que casa à esquerda e à direita dele.
fn casados(a: &[char], b: &[char]) -> usize {
    let (inicio_a, inicio_b, tamanho) = maior_trecho_comum(a, b);
    if tamanho == 0 {
        return 0;
    }
    casados(&a[..inicio_a], &b[..inicio_b]) + tamanho + casados(&a[inicio_a + tamanho..], &b[inicio_b + tamanho..])
}

/// Em empate, o que começa antes em `a` e, depois, em `b`: a ordem do `difflib`, que muda o resultado.
fn maior_trecho_comum(a: &[char], b: &[char]) -> (usize, usize, usize) {
    let mut melhor = (0, 0, 0);
    // comprimentos[j] = tamanho do trecho comum que termina em a[i-1], b[j-1].
    let mut comprimentos = vec![0; b.len() + 1];
    for (i, letra) in a.iter().enumerate() {
        let mut novos = vec![0; b.len() + 1];
        for (j, outra) in b.iter().enumerate() {
            if letra == outra {
                let tamanho = comprimentos[j] + 1;
                novos[j + 1] = tamanho;
                if tamanho > melhor.2 {
                    melhor = (i + 1 - tamanho, j + 1 - tamanho, tamanho);
                }
            }
        }
        comprimentos = novos;
    }
    melhor
}

/// A linha da tela parece o número procurado? Só os dígitos dos dois; o menor desliza sobre o maior.
///
/// No legado, texto sem dígitos era "100 % semelhante" a qualquer um; aqui nunca casa.
pub fn razao_de_linha(na_tela: &str, procurado: &str) -> f64 {
    let (tela, alvo) = (so_digitos(na_tela), so_digitos(procurado));
    let (menor, maior) = if tela.len() <= alvo.len() { (&tela, &alvo) } else { (&alvo, &tela) };
    if menor.is_empty() {
        return 0.0;
    }
    (0..=maior.len() - menor.len()).map(|inicio| razao(&maior[inicio..inicio + menor.len()], menor)).fold(0.0, f64::max)
}

/// A opção da tela parece a filial? Os dois em maiúsculas. Texto vazio nunca casa.
pub fn razao_de_filial(na_tela: &str, procurada: &str) -> f64 {
    let (tela, alvo) = (na_tela.trim().to_uppercase(), procurada.trim().to_uppercase());
    if tela.is_empty() || alvo.is_empty() { 0.0 } else { razao(&tela, &alvo) }
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;

    /// A tabela conferida no legado (README, seção 7).
    #[test]
    fn linhas_dao_as_mesmas_razoes_do_legado() {
        for (tela, procurado, esperada) in [
            ("1140001234", "40001239", 0.875),
            ("1140001234", "40001299", 0.75),
            ("1140001234", "40001999", 0.625),
            ("1130001234", "40001234", 0.875),
        ] {
            assert_eq!(razao_de_linha(tela, procurado), esperada, "{tela} × {procurado}");
        }
    }

    #[test]
    fn filiais_dao_as_mesmas_razoes_do_legado() {
        for (tela, procurada, esperada) in
            [("LOJA 03", "LOJA 02", 0.857), ("MATRIZ - SP", "MATRIZ", 0.706), ("MATRIZ SAO PAULO", "MATRIZ", 0.545)]
        {
            let razao = razao_de_filial(tela, procurada);
            assert!((razao - esperada).abs() < 0.0005, "{tela} × {procurada}: {razao}");
        }
    }

    #[test]
    fn texto_sem_digitos_nunca_casa_com_linha_ao_contrario_do_legado() {
        for (tela, procurado) in [("", "40001234"), ("Sem resultado", "40001234"), ("1140001234", "Dedicado"), ("", "")]
        {
            assert_eq!(razao_de_linha(tela, procurado), 0.0, "{tela} × {procurado}");
        }
        assert_eq!(razao_de_filial("", "MATRIZ"), 0.0);
        assert_eq!(razao_de_filial("MATRIZ", " "), 0.0);
    }

    proptest! {
        #[test]
        fn a_razao_fica_entre_zero_e_um_e_iguais_dao_um(a in ".{0,24}", b in ".{0,24}") {
            let r = razao(&a, &b);
            prop_assert!((0.0..=1.0).contains(&r));
            prop_assert_eq!(razao(&a, &a), 1.0);
        }
    }
}
