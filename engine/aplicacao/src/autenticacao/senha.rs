//! Resumir e conferir senhas (argon2id), sem travar o executor nem deixar que muitas entradas juntas tomem a memória.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use esteira_base::Segredo;
use tokio::sync::Semaphore;

use crate::ErroAplicacao;

/// Cada conta usa 19 MiB (parâmetros padrão do argon2id) e um núcleo; as demais esperam a vez.
const CONTAS_SIMULTANEAS: usize = 2;
static VEZ: Semaphore = Semaphore::const_new(CONTAS_SIMULTANEAS);

/// Resumo de senha nenhuma, com os mesmos parâmetros: o e-mail desconhecido custa o mesmo que o conhecido.
const RESUMO_DE_NINGUEM: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YWVzdGVpcmFuYW9leGlzdGU$zCVVPCtZpiU4DKNmh/wq5gZnS1q1sLVAZYbkxBbNXUA";

/// O resumo argon2id, no formato PHC.
pub(crate) async fn resumir(senha: Segredo) -> Result<String, ErroAplicacao> {
    em_segundo_plano(move || {
        let resumo: Result<PasswordHash, _> = Argon2::default().hash_password(senha.revelar().as_bytes());
        resumo.map(|resumo| resumo.to_string()).map_err(|erro| ErroAplicacao::interno(erro.to_string()))
    })
    .await?
}

/// Se a senha é a do resumo. Sem resumo (usuário que não existe), gasta o mesmo tempo e responde que não.
pub(crate) async fn conferir(senha: Segredo, resumo: Option<String>) -> Result<bool, ErroAplicacao> {
    // É por este registro que se prova que toda entrada custa o mesmo.
    tracing::debug!("conta de senha");
    em_segundo_plano(move || {
        let existe = resumo.is_some();
        let resumo = resumo.unwrap_or_else(|| RESUMO_DE_NINGUEM.to_owned());
        let resumo = PasswordHash::new(&resumo).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
        let confere = Argon2::default().verify_password(senha.revelar().as_bytes(), &resumo).is_ok();
        Ok(existe && confere)
    })
    .await?
}

async fn em_segundo_plano<T: Send + 'static>(conta: impl FnOnce() -> T + Send + 'static) -> Result<T, ErroAplicacao> {
    let vez = VEZ.acquire().await.map_err(ErroAplicacao::interno)?;
    // A vez vai junto: se o pedido for largado, a conta ainda ocupa o lugar dela até acabar.
    let feita = tokio::task::spawn_blocking(move || {
        let _vez = vez;
        conta()
    });
    feita.await.map_err(ErroAplicacao::interno)
}

#[cfg(test)]
mod testes {
    use super::*;

    #[tokio::test]
    async fn a_senha_certa_confere_e_as_outras_nao() {
        let senha = Segredo::novo("cavalo bateria grampo");
        let resumo = resumir(senha.clone()).await.unwrap();
        assert!(
            resumo.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "o resumo de ninguém precisa dos mesmos parâmetros"
        );
        assert!(conferir(senha.clone(), Some(resumo.clone())).await.unwrap());
        assert!(!conferir(Segredo::novo("outra senha qualquer"), Some(resumo)).await.unwrap());
        assert!(!conferir(senha, None).await.unwrap());
    }
}
