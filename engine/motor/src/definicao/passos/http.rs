//! `tipo: http`: um pedido a um serviço.

use indexmap::IndexMap;

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::e_nome_com_hifen;
use super::super::yaml::{No, Par, Valor};
use crate::fluxo::{Cabecalho, PassoHttp};

const METODOS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// Quantos cabeçalhos um pedido pode ter.
const CABECALHOS_MAXIMOS: usize = 50;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoHttp> {
    let metodo = campos.opcional("metodo").map_or(Some("GET".to_owned()), |no| ler_metodo(no, coletor));
    let url = campos.exigido("url", coletor).and_then(|no| coletor.modelo_de_texto(no));
    let cabecalhos = campos.opcional("cabecalhos").map_or(Some(IndexMap::new()), |no| ler_cabecalhos(no, coletor));
    let corpo = campos.opcional("corpo").map(|no| coletor.modelo(no));
    let aceita = campos.opcional("aceita").map_or(Some(Vec::new()), |no| ler_aceita(no, coletor));
    coletor.ve_resposta = true;
    let resultado = campos.opcional("resultado").map(|no| coletor.modelo(no));
    coletor.ve_resposta = false;
    Some(PassoHttp {
        metodo: metodo?,
        url: url?,
        cabecalhos: cabecalhos?,
        corpo: super::transpor(corpo)?,
        aceita: aceita?,
        resultado: super::transpor(resultado)?,
    })
}

fn ler_metodo(no: &No, coletor: &mut Coletor<'_>) -> Option<String> {
    let escrito = coletor.texto(no)?;
    if !METODOS.contains(&escrito) {
        let mensagem = format!("o método `{escrito}` não serve; os que servem: {}", METODOS.join(", "));
        coletor.erro("opcao_desconhecida", no.lugar.clone(), mensagem);
        return None;
    }
    Some(escrito.to_owned())
}

fn ler_cabecalhos(no: &No, coletor: &mut Coletor<'_>) -> Option<IndexMap<String, Cabecalho>> {
    let Some(pares) = no.pares().filter(|pares| pares.len() <= CABECALHOS_MAXIMOS) else {
        let mensagem = format!("`cabecalhos`: esperava um mapa de até {CABECALHOS_MAXIMOS} nomes para valores");
        coletor.erro("tipo_errado", no.lugar.clone(), mensagem);
        return None;
    };
    let lidos: Vec<_> = pares.iter().map(|par| ler_cabecalho(par, coletor)).collect();
    lidos.into_iter().collect()
}

fn ler_cabecalho(par: &Par, coletor: &mut Coletor<'_>) -> Option<(String, Cabecalho)> {
    // RFC 9110, §5.1: o nome de um campo é um `token`.
    let e_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if par.chave.is_empty() || !par.chave.chars().all(e_token) {
        let mensagem = format!("`{}` não serve de nome de cabeçalho (RFC 9110)", par.chave);
        coletor.erro("nome_invalido", par.lugar.clone(), mensagem);
    }
    if !matches!(par.valor.valor, Valor::Mapa(_)) {
        return Some((par.chave.clone(), Cabecalho::Aberto(coletor.modelo_de_texto(&par.valor)?)));
    }
    let mut campos = Campos::abrir(&par.valor, par.lugar.clone(), format!("cabeçalho `{}`", par.chave), coletor)?;
    let nome = campos
        .exigido("segredo", coletor)
        .and_then(|no| coletor.nome(no, e_nome_com_hifen, "o nome de um segredo guardado, como `token_crm`"));
    let prefixo = campos.opcional("prefixo").map_or(Some(String::new()), |no| coletor.texto(no).map(str::to_owned));
    campos.fechar(&[], coletor);
    Some((par.chave.clone(), Cabecalho::Segredo { nome: nome?, prefixo: prefixo? }))
}

fn ler_aceita(no: &No, coletor: &mut Coletor<'_>) -> Option<Vec<u16>> {
    let lidos: Vec<_> = coletor.lista(no)?.iter().map(|item| coletor.inteiro(item, 100..=599)).collect();
    lidos.into_iter().collect()
}
