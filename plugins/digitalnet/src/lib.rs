//! Plugin da Digitalnet: baixa a fatura que vence no mês, com o documento fiscal dela, no portal do assinante.
//!
//! Uma tela do portal por módulo: `login`, `contratos` (quem tem mais de um), `faturas` (a lista, o pagamento e a fatura) e `documentos`
//! (os PDFs, que vêm de uma API noutra origem). Os localizadores estão todos em `seletores`.
//!
//! Não deve conhecer: a senha e o token da sessão (o hospedeiro os digita e manda) nem o endereço do portal (vem do cadastro).

mod contratos;
mod documentos;
mod espera;
mod faturas;
mod login;
mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Contexto, Erro, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoSaidaPadrao, RpaDeFatura, Sonda,
    plugin,
};

use contratos::Contrato;

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Digitalnet;

impl RpaDeFatura for Digitalnet {
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("digitalnet", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::sondar())
            .operacao(operacoes::testar_acesso())
            .dominio("sac.digitalnetms.com.br")
            .dominio("api.portal.cs30.7az.com.br")
            .segredo(SENHA_PORTAL)
            .permissao("script")
            .seletores(seletores::DECLARADOS)
    }

    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        let filtro = entrada.filtro.as_deref().unwrap_or_default();
        let execucao = contexto.execucao();

        login::entrar(entrada, contexto)?;
        execucao.progresso(30, "login feito");
        let contrato = contratos::escolher(filtro, contexto)?;
        let fatura = faturas::abrir(entrada, contexto, || {
            contexto.navegador().voltar()?;
            // O portal pode voltar ao contrato com que abriu.
            if let Contrato::Escolhido(_) = contrato {
                contratos::escolher(filtro, contexto)?;
            }
            Ok(())
        })?;
        execucao.progresso(60, "fatura encontrada");
        let documentos = documentos::baixar(&fatura, entrada, contexto)?;
        execucao.progresso(80, "juntando os documentos");

        let nome = entrada.nome_do_arquivo(fatura.vencimento);
        let partes: Vec<_> = [&documentos.fatura].into_iter().chain(&documentos.fiscal).collect();
        let pdf = contexto.juntar_pdfs(&partes, &nome)?;
        let mut saida =
            ResultadoSaidaPadrao::entregar(&pdf, contexto)?.com_vencimento(fatura.vencimento).com_numero(fatura.codigo);
        if let Some(valor) = fatura.valor {
            saida = saida.com_valor(valor);
        }
        if documentos.fiscal.is_none() {
            saida = saida.com_aviso("o portal não tem o documento fiscal desta fatura: só ela foi baixada");
        }
        Ok(match contrato {
            Contrato::Escolhido(rotulo) => saida.com_dado("contrato", rotulo),
            Contrato::Unico if filtro.is_empty() => saida,
            Contrato::Unico => saida.com_aviso(format!(
                "o portal não deixa escolher contrato: não deu para conferir que a fatura é do \"{filtro}\""
            )),
        })
    }

    fn testar_acesso(&self, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
        login::entrar(entrada, contexto)
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        login::sondar(entrada, sonda)
    }
}

plugin!(Digitalnet);
