//! Plugin da NET: baixa a segunda via da fatura do mês.
//!
//! Não deve conhecer: a senha (o hospedeiro a digita) nem o endereço do portal (vem do cadastro).

mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::apoio::texto;
use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Contexto, Erro, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoSaidaPadrao, RpaDeFatura, Sonda,
    codigos, plugin,
};
use seletores::{
    ACESSAR, FATURAS, LINHA, LOGIN, RECADO, SENHA, linha_do_mes, pdf_do_mes, valor_do_mes, vencimento_do_mes,
};

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Net;

impl RpaDeFatura for Net {
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("net", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::sondar())
            .dominio("minhanet.exemplo.com.br")
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        let (navegador, registro) = (contexto.navegador(), contexto.registro());

        registro.etapa("login");
        navegador.abrir(&entrada.url_portal)?;
        navegador.alvo(&LOGIN).preencher(&entrada.usuario)?;
        navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
        navegador.alvo(&ACESSAR).clicar()?;
        if navegador.esperar_algum(&[&FATURAS, &RECADO])? == 1 {
            return Err(Erro::negocio(codigos::CREDENCIAL_INVALIDA, "a NET recusou o login ou a senha")
                .acao("Corrija o login e a senha no cadastro do cliente."));
        }

        registro.etapa("fatura");
        navegador.esperar_visivel(&LINHA)?;
        let mes = entrada.mes_ano.brasileiro();
        match navegador.alvo(&linha_do_mes(&mes)).quantos()? {
            1 => {}
            0 => {
                return Err(Erro::negocio(
                    codigos::FATURA_INDISPONIVEL,
                    format!("a NET ainda não tem a fatura de {mes}"),
                )
                .acao("Tente de novo amanhã."));
            }
            n => {
                return Err(Erro::negocio(codigos::FATURA_AMBIGUA, format!("a NET mostra {n} faturas de {mes}"))
                    .acao("Veja no portal qual é a certa e envie o PDF à mão."));
            }
        }
        let vencimento = navegador.alvo(&vencimento_do_mes(&mes)).texto()?.parse()?;
        let valor = texto::valor(&navegador.alvo(&valor_do_mes(&mes)).texto()?)?;
        let endereco = navegador.alvo(&pdf_do_mes(&mes)).atributo("href")?.unwrap_or_default();
        let pdf = navegador.baixar_url(&endereco, &entrada.nome_do_arquivo(vencimento))?;
        Ok(ResultadoSaidaPadrao::entregar(&pdf, contexto)?.com_vencimento(vencimento).com_valor(valor))
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        sonda.abrir(&entrada.url_portal)?;
        sonda.conferir(&[&LOGIN, &SENHA, &ACESSAR]).map(drop)
    }
}

plugin!(Net);
