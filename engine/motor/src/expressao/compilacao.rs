//! Fonte → programa, com os limites conferidos antes e depois, numa linha de execução de pilha grande.

use std::ops::Range;

use cel::{ParseErrors, Program};

use super::erro::ErroDeExpressao;
use super::partes::pular_texto;
use super::referencias::Uso;
use super::{ANINHAMENTO_MAXIMO, LACOS_ANINHADOS_MAXIMOS, PROFUNDIDADE_MAXIMA, TAMANHO_MAXIMO};

/// O analisador (ANTLR) gasta centenas de KiB por nível sem otimização; só se reserva endereço, não memória.
const PILHA: usize = 64 * 1024 * 1024;

/// As funções do CEL padrão que se podem chamar pelo nome. Operadores e laços não estão aqui: têm nome com sinal.
const FUNCOES: [&str; 25] = [
    "bool",
    "bytes",
    "contains",
    "double",
    "duration",
    "dyn",
    "endsWith",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "int",
    "matches",
    "size",
    "startsWith",
    "string",
    "timestamp",
    "type",
    "uint",
];

pub(super) fn compilar(fonte: &str) -> Result<(Program, Uso), ErroDeExpressao> {
    conferir_fonte(fonte)?;
    let resultado = std::thread::scope(|escopo| {
        std::thread::Builder::new()
            .name("cel".to_owned())
            .stack_size(PILHA)
            .spawn_scoped(escopo, || analisar(fonte))
            .map(|linha| linha.join())
    });
    match resultado {
        Ok(Ok(resultado)) => resultado,
        // Pânico do analisador, ou sem memória para a linha de execução.
        Ok(Err(_)) => {
            Err(ErroDeExpressao::da_compilacao("a expressão não pôde ser analisada; escreva-a de outro jeito", None))
        }
        Err(erro) => Err(ErroDeExpressao::da_compilacao(format!("não há recursos para compilar agora ({erro})"), None)),
    }
}

fn conferir_fonte(fonte: &str) -> Result<(), ErroDeExpressao> {
    let recusar = |mensagem: String, onde| Err(ErroDeExpressao::da_compilacao(mensagem, onde));
    if fonte.trim().is_empty() {
        return recusar("a expressão está vazia".to_owned(), None);
    }
    if fonte.len() > TAMANHO_MAXIMO {
        return recusar(format!("a expressão tem {} bytes; o limite é {TAMANHO_MAXIMO}", fonte.len()), None);
    }
    let bytes = fonte.as_bytes();
    let (mut fundo, mut i) = (0usize, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'"' | b'\'' => {
                i = pular_texto(bytes, i);
                continue;
            }
            b'(' | b'[' | b'{' => fundo += 1,
            b')' | b']' | b'}' => fundo = fundo.saturating_sub(1),
            _ => {}
        }
        if fundo > ANINHAMENTO_MAXIMO {
            return recusar(
                format!(
                    "há mais de {ANINHAMENTO_MAXIMO} níveis de parênteses, colchetes e chaves; divida com `atribuir`"
                ),
                Some(i..i + 1),
            );
        }
        i += 1;
    }
    Ok(())
}

fn analisar(fonte: &str) -> Result<(Program, Uso), ErroDeExpressao> {
    let programa = Program::compile(fonte).map_err(|erros| traduzir(fonte, &erros))?;
    let uso = Uso::de(programa.expression());
    let recusar = |mensagem: String, onde| Err(ErroDeExpressao::da_compilacao(mensagem, onde));
    if uso.profundidade > PROFUNDIDADE_MAXIMA {
        return recusar(
            format!("a expressão encadeia mais de {PROFUNDIDADE_MAXIMA} operações; divida com `atribuir`"),
            None,
        );
    }
    if uso.lacos > LACOS_ANINHADOS_MAXIMOS {
        return recusar(
            format!(
                "há mais de {LACOS_ANINHADOS_MAXIMOS} laços (map, filter, all, exists) um dentro do outro; divida com `atribuir`"
            ),
            None,
        );
    }
    if let Some(funcao) = uso.funcoes.iter().find(|funcao| desconhecida(funcao)) {
        let onde = fonte.find(funcao.as_str()).map(|inicio| inicio..inicio + funcao.len());
        return recusar(format!("a função `{funcao}` não existe; as que existem: {}", FUNCOES.join(", ")), onde);
    }
    Ok((programa, uso))
}

/// Operadores têm nome com `_`, `@`, `!` ou `-`; esses são da biblioteca.
fn desconhecida(funcao: &str) -> bool {
    let operador = funcao.contains(['@', '!', '-']) || funcao.starts_with('_') && funcao.ends_with(['_', ']']);
    !operador && !FUNCOES.contains(&funcao)
}

/// As mensagens do analisador são em inglês e falam da gramática; o que ajuda é o lugar.
fn traduzir(fonte: &str, erros: &ParseErrors) -> ErroDeExpressao {
    let onde = erros.errors.iter().find_map(|erro| lugar(fonte, erro.pos));
    let mensagem = match &onde {
        Some(onde) if fonte[onde.clone()].trim().is_empty() => "a expressão termina antes da hora".to_owned(),
        Some(onde) => format!("não entendi a expressão a partir de `{}`", primeira_palavra(&fonte[onde.start..])),
        None => "não entendi a expressão".to_owned(),
    };
    ErroDeExpressao::da_compilacao(mensagem, onde)
}

/// Linha e coluna (em caracteres, a partir de 1) → bytes, até o fim da palavra; vazio no fim da fonte.
fn lugar(fonte: &str, (linha, coluna): (isize, isize)) -> Option<Range<usize>> {
    let (linha, coluna) = (usize::try_from(linha).ok()?.checked_sub(1)?, usize::try_from(coluna).ok()?.checked_sub(1)?);
    let comeco: usize = fonte.split_inclusive('\n').take(linha).map(str::len).sum();
    let resto = fonte.get(comeco..)?;
    let inicio = comeco + resto.char_indices().nth(coluna).map_or(resto.len(), |(i, _)| i);
    Some(inicio..inicio + primeira_palavra(&fonte[inicio..]).len())
}

fn primeira_palavra(texto: &str) -> &str {
    let fim = texto.char_indices().find(|(_, c)| !c.is_alphanumeric() && *c != '_').map_or(texto.len(), |(i, _)| i);
    match (fim, texto.chars().next()) {
        (0, Some(sinal)) => &texto[..sinal.len_utf8()],
        _ => &texto[..fim],
    }
}
