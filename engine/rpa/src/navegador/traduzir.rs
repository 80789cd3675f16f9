//! Erros do WebDriver para os nossos códigos.

use fantoccini::error::{CmdError, NewSessionError};

use crate::erro::Falha;

/// Trechos de `net::ERR_…` que querem dizer que o portal não respondeu, e não que o pedido estava errado.
const PORTAL_FORA: &str = "net::ERR_";

/// O erro de um pedido. A mensagem do chromedriver vai sem a pilha e sem a linha da versão.
pub fn de_comando(erro: CmdError) -> Falha {
    match erro {
        CmdError::Standard(erro) => de_codigo(erro.error.description(), &erro.message),
        CmdError::Lost(_) | CmdError::Failed(_) | CmdError::FailedC(_) => {
            Falha::nova("sessao_perdida", format!("a conexão com o navegador caiu: {erro}"))
        }
        outro => Falha::nova("erro_de_navegador", format!("resposta inesperada do navegador: {outro}")),
    }
}

/// O erro de abrir a sessão.
pub fn de_nova_sessao(erro: NewSessionError) -> Falha {
    Falha::nova(
        "navegador_indisponivel",
        format!("não foi possível abrir o navegador: {}", primeira_linha(&erro.to_string())),
    )
}

/// Se não houve resposta: quem devia responder não está mais lá.
pub fn sem_resposta(erro: &NewSessionError) -> bool {
    matches!(erro, NewSessionError::Failed(_) | NewSessionError::FailedC(_) | NewSessionError::Lost(_))
}

fn de_codigo(codigo: &str, mensagem: &str) -> Falha {
    let nosso = match codigo {
        "no such element" => "elemento_nao_encontrado",
        "stale element reference" | "detached shadow root" => "elemento_obsoleto",
        "element click intercepted" => "clique_interceptado",
        "element not interactable" => "elemento_nao_interativo",
        "element not selectable" | "invalid element state" => "estado_de_elemento_invalido",
        "invalid selector" => "seletor_invalido",
        "no such frame" => "quadro_nao_encontrado",
        "no such window" => "janela_nao_encontrada",
        "no such alert" => "alerta_nao_encontrado",
        "unexpected alert open" => "alerta_inesperado",
        "timeout" => "tempo_esgotado",
        "script timeout" => "script_tempo_esgotado",
        "javascript error" => "erro_de_javascript",
        "invalid argument" => "argumento_invalido",
        "invalid session id" => "sessao_perdida",
        "insecure certificate" => "certificado_invalido",
        "unable to capture screen" => "captura_impossivel",
        _ if mensagem.contains(PORTAL_FORA) => "portal_indisponivel",
        _ if mensagem.contains("disconnected")
            || mensagem.contains("tab crashed")
            || mensagem.contains("not reachable") =>
        {
            "sessao_perdida"
        }
        _ => "erro_de_navegador",
    };
    Falha::nova(nosso, primeira_linha(mensagem))
}

fn primeira_linha(mensagem: &str) -> String {
    mensagem
        .lines()
        .take_while(|linha| !linha.trim_start().starts_with("(Session info"))
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(500)
        .collect()
}

/// Se o erro some sozinho quando a página se assenta: vale olhar de novo até o prazo.
pub fn passageiro(falha: &Falha) -> bool {
    matches!(
        &*falha.codigo,
        "elemento_obsoleto" | "clique_interceptado" | "elemento_nao_interativo" | "elemento_nao_encontrado"
    ) || (falha.e("erro_de_javascript") || falha.e("erro_de_navegador"))
        && ["unloaded", "aborted by navigation", "execution context", "does not belong to the document", "detached"]
            .iter()
            .any(|trecho| falha.mensagem.contains(trecho))
}
