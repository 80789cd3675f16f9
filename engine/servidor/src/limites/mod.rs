//! Quantos pedidos por minuto se atendem: de cada endereço, antes de saber quem é; de cada credencial, depois.
//!
//! Entrar e renovar têm limite próprio, mais apertado, por endereço; por conta, quem protege é o bloqueio por erros seguidos
//! (`aplicacao::autenticacao`). O endereço é o de trás dos proxies declarados, e nunca um que o cliente escreva. Conta-se em cada nó.
//!
//! Não deve conhecer: o que cada rota faz, quem é a pessoa.

mod balde;

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use esteira_base::Resumo;
use governor::clock::MonotonicClock;

use crate::api::erro::ErroApi;
use crate::camadas::WEBHOOKS;
use crate::estado::Estado;
use crate::extracao::endereco;
use balde::{Balde, Conta};

/// Quantas chaves de cada tipo se guardam: uns poucos MB.
const MAXIMO_DE_CHAVES: usize = 50_000;
/// Onde se tenta entrar.
const ENTRADAS: [&str; 4] = [
    "/api/autenticacao/entrar",
    "/api/autenticacao/renovar",
    "/api/autenticacao/oidc/entrar",
    "/api/autenticacao/oidc/retorno",
];
/// Não faz nada, e quem o consulta (o balanceador) não pode deixar de ser atendido.
const SEM_LIMITE: &str = "/api/saude/vivo";

const LIMITE: HeaderName = HeaderName::from_static("ratelimit-limit");
const RESTAM: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RECOMECO: HeaderName = HeaderName::from_static("ratelimit-reset");
/// Cabeçalhos com que se diz quanto ainda cabe.
pub(crate) const CABECALHOS: [HeaderName; 3] = [LIMITE, RESTAM, RECOMECO];

/// Pedidos por minuto, em cada nó; zero = sem limite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitesDePedidos {
    /// De cada pessoa ou token de integração.
    pub por_credencial: u32,
    /// De cada endereço, tenha quem tiver atrás dele.
    pub por_endereco: u32,
    /// Entradas e renovações de cada endereço.
    pub entradas: u32,
    /// Batidas de cada endereço nos webhooks.
    pub webhooks: u32,
}

impl Default for LimitesDePedidos {
    fn default() -> Self {
        Self { por_credencial: 3_000, por_endereco: 6_000, entradas: 30, webhooks: 1_200 }
    }
}

/// Os baldes do servidor.
pub(crate) struct Limites {
    credenciais: Option<Balde<Resumo>>,
    enderecos: Option<Balde<IpAddr>>,
    entradas: Option<Balde<IpAddr>>,
    webhooks: Option<Balde<IpAddr>>,
}

impl Limites {
    pub(crate) fn novos(opcoes: &LimitesDePedidos) -> Self {
        fn balde<K: Clone + Eq + Hash>(por_minuto: u32) -> Option<Balde<K>> {
            NonZeroU32::new(por_minuto).map(|limite| Balde::novo(limite, MAXIMO_DE_CHAVES, MonotonicClock))
        }
        Self {
            credenciais: balde(opcoes.por_credencial),
            enderecos: balde(opcoes.por_endereco),
            entradas: balde(opcoes.entradas),
            webhooks: balde(opcoes.webhooks),
        }
    }

    /// Conta um pedido da credencial. Recusado, diz quanto esperar.
    pub(crate) fn da_credencial(&self, credencial: &Resumo) -> Contado {
        contar(self.credenciais.as_ref(), credencial)
    }

    fn do_endereco(&self, rota: &str, ip: IpAddr) -> Contado {
        let balde = match rota {
            SEM_LIMITE => return Ok(None),
            rota if ENTRADAS.contains(&rota) => &self.entradas,
            rota if rota.starts_with(WEBHOOKS) => &self.webhooks,
            _ => &self.enderecos,
        };
        contar(balde.as_ref(), &rede(ip))
    }
}

/// O que ainda cabe, se há limite; ou a recusa.
pub(crate) type Contado = Result<Option<Sobra>, Box<Response>>;

fn contar<K: Clone + Eq + Hash>(balde: Option<&Balde<K>>, chave: &K) -> Contado {
    let Some(balde) = balde else { return Ok(None) };
    let conta = balde.contar(chave);
    match conta.espera {
        None => Ok(Some(Sobra(conta))),
        Some(espera) => Err(Box::new(recusa(conta, espera))),
    }
}

/// O que se diz a quem coube.
pub(crate) struct Sobra(Conta);

impl Sobra {
    /// Anota na resposta; o limite mais perto de quem pede, que anotou antes, é o que vale.
    pub(crate) fn anotar(sobra: Option<Self>, resposta: &mut Response) {
        let Some(Self(conta)) = sobra else { return };
        let gastos = u64::from(conta.limite - conta.restam.min(conta.limite));
        let cheio = (gastos * 60).div_ceil(u64::from(conta.limite));
        for (nome, valor) in CABECALHOS.into_iter().zip([conta.limite.into(), conta.restam.into(), cheio]) {
            resposta.headers_mut().entry(nome).or_insert(HeaderValue::from(valor));
        }
    }
}

fn recusa(conta: Conta, espera: Duration) -> Response {
    let segundos = espera.as_secs() + u64::from(espera.subsec_nanos() > 0);
    let detalhe = format!("pedidos demais: aqui cabem {} por minuto; espere {segundos} s e repita", conta.limite);
    let mut resposta = ErroApi::novo(StatusCode::TOO_MANY_REQUESTS, "pedidos_demais", detalhe).into_response();
    let cabecalhos = resposta.headers_mut();
    cabecalhos.insert(header::RETRY_AFTER, HeaderValue::from(segundos));
    for (nome, valor) in CABECALHOS.into_iter().zip([conta.limite.into(), 0, segundos]) {
        cabecalhos.insert(nome, HeaderValue::from(valor));
    }
    resposta
}

/// Em IPv6 quem tem um endereço tem uma rede /64 inteira.
fn rede(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

/// A camada: conta o pedido do endereço antes de qualquer trabalho.
pub(crate) async fn por_endereco(State(estado): State<Estado>, pedido: Request, proximo: Next) -> Response {
    let (partes, corpo) = pedido.into_parts();
    let rota = partes.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let contado = match endereco(&partes, estado.opcoes.proxies) {
        Some(ip) => estado.limites.do_endereco(rota, ip),
        None => Ok(None),
    };
    match contado {
        Ok(sobra) => {
            let mut resposta = proximo.run(Request::from_parts(partes, corpo)).await;
            Sobra::anotar(sobra, &mut resposta);
            resposta
        }
        Err(recusa) => *recusa,
    }
}

#[cfg(test)]
mod testes {
    #[test]
    fn a_rede_de_ipv6_conta_junta_e_o_ipv4_escrito_como_ipv6_e_o_mesmo() {
        let rede = |texto: &str| super::rede(texto.parse().unwrap()).to_string();
        assert_eq!(rede("2001:db8:1:2:aaaa::1"), rede("2001:db8:1:2:bbbb::9"));
        assert_ne!(rede("2001:db8:1:2::1"), rede("2001:db8:1:3::1"));
        assert_eq!(rede("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(rede("192.0.2.1"), rede("192.0.2.2"));
    }
}
