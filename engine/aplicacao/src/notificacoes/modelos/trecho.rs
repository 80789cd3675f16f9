//! O que se pode escrever dentro de `{{ }}` e `{% %}`: nomes, filtros, comparações e condições. Puro.
//!
//! Laços, atribuições, inclusões e contas com texto fariam uma mensagem curta crescer sem limite; uma mensagem não precisa deles.

/// As únicas instruções.
const INSTRUCOES: [&str; 4] = ["if", "elif", "else", "endif"];
/// O que junta ou repete textos.
const CONTAS: [char; 3] = ['*', '~', '+'];

/// O que há de errado, em palavras.
pub(super) fn conferir(fonte: &str) -> Result<(), String> {
    let mut resto = fonte;
    while let Some(abre) = resto.find("{{").into_iter().chain(resto.find("{%")).chain(resto.find("{#")).min() {
        let tipo = resto.as_bytes()[abre + 1];
        let dentro = &resto[abre + 2..];
        let fim = match tipo {
            b'#' => dentro.find("#}"),
            b'%' => fechamento(dentro, "%}"),
            _ => fechamento(dentro, "}}"),
        };
        let fim = fim.ok_or_else(|| "há um {{, {% ou {# que não se fecha".to_owned())?;
        let trecho = dentro[..fim].trim_start_matches(['-', '+']).trim_end_matches(['-', '+']);
        if tipo != b'#' {
            expressao(trecho)?;
        }
        let instrucao = trecho.split_whitespace().next().unwrap_or_default();
        if tipo == b'%' && !INSTRUCOES.contains(&instrucao) {
            return Err(format!("a instrução \"{instrucao}\" não se usa em mensagens; use {}", INSTRUCOES.join(", ")));
        }
        resto = &dentro[fim + 2..];
    }
    Ok(())
}

fn expressao(trecho: &str) -> Result<(), String> {
    let mut fora = String::with_capacity(trecho.len());
    let mut letras = trecho.chars();
    while let Some(letra) = letras.next() {
        if matches!(letra, '"' | '\'') {
            pular_texto(&mut letras, letra);
        } else {
            fora.push(letra);
        }
    }
    match fora.chars().find(|letra| CONTAS.contains(letra)) {
        Some(conta) => Err(format!("não se usa {conta} em mensagens; escreva o texto por extenso entre as variáveis")),
        None => Ok(()),
    }
}

/// Onde a marca fecha, sem contar a que está dentro de aspas.
fn fechamento(dentro: &str, marca: &str) -> Option<usize> {
    let mut letras = dentro.chars();
    loop {
        let posicao = dentro.len() - letras.as_str().len();
        if letras.as_str().starts_with(marca) {
            return Some(posicao);
        }
        let letra = letras.next()?;
        if matches!(letra, '"' | '\'') {
            pular_texto(&mut letras, letra);
        }
    }
}

fn pular_texto(letras: &mut std::str::Chars<'_>, aspas: char) {
    while let Some(letra) = letras.next() {
        if letra == '\\' {
            letras.next();
        } else if letra == aspas {
            return;
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_condicoes_filtros_e_variaveis() {
        for bom in [
            "Olá, {{ processo.cliente|upper }}!",
            "{% if processo.valor %}R$ {{ processo.valor }}{%- else -%}sem valor{% endif %}",
            "{{ processo.motivo|default(\"a + b\") }} 2 * 2 {# nota #}",
            "sem nada",
        ] {
            assert_eq!(conferir(bom), Ok(()), "{bom}");
        }
        for ruim in [
            "{% for x in dados %}{{ x }}{% endfor %}",
            "{% set x = dados %}",
            "{% include \"geral\" %}",
            "{{ \"a\" * 1000000 }}",
            "{{ dados ~ dados }}",
            "{{ \"}}{#\" }}{% set x = 1 %}{{ \"#}\" }}",
            "{{ aberto",
        ] {
            assert!(conferir(ruim).is_err(), "{ruim}");
        }
    }
}
