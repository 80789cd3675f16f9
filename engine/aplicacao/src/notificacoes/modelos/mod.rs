//! Os textos das mensagens: os que vêm com o produto, e os que alguém editou no lugar deles.

mod editar;
mod escrever;
mod trecho;
mod variaveis;

pub use editar::{ModeloEscrito, ModeloVisto, apagar, guardar, listar, obter, previa};
pub(super) use escrever::{do_produto, editado};

/// Uma mensagem escrita.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrita {
    pub assunto: String,
    pub texto: String,
    /// Só nos e-mails cujo modelo o tem.
    pub html: Option<String>,
}

/// Os modelos do produto: a primeira linha é o assunto.
const DO_PRODUTO: [(&str, &str); 11] = [
    ("encomenda_falhou", include_str!("encomenda_falhou.txt")),
    ("encomenda_pronta", include_str!("encomenda_pronta.txt")),
    ("fatura_a_aprovar", include_str!("fatura_a_aprovar.txt")),
    ("fatura_enviada", include_str!("fatura_enviada.txt")),
    ("fatura_rejeitada", include_str!("fatura_rejeitada.txt")),
    ("portal_mudou", include_str!("portal_mudou.txt")),
    ("prazo_vencendo", include_str!("prazo_vencendo.txt")),
    ("processo_falhou", include_str!("processo_falhou.txt")),
    ("relatorio", include_str!("relatorio.txt")),
    ("tarefa_a_decidir", include_str!("tarefa_a_decidir.txt")),
    ("upload_atrasado", include_str!("upload_atrasado.txt")),
];

/// Serve quando o fluxo pede um modelo que não existe: avisar sem enfeite é melhor que não avisar.
const GERAL: &str = include_str!("geral.txt");

/// O texto do produto para um acontecimento: assunto e corpo.
fn fonte_do_produto(evento: &str) -> (&'static str, &'static str) {
    let fonte = DO_PRODUTO.iter().find(|(nome, _)| *nome == evento).map_or(GERAL, |(_, fonte)| fonte);
    let (assunto, corpo) = fonte.split_once('\n').unwrap_or((fonte, ""));
    (assunto, corpo.trim())
}
