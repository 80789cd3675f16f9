//! Que coluna é o quê, pelo título: sem caixa, acento ou espaço sobrando.

use esteira_dominio::campo::ErroDeCampo;
use esteira_planilhas::Linha;

use crate::ErroAplicacao;

/// O que se lê de cada linha, na ordem de [`Colunas::posicoes`], com os títulos que servem.
const TITULOS: [(&str, &[&str]); 14] = [
    ("razao_social", &["razao social"]),
    ("nome_sat", &["nome sat"]),
    ("cnpj", &["cnpj"]),
    ("operadora", &["operadora"]),
    ("filtro", &["filtro"]),
    ("servico", &["servico"]),
    ("dados_sat", &["dados sat"]),
    ("unidade", &["unidade / filtro sat", "unidade"]),
    ("site_emissao", &["site para emissao", "site emissao"]),
    ("login_portal", &["login", "login portal"]),
    ("senha_portal", &["senha", "senha portal"]),
    ("cpf", &["cpf"]),
    ("status", &["status", "status ativo"]),
    ("hash", &["hash", "hash unico"]),
];
const OBRIGATORIAS: [&str; 2] = ["cnpj", "operadora"];

/// Onde está cada coisa.
#[derive(Debug)]
pub(super) struct Colunas {
    posicoes: [Option<usize>; TITULOS.len()],
    pub ignoradas: Vec<String>,
}

impl Colunas {
    pub fn do_cabecalho(cabecalho: &[String]) -> Result<Self, ErroAplicacao> {
        let mut posicoes = [None; TITULOS.len()];
        let mut ignoradas = Vec::new();
        let mut erros = Vec::new();
        for (posicao, titulo) in cabecalho.iter().enumerate().filter(|(_, titulo)| !titulo.is_empty()) {
            let dobrado = dobrar(titulo);
            match TITULOS.iter().position(|(_, servem)| servem.contains(&dobrado.as_str())) {
                Some(qual) if posicoes[qual].is_none() => posicoes[qual] = Some(posicao),
                Some(_) => erros.push(erro(format!("há duas colunas \"{titulo}\"; deixe uma"))),
                None => ignoradas.push(titulo.clone()),
            }
        }
        for nome in OBRIGATORIAS {
            if TITULOS.iter().zip(&posicoes).any(|((outro, _), posicao)| *outro == nome && posicao.is_none()) {
                erros.push(erro(format!(
                    "falta a coluna {}; a primeira linha tem de ser a dos títulos",
                    nome.to_uppercase()
                )));
            }
        }
        if erros.is_empty() { Ok(Self { posicoes, ignoradas }) } else { Err(ErroAplicacao::Invalido(erros)) }
    }

    /// O que a linha traz na coluna de nome dado; vazio se não há.
    pub fn valor<'l>(&self, linha: &'l Linha, nome: &str) -> &'l str {
        let qual = TITULOS.iter().position(|(outro, _)| *outro == nome);
        let posicao = qual.and_then(|qual| self.posicoes[qual]);
        posicao.and_then(|posicao| linha.celulas.get(posicao)).map_or("", |celula| celula.trim())
    }
}

fn erro(mensagem: String) -> ErroDeCampo {
    ErroDeCampo::novo("arquivo", "invalido", mensagem)
}

/// Minúsculas, sem acento, com um espaço só onde há espaços ou `_`.
pub(super) fn dobrar(texto: &str) -> String {
    let dobrado = esteira_dominio::dobrar(texto).replace('_', " ");
    dobrado.split_whitespace().collect::<Vec<_>>().join(" ")
}
