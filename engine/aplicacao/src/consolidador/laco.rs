//! O laço: recebe, junta, decide, grava, responde.

use std::sync::Arc;
use std::time::Duration;

use esteira_armazem::{Armazem, ErroArmazem, Unidade};
use esteira_base::Relogio;
use esteira_base::ids::{InquilinoId, InstanciaId, TarefaId};
use esteira_motor::maquina::Comando;
use esteira_portas::arquivos::Arquivos;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::avisos::{Avisos, Escutas};
use super::contagem::{Atendidos, Contadores};
use super::entregas::{Entregas, Ligacao};
use super::escutas;
use super::levantar::{Levantada, conhecer, levantar};
use super::lote::{Lote, Veredito};
use super::memoria::Memoria;
use super::pedido::{Desfecho, Pedido};
use super::voo::{Aberto, Depois, Voo, pouso};
use super::{
    Alvo, Anexo, Aplicado, Assunto, COMANDOS_EM_ESPERA, CatalogoDeFluxos, MAXIMO_POR_LOTE, Projetor, Solicitacao,
    TENTATIVAS_POR_LOTE,
};
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

fn parou() -> ErroAplicacao {
    ErroAplicacao::Indisponivel("o consolidador parou".into())
}

struct Laco {
    armazem: Armazem,
    relogio: Arc<dyn Relogio>,
    projetor: Arc<dyn Projetor>,
    catalogo: CatalogoDeFluxos,
    cargas: Cargas,
    avisos: Avisos,
    ligacao: Ligacao,
    memoria: Memoria,
    contadores: Arc<Contadores>,
}

/// Com que confiança se decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modo {
    /// Sobre o que a memória e uma leitura sem trava dizem; a gravação confere, e recusa se alguém mudou antes.
    Otimista,
    /// Lendo e travando tudo na transação que grava.
    Cauteloso,
}

impl Laco {
    /// Enquanto um lote se grava, o seguinte já se decide, com tudo o que for chegando; pousado um, decola o outro. O que enche antes disso
    /// espera na pista, já montado, e abre-se mais um.
    async fn rodar(mut self, mut recebidos: mpsc::Receiver<Pedido>) {
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

    /// Grava o lote; o que só o banco pode confirmar se refaz com cautela, e se o banco recusa tudo, vai um a um.
    async fn atender(&mut self, solicitacoes: &[&Solicitacao]) -> Vec<Desfecho> {
        let vereditos = match self.insistir(solicitacoes, Modo::Otimista).await {
            Ok(vereditos) => vereditos,
            Err(_) => return self.com_cautela(solicitacoes).await,
        };
        let duvidosos = |v: &Veredito| matches!(v, Veredito::Duvidoso);
        let refazer: Vec<&Solicitacao> =
            vereditos.iter().zip(solicitacoes).filter(|(v, _)| duvidosos(v)).map(|(_, s)| *s).collect();
        let mut refeitos = if refazer.is_empty() { Vec::new() } else { self.com_cautela(&refazer).await }.into_iter();
        vereditos
            .into_iter()
            .map(|veredito| match veredito {
                Veredito::Aplicado(aplicado) => Ok(aplicado),
                Veredito::Recusado(erro) => Err(erro),
                Veredito::Duvidoso => refeitos.next().unwrap_or_else(|| Err(parou())),
            })
            .collect()
    }

    async fn com_cautela(&mut self, solicitacoes: &[&Solicitacao]) -> Vec<Desfecho> {
        let erro = match self.insistir(solicitacoes, Modo::Cauteloso).await {
            Ok(vereditos) => return vereditos.into_iter().map(desfecho).collect(),
            Err(erro) => erro,
        };
        if solicitacoes.len() == 1 {
            return vec![Err(erro.into())];
        }
        tracing::warn!(comandos = solicitacoes.len(), %erro, "lote recusado pelo banco; gravando um a um");
        let mut desfechos = Vec::with_capacity(solicitacoes.len());
        for sozinha in solicitacoes {
            desfechos.push(match self.insistir(std::slice::from_ref(sozinha), Modo::Cauteloso).await {
                Ok(vereditos) => vereditos.into_iter().map(desfecho).next().unwrap_or_else(|| Err(parou())),
                Err(erro) => Err(erro.into()),
            });
        }
        desfechos
    }

    /// Tenta outra vez o que adianta repetir: o banco que não respondeu e, com cautela, o que outro nó mudou no meio.
    async fn insistir(&mut self, solicitacoes: &[&Solicitacao], modo: Modo) -> Result<Vec<Veredito>, ErroArmazem> {
        let mut tentativa = 1;
        loop {
            let erro = match self.tentar(solicitacoes, modo).await {
                Ok(vereditos) => return Ok(vereditos),
                Err(erro) => erro,
            };
            let transitorio = erro.passageiro();
            let mudou_no_meio = matches!(erro, ErroArmazem::Conflito | ErroArmazem::JaExiste { .. });
            if tentativa >= TENTATIVAS_POR_LOTE || !(transitorio || mudou_no_meio && modo == Modo::Cauteloso) {
                return Err(erro);
            }
            if transitorio {
                tracing::warn!(tentativa, %erro, "o banco pediu para repetir o lote");
                tokio::time::sleep(Duration::from_millis(50 * u64::from(tentativa))).await;
            }
            tentativa += 1;
        }
    }

    async fn tentar(&mut self, solicitacoes: &[&Solicitacao], modo: Modo) -> Result<Vec<Veredito>, ErroArmazem> {
        let Some(primeira) = solicitacoes.first() else { return Ok(Vec::new()) };
        let (catalogo, projetor) = (self.catalogo.clone(), self.projetor.clone());
        let mut lote = Lote::novo(self.relogio.agora(), self.ligacao.atual(), &catalogo, projetor.as_ref());
        let mut unidade = match modo {
            Modo::Cauteloso => Some(self.armazem.escrever(primeira.inquilino).await?),
            Modo::Otimista => None,
        };
        let mut vereditos = self.decidir(&mut lote, solicitacoes, modo, unidade.as_mut()).await?;
        let depois = self.gravar(&mut lote, &mut vereditos, primeira.inquilino, unidade).await?;
        self.lembrar_se(lote);
        depois.fazer(&self.avisos);
        Ok(vereditos)
    }

    /// Decide no lote, lendo o que a memória não tem. Com unidade, é na transação dela que se lê, se trava e se confere.
    async fn decidir(
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
    async fn gravar(
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

    /// Tira da memória o que ela tem do lote, e diz o que falta ler.
    fn lembrar(&mut self, lote: &mut Lote<'_>, solicitacoes: &[&Solicitacao], modo: Modo) -> Falta {
        let mut falta = Falta::default();
        for solicitacao in solicitacoes {
            let id = match &solicitacao.alvo {
                Alvo::Nova(nova) | Alvo::Filha { nova, .. } => {
                    if self.catalogo.conhecido(nova.fluxo_id).is_none() {
                        falta.fluxos.push((solicitacao.inquilino, nova.fluxo_id));
                    }
                    continue;
                }
                Alvo::Instancia(id) | Alvo::Concessao { instancia: id, .. } => *id,
                Alvo::Sinal(_) => continue,
                Alvo::Versao { instancia, fluxo_id } => {
                    if self.catalogo.conhecido(*fluxo_id).is_none() {
                        falta.fluxos.push((solicitacao.inquilino, *fluxo_id));
                    }
                    *instancia
                }
                Alvo::Tarefa(tarefa) => match self.memoria.dona(*tarefa).or(lote.tarefas.get(tarefa).copied()) {
                    Some(dona) => {
                        lote.tarefas.insert(*tarefa, dona);
                        dona
                    }
                    None => {
                        falta.tarefas.push(*tarefa);
                        continue;
                    }
                },
            };
            if lote.vivas.contains_key(&id) {
                continue;
            }
            match self.memoria.tirar(id) {
                Some(viva) if modo == Modo::Otimista => {
                    // As outras tarefas dela deixam de estar na memória: quem ainda as procurar neste lote as acha aqui.
                    let tarefas = viva.tarefas.iter().map(|t| (TarefaId(t.aberta.tarefa.id), id));
                    lote.tarefas.extend(tarefas);
                    lote.vivas.insert(id, viva);
                }
                _ => falta.instancias.push(id),
            }
        }
        falta
    }

    /// A memória fica como o lote deixa as instâncias. Devolve as que ela passou a mostrar.
    fn lembrar_se(&mut self, lote: Lote<'_>) -> Vec<InstanciaId> {
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

fn desfecho(veredito: Veredito) -> Desfecho {
    match veredito {
        Veredito::Aplicado(aplicado) => Ok(aplicado),
        Veredito::Recusado(erro) => Err(erro),
        // Com cautela nada vem da memória.
        Veredito::Duvidoso => Err(ErroAplicacao::interno("recusa duvidosa num lote conferido")),
    }
}

/// O que o lote precisa e a memória não tem.
#[derive(Default)]
struct Falta {
    instancias: Vec<InstanciaId>,
    tarefas: Vec<TarefaId>,
    fluxos: Vec<(InquilinoId, uuid::Uuid)>,
}

impl Falta {
    fn vazia(&self) -> bool {
        self.instancias.is_empty() && self.tarefas.is_empty() && self.fluxos.is_empty()
    }
}

async fn ler(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    falta: &Falta,
    travar: bool,
) -> Result<(), ErroArmazem> {
    let catalogo = lote.catalogo();
    for (inquilino, fluxo) in &falta.fluxos {
        unidade.em_nome_de(*inquilino);
        // Sem ele, só o comando que o pede se recusa.
        let _ = conhecer(unidade, catalogo, *fluxo).await?;
    }
    let leitura = unidade.ler_lote(&falta.instancias, &falta.tarefas, travar).await?;
    for lida in leitura.instancias {
        match levantar(unidade, catalogo, cargas, lida).await? {
            Levantada::Viva(viva) => _ = lote.vivas.insert(viva.origem.id, *viva),
            Levantada::Voltou(viva) => {
                lote.junto.gravacao.suspensas.push((viva.origem.inquilino, viva.origem.id, viva.estado.pausada));
                _ = lote.vivas.insert(viva.origem.id, *viva);
            }
            Levantada::Parada(parada) => _ = lote.paradas.insert(parada.id, parada),
            Levantada::SemFluxo => {}
        }
    }
    lote.tarefas.extend(leitura.tarefas);
    lote.encerradas.extend(leitura.encerradas);
    Ok(())
}

/// Lê e trava uma instância que só com o lote a meio se soube ser dele. Travar fora de ordem pode fechar um círculo com outro nó: o banco o
/// desfaz, e o lote se repete.
pub(super) async fn ler_mais_uma(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    cargas: &Cargas,
    id: InstanciaId,
) -> Result<(), ErroArmazem> {
    if lote.vivas.contains_key(&id) {
        return Ok(());
    }
    ler(lote, unidade, cargas, &Falta { instancias: vec![id], ..Falta::default() }, true).await
}

/// O que a gravação otimista só descobriria depois: concessões que não valem, chaves já tomadas.
async fn conferir(
    lote: &mut Lote<'_>,
    unidade: &mut Unidade,
    solicitacoes: &[&Solicitacao],
) -> Result<(), ErroArmazem> {
    let concluidos: Vec<_> = solicitacoes.iter().filter_map(|solicitacao| solicitacao.concluido()).collect();
    lote.vigentes = Some(unidade.concessoes_vigentes(&concluidos).await?);
    for solicitacao in solicitacoes {
        if let Some(nova) = solicitacao.alvo.nova() {
            unidade.em_nome_de(solicitacao.inquilino);
            for viva in unidade.chaves_vivas(&[nova]).await? {
                lote.chave_viva(solicitacao.inquilino, nova, viva);
            }
        }
    }
    Ok(())
}
