//! O Dovecot no ar: configurar, ligar, derrubar, tornar a ligar.

use std::ffi::OsString;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::ErroDoCorreio;
use crate::caixa::Caixa;
use crate::carta::Carta;
use crate::certificado::Certificado;
use crate::configuracao::{self, Feitio, Portas};
use crate::erro::AoTentar;
use crate::usuario::Usuario;

const ESPERA_PARA_SUBIR: Duration = Duration::from_secs(30);
/// Entre achar uma porta livre e usá-la, outro pode tomá-la.
const TENTATIVAS_DE_PORTA: u32 = 5;

/// Encerra o Dovecot quando a entrada padrão se fecha: quem a segurava desistiu ou morreu.
const VIGIA: &str = r#"
"$@" </dev/null >/dev/null 2>&1 &
servidor=$!
read -r _
kill -TERM "$servidor" 2>/dev/null
wait "$servidor"
"#;

/// Um servidor só de quem pede. Acaba com este valor, ou com o processo.
#[derive(Debug)]
pub struct CorreioDeTeste {
    caixa: Caixa,
    certificado: Certificado,
    dono: Usuario,
    portas: Portas,
    vigia: Option<Child>,
    pasta: TempDir,
}

impl CorreioDeTeste {
    /// Com tudo o que o Dovecot sabe.
    ///
    /// # Errors
    /// Se o Dovecot não está instalado, ou não sobe.
    pub fn subir() -> Result<Self, ErroDoCorreio> {
        Self::com(Feitio::Atual)
    }

    /// Um servidor dos velhos, que não declara `MOVE` nem `UIDPLUS`.
    ///
    /// # Errors
    /// Se o Dovecot não está instalado, ou não sobe.
    pub fn antigo() -> Result<Self, ErroDoCorreio> {
        Self::com(Feitio::Antigo)
    }

    fn com(feitio: Feitio) -> Result<Self, ErroDoCorreio> {
        let pasta = tempfile::Builder::new().prefix("esteira-imap-").tempdir().ao("criar a pasta do Dovecot")?;
        let dono = Usuario::que_roda()?;
        // Quem roda pode ser outro: precisa passar pela pasta e ser dono do que grava.
        std::fs::set_permissions(pasta.path(), std::fs::Permissions::from_mode(0o755))
            .ao("abrir a pasta do Dovecot")?;
        dono.entregar(pasta.path())?;
        let certificado = Certificado::em(pasta.path())?;
        dono.entregar(&certificado.chave)?;
        std::fs::write(pasta.path().join("senhas"), configuracao::senhas()).ao("gravar as senhas")?;
        let caixa = Caixa::nova(pasta.path().join("caixa"), dono.clone())?;
        let mut tentativa = 1;
        loop {
            let portas = Portas { aberta: porta_livre()?, tls: porta_livre()? };
            let texto = configuracao::escrever(pasta.path(), &dono, &certificado, portas, feitio);
            std::fs::write(pasta.path().join("dovecot.conf"), texto).ao("configurar o Dovecot")?;
            match ligar(pasta.path(), &dono, portas) {
                Ok(vigia) => return Ok(Self { caixa, certificado, dono, portas, vigia: Some(vigia), pasta }),
                Err(ErroDoCorreio::NaoSubiu(_)) if tentativa < TENTATIVAS_DE_PORTA => tentativa += 1,
                Err(erro) => return Err(erro),
            }
        }
    }

    /// A porta às claras.
    pub fn porta(&self) -> u16 {
        self.portas.aberta
    }

    /// A porta cifrada.
    pub fn porta_tls(&self) -> u16 {
        self.portas.tls
    }

    /// O PEM da autoridade que assina o certificado dele.
    pub fn autoridade(&self) -> &Path {
        &self.certificado.autoridade
    }

    /// Põe uma mensagem por ler na caixa de entrada.
    ///
    /// # Errors
    /// Se não conseguir escrevê-la.
    pub fn entregar(&self, carta: &Carta) -> Result<(), ErroDoCorreio> {
        self.caixa.entregar(carta)
    }

    /// Os arquivos da caixa de entrada, com as marcas do Maildir no nome (`:2,S` é lida).
    pub fn entrada(&self) -> Vec<String> {
        self.caixa.arquivos("")
    }

    /// Os de outra pasta, pelo nome como o IMAP o escreve.
    pub fn pasta(&self, nome: &str) -> Vec<String> {
        self.caixa.arquivos(nome)
    }

    /// Mata o servidor e todas as conexões, sem despedida.
    pub fn derrubar(&mut self) {
        if let Some(mut vigia) = self.vigia.take() {
            // O vigia abriu um grupo só dele, e o servidor está nele.
            if let Some(grupo) = i32::try_from(vigia.id()).ok().and_then(Pid::from_raw) {
                let _ = kill_process_group(grupo, Signal::KILL);
            }
            let _ = vigia.wait();
            // Os filhos do servidor morrem logo depois do vigia, e só então as portas se fecham.
            let comeco = Instant::now();
            while TcpStream::connect(("127.0.0.1", self.portas.aberta)).is_ok() && comeco.elapsed() < ESPERA_PARA_SUBIR
            {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Torna a ligar, nas mesmas portas e com a mesma caixa.
    ///
    /// # Errors
    /// Se ele não volta.
    pub fn religar(&mut self) -> Result<(), ErroDoCorreio> {
        self.derrubar();
        // O que o morto deixou o impediria de subir.
        let _ = std::fs::remove_dir_all(self.pasta.path().join("corrida"));
        self.vigia = Some(ligar(self.pasta.path(), &self.dono, self.portas)?);
        Ok(())
    }
}

impl Drop for CorreioDeTeste {
    fn drop(&mut self) {
        if let Some(mut vigia) = self.vigia.take() {
            drop(vigia.stdin.take());
            // Sem como tratar: se o vigia sumiu, não há o que esperar.
            let _ = vigia.wait();
        }
    }
}

fn ligar(pasta: &Path, dono: &Usuario, portas: Portas) -> Result<Child, ErroDoCorreio> {
    let programa = programa().ok_or(ErroDoCorreio::NaoInstalado)?;
    let mut linha: Vec<OsString> = dono.em_nome_dele();
    linha.extend([programa.into_os_string(), "-F".into(), "-c".into(), pasta.join("dovecot.conf").into_os_string()]);
    let mut vigia = Command::new("sh")
        .args(["-c", VIGIA, "vigia"])
        .args(linha)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Grupo próprio: o Ctrl-C que para os testes chega ao vigia só como entrada fechada.
        .process_group(0)
        .spawn()
        .ao("ligar o Dovecot")?;
    let pronto = esperar_pronto(pasta, portas.aberta);
    if pronto.is_err() {
        drop(vigia.stdin.take());
        let _ = vigia.wait();
    }
    pronto.map(|()| vigia)
}

/// Pronto é quem se apresenta: a porta abre antes.
fn esperar_pronto(pasta: &Path, porta: u16) -> Result<(), ErroDoCorreio> {
    let comeco = Instant::now();
    loop {
        if let Ok(mut conexao) = TcpStream::connect(("127.0.0.1", porta)) {
            let mut saudacao = [0; 4];
            let _ = conexao.set_read_timeout(Some(ESPERA_PARA_SUBIR));
            if conexao.read_exact(&mut saudacao).is_ok() && saudacao == *b"* OK" {
                return Ok(());
            }
        }
        let registro = std::fs::read_to_string(pasta.join("registro.log")).unwrap_or_default();
        if registro.contains("Fatal") || comeco.elapsed() > ESPERA_PARA_SUBIR {
            return Err(ErroDoCorreio::NaoSubiu(registro));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn porta_livre() -> Result<u16, ErroDoCorreio> {
    let escuta = TcpListener::bind(("127.0.0.1", 0)).ao("achar uma porta livre")?;
    Ok(escuta.local_addr().ao("achar uma porta livre")?.port())
}

/// Onde o Debian o põe nem sempre está no PATH de quem testa.
fn programa() -> Option<PathBuf> {
    let caminho = std::env::var_os("PATH").unwrap_or_default();
    let pastas = std::env::split_paths(&caminho).chain([PathBuf::from("/usr/sbin")]);
    pastas.map(|pasta| pasta.join("dovecot")).find(|programa| programa.is_file())
}
