//! Quem está por trás de um token de integração.

use std::time::Duration;

use esteira_base::Instante;

use super::{PREFIXO, Token, ler};
use crate::autenticacao::token_recusado;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O último uso anota-se no máximo a cada tanto: saber o dia basta, e escrever a cada pedido custaria caro.
const ENTRE_ANOTACOES: Duration = Duration::from_secs(60 * 60);

pub(crate) fn e_de_integracao(token: &str) -> bool {
    token.starts_with(PREFIXO)
}

/// A pessoa por quem o token age, só com o que ele concede, e até quando ele serve.
pub(crate) async fn reconhecer(app: &Aplicacao, texto: &str) -> Result<(Quem, Instante), ErroAplicacao> {
    let (inquilino, resumo) = ler(texto).ok_or_else(token_recusado)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.ler(inquilino).await?;
    let guardado = unidade.token_do_resumo(resumo).await?.ok_or_else(token_recusado)?;
    let token = Token::try_from(guardado)?;
    if token.revogado || agora >= token.valido_ate {
        return Err(token_recusado());
    }
    let usuario = unidade.usuario(token.usuario_id).await?.map(|guardado| guardado.usuario);
    let usuario = usuario.filter(|usuario| usuario.status_ativo).ok_or_else(token_recusado)?;
    drop(unidade);
    if token.ultimo_uso.is_none_or(|ultimo| ultimo.ate(agora) >= ENTRE_ANOTACOES) {
        let mut unidade = app.armazem.escrever(inquilino).await?;
        unidade.usar_token(token.id, agora).await?;
        unidade.confirmar().await?;
    }
    let quem = Quem {
        nome: format!("{} (por {})", token.nome, usuario.nome_completo),
        escopos: Some(token.escopos),
        ..Quem::pessoa(inquilino, &usuario)
    };
    Ok((quem, token.valido_ate))
}
