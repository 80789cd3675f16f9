//! Segredos com nome, que os passos `http` citam: guardam-se e trocam-se, nunca se leem de volta.

use esteira_armazem::cadastro::SegredoGuardado;
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_dominio::usuario::Acao;
use serde_json::json;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Maior nome, em bytes.
const NOME_MAXIMO: usize = 60;

/// Maior valor, em bytes.
const VALOR_MAXIMO: usize = 8 * 1024;

/// Guarda (ou troca) o segredo de um nome.
pub async fn guardar(app: &Aplicacao, quem: &Quem, nome: &str, valor: &Segredo) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    conferir(nome, valor)?;
    let cifrado = app.cofre.cifrar(quem.inquilino, &campo(nome), valor)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    unidade.guardar_segredo(nome, cifrado, agora).await?;
    auditoria::registrar(&mut unidade, quem, "guardar", "segredo", nome, None, Some(json!({})), agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// Esquece um segredo.
pub async fn esquecer(app: &Aplicacao, quem: &Quem, nome: &str) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    if !unidade.esquecer_segredo(nome).await? {
        return Err(ErroAplicacao::nao_encontrado("segredo", nome));
    }
    auditoria::registrar(&mut unidade, quem, "esquecer", "segredo", nome, None, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// Os nomes guardados, e quando mudaram.
pub async fn listar(app: &Aplicacao, quem: &Quem) -> Result<Vec<SegredoGuardado>, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    Ok(app.armazem.ler(quem.inquilino).await?.segredos().await?)
}

/// O valor, para quem vai usá-lo agora.
pub(crate) async fn abrir(
    app: &Aplicacao,
    inquilino: InquilinoId,
    nome: &str,
) -> Result<Option<Segredo>, ErroAplicacao> {
    let cifrado = app.armazem.ler(inquilino).await?.segredo_cifrado(nome).await?;
    Ok(cifrado.map(|cifrado| app.cofre.decifrar(inquilino, &campo(nome), &cifrado)).transpose()?)
}

/// O nome entra no que se autentica: um valor não serve no lugar de outro.
fn campo(nome: &str) -> String {
    format!("segredos.valor/{nome}")
}

fn conferir(nome: &str, valor: &Segredo) -> Result<(), ErroAplicacao> {
    let bom = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let comeca_bem = nome.starts_with(|c: char| c.is_ascii_lowercase());
    if !comeca_bem || nome.len() > NOME_MAXIMO || !nome.chars().all(bom) {
        let mensagem = format!("use letras minúsculas, algarismos, `_` e `-`, começando por letra, até {NOME_MAXIMO}");
        return Err(ErroAplicacao::campo("nome", "invalido", mensagem));
    }
    let tamanho = valor.revelar().len();
    if tamanho == 0 || tamanho > VALOR_MAXIMO {
        return Err(ErroAplicacao::campo(
            "valor",
            "tamanho",
            format!("o valor tem de ter de 1 a {VALOR_MAXIMO} bytes"),
        ));
    }
    Ok(())
}
