//! Conferir uma cópia, e refazer dela um banco vazio. Sem aplicação de pé: o banco ainda não existe.

use esteira_armazem::copia::{Tipo, refazer};

use super::pasta::{listar, resumir};
use super::{ConfiguracaoDoBackup, Manifesto};
use crate::ErroAplicacao;

/// A cópia de nome dado, se os bytes são os que o manifesto diz.
pub fn conferir(config: &ConfiguracaoDoBackup, nome: &str) -> Result<Manifesto, ErroAplicacao> {
    let achada = listar(&config.pasta)?.into_iter().find(|manifesto| manifesto.nome == nome);
    let manifesto = achada.ok_or_else(|| ErroAplicacao::nao_encontrado("backup", nome))?;
    let (tamanho, resumo) = resumir(&config.pasta.join(&manifesto.nome))?;
    if (tamanho, resumo) != (manifesto.tamanho, manifesto.resumo) {
        let mensagem = format!("{nome} não confere com o manifesto: o arquivo mudou depois de feito; use outra cópia");
        return Err(ErroAplicacao::conflito("backup_estragado", mensagem));
    }
    Ok(manifesto)
}

/// Refaz o banco da configuração, que tem de estar vazio.
pub async fn restaurar(config: &ConfiguracaoDoBackup, nome: &str) -> Result<Manifesto, ErroAplicacao> {
    let manifesto = conferir(config, nome)?;
    let banco = Tipo::de(&config.url).nome();
    if manifesto.banco != banco {
        let mensagem = format!("{nome} é de {}, e a configuração aponta para {banco}", manifesto.banco);
        return Err(ErroAplicacao::conflito("backup_de_outro_banco", mensagem));
    }
    refazer(&config.url, &config.pasta.join(&manifesto.nome)).await?;
    Ok(manifesto)
}
