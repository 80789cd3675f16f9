//! Um lote: comandos decididos na memória, um depois do outro, e tudo o que eles mudam, junto para se gravar de uma vez.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use esteira_armazem::motor::{ChaveViva, DecisaoGuardada, Gravacao, InstanciaNova, ItemConcluido, Retrato, Tarefa};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, SinalId, TarefaId};
use esteira_motor::Fluxo;
use esteira_motor::maquina::{Comando, Decisao, ErroAtividade, Estado, NumeroVisita, Recusa, decidir, parar};

use super::efeitos::{self, nao_serializa};
use super::entregas::{Entregas, Entregue};
use super::escutas::{self, Mudadas, SEM_ESPERA};
use super::levantar::Parada;
use super::viva::Viva;
use super::{Alvo, Anexo, Aplicado, CatalogoDeFluxos, Projetor, Solicitacao};
use crate::ErroAplicacao;

/// O que se decidiu de um comando.
#[expect(
    clippy::large_enum_variant,
    reason = "quase todos são `Aplicado`: encaixotá-lo custaria uma alocação por comando"
)]
pub(super) enum Veredito {
    Aplicado(Aplicado),
    Recusado(ErroAplicacao),
    /// Recusado sobre o que a memória dizia: só o banco pode confirmar a recusa.
    Duvidoso,
}

/// O que os comandos juntam.
pub(super) struct Junto {
    pub agora: Instante,
    pub gravacao: Gravacao,
    /// Escutas por acertar.
    pub escutas: Mudadas,
    /// O executor deste nó, se há.
    pub entregas: Option<Entregas>,
    /// O que nasceu concedido a ele.
    pub entregues: Vec<Entregue>,
    /// Se nasceu trabalho pronto sem dono.
    pub trabalho_solto: bool,
    /// Se nasceu temporizador já vencido.
    pub temporizador_vencido: bool,
}

/// Uma decisão que alguém mais projeta ou acompanha, na transação do lote.
struct AEscrever {
    inquilino: InquilinoId,
    instancia: InstanciaId,
    decisao: Decisao,
    projetar: bool,
    anexo: Option<Arc<dyn Anexo>>,
}

/// A chave pela qual só uma instância vive.
type Chave = (InquilinoId, String, String);

pub(super) struct Lote<'a> {
    pub junto: Junto,
    pub vivas: HashMap<InstanciaId, Viva>,
    /// De que instância é cada tarefa a que um comando se dirige.
    pub tarefas: HashMap<TarefaId, InstanciaId>,
    /// A que instância vai cada sinal, dos que se achou quem espere.
    pub sinais: HashMap<SinalId, InstanciaId>,
    /// Das que se procurou e não vivem, as que já encerraram.
    pub encerradas: HashSet<(InquilinoId, InstanciaId)>,
    /// As que não se leem.
    pub paradas: HashMap<InstanciaId, Parada>,
    /// As concessões que valem, se foram conferidas; senão, confere a gravação.
    pub vigentes: Option<HashSet<ItemConcluido>>,
    catalogo: &'a CatalogoDeFluxos,
    projetor: &'a dyn Projetor,
    /// Quem nasceu neste lote com cada chave, ou já vivia com ela.
    chaves: HashMap<Chave, InstanciaId>,
    concluidos: HashSet<ItemConcluido>,
    a_escrever: Vec<AEscrever>,
    /// As que mudaram desde o último retrato.
    mudadas: HashSet<InstanciaId>,
    retratos: HashMap<InstanciaId, Retrato>,
}

impl<'a> Lote<'a> {
    pub fn novo(
        agora: Instante,
        entregas: Option<Entregas>,
        catalogo: &'a CatalogoDeFluxos,
        projetor: &'a dyn Projetor,
    ) -> Self {
        let junto = Junto {
            agora,
            gravacao: Gravacao::default(),
            escutas: Mudadas::new(),
            entregas,
            entregues: Vec::new(),
            trabalho_solto: false,
            temporizador_vencido: false,
        };
        let (vivas, tarefas, sinais, encerradas, paradas, chaves) = Default::default();
        let (concluidos, a_escrever, mudadas, retratos) = Default::default();
        Self {
            junto,
            vivas,
            tarefas,
            sinais,
            encerradas,
            paradas,
            vigentes: None,
            catalogo,
            projetor,
            chaves,
            concluidos,
            a_escrever,
            mudadas,
            retratos,
        }
    }

    pub fn catalogo(&self) -> &'a CatalogoDeFluxos {
        self.catalogo
    }

    /// Anota que a chave de uma que quer nascer já é de outra.
    pub fn chave_viva(&mut self, inquilino: InquilinoId, nova: &InstanciaNova, viva: ChaveViva) {
        self.chaves.insert(chave(inquilino, nova), viva.viva);
    }

    /// Decide um comando e junta o que ele muda. Erro = o lote não vale mais.
    pub fn aplicar(&mut self, pedido: &Solicitacao) -> Result<Veredito, ErroArmazem> {
        let concluido = pedido.concluido();
        if let Some(concluido) = concluido
            && (self.concluidos.contains(&concluido)
                || self.vigentes.as_ref().is_some_and(|vigentes| !vigentes.contains(&concluido)))
        {
            let mensagem = "a concessão passou a outro nó, ou a visita acabou; o relato não vale";
            return Ok(Veredito::Recusado(ErroAplicacao::conflito("concessao_vencida", mensagem)));
        }
        let veredito = match self.resolver(pedido) {
            Ok((id, tarefa)) => self.decidir(id, tarefa, pedido)?,
            Err(recusa) => Veredito::Recusado(recusa),
        };
        // A linha sai mesmo que a máquina recuse o relato: ele não volta, e a linha ficaria concedida para sempre. A da filha que não pôde
        // nascer fica: é por ela que se diz à mãe. A da que não se lê também: espera que a consertem.
        let sai = match &veredito {
            Veredito::Aplicado(_) => true,
            Veredito::Recusado(_) => {
                let parada = concluido.and_then(|concluido| self.paradas.get_mut(&concluido.instancia));
                let parou = parada.map(|parada| parada.insistem = true).is_some();
                !parou && !matches!(pedido.alvo, Alvo::Filha { .. })
            }
            Veredito::Duvidoso => false,
        };
        if let Some(concluido) = concluido.filter(|_| sai) {
            self.concluidos.insert(concluido);
            self.junto.gravacao.concluidos.push(concluido);
        }
        Ok(veredito)
    }

    /// A instância do alvo, e a tarefa se é a uma que ele se dirige.
    fn resolver(&mut self, pedido: &Solicitacao) -> Result<(InstanciaId, Option<Tarefa>), ErroAplicacao> {
        match &pedido.alvo {
            Alvo::Nova(nova) | Alvo::Filha { nova, .. } => {
                if let Some(viva) = self.chaves.get(&chave(pedido.inquilino, nova)) {
                    return Err(instancia_viva(nova, *viva));
                }
                let fluxo = self.catalogo.conhecido(nova.fluxo_id);
                let fluxo = fluxo.ok_or_else(|| ErroAplicacao::nao_encontrado("fluxo", nova.fluxo_id))?;
                self.vivas.insert(nova.id, Viva::nova(pedido.inquilino, nova, fluxo, self.junto.agora));
                Ok((nova.id, None))
            }
            Alvo::Instancia(id) | Alvo::Concessao { instancia: id, .. } | Alvo::Versao { instancia: id, .. } => {
                self.viva(pedido.inquilino, *id)
            }
            Alvo::Sinal(sinal) => match self.sinais.get(sinal) {
                Some(id) => self.viva(pedido.inquilino, *id),
                None => Err(ErroAplicacao::conflito(SEM_ESPERA, "ninguém espera este sinal agora")),
            },
            Alvo::Tarefa(id) => {
                let dona = self.tarefas.get(id);
                if let Some(dona) = dona.filter(|dona| self.paradas.contains_key(dona)) {
                    return self.viva(pedido.inquilino, *dona);
                }
                let dona = dona.and_then(|dona| self.vivas.get(dona));
                let dona = dona.filter(|dona| dona.origem.inquilino == pedido.inquilino);
                let tarefa = dona.and_then(|dona| dona.tarefas.iter().find(|t| t.aberta.tarefa.id == id.0));
                let tarefa = tarefa.ok_or_else(|| ErroAplicacao::nao_encontrado("tarefa", id))?.aberta.tarefa.clone();
                Ok((tarefa.instancia_id.into(), Some(tarefa)))
            }
        }
    }

    fn viva(&self, inquilino: InquilinoId, id: InstanciaId) -> Result<(InstanciaId, Option<Tarefa>), ErroAplicacao> {
        if self.vivas.get(&id).is_some_and(|viva| viva.origem.inquilino == inquilino) {
            Ok((id, None))
        } else if self.encerradas.contains(&(inquilino, id)) {
            Err(Recusa::Encerrada.into())
        } else if let Some(parada) = self.paradas.get(&id).filter(|parada| parada.inquilino == inquilino) {
            Err(parada.recusa())
        } else {
            Err(ErroAplicacao::nao_encontrado("instância", id))
        }
    }

    fn decidir(
        &mut self,
        id: InstanciaId,
        tarefa: Option<Tarefa>,
        pedido: &Solicitacao,
    ) -> Result<Veredito, ErroArmazem> {
        let Some(viva) = self.vivas.get(&id) else {
            return Ok(Veredito::Recusado(ErroAplicacao::nao_encontrado("instância", id)));
        };
        if let (Some(tarefa), Some(anexo)) = (&tarefa, &pedido.anexo)
            && let Err(recusa) = anexo.conferir_tarefa(tarefa)
        {
            // A tarefa da memória pode ter passado de revisão noutro nó.
            return Ok(if viva.da_memoria { Veredito::Duvidoso } else { Veredito::Recusado(recusa) });
        }
        let mut comando = pedido.comando.clone();
        if let (Some(tarefa), Comando::Decidir { visita, .. } | Comando::Encaminhar { visita, .. }) =
            (&tarefa, &mut comando)
        {
            *visita = NumeroVisita::try_from(tarefa.visita).unwrap_or(NumeroVisita::MAX);
        }
        let fluxo = match &pedido.alvo {
            Alvo::Versao { fluxo_id, .. } => match self.catalogo.conhecido(*fluxo_id) {
                Some(fluxo) => fluxo,
                None => return Ok(Veredito::Recusado(ErroAplicacao::nao_encontrado("fluxo", fluxo_id))),
            },
            _ => viva.fluxo.clone(),
        };
        match decidir_ou_parar(&fluxo, &viva.estado, comando, self.junto.agora) {
            Ok(decisao) => self.juntar(id, tarefa, decisao, pedido).map(Veredito::Aplicado),
            Err(_) if viva.da_memoria => Ok(Veredito::Duvidoso),
            Err(recusa) => {
                if viva.gravada.is_none() && viva.estado.sequencia == 0 {
                    self.vivas.remove(&id);
                }
                Ok(Veredito::Recusado(recusa.into()))
            }
        }
    }

    fn juntar(
        &mut self,
        id: InstanciaId,
        tarefa: Option<Tarefa>,
        mut decisao: Decisao,
        pedido: &Solicitacao,
    ) -> Result<Aplicado, ErroArmazem> {
        let inquilino = pedido.inquilino;
        let primeira = decisao.estado.sequencia + 1 - decisao.eventos.len() as u64;
        let eventos = serde_json::to_string(&decisao.eventos).map_err(|e| nao_serializa("historico", "eventos", e))?;
        let sequencia = i64::try_from(primeira).unwrap_or(i64::MAX);
        if !decisao.eventos.is_empty() {
            let guardada = DecisaoGuardada { inquilino, instancia: id, sequencia, eventos };
            self.junto.gravacao.historico.push(guardada);
        }
        let situacao = decisao.estado.situacao;
        let estado_de_negocio = decisao.estado.estado_de_negocio.clone();
        let anexo = pedido.anexo.as_ref();
        if let Some(registro) = anexo.and_then(|anexo| anexo.auditoria(id, &decisao)) {
            self.junto.gravacao.auditoria.push((inquilino, registro));
        }
        let projetar = self.projetor.interessa(&decisao);
        let anexo = anexo.filter(|anexo| anexo.escreve()).cloned();
        let estado =
            if projetar || anexo.is_some() { decisao.estado.clone() } else { std::mem::take(&mut decisao.estado) };
        if let Some(viva) = self.vivas.get_mut(&id) {
            escutas::anotar(&mut self.junto.escutas, id, &viva.estado, &decisao.efeitos);
            viva.estado = estado;
            self.mudadas.insert(id);
            if let Alvo::Versao { fluxo_id, .. } = pedido.alvo {
                viva.fluxo = self.catalogo.conhecido(fluxo_id).unwrap_or_else(|| viva.fluxo.clone());
                Arc::make_mut(&mut viva.origem).fluxo_id = fluxo_id;
            }
            efeitos::juntar(&mut self.junto, viva, &decisao)?;
            if let Some(nova) = pedido.alvo.nova()
                && situacao.viva()
            {
                self.chaves.insert(chave(inquilino, nova), id);
            }
        }
        let tarefa = tarefa.and_then(|tarefa| self.como_ficou(id, &tarefa));
        let eventos = if projetar || anexo.is_some() {
            let eventos = decisao.eventos.clone();
            self.a_escrever.push(AEscrever { inquilino, instancia: id, decisao, projetar, anexo });
            eventos
        } else {
            decisao.eventos
        };
        Ok(Aplicado { instancia: id, situacao, estado_de_negocio, eventos, tarefa })
    }

    /// A tarefa como o lote a deixou, fechada ou ainda aberta.
    fn como_ficou(&self, dona: InstanciaId, tarefa: &Tarefa) -> Option<Tarefa> {
        let fechadas = self.junto.gravacao.tarefas_fechadas.iter().rev().map(|fechada| &fechada.fechada.tarefa);
        let abertas = self.vivas.get(&dona).into_iter().flat_map(|viva| viva.tarefas.iter().map(|t| &t.aberta.tarefa));
        fechadas.chain(abertas).find(|outra| outra.id == tarefa.id).cloned()
    }

    /// Se o lote se grava só com o que juntou, sem mais ninguém na transação nem depois dela: pode ir ao banco enquanto outro se decide.
    pub fn voa(&self) -> bool {
        !self.escreve() && self.paradas.is_empty()
    }

    /// Se alguém escreve por conta própria na transação do lote.
    pub fn escreve(&self) -> bool {
        self.projeta() || !self.junto.escutas.is_empty()
    }

    /// Se quem escreve é uma projeção ou um anexo.
    pub fn projeta(&self) -> bool {
        !self.a_escrever.is_empty()
    }

    /// Projeções e anexos, na ordem dos comandos.
    pub async fn escrever(&mut self, unidade: &mut Unidade) -> Result<(), ErroArmazem> {
        let agora = self.junto.agora;
        for a_escrever in std::mem::take(&mut self.a_escrever) {
            let AEscrever { inquilino, instancia, decisao, projetar, anexo } = a_escrever;
            unidade.em_nome_de(inquilino);
            if projetar {
                self.projetor.projetar(unidade, instancia, &decisao, agora).await?;
            }
            if let Some(anexo) = anexo {
                anexo.gravar(unidade, instancia, &decisao, agora).await?;
            }
        }
        Ok(())
    }

    /// Retrata já o que mudou, para que na hora de gravar falte pouco.
    pub fn adiantar(&mut self) -> Result<(), ErroArmazem> {
        for id in self.mudadas.drain() {
            if let Some(retrato) = self.vivas.get_mut(&id).map(Viva::retratar).transpose()?.flatten() {
                self.retratos.insert(id, retrato);
            }
        }
        Ok(())
    }

    /// Tudo o que se grava, com um retrato de cada instância que mudou; as do lote passam a tê-lo como gravado.
    pub fn fechar(&mut self) -> Result<Gravacao, ErroArmazem> {
        self.adiantar()?;
        let mut gravacao = std::mem::take(&mut self.junto.gravacao);
        gravacao.retratos.extend(self.retratos.drain().map(|(_, retrato)| retrato));
        for viva in self.vivas.values_mut() {
            viva.gravada = Some(viva.sequencia());
            for tarefa in &mut viva.tarefas {
                match (tarefa.guardada, tarefa.mudou) {
                    (false, _) => gravacao.tarefas_abertas.push(tarefa.aberta.clone()),
                    (true, true) => gravacao.tarefas_mudadas.push(tarefa.aberta.clone()),
                    (true, false) => {}
                }
                (tarefa.guardada, tarefa.mudou) = (true, false);
            }
        }
        // Na mesma ordem em todo nó: dois lotes que mudam as mesmas instâncias nunca se esperam em círculo.
        gravacao.retratos.sort_unstable_by_key(|retrato| retrato.origem.id);
        Ok(gravacao)
    }
}

fn chave(inquilino: InquilinoId, nova: &InstanciaNova) -> Chave {
    (inquilino, nova.fluxo_nome.clone(), nova.chave.clone())
}

fn instancia_viva(nova: &InstanciaNova, viva: InstanciaId) -> ErroAplicacao {
    let mensagem = format!("já existe uma instância viva de {} com a chave {}: {viva}", nova.fluxo_nome, nova.chave);
    ErroAplicacao::conflito("instancia_viva", mensagem)
}

/// Decide; se a decisão estoura (defeito do motor ou de uma expressão), só esta instância para, em atenção.
fn decidir_ou_parar(fluxo: &Fluxo, estado: &Estado, comando: Comando, agora: Instante) -> Result<Decisao, Recusa> {
    let visita = visita_do(&comando);
    catch_unwind(AssertUnwindSafe(|| decidir(fluxo, estado, comando, agora))).unwrap_or_else(|_| {
        let erro =
            ErroAtividade::do_fluxo("motor_falhou", "a decisão estourou; o defeito está registrado no log do nó");
        Ok(parar(fluxo, estado, visita, erro, agora))
    })
}

fn visita_do(comando: &Comando) -> Option<NumeroVisita> {
    match comando {
        Comando::Concluir { visita, .. }
        | Comando::Falhar { visita, .. }
        | Comando::Vencer { visita, .. }
        | Comando::Decidir { visita, .. }
        | Comando::Encaminhar { visita, .. }
        | Comando::FilhaEncerrou { visita, .. }
        | Comando::Parar { visita, .. }
        | Comando::RepetirPasso { visita, .. }
        | Comando::PularPasso { visita, .. } => Some(*visita),
        Comando::Iniciar { .. }
        | Comando::Entregar { .. }
        | Comando::RecomecarDe { .. }
        | Comando::Pausar { .. }
        | Comando::Retomar { .. }
        | Comando::Migrar { .. }
        | Comando::Cancelar { .. } => None,
    }
}
