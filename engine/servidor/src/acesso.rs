//! O acesso de quem acompanha algo ao vivo, que se confere enquanto dura: desativada a pessoa, revogado o token ou encerrada a sessão, acaba.

use axum::http::{HeaderMap, header};
use esteira_aplicacao::autenticacao::{Origem, autenticar};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem};
use esteira_base::Segredo;

use crate::extracao::token_do_cabecalho;

/// Como o token vem no subprotocolo de um WebSocket, em que o navegador não põe cabeçalho.
const PREFIXO_DO_TOKEN: &str = "token.";

/// Com que token se acompanha.
pub(crate) struct Acesso {
    pub app: Aplicacao,
    token: Segredo,
    origem: Origem,
}

impl Acesso {
    /// O do pedido; sem token, o acesso não se confere.
    pub(crate) fn do_pedido(app: Aplicacao, cabecalhos: &HeaderMap, origem: Origem) -> Self {
        let token = token_do_cabecalho(cabecalhos).or_else(|| token_do_protocolo(cabecalhos)).unwrap_or_default();
        Self { app, token: Segredo::novo(token.to_owned()), origem }
    }

    /// Quem é, agora. Confere-se a cada leitura; o que mudou em outro nó vale em
    /// [`VALIDADE_DO_RECONHECIMENTO`](esteira_aplicacao::autenticacao::VALIDADE_DO_RECONHECIMENTO).
    pub(crate) async fn quem(&self) -> Result<Quem, ErroAplicacao> {
        autenticar(&self.app, self.token.revelar(), self.origem.clone()).await
    }
}

/// Se o erro diz que o acesso acabou.
pub(crate) fn acabou(erro: &ErroAplicacao) -> bool {
    matches!(
        erro,
        ErroAplicacao::NaoAutenticado(_) | ErroAplicacao::SemPermissao { .. } | ErroAplicacao::ForaDoEscopo(_)
    )
}

fn token_do_protocolo(cabecalhos: &HeaderMap) -> Option<&str> {
    let oferecidos = cabecalhos.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    oferecidos.split(',').find_map(|oferecido| oferecido.trim().strip_prefix(PREFIXO_DO_TOKEN))
}
