//! A página do boleto: quem paga, e o PDF que o botão baixa.

use std::time::Duration;

use esteira_sdk::apoio::pdf;
use esteira_sdk::apoio::texto::sem_espacos_a_mais;
use esteira_sdk::{Arquivo, Classe, Contexto, Erro, codigos};

use crate::seletores::{ARQUIVO_DO_BOLETO, BAIXAR, DADOS_DO_PAGADOR, LINK_VENCIDO, RAZAO_SOCIAL};

/// Do clique ao boleto inteiro: o prazo do robô antigo.
const PRAZO_DO_DOWNLOAD: Duration = Duration::from_secs(90);
/// De quanto em quanto se olha se a página ainda é a do boleto.
const PULSO: Duration = Duration::from_secs(5);

/// Quem paga, como a página diz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagador {
    /// Sem máscara.
    pub cnpj: String,
    pub razao_social: String,
}

/// O erro de um download que pode ainda estar a caminho: o próximo a chegar poderia ser ele.
pub const BOLETO_A_CAMINHO: &str = "boleto_a_caminho";

/// Abre a página e lê quem paga. Falha que pode passar ganha uma recarga, como no robô antigo.
pub fn abrir(link: &str, contexto: &Contexto) -> Result<Pagador, Erro> {
    let navegador = contexto.navegador();
    let pronta = navegador.abrir(link).and_then(|()| esperar(contexto)).or_else(|erro| {
        if erro.classe() == Classe::Negocio || erro.codigo() == codigos::CANCELADO {
            return Err(erro);
        }
        contexto.registro().aviso(&format!("a página do boleto falhou ({}); recarregando", erro.codigo()));
        navegador.abrir(link)?;
        esperar(contexto)
    });
    pronta.map_err(|erro| erro.ao("abrir a página do boleto"))?;
    pagador(contexto)
}

fn esperar(contexto: &Contexto) -> Result<(), Erro> {
    match contexto.navegador().esperar_algum(&[&BAIXAR, &LINK_VENCIDO])? {
        0 => Ok(()),
        _ => Err(vencido("boleto")),
    }
}

/// O link já não dá o documento: repetir não adianta.
pub fn vencido(documento: &str) -> Erro {
    Erro::negocio(codigos::FATURA_INDISPONIVEL, format!("o link do {documento} expirou"))
        .acao("Peça à Azuton que mande a fatura de novo, ou envie o PDF à mão.")
}

fn pagador(contexto: &Contexto) -> Result<Pagador, Erro> {
    let navegador = contexto.navegador();
    let mut cnpjs: Vec<String> = navegador.textos(&DADOS_DO_PAGADOR)?.iter().filter_map(|texto| cnpj(texto)).collect();
    cnpjs.sort();
    cnpjs.dedup();
    let [cnpj] = &cnpjs[..] else {
        let mensagem = format!("a página do boleto devia dizer um CNPJ de quem paga, e diz {}", cnpjs.len());
        return Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, mensagem));
    };
    let razao_social = navegador.textos(&RAZAO_SOCIAL)?.into_iter().next().unwrap_or_default();
    Ok(Pagador { cnpj: cnpj.clone(), razao_social: sem_espacos_a_mais(&razao_social) })
}

/// O CNPJ que vem depois da palavra, com máscara ou sem, em quantos elementos estiver: o robô antigo partia o texto em `CNPJ: `.
fn cnpj(texto: &str) -> Option<String> {
    let (_, depois) = texto.split_once("CNPJ")?;
    let depois = depois.trim_start_matches(|c: char| c == ':' || c.is_whitespace());
    let numero: String = depois
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-'))
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let bem_formado = numero.len() == 14
        && numero.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && numero.bytes().skip(12).all(|b| b.is_ascii_digit());
    bem_formado.then_some(numero)
}

/// Baixa o boleto da página aberta.
pub fn baixar(contexto: &Contexto) -> Result<Arquivo, Erro> {
    let navegador = contexto.navegador();
    navegador.alvo(&BAIXAR).clicar()?;
    let arquivo = esperar_download(contexto)?;
    pdf::conferir(&arquivo).map_err(|erro| erro.ao("baixar o boleto"))?;
    Ok(arquivo)
}

fn esperar_download(contexto: &Contexto) -> Result<Arquivo, Erro> {
    let relogio = contexto.relogio();
    let comeco = relogio.agora_ms();
    loop {
        match contexto.arquivos().esperar_download(ARQUIVO_DO_BOLETO, PULSO) {
            Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {}
            Err(erro) => return Err(erro.ao("baixar o boleto")),
            arquivo => return arquivo,
        }
        // O botão que sumiu levou a outra página: não há download a caminho.
        if contexto.navegador().encontrar_todos(&BAIXAR)?.is_empty() {
            let mensagem = "o botão de baixar o boleto levou a uma página, e não a um arquivo";
            return Err(Erro::tecnico(codigos::ARQUIVO_INVALIDO, mensagem));
        }
        if u128::from(relogio.agora_ms().saturating_sub(comeco)) >= PRAZO_DO_DOWNLOAD.as_millis() {
            let mensagem = format!("o boleto não baixou em {} s", PRAZO_DO_DOWNLOAD.as_secs());
            return Err(
                Erro::tecnico(BOLETO_A_CAMINHO, mensagem).acao("Repita; persistindo, abra o link do e-mail à mão.")
            );
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn cnpj_se_acha_em_qualquer_arrumacao_e_so_inteiro() {
        for texto in [
            "Pagador — CNPJ: 99.000.001/0001-01 Rua A",
            "CNPJ:99.000.001/0001-01",
            "CNPJ\n99000001000101",
            "CNPJ:\u{a0} 99.000.001/0001-01.",
        ] {
            assert_eq!(cnpj(texto).as_deref(), Some("99000001000101"), "{texto}");
        }
        assert_eq!(cnpj("CNPJ: 12.ABC.345/01DE-35").as_deref(), Some("12ABC34501DE35"));
        for texto in ["", "CNPJ: ", "CPF: 99000001000101", "CNPJ: 99.000.001/0001", "CNPJ: não informado"] {
            assert_eq!(cnpj(texto), None, "{texto}");
        }
    }
}
