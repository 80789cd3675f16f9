//! O que todo plugin é, de qualquer assunto.

use serde_json::Value;

use crate::contexto::Contexto;
use crate::erro::Erro;
use crate::manifesto::Manifesto;

/// Um plugin de RPA. Para faturas, implemente [`RpaDeFatura`](crate::RpaDeFatura), que já é um `Rpa`.
pub trait Rpa {
    /// O que o plugin sabe fazer e o que pede.
    fn manifesto(&self) -> Manifesto;

    /// Executa uma operação do manifesto. `parametros` e o resultado são objetos JSON conforme os esquemas dele.
    ///
    /// Nada fica de uma chamada para a outra: cada execução tem a sua memória e o seu navegador.
    fn executar(&self, operacao: &str, parametros: Value, contexto: &Contexto) -> Result<Value, Erro>;
}
