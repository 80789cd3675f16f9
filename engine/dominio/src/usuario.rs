//! Quem usa, e o que cada perfil pode fazer.

use std::fmt;
use std::str::FromStr;

use esteira_base::{Segredo, ids::UsuarioId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::campo::{ErroDeCampo, ErrosDeCampo, Preenchimento};
use crate::enumeracao::enumeracao;

pub const MAXIMO_NOME: usize = 255;
pub const MAXIMO_TELEFONE: usize = 20;
/// Limites da RFC 5321, em bytes.
pub const MAXIMO_EMAIL: usize = 254;
const MAXIMO_EMAIL_LOCAL: usize = 64;
const MAXIMO_ROTULO_DOMINIO: usize = 63;
/// Em caracteres.
pub const MINIMO_SENHA: usize = 10;
/// Em caracteres. O teto existe para que resumir uma senha não vire ataque.
pub const MAXIMO_SENHA: usize = 128;

enumeracao! {
    Perfil, "perfil" {
        Administrador = "ADMINISTRADOR",
        Aprovador = "APROVADOR",
        Operador = "OPERADOR",
    }
}

enumeracao! {
    /// O que alguém pode querer fazer. O caso de uso pergunta por uma destas, nunca pelo perfil.
    Acao, "ação" {
        /// Operadoras, clientes e modelos de mensagem.
        GerirCadastro = "GERIR_CADASTRO",
        GerirUsuarios = "GERIR_USUARIOS",
        GerirAgendamentos = "GERIR_AGENDAMENTOS",
        CriarProcessos = "CRIAR_PROCESSOS",
        /// Upload manual de fatura de operadora sem RPA.
        EnviarFatura = "ENVIAR_FATURA",
        /// Autorizar o upload manual de operadora com RPA.
        AutorizarUpload = "AUTORIZAR_UPLOAD",
        /// Disparar download e envio, repetir o que falhou, reabrir e cancelar processo.
        Executar = "EXECUTAR",
        /// Aprovar e rejeitar fatura.
        Aprovar = "APROVAR",
        /// Dar a alguém a tarefa que está com outro, ou com ninguém.
        DistribuirTarefas = "DISTRIBUIR_TAREFAS",
        /// Anexar a tarefa que não se pode decidir, e remover o que outro anexou.
        CuidarDeAnexos = "CUIDAR_DE_ANEXOS",
        /// Ver processos, execuções, faturas, painéis e exportações.
        VerTudo = "VER_TUDO",
        VerAuditoria = "VER_AUDITORIA",
        /// Publicar fluxo e plugin, pausar, retomar, pular passo e migrar instância.
        OperarMotor = "OPERAR_MOTOR",
        /// Prazos de retenção, guardas legais, e apagar o que venceu.
        GerirRetencao = "GERIR_RETENCAO",
    }
}

impl Perfil {
    /// A tabela de quem pode o quê.
    pub const fn pode(self, acao: Acao) -> bool {
        match self {
            Perfil::Administrador => true,
            Perfil::Aprovador => matches!(acao, Acao::Aprovar | Acao::VerTudo),
            Perfil::Operador => {
                matches!(acao, Acao::CriarProcessos | Acao::EnviarFatura | Acao::Executar | Acao::VerTudo)
            }
        }
    }
}

/// Um endereço de e-mail plausível, em minúsculas. Se existe, só o envio dirá.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("e-mail inválido; escreva como nome@dominio.com.br")]
pub struct EmailInvalido;

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = EmailInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let limpo = texto.trim().to_lowercase();
        let (local, dominio) = limpo.rsplit_once('@').ok_or(EmailInvalido)?;
        if limpo.len() > MAXIMO_EMAIL || !local_valido(local) || !dominio_valido(dominio) {
            return Err(EmailInvalido);
        }
        Ok(Self(limpo))
    }
}

/// A forma sem aspas da RFC 5321: é a única que se vê no mundo.
fn local_valido(local: &str) -> bool {
    let permitido = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b);
    local.len() <= MAXIMO_EMAIL_LOCAL && local.split('.').all(|parte| !parte.is_empty() && parte.bytes().all(permitido))
}

fn dominio_valido(dominio: &str) -> bool {
    let rotulo_valido = |rotulo: &str| {
        (1..=MAXIMO_ROTULO_DOMINIO).contains(&rotulo.len())
            && rotulo.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !rotulo.starts_with('-')
            && !rotulo.ends_with('-')
    };
    dominio.contains('.') && dominio.split('.').all(rotulo_valido)
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Email {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// Um usuário cadastrado. Senha e tokens não estão aqui: moram no armazém, resumidos ou cifrados.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usuario {
    pub id: UsuarioId,
    pub nome_completo: String,
    pub email: Email,
    pub telefone: Option<String>,
    pub perfil_usuario: Perfil,
    pub status_ativo: bool,
}

impl Usuario {
    /// Usuário inativo não pode nada.
    pub fn pode(&self, acao: Acao) -> bool {
        self.status_ativo && self.perfil_usuario.pode(acao)
    }
}

/// O que alguém preencheu para criar ou alterar um usuário; ainda não conferido.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NovoUsuario {
    pub nome_completo: String,
    pub email: String,
    #[serde(default)]
    pub telefone: Option<String>,
    pub perfil_usuario: Perfil,
    #[serde(default = "ativo")]
    pub status_ativo: bool,
}

fn ativo() -> bool {
    true
}

impl NovoUsuario {
    /// O usuário, com id novo ao criar e o mesmo id ao alterar; ou tudo o que falta corrigir. Unicidade do e-mail é com quem guarda.
    pub fn validar(self, id: UsuarioId) -> Result<Usuario, ErrosDeCampo> {
        let mut p = Preenchimento::default();
        let nome_completo = p.obrigatorio("nome_completo", &self.nome_completo, MAXIMO_NOME);
        let email = p.ler::<Email>("email", &self.email);
        let telefone = p.opcional("telefone", self.telefone, MAXIMO_TELEFONE);
        let caractere_de_telefone = |c: char| c.is_ascii_digit() || "+-() ".contains(c);
        if telefone.as_deref().is_some_and(|t| !t.chars().all(caractere_de_telefone)) {
            p.erro("telefone", "invalido", "use só números, espaços, parênteses, hífen e +");
        }
        let (perfil_usuario, status_ativo) = (self.perfil_usuario, self.status_ativo);
        p.concluir(email.map(|email| Usuario { id, nome_completo, email, telefone, perfil_usuario, status_ativo }))
    }
}

/// A regra de senha: de 10 a 128 caracteres, sem ser um só repetido. O tamanho protege mais do que exigir símbolos.
pub fn conferir_senha(senha: &Segredo) -> Result<(), ErroDeCampo> {
    let senha = senha.revelar();
    let tamanho = senha.chars().count();
    if tamanho < MINIMO_SENHA {
        let mensagem = format!("use pelo menos {MINIMO_SENHA} caracteres");
        return Err(ErroDeCampo::novo("senha", "curto_demais", mensagem));
    }
    if tamanho > MAXIMO_SENHA {
        return Err(ErroDeCampo::novo("senha", "longo_demais", format!("use no máximo {MAXIMO_SENHA} caracteres")));
    }
    let primeiro = senha.chars().next();
    if senha.chars().all(|c| Some(c) == primeiro) {
        return Err(ErroDeCampo::novo("senha", "invalido", "não repita um só caractere"));
    }
    Ok(())
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tabela_de_permissoes() {
        let pode = |perfil: Perfil| -> Vec<&str> {
            Acao::TODOS.iter().filter(|acao| perfil.pode(**acao)).map(|acao| acao.as_str()).collect()
        };
        assert_eq!(pode(Perfil::Administrador).len(), Acao::TODOS.len());
        assert_eq!(pode(Perfil::Aprovador), ["APROVAR", "VER_TUDO"]);
        assert_eq!(pode(Perfil::Operador), ["CRIAR_PROCESSOS", "ENVIAR_FATURA", "EXECUTAR", "VER_TUDO"]);
    }

    #[test]
    fn usuario_inativo_nao_pode_nada() {
        let novo = NovoUsuario {
            nome_completo: "Ana Souza".into(),
            email: " Ana.Souza@Exemplo.com.br ".into(),
            telefone: Some("+55 (11) 4000-0000".into()),
            perfil_usuario: Perfil::Administrador,
            status_ativo: false,
        };
        let ana = novo.validar(UsuarioId::novo()).unwrap();
        assert_eq!(ana.email.as_str(), "ana.souza@exemplo.com.br");
        assert!(Acao::TODOS.iter().all(|acao| !ana.pode(*acao)));
    }

    #[test]
    fn email_precisa_parecer_email() {
        for bom in ["a@b.co", "nome+etiqueta@sub.exemplo.com.br", "o'neil@exemplo.com"] {
            assert!(bom.parse::<Email>().is_ok(), "{bom}");
        }
        for ruim in [
            "",
            "a",
            "@b.co",
            "a@",
            "a@b",
            "a b@c.co",
            "a@@b.co",
            "a@b@c.co",
            ".a@b.co",
            "a..b@c.co",
            "a@-b.co",
            "a@b..co",
            "a@b.co\nBcc: x@y.co",
            "joão@exemplo.com",
        ] {
            assert!(ruim.parse::<Email>().is_err(), "{ruim}");
        }
    }

    #[test]
    fn a_regra_de_senha() {
        let codigo = |senha: &str| conferir_senha(&Segredo::novo(senha)).map_err(|e| e.codigo);
        assert_eq!(codigo("çãéíóúâêôà"), Ok(()), "conta caracteres, não bytes");
        assert_eq!(codigo("curta1234"), Err("curto_demais"));
        assert_eq!(codigo(&"ab".repeat(65)), Err("longo_demais"));
        assert_eq!(codigo("aaaaaaaaaaaa"), Err("invalido"));
    }

    proptest! {
        #[test]
        fn texto_qualquer_nunca_derruba(texto in "\\PC{0,40}") {
            let _ = texto.parse::<Email>();
        }
    }
}
