//! Os seletores de um plugin: declarados num lugar só, com alternativas, e trocáveis sem recompilar.

use serde_json::{Value, json};

use crate::navegador::Por;

/// Um seletor declarado com [`seletores!`](crate::seletores!).
#[derive(Debug)]
pub struct Declarado {
    /// Como o cadastro o chama.
    pub nome: &'static str,
    /// Os lugares (`{lugar}`) que se preenchem a cada uso.
    pub lugares: &'static [&'static str],
    /// Como se acha, na ordem de preferência.
    pub alternativas: &'static [Por],
}

impl Declarado {
    pub(crate) fn json(&self) -> (String, Value) {
        let alternativas: Vec<Value> = self.alternativas.iter().map(Por::json).collect();
        (self.nome.to_owned(), json!({ "lugares": self.lugares, "alternativas": alternativas }))
    }
}

/// Declara os seletores de um plugin, e com eles `DECLARADOS`, que vai no manifesto.
///
/// Cada um tem um nome e como se acha: um ou mais modos de [`Por`], na ordem de preferência. Se o primeiro não casa, o hospedeiro usa o seguinte, e a
/// execução o diz: o portal mudou. Quem administra pode trocar as alternativas de um nome no cadastro da operadora, sem recompilar o plugin.
///
/// Um `fn` tem lugares, `{assim}`, que o hospedeiro preenche já com as aspas do XPath ou do CSS.
///
/// ```
/// mod seletores {
///     esteira_sdk::seletores! {
///         /// Campo do e-mail.
///         EMAIL = xpath("//input[@class='email']") | css("input[type=email]");
///         /// A linha da conta com este número.
///         fn linha_da_conta(numero) = xpath("//tr[td[2][normalize-space(.)={numero}]]");
///     }
/// }
///
/// use esteira_sdk::Manifesto;
///
/// let manifesto = Manifesto::novo("exemplo", "1.0.0").seletores(seletores::DECLARADOS).json();
/// assert_eq!(manifesto["seletores"]["email"]["alternativas"][1]["por"], "css");
/// assert_eq!(seletores::EMAIL.to_string(), "seletor=email");
/// assert!(seletores::linha_da_conta("D'Ávila").to_string().contains("D'Ávila"));
/// ```
#[macro_export]
macro_rules! seletores {
    (@ [$({$nome:expr, [$($lugar:expr),*], [$($por:expr),+]})*]) => {
        /// Todos os seletores deste plugin, para o manifesto.
        pub const DECLARADOS: &[$crate::seletores::Declarado] = &[$(
            $crate::seletores::Declarado { nome: $nome, lugares: &[$($lugar),*], alternativas: &[$($por),+] }
        ),*];
    };
    (@ [$($feitos:tt)*]
        $(#[$doc:meta])* fn $nome:ident($($lugar:ident),+ $(,)?) = $($modo:ident($valor:expr))|+; $($resto:tt)*) => {
        $(#[$doc])*
        pub fn $nome($($lugar: &str),+) -> $crate::Por {
            $crate::Por::declarado_com(stringify!($nome), &[$((stringify!($lugar), $lugar)),+])
        }
        $crate::seletores! { @ [$($feitos)* {stringify!($nome), [$(stringify!($lugar)),+], [$($crate::Por::$modo($valor)),+]}] $($resto)* }
    };
    (@ [$($feitos:tt)*] $(#[$doc:meta])* $nome:ident = $($modo:ident($valor:expr))|+; $($resto:tt)*) => {
        $(#[$doc])*
        pub const $nome: $crate::Por = $crate::Por::declarado({
            const BYTES: [u8; stringify!($nome).len()] = $crate::seletores::minusculas(stringify!($nome));
            $crate::seletores::texto(&BYTES)
        });
        $crate::seletores! { @ [$($feitos)* {{
            const BYTES: [u8; stringify!($nome).len()] = $crate::seletores::minusculas(stringify!($nome));
            $crate::seletores::texto(&BYTES)
        }, [], [$($crate::Por::$modo($valor)),+]}] $($resto)* }
    };
    ($($itens:tt)*) => { $crate::seletores! { @ [] $($itens)* } };
}

/// Para a macro: o nome da constante como o cadastro o escreve.
#[doc(hidden)]
pub const fn minusculas<const N: usize>(nome: &str) -> [u8; N] {
    let (origem, mut destino, mut i) = (nome.as_bytes(), [0; N], 0);
    while i < N {
        destino[i] = origem[i].to_ascii_lowercase();
        i += 1;
    }
    destino
}

/// Para a macro.
#[doc(hidden)]
pub const fn texto(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(texto) => texto,
        Err(_) => "",
    }
}
