//! XLSX: a primeira folha.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

use super::{ErroDeLeitura, Linha, Medida};

/// Quanto o XLSX pode ter depois de aberto: um ZIP de poucos KB pode esconder gigabytes.
const MAXIMO_ABERTO: u64 = 256 * 1024 * 1024;

pub(super) fn ler(bytes: &[u8]) -> Result<Vec<Linha>, ErroDeLeitura> {
    // A biblioteca lê arquivo de fora: um pânico dela é só uma planilha que não se lê.
    catch_unwind(AssertUnwindSafe(|| abrir(bytes))).unwrap_or_else(|_| Err(estragada("está corrompida")))
}

/// Célula a célula: a folha inteira, de uma vez, seria do tamanho que a última célula diz, e não do que há nela.
fn abrir(bytes: &[u8]) -> Result<Vec<Linha>, ErroDeLeitura> {
    conferir_que_cabe(bytes)?;
    let mut pasta: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(estragada)?;
    let folha = pasta.sheet_names().first().cloned().ok_or(ErroDeLeitura::Vazia)?;
    let mut celulas = pasta.worksheet_cells_reader(&folha).map_err(estragada)?;
    let mut linhas: Vec<Linha> = Vec::new();
    let mut medida = Medida::default();
    while let Some(celula) = celulas.next_cell().map_err(estragada)? {
        let (linha, coluna) = celula.get_position();
        let coluna = usize::try_from(coluna).unwrap_or(usize::MAX);
        let valor = texto(&Data::from(celula.get_value().clone())).trim().to_owned();
        if valor.is_empty() {
            continue;
        }
        let numero = u64::from(linha) + 1;
        if linhas.last().is_none_or(|ultima| ultima.numero != numero) {
            linhas.push(Linha { numero, celulas: Vec::new() });
        }
        let ja_ha = linhas.last().map_or(0, |atual| atual.celulas.len());
        medida.conferir(linhas.len(), coluna + 1, (coluna + 1).saturating_sub(ja_ha), valor.len())?;
        if let Some(atual) = linhas.last_mut() {
            atual.celulas.resize(ja_ha.max(coluna + 1), String::new());
            atual.celulas[coluna] = valor;
        }
    }
    Ok(linhas)
}

/// Abre tudo uma vez, só contando: o tamanho que o ZIP declara é de quem o escreveu.
fn conferir_que_cabe(bytes: &[u8]) -> Result<(), ErroDeLeitura> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(estragada)?;
    let mut aberto = 0;
    for posicao in 0..zip.len() {
        let parte = zip.by_index(posicao).map_err(estragada)?;
        let resta = MAXIMO_ABERTO - aberto + 1;
        aberto += std::io::copy(&mut parte.take(resta), &mut std::io::sink()).map_err(estragada)?;
        if aberto > MAXIMO_ABERTO {
            return Err(ErroDeLeitura::Grande(format!("{} MiB depois de aberta", MAXIMO_ABERTO / (1024 * 1024))));
        }
    }
    Ok(())
}

fn texto(celula: &Data) -> String {
    match celula {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(texto) | Data::DateTimeIso(texto) | Data::DurationIso(texto) => texto.clone(),
        // Um CNPJ digitado como número não pode virar 1.1222333000181e13.
        Data::Float(numero) if numero.fract() == 0.0 && numero.abs() < 1e15 => format!("{numero:.0}"),
        Data::Float(numero) => numero.to_string(),
        Data::Int(numero) => numero.to_string(),
        Data::Bool(logico) => u8::from(*logico).to_string(),
        Data::DateTime(data) => data.as_datetime().map(|d| d.format("%Y-%m-%d").to_string()).unwrap_or_default(),
    }
}

fn estragada(erro: impl ToString) -> ErroDeLeitura {
    ErroDeLeitura::Estragada(erro.to_string())
}
