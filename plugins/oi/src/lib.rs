//! Plugin da Oi: baixa a fatura do mês no portal Oi Soluções.
//!
//! Uma página do portal por módulo: `login`, `contas` (a lista filtrada), `detalhe` (a conta escolhida) e `documento` (o PDF). Os
//! localizadores estão todos em `seletores`.
//!
//! Não deve conhecer: a senha (o hospedeiro a digita) nem o endereço do portal (vem do cadastro).

mod contas;
mod detalhe;
mod documento;
mod login;
mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::apoio::escolha::{self, Telefone};
use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Contexto, Erro, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoSaidaPadrao, RpaDeFatura, Sonda,
    codigos, plugin,
};

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Oi;

impl RpaDeFatura for Oi {
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("oi", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::sondar())
            .operacao(operacoes::testar_acesso())
            .dominio("portaloisolucoes.oi.com.br")
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        // Antes de entrar no portal: sem telefone não há como escolher a fatura.
        let telefone = Telefone::do_servico(&entrada.servico)?;
        let execucao = contexto.execucao();

        login::entrar(&entrada.url_portal, &entrada.usuario, contexto)?;
        execucao.progresso(30, "login feito");

        let contas = contas::listar(entrada, contexto)?;
        let textos: Vec<String> = contas.iter().map(|conta| conta.texto.clone()).collect();
        let Some(escolhida) = escolha::linha(&telefone, &textos)? else {
            return Err(indisponivel(entrada, textos.len()));
        };
        let conta = &contas[escolhida.indice];
        contexto.registro().informacao(&format!("conta escolhida: {}", conta.texto));
        execucao.progresso(60, "fatura encontrada");

        let detalhe = contas::abrir(conta, entrada, contexto)?;
        execucao.progresso(80, "baixando o PDF");
        let pdf = documento::baixar(&detalhe, entrada, contexto)?;

        let mut saida = ResultadoSaidaPadrao::entregar(&pdf, contexto)?
            .com_vencimento(detalhe.vencimento)
            .com_numero(detalhe.codigo)
            .com_dado("conta", conta.texto.as_str());
        if let Some(valor) = detalhe.valor {
            saida = saida.com_valor(valor);
        }
        if let Some(aviso) = escolhida.aviso {
            saida = saida.com_aviso(aviso);
        }
        Ok(saida)
    }

    fn testar_acesso(&self, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
        login::entrar(&entrada.url_portal, &entrada.usuario, contexto)
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        login::sondar(entrada, sonda)
    }
}

fn indisponivel(entrada: &ParametrosEntradaPadrao, contas: usize) -> Erro {
    let mes = entrada.mes_ano.brasileiro();
    let (mensagem, acao) = match contas {
        0 => (
            format!("a Oi não tem conta em aberto de {mes} para este CNPJ"),
            "Tente de novo amanhã; se a conta já foi paga, envie o PDF à mão.",
        ),
        n => (
            format!("a Oi tem {n} conta(s) de {mes} para este CNPJ, mas nenhuma de {}", entrada.servico),
            "Tente de novo amanhã; se persistir, confira o serviço no cadastro do cliente.",
        ),
    };
    Erro::negocio(codigos::FATURA_INDISPONIVEL, mensagem).acao(acao)
}

plugin!(Oi);
