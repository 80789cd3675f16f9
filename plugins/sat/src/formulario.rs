//! O formulário de fatura nova.

use esteira_sdk::apoio::escolha;
use esteira_sdk::{Arquivo, Contexto, Erro, FaturaParaEnvio, Navegador, ParametrosEntradaPadrao, codigos};

use crate::seletores::{ADICIONAR, ARQUIVO, CATEGORIA, DATA, FILIAL, LINHA, NOME_DO_ARQUIVO, OPERADORA};

/// A única categoria que serve.
const CATEGORIA_PAGAR: &str = "PAGAR";

/// Abre o formulário e preenche tudo, sem enviar. Devolve os avisos.
///
/// Erros `filial_nao_encontrada`, `filial_ambigua` e `leiaute_mudou`: nunca se cadastra com o que vem escolhido por padrão.
pub fn preencher(
    entrada: &ParametrosEntradaPadrao,
    fatura: &FaturaParaEnvio,
    arquivo: &Arquivo,
    contexto: &Contexto,
) -> Result<Vec<String>, Erro> {
    contexto.registro().etapa("formulário");
    let navegador = contexto.navegador();
    navegador.alvo(&ADICIONAR).clicar()?;
    navegador.alvo(&OPERADORA).preencher(&entrada.operadora_nome)?;
    navegador.alvo(&LINHA).preencher(&entrada.dados_sat)?;
    enviar_arquivo(arquivo, contexto)?;
    preencher_data(&fatura.data_vencimento.brasileira(), &navegador)?;
    escolher_categoria(&navegador)?;
    escolher_filial(&entrada.unidade, &navegador)
}

/// O campo verdadeiro é transparente: basta existir.
fn enviar_arquivo(arquivo: &Arquivo, contexto: &Contexto) -> Result<(), Erro> {
    let navegador = contexto.navegador();
    navegador.esperar_presente(&ARQUIVO)?.enviar_arquivo(arquivo)?;
    match preencher_enfeite(&arquivo.nome(), &navegador) {
        Err(erro) if erro.codigo() == codigos::CANCELADO => Err(erro),
        Err(erro) => {
            contexto.registro().depuracao(&format!("o campo com o nome do arquivo não se deixou preencher: {erro}"));
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

/// O campo de enfeite só mostra o nome, e o portal costuma preenchê-lo sozinho.
fn preencher_enfeite(nome: &str, navegador: &Navegador) -> Result<(), Erro> {
    let campo = navegador.encontrar(&NOME_DO_ARQUIVO)?;
    if campo.propriedade("value")?.as_deref() == Some(nome) {
        return Ok(());
    }
    campo.limpar()?;
    campo.digitar(nome)
}

/// O campo vem preenchido com outra data; confere que ficou só a nossa.
fn preencher_data(data: &str, navegador: &Navegador) -> Result<(), Erro> {
    navegador.alvo(&DATA).preencher(data)?;
    let ficou = navegador.encontrar(&DATA)?.propriedade("value")?.unwrap_or_default();
    if ficou == data {
        return Ok(());
    }
    Err(Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("o campo de data ficou com \"{ficou}\" no lugar de \"{data}\"")))
}

fn escolher_categoria(navegador: &Navegador) -> Result<(), Erro> {
    let categoria = navegador.alvo(&CATEGORIA);
    let opcoes = categoria.opcoes()?;
    if !opcoes.iter().any(|opcao| opcao == CATEGORIA_PAGAR) {
        return Err(Erro::tecnico(
            codigos::LEIAUTE_MUDOU,
            format!("o SAT não oferece a categoria {CATEGORIA_PAGAR}; oferece: {}", opcoes.join(", ")),
        )
        .acao("Entre à mão no SAT para ver se a categoria mudou de nome."));
    }
    categoria.selecionar_por_texto(CATEGORIA_PAGAR)
}

fn escolher_filial(unidade: &str, navegador: &Navegador) -> Result<Vec<String>, Erro> {
    let filial = navegador.alvo(&FILIAL);
    let opcoes = filial.opcoes()?;
    let escolhida = escolha::filial(unidade, &opcoes)?;
    filial.selecionar_por_texto(&opcoes[escolhida.indice])?;
    Ok(escolhida.aviso.into_iter().collect())
}
