//! Os documentos da fatura aberta, cada um impresso da sua janela: fatura, boleto e as notas que houver.

use std::time::Duration;

use esteira_sdk::apoio::{Data, texto};
use esteira_sdk::{Arquivo, Contexto, Erro, Navegador, Por, codigos};

use crate::espera::esperar;
use crate::janela::{imprimir, na_janela_de};
use crate::seletores::{
    BOLETO, BOLETO_PRONTO, CORPO, FATURA, FATURA_PRONTA, LISTA_DE_NOTAS, NOTA_DE_ICMS, NOTA_DE_ISS, NOTA_FISCAL,
    NOTA_PRONTA, VALOR, VENCIMENTO,
};

/// Quanto se espera a data, num boleto que já tem outros campos.
const PRAZO_DA_DATA: Duration = Duration::from_secs(5);
/// Quanto se esperam as notas de um imposto, numa lista que já se escreveu.
const PRAZO_DAS_NOTAS: Duration = Duration::from_secs(5);
/// Mais notas de um imposto que isto é sinal de que o localizador casa com o que não é nota.
const MAXIMO_DE_NOTAS: u32 = 10;

/// Um documento impresso.
pub struct Documento {
    /// `fatura`, `boleto`, `nf_icms` ou `nf_iss`.
    pub nome: &'static str,
    pub pdf: Arquivo,
}

/// O boleto e o que se leu dele.
pub struct Boleto {
    pub documento: Documento,
    pub vencimento: Data,
    /// `123.45`; o portal pode não mostrar.
    pub valor: Option<String>,
}

/// A fatura, e se ela mostra a conta dada.
pub fn fatura(conta: &str, contexto: &Contexto) -> Result<(Documento, bool), Erro> {
    contexto.registro().etapa("fatura");
    na_janela_de(&FATURA, 0, contexto, |navegador| {
        esperar(navegador, &[&FATURA_PRONTA], "abrir a fatura impressa")?;
        let mostrado = navegador.alvo(&CORPO).texto()?;
        let mostra_a_conta = mostrado.split_whitespace().any(|palavra| palavra == conta);
        Ok((Documento { nome: "fatura", pdf: imprimir(navegador)? }, mostra_a_conta))
    })
}

pub fn boleto(contexto: &Contexto) -> Result<Boleto, Erro> {
    contexto.registro().etapa("boleto");
    na_janela_de(&BOLETO, 0, contexto, |navegador| {
        esperar(navegador, &[&VENCIMENTO, &BOLETO_PRONTO], "abrir o boleto")?;
        let vencimento =
            navegador.alvo(&VENCIMENTO).com_prazo(PRAZO_DA_DATA).texto().map_err(|erro| match erro.codigo() {
                codigos::TEMPO_ESGOTADO => {
                    Erro::tecnico(codigos::LEIAUTE_MUDOU, "o boleto da Embratel não mostra a data de vencimento")
                }
                _ => erro,
            })?;
        Ok(Boleto {
            vencimento: vencimento.parse()?,
            valor: navegador.textos(&VALOR)?.first().and_then(|lido| texto::valor(lido).ok()),
            documento: Documento { nome: "boleto", pdf: imprimir(navegador)? },
        })
    })
}

/// As notas de ICMS e depois as de ISS, todas. O robô antigo tomava qualquer falha por "não há nota"; aqui, só uma lista que se escreveu e não
/// as tem.
pub fn notas(contexto: &Contexto) -> Result<Vec<Documento>, Erro> {
    contexto.registro().etapa("notas");
    na_janela_de(&NOTA_FISCAL, 0, contexto, |navegador| {
        esperar(navegador, &[&LISTA_DE_NOTAS], "abrir a lista de notas")?;
        let mut notas = Vec::new();
        for (nome, onde) in [("nf_icms", &NOTA_DE_ICMS), ("nf_iss", &NOTA_DE_ISS)] {
            for indice in 0..quantas(onde, navegador)? {
                let pdf = na_janela_de(onde, indice, contexto, |navegador| {
                    esperar(navegador, &[&NOTA_PRONTA], "abrir uma nota fiscal")?;
                    imprimir(navegador)
                })?;
                notas.push(Documento { nome, pdf });
            }
        }
        Ok(notas)
    })
}

fn quantas(onde: &Por, navegador: &Navegador) -> Result<u32, Erro> {
    match navegador.com_prazo(PRAZO_DAS_NOTAS).esperar_visivel(onde) {
        Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => return Ok(0),
        outra => drop(outra?),
    }
    match navegador.alvo(onde).quantos()? {
        n if n <= MAXIMO_DE_NOTAS => Ok(n),
        n => Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("{n} células da lista de notas parecem notas fiscais"))),
    }
}
