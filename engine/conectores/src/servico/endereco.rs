//! Que endereços se podem chamar: os da internet, e da rede interna só os que a configuração nomeia (proteção contra SSRF).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use esteira_portas::servico::ErroDeServico;
use url::{Host, Url};

/// Os nomes e números da rede interna a que se pode ir: `crm.interno`, `10.0.0.7`.
#[derive(Debug, Clone, Default)]
pub struct Permitidos(Vec<String>);

impl Permitidos {
    /// Maiúsculas não contam.
    pub fn novos(nomes: impl IntoIterator<Item = String>) -> Self {
        Self(nomes.into_iter().map(|nome| nome.trim().to_ascii_lowercase()).collect())
    }

    /// Se o nome foi posto na configuração.
    pub fn nomeia(&self, nome: &str) -> bool {
        self.0.iter().any(|permitido| permitido == &nome.to_ascii_lowercase())
    }

    /// Confere o que se sabe antes de procurar o nome: o esquema, e o número se é número.
    pub(super) fn conferir(&self, url: &Url) -> Result<(), ErroDeServico> {
        let recusar = |motivo: String| Err(ErroDeServico::Endereco(motivo));
        if !matches!(url.scheme(), "http" | "https") {
            return recusar(format!("o esquema {} não serve; use http ou https", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return recusar("usuário e senha não vão na URL; use um cabeçalho com segredo".to_owned());
        }
        let ip = match url.host() {
            None => return recusar("falta o nome do servidor".to_owned()),
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        };
        if publico(ip) || self.nomeia(&ip.to_string()) {
            return Ok(());
        }
        recusar(format!("{ip} é da rede interna; se é para ir lá, ponha-o em `servicos.permitidos`"))
    }
}

/// Se o endereço é da internet. Os blocos são os do registro da IANA de endereços de uso especial (RFC 6890).
pub(super) fn publico(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => publico_v4(ip),
        IpAddr::V6(ip) => publico_v6(ip),
    }
}

fn publico_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

fn publico_v6(ip: Ipv6Addr) -> bool {
    // O IPv4 escondido num IPv6 vale como o IPv4 que é.
    if let Some(v4) = ip.to_ipv4_mapped() {
        return publico_v4(v4);
    }
    let s = ip.segments();
    // NAT64 (64:ff9b::/96) e 6to4 (2002::/16) também levam um IPv4.
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return publico_v4(Ipv4Addr::from((u32::from(s[6]) << 16) | u32::from(s[7])));
    }
    if s[0] == 0x2002 {
        return publico_v4(Ipv4Addr::from((u32::from(s[1]) << 16) | u32::from(s[2])));
    }
    let global = s[0] & 0xe000 == 0x2000;
    let documentacao = s[0] == 0x2001 && s[1] == 0xdb8;
    let teredo_e_afins = s[0] == 0x2001 && s[1] < 0x200;
    global && !documentacao && !teredo_e_afins
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_a_internet_se_chama_sem_permissao() {
        for interno in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "::",
        ] {
            assert!(!publico(interno.parse().unwrap()), "{interno}");
        }
        for publico_ in ["8.8.8.8", "200.160.2.3", "2800:3f0:4001::1", "64:ff9b::808:808"] {
            assert!(publico(publico_.parse().unwrap()), "{publico_}");
        }
    }

    #[test]
    fn o_numero_interno_so_vai_se_a_configuracao_o_nomeia_escrito_de_qualquer_jeito() {
        let url = |texto: &str| Url::parse(texto).unwrap();
        let nenhum = Permitidos::default();
        // A própria URL desfaz os disfarces: decimal, octal e hexadecimal viram o mesmo número.
        for disfarce in ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::ffff:127.0.0.1]/"] {
            assert!(nenhum.conferir(&url(disfarce)).is_err(), "{disfarce}");
        }
        assert!(nenhum.conferir(&url("ftp://exemplo.com.br/")).is_err());
        assert!(nenhum.conferir(&url("https://ana:x@exemplo.com.br/")).is_err());
        assert!(Permitidos::novos(["127.0.0.1".to_owned()]).conferir(&url("http://127.0.0.1:9/")).is_ok());
    }
}
