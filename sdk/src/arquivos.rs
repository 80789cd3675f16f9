//! Arquivos da execução. Os bytes moram no hospedeiro; aqui só há referências.

use std::time::Duration;

use crate::borda::{self, Borda};
use crate::erro::Erro;

/// Um arquivo guardado no hospedeiro.
pub struct Arquivo(pub(crate) borda::Arquivo);

impl Arquivo {
    /// Nome com que o portal ou a pessoa o vê.
    pub fn nome(&self) -> String {
        self.0.nome()
    }

    /// Tamanho em bytes.
    pub fn tamanho(&self) -> u64 {
        self.0.tamanho()
    }

    /// BLAKE3 do conteúdo, 64 dígitos hexadecimais.
    pub fn resumo(&self) -> String {
        self.0.resumo()
    }

    /// Tipo MIME pelo conteúdo, não pelo nome; `application/octet-stream` se não se reconhece.
    pub fn tipo(&self) -> String {
        self.0.tipo()
    }

    /// Até `quantos` bytes a partir de `inicio`.
    pub fn ler(&self, inicio: u64, quantos: u64) -> Result<Vec<u8>, Erro> {
        Ok(self.0.ler(inicio, quantos)?)
    }
}

/// De onde vêm e para onde vão os arquivos.
#[derive(Clone)]
pub struct Arquivos(Borda);

impl Arquivos {
    pub(crate) fn novo(borda: Borda) -> Self {
        Self(borda)
    }

    /// O arquivo que veio com o pedido, pelo nome do parâmetro (`fatura`, por exemplo).
    pub fn entrada(&self, nome: &str) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.entrada(nome)?))
    }

    /// Espera um download do navegador terminar. No padrão, `*` vale qualquer trecho. Esgotado o prazo, erro `tempo_esgotado`.
    pub fn esperar_download(&self, padrao: &str, prazo: Duration) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.esperar_download(padrao, crate::navegador::milissegundos(prazo))?))
    }

    /// Como [`Arquivos::esperar_download`], até haver tantos, na ordem em que terminaram.
    pub fn esperar_downloads(&self, padrao: &str, quantos: u32, prazo: Duration) -> Result<Vec<Arquivo>, Erro> {
        let baixados = self.0.esperar_downloads(padrao, quantos, crate::navegador::milissegundos(prazo))?;
        Ok(baixados.into_iter().map(Arquivo).collect())
    }

    /// Cria um arquivo com estes bytes.
    pub fn criar(&self, nome: &str, conteudo: &[u8]) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.criar(nome, conteudo)?))
    }

    /// Um PDF com as páginas de todos, na ordem (boleto e fatura, por exemplo). Erro `arquivo_invalido` se algum não é um PDF que se leia.
    pub fn juntar_pdfs(&self, partes: &[&Arquivo], nome: &str) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.juntar_pdfs(&partes.iter().map(|parte| &parte.0).collect::<Vec<_>>(), nome)?))
    }

    /// Entrega o arquivo como resultado da execução. Para a fatura, prefira
    /// [`ResultadoSaidaPadrao::entregar`](crate::ResultadoSaidaPadrao::entregar), que confere antes.
    pub fn guardar(&self, arquivo: &Arquivo, rotulo: &str) -> Result<(), Erro> {
        Ok(self.0.guardar(&arquivo.0, rotulo)?)
    }
}
