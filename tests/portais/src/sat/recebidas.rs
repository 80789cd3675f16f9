//! O que o SAT gravou: os campos e os bytes, para os testes conferirem.

use std::collections::HashMap;

use axum::body::Bytes;
use esteira_base::{Instante, Resumo};
use serde::Serialize;

use super::pausa::EnvioEmCurso;

/// Número da primeira fatura gravada.
const PRIMEIRO_NUMERO: usize = 1001;

/// Uma fatura gravada.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaturaRecebida {
    /// O que a lista do SAT mostra; serve de comprovante.
    pub numero: String,
    pub cliente_id: String,
    pub nome_sat: String,
    pub operadora: String,
    /// `input[telefone]`.
    pub linha: String,
    /// `input[data_competencia]`, como digitada.
    pub data: String,
    pub categoria: String,
    /// Vazia se nenhuma foi escolhida: o SAT aceita, como o de verdade.
    pub filial: String,
    pub arquivo: String,
    pub bytes: Bytes,
    pub resumo: Resumo,
    pub quando: Instante,
}

impl FaturaRecebida {
    /// A fatura que vira este envio quando já há `anteriores` gravadas.
    pub(super) fn de(envio: EnvioEmCurso, anteriores: usize, quando: Instante) -> Self {
        Self {
            numero: (PRIMEIRO_NUMERO + anteriores).to_string(),
            cliente_id: envio.cliente_id,
            nome_sat: envio.nome_sat,
            operadora: envio.operadora,
            linha: envio.linha,
            data: envio.data,
            categoria: envio.categoria,
            filial: envio.filial,
            arquivo: envio.arquivo,
            resumo: Resumo::de(&envio.bytes),
            bytes: envio.bytes,
            quando,
        }
    }
}

/// Uma linha de `/_recebidas` e de `/_recebidas.json`: sem os bytes, com o tamanho e quantas vezes chegou igual.
#[derive(Serialize)]
pub(super) struct Relatada<'r> {
    pub(super) numero: &'r str,
    pub(super) cliente_id: &'r str,
    pub(super) nome_sat: &'r str,
    pub(super) operadora: &'r str,
    pub(super) linha: &'r str,
    pub(super) data: &'r str,
    pub(super) categoria: &'r str,
    pub(super) filial: &'r str,
    pub(super) arquivo: &'r str,
    pub(super) tamanho: usize,
    /// BLAKE3 do arquivo.
    pub(super) resumo: Resumo,
    pub(super) quando: Instante,
    /// Quantas faturas deste cliente têm este mesmo arquivo; mais de uma é envio repetido.
    pub(super) vezes: usize,
}

pub(super) fn relatar(faturas: &[FaturaRecebida]) -> Vec<Relatada<'_>> {
    let mut vezes: HashMap<(&str, Resumo), usize> = HashMap::new();
    for fatura in faturas {
        *vezes.entry((&fatura.cliente_id, fatura.resumo)).or_default() += 1;
    }
    faturas
        .iter()
        .map(|fatura| Relatada {
            numero: &fatura.numero,
            cliente_id: &fatura.cliente_id,
            nome_sat: &fatura.nome_sat,
            operadora: &fatura.operadora,
            linha: &fatura.linha,
            data: &fatura.data,
            categoria: &fatura.categoria,
            filial: &fatura.filial,
            arquivo: &fatura.arquivo,
            tamanho: fatura.bytes.len(),
            resumo: fatura.resumo,
            quando: fatura.quando,
            vezes: vezes[&(fatura.cliente_id.as_str(), fatura.resumo)],
        })
        .collect()
}
