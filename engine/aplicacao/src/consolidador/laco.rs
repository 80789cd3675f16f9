//! O laço: recebe, junta, grava, responde.

use std::sync::Arc;
use std::time::Duration;

use esteira_armazem::{Armazem, ErroArmazem};
use esteira_base::Relogio;
use esteira_base::ids::InquilinoId;
use esteira_motor::maquina::Comando;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::lote::{Falha, Lote};
use super::pedido::Pedido;
use super::{
    Alvo, Anexo, Aplicado, COMANDOS_EM_ESPERA, CatalogoDeFluxos, MAXIMO_POR_LOTE, Projetor, TENTATIVAS_POR_LOTE,
};
use crate::ErroAplicacao;

/// A porta do consolidador. Clonar é barato; quando a última cópia some, o laço termina o que tem e para.
#[derive(Clone)]
pub struct Consolidador {
    pedidos: mpsc::Sender<Pedido>,
    catalogo: CatalogoDeFluxos,
    aviso: watch::Receiver<u64>,
}

impl Consolidador {
    /// Começa o laço.
    pub fn iniciar(armazem: Armazem, relogio: Arc<dyn Relogio>, projetor: Arc<dyn Projetor>) -> (Self, JoinHandle<()>) {
        let (pedidos, recebidos) = mpsc::channel(COMANDOS_EM_ESPERA);
        let catalogo = CatalogoDeFluxos::default();
        let (avisar, aviso) = watch::channel(0);
        let laco = Laco { armazem, relogio, projetor, catalogo: catalogo.clone(), avisar };
        let tarefa = tokio::spawn(laco.rodar(recebidos));
        (Self { pedidos, catalogo, aviso }, tarefa)
    }

    /// Manda um comando e espera ficar durável (ou ser recusado).
    pub async fn pedir(
        &self,
        inquilino: InquilinoId,
        alvo: Alvo,
        comando: Comando,
        anexo: Option<Arc<dyn Anexo>>,
    ) -> Result<Aplicado, ErroAplicacao> {
        let (resposta, respondido) = oneshot::channel();
        let parou = |_| ErroAplicacao::Indisponivel("o consolidador parou".into());
        let pedido = Pedido { inquilino, alvo, comando, anexo, resposta };
        self.pedidos.send(pedido).await.map_err(|_| parou(()))?;
        respondido.await.map_err(|_| parou(()))?
    }

    /// Versões de fluxo compiladas.
    pub fn catalogo(&self) -> &CatalogoDeFluxos {
        &self.catalogo
    }

    /// Muda a cada lote gravado: pode haver linha nova na fila, ou um limite que se abriu. É dica; a verdade é a leitura periódica.
    pub fn aviso(&self) -> watch::Receiver<u64> {
        self.aviso.clone()
    }
}

struct Laco {
    armazem: Armazem,
    relogio: Arc<dyn Relogio>,
    projetor: Arc<dyn Projetor>,
    catalogo: CatalogoDeFluxos,
    avisar: watch::Sender<u64>,
}

impl Laco {
    async fn rodar(self, mut recebidos: mpsc::Receiver<Pedido>) {
        let mut lote = Vec::with_capacity(MAXIMO_POR_LOTE);
        while recebidos.recv_many(&mut lote, MAXIMO_POR_LOTE).await > 0 {
            self.gravar(std::mem::take(&mut lote)).await;
        }
    }

    /// Grava o lote; se o banco o recusa, refaz, e por fim grava um a um.
    async fn gravar(&self, pedidos: Vec<Pedido>) {
        let respostas = match self.tentar_algumas_vezes(&pedidos).await {
            Ok(respostas) => respostas,
            Err(erro) if pedidos.len() == 1 => vec![Err(erro.into())],
            Err(erro) => {
                tracing::warn!(comandos = pedidos.len(), %erro, "lote recusado pelo banco; gravando um a um");
                let mut respostas = Vec::with_capacity(pedidos.len());
                for pedido in &pedidos {
                    match self.tentar_algumas_vezes(std::slice::from_ref(pedido)).await {
                        Ok(mut sozinho) => respostas.append(&mut sozinho),
                        Err(erro) => respostas.push(Err(erro.into())),
                    }
                }
                respostas
            }
        };
        self.avisar.send_modify(|lotes| *lotes += 1);
        for (pedido, resposta) in pedidos.into_iter().zip(respostas) {
            // Quem pediu pode ter desistido de esperar; o que foi gravado está gravado.
            let _ = pedido.resposta.send(resposta);
        }
    }

    async fn tentar_algumas_vezes(
        &self,
        pedidos: &[Pedido],
    ) -> Result<Vec<Result<Aplicado, ErroAplicacao>>, ErroArmazem> {
        let mut tentativa = 1;
        loop {
            match self.tentar(pedidos).await {
                Err(ErroArmazem::Transitorio(causa)) if tentativa < TENTATIVAS_POR_LOTE => {
                    tracing::warn!(tentativa, %causa, "o banco pediu para repetir o lote");
                    tokio::time::sleep(Duration::from_millis(50 * u64::from(tentativa))).await;
                    tentativa += 1;
                }
                resultado => return resultado,
            }
        }
    }

    async fn tentar(&self, pedidos: &[Pedido]) -> Result<Vec<Result<Aplicado, ErroAplicacao>>, ErroArmazem> {
        let Some(primeiro) = pedidos.first() else { return Ok(Vec::new()) };
        let unidade = self.armazem.escrever(primeiro.inquilino).await?;
        let mut lote = Lote::novo(unidade, &self.catalogo, self.projetor.as_ref(), self.relogio.agora());
        let mut respostas = Vec::with_capacity(pedidos.len());
        for pedido in pedidos {
            let anexo = pedido.anexo.as_deref();
            match lote.aplicar(pedido.inquilino, &pedido.alvo, &pedido.comando, anexo).await {
                Ok(aplicado) => respostas.push(Ok(aplicado)),
                Err(Falha::DoComando(erro)) => respostas.push(Err(erro)),
                Err(Falha::DoLote(erro)) => return Err(erro),
            }
        }
        lote.confirmar().await?;
        Ok(respostas)
    }
}
