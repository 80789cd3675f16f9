//! Os tipos de passo.

use super::{
    Corpo, Falhas, PassoAtribuir, PassoEscolha, PassoEsperar, PassoEvento, PassoFim, PassoHttp, PassoNotificar,
    PassoParaCada, PassoParalelo, PassoRpa, PassoSubfluxo, PassoTarefa,
};

/// Os tipos de passo desta versão da linguagem.
#[derive(Debug, Clone)]
pub enum TipoPasso {
    /// Executa uma operação de plugin.
    Rpa(PassoRpa),
    /// Espera a decisão de uma pessoa.
    Tarefa(PassoTarefa),
    /// Avisa alguém.
    Notificar(PassoNotificar),
    /// Espera um sinal de fora.
    Evento(PassoEvento),
    /// Espera o tempo passar.
    Esperar(PassoEsperar),
    /// Escolhe um caminho.
    Escolha(PassoEscolha),
    /// Calcula e guarda variáveis.
    Atribuir(PassoAtribuir),
    /// Corre vários ramos ao mesmo tempo.
    Paralelo(PassoParalelo),
    /// Corre o mesmo corpo para cada item de uma lista.
    ParaCada(PassoParaCada),
    /// Inicia outra instância e espera que encerre.
    Subfluxo(PassoSubfluxo),
    /// Chama um serviço HTTP.
    Http(PassoHttp),
    /// Encerra a instância; dentro de um corpo, encerra o ramo.
    Fim(PassoFim),
}

impl TipoPasso {
    /// Como se escreve no YAML.
    pub fn nome(&self) -> &'static str {
        match self {
            Self::Rpa(_) => "rpa",
            Self::Tarefa(_) => "tarefa",
            Self::Notificar(_) => "notificar",
            Self::Evento(_) => "evento",
            Self::Esperar(_) => "esperar",
            Self::Escolha(_) => "escolha",
            Self::Atribuir(_) => "atribuir",
            Self::Paralelo(_) => "paralelo",
            Self::ParaCada(_) => "para_cada",
            Self::Subfluxo(_) => "subfluxo",
            Self::Http(_) => "http",
            Self::Fim(_) => "fim",
        }
    }

    /// Os corpos que o passo contém.
    pub fn corpos(&self) -> Vec<&Corpo> {
        match self {
            Self::Paralelo(paralelo) => paralelo.ramos.values().collect(),
            Self::ParaCada(para_cada) => vec![&para_cada.corpo],
            _ => Vec::new(),
        }
    }

    /// O que fazer quando um ramo falha; nenhum em passos sem ramos.
    pub fn falhas(&self) -> Option<Falhas> {
        match self {
            Self::Paralelo(paralelo) => Some(paralelo.falhas),
            Self::ParaCada(para_cada) => Some(para_cada.falhas),
            _ => None,
        }
    }

    /// Se ao entrar neste passo a instância fica parada até algo de fora acontecer (trabalho, pessoa, sinal ou tempo).
    pub fn espera(&self) -> bool {
        !matches!(self, Self::Escolha(_) | Self::Atribuir(_) | Self::Fim(_))
    }
}
