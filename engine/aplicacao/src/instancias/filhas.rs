//! Instâncias filhas: nascem do recado da mãe, na transação em que o recado sai da fila.

use esteira_armazem::fila::Concedido;
use esteira_armazem::motor::InstanciaNova;
use esteira_base::ids::InquilinoId;
use esteira_motor::maquina::{Ator, Comando, ErroAtividade, FilhaPedida, Recusa};
use serde_json::Value;

use crate::consolidador::{Alvo, Mae, identidade};
use crate::trabalhos::sortear;
use crate::{Aplicacao, ErroAplicacao};

/// Faz nascer a filha pedida. Se ela não pode nascer, a mãe fica sabendo por quê.
pub async fn nascer(app: &Aplicacao, concedido: &Concedido, pedida: &FilhaPedida) -> Result<(), ErroAplicacao> {
    let motivo = match tentar(app, concedido, pedida).await {
        Ok(()) => return Ok(()),
        Err(Falha::DaFilha(motivo)) => motivo,
        Err(Falha::Passageira(erro)) => return Err(erro),
    };
    let comando = Comando::FilhaEncerrou {
        visita: pedida.visita,
        tentativa: pedida.tentativa,
        resultado: Value::Null,
        erro: Some(motivo),
        sorteio: sortear(),
    };
    let alvo = Alvo::Concessao { item: concedido.id, concessao: concedido.concessao, instancia: concedido.instancia };
    app.consolidador.pedir(concedido.inquilino, alvo, comando, None).await?;
    Ok(())
}

enum Falha {
    /// Ela não pode nascer: quem decide o que fazer é o fluxo da mãe.
    DaFilha(ErroAtividade),
    /// Não se pôde tentar, ou o recado já não é deste nó.
    Passageira(ErroAplicacao),
}

async fn tentar(app: &Aplicacao, concedido: &Concedido, pedida: &FilhaPedida) -> Result<(), Falha> {
    let mae = Mae { id: concedido.instancia, visita: pedida.visita, tentativa: pedida.tentativa };
    let (fluxo_id, chave) = preparar(app, concedido.inquilino, pedida).await?;
    let id = mae.filha();
    let nova = InstanciaNova { id, fluxo_id, fluxo_nome: pedida.fluxo.clone(), chave: chave.clone() };
    let comando = Comando::Iniciar {
        entrada: pedida.entrada.clone(),
        instancia: identidade(id, &chave, Some(mae)),
        por: Ator::sistema(),
    };
    let alvo = Alvo::Filha { nova, item: concedido.id, concessao: concedido.concessao, mae: concedido.instancia };
    match app.consolidador.pedir(concedido.inquilino, alvo, comando, None).await {
        Ok(_) => Ok(()),
        Err(ErroAplicacao::Recusado(recusa @ Recusa::EntradaInvalida(_))) => {
            Err(falha("subfluxo_entrada_invalida", recusa.to_string()))
        }
        Err(ErroAplicacao::Conflito { codigo: "instancia_viva", mensagem }) => Err(falha("subfluxo_ja_vive", mensagem)),
        Err(erro) => Err(Falha::Passageira(erro)),
    }
}

async fn preparar(
    app: &Aplicacao,
    inquilino: InquilinoId,
    pedida: &FilhaPedida,
) -> Result<(uuid::Uuid, String), Falha> {
    let passageira = |erro| Falha::Passageira(ErroAplicacao::from(erro));
    let mut unidade = app.armazem.ler(inquilino).await.map_err(passageira)?;
    let publicado = unidade.fluxo_vigente(&pedida.fluxo).await.map_err(passageira)?;
    let Some(publicado) = publicado else {
        return Err(falha("subfluxo_desconhecido", format!("não há fluxo \"{}\" publicado", pedida.fluxo)));
    };
    let fluxo = app.consolidador.catalogo().obter(&mut unidade, publicado.id).await.map_err(passageira)?;
    let fluxo = fluxo.ok_or_else(|| Falha::Passageira(ErroAplicacao::nao_encontrado("fluxo", publicado.id)))?;
    let chave = fluxo.chave_de(&pedida.entrada).map_err(|erro| falha("subfluxo_entrada_invalida", erro.to_string()))?;
    Ok((publicado.id, chave))
}

fn falha(codigo: &str, mensagem: impl Into<String>) -> Falha {
    Falha::DaFilha(ErroAtividade::de_negocio(codigo, mensagem))
}
