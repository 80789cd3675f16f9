//! A porta do consolidador: o que os outros têm na mão. Manda os comandos ao laço e espera que fiquem duráveis.

use std::sync::Arc;

use esteira_armazem::Armazem;
use esteira_base::Relogio;
use esteira_base::ids::InquilinoId;
use esteira_motor::maquina::Comando;
use esteira_portas::arquivos::Arquivos;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::avisos::{Avisos, Escutas};
use super::contagem::{Atendidos, Contadores};
use super::entregas::{Entregas, Ligacao};
use super::laco::{Laco, parou};
use super::memoria::Memoria;
use super::pedido::{Desfecho, Pedido};
use super::{Alvo, Anexo, Aplicado, Assunto, COMANDOS_EM_ESPERA, CatalogoDeFluxos, Projetor, Solicitacao};
use crate::ErroAplicacao;
use crate::cargas::Cargas;

/// A porta do consolidador. Clonar é barato; quando a última cópia some, o laço termina o que tem e para.
#[derive(Clone)]
pub struct Consolidador {
    pedidos: mpsc::Sender<Pedido>,
    catalogo: CatalogoDeFluxos,
    cargas: Cargas,
    escutas: Escutas,
    ligacao: Ligacao,
    contadores: Arc<Contadores>,
}

impl Consolidador {
    /// Começa o laço.
    pub fn iniciar(
        armazem: Armazem,
        relogio: Arc<dyn Relogio>,
        projetor: Arc<dyn Projetor>,
        arquivos: Arc<dyn Arquivos>,
    ) -> (Self, JoinHandle<()>) {
        let (pedidos, recebidos) = mpsc::channel(COMANDOS_EM_ESPERA);
        let catalogo = CatalogoDeFluxos::default();
        let (avisos, escutas) = Avisos::novos();
        let ligacao = Ligacao::default();
        let contadores = Arc::new(Contadores::default());
        let cargas = Cargas::novas(arquivos);
        let laco = Laco {
            armazem,
            relogio,
            projetor,
            catalogo: catalogo.clone(),
            cargas: cargas.clone(),
            avisos,
            ligacao: ligacao.clone(),
            memoria: Memoria::default(),
            contadores: contadores.clone(),
        };
        let tarefa = tokio::spawn(laco.rodar(recebidos));
        (Self { pedidos, catalogo, cargas, escutas, ligacao, contadores }, tarefa)
    }

    /// Manda um comando e espera ficar durável (ou ser recusado).
    pub async fn pedir(
        &self,
        inquilino: InquilinoId,
        alvo: Alvo,
        comando: Comando,
        anexo: Option<Arc<dyn Anexo>>,
    ) -> Result<Aplicado, ErroAplicacao> {
        let espera = self.mandar(Solicitacao { inquilino, alvo, comando, anexo }).await?;
        espera.await.map_err(|_| parou())?
    }

    /// Manda vários, na ordem, e espera todos; um desfecho para cada.
    pub async fn pedir_varios(&self, solicitacoes: Vec<Solicitacao>) -> Vec<Result<Aplicado, ErroAplicacao>> {
        let mut esperas = Vec::with_capacity(solicitacoes.len());
        for solicitacao in solicitacoes {
            esperas.push(self.mandar(solicitacao).await);
        }
        let mut desfechos = Vec::with_capacity(esperas.len());
        for espera in esperas {
            desfechos.push(match espera {
                Ok(espera) => espera.await.unwrap_or_else(|_| Err(parou())),
                Err(erro) => Err(erro),
            });
        }
        desfechos
    }

    async fn mandar(&self, solicitacao: Solicitacao) -> Result<oneshot::Receiver<Desfecho>, ErroAplicacao> {
        let (resposta, respondido) = oneshot::channel();
        self.pedidos.send(Pedido { solicitacao, resposta }).await.map_err(|_| parou())?;
        Ok(respondido)
    }

    /// Versões de fluxo compiladas.
    pub fn catalogo(&self) -> &CatalogoDeFluxos {
        &self.catalogo
    }

    /// Os valores grandes que não cabem no banco.
    pub fn cargas(&self) -> &Cargas {
        &self.cargas
    }

    /// Muda a cada lote gravado. É dica; a verdade é a leitura periódica.
    pub fn aviso(&self) -> watch::Receiver<u64> {
        self.aviso_de(Assunto::Tudo)
    }

    /// Muda quando um lote gravado traz o que interessa ao assunto. Quem muda por fora do consolidador não avisa: é dica.
    pub fn aviso_de(&self, assunto: Assunto) -> watch::Receiver<u64> {
        self.escutas.de(assunto)
    }

    /// Quanto este nó já atendeu.
    pub fn atendidos(&self) -> Atendidos {
        self.contadores.ler()
    }

    /// Liga o executor deste nó: o trabalho que puder nasce concedido a ele. Nenhum = desliga.
    pub fn ligar(&self, entregas: Option<Entregas>) {
        self.ligacao.trocar(entregas);
    }
}
