//! As faturas pendentes do contrato: achar a do mês e abri-la.
//!
//! O portal não diz o mês de referência: a fatura do mês é a que vence nele.

use esteira_sdk::apoio::{Data, texto};
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosEntradaPadrao, codigos};

use crate::espera::esperar;
use crate::seletores::{
    PAGAR_AGORA, SEM_PENDENCIAS, SEPARADOR_DO_TITULO, VALOR, VENCIMENTO, VER_FATURA, titulo_depois_de,
};

/// Mais pendentes que isto é sinal de que o localizador casa com o que não é fatura.
const MAXIMO_DE_PENDENTES: u32 = 36;

/// A fatura aberta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fatura {
    pub vencimento: Data,
    /// Código da fatura no portal.
    pub codigo: String,
    /// `123.45`; o portal pode não mostrar.
    pub valor: Option<String>,
}

/// Abre a única pendente que vence no mês do processo. O robô antigo abria a primeira, de que mês fosse. `voltar` traz a mesma lista de novo
/// à tela. Erros `fatura_indisponivel` e `fatura_ambigua`.
pub fn abrir(
    entrada: &ParametrosEntradaPadrao,
    contexto: &Contexto,
    voltar: impl Fn() -> Result<(), Erro>,
) -> Result<Fatura, Erro> {
    contexto.registro().etapa("faturas");
    let navegador = contexto.navegador();
    let mut vencimentos = Vec::new();
    for indice in 0..pendentes(&navegador, entrada)? {
        if indice > 0 {
            voltar()?;
        }
        vencimentos.push(pagar(indice, &navegador)?);
    }
    let indice = escolher(&vencimentos, entrada)?;
    let vencimento = vencimentos[indice];
    if indice + 1 < vencimentos.len() {
        voltar()?;
        if pagar(u32::try_from(indice).unwrap_or(u32::MAX), &navegador)? != vencimento {
            return Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, "as faturas pendentes mudaram de ordem"));
        }
    }
    contexto.registro().informacao(&format!("fatura escolhida: vence em {}", vencimento.brasileira()));
    let valor = navegador.textos(&VALOR)?.first().and_then(|lido| texto::valor(lido).ok());
    Ok(Fatura { vencimento, valor, codigo: codigo(&navegador)? })
}

fn pendentes(navegador: &Navegador, entrada: &ParametrosEntradaPadrao) -> Result<u32, Erro> {
    if esperar(navegador, &[&PAGAR_AGORA, &SEM_PENDENCIAS], "esperar as faturas")? == 1 {
        return Err(indisponivel("a Digitalnet não tem fatura pendente deste contrato".to_owned(), entrada));
    }
    match navegador.alvo(&PAGAR_AGORA).quantos()? {
        n if n <= MAXIMO_DE_PENDENTES => Ok(n),
        n => Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("a Digitalnet mostra {n} faturas pendentes"))),
    }
}

/// Abre o pagamento da n-ésima pendente e lê o vencimento dela.
fn pagar(indice: u32, navegador: &Navegador) -> Result<Data, Erro> {
    navegador.alvo(&PAGAR_AGORA).n_esimo(indice).clicar()?;
    esperar(navegador, &[&VENCIMENTO], "abrir o pagamento")?;
    navegador.esperar_texto(&VENCIMENTO, "/").map_err(|erro| erro.ao("ler o vencimento"))?.texto()?.parse()
}

/// A posição da única que vence no mês.
fn escolher(vencimentos: &[Data], entrada: &ParametrosEntradaPadrao) -> Result<usize, Erro> {
    let (primeiro, ultimo) = (entrada.mes_ano.primeiro_dia(), entrada.mes_ano.ultimo_dia());
    let do_mes: Vec<usize> =
        (0..vencimentos.len()).filter(|i| (primeiro..=ultimo).contains(&vencimentos[*i])).collect();
    match do_mes[..] {
        [uma] => Ok(uma),
        [] => {
            let outras: Vec<String> = vencimentos.iter().map(|data| data.brasileira()).collect();
            let pendentes = outras.join(", ");
            Err(indisponivel(format!("as pendentes deste contrato da Digitalnet vencem em {pendentes}"), entrada))
        }
        _ => Err(Erro::negocio(
            codigos::FATURA_AMBIGUA,
            format!("este contrato tem mais de uma fatura que vence em {}", entrada.mes_ano.brasileiro()),
        )
        .acao("Confira no portal qual é a do mês, e envie-a à mão.")),
    }
}

/// O segundo pedaço do título, depois de ele trocar. Vai numa URL: só letras, dígitos, `-`, `_` e `.`.
fn codigo(navegador: &Navegador) -> Result<String, Erro> {
    let anterior = navegador.titulo()?;
    navegador.alvo(&VER_FATURA).clicar()?;
    navegador.esperar_presente(&titulo_depois_de(anterior.trim())).map_err(|erro| erro.ao("abrir a fatura"))?;
    codigo_no_titulo(&navegador.titulo()?)
}

fn codigo_no_titulo(titulo: &str) -> Result<String, Erro> {
    titulo
        .split(SEPARADOR_DO_TITULO)
        .nth(1)
        .map(str::trim)
        .filter(|codigo| codigo.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
        .filter(|codigo| codigo.bytes().any(|b| b.is_ascii_alphanumeric()))
        .map(str::to_owned)
        .ok_or_else(|| {
            Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("o título \"{titulo}\" não tem o código da fatura"))
        })
}

fn indisponivel(mensagem: String, entrada: &ParametrosEntradaPadrao) -> Erro {
    let mes = entrada.mes_ano.brasileiro();
    Erro::negocio(codigos::FATURA_INDISPONIVEL, format!("{mensagem}; procurava-se a de {mes}"))
        .acao("Tente de novo amanhã; se a fatura já foi paga, envie o PDF à mão.")
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn codigo_e_o_segundo_pedaco_do_titulo_e_nada_que_mude_a_url() {
        assert_eq!(codigo_no_titulo("Digitalnet | 77-A | Fatura").unwrap(), "77-A");
        for ruim in ["Digitalnet", "Digitalnet | ", "Digitalnet | ../x", "Digitalnet | a b", "Digitalnet | .."] {
            assert_eq!(codigo_no_titulo(ruim).unwrap_err().codigo(), "leiaute_mudou", "{ruim}");
        }
    }
}
