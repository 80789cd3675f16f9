//! A mensagem como chegou e como se lê: cabeçalhos desdobrados, assunto e corpo decodificados.

use esteira_base::Instante;
use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde::Serialize;

/// Uma mensagem aceita.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mensagem {
    /// Remetente do envelope (`MAIL FROM`); vazio em devoluções.
    pub de: String,
    /// Destinatários aceitos do envelope (`RCPT TO`).
    pub para: Vec<String>,
    /// `Message-ID`, sem os sinais `<` e `>`.
    pub id: Option<String>,
    pub assunto: String,
    /// Corpo em texto; se só há HTML, o texto dele.
    pub texto: String,
    pub html: Option<String>,
    pub anexos: Vec<Anexo>,
    /// Nome e valor, na ordem, sem decodificar.
    pub cabecalhos: Vec<(String, String)>,
    pub quando: Instante,
    /// Os bytes da mensagem, sem o preenchimento de pontos do SMTP.
    #[serde(skip)]
    pub bruta: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anexo {
    pub nome: String,
    pub tamanho: usize,
}

impl Mensagem {
    /// O que não se deixa ler como MIME fica só em `bruta`, com os demais campos vazios.
    pub(super) fn ler(de: String, para: Vec<String>, bruta: Vec<u8>, quando: Instante) -> Self {
        let Some(lida) = MessageParser::default().parse(&bruta) else {
            return Self::ilegivel(de, para, bruta, quando);
        };
        let html = lida.html_bodies().find_map(|parte| match &parte.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        });
        let anexos = lida
            .attachments()
            .map(|parte| Anexo {
                nome: parte.attachment_name().unwrap_or_default().to_owned(),
                tamanho: parte.contents().len(),
            })
            .collect();
        let desdobrar = |valor: &str| valor.replace("\r\n", "").trim().to_owned();
        Self {
            de,
            para,
            id: lida.message_id().map(str::to_owned),
            assunto: lida.subject().unwrap_or_default().to_owned(),
            texto: lida.body_text(0).unwrap_or_default().into_owned(),
            html,
            anexos,
            cabecalhos: lida.headers_raw().map(|(nome, valor)| (nome.to_owned(), desdobrar(valor))).collect(),
            quando,
            bruta,
        }
    }

    fn ilegivel(de: String, para: Vec<String>, bruta: Vec<u8>, quando: Instante) -> Self {
        Self {
            de,
            para,
            id: None,
            assunto: String::new(),
            texto: String::new(),
            html: None,
            anexos: Vec::new(),
            cabecalhos: Vec::new(),
            quando,
            bruta,
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn assunto_corpo_e_anexo_chegam_decodificados() {
        let bruta = b"Message-ID: <n-1@esteira.exemplo>\r\nSubject: =?utf-8?B?RmF0dXJhIGRlIG91dHVicm8gw6AgZXNwZXJh?=\r\n\
            Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\nAprova=C3=A7=C3=A3o\r\n--x\r\nContent-Type: application/pdf\r\n\
            Content-Disposition: attachment; filename=f.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--x--\r\n";
        let lida = Mensagem::ler("a@x".into(), vec!["b@y".into()], bruta.to_vec(), Instante::de_micros(0));
        assert_eq!(lida.id.as_deref(), Some("n-1@esteira.exemplo"));
        assert_eq!(lida.assunto, "Fatura de outubro à espera");
        assert_eq!(lida.texto.trim_end(), "Aprovação");
        assert_eq!(lida.html, None);
        assert_eq!(lida.anexos, [Anexo { nome: "f.pdf".into(), tamanho: 5 }]);
    }

    #[test]
    fn lixo_fica_guardado_sem_derrubar() {
        for lixo in [&b""[..], b"\xff\xfe\x00", b"\r\n\r\n", b"Subject"] {
            let lida = Mensagem::ler(String::new(), vec![], lixo.to_vec(), Instante::de_micros(0));
            assert_eq!(lida.bruta, lixo);
        }
    }
}
