//! Uma mensagem a entregar.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A mensagem: o que não se diz fica de fora dela.
#[derive(Debug, Clone)]
pub struct Carta {
    de: String,
    assunto: String,
    message_id: Option<String>,
    partes: Vec<String>,
    pub(crate) quando: Option<SystemTime>,
    bruta: Option<Vec<u8>>,
}

impl Carta {
    /// De quem é, como vai no cabeçalho (`Nome <endereço>` serve).
    pub fn de(remetente: &str) -> Self {
        Self {
            de: remetente.to_owned(),
            assunto: String::new(),
            message_id: None,
            partes: Vec::new(),
            quando: None,
            bruta: None,
        }
    }

    /// Os bytes, como estão.
    pub fn bruta(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bruta: Some(bytes.into()), ..Self::de("") }
    }

    /// Assunto, com acento.
    pub fn assunto(mut self, assunto: &str) -> Self {
        self.assunto = assunto.to_owned();
        self
    }

    /// `Message-ID`, sem os sinais.
    pub fn message_id(mut self, id: &str) -> Self {
        self.message_id = Some(id.to_owned());
        self
    }

    /// Corpo em texto.
    pub fn texto(self, texto: &str) -> Self {
        self.parte("Content-Type: text/plain; charset=utf-8\r\n", texto.as_bytes())
    }

    /// Corpo em HTML.
    pub fn html(self, html: &str) -> Self {
        self.parte("Content-Type: text/html; charset=utf-8\r\n", html.as_bytes())
    }

    /// Arquivo anexo.
    pub fn anexo(self, nome: &str, conteudo: &[u8]) -> Self {
        let nome = codificado(nome);
        let cabecalhos = format!(
            "Content-Type: application/octet-stream; name=\"{nome}\"\r\nContent-Disposition: attachment; filename=\"{nome}\"\r\n"
        );
        self.parte(&cabecalhos, conteudo)
    }

    /// Quando chegou; sem isto, quando se entrega.
    pub fn em(mut self, quando: SystemTime) -> Self {
        self.quando = Some(quando);
        self
    }

    fn parte(mut self, cabecalhos: &str, conteudo: &[u8]) -> Self {
        let corpo: Vec<String> =
            STANDARD.encode(conteudo).as_bytes().chunks(76).map(|l| String::from_utf8_lossy(l).into_owned()).collect();
        self.partes.push(format!("{cabecalhos}Content-Transfer-Encoding: base64\r\n\r\n{}\r\n", corpo.join("\r\n")));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        if let Some(bruta) = &self.bruta {
            return bruta.clone();
        }
        let id = self.message_id.iter().map(|id| format!("Message-ID: <{id}>\r\n")).collect::<String>();
        let partes: String = self.partes.iter().map(|parte| format!("--limite\r\n{parte}")).collect();
        format!(
            "From: {}\r\nSubject: {}\r\n{id}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=limite\r\n\r\n{partes}--limite--\r\n",
            self.de,
            codificado(&self.assunto),
        )
        .into_bytes()
    }
}

fn codificado(texto: &str) -> String {
    if texto.is_ascii() { texto.to_owned() } else { format!("=?utf-8?B?{}?=", STANDARD.encode(texto)) }
}
