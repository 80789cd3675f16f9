//! Um passo: o que vale para todos, e um arquivo por tipo para o resto.

mod atribuir;
mod escolha;
mod esperar;
mod evento;
mod fim;
mod http;
mod notificar;
mod ramos;
mod rpa;
mod subfluxo;
mod tarefa;

use indexmap::IndexMap;

use super::campos::Campos;
use super::coletor::Coletor;
use super::sugestao::quis_dizer;
use super::yaml::{No, Par};
use super::{compensar, limite, nomes, prazo, repetir};
use crate::esquema::Esquema;
use crate::fluxo::{Passo, TipoPasso};

pub(super) use ramos::ler_corpo;

/// Maior prioridade, e o oposto da menor.
const PRIORIDADE_MAXIMA: i64 = 100;

/// Chaves comuns; nem todo tipo aceita todas.
const COMUNS: [&str; 9] =
    ["estado", "depois", "repetir", "prazo", "limite", "prioridade", "erros", "saida", "compensar"];

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
    Paralelo,
    ParaCada,
    Subfluxo,
    Http,
    Fim,
}

impl Tipo {
    pub const TODOS: [Self; 12] = [
        Self::Rpa,
        Self::Tarefa,
        Self::Notificar,
        Self::Evento,
        Self::Esperar,
        Self::Escolha,
        Self::Atribuir,
        Self::Paralelo,
        Self::ParaCada,
        Self::Subfluxo,
        Self::Http,
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
            Self::Paralelo => "paralelo",
            Self::ParaCada => "para_cada",
            Self::Subfluxo => "subfluxo",
            Self::Http => "http",
            Self::Fim => "fim",
        }
    }

    /// O mesmo que [`TipoPasso::espera`], para um passo lido pela metade.
    pub fn espera(self) -> bool {
        !matches!(self, Self::Escolha | Self::Atribuir | Self::Fim)
    }

    /// Se deixa algo em `passos.nome`.
    pub fn tem_saida(self) -> bool {
        !matches!(self, Self::Esperar | Self::Escolha | Self::Atribuir | Self::Fim)
    }

    /// Faz um trabalho fora, com tentativas que têm limite.
    pub fn trabalha(self) -> bool {
        matches!(self, Self::Rpa | Self::Notificar | Self::Http)
    }

    /// Pode falhar e ser tentado de novo.
    fn repete(self) -> bool {
        self.trabalha() || self == Self::Subfluxo
    }

    /// Abre ramos.
    fn tem_ramos(self) -> bool {
        matches!(self, Self::Paralelo | Self::ParaCada)
    }

    /// Espera um sinal de fora, e por isso tem de ter prazo.
    fn espera_alguem(self) -> bool {
        matches!(self, Self::Tarefa | Self::Evento)
    }

    /// Se o passo aceita a chave comum.
    pub fn aceita(self, comum: &str) -> bool {
        match comum {
            "estado" => true,
            "depois" => !matches!(self, Self::Tarefa | Self::Escolha | Self::Fim),
            "prazo" => self.espera(),
            "erros" => self.repete() || self.tem_ramos() || self == Self::Esperar,
            "repetir" | "prioridade" => self.repete(),
            "saida" => self.repete() || self == Self::Evento,
            "compensar" => self.repete() || self.tem_ramos(),
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
    let especifico = ler_especifico(tipo, &nome, &mut campos, coletor);
    let passo = completar(nome, tipo, especifico, &mut campos, coletor);
    campos.fechar(&COMUNS, coletor);
    passo
}

/// O que é próprio do tipo.
pub(super) fn ler_especifico(
    tipo: Tipo,
    nome: &str,
    campos: &mut Campos<'_>,
    coletor: &mut Coletor<'_>,
) -> Option<TipoPasso> {
    match tipo {
        Tipo::Rpa => rpa::ler(campos, coletor).map(TipoPasso::Rpa),
        Tipo::Tarefa => tarefa::ler(campos, coletor).map(TipoPasso::Tarefa),
        Tipo::Notificar => notificar::ler(campos, coletor).map(TipoPasso::Notificar),
        Tipo::Evento => evento::ler(campos, coletor).map(TipoPasso::Evento),
        Tipo::Esperar => esperar::ler(campos, coletor).map(TipoPasso::Esperar),
        Tipo::Escolha => escolha::ler(campos, coletor).map(TipoPasso::Escolha),
        Tipo::Atribuir => atribuir::ler(campos, coletor).map(TipoPasso::Atribuir),
        Tipo::Paralelo => ramos::ler_paralelo(nome, campos, coletor).map(TipoPasso::Paralelo),
        Tipo::ParaCada => ramos::ler_para_cada(nome, campos, coletor).map(TipoPasso::ParaCada),
        Tipo::Subfluxo => subfluxo::ler(campos, coletor).map(TipoPasso::Subfluxo),
        Tipo::Http => http::ler(campos, coletor).map(TipoPasso::Http),
        Tipo::Fim => fim::ler(campos, coletor).map(TipoPasso::Fim),
    }
}

pub(super) fn ler_tipo(no: &No, coletor: &mut Coletor<'_>) -> Option<Tipo> {
    let escrito = coletor.texto(no)?;
    let achado = Tipo::TODOS.into_iter().find(|tipo| tipo.nome() == escrito);
    if achado.is_none() {
        let existentes = Tipo::TODOS.map(Tipo::nome);
        let sugestao = quis_dizer(escrito, existentes);
        let sugestao = sugestao.unwrap_or_else(|| format!("os que existem: {}", existentes.join(", ")));
        coletor.erro_com(
            "tipo_desconhecido",
            no.lugar.clone(),
            format!("não existe o tipo de passo `{escrito}`"),
            sugestao,
        );
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
        campos.exigido("prazo", coletor)
    } else if tipo.aceita("prazo") {
        campos.opcional("prazo")
    } else {
        None
    };
    let prazo = prazo.map(|no| prazo::ler(no, tipo.trabalha(), coletor));
    let politica = ler_politica(tipo, campos, coletor);
    let erros = if tipo.aceita("erros") { campos.opcional("erros").map(|no| ler_erros(no, coletor)) } else { None };
    let saida = if tipo.aceita("saida") { campos.opcional("saida").map(|no| coletor.esquema(no)) } else { None };
    let compensar = if tipo.aceita("compensar") {
        campos.opcional("compensar").map(|no| compensar::ler(no, &nome, coletor))
    } else {
        None
    };
    let (especifico, saida) = (especifico?, transpor(saida)?);
    if let Some(declarado) = coletor.passos.get_mut(&nome) {
        let do_tipo = || super::formas::da_saida(&especifico);
        declarado.forma = saida.as_ref().map(|esquema: &Esquema| esquema.texto().clone()).or_else(do_tipo);
    }
    let Politica { repetir, limite, prioridade } = politica?;
    Some(Passo {
        nome,
        dentro_de: coletor.corpo_atual.clone(),
        tipo: especifico,
        estado: transpor(estado)?,
        depois: transpor(depois)?,
        repetir,
        prazo: transpor(prazo)?,
        erros: transpor(erros)?.unwrap_or_default(),
        limite,
        prioridade,
        saida,
        compensar: transpor(compensar)?,
    })
}

/// Como se tenta.
pub(super) struct Politica {
    pub repetir: crate::fluxo::Repetir,
    pub limite: Option<crate::fluxo::Limite>,
    pub prioridade: i32,
}

pub(super) fn ler_politica(tipo: Tipo, campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<Politica> {
    let ler_se = |chave: &'static str, campos: &mut Campos<'_>| {
        tipo.aceita(chave).then(|| campos.opcional(chave)).flatten().cloned()
    };
    let repetir = ler_se("repetir", campos).map(|no| repetir::ler(&no, coletor));
    let limite = ler_se("limite", campos).map(|no| limite::ler(&no, coletor));
    let prioridade =
        ler_se("prioridade", campos).map(|no| coletor.inteiro(&no, -PRIORIDADE_MAXIMA..=PRIORIDADE_MAXIMA));
    Some(Politica {
        repetir: transpor(repetir)?.unwrap_or_default(),
        limite: transpor(limite)?,
        prioridade: transpor(prioridade)?.unwrap_or_default(),
    })
}

/// Ausente é bom; presente e ilegível, não.
pub(super) fn transpor<T>(lido: Option<Option<T>>) -> Option<Option<T>> {
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
