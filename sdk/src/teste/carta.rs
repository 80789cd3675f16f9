//! A caixa de correio do portal de mentira: uma só, com pastas.

use serde_json::Value;

use super::borda::{Arquivo, Borda};
use super::estado::{Falivel, erro};
use crate::apoio::Data;

/// Uma mensagem que espera na caixa de entrada.
#[derive(Debug, Clone, Default)]
pub struct Carta {
    pub(super) remetente: String,
    assunto: String,
    message_id: Option<String>,
    dia: Option<Data>,
    lida: bool,
    texto: Option<String>,
    html: Option<String>,
    anexos: Vec<(String, Vec<u8>)>,
    falha: Option<String>,
    /// O número dela na caixa, e a pasta em que está.
    pub(super) numero: usize,
    pub(super) pasta: String,
}

impl Carta {
    /// De quem é, só o endereço.
    pub fn de(remetente: &str) -> Self {
        Self { remetente: remetente.to_owned(), pasta: "INBOX".to_owned(), ..Self::default() }
    }

    /// O assunto.
    pub fn assunto(mut self, assunto: &str) -> Self {
        self.assunto = assunto.to_owned();
        self
    }

    /// O `Message-ID`, sem os sinais.
    pub fn message_id(mut self, id: &str) -> Self {
        self.message_id = Some(id.to_owned());
        self
    }

    /// O dia em que chegou, `AAAA-MM-DD`. Sem isto, passa por qualquer período.
    ///
    /// # Panics
    /// Se não é um dia.
    pub fn em(mut self, dia: &str) -> Self {
        self.dia = Some(dia.parse().expect("um dia AAAA-MM-DD"));
        self
    }

    /// Já lida.
    pub fn lida(mut self) -> Self {
        self.lida = true;
        self
    }

    /// Corpo em texto.
    pub fn texto(mut self, texto: &str) -> Self {
        self.texto = Some(texto.to_owned());
        self
    }

    /// Corpo em HTML.
    pub fn html(mut self, html: &str) -> Self {
        self.html = Some(html.to_owned());
        self
    }

    /// Arquivo anexo.
    pub fn anexo(mut self, nome: &str, conteudo: &[u8]) -> Self {
        self.anexos.push((nome.to_owned(), conteudo.to_vec()));
        self
    }

    /// Ler o conteúdo dela falha com este código.
    pub fn falha(mut self, codigo: &str) -> Self {
        self.falha = Some(codigo.to_owned());
        self
    }

    /// O assunto, para o teste.
    pub(super) fn titulo(&self) -> &str {
        &self.assunto
    }

    fn id(&self) -> String {
        format!("carta-{}", self.numero)
    }

    fn serve(&self, pasta: &str, filtro: &Value) -> bool {
        let dia = |chave: &str| filtro.get(chave).and_then(Value::as_str).and_then(|texto| texto.parse::<Data>().ok());
        let remetente = filtro.get("remetente").and_then(Value::as_str);
        let lida = filtro.get("lida").and_then(Value::as_bool);
        self.pasta == pasta
            && remetente.is_none_or(|esperado| esperado.eq_ignore_ascii_case(&self.remetente))
            && lida.is_none_or(|esperada| esperada == self.lida)
            && self
                .dia
                .is_none_or(|d| dia("desde").is_none_or(|desde| d >= desde) && dia("ate").is_none_or(|ate| d <= ate))
    }
}

/// A `caixa` do WIT.
pub struct Caixa(pub(super) Borda);

impl Caixa {
    pub fn listar(&self, pasta: &str, filtro_json: &str) -> Falivel<Vec<Mensagem>> {
        self.0.gravar(format!("listar {pasta}"));
        let filtro: Value = serde_json::from_str(filtro_json)
            .map_err(|e| erro("argumento_invalido", format!("filtro de mensagens: {e}")))?;
        let maximo = filtro.get("maximo").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(50);
        let recentes = filtro.get("recentes").and_then(Value::as_bool).unwrap_or(false);
        let mut cartas: Vec<Carta> =
            self.0.0.borrow().cartas.iter().filter(|carta| carta.serve(pasta, &filtro)).cloned().collect();
        let sobra = cartas.len().saturating_sub(maximo);
        if recentes {
            cartas.drain(..sobra);
        }
        cartas.truncate(maximo);
        Ok(cartas.into_iter().map(Mensagem).collect())
    }

    pub fn encontrar(&self, id: &str) -> Falivel<Mensagem> {
        let achada = self.0.0.borrow().cartas.iter().find(|carta| carta.id() == id && carta.pasta == "INBOX").cloned();
        achada.map(Mensagem).ok_or_else(|| sumiu(id))
    }

    pub fn marcar_lida(&self, id: &str, lida: bool) -> Falivel<()> {
        self.mudar(id, |carta| carta.lida = lida)
    }

    pub fn mover(&self, id: &str, destino: &str) -> Falivel<()> {
        self.0.gravar(format!("mover {id} para {destino}"));
        self.mudar(id, |carta| carta.pasta = destino.to_owned())
    }

    fn mudar(&self, id: &str, mudanca: impl FnOnce(&mut Carta)) -> Falivel<()> {
        let mut estado = self.0.0.borrow_mut();
        estado.cartas.iter_mut().find(|carta| carta.id() == id).map(mudanca).ok_or_else(|| sumiu(id))
    }
}

fn sumiu(id: &str) -> super::borda::Erro {
    erro("mensagem_nao_encontrada", format!("a mensagem {id} não está mais na pasta"))
}

/// A `mensagem` do WIT.
pub struct Mensagem(Carta);

impl Mensagem {
    pub fn id(&self) -> String {
        self.0.id()
    }

    pub fn message_id(&self) -> Option<String> {
        self.0.message_id.clone()
    }

    pub fn remetente(&self) -> String {
        self.0.remetente.clone()
    }

    pub fn assunto(&self) -> String {
        self.0.assunto.clone()
    }

    pub fn chegada_ms(&self) -> u64 {
        0
    }

    pub fn lida(&self) -> bool {
        self.0.lida
    }

    pub fn tamanho(&self) -> u64 {
        let corpo = self.0.texto.as_ref().map_or(0, String::len) + self.0.html.as_ref().map_or(0, String::len);
        (corpo + self.0.anexos.iter().map(|(_, conteudo)| conteudo.len()).sum::<usize>()) as u64
    }

    fn conteudo(&self) -> Falivel<&Carta> {
        match &self.0.falha {
            Some(codigo) => Err(erro(codigo, "o correio de mentira mandou falhar")),
            None => Ok(&self.0),
        }
    }

    pub fn texto(&self) -> Falivel<Option<String>> {
        Ok(self.conteudo()?.texto.clone())
    }

    pub fn html(&self) -> Falivel<Option<String>> {
        Ok(self.conteudo()?.html.clone())
    }

    pub fn anexos(&self) -> Falivel<Vec<Arquivo>> {
        Ok(self.conteudo()?.anexos.iter().map(|(nome, conteudo)| Arquivo::novo(nome, conteudo)).collect())
    }
}
