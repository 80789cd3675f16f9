//! Os sinais recebidos.

use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, SinalId};
use uuid::Uuid;

use crate::cadastro::busca::Condicoes;
use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Um sinal guardado. `dados` e `por` são JSON.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Sinal {
    /// Id.
    pub id: Uuid,
    /// De quem.
    pub inquilino_id: Uuid,
    /// Nome.
    pub nome: String,
    /// Correlação; pode faltar só no direto.
    pub correlacao: Option<String>,
    /// Conteúdo.
    pub dados: String,
    /// O que o reconhece se chegar outra vez.
    pub chave_de_idempotencia: Option<String>,
    /// `PENDENTE`, `ENTREGUE` ou `EXPIRADO`.
    pub situacao: String,
    /// Foi mandado a uma instância, e não a quem espere.
    pub direto: bool,
    /// A quem se entregou, ou a quem se dirige.
    pub instancia_id: Option<Uuid>,
    /// Quem mandou.
    pub por: String,
    /// Quando chegou (µs).
    pub recebido_em: i64,
    /// Até quando se guarda (µs).
    pub expira_em: i64,
    /// Quando se entregou (µs).
    pub entregue_em: Option<i64>,
}

/// Um sinal a guardar. `dados` e `por` são JSON.
#[derive(Debug, Clone)]
pub struct SinalNovo {
    /// Id.
    pub id: SinalId,
    /// Nome.
    pub nome: String,
    /// Correlação; pode faltar se há `instancia`.
    pub correlacao: Option<String>,
    /// Conteúdo.
    pub dados: String,
    /// O que o reconhece se chegar outra vez.
    pub chave_de_idempotencia: Option<String>,
    /// A instância a que se dirige; nenhuma = quem o esperar.
    pub instancia: Option<InstanciaId>,
    /// Quem mandou.
    pub por: String,
    /// Até quando se guarda.
    pub expira_em: Instante,
}

/// O que listar, na ordem em que chegaram.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeSinais {
    /// Só nesta situação.
    pub situacao: Option<String>,
    /// Só com este nome.
    pub nome: Option<String>,
    /// Só com esta correlação.
    pub correlacao: Option<String>,
    /// Página: depois deste.
    pub depois_de: Option<Uuid>,
    /// Quantos.
    pub limite: u32,
}

const COLUNAS: &str = "id, inquilino_id, nome, correlacao, dados, chave_de_idempotencia, situacao, direto, instancia_id, por, \
                       recebido_em, expira_em, entregue_em";

impl Unidade {
    /// Guarda um sinal, PENDENTE. `None` se já há um com a mesma chave de idempotência: veja [`Unidade::sinal_da_chave`].
    pub async fn guardar_sinal(&mut self, novo: &SinalNovo, agora: Instante) -> Result<Option<Sinal>, ErroArmazem> {
        if let (None, Some(correlacao)) = (novo.instancia, &novo.correlacao) {
            self.tomar_chave(&novo.nome, correlacao).await?;
        }
        let sql = format!(
            "INSERT INTO sinais (id, inquilino_id, nome, correlacao, dados, chave_de_idempotencia, situacao, direto, instancia_id,
                                 por, recebido_em, expira_em)
             VALUES ($1, $2, $3, $4, $5, $6, 'PENDENTE', $7, $8, $9, $10, $11)
             ON CONFLICT DO NOTHING RETURNING {COLUNAS}"
        );
        let parametros = parametros![
            novo.id,
            self.inquilino,
            &novo.nome,
            novo.correlacao.clone(),
            &novo.dados,
            novo.chave_de_idempotencia.clone(),
            novo.instancia.is_some(),
            novo.instancia,
            &novo.por,
            agora,
            novo.expira_em,
        ];
        self.con.linha(sql, parametros).await
    }

    /// O sinal com esta chave de idempotência.
    pub async fn sinal_da_chave(&mut self, chave: &str) -> Result<Option<Sinal>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM sinais WHERE inquilino_id = $1 AND chave_de_idempotencia = $2");
        self.con.linha(sql, parametros![self.inquilino, chave]).await
    }

    /// Um sinal.
    pub async fn sinal(&mut self, id: SinalId) -> Result<Option<Sinal>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM sinais WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// O sinal, se ainda pode ser entregue. Sem trava: quem acha a quem entregar o trava depois.
    pub async fn sinal_pendente(&mut self, id: SinalId, agora: Instante) -> Result<Option<Sinal>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM sinais WHERE inquilino_id = $1 AND id = $2 AND situacao = 'PENDENTE' AND expira_em > $3"
        );
        self.con.linha(sql, parametros![self.inquilino, id, agora]).await
    }

    /// Trava o sinal pendente até o fim da unidade. `false` se já não está pendente, ou se outro nó o tem na mão.
    pub async fn travar_sinal(&mut self, id: SinalId) -> Result<bool, ErroArmazem> {
        let sql = format!(
            "SELECT id FROM sinais WHERE inquilino_id = $1 AND id = $2 AND situacao = 'PENDENTE'{}",
            self.trava_sem_espera()
        );
        let linha: Option<(Uuid,)> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        Ok(linha.is_some())
    }

    /// O sinal mais velho que serve a quem começa a esperar esta chave, travado até o fim da unidade.
    pub async fn sinal_que_serve(
        &mut self,
        nome: &str,
        correlacao: &str,
        agora: Instante,
    ) -> Result<Option<Sinal>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM sinais
             WHERE inquilino_id = $1 AND nome = $2 AND correlacao = $3 AND situacao = 'PENDENTE' AND NOT direto AND expira_em > $4
             ORDER BY recebido_em, id LIMIT 1{}",
            self.trava_sem_espera()
        );
        self.con.linha(sql, parametros![self.inquilino, nome, correlacao, agora]).await
    }

    /// SQLite: um escritor só, não há com quem disputar a linha. PostgreSQL: a que outro nó está entregando se pula, porque esperar por
    /// ela, com instâncias travadas na mão, poderia fechar um círculo; se ele desistir, a varredura a entrega.
    fn trava_sem_espera(&self) -> &'static str {
        if self.con.postgres() { " FOR UPDATE SKIP LOCKED" } else { "" }
    }

    /// Marca a entrega, na unidade em que a instância anda.
    pub async fn sinal_entregue(
        &mut self,
        id: SinalId,
        instancia: InstanciaId,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let marcados = self
            .con
            .executar(
                "UPDATE sinais SET situacao = 'ENTREGUE', instancia_id = $3, entregue_em = $4
                 WHERE inquilino_id = $1 AND id = $2 AND situacao = 'PENDENTE'",
                parametros![self.inquilino, id, instancia, agora],
            )
            .await?;
        if marcados == 1 { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }

    /// Dá por expirado o que não tem mais a quem ir.
    pub async fn desistir_do_sinal(&mut self, id: SinalId) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE sinais SET situacao = 'EXPIRADO' WHERE inquilino_id = $1 AND id = $2 AND situacao = 'PENDENTE'",
                parametros![self.inquilino, id],
            )
            .await?;
        Ok(())
    }

    /// Sinais na ordem em que chegaram.
    pub async fn sinais(&mut self, filtro: &FiltroDeSinais) -> Result<Pagina<Sinal>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(filtro.situacao.as_ref(), |l| format!("situacao = {l}"));
        condicoes.se(filtro.nome.as_ref(), |l| format!("nome = {l}"));
        condicoes.se(filtro.correlacao.as_ref(), |l| format!("correlacao = {l}"));
        condicoes.se(filtro.depois_de, |l| format!("id > {l}"));
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM sinais WHERE {onde} ORDER BY id LIMIT {limite}");
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |sinal: &Sinal| sinal.id))
    }
}

impl Armazem {
    /// Pendentes de todos os inquilinos que já têm a quem ir, em ordem de id, a partir de `depois_de`. Só existem depois de uma queda entre
    /// guardar e entregar, ou de uma entrega que não vingou.
    pub async fn sinais_sem_entrega(
        &self,
        depois_de: Option<Uuid>,
        quantos: u32,
        agora: Instante,
    ) -> Result<Vec<Sinal>, ErroArmazem> {
        // Só lê, e de todos: a varredura não pode segurar quem escreve.
        let mut con = self.leitura().await?;
        let sql = format!(
            "SELECT {COLUNAS} FROM sinais s
             WHERE situacao = 'PENDENTE' AND expira_em > $1 AND ($2 IS NULL OR id > $2)
               AND (direto OR EXISTS (SELECT 1 FROM escutas e WHERE e.inquilino_id = s.inquilino_id AND e.nome = s.nome
                                                                AND e.correlacao = s.correlacao))
             ORDER BY id LIMIT $3"
        );
        con.linhas(sql, parametros![agora, depois_de, quantos]).await
    }

    /// Dá por expirados até `quantos` sinais que ninguém esperou a tempo.
    pub async fn expirar_sinais(&self, quantos: u32, agora: Instante) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let expirados = con
            .executar(
                "UPDATE sinais SET situacao = 'EXPIRADO' WHERE situacao = 'PENDENTE' AND id IN
                   (SELECT id FROM sinais WHERE situacao = 'PENDENTE' AND expira_em <= $1 ORDER BY expira_em LIMIT $2)",
                parametros![agora, quantos],
            )
            .await?;
        con.confirmar().await?;
        Ok(expirados)
    }
}
