//! O arquivo de configuração do Dovecot: só IMAP, só 127.0.0.1, sem privilégio algum e sem disco garantido.

use std::path::Path;

use crate::certificado::Certificado;
use crate::usuario::Usuario;

/// O dono da caixa.
pub const USUARIO: &str = "faturas@cliente.exemplo";
/// A senha dele.
pub const SENHA: &str = "Senh@ \"da\" caixa \\ 42";

/// As portas em que se escuta.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portas {
    pub aberta: u16,
    pub tls: u16,
}

/// O que o servidor declara saber.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Feitio {
    /// Tudo o que o Dovecot sabe.
    Atual,
    /// Nem `MOVE` nem `UIDPLUS`, como os mais velhos.
    Antigo,
}

pub(crate) fn escrever(
    pasta: &Path,
    dono: &Usuario,
    certificado: &Certificado,
    portas: Portas,
    feitio: Feitio,
) -> String {
    let (p, Usuario { nome, grupo, .. }) = (pasta.display(), dono);
    let capacidades = match feitio {
        Feitio::Atual => "",
        Feitio::Antigo => "imap_capability = IMAP4rev1 LITERAL+\n",
    };
    format!(
        "base_dir = {p}/corrida
state_dir = {p}/corrida
log_path = {p}/registro.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {nome}
default_internal_group = {grupo}
default_login_user = {nome}
first_valid_uid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
mail_fsync = never
mail_location = maildir:{p}/caixa
ssl = yes
ssl_cert = <{certificado}
ssl_key = <{chave}
{capacidades}passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {p}/senhas
}}
userdb {{
  driver = static
  args = uid={nome} gid={grupo} home={p}/caixa
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {aberta}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
",
        certificado = certificado.certificado.display(),
        chave = certificado.chave.display(),
        aberta = portas.aberta,
        tls = portas.tls,
    )
}

/// O arquivo de senhas.
pub(crate) fn senhas() -> String {
    format!("{USUARIO}:{{PLAIN}}{SENHA}\n")
}
