//! A conferência automática: o que a fatura diz contra o que o processo espera, antes de uma pessoa aprovar.
//!
//! `bloqueia` é divergência certa: aprovar seria pagar a conta errada. `aviso` é o que não se conseguiu conferir, ou merece um olhar.

use chrono::NaiveDate;
use esteira_base::{Cnpj, Dinheiro, MesAno};
use serde::Serialize;

use crate::codigo_barras::{SEGMENTO_TELECOM, TipoDeCodigo};
use crate::enumeracao::enumeracao;
use crate::fatura::LeituraDaFatura;

enumeracao! {
    /// Do melhor ao pior.
    Resultado, "resultado de conferência" {
        Ok = "ok",
        Aviso = "aviso",
        Bloqueia = "bloqueia",
    }
}

/// Um item conferido.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemConferido {
    /// Estável: `paginas`, `linha_digitavel`, `valor`, `vencimento`, `cnpj` ou `mes_ano`.
    pub item: &'static str,
    pub resultado: Resultado,
    /// O que se viu, para o aprovador.
    pub mensagem: String,
}

/// O que o processo espera da fatura.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Esperado {
    pub cnpj: Cnpj,
    pub mes_ano: MesAno,
    /// Digitado por alguém ou lido no portal, se há.
    pub valor: Option<Dinheiro>,
    /// Digitado por alguém ou lido no portal, se há.
    pub vencimento: Option<NaiveDate>,
    pub hoje: NaiveDate,
}

/// Confere tudo; um item por assunto, sempre na mesma ordem.
pub fn conferir(paginas: u32, leitura: &LeituraDaFatura, esperado: &Esperado) -> Vec<ItemConferido> {
    [
        ("paginas", conferir_paginas(paginas)),
        ("linha_digitavel", conferir_linhas(leitura)),
        ("valor", conferir_valor(leitura, esperado)),
        ("vencimento", conferir_vencimento(leitura, esperado)),
        ("cnpj", conferir_cnpj(leitura, esperado)),
        ("mes_ano", conferir_mes(leitura, esperado)),
    ]
    .map(|(item, (resultado, mensagem))| ItemConferido { item, resultado, mensagem })
    .into()
}

/// O pior resultado da lista; `ok` se está vazia.
pub fn pior(itens: &[ItemConferido]) -> Resultado {
    itens.iter().map(|item| item.resultado).max().unwrap_or(Resultado::Ok)
}

type Parecer = (Resultado, String);

fn ok(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Ok, mensagem.into())
}

fn aviso(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Aviso, mensagem.into())
}

fn bloqueia(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Bloqueia, mensagem.into())
}

fn conferir_paginas(paginas: u32) -> Parecer {
    match paginas {
        0 => bloqueia("o PDF não tem páginas"),
        1 => ok("1 página"),
        _ => ok(format!("{paginas} páginas")),
    }
}

fn conferir_linhas(leitura: &LeituraDaFatura) -> Parecer {
    let estranha = leitura.linhas_digitaveis.iter().any(|linha| {
        matches!(linha.codigo_barras().tipo(), TipoDeCodigo::Arrecadacao { segmento } if segmento != SEGMENTO_TELECOM)
    });
    match leitura.linhas_digitaveis.len() {
        _ if leitura.linhas_recusadas > 0 => bloqueia("há linha digitável com dígito verificador errado"),
        0 => aviso("nenhuma linha digitável encontrada no texto"),
        _ if estranha => aviso("a linha digitável não é de telecomunicações"),
        1 => ok("dígitos verificadores certos"),
        quantas => ok(format!("{quantas} linhas digitáveis, dígitos verificadores certos")),
    }
}

/// O valor impresso, o das linhas digitáveis e o informado têm de ser o mesmo.
fn conferir_valor(leitura: &LeituraDaFatura, esperado: &Esperado) -> Parecer {
    let das_linhas = leitura.linhas_digitaveis.iter().filter_map(|linha| linha.codigo_barras().valor());
    let mut vistos: Vec<(&str, Dinheiro)> = das_linhas.map(|valor| ("na linha digitável", valor)).collect();
    vistos.extend(leitura.valor.map(|valor| ("impresso", valor)));
    vistos.extend(esperado.valor.map(|valor| ("informado", valor)));
    let Some((_, primeiro)) = vistos.first().copied() else {
        return aviso("valor não encontrado; confira na fatura");
    };
    if vistos.iter().all(|(_, valor)| *valor == primeiro) {
        return ok(primeiro.to_string());
    }
    bloqueia(format!("valores diferentes: {}", listar(&vistos)))
}

/// O vencimento impresso, o do boleto e o informado têm de ser o mesmo.
fn conferir_vencimento(leitura: &LeituraDaFatura, esperado: &Esperado) -> Parecer {
    let dos_boletos =
        leitura.linhas_digitaveis.iter().filter_map(|linha| linha.codigo_barras().vencimento(esperado.hoje));
    let mut vistos: Vec<(&str, NaiveDate)> = dos_boletos.map(|data| ("no boleto", data)).collect();
    vistos.extend(leitura.vencimento.map(|data| ("impresso", data)));
    vistos.extend(esperado.vencimento.map(|data| ("informado", data)));
    let Some((_, primeiro)) = vistos.first().copied() else {
        return aviso("vencimento não encontrado; confira na fatura");
    };
    let escrito = primeiro.format("%d/%m/%Y").to_string();
    if vistos.iter().any(|(_, data)| *data != primeiro) {
        let escritos: Vec<_> = vistos.iter().map(|(onde, data)| (*onde, data.format("%d/%m/%Y"))).collect();
        return bloqueia(format!("vencimentos diferentes: {}", listar(&escritos)));
    }
    if primeiro < esperado.hoje { aviso(format!("vencida em {escrito}")) } else { ok(escrito) }
}

/// A fatura traz o CNPJ do cliente, ou o de outra filial dele; o da operadora costuma vir junto e não conta.
fn conferir_cnpj(leitura: &LeituraDaFatura, esperado: &Esperado) -> Parecer {
    let do_cliente = esperado.cnpj;
    if leitura.cnpjs.contains(&do_cliente) {
        ok(format!("CNPJ do cliente ({do_cliente})"))
    } else if let Some(filial) = leitura.cnpjs.iter().find(|cnpj| cnpj.raiz() == do_cliente.raiz()) {
        ok(format!("CNPJ da mesma empresa ({filial})"))
    } else if leitura.cnpjs.is_empty() {
        aviso("nenhum CNPJ encontrado no texto")
    } else {
        bloqueia(format!("o CNPJ do cliente ({do_cliente}) não está na fatura"))
    }
}

fn conferir_mes(leitura: &LeituraDaFatura, esperado: &Esperado) -> Parecer {
    let do_processo = esperado.mes_ano.por_extenso_curto();
    match leitura.mes_ano {
        Some(lido) if lido == esperado.mes_ano => ok(do_processo),
        Some(lido) => bloqueia(format!("a fatura é de {}; o processo, de {do_processo}", lido.por_extenso_curto())),
        None => aviso("mês de referência não encontrado; confira na fatura"),
    }
}

fn listar(vistos: &[(&str, impl std::fmt::Display)]) -> String {
    vistos.iter().map(|(onde, valor)| format!("{valor} {onde}")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod testes {
    use super::*;
    use rstest::rstest;

    fn data(dia: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, dia).unwrap()
    }

    fn leitura() -> LeituraDaFatura {
        LeituraDaFatura {
            cnpjs: vec!["33000167000101".parse().unwrap(), "12ABC34501DE35".parse().unwrap()],
            vencimento: Some(data(10)),
            valor: Some(Dinheiro::de_centavos(12_345)),
            mes_ano: "2026-10".parse().ok(),
            linhas_digitaveis: vec!["846800000016234501092022511101234561789012345672".parse().unwrap()],
            linhas_recusadas: 0,
        }
    }

    fn esperado() -> Esperado {
        Esperado {
            cnpj: "12ABC34501DE35".parse().unwrap(),
            mes_ano: "2026-10".parse().unwrap(),
            valor: None,
            vencimento: Some(data(10)),
            hoje: data(1),
        }
    }

    #[test]
    fn fatura_certa_passa_em_tudo() {
        let itens = conferir(2, &leitura(), &esperado());
        assert_eq!(pior(&itens), Resultado::Ok, "{itens:#?}");
        assert_eq!(
            itens.iter().map(|i| i.item).collect::<Vec<_>>(),
            ["paginas", "linha_digitavel", "valor", "vencimento", "cnpj", "mes_ano"]
        );
    }

    #[rstest]
    #[case::valor_digitado("valor", leitura(), Esperado { valor: Some(Dinheiro::de_centavos(1)), ..esperado() })]
    #[case::valor_impresso("valor", LeituraDaFatura { valor: Some(Dinheiro::de_centavos(1)), ..leitura() }, esperado())]
    #[case::vencimento("vencimento", LeituraDaFatura { vencimento: Some(data(11)), ..leitura() }, esperado())]
    #[case::cnpj("cnpj", LeituraDaFatura { cnpjs: vec!["33000167000101".parse().unwrap()], ..leitura() }, esperado())]
    #[case::mes("mes_ano", LeituraDaFatura { mes_ano: "2026-09".parse().ok(), ..leitura() }, esperado())]
    #[case::digito("linha_digitavel", LeituraDaFatura { linhas_recusadas: 1, ..leitura() }, esperado())]
    fn divergencia_bloqueia(#[case] item: &str, #[case] leitura: LeituraDaFatura, #[case] esperado: Esperado) {
        let bloqueados: Vec<_> = conferir(1, &leitura, &esperado)
            .into_iter()
            .filter(|i| i.resultado == Resultado::Bloqueia)
            .map(|i| i.item)
            .collect();
        assert_eq!(bloqueados, [item]);
    }

    #[test]
    fn o_que_nao_se_acha_e_aviso_e_nunca_ok() {
        let sem_nada = Esperado { vencimento: None, ..esperado() };
        let itens = conferir(1, &LeituraDaFatura::default(), &sem_nada);
        assert!(itens[1..].iter().all(|i| i.resultado == Resultado::Aviso), "{itens:#?}");
    }

    #[test]
    fn fatura_vencida_e_aviso_e_de_outra_filial_e_ok() {
        let tarde = Esperado { hoje: data(20), ..esperado() };
        assert_eq!(pior(&conferir(1, &leitura(), &tarde)), Resultado::Aviso);
        assert_eq!(
            conferir_cnpj(&leitura(), &Esperado { cnpj: "33000167000101".parse().unwrap(), ..esperado() }).0,
            Resultado::Ok
        );
    }
}
