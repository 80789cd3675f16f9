//! Um PgBouncer de verdade em modo transação, na frente de um PostgreSQL de teste.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::ErroDoPostgres;
use crate::erro::AoTentar;
use crate::instalacao::{Dono, no_caminho};
use crate::servidor::{abrir_passagem, em_alguma_porta};

/// Conexões com o servidor, por banco: poucas, para que as dos clientes se misturem.
const CONEXOES_COM_O_SERVIDOR: u32 = 4;
const ESPERA_PARA_SUBIR: Duration = Duration::from_secs(30);
/// Onde o Debian o põe; nem sempre está no PATH de quem testa.
const LUGARES: [&str; 2] = ["/usr/sbin", "/usr/bin"];

/// Encerra o PgBouncer quando a entrada padrão se fecha: quem a segurava desistiu ou morreu.
const VIGIA: &str = r#"
"$@" </dev/null >/dev/null 2>&1 &
agrupador=$!
read -r _
kill -KILL "$agrupador" 2>/dev/null
wait "$agrupador"
"#;

/// Um PgBouncer só de quem pede. Acaba com este valor, ou com o processo.
#[derive(Debug)]
pub struct AgrupadorDeTeste {
    url: String,
    vigia: Child,
    _pasta: TempDir,
}

impl AgrupadorDeTeste {
    /// Na frente do banco desta URL (sem senha).
    ///
    /// # Errors
    /// Se o PgBouncer não está instalado, ou não sobe.
    pub fn na_frente_de(url: &str) -> Result<Self, ErroDoPostgres> {
        let programa = programa().ok_or(ErroDoPostgres::SemAgrupador)?;
        let endereco = Endereco::de(url)?;
        let pasta = tempfile::Builder::new().prefix("esteira-agrupador-").tempdir().ao("criar a pasta do PgBouncer")?;
        abrir_passagem(pasta.path())?;
        let dono = Dono::de_quem_roda(pasta.path())?;
        let mut vigia = None;
        let porta = em_alguma_porta(|porta| {
            let ligado = ligar(&programa, dono.as_ref(), pasta.path(), &endereco, porta)?;
            let pronto = esperar_pronto(pasta.path(), porta);
            match pronto {
                Ok(()) => vigia = Some(ligado),
                Err(_) => desligar(ligado),
            }
            pronto
        })?;
        let vigia = vigia.ok_or_else(|| ErroDoPostgres::NaoSubiu(String::new()))?;
        Ok(Self { url: endereco.na_porta(porta), vigia, _pasta: pasta })
    }

    /// A URL do mesmo banco, por ele.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for AgrupadorDeTeste {
    fn drop(&mut self) {
        drop(self.vigia.stdin.take());
        // Sem como tratar: se o vigia sumiu, não há o que esperar.
        let _ = self.vigia.wait();
    }
}

/// As partes de `postgres://usuario@servidor:porta/banco`.
struct Endereco<'a> {
    usuario: &'a str,
    servidor: &'a str,
    porta: u16,
    banco: &'a str,
}

impl<'a> Endereco<'a> {
    fn de(url: &'a str) -> Result<Self, ErroDoPostgres> {
        let partes = || {
            let (usuario, resto) = url.strip_prefix("postgres://")?.split_once('@')?;
            let (servidor, banco) = resto.split_once('/')?;
            let (servidor, porta) = servidor.split_once(':')?;
            Some(Self { usuario, servidor, porta: porta.parse().ok()?, banco })
        };
        partes().filter(|e| !e.usuario.contains(':') && !e.banco.contains('?')).ok_or(ErroDoPostgres::EnderecoDificil)
    }

    fn na_porta(&self, porta: u16) -> String {
        format!("postgres://{}@127.0.0.1:{porta}/{}", self.usuario, self.banco)
    }

    fn configuracao(&self, porta: u16, registro: &Path) -> String {
        let Self { usuario, servidor, porta: do_servidor, .. } = self;
        let registro = registro.display();
        format!(
            "[databases]\n* = host={servidor} port={do_servidor} user={usuario}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {porta}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = {CONEXOES_COM_O_SERVIDOR}\nmax_client_conn = 500\nlogfile = {registro}\n"
        )
    }
}

fn ligar(
    programa: &Path,
    dono: Option<&Dono>,
    pasta: &Path,
    endereco: &Endereco<'_>,
    porta: u16,
) -> Result<Child, ErroDoPostgres> {
    let (configuracao, registro) = (pasta.join("pgbouncer.ini"), pasta.join("registro.log"));
    std::fs::write(&configuracao, endereco.configuracao(porta, &registro)).ao("configurar o PgBouncer")?;
    std::fs::write(&registro, "").ao("criar o registro do PgBouncer")?;
    let mut linha: Vec<OsString> = Vec::new();
    if let Some(dono) = dono {
        dono.entregar(&registro)?;
        linha.extend(dono.em_nome_dele());
    }
    linha.extend([programa.as_os_str().to_owned(), "-q".into(), configuracao.into_os_string()]);
    Command::new("sh")
        .args(["-c", VIGIA, "vigia"])
        .args(linha)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Grupo próprio: o Ctrl-C que para os testes chega ao vigia só como entrada fechada.
        .process_group(0)
        .spawn()
        .ao("ligar o PgBouncer")
}

fn desligar(mut vigia: Child) {
    drop(vigia.stdin.take());
    let _ = vigia.wait();
}

fn esperar_pronto(pasta: &Path, porta: u16) -> Result<(), ErroDoPostgres> {
    let comeco = Instant::now();
    loop {
        match TcpStream::connect(("127.0.0.1", porta)) {
            Ok(_) => return Ok(()),
            Err(erro) if erro.kind() != ErrorKind::ConnectionRefused => return Err(erro).ao("falar com o PgBouncer"),
            Err(_) => {}
        }
        let registro = std::fs::read_to_string(pasta.join("registro.log")).unwrap_or_default();
        if registro.contains("FATAL") || comeco.elapsed() > ESPERA_PARA_SUBIR {
            return Err(ErroDoPostgres::NaoSubiu(registro));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn programa() -> Option<PathBuf> {
    let pastas = no_caminho().into_iter().chain(LUGARES.into_iter().map(PathBuf::from));
    pastas.map(|pasta| pasta.join("pgbouncer")).find(|programa| programa.is_file())
}
