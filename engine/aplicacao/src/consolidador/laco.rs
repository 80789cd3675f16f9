//! O laço: recebe, junta, decide, grava, responde. Quando a gravação não vale, refaz-se em [`refazer`](super::refazer).

use std::sync::Arc;

use esteira_armazem::{Armazem, ErroArmazem, Unidade};
use esteira_base::Relogio;
use esteira_base::ids::{InquilinoId, InstanciaId};
use tokio::sync::{mpsc, oneshot};

use super::avisos::Avisos;
use super::contagem::Contadores;
use super::entregas::Ligacao;
use super::escutas;
use super::leitura::{conferir, ler};
use super::lote::{Lote, Veredito};
use super::memoria::Memoria;
use super::pedido::{Desfecho, Pedido};
use super::voo::{Aberto, Depois, Voo, pouso};
use super::{Alvo, CatalogoDeFluxos, MAXIMO_POR_LOTE, Projetor, Solicitacao};
use crate::ErroAplicacao;
use crate::cargas::Cargas;

pub(super) struct Laco {
    pub armazem: Armazem,
    pub relogio: Arc<dyn Relogio>,
    pub projetor: Arc<dyn Projetor>,
    pub catalogo: CatalogoDeFluxos,
    pub cargas: Cargas,
    pub avisos: Avisos,
    pub ligacao: Ligacao,
    pub memoria: Memoria,
    pub contadores: Arc<Contadores>,
}

/// Com que confiança se decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modo {
    /// Sobre o que a memória e uma leitura sem trava dizem; a gravação confere, e recusa se alguém mudou antes.
    Otimista,
    /// Lendo e travando tudo na transação que grava.
    Cauteloso,
}

impl Laco {
    /// Enquanto um lote se grava, o seguinte já se decide, com tudo o que for chegando; pousado um, decola o outro. O que enche antes disso
    /// espera na pista, já montado, e abre-se mais um.
    pub async fn rodar(mut self, mut recebidos: mpsc::Receiver<Pedido>) {
        let (catalogo, projetor) = (self.catalogo.clone(), self.projetor.clone());
        let abrir = |laco: &Self| {
            Aberto::novo(Lote::novo(laco.relogio.agora(), laco.ligacao.atual(), &catalogo, projetor.as_ref()))
        };
        let mut novos = Vec::with_capacity(MAXIMO_POR_LOTE);
        let mut aberto: Option<Aberto<'_>> = None;
        let mut pista: Option<Voo> = None;
        let mut no_ar: Option<Voo> = None;
        let mut respostas = Vec::new();
        let mut chegam = true;
        loop {
            if no_ar.is_none() {
                no_ar = pista.take().map(Voo::liberado);
            }
            if no_ar.is_none()
                && let Some(pronto) = aberto.take()
            {
                no_ar = self.decolar(pronto).await;
            }
            if no_ar.is_some()
                && pista.is_none()
                && let Some(cheio) = aberto.take_if(|aberto| aberto.cheio())
            {
                pista = self.taxiar(cheio).await;
            }
            // Com o seguinte já a gravar-se: responder é trabalho daqui, e gravar, do banco.
            respostas.drain(..).for_each(|(pedido, desfecho)| self.dizer(pedido, desfecho));
            if no_ar.is_none() && !chegam {
                break;
            }
            let cabem = aberto.as_ref().map_or(MAXIMO_POR_LOTE, Aberto::cabem);
            tokio::select! {
                biased;
                gravou = pouso(no_ar.as_mut()) => {
                    let Some(voo) = no_ar.take() else { continue };
                    // O que se decidiu por cima do que não se gravou não vale.
                    let (na_pista, por_cima) = if gravou { (None, None) } else { (pista.take(), aberto.take()) };
                    if let Some(na_pista) = &na_pista {
                        self.esquecer(&na_pista.instancias);
                    }
                    respostas = self.pousar(voo, gravou).await;
                    if let Some(na_pista) = na_pista {
                        self.refazer(na_pista.pedidos).await;
                    }
                    if let Some(por_cima) = por_cima {
                        let mut outro = abrir(&self);
                        self.decidir_mais(&mut outro, por_cima.pedidos).await;
                        aberto = Some(outro);
                    }
                }
                quantos = recebidos.recv_many(&mut novos, cabem), if chegam && cabem > 0 => {
                    chegam = quantos > 0;
                    if chegam {
                        let aberto = aberto.get_or_insert_with(|| abrir(&self));
                        self.decidir_mais(aberto, std::mem::take(&mut novos)).await;
                    }
                }
            }
        }
    }

    /// Decide mais estes no lote aberto. O que não se pôde decidir estraga o lote inteiro.
    async fn decidir_mais(&mut self, aberto: &mut Aberto<'_>, pedidos: Vec<Pedido>) {
        let decididos = self.decidir(&mut aberto.lote, &solicitacoes(&pedidos), Modo::Otimista, None).await;
        match decididos.and_then(|vereditos| aberto.lote.adiantar().map(|()| vereditos)) {
            Ok(vereditos) => aberto.vereditos.extend(vereditos),
            Err(erro) => {
                tracing::warn!(%erro, "não consegui decidir um lote; refazendo");
                aberto.estragado = true;
            }
        }
        aberto.pedidos.extend(pedidos);
    }

    /// Começa a gravar o lote, sem esperar. O que escreve por conta própria na transação grava-se aqui mesmo.
    async fn decolar(&mut self, aberto: Aberto<'_>) -> Option<Voo> {
        if aberto.voa() {
            return self.taxiar(aberto).await.map(Voo::liberado);
        }
        let Aberto { mut lote, pedidos, mut vereditos, estragado } = aberto;
        let inquilino = pedidos.first().filter(|_| !estragado).map(|pedido| pedido.solicitacao.inquilino);
        let gravado = match inquilino {
            Some(inquilino) => self.gravar(&mut lote, &mut vereditos, inquilino, None).await.ok(),
            None => None,
        };
        match gravado {
            Some(depois) => {
                self.lembrar_se(lote);
                depois.fazer(&self.avisos);
                let desfechos = self.confirmar(pedidos, vereditos).await;
                desfechos.into_iter().for_each(|(pedido, desfecho)| self.dizer(pedido, desfecho));
            }
            None => self.refazer(pedidos).await,
        }
        None
    }

    /// Monta o que o lote grava e espera a vez de gravar. A memória já o mostra como vai ficar.
    async fn taxiar(&mut self, aberto: Aberto<'_>) -> Option<Voo> {
        let Aberto { mut lote, pedidos, vereditos, .. } = aberto;
        let Ok(mut gravacao) = lote.fechar() else {
            self.refazer(pedidos).await;
            return None;
        };
        let (armazem, cargas, agora) = (self.armazem.clone(), self.cargas.clone(), lote.junto.agora);
        let depois = Depois::de(&mut lote.junto, false);
        let instancias = self.lembrar_se(lote);
        let (vez, liberada) = oneshot::channel();
        let gravacao = tokio::spawn(async move {
            cargas.encolher(&mut gravacao).await?;
            let montada = armazem.montar(gravacao, agora)?;
            // Quem larga a vez desistiu deste lote.
            liberada.await.map_err(|_| ErroArmazem::Conflito)?;
            armazem.gravar_montada(montada).await
        });
        Some(Voo { gravacao, vez: Some(vez), pedidos, vereditos, instancias, depois })
    }

    fn esquecer(&mut self, instancias: &[InstanciaId]) {
        for id in instancias {
            self.memoria.tirar(*id);
        }
    }

    /// O lote está durável, e o que se responde é o que se decidiu; ou não está, e refaz-se.
    async fn pousar(&mut self, voo: Voo, gravou: bool) -> Vec<(Pedido, Desfecho)> {
        let Voo { pedidos, vereditos, instancias, depois, .. } = voo;
        if gravou {
            depois.fazer(&self.avisos);
            return self.confirmar(pedidos, vereditos).await;
        }
        self.esquecer(&instancias);
        self.refazer(pedidos).await;
        Vec::new()
    }

    /// O desfecho de cada pedido; o que só o banco pode confirmar refaz-se com cautela.
    async fn confirmar(&mut self, pedidos: Vec<Pedido>, vereditos: Vec<Veredito>) -> Vec<(Pedido, Desfecho)> {
        let (mut certos, mut duvidosos) = (Vec::with_capacity(pedidos.len()), Vec::new());
        for (pedido, veredito) in pedidos.into_iter().zip(vereditos) {
            match veredito {
                Veredito::Duvidoso => duvidosos.push(pedido),
                outro => certos.push((pedido, desfecho(outro))),
            }
        }
        if !duvidosos.is_empty() {
            let desfechos = self.com_cautela(&solicitacoes(&duvidosos)).await;
            certos.extend(duvidosos.into_iter().zip(desfechos));
        }
        certos
    }

    async fn refazer(&mut self, pedidos: Vec<Pedido>) {
        let desfechos = self.atender(&solicitacoes(&pedidos)).await;
        pedidos.into_iter().zip(desfechos).for_each(|(pedido, desfecho)| self.dizer(pedido, desfecho));
    }

    fn dizer(&self, pedido: Pedido, desfecho: Desfecho) {
        self.contadores.contar(1, usize::from(desfecho.is_err()));
        // Quem pediu pode ter desistido de esperar; o que foi gravado está gravado.
        let _ = pedido.resposta.send(desfecho);
    }

    /// Decide no lote, lendo o que a memória não tem. Com unidade, é na transação dela que se lê, se trava e se confere.
    pub async fn decidir(
        &mut self,
        lote: &mut Lote<'_>,
        solicitacoes: &[&Solicitacao],
        modo: Modo,
        mut unidade: Option<&mut Unidade>,
    ) -> Result<Vec<Veredito>, ErroArmazem> {
        let Some(primeira) = solicitacoes.first() else { return Ok(Vec::new()) };
        let falta = self.lembrar(lote, solicitacoes, modo);
        if !falta.vazia() {
            match &mut unidade {
                Some(unidade) => ler(lote, unidade, &self.cargas, &falta, true).await?,
                None => {
                    let mut unidade = self.armazem.ler(primeira.inquilino).await?;
                    ler(lote, &mut unidade, &self.cargas, &falta, false).await?;
                }
            }
        }
        if let Some(unidade) = &mut unidade {
            conferir(lote, unidade, solicitacoes).await?;
        }
        let mut vereditos = Vec::with_capacity(solicitacoes.len());
        for solicitacao in solicitacoes {
            let veredito = match (&solicitacao.alvo, &mut unidade) {
                (Alvo::Sinal(sinal), Some(unidade)) => {
                    escutas::acertar(lote, unidade, &mut vereditos).await?;
                    escutas::entregar(lote, unidade, &self.cargas, *sinal, solicitacao).await?
                }
                // Quem o espera só o banco sabe.
                (Alvo::Sinal(_), None) => Veredito::Duvidoso,
                _ => lote.aplicar(solicitacao)?,
            };
            vereditos.push(veredito);
        }
        Ok(vereditos)
    }

    /// Grava e confirma, na unidade dada ou numa nova. Devolve o que só agora se pode fazer.
    pub async fn gravar(
        &mut self,
        lote: &mut Lote<'_>,
        vereditos: &mut [Veredito],
        inquilino: InquilinoId,
        unidade: Option<Unidade>,
    ) -> Result<Depois, ErroArmazem> {
        let unidade = match unidade {
            None if lote.escreve() => Some(self.armazem.escrever(inquilino).await?),
            outra => outra,
        };
        let projetou = lote.projeta();
        match unidade {
            Some(mut unidade) => {
                escutas::acertar(lote, &mut unidade, vereditos).await?;
                // Quem espera sinal não estava entre os que a memória deu: o que ela saiba deles já é velho.
                for id in lote.sinais.values() {
                    self.memoria.tirar(*id);
                }
                lote.escrever(&mut unidade).await?;
                let mut gravacao = lote.fechar()?;
                self.cargas.encolher(&mut gravacao).await?;
                unidade.gravar(gravacao, lote.junto.agora).await?;
                unidade.confirmar().await?;
            }
            None => {
                let mut gravacao = lote.fechar()?;
                self.cargas.encolher(&mut gravacao).await?;
                self.armazem.gravar(gravacao, lote.junto.agora).await?;
            }
        }
        for parada in lote.paradas.values() {
            parada.estacionar(&self.armazem, lote.junto.agora).await;
        }
        Ok(Depois::de(&mut lote.junto, projetou))
    }

    /// A memória fica como o lote deixa as instâncias. Devolve as que ela passou a mostrar.
    pub fn lembrar_se(&mut self, lote: Lote<'_>) -> Vec<InstanciaId> {
        let mut lembradas = Vec::with_capacity(lote.vivas.len());
        for viva in lote.vivas.into_values().filter(|viva| viva.estado.situacao.viva()) {
            lembradas.push(viva.origem.id);
            self.memoria.guardar(viva);
        }
        lembradas
    }
}

fn solicitacoes(pedidos: &[Pedido]) -> Vec<&Solicitacao> {
    pedidos.iter().map(|pedido| &pedido.solicitacao).collect()
}

pub(super) fn desfecho(veredito: Veredito) -> Desfecho {
    match veredito {
        Veredito::Aplicado(aplicado) => Ok(aplicado),
        Veredito::Recusado(erro) => Err(erro),
        // Com cautela nada vem da memória.
        Veredito::Duvidoso => Err(ErroAplicacao::interno("recusa duvidosa num lote conferido")),
    }
}

pub(super) fn parou() -> ErroAplicacao {
    ErroAplicacao::Indisponivel("o consolidador parou".into())
}
