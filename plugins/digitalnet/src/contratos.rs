//! Quem tem mais de um contrato escolhe o do filtro do cadastro antes de ver faturas.

use std::time::Duration;

use esteira_sdk::apoio::texto::{para_comparar, sem_espacos_a_mais};
use esteira_sdk::{Contexto, Elemento, Erro, codigos};

use crate::seletores::{CONTRATOS, FATURAS, MUDAR_CONTRATO, PAGAR_AGORA, SELETOR_DE_CONTRATOS, SEM_PENDENCIAS};

/// Quanto se espera o seletor de contratos. As faturas podem aparecer antes dele, e seriam de outro contrato; quem só tem um espera à toa.
const PRAZO_DO_SELETOR: Duration = Duration::from_secs(15);
/// Quanto se esperam as faturas do contrato que vem aberto; o portal pode não as mostrar.
const PRAZO_DAS_FATURAS: Duration = Duration::from_secs(10);
/// Quanto se espera a lista de contratos.
const PRAZO_DA_LISTA: Duration = Duration::from_secs(30);
/// Quanto se espera as faturas do contrato escolhido tomarem o lugar das do anterior.
const PRAZO_DA_TROCA: Duration = Duration::from_secs(30);
/// De quanto em quanto se olha.
const PULSO: Duration = Duration::from_millis(250);

/// O contrato em que se ficou.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contrato {
    /// Escolhido, com este rótulo.
    Escolhido(String),
    /// O portal não oferece escolha.
    Unico,
}

/// Deixa na tela as faturas do contrato do filtro. Erros `contrato_nao_encontrado` e `contrato_ambiguo`.
pub fn escolher(filtro: &str, contexto: &Contexto) -> Result<Contrato, Erro> {
    contexto.registro().etapa("contrato");
    let navegador = contexto.navegador();
    match navegador.com_prazo(PRAZO_DO_SELETOR).esperar_visivel(&SELETOR_DE_CONTRATOS) {
        Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => return Ok(Contrato::Unico),
        outra => drop(outra?),
    }
    // As faturas do contrato aberto primeiro: sem elas não se saberia quando as do escolhido tomaram o lugar.
    match navegador.com_prazo(PRAZO_DAS_FATURAS).esperar_algum(&[&PAGAR_AGORA, &SEM_PENDENCIAS]) {
        Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {}
        outra => drop(outra?),
    }
    navegador.alvo(&SELETOR_DE_CONTRATOS).clicar()?;
    let antes = navegador.textos(&CONTRATOS)?;
    navegador.alvo(&MUDAR_CONTRATO).clicar()?;
    let itens = esperar_lista(&antes, contexto)?;
    let indice = indice_do_contrato(filtro, &antes, &itens)?;

    let do_anterior = navegador.encontrar_todos(&FATURAS)?.into_iter().next();
    navegador.alvo(&CONTRATOS).n_esimo(u32::try_from(indice).unwrap_or(u32::MAX)).clicar()?;
    if let Some(anterior) = do_anterior {
        esperar_troca(&anterior, contexto)?;
    }
    let rotulo = sem_espacos_a_mais(&itens[indice]);
    contexto.registro().informacao(&format!("contrato escolhido: {rotulo}"));
    Ok(Contrato::Escolhido(rotulo))
}

/// A lista chegou quando os itens não são mais os que já estavam na tela, e duas olhadas seguidas dizem o mesmo.
fn esperar_lista(antes: &[String], contexto: &Contexto) -> Result<Vec<String>, Erro> {
    let navegador = contexto.navegador();
    let mut vistos = antes.to_vec();
    let firme = ate(PRAZO_DA_LISTA, contexto, || {
        let agora = navegador.textos(&CONTRATOS)?;
        let firme = agora == vistos && agora != antes && !agora.is_empty();
        vistos = agora;
        Ok(firme)
    })?;
    if firme { Ok(vistos) } else { Err(Erro::tecnico(codigos::TEMPO_ESGOTADO, "a lista de contratos não chegou")) }
}

/// As faturas do anterior ficam na tela até as do escolhido chegarem. O robô antigo as baixaria.
fn esperar_troca(anterior: &Elemento, contexto: &Contexto) -> Result<(), Erro> {
    if ate(PRAZO_DA_TROCA, contexto, || Ok(!anterior.visivel().unwrap_or(false)))? {
        return Ok(());
    }
    Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, "as faturas não mudaram depois de escolher o contrato")
        .acao("Repita; se persistir, confira no portal se o contrato abre."))
}

/// Olha até a condição valer ou o prazo acabar; diz se valeu.
fn ate(prazo: Duration, contexto: &Contexto, mut condicao: impl FnMut() -> Result<bool, Erro>) -> Result<bool, Erro> {
    let relogio = contexto.relogio();
    let comeco = relogio.agora_ms();
    while !condicao()? {
        if u128::from(relogio.agora_ms().saturating_sub(comeco)) >= prazo.as_millis() {
            return Ok(false);
        }
        relogio.dormir(PULSO);
    }
    Ok(true)
}

/// O único item novo que traz o filtro; sem filtro, o único item novo. O robô antigo ficava com o primeiro que contivesse o filtro (`10`
/// serve para `1001`) e, sem nenhum, com o contrato que estivesse aberto.
fn indice_do_contrato(filtro: &str, antes: &[String], itens: &[String]) -> Result<usize, Erro> {
    let servem: Vec<usize> =
        (0..itens.len()).filter(|i| !antes.contains(&itens[*i]) && traz(&itens[*i], filtro)).collect();
    match servem[..] {
        [um] => Ok(um),
        [] => Err(Erro::negocio(
            codigos::CONTRATO_NAO_ENCONTRADO,
            format!("a Digitalnet não mostra o contrato \"{filtro}\" para este cliente"),
        )
        .acao("Escreva no filtro do cadastro o número do contrato como está no portal.")),
        _ => {
            let rotulos: Vec<String> = servem.iter().map(|i| sem_espacos_a_mais(&itens[*i])).collect();
            Err(Erro::negocio(
                codigos::CONTRATO_AMBIGUO,
                format!("mais de um contrato da Digitalnet serve para o filtro \"{filtro}\": {}", rotulos.join("; ")),
            )
            .acao("Escreva no filtro do cadastro o número de um contrato só."))
        }
    }
}

/// Se o rótulo traz o filtro inteiro, e não no meio de outra palavra ou número. O vazio está em todos.
fn traz(rotulo: &str, filtro: &str) -> bool {
    let (rotulo, filtro) = (para_comparar(rotulo), para_comparar(filtro));
    filtro.is_empty()
        || rotulo.match_indices(&filtro).any(|(inicio, achado)| {
            let livre = |vizinho: Option<char>| vizinho.is_none_or(|letra| !letra.is_alphanumeric());
            livre(rotulo[..inicio].chars().next_back()) && livre(rotulo[inicio + achado.len()..].chars().next())
        })
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn filtro_casa_com_o_numero_inteiro_ao_contrario_do_legado() {
        assert!(traz("Contrato 10 - Matriz", "10"));
        assert!(traz("CONTRATO Nº 1001", "contrato nº 1001"));
        assert!(!traz("Contrato 1001 - Matriz", "10"));
        assert!(!traz("Contrato 1001", "001"));
        assert!(traz("Contrato 1001", ""));
    }

    #[test]
    fn o_que_ja_estava_na_tela_nao_e_contrato() {
        let textos = |lista: &[&str]| lista.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let (antes, itens) = (textos(&["Ajuda 1001"]), textos(&["Ajuda 1001", "Contrato 1001", "Contrato 10"]));
        assert_eq!(indice_do_contrato("1001", &antes, &itens).unwrap(), 1);
        let codigo = |filtro| indice_do_contrato(filtro, &antes, &itens).unwrap_err().codigo().to_owned();
        assert_eq!(codigo("77"), "contrato_nao_encontrado");
        assert_eq!(codigo(""), "contrato_ambiguo");
        assert_eq!(codigo("contrato"), "contrato_ambiguo");
    }
}
