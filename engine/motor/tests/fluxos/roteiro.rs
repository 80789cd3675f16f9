//! Um roteiro: o que acontece lá fora, passo a passo, com uma fila de brinquedo que se comporta como a de verdade.
//!
//! Um trabalho só se relata depois da hora dele; um temporizador vence sozinho quando o tempo passa; o que a máquina recolhe some. Ao fim,
//! [`Roteiro::historia`] conta tudo em texto.

use std::fmt::Write;
use std::time::Duration;

use esteira_base::{Duracao, Instante};
use esteira_motor::Fluxo;
use esteira_motor::definicao::ler;
use esteira_motor::maquina::{
    Ator, ClasseDeErro, Comando, Efeito, ErroAtividade, Estado, Evento, NumeroVisita, Recusa, Temporizador, Trabalho,
    aplicar, decidir,
};
use serde_json::{Value, json};

/// Segunda-feira, 9 da manhã.
const COMECO: Instante = Instante::de_micros(1_793_610_000_000_000);

pub struct Roteiro {
    fluxo: Fluxo,
    estado: Estado,
    agora: Instante,
    trabalhos: Vec<Trabalho>,
    temporizadores: Vec<(Instante, NumeroVisita, Temporizador)>,
    tarefas: Vec<NumeroVisita>,
    passos: Vec<(NumeroVisita, String)>,
    historia: String,
}

impl Roteiro {
    /// Do arquivo de `workflows/`, iniciado por `ana`.
    pub fn comeca(arquivo: &str, entrada: Value) -> Self {
        let caminho = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows").join(arquivo);
        let texto = std::fs::read_to_string(caminho).expect("o fluxo do produto existe");
        let fluxo = ler(arquivo, &texto).unwrap_or_else(|problemas| panic!("{problemas:?}"));
        let mut roteiro = Self {
            fluxo,
            estado: Estado::default(),
            agora: COMECO,
            trabalhos: Vec::new(),
            temporizadores: Vec::new(),
            tarefas: Vec::new(),
            passos: Vec::new(),
            historia: String::new(),
        };
        let instancia = json!({ "id": "i-1", "chave": "c-1" });
        roteiro.manda("começa", Comando::Iniciar { entrada, instancia, por: pessoa("ana", &[]) });
        roteiro
    }

    /// O trabalho do passo termina bem.
    pub fn conclui(&mut self, passo: &str, saida: Value) -> &mut Self {
        let (visita, tentativa) = self.trabalho_pronto(passo);
        self.manda(&format!("{passo} conclui"), Comando::Concluir { visita, tentativa, saida })
    }

    /// O trabalho do passo termina mal, e não adianta repetir.
    pub fn recusa(&mut self, passo: &str, codigo: &str) -> &mut Self {
        self.falha(passo, ClasseDeErro::Negocio, codigo)
    }

    /// O trabalho do passo termina mal, e adianta repetir.
    pub fn tropeca(&mut self, passo: &str, codigo: &str) -> &mut Self {
        self.falha(passo, ClasseDeErro::Tecnico, codigo)
    }

    /// Alguém decide a tarefa do passo.
    pub fn decide(&mut self, passo: &str, decisao: &str, dados: Value, por: Ator) -> &mut Self {
        let visita = self.visita(passo);
        assert!(self.tarefas.contains(&visita), "a tarefa de {passo} não está aberta");
        self.manda(
            &format!("{} decide {passo}: {decisao}", por.nome),
            Comando::Decidir { visita, decisao: decisao.into(), dados, por },
        )
    }

    /// Alguém tenta decidir e não pode.
    pub fn nao_decide(&mut self, passo: &str, decisao: &str, por: Ator, porque: Recusa) -> &mut Self {
        let comando = Comando::Decidir { visita: self.visita(passo), decisao: decisao.into(), dados: json!({}), por };
        assert_eq!(decidir(&self.fluxo, &self.estado, comando, self.agora).unwrap_err(), porque);
        self
    }

    /// Chega um sinal de fora.
    pub fn chega(&mut self, nome: &str, dados: Value) -> &mut Self {
        self.chega_de(nome, None, dados)
    }

    /// Chega um sinal com correlação.
    pub fn chega_de(&mut self, nome: &str, correlacao: Option<&str>, dados: Value) -> &mut Self {
        let (por, correlacao) = (pessoa("ana", &[]), correlacao.map(str::to_owned));
        self.manda(&format!("chega {nome}"), Comando::Entregar { nome: nome.into(), correlacao, dados, por })
    }

    /// O operador manda repetir o passo parado.
    pub fn repete(&mut self, passo: &str) -> &mut Self {
        let visita = self.visita(passo);
        self.manda(
            &format!("repete {passo}"),
            Comando::RepetirPasso { visita, entrada: None, por: pessoa("olga", &[]) },
        )
    }

    /// O operador pula o passo parado, com esta saída.
    pub fn pula(&mut self, passo: &str, saida: Value) -> &mut Self {
        let visita = self.visita(passo);
        self.manda(
            &format!("pula {passo}"),
            Comando::PularPasso { visita, saida, destino: None, por: pessoa("olga", &[]) },
        )
    }

    pub fn cancela(&mut self, motivo: &str) -> &mut Self {
        self.manda("cancela", Comando::Cancelar { motivo: motivo.into(), por: pessoa("olga", &[]) })
    }

    /// O tempo passa; cada temporizador vence na sua hora.
    pub fn passa(&mut self, quanto: &str) -> &mut Self {
        let fim = self.agora.mais(quanto.parse::<Duracao>().expect("duração escrita no teste").0);
        loop {
            self.temporizadores.sort_by_key(|(quando, ..)| *quando);
            let Some((quando, visita, temporizador)) =
                self.temporizadores.first().copied().filter(|(quando, ..)| *quando <= fim)
            else {
                break;
            };
            self.temporizadores.remove(0);
            self.agora = quando.max(self.agora);
            self.manda("o tempo passa", Comando::Vencer { visita, temporizador });
        }
        self.agora = fim;
        self
    }

    /// A história até aqui, e o que ficou pendente.
    pub fn historia(&self) -> String {
        let mut texto = self.historia.clone();
        let negocio = self.estado.estado_de_negocio.as_deref().unwrap_or("-");
        let _ = write!(texto, "\n= {} ({negocio})", self.estado.situacao.como_texto());
        for trabalho in &self.trabalhos {
            let _ = write!(texto, "\n  na fila: {} em {}", trabalho.passo, self.desde_o_comeco(trabalho.a_partir_de));
        }
        for (quando, visita, temporizador) in &self.temporizadores {
            let _ = write!(
                texto,
                "\n  armado: {} {temporizador:?} em {}",
                self.passo(*visita),
                self.desde_o_comeco(*quando)
            );
        }
        for visita in &self.tarefas {
            let _ = write!(texto, "\n  tarefa aberta: {}", self.passo(*visita));
        }
        texto
    }

    fn falha(&mut self, passo: &str, classe: ClasseDeErro, codigo: &str) -> &mut Self {
        let (visita, tentativa) = self.trabalho_pronto(passo);
        let erro = ErroAtividade {
            classe,
            codigo: codigo.into(),
            mensagem: format!("o portal respondeu {codigo}"),
            acao_recomendada: None,
            detalhes: Value::Null,
        };
        self.manda(&format!("{passo} falha: {codigo}"), Comando::Falhar { visita, tentativa, erro, sorteio: 0.5 })
    }

    /// Tira da fila o trabalho do passo, que já tem de poder começar.
    fn trabalho_pronto(&mut self, passo: &str) -> (NumeroVisita, u32) {
        let posicao = self.trabalhos.iter().position(|trabalho| trabalho.passo == passo);
        let trabalho =
            self.trabalhos.remove(posicao.unwrap_or_else(|| panic!("{passo} não está na fila: {}", self.historia())));
        assert!(
            trabalho.a_partir_de <= self.agora,
            "{passo} só pode começar em {}",
            self.desde_o_comeco(trabalho.a_partir_de)
        );
        (trabalho.visita, trabalho.tentativa)
    }

    fn visita(&self, passo: &str) -> NumeroVisita {
        let aberta = self.estado.visitas.iter().find(|(_, visita)| visita.passo == passo);
        *aberta.unwrap_or_else(|| panic!("{passo} não está aberto: {}", self.historia())).0
    }

    fn manda(&mut self, titulo: &str, comando: Comando) -> &mut Self {
        let decisao = decidir(&self.fluxo, &self.estado, comando, self.agora)
            .unwrap_or_else(|recusa| panic!("{titulo}: {recusa}\n{}", self.historia()));
        let dobrado = decisao.eventos.iter().fold(self.estado.clone(), aplicar);
        assert_eq!(dobrado, decisao.estado, "o estado é a dobra dos eventos");
        self.estado = dobrado;
        let _ = write!(
            self.historia,
            "{}{} {titulo}",
            if self.historia.is_empty() { "" } else { "\n" },
            self.desde_o_comeco(self.agora)
        );
        for evento in &decisao.eventos {
            self.contar(evento);
        }
        decisao.efeitos.into_iter().for_each(|efeito| self.fazer(efeito));
        self
    }

    fn contar(&mut self, evento: &Evento) {
        if let Evento::PassoIniciado { visita, passo, .. } = evento {
            self.passos.push((*visita, passo.clone()));
        }
        let Value::Object(mut campos) = serde_json::to_value(evento).expect("evento vira JSON") else { return };
        // A hora já está no título, e o passo diz mais que o número da visita.
        for campo in ["tipo", "em"] {
            campos.shift_remove(campo);
        }
        let passo = campos.shift_remove("visita").and_then(|visita| visita.as_u64()).map(|visita| {
            campos.shift_remove("passo");
            self.passo(u32::try_from(visita).expect("número de visita"))
        });
        for campo in ["a_partir_de", "ate", "vence"] {
            if let Some(Ok(quando)) = campos.get(campo).and_then(Value::as_str).map(str::parse::<Instante>) {
                campos.insert(campo.into(), self.desde_o_comeco(quando).into());
            }
        }
        if let Some(quem) = campos.get_mut("por") {
            *quem = quem["nome"].clone();
        }
        let passo = passo.map(|passo| format!(" {passo}")).unwrap_or_default();
        let campos = if campos.is_empty() { String::new() } else { format!(" {}", Value::Object(campos)) };
        let _ = write!(self.historia, "\n    {}{passo}{campos}", evento.tipo());
    }

    fn fazer(&mut self, efeito: Efeito) {
        match efeito {
            Efeito::Agendar(trabalho) => self.trabalhos.push(trabalho),
            Efeito::Armar { visita, temporizador, em } => self.temporizadores.push((em, visita, temporizador)),
            Efeito::Recolher { visita } => {
                self.trabalhos.retain(|trabalho| trabalho.visita != visita);
                self.temporizadores.retain(|(_, da, _)| *da != visita);
            }
            Efeito::AbrirTarefa(tarefa) => {
                let _ = write!(
                    self.historia,
                    "\n    > tarefa \"{}\" para {:?} {}",
                    tarefa.titulo, tarefa.papeis, tarefa.dados
                );
                self.tarefas.push(tarefa.visita);
            }
            Efeito::FecharTarefa { visita, .. } => self.tarefas.retain(|aberta| *aberta != visita),
            Efeito::Escalonar { passo, notificar, .. } => {
                let _ = write!(self.historia, "\n    > avisa {notificar} do prazo de {passo}");
            }
            Efeito::EstadoDeNegocio(estado) => {
                let _ = write!(self.historia, "\n    > {estado}");
            }
            Efeito::PedirAtencao { passo, erro, .. } => {
                let _ = write!(self.historia, "\n    > precisa de atenção em {passo}: {}", erro.mensagem);
            }
            Efeito::VencerTarefa { visita } => {
                let _ = write!(self.historia, "\n    > tarefa de {} vencida, ainda aberta", self.passo(visita));
            }
            _ => {}
        }
    }

    fn passo(&self, visita: NumeroVisita) -> String {
        self.passos.iter().find(|(numero, _)| *numero == visita).map(|(_, passo)| passo.clone()).unwrap_or_default()
    }

    fn desde_o_comeco(&self, quando: Instante) -> String {
        let micros = Duration::from_micros(u64::try_from(quando.micros() - COMECO.micros()).unwrap_or(0));
        format!("+{}", Duracao(micros))
    }
}

pub fn pessoa(nome: &str, papeis: &[&str]) -> Ator {
    Ator { id: Some(nome.into()), nome: nome.into(), papeis: papeis.iter().map(|papel| (*papel).to_owned()).collect() }
}
