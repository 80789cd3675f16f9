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
    async fn rodar(mut self, mut recebidos: mpsc::Receiver<Pedido>) {
        let mut lote = Vec::with_capacity(MAXIMO_POR_LOTE);
        while recebidos.recv_many(&mut lote, MAXIMO_POR_LOTE).await > 0 {
            let (solicitacoes, respostas): (Vec<_>, Vec<_>) =
                lote.drain(..).map(|pedido: Pedido| (pedido.solicitacao, pedido.resposta)).unzip();
            let desfechos = self.atender(&solicitacoes).await;
            self.contadores.contar(desfechos.len(), desfechos.iter().filter(|desfecho| desfecho.is_err()).count());
            for (resposta, desfecho) in respostas.into_iter().zip(desfechos) {
                // Quem pediu pode ter desistido de esperar; o que foi gravado está gravado.
                let _ = resposta.send(desfecho);
            }
        }
    }

    /// Grava o lote; o que só o banco pode confirmar se refaz com cautela, e se o banco recusa tudo, vai um a um.
    async fn atender(&mut self, solicitacoes: &[Solicitacao]) -> Vec<Desfecho> {
        let todos: Vec<&Solicitacao> = solicitacoes.iter().collect();
        let vereditos = match self.insistir(&todos, Modo::Otimista).await {
            Ok(vereditos) => vereditos,
            Err(_) => return self.com_cautela(&todos).await,
        };
        let duvidosos = |v: &Veredito| matches!(v, Veredito::Duvidoso);
        let refazer: Vec<&Solicitacao> =
            vereditos.iter().zip(solicitacoes).filter(|(v, _)| duvidosos(v)).map(|(_, s)| s).collect();
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
        let projetor = self.projetor.clone();
        let catalogo = self.catalogo.clone();
        let mut lote = Lote::novo(self.relogio.agora(), self.ligacao.atual(), &catalogo, projetor.as_ref());
        let falta = self.lembrar(&mut lote, solicitacoes, modo);
        let mut unidade = match modo {
            Modo::Cauteloso => Some(self.armazem.escrever(primeira.inquilino).await?),
            Modo::Otimista => None,
        };
        if !falta.vazia() {
            match &mut unidade {
                Some(unidade) => ler(&mut lote, unidade, &self.cargas, &falta, true).await?,
                None => {
                    ler(&mut lote, &mut self.armazem.ler(primeira.inquilino).await?, &self.cargas, &falta, false)
                        .await?;
                }
            }
        }
        if let Some(unidade) = &mut unidade {
            conferir(&mut lote, unidade, solicitacoes).await?;
        }
        let mut vereditos = Vec::with_capacity(solicitacoes.len());
        for solicitacao in solicitacoes {
            let veredito = match (&solicitacao.alvo, &mut unidade) {
                (Alvo::Sinal(sinal), Some(unidade)) => {
                    escutas::acertar(&mut lote, unidade, &mut vereditos).await?;
                    escutas::entregar(&mut lote, unidade, &self.cargas, *sinal, solicitacao).await?
                }
                // Quem o espera só o banco sabe.
                (Alvo::Sinal(_), None) => Veredito::Duvidoso,
                _ => lote.aplicar(solicitacao)?,
            };
            vereditos.push(veredito);
        }
        if lote.escreve() && unidade.is_none() {
            unidade = Some(self.armazem.escrever(primeira.inquilino).await?);
        }
        if let Some(unidade) = &mut unidade {
            escutas::acertar(&mut lote, unidade, &mut vereditos).await?;
        }
        // Quem espera sinal não estava entre os que a memória deu: o que ela saiba deles já é velho.
        for id in lote.sinais.values() {
            self.memoria.tirar(*id);
        }
        let escreveu = lote.projeta();
        let mut gravacao = lote.fechar()?;
        self.cargas.encolher(&mut gravacao).await?;
        match unidade {
            Some(mut unidade) => {
                lote.escrever(&mut unidade).await?;
                unidade.gravar(gravacao, lote.junto.agora).await?;
                unidade.confirmar().await?;
            }
            None => self.armazem.gravar(gravacao, lote.junto.agora).await?,
        }
        for parada in lote.paradas.values() {
            let insistem = solicitacoes.iter().filter_map(|s| s.concluido()).any(|c| c.instancia == parada.id);
            parada.estacionar(&self.armazem, insistem, lote.junto.agora).await;
        }
        self.concluir(lote, escreveu);
        Ok(vereditos)
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

    /// Depois do commit: a memória fica como o banco, o que nasceu concedido vai ao executor, e quem espera acorda.
    fn concluir(&mut self, lote: Lote<'_>, escreveu: bool) {
        let Lote { junto, vivas, .. } = lote;
        for viva in vivas.into_values().filter(|viva| viva.estado.situacao.viva()) {
            self.memoria.guardar(viva);
        }
        if let Some(entregas) = junto.entregas.filter(|_| !junto.entregues.is_empty()) {
            entregas.entregar(junto.entregues);
        }
        let assuntos = [
            (Assunto::Tudo, true),
            (Assunto::Fila, junto.trabalho_solto),
            (Assunto::Temporizadores, junto.temporizador_vencido),
            (Assunto::CaixaDeSaida, escreveu),
        ];
        for (assunto, _) in assuntos.into_iter().filter(|(_, ha)| *ha) {
            self.avisos.avisar(assunto);
        }
    }
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
