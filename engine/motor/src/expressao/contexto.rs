//! O que as expressões veem, e a ponte preguiçosa entre esses dados e o CEL.

use cel::common::value::CowVal;
use cel::context::VariableResolver;
use serde_json::{Map, Value};

use super::valor;

/// Nomes das variáveis visíveis em todo lugar.
pub const RAIZES: [&str; 5] = ["entrada", "passos", "variaveis", "instancia", "erro"];

/// Nomes visíveis só em certos lugares: dentro de `para_cada` (`item`, `indice`) e no `resultado` de `http` (`resposta`).
pub const RAIZES_LOCAIS: [&str; 3] = ["item", "indice", "resposta"];

/// Os dados de uma instância, emprestados pelo tempo de uma avaliação.
///
/// `passos` e `variaveis` vêm em camadas, da mais de dentro à mais de fora: um ramo lê o que está em volta.
#[derive(Debug, Clone, Copy)]
pub struct Contexto<'a> {
    /// Entrada do fluxo.
    pub entrada: &'a Value,
    /// Última saída de cada passo concluído: `passos.baixar.data_vencimento`.
    pub passos: &'a [&'a Map<String, Value>],
    /// O que `atribuir` guardou.
    pub variaveis: &'a [&'a Map<String, Value>],
    /// `id` e `chave`.
    pub instancia: &'a Value,
    /// Último erro tratado (`codigo`, `mensagem`, `classe`, `detalhes`); nenhum = `null`.
    pub erro: Option<&'a Value>,
    /// Das [`RAIZES_LOCAIS`], as que existem aqui.
    pub locais: &'a [(&'static str, Value)],
}

/// Um ponto da árvore de dados: os mapas de cima não são `Value`.
enum Ponto<'a> {
    Camadas(&'a [&'a Map<String, Value>]),
    Valor(&'a Value),
}

impl<'a> Ponto<'a> {
    fn campo(&self, nome: &str) -> Option<&'a Value> {
        match self {
            Self::Camadas(camadas) => camadas.iter().find_map(|camada| camada.get(nome)),
            Self::Valor(valor) => valor.as_object()?.get(nome),
        }
    }
}

/// Todas as camadas numa só; a de dentro ganha.
fn achatar(camadas: &[&Map<String, Value>]) -> Map<String, Value> {
    let pares = camadas.iter().rev().flat_map(|camada| camada.iter());
    pares.map(|(chave, valor)| (chave.clone(), valor.clone())).collect()
}

impl<'a> Contexto<'a> {
    fn raiz(&self, nome: &str) -> Option<Ponto<'a>> {
        Some(match nome {
            "entrada" => Ponto::Valor(self.entrada),
            "passos" => Ponto::Camadas(self.passos),
            "variaveis" => Ponto::Camadas(self.variaveis),
            "instancia" => Ponto::Valor(self.instancia),
            "erro" => Ponto::Valor(self.erro.unwrap_or(&Value::Null)),
            local => Ponto::Valor(self.locais.iter().find(|(nome, _)| *nome == local).map(|(_, valor)| valor)?),
        })
    }

    /// O valor no fim de um nome pontilhado, sem passar pelo CEL; `None` se ele não leva a um valor (quem sabe dizer por quê é o CEL).
    pub(super) fn buscar(&self, caminho: &[String]) -> Option<Value> {
        let (raiz, campos) = caminho.split_first()?;
        let mut ponto = self.raiz(raiz)?;
        for campo in campos {
            ponto = Ponto::Valor(ponto.campo(campo)?);
        }
        Some(match ponto {
            Ponto::Camadas(camadas) => Value::Object(achatar(camadas)),
            Ponto::Valor(valor) => valor.clone(),
        })
    }
}

/// O CEL procura primeiro o nome mais longo (`entrada.cliente.nome`) e só depois os prefixos: respondendo já ao nome
/// pontilhado converte-se só a folha pedida, nunca a entrada inteira.
impl VariableResolver for Contexto<'_> {
    fn resolve<'b>(&'b self, nome: &str) -> Option<CowVal<'b, 'b>> {
        let mut partes = nome.trim_start_matches('.').split('.');
        let mut ponto = self.raiz(partes.next()?)?;
        for parte in partes {
            ponto = Ponto::Valor(ponto.campo(parte)?);
        }
        Some(CowVal::Owned(match ponto {
            Ponto::Camadas([unica]) => valor::mapa_para_cel(unica),
            Ponto::Camadas(camadas) => valor::mapa_proprio_para_cel(&achatar(camadas)),
            Ponto::Valor(valor) => valor::para_cel(valor),
        }))
    }
}
