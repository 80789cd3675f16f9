//! Os ramos de `paralelo` e `para_cada`: começar, terminar, falhar, abandonar.

use serde_json::{Value, json};

use super::passada::Passada;
use super::{ErroAtividade, Espera, EsperaDeRamos, Evento, NumeroEscopo, NumeroVisita, RamoTerminado};
use crate::fluxo::{Falhas, PassoParalelo, TipoPasso};

impl Passada<'_> {
    /// Começa os ramos que cabem: todos do `paralelo`, até `simultaneos` do `para_cada`.
    pub fn comecar_ramos(&mut self, dono: NumeroVisita) {
        let Some(passo) = self.passo_de(dono) else { return };
        let mut novos = Vec::new();
        while let Some(espera) = self.ramos_de(dono) {
            let (indice, total) = (espera.proximo, espera.total);
            let correndo = espera.proximo as usize - espera.terminados.len();
            let (ramo, corpo) = match &passo.tipo {
                TipoPasso::Paralelo(paralelo) => {
                    let Some((nome, corpo)) = paralelo.ramos.get_index(indice as usize) else { break };
                    (Some(nome.clone()), corpo)
                }
                TipoPasso::ParaCada(cada) if indice < total && correndo < cada.simultaneos as usize => {
                    (None, &cada.corpo)
                }
                _ => break,
            };
            let escopo = self.estado.ultimo_escopo + 1;
            self.emitir(Evento::RamoIniciado { visita: dono, escopo, indice, ramo });
            novos.push((corpo.inicio.clone(), escopo));
        }
        // O que se marca por último entra primeiro.
        for (inicio, escopo) in novos.into_iter().rev() {
            self.seguir(&inicio, escopo);
        }
    }

    /// Um ramo chegou ao fim, com resultado ou com erro.
    pub fn terminar_ramo(&mut self, escopo: NumeroEscopo, resultado: Value, erro: Option<ErroAtividade>) {
        let Some(dono) = self.estado.escopos.get(&escopo).map(|aberto| aberto.dono) else { return };
        self.emitir(Evento::RamoConcluido { escopo, resultado, erro, em: self.agora });
        self.comecar_ramos(dono);
        let (Some(espera), Some(passo)) = (self.ramos_de(dono).cloned(), self.passo_de(dono)) else { return };
        match &passo.tipo {
            TipoPasso::Paralelo(paralelo) if paralelo.primeiro => self.o_primeiro_ganha(dono, paralelo, espera),
            _ if espera.terminados.len() == espera.total as usize => {
                let saida = saida_de_todos(&passo.tipo, espera.terminados);
                self.efeitos.push(super::Efeito::Recolher { visita: dono });
                self.concluir(dono, passo, saida);
            }
            _ => {}
        }
    }

    fn o_primeiro_ganha(&mut self, dono: NumeroVisita, paralelo: &PassoParalelo, espera: EsperaDeRamos) {
        let Some(passo) = self.passo_de(dono) else { return };
        if let Some(ganhou) = espera.terminados.iter().find(|ramo| ramo.erro.is_none()) {
            let saida = json!({ "ramo": ganhou.ramo, "resultado": ganhou.resultado });
            self.soltar(dono);
            self.concluir(dono, passo, saida);
        } else if espera.terminados.len() == paralelo.ramos.len() {
            let mensagem = format!("nenhum dos ramos de \"{}\" terminou bem", passo.nome);
            self.falhou(dono, ErroAtividade::de_negocio("todos_os_ramos_falharam", mensagem));
        }
    }

    /// A falha que ninguém tratou dentro do passo: o que o contém diz o que fazer; fora de ramos, é um operador.
    pub fn falhou_no_ramo(&mut self, visita: NumeroVisita, escopo: NumeroEscopo, erro: ErroAtividade) {
        let aberto = self.estado.escopos.get(&escopo).filter(|_| self.estado.desfecho.is_none());
        let Some(dono) = aberto.map(|aberto| aberto.dono) else { return self.incidente(visita, erro) };
        match self.passo_de(dono).and_then(|passo| passo.tipo.falhas()).unwrap_or_default() {
            Falhas::Atencao => self.incidente(visita, erro),
            Falhas::Seguir => self.terminar_ramo(escopo, Value::Null, Some(erro)),
            Falhas::Parar => self.falhou(dono, erro),
        }
    }

    /// Para os ramos abertos de uma visita, com tudo o que há dentro.
    pub fn abandonar_ramos(&mut self, dono: NumeroVisita) {
        let abertos: Vec<_> =
            self.estado.escopos.iter().filter(|(_, e)| e.dono == dono && !e.terminado).map(|(n, _)| *n).collect();
        for escopo in abertos {
            let dentro: Vec<_> =
                self.estado.visitas.iter().filter(|(_, v)| v.escopo == escopo).map(|(n, _)| *n).collect();
            for visita in dentro {
                self.soltar(visita);
            }
            self.emitir(Evento::RamoAbandonado { escopo, em: self.agora });
        }
    }

    fn ramos_de(&self, dono: NumeroVisita) -> Option<&EsperaDeRamos> {
        match self.estado.visitas.get(&dono).map(|aberta| &aberta.espera) {
            Some(Espera::Ramos(ramos)) => Some(ramos),
            _ => None,
        }
    }
}

/// `paralelo`: objeto por nome de ramo. `para_cada`: lista na ordem dos itens. Com `falhas: seguir`, cada resultado diz se deu certo.
fn saida_de_todos(tipo: &TipoPasso, mut terminados: Vec<RamoTerminado>) -> Value {
    terminados.sort_by_key(|ramo| ramo.indice);
    let com_erros = tipo.falhas() == Some(Falhas::Seguir);
    let mut valores = terminados.into_iter().map(|RamoTerminado { ramo, resultado, erro, .. }| {
        let valor = if com_erros { json!({ "resultado": resultado, "erro": erro }) } else { resultado };
        (ramo.unwrap_or_default(), valor)
    });
    match tipo {
        TipoPasso::Paralelo(_) => Value::Object(valores.collect()),
        _ => Value::Array(valores.by_ref().map(|(_, valor)| valor).collect()),
    }
}
