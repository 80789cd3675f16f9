//! Joga um roteiro num nó de verdade: o mundo lá fora são os lances; a fila, os recados, o consolidador e o banco são os do produto.
//!
//! O nó pode cair a qualquer comando. O [`Andamento`] é o que sabe quem está de fora (em que lance ia, o que pediu sem saber a resposta), e com
//! ele se continua em outro nó, sobre o mesmo banco, repetindo o que ficou sem resposta.

use std::cell::{Cell, RefCell};

use esteira_aplicacao::consolidador::{Alvo, Aplicado, Mae, Recado};
use esteira_aplicacao::trabalhos::{NaoLida, ler_recado, ler_trabalho};
use esteira_aplicacao::{ErroAplicacao, instancias};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_armazem::motor::InstanciaNova;
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, NoId};
use esteira_motor::historia;
use esteira_motor::maquina::{Ator, Comando, Espera, Estado, Evento};
use esteira_motor::simulacao::{Lance, Verbo, VisitaDoLance};
use serde_json::json;

use super::casos::Caso;
use super::{Casa, Mundo};

/// Mais linhas do que um caso põe na fila.
const TODAS: u32 = 1_000;

/// Daqui em diante (µs) a linha está suspensa: `visivel_em` mora uns milênios adiante.
const SUSPENSA: i64 = 1 << 59;

/// O nó caiu: o que se pediu ficou sem resposta.
#[derive(Debug)]
pub struct Caiu;

type Sem<T> = Result<T, Caiu>;

/// Até onde se foi no roteiro.
pub struct Andamento {
    pub id: InstanciaId,
    /// Lances já jogados por inteiro; o começo conta como um.
    feitos: usize,
    /// O pedido que está sem resposta.
    em_voo: Option<EmVoo>,
    /// O lance atual já teve resposta: só falta o que se segue a ele.
    respondido: bool,
    /// Até quando vai o `avanca` atual.
    ate: Option<Instante>,
}

struct EmVoo {
    alvo: Alvo,
    comando: Comando,
    dona: InstanciaId,
    /// Quantos eventos a dona tinha antes do pedido.
    antes: i64,
}

impl Andamento {
    pub fn novo() -> Self {
        Self { id: InstanciaId::novo(), feitos: 0, em_voo: None, respondido: false, ate: None }
    }
}

/// Um nó com as mãos de quem joga.
pub struct Jogador<'a> {
    casa: &'a Casa,
    mundo: &'a Mundo,
    no: NoId,
    /// Trabalhos concedidos a este nó, do mais velho ao mais novo.
    na_mao: RefCell<Vec<Concedido>>,
    /// Comandos mandados.
    comandos: Cell<usize>,
    /// A resposta deste comando se perde: ele fica durável e quem pediu não sabe.
    perder: usize,
}

impl<'a> Jogador<'a> {
    pub fn novo(casa: &'a Casa, mundo: &'a Mundo, perder: usize) -> Self {
        Self { casa, mundo, no: NoId::novo(), na_mao: RefCell::default(), comandos: Cell::new(0), perder }
    }

    pub fn comandos(&self) -> usize {
        self.comandos.get()
    }

    /// Joga o que falta do caso.
    pub async fn jogar(&self, caso: &Caso, ate_aqui: &mut Andamento) -> Sem<()> {
        while ate_aqui.feitos <= caso.roteiro.roteiro.len() {
            match ate_aqui.feitos.checked_sub(1).map(|lance| &caso.roteiro.roteiro[lance]) {
                None => self.comecar(caso, ate_aqui).await?,
                Some(lance) => self.lance(caso, lance, ate_aqui).await?,
            }
            self.entregar_recados(ate_aqui.id).await?;
            ate_aqui.feitos += 1;
            ate_aqui.respondido = false;
            ate_aqui.ate = None;
        }
        Ok(())
    }

    async fn comecar(&self, caso: &Caso, ate_aqui: &mut Andamento) -> Sem<()> {
        if ate_aqui.respondido {
            return Ok(());
        }
        let id = ate_aqui.id;
        if ate_aqui.em_voo.take().is_some() && self.sequencia(id).await > 0 {
            ate_aqui.respondido = true;
            return Ok(());
        }
        let nome = esteira_motor::definicao::ler(&caso.nome, &caso.fluxo).unwrap().nome;
        let fluxo = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap().fluxo_vigente(&nome).await.unwrap();
        // A chave é da vez: no mesmo banco ficam as instâncias das vezes anteriores, vivas como o caso as deixou.
        let nova = InstanciaNova { id, fluxo_id: fluxo.unwrap().id, fluxo_nome: nome, chave: id.to_string() };
        let por = Ator { id: Some("ana".into()), nome: "ana".into(), papeis: Vec::new() };
        let instancia = json!({ "id": id, "chave": "chave" });
        let comando = Comando::Iniciar { entrada: caso.roteiro.entrada.clone(), instancia, por };
        self.pedir(ate_aqui, Alvo::Nova(nova), comando, id).await?.unwrap_or_else(|e| panic!("{}: {e:?}", caso.nome));
        Ok(())
    }

    async fn lance(&self, caso: &Caso, lance: &Lance, ate_aqui: &mut Andamento) -> Sem<()> {
        let verbo = lance.verbo().unwrap();
        if let Verbo::Avanca(quanto) = verbo {
            let ate = *ate_aqui.ate.get_or_insert_with(|| self.mundo.hora().mais(quanto.0));
            return self.avancar(ate_aqui.id, ate).await;
        }
        if ate_aqui.respondido || self.ja_valeu(&verbo, ate_aqui).await? {
            return Ok(());
        }
        let (alvo, comando, dona) = self.preparar(lance, verbo, ate_aqui.id).await;
        let desfecho = self.pedir(ate_aqui, alvo, comando, dona).await?;
        match (desfecho, &lance.recusa) {
            (Ok(_), None) => {}
            (Err(ErroAplicacao::Recusado(recusa)), Some(trecho)) if recusa.to_string().contains(trecho) => {}
            (outro, esperada) => panic!("{}: {lance:?} deu {outro:?}, e se esperava {esperada:?}", caso.nome),
        }
        Ok(())
    }

    /// Repete o que ficou sem resposta, tal e qual. Se já valia, repetir nada muda, e o lance está feito.
    async fn ja_valeu(&self, verbo: &Verbo, ate_aqui: &mut Andamento) -> Sem<bool> {
        let Some(em_voo) = ate_aqui.em_voo.take() else { return Ok(false) };
        let valeu = self.sequencia(em_voo.dona).await != em_voo.antes;
        let relato = matches!(em_voo.alvo, Alvo::Concessao { .. });
        // Sinal e recomeço valem a cada vez que chegam: quem não soube da resposta olha a história antes de repetir. O que não valeu e não é
        // relato se pede de novo logo adiante; o relato da concessão velha se manda sempre, e nunca vale.
        let repetivel = !matches!(verbo, Verbo::Sinal(_) | Verbo::Recomeca(_));
        if relato || (valeu && repetivel) {
            let antes = self.sequencia(em_voo.dona).await;
            let (inquilino, de_novo) = (self.casa.inquilino, format!("{:?}", em_voo.comando));
            let desfecho = self.casa.app.consolidador.pedir(inquilino, em_voo.alvo, em_voo.comando, None).await;
            assert!(!relato || desfecho.is_err(), "a concessão velha valeu: {de_novo}");
            assert_eq!(
                self.sequencia(em_voo.dona).await,
                antes,
                "repetir mudou a história: {de_novo} deu {desfecho:?}"
            );
        }
        ate_aqui.respondido = valeu;
        Ok(valeu)
    }

    /// A quem o lance se dirige e o que pede. O relato é da linha que este nó tem na mão; o de uma filha, da linha dela.
    async fn preparar(&self, lance: &Lance, verbo: Verbo, id: InstanciaId) -> (Alvo, Comando, InstanciaId) {
        let estado = self.estado(id).await;
        let Some(passo) = verbo.passo() else {
            return (Alvo::Instancia(id), lance.comando(verbo, VisitaDoLance::default()).unwrap(), id);
        };
        let no_ramo =
            |visita| lance.ramo.as_ref().is_none_or(|r| historia::nome(&estado, visita).ends_with(&format!("[{r}]")));
        let aberta = estado.visitas.iter().find(|(visita, v)| v.passo == passo && no_ramo(**visita));
        let (&visita, aberta) = aberta.unwrap_or_else(|| panic!("`{passo}` não está aberto: {estado:?}"));
        if !matches!(verbo, Verbo::Conclui(_) | Verbo::Falha(_)) {
            let aberta = VisitaDoLance { visita, ..VisitaDoLance::default() };
            return (Alvo::Instancia(id), lance.comando(verbo, aberta).unwrap(), id);
        }
        let (dona, visita) = match aberta.espera {
            Espera::Filha { tentativa, .. } => {
                let filha = Mae { id, visita, tentativa }.filha();
                let do_trabalho = self.estado(filha).await.visitas.into_keys().next();
                (filha, do_trabalho.expect("a filha tem um trabalho aberto"))
            }
            _ => (id, visita),
        };
        for tipo in [TipoDeItem::Trabalho, TipoDeItem::Leve] {
            let novas = self.conceder(tipo).await;
            self.na_mao.borrow_mut().extend(novas);
        }
        let da_visita = |linha: &&Concedido| linha.instancia == dona && linha.visita == visita;
        let linha = self.na_mao.borrow().iter().rev().find(da_visita).cloned();
        let linha = linha.unwrap_or_else(|| panic!("`{passo}` não está na fila"));
        let tentativa =
            ler_trabalho(&self.casa.app, &linha).await.map_err(|_| ()).expect("um trabalho na fila").tentativa;
        let comando = lance.comando(verbo, VisitaDoLance { visita, tentativa, filha: false }).unwrap();
        (Alvo::Concessao { item: linha.id, concessao: linha.concessao, instancia: dona }, comando, dona)
    }

    /// O tempo passa; cada recado se entrega na sua hora.
    async fn avancar(&self, id: InstanciaId, ate: Instante) -> Sem<()> {
        self.entregar_recados(id).await?;
        while let Some(proximo) = self.proximo_recado(id).await.filter(|proximo| *proximo <= ate) {
            self.mundo.avancar(self.mundo.hora().ate(proximo));
            self.entregar_recados(id).await?;
        }
        self.mundo.avancar(self.mundo.hora().ate(ate));
        Ok(())
    }

    async fn proximo_recado(&self, id: InstanciaId) -> Option<Instante> {
        let mut horas = Vec::new();
        for instancia in self.familia(id).await {
            let mut unidade = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap();
            let itens = unidade.itens_da_instancia(instancia).await.unwrap();
            let armados = itens
                .into_iter()
                .filter(|(_, tipo, visivel, concedida)| tipo == "TEMPORIZADOR" && *visivel < SUSPENSA && !concedida);
            horas.extend(armados.map(|(_, _, visivel, _)| Instante::de_micros(visivel)));
        }
        horas.into_iter().min()
    }

    /// Entrega o que já venceu, até não haver mais nada.
    async fn entregar_recados(&self, id: InstanciaId) -> Sem<()> {
        loop {
            let familia = self.familia(id).await;
            let mut vencidos = self.conceder(TipoDeItem::Temporizador).await;
            vencidos.retain(|vencido| familia.contains(&vencido.instancia));
            if vencidos.is_empty() {
                return Ok(());
            }
            for vencido in vencidos {
                let Concedido { id: item, concessao, instancia, .. } = vencido;
                let alvo = Alvo::Concessao { item, concessao, instancia };
                let desfecho = match ler_recado(&self.casa.app, &vencido).await {
                    Ok(Recado::Comando(comando)) => self.mandar(alvo, *comando).await?.map(drop),
                    Ok(Recado::IniciarFilha(pedida)) => {
                        self.responder(instancias::nascer(&self.casa.app, &vencido, &pedida).await)?
                    }
                    Err(NaoLida::Parar(relato)) => self.mandar(alvo, relato.comando).await?.map(drop),
                    Err(NaoLida::Depois(erro)) => panic!("{erro:?}"),
                };
                // O que chegou tarde não vale, e a linha já saiu.
                let tarde = matches!(
                    desfecho,
                    Ok(())
                        | Err(ErroAplicacao::Recusado(_)
                            | ErroAplicacao::Conflito { .. }
                            | ErroAplicacao::NaoEncontrado { .. })
                );
                assert!(tarde, "{desfecho:?}");
            }
        }
    }

    async fn conceder(&self, tipo: TipoDeItem) -> Vec<Concedido> {
        self.casa.app.armazem.conceder(self.no, tipo, TODAS, self.mundo.hora()).await.unwrap()
    }

    async fn pedir(
        &self,
        ate_aqui: &mut Andamento,
        alvo: Alvo,
        comando: Comando,
        dona: InstanciaId,
    ) -> Sem<Result<Aplicado, ErroAplicacao>> {
        let antes = self.sequencia(dona).await;
        ate_aqui.em_voo = Some(EmVoo { alvo: alvo.clone(), comando: comando.clone(), dona, antes });
        let desfecho = self.mandar(alvo, comando).await?;
        (ate_aqui.em_voo, ate_aqui.respondido) = (None, true);
        Ok(desfecho)
    }

    async fn mandar(&self, alvo: Alvo, comando: Comando) -> Sem<Result<Aplicado, ErroAplicacao>> {
        self.responder(self.casa.app.consolidador.pedir(self.casa.inquilino, alvo, comando, None).await)
    }

    /// A resposta de um comando, se não se perde.
    fn responder<T>(&self, desfecho: Result<T, ErroAplicacao>) -> Sem<Result<T, ErroAplicacao>> {
        self.comandos.set(self.comandos.get() + 1);
        match desfecho {
            Err(ErroAplicacao::Indisponivel(_)) if self.mundo.caiu() => Err(Caiu),
            _ if self.comandos.get() == self.perder => Err(Caiu),
            desfecho => Ok(desfecho),
        }
    }

    async fn estado(&self, id: InstanciaId) -> Estado {
        let instancia = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap().instancia(id).await.unwrap();
        serde_json::from_str(&instancia.expect("a instância existe").estado).unwrap()
    }

    async fn sequencia(&self, id: InstanciaId) -> i64 {
        let instancia = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap().instancia(id).await.unwrap();
        instancia.map_or(0, |instancia| instancia.sequencia)
    }

    /// A instância e as filhas que ela já pediu.
    pub async fn familia(&self, id: InstanciaId) -> Vec<InstanciaId> {
        let eventos = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap().eventos(id).await.unwrap();
        let filhas = eventos.iter().filter_map(|guardado| match serde_json::from_str(&guardado.dados).unwrap() {
            Evento::FilhaPedida { visita, tentativa, .. } => Some(Mae { id, visita, tentativa }.filha()),
            _ => None,
        });
        std::iter::once(id).chain(filhas).collect()
    }
}
