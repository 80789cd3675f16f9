//! O recurso `elemento`: no sentido do W3C, envelhece com a página.

use wasmtime::component::Resource;

use super::comando;
use super::esteira::rpa::navegador::HostElemento;
use super::tipos::Seletor;
use crate::erro::Falha;
use crate::navegador::Onde;
use crate::plugins::estado::{Arquivo, Estado};

/// Um elemento achado.
pub struct Elemento {
    id: String,
    /// Por onde foi achado, para a linha do tempo.
    achado_por: String,
}

impl Elemento {
    pub fn novo(id: String, onde: &Onde) -> Self {
        Self { id, achado_por: onde.to_string() }
    }
}

/// Prazo das ações em elemento: o padrão do hospedeiro.
const PADRAO: u64 = 0;

impl Estado {
    fn elemento(&self, qual: &Resource<Elemento>) -> Result<(Onde, String), Falha> {
        let elemento = self.ver(qual)?;
        Ok((Onde::elemento(&elemento.id), elemento.achado_por.clone()))
    }

    pub(super) fn id_do_elemento(&self, qual: &Resource<Elemento>) -> Result<String, Falha> {
        self.ver(qual).map(|elemento| elemento.id.clone())
    }

    fn dentro(&self, qual: &Resource<Elemento>, seletor: Seletor) -> Result<Onde, Falha> {
        Ok(Onde::dentro_do_elemento(&self.ver(qual)?.id, self.passo(seletor)?))
    }
}

impl HostElemento for Estado {
    async fn clicar(&mut self, qual: Resource<Elemento>) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.clicar", nome, self.navegador.clicar(&onde, PADRAO).await)
    }

    async fn limpar(&mut self, qual: Resource<Elemento>) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.limpar", nome, self.navegador.limpar(&onde, PADRAO).await)
    }

    async fn digitar(&mut self, qual: Resource<Elemento>, texto: String) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.digitar", nome, self.navegador.digitar(&onde, &texto, false, PADRAO).await)
    }

    async fn teclar(&mut self, qual: Resource<Elemento>, tecla: String) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.teclar", format!("{nome} {tecla}"), self.navegador.teclar(&onde, &tecla, PADRAO).await)
    }

    async fn digitar_segredo(&mut self, qual: Resource<Elemento>, segredo: String) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        let alvo = format!("{nome} ({segredo})");
        comando!(
            self,
            "elemento.digitar-segredo",
            alvo,
            self.navegador.digitar_segredo(&onde, &segredo, false, PADRAO).await
        )
    }

    async fn texto(&mut self, qual: Resource<Elemento>) -> Result<String, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.texto", nome, self.navegador.texto(&onde, PADRAO).await)
    }

    async fn atributo(&mut self, qual: Resource<Elemento>, atributo: String) -> Result<Option<String>, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        let alvo = format!("{nome} {atributo}");
        comando!(self, "elemento.atributo", alvo, self.navegador.atributo(&onde, &atributo, PADRAO).await)
    }

    async fn propriedade(&mut self, qual: Resource<Elemento>, propriedade: String) -> Result<Option<String>, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        let alvo = format!("{nome} {propriedade}");
        comando!(self, "elemento.propriedade", alvo, self.navegador.propriedade(&onde, &propriedade).await)
    }

    async fn etiqueta(&mut self, qual: Resource<Elemento>) -> Result<String, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.etiqueta", nome, self.navegador.etiqueta(&onde).await)
    }

    async fn visivel(&mut self, qual: Resource<Elemento>) -> Result<bool, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.visivel", nome, self.navegador.estado(&onde, "visivel").await)
    }

    async fn habilitado(&mut self, qual: Resource<Elemento>) -> Result<bool, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.habilitado", nome, self.navegador.estado(&onde, "habilitado").await)
    }

    async fn selecionado(&mut self, qual: Resource<Elemento>) -> Result<bool, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.selecionado", nome, self.navegador.estado(&onde, "selecionado").await)
    }

    async fn encontrar(&mut self, qual: Resource<Elemento>, seletor: Seletor) -> Result<Resource<Elemento>, Falha> {
        let onde = self.dentro(&qual, seletor)?;
        comando!(self, "elemento.encontrar", &onde, self.achar_um(&onde).await)
    }

    async fn encontrar_todos(
        &mut self,
        qual: Resource<Elemento>,
        seletor: Seletor,
    ) -> Result<Vec<Resource<Elemento>>, Falha> {
        let onde = self.dentro(&qual, seletor)?;
        comando!(self, "elemento.encontrar-todos", &onde, self.achar_todos(&onde).await)
    }

    async fn selecionar_por_texto(&mut self, qual: Resource<Elemento>, texto: String) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        let alvo = format!("{nome} \"{texto}\"");
        comando!(
            self,
            "elemento.selecionar-por-texto",
            alvo,
            self.navegador.escolher(&onde, "texto", &texto, PADRAO).await
        )
    }

    async fn selecionar_por_valor(&mut self, qual: Resource<Elemento>, valor: String) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        let alvo = format!("{nome} \"{valor}\"");
        comando!(
            self,
            "elemento.selecionar-por-valor",
            alvo,
            self.navegador.escolher(&onde, "valor", &valor, PADRAO).await
        )
    }

    async fn opcoes(&mut self, qual: Resource<Elemento>) -> Result<Vec<String>, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.opcoes", nome, self.navegador.opcoes(&onde, PADRAO).await)
    }

    async fn enviar_arquivo(&mut self, qual: Resource<Elemento>, arquivo: Resource<Arquivo>) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.enviar-arquivo", nome, self.anexar(&onde, &[arquivo], PADRAO).await)
    }

    async fn enviar_arquivos(
        &mut self,
        qual: Resource<Elemento>,
        arquivos: Vec<Resource<Arquivo>>,
    ) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.enviar-arquivos", nome, self.anexar(&onde, &arquivos, PADRAO).await)
    }

    async fn rolar_ate(&mut self, qual: Resource<Elemento>) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.rolar-ate", nome, self.navegador.rolar_ate(&onde, PADRAO).await)
    }

    async fn passar_mouse(&mut self, qual: Resource<Elemento>) -> Result<(), Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.passar-mouse", nome, self.navegador.passar_mouse(&onde, PADRAO).await)
    }

    async fn captura(&mut self, qual: Resource<Elemento>) -> Result<Resource<Arquivo>, Falha> {
        let (onde, nome) = self.elemento(&qual)?;
        comando!(self, "elemento.captura", nome, self.capturar(&onde, PADRAO).await)
    }

    async fn drop(&mut self, qual: Resource<Elemento>) -> wasmtime::Result<()> {
        self.tabela.delete(qual)?;
        Ok(())
    }
}

impl Estado {
    pub(super) async fn anexar(
        &mut self,
        onde: &Onde,
        arquivos: &[Resource<Arquivo>],
        prazo_ms: u64,
    ) -> Result<(), Falha> {
        let enviados = arquivos.iter().map(|arquivo| self.ver(arquivo).map(|a| (a.nome.clone(), a.conteudo.clone())));
        let enviados = enviados.collect::<Result<Vec<_>, _>>()?;
        self.navegador.anexar(onde, &enviados, prazo_ms).await
    }

    pub(super) async fn capturar(&mut self, onde: &Onde, prazo_ms: u64) -> Result<Resource<Arquivo>, Falha> {
        let png = self.navegador.captura_elemento(onde, prazo_ms).await?;
        self.entregar("captura", "elemento.png", png)
    }
}
