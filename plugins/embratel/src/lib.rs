//! Plugin da Embratel: baixa a fatura do mês no Embratel Online.
//!
//! O portal não dá PDF: fatura, boleto e notas são páginas, cada uma numa janela, que se imprimem e se juntam nesta ordem. Uma página do
//! portal por módulo: `login`, `lista` (o mês e as faturas dele) e `documentos`; a `janela` é o vai e vem entre elas, a `espera`, o que não se
//! toma por elas, e o `filtro`, a conta do cadastro. Os localizadores estão todos em `seletores`.
//!
//! Não deve conhecer: a senha (o hospedeiro a digita) nem o endereço do portal (vem do cadastro).

mod documentos;
mod espera;
mod filtro;
mod janela;
mod lista;
mod login;
mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::apoio::Data;
use esteira_sdk::fatura::{SENHA_PORTAL, operacoes};
use esteira_sdk::{
    Arquivo, Contexto, Erro, Manifesto, ParametrosDaSonda, ParametrosEntradaPadrao, ResultadoSaidaPadrao, RpaDeFatura,
    Sonda, plugin,
};

use filtro::Filtro;

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Embratel;

impl RpaDeFatura for Embratel {
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("embratel", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::sondar())
            .operacao(operacoes::testar_acesso())
            .dominio("webebt01.embratel.com.br")
            .dominio("www2.embratel.com.br")
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn baixar_fatura(
        &self,
        entrada: &ParametrosEntradaPadrao,
        contexto: &Contexto,
    ) -> Result<ResultadoSaidaPadrao, Erro> {
        // Antes de entrar no portal: sem conta não há como escolher a fatura.
        let filtro = Filtro::ler(entrada.filtro.as_deref())?;
        let execucao = contexto.execucao();

        login::entrar(entrada, contexto)?;
        execucao.progresso(20, "login feito");
        let linha = lista::abrir(&filtro, entrada, contexto)?;
        execucao.progresso(40, "fatura encontrada");

        let (fatura, mostra_a_conta) = documentos::fatura(&filtro.conta, contexto)?;
        let boleto = documentos::boleto(contexto)?;
        execucao.progresso(60, "fatura e boleto impressos");
        let notas = documentos::notas(contexto)?;
        execucao.progresso(80, "juntando os documentos");

        let documentos: Vec<_> = [fatura, boleto.documento].into_iter().chain(notas).collect();
        let nomes: Vec<&str> = documentos.iter().map(|documento| documento.nome).collect();
        let partes: Vec<&Arquivo> = documentos.iter().map(|documento| &documento.pdf).collect();
        let pdf = contexto.juntar_pdfs(&partes, &entrada.nome_do_arquivo(boleto.vencimento))?;

        let mut avisos = Vec::new();
        if !mostra_a_conta {
            avisos.push(format!("a fatura impressa não mostra a conta {}: confira antes de aprovar", filtro.conta));
        }
        if linha.data.parse::<Data>().is_ok_and(|data| data != boleto.vencimento) {
            let boleto = boleto.vencimento.brasileira();
            avisos.push(format!("o boleto vence em {boleto}, e a lista diz {}: confira antes de aprovar", linha.data));
        }
        if !nomes.iter().any(|nome| nome.starts_with("nf_")) {
            avisos.push("a fatura não tem nota fiscal, nem de ICMS nem de ISS".to_owned());
        }
        let mut saida = ResultadoSaidaPadrao::entregar(&pdf, contexto)?
            .com_vencimento(boleto.vencimento)
            .com_dado("conta", linha.conta)
            .com_dado("documentos", nomes);
        if let Some(valor) = boleto.valor {
            saida = saida.com_valor(valor);
        }
        Ok(avisos.into_iter().fold(saida, ResultadoSaidaPadrao::com_aviso))
    }

    fn testar_acesso(&self, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
        login::entrar(entrada, contexto)
    }

    fn sondar(&self, entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
        login::sondar(entrada, sonda)
    }
}

plugin!(Embratel);
