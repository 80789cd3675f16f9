//! Webhooks de entrada: um sistema de fora bate numa porta nossa, prova quem é, e o que manda vira um sinal.
//!
//! A prova se confere sobre os bytes como vieram, antes de os ler. Tudo o que bate se guarda como veio (o recusado, cortado e até
//! um tanto por minuto), para auditoria; o que foi aceito ou não se soube ler, um operador reenvia. A resposta nunca diz o que não conferiu.
//!
//! | veredito | é | responde |
//! |---|---|---|
//! | `ACEITO` | a prova confere; virou sinal | 202 |
//! | `REPETIDO` | a mesma entrega, ou a mesma assinatura com horário, outra vez | 202 |
//! | `ILEGIVEL` | a prova confere, mas o corpo não dá um sinal; o motivo aparece ao administrador, que acerta e reenvia | 202 |
//! | `RECUSADO` | a prova não confere | 401 |
//!
//! Não deve conhecer: axum, o que o fluxo faz com o sinal.

mod alterar;
mod apagar;
mod cabecalhos;
mod criar;
mod leitura;
mod novo;
mod prova;
mod receber;
mod reenviar;
mod segredo;
mod ver;

use std::time::Duration;

pub use alterar::alterar;
pub use apagar::apagar;
pub use cabecalhos::Cabecalhos;
pub use criar::criar;
pub use novo::NovoWebhook;
pub use receber::{Chegada, receber};
pub use reenviar::reenviar;
pub use segredo::trocar_segredo;
pub(crate) use segredo::{e_sorteado, sortear};
pub use ver::{corpo, listar, obter, recebidos};

/// Maior corpo aceito, em bytes. O conteúdo de um sinal tem o mesmo teto.
pub const MAXIMO_DO_CORPO: usize = 256 * 1024;
/// Quanto do corpo recusado se guarda, em bytes: basta para ver quem bateu, e não enche o disco.
pub const MAXIMO_GUARDADO_DO_RECUSADO: usize = 16 * 1024;
/// Quantos recusados um webhook guarda por minuto; os demais só vão ao log.
pub const RECUSADOS_POR_MINUTO: i64 = 30;
/// Quanto o horário da assinatura pode distar do nosso, se não se escolhe.
pub const TOLERANCIA: Duration = Duration::from_secs(5 * 60);
/// Maior tolerância que se pode escolher.
pub const TOLERANCIA_MAXIMA: Duration = Duration::from_secs(60 * 60);
/// Menor segredo aceito, em bytes.
pub const MINIMO_DO_SEGREDO: usize = 16;
/// Maior segredo aceito, em bytes.
pub const MAXIMO_DO_SEGREDO: usize = 255;

use esteira_armazem::ErroArmazem;
use esteira_armazem::sinais::Webhook;
use serde_json::{Value, json};

use crate::ErroAplicacao;

fn repetido(erro: ErroArmazem) -> ErroAplicacao {
    if erro.ja_existe("nome") {
        ErroAplicacao::conflito("nome_ja_existe", "já existe um webhook com este nome")
    } else {
        erro.into()
    }
}

/// O que a auditoria guarda de um webhook: tudo menos o segredo.
fn auditavel(webhook: &Webhook) -> Value {
    json!({
        "nome": webhook.nome,
        "modo": webhook.modo,
        "cabecalho": webhook.cabecalho,
        "prefixo": webhook.prefixo,
        "codificacao": webhook.codificacao,
        "conteudo_assinado": webhook.conteudo_assinado,
        "cabecalho_horario": webhook.cabecalho_horario,
        "tolerancia_s": webhook.tolerancia_s,
        "cabecalho_entrega": webhook.cabecalho_entrega,
        "sinal": webhook.sinal,
        "correlacao": webhook.correlacao,
        "dados": webhook.dados,
        "status_ativo": webhook.status_ativo,
    })
}
