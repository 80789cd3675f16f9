//! O que pode dar errado numa expressão, dito em português e sem mostrar dados da instância.

use std::ops::Range;

use cel::ExecutionError;

/// Uma expressão que não compila ou não resolve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{mensagem}")]
pub struct ErroDeExpressao {
    /// O que houve e o que fazer.
    pub mensagem: String,
    /// Onde, em bytes da fonte; só ao compilar, e quando se sabe.
    pub intervalo: Option<Range<usize>>,
}

impl ErroDeExpressao {
    pub(super) fn da_compilacao(mensagem: impl Into<String>, intervalo: Option<Range<usize>>) -> Self {
        Self { mensagem: mensagem.into(), intervalo }
    }

    pub(crate) fn da_avaliacao(fonte: &str, motivo: &str) -> Self {
        Self { mensagem: format!("`{fonte}`: {motivo}"), intervalo: None }
    }

    /// Os valores que a biblioteca põe no erro ficam de fora: podem ser dados de cliente.
    pub(super) fn de_execucao(fonte: &str, erro: &ExecutionError) -> Self {
        let motivo = match erro {
            ExecutionError::NoSuchKey(chave) => {
                format!("não existe a chave \"{chave}\"; confira o nome, ou teste antes com has()")
            }
            ExecutionError::UndeclaredReference(nome) => format!("\"{nome}\" não é variável nem função conhecida"),
            ExecutionError::NoSuchOverload(uso) => {
                let tipos: Vec<_> = uso.argument_types().iter().map(|tipo| em_portugues(tipo)).collect();
                format!("{} não se aplica a {}", operacao(uso.function()), tipos.join(" e "))
            }
            ExecutionError::UnsupportedBinaryOperator(nome, a, b) => {
                let tipos = [a, b].map(|valor| em_portugues(&valor.type_of().to_string()).to_owned());
                format!("{} não se aplica a {}", operacao(nome), tipos.join(" e "))
            }
            ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => "divisão por zero".to_owned(),
            ExecutionError::Overflow(..) => "a conta passou do maior inteiro".to_owned(),
            ExecutionError::IndexOutOfBounds(_) => "a posição não existe na lista".to_owned(),
            ExecutionError::DuplicateKey(_) => "a mesma chave aparece duas vezes no mapa".to_owned(),
            ExecutionError::InvalidArgumentCount { expected, actual } => {
                format!("a função espera {expected} argumentos e recebeu {actual}")
            }
            ExecutionError::FunctionError { function, .. } => format!("{function}() não aceitou o valor"),
            _ => "os valores não combinam com a expressão".to_owned(),
        };
        Self::da_avaliacao(fonte, &motivo)
    }
}

fn operacao(nome: &str) -> String {
    let simbolo = match nome {
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "div" => "/",
        "rem" => "%",
        "@in" => "in",
        _ => nome.trim_matches('_'),
    };
    format!("`{}`", simbolo.replace('_', " "))
}

fn em_portugues(tipo: &str) -> &str {
    match tipo {
        "string" => "texto",
        "int" | "uint" => "inteiro",
        "double" | "float" => "decimal",
        "bool" => "lógico",
        "null_type" | "null" => "nulo",
        "list" => "lista",
        "map" => "mapa",
        "bytes" => "bytes",
        "google.protobuf.Timestamp" | "timestamp" => "instante",
        "google.protobuf.Duration" | "duration" => "duração",
        outro => outro,
    }
}
