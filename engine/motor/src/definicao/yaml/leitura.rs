//! Eventos do analisador → árvore.

use std::collections::HashMap;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, options};

use super::{ANINHAMENTO_MAXIMO, NOS_MAXIMOS, No, Par, Valor, escalar, sintaxe};
use crate::definicao::coletor::{Coletor, Lugar};

/// Lê o único documento do texto. `None` se não há árvore que valha conferir; a causa fica no coletor.
pub(in crate::definicao) fn ler(coletor: &mut Coletor<'_>) -> Option<No> {
    let texto = coletor.texto;
    let opcoes = options! {
        emit_comments: false,
        flow_nesting_limit: ANINHAMENTO_MAXIMO,
        block_nesting_limit: ANINHAMENTO_MAXIMO,
    };
    let mut obra = Obra { coletor, abertos: Vec::new(), raiz: None, ancoras: HashMap::new(), nos: 0 };
    for evento in Parser::new_from_str_with_options(texto, opcoes) {
        match evento {
            Ok((evento, onde)) => obra.receber(evento, &onde)?,
            Err(erro) => {
                sintaxe::relatar(&erro, obra.coletor);
                return None;
            }
        }
    }
    match obra.raiz.take() {
        Some(raiz) => Some(raiz),
        None => {
            obra.coletor.erro("arquivo_vazio", 0..0, "o arquivo não tem conteúdo; comece por `esteira: v1`");
            None
        }
    }
}

/// A árvore pela metade.
struct Obra<'c, 't> {
    coletor: &'c mut Coletor<'t>,
    abertos: Vec<Aberto>,
    raiz: Option<No>,
    ancoras: HashMap<usize, No>,
    nos: usize,
}

/// Um mapa ou lista ainda por fechar.
struct Aberto {
    conteudo: Conteudo,
    /// Onde começou, se em linha (`{ … }`); em bloco, o lugar que vale é o da chave.
    inicio: usize,
    em_linha: bool,
    ancora: usize,
}

enum Conteudo {
    Lista(Vec<No>),
    Mapa { pares: Vec<Par>, chave: Option<(String, Lugar)> },
}

impl Obra<'_, '_> {
    /// `None` interrompe: a causa já está no coletor.
    fn receber(&mut self, evento: Event<'_>, onde: &Span) -> Option<()> {
        let lugar = onde.byte_range().unwrap_or_default();
        if evento.tag().is_some() {
            let da_etiqueta =
                onde.tag_span().and_then(|etiqueta| etiqueta.byte_range()).unwrap_or_else(|| lugar.clone());
            self.coletor.erro("etiqueta_yaml", da_etiqueta, "etiquetas YAML (`!x`) não são aceitas; tire a etiqueta");
        }
        match evento {
            Event::DocumentStart(..) if self.raiz.is_some() => {
                self.coletor.erro(
                    "varios_documentos",
                    lugar,
                    "o arquivo tem mais de um documento (`---`); ponha um fluxo por arquivo",
                );
                return None;
            }
            Event::SequenceStart(notacao, ancora, _) => {
                self.abrir(Conteudo::Lista(Vec::new()), notacao, ancora, &lugar)
            }
            Event::MappingStart(notacao, ancora, _) => {
                self.abrir(Conteudo::Mapa { pares: Vec::new(), chave: None }, notacao, ancora, &lugar);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Aberto { conteudo, inicio, em_linha, ancora } = self.abertos.pop()?;
                let valor = match conteudo {
                    Conteudo::Lista(itens) => Valor::Lista(itens),
                    Conteudo::Mapa { pares, .. } => Valor::Mapa(pares),
                };
                let lugar = if em_linha { inicio..lugar.end.max(inicio) } else { inicio..inicio };
                self.entregar(No { valor, lugar }, ancora)?;
            }
            Event::Scalar(texto, estilo, ancora, _) => {
                let valor = if estilo != ScalarStyle::Plain {
                    Valor::Texto(texto.into_owned())
                } else if let Some(valor) = escalar::resolver(&texto) {
                    valor
                } else {
                    let mensagem = format!("o número `{texto}` é ambíguo: cada programa o lê de um jeito");
                    self.coletor.erro_com(
                        "numero_ambiguo",
                        lugar.clone(),
                        mensagem,
                        format!("se é um código, escreva \"{texto}\""),
                    );
                    Valor::Ilegivel
                };
                self.entregar(No { valor, lugar }, ancora)?;
            }
            Event::Alias(ancora) => match self.ancoras.get(&ancora) {
                Some(no) => {
                    let mut copia = no.clone();
                    copia.lugar = lugar;
                    self.nos += tamanho(&copia);
                    self.entregar(copia, 0)?;
                }
                None => {
                    self.coletor.erro("ancora_recursiva", lugar, "a âncora cita a si mesma");
                    return None;
                }
            },
            _ => {}
        }
        Some(())
    }

    fn abrir(&mut self, conteudo: Conteudo, notacao: StructureStyle, ancora: usize, lugar: &Lugar) {
        self.abertos.push(Aberto { conteudo, inicio: lugar.start, em_linha: notacao == StructureStyle::Flow, ancora });
    }

    /// Um nó pronto vai para quem o espera: o mapa, a lista, ou a raiz.
    fn entregar(&mut self, mut no: No, ancora: usize) -> Option<()> {
        self.nos += 1;
        if self.nos > NOS_MAXIMOS {
            self.coletor.erro(
                "arquivo_grande",
                no.lugar,
                format!("o arquivo tem mais de {NOS_MAXIMOS} valores, contando as âncoras"),
            );
            return None;
        }
        if ancora != 0 {
            self.ancoras.insert(ancora, no.clone());
        }
        match self.abertos.last_mut().map(|aberto| &mut aberto.conteudo) {
            None => self.raiz = Some(no),
            Some(Conteudo::Lista(itens)) => itens.push(no),
            Some(Conteudo::Mapa { pares, chave }) => match chave.take() {
                None => *chave = Some(self::chave(no, self.coletor)),
                Some((chave, lugar)) => {
                    if no.lugar.is_empty() {
                        no.lugar = lugar.clone();
                    }
                    guardar(pares, Par { chave, lugar, valor: no }, self.coletor);
                }
            },
        }
        Some(())
    }
}

fn chave(no: No, coletor: &mut Coletor<'_>) -> (String, Lugar) {
    if let Valor::Texto(texto) = no.valor {
        return (texto, no.lugar);
    }
    let mensagem = format!("a chave devia ser um texto, e é {}; ponha aspas", no.tipo());
    coletor.erro("chave_invalida", no.lugar.clone(), mensagem);
    (String::new(), no.lugar)
}

/// A primeira das repetidas é a que fica; a segunda é a apontada.
fn guardar(pares: &mut Vec<Par>, par: Par, coletor: &mut Coletor<'_>) {
    if let Some(primeira) = pares.iter().find(|outro| outro.chave == par.chave && !par.chave.is_empty()) {
        let (linha, ..) = crate::definicao::diagnostico::situar(coletor.texto, primeira.lugar.start);
        let mensagem = format!("a chave `{}` aparece duas vezes; a primeira está na linha {linha}", par.chave);
        coletor.erro("chave_duplicada", par.lugar, mensagem);
    } else {
        pares.push(par);
    }
}

fn tamanho(no: &No) -> usize {
    match &no.valor {
        Valor::Lista(itens) => 1 + itens.iter().map(tamanho).sum::<usize>(),
        Valor::Mapa(pares) => 1 + pares.iter().map(|par| tamanho(&par.valor)).sum::<usize>(),
        _ => 1,
    }
}
