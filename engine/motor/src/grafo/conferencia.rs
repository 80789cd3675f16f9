//! As três conferências. Ordem dos problemas: a dos passos no arquivo.

use std::collections::{HashSet, VecDeque};

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, EdgeFiltered, Reversed};

use super::{Grafo, Problema};

/// Os defeitos do grafo, do primeiro passo ao último.
pub fn conferir(grafo: &Grafo) -> Vec<Problema> {
    let Some(&inicio) = grafo.indices.get(&grafo.inicio) else {
        return Vec::new();
    };
    let alcancados = alcancados(grafo, inicio);
    let mut problemas: Vec<_> = grafo
        .setas
        .node_indices()
        .filter(|no| !alcancados.contains(no))
        .map(|no| Problema::Inalcancavel { passo: grafo.setas[no].nome.clone() })
        .collect();
    problemas.extend(lacos_sem_espera(grafo));
    problemas.extend(ramos_sem_fim(grafo, &alcancados));
    problemas.sort_by_key(|problema| grafo.indices.get(problema.passo()).copied());
    problemas
}

fn alcancados(grafo: &Grafo, inicio: NodeIndex) -> HashSet<NodeIndex> {
    let mut busca = Dfs::new(&grafo.setas, inicio);
    std::iter::from_fn(|| busca.next(&grafo.setas)).collect()
}

/// Um laço por componente forte: quebrado esse, os outros aparecem na próxima leitura.
fn lacos_sem_espera(grafo: &Grafo) -> Vec<Problema> {
    let corre = |no: NodeIndex| !grafo.setas[no].espera;
    let so_os_que_correm = EdgeFiltered::from_fn(&grafo.setas, |seta| {
        use petgraph::visit::EdgeRef;
        corre(seta.source()) && corre(seta.target())
    });
    tarjan_scc(&so_os_que_correm)
        .into_iter()
        .filter_map(|componente| {
            let dentro: HashSet<_> = componente.iter().copied().collect();
            let primeiro = componente.into_iter().min()?;
            let laco = menor_laco(grafo, primeiro, &dentro)?;
            corre(primeiro).then(|| Problema::LacoSemEspera { passos: nomes(grafo, &laco) })
        })
        .collect()
}

/// O menor caminho de volta a `primeiro` sem sair de `dentro`; nenhum se não há seta de volta.
fn menor_laco(grafo: &Grafo, primeiro: NodeIndex, dentro: &HashSet<NodeIndex>) -> Option<Vec<NodeIndex>> {
    let mut caminhos = VecDeque::from([vec![primeiro]]);
    let mut vistos = HashSet::new();
    while let Some(caminho) = caminhos.pop_front() {
        let mut vizinhos: Vec<_> = grafo.setas.neighbors(*caminho.last()?).filter(|no| dentro.contains(no)).collect();
        vizinhos.sort_unstable();
        for vizinho in vizinhos {
            if vizinho == primeiro {
                return Some(caminho);
            }
            if vistos.insert(vizinho) {
                caminhos.push_back(caminho.iter().copied().chain([vizinho]).collect());
            }
        }
    }
    None
}

/// Só as pontas: os componentes sem saída. Os passos que levam a eles se consertam junto.
fn ramos_sem_fim(grafo: &Grafo, alcancados: &HashSet<NodeIndex>) -> Vec<Problema> {
    let mut terminam = HashSet::new();
    for fim in grafo.setas.node_indices().filter(|&no| grafo.setas[no].fim) {
        let mut busca = Dfs::new(Reversed(&grafo.setas), fim);
        while let Some(no) = busca.next(Reversed(&grafo.setas)) {
            terminam.insert(no);
        }
    }
    tarjan_scc(&grafo.setas)
        .into_iter()
        .filter(|componente| {
            let sai = |no: &NodeIndex| {
                grafo.setas.neighbors_directed(*no, Direction::Outgoing).any(|vizinho| !componente.contains(&vizinho))
            };
            componente.iter().all(|no| alcancados.contains(no) && !terminam.contains(no)) && !componente.iter().any(sai)
        })
        .map(|mut componente| {
            componente.sort_unstable();
            Problema::SemFim { passos: nomes(grafo, &componente) }
        })
        .collect()
}

fn nomes(grafo: &Grafo, nos: &[NodeIndex]) -> Vec<String> {
    nos.iter().map(|&no| grafo.setas[no].nome.clone()).collect()
}
