//! O que vale em volta do passo: novas tentativas, prazo, contenção.

use esteira_base::Duracao;

use super::NomePasso;
use crate::expressao::Modelo;

/// Política de novas tentativas.
#[derive(Debug, Clone, PartialEq)]
pub struct Repetir {
    /// Tentativas ao todo, contando a primeira; 1 = não repete.
    pub maximo: u32,
    /// Espera antes da segunda tentativa.
    pub espera: Duracao,
    /// Cada espera é a anterior vezes este fator.
    pub fator: f64,
    /// Nenhuma espera passa disto.
    pub teto: Option<Duracao>,
    /// De 0 a 1: a espera sorteada fica entre `1 - variacao` e `1 + variacao` vezes a calculada.
    pub variacao: f64,
    /// Códigos que não se repetem, mesmo técnicos.
    pub exceto: Vec<String>,
    /// Códigos que se repetem, mesmo de negócio.
    pub tambem: Vec<String>,
}

impl Default for Repetir {
    fn default() -> Self {
        Self {
            maximo: 1,
            espera: Duracao(std::time::Duration::from_secs(30)),
            fator: 2.0,
            teto: None,
            variacao: 0.0,
            exceto: Vec::new(),
            tambem: Vec::new(),
        }
    }
}

/// Prazo de um passo.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prazo {
    /// Limite de cada tentativa, em quem trabalha.
    pub tentativa: Option<Duracao>,
    /// Quanto se fica no passo, contado da entrada.
    pub vence: Option<Duracao>,
    /// Para onde ir ao vencer. Sem isto, tarefa e evento continuam, marcados como vencidos; os outros falham com `prazo_vencido`.
    pub vai: Option<NomePasso>,
    /// Lembretes e escalonamentos, contados da entrada no passo.
    pub avisos: Vec<AvisoDePrazo>,
}

/// Um item de `prazo.lembrar` ou `prazo.escalonar`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoDePrazo {
    /// Contado da entrada no passo.
    pub apos: Duracao,
    /// Se é escalonamento; senão, é lembrete.
    pub escalona: bool,
    /// A quem: `responsaveis`, `aprovadores`, `candidatos` ou um endereço.
    pub notificar: Option<String>,
    /// Papéis que passam a poder decidir também.
    pub papeis: Vec<String>,
}

/// Acima disto um limite não é contenção.
pub const TETO_DO_LIMITE: u32 = 10_000;

/// Contenção por chave.
#[derive(Debug, Clone)]
pub struct Limite {
    /// Produz a chave (texto): `portal/OI`.
    pub chave: Modelo,
    /// Produz quantos ao mesmo tempo (inteiro, ou nulo: sem limite).
    pub simultaneos: Option<Modelo>,
    /// Quantas partidas por minuto.
    pub por_minuto: Option<u32>,
}
