//! Uma instância de brinquedo: aplica comandos e confere, a cada um, que o estado é a dobra dos eventos e volta igual do JSON.

use std::time::Duration;

use esteira_base::Instante;
use esteira_motor::Fluxo;
use esteira_motor::definicao::ler;
use esteira_motor::maquina::{
    Ator, ClasseDeErro, Comando, Decisao, ErroAtividade, Estado, Evento, NumeroVisita, Recusa, aplicar, decidir,
};
use serde_json::{Value, json};

/// Todos os tipos de passo, com prazos, repetição, erros tratados, quatro olhos e uma expressão que falha sem `entrada.bom`.
pub const TUDO: &str = r#"
esteira: v1
fluxo: tudo
titulo: Tudo
chave: entrada.id
inicio: calcular
passos:
  calcular: { tipo: atribuir, valores: { dobro: "${ entrada.bom * 2 }" }, depois: buscar }
  buscar:
    tipo: rpa
    plugin: portal
    operacao: buscar
    prazo: 1m
    repetir: { maximo: 3, espera: 10m, fator: 2, exceto: [sem_volta], tambem: [ocupado] }
    erros: { indisponivel: dormir }
    depois: rever
  dormir: { tipo: esperar, por: 1d, depois: buscar }
  rever:
    tipo: tarefa
    estado: EM_REVISAO
    titulo: Rever
    papeis: [REVISOR]
    prazo: { vence: 2d, escalonar: [{ apos: 1d, notificar: responsaveis }] }
    quatro_olhos: true
    decisoes: { aceitar: avisar, recusar: { exige: [motivo], vai: ouvir } }
  ouvir:
    tipo: evento
    nome: resposta
    prazo: { vence: 5d, vai: acabar }
    depois: ha_mais
  ha_mais:
    tipo: escolha
    casos: [{ se: "has(passos.ouvir.mais) && passos.ouvir.mais", vai: rever }]
    senao: buscar
  avisar: { tipo: notificar, para: responsaveis, modelo: aviso, erros: { "*": acabar }, depois: acabar }
  acabar: { tipo: fim, estado: ACABADA, resultado: { dobro: "${ variaveis.dobro }" } }
"#;

/// A instância, com o seu histórico e a sua hora.
pub struct Instancia {
    pub fluxo: Fluxo,
    pub estado: Estado,
    pub historia: Vec<Evento>,
    pub agora: Instante,
}

impl Instancia {
    /// Ainda sem eventos.
    pub fn nova(texto: &str) -> Self {
        let fluxo = ler("teste.yaml", texto).unwrap_or_else(|problemas| panic!("{problemas:?}"));
        let agora = Instante::de_micros(1_795_000_000_000_000);
        Self { fluxo, estado: Estado::default(), historia: Vec::new(), agora }
    }

    /// Do fluxo [`TUDO`], começada por Ana.
    pub fn comecada() -> Self {
        let mut nova = Self::nova(TUDO);
        nova.manda(iniciar(json!({ "id": "1", "bom": 21 })));
        nova
    }

    /// Decide e aplica; a recusa não muda nada.
    pub fn tenta(&mut self, comando: Comando) -> Result<Decisao, Recusa> {
        let decisao = decidir(&self.fluxo, &self.estado, comando, self.agora)?;
        let dobrado = decisao.eventos.iter().fold(self.estado.clone(), aplicar);
        assert_eq!(dobrado, decisao.estado, "o estado é a dobra dos eventos");
        assert_eq!(ida_e_volta(&dobrado), dobrado);
        for evento in &decisao.eventos {
            assert_eq!(ida_e_volta(evento), *evento);
            assert_eq!(serde_json::to_value(evento).unwrap()["tipo"], evento.tipo());
        }
        self.historia.extend(decisao.eventos.iter().cloned());
        self.estado = dobrado;
        Ok(decisao)
    }

    /// Como [`Instancia::tenta`], para o que tem de ser aceito.
    pub fn manda(&mut self, comando: Comando) -> Decisao {
        self.tenta(comando.clone()).unwrap_or_else(|recusa| panic!("{comando:?} foi recusado: {recusa}"))
    }

    pub fn passa(&mut self, segundos: u64) {
        self.agora = self.agora.mais(Duration::from_secs(segundos));
    }

    /// A visita aberta no passo.
    pub fn visita(&self, passo: &str) -> NumeroVisita {
        let aberta = self.estado.visitas.iter().find(|(_, visita)| visita.passo == passo);
        *aberta.unwrap_or_else(|| panic!("nenhuma visita aberta em {passo}: {:?}", self.estado.visitas)).0
    }

    /// Conclui a tentativa dada do trabalho do passo.
    pub fn conclui(&mut self, passo: &str, tentativa: u32) -> Decisao {
        let visita = self.visita(passo);
        self.manda(Comando::Concluir { visita, tentativa, saida: json!({ "ok": true }) })
    }
}

fn ida_e_volta<T: serde::Serialize + serde::de::DeserializeOwned>(valor: &T) -> T {
    serde_json::from_str(&serde_json::to_string(valor).unwrap()).unwrap()
}

pub fn iniciar(entrada: Value) -> Comando {
    Comando::Iniciar { entrada, instancia: json!({ "id": "i", "chave": "1" }), por: ator("ana", &["REVISOR"]) }
}

pub fn ator(id: &str, papeis: &[&str]) -> Ator {
    Ator { id: Some(id.into()), nome: id.into(), papeis: papeis.iter().map(|papel| (*papel).to_owned()).collect() }
}

/// Quem pode rever e não começou nada.
pub fn revisor() -> Ator {
    ator("beto", &["REVISOR"])
}

pub fn falha(visita: NumeroVisita, tentativa: u32, classe: ClasseDeErro, codigo: &str) -> Comando {
    let erro = ErroAtividade {
        classe,
        codigo: codigo.into(),
        mensagem: format!("falhou: {codigo}"),
        acao_recomendada: None,
        detalhes: Value::Null,
    };
    Comando::Falhar { visita, tentativa, erro, sorteio: 0.5 }
}

pub fn decide(visita: NumeroVisita, decisao: &str, dados: Value, por: Ator) -> Comando {
    Comando::Decidir { visita, decisao: decisao.into(), dados, por }
}
