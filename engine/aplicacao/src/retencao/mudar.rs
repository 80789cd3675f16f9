//! Escolher prazos.

use esteira_armazem::retencao::Especie;
use esteira_dominio::Acao;
use serde_json::{Map, Value};

use super::politica;
use super::ver::{Prazo, vigentes};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Muda os prazos dados e deixa os outros; ou todos servem, ou nenhum muda. `None` = guardar para sempre. Devolve todos, como ficam.
pub async fn mudar(
    app: &Aplicacao,
    quem: &Quem,
    novos: &[(Especie, Option<u32>)],
) -> Result<Vec<Prazo>, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let erros: Vec<_> = novos.iter().filter_map(|(especie, dias)| politica::conferir(*especie, *dias).err()).collect();
    if !erros.is_empty() {
        return Err(ErroAplicacao::Invalido(erros));
    }
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let antes = vigentes(&mut unidade).await?;
    for (especie, dias) in novos {
        unidade.guardar_prazo_de_retencao(*especie, *dias, &quem.nome, agora).await?;
    }
    let depois = vigentes(&mut unidade).await?;
    let (de, para) = (Some(dias(&antes)), Some(dias(&depois)));
    auditoria::registrar(&mut unidade, quem, "alterar", "retencao", "prazos", de, para, agora).await?;
    unidade.confirmar().await?;
    Ok(depois)
}

fn dias(prazos: &[Prazo]) -> Value {
    let pares = prazos.iter().map(|prazo| (prazo.especie.to_string(), prazo.dias.map_or(Value::Null, Value::from)));
    Value::Object(pares.collect::<Map<_, _>>())
}
