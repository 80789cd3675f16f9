//! Apagar uma leva, e contar o que se apagaria.

use esteira_base::Instante;
use uuid::Uuid;

use super::Especie;
use crate::banco::{Massa, Parametro};
use crate::{ErroArmazem, Unidade, parametros};

/// Onde se parou: o que vem depois ainda não se viu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marca {
    quando: i64,
    id: Uuid,
}

impl Marca {
    const COMECO: Self = Self { quando: i64::MIN, id: Uuid::nil() };
}

/// O que uma leva fez.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leva {
    /// Unidades apagadas.
    pub removidas: u64,
    /// Unidades vencidas que ficaram porque estão sob guarda.
    pub retidas: u64,
    /// De onde a próxima segue; nenhuma = não há mais vencidas.
    pub marca: Option<Marca>,
}

/// O que venceu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contagem {
    /// Unidades vencidas, com as guardadas.
    pub vencidas: u64,
    /// Dessas, as que estão sob guarda.
    pub retidas: u64,
    /// Quando acabou a mais velha (µs).
    pub mais_velha: Option<i64>,
}

impl Unidade {
    /// Apaga até `quantas` unidades que acabaram antes de `antes_de`, seguindo da marca. Confirme para valer.
    ///
    /// Quem pôs uma guarda antes desta chamada não perde nada; quem põe durante, espera.
    pub async fn remover_leva(
        &mut self,
        especie: Especie,
        antes_de: Instante,
        marca: Option<Marca>,
        quantas: u32,
    ) -> Result<Leva, ErroArmazem> {
        self.travar_retencao().await?;
        let trava = if self.con.postgres() { especie.trava() } else { "" };
        let sql = format!("{}{trava}", especie.vencidas());
        let parametros = self.da_consulta(antes_de, marca, quantas.into());
        let lidas: Vec<(i64, Uuid, bool)> = self.con.linhas(sql, parametros).await?;
        let cheia = lidas.len() == quantas as usize;
        let marca = lidas.last().filter(|_| cheia).map(|(quando, id, _)| Marca { quando: *quando, id: *id });
        let livres: Vec<Uuid> = lidas.iter().filter(|(.., guardada)| !guardada).map(|(_, id, _)| *id).collect();
        if !livres.is_empty() {
            for comando in especie.comandos() {
                let mut massa = Massa::para(comando, livres.len());
                livres.iter().for_each(|id| massa.linha([self.inquilino.into(), (*id).into()]));
                // Um de cada vez, também no PostgreSQL: o seguinte conta com o anterior já apagado.
                self.con.em_massa(vec![massa]).await?;
            }
        }
        Ok(Leva { removidas: livres.len() as u64, retidas: (lidas.len() - livres.len()) as u64, marca })
    }

    /// Se há o que seguir da marca: a marca logo antes da próxima vencida. Só lê, e por isso não faz esperar quem grava enquanto salta o que
    /// ainda não se pode apagar.
    pub async fn proxima_vencida(
        &mut self,
        especie: Especie,
        antes_de: Instante,
        marca: Option<Marca>,
    ) -> Result<Option<Marca>, ErroArmazem> {
        let parametros = self.da_consulta(antes_de, marca, 1);
        let proxima: Option<(i64, Uuid, bool)> = self.con.linha(especie.vencidas(), parametros).await?;
        let antes = proxima.map(|(quando, ..)| Marca { quando: quando - 1, id: Uuid::max() });
        Ok(antes.map(|antes| antes.max(marca.unwrap_or(Marca::COMECO))))
    }

    /// Conta as unidades que acabaram antes de `antes_de`. Lê todas.
    pub async fn contar_vencidas(&mut self, especie: Especie, antes_de: Instante) -> Result<Contagem, ErroArmazem> {
        let sql = format!(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN guardada THEN 1 ELSE 0 END), 0), MIN(quando) FROM ({}) vencidas",
            especie.vencidas()
        );
        let parametros = self.da_consulta(antes_de, None, i64::MAX);
        let linha: Option<(i64, i64, Option<i64>)> = self.con.linha(sql, parametros).await?;
        let (vencidas, retidas, mais_velha) = linha.unwrap_or_default();
        Ok(Contagem { vencidas: vencidas.unsigned_abs(), retidas: retidas.unsigned_abs(), mais_velha })
    }

    fn da_consulta(&self, antes_de: Instante, marca: Option<Marca>, quantas: i64) -> Vec<Parametro> {
        let marca = marca.unwrap_or(Marca::COMECO);
        parametros![self.inquilino, antes_de, marca.quando, marca.id, quantas]
    }

    /// Até o fim da unidade, só esta põe guardas ou apaga deste inquilino. No SQLite quem escreve já é o único.
    pub(super) async fn travar_retencao(&mut self) -> Result<(), ErroArmazem> {
        if self.con.postgres() {
            let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
            self.con.executar(sql, parametros![format!("retencao/{}", self.inquilino)]).await?;
        }
        Ok(())
    }
}
