//! O servidor de todos os processos de teste. O protocolo está na doc do pacote.

use std::fs::File;
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::erro::AoTentar;
use crate::instalacao::Instalacao;
use crate::servidor::{self, Pastas};
use crate::{CARENCIA, ErroDoPostgres, OpcoesDoPostgres};

/// Liga o servidor e o desliga depois de `carencia` segundos sem ninguém segurar `uso`. Decide sob `tranca`, para ninguém entrar no meio.
const VIGIA: &str = r#"
raiz=$1; carencia=$2; registro=$3; shift 3
"$@" </dev/null >"$registro" 2>&1 &
servidor=$!
sem_uso=0
while kill -0 "$servidor" 2>/dev/null; do
  sleep 1
  if flock -n "$raiz/uso" true; then sem_uso=$((sem_uso + 1)); else sem_uso=0; fi
  [ "$sem_uso" -ge "$carencia" ] || continue
  exec 9>>"$raiz/tranca"
  flock 9
  if flock -n "$raiz/uso" true; then
    rm -f "$raiz/porta"
    kill -INT "$servidor" 2>/dev/null
    wait "$servidor"
    rm -rf "$raiz/dados"
    exit 0
  fi
  exec 9>&-
done
"#;

/// Entra no servidor no ar, ou o liga. Devolve a URL e o arquivo a manter aberto enquanto se usa.
pub(crate) fn entrar() -> Result<(String, File), ErroDoPostgres> {
    let raiz = raiz()?;
    let tranca = abrir(&raiz.join("tranca"))?;
    tranca.lock().ao("esperar a vez no servidor compartilhado")?;
    let uso = abrir(&raiz.join("uso"))?;
    uso.lock_shared().ao("marcar o servidor compartilhado como em uso")?;
    let porta = match no_ar(&raiz) {
        Some(porta) => porta,
        None => ligar(&raiz)?,
    };
    Ok((servidor::url(porta), uso))
}

/// A pasta comum, que tem de ser nossa: o diretório temporário é de todos.
fn raiz() -> Result<PathBuf, ErroDoPostgres> {
    let nossa = tempfile::tempdir().ao("criar uma pasta temporária")?;
    let eu = std::fs::metadata(nossa.path()).ao("ver de quem é a pasta temporária")?.uid();
    let raiz = std::env::temp_dir().join(format!("esteira-postgres-de-teste-{eu}"));
    std::fs::create_dir_all(&raiz).ao("criar a pasta do servidor compartilhado")?;
    if std::fs::symlink_metadata(&raiz).ao("ver de quem é a pasta do servidor compartilhado")?.uid() != eu {
        return Err(ErroDoPostgres::PastaDeOutro(raiz));
    }
    servidor::abrir_passagem(&raiz)?;
    Ok(raiz)
}

fn abrir(arquivo: &Path) -> Result<File, ErroDoPostgres> {
    File::options().create(true).append(true).open(arquivo).ao("abrir uma trava do servidor compartilhado")
}

/// A porta do servidor que já está ligado.
fn no_ar(raiz: &Path) -> Option<u16> {
    let porta = std::fs::read_to_string(raiz.join("porta")).ok()?.trim().parse().ok()?;
    TcpStream::connect(("127.0.0.1", porta)).ok().map(|_| porta)
}

fn ligar(raiz: &Path) -> Result<u16, ErroDoPostgres> {
    let instalacao = Instalacao::achar(raiz)?;
    let pastas = Pastas::em(raiz);
    // Resto de um servidor que morreu com a máquina, ou de um `initdb` interrompido.
    if pastas.dados.exists() {
        std::fs::remove_dir_all(&pastas.dados).ao("apagar os dados de um servidor que morreu")?;
    }
    servidor::criar_dados(&instalacao, &pastas)?;
    let porta = servidor::em_alguma_porta(|porta| {
        servidor::esquecer_registro(&pastas)?;
        Command::new("sh")
            .args(["-c", VIGIA, "vigia"])
            .arg(raiz)
            .arg(CARENCIA.as_secs().to_string())
            .arg(&pastas.registro)
            .args(servidor::linha_do_servidor(&instalacao, &pastas, porta, OpcoesDoPostgres::default()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Grupo próprio: sobrevive ao processo de teste que o ligou, e a quem mata o grupo dele.
            .process_group(0)
            .spawn()
            .ao("ligar o servidor compartilhado")?;
        servidor::esperar_pronto(&pastas, porta)
    })?;
    std::fs::write(raiz.join("porta"), porta.to_string()).ao("anotar a porta do servidor compartilhado")?;
    Ok(porta)
}
