//! Receber um sinal: guardar, e entregar se alguém o espera.

use esteira_armazem::Unidade;
use esteira_armazem::sinais::{Sinal, SinalNovo};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, SinalId};
use esteira_dominio::Acao;
use esteira_motor::maquina::{Ator, Recusa};
use serde_json::{Value, json};

use super::{Destino, SinalEnviado, conferir_chave, entregar};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Recebe. Devolve o sinal como ficou: `ENTREGUE`, ou `PENDENTE` à espera de quem o espere.
///
/// A mesma chave de idempotência devolve o mesmo sinal, como está agora; com outro conteúdo, é conflito. Ao retornar, o sinal está durável.
pub async fn receber(app: &Aplicacao, quem: &Quem, enviado: SinalEnviado) -> Result<Sinal, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    enviado.chave_de_idempotencia.as_deref().map_or(Ok(()), conferir_chave)?;
    let agora = app.relogio.agora();
    let novo = novo(&enviado, &quem.ator(), agora)?;
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let sinal = match guardar(&mut unidade, &novo, agora).await? {
        (sinal, true) => {
            if let Destino::Instancia { id, .. } = enviado.destino {
                conferir_viva(&mut unidade, id).await?;
            }
            let depois =
                json!({ "nome": sinal.nome, "correlacao": sinal.correlacao, "instancia_id": sinal.instancia_id });
            auditoria::registrar(&mut unidade, quem, "enviar", "sinal", sinal.id, None, Some(depois), agora).await?;
            unidade.confirmar().await?;
            sinal
        }
        (repetido, false) if e_o_mesmo(&repetido, &novo) => {
            drop(unidade);
            repetido
        }
        (repetido, false) => {
            let mensagem = format!("esta chave de idempotência já é do sinal {}, com outro conteúdo", repetido.id);
            return Err(ErroAplicacao::conflito("chave_reusada", mensagem));
        }
    };
    entregar(app, &sinal).await?;
    let sinal_agora = app.armazem.ler(quem.inquilino).await?.sinal(sinal.id.into()).await?;
    Ok(sinal_agora.unwrap_or(sinal))
}

/// O sinal conferido, pronto para guardar.
pub(crate) fn novo(enviado: &SinalEnviado, por: &Ator, agora: Instante) -> Result<SinalNovo, ErroAplicacao> {
    enviado.conferir()?;
    Ok(SinalNovo {
        id: SinalId::novo(),
        nome: enviado.nome.clone(),
        correlacao: enviado.correlacao().map(str::to_owned),
        dados: enviado.dados.to_string(),
        chave_de_idempotencia: enviado.chave_de_idempotencia.clone(),
        instancia: enviado.instancia(),
        por: serde_json::to_string(por).map_err(ErroAplicacao::interno)?,
        expira_em: agora.mais(enviado.validade()),
    })
}

/// Guarda na unidade de quem chama. `false` = já havia um com a mesma chave, e é ele que volta.
pub(crate) async fn guardar(
    unidade: &mut Unidade,
    novo: &SinalNovo,
    agora: Instante,
) -> Result<(Sinal, bool), ErroAplicacao> {
    if let Some(guardado) = unidade.guardar_sinal(novo, agora).await? {
        return Ok((guardado, true));
    }
    let chave = novo.chave_de_idempotencia.as_deref().unwrap_or_default();
    let repetido = unidade.sinal_da_chave(chave).await?;
    // Só a chave pode repetir-se; se o dono dela sumiu no meio, quem pede tenta de novo.
    let repetido = repetido.ok_or_else(|| ErroAplicacao::Indisponivel("o sinal da chave sumiu".into()))?;
    Ok((repetido, false))
}

/// A ordem dos campos de um objeto não conta.
fn e_o_mesmo(guardado: &Sinal, novo: &SinalNovo) -> bool {
    let dados = |texto: &str| serde_json::from_str::<Value>(texto).ok();
    let instancia = guardado.instancia_id.filter(|_| guardado.direto);
    (&guardado.nome, &guardado.correlacao, instancia) == (&novo.nome, &novo.correlacao, novo.instancia.map(Into::into))
        && dados(&guardado.dados) == dados(&novo.dados)
}

/// Guardar para uma instância que não existe ou acabou só esconderia o engano.
async fn conferir_viva(unidade: &mut Unidade, id: InstanciaId) -> Result<(), ErroAplicacao> {
    let instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    match instancia.situacao.as_str() {
        "CONCLUIDA" | "FALHOU" | "CANCELADA" => Err(Recusa::Encerrada.into()),
        _ => Ok(()),
    }
}
