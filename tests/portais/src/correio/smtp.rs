//! O protocolo (RFC 5321, com SIZE da RFC 1870 e 8BITMIME da RFC 6152), do lado de quem recebe.
//!
//! Uma conversa é: saudação, `EHLO`, e então quantas mensagens o cliente quiser (`MAIL`, `RCPT`…, `DATA`). Fala com
//! qualquer fluxo de bytes; não sabe de TCP.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::FalhaCorreio;
use super::estado::Estado;
use super::mensagem::Mensagem;
use crate::falhas::reconhece;

/// Maior mensagem aceita, anunciada em SIZE.
const TAMANHO_MAXIMO: usize = 25 * 1024 * 1024;
/// Maior linha de comando; a RFC pede 512, com folga para os parâmetros.
const COMANDO_MAXIMO: usize = 2048;
const DESTINATARIOS_MAXIMOS: usize = 100;

const FORA_DE_ORDEM: &str = "503 5.5.1 comando fora de ordem";

/// O envelope em montagem.
#[derive(Default)]
struct Envelope {
    de: Option<String>,
    para: Vec<String>,
}

/// O que fazer depois de responder.
enum Depois {
    Continuar(String),
    Fechar(String),
    /// Sem responder.
    Cair,
}

use Depois::{Cair, Continuar, Fechar};

/// Conversa até o cliente sair, a conexão cair ou uma falha armada a derrubar.
pub(super) async fn atender(estado: &Estado, fluxo: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    let mut fluxo = BufReader::new(fluxo);
    let mut envelope = Envelope::default();
    responder(&mut fluxo, "220 caixa de correio de teste").await?;
    loop {
        let depois = match ler_linha(&mut fluxo, COMANDO_MAXIMO).await? {
            Leitura::Fim => return Ok(()),
            Leitura::LongaDemais => Fechar("500 5.5.2 linha longa demais".into()),
            Leitura::Linha(linha) => {
                let linha = String::from_utf8_lossy(&linha).into_owned();
                let (verbo, resto) = linha.split_once(' ').unwrap_or((&linha, ""));
                match verbo.to_ascii_uppercase().as_str() {
                    "DATA" if envelope.de.is_none() || envelope.para.is_empty() => Continuar(FORA_DE_ORDEM.into()),
                    "DATA" => receber(estado, std::mem::take(&mut envelope), &mut fluxo).await?,
                    verbo => comandar(estado, &mut envelope, verbo, resto.trim()),
                }
            }
        };
        match depois {
            Continuar(resposta) => responder(&mut fluxo, &resposta).await?,
            Fechar(resposta) => return responder(&mut fluxo, &resposta).await,
            Cair => return Ok(()),
        }
    }
}

/// Todo comando menos `DATA`, que lê mais do fluxo.
fn comandar(estado: &Estado, envelope: &mut Envelope, verbo: &str, resto: &str) -> Depois {
    match verbo {
        "EHLO" => {
            *envelope = Envelope::default();
            Continuar(format!("250-caixa de correio de teste\r\n250-8BITMIME\r\n250 SIZE {TAMANHO_MAXIMO}"))
        }
        "HELO" => {
            *envelope = Envelope::default();
            Continuar("250 caixa de correio de teste".into())
        }
        "MAIL" => remetente(envelope, resto),
        "RCPT" => destinatario(estado, envelope, resto),
        "RSET" => {
            *envelope = Envelope::default();
            Continuar("250 2.0.0 esquecido".into())
        }
        "NOOP" => Continuar("250 2.0.0 certo".into()),
        "VRFY" => Continuar("252 2.5.0 mande que eu aceito".into()),
        "QUIT" => Fechar("221 2.0.0 até logo".into()),
        _ => Continuar("500 5.5.1 comando desconhecido".into()),
    }
}

fn remetente(envelope: &mut Envelope, resto: &str) -> Depois {
    let Some((endereco, parametros)) = caminho(resto, "FROM:") else {
        return Continuar("501 5.5.4 escreva MAIL FROM:<endereço>".into());
    };
    if envelope.de.is_some() {
        return Continuar(FORA_DE_ORDEM.into());
    }
    let tamanho = parametros.split_whitespace().find_map(|parametro| {
        let (nome, valor) = parametro.split_once('=')?;
        nome.eq_ignore_ascii_case("SIZE").then(|| valor.parse::<usize>().unwrap_or(usize::MAX))
    });
    if tamanho.is_some_and(|tamanho| tamanho > TAMANHO_MAXIMO) {
        return Continuar(grande_demais());
    }
    envelope.de = Some(endereco.to_owned());
    Continuar("250 2.1.0 remetente aceito".into())
}

fn destinatario(estado: &Estado, envelope: &mut Envelope, resto: &str) -> Depois {
    let Some(de) = &envelope.de else {
        return Continuar(FORA_DE_ORDEM.into());
    };
    let Some((endereco, _)) = caminho(resto, "TO:").filter(|(endereco, _)| !endereco.is_empty()) else {
        return Continuar("501 5.5.4 escreva RCPT TO:<endereço>".into());
    };
    let chaves = [endereco, de.as_str()];
    let tomou = |falha: fn(&FalhaCorreio) -> Option<()>| estado.falhas.tomar(&chaves, falha).is_some();
    if tomou(reconhece!(FalhaCorreio::ServicoIndisponivel)) {
        return Fechar("421 4.3.2 serviço indisponível, tente mais tarde".into());
    }
    if tomou(reconhece!(FalhaCorreio::FalhaTemporaria)) {
        return Continuar("451 4.3.0 falha temporária, tente mais tarde".into());
    }
    if tomou(reconhece!(FalhaCorreio::DestinatarioRecusado)) {
        return Continuar("550 5.1.1 destinatário desconhecido".into());
    }
    if envelope.para.len() == DESTINATARIOS_MAXIMOS {
        return Continuar("452 4.5.3 destinatários demais".into());
    }
    envelope.para.push(endereco.to_owned());
    Continuar("250 2.1.5 destinatário aceito".into())
}

/// Lê a mensagem até a linha com um ponto só e a guarda.
async fn receber(
    estado: &Estado,
    envelope: Envelope,
    fluxo: &mut (impl AsyncBufRead + AsyncWrite + Unpin),
) -> io::Result<Depois> {
    responder(fluxo, "354 mande a mensagem e termine com um ponto sozinho na linha").await?;
    let mut bruta = Vec::new();
    let mut coube = true;
    loop {
        match ler_linha(fluxo, TAMANHO_MAXIMO).await? {
            Leitura::Fim => return Ok(Cair),
            Leitura::LongaDemais => return Ok(Fechar(grande_demais())),
            Leitura::Linha(linha) if linha == b"." => break,
            Leitura::Linha(linha) => {
                // Ponto no começo da linha vem dobrado (RFC 5321, 4.5.2).
                let linha = linha.strip_prefix(b".").unwrap_or(&linha);
                coube &= bruta.len() + linha.len() + 2 <= TAMANHO_MAXIMO;
                // Depois de estourar, lê até o fim sem guardar, para responder no lugar certo da conversa.
                if coube {
                    bruta.extend_from_slice(linha);
                    bruta.extend_from_slice(b"\r\n");
                }
            }
        }
    }
    if !coube {
        return Ok(Continuar(grande_demais()));
    }
    let Envelope { de, para } = envelope;
    let de = de.unwrap_or_default();
    let chaves: Vec<_> = para.iter().chain([&de]).map(String::as_str).collect();
    let atraso: Option<Duration> = estado.falhas.tomar(&chaves, reconhece!(FalhaCorreio::Atraso, ms));
    let cai = estado.falhas.tomar(&chaves, reconhece!(FalhaCorreio::AceitaECai)).is_some();
    let mensagem = Mensagem::ler(de, para, bruta, estado.relogio.agora());
    estado.mensagens.acrescentar(|_| mensagem);
    tokio::time::sleep(atraso.unwrap_or_default()).await;
    Ok(if cai { Cair } else { Continuar("250 2.0.0 guardada".into()) })
}

fn grande_demais() -> String {
    format!("552 5.3.4 mensagem maior que {TAMANHO_MAXIMO} bytes")
}

/// `FROM:<a@b> SIZE=1` → (`a@b`, ` SIZE=1`).
fn caminho<'t>(texto: &'t str, rotulo: &str) -> Option<(&'t str, &'t str)> {
    let (inicio, resto) = texto.split_at_checked(rotulo.len())?;
    if !inicio.eq_ignore_ascii_case(rotulo) {
        return None;
    }
    resto.trim_start().strip_prefix('<')?.split_once('>')
}

async fn responder(fluxo: &mut (impl AsyncWrite + Unpin), resposta: &str) -> io::Result<()> {
    fluxo.write_all(format!("{resposta}\r\n").as_bytes()).await?;
    fluxo.flush().await
}

enum Leitura {
    /// Sem o fim de linha.
    Linha(Vec<u8>),
    /// A conexão acabou.
    Fim,
    LongaDemais,
}

async fn ler_linha(fluxo: &mut (impl AsyncBufRead + Unpin), maximo: usize) -> io::Result<Leitura> {
    let mut linha = Vec::new();
    fluxo.take(maximo as u64).read_until(b'\n', &mut linha).await?;
    if linha.pop_if(|ultimo| *ultimo == b'\n').is_none() {
        return Ok(if linha.len() == maximo { Leitura::LongaDemais } else { Leitura::Fim });
    }
    linha.pop_if(|ultimo| *ultimo == b'\r');
    Ok(Leitura::Linha(linha))
}
