//! Clientes, com todos os hashes que já tiveram.

use esteira_base::Instante;
use esteira_base::ids::{ClienteId, OperadoraId};
use esteira_dominio::{Cliente, HashCadastro, dobrar};
use uuid::Uuid;

use super::busca::{Condicoes, dobrado};
use super::coluna::ler_coluna;
use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// O que listar, em ordem de nome no SAT.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeClientes {
    /// Só desta operadora.
    pub operadora: Option<OperadoraId>,
    /// CNPJ exato, sem máscara.
    pub cnpj: Option<String>,
    /// Hash de cadastro, o vigente ou um antigo.
    pub hash: Option<String>,
    /// Pedaço da razão social, do nome no SAT, do serviço ou da unidade.
    pub texto: Option<String>,
    /// Só ativos, ou só inativos.
    pub ativo: Option<bool>,
    /// Página: depois deste.
    pub depois_de: Option<Uuid>,
    /// Quantos.
    pub limite: u32,
}

/// Um cliente com o que só o armazém sabe dele: a revisão impede que duas pessoas editem por cima uma da outra.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClienteGuardado {
    /// No tipo do domínio.
    pub cliente: Cliente,
    /// Começa em 1 e cresce a cada mudança.
    pub revisao: i64,
    /// Quando nasceu.
    pub data_criacao: Instante,
    /// Última mudança.
    pub data_atualizacao: Instante,
}

impl ClienteGuardado {
    fn novo(cliente: Cliente, agora: Instante) -> Self {
        Self { cliente, revisao: 1, data_criacao: agora, data_atualizacao: agora }
    }

    fn mudado(&self, cliente: Cliente, agora: Instante) -> Self {
        Self { cliente, revisao: self.revisao + 1, data_criacao: self.data_criacao, data_atualizacao: agora }
    }
}

#[derive(sqlx::FromRow)]
struct LinhaCliente {
    id: Uuid,
    operadora_id: Uuid,
    hash_unico: String,
    razao_social: String,
    nome_sat: String,
    cnpj: String,
    filtro: String,
    servico: String,
    dados_sat: String,
    unidade: String,
    site_emissao: Option<String>,
    login_portal: Option<String>,
    tem_senha: bool,
    cpf: Option<String>,
    status_ativo: bool,
    revisao: i64,
    data_criacao: i64,
    data_atualizacao: i64,
}

impl TryFrom<LinhaCliente> for ClienteGuardado {
    type Error = ErroArmazem;

    fn try_from(linha: LinhaCliente) -> Result<Self, ErroArmazem> {
        let id = linha.id;
        let cpf = linha.cpf.map(|cpf| ler_coluna(&cpf, "clientes", "cpf", id)).transpose()?;
        Ok(Self {
            cliente: Cliente {
                id: id.into(),
                hash_unico: ler_coluna(&linha.hash_unico, "clientes", "hash_unico", id)?,
                razao_social: linha.razao_social,
                nome_sat: linha.nome_sat,
                cnpj: ler_coluna(&linha.cnpj, "clientes", "cnpj", id)?,
                operadora_id: linha.operadora_id.into(),
                filtro: linha.filtro,
                servico: linha.servico,
                dados_sat: linha.dados_sat,
                unidade: linha.unidade,
                site_emissao: linha.site_emissao,
                login_portal: linha.login_portal,
                cpf,
                tem_senha: linha.tem_senha,
                status_ativo: linha.status_ativo,
            },
            revisao: linha.revisao,
            data_criacao: Instante::de_micros(linha.data_criacao),
            data_atualizacao: Instante::de_micros(linha.data_atualizacao),
        })
    }
}

const COLUNAS: &str = "id, operadora_id, hash_unico, razao_social, nome_sat, cnpj, filtro, servico, dados_sat, unidade, \
                       site_emissao, login_portal, (senha_portal IS NOT NULL) AS tem_senha, cpf, status_ativo, revisao, \
                       data_criacao, data_atualizacao";

/// O que se procura por um pedaço, um por linha.
fn texto_de_busca(c: &Cliente) -> String {
    dobrar(&[&*c.razao_social, &c.nome_sat, &c.servico, &c.unidade].join("\n"))
}

impl Unidade {
    /// O cliente com este id.
    pub async fn cliente(&mut self, id: ClienteId) -> Result<Option<ClienteGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM clientes WHERE inquilino_id = $1 AND id = $2");
        let linha: Option<LinhaCliente> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        linha.map(ClienteGuardado::try_from).transpose()
    }

    /// O cliente que tem, ou já teve, este hash.
    pub async fn cliente_do_hash(&mut self, hash: &HashCadastro) -> Result<Option<ClienteGuardado>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM clientes WHERE inquilino_id = $1
             AND id = (SELECT h.cliente_id FROM clientes_hashes h WHERE h.inquilino_id = $1 AND h.hash = $2)"
        );
        let linha: Option<LinhaCliente> = self.con.linha(sql, parametros![self.inquilino, hash.as_str()]).await?;
        linha.map(ClienteGuardado::try_from).transpose()
    }

    /// Todos os clientes de uma operadora, ativos ou não.
    pub async fn clientes_da_operadora(&mut self, operadora: OperadoraId) -> Result<Vec<ClienteGuardado>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM clientes WHERE inquilino_id = $1 AND operadora_id = $2 ORDER BY nome_sat, id"
        );
        let linhas: Vec<LinhaCliente> = self.con.linhas(sql, parametros![self.inquilino, operadora]).await?;
        linhas.into_iter().map(ClienteGuardado::try_from).collect()
    }

    /// Guarda um cliente novo, com a senha do portal já cifrada; [`ErroArmazem::JaExiste`] se repete outro ou se o hash é, ou foi, de outro.
    pub async fn criar_cliente(
        &mut self,
        novo: Cliente,
        senha_portal: Option<Vec<u8>>,
        agora: Instante,
    ) -> Result<ClienteGuardado, ErroArmazem> {
        let novo = Cliente { tem_senha: senha_portal.is_some(), ..novo };
        self.con
            .executar(
                "INSERT INTO clientes (id, inquilino_id, operadora_id, hash_unico, razao_social, nome_sat, cnpj, filtro, servico,
                                       dados_sat, unidade, site_emissao, login_portal, senha_portal, cpf, status_ativo, revisao,
                                       data_criacao, data_atualizacao, texto_de_busca)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $17, $18)",
                parametros![
                    novo.id,
                    self.inquilino,
                    novo.operadora_id,
                    novo.hash_unico.as_str(),
                    &novo.razao_social,
                    &novo.nome_sat,
                    novo.cnpj.sem_mascara(),
                    &novo.filtro,
                    &novo.servico,
                    &novo.dados_sat,
                    &novo.unidade,
                    novo.site_emissao.clone(),
                    novo.login_portal.clone(),
                    senha_portal,
                    novo.cpf.as_ref().map(|cpf| cpf.sem_mascara()),
                    novo.status_ativo,
                    agora,
                    texto_de_busca(&novo),
                ],
            )
            .await?;
        self.anotar_hash(novo.id, &novo.hash_unico, agora).await?;
        Ok(ClienteGuardado::novo(novo, agora))
    }

    /// Troca o cliente lido pelo novo, sem tocar na senha. O hash antigo continua apontando para ele. [`ErroArmazem::Conflito`] se mudou
    /// desde a leitura.
    pub async fn alterar_cliente(
        &mut self,
        lido: &ClienteGuardado,
        novo: Cliente,
        agora: Instante,
    ) -> Result<ClienteGuardado, ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE clientes SET operadora_id = $3, hash_unico = $4, razao_social = $5, nome_sat = $6, cnpj = $7, filtro = $8,
                                     servico = $9, dados_sat = $10, unidade = $11, site_emissao = $12, login_portal = $13,
                                     cpf = $14, status_ativo = $15, revisao = revisao + 1, data_atualizacao = $16,
                                     texto_de_busca = $18
                 WHERE inquilino_id = $1 AND id = $2 AND revisao = $17",
                parametros![
                    self.inquilino,
                    lido.cliente.id,
                    novo.operadora_id,
                    novo.hash_unico.as_str(),
                    &novo.razao_social,
                    &novo.nome_sat,
                    novo.cnpj.sem_mascara(),
                    &novo.filtro,
                    &novo.servico,
                    &novo.dados_sat,
                    &novo.unidade,
                    novo.site_emissao.clone(),
                    novo.login_portal.clone(),
                    novo.cpf.as_ref().map(|cpf| cpf.sem_mascara()),
                    novo.status_ativo,
                    agora,
                    lido.revisao,
                    texto_de_busca(&novo),
                ],
            )
            .await?;
        if mudadas != 1 {
            return Err(ErroArmazem::Conflito);
        }
        self.anotar_hash(novo.id, &novo.hash_unico, agora).await?;
        Ok(lido.mudado(novo, agora))
    }

    /// Guarda a senha do portal, já cifrada, ou a apaga. [`ErroArmazem::Conflito`] se o cliente mudou desde a leitura.
    pub async fn definir_senha_do_portal(
        &mut self,
        lido: &ClienteGuardado,
        senha_portal: Option<Vec<u8>>,
        agora: Instante,
    ) -> Result<ClienteGuardado, ErroArmazem> {
        let novo = Cliente { tem_senha: senha_portal.is_some(), ..lido.cliente.clone() };
        let mudadas = self
            .con
            .executar(
                "UPDATE clientes SET senha_portal = $3, revisao = revisao + 1, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND id = $2 AND revisao = $5",
                parametros![self.inquilino, lido.cliente.id, senha_portal, agora, lido.revisao],
            )
            .await?;
        if mudadas == 1 { Ok(lido.mudado(novo, agora)) } else { Err(ErroArmazem::Conflito) }
    }

    /// A senha do portal, cifrada como foi guardada.
    pub async fn senha_do_portal(&mut self, id: ClienteId) -> Result<Option<Vec<u8>>, ErroArmazem> {
        let linha: Option<(Option<Vec<u8>>,)> = self
            .con
            .linha(
                "SELECT senha_portal FROM clientes WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id],
            )
            .await?;
        Ok(linha.and_then(|(senha,)| senha))
    }

    /// Clientes em ordem de nome no SAT.
    pub async fn clientes(&mut self, filtro: &FiltroDeClientes) -> Result<Pagina<ClienteGuardado>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.se(filtro.operadora, |l| format!("operadora_id = {l}"));
        condicoes.se(filtro.cnpj.as_ref(), |l| format!("cnpj = {l}"));
        condicoes.se(filtro.hash.as_ref(), |l| {
            format!("id = (SELECT h.cliente_id FROM clientes_hashes h WHERE h.inquilino_id = $1 AND h.hash = {l})")
        });
        condicoes.se(dobrado(filtro.texto.as_deref()), |l| format!("texto_de_busca LIKE {l} ESCAPE '!'"));
        condicoes.se(filtro.ativo, |l| format!("status_ativo = {l}"));
        condicoes.se(filtro.depois_de, |l| {
            format!(
                "(nome_sat, id) > (SELECT c.nome_sat, c.id FROM clientes c WHERE c.inquilino_id = $1 AND c.id = {l})"
            )
        });
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM clientes WHERE {onde} ORDER BY nome_sat, id LIMIT {limite}");
        let linhas: Vec<LinhaCliente> = self.con.linhas(sql, parametros).await?;
        let itens = linhas.into_iter().map(ClienteGuardado::try_from).collect::<Result<Vec<_>, _>>()?;
        Ok(Pagina::de(itens, filtro.limite as usize, |item: &ClienteGuardado| item.cliente.id.into()))
    }

    /// Anota que o hash é deste cliente. Voltar a um hash que já foi dele é permitido; tomar o de outro, não.
    async fn anotar_hash(
        &mut self,
        cliente: ClienteId,
        hash: &HashCadastro,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO clientes_hashes (inquilino_id, hash, cliente_id, data_criacao) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING",
                parametros![self.inquilino, hash.as_str(), cliente, agora],
            )
            .await?;
        let dono: Option<(Uuid,)> = self
            .con
            .linha(
                "SELECT cliente_id FROM clientes_hashes WHERE inquilino_id = $1 AND hash = $2",
                parametros![self.inquilino, hash.as_str()],
            )
            .await?;
        if dono == Some((cliente.into(),)) {
            Ok(())
        } else {
            Err(ErroArmazem::JaExiste { restricao: "clientes_hashes.hash".to_owned() })
        }
    }
}
