//! Um passo: o que vale para todos, e um arquivo por tipo para o resto.

mod atribuir;
mod escolha;
mod esperar;
mod evento;
mod fim;
mod notificar;
mod rpa;
mod tarefa;

use indexmap::IndexMap;

use super::campos::Campos;
use super::coletor::Coletor;
use super::sugestao::quis_dizer;
use super::yaml::{No, Par};
use super::{limite, nomes, prazo, repetir};
use crate::fluxo::{Passo, TipoPasso};

/// Maior prioridade, e o oposto da menor.
const PRIORIDADE_MAXIMA: i64 = 100;

/// Chaves comuns; nem todo tipo aceita todas.
const COMUNS: [&str; 7] = ["estado", "depois", "repetir", "prazo", "limite", "prioridade", "erros"];

/// Tipos que o desenho da linguagem prevê e esta versão ainda não executa.
const PREVISTOS: [&str; 4] = ["paralelo", "para_cada", "subfluxo", "http"];

/// `tipo:`, antes de se ler o resto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tipo {
    Rpa,
    Tarefa,
    Notificar,
    Evento,
    Esperar,
    Escolha,
    Atribuir,
    Fim,
}

impl Tipo {
    const TODOS: [Self; 8] = [
        Self::Rpa,
        Self::Tarefa,
        Self::Notificar,
        Self::Evento,
        Self::Esperar,
        Self::Escolha,
        Self::Atribuir,
        Self::Fim,
    ];

    pub fn nome(self) -> &'static str {
        match self {
            Self::Rpa => "rpa",
            Self::Tarefa => "tarefa",
            Self::Notificar => "notificar",
            Self::Evento => "evento",
            Self::Esperar => "esperar",
            Self::Escolha => "escolha",
            Self::Atribuir => "atribuir",
            Self::Fim => "fim",
        }
    }

    /// O mesmo que [`TipoPasso::espera`], para um passo lido pela metade.
    pub fn espera(self) -> bool {
        !matches!(self, Self::Escolha | Self::Atribuir | Self::Fim)
    }

    /// Se deixa algo em `passos.nome`.
    pub fn tem_saida(self) -> bool {
        matches!(self, Self::Rpa | Self::Tarefa | Self::Notificar | Self::Evento)
    }

    /// Faz um trabalho fora, com tentativas.
    fn trabalha(self) -> bool {
        matches!(self, Self::Rpa | Self::Notificar)
    }

    /// Espera um sinal de fora, e por isso tem de ter prazo.
    fn espera_alguem(self) -> bool {
        matches!(self, Self::Tarefa | Self::Evento)
    }

    fn aceita(self, comum: &str) -> bool {
        match comum {
            "estado" => true,
            "depois" => !matches!(self, Self::Tarefa | Self::Escolha | Self::Fim),
            "prazo" => self.trabalha() || self.espera_alguem(),
            _ => self.trabalha(),
        }
    }
}

/// Lê um passo; o nome e o tipo ficam no coletor mesmo quando o resto não se aproveita.
pub(super) fn ler(par: &Par, coletor: &mut Coletor<'_>) -> Option<Passo> {
    let nome = par.chave.clone();
    if !nomes::e_identificador(&nome) && !nome.is_empty() {
        let mensagem = format!(
            "o passo não pode se chamar `{nome}`; use letras minúsculas, algarismos e `_`, começando por letra"
        );
        coletor.erro("nome_invalido", par.lugar.clone(), mensagem);
    }
    coletor.passo_atual = Some(nome.clone());
    let mut campos = Campos::abrir(&par.valor, par.lugar.clone(), format!("passo `{nome}`"), coletor)?;
    let tipo = campos.exigido("tipo", coletor).and_then(|no| ler_tipo(no, coletor))?;
    if let Some(declarado) = coletor.passos.get_mut(&nome) {
        declarado.tipo = Some(tipo);
    }
    let especifico = match tipo {
        Tipo::Rpa => rpa::ler(&mut campos, coletor).map(TipoPasso::Rpa),
        Tipo::Tarefa => tarefa::ler(&mut campos, coletor).map(TipoPasso::Tarefa),
        Tipo::Notificar => notificar::ler(&mut campos, coletor).map(TipoPasso::Notificar),
        Tipo::Evento => evento::ler(&mut campos, coletor).map(TipoPasso::Evento),
        Tipo::Esperar => esperar::ler(&mut campos, coletor).map(TipoPasso::Esperar),
        Tipo::Escolha => escolha::ler(&mut campos, coletor).map(TipoPasso::Escolha),
        Tipo::Atribuir => atribuir::ler(&mut campos, coletor).map(TipoPasso::Atribuir),
        Tipo::Fim => fim::ler(&mut campos, coletor).map(TipoPasso::Fim),
    };
    let passo = completar(nome, tipo, especifico, &mut campos, coletor);
    campos.fechar(&COMUNS, coletor);
    passo
}

fn ler_tipo(no: &No, coletor: &mut Coletor<'_>) -> Option<Tipo> {
    let escrito = coletor.texto(no)?;
    let achado = Tipo::TODOS.into_iter().find(|tipo| tipo.nome() == escrito);
    if achado.is_none() {
        let existentes = Tipo::TODOS.map(Tipo::nome);
        let (mensagem, sugestao) = if PREVISTOS.contains(&escrito) {
            (format!("o tipo `{escrito}` ainda não é aceito nesta versão"), None)
        } else {
            (format!("não existe o tipo de passo `{escrito}`"), quis_dizer(escrito, existentes))
        };
        let sugestao = sugestao.unwrap_or_else(|| format!("os que existem: {}", existentes.join(", ")));
        coletor.erro_com("tipo_desconhecido", no.lugar.clone(), mensagem, sugestao);
    }
    achado
}

/// Junta as chaves comuns ao que é próprio do tipo.
fn completar(
    nome: String,
    tipo: Tipo,
    especifico: Option<TipoPasso>,
    campos: &mut Campos<'_>,
    coletor: &mut Coletor<'_>,
) -> Option<Passo> {
    let estado = campos
        .opcional("estado")
        .map(|no| coletor.nome(no, nomes::e_maiusculo, "maiúsculas e `_`, como AGUARDANDO_APROVACAO"));
    let depois =
        if tipo.aceita("depois") { campos.exigido("depois", coletor).map(|no| coletor.passo(no)) } else { None };
    let prazo = if tipo.espera_alguem() {
        campos.exigido("prazo", coletor).map(|no| prazo::ler(no, true, coletor))
    } else if tipo.aceita("prazo") {
        campos.opcional("prazo").map(|no| prazo::ler(no, false, coletor))
    } else {
        None
    };
    let trabalho = tipo.trabalha().then(|| {
        let repetir = campos.opcional("repetir").map(|no| repetir::ler(no, coletor));
        let limite = campos.opcional("limite").map(|no| limite::ler(no, coletor));
        let prioridade =
            campos.opcional("prioridade").map(|no| coletor.inteiro(no, -PRIORIDADE_MAXIMA..=PRIORIDADE_MAXIMA));
        let erros = campos.opcional("erros").map(|no| ler_erros(no, coletor));
        Some((transpor(repetir)?, transpor(limite)?, transpor(prioridade)?, transpor(erros)?))
    });
    let (repetir, limite, prioridade, erros) = transpor(trabalho)?.unwrap_or_default();
    Some(Passo {
        nome,
        tipo: especifico?,
        estado: transpor(estado)?,
        depois: transpor(depois)?,
        repetir: repetir.unwrap_or_default(),
        prazo: transpor(prazo)?,
        erros: erros.unwrap_or_default(),
        limite,
        prioridade: prioridade.unwrap_or_default(),
    })
}

/// Ausente é bom; presente e ilegível, não.
fn transpor<T>(lido: Option<Option<T>>) -> Option<Option<T>> {
    lido.map_or(Some(None), |valor| valor.map(Some))
}

fn ler_erros(no: &No, coletor: &mut Coletor<'_>) -> Option<IndexMap<String, String>> {
    let Some(pares) = no.pares() else {
        coletor.erro(
            "tipo_errado",
            no.lugar.clone(),
            format!("`erros`: esperava um mapa de código para passo, e veio {}", no.tipo()),
        );
        return None;
    };
    let mut erros = IndexMap::new();
    for par in pares {
        if par.chave != "*" && !nomes::e_identificador(&par.chave) {
            let mensagem =
                format!("o código de erro `{}` não serve; use minúsculas e `_`, ou \"*\" para os demais", par.chave);
            coletor.erro("nome_invalido", par.lugar.clone(), mensagem);
        }
        if let Some(destino) = coletor.passo(&par.valor) {
            erros.insert(par.chave.clone(), destino);
        }
    }
    Some(erros)
}
