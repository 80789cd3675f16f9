//! Cadastrar um usuário.

use esteira_armazem::cadastro::UsuarioGuardado;
use esteira_base::Segredo;
use esteira_base::ids::UsuarioId;
use esteira_dominio::usuario::conferir_senha;
use esteira_dominio::{Acao, NovoUsuario};
use serde_json::json;

use super::email_repetido;
use crate::autenticacao::senha;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Cadastra, com a senha inicial.
pub async fn criar(
    app: &Aplicacao,
    quem: &Quem,
    novo: NovoUsuario,
    senha_inicial: Segredo,
) -> Result<UsuarioGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    // Os problemas dos campos e o da senha vão juntos: a pessoa corrige tudo numa vez.
    let erro_da_senha = conferir_senha(&senha_inicial).err();
    let usuario = match (novo.validar(UsuarioId::novo()), erro_da_senha) {
        (Ok(usuario), None) => usuario,
        (conferido, erro_da_senha) => {
            let dos_campos = conferido.err().map(|erros| erros.0).unwrap_or_default();
            return Err(ErroAplicacao::Invalido(dos_campos.into_iter().chain(erro_da_senha).collect()));
        }
    };
    let resumo = senha::resumir(senha_inicial).await?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let criado = unidade.criar_usuario(usuario, resumo, agora).await.map_err(email_repetido)?;
    let depois = Some(json!(criado.usuario));
    auditoria::registrar(&mut unidade, quem, "criar", "usuario", criado.usuario.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criado)
}
