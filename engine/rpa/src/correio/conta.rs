//! Onde está a caixa e se ela pode ser aberta. Puro.

use esteira_base::Segredo;
use serde::Deserialize;
use serde_json::Value;

use crate::dominios::Dominios;
use crate::erro::Falha;

/// As portas do IMAP cifrado desde o começo e do às claras.
const PORTA_TLS: u16 = 993;
const PORTA_ABERTA: u16 = 143;

/// As opções de `abrir-caixa`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opcoes {
    porta: Option<u16>,
    #[serde(default = "cifrada")]
    tls: bool,
}

fn cifrada() -> bool {
    true
}

/// Servidor, porta e se a conexão é cifrada.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endereco {
    pub servidor: String,
    pub porta: u16,
    pub tls: bool,
}

/// A caixa e como se entra nela.
pub(super) struct Conta {
    pub endereco: Endereco,
    pub usuario: String,
    pub senha: Segredo,
}

impl Opcoes {
    pub fn ler(json: &str) -> Result<Self, Falha> {
        objeto(json, "opções da caixa de correio")
    }

    pub fn endereco(self, servidor: &str) -> Result<Endereco, Falha> {
        let servidor = servidor.trim().trim_end_matches('.').to_ascii_lowercase();
        let serve = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if servidor.is_empty() || !servidor.chars().all(serve) {
            let mensagem = "o servidor de correio tem de ser só um nome ou endereço, como imap.exemplo.com.br";
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        let porta = self.porta.unwrap_or(if self.tls { PORTA_TLS } else { PORTA_ABERTA });
        Ok(Endereco { servidor, porta, tls: self.tls })
    }
}

impl Endereco {
    /// Concedido, e cifrado se o cadastro não diz que pode ir às claras.
    pub fn conferir(&self, dominios: &Dominios) -> Result<(), Falha> {
        let Some(concessao) = dominios.caixa(&self.servidor, self.porta) else {
            let mensagem =
                format!("o servidor de correio {self} não está entre os domínios concedidos; conceda-o no cadastro");
            return Err(Falha::nova("dominio_negado", mensagem));
        };
        if self.tls || concessao.pode_as_claras || nesta_maquina(&self.servidor) {
            return Ok(());
        }
        let mensagem =
            format!("a conexão com {self} iria às claras; ligue o TLS, ou conceda imap://{self} no cadastro");
        Err(Falha::nova("correio_sem_tls", mensagem))
    }
}

impl std::fmt::Display for Endereco {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (abre, fecha) = if self.servidor.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{abre}{}{fecha}:{}", self.servidor, self.porta)
    }
}

/// Um objeto JSON do plugin; texto vazio é o objeto vazio. (Direto, o serde aceitaria também uma lista.)
pub(super) fn objeto<T: serde::de::DeserializeOwned>(json: &str, o_que: &str) -> Result<T, Falha> {
    let json = if json.trim().is_empty() { "{}" } else { json };
    let lido = serde_json::from_str(json).and_then(|campos| serde_json::from_value(Value::Object(campos)));
    lido.map_err(|erro| Falha::nova("argumento_invalido", format!("{o_que}: {erro}")))
}

fn nesta_maquina(servidor: &str) -> bool {
    servidor == "localhost" || servidor.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod testes {
    use super::*;

    fn conferir(servidor: &str, opcoes: &str, concedidos: &[&str]) -> Result<Endereco, String> {
        let dominios = Dominios::novo(&concedidos.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>());
        let endereco = Opcoes::ler(opcoes).and_then(|o| o.endereco(servidor)).map_err(|f| f.codigo.into_owned())?;
        endereco.conferir(&dominios).map_err(|f| f.codigo.into_owned())?;
        Ok(endereco)
    }

    #[test]
    fn as_claras_so_na_propria_maquina_ou_se_o_cadastro_diz() {
        let dominios = &["imap.exemplo", "imap://velho.exemplo:143", "127.0.0.1", "::1"];
        let casos = [
            ("imap.exemplo", "", Ok(993)),
            ("IMAP.Exemplo.", r#"{"porta":1993}"#, Ok(1993)),
            ("imap.exemplo", r#"{"tls":false}"#, Err("correio_sem_tls")),
            ("velho.exemplo", r#"{"tls":false}"#, Ok(143)),
            ("velho.exemplo", "{}", Err("dominio_negado")),
            ("127.0.0.1", r#"{"tls":false,"porta":9143}"#, Ok(9143)),
            ("outro.exemplo", "{}", Err("dominio_negado")),
            ("imap.exemplo/x", "{}", Err("argumento_invalido")),
            ("imap.exemplo", r#"{"tsl":false}"#, Err("argumento_invalido")),
        ];
        for (servidor, opcoes, esperado) in casos {
            let visto = conferir(servidor, opcoes, dominios).map(|e| e.porta);
            assert_eq!(visto, esperado.map_err(str::to_owned), "{servidor} {opcoes}");
        }
    }
}
