//! Devolver um arquivo guardado sem que ele vire página nossa.

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

/// Só estes se mostram no navegador; o resto (HTML de portal, sobretudo) só se baixa.
const MOSTRAVEIS: [&str; 3] = ["application/pdf", "image/png", "image/jpeg"];

const POLITICA: &str = "default-src 'none'; frame-ancestors 'self'";
/// O relatório de uma execução é nosso, e não tem script: mostra-se, numa caixa de areia, com os estilos e as imagens que traz dentro.
const RELATORIO: &str = "relatorio.html";
const POLITICA_DO_RELATORIO: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

/// Os bytes de um arquivo, na descrição: um texto binário, e não uma lista de números.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct Binario(Vec<u8>);

/// Um arquivo a entregar.
pub(crate) struct Arquivo {
    /// Nome sugerido para salvar; vem de fora, então se limpa.
    pub nome: String,
    pub tipo: String,
    pub conteudo: Bytes,
}

impl IntoResponse for Arquivo {
    fn into_response(self) -> Response {
        let mostravel = MOSTRAVEIS.contains(&self.tipo.as_str());
        let relatorio = self.nome == RELATORIO && self.tipo.starts_with("text/html");
        let (tipo, forma, politica) = if relatorio {
            (self.tipo.as_str(), "inline", POLITICA_DO_RELATORIO)
        } else if mostravel {
            (self.tipo.as_str(), "inline", POLITICA)
        } else {
            ("application/octet-stream", "attachment", POLITICA)
        };
        let cabecalhos: [(HeaderName, String); 4] = [
            (header::CONTENT_TYPE, tipo.to_owned()),
            (header::CONTENT_DISPOSITION, disposicao(forma, &self.nome)),
            // O painel mostra a fatura num quadro da mesma origem; ninguém mais pode.
            (header::X_FRAME_OPTIONS, "SAMEORIGIN".to_owned()),
            (header::CONTENT_SECURITY_POLICY, politica.to_owned()),
        ];
        let mut resposta = self.conteudo.into_response();
        for (nome, valor) in cabecalhos {
            if let Ok(valor) = HeaderValue::from_str(&valor) {
                resposta.headers_mut().insert(nome, valor);
            }
        }
        resposta
    }
}

/// O nome em ASCII para quem só entende isso, e inteiro na forma da RFC 8187.
pub(crate) fn disposicao(forma: &str, nome: &str) -> String {
    let limpo: String = nome.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let ascii: String =
        limpo.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ()".contains(c) { c } else { '_' }).collect();
    let codificado: String = limpo
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"._-".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("{forma}; filename=\"{ascii}\"; filename*=UTF-8''{codificado}")
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn nome_de_fora_nao_injeta_cabecalho_nem_caminho() {
        assert_eq!(
            disposicao("inline", "../fatura \"de\"\r\nSet-Cookie: março.pdf"),
            "inline; filename=\"..fatura _de_Set-Cookie_ mar_o.pdf\"; \
             filename*=UTF-8''..fatura%20%22de%22Set-Cookie%3A%20mar%C3%A7o.pdf"
        );
    }

    #[test]
    fn html_de_portal_so_se_baixa() {
        let html =
            Arquivo { nome: "erro.html".into(), tipo: "text/html".into(), conteudo: Bytes::from_static(b"<script>") };
        let resposta = html.into_response();
        assert_eq!(resposta.headers()["content-type"], "application/octet-stream");
        assert!(resposta.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    }

    #[test]
    fn o_relatorio_se_mostra_sem_poder_executar_nada() {
        let html = Arquivo {
            nome: "relatorio.html".into(),
            tipo: "text/html; charset=utf-8".into(),
            conteudo: Bytes::from_static(b"<p>"),
        };
        let resposta = html.into_response();
        assert!(resposta.headers()["content-disposition"].to_str().unwrap().starts_with("inline"));
        let politica = resposta.headers()["content-security-policy"].to_str().unwrap();
        assert!(politica.contains("sandbox") && politica.contains("default-src 'none'"), "{politica}");
    }
}
