//! Os passos que esperam: uma pessoa, um sinal, o tempo.

use esteira_base::Duracao;
use indexmap::IndexMap;

use super::NomePasso;
use crate::esquema::Esquema;
use crate::expressao::{Expressao, Modelo};

/// `tipo: tarefa`.
#[derive(Debug, Clone)]
pub struct PassoTarefa {
    /// Título mostrado a quem decide.
    pub titulo: Modelo,
    /// Papéis que podem decidir.
    pub papeis: Vec<String>,
    /// Pessoas que podem decidir, pelo id, além dos papéis (lista de textos).
    pub usuarios: Option<Modelo>,
    /// O que os dados da decisão têm de ser.
    pub formulario: Option<Esquema>,
    /// O que mostrar a quem decide (objeto).
    pub dados: Option<Modelo>,
    /// Nome da decisão → o que acontece.
    pub decisoes: IndexMap<String, Decisao>,
    /// Quem iniciou a instância ou decidiu antes nela não decide aqui.
    pub quatro_olhos: bool,
    /// Como os candidatos ficam sabendo, assim que ela abre.
    pub avisar: Option<AvisoDeTarefa>,
}

/// O aviso de que uma tarefa abriu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoDeTarefa {
    /// `EMAIL`, `WHATSAPP`…
    pub canal: String,
    /// Modelo da mensagem.
    pub modelo: String,
}

/// Uma decisão possível de uma tarefa.
#[derive(Debug, Clone)]
pub struct Decisao {
    /// Próximo passo.
    pub vai: NomePasso,
    /// Campos que a pessoa tem de preencher: `motivo`.
    pub exige: Vec<String>,
    /// Quantas pessoas diferentes têm de decidir assim para que valha; 1 é o comum.
    pub quorum: u32,
    /// O que os dados têm de ser, no lugar do formulário da tarefa.
    pub formulario: Option<Esquema>,
    /// Quando decidir assim pede mais do que o comum.
    pub ressalva: Option<Ressalva>,
}

/// O que uma decisão pede a mais, se a condição vale quando a tarefa abre.
#[derive(Debug, Clone)]
pub struct Ressalva {
    /// Condição (booleana).
    pub se: Expressao,
    /// Só quem tem um destes papéis decide assim.
    pub papeis: Vec<String>,
    /// Campos que a pessoa tem de preencher, além dos da decisão.
    pub exige: Vec<String>,
}

/// `tipo: evento`.
#[derive(Debug, Clone)]
pub struct PassoEvento {
    /// Nome do sinal esperado.
    pub nome: String,
    /// Se declarada, só o sinal com esta correlação serve.
    pub correlacao: Option<Modelo>,
}

/// `tipo: esperar`.
#[derive(Debug, Clone)]
pub enum PassoEsperar {
    /// `por: 1d`.
    Por(Duracao),
    /// `ate: ${ … }`: instante RFC 3339, ou data `AAAA-MM-DD` (meia-noite em São Paulo fica com quem escreve).
    Ate(Modelo),
}
