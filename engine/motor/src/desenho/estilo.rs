//! Como cada tipo de passo se distingue, e o que se diz dele em uma linha.

use crate::expressao::{Modelo, Parte};
use crate::fluxo::{AlvoRpa, Passo, PassoEsperar, TipoPasso};

/// A letra sobre fundo claro.
const ESCURA: &str = "#1f2933";

/// A aparência de um tipo de passo. Cores com contraste de sobra com texto escuro; a forma diz o mesmo a quem não as vê.
pub(super) struct Estilo {
    pub nome: &'static str,
    /// Como a legenda o explica.
    pub legenda: &'static str,
    pub fundo: &'static str,
    pub traco: &'static str,
    pub letra: &'static str,
    pub forma: Forma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forma {
    /// Cantos pouco arredondados: faz algo.
    Caixa,
    /// Lados chanfrados: escolhe um caminho.
    Hexagono,
    /// Lados redondos: acaba.
    Pilula,
    /// Canto dobrado: uma pessoa decide.
    Ficha,
    /// Contorno duplo: espera.
    Dupla,
}

/// Na ordem da legenda.
pub(super) static ESTILOS: [Estilo; 12] = [
    Estilo {
        nome: "rpa",
        legenda: "rpa: plugin no portal",
        fundo: "#e3edff",
        traco: "#3566c5",
        letra: ESCURA,
        forma: Forma::Caixa,
    },
    Estilo {
        nome: "tarefa",
        legenda: "tarefa: uma pessoa decide",
        fundo: "#fff1d6",
        traco: "#b7791f",
        letra: ESCURA,
        forma: Forma::Ficha,
    },
    Estilo {
        nome: "notificar",
        legenda: "notificar: avisa alguém",
        fundo: "#f0e7ff",
        traco: "#7647c0",
        letra: ESCURA,
        forma: Forma::Caixa,
    },
    Estilo {
        nome: "evento",
        legenda: "evento: espera um sinal",
        fundo: "#dcf5ef",
        traco: "#16806a",
        letra: ESCURA,
        forma: Forma::Dupla,
    },
    Estilo {
        nome: "esperar",
        legenda: "esperar: o tempo passar",
        fundo: "#e8f4f8",
        traco: "#34788f",
        letra: ESCURA,
        forma: Forma::Dupla,
    },
    Estilo {
        nome: "escolha",
        legenda: "escolha: desvia",
        fundo: "#fdeaf1",
        traco: "#b83a6c",
        letra: ESCURA,
        forma: Forma::Hexagono,
    },
    Estilo {
        nome: "atribuir",
        legenda: "atribuir: guarda variáveis",
        fundo: "#f1f3f5",
        traco: "#6b7784",
        letra: ESCURA,
        forma: Forma::Caixa,
    },
    Estilo {
        nome: "paralelo",
        legenda: "paralelo: vários ramos ao mesmo tempo",
        fundo: "#efe9fb",
        traco: "#6a4bb0",
        letra: ESCURA,
        forma: Forma::Hexagono,
    },
    Estilo {
        nome: "para_cada",
        legenda: "para_cada: repete para cada item",
        fundo: "#efe9fb",
        traco: "#6a4bb0",
        letra: ESCURA,
        forma: Forma::Dupla,
    },
    Estilo {
        nome: "subfluxo",
        legenda: "subfluxo: outra instância",
        fundo: "#e4eefc",
        traco: "#2c5aa0",
        letra: ESCURA,
        forma: Forma::Dupla,
    },
    Estilo {
        nome: "http",
        legenda: "http: chama um serviço",
        fundo: "#e6f5e1",
        traco: "#417a2a",
        letra: ESCURA,
        forma: Forma::Caixa,
    },
    Estilo {
        nome: "fim",
        legenda: "fim: encerra",
        fundo: "#2f3e4e",
        traco: "#1f2933",
        letra: "#ffffff",
        forma: Forma::Pilula,
    },
];

impl Estilo {
    pub fn de(tipo: &TipoPasso) -> &'static Self {
        ESTILOS.iter().find(|estilo| estilo.nome == tipo.nome()).unwrap_or(&ESTILOS[0])
    }
}

/// O essencial do passo numa linha.
pub(super) fn detalhe(passo: &Passo) -> Option<String> {
    Some(match &passo.tipo {
        TipoPasso::Rpa(rpa) => match &rpa.alvo {
            AlvoRpa::Plugin(plugin) => format!("{} · {}", rpa.operacao, escrito(plugin)),
            AlvoRpa::Operadora(_) => rpa.operacao.clone(),
        },
        TipoPasso::Tarefa(tarefa) => tarefa.papeis.join(", "),
        TipoPasso::Notificar(notificar) => format!("{} · {}", notificar.modelo, escrito(&notificar.para)),
        TipoPasso::Evento(evento) => format!("sinal {}", evento.nome),
        TipoPasso::Esperar(PassoEsperar::Por(duracao)) => format!("por {duracao}"),
        TipoPasso::Esperar(PassoEsperar::Ate(modelo)) => format!("até {}", escrito(modelo)),
        TipoPasso::Atribuir(atribuir) => atribuir.valores.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
        TipoPasso::Paralelo(paralelo) => paralelo.ramos.keys().map(String::as_str).collect::<Vec<_>>().join(", "),
        TipoPasso::ParaCada(cada) => escrito(&cada.em),
        TipoPasso::Subfluxo(subfluxo) => subfluxo.fluxo.clone(),
        TipoPasso::Http(http) => format!("{} {}", http.metodo, escrito(&http.url)),
        TipoPasso::Escolha(_) | TipoPasso::Fim(_) => return None,
    })
}

fn escrito(modelo: &Modelo) -> String {
    match modelo {
        Modelo::Literal(serde_json::Value::String(texto)) => texto.clone(),
        Modelo::Literal(serde_json::Value::Array(itens)) => {
            itens.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>().join(", ")
        }
        Modelo::Expressao(expressao) => expressao.fonte().to_owned(),
        Modelo::Texto(partes) => partes
            .iter()
            .map(|parte| match parte {
                Parte::Fixa(fixa) => fixa.clone(),
                Parte::Expressao(expressao) => format!("‹{}›", expressao.fonte()),
            })
            .collect(),
        Modelo::Lista(itens) => itens.iter().map(escrito).collect::<Vec<_>>().join(", "),
        _ => "…".to_owned(),
    }
}
