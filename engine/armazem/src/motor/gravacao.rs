//! O que um lote do consolidador grava, tudo de uma vez: cada lista vira um comando, qualquer que seja o tamanho dela.
//!
//! Aqui cada linha traz o seu inquilino, porque um lote junta comandos de vários. Quem decide o que gravar é o consolidador.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, ItemId};

use super::instancias::{self, Retrato};
use super::tarefas::{self, TarefaAberta, TarefaFechada};
use crate::banco::{Alcance, Ligacoes, Massa, Montadas, em_massa_no_postgres};
use crate::cadastro::{RegistroDeAuditoria, auditar_em_massa};
use crate::fila::{self, ItemNovo};
use crate::{Armazem, ErroArmazem, Unidade};

/// Uma decisão no histórico.
#[derive(Debug, Clone)]
pub struct DecisaoGuardada {
    /// De quem.
    pub inquilino: InquilinoId,
    /// De que instância.
    pub instancia: InstanciaId,
    /// Sequência do primeiro evento.
    pub sequencia: i64,
    /// Os eventos, em ordem (lista JSON).
    pub eventos: String,
}

/// A linha da fila que um relato conclui. Se a concessão passou a outro, o lote inteiro é conflito.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ItemConcluido {
    /// De quem.
    pub inquilino: InquilinoId,
    /// Instância.
    pub instancia: InstanciaId,
    /// A linha.
    pub item: ItemId,
    /// A concessão que o relato traz.
    pub concessao: i64,
}

/// Tudo o que um lote muda.
#[derive(Debug, Default)]
pub struct Gravacao {
    /// Linhas da fila que saem porque o trabalho foi relatado.
    pub concluidos: Vec<ItemConcluido>,
    /// Visitas que acabaram: tudo o que é delas sai da fila.
    pub recolhidas: Vec<(InquilinoId, InstanciaId, u32)>,
    /// Instâncias que pausam (`true`) ou retomam: o que têm na fila espera, ou deixa de esperar.
    pub suspensas: Vec<(InquilinoId, InstanciaId, bool)>,
    /// Linhas novas da fila.
    pub itens: Vec<ItemNovo>,
    /// Instâncias que nascem, mudam ou encerram: um retrato de cada.
    pub retratos: Vec<Retrato>,
    /// O que aconteceu.
    pub historico: Vec<DecisaoGuardada>,
    /// Tarefas que abrem.
    pub tarefas_abertas: Vec<TarefaAberta>,
    /// Tarefas abertas que venceram ou mudaram de mãos: a tarefa como fica.
    pub tarefas_mudadas: Vec<TarefaAberta>,
    /// Tarefas que fecham.
    pub tarefas_fechadas: Vec<TarefaFechada>,
    /// O que se audita.
    pub auditoria: Vec<(InquilinoId, RegistroDeAuditoria)>,
}

impl Gravacao {
    /// Os comandos, em levas. No PostgreSQL os de uma leva veem todos o mesmo banco, e por isso nenhuma linha pode ser de dois deles: o
    /// temporizador que venceu é da visita que se recolhe, e aí a conclusão vai antes.
    fn em_levas(self, agora: Instante) -> Vec<Vec<Massa>> {
        let disputada = |concluido: &ItemConcluido| self.recolhidas.iter().any(|r| r.1 == concluido.instancia);
        let separar = self.concluidos.iter().any(disputada);
        let suspensao = fila::suspender_em_massa(&self.suspensas);
        let conclusao = fila::concluir_em_massa(&self.concluidos);
        let mut todas = vec![
            fila::recolher_em_massa(&self.recolhidas),
            fila::enfileirar_em_massa(self.itens),
            historico_em_massa(self.historico, agora),
            auditar_em_massa(self.auditoria, agora),
        ];
        todas.extend(instancias::em_massa(self.retratos, agora));
        todas.extend(tarefas::em_massa(self.tarefas_abertas, self.tarefas_mudadas, self.tarefas_fechadas, agora));
        let mut levas = if separar {
            vec![vec![conclusao], todas]
        } else {
            todas.insert(0, conclusao);
            vec![todas]
        };
        // Depois do que nasce e do que sai: muda as linhas que ficaram.
        if !suspensao.vazia() {
            levas.push(vec![suspensao]);
        }
        levas
    }
}

fn historico_em_massa(decisoes: Vec<DecisaoGuardada>, agora: Instante) -> Massa {
    let mut massa = Massa::para(&super::eventos::GRAVAR, decisoes.len());
    for decisao in decisoes {
        massa.linha([
            decisao.inquilino.into(),
            decisao.instancia.into(),
            decisao.sequencia.into(),
            decisao.eventos.into(),
            agora.into(),
        ]);
    }
    massa
}

/// Um lote pronto a gravar-se: o que não precisa do banco já está feito.
pub struct GravacaoMontada {
    levas: Vec<Montadas>,
}

impl Armazem {
    /// Grava o lote e confirma. Ao retornar, está durável; em erro, nada mudou. Conflito, ou já existe, se alguém mudou antes.
    pub async fn gravar(&self, gravacao: Gravacao, agora: Instante) -> Result<(), ErroArmazem> {
        self.gravar_montada(self.montar(gravacao, agora)?).await
    }

    /// Faz o que a gravação tem a fazer antes de chegar ao banco.
    pub fn montar(&self, gravacao: Gravacao, agora: Instante) -> Result<GravacaoMontada, ErroArmazem> {
        let postgres = self.ligacoes().is_some();
        let levas = gravacao.em_levas(agora).into_iter().map(|leva| Montadas::novas(leva, postgres));
        Ok(GravacaoMontada { levas: levas.collect::<Result<_, _>>()? })
    }

    /// Como [`Armazem::gravar`], do que já se montou.
    pub async fn gravar_montada(&self, GravacaoMontada { mut levas }: GravacaoMontada) -> Result<(), ErroArmazem> {
        if let (Some(conexoes), [Montadas::Postgres(leva)]) =
            (self.ligacoes().and_then(Ligacoes::de_um_comando), levas.as_mut_slice())
        {
            // Um comando só já é uma transação: uma ida ao banco, em vez de BEGIN, vários e COMMIT.
            return match leva.take() {
                Some(junto) => em_massa_no_postgres(conexoes, true, junto).await,
                None => Ok(()),
            };
        }
        let mut con = self.gravacao().await?;
        for leva in levas {
            con.executar_montadas(leva).await?;
        }
        con.confirmar().await
    }
}

impl Unidade {
    /// Grava o lote nesta transação, que se confirma depois. Em erro, a unidade não serve mais.
    pub async fn gravar(&mut self, gravacao: Gravacao, agora: Instante) -> Result<(), ErroArmazem> {
        self.con.alcancar(Alcance::Todos);
        for leva in gravacao.em_levas(agora) {
            self.con.em_massa(leva).await?;
        }
        self.con.alcancar(Alcance::De(self.inquilino));
        Ok(())
    }
}
