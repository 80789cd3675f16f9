//! Toda a linguagem sobre o banco de verdade: cada caso conta a história que a simulação conta, e continua a contá-la caindo o nó antes de
//! qualquer commit, ou entre o commit e a resposta.

use std::time::Duration;

use esteira_motor::simulacao::Simulacao;
use futures::{StreamExt, stream};

use crate::apoio::casos::{Caso, ENTREGA, todos};
use crate::apoio::fim::{Fim, fim};
use crate::apoio::historia::conferir_dobras;
use crate::apoio::jogador::{Andamento, Jogador};
use crate::apoio::mundo::COMECO;
use crate::apoio::{Banco, Casa, Mundo};

/// Cada caso tem o seu banco, e quase só espera por ele: vários juntos acabam mais depressa.
const CASOS_JUNTOS: usize = 4;

/// Mais do que qualquer caso dura.
const UM_ANO: Duration = Duration::from_secs(365 * 86_400);

/// Onde o nó cai.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Queda {
    Nunca,
    /// Quando o consolidador olha o relógio pela enésima vez: depois do commit anterior, antes do seguinte.
    NoContato(usize),
    /// Depois do enésimo comando, já durável, sem que quem pediu saiba.
    SemResposta(usize),
}

struct Vez {
    fim: Vec<Fim>,
    contatos: usize,
    comandos: usize,
}

async fn em(novo: fn() -> Banco) {
    let quedas: usize = stream::iter(todos())
        .map(|caso| async move { provar(&caso, novo()).await })
        .buffer_unordered(CASOS_JUNTOS)
        .fold(0, |soma, quedas| async move { soma + quedas })
        .await;
    assert!(quedas > 350, "só {quedas} quedas: o mundo não está contando");
}

/// Um caso, sem queda e com cada queda. Devolve quantas foram.
async fn provar(caso: &Caso, banco: Banco) -> usize {
    publicar(caso, &banco).await;
    let inteira = jogar(caso, &banco, Queda::Nunca).await;
    assert_eq!(inteira.fim[0].historia, simular(caso), "{}", caso.nome);
    let contatos = (1..=inteira.contatos).map(Queda::NoContato);
    let quedas: Vec<_> = contatos.chain((1..=inteira.comandos).map(Queda::SemResposta)).collect();
    for queda in &quedas {
        assert_eq!(jogar(caso, &banco, *queda).await.fim, inteira.fim, "{} caiu em {queda:?}", caso.nome);
    }
    let casa = Casa::subir(&banco, &Mundo::bom()).await;
    conferir_dobras(&casa.app, casa.inquilino).await;
    casa.derrubar().await;
    quedas.len()
}

async fn publicar(caso: &Caso, banco: &Banco) {
    let casa = Casa::subir(banco, &Mundo::bom()).await;
    for texto in [caso.fluxo.as_str(), ENTREGA] {
        casa.publicar(texto).await;
    }
    casa.derrubar().await;
}

/// Joga o caso do começo ao fim, em um nó ou, se ele cai, em dois.
async fn jogar(caso: &Caso, banco: &Banco, queda: Queda) -> Vez {
    let mundo = Mundo::bom();
    let mut casa = Casa::subir(banco, &mundo).await;
    // A hora volta ao começo a cada vez, e as partidas das vezes anteriores contariam como de agora.
    casa.app.armazem.limpar_partidas(COMECO.mais(UM_ANO)).await.unwrap();
    let antes = mundo.contatos();
    let perder = match queda {
        Queda::NoContato(contato) => {
            mundo.marcar_queda(antes + contato);
            0
        }
        Queda::SemResposta(comando) => comando,
        Queda::Nunca => 0,
    };
    let mut andamento = Andamento::novo();
    let (caiu, comandos) = {
        let jogador = Jogador::novo(&casa, &mundo, perder);
        (jogador.jogar(caso, &mut andamento).await.is_err(), jogador.comandos())
    };
    let contatos = mundo.contatos() - antes;
    assert_eq!(caiu, queda != Queda::Nunca, "{}: {queda:?}", caso.nome);
    if caiu {
        casa.derrubar().await;
        mundo.marcar_queda(0);
        casa = Casa::subir(banco, &mundo).await;
        casa.recuperar().await;
        Jogador::novo(&casa, &mundo, 0).jogar(caso, &mut andamento).await.expect("só cai uma vez");
    }
    let familia = Jogador::novo(&casa, &mundo, 0).familia(andamento.id).await;
    let fim = fim(&casa, familia).await;
    casa.derrubar().await;
    Vez { fim, contatos, comandos }
}

/// O que a simulação conta, sem os efeitos e as recusas, que não são eventos.
fn simular(caso: &Caso) -> Vec<String> {
    let fluxo = esteira_motor::definicao::ler(&caso.nome, &caso.fluxo).unwrap();
    let mut simulacao = Simulacao::comecar(&fluxo, caso.roteiro.entrada.clone()).unwrap();
    for lance in &caso.roteiro.roteiro {
        simulacao.jogar(lance).unwrap_or_else(|erro| panic!("{}: {erro}", caso.nome));
    }
    let historia = simulacao.historia();
    let eventos = historia.lines().filter(|linha| linha.starts_with('+') && !linha.contains(" recusado: "));
    eventos.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_sqlite_a_historia_e_a_da_simulacao_caia_onde_cair() {
    em(Banco::sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_postgres_a_historia_e_a_da_simulacao_caia_onde_cair() {
    em(Banco::postgres).await;
}
