//! A marca do link numa mensagem guardada, e o endereço que a substitui ao sair.

use esteira_armazem::faturas::Notificacao;
use esteira_base::ids::{InquilinoId, LinkId};

use super::token;
use crate::Aplicacao;

/// O que a mensagem diz se não se sabe o endereço da instalação.
const SEM_ENDERECO: &str = "entre na Esteira e procure a tarefa na sua lista";

/// O que fica no lugar do endereço até a mensagem sair.
pub(crate) fn marca(link: LinkId) -> String {
    format!("⟦link de decisão {link}⟧")
}

/// Os links que uma mensagem leva, como se guardam nela.
pub(crate) fn na_mensagem(links: Vec<LinkId>) -> Option<String> {
    serde_json::to_string(&links).ok().filter(|_| !links.is_empty())
}

/// Os links que a mensagem guardada leva.
pub(crate) fn da_mensagem(links: Option<&str>) -> Vec<LinkId> {
    links.and_then(|links| serde_json::from_str(links).ok()).unwrap_or_default()
}

/// A mensagem como sai. Só se trocam as marcas dos links dela: a que alguém tenha escrito num campo qualquer fica como está.
pub(crate) fn escrever(app: &Aplicacao, mut mensagem: Notificacao) -> Notificacao {
    for link in da_mensagem(mensagem.links.as_deref()) {
        let marca = marca(link);
        let endereco = endereco(app, mensagem.inquilino_id.into(), link).unwrap_or_else(|| SEM_ENDERECO.to_owned());
        mensagem.mensagem = mensagem.mensagem.replace(&marca, &endereco);
        mensagem.html = mensagem.html.map(|html| html.replace(&marca, &endereco));
    }
    mensagem
}

/// O texto sem os endereços dos links da mensagem: há canal que, ao recusar, cita o que recebeu.
pub(crate) fn riscar(app: &Aplicacao, mensagem: &Notificacao, texto: String) -> String {
    da_mensagem(mensagem.links.as_deref()).into_iter().fold(texto, |texto, link| {
        let endereco = endereco(app, mensagem.inquilino_id.into(), link);
        endereco.map_or_else(|| texto.clone(), |endereco| texto.replace(&endereco, &marca(link)))
    })
}

fn endereco(app: &Aplicacao, inquilino: InquilinoId, link: LinkId) -> Option<String> {
    let publico = app.configuracao.endereco_publico.as_deref()?;
    let token = token::assinar(&app.configuracao.chave_jwt, inquilino, link)?;
    Some(format!("{}/decidir/{token}", publico.trim_end_matches('/')))
}
