//! Quem recebe o quê: criar, alterar, apagar e ver as regras. Sem nenhuma, avisam-se operadores e administradores, como sempre.

use esteira_armazem::avisos::{RegraGuardada, RegraNova};
use esteira_base::ids::OperadoraId;
use esteira_dominio::{Acao, Canal, Perfil, Resumo};
use serde_json::{Value, json};
use uuid::Uuid;

use super::destino::conferir_destino;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Qualquer acontecimento.
const QUALQUER: &str = "*";
const MAIOR_EVENTO: usize = 60;

/// O que se escolhe de uma regra.
#[derive(Debug, Clone)]
pub struct RegraEscolhida {
    /// Como o fluxo o diz, ou `*`.
    pub evento: String,
    pub operadora: Option<OperadoraId>,
    pub canal: Canal,
    /// Os usuários ativos deste perfil; ou o destino.
    pub perfil: Option<Perfil>,
    pub destino: Option<String>,
    /// Juntar num aviso só.
    pub resumo: Option<Resumo>,
    pub ativa: bool,
}

/// Cria.
pub async fn criar(app: &Aplicacao, quem: &Quem, escolhida: RegraEscolhida) -> Result<RegraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let nova = conferir(escolhida)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    conferir_operadora(&mut unidade, nova.operadora).await?;
    let criada = unidade.criar_regra(&nova, agora).await?;
    let depois = Some(em_json(&criada));
    auditoria::registrar(&mut unidade, quem, "criar", "regra_de_aviso", criada.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criada)
}

/// Troca inteira. `revisao` é a lida.
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: Uuid,
    revisao: i64,
    escolhida: RegraEscolhida,
) -> Result<RegraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let nova = conferir(escolhida)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lida = lida(&mut unidade, id, revisao).await?;
    conferir_operadora(&mut unidade, nova.operadora).await?;
    let alterada = unidade.alterar_regra(&lida, &nova, agora).await?;
    let (antes, depois) = (Some(em_json(&lida)), Some(em_json(&alterada)));
    auditoria::registrar(&mut unidade, quem, "alterar", "regra_de_aviso", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(alterada)
}

/// Apaga. `revisao` é a lida.
pub async fn apagar(app: &Aplicacao, quem: &Quem, id: Uuid, revisao: i64) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lida = lida(&mut unidade, id, revisao).await?;
    unidade.apagar_regra(&lida).await?;
    auditoria::registrar(&mut unidade, quem, "apagar", "regra_de_aviso", id, Some(em_json(&lida)), None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// Todas, na ordem em que nasceram.
pub async fn listar(app: &Aplicacao, quem: &Quem) -> Result<Vec<RegraGuardada>, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    Ok(app.armazem.ler(quem.inquilino).await?.regras().await?)
}

/// Uma.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: Uuid) -> Result<RegraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let regra = app.armazem.ler(quem.inquilino).await?.regra(id).await?;
    regra.ok_or_else(|| ErroAplicacao::nao_encontrado("regra de aviso", id))
}

async fn lida(unidade: &mut esteira_armazem::Unidade, id: Uuid, revisao: i64) -> Result<RegraGuardada, ErroAplicacao> {
    let lida = unidade.regra(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("regra de aviso", id))?;
    if lida.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    Ok(lida)
}

async fn conferir_operadora(
    unidade: &mut esteira_armazem::Unidade,
    operadora: Option<Uuid>,
) -> Result<(), ErroAplicacao> {
    match operadora {
        Some(id) if unidade.operadora(id.into()).await?.is_none() => {
            Err(ErroAplicacao::campo("operadora_id", "nao_encontrado", "não há operadora com este id"))
        }
        _ => Ok(()),
    }
}

fn conferir(escolhida: RegraEscolhida) -> Result<RegraNova, ErroAplicacao> {
    let evento = escolhida.evento.trim().to_owned();
    let bom = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if evento != QUALQUER && (evento.is_empty() || evento.len() > MAIOR_EVENTO || !evento.chars().all(bom)) {
        let mensagem = "use o nome do acontecimento como o fluxo o diz, ou * para todos";
        return Err(ErroAplicacao::campo("evento", "invalido", mensagem));
    }
    let destino = escolhida.destino.map(|destino| destino.trim().to_owned()).filter(|destino| !destino.is_empty());
    match (&destino, escolhida.perfil, escolhida.canal) {
        (Some(_), Some(_), _) => {
            return Err(ErroAplicacao::campo("destino", "incoerente", "informe o perfil ou o destino, e não os dois"));
        }
        (None, None, _) => {
            return Err(ErroAplicacao::campo("perfil", "obrigatorio", "informe o perfil ou o destino de quem recebe"));
        }
        (None, Some(_), Canal::Telegram | Canal::Slack) => {
            let mensagem = format!("{} não acha pessoas pelo perfil; informe o destino", escolhida.canal);
            return Err(ErroAplicacao::campo("perfil", "incoerente", mensagem));
        }
        (Some(destino), None, canal) => conferir_destino(canal, destino)?,
        (None, Some(_), _) => {}
    }
    Ok(RegraNova {
        evento,
        operadora: escolhida.operadora.map(|id| id.0),
        canal: escolhida.canal.as_str().to_owned(),
        perfil: escolhida.perfil.map(|perfil| perfil.as_str().to_owned()),
        destino,
        resumo: escolhida.resumo.map(|resumo| resumo.as_str().to_owned()),
        ativa: escolhida.ativa,
    })
}

fn em_json(regra: &RegraGuardada) -> Value {
    json!({
        "evento": regra.evento, "operadora_id": regra.operadora_id, "canal": regra.canal, "perfil": regra.perfil,
        "destino": regra.destino, "resumo": regra.resumo, "status_ativo": regra.status_ativo,
    })
}
