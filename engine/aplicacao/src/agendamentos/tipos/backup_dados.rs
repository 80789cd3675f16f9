//! Fazer uma cópia do banco.

use async_trait::async_trait;
use esteira_base::Instante;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};

use super::{BACKUP_DADOS, Trabalho, so};
use crate::backup::{LIMITES_DE_MANTER, MANTER, fazer};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Parâmetros: `manter`, quantas cópias ficam.
pub(super) struct BackupDados;

#[async_trait]
impl Trabalho for BackupDados {
    fn nome(&self) -> &'static str {
        BACKUP_DADOS
    }

    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String> {
        so(parametros, &["manter"])?;
        manter(parametros).map(drop)
    }

    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        parametros: &Map<String, Value>,
        momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao> {
        let manter = manter(parametros).map_err(|erro| ErroAplicacao::conflito("agendamento_invalido", erro))?;
        // Com o nome da hora do disparo: repetido, acha-se feita.
        let hora = Instante::from(momento.previsto_em.to_utc());
        let (copia, largadas) = fazer(app, quem, hora, manter).await?;
        Ok(format!("{}: {} bytes, BLAKE3 {}; {largadas} mais velhas largadas", copia.nome, copia.tamanho, copia.resumo))
    }
}

fn manter(parametros: &Map<String, Value>) -> Result<u32, String> {
    let (de, ate) = (LIMITES_DE_MANTER.start(), LIMITES_DE_MANTER.end());
    match parametros.get("manter") {
        None | Some(Value::Null) => Ok(MANTER),
        Some(valor) => {
            let lido = valor.as_u64().and_then(|manter| u32::try_from(manter).ok());
            lido.filter(|manter| LIMITES_DE_MANTER.contains(manter))
                .ok_or_else(|| format!("`manter` é um número de {de} a {ate}"))
        }
    }
}
