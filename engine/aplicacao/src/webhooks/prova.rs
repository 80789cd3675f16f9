//! A prova de quem manda: um segredo no cabeçalho, ou a assinatura HMAC-SHA256 do corpo. Puro; tudo se compara em tempo constante.
//!
//! O motivo da recusa é para o administrador; quem bateu na porta nunca o vê.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use esteira_armazem::sinais::Webhook;
use esteira_base::{Instante, Resumo, Segredo};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::time::Duration;

use super::Cabecalhos;

/// De quantos segundos para cima o número só pode ser em milissegundos: o ano 5138.
const PRIMEIRO_EM_MS: i64 = 100_000_000_000;

/// A prova confere.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Conferida {
    /// Quem copiou o pedido não pode repeti-lo: o resumo da assinatura que traz o horário.
    pub unica: Option<String>,
}

/// Um pedaço do conteúdo assinado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pedaco<'t> {
    Texto(&'t str),
    Corpo,
    Horario,
    Entrega,
}

/// Os pedaços de um modelo como `v0:{horario}:{corpo}`; nenhum se é torto: lugar desconhecido, ou `{corpo}` que falta ou se repete.
pub(super) fn pedacos(modelo: &str) -> Option<Vec<Pedaco<'_>>> {
    let mut pedacos = Vec::new();
    let mut resto = modelo;
    while let Some((antes, depois)) = resto.split_once('{') {
        let (lugar, seguinte) = depois.split_once('}')?;
        pedacos.push(Pedaco::Texto(antes));
        pedacos.push(match lugar {
            "corpo" => Pedaco::Corpo,
            "horario" => Pedaco::Horario,
            "entrega" => Pedaco::Entrega,
            _ => return None,
        });
        resto = seguinte;
    }
    pedacos.push(Pedaco::Texto(resto));
    let corpos = pedacos.iter().filter(|pedaco| **pedaco == Pedaco::Corpo).count();
    (corpos == 1 && !resto.contains('}')).then_some(pedacos)
}

/// Confere a prova sobre os bytes como vieram.
pub(super) fn conferir(
    webhook: &Webhook,
    segredo: &Segredo,
    cabecalhos: &Cabecalhos,
    corpo: &[u8],
    agora: Instante,
) -> Result<Conferida, String> {
    let valor = cabecalhos.unico(&webhook.cabecalho);
    let valor = valor.ok_or_else(|| format!("o cabeçalho {} não veio, ou veio mais de uma vez", webhook.cabecalho))?;
    let valor = valor
        .strip_prefix(webhook.prefixo.as_str())
        .ok_or_else(|| format!("o cabeçalho {} não começa com \"{}\"", webhook.cabecalho, webhook.prefixo))?;
    match webhook.modo.as_str() {
        // A igualdade de resumos BLAKE3 é em tempo constante, e não conta o tamanho do segredo.
        "SEGREDO" if blake3::hash(valor.as_bytes()) == blake3::hash(segredo.revelar().as_bytes()) => {
            Ok(Conferida::default())
        }
        "SEGREDO" => Err("o segredo não confere".to_owned()),
        "HMAC_SHA256" => conferir_assinatura(webhook, segredo, cabecalhos, valor, corpo, agora),
        outro => Err(format!("modo {outro} desconhecido")),
    }
}

fn conferir_assinatura(
    webhook: &Webhook,
    segredo: &Segredo,
    cabecalhos: &Cabecalhos,
    assinatura: &str,
    corpo: &[u8],
    agora: Instante,
) -> Result<Conferida, String> {
    let bytes = match webhook.codificacao.as_deref() {
        Some("BASE64") => STANDARD.decode(assinatura).map_err(|_| "a assinatura não está em base64"),
        _ => hex::decode(assinatura).map_err(|_| "a assinatura não está em hexadecimal"),
    }?;
    let modelo = webhook.conteudo_assinado.as_deref().unwrap_or("{corpo}");
    let pedacos = pedacos(modelo).ok_or("o conteúdo assinado deste webhook está torto; altere-o")?;
    let exigido = |nome: &Option<String>| {
        let nome = nome.as_deref().unwrap_or_default();
        cabecalhos.unico(nome).ok_or_else(|| format!("o cabeçalho {nome} não veio, ou veio mais de uma vez"))
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(segredo.revelar().as_bytes()).map_err(|erro| erro.to_string())?;
    for pedaco in &pedacos {
        match pedaco {
            Pedaco::Texto(texto) => mac.update(texto.as_bytes()),
            Pedaco::Corpo => mac.update(corpo),
            Pedaco::Horario => mac.update(exigido(&webhook.cabecalho_horario)?.as_bytes()),
            Pedaco::Entrega => mac.update(exigido(&webhook.cabecalho_entrega)?.as_bytes()),
        }
    }
    // Inteira: uma assinatura cortada não vale.
    mac.verify_slice(&bytes).map_err(|_| "a assinatura não confere")?;
    if webhook.cabecalho_horario.is_none() {
        return Ok(Conferida::default());
    }
    conferir_horario(exigido(&webhook.cabecalho_horario)?, webhook.tolerancia_s.unwrap_or(0), agora)?;
    Ok(Conferida { unica: Some(Resumo::de(&bytes).to_string()) })
}

fn conferir_horario(texto: &str, tolerancia_s: i64, agora: Instante) -> Result<(), String> {
    let horario = ler_horario(texto.trim()).ok_or("o horário não é um número de segundos nem RFC 3339")?;
    let tolerancia = Duration::from_secs(u64::try_from(tolerancia_s).unwrap_or(0));
    let distancia = horario.ate(agora).max(agora.ate(horario));
    if distancia <= tolerancia {
        return Ok(());
    }
    Err(format!("o horário dista {} s do nosso; a tolerância é de {tolerancia_s} s", distancia.as_secs()))
}

/// Segundos ou milissegundos desde 1970, ou RFC 3339.
fn ler_horario(texto: &str) -> Option<Instante> {
    match texto.parse::<i64>() {
        Ok(numero) if numero.abs() < PRIMEIRO_EM_MS => numero.checked_mul(1_000_000).map(Instante::de_micros),
        Ok(numero) => numero.checked_mul(1_000).map(Instante::de_micros),
        Err(_) => texto.parse().ok(),
    }
}

#[cfg(test)]
mod testes {
    use super::super::novo::testes::{em_hmac, em_segredo};
    use super::*;

    const CORPO: &[u8] = br#"{"conta":"c1"}"#;
    const AGORA: Instante = Instante::de_micros(1_795_000_000_000_000);

    fn segredo() -> Segredo {
        Segredo::novo("It's a Secret to Everybody")
    }

    fn assinar(conteudo: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(segredo().revelar().as_bytes()).unwrap();
        mac.update(conteudo);
        hex::encode(mac.finalize().into_bytes())
    }

    fn com(pares: &[(&str, &str)]) -> Cabecalhos {
        Cabecalhos(pares.iter().map(|(nome, valor)| ((*nome).to_owned(), (*valor).to_owned())).collect())
    }

    fn confere(webhook: &Webhook, pares: &[(&str, &str)], corpo: &[u8]) -> bool {
        conferir(webhook, &segredo(), &com(pares), corpo, AGORA).is_ok()
    }

    /// O exemplo da documentação do GitHub.
    #[test]
    fn a_assinatura_e_a_que_o_mundo_usa() {
        let do_github = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(confere(&em_hmac(false), &[("x-prova", do_github)], b"Hello, World!"));
    }

    #[test]
    fn assinatura_errada_cortada_ou_de_outro_corpo_nao_confere() {
        let webhook = em_hmac(false);
        let certa = format!("sha256={}", assinar(CORPO));
        assert!(confere(&webhook, &[("X-Prova", &certa)], CORPO));
        assert!(confere(&webhook, &[("X-Prova", &certa.to_uppercase().replace("SHA256=", "sha256="))], CORPO));
        assert!(!confere(&webhook, &[("X-Prova", &certa)], br#"{"conta":"c2"}"#));
        let cortada = &certa[..certa.len() - 2];
        for errada in [cortada, "sha256=", "", "sha256=zz", &certa["sha256=".len()..], &certa.replace('=', "")] {
            assert!(!confere(&webhook, &[("x-prova", errada)], CORPO), "{errada}");
        }
        assert!(!confere(&webhook, &[], CORPO));
        assert!(!confere(&webhook, &[("x-prova", &certa), ("X-Prova", &certa)], CORPO), "qual das duas?");
        let em_base64 = Webhook { codificacao: Some("BASE64".into()), prefixo: String::new(), ..webhook };
        let codificada = STANDARD.encode(hex::decode(assinar(CORPO)).unwrap());
        assert!(confere(&em_base64, &[("x-prova", &codificada)], CORPO));
    }

    #[test]
    fn horario_velho_adiantado_ou_trocado_nao_confere() {
        let webhook = em_hmac(true);
        let segundos = AGORA.micros() / 1_000_000;
        let tentar = |assinado: String, mandado: String| {
            let conteudo = [assinado.as_bytes(), b".", CORPO].concat();
            let assinatura = format!("sha256={}", assinar(&conteudo));
            conferir(&webhook, &segredo(), &com(&[("x-prova", &assinatura), ("x-horario", &mandado)]), CORPO, AGORA)
        };
        let em = |distancia: i64| (segundos + distancia).to_string();
        assert!(tentar(em(-300), em(-300)).unwrap().unica.is_some());
        assert!(tentar(em(300), em(300)).is_ok());
        assert!(tentar(AGORA.to_string(), AGORA.to_string()).is_ok(), "RFC 3339 também");
        let em_ms = format!("{}000", em(0));
        assert!(tentar(em_ms.clone(), em_ms).is_ok(), "milissegundos também");
        assert!(tentar(em(-301), em(-301)).unwrap_err().contains("dista 301 s"));
        assert!(tentar(em(301), em(301)).is_err());
        assert_eq!(tentar(em(-900), em(0)).unwrap_err(), "a assinatura não confere", "o horário também se assina");
        assert!(tentar(i64::MAX.to_string(), i64::MAX.to_string()).is_err());
        assert!(tentar("ontem".into(), "ontem".into()).is_err());
    }

    #[test]
    fn o_segredo_vem_inteiro_e_com_o_prefixo() {
        let webhook = Webhook { prefixo: "Bearer ".into(), ..em_segredo() };
        assert!(confere(&webhook, &[("x-prova", "Bearer It's a Secret to Everybody")], CORPO));
        for errado in ["It's a Secret to Everybody", "Bearer It's a Secret", "Bearer ", ""] {
            assert!(!confere(&webhook, &[("x-prova", errado)], CORPO), "{errado}");
        }
    }

    #[test]
    fn modelo_torto_se_reconhece() {
        assert_eq!(
            pedacos("v0:{horario}:{corpo}").unwrap(),
            [Pedaco::Texto("v0:"), Pedaco::Horario, Pedaco::Texto(":"), Pedaco::Corpo, Pedaco::Texto("")]
        );
        for torto in ["", "{horario}", "{corpo}{corpo}", "{corpo", "corpo}", "{corpo}}", "{outro}{corpo}"] {
            assert_eq!(pedacos(torto), None, "{torto}");
        }
    }
}
