//! "Você quis dizer …?": o nome conhecido mais perto do que se escreveu.

/// O mais parecido, se parecido o bastante: até um terço das letras trocadas.
pub(super) fn parecido<'c>(escrito: &str, conhecidos: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let escrito = simples(escrito);
    conhecidos
        .into_iter()
        .map(|conhecido| (distancia(&escrito, &simples(conhecido)), conhecido))
        .filter(|(distancia, conhecido)| *distancia <= conhecido.chars().count().max(3) / 3)
        .min_by_key(|(distancia, _)| *distancia)
        .map(|(_, conhecido)| conhecido)
}

/// Frase pronta para um diagnóstico.
pub(super) fn quis_dizer<'c>(escrito: &str, conhecidos: impl IntoIterator<Item = &'c str>) -> Option<String> {
    parecido(escrito, conhecidos).map(|conhecido| format!("você quis dizer `{conhecido}`?"))
}

/// Maiúsculas, acentos e hífens são os enganos mais comuns: não contam.
fn simples(nome: &str) -> Vec<char> {
    nome.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' => 'a',
            'é' | 'ê' => 'e',
            'í' => 'i',
            'ó' | 'ô' | 'õ' => 'o',
            'ú' => 'u',
            'ç' => 'c',
            '-' | ' ' => '_',
            c => c,
        })
        .collect()
}

/// Letras a pôr, tirar, trocar ou inverter com a vizinha para ir de `a` a `b`.
fn distancia(a: &[char], b: &[char]) -> usize {
    let mut linhas = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut linha = vec![i];
        for j in 1..=b.len() {
            let troca = linhas[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut melhor = troca.min(linhas[i - 1][j] + 1).min(linha[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                melhor = melhor.min(linhas[i - 2][j - 2] + 1);
            }
            linha.push(melhor);
        }
        linhas.push(linha);
    }
    linhas[a.len()][b.len()]
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn sugere_o_engano_de_digitacao_e_cala_sobre_o_que_nao_parece() {
        let passos = ["aprovar", "baixar", "enviar_sat"];
        assert_eq!(parecido("aporvar", passos), Some("aprovar"));
        assert_eq!(parecido("Baixár", passos), Some("baixar"));
        assert_eq!(parecido("enviar-sat", passos), Some("enviar_sat"));
        assert_eq!(parecido("cancelar_tudo", passos), None);
    }
}
