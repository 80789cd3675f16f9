//! Pôr, levantar e listar guardas legais.

use esteira_armazem::Pagina;
use esteira_armazem::retencao::{AlvoDaGuarda, Guarda, GuardaNova};
use esteira_base::ids::GuardaId;
use esteira_dominio::{Acao, ErroDeCampo};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Maior motivo, em caracteres.
pub const MAXIMO_DO_MOTIVO: usize = 500;
/// Maior chave, em caracteres.
pub const MAXIMO_DA_CHAVE: usize = 500;

/// Põe uma guarda. Ao retornar, nada do que ela alcança se apaga, mesmo que uma retenção esteja correndo.
pub async fn por_guarda(
    app: &Aplicacao,
    quem: &Quem,
    alvo: AlvoDaGuarda,
    motivo: &str,
) -> Result<Guarda, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let motivo = texto("motivo", motivo, MAXIMO_DO_MOTIVO)?;
    let alvo = match alvo {
        AlvoDaGuarda::Chave(chave) => AlvoDaGuarda::Chave(texto("chave", &chave, MAXIMO_DA_CHAVE)?),
        outro => outro,
    };
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let nova = GuardaNova { alvo, motivo, por: quem.nome.clone() };
    let guarda = unidade.por_guarda(&nova, agora).await?;
    // Depois de posta: a trava dela já impede que o alvo se apague entre conferir e pôr.
    match nova.alvo {
        AlvoDaGuarda::Instancia(id) if unidade.instancia(id).await?.is_none() => {
            return Err(ErroAplicacao::nao_encontrado("instância", id));
        }
        AlvoDaGuarda::Processo(id) if unidade.processo(id).await?.is_none() => {
            return Err(ErroAplicacao::nao_encontrado("processo", id));
        }
        _ => {}
    }
    let depois = Some(auditavel(&guarda));
    auditoria::registrar(&mut unidade, quem, "por", "guarda_legal", guarda.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(guarda)
}

/// Levanta uma guarda: o que só ela segurava volta a seguir o prazo da sua espécie.
pub async fn levantar_guarda(
    app: &Aplicacao,
    quem: &Quem,
    id: GuardaId,
    motivo: &str,
) -> Result<Guarda, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let motivo = texto("motivo", motivo, MAXIMO_DO_MOTIVO)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let Some(guarda) = unidade.levantar_guarda(id, &quem.nome, &motivo, agora).await? else {
        return Err(match unidade.guarda(id).await? {
            Some(_) => ErroAplicacao::conflito("guarda_ja_levantada", "esta guarda já foi levantada"),
            None => ErroAplicacao::nao_encontrado("guarda legal", id),
        });
    };
    let (antes, depois) = (Some(auditavel(&guarda)), Some(json!({ "levantada_porque": motivo })));
    auditoria::registrar(&mut unidade, quem, "levantar", "guarda_legal", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(guarda)
}

/// As guardas, na ordem em que se puseram.
pub async fn guardas(
    app: &Aplicacao,
    quem: &Quem,
    so_vigentes: bool,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Guarda>, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    Ok(app.armazem.ler(quem.inquilino).await?.guardas(so_vigentes, depois_de, limite).await?)
}

fn auditavel(guarda: &Guarda) -> Value {
    json!({
        "instancia_id": guarda.instancia_id, "processo_id": guarda.processo_id, "chave": guarda.chave,
        "motivo": guarda.motivo, "posta_por": guarda.posta_por,
    })
}

fn texto(campo: &'static str, texto: &str, maximo: usize) -> Result<String, ErroAplicacao> {
    let limpo = texto.trim();
    let erro = |codigo, mensagem| Err(ErroAplicacao::Invalido(vec![ErroDeCampo::novo(campo, codigo, mensagem)]));
    match limpo.chars().count() {
        0 => erro("obrigatorio", "preencha este campo".to_owned()),
        n if n > maximo => erro("longo_demais", format!("tem {n} caracteres; o máximo é {maximo}")),
        _ => Ok(limpo.to_owned()),
    }
}
