//! As recusas do serde, em português. Nunca repetem o valor recebido: pode ser uma senha no campo errado.

/// Uma recusa traduzida.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Traduzido {
    /// Nenhum se a recusa não o diz.
    pub campo: Option<String>,
    pub codigo: &'static str,
    pub mensagem: String,
}

/// Traduz uma recusa de dados (o JSON é válido, o conteúdo não serve).
pub(super) fn traduzir(texto: &str) -> Traduzido {
    let com_campo = |codigo, campo: Option<String>, mensagem: String| Traduzido { campo, codigo, mensagem };
    if let Some(resto) = texto.strip_prefix("missing field ") {
        return com_campo("obrigatorio", primeiro_nome(resto), "falta este campo".to_owned());
    }
    if let Some(resto) = texto.strip_prefix("duplicate field ") {
        return com_campo("repetido", primeiro_nome(resto), "este campo aparece mais de uma vez".to_owned());
    }
    if let Some(resto) = texto.strip_prefix("unknown field ") {
        let aceitos = nomes(resto).into_iter().skip(1).collect::<Vec<_>>().join(", ");
        return com_campo(
            "desconhecido",
            primeiro_nome(resto),
            format!("campo desconhecido; os aceitos são: {aceitos}"),
        );
    }
    if let Some(resto) = texto.strip_prefix("unknown variant ") {
        let aceitos = nomes(resto).into_iter().skip(1).collect::<Vec<_>>().join(", ");
        return com_campo("invalido", None, format!("valor desconhecido; use um destes: {aceitos}"));
    }
    for inicio in ["invalid type: ", "invalid value: "] {
        if let Some((veio, esperado)) = texto.strip_prefix(inicio).and_then(|resto| resto.rsplit_once(", expected ")) {
            let mensagem = format!("veio {}, era esperado {}", o_que_veio(veio), o_que_se_espera(esperado));
            return com_campo("invalido", None, mensagem);
        }
    }
    let conhecidas = [
        ("invalid digit", "use um número inteiro, sem sinal nem casas decimais"),
        ("number too large", "o número é grande demais"),
        ("cannot parse integer", "use um número inteiro"),
        ("provided string was not `true` or `false`", "use true ou false"),
        ("UUID parsing failed", "não é um id válido; ids são UUIDs"),
        ("invalid character: expected an optional prefix", "não é um id válido; ids são UUIDs"),
        ("invalid length", "tem tamanho inválido"),
        ("invalid group", "não é um id válido; ids são UUIDs"),
    ];
    if let Some((_, portugues)) = conhecidas.iter().find(|(ingles, _)| texto.starts_with(ingles)) {
        return com_campo("invalido", None, (*portugues).to_owned());
    }
    // O que sobra são as mensagens dos nossos próprios tipos.
    com_campo("invalido", None, texto.to_owned())
}

/// Traduz um erro de sintaxe do JSON.
pub(super) fn traduzir_sintaxe(texto: &str) -> &'static str {
    let conhecidos = [
        ("EOF while parsing a list", "acaba no meio de uma lista; falta ]"),
        ("EOF while parsing an object", "acaba no meio de um objeto; falta }"),
        ("EOF while parsing a string", "acaba no meio de um texto; faltam aspas"),
        ("EOF while parsing a value", "acaba antes do valor"),
        ("expected `:`", "falta : depois do nome do campo"),
        ("expected `,` or `]`", "falta , ou ]"),
        ("expected `,` or `}`", "falta , ou }"),
        ("expected ident", "palavra desconhecida; são aceitas true, false e null"),
        ("expected value", "falta um valor"),
        ("expected `\"`", "faltam aspas"),
        ("invalid escape", "barra invertida seguida de letra não aceita"),
        ("invalid number", "número malformado"),
        ("number out of range", "número grande demais"),
        ("control character", "caractere de controle dentro de um texto; escreva \\n, \\t ou \\u"),
        ("key must be a string", "o nome do campo precisa estar entre aspas"),
        ("trailing comma", "vírgula sobrando"),
        ("trailing characters", "há mais coisa depois do fim do JSON"),
        ("recursion limit exceeded", "há objetos ou listas demais um dentro do outro"),
    ];
    conhecidos.iter().find(|(ingles, _)| texto.starts_with(ingles)).map_or("caractere inesperado", |(_, texto)| texto)
}

/// Os nomes entre crases, na ordem.
fn nomes(texto: &str) -> Vec<String> {
    texto.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn primeiro_nome(texto: &str) -> Option<String> {
    nomes(texto).into_iter().next()
}

fn o_que_veio(ingles: &str) -> &'static str {
    let tipos = [
        ("string", "um texto"),
        ("character", "um texto"),
        ("integer", "um número inteiro"),
        ("floating point", "um número com casas decimais"),
        ("boolean", "true ou false"),
        ("map", "um objeto"),
        ("sequence", "uma lista"),
        ("null", "null"),
        ("unit value", "null"),
    ];
    tipos.iter().find(|(inicio, _)| ingles.starts_with(inicio)).map_or("outra coisa", |(_, texto)| texto)
}

fn o_que_se_espera(ingles: &str) -> &'static str {
    let tipos = [
        ("a string", "um texto"),
        ("a formatted UUID string", "um id (UUID)"),
        ("a UUID string", "um id (UUID)"),
        ("a boolean", "true ou false"),
        ("a sequence", "uma lista"),
        ("struct", "um objeto"),
        ("a map", "um objeto"),
        ("variant", "um dos valores aceitos"),
        ("i", "um número inteiro"),
        ("u", "um número inteiro"),
        ("f", "um número"),
    ];
    tipos.iter().find(|(inicio, _)| ingles.starts_with(inicio)).map_or("outro tipo de valor", |(_, texto)| texto)
}

#[cfg(test)]
mod testes {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Pedido {
        #[expect(dead_code, reason = "só se quer a recusa")]
        nome: String,
        #[serde(default)]
        #[expect(dead_code, reason = "só se quer a recusa")]
        ativo: bool,
    }

    fn recusa(json: &str) -> Traduzido {
        let erro = serde_json::from_str::<Pedido>(json).unwrap_err().to_string();
        traduzir(erro.rsplit_once(" at line ").unwrap().0)
    }

    #[test]
    fn cada_recusa_diz_o_campo_e_o_que_fazer() {
        let falta = recusa("{}");
        assert_eq!((falta.campo.as_deref(), falta.codigo), (Some("nome"), "obrigatorio"));
        let sobra = recusa(r#"{"nome":"a","atvo":true}"#);
        assert_eq!(sobra.campo.as_deref(), Some("atvo"));
        assert_eq!(sobra.mensagem, "campo desconhecido; os aceitos são: nome, ativo");
        assert_eq!(recusa(r#"{"nome":7}"#).mensagem, "veio um número inteiro, era esperado um texto");
        assert_eq!(recusa(r#"{"nome":"a","ativo":"x"}"#).mensagem, "veio um texto, era esperado true ou false");
        assert_eq!(recusa("[]").codigo, "invalido");
    }

    #[test]
    fn o_valor_recebido_nao_volta() {
        let recusa = recusa(r#"{"nome":"a","ativo":"senha, expected secreta"}"#);
        assert!(!recusa.mensagem.contains("secreta") && !recusa.mensagem.contains("senha"), "{recusa:?}");
    }

    #[test]
    fn todo_erro_de_sintaxe_tem_traducao_propria() {
        for json in
            ["{", "[1", "\"a", "", "{\"a\" 1}", "[1 2]", "{\"a\":1 \"b\":2}", "nada", "{1:2}", "[1,]", "{} {}", "1e"]
        {
            let erro = serde_json::from_str::<serde_json::Value>(json).unwrap_err().to_string();
            assert_ne!(traduzir_sintaxe(&erro), "caractere inesperado", "{json}: {erro}");
        }
    }
}
