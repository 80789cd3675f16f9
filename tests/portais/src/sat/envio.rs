//! Receber o formulário: validar, gravar, responder, com as paradas e falhas armadas no caminho.

use std::sync::Arc;

use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::FalhaSat;
use super::estado::Estado;
use super::faturas::{DoCliente, cliente_inexistente};
use super::formulario::{Preenchido, opcoes};
use super::paginas;
use super::pausa::{Destino, EnvioEmCurso};
use super::recebidas::FaturaRecebida;
use crate::dados::ClienteSat;
use crate::falhas::reconhece;
use crate::sessao::Logado;

pub(super) async fn cadastrar(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Query(pedido): Query<DoCliente>,
    partes: Multipart,
) -> Response {
    let Some(cliente) = estado.cliente(&pedido.cliente) else {
        return cliente_inexistente();
    };
    let preenchido = match Preenchido::ler(partes).await {
        Ok(preenchido) => preenchido,
        Err(erro) => return recusar(&estado, &cliente, &Preenchido::default(), &erro),
    };
    let problemas = preenchido.problemas();
    if !problemas.is_empty() {
        return recusar(&estado, &cliente, &preenchido, &problemas.join(" "));
    }
    let chaves = [login.clone(), cliente.id.clone(), cliente.nome_sat.clone()];
    let tomou = |falha: fn(&FalhaSat) -> Option<()>| {
        estado.falhas.tomar(&chaves.each_ref().map(String::as_str), falha).is_some()
    };
    if tomou(reconhece!(FalhaSat::ArquivoRecusado)) {
        return recusar(&estado, &cliente, &preenchido, "Arquivo recusado: não foi possível processar o documento.");
    }
    let lista = format!("/fatura?cliente={}&cadastrada=sim", cliente.id);
    if tomou(reconhece!(FalhaSat::DizQueGravouSemGravar)) {
        return Redirect::to(&lista).into_response();
    }
    let envio = em_curso(cliente, preenchido);
    // Em tarefa própria: se o cliente desligar no meio, a conexão cai mas o envio continua, como num servidor de verdade.
    let gravacao = tokio::spawn(gravar(estado.clone(), envio, chaves));
    match gravacao.await {
        Ok(Destino::Perder) | Err(_) => StatusCode::BAD_GATEWAY.into_response(),
        Ok(_) => Redirect::to(&lista).into_response(),
    }
}

async fn gravar(estado: Arc<Estado>, envio: EnvioEmCurso, chaves: [String; 3]) -> Destino {
    if estado.antes_de_gravar.passar(&envio).await == Destino::Perder {
        return Destino::Perder;
    }
    let quando = estado.relogio.agora();
    estado.recebidas.acrescentar(|anteriores| FaturaRecebida::de(envio.clone(), anteriores, quando));
    let destino = estado.depois_de_gravar.passar(&envio).await;
    let chaves = chaves.each_ref().map(String::as_str);
    if let Some(demora) = estado.falhas.tomar(&chaves, reconhece!(FalhaSat::GravaENaoResponde, ms)) {
        tokio::time::sleep(demora).await;
    }
    destino
}

fn em_curso(cliente: ClienteSat, preenchido: Preenchido) -> EnvioEmCurso {
    EnvioEmCurso {
        cliente_id: cliente.id,
        nome_sat: cliente.nome_sat,
        operadora: preenchido.operadora,
        linha: preenchido.linha,
        data: preenchido.data,
        categoria: preenchido.categoria,
        filial: preenchido.filial,
        arquivo: preenchido.arquivo,
        bytes: preenchido.bytes,
    }
}

/// O formulário de volta, com o que foi digitado e o recado. O arquivo tem de ser escolhido de novo, como em toda página.
fn recusar(estado: &Estado, cliente: &ClienteSat, preenchido: &Preenchido, recado: &str) -> Response {
    let pagina = paginas::formulario(cliente, &opcoes(estado, cliente), Some((preenchido, recado)));
    (StatusCode::UNPROCESSABLE_ENTITY, pagina).into_response()
}
