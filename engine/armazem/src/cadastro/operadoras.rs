//! Operadoras.

use esteira_base::Instante;
use esteira_base::ids::OperadoraId;
use esteira_dominio::Operadora;
use uuid::Uuid;

use super::busca::Condicoes;
use super::coluna::ler_json;
use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// O que listar, em ordem de nome.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeOperadoras {
    /// Pedaço do nome.
    pub nome: Option<String>,
    /// Código exato.
    pub codigo: Option<String>,
    /// Só ativas, ou só inativas.
    pub ativa: Option<bool>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

/// Uma operadora com o que só o armazém sabe dela: a revisão impede que duas pessoas editem por cima uma da outra.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperadoraGuardada {
    /// No tipo do domínio.
    pub operadora: Operadora,
    /// Começa em 1 e cresce a cada mudança.
    pub revisao: i64,
    /// Quando nasceu.
    pub data_criacao: Instante,
    /// Última mudança.
    pub data_atualizacao: Instante,
}

impl OperadoraGuardada {
    fn nova(operadora: Operadora, agora: Instante) -> Self {
        Self { operadora, revisao: 1, data_criacao: agora, data_atualizacao: agora }
    }

    fn mudada(&self, operadora: Operadora, agora: Instante) -> Self {
        Self { operadora, revisao: self.revisao + 1, data_criacao: self.data_criacao, data_atualizacao: agora }
    }
}

#[derive(sqlx::FromRow)]
struct LinhaOperadora {
    id: Uuid,
    nome: String,
    codigo: String,
    possui_rpa: bool,
    rpa_terceirizado: bool,
    url_endpoint_rpa: Option<String>,
    status_ativo: bool,
    url_portal: Option<String>,
    instrucoes_acesso: Option<String>,
    configuracao_rpa: String,
    revisao: i64,
    data_criacao: i64,
    data_atualizacao: i64,
}

impl TryFrom<LinhaOperadora> for OperadoraGuardada {
    type Error = ErroArmazem;

    fn try_from(linha: LinhaOperadora) -> Result<Self, ErroArmazem> {
        Ok(Self {
            operadora: Operadora {
                id: linha.id.into(),
                nome: linha.nome,
                codigo: linha.codigo,
                possui_rpa: linha.possui_rpa,
                rpa_terceirizado: linha.rpa_terceirizado,
                url_endpoint_rpa: linha.url_endpoint_rpa,
                status_ativo: linha.status_ativo,
                url_portal: linha.url_portal,
                instrucoes_acesso: linha.instrucoes_acesso,
                configuracao_rpa: ler_json(&linha.configuracao_rpa, "operadoras", "configuracao_rpa", linha.id)?,
            },
            revisao: linha.revisao,
            data_criacao: Instante::de_micros(linha.data_criacao),
            data_atualizacao: Instante::de_micros(linha.data_atualizacao),
        })
    }
}

fn configuracao(operadora: &Operadora) -> Result<String, ErroArmazem> {
    serde_json::to_string(&operadora.configuracao_rpa).map_err(|erro| sqlx::Error::Encode(erro.into()).into())
}

const COLUNAS: &str = "id, nome, codigo, possui_rpa, rpa_terceirizado, url_endpoint_rpa, status_ativo, url_portal, \
                       instrucoes_acesso, configuracao_rpa, revisao, data_criacao, data_atualizacao";

impl Unidade {
    /// A operadora com este id.
    pub async fn operadora(&mut self, id: OperadoraId) -> Result<Option<OperadoraGuardada>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM operadoras WHERE inquilino_id = $1 AND id = $2");
        let linha: Option<LinhaOperadora> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        linha.map(OperadoraGuardada::try_from).transpose()
    }

    /// Guarda uma operadora nova; [`ErroArmazem::JaExiste`] se o nome ou o código já são de outra.
    pub async fn criar_operadora(
        &mut self,
        nova: Operadora,
        agora: Instante,
    ) -> Result<OperadoraGuardada, ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO operadoras (id, inquilino_id, nome, codigo, possui_rpa, rpa_terceirizado, url_endpoint_rpa,
                                         status_ativo, url_portal, instrucoes_acesso, configuracao_rpa, revisao, data_criacao,
                                         data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12)",
                parametros![
                    nova.id,
                    self.inquilino,
                    &nova.nome,
                    &nova.codigo,
                    nova.possui_rpa,
                    nova.rpa_terceirizado,
                    nova.url_endpoint_rpa.clone(),
                    nova.status_ativo,
                    nova.url_portal.clone(),
                    nova.instrucoes_acesso.clone(),
                    configuracao(&nova)?,
                    agora,
                ],
            )
            .await?;
        Ok(OperadoraGuardada::nova(nova, agora))
    }

    /// Troca a operadora lida pela nova; [`ErroArmazem::Conflito`] se mudou desde a leitura.
    pub async fn alterar_operadora(
        &mut self,
        lida: &OperadoraGuardada,
        nova: Operadora,
        agora: Instante,
    ) -> Result<OperadoraGuardada, ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE operadoras SET nome = $3, codigo = $4, possui_rpa = $5, rpa_terceirizado = $6, url_endpoint_rpa = $7,
                                       status_ativo = $8, url_portal = $9, instrucoes_acesso = $10, configuracao_rpa = $11,
                                       revisao = revisao + 1, data_atualizacao = $12
                 WHERE inquilino_id = $1 AND id = $2 AND revisao = $13",
                parametros![
                    self.inquilino,
                    lida.operadora.id,
                    &nova.nome,
                    &nova.codigo,
                    nova.possui_rpa,
                    nova.rpa_terceirizado,
                    nova.url_endpoint_rpa.clone(),
                    nova.status_ativo,
                    nova.url_portal.clone(),
                    nova.instrucoes_acesso.clone(),
                    configuracao(&nova)?,
                    agora,
                    lida.revisao,
                ],
            )
            .await?;
        if mudadas == 1 { Ok(lida.mudada(nova, agora)) } else { Err(ErroArmazem::Conflito) }
    }

    /// Operadoras em ordem de nome.
    pub async fn operadoras(&mut self, filtro: &FiltroDeOperadoras) -> Result<Pagina<OperadoraGuardada>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.contem(&["nome"], filtro.nome.as_deref());
        condicoes.se(filtro.codigo.as_ref().map(|c| c.trim().to_uppercase()), |l| format!("codigo = {l}"));
        condicoes.se(filtro.ativa, |l| format!("status_ativo = {l}"));
        condicoes.se(filtro.depois_de, |l| {
            format!("nome > (SELECT c.nome FROM operadoras c WHERE c.inquilino_id = $1 AND c.id = {l})")
        });
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM operadoras WHERE {onde} ORDER BY nome LIMIT {limite}");
        let linhas: Vec<LinhaOperadora> = self.con.linhas(sql, parametros).await?;
        let itens = linhas.into_iter().map(OperadoraGuardada::try_from).collect::<Result<_, _>>()?;
        Ok(Pagina::de(itens, filtro.limite as usize, |item: &OperadoraGuardada| item.operadora.id.into()))
    }
}
