//! O que as pessoas anexam a uma tarefa aberta. O conteúdo está no armazém de arquivos; aqui, o que se sabe dele.

use esteira_base::ids::{InstanciaId, TarefaId};
use uuid::Uuid;

use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Um anexo.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AnexoDaTarefa {
    /// Id.
    pub id: Uuid,
    /// A que tarefa.
    pub tarefa_id: Uuid,
    /// De que instância ela é.
    pub instancia_id: Uuid,
    /// Nenhum para o sistema.
    pub usuario_id: Option<Uuid>,
    /// Nome de quem anexou, como era então.
    pub usuario_nome: String,
    /// Nome do arquivo.
    pub nome: String,
    /// Tipo que quem anexou disse ser.
    pub tipo: String,
    /// Em bytes.
    pub tamanho: i64,
    /// BLAKE3 do conteúdo.
    pub resumo: String,
    /// Onde está, no armazém de arquivos.
    pub chave: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

const ANEXOS: &str =
    "SELECT id, tarefa_id, instancia_id, usuario_id, usuario_nome, nome, tipo, tamanho, resumo, chave, data_criacao
     FROM tarefa_anexos WHERE inquilino_id = $1 AND tarefa_id = $2";

impl Unidade {
    /// Segura a tarefa até o fim da unidade, para que não feche nem receba outro anexo no meio. A instância dela; nenhuma se não está aberta.
    pub async fn segurar_tarefa_aberta(&mut self, tarefa: TarefaId) -> Result<Option<InstanciaId>, ErroArmazem> {
        // No SQLite a unidade que escreve já é a única.
        let travar = if self.con.postgres() { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT instancia_id FROM tarefas WHERE inquilino_id = $1 AND id = $2{travar}");
        let linha: Option<(Uuid,)> = self.con.linha(sql, parametros![self.inquilino, tarefa]).await?;
        Ok(linha.map(|(instancia,)| instancia.into()))
    }

    /// Se algum destes (`papel:APROVADOR`, `usuario:<id>`) pode decidir a tarefa aberta.
    pub async fn ha_candidato(&mut self, tarefa: TarefaId, candidatos: &[String]) -> Result<bool, ErroArmazem> {
        let sql =
            "SELECT candidato FROM tarefa_candidatos WHERE inquilino_id = $1 AND tarefa_id = $2 AND candidato = $3";
        for candidato in candidatos {
            let linha: Option<(String,)> = self.con.linha(sql, parametros![self.inquilino, tarefa, candidato]).await?;
            if linha.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Guarda o anexo, com o id e a hora que traz.
    pub async fn anexar(&mut self, anexo: &AnexoDaTarefa) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO tarefa_anexos (id, inquilino_id, tarefa_id, instancia_id, usuario_id, usuario_nome, nome, tipo, tamanho,
                                            resumo, chave, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                parametros![
                    anexo.id,
                    self.inquilino,
                    anexo.tarefa_id,
                    anexo.instancia_id,
                    anexo.usuario_id,
                    &anexo.usuario_nome,
                    &anexo.nome,
                    &anexo.tipo,
                    anexo.tamanho,
                    &anexo.resumo,
                    &anexo.chave,
                    anexo.data_criacao
                ],
            )
            .await?;
        Ok(())
    }

    /// Quantos a tarefa tem.
    pub async fn quantos_anexos(&mut self, tarefa: TarefaId) -> Result<i64, ErroArmazem> {
        let sql = "SELECT COUNT(*) FROM tarefa_anexos WHERE inquilino_id = $1 AND tarefa_id = $2";
        let linha: Option<(i64,)> = self.con.linha(sql, parametros![self.inquilino, tarefa]).await?;
        Ok(linha.map_or(0, |(quantos,)| quantos))
    }

    /// Os de uma tarefa, do mais velho ao mais novo.
    pub async fn anexos(
        &mut self,
        tarefa: TarefaId,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<AnexoDaTarefa>, ErroArmazem> {
        let depois_de = depois_de.unwrap_or(Uuid::nil());
        let parametros = parametros![self.inquilino, tarefa, depois_de, i64::from(limite) + 1];
        let itens = self.con.linhas(format!("{ANEXOS} AND id > $3 ORDER BY id LIMIT $4"), parametros).await?;
        Ok(Pagina::de(itens, limite as usize, |anexo: &AnexoDaTarefa| anexo.id))
    }

    /// Um dos da tarefa.
    pub async fn anexo(&mut self, tarefa: TarefaId, id: Uuid) -> Result<Option<AnexoDaTarefa>, ErroArmazem> {
        self.con.linha(format!("{ANEXOS} AND id = $3"), parametros![self.inquilino, tarefa, id]).await
    }

    /// Esquece o anexo. O conteúdo fica: outro pode ter o mesmo.
    pub async fn remover_anexo(&mut self, tarefa: TarefaId, id: Uuid) -> Result<(), ErroArmazem> {
        let sql = "DELETE FROM tarefa_anexos WHERE inquilino_id = $1 AND tarefa_id = $2 AND id = $3";
        self.con.executar(sql, parametros![self.inquilino, tarefa, id]).await?;
        Ok(())
    }
}
