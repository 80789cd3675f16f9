//! Toda a linguagem sobre o banco de verdade: cada caso conta a história que a simulação conta, e continua a contá-la caindo o nó antes de
//! qualquer commit, ou entre o commit e a resposta.

use std::sync::Arc;
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
    let mundo = Mundo::bom();
    let casa = Casa::subir(&banco, &mundo).await;
    casa.publicar(&caso.fluxo).await;
    casa.publicar(ENTREGA).await;
    let mut palco = Palco { caso, banco, mundo, casa };
    let inteira = palco.jogar(Queda::Nunca).await;
    assert_eq!(inteira.fim[0].historia, simular(caso), "{}", caso.nome);
    let contatos = (1..=inteira.contatos).map(Queda::NoContato);
    let quedas: Vec<_> = contatos.chain((1..=inteira.comandos).map(Queda::SemResposta)).collect();
    for queda in &quedas {
        assert_eq!(palco.jogar(*queda).await.fim, inteira.fim, "{} caiu em {queda:?}", caso.nome);
    }
    conferir_dobras(&palco.casa.app, palco.casa.inquilino).await;
    palco.casa.derrubar().await;
    quedas.len()
}

/// Onde um caso se joga muitas vezes, cada uma com a sua instância.
struct Palco<'a> {
    caso: &'a Caso,
    banco: Banco,
    mundo: Arc<Mundo>,
    /// O nó no ar; o que subiu depois de uma queda serve à vez seguinte.
    casa: Casa,
}

impl Palco<'_> {
    /// Joga o caso do começo ao fim, em um nó ou, se ele cai, em dois.
    async fn jogar(&mut self, queda: Queda) -> Vez {
        self.mundo.voltar_ao_comeco();
        // As partidas das vezes anteriores contariam como de agora.
        self.casa.app.armazem.limpar_partidas(COMECO.mais(UM_ANO)).await.unwrap();
        let antes = self.mundo.contatos();
        let perder = match queda {
            Queda::Nunca => 0,
            Queda::NoContato(contato) => {
                self.mundo.marcar_queda(antes + contato);
                0
            }
            Queda::SemResposta(comando) => comando,
        };
        let mut andamento = Andamento::novo();
        let (caiu, comandos) = {
            let jogador = Jogador::novo(&self.casa, &self.mundo, perder);
            (jogador.jogar(self.caso, &mut andamento).await.is_err(), jogador.comandos())
        };
        let contatos = self.mundo.contatos() - antes;
        assert_eq!(caiu, queda != Queda::Nunca, "{}: {queda:?}", self.caso.nome);
        if caiu {
            self.religar().await;
            let outro = Jogador::novo(&self.casa, &self.mundo, 0).jogar(self.caso, &mut andamento).await;
            outro.expect("só cai uma vez");
        }
        let familia = Jogador::novo(&self.casa, &self.mundo, 0).familia(andamento.id).await;
        Vez { fim: fim(&self.casa, familia).await, contatos, comandos }
    }

    /// O nó que caiu já não faz nada; o que sobe toma o que estava na mão dele.
    async fn religar(&mut self) {
        let nova = Casa::subir(&self.banco, &self.mundo);
        std::mem::replace(&mut self.casa, nova.await).derrubar().await;
        self.mundo.marcar_queda(0);
        self.casa.recuperar().await;
    }
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
