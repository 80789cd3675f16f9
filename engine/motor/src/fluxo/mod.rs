//! O fluxo validado: o que a definição produz e a máquina percorre.
//!
//! Só [`crate::definicao::ler`] constrói um `Fluxo`; por isso toda referência a passo existe e toda expressão já está compilada.

mod caminhos;
mod esperas;
mod politica;
mod ramos;
mod tipos;
mod trabalhos;

use esteira_base::Resumo;
use indexmap::IndexMap;

use crate::esquema::Esquema;
use crate::expressao::{Contexto, ErroDeExpressao, Expressao};

pub use caminhos::{Caso, Falha, PassoAtribuir, PassoEscolha, PassoFim};
pub use esperas::{AvisoDeTarefa, Decisao, PassoEsperar, PassoEvento, PassoTarefa, Ressalva};
pub use politica::{AvisoDePrazo, Limite, Prazo, Repetir, TETO_DO_LIMITE};
pub use ramos::{Corpo, Falhas, PassoParaCada, PassoParalelo};
pub use tipos::TipoPasso;
pub use trabalhos::{AlvoRpa, Cabecalho, EfeitoUnico, PassoHttp, PassoNotificar, PassoRpa, PassoSubfluxo};

/// Nome de um passo, único no fluxo.
pub type NomePasso = String;

/// Uma versão imutável de um fluxo.
#[derive(Debug, Clone)]
pub struct Fluxo {
    /// Identificador em minúsculas: `faturas`.
    pub nome: String,
    /// Como as pessoas o chamam.
    pub titulo: String,
    /// Produz o texto pelo qual só uma instância vive de cada vez.
    pub chave: Expressao,
    /// O que a entrada tem de ser, se o fluxo o declara.
    pub entrada: Option<Esquema>,
    /// Primeiro passo.
    pub inicio: NomePasso,
    /// Todos, na ordem do arquivo, os de dentro de ramos e de `para_cada` também: o nome é único no fluxo inteiro.
    pub passos: IndexMap<NomePasso, Passo>,
    /// BLAKE3 do conteúdo canônico: a identidade da versão.
    pub resumo: Resumo,
}

impl Fluxo {
    /// O passo com este nome; nenhum se a instância vem de outra versão.
    pub fn passo(&self, nome: &str) -> Option<&Passo> {
        self.passos.get(nome)
    }

    /// A chave de uma instância com esta entrada.
    ///
    /// # Errors
    /// A expressão falha com esta entrada, ou não dá texto nem inteiro.
    pub fn chave_de(&self, entrada: &serde_json::Value) -> Result<String, ErroDeExpressao> {
        let contexto = Contexto {
            entrada,
            passos: &[],
            variaveis: &[],
            instancia: &serde_json::Value::Null,
            erro: None,
            locais: &[],
        };
        match self.chave.avaliar(&contexto)? {
            serde_json::Value::String(texto) if !texto.is_empty() => Ok(texto),
            serde_json::Value::Number(numero) => Ok(numero.to_string()),
            _ => Err(ErroDeExpressao::da_avaliacao(self.chave.fonte(), "a chave devia dar um texto ou um número")),
        }
    }
}

/// Um passo e o que vale para qualquer tipo de passo.
#[derive(Debug, Clone)]
pub struct Passo {
    /// O mesmo nome da chave em [`Fluxo::passos`].
    pub nome: NomePasso,
    /// O corpo em que está; nenhum no do próprio fluxo.
    pub dentro_de: Option<Lar>,
    /// O que ele faz.
    pub tipo: TipoPasso,
    /// Estado de negócio que a instância passa a mostrar ao entrar aqui; nenhum = não muda.
    pub estado: Option<String>,
    /// Para onde ir ao concluir. Obrigatório em todo tipo que conclui sozinho; ausente em `tarefa`, `escolha`, `fim` e em compensações.
    pub depois: Option<NomePasso>,
    /// Novas tentativas, de quem trabalha.
    pub repetir: Repetir,
    /// Até quando se fica no passo, e cada tentativa.
    pub prazo: Option<Prazo>,
    /// Código de erro → passo. `"*"` vale para qualquer código não listado.
    pub erros: IndexMap<String, NomePasso>,
    /// Contenção por chave, entre todas as instâncias.
    pub limite: Option<Limite>,
    /// Maior sai antes da fila; 0 é o comum.
    pub prioridade: i32,
    /// O que a saída tem de ser, se o passo o declara. Saída que não cabe nele é falha `saida_invalida`.
    pub saida: Option<Esquema>,
    /// Como desfazer o passo depois de concluído: o nome de outro, que só se alcança desfazendo.
    pub compensar: Option<NomePasso>,
}

/// De que corpo um passo é.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lar {
    /// O `paralelo` ou `para_cada` que contém o corpo.
    pub passo: NomePasso,
    /// O ramo, num `paralelo`.
    pub ramo: Option<String>,
}

impl Passo {
    /// Nome do passo que desfaz outro. O ponto não cabe em nome escrito: nunca colide, e nenhuma expressão o cita.
    pub fn nome_da_compensacao(desfeito: &str) -> NomePasso {
        format!("{desfeito}.compensar")
    }
}
