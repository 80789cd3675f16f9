//! E-mail por SMTP.
//!
//! Uma conexão por carta. Um reservatório de conexões pouparia um aperto de mão, mas a espera que estoura o prazo é largada no meio da conversa, e a
//! conexão devolvida ao reservatório entregaria à carta seguinte a resposta da anterior. Sem ele também não há conexão envelhecida para tentar de novo:
//! a repetição é de quem tem a caixa de saída.
//!
//! Entrega pelo menos uma vez: se a conexão cai entre o fim da carta e a resposta, não se sabe se chegou. O Message-ID é o mesmo em toda repetição, e é
//! por ele que o destinatário reconhece a segunda.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::{Resumo, Segredo};
use esteira_portas::correio::{AnexoDaCarta, Carta, Correio, ErroCorreio};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error as ErroSmtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Category;

/// Como a conexão se protege.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsSmtp {
    /// Sem proteção; só para servidor de confiança na mesma rede.
    Nenhum,
    /// Começa em claro e passa a TLS; se o servidor não oferece, não se envia.
    Starttls,
    /// TLS desde o primeiro byte.
    Implicito,
}

/// Por onde e em nome de quem enviar.
#[derive(Debug, Clone)]
pub struct ConfigSmtp {
    pub servidor: String,
    pub porta: u16,
    pub usuario: Option<String>,
    pub senha: Option<Segredo>,
    /// `Nome <endereco@dominio>` ou só o endereço.
    pub remetente: String,
    pub tls: TlsSmtp,
    /// Do começo da conexão ao aceite da carta.
    pub prazo: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroConfigSmtp {
    #[error("remetente inválido: \"{0}\"; escreva como Esteira <esteira@exemplo.com.br>")]
    Remetente(String),
    #[error("usuário e senha do SMTP vêm juntos; falta um deles")]
    CredencialIncompleta,
    #[error("com usuário e senha é preciso TLS (starttls ou implicito), para a senha não ir em claro pela rede")]
    SenhaEmClaro,
    #[error("não foi possível preparar o TLS para {0}")]
    Tls(String),
}

/// Envia por um servidor SMTP.
pub struct CorreioSmtp {
    config: ConfigSmtp,
    remetente: Mailbox,
    credencial: Option<Credentials>,
    tls: Option<TlsParameters>,
    saudacao: ClientId,
}

impl CorreioSmtp {
    pub fn novo(config: ConfigSmtp) -> Result<Self, ErroConfigSmtp> {
        let remetente: Mailbox =
            config.remetente.parse().map_err(|_| ErroConfigSmtp::Remetente(config.remetente.clone()))?;
        let credencial = match (&config.usuario, &config.senha) {
            (Some(usuario), Some(senha)) => Some(Credentials::new(usuario.clone(), senha.revelar().to_owned())),
            (None, None) => None,
            _ => return Err(ErroConfigSmtp::CredencialIncompleta),
        };
        let tls = match config.tls {
            TlsSmtp::Nenhum if credencial.is_some() && !nesta_maquina(&config.servidor) => {
                return Err(ErroConfigSmtp::SenhaEmClaro);
            }
            TlsSmtp::Nenhum => None,
            TlsSmtp::Starttls | TlsSmtp::Implicito => Some(
                TlsParameters::new(config.servidor.clone())
                    .map_err(|_| ErroConfigSmtp::Tls(config.servidor.clone()))?,
            ),
        };
        Ok(Self { config, remetente, credencial, tls, saudacao: ClientId::default() })
    }

    async fn entregar(&self, mensagem: &Message) -> Result<(), ErroSmtp> {
        let implicito = self.tls.clone().filter(|_| self.config.tls == TlsSmtp::Implicito);
        let destino = (self.config.servidor.as_str(), self.config.porta);
        let mut conexao = AsyncSmtpConnection::connect_tokio1(destino, None, &self.saudacao, implicito, None).await?;
        if let Some(tls) = self.tls.clone().filter(|_| self.config.tls == TlsSmtp::Starttls) {
            conexao.starttls(tls, &self.saudacao).await?;
        }
        if let Some(credencial) = &self.credencial {
            conexao.auth(DEFAULT_MECHANISMS, credencial).await?;
        }
        conexao.send(mensagem.envelope(), &mensagem.formatted()).await?;
        // A carta já foi aceita; uma despedida que falha não muda isso.
        let _ = conexao.quit().await;
        Ok(())
    }

    fn montar(&self, carta: Carta) -> Result<Message, ErroCorreio> {
        let para: Mailbox =
            carta.para.parse().map_err(|_| ErroCorreio::Recusado(format!("endereço inválido: {}", carta.para)))?;
        let construtor = Message::builder()
            .from(self.remetente.clone())
            .to(para)
            .subject(carta.assunto)
            .message_id(Some(self.id_da_mensagem(&carta.id_mensagem)))
            // RFC 3834: pede que respostas automáticas de férias não voltem para nós.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        let mensagem = match (carta.html, carta.anexos) {
            (Some(html), anexos) if anexos.is_empty() => {
                construtor.multipart(MultiPart::alternative_plain_html(carta.texto, html))
            }
            (None, anexos) if anexos.is_empty() => construtor.singlepart(SinglePart::plain(carta.texto)),
            (html, anexos) => {
                let junto = MultiPart::mixed();
                let mut junto = match html {
                    Some(html) => junto.multipart(MultiPart::alternative_plain_html(carta.texto, html)),
                    None => junto.singlepart(SinglePart::plain(carta.texto)),
                };
                for anexo in anexos {
                    junto = junto.singlepart(anexar(anexo)?);
                }
                construtor.multipart(junto)
            }
        };
        mensagem.map_err(|erro| ErroCorreio::Recusado(format!("carta malformada: {erro}")))
    }

    /// `<id@dominio do remetente>`. Um id com caractere que não cabe num cabeçalho é trocado pelo seu resumo, que é tão determinístico quanto ele.
    fn id_da_mensagem(&self, id: &str) -> String {
        let seguro = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        let dominio = self.remetente.email.domain();
        if seguro { format!("<{id}@{dominio}>") } else { format!("<{}@{dominio}>", Resumo::de(id.as_bytes())) }
    }
}

#[async_trait]
impl Correio for CorreioSmtp {
    async fn enviar(&self, carta: Carta) -> Result<(), ErroCorreio> {
        let mensagem = self.montar(carta)?;
        // O prazo do lettre só cobre o conectar; este cobre a conversa inteira, e largá-la fecha a conexão.
        match tokio::time::timeout(self.config.prazo, self.entregar(&mensagem)).await {
            Ok(resultado) => resultado.map_err(classificar),
            Err(_) => {
                let segundos = self.config.prazo.as_secs_f64();
                Err(ErroCorreio::Indisponivel(format!("o servidor não respondeu em {segundos} s")))
            }
        }
    }
}

/// 55x fala da caixa ou da mensagem, e repetir não adianta. Outro 5xx (credencial, comando) fala do servidor ou da nossa configuração: consertada, a mesma
/// carta sai.
fn classificar(erro: ErroSmtp) -> ErroCorreio {
    let da_caixa = erro.status().is_some_and(|codigo| codigo.category == Category::MailSystem);
    if erro.is_permanent() && da_caixa {
        return ErroCorreio::Recusado(erro.to_string());
    }
    let causa = std::error::Error::source(&erro).map(|causa| format!(": {causa}")).unwrap_or_default();
    ErroCorreio::Indisponivel(format!("{erro}{causa}"))
}

/// O nome vai só como nome: o `lettre` o codifica para que nele não caiba cabeçalho.
fn anexar(anexo: AnexoDaCarta) -> Result<SinglePart, ErroCorreio> {
    let tipo: ContentType = anexo.tipo.parse().map_err(|_| {
        ErroCorreio::Recusado(format!("o anexo {} tem um tipo que não se lê: {}", anexo.nome, anexo.tipo))
    })?;
    Ok(Attachment::new(anexo.nome).body(anexo.conteudo.to_vec(), tipo))
}

fn nesta_maquina(servidor: &str) -> bool {
    servidor == "localhost" || servidor.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod testes {
    use super::*;

    fn config() -> ConfigSmtp {
        ConfigSmtp {
            servidor: "smtp.exemplo.com.br".into(),
            porta: 587,
            usuario: None,
            senha: None,
            remetente: "Esteira <esteira@exemplo.com.br>".into(),
            tls: TlsSmtp::Nenhum,
            prazo: Duration::from_secs(1),
        }
    }

    #[test]
    fn senha_nao_vai_em_claro_para_fora_da_maquina() {
        let com_senha = ConfigSmtp { usuario: Some("u".into()), senha: Some(Segredo::novo("s")), ..config() };
        assert_eq!(CorreioSmtp::novo(com_senha.clone()).err(), Some(ErroConfigSmtp::SenhaEmClaro));
        assert!(CorreioSmtp::novo(ConfigSmtp { servidor: "127.0.0.1".into(), ..com_senha }).is_ok());
        let pela_metade = ConfigSmtp { usuario: Some("u".into()), ..config() };
        assert_eq!(CorreioSmtp::novo(pela_metade).err(), Some(ErroConfigSmtp::CredencialIncompleta));
    }

    #[test]
    fn o_id_da_mensagem_e_deterministico_e_nao_injeta_cabecalho() {
        let correio = CorreioSmtp::novo(config()).unwrap();
        assert_eq!(correio.id_da_mensagem("notificacao-1"), "<notificacao-1@exemplo.com.br>");
        let perigoso = correio.id_da_mensagem("a>\r\nBcc: x@exemplo.com");
        assert_eq!(perigoso, correio.id_da_mensagem("a>\r\nBcc: x@exemplo.com"));
        assert!(!perigoso.contains('\n') && perigoso.len() == "<@exemplo.com.br>".len() + 64, "{perigoso}");
    }
}
