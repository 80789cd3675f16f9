//! Alterar um usuário: dados, perfil, situação e senha.

use esteira_armazem::cadastro::UsuarioGuardado;
use esteira_base::Segredo;
use esteira_base::ids::UsuarioId;
use esteira_dominio::usuario::conferir_senha;
use esteira_dominio::{Acao, NovoUsuario, Perfil};
use serde_json::json;

use super::email_repetido;
use crate::autenticacao::senha;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// O que mudar; o que falta fica como está.
#[derive(Debug, Clone, Default)]
pub struct AlteracaoDeUsuario {
    pub nome_completo: Option<String>,
    pub email: Option<String>,
    /// Vazio apaga.
    pub telefone: Option<String>,
    pub perfil_usuario: Option<Perfil>,
    pub status_ativo: Option<bool>,
    pub senha: Option<Segredo>,
}

/// Altera. Trocar a senha ou desativar derruba as sessões do usuário. O último administrador ativo não pode deixar de ser.
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: UsuarioId,
    alteracao: AlteracaoDeUsuario,
) -> Result<UsuarioGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    let resumo = match alteracao.senha {
        Some(nova) => {
            conferir_senha(&nova).map_err(|erro| ErroAplicacao::Invalido(vec![erro]))?;
            Some(senha::resumir(nova).await?)
        }
        None => None,
    };
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.usuario(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("usuário", id))?;
    let atual = lido.usuario;
    let novo = NovoUsuario {
        nome_completo: alteracao.nome_completo.unwrap_or_else(|| atual.nome_completo.clone()),
        email: alteracao.email.unwrap_or_else(|| atual.email.to_string()),
        telefone: alteracao.telefone.or_else(|| atual.telefone.clone()),
        perfil_usuario: alteracao.perfil_usuario.unwrap_or(atual.perfil_usuario),
        status_ativo: alteracao.status_ativo.unwrap_or(atual.status_ativo),
    };
    let novo = novo.validar(id).map_err(|erros| ErroAplicacao::Invalido(erros.0))?;
    let administra = |perfil, ativo| perfil == Perfil::Administrador && ativo;
    let deixa_de_administrar =
        administra(atual.perfil_usuario, atual.status_ativo) && !administra(novo.perfil_usuario, novo.status_ativo);
    if deixa_de_administrar && !unidade.ha_outro_administrador(id).await? {
        return Err(ErroAplicacao::conflito(
            "ultimo_administrador",
            "este é o único administrador ativo; dê o perfil a outra pessoa antes",
        ));
    }
    unidade.alterar_usuario(&novo, agora).await.map_err(email_repetido)?;
    let trocou_senha = resumo.is_some();
    if let Some(resumo) = resumo {
        unidade.definir_senha(id, resumo, agora).await?;
    }
    if trocou_senha || !novo.status_ativo {
        unidade.revogar_sessoes(id, agora).await?;
        unidade.vencer_links_de(id.0, agora).await?;
    }
    let depois = json!({ "usuario": novo, "trocou_senha": trocou_senha });
    auditoria::registrar(&mut unidade, quem, "alterar", "usuario", id, Some(json!(atual)), Some(depois), agora).await?;
    unidade.confirmar().await?;
    app.reconhecidos.esquecer(id);
    Ok(UsuarioGuardado { usuario: novo, data_criacao: lido.data_criacao, data_atualizacao: agora })
}
