//! A conta escolhida: vencimento, código e, se houver, valor.

use std::time::Duration;

use esteira_sdk::apoio::{Data, endereco, texto};
use esteira_sdk::{Condicao, Contexto, Erro, Por, codigos};

use crate::seletores::{CONTESTAR, VALOR, VENCIMENTO};

/// O clique se perde se a tabela é redesenhada debaixo dele; então se clica de novo.
const TENTATIVAS: usize = 3;
/// Espera de cada tentativa.
const PRAZO_DA_TENTATIVA: Duration = Duration::from_secs(10);

/// O que a página da conta diz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detalhe {
    pub vencimento: Data,
    /// Código da fatura no portal.
    pub codigo: String,
    /// `123.45`; o portal pode não mostrar.
    pub valor: Option<String>,
}

/// Clica na linha da conta e lê o detalhe, que chega atrasado.
pub fn abrir(linha: &Por, contexto: &Contexto) -> Result<Detalhe, Erro> {
    contexto.registro().etapa("detalhe");
    let navegador = contexto.navegador();
    let vencimento = navegador.alvo(&VENCIMENTO).com_prazo(PRAZO_DA_TENTATIVA);
    let mut tentativa = 1;
    loop {
        navegador.alvo(linha).clicar()?;
        match vencimento.esperar(&Condicao::Texto("/".to_owned())) {
            Ok(()) => break,
            Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO && tentativa < TENTATIVAS => tentativa += 1,
            Err(erro) => return Err(erro.ao("abrir a conta")),
        }
    }
    let href = navegador.alvo(&CONTESTAR).atributo("href")?.unwrap_or_default();
    Ok(Detalhe {
        vencimento: vencimento.texto()?.parse()?,
        codigo: codigo_da_fatura(&href)?,
        valor: navegador.textos(&VALOR)?.first().and_then(|lido| texto::valor(lido).ok()),
    })
}

/// O último segmento do link. Vai numa URL: só letras, dígitos, `-`, `_` e `.`.
fn codigo_da_fatura(href: &str) -> Result<String, Erro> {
    endereco::ultimo_segmento(href)
        .filter(|codigo| codigo.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
        .filter(|codigo| codigo.bytes().any(|b| b.is_ascii_alphanumeric()))
        .map(str::to_owned)
        .ok_or_else(|| Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("o link \"{href}\" não tem o código da fatura")))
}

#[cfg(test)]
mod testes {
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;

    #[test]
    fn codigo_e_o_ultimo_segmento_e_nada_que_mude_a_url() {
        assert_eq!(codigo_da_fatura("/contestar/1140001234-10?x=1").unwrap(), "1140001234-10");
        for ruim in ["", "/", "/contestar/..", "/contestar/a b", "/contestar/%2e%2e"] {
            assert_eq!(codigo_da_fatura(ruim).unwrap_err().codigo(), "leiaute_mudou", "{ruim}");
        }
    }

    #[test]
    fn clique_perdido_se_repete() {
        const LINHA: Por = Por::id("linha");
        let contas = Pagina::nova("contas").em("https://portal.exemplo.com.br").com(LINHA, No::novo().ate_ms(9_000));
        // A linha de verdade só chega com a tabela redesenhada.
        let contas = contas.com(LINHA, No::novo().em_ms(9_000).vai("detalhe"));
        let detalhe = Pagina::nova("detalhe")
            .com(VENCIMENTO, No::texto("10/11/2026").em_ms(600))
            .com(CONTESTAR, No::novo().atributo("href", "/contestar/77"));
        let portal = Portal::novo().pagina(contas).pagina(detalhe);
        portal.contexto().navegador().abrir("https://portal.exemplo.com.br/").unwrap();

        let lido = abrir(&LINHA, &portal.contexto()).unwrap();
        assert_eq!(
            (lido.vencimento.to_string().as_str(), lido.codigo.as_str(), lido.valor),
            ("2026-11-10", "77", None)
        );
        assert_eq!(portal.contar("clicar"), 2);
    }
}
