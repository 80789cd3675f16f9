//! Qual versão de cada plugin vale.

use esteira_base::Instante;

use crate::{ErroArmazem, Unidade, parametros};

/// A versão que vale de um plugin, e a que se experimenta.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Vigente {
    /// Nome do plugin.
    pub nome: String,
    /// A que vale.
    pub resumo: String,
    /// A de antes.
    pub anterior: Option<String>,
    /// A que se experimenta.
    pub experimentada: Option<String>,
    /// Em quantas de cada cem execuções se experimenta.
    pub percentual: i64,
    /// Quem pôs assim.
    pub homologado_por: String,
    /// Cresce a cada mudança.
    pub revisao: i64,
    /// Quando (µs).
    pub data_atualizacao: i64,
}

const COLUNAS: &str = "nome, resumo, anterior, experimentada, percentual, homologado_por, revisao, data_atualizacao";

impl Unidade {
    /// A versão vigente de um plugin, se alguma se homologou.
    pub async fn plugin_vigente(&mut self, nome: &str) -> Result<Option<Vigente>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM plugins_vigentes WHERE inquilino_id = $1 AND nome = $2");
        self.con.linha(sql, parametros![self.inquilino, nome]).await
    }

    /// Todas as vigentes, por nome.
    pub async fn plugins_vigentes(&mut self) -> Result<Vec<Vigente>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM plugins_vigentes WHERE inquilino_id = $1 ORDER BY nome");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }

    /// Guarda como fica, sobre a revisão lida (`revisao` 0 é nenhuma); [`ErroArmazem::Conflito`] se alguém mudou antes.
    pub async fn guardar_vigente(&mut self, fica: &Vigente, agora: Instante) -> Result<(), ErroArmazem> {
        let sql = if fica.revisao == 0 {
            "INSERT INTO plugins_vigentes (inquilino_id, nome, resumo, anterior, experimentada, percentual, homologado_por,
                                           revisao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8 + 1, $9)
             ON CONFLICT (inquilino_id, nome) DO NOTHING"
        } else {
            "UPDATE plugins_vigentes SET resumo = $3, anterior = $4, experimentada = $5, percentual = $6, homologado_por = $7,
                                         revisao = $8 + 1, data_atualizacao = $9
             WHERE inquilino_id = $1 AND nome = $2 AND revisao = $8"
        };
        let v = fica.clone();
        let parametros = parametros![
            self.inquilino,
            v.nome,
            v.resumo,
            v.anterior,
            v.experimentada,
            v.percentual,
            v.homologado_por,
            v.revisao,
            agora,
        ];
        let mudadas = self.con.executar(sql, parametros).await?;
        if mudadas == 1 { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }
}
