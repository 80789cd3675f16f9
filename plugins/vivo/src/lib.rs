//! Plugin da Vivo: baixa a fatura do mês no Vivo Empresas.
//!
//! Uma página do portal por módulo: `login`, `codigo` (o que a Vivo manda por SMS e uma pessoa informa), `empresa` e `faturas`; o `servico` é
//! o do cadastro nos nomes do portal, e a `espera`, o que não se toma por uma página. Os localizadores estão todos em `seletores`.
//!
//! Não deve conhecer: a senha (o hospedeiro a digita) nem o endereço do portal, que o robô antigo não diz: vem do cadastro, e o domínio com
//! ele.

mod codigo;
mod empresa;
mod espera;
mod faturas;
mod login;
mod seletores;
mod servico;
#[cfg(test)]
mod testes;

use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Contexto, Erro, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoSaidaPadrao, RpaDeFatura, Sonda,
    codigos, plugin,
};

use servico::Servico;

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Vivo;

impl RpaDeFatura for Vivo {
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("vivo", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::sondar())
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        // Antes de entrar no portal, que manda SMS a quem entra.
        let servico = Servico::ler(&entrada.servico)?;
        let cpf = entrada.cpf.as_deref().filter(|cpf| !cpf.is_empty()).ok_or_else(|| {
            Erro::negocio(codigos::PARAMETRO_INVALIDO, "a Vivo pede o CPF de quem entra, e o cadastro não o tem")
                .acao("Preencha o CPF no cadastro do cliente.")
        })?;
        let execucao = contexto.execucao();

        login::entrar(cpf, entrada, contexto)?;
        execucao.progresso(40, "login feito");
        empresa::escolher(entrada, contexto)?;
        let fatura = faturas::achar(servico, entrada, contexto)?;
        execucao.progresso(70, "fatura encontrada");
        let vencimento = fatura.vencimento()?;
        let pdf = faturas::baixar(&fatura, vencimento, entrada, contexto)?;

        let valor = fatura.valor();
        let saida = ResultadoSaidaPadrao::entregar(&pdf, contexto)?
            .com_vencimento(vencimento)
            .com_numero(fatura.numero)
            .com_dado("conta", fatura.conta);
        Ok(match valor {
            Some(valor) => saida.com_valor(valor),
            None => saida,
        })
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        login::sondar(entrada, sonda)
    }
}

plugin!(Vivo);
