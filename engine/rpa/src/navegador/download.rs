//! Esperar um download do navegador terminar.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Navegador;
use super::espera::Espera;
use crate::erro::Falha;
use crate::limites;

/// Extensões com que os navegadores gravam o que ainda não terminou.
const INCOMPLETOS: [&str; 3] = [".crdownload", ".part", ".tmp"];

/// Um arquivo que terminou de baixar.
#[derive(Debug)]
pub struct Baixado {
    pub nome: String,
    pub conteudo: Vec<u8>,
}

impl Navegador {
    /// Espera um arquivo ainda não entregue cujo nome case com o padrão (`*` vale qualquer trecho).
    ///
    /// # Errors
    /// `download_incompleto` se um download começado sumiu sem terminar; `tempo_esgotado` se nada terminou no prazo.
    pub async fn esperar_download(&mut self, padrao: &str, prazo_ms: u64) -> Result<Baixado, Falha> {
        self.esperar_download_em(padrao, &mut Espera::de_ms(prazo_ms)).await
    }

    /// Como [`Navegador::esperar_download`], no que resta de uma espera já começada.
    pub async fn esperar_download_em(&mut self, padrao: &str, espera: &mut Espera) -> Result<Baixado, Falha> {
        let Some(pasta) = self.sessao().await?.pasta().map(|pasta| pasta.downloads()) else {
            return Err(Falha::nova(
                "nao_suportado",
                "download pelo navegador não existe em modo remoto; use baixar-url",
            ));
        };
        let padrao = if padrao.is_empty() { "*" } else { padrao };
        let mut antes = Pasta::default();
        let mut sumiu = false;
        loop {
            let agora = Pasta::olhar(&pasta)
                .map_err(|erro| Falha::nova("erro_de_arquivo", format!("pasta de downloads: {erro}")))?;
            let firme = agora.prontos.iter().find(|(nome, tamanho)| {
                **tamanho > 0
                    && !self.entregues.contains(*nome)
                    && casa(padrao, &nome.to_string_lossy())
                    && antes.prontos.get(*nome) == Some(*tamanho)
            });
            if let Some((nome, tamanho)) = firme {
                let nome = nome.clone();
                let baixado = ler(&pasta.join(&nome), *tamanho)?;
                self.entregues.insert(nome);
                return Ok(baixado);
            }
            let candidato = agora.prontos.keys().any(|nome| !self.entregues.contains(nome));
            let parou = antes.incompletos > 0 && agora.incompletos == 0 && !candidato;
            // Entre o incompleto sumir e o pronto aparecer há um instante: só a segunda olhada seguida vale.
            if sumiu && !candidato && agora.incompletos == 0 {
                return Err(Falha::nova(
                    "download_incompleto",
                    format!("o download de \"{padrao}\" foi interrompido antes do fim"),
                ));
            }
            sumiu = parou;
            antes = agora;
            if !espera.outra_vez().await {
                return Err(espera.esgotada(&format!("download \"{padrao}\""), "nenhum terminou"));
            }
        }
    }
}

/// O que há na pasta de downloads num instante.
#[derive(Debug, Default)]
struct Pasta {
    prontos: BTreeMap<OsString, u64>,
    incompletos: usize,
}

impl Pasta {
    fn olhar(pasta: &Path) -> io::Result<Self> {
        let mut vista = Self::default();
        for entrada in fs::read_dir(pasta)? {
            let entrada = entrada?;
            let nome = entrada.file_name();
            let texto = nome.to_string_lossy();
            // Um arquivo pode sumir entre listar e medir.
            let Ok(dados) = entrada.metadata() else { continue };
            if INCOMPLETOS.iter().any(|fim| texto.ends_with(fim)) || texto.starts_with('.') {
                vista.incompletos += 1;
            } else if dados.is_file() {
                vista.prontos.insert(nome, dados.len());
            }
        }
        Ok(vista)
    }
}

fn ler(caminho: &PathBuf, tamanho: u64) -> Result<Baixado, Falha> {
    if usize::try_from(tamanho).map_or(true, |t| t > limites::ARQUIVO_BYTES) {
        return Err(Falha::limite("tamanho de arquivo, em bytes", limites::ARQUIVO_BYTES));
    }
    let conteudo =
        fs::read(caminho).map_err(|erro| Falha::nova("erro_de_arquivo", format!("arquivo baixado: {erro}")))?;
    let nome = caminho.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Baixado { nome, conteudo })
}

/// Se o nome casa com o padrão, em que `*` vale qualquer trecho; maiúsculas não importam.
fn casa(padrao: &str, nome: &str) -> bool {
    let (padrao, nome) = (padrao.to_lowercase(), nome.to_lowercase());
    let mut partes = padrao.split('*');
    let Some(mut resto) = nome.strip_prefix(partes.next().unwrap_or_default()) else { return false };
    let mut ultima = None;
    for parte in partes {
        if let Some(anterior) = ultima.replace(parte) {
            match resto.find(anterior) {
                Some(onde) => resto = &resto[onde + anterior.len()..],
                None => return false,
            }
        }
    }
    ultima.map_or(resto.is_empty(), |fim| resto.ends_with(fim))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn padrao_de_nome_com_curinga() {
        for (padrao, nome, esperado) in [
            ("*", "qualquer.pdf", true),
            ("*.pdf", "Fatura.PDF", true),
            ("fatura*.pdf", "fatura (1).pdf", true),
            ("fatura*.pdf", "boleto.pdf", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("exato.pdf", "exato.pdf", true),
            ("exato.pdf", "exato.pdf.exe", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(casa(padrao, nome), esperado, "{padrao} {nome}");
        }
    }
}
