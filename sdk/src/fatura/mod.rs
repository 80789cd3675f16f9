//! A fatura de telecom: operações e tipos iguais para toda operadora, por cima do contrato genérico.
//!
//! O motor não conhece nada daqui; a camada de aplicação, só o JSON.

mod colheita;
mod despacho;
mod entrada;
pub mod operacoes;
mod saida;
mod sonda;

pub use colheita::{Colheita, FaturaColhida, ParametrosDaColheita, ParametrosDoArquivamento};
pub use entrada::{FaturaParaEnvio, ParametrosEntradaPadrao};
pub use saida::{Comprovante, ResultadoDoEnvio, ResultadoSaidaPadrao, SituacaoDoEnvio};
pub use sonda::ParametrosDaSonda;

use crate::contexto::Contexto;
use crate::erro::Erro;
use crate::manifesto::Manifesto;
use crate::sonda::Sonda;

/// Nome do segredo com a senha do portal, da operadora ou do SAT.
pub const SENHA_PORTAL: &str = "senha_portal";

/// Um plugin de operadora ou de destino de faturas. Implemente só as operações que o manifesto declara; as demais respondem
/// `operacao_nao_suportada`. Quem implementa isto já é um [`Rpa`](crate::Rpa).
pub trait RpaDeFatura {
    /// O que o plugin sabe fazer e o que pede.
    fn manifesto(&self) -> Manifesto;

    /// `baixar-fatura`: acha a fatura do mês e a entrega com [`ResultadoSaidaPadrao::entregar`].
    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        let _ = (entrada, contexto);
        Err(operacoes::nao_suportada(operacoes::BAIXAR_FATURA))
    }

    /// `enviar-fatura`: cadastra a fatura no portal de destino e lê de volta a prova. Sem prova, erro `envio_sem_comprovante`.
    fn enviar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        fatura: &FaturaParaEnvio,
        contexto: &Contexto,
    ) -> Result<ResultadoDoEnvio, Erro> {
        let _ = (entrada, fatura, contexto);
        Err(operacoes::nao_suportada(operacoes::ENVIAR_FATURA))
    }

    /// `conferir-envio`: a fatura já está no portal? Não altera nada. Se não dá para saber, erro `envio_incerto`.
    fn conferir_envio(
        &self,
        entrada: &ParametrosEntradaPadrao,
        fatura: &FaturaParaEnvio,
        contexto: &Contexto,
    ) -> Result<SituacaoDoEnvio, Erro> {
        let _ = (entrada, fatura, contexto);
        Err(operacoes::nao_suportada(operacoes::CONFERIR_ENVIO))
    }

    /// `testar-acesso`: o login e a senha do cadastro entram? Só volta com a prova; recusados, erro `credencial_invalida`. Não altera nada.
    fn testar_acesso(&self, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
        let _ = (entrada, contexto);
        Err(operacoes::nao_suportada(operacoes::TESTAR_ACESSO))
    }

    /// `sondar`: o portal ainda tem o que o plugin espera? Visita-o e confere seletores com [`Sonda::conferir`]; não altera nada.
    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        let _ = (entrada, sonda);
        Err(operacoes::nao_suportada(operacoes::SONDAR))
    }
}
