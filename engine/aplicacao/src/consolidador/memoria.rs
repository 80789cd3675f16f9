//! As instâncias vivas que este nó viu há pouco, para decidir sem as ler de novo.
//!
//! A memória nunca é a verdade: o que se decide sobre ela só se grava se o banco ainda está como ela diz. Quem a usa tira a instância daqui e
//! só a devolve depois do commit; se a gravação falha, ela se perde e a próxima vez lê do banco.
//!
//! São duas gerações: quem é usado fica (ou volta) na nova; quando a nova enche metade do limite, a velha é esquecida inteira.

use std::collections::HashMap;

use esteira_base::ids::{InstanciaId, TarefaId};

use super::viva::Viva;

/// Quanto a memória das instâncias pode ocupar, em bytes, por alto.
pub const MAXIMO_DA_MEMORIA: usize = 48 * 1024 * 1024;

#[derive(Default)]
struct Geracao {
    vivas: HashMap<InstanciaId, Viva>,
    tarefas: HashMap<TarefaId, InstanciaId>,
    peso: usize,
}

impl Geracao {
    fn tirar(&mut self, id: InstanciaId) -> Option<Viva> {
        let viva = self.vivas.remove(&id)?;
        self.peso -= viva.peso;
        for tarefa in &viva.tarefas {
            self.tarefas.remove(&tarefa.aberta.tarefa.id.into());
        }
        Some(viva)
    }

    fn guardar(&mut self, viva: Viva) {
        self.peso += viva.peso;
        let id = viva.origem.id;
        self.tarefas.extend(viva.tarefas.iter().map(|tarefa| (TarefaId(tarefa.aberta.tarefa.id), id)));
        self.vivas.insert(id, viva);
    }
}

#[derive(Default)]
pub(super) struct Memoria {
    nova: Geracao,
    velha: Geracao,
}

impl Memoria {
    /// Tira a instância.
    pub fn tirar(&mut self, id: InstanciaId) -> Option<Viva> {
        let mut viva = self.nova.tirar(id).or_else(|| self.velha.tirar(id))?;
        viva.da_memoria = true;
        Some(viva)
    }

    /// De que instância é a tarefa aberta.
    pub fn dona(&self, tarefa: TarefaId) -> Option<InstanciaId> {
        self.nova.tarefas.get(&tarefa).or_else(|| self.velha.tarefas.get(&tarefa)).copied()
    }

    /// Guarda uma instância viva como ficou depois do commit.
    pub fn guardar(&mut self, viva: Viva) {
        self.nova.guardar(viva);
        if self.nova.peso > MAXIMO_DA_MEMORIA / 2 {
            self.velha = std::mem::take(&mut self.nova);
        }
    }
}
