//! O recurso `alvo`: um seletor que se reencontra a cada uso e espera estar pronto.

use wasmtime::component::Resource;

use super::esteira::rpa::navegador::HostAlvo;
use super::tipos::Seletor;
use super::{comando, em_queda};
use crate::erro::Falha;
use crate::navegador::Onde;
use crate::plugins::estado::{Arquivo, Estado};

/// Um caminho de seletores a partir do documento, e o prazo de cada uso.
#[derive(Clone)]
pub struct Alvo {
    /// Seletor inválido só se acusa no uso: o construtor do WIT não devolve erro.
    onde: Result<Onde, Falha>,
    prazo_ms: u64,
}

impl Estado {
    fn alvo(&self, qual: &Resource<Alvo>) -> Result<(Onde, u64), Falha> {
        let alvo = self.ver(qual)?;
        Ok((alvo.onde.clone()?, alvo.prazo_ms))
    }

    /// Um alvo derivado de outro.
    fn derivar(&mut self, qual: &Resource<Alvo>, mudar: impl FnOnce(&mut Alvo)) -> wasmtime::Result<Resource<Alvo>> {
        let mut novo = self.tabela.get(qual)?.clone();
        mudar(&mut novo);
        self.dar(novo).map_err(em_queda)
    }
}

impl HostAlvo for Estado {
    async fn new(&mut self, seletor: Seletor) -> wasmtime::Result<Resource<Alvo>> {
        let onde = self.passo(seletor).map(Onde::documento);
        self.dar(Alvo { onde, prazo_ms: 0 }).map_err(em_queda)
    }

    async fn dentro_de(&mut self, qual: Resource<Alvo>, pai: Resource<Alvo>) -> wasmtime::Result<Resource<Alvo>> {
        let pai = self.tabela.get(&pai)?.onde.clone();
        self.derivar(&qual, |alvo| {
            alvo.onde = pai.and_then(|mut pai| {
                pai.passos.append(&mut alvo.onde.clone()?.passos);
                Ok(pai)
            });
        })
    }

    async fn n_esimo(&mut self, qual: Resource<Alvo>, indice: u32) -> wasmtime::Result<Resource<Alvo>> {
        self.derivar(&qual, |alvo| {
            if let Ok(ultimo) = alvo.onde.as_mut().map(|onde| onde.passos.last_mut()) {
                ultimo.into_iter().for_each(|passo| passo.n = Some(indice));
            }
        })
    }

    async fn com_prazo(&mut self, qual: Resource<Alvo>, prazo_ms: u64) -> wasmtime::Result<Resource<Alvo>> {
        self.derivar(&qual, |alvo| alvo.prazo_ms = prazo_ms)
    }

    async fn clicar(&mut self, qual: Resource<Alvo>) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.clicar", &onde, self.navegador.clicar(&onde, prazo).await)
    }

    async fn preencher(&mut self, qual: Resource<Alvo>, texto: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.preencher", &onde, self.navegador.digitar(&onde, &texto, true, prazo).await)
    }

    async fn digitar(&mut self, qual: Resource<Alvo>, texto: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.digitar", &onde, self.navegador.digitar(&onde, &texto, false, prazo).await)
    }

    async fn teclar(&mut self, qual: Resource<Alvo>, tecla: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.teclar", format!("{onde} {tecla}"), self.navegador.teclar(&onde, &tecla, prazo).await)
    }

    async fn preencher_segredo(&mut self, qual: Resource<Alvo>, segredo: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        let alvo = format!("{onde} ({segredo})");
        comando!(
            self,
            "alvo.preencher-segredo",
            alvo,
            self.navegador.digitar_segredo(&onde, &segredo, true, prazo).await
        )
    }

    async fn texto(&mut self, qual: Resource<Alvo>) -> Result<String, Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.texto", &onde, self.navegador.texto(&onde, prazo).await)
    }

    async fn atributo(&mut self, qual: Resource<Alvo>, nome: String) -> Result<Option<String>, Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.atributo", format!("{onde} {nome}"), self.navegador.atributo(&onde, &nome, prazo).await)
    }

    async fn quantos(&mut self, qual: Resource<Alvo>) -> Result<u32, Falha> {
        let (onde, _) = self.alvo(&qual)?;
        comando!(self, "alvo.quantos", &onde, self.navegador.quantos(&onde).await)
    }

    async fn visivel(&mut self, qual: Resource<Alvo>) -> Result<bool, Falha> {
        let (onde, _) = self.alvo(&qual)?;
        comando!(self, "alvo.visivel", &onde, self.navegador.visivel_agora(&onde).await)
    }

    async fn selecionar_por_texto(&mut self, qual: Resource<Alvo>, texto: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        let alvo = format!("{onde} \"{texto}\"");
        comando!(self, "alvo.selecionar-por-texto", alvo, self.navegador.escolher(&onde, "texto", &texto, prazo).await)
    }

    async fn selecionar_por_valor(&mut self, qual: Resource<Alvo>, valor: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        let alvo = format!("{onde} \"{valor}\"");
        comando!(self, "alvo.selecionar-por-valor", alvo, self.navegador.escolher(&onde, "valor", &valor, prazo).await)
    }

    async fn opcoes(&mut self, qual: Resource<Alvo>) -> Result<Vec<String>, Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.opcoes", &onde, self.navegador.opcoes(&onde, prazo).await)
    }

    async fn enviar_arquivo(&mut self, qual: Resource<Alvo>, arquivo: Resource<Arquivo>) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.enviar-arquivo", &onde, self.anexar(&onde, &[arquivo], prazo).await)
    }

    async fn enviar_arquivos(&mut self, qual: Resource<Alvo>, arquivos: Vec<Resource<Arquivo>>) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.enviar-arquivos", &onde, self.anexar(&onde, &arquivos, prazo).await)
    }

    async fn rolar_ate(&mut self, qual: Resource<Alvo>) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.rolar-ate", &onde, self.navegador.rolar_ate(&onde, prazo).await)
    }

    async fn passar_mouse(&mut self, qual: Resource<Alvo>) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.passar-mouse", &onde, self.navegador.passar_mouse(&onde, prazo).await)
    }

    async fn esperar(&mut self, qual: Resource<Alvo>, condicao: String) -> Result<(), Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.esperar", format!("{onde} {condicao}"), {
            self.navegador.esperar(&onde, &condicao, prazo).await.map(drop)
        })
    }

    async fn captura(&mut self, qual: Resource<Alvo>) -> Result<Resource<Arquivo>, Falha> {
        let (onde, prazo) = self.alvo(&qual)?;
        comando!(self, "alvo.captura", &onde, self.capturar(&onde, prazo).await)
    }

    async fn drop(&mut self, qual: Resource<Alvo>) -> wasmtime::Result<()> {
        self.tabela.delete(qual)?;
        Ok(())
    }
}
