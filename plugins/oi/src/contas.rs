//! A lista de contas do mês: filtrada pela URL, lida página a página.

use std::time::Duration;

use esteira_sdk::apoio::endereco::origem;
use esteira_sdk::apoio::texto::sem_espacos_a_mais;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosEntradaPadrao, codigos};

use crate::detalhe::{self, Detalhe};
use crate::seletores::{
    FILTRAR, FILTRO_DE_CNPJ, LINHA_COM_CONTA, LINHA_SEM_CONTAS, QUADRO_DE_LOGIN, RECADO, TABELA, VER_CONTAS,
    linha_da_conta,
};

/// Contas por página: o `limit` da consulta.
const POR_PAGINA: usize = 10;
/// Mais páginas que isto é sinal de que o portal ignora o `offset`.
const MAXIMO_DE_PAGINAS: usize = 50;
/// Coluna da conta ou telefone, a partir de 0.
const COLUNA_DA_CONTA: usize = 1;
/// O portal manda embora logo quem perdeu a sessão.
const PRAZO_DO_ENDERECO: Duration = Duration::from_secs(5);

/// Uma linha da lista e em que página ela está.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conta {
    /// O texto da coluna 2.
    pub texto: String,
    inicio: usize,
}

/// Todas as contas do mês deste CNPJ, em aberto ou sem situação. Vazia se o portal diz que não há.
pub fn listar(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Vec<Conta>, Erro> {
    contexto.registro().etapa("contas");
    let navegador = contexto.navegador();
    navegador.alvo(&VER_CONTAS).clicar()?;
    navegador.esperar_presente(&FILTRO_DE_CNPJ).map_err(|erro| erro.ao("abrir a página de contas"))?;

    let mut contas: Vec<Conta> = Vec::new();
    for pagina in 0..MAXIMO_DE_PAGINAS {
        let inicio = pagina * POR_PAGINA;
        let textos = abrir_pagina(&navegador, entrada, inicio)?;
        let ultima = textos.len() < POR_PAGINA;
        contas.extend(textos.into_iter().map(|texto| Conta { texto, inicio }));
        if ultima {
            contexto.registro().informacao(&format!("{} conta(s) no mês", contas.len()));
            return Ok(contas);
        }
    }
    Err(Erro::tecnico(
        codigos::LEIAUTE_MUDOU,
        format!(
            "a lista de contas não acaba depois de {MAXIMO_DE_PAGINAS} páginas: o portal parece ignorar a paginação"
        ),
    ))
}

/// Abre a conta escolhida, voltando à página dela.
pub fn abrir(conta: &Conta, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Detalhe, Erro> {
    let navegador = contexto.navegador();
    if !navegador.url()?.contains(&deslocamento(conta.inicio)) {
        abrir_pagina(&navegador, entrada, conta.inicio)?;
    }
    detalhe::abrir(&linha_da_conta(&conta.texto), contexto)
}

/// Os textos da coluna 2 desta página, depois de o portal responder ao filtro.
fn abrir_pagina(navegador: &Navegador, entrada: &ParametrosEntradaPadrao, inicio: usize) -> Result<Vec<String>, Erro> {
    navegador.abrir(&endereco(entrada, inicio)?)?;
    navegador.com_prazo(PRAZO_DO_ENDERECO).esperar_url("/todas-as-contas").map_err(|_| sessao_expirada())?;
    navegador.alvo(&FILTRAR).clicar()?;
    match navegador
        .esperar_algum(&[&LINHA_COM_CONTA, &LINHA_SEM_CONTAS, &RECADO, &QUADRO_DE_LOGIN])
        .map_err(|erro| erro.ao("esperar a lista de contas"))?
    {
        0 => Ok(contas_da_tabela(navegador.ler_tabela(&TABELA)?)),
        1 => Ok(Vec::new()),
        2 => {
            let recado = navegador.alvo(&RECADO).texto()?;
            Err(Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Oi não listou as contas: {recado}")))
        }
        _ => Err(sessao_expirada()),
    }
}

fn contas_da_tabela(linhas: Vec<Vec<String>>) -> Vec<String> {
    let conta = |linha: Vec<String>| linha.into_iter().nth(COLUNA_DA_CONTA);
    linhas.into_iter().filter_map(conta).map(|texto| sem_espacos_a_mais(&texto)).collect()
}

/// Os parâmetros e a ordem são os do portal; meia-noite dele é `T04:00Z`.
fn endereco(entrada: &ParametrosEntradaPadrao, inicio: usize) -> Result<String, Erro> {
    let (primeiro, ultimo) = (entrada.mes_ano.primeiro_dia(), entrada.mes_ano.ultimo_dia());
    Ok(format!(
        "{}/todas-as-contas?cnpj={}&limit={POR_PAGINA}&{}paymentStatus=em_aberto&paymentStatus=sem_status\
         &refDateStart={primeiro}T04%3A00%3A00.000Z&refDateEnd={ultimo}T04%3A00%3A00.000Z",
        origem(&entrada.url_portal)?,
        entrada.cnpj,
        deslocamento(inicio),
    ))
}

/// Com o `&` que fecha, para `offset=1` não casar com `offset=10`.
fn deslocamento(inicio: usize) -> String {
    format!("offset={inicio}&")
}

fn sessao_expirada() -> Erro {
    Erro::tecnico(codigos::SESSAO_EXPIRADA, "a sessão da Oi caiu antes de listar as contas")
}
