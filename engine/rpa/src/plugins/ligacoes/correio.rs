//! `correio` e os seus dois recursos.

use std::sync::Arc;

use tokio::sync::Mutex;
use wasmtime::component::Resource;

use super::comando;
use super::esteira::rpa::correio::{Host, HostCaixa, HostMensagem};
use crate::correio::{self, Conteudo, Filtro};
use crate::erro::Falha;
use crate::plugins::estado::{Arquivo, Estado};

/// Uma caixa, dividida com as mensagens que saíram dela.
#[derive(Clone)]
pub struct Caixa(Arc<Mutex<correio::Caixa>>);

/// Uma mensagem na mão do plugin; o corpo fica aqui depois da primeira leitura.
pub struct Mensagem {
    ficha: correio::Mensagem,
    caixa: Caixa,
    conteudo: Option<Arc<Conteudo>>,
}

impl Host for Estado {
    async fn abrir_caixa(
        &mut self,
        servidor: String,
        usuario: String,
        segredo: String,
        opcoes_json: String,
    ) -> Result<Resource<Caixa>, Falha> {
        comando!(self, "abrir-caixa", format!("{usuario} em {servidor}"), {
            let caixa = self.correio.abrir(&servidor, &usuario, &segredo, &opcoes_json).await?;
            self.dar(Caixa(Arc::new(Mutex::new(caixa))))
        })
    }
}

impl HostCaixa for Estado {
    async fn listar(
        &mut self,
        qual: Resource<Caixa>,
        pasta: String,
        filtro_json: String,
    ) -> Result<Vec<Resource<Mensagem>>, Falha> {
        let caixa = self.ver(&qual)?.clone();
        comando!(self, "caixa.listar", format!("{pasta} {filtro_json}"), {
            let fichas = caixa.0.lock().await.listar(&pasta, &Filtro::ler(&filtro_json)?).await?;
            fichas.into_iter().map(|ficha| self.dar_mensagem(ficha, &caixa)).collect()
        })
    }

    async fn encontrar(&mut self, qual: Resource<Caixa>, id: String) -> Result<Resource<Mensagem>, Falha> {
        let caixa = self.ver(&qual)?.clone();
        comando!(self, "caixa.encontrar", &id, {
            let ficha = caixa.0.lock().await.encontrar(&id).await?;
            self.dar_mensagem(ficha, &caixa)
        })
    }

    async fn marcar_lida(&mut self, qual: Resource<Caixa>, id: String, lida: bool) -> Result<(), Falha> {
        let Caixa(caixa) = self.ver(&qual)?.clone();
        comando!(self, "caixa.marcar-lida", format!("{id} {lida}"), caixa.lock().await.marcar_lida(&id, lida).await)
    }

    async fn mover(&mut self, qual: Resource<Caixa>, id: String, destino: String) -> Result<(), Falha> {
        let Caixa(caixa) = self.ver(&qual)?.clone();
        comando!(self, "caixa.mover", format!("{id} para {destino}"), caixa.lock().await.mover(&id, &destino).await)
    }

    async fn drop(&mut self, qual: Resource<Caixa>) -> wasmtime::Result<()> {
        self.tabela.delete(qual)?;
        Ok(())
    }
}

impl HostMensagem for Estado {
    async fn id(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<String> {
        Ok(self.tabela.get(&qual)?.ficha.id.clone())
    }

    async fn message_id(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<Option<String>> {
        Ok(self.tabela.get(&qual)?.ficha.message_id.clone())
    }

    async fn remetente(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<String> {
        Ok(self.tabela.get(&qual)?.ficha.remetente.clone())
    }

    async fn assunto(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<String> {
        Ok(self.tabela.get(&qual)?.ficha.assunto.clone())
    }

    async fn chegada_ms(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<u64> {
        Ok(self.tabela.get(&qual)?.ficha.chegada_ms)
    }

    async fn lida(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<bool> {
        Ok(self.tabela.get(&qual)?.ficha.lida)
    }

    async fn tamanho(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<u64> {
        Ok(self.tabela.get(&qual)?.ficha.tamanho)
    }

    async fn texto(&mut self, qual: Resource<Mensagem>) -> Result<Option<String>, Falha> {
        comando!(self, "mensagem.texto", self.id_da(&qual)?, Ok(self.conteudo(&qual).await?.texto.clone()))
    }

    async fn html(&mut self, qual: Resource<Mensagem>) -> Result<Option<String>, Falha> {
        comando!(self, "mensagem.html", self.id_da(&qual)?, Ok(self.conteudo(&qual).await?.html.clone()))
    }

    async fn anexos(&mut self, qual: Resource<Mensagem>) -> Result<Vec<Resource<Arquivo>>, Falha> {
        comando!(self, "mensagem.anexos", self.id_da(&qual)?, {
            let conteudo = self.conteudo(&qual).await?;
            conteudo.anexos.iter().map(|anexo| self.entregar("anexo", &anexo.nome, anexo.conteudo.clone())).collect()
        })
    }

    async fn drop(&mut self, qual: Resource<Mensagem>) -> wasmtime::Result<()> {
        self.tabela.delete(qual)?;
        Ok(())
    }
}

impl Estado {
    /// O que veio de fora pode repetir um segredo: risca-se aqui, que estas leituras não passam pela linha do tempo.
    fn dar_mensagem(&mut self, mut ficha: correio::Mensagem, caixa: &Caixa) -> Result<Resource<Mensagem>, Falha> {
        ficha.assunto = self.riscador.riscar_dono(ficha.assunto);
        ficha.remetente = self.riscador.riscar_dono(ficha.remetente);
        self.dar(Mensagem { ficha, caixa: caixa.clone(), conteudo: None })
    }

    fn id_da(&self, qual: &Resource<Mensagem>) -> Result<String, Falha> {
        Ok(self.ver(qual)?.ficha.id.clone())
    }

    async fn conteudo(&mut self, qual: &Resource<Mensagem>) -> Result<Arc<Conteudo>, Falha> {
        let mensagem = self.ver(qual)?;
        if let Some(conteudo) = &mensagem.conteudo {
            return Ok(conteudo.clone());
        }
        let (id, caixa) = (mensagem.ficha.id.clone(), mensagem.caixa.clone());
        let conteudo = Arc::new(caixa.0.lock().await.conteudo(&id).await?);
        if let Ok(mensagem) = self.tabela.get_mut(qual) {
            mensagem.conteudo = Some(conteudo.clone());
        }
        Ok(conteudo)
    }
}
