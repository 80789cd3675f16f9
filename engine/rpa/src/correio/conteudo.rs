//! O que uma mensagem traz: cabeçalhos, texto, HTML e anexos, decodificados. Puro.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::erro::Falha;
use crate::limites;

/// O corpo de uma mensagem.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Conteudo {
    pub texto: Option<String>,
    pub html: Option<String>,
    pub anexos: Vec<Anexo>,
}

/// Um arquivo que veio na mensagem.
#[derive(Debug, PartialEq, Eq)]
pub struct Anexo {
    pub nome: String,
    pub conteudo: Vec<u8>,
}

/// O que se lê dos cabeçalhos. O que a mensagem não diz fica vazio.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cabecalhos {
    pub remetente: String,
    pub assunto: String,
    pub message_id: Option<String>,
}

impl Cabecalhos {
    pub fn ler(bruto: &[u8]) -> Self {
        let bruto = em_utf8(bruto);
        let Some(lida) = MessageParser::default().parse_headers(bruto.as_ref()) else { return Self::default() };
        // Mais de um remetente não é de nenhum: quem confere o remetente não pode ser levado pelo primeiro.
        let remetente = match lida.from().map(|de| de.iter().collect::<Vec<_>>()).as_deref() {
            Some([um]) => um.address().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        Self {
            remetente,
            assunto: lida.subject().unwrap_or_default().to_owned(),
            message_id: lida.message_id().map(str::to_owned),
        }
    }
}

impl Conteudo {
    /// Mensagem que não se deixa ler como MIME sai vazia.
    pub fn ler(bruta: &[u8]) -> Result<Self, Falha> {
        let Some(lida) = MessageParser::default().parse(bruta) else { return Ok(Self::default()) };
        if lida.attachment_count() > limites::ANEXOS {
            return Err(Falha::limite("anexos de uma mensagem", limites::ANEXOS));
        }
        let anexos = lida.attachments().map(|parte| Anexo {
            nome: parte.attachment_name().unwrap_or("anexo").to_owned(),
            conteudo: parte.contents().to_vec(),
        });
        Ok(Self { texto: texto(&lida), html: html(&lida), anexos: anexos.collect() })
    }
}

/// Só o que veio como texto: o parser também o faria do HTML, e ninguém saberia.
fn texto(lida: &Message<'_>) -> Option<String> {
    lida.text_bodies().find_map(|parte| match &parte.body {
        PartType::Text(texto) => Some(texto.to_string()),
        _ => None,
    })
}

fn html(lida: &Message<'_>) -> Option<String> {
    lida.html_bodies().find_map(|parte| match &parte.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    })
}

/// Cabeçalho com acento cru é proibido e existe: o que não é UTF-8 é ISO-8859-1, que é o que os programas velhos mandam.
fn em_utf8(bruto: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match std::str::from_utf8(bruto) {
        Ok(_) => bruto.into(),
        Err(_) => bruto.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes().into(),
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn assunto_se_le_em_todas_as_grafias_do_correio() {
        for bruto in [
            &b"Subject: =?ISO-8859-1?Q?Fatura_de_mar=E7o_=E0_vista?=\r\n\r\n"[..],
            b"Subject: =?utf-8?B?RmF0dXJhIGRlIG1hcsOnbyDDoCB2aXN0YQ==?=\r\n\r\n",
            b"Subject: =?windows-1252?Q?Fatura_de?=\r\n =?iso-8859-1?q?_mar=E7o_=E0_vista?=\r\n\r\n",
            b"Subject: Fatura de mar\xe7o \xe0 vista\r\n\r\n",
            "Subject: Fatura de março à vista\r\n\r\n".as_bytes(),
        ] {
            assert_eq!(Cabecalhos::ler(bruto).assunto, "Fatura de março à vista", "{}", bruto.escape_ascii());
        }
    }

    #[test]
    fn remetente_e_so_o_endereco_e_dois_nao_sao_nenhum() {
        let de = |linha: &str| Cabecalhos::ler(format!("From: {linha}\r\n\r\n").as_bytes()).remetente;
        assert_eq!(de("\"faturas@azuton.exemplo\" <golpe@outro.exemplo>"), "golpe@outro.exemplo");
        assert_eq!(de("=?utf-8?Q?Cobran=C3=A7a?= <faturas@azuton.exemplo>"), "faturas@azuton.exemplo");
        assert_eq!(de("a@b.exemplo, c@d.exemplo"), "");
        assert_eq!(de(""), "");
    }

    #[test]
    fn corpo_e_anexo_chegam_decodificados_e_html_nao_vira_texto() {
        let bruta =
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Ol=E1=2C vencimento =3D 10</p>\r\n--x\r\n\
            Content-Type: application/pdf; name=\"=?iso-8859-1?Q?fatura_mar=E7o.pdf?=\"\r\n\
            Content-Disposition: attachment; filename*=iso-8859-1''fatura%20mar%E7o.pdf\r\n\
            Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--x--\r\n";
        let lida = Conteudo::ler(bruta).unwrap();
        assert_eq!(lida.html.as_deref().map(str::trim_end), Some("<p>Olá, vencimento = 10</p>"));
        assert_eq!(lida.texto, None);
        assert_eq!(lida.anexos, [Anexo { nome: "fatura março.pdf".into(), conteudo: b"%PDF-".to_vec() }]);
    }

    #[test]
    fn lixo_nao_derruba_e_anexo_demais_e_limite() {
        for lixo in [&b""[..], b"\xff\xfe\x00", b"\r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n--"] {
            assert_eq!(Conteudo::ler(lixo).unwrap().html, None);
        }
        let parte = "--x\r\nContent-Disposition: attachment; filename=a\r\n\r\na\r\n".repeat(limites::ANEXOS + 1);
        let bruta = format!("Content-Type: multipart/mixed; boundary=x\r\n\r\n{parte}--x--\r\n");
        assert_eq!(Conteudo::ler(bruta.as_bytes()).unwrap_err().codigo, "limite_excedido");
    }
}
