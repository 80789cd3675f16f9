//! Um servidor: criar os dados, ligar, desligar.

use std::ffi::OsString;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::erro::AoTentar;
use crate::instalacao::Instalacao;
use crate::{ErroDoPostgres, OpcoesDoPostgres};

/// Quanto esperar o servidor ficar pronto; máquina carregada é lenta.
const ESPERA_PARA_SUBIR: Duration = Duration::from_secs(120);
/// Outra pessoa pode tomar a porta entre escolhê-la e usá-la.
const TENTATIVAS_DE_PORTA: usize = 5;
/// Quem liga é um usuário comum, como numa instalação bem feita: a um superusuário as regras de linha não valem, e não se provariam.
const USUARIO: &str = "esteira";
const SUPERUSUARIO: &str = "postgres";

/// Liga o servidor e o desliga quando a entrada padrão se fecha: quem a segurava desistiu ou morreu. Os dados só ficam se ele pedir.
const VIGIA_DO_PROPRIO: &str = r#"
raiz=$1; registro=$2; shift 2
"$@" </dev/null >"$registro" 2>&1 &
servidor=$!
guardar=nao
read -r recado && guardar=sim
kill -INT "$servidor" 2>/dev/null
wait "$servidor"
[ "$guardar" = sim ] || rm -rf "$raiz"
"#;

/// Onde ficam as coisas de um servidor, dentro da pasta dele.
#[derive(Debug, Clone)]
pub(crate) struct Pastas {
    pub(crate) dados: PathBuf,
    pub(crate) registro: PathBuf,
}

impl Pastas {
    pub(crate) fn em(raiz: &Path) -> Self {
        Self { dados: raiz.join("dados"), registro: raiz.join("registro.log") }
    }
}

/// Um servidor que é só deste processo.
#[derive(Debug)]
pub(crate) struct Servidor {
    instalacao: Instalacao,
    pastas: Pastas,
    opcoes: OpcoesDoPostgres,
    porta: u16,
    vigia: Option<Child>,
    /// Apagada pelo vigia, que sobrevive a este processo, ou por último.
    raiz: TempDir,
}

impl Servidor {
    pub(crate) fn proprio(opcoes: OpcoesDoPostgres) -> Result<Self, ErroDoPostgres> {
        let raiz = tempfile::Builder::new().prefix("esteira-pg-").tempdir().ao("criar a pasta do servidor")?;
        abrir_passagem(raiz.path())?;
        let instalacao = Instalacao::achar(raiz.path())?;
        let pastas = Pastas::em(raiz.path());
        criar_dados(&instalacao, &pastas)?;
        let mut servidor = Self { instalacao, pastas, opcoes, porta: 0, vigia: None, raiz };
        servidor.porta = em_alguma_porta(|porta| servidor.ligar(porta))?;
        Ok(servidor)
    }

    pub(crate) fn url(&self) -> String {
        url(self.porta)
    }

    pub(crate) fn reiniciar(&mut self) -> Result<(), ErroDoPostgres> {
        self.guardar_e_desligar()?;
        self.ligar(self.porta)
    }

    fn ligar(&mut self, porta: u16) -> Result<(), ErroDoPostgres> {
        esquecer_registro(&self.pastas)?;
        let mut vigia = Command::new("sh");
        vigia.args(["-c", VIGIA_DO_PROPRIO, "vigia"]).arg(self.raiz.path()).arg(&self.pastas.registro);
        vigia.args(linha_do_servidor(&self.instalacao, &self.pastas, porta, self.opcoes));
        // Grupo próprio: o Ctrl-C que para os testes chega ao vigia só como entrada fechada.
        vigia.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        self.vigia = Some(vigia.spawn().ao("ligar o servidor")?);
        let pronto = esperar_pronto(&self.pastas, porta);
        if pronto.is_err() {
            // Os dados servem à próxima porta.
            self.guardar_e_desligar()?;
        }
        pronto
    }

    fn guardar_e_desligar(&mut self) -> Result<(), ErroDoPostgres> {
        if let Some(entrada) = self.vigia.as_mut().and_then(|vigia| vigia.stdin.as_mut()) {
            entrada.write_all(b"guardar\n").ao("avisar o vigia do servidor")?;
        }
        self.desligar();
        Ok(())
    }

    fn desligar(&mut self) {
        if let Some(mut vigia) = self.vigia.take() {
            drop(vigia.stdin.take());
            // Sem como tratar: se o vigia sumiu, não há o que esperar.
            let _ = vigia.wait();
        }
    }
}

impl Drop for Servidor {
    fn drop(&mut self) {
        self.desligar();
    }
}

/// Deixa outro usuário atravessar a pasta (o servidor roda em nome de outro quando se é root).
pub(crate) fn abrir_passagem(pasta: &Path) -> Result<(), ErroDoPostgres> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(pasta, std::fs::Permissions::from_mode(0o755)).ao("abrir a pasta do servidor")
}

/// Cria a pasta de dados com o `initdb`.
pub(crate) fn criar_dados(instalacao: &Instalacao, pastas: &Pastas) -> Result<(), ErroDoPostgres> {
    std::fs::create_dir(&pastas.dados).ao("criar a pasta de dados do servidor")?;
    instalacao.entregar(&pastas.dados)?;
    let saida = instalacao
        .comando("initdb")
        .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"])
        .arg(format!("--username={SUPERUSUARIO}"))
        .arg("-D")
        .arg(&pastas.dados)
        .current_dir(&pastas.dados)
        .stdin(Stdio::null())
        .output()
        .ao("rodar o `initdb` (como root é preciso o `setpriv`, do util-linux)")?;
    if !saida.status.success() {
        return Err(ErroDoPostgres::Initdb(String::from_utf8_lossy(&saida.stderr).into_owned()));
    }
    criar_usuario(instalacao, pastas)
}

/// Cria [`USUARIO`] com o servidor ainda desligado: ninguém chega a ligar antes.
fn criar_usuario(instalacao: &Instalacao, pastas: &Pastas) -> Result<(), ErroDoPostgres> {
    let mut sozinho = instalacao
        .comando("postgres")
        .args(["--single", "-F", "-D"])
        .arg(&pastas.dados)
        .arg("postgres")
        .current_dir(&pastas.dados)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ao("criar o usuário dos testes")?;
    if let Some(mut entrada) = sozinho.stdin.take() {
        writeln!(entrada, "CREATE ROLE {USUARIO} LOGIN CREATEDB").ao("criar o usuário dos testes")?;
    }
    let saida = sozinho.wait_with_output().ao("criar o usuário dos testes")?;
    let registro = String::from_utf8_lossy(&saida.stderr).into_owned();
    if saida.status.success() && !registro.contains("ERROR") { Ok(()) } else { Err(ErroDoPostgres::Initdb(registro)) }
}

pub(crate) fn linha_do_servidor(
    instalacao: &Instalacao,
    pastas: &Pastas,
    porta: u16,
    opcoes: OpcoesDoPostgres,
) -> Vec<OsString> {
    let mut linha = instalacao.linha("postgres");
    linha.extend(["-D".into(), pastas.dados.clone().into_os_string(), "-p".into(), porta.to_string().into()]);
    let mut configurar = |valor: OsString| linha.extend(["-c".into(), valor]);
    configurar("listen_addresses=127.0.0.1".into());
    let mut soquetes = OsString::from("unix_socket_directories=");
    soquetes.push(&pastas.dados);
    configurar(soquetes);
    configurar("max_connections=300".into());
    configurar("shared_buffers=64MB".into());
    if !opcoes.fsync {
        ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
            .into_iter()
            .for_each(|chave| configurar(chave.into()));
    }
    linha
}

/// Apaga o registro do servidor anterior: um `FATAL` velho se leria como falha do novo.
pub(crate) fn esquecer_registro(pastas: &Pastas) -> Result<(), ErroDoPostgres> {
    match std::fs::remove_file(&pastas.registro) {
        Err(erro) if erro.kind() != std::io::ErrorKind::NotFound => {
            Err(erro).ao("apagar o registro do servidor anterior")
        }
        _ => Ok(()),
    }
}

/// Espera o servidor dizer, no arquivo de pid, que aceita conexões nesta porta.
pub(crate) fn esperar_pronto(pastas: &Pastas, porta: u16) -> Result<(), ErroDoPostgres> {
    let comeco = Instant::now();
    let pid = pastas.dados.join("postmaster.pid");
    loop {
        let situacao = std::fs::read_to_string(&pid).ok();
        // A quarta linha é a porta, e a oitava, o estado; é assim que o `pg_ctl` também espera.
        let linhas: Vec<&str> = situacao.iter().flat_map(|texto| texto.lines().map(str::trim)).collect();
        if linhas.get(3) == Some(&porta.to_string().as_str()) && linhas.get(7) == Some(&"ready") {
            return Ok(());
        }
        let registro = std::fs::read_to_string(&pastas.registro).unwrap_or_default();
        if (situacao.is_none() && registro.contains("FATAL:")) || comeco.elapsed() > ESPERA_PARA_SUBIR {
            return Err(ErroDoPostgres::NaoSubiu(registro));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Liga numa porta livre; se alguém a tomou no meio, tenta outra.
pub(crate) fn em_alguma_porta(mut ligar: impl FnMut(u16) -> Result<(), ErroDoPostgres>) -> Result<u16, ErroDoPostgres> {
    let mut tentativa = 1;
    loop {
        let livre =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|escuta| escuta.local_addr()).ao("achar uma porta livre")?;
        match ligar(livre.port()) {
            Ok(()) => return Ok(livre.port()),
            Err(ErroDoPostgres::NaoSubiu(_)) if tentativa < TENTATIVAS_DE_PORTA => tentativa += 1,
            Err(erro) => return Err(erro),
        }
    }
}

pub(crate) fn url(porta: u16) -> String {
    format!("postgres://{USUARIO}@127.0.0.1:{porta}/")
}
