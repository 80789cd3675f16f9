//! Expressões CEL e modelos com `${ }`: compilam na publicação, avaliam-se a cada passo.
//!
//! Uma expressão que falha, ou que cita uma chave que não existe, é erro; nunca vira texto. Inteiros entram e saem inteiros.
//! Aqui se contém o que a biblioteca de CEL não contém: pilha, profundidade, laços dentro de laços e pânicos.
//!
//! Não deve conhecer: YAML, passos, a máquina.

mod compilacao;
mod contexto;
mod erro;
mod modelo;
mod partes;
mod referencias;
mod valor;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use cel::Env;
use serde_json::Value;

pub use contexto::{Contexto, RAIZES, RAIZES_LOCAIS};
pub use erro::ErroDeExpressao;
pub use modelo::{Modelo, Parte};
pub use referencias::Referencia;

use referencias::Uso;

/// Maior fonte de expressão aceita, em bytes.
pub const TAMANHO_MAXIMO: usize = 4 * 1024;

/// Quantos parênteses, colchetes e chaves cabem uns dentro dos outros na fonte.
pub const ANINHAMENTO_MAXIMO: usize = 16;

/// Maior profundidade da árvore compilada: cada `+` em fila e cada função dentro de outra aprofunda um nível. Sem otimização, a avaliação gasta
/// uns 40 KiB de pilha por nível; assim a maior expressão cabe em metade da pilha comum de 2 MiB.
pub const PROFUNDIDADE_MAXIMA: usize = 20;

/// Quantos `map`, `filter`, `all` ou `exists` cabem uns dentro dos outros: contém o custo da avaliação, que a biblioteca não limita.
pub const LACOS_ANINHADOS_MAXIMOS: usize = 2;

/// Funções e tipos do CEL padrão; montado uma vez, dividido por todas as avaliações.
static AMBIENTE: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

/// Uma expressão CEL compilada. Clonar é barato; duas são iguais se a fonte é igual.
#[derive(Clone)]
pub struct Expressao {
    fonte: Arc<str>,
    programa: Arc<cel::Program>,
    uso: Arc<Uso>,
}

impl Expressao {
    /// Compila a fonte.
    ///
    /// # Errors
    /// Fonte vazia, grande ou aninhada demais, malformada, ou que chama função desconhecida; com o lugar dentro da fonte quando se sabe.
    pub fn compilar(fonte: &str) -> Result<Self, ErroDeExpressao> {
        let (programa, uso) = compilacao::compilar(fonte)?;
        Ok(Self { fonte: fonte.into(), programa: Arc::new(programa), uso: Arc::new(uso) })
    }

    /// A fonte, como foi escrita.
    pub fn fonte(&self) -> &str {
        &self.fonte
    }

    /// As variáveis que a expressão usa: `entrada`, `passos`, …
    pub fn raizes(&self) -> impl Iterator<Item = &str> {
        self.uso.raizes()
    }

    /// Cada variável com o primeiro campo que se toma dela: `passos.baixar`, `variaveis.fatura`.
    pub fn referencias(&self) -> &[Referencia] {
        &self.uso.referencias
    }

    /// Calcula o valor. Só se convertem os dados que a expressão cita.
    ///
    /// # Errors
    /// Chave ausente, tipos que não combinam, divisão por zero, estouro, número não finito. A mensagem nunca traz os dados.
    pub fn avaliar(&self, contexto: &Contexto<'_>) -> Result<Value, ErroDeExpressao> {
        // O caso mais comum nem precisa do CEL, e assim mantém a ordem das chaves.
        if let Some(valor) = self.uso.caminho.as_deref().and_then(|caminho| contexto.buscar(caminho)) {
            return Ok(valor);
        }
        // Um defeito da biblioteca de CEL não pode derrubar o lote inteiro: vira erro desta expressão só.
        let resultado = catch_unwind(AssertUnwindSafe(|| {
            let mut ambiente = cel::Context::with_env(Arc::clone(&AMBIENTE));
            ambiente.set_variable_resolver(contexto);
            let calculado = cel::Value::resolve_val(self.programa.expression(), &ambiente)
                .map_err(|erro| ErroDeExpressao::de_execucao(&self.fonte, &erro))?;
            valor::para_json(&*calculado).map_err(|motivo| ErroDeExpressao::da_avaliacao(&self.fonte, &motivo))
        }));
        resultado.unwrap_or_else(|_| Err(ErroDeExpressao::da_avaliacao(&self.fonte, "a avaliação falhou por dentro")))
    }
}

impl fmt::Debug for Expressao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expressao({})", self.fonte)
    }
}

impl PartialEq for Expressao {
    fn eq(&self, outra: &Self) -> bool {
        self.fonte == outra.fonte
    }
}

impl Eq for Expressao {}
