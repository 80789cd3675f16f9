//! Os prazos que um administrador escolheu.

use esteira_base::Instante;

use super::Especie;
use crate::{ErroArmazem, Unidade, parametros};

/// Um prazo guardado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrazoGuardado {
    /// De quê.
    pub especie: Especie,
    /// Nenhum = para sempre.
    pub dias: Option<u32>,
    /// Quem o escolheu.
    pub alterado_por: String,
    /// Quando (µs).
    pub data_atualizacao: i64,
}

impl Unidade {
    /// Os prazos escolhidos; a espécie que falta segue o padrão.
    pub async fn prazos_de_retencao(&mut self) -> Result<Vec<PrazoGuardado>, ErroArmazem> {
        let sql = "SELECT especie, dias, alterado_por, data_atualizacao FROM retencoes WHERE inquilino_id = $1 ORDER BY especie";
        let lidos: Vec<(String, Option<i64>, String, i64)> = self.con.linhas(sql, parametros![self.inquilino]).await?;
        let ler = |(especie, dias, alterado_por, data_atualizacao): (String, Option<i64>, String, i64)| {
            let corrompido = |coluna, problema| ErroArmazem::Corrompido {
                tabela: "retencoes",
                coluna,
                id: especie.clone(),
                problema,
            };
            Ok(PrazoGuardado {
                especie: especie.parse().map_err(|problema| corrompido("especie", problema))?,
                dias: dias
                    .map(u32::try_from)
                    .transpose()
                    .map_err(|_| corrompido("dias", "não é um número de dias".to_owned()))?,
                alterado_por,
                data_atualizacao,
            })
        };
        lidos.into_iter().map(ler).collect()
    }

    /// Guarda o prazo de uma espécie, no lugar do que houver.
    pub async fn guardar_prazo_de_retencao(
        &mut self,
        especie: Especie,
        dias: Option<u32>,
        por: &str,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let sql = "INSERT INTO retencoes (inquilino_id, especie, dias, alterado_por, data_atualizacao) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (inquilino_id, especie)
                   DO UPDATE SET dias = $3, alterado_por = $4, data_atualizacao = $5";
        self.con.executar(sql, parametros![self.inquilino, especie.as_str(), dias, por, agora]).await?;
        Ok(())
    }
}
