//! O que as expressões veem de um escopo: o que é dele, e em volta o que é dos de fora.

use serde_json::{Map, Value};

use super::{ErroAtividade, Estado, Memoria, NumeroEscopo};
use crate::expressao::Contexto;

impl Estado {
    /// A memória de um escopo; a do fluxo, se ele não existe mais.
    pub fn memoria_de(&self, escopo: NumeroEscopo) -> &Memoria {
        self.escopos.get(&escopo).map_or(&self.memoria, |aberto| &aberto.memoria)
    }

    pub(super) fn memoria_mut(&mut self, escopo: NumeroEscopo) -> &mut Memoria {
        match self.escopos.get_mut(&escopo) {
            Some(aberto) => &mut aberto.memoria,
            None => &mut self.memoria,
        }
    }

    /// Do escopo dado ao do fluxo (0), que é sempre o último.
    pub(super) fn para_fora(&self, escopo: NumeroEscopo) -> Vec<NumeroEscopo> {
        let mut caminho = Vec::new();
        let mut atual = escopo;
        while let Some(aberto) = self.escopos.get(&atual) {
            caminho.push(atual);
            atual = aberto.pai;
        }
        caminho.push(0);
        caminho
    }

    /// Avalia com o que se sabe agora num escopo. `resposta` só existe no `resultado` de `http`.
    pub(super) fn com_contexto<T>(
        &self,
        escopo: NumeroEscopo,
        resposta: Option<&Value>,
        avaliar: impl FnOnce(&Contexto<'_>) -> T,
    ) -> T {
        let caminho = self.para_fora(escopo);
        let memorias: Vec<&Memoria> = caminho.iter().map(|e| self.memoria_de(*e)).collect();
        let passos: Vec<&Map<String, Value>> = memorias.iter().map(|m| &m.saidas).collect();
        let variaveis: Vec<&Map<String, Value>> = memorias.iter().map(|m| &m.variaveis).collect();
        let erro = memorias.iter().find_map(|m| m.erro.as_ref()).map(em_valor);
        let mut locais = Vec::new();
        // O `para_cada` mais de dentro é o que vale; um `paralelo` no meio não o esconde.
        let do_item = caminho.iter().filter_map(|e| self.escopos.get(e)).find(|aberto| aberto.ramo.is_none());
        if let Some(aberto) = do_item {
            locais.push(("item", aberto.item.clone()));
            locais.push(("indice", Value::from(aberto.indice)));
        }
        if let Some(resposta) = resposta {
            locais.push(("resposta", resposta.clone()));
        }
        avaliar(&Contexto {
            entrada: &self.entrada,
            passos: &passos,
            variaveis: &variaveis,
            instancia: &self.instancia,
            erro: erro.as_ref(),
            locais: &locais,
        })
    }
}

fn em_valor(erro: &ErroAtividade) -> Value {
    serde_json::to_value(erro).unwrap_or(Value::Null)
}
