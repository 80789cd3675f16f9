//! Usuários e as suas credenciais.

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, UsuarioId};
use esteira_dominio::{Email, Perfil, Usuario};
use uuid::Uuid;

use super::busca::Condicoes;
use super::coluna::ler_coluna;
use crate::banco::{Parametro, grupo};
use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Um usuário lido, com as suas datas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsuarioGuardado {
    /// O usuário.
    pub usuario: Usuario,
    /// Quando nasceu.
    pub data_criacao: Instante,
    /// Última mudança.
    pub data_atualizacao: Instante,
}

/// O que a entrada precisa conferir.
#[derive(Clone, PartialEq, Eq)]
pub struct Credencial {
    /// De quem.
    pub usuario: Usuario,
    /// argon2id no formato PHC. Não vai para log nem para tela: por isso o tipo não tem `Debug`.
    pub senha: String,
}

/// O que listar, em ordem de nome.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeUsuarios {
    /// Pedaço do nome ou do e-mail.
    pub texto: Option<String>,
    /// Só deste perfil.
    pub perfil: Option<Perfil>,
    /// Só ativos, ou só inativos.
    pub ativo: Option<bool>,
    /// Página: depois deste.
    pub depois_de: Option<Uuid>,
    /// Quantos.
    pub limite: u32,
}

#[derive(sqlx::FromRow)]
struct LinhaUsuario {
    id: Uuid,
    nome_completo: String,
    email: String,
    telefone: Option<String>,
    perfil_usuario: String,
    status_ativo: bool,
    senha: String,
    data_criacao: i64,
    data_atualizacao: i64,
}

impl LinhaUsuario {
    fn usuario(&self) -> Result<Usuario, ErroArmazem> {
        Ok(Usuario {
            id: self.id.into(),
            nome_completo: self.nome_completo.clone(),
            email: ler_coluna(&self.email, "usuarios", "email", self.id)?,
            telefone: self.telefone.clone(),
            perfil_usuario: ler_coluna(&self.perfil_usuario, "usuarios", "perfil_usuario", self.id)?,
            status_ativo: self.status_ativo,
        })
    }
}

impl TryFrom<LinhaUsuario> for UsuarioGuardado {
    type Error = ErroArmazem;

    fn try_from(linha: LinhaUsuario) -> Result<Self, ErroArmazem> {
        Ok(Self {
            usuario: linha.usuario()?,
            data_criacao: Instante::de_micros(linha.data_criacao),
            data_atualizacao: Instante::de_micros(linha.data_atualizacao),
        })
    }
}

const COLUNAS: &str =
    "id, nome_completo, email, telefone, perfil_usuario, status_ativo, senha, data_criacao, data_atualizacao";

impl Armazem {
    /// A organização em que este e-mail tem usuário; a do mais antigo, se há mais de uma.
    ///
    /// É a única consulta do cadastro que atravessa inquilinos: ao entrar, a pessoa só diz o e-mail.
    pub async fn inquilino_do_email(&self, email: &Email) -> Result<Option<InquilinoId>, ErroArmazem> {
        let mut con = self.leitura().await?;
        let linha: Option<(Uuid,)> = con
            .linha(
                "SELECT inquilino_id FROM usuarios WHERE email = $1 ORDER BY data_criacao, id LIMIT 1",
                parametros![email.as_str()],
            )
            .await?;
        Ok(linha.map(|(id,)| id.into()))
    }
}

/// Por onde se acha uma pessoa.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Contato {
    /// De quem.
    pub id: Uuid,
    /// E-mail.
    pub email: String,
    /// Telefone, se tem.
    pub telefone: Option<String>,
    /// Perfil.
    pub perfil_usuario: String,
}

impl Unidade {
    /// Os usuários ativos que têm um destes perfis ou são um destes, em ordem de e-mail.
    pub async fn contatos(&mut self, perfis: &[&str], pessoas: &[Uuid]) -> Result<Vec<Contato>, ErroArmazem> {
        let mut condicoes = Vec::new();
        let mut parametros = parametros![self.inquilino];
        if !perfis.is_empty() {
            condicoes.push(format!("perfil_usuario IN {}", grupo(parametros.len(), perfis.len())));
            parametros.extend(perfis.iter().map(|perfil| Parametro::from(*perfil)));
        }
        if !pessoas.is_empty() {
            condicoes.push(format!("id IN {}", grupo(parametros.len(), pessoas.len())));
            parametros.extend(pessoas.iter().map(|pessoa| Parametro::from(*pessoa)));
        }
        if condicoes.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT id, email, telefone, perfil_usuario FROM usuarios
             WHERE inquilino_id = $1 AND status_ativo AND ({}) ORDER BY email",
            condicoes.join(" OR ")
        );
        self.con.linhas(sql, parametros).await
    }

    /// O usuário com este id.
    pub async fn usuario(&mut self, id: UsuarioId) -> Result<Option<UsuarioGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM usuarios WHERE inquilino_id = $1 AND id = $2");
        let linha: Option<LinhaUsuario> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        linha.map(UsuarioGuardado::try_from).transpose()
    }

    /// A credencial de um e-mail.
    pub async fn credencial(&mut self, email: &Email) -> Result<Option<Credencial>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM usuarios WHERE inquilino_id = $1 AND email = $2");
        let linha: Option<LinhaUsuario> = self.con.linha(sql, parametros![self.inquilino, email.as_str()]).await?;
        linha.map(|linha| Ok(Credencial { usuario: linha.usuario()?, senha: linha.senha })).transpose()
    }

    /// Gasta uma tentativa de entrar **antes** de conferir a senha, para que tentativas simultâneas não passem do máximo. A que chega ao máximo
    /// já deixa o bloqueio marcado. `false` se está bloqueado.
    pub async fn gastar_tentativa(
        &mut self,
        usuario: UsuarioId,
        maximo: u32,
        bloqueado_ate: Instante,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE usuarios SET
                     tentativas_de_entrar = CASE WHEN bloqueado_ate IS NULL THEN tentativas_de_entrar + 1 ELSE 1 END,
                     bloqueado_ate = CASE WHEN bloqueado_ate IS NULL AND tentativas_de_entrar + 1 >= $3 THEN $4 ELSE NULL END
                 WHERE inquilino_id = $1 AND id = $2 AND (bloqueado_ate IS NULL OR bloqueado_ate <= $5)",
                parametros![self.inquilino, usuario, maximo, bloqueado_ate, agora],
            )
            .await?;
        Ok(mudadas == 1)
    }

    /// A senha estava certa: esquece as tentativas e o bloqueio.
    pub async fn esquecer_tentativas(&mut self, usuario: UsuarioId) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE usuarios SET tentativas_de_entrar = 0, bloqueado_ate = NULL WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, usuario],
            )
            .await?;
        Ok(())
    }

    /// Guarda um usuário novo, com a senha já resumida; [`ErroArmazem::JaExiste`] se o e-mail já é de outro.
    pub async fn criar_usuario(
        &mut self,
        novo: Usuario,
        senha: String,
        agora: Instante,
    ) -> Result<UsuarioGuardado, ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO usuarios (id, inquilino_id, nome_completo, email, telefone, perfil_usuario, status_ativo, senha,
                                       tentativas_de_entrar, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9)",
                parametros![
                    novo.id,
                    self.inquilino,
                    &novo.nome_completo,
                    novo.email.as_str(),
                    novo.telefone.clone(),
                    novo.perfil_usuario.as_str(),
                    novo.status_ativo,
                    senha,
                    agora,
                ],
            )
            .await?;
        Ok(UsuarioGuardado { usuario: novo, data_criacao: agora, data_atualizacao: agora })
    }

    /// Guarda o usuário alterado.
    pub async fn alterar_usuario(&mut self, novo: &Usuario, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE usuarios SET nome_completo = $3, email = $4, telefone = $5, perfil_usuario = $6, status_ativo = $7,
                                     data_atualizacao = $8
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![
                    self.inquilino,
                    novo.id,
                    &novo.nome_completo,
                    novo.email.as_str(),
                    novo.telefone.clone(),
                    novo.perfil_usuario.as_str(),
                    novo.status_ativo,
                    agora,
                ],
            )
            .await?;
        Ok(())
    }

    /// Troca a senha, já resumida, e desfaz o bloqueio.
    pub async fn definir_senha(&mut self, id: UsuarioId, senha: String, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE usuarios SET senha = $3, tentativas_de_entrar = 0, bloqueado_ate = NULL, data_atualizacao = $4
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, senha, agora],
            )
            .await?;
        Ok(())
    }

    /// Se há algum usuário, ativo ou não.
    pub async fn ha_usuarios(&mut self) -> Result<bool, ErroArmazem> {
        let linha: Option<(Uuid,)> = self
            .con
            .linha("SELECT id FROM usuarios WHERE inquilino_id = $1 LIMIT 1", parametros![self.inquilino])
            .await?;
        Ok(linha.is_some())
    }

    /// Se há administrador ativo além deste.
    pub async fn ha_outro_administrador(&mut self, alem_de: UsuarioId) -> Result<bool, ErroArmazem> {
        let linha: Option<(Uuid,)> = self
            .con
            .linha(
                "SELECT id FROM usuarios
                 WHERE inquilino_id = $1 AND id <> $2 AND status_ativo AND perfil_usuario = $3 LIMIT 1",
                parametros![self.inquilino, alem_de, Perfil::Administrador.as_str()],
            )
            .await?;
        Ok(linha.is_some())
    }

    /// Usuários em ordem de nome.
    pub async fn usuarios(&mut self, filtro: &FiltroDeUsuarios) -> Result<Pagina<UsuarioGuardado>, ErroArmazem> {
        let mut condicoes = Condicoes::do_inquilino(self.inquilino);
        condicoes.contem(&["nome_completo", "email"], filtro.texto.as_deref());
        condicoes.se(filtro.perfil.map(Perfil::as_str), |l| format!("perfil_usuario = {l}"));
        condicoes.se(filtro.ativo, |l| format!("status_ativo = {l}"));
        condicoes.se(filtro.depois_de, |l| {
            format!(
                "(nome_completo, id) >
                 (SELECT c.nome_completo, c.id FROM usuarios c WHERE c.inquilino_id = $1 AND c.id = {l})"
            )
        });
        let limite = condicoes.ligar(i64::from(filtro.limite) + 1);
        let (onde, parametros) = condicoes.concluir();
        let sql = format!("SELECT {COLUNAS} FROM usuarios WHERE {onde} ORDER BY nome_completo, id LIMIT {limite}");
        let linhas: Vec<LinhaUsuario> = self.con.linhas(sql, parametros).await?;
        let itens = linhas.into_iter().map(UsuarioGuardado::try_from).collect::<Result<Vec<_>, _>>()?;
        Ok(Pagina::de(itens, filtro.limite as usize, |item: &UsuarioGuardado| item.usuario.id.into()))
    }
}
