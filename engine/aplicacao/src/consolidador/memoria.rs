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
pub const MAXIMO_DA_MEMORIA: usize = 32 * 1024 * 1024;

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
        // Uma cópia velha, lida antes de outro nó mudá-la, não pode sobrar.
        self.nova.tirar(viva.origem.id);
        self.velha.tirar(viva.origem.id);
        if self.nova.peso + viva.peso > MAXIMO_DA_MEMORIA / 2 {
            self.velha = std::mem::take(&mut self.nova);
        }
        self.nova.guardar(viva);
    }
}

#[cfg(test)]
mod testes {
    use std::sync::Arc;

    use esteira_armazem::motor::InstanciaNova;
    use esteira_base::Instante;
    use esteira_base::ids::InquilinoId;
    use esteira_motor::definicao;
    use uuid::Uuid;

    use super::*;

    const FLUXO: &str =
        "{ esteira: v1, fluxo: f, titulo: F, chave: entrada.n, inicio: fim, passos: { fim: { tipo: fim } } }";

    fn viva(peso: usize) -> Viva {
        let fluxo = Arc::new(definicao::ler("f.yaml", FLUXO).unwrap());
        let nova =
            InstanciaNova { id: InstanciaId::novo(), fluxo_id: Uuid::nil(), fluxo_nome: "f".into(), chave: "1".into() };
        let mut viva = Viva::nova(InquilinoId(Uuid::nil()), &nova, fluxo, Instante::de_micros(0));
        viva.peso = peso;
        viva
    }

    #[test]
    fn o_peso_nunca_passa_do_limite_e_quem_se_usa_fica() {
        let mut memoria = Memoria::default();
        let usada = viva(1);
        let id = usada.origem.id;
        memoria.guardar(usada);
        let pedaco = MAXIMO_DA_MEMORIA / 10;
        let mut esquecidas = Vec::new();
        for _ in 0..40 {
            let outra = viva(pedaco);
            esquecidas.push(outra.origem.id);
            memoria.guardar(outra);
            let achada = memoria.tirar(id).expect("usada a toda hora");
            assert!(achada.da_memoria);
            memoria.guardar(achada);
            assert!(memoria.nova.peso + memoria.velha.peso <= MAXIMO_DA_MEMORIA);
        }
        assert!(memoria.tirar(esquecidas[0]).is_none());
        assert!(memoria.tirar(id).is_some() && memoria.tirar(id).is_none(), "quem tira fica com ela");
    }
}
