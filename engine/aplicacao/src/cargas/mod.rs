//! Valores grandes fora do banco. Um texto maior que [`MAXIMO_NA_LINHA`] que se ia gravar a cada decisão (retrato, história, fila, tarefa)
//! deixa no lugar dos seus pedaços grandes uma marca com o resumo deles, e os pedaços vão para o armazém de arquivos, endereçados pelo
//! conteúdo: o que não mudou não se grava de novo. Quem lê recebe o valor inteiro; quem escreve um fluxo nunca vê a marca.
//!
//! O texto com marcas começa por um espaço, que nenhum texto nosso sem marcas tem: sem ele, um objeto com cara de marca é só um objeto. E
//! num texto com marcas, o objeto de alguém que tenha cara de marca sai sempre, e por isso ela não se forja.
//!
//! Os arquivos vão antes da transação que os cita. Um que sobre, de um lote que não se gravou, não faz mal.
//!
//! Não deve conhecer: o que há dentro dos valores, nem quem cumpre a porta.

mod extracao;
mod marca;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use esteira_armazem::ErroArmazem;
use esteira_armazem::motor::Gravacao;
use esteira_base::Resumo;
use esteira_base::ids::InquilinoId;
use esteira_portas::arquivos::{Arquivos, ErroArquivos, chave_de};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_util::bytes::Bytes;

use extracao::{Carga, extrair};

/// Maior texto que se grava inteiro numa linha do banco, em bytes.
pub const MAXIMO_NA_LINHA: usize = 64 * 1024;

/// Quantas cargas se lembra de já ter guardado.
const MAXIMO_DE_LEMBRADAS: usize = 4_096;

/// Como começa um texto com marcas.
const COM_MARCAS: char = ' ';

/// Por que um texto não se pôde ler.
#[derive(Debug, thiserror::Error)]
pub enum ErroDeCarga {
    /// Não é o que devia ser, ou falta a carga que ele cita. Repetir não adianta.
    #[error("{0}")]
    Ilegivel(String),
    /// Repetir adianta.
    #[error("o armazém de arquivos não respondeu")]
    SemArquivos(#[source] Box<dyn Error + Send + Sync>),
}

/// As cargas de todos os inquilinos. Clonar é barato.
#[derive(Clone)]
pub struct Cargas {
    arquivos: Arc<dyn Arquivos>,
    lembradas: Arc<Mutex<HashSet<(InquilinoId, Resumo)>>>,
}

impl Cargas {
    pub(crate) fn novas(arquivos: Arc<dyn Arquivos>) -> Self {
        Self { arquivos, lembradas: Arc::default() }
    }

    /// Tira os pedaços grandes do que se vai gravar. Ao retornar, as cargas estão duráveis. Nada faz se nenhum texto é grande.
    pub(crate) async fn encolher(&self, gravacao: &mut Gravacao) -> Result<(), ErroArmazem> {
        for (inquilino, texto) in textos(gravacao).filter(|(_, texto)| texto.len() > MAXIMO_NA_LINHA) {
            // O que a leitura não aceita (fundo demais) fica inteiro.
            let Ok(mut valor) = serde_json::from_str::<Value>(texto) else { continue };
            for carga in extrair(&mut valor, MAXIMO_NA_LINHA - COM_MARCAS.len_utf8()) {
                self.guardar(inquilino, carga).await?;
            }
            *texto = format!("{COM_MARCAS}{valor}");
        }
        Ok(())
    }

    async fn guardar(&self, inquilino: InquilinoId, carga: Carga) -> Result<(), ErroArmazem> {
        let Carga { resumo, texto } = carga;
        let chave = (inquilino, resumo);
        if self.lembradas.lock().unwrap_or_else(PoisonError::into_inner).contains(&chave) {
            return Ok(());
        }
        let guardada = self.arquivos.guardar(inquilino, Bytes::from(texto)).await;
        guardada.map_err(|erro| ErroArmazem::SemArquivos(erro.into()))?;
        let mut lembradas = self.lembradas.lock().unwrap_or_else(PoisonError::into_inner);
        if lembradas.len() >= MAXIMO_DE_LEMBRADAS {
            lembradas.clear();
        }
        lembradas.insert(chave);
        Ok(())
    }

    /// O valor que um texto do banco guarda, com as cargas de volta no lugar.
    pub async fn ler<T: DeserializeOwned>(&self, inquilino: InquilinoId, texto: &str) -> Result<T, ErroDeCarga> {
        let lido = if texto.starts_with(COM_MARCAS) {
            serde_json::from_value(self.repor(inquilino, texto).await?)
        } else {
            serde_json::from_str(texto)
        };
        lido.map_err(ilegivel)
    }

    /// O texto como era antes de encolher.
    pub(crate) async fn inteiro<'t>(
        &self,
        inquilino: InquilinoId,
        texto: &'t str,
    ) -> Result<Cow<'t, str>, ErroDeCarga> {
        if !texto.starts_with(COM_MARCAS) {
            return Ok(Cow::Borrowed(texto));
        }
        Ok(Cow::Owned(self.repor(inquilino, texto).await?.to_string()))
    }

    async fn repor(&self, inquilino: InquilinoId, texto: &str) -> Result<Value, ErroDeCarga> {
        let raiz: Value = serde_json::from_str(texto).map_err(ilegivel)?;
        let mut cargas: HashMap<Resumo, Value> = HashMap::new();
        let mut faltam = Vec::new();
        marca::achar(&raiz, &mut faltam);
        while let Some(resumo) = faltam.pop() {
            if let Entry::Vacant(vaga) = cargas.entry(resumo) {
                let valor = self.buscar(inquilino, resumo).await?;
                marca::achar_dentro(&valor, &mut faltam);
                vaga.insert(valor);
            }
        }
        Ok(marca::repor(raiz, &cargas))
    }

    async fn buscar(&self, inquilino: InquilinoId, resumo: Resumo) -> Result<Value, ErroDeCarga> {
        let conteudo = self.arquivos.ler(&chave_de(inquilino, resumo)).await.map_err(|erro| match erro {
            ErroArquivos::NaoEncontrado(_) | ErroArquivos::Corrompido(_) => ilegivel(erro),
            ErroArquivos::Indisponivel(_) => ErroDeCarga::SemArquivos(erro.into()),
        })?;
        serde_json::from_slice(&conteudo).map_err(ilegivel)
    }
}

fn ilegivel(erro: impl ToString) -> ErroDeCarga {
    ErroDeCarga::Ilegivel(erro.to_string())
}

/// O que um lote grava e pode ser grande.
fn textos(gravacao: &mut Gravacao) -> impl Iterator<Item = (InquilinoId, &mut String)> {
    let Gravacao { retratos, historico, itens, tarefas_abertas, tarefas_fechadas, .. } = gravacao;
    let retratos = retratos.iter_mut().map(|retrato| (retrato.origem.inquilino, &mut retrato.estado));
    let historico = historico.iter_mut().map(|decisao| (decisao.inquilino, &mut decisao.eventos));
    let itens = itens.iter_mut().map(|item| (item.inquilino, &mut item.carga));
    let abertas = tarefas_abertas.iter_mut().chain(tarefas_fechadas.iter_mut().map(|tarefa| &mut tarefa.fechada));
    let tarefas = abertas.map(|tarefa| (tarefa.inquilino, &mut tarefa.tarefa.dados));
    retratos.chain(historico).chain(itens).chain(tarefas)
}

#[cfg(test)]
mod testes;
