//! Um valor a ligar num SQL, com o tipo que o PostgreSQL exige mesmo quando é nulo.

use esteira_base::Instante;
use uuid::Uuid;

/// Um parâmetro de SQL.
#[derive(Debug, Clone)]
pub enum Parametro {
    /// TEXT.
    Texto(Option<String>),
    /// BIGINT.
    Inteiro(Option<i64>),
    /// BOOLEAN.
    Logico(Option<bool>),
    /// UUID no PostgreSQL, BLOB de 16 bytes no SQLite.
    Uuid(Option<Uuid>),
    /// BYTEA/BLOB.
    Bytes(Option<Vec<u8>>),
}

/// O PostgreSQL não guarda o caractere nulo, e o SQLite o guarda mas corta nele o que compara: nos dois vira o de substituição. Vem de onde menos se
/// espera (texto de PDF, página de portal, corpo de webhook), e ninguém procura por ele.
fn sem_nulo(texto: String) -> String {
    if texto.contains('\0') { texto.replace('\0', "\u{FFFD}") } else { texto }
}

macro_rules! de {
    ($($tipo:ty => $variante:ident, $valor:ident => $conversao:expr;)+) => {$(
        impl From<$tipo> for Parametro {
            fn from($valor: $tipo) -> Self {
                Self::$variante(Some($conversao))
            }
        }
        impl From<Option<$tipo>> for Parametro {
            fn from(valor: Option<$tipo>) -> Self {
                Self::$variante(valor.map(|$valor| $conversao))
            }
        }
    )+};
}

de! {
    String => Texto, v => sem_nulo(v);
    &str => Texto, v => sem_nulo(v.to_owned());
    &String => Texto, v => sem_nulo(v.clone());
    i64 => Inteiro, v => v;
    i32 => Inteiro, v => v.into();
    u32 => Inteiro, v => v.into();
    bool => Logico, v => v;
    Uuid => Uuid, v => v;
    Instante => Inteiro, v => v.micros();
    Vec<u8> => Bytes, v => v;
}

macro_rules! de_id {
    ($($id:ident),+ $(,)?) => { de! { $(esteira_base::ids::$id => Uuid, v => v.0;)+ } };
}

de_id!(
    InquilinoId,
    InstanciaId,
    FluxoId,
    TarefaId,
    ItemId,
    NoId,
    OperadoraId,
    ClienteId,
    ProcessoId,
    ExecucaoId,
    UsuarioId,
    NotificacaoId,
    ArquivoId,
    AuditoriaId,
    SinalId,
    WebhookId,
    RecebidoId,
    AgendamentoId,
    DisparoId,
    GuardaId,
    LinkId,
    EncomendaId
);
