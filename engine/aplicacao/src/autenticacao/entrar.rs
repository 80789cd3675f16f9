//! Entrar com e-mail e senha.

use std::time::Duration;

use esteira_armazem::cadastro::Credencial;
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_dominio::usuario::MAXIMO_SENHA;
use esteira_dominio::{Email, Usuario};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Entrada, Origem, acesso, credencial_recusada, renovacao, senha};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Erros seguidos que bloqueiam a entrada.
pub const MAXIMO_DE_TENTATIVAS: u32 = 5;
/// Quanto dura o bloqueio.
pub const BLOQUEIO: Duration = Duration::from_secs(15 * 60);

/// Confere a senha e abre uma sessão. Toda tentativa contra um usuário que existe fica na auditoria.
pub async fn entrar(
    app: &Aplicacao,
    email: &str,
    senha_dada: Segredo,
    origem: Origem,
) -> Result<Entrada, ErroAplicacao> {
    // Texto que não é e-mail ou senha enorme são só mais um jeito de errar: a resposta e o tempo são os mesmos.
    let longa_demais = senha_dada.revelar().chars().count() > MAXIMO_SENHA;
    let achado = match email.parse::<Email>() {
        Ok(email) if !longa_demais => procurar(app, &email).await?,
        _ => None,
    };
    let Some((inquilino, credencial)) = achado else {
        let sem_senha = if longa_demais { Segredo::novo("") } else { senha_dada };
        senha::conferir(sem_senha, None).await?;
        tracing::info!(ip = origem.ip, "entrada recusada: e-mail desconhecido");
        return Err(credencial_recusada());
    };
    let quem = quem(inquilino, &credencial.usuario, origem);
    let livre = gastar_tentativa(app, &quem, &credencial.usuario).await?;
    let confere = senha::conferir(senha_dada, livre.then_some(credencial.senha)).await?;
    let motivo = match (livre, confere, credencial.usuario.status_ativo) {
        (false, ..) => Some("bloqueado"),
        (_, false, _) => Some("senha"),
        (.., false) => Some("inativo"),
        _ => None,
    };
    match motivo {
        Some(motivo) => {
            recusar(app, &quem, &credencial.usuario, motivo).await?;
            Err(credencial_recusada())
        }
        None => abrir(app, &quem, credencial.usuario, None).await,
    }
}

async fn procurar(app: &Aplicacao, email: &Email) -> Result<Option<(InquilinoId, Credencial)>, ErroAplicacao> {
    let Some(inquilino) = app.armazem.inquilino_do_email(email).await? else { return Ok(None) };
    let credencial = app.armazem.ler(inquilino).await?.credencial(email).await?;
    Ok(credencial.map(|credencial| (inquilino, credencial)))
}

pub(super) fn quem(inquilino: InquilinoId, usuario: &Usuario, origem: Origem) -> Quem {
    Quem { ip: origem.ip, user_agent: origem.user_agent, ..Quem::pessoa(inquilino, usuario) }
}

/// Em transação própria, antes da conferência: quem tenta em paralelo não passa do máximo.
async fn gastar_tentativa(app: &Aplicacao, quem: &Quem, usuario: &Usuario) -> Result<bool, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let livre = unidade.gastar_tentativa(usuario.id, MAXIMO_DE_TENTATIVAS, agora.mais(BLOQUEIO), agora).await?;
    unidade.confirmar().await?;
    Ok(livre)
}

pub(super) async fn recusar(
    app: &Aplicacao,
    quem: &Quem,
    usuario: &Usuario,
    motivo: &str,
) -> Result<(), ErroAplicacao> {
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let depois = Some(json!({ "motivo": motivo }));
    let agora = app.relogio.agora();
    auditoria::registrar(&mut unidade, quem, "entrada_recusada", "usuario", usuario.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// Abre a sessão de quem provou quem é; `como`, se não foi com a senha, vai na auditoria.
pub(super) async fn abrir(
    app: &Aplicacao,
    quem: &Quem,
    usuario: Usuario,
    como: Option<Value>,
) -> Result<Entrada, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    unidade.esquecer_tentativas(usuario.id).await?;
    unidade.apagar_sessoes_vencidas(usuario.id, agora).await?;
    let familia = Uuid::now_v7();
    let token_de_renovacao = renovacao::abrir_sessao(app, &mut unidade, usuario.id, familia, agora).await?;
    auditoria::registrar(&mut unidade, quem, "entrar", "usuario", usuario.id, None, como, agora).await?;
    unidade.confirmar().await?;
    Ok(Entrada {
        token_de_acesso: acesso::emitir(app, usuario.id, quem.inquilino, familia)?,
        token_de_renovacao,
        expira_em: app.configuracao.validade_do_acesso.as_secs(),
        usuario,
    })
}
