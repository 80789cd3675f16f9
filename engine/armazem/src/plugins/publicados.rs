//! Versões publicadas de plugins. Publicada, uma versão nunca muda.

use crate::{ErroArmazem, Unidade, parametros};

/// Uma versão publicada.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PluginPublicado {
    /// BLAKE3 do componente: a identidade da versão.
    pub resumo: String,
    /// Nome do plugin.
    pub nome: String,
    /// A versão que ele diz ter.
    pub versao: String,
    /// Em bytes.
    pub tamanho: i64,
    /// Onde está, no armazém de arquivos.
    pub chave: String,
    /// Como o plugin o dá (JSON).
    pub manifesto: String,
    /// Quem assinou (ed25519, hexadecimal).
    pub chave_publica: Option<String>,
    /// A assinatura (hexadecimal).
    pub assinatura: Option<String>,
    /// Quem publicou.
    pub publicado_por: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

const COLUNAS: &str =
    "resumo, nome, versao, tamanho, chave, manifesto, chave_publica, assinatura, publicado_por, data_criacao";

impl Unidade {
    /// Publica; `false` se a versão já estava publicada, e então nada muda.
    pub async fn publicar_plugin(&mut self, plugin: &PluginPublicado) -> Result<bool, ErroArmazem> {
        let p = plugin.clone();
        let novas = self
            .con
            .executar(
                "INSERT INTO plugins (inquilino_id, resumo, nome, versao, tamanho, chave, manifesto, chave_publica, assinatura,
                                      publicado_por, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 ON CONFLICT (inquilino_id, resumo) DO NOTHING",
                parametros![
                    self.inquilino,
                    p.resumo,
                    p.nome,
                    p.versao,
                    p.tamanho,
                    p.chave,
                    p.manifesto,
                    p.chave_publica,
                    p.assinatura,
                    p.publicado_por,
                    p.data_criacao,
                ],
            )
            .await?;
        Ok(novas == 1)
    }

    /// A versão com este resumo.
    pub async fn plugin_publicado(&mut self, resumo: &str) -> Result<Option<PluginPublicado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM plugins WHERE inquilino_id = $1 AND resumo = $2");
        self.con.linha(sql, parametros![self.inquilino, resumo]).await
    }

    /// As versões publicadas, por nome, das mais novas às mais velhas.
    pub async fn plugins_publicados(&mut self, nome: Option<&str>) -> Result<Vec<PluginPublicado>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM plugins WHERE inquilino_id = $1 AND ($2 IS NULL OR nome = $2)
             ORDER BY nome, data_criacao DESC, resumo"
        );
        self.con.linhas(sql, parametros![self.inquilino, nome]).await
    }
}
