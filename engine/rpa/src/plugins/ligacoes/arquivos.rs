//! `arquivos`.

use esteira_base::Resumo;
use esteira_portas::rpa::ArquivoDeSaida;
use tokio_util::bytes::Bytes;
use wasmtime::component::Resource;

use super::comando;
use super::esteira::rpa::arquivos::{Host, HostArquivo};
use crate::erro::Falha;
use crate::limites;
use crate::linha_do_tempo::ArquivoVisto;
use crate::navegador::Espera;
use crate::plugins::estado::{Arquivo, Estado};

impl Host for Estado {
    async fn entrada(&mut self, nome: String) -> Result<Resource<Arquivo>, Falha> {
        let entrada = self.arquivos.entradas.get(&nome).cloned().ok_or_else(|| {
            Falha::nova("arquivo_nao_encontrado", format!("a execução não recebeu o arquivo \"{nome}\""))
        })?;
        // Já conta no limite de quem fez o pedido, não no do plugin.
        self.dar(Arquivo { nome: entrada.nome, conteudo: entrada.conteudo })
    }

    async fn esperar_download(&mut self, padrao: String, prazo_ms: u64) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "esperar-download", &padrao, {
            let baixado = self.navegador.esperar_download(&padrao, prazo_ms).await?;
            self.entregar("download", &baixado.nome, baixado.conteudo)
        })
    }

    async fn esperar_downloads(
        &mut self,
        padrao: String,
        quantos: u32,
        prazo_ms: u64,
    ) -> Result<Vec<Resource<Arquivo>>, Falha> {
        comando!(self, "esperar-downloads", format!("{quantos} {padrao}"), {
            let mut espera = Espera::de_ms(prazo_ms);
            let mut baixados = Vec::new();
            for _ in 0..quantos {
                let baixado = self.navegador.esperar_download_em(&padrao, &mut espera).await?;
                baixados.push(self.entregar("download", &baixado.nome, baixado.conteudo)?);
            }
            Ok(baixados)
        })
    }

    async fn criar(&mut self, nome: String, conteudo: Vec<u8>) -> Result<Resource<Arquivo>, Falha> {
        self.entregar("criar", &nome, conteudo)
    }

    async fn juntar_pdfs(&mut self, partes: Vec<Resource<Arquivo>>, nome: String) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "juntar-pdfs", &nome, {
            let pdf = self.pdf.clone().ok_or_else(|| Falha::nova("nao_suportado", "aqui não se juntam PDFs"))?;
            let conteudos = partes.iter().map(|parte| self.ver(parte).map(|arquivo| arquivo.conteudo.clone()));
            let conteudos = conteudos.collect::<Result<Vec<_>, _>>()?;
            let junto =
                pdf.juntar(conteudos).await.map_err(|erro| Falha::nova("arquivo_invalido", erro.to_string()))?;
            self.entregar("juntar-pdfs", &nome, junto)
        })
    }

    async fn guardar(&mut self, qual: Resource<Arquivo>, rotulo: String) -> Result<(), Falha> {
        if self.arquivos.guardados.len() >= limites::REFERENCIAS {
            return Err(Falha::limite("arquivos guardados", limites::REFERENCIAS));
        }
        let Arquivo { nome, conteudo } = self.ver(&qual)?;
        let saida = ArquivoDeSaida { rotulo, nome: nome.clone(), conteudo: conteudo.clone() };
        self.arquivos.guardados.push(saida);
        Ok(())
    }
}

impl HostArquivo for Estado {
    async fn nome(&mut self, qual: Resource<Arquivo>) -> wasmtime::Result<String> {
        Ok(self.tabela.get(&qual)?.nome.clone())
    }

    async fn tamanho(&mut self, qual: Resource<Arquivo>) -> wasmtime::Result<u64> {
        Ok(self.tabela.get(&qual)?.conteudo.len() as u64)
    }

    async fn resumo(&mut self, qual: Resource<Arquivo>) -> wasmtime::Result<String> {
        Ok(Resumo::de(&self.tabela.get(&qual)?.conteudo).to_string())
    }

    async fn tipo(&mut self, qual: Resource<Arquivo>) -> wasmtime::Result<String> {
        let reconhecido = infer::get(&self.tabela.get(&qual)?.conteudo);
        Ok(reconhecido.map_or("application/octet-stream", |tipo| tipo.mime_type()).to_owned())
    }

    async fn ler(&mut self, qual: Resource<Arquivo>, inicio: u64, quantos: u64) -> Result<Vec<u8>, Falha> {
        let conteudo = &self.ver(&qual)?.conteudo;
        let tamanho = conteudo.len() as u64;
        let inicio = inicio.min(tamanho);
        let fim = inicio.saturating_add(quantos.min(limites::TEXTO_BYTES as u64)).min(tamanho);
        // Os dois cabem em `usize`: não passam do tamanho do conteúdo.
        Ok(conteudo[inicio as usize..fim as usize].to_vec())
    }

    async fn drop(&mut self, qual: Resource<Arquivo>) -> wasmtime::Result<()> {
        self.tabela.delete(qual)?;
        Ok(())
    }
}

impl Estado {
    /// Põe um arquivo novo na mão do plugin, e o anota com o comando que o trouxe.
    pub(super) fn entregar(
        &mut self,
        de: &'static str,
        nome: &str,
        conteudo: impl Into<Bytes>,
    ) -> Result<Resource<Arquivo>, Falha> {
        let arquivo = self.arquivos.novo(nome, conteudo)?;
        let resumo = Resumo::de(&arquivo.conteudo);
        self.linha.anotar_arquivo(ArquivoVisto {
            nome: self.riscador.riscar(&arquivo.nome).into_owned(),
            de,
            bytes: arquivo.conteudo.len(),
            resumo,
        });
        self.dar(arquivo)
    }
}
