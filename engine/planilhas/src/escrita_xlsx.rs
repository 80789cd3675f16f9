//! XLSX, escrito linha a linha num arquivo: a memória não cresce com as linhas.

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::Celula;

/// Quantas linhas cabem numa folha (o limite do formato, com o cabeçalho); passando disto, começa outra.
pub const LINHAS_DO_XLSX: u32 = 1_048_576;
/// Maior texto numa célula (o limite do formato).
const MAXIMO_DO_TEXTO: usize = 32_767;

/// Por que não se escreveu.
#[derive(Debug, thiserror::Error)]
#[error("a planilha não pôde ser escrita: {0}")]
pub struct ErroDeEscrita(#[from] XlsxError);

/// Uma pasta de trabalho em construção.
pub struct EscritorXlsx {
    pasta: Workbook,
    titulo: String,
    colunas: Vec<String>,
    folhas: u32,
    /// A próxima linha da folha aberta.
    linha: u32,
    formatos: Formatos,
}

struct Formatos {
    cabecalho: Format,
    dinheiro: Format,
    data: Format,
    hora: Format,
}

impl EscritorXlsx {
    /// Abre, com uma folha e o cabeçalho nela.
    pub fn novo(titulo: &str, colunas: &[&str]) -> Result<Self, ErroDeEscrita> {
        let formatos = Formatos {
            cabecalho: Format::new().set_bold(),
            dinheiro: Format::new().set_num_format("#,##0.00"),
            data: Format::new().set_num_format("dd/mm/yyyy"),
            hora: Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"),
        };
        let colunas = colunas.iter().map(|&titulo| titulo.to_owned()).collect();
        let mut nova =
            Self { pasta: Workbook::new(), titulo: titulo.to_owned(), colunas, folhas: 0, linha: 0, formatos };
        nova.abrir_folha()?;
        Ok(nova)
    }

    fn abrir_folha(&mut self) -> Result<(), ErroDeEscrita> {
        self.folhas += 1;
        let nome = if self.folhas == 1 { self.titulo.clone() } else { format!("{} {}", self.titulo, self.folhas) };
        let folha = self.pasta.add_worksheet_with_constant_memory()?;
        folha.set_name(nome)?;
        folha.set_freeze_panes(1, 0)?;
        for (coluna, titulo) in (0..).zip(&self.colunas) {
            folha.write_with_format(0, coluna, titulo, &self.formatos.cabecalho)?;
        }
        self.linha = 1;
        Ok(())
    }

    /// Mais uma linha.
    pub fn linha(&mut self, celulas: &[Celula]) -> Result<(), ErroDeEscrita> {
        if self.linha == LINHAS_DO_XLSX {
            self.abrir_folha()?;
        }
        let ultima = usize::try_from(self.folhas).unwrap_or(1) - 1;
        let folha = self.pasta.worksheet_from_index(ultima)?;
        for (coluna, celula) in (0..).zip(celulas) {
            let linha = self.linha;
            match celula {
                Celula::Vazia => continue,
                // Escrito como texto, `=1+1` é texto.
                Celula::Texto(texto) => folha.write_string(linha, coluna, que_caiba(texto))?,
                Celula::Inteiro(numero) => folha.write_number(linha, coluna, *numero as f64)?,
                Celula::Dinheiro(valor) => {
                    let reais: f64 = valor.em_decimal().parse().unwrap_or_default();
                    folha.write_number_with_format(linha, coluna, reais, &self.formatos.dinheiro)?
                }
                Celula::Data(data) => folha.write_with_format(linha, coluna, data, &self.formatos.data)?,
                Celula::Hora(hora) => folha.write_with_format(linha, coluna, hora, &self.formatos.hora)?,
                Celula::Logico(logico) => folha.write_string(linha, coluna, if *logico { "sim" } else { "não" })?,
            };
        }
        self.linha += 1;
        Ok(())
    }

    /// Fecha e grava no caminho.
    pub fn gravar(mut self, caminho: &Path) -> Result<(), ErroDeEscrita> {
        Ok(self.pasta.save(caminho)?)
    }
}

fn que_caiba(texto: &str) -> String {
    texto.chars().take(MAXIMO_DO_TEXTO).collect()
}
