//! Quais endereços uma execução pode tocar: só os que o cadastro concede. Puro.

use url::{Host, Url};

/// Os domínios concedidos a uma execução.
///
/// Um padrão é `host`, `host:porta` ou `*.exemplo.com` (os subdomínios, não o próprio). Sem porta, vale qualquer uma. Com `imaps://` ou
/// `imap://` na frente, serve só ao correio; o segundo deixa a conexão ir às claras.
#[derive(Debug, Clone, Default)]
pub struct Dominios(Vec<Padrao>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Padrao {
    /// Minúsculo; IPv6 com colchetes, como na URL.
    host: String,
    subdominios: bool,
    porta: Option<u16>,
    uso: Uso,
}

/// Para que serve o que se concedeu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Uso {
    Tudo,
    /// `imaps://…`, ou `imap://…`, que deixa ir às claras: só a caixa de correio, nunca uma página.
    Correio {
        as_claras: bool,
    },
}

/// Um servidor de correio que se pode usar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaixaConcedida {
    pub pode_as_claras: bool,
}

impl Dominios {
    /// Padrão ilegível não concede nada.
    pub fn novo(concedidos: &[String]) -> Self {
        Self(concedidos.iter().filter_map(|texto| Padrao::ler(texto)).collect())
    }

    /// Se a URL pode ser aberta ou baixada: http(s) num host concedido.
    pub fn permite(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https")
            && url.host().is_some_and(|host| {
                let host = texto_do_host(&host);
                self.de_paginas().any(|padrao| padrao.casa(&host, url.port_or_known_default()))
            })
    }

    /// Se o navegador pode conectar-se a este host, escrito como numa URL.
    pub fn permite_conexao(&self, host: &str, porta: u16) -> bool {
        Host::parse(host).is_ok_and(|host| {
            let host = texto_do_host(&host);
            self.de_paginas().any(|padrao| padrao.casa(&host, Some(porta)))
        })
    }

    /// Se o servidor de correio é de host concedido, e com que liberdade.
    pub fn caixa(&self, servidor: &str, porta: u16) -> Option<CaixaConcedida> {
        // Como na URL: IPv6 entre colchetes.
        let host = if servidor.contains(':') { format!("[{servidor}]") } else { servidor.to_owned() };
        let casam = self.0.iter().filter(|padrao| padrao.casa(&host, Some(porta)));
        casam
            .map(|padrao| padrao.uso == Uso::Correio { as_claras: true })
            .max()
            .map(|pode_as_claras| CaixaConcedida { pode_as_claras })
    }

    fn de_paginas(&self) -> impl Iterator<Item = &Padrao> {
        self.0.iter().filter(|padrao| padrao.uso == Uso::Tudo)
    }

    /// Se o navegador pode estar nesta página: além das permitidas, as que não vêm de rede (`about:`, `data:`, a página de erro do próprio
    /// Chromium) e `blob:` de origem permitida.
    pub fn permite_pagina(&self, url: &str) -> bool {
        match Url::parse(url) {
            Ok(url) if matches!(url.scheme(), "about" | "data" | "chrome-error") => true,
            Ok(url) if url.scheme() == "blob" => Url::parse(url.path()).is_ok_and(|origem| self.permite(&origem)),
            Ok(url) => self.permite(&url),
            Err(_) => url.is_empty(),
        }
    }

    /// Regra `--host-resolver-rules` que deixa o Chromium resolver só os hosts concedidos.
    pub fn regra_de_resolucao(&self) -> String {
        let mut regra = "MAP * ~NOTFOUND".to_owned();
        for padrao in self.de_paginas() {
            let curinga = if padrao.subdominios { "*." } else { "" };
            regra.push_str(&format!(", EXCLUDE {curinga}{}", padrao.host));
        }
        regra
    }
}

impl Padrao {
    fn ler(texto: &str) -> Option<Self> {
        let (uso, texto) = Uso::ler(texto.trim());
        let (subdominios, resto) = match texto.strip_prefix("*.") {
            Some(resto) => (true, resto),
            None => (false, texto),
        };
        // A própria biblioteca de URL normaliza o host (minúsculas, IDNA) e recusa o que não é host; e apaga a porta padrão do
        // esquema, daí um esquema sem porta padrão conhecida para lê-la.
        let url = Url::parse(&format!("http://{resto}")).ok()?;
        let porta = Url::parse(&format!("semporta://{resto}")).ok()?.port();
        let so_host =
            url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let host = texto_do_host(&url.host()?);
        (so_host && !host.contains('*') && !host.contains(',')).then_some(Self { host, subdominios, porta, uso })
    }

    fn casa(&self, host: &str, porta: Option<u16>) -> bool {
        let host_casa = if self.subdominios {
            host.strip_suffix(&self.host).is_some_and(|antes| antes.len() > 1 && antes.ends_with('.'))
        } else {
            host == self.host
        };
        host_casa && self.porta.is_none_or(|minha| porta == Some(minha))
    }
}

impl Uso {
    /// O uso e o resto do padrão.
    fn ler(texto: &str) -> (Self, &str) {
        let correio = |esquema| texto.strip_prefix(esquema);
        if let Some(resto) = correio("imaps://") {
            return (Self::Correio { as_claras: false }, resto);
        }
        match correio("imap://") {
            Some(resto) => (Self::Correio { as_claras: true }, resto),
            None => (Self::Tudo, texto),
        }
    }
}

fn texto_do_host(host: &Host<impl AsRef<str>>) -> String {
    host.to_string().trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod testes {
    use super::*;

    fn dominios(padroes: &[&str]) -> Dominios {
        Dominios::novo(&padroes.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn concede_so_o_que_o_cadastro_diz() {
        let d = dominios(&[
            "portal.exemplo.com.br",
            "127.0.0.1:8080",
            "*.sat.exemplo",
            "http://errado",
            "Maiuscula.EXEMPLO",
        ]);
        let casos = [
            ("https://portal.exemplo.com.br/x", true),
            ("http://portal.exemplo.com.br:9999/", true),
            ("https://outro.portal.exemplo.com.br/", false),
            ("https://portal.exemplo.com.br.atacante.com/", false),
            ("https://portal.exemplo.com.br@atacante.com/", false),
            ("http://127.0.0.1:8080/", true),
            ("http://127.0.0.1:8081/", false),
            ("https://a.b.sat.exemplo/", true),
            ("https://sat.exemplo/", false),
            ("https://malsat.exemplo/", false),
            ("https://maiuscula.exemplo./", true),
            ("ftp://portal.exemplo.com.br/", false),
            ("file:///etc/passwd", false),
        ];
        for (url, esperado) in casos {
            assert_eq!(d.permite(&Url::parse(url).unwrap()), esperado, "{url}");
        }
    }

    #[test]
    fn sem_concessao_nada_passa_e_padrao_ilegivel_nao_concede() {
        for d in [dominios(&[]), dominios(&["", "*", "*.", "a/b", "x, EXCLUDE *", "host:abc"])] {
            assert!(!d.permite(&Url::parse("https://exemplo.com/").unwrap()));
            assert_eq!(d.regra_de_resolucao(), "MAP * ~NOTFOUND");
        }
    }

    #[test]
    fn pagina_sem_rede_pode_e_blob_segue_a_origem() {
        let d = dominios(&["a.exemplo"]);
        for pode in ["about:blank", "data:text/html,oi", "chrome-error://chromewebdata/", "blob:https://a.exemplo/1-2"]
        {
            assert!(d.permite_pagina(pode), "{pode}");
        }
        for nega in ["blob:https://b.exemplo/1", "chrome://settings/", "file:///tmp/x", "javascript:alert(1)", "lixo"] {
            assert!(!d.permite_pagina(nega), "{nega}");
        }
    }

    #[test]
    fn o_que_se_concede_ao_correio_nao_abre_pagina() {
        let d = dominios(&["imaps://imap.exemplo", "imap://velho.exemplo:143", "[::1]:9993"]);
        assert!(!d.permite(&Url::parse("https://imap.exemplo/").unwrap()));
        assert_eq!(d.regra_de_resolucao(), "MAP * ~NOTFOUND, EXCLUDE [::1]");
        let livre = |servidor, porta| d.caixa(servidor, porta).map(|c| c.pode_as_claras);
        assert_eq!(livre("imap.exemplo", 993), Some(false));
        assert_eq!(livre("velho.exemplo", 143), Some(true));
        assert_eq!(livre("velho.exemplo", 993), None);
        assert_eq!(livre("::1", 9993), Some(false));
    }

    #[test]
    fn regra_exclui_host_sem_porta() {
        assert_eq!(
            dominios(&["127.0.0.1:80", "*.x.exemplo"]).regra_de_resolucao(),
            "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.x.exemplo"
        );
    }
}
