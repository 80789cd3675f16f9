//! A escolha do mês e a lista de faturas dele.

use std::time::Duration;

use esteira_sdk::apoio::texto::sem_espacos_a_mais;
use esteira_sdk::{Contexto, Elemento, Erro, ParametrosEntradaPadrao, codigos};

use crate::espera::esperar;
use crate::filtro::Filtro;
use crate::seletores::{FATURA, FATURA_ON_LINE, LINHA, MESES, OK, TABELA, linha_da_fatura, opcao_do_mes};

/// Células da conta e da data, a partir de 0; linha com menos células não é de fatura.
const COLUNA_DA_CONTA: usize = 1;
const COLUNA_DA_DATA: usize = 4;
/// Quanto se espera a tabela do mês tomar o lugar da que estava na tela.
const PRAZO_DA_TABELA: Duration = Duration::from_secs(30);
/// De quanto em quanto se olha.
const PULSO: Duration = Duration::from_millis(250);

/// Uma linha da lista.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linha {
    pub conta: String,
    /// Como o portal a escreve; começa pelo dia.
    pub data: String,
}

/// Escolhe o mês e abre o menu da fatura do filtro. Erros `fatura_indisponivel` e `fatura_ambigua`.
pub fn abrir(filtro: &Filtro, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Linha, Erro> {
    contexto.registro().etapa("faturas");
    let navegador = contexto.navegador();
    navegador.alvo(&FATURA_ON_LINE).clicar()?;
    escolher_mes(entrada, contexto)?;

    let linhas: Vec<Linha> = navegador.ler_tabela(&TABELA)?.into_iter().filter_map(linha).collect();
    let linha = escolher(filtro, linhas, entrada)?;
    contexto.registro().informacao(&format!("fatura escolhida: conta {}, {}", linha.conta, linha.data));
    navegador.alvo(&linha_da_fatura(&linha.conta, &linha.data)).clicar()?;
    esperar(&navegador, &[&FATURA], "abrir a fatura")?;
    Ok(linha)
}

/// O robô antigo clicava na opção e seguia; se ela não existia, baixava o mês que estivesse na tela.
fn escolher_mes(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    let navegador = contexto.navegador();
    let codigo = entrada.mes_ano.to_string().replace('-', "");
    let opcao = opcao_do_mes(&codigo);
    esperar(&navegador, &[&MESES], "abrir a lista de meses")?;
    if navegador.alvo(&opcao).quantos()? == 0 {
        return Err(fatura_indisponivel(
            format!("a Embratel ainda não mostra faturas de {}", entrada.mes_ano.brasileiro()),
            "Tente de novo amanhã; se o mês já passou, confira no portal.",
        ));
    }
    navegador.alvo(&MESES).selecionar_por_valor(&codigo)?;
    let da_tabela_antiga = navegador.encontrar_todos(&LINHA)?.pop();
    navegador.alvo(&OK).clicar()?;
    if let Some(antiga) = da_tabela_antiga {
        esperar_tabela_nova(&antiga, contexto)?;
    }
    esperar(&navegador, &[&TABELA], "esperar a lista de faturas")?;
    if navegador.encontrar(&opcao)?.selecionado()? {
        return Ok(());
    }
    Err(Erro::tecnico(
        codigos::LEIAUTE_MUDOU,
        format!("foi pedido o mês {}, e a Embratel mostrou outro", entrada.mes_ano.brasileiro()),
    )
    .acao("Repita; se persistir, confira no portal se o mês tem faturas."))
}

/// A tabela do mês anterior fica na tela até a do pedido chegar: só quando uma linha dela deixa de existir há o que ler.
fn esperar_tabela_nova(antiga: &Elemento, contexto: &Contexto) -> Result<(), Erro> {
    let relogio = contexto.relogio();
    let comeco = relogio.agora_ms();
    while antiga.visivel().is_ok() {
        if u128::from(relogio.agora_ms().saturating_sub(comeco)) >= PRAZO_DA_TABELA.as_millis() {
            return Err(Erro::tecnico(codigos::TEMPO_ESGOTADO, "a lista de faturas do mês pedido não chegou"));
        }
        relogio.dormir(PULSO);
    }
    Ok(())
}

fn linha(celulas: Vec<String>) -> Option<Linha> {
    let celula = |coluna: usize| celulas.get(coluna).map(|texto| sem_espacos_a_mais(texto));
    Some(Linha { conta: celula(COLUNA_DA_CONTA)?, data: celula(COLUNA_DA_DATA)? })
}

/// A única linha que serve. O robô antigo ficava com a primeira.
fn escolher(filtro: &Filtro, linhas: Vec<Linha>, entrada: &ParametrosEntradaPadrao) -> Result<Linha, Erro> {
    let mut servem: Vec<Linha> = linhas.into_iter().filter(|linha| filtro.serve(&linha.conta, &linha.data)).collect();
    let mes = entrada.mes_ano.brasileiro();
    match (servem.pop(), servem.len()) {
        (Some(linha), 0) => Ok(linha),
        (None, _) => {
            let dia = filtro.dia.as_ref().map(|dia| format!(", dia {dia}")).unwrap_or_default();
            Err(fatura_indisponivel(
                format!("a Embratel não tem fatura de {mes} da conta {}{dia}", filtro.conta),
                "Tente de novo amanhã; se persistir, confira o filtro no cadastro do cliente.",
            ))
        }
        (Some(_), outras) => Err(Erro::negocio(
            codigos::FATURA_AMBIGUA,
            format!("a Embratel tem {} faturas de {mes} que servem para a conta {}", outras + 1, filtro.conta),
        )
        .acao("Ponha no filtro do cadastro também o dia do vencimento, como em 1234567_10, ou envie a fatura à mão.")),
    }
}

fn fatura_indisponivel(mensagem: String, acao: &str) -> Erro {
    Erro::negocio(codigos::FATURA_INDISPONIVEL, mensagem).acao(acao)
}
