//! O chromedriver filho deste nó: um só, religado quando morre, e que nunca sobrevive a quem o abriu.
//!
//! Quem o abre é um guardião (`sh`) à frente de um grupo de processos próprio, com a entrada ligada a nós por um cano. Se este processo
//! acaba, seja como for (até `kill -9`), o cano fecha e o guardião mata o grupo inteiro: chromedriver e todos os Chromium que ele abriu.
//! Se é o chromedriver que morre, o guardião mata os Chromium órfãos dele e sai, e nós abrimos outro.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::erro::Falha;
use crate::limites;

const GUARDIAO: &str = r#"( "$@"; kill -s KILL 0 ) & read -r _; kill -s KILL 0"#;
/// Frase com que o chromedriver diz que está pronto; a porta vem em seguida.
const PRONTO: &str = "started successfully on port ";

/// Em que pé está o chromedriver.
#[derive(Debug, Clone)]
enum Situacao {
    Subindo,
    Pronto(String),
    Fora(String),
}

/// O chromedriver filho. Largado, morre.
pub struct Condutor {
    situacao: watch::Receiver<Situacao>,
    parar: CancellationToken,
    tarefa: JoinHandle<()>,
}

impl Condutor {
    pub fn subir(chromedriver: PathBuf) -> Self {
        let (avisar, situacao) = watch::channel(Situacao::Subindo);
        let parar = CancellationToken::new();
        let tarefa = tokio::spawn(manter(chromedriver, avisar, parar.clone()));
        Self { situacao, parar, tarefa }
    }

    /// Um ouvido para o endereço, que não prende o condutor enquanto espera.
    pub fn ouvir(&self) -> Ouvido {
        Ouvido(self.situacao.clone())
    }

    /// Mata o chromedriver e os seus navegadores e espera que morram.
    pub async fn encerrar(&mut self) {
        self.parar.cancel();
        if let Err(erro) = (&mut self.tarefa).await {
            tracing::warn!(erro = %erro, "a tarefa do chromedriver caiu");
        }
    }
}

/// Quem espera o chromedriver estar de pé.
pub struct Ouvido(watch::Receiver<Situacao>);

impl Ouvido {
    /// URL do chromedriver; espera se ele está subindo. `morto` é um endereço que já não responde: espera-se o do próximo.
    pub async fn endereco(mut self, morto: Option<&str>) -> Result<String, Falha> {
        let vivo = |s: &Situacao| matches!(s, Situacao::Pronto(url) if Some(url.as_str()) != morto);
        if let Ok(Ok(pronta)) = tokio::time::timeout(limites::PRAZO_CONDUTOR, self.0.wait_for(vivo)).await
            && let Situacao::Pronto(url) = &*pronta
        {
            return Ok(url.clone());
        }
        let motivo = match &*self.0.borrow() {
            Situacao::Fora(motivo) => motivo.clone(),
            _ => "ele não respondeu a tempo".to_owned(),
        };
        Err(Falha::nova("navegador_indisponivel", format!("o chromedriver deste nó não está de pé: {motivo}")))
    }
}

impl Drop for Condutor {
    fn drop(&mut self) {
        // Largar a tarefa fecha o cano do guardião.
        self.parar.cancel();
        self.tarefa.abort();
    }
}

async fn manter(chromedriver: PathBuf, avisar: watch::Sender<Situacao>, parar: CancellationToken) {
    let mut pausa = limites::RELIGAR_MINIMO;
    loop {
        let inicio = std::time::Instant::now();
        let vida = uma_vida(&chromedriver, &avisar);
        let motivo = tokio::select! {
            () = parar.cancelled() => break,
            motivo = vida => motivo,
        };
        tracing::warn!(motivo, "o chromedriver saiu; será religado");
        avisar.send_replace(Situacao::Fora(motivo));
        if inicio.elapsed() > limites::PRAZO_CONDUTOR {
            pausa = limites::RELIGAR_MINIMO;
        }
        tokio::select! {
            () = parar.cancelled() => break,
            () = tokio::time::sleep(pausa) => {}
        }
        pausa = (pausa * 2).min(limites::RELIGAR_MAXIMO);
    }
    avisar.send_replace(Situacao::Fora("o hospedeiro foi encerrado".to_owned()));
}

/// Abre um chromedriver, publica o endereço e devolve por que ele acabou.
async fn uma_vida(chromedriver: &PathBuf, avisar: &watch::Sender<Situacao>) -> String {
    let mut grupo = match abrir(chromedriver) {
        Ok(filho) => Grupo(filho),
        Err(erro) => return format!("não foi possível executar o guardião: {erro}"),
    };
    let Some(saida) = grupo.0.stdout.take() else { return "o chromedriver veio sem saída".to_owned() };
    let mut linhas = BufReader::new(saida).lines();
    let mut ultima = String::new();
    // Ler até o fim mesmo depois de pronto: um cano cheio pararia o chromedriver.
    while let Ok(Some(linha)) = linhas.next_line().await {
        if let Some(url) = endereco_na_linha(&linha) {
            avisar.send_replace(Situacao::Pronto(url));
        } else if !linha.trim().is_empty() {
            ultima = linha;
        }
    }
    match tokio::time::timeout(Duration::from_secs(2), grupo.0.wait()).await {
        Ok(Ok(estado)) => format!("terminou ({estado}) {ultima}"),
        _ => format!("fechou a saída {ultima}"),
    }
}

fn abrir(chromedriver: &PathBuf) -> std::io::Result<Child> {
    Command::new("sh")
        .args(["-c", GUARDIAO, "guardiao-do-chromedriver"])
        .arg(chromedriver)
        .arg("--port=0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(false)
        .spawn()
}

fn endereco_na_linha(linha: &str) -> Option<String> {
    let porta = linha.split_once(PRONTO)?.1;
    let porta: u16 = porta.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    Some(format!("http://127.0.0.1:{porta}/"))
}

/// O grupo do guardião: ao sair de cena, morre inteiro.
struct Grupo(Child);

impl Drop for Grupo {
    fn drop(&mut self) {
        // Sem id, o guardião já foi colhido, e o grupo com ele.
        if let Some(pid) = self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn le_a_porta_da_frase_do_chromedriver() {
        let linha = "ChromeDriver was started successfully on port 34757.";
        assert_eq!(endereco_na_linha(linha).as_deref(), Some("http://127.0.0.1:34757/"));
        assert_eq!(endereco_na_linha("Starting ChromeDriver 156 on port 0"), None);
    }
}
