//! `navegador`, menos os seus dois recursos.

use wasmtime::component::Resource;

use super::comando;
use super::elemento::Elemento;
use super::esteira::rpa::navegador::Host;
use super::tipos::Seletor;
use crate::erro::Falha;
use crate::navegador::{Onde, Passo};
use crate::plugins::estado::{Arquivo, Estado};

impl Host for Estado {
    async fn abrir(&mut self, url: String) -> Result<(), Falha> {
        comando!(self, "abrir", &url, self.navegador.abrir(&url).await)
    }

    async fn url(&mut self) -> Result<String, Falha> {
        comando!(self, "url", "", self.navegador.url().await)
    }

    async fn titulo(&mut self) -> Result<String, Falha> {
        comando!(self, "titulo", "", self.navegador.titulo().await)
    }

    async fn voltar(&mut self) -> Result<(), Falha> {
        comando!(self, "voltar", "", self.navegador.navegar("back").await)
    }

    async fn avancar(&mut self) -> Result<(), Falha> {
        comando!(self, "avancar", "", self.navegador.navegar("forward").await)
    }

    async fn recarregar(&mut self) -> Result<(), Falha> {
        comando!(self, "recarregar", "", self.navegador.navegar("refresh").await)
    }

    async fn codigo_fonte(&mut self) -> Result<String, Falha> {
        comando!(self, "codigo-fonte", "", self.navegador.codigo_fonte().await)
    }

    async fn rolar(&mut self, x: u32, y: u32) -> Result<(), Falha> {
        comando!(self, "rolar", format!("{x},{y}"), self.navegador.rolar(x, y).await)
    }

    async fn cookies(&mut self) -> Result<String, Falha> {
        comando!(self, "cookies", "", self.navegador.cookies().await)
    }

    async fn por_cookie(&mut self, cookie_json: String) -> Result<(), Falha> {
        comando!(self, "por-cookie", "", self.navegador.por_cookie(&cookie_json).await)
    }

    async fn apagar_cookies(&mut self) -> Result<(), Falha> {
        comando!(self, "apagar-cookies", "", self.navegador.apagar_cookies().await)
    }

    async fn ler_armazenamento(&mut self, qual: String, chave: String) -> Result<Option<String>, Falha> {
        let alvo = format!("{qual} {chave}");
        comando!(self, "ler-armazenamento", alvo, self.navegador.ler_armazenamento(&qual, &chave).await)
    }

    async fn escrever_armazenamento(&mut self, qual: String, chave: String, valor: String) -> Result<(), Falha> {
        let alvo = format!("{qual} {chave}");
        comando!(
            self,
            "escrever-armazenamento",
            alvo,
            self.navegador.escrever_armazenamento(&qual, &chave, &valor).await
        )
    }

    async fn encontrar(&mut self, onde: Seletor) -> Result<Resource<Elemento>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "encontrar", &onde, self.achar_um(&onde).await)
    }

    async fn encontrar_todos(&mut self, onde: Seletor) -> Result<Vec<Resource<Elemento>>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "encontrar-todos", &onde, self.achar_todos(&onde).await)
    }

    async fn esperar(
        &mut self,
        onde: Seletor,
        condicao: String,
        prazo_ms: u64,
    ) -> Result<Option<Resource<Elemento>>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "esperar", format!("{onde} {condicao}"), {
            match self.navegador.esperar(&onde, &condicao, prazo_ms).await? {
                Some(id) => self.dar(Elemento::novo(id, &onde)).map(Some),
                None => Ok(None),
            }
        })
    }

    async fn esperar_algum(&mut self, opcoes: Vec<Seletor>, prazo_ms: u64) -> Result<u32, Falha> {
        let opcoes = opcoes.into_iter().map(|opcao| self.passo(opcao)).collect::<Result<Vec<_>, _>>()?;
        let alvo = opcoes.iter().map(Passo::to_string).collect::<Vec<_>>().join(" | ");
        comando!(self, "esperar-algum", alvo, self.navegador.esperar_algum(&opcoes, prazo_ms).await)
    }

    async fn esperar_url(&mut self, trecho: String, prazo_ms: u64) -> Result<(), Falha> {
        comando!(self, "esperar-url", &trecho, self.navegador.esperar_url(&trecho, prazo_ms).await)
    }

    async fn ler_tabela(&mut self, onde: Seletor) -> Result<Vec<Vec<String>>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "ler-tabela", &onde, self.navegador.ler_tabela(&onde).await)
    }

    async fn textos(&mut self, onde: Seletor) -> Result<Vec<String>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "textos", &onde, self.navegador.textos(&onde).await)
    }

    async fn atributos(&mut self, onde: Seletor, nome: String) -> Result<Vec<Option<String>>, Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "atributos", format!("{onde} {nome}"), self.navegador.atributos(&onde, &nome).await)
    }

    async fn entrar_quadro(&mut self, onde: Seletor) -> Result<(), Falha> {
        let onde = Onde::documento(self.passo(onde)?);
        comando!(self, "entrar-quadro", &onde, self.navegador.entrar_quadro(&onde, 0).await)
    }

    async fn quadro_pai(&mut self) -> Result<(), Falha> {
        comando!(self, "quadro-pai", "", self.navegador.quadro_pai().await)
    }

    async fn quadro_raiz(&mut self) -> Result<(), Falha> {
        comando!(self, "quadro-raiz", "", self.navegador.quadro_raiz().await)
    }

    async fn janelas(&mut self) -> Result<Vec<String>, Falha> {
        comando!(self, "janelas", "", self.navegador.janelas().await)
    }

    async fn janela_atual(&mut self) -> Result<String, Falha> {
        comando!(self, "janela-atual", "", self.navegador.janela_atual().await)
    }

    async fn trocar_janela(&mut self, id: String) -> Result<(), Falha> {
        comando!(self, "trocar-janela", &id, self.navegador.trocar_janela(&id).await)
    }

    async fn nova_janela(&mut self) -> Result<String, Falha> {
        comando!(self, "nova-janela", "", self.navegador.nova_janela().await)
    }

    async fn fechar_janela(&mut self) -> Result<(), Falha> {
        comando!(self, "fechar-janela", "", self.navegador.fechar_janela().await)
    }

    async fn esperar_janela_nova(&mut self, conhecidas: Vec<String>, prazo_ms: u64) -> Result<String, Falha> {
        comando!(self, "esperar-janela-nova", "", self.navegador.esperar_janela_nova(&conhecidas, prazo_ms).await)
    }

    async fn alerta_texto(&mut self) -> Result<String, Falha> {
        comando!(self, "alerta-texto", "", self.navegador.alerta_texto().await)
    }

    async fn alerta_aceitar(&mut self) -> Result<(), Falha> {
        comando!(self, "alerta-aceitar", "", self.navegador.alerta_fechar("accept").await)
    }

    async fn alerta_dispensar(&mut self) -> Result<(), Falha> {
        comando!(self, "alerta-dispensar", "", self.navegador.alerta_fechar("dismiss").await)
    }

    async fn alerta_digitar(&mut self, texto: String) -> Result<(), Falha> {
        comando!(self, "alerta-digitar", "", self.navegador.alerta_digitar(&texto).await)
    }

    async fn executar_script(&mut self, corpo: String, argumentos_json: String) -> Result<String, Falha> {
        comando!(self, "executar-script", "", self.navegador.executar_script(&corpo, &argumentos_json, &[]).await)
    }

    async fn executar_script_com(
        &mut self,
        corpo: String,
        argumentos_json: String,
        elementos: Vec<Resource<Elemento>>,
    ) -> Result<String, Falha> {
        let ids = elementos.iter().map(|qual| self.id_do_elemento(qual)).collect::<Result<Vec<_>, _>>()?;
        let alvo = format!("{} elemento(s)", ids.len());
        comando!(
            self,
            "executar-script-com",
            alvo,
            self.navegador.executar_script(&corpo, &argumentos_json, &ids).await
        )
    }

    async fn captura_tela(&mut self) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "captura-tela", "", {
            let png = self.navegador.captura_tela().await?;
            self.entregar("captura", "captura.png", png)
        })
    }

    async fn imprimir_pdf(&mut self, opcoes_json: String) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "imprimir-pdf", "", {
            let pdf = self.navegador.imprimir_pdf(&opcoes_json).await?;
            self.entregar("imprimir-pdf", "pagina.pdf", pdf)
        })
    }

    async fn baixar_url(&mut self, url: String, nome: String) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "baixar-url", &url, {
            let conteudo = self.navegador.baixar_url(&url).await?;
            self.entregar("baixar-url", &nome, conteudo)
        })
    }

    async fn baixar_url_com(
        &mut self,
        url: String,
        nome: String,
        opcoes_json: String,
    ) -> Result<Resource<Arquivo>, Falha> {
        comando!(self, "baixar-url-com", &url, {
            let conteudo = self.navegador.baixar_url_com(&url, &opcoes_json).await?;
            self.entregar("baixar-url-com", &nome, conteudo)
        })
    }
}

impl Estado {
    pub(super) async fn achar_um(&mut self, onde: &Onde) -> Result<Resource<Elemento>, Falha> {
        let id = self.navegador.encontrar(onde).await?;
        self.dar(Elemento::novo(id, onde))
    }

    pub(super) async fn achar_todos(&mut self, onde: &Onde) -> Result<Vec<Resource<Elemento>>, Falha> {
        let ids = self.navegador.encontrar_todos(onde).await?;
        ids.into_iter().map(|id| self.dar(Elemento::novo(id, onde))).collect()
    }
}
