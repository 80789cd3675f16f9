//! Plugin do SAT: envia a fatura aprovada, lê de volta a prova e confere se uma fatura já está lá.
//!
//! Uma página do portal por módulo: `login`, `clientes` (a busca), `faturas` (a lista do cliente) e `formulario`; o `envio` costura
//! as três últimas. Os localizadores estão todos em `seletores`.
//!
//! A lista de faturas do cliente é a única verdade: só o que aparece nela foi enviado. O robô antigo dava por enviado três segundos
//! depois do clique, e repetir duplicava a fatura.
//!
//! Não deve conhecer: a senha (o hospedeiro a digita) nem o endereço do SAT (vem do cadastro).

mod clientes;
mod envio;
mod faturas;
mod formulario;
mod login;
mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Classe, Contexto, Erro, FaturaParaEnvio, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoDoEnvio,
    RpaDeFatura, SituacaoDoEnvio, Sonda, codigos, plugin,
};

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Sat;

impl RpaDeFatura for Sat {
    /// Sem domínio: o endereço do SAT é de cada instalação, e quem o concede é o cadastro.
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("sat", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::enviar_fatura())
            .operacao(operacoes::conferir_envio())
            .operacao(operacoes::sondar())
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn enviar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        fatura: &FaturaParaEnvio,
        contexto: &Contexto,
    ) -> Result<ResultadoDoEnvio, Erro> {
        // Antes de entrar no portal: sem o arquivo não há o que enviar.
        let arquivo = fatura.arquivo(contexto)?;
        login::entrar(&entrada.url_portal, &entrada.usuario, contexto)?;
        contexto.execucao().progresso(30, "login feito");
        clientes::abrir_faturas(&entrada.nome_sat, contexto)?;
        contexto.execucao().progresso(50, "cliente encontrado");
        envio::enviar(entrada, fatura, &arquivo, contexto)
    }

    fn conferir_envio(
        &self,
        entrada: &ParametrosEntradaPadrao,
        fatura: &FaturaParaEnvio,
        contexto: &Contexto,
    ) -> Result<SituacaoDoEnvio, Erro> {
        let conferir = || {
            login::entrar(&entrada.url_portal, &entrada.usuario, contexto)?;
            clientes::abrir_faturas(&entrada.nome_sat, contexto)?;
            let lista = faturas::ler(&contexto.navegador())?;
            faturas::procurar(&lista, &fatura.nome_arquivo).map(faturas::Achada::comprovante).transpose()
        };
        match conferir() {
            Ok(Some(comprovante)) => Ok(SituacaoDoEnvio::Enviada(comprovante)),
            Ok(None) => Ok(SituacaoDoEnvio::Ausente),
            Err(erro) => Err(incerto(erro)),
        }
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        login::sondar(entrada, sonda)
    }
}

/// Falha técnica ao conferir deixa a dúvida; a de negócio e o cancelamento dizem por si.
fn incerto(erro: Erro) -> Erro {
    if erro.classe() == Classe::Negocio || erro.codigo() == codigos::CANCELADO {
        return erro;
    }
    Erro::tecnico(codigos::ENVIO_INCERTO, format!("não deu para saber se a fatura está no SAT: {}", erro.mensagem()))
        .acao("Confira no SAT se a fatura foi cadastrada, antes de reenviar.")
        .detalhe("causa", erro.codigo())
}

plugin!(Sat);
