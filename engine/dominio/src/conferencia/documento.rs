//! O que a fatura diz de si mesma, contra o que o processo espera: páginas, código de barras, valor, vencimento, CNPJ e mês.
//!
//! O mesmo dado aparece em mais de um lugar (impresso, no código de barras, no arquivo de detalhe, informado por alguém): todos têm de concordar.

use chrono::{Months, NaiveDate};
use esteira_base::{Cnpj, Dinheiro, MesAno};

use super::parecer::{Parecer, aviso, bloqueia, ok};
use super::{Documento, Esperado};
use crate::codigo_barras::{SEGMENTO_TELECOM, TipoDeCodigo};

/// Até quantos meses depois do de referência uma fatura costuma vencer.
const MESES_ATE_VENCER: Months = Months::new(2);

pub(super) fn paginas(documento: &Documento<'_>) -> Parecer {
    match documento.paginas {
        0 => bloqueia("o PDF não tem páginas"),
        1 => ok("1 página"),
        paginas => ok(format!("{paginas} páginas")),
    }
}

pub(super) fn linha_digitavel(documento: &Documento<'_>) -> Parecer {
    let linhas = &documento.leitura.linhas_digitaveis;
    let codigos = || linhas.iter().map(|linha| linha.codigo_barras());
    let estranha = codigos()
        .any(|codigo| matches!(codigo.tipo(), TipoDeCodigo::Arrecadacao { segmento } if segmento != SEGMENTO_TELECOM));
    let do_detalhe = documento.detalhe.and_then(|detalhe| detalhe.codigo_barras);
    match linhas.len() {
        _ if documento.leitura.linhas_recusadas > 0 => bloqueia("há linha digitável com dígito verificador errado"),
        0 => aviso("nenhuma linha digitável encontrada no texto"),
        _ if do_detalhe.is_some_and(|esperado| codigos().all(|codigo| codigo != esperado)) => {
            bloqueia("o código de barras do PDF não é o do arquivo de detalhe")
        }
        _ if estranha => aviso("a linha digitável não é de telecomunicações"),
        1 => ok("dígitos verificadores certos"),
        quantas => ok(format!("{quantas} linhas digitáveis, dígitos verificadores certos")),
    }
}

pub(super) fn valor(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let leitura = documento.leitura;
    let das_linhas = leitura.linhas_digitaveis.iter().filter_map(|linha| linha.codigo_barras().valor());
    let mut vistos: Vec<(&str, Dinheiro)> = das_linhas.map(|valor| ("na linha digitável", valor)).collect();
    vistos.extend(leitura.valor.map(|valor| ("impresso", valor)));
    vistos.extend(documento.detalhe.and_then(|d| Some((d.fonte.onde(), d.valor?))));
    vistos.extend(esperado.valor.map(|valor| ("informado", valor)));
    match concordam(&vistos) {
        Ok(None) => aviso("valor não encontrado; confira na fatura"),
        Ok(Some(valor)) => ok(valor.to_string()),
        Err(()) => bloqueia(format!("valores diferentes: {}", listar(&vistos))),
    }
}

pub(super) fn vencimento(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let leitura = documento.leitura;
    let dos_boletos =
        leitura.linhas_digitaveis.iter().filter_map(|linha| linha.codigo_barras().vencimento(esperado.hoje));
    let mut vistos: Vec<(&str, NaiveDate)> = dos_boletos.map(|data| ("no boleto", data)).collect();
    vistos.extend(leitura.vencimento.map(|data| ("impresso", data)));
    vistos.extend(documento.detalhe.and_then(|d| Some((d.fonte.onde(), d.vencimento?))));
    vistos.extend(esperado.vencimento.map(|data| ("informado", data)));
    let data = match concordam(&vistos) {
        Ok(None) => return aviso("vencimento não encontrado; confira na fatura"),
        Ok(Some(data)) => data,
        Err(()) => {
            let escritos: Vec<_> = vistos.iter().map(|(onde, data)| (*onde, data.format("%d/%m/%Y"))).collect();
            return bloqueia(format!("vencimentos diferentes: {}", listar(&escritos)));
        }
    };
    let escrito = data.format("%d/%m/%Y");
    let mes = esperado.mes_ano;
    let ultimo = mes.ultimo_dia().checked_add_months(MESES_ATE_VENCER).unwrap_or(NaiveDate::MAX);
    if data < esperado.hoje {
        aviso(format!("vencida em {escrito}"))
    } else if !(mes.primeiro_dia()..=ultimo).contains(&data) {
        aviso(format!("{escrito} está longe de {}", mes.por_extenso_curto()))
    } else {
        ok(escrito.to_string())
    }
}

/// A fatura traz o CNPJ do cliente, ou o de outra filial dele; o da operadora costuma vir junto e não conta.
pub(super) fn cnpj(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let do_cliente = esperado.cnpj;
    let da_mesma_empresa = |cnpj: &&Cnpj| cnpj.raiz() == do_cliente.raiz();
    if let Some(detalhe) = documento.detalhe
        && let Some(outro) = detalhe.cnpj_cliente.filter(|cnpj| !da_mesma_empresa(&cnpj))
    {
        return bloqueia(format!("{}, o cliente é {outro}, e não {do_cliente}", detalhe.fonte.onde()));
    }
    let lidos = &documento.leitura.cnpjs;
    if lidos.contains(&do_cliente) {
        ok(format!("CNPJ do cliente ({do_cliente})"))
    } else if let Some(filial) = lidos.iter().find(da_mesma_empresa) {
        ok(format!("CNPJ da mesma empresa ({filial})"))
    } else if lidos.is_empty() {
        aviso("nenhum CNPJ encontrado no texto")
    } else {
        bloqueia(format!("o CNPJ do cliente ({do_cliente}) não está na fatura"))
    }
}

pub(super) fn mes_ano(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let do_processo = esperado.mes_ano.por_extenso_curto();
    let do_detalhe = documento.detalhe.and_then(|d| Some((d.fonte.onde(), d.mes_ano?)));
    let vistos: Vec<(&str, MesAno)> =
        documento.leitura.mes_ano.map(|mes| ("impresso", mes)).into_iter().chain(do_detalhe).collect();
    match vistos.iter().find(|(_, mes)| *mes != esperado.mes_ano) {
        Some((_, outro)) => {
            bloqueia(format!("a fatura é de {}; o processo, de {do_processo}", outro.por_extenso_curto()))
        }
        None if vistos.is_empty() => aviso("mês de referência não encontrado; confira na fatura"),
        None => ok(do_processo),
    }
}

/// O valor em que todos concordam; nenhum, se não há; erro, se há mais de um.
fn concordam<T: Copy + PartialEq>(vistos: &[(&str, T)]) -> Result<Option<T>, ()> {
    let Some((_, primeiro)) = vistos.first() else { return Ok(None) };
    if vistos.iter().all(|(_, visto)| visto == primeiro) { Ok(Some(*primeiro)) } else { Err(()) }
}

fn listar(vistos: &[(&str, impl std::fmt::Display)]) -> String {
    vistos.iter().map(|(onde, valor)| format!("{valor} {onde}")).collect::<Vec<_>>().join(", ")
}
