//! Iniciar um fluxo: a instância nasce e o disparo se fecha no mesmo commit.

use std::sync::Arc;

use async_trait::async_trait;
use esteira_armazem::motor::InstanciaNova;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{DisparoId, InstanciaId};
use esteira_motor::agenda::{self, Momento};
use esteira_motor::maquina::{Comando, Decisao};
use serde_json::{Map, Value, json};

use super::{Desfecho, so};
use crate::agendamentos::Pego;
use crate::consolidador::{Alvo, Anexo, identidade};
use crate::faturas::FLUXO as FLUXO_DE_FATURAS;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Parâmetros: `fluxo` e `entrada`, em que textos podem trazer `${ agenda.… }`.
pub(super) async fn conferir(
    unidade: &mut Unidade,
    parametros: &Map<String, Value>,
) -> Result<Result<(), String>, ErroAplicacao> {
    let (nome, _) = match ler(parametros) {
        Ok(lidos) => lidos,
        Err(mensagem) => return Ok(Err(mensagem)),
    };
    if unidade.fluxo_vigente(nome).await?.is_none() {
        return Ok(Err(format!("o fluxo \"{nome}\" não está publicado; publique-o antes de agendá-lo")));
    }
    Ok(Ok(()))
}

fn ler(parametros: &Map<String, Value>) -> Result<(&str, Value), String> {
    so(parametros, &["fluxo", "entrada"])?;
    let Some(Value::String(fluxo)) = parametros.get("fluxo") else {
        return Err("falta `fluxo`, com o nome do fluxo a iniciar".to_owned());
    };
    if fluxo == FLUXO_DE_FATURAS {
        return Err(format!("o fluxo \"{fluxo}\" começa pelos processos do mês; use CRIAR_PROCESSOS_MENSAIS"));
    }
    let entrada = parametros.get("entrada").cloned().unwrap_or_else(|| json!({}));
    if !entrada.is_object() {
        return Err("`entrada` é um objeto".to_owned());
    }
    agenda::conferir(&entrada).map_err(|erro| format!("`entrada`: {erro}"))?;
    Ok((fluxo, entrada))
}

/// Inicia a versão vigente do fluxo.
pub(super) async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    pego: &Pego,
    parametros: &Map<String, Value>,
    momento: &Momento<'_>,
) -> Result<Desfecho, ErroAplicacao> {
    let (nome, modelo) = match ler(parametros) {
        Ok(lidos) => lidos,
        Err(mensagem) => return Ok(Desfecho::Falhou(mensagem)),
    };
    let entrada = match agenda::preencher(&modelo, momento) {
        Ok(entrada) => entrada,
        Err(erro) => return Ok(Desfecho::Falhou(erro.to_string())),
    };
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let Some(publicado) = unidade.fluxo_vigente(nome).await? else {
        return Ok(Desfecho::Falhou(format!("o fluxo \"{nome}\" não está publicado")));
    };
    let Some(fluxo) = app.consolidador.catalogo().obter(&mut unidade, publicado.id).await? else {
        return Ok(Desfecho::Falhou(format!("o fluxo \"{nome}\" não está publicado")));
    };
    drop(unidade);
    let chave = match fluxo.chave_de(&entrada) {
        Ok(chave) => chave,
        Err(erro) => return Ok(Desfecho::Falhou(format!("com esta entrada o fluxo não calcula a chave: {erro}"))),
    };
    let id = InstanciaId::novo();
    let nova = InstanciaNova { id, fluxo_id: publicado.id, fluxo_nome: publicado.nome, chave: chave.clone() };
    let instancia = identidade(id, &chave, None);
    let comando = Comando::Iniciar { entrada, instancia, por: quem.ator() };
    let anexo = Arc::new(DisparoIniciado { disparo: pego.disparo.id.into(), concessao: pego.concessao });
    match app.consolidador.pedir(quem.inquilino, Alvo::Nova(nova), comando, Some(anexo)).await {
        Ok(_) => Ok(Desfecho::Fechado),
        Err(ErroAplicacao::Conflito { codigo: "instancia_viva", mensagem }) => Ok(Desfecho::Pulado(mensagem)),
        Err(ErroAplicacao::RevisaoVelha) => Ok(Desfecho::DeOutro),
        Err(erro) => Err(erro),
    }
}

/// Fecha o disparo no commit que faz a instância nascer. Se ele já é de outro nó, a instância não nasce.
struct DisparoIniciado {
    disparo: DisparoId,
    concessao: i64,
}

#[async_trait]
impl Anexo for DisparoIniciado {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let fechou =
            unidade.fechar_disparo(self.disparo, self.concessao, "INICIADO", Some(instancia), None, agora).await?;
        if fechou { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }
}
