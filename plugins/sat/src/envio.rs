//! Enviar uma vez e provar: procura antes, preenche, envia e lê a prova da lista.

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::{
    Arquivo, Condicao, Contexto, Erro, FaturaParaEnvio, Navegador, ParametrosEntradaPadrao, ResultadoDoEnvio, codigos,
};

use crate::faturas::{self, Achada};
use crate::formulario;
use crate::seletores::{CADASTRAR, LINHA_DA_LISTA, RECADO};

/// Com a lista de faturas do cliente aberta, envia e devolve a prova.
///
/// Depois do clique em "Cadastrar", o único jeito de saber é a lista: dê o que der na resposta, ela é aberta de novo antes de se dizer
/// `envio_sem_comprovante`.
pub fn enviar(
    entrada: &ParametrosEntradaPadrao,
    fatura: &FaturaParaEnvio,
    arquivo: &Arquivo,
    contexto: &Contexto,
) -> Result<ResultadoDoEnvio, Erro> {
    let navegador = contexto.navegador();
    let lista = faturas::ler(&navegador)?;
    let url_da_lista = navegador.url()?;
    if let Some(achada) = faturas::procurar(&lista, &fatura.nome_arquivo) {
        return Ok(resultado(achada)?.com_aviso("a fatura já estava no SAT: nada foi enviado"));
    }

    let mut avisos = formulario::preencher(entrada, fatura, arquivo, contexto)?;
    contexto.registro().etapa("envio");
    contexto.execucao().progresso(80, "enviando");
    navegador.alvo(&CADASTRAR).esperar(&Condicao::Clicavel)?;
    let achada = cadastrar(&navegador, &url_da_lista, &fatura.nome_arquivo)?;

    contexto.execucao().progresso(100, "comprovante lido");
    avisos.extend(divergencias(&achada, fatura, entrada));
    Ok(avisos.into_iter().fold(resultado(achada)?, ResultadoDoEnvio::com_aviso))
}

fn resultado(achada: Achada) -> Result<ResultadoDoEnvio, Erro> {
    let vezes = achada.vezes;
    let resultado = ResultadoDoEnvio::novo(achada.comprovante()?);
    Ok(if vezes > 1 {
        resultado.com_aviso(format!("o SAT tem {vezes} faturas com este mesmo arquivo"))
    } else {
        resultado
    })
}

fn cadastrar(navegador: &Navegador, url_da_lista: &str, nome_arquivo: &str) -> Result<Achada, Erro> {
    let causa = match clicar_e_ler(navegador, nome_arquivo) {
        Ok(Some(achada)) => return Ok(achada),
        Ok(None) => None,
        Err(erro) if matches!(erro.codigo(), codigos::ENVIO_RECUSADO | codigos::CANCELADO) => return Err(erro),
        Err(erro) => Some(erro),
    };
    let relida = navegador.abrir(url_da_lista).and_then(|()| faturas::ler(navegador));
    match relida.map(|lista| faturas::procurar(&lista, nome_arquivo)) {
        Ok(Some(achada)) => Ok(achada),
        Ok(None) => Err(sem_comprovante(causa)),
        Err(erro) if erro.codigo() == codigos::CANCELADO => Err(erro),
        Err(erro) => Err(sem_comprovante(causa.or(Some(erro)))),
    }
}

/// Nada se a lista voltou sem a fatura. Erro `envio_recusado` se o portal diz por que não cadastrou.
fn clicar_e_ler(navegador: &Navegador, nome_arquivo: &str) -> Result<Option<Achada>, Erro> {
    navegador.alvo(&CADASTRAR).clicar()?;
    match navegador.esperar_algum(&[&LINHA_DA_LISTA, &RECADO])? {
        0 => Ok(faturas::procurar(&faturas::ler(navegador)?, nome_arquivo)),
        _ => {
            let recado = navegador.alvo(&RECADO).texto()?;
            Err(Erro::negocio(codigos::ENVIO_RECUSADO, format!("o SAT recusou a fatura: {recado}"))
                .acao("Corrija o que o SAT aponta e reenvie.")
                .detalhe("recado", recado))
        }
    }
}

fn sem_comprovante(causa: Option<Erro>) -> Erro {
    let erro =
        Erro::tecnico(codigos::ENVIO_SEM_COMPROVANTE, "o envio foi feito, mas a fatura não aparece na lista do SAT")
            .acao("Antes de reenviar, confira no SAT se a fatura foi cadastrada.");
    match causa {
        Some(causa) => erro.detalhe("causa", causa.to_string()),
        None => erro,
    }
}

/// O que o SAT mostra de diferente do que se mandou. A filial escolhida por semelhança já tem o seu aviso.
fn divergencias(achada: &Achada, fatura: &FaturaParaEnvio, entrada: &ParametrosEntradaPadrao) -> Vec<String> {
    let mandado = fatura.data_vencimento.brasileira();
    [
        ("a data", achada.fatura.data.as_str(), mandado.as_str()),
        ("a linha", &achada.fatura.linha, &entrada.dados_sat),
        ("a operadora", &achada.fatura.operadora, &entrada.operadora_nome),
    ]
    .into_iter()
    .filter(|(_, mostrado, mandado)| para_comparar(mostrado) != para_comparar(mandado))
    .map(|(campo, mostrado, mandado)| format!("o SAT mostra {campo} \"{mostrado}\", e foi enviado \"{mandado}\""))
    .collect()
}
