//! `http`: chamar um serviço. O que ele respondeu é a saída; o que não é sucesso é erro com código.

use std::time::Duration;

use esteira_armazem::fila::Concedido;
use esteira_base::{Resumo, Segredo};
use esteira_motor::maquina::{ErroAtividade, PedidoHttp, Trabalho, ValorDeCabecalho};
use esteira_portas::servico::{Chamada, ErroDeServico, Resposta};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::relato::{Relato, negocio, tecnico};
use crate::{Aplicacao, segredos};

/// Prazo de cada tentativa quando o passo não diz.
const PRAZO_PADRAO: Duration = Duration::from_secs(30);

/// Respostas em que vale insistir: o serviço está ocupado ou fora.
const PASSAGEIRAS: [u16; 5] = [408, 425, 429, 502, 503];

/// Quanto do corpo de uma resposta de erro se guarda, em caracteres.
const CORPO_DO_ERRO: usize = 500;

pub(super) async fn fazer(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    pedido: &PedidoHttp,
    cancelamento: CancellationToken,
) -> Option<Relato> {
    tokio::select! {
        relato = chamar(app, concedido, trabalho, pedido) => Some(relato),
        () = cancelamento.cancelled() => None,
    }
}

async fn chamar(app: &Aplicacao, concedido: &Concedido, trabalho: &Trabalho, pedido: &PedidoHttp) -> Relato {
    let cabecalhos = match cabecalhos(app, concedido, trabalho, pedido).await {
        Ok(cabecalhos) => cabecalhos,
        Err(erro) => return Relato::falha(trabalho, erro),
    };
    let chamada = Chamada {
        metodo: pedido.metodo.clone(),
        url: pedido.url.clone(),
        cabecalhos,
        corpo: pedido.corpo.clone(),
        prazo: trabalho.prazo.map_or(PRAZO_PADRAO, |prazo| prazo.0),
    };
    match app.servicos.chamar(chamada).await {
        Ok(resposta) if sucesso(pedido, resposta.status) => {
            let Resposta { status, cabecalhos, corpo } = resposta;
            Relato::sucesso(trabalho, json!({ "status": status, "cabecalhos": cabecalhos, "corpo": corpo }))
        }
        Ok(resposta) => Relato::falha(trabalho, da_resposta(&resposta)),
        Err(erro) => Relato::falha(trabalho, sem_resposta(&erro)),
    }
}

fn sucesso(pedido: &PedidoHttp, status: u16) -> bool {
    (200..300).contains(&status) || pedido.aceita.contains(&status)
}

/// Segredos abertos só aqui, no nó que faz o pedido; e a chave de idempotência (draft-ietf-httpapi-idempotency-key-header), se o fluxo não a
/// escreveu: a mesma em toda repetição do mesmo pedido, outra se o operador corrigiu a entrada.
async fn cabecalhos(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    pedido: &PedidoHttp,
) -> Result<Vec<(String, Segredo)>, ErroAtividade> {
    let mut prontos = Vec::with_capacity(pedido.cabecalhos.len() + 1);
    for (nome, valor) in &pedido.cabecalhos {
        let valor = match valor {
            ValorDeCabecalho::Aberto(texto) => Segredo::novo(texto.clone()),
            ValorDeCabecalho::Segredo { segredo, prefixo } => {
                let aberto = segredos::abrir(app, concedido.inquilino, segredo).await;
                let aberto = aberto.map_err(|erro| tecnico("segredo_indisponivel", erro.to_string()))?;
                let aberto = aberto.ok_or_else(|| {
                    let mensagem = format!("não há segredo \"{segredo}\" guardado");
                    negocio("segredo_ausente", mensagem, "guarde-o em PUT /api/segredos/{nome} e repita o passo")
                })?;
                Segredo::novo(format!("{prefixo}{}", aberto.revelar()))
            }
        };
        prontos.push((nome.clone(), valor));
    }
    if !pedido.cabecalhos.iter().any(|(nome, _)| nome.eq_ignore_ascii_case("idempotency-key")) {
        let conteudo = format!("{}\n{}\n{}", pedido.metodo, pedido.url, pedido.corpo);
        let chave = format!("{}/{}/{}", concedido.instancia, trabalho.visita, Resumo::de(conteudo.as_bytes()).curto());
        prontos.push(("Idempotency-Key".to_owned(), Segredo::novo(chave)));
    }
    Ok(prontos)
}

fn da_resposta(resposta: &Resposta) -> ErroAtividade {
    let status = resposta.status;
    let codigo = format!("http_{status}");
    let mensagem = format!("o serviço respondeu {status}");
    let mut erro = if PASSAGEIRAS.contains(&status) || status >= 500 {
        tecnico(&codigo, mensagem)
    } else {
        negocio(
            &codigo,
            mensagem,
            "veja a resposta em detalhes; corrija a entrada, o segredo ou o fluxo e repita o passo",
        )
    };
    let corpo = match &resposta.corpo {
        Value::String(texto) => texto.clone(),
        valor => valor.to_string(),
    };
    let corpo: String = corpo.chars().take(CORPO_DO_ERRO).collect();
    erro.detalhes = json!({ "status": status, "corpo": corpo });
    if let Some(espera) =
        resposta.cabecalhos.get("retry-after").and_then(Value::as_str).and_then(|s| s.trim().parse::<u64>().ok())
    {
        erro.detalhes["esperar_segundos"] = espera.into();
    }
    erro
}

fn sem_resposta(erro: &ErroDeServico) -> ErroAtividade {
    let mensagem = erro.to_string();
    match erro {
        ErroDeServico::Tempo => tecnico("tempo_esgotado", mensagem),
        ErroDeServico::Indisponivel(_) | ErroDeServico::SemLigacao(_) | ErroDeServico::Status(_) => {
            tecnico("servico_indisponivel", mensagem)
        }
        ErroDeServico::Endereco(_) => {
            negocio("endereco_recusado", mensagem, "corrija o endereço no fluxo ou na entrada")
        }
        ErroDeServico::Pedido(_) => negocio("pedido_invalido", mensagem, "corrija o passo no fluxo"),
        ErroDeServico::Grande(_) => negocio("resposta_grande", mensagem, "peça menos ao serviço de cada vez"),
    }
}
