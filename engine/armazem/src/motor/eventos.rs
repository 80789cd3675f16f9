//! O histórico de uma instância: guardado por decisão, lido por evento.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use serde_json::Value;

use crate::banco::{Comando, Tipo};
use crate::{ErroArmazem, Unidade, parametros};

/// Um evento guardado.
#[derive(Debug, Clone, PartialEq)]
pub struct EventoGuardado {
    /// Posição, a partir de 1.
    pub sequencia: i64,
    /// Tipo, para filtros.
    pub tipo: String,
    /// O evento (JSON).
    pub dados: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

/// Uma decisão no histórico, como está no banco.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DecisaoLida {
    /// Sequência do primeiro evento.
    pub sequencia: i64,
    /// Os eventos, em ordem (lista JSON).
    pub eventos: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

impl DecisaoLida {
    /// A decisão, evento por evento; `eventos` são os dela, já lidos.
    pub fn abrir(&self, eventos: Vec<Value>) -> impl Iterator<Item = EventoGuardado> + use<> {
        let data_criacao = self.data_criacao;
        (self.sequencia..).zip(eventos).map(move |(sequencia, evento)| EventoGuardado {
            sequencia,
            tipo: evento["tipo"].as_str().unwrap_or_default().to_owned(),
            dados: evento.to_string(),
            data_criacao,
        })
    }
}

pub(super) static GRAVAR: Comando = Comando {
    sql: "INSERT INTO historico (inquilino_id, instancia_id, sequencia, eventos, data_criacao) {linhas}",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro, Tipo::Texto, Tipo::Inteiro],
    conferir: false,
};

impl Unidade {
    /// A história inteira, em ordem.
    pub async fn eventos(&mut self, instancia: InstanciaId) -> Result<Vec<EventoGuardado>, ErroArmazem> {
        self.eventos_depois_de(instancia, 0).await
    }

    /// O que aconteceu depois de um evento (o último de uma decisão), em ordem.
    pub async fn eventos_depois_de(
        &mut self,
        instancia: InstanciaId,
        sequencia: i64,
    ) -> Result<Vec<EventoGuardado>, ErroArmazem> {
        let mut historia = Vec::new();
        for decisao in self.decisoes_depois_de(instancia, sequencia).await? {
            let eventos = serde_json::from_str(&decisao.eventos).map_err(|erro| ErroArmazem::Corrompido {
                tabela: "historico",
                coluna: "eventos",
                id: format!("{instancia}/{}", decisao.sequencia),
                problema: erro.to_string(),
            })?;
            historia.extend(decisao.abrir(eventos));
        }
        Ok(historia)
    }

    /// As decisões depois de um evento (o último de uma decisão), em ordem, como estão guardadas.
    pub async fn decisoes_depois_de(
        &mut self,
        instancia: InstanciaId,
        sequencia: i64,
    ) -> Result<Vec<DecisaoLida>, ErroArmazem> {
        let sql = "SELECT sequencia, eventos, data_criacao FROM historico
                   WHERE inquilino_id = $1 AND instancia_id = $2 AND sequencia > $3 ORDER BY sequencia";
        self.con.linhas(sql, parametros![self.inquilino, instancia, sequencia]).await
    }

    /// Quando foi a última decisão da instância que traz este trecho no texto dos eventos.
    pub async fn ultima_decisao_com(
        &mut self,
        instancia: InstanciaId,
        trecho: &str,
    ) -> Result<Option<Instante>, ErroArmazem> {
        let linha: Option<(i64,)> = self
            .con
            .linha(
                "SELECT data_criacao FROM historico WHERE inquilino_id = $1 AND instancia_id = $2 AND eventos LIKE $3
                 ORDER BY sequencia DESC LIMIT 1",
                parametros![self.inquilino, instancia, format!("%{trecho}%")],
            )
            .await?;
        Ok(linha.map(|(micros,)| Instante::de_micros(micros)))
    }
}
