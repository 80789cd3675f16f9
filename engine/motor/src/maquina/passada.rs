//! Uma decisão em construção: o estado que avança a cada evento emitido, e o que se vai devolver.

use esteira_base::Instante;
use serde_json::Value;

use super::passos::{self, Andar};
use super::{Efeito, ErroAtividade, Estado, Evento, MAXIMO_DE_PASSOS_POR_DECISAO, NumeroVisita, Situacao};
use crate::Fluxo;
use crate::expressao::Contexto;
use crate::fluxo::{NomePasso, Passo};

pub(super) struct Passada<'a> {
    pub fluxo: &'a Fluxo,
    pub estado: Estado,
    pub agora: Instante,
    pub eventos: Vec<Evento>,
    pub efeitos: Vec<Efeito>,
}

impl<'a> Passada<'a> {
    pub fn nova(fluxo: &'a Fluxo, estado: &Estado, agora: Instante) -> Self {
        Self { fluxo, estado: estado.clone(), agora, eventos: Vec::new(), efeitos: Vec::new() }
    }

    pub fn emitir(&mut self, evento: Evento) {
        self.estado.dobrar(&evento);
        self.eventos.push(evento);
    }

    /// Avalia com o que a instância sabe agora.
    pub fn com_contexto<T>(&self, avaliar: impl FnOnce(&Contexto<'_>) -> T) -> T {
        let erro = self.estado.erro.as_ref().map(|e| serde_json::to_value(e).unwrap_or(Value::Null));
        avaliar(&Contexto {
            entrada: &self.estado.entrada,
            passos: &self.estado.saidas,
            variaveis: &self.estado.variaveis,
            instancia: &self.estado.instancia,
            erro: erro.as_ref(),
        })
    }

    /// Entra num passo e segue até algum esperar ou a instância encerrar.
    pub fn seguir(&mut self, passo: &str) {
        let mut proximo = Some(passo.to_owned());
        let mut atravessados = 0;
        while let Some(nome) = proximo.take() {
            let visita = self.estado.ultima_visita + 1;
            let estado = self.fluxo.passo(&nome).and_then(|p| p.estado.clone());
            if let Some(novo) = estado.as_ref().filter(|e| self.estado.estado_de_negocio.as_ref() != Some(e)) {
                self.efeitos.push(Efeito::EstadoDeNegocio(novo.clone()));
            }
            self.emitir(Evento::PassoIniciado { visita, passo: nome.clone(), estado, em: self.agora });
            atravessados += 1;
            if atravessados > MAXIMO_DE_PASSOS_POR_DECISAO {
                let mensagem = format!("mais de {MAXIMO_DE_PASSOS_POR_DECISAO} passos sem nenhuma espera");
                return self.incidente(visita, ErroAtividade::do_fluxo("laco_sem_espera", mensagem));
            }
            proximo = self.comecar(visita, &nome);
        }
    }

    /// Começa (ou recomeça) o trabalho de uma visita já aberta; devolve para onde ir, se não ficou esperando.
    fn comecar(&mut self, visita: NumeroVisita, nome: &str) -> Option<NomePasso> {
        let Some(passo) = self.fluxo.passo(nome) else {
            let mensagem = format!("o passo \"{nome}\" não existe nesta versão do fluxo");
            self.incidente(visita, ErroAtividade::do_fluxo("passo_inexistente", mensagem));
            return None;
        };
        match passos::entrar(self, visita, passo) {
            Ok(Andar::Parar) => None,
            Ok(Andar::Ir(destino)) => Some(destino),
            Err(erro) => {
                self.incidente(visita, erro);
                None
            }
        }
    }

    /// Recomeça uma visita parada e segue adiante se ela concluir na hora.
    pub fn recomecar(&mut self, visita: NumeroVisita, nome: &str) {
        if let Some(destino) = self.comecar(visita, nome) {
            self.seguir(&destino);
        }
    }

    /// Conclui a visita com esta saída e segue para `destino`, ou para o `depois` do passo.
    pub fn concluir(&mut self, visita: NumeroVisita, passo: &Passo, saida: Value, destino: Option<&str>) {
        self.emitir(Evento::PassoConcluido { visita, saida, em: self.agora });
        match destino.or(passo.depois.as_deref()) {
            Some(destino) => self.seguir(destino),
            // A definição exige `depois`; se faltou, encerrar calado seria pior que parar.
            None => {
                let visita = self.estado.ultima_visita + 1;
                self.emitir(Evento::PassoIniciado { visita, passo: passo.nome.clone(), estado: None, em: self.agora });
                let mensagem = format!("o passo \"{}\" concluiu sem ter para onde ir", passo.nome);
                self.incidente(visita, ErroAtividade::do_fluxo("sem_destino", mensagem));
            }
        }
    }

    pub fn incidente(&mut self, visita: NumeroVisita, erro: ErroAtividade) {
        let passo = self.estado.visitas.get(&visita).map(|v| v.passo.clone()).unwrap_or_default();
        self.emitir(Evento::IncidenteAberto { visita, erro: erro.clone(), em: self.agora });
        self.efeitos.push(Efeito::PedirAtencao { visita, passo, erro });
    }

    pub fn encerrar(&mut self, evento: Evento, situacao: Situacao) {
        self.emitir(evento);
        self.efeitos.push(Efeito::Encerrar { situacao });
    }
}
