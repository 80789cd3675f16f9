//! Uma decisão em construção: o estado que avança a cada evento emitido, e o que se vai devolver.

use esteira_base::Instante;
use serde_json::Value;

use super::passos::{self, Andar};
use super::{
    Efeito, ErroAtividade, Espera, Estado, Evento, MAXIMO_DE_PASSOS_POR_DECISAO, NumeroEscopo, NumeroVisita, Situacao,
};
use crate::Fluxo;
use crate::expressao::Contexto;
use crate::fluxo::{NomePasso, Passo};

pub(super) struct Passada<'a> {
    pub fluxo: &'a Fluxo,
    pub estado: Estado,
    pub agora: Instante,
    pub eventos: Vec<Evento>,
    pub efeitos: Vec<Efeito>,
    /// Passos em que se vai entrar, o próximo no fim: um ramo corre até parar antes de o seguinte começar.
    a_entrar: Vec<(NomePasso, NumeroEscopo)>,
}

impl<'a> Passada<'a> {
    pub fn nova(fluxo: &'a Fluxo, estado: &Estado, agora: Instante) -> Self {
        let (eventos, efeitos, a_entrar) = Default::default();
        Self { fluxo, estado: estado.clone(), agora, eventos, efeitos, a_entrar }
    }

    pub fn emitir(&mut self, evento: Evento) {
        self.estado.dobrar(&evento);
        self.eventos.push(evento);
    }

    /// Avalia com o que se sabe agora num escopo.
    pub fn com_contexto<T>(&self, escopo: NumeroEscopo, avaliar: impl FnOnce(&Contexto<'_>) -> T) -> T {
        self.estado.com_contexto(escopo, None, avaliar)
    }

    /// O escopo de uma visita aberta.
    pub fn escopo(&self, visita: NumeroVisita) -> NumeroEscopo {
        self.estado.visitas.get(&visita).map_or(0, |aberta| aberta.escopo)
    }

    /// O passo de uma visita aberta.
    pub fn passo_de(&self, visita: NumeroVisita) -> Option<&'a Passo> {
        self.fluxo.passo(&self.estado.visitas.get(&visita)?.passo)
    }

    /// Marca para entrar num passo; quem entra é [`Passada::correr`].
    pub fn seguir(&mut self, passo: &str, escopo: NumeroEscopo) {
        self.a_entrar.push((passo.to_owned(), escopo));
    }

    /// Entra em tudo o que se marcou, até todos esperarem ou a instância encerrar.
    pub fn correr(&mut self) {
        let mut atravessados = 0;
        while let Some((nome, escopo)) = self.a_entrar.pop() {
            // O escopo pode ter sido abandonado entre a marca e a vez.
            let aberto = escopo == 0 || self.estado.escopos.contains_key(&escopo);
            if !self.estado.situacao.viva() || !aberto {
                continue;
            }
            let visita = self.abrir(&nome, escopo);
            atravessados += 1;
            if atravessados > MAXIMO_DE_PASSOS_POR_DECISAO {
                let mensagem = format!("mais de {MAXIMO_DE_PASSOS_POR_DECISAO} passos sem nenhuma espera");
                self.incidente(visita, ErroAtividade::do_fluxo("laco_sem_espera", mensagem));
                self.a_entrar.clear();
                return;
            }
            self.comecar(visita, &nome);
        }
    }

    fn abrir(&mut self, nome: &str, escopo: NumeroEscopo) -> NumeroVisita {
        let visita = self.estado.ultima_visita + 1;
        let estado = self.fluxo.passo(nome).and_then(|p| p.estado.clone());
        if let Some(novo) = estado.as_ref().filter(|e| self.estado.estado_de_negocio.as_ref() != Some(e)) {
            self.efeitos.push(Efeito::EstadoDeNegocio(novo.clone()));
        }
        self.emitir(Evento::PassoIniciado { visita, passo: nome.to_owned(), escopo, estado, em: self.agora });
        visita
    }

    /// Começa (ou recomeça) o trabalho de uma visita já aberta.
    pub fn comecar(&mut self, visita: NumeroVisita, nome: &str) {
        let Some(passo) = self.fluxo.passo(nome) else {
            let mensagem = format!("o passo \"{nome}\" não existe nesta versão do fluxo");
            return self.incidente(visita, ErroAtividade::do_fluxo("passo_inexistente", mensagem));
        };
        let escopo = self.escopo(visita);
        match passos::entrar(self, visita, passo) {
            Ok(Andar::Parar) => {}
            Ok(Andar::Ir(destino)) => self.seguir(&destino, escopo),
            Err(erro) => self.incidente(visita, erro),
        }
    }

    /// Conclui a visita com esta saída e segue para o `depois` do passo. Saída que não cabe no que o passo declara é falha.
    pub fn concluir(&mut self, visita: NumeroVisita, passo: &Passo, saida: Value) {
        if let Some(problemas) = passo.saida.as_ref().map(|e| e.problemas(&saida)).filter(|p| !p.is_empty()) {
            let lista: Vec<_> = problemas.iter().map(ToString::to_string).collect();
            let mensagem = format!("a saída não cabe no que o passo declara: {}", lista.join("; "));
            return self.falhou(visita, ErroAtividade::de_negocio("saida_invalida", mensagem));
        }
        let escopo = self.escopo(visita);
        self.emitir(Evento::PassoConcluido { visita, saida, em: self.agora });
        if self.estado.desfecho.is_some() {
            return self.passo_desfeito();
        }
        if passo.compensar.is_some() {
            self.emitir(Evento::CompensacaoRegistrada { passo: passo.nome.clone(), escopo });
        }
        match &passo.depois {
            Some(destino) => self.seguir(destino, escopo),
            None => self.sem_destino(passo, escopo),
        }
    }

    /// Sai da visita por um caminho que o passo escolheu.
    pub fn sair(&mut self, visita: NumeroVisita, saida: Value, destino: &str) {
        let escopo = self.escopo(visita);
        self.emitir(Evento::PassoConcluido { visita, saida, em: self.agora });
        self.seguir(destino, escopo);
    }

    /// A definição exige `depois`; se faltou, encerrar calado seria pior que parar.
    fn sem_destino(&mut self, passo: &Passo, escopo: NumeroEscopo) {
        let visita = self.abrir(&passo.nome, escopo);
        let mensagem = format!("o passo \"{}\" concluiu sem ter para onde ir", passo.nome);
        self.incidente(visita, ErroAtividade::do_fluxo("sem_destino", mensagem));
    }

    /// A visita falhou de vez: quem trata é o passo, depois quem o contém, e por fim um operador.
    pub fn falhou(&mut self, visita: NumeroVisita, erro: ErroAtividade) {
        self.soltar(visita);
        let Some(passo) = self.passo_de(visita) else { return self.incidente(visita, erro) };
        let escopo = self.escopo(visita);
        if let Some(destino) = passo.erros.get(&erro.codigo).or_else(|| passo.erros.get("*")) {
            self.emitir(Evento::ErroTratado { visita, erro });
            return self.seguir(destino, escopo);
        }
        self.falhou_no_ramo(visita, escopo, erro);
    }

    /// Recolhe o que a visita deixou lá fora: trabalho, temporizadores, tarefa, filha, ramos. A visita continua aberta.
    pub fn soltar(&mut self, visita: NumeroVisita) {
        let Some(espera) = self.estado.visitas.get(&visita).map(|aberta| aberta.espera.clone()) else { return };
        self.efeitos.push(Efeito::Recolher { visita });
        match espera {
            Espera::Tarefa(_) => self.efeitos.push(Efeito::FecharTarefa { visita, decisao: None }),
            Espera::Filha { tentativa, .. } => self.efeitos.push(Efeito::CancelarFilha { visita, tentativa }),
            Espera::Ramos(_) => self.abandonar_ramos(visita),
            _ => {}
        }
    }

    /// Solta tudo o que está aberto.
    pub fn soltar_tudo(&mut self) {
        for visita in self.estado.visitas.keys().copied().collect::<Vec<_>>() {
            self.soltar(visita);
        }
    }

    pub fn incidente(&mut self, visita: NumeroVisita, erro: ErroAtividade) {
        let passo = self.estado.visitas.get(&visita).map(|v| v.passo.clone()).unwrap_or_default();
        self.emitir(Evento::IncidenteAberto { visita, erro: erro.clone(), em: self.agora });
        self.efeitos.push(Efeito::PedirAtencao { visita, passo, erro });
    }

    pub fn encerrar(&mut self, evento: Evento, situacao: Situacao, resultado: Value, erro: Option<ErroAtividade>) {
        self.emitir(evento);
        self.a_entrar.clear();
        self.efeitos.push(Efeito::Encerrar { situacao, resultado, erro });
    }
}
