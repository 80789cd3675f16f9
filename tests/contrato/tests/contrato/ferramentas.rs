//! O ambiente Python com as ferramentas.

use std::path::{Path, PathBuf};
use std::process::Command;

const REQUISITOS: &str = include_str!("../../requisitos.txt");

/// A pasta dos executáveis. Feito numa pasta à parte e renomeado: um teste interrompido no meio não deixa um ambiente pela metade.
pub fn preparar() -> PathBuf {
    let raiz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../alvo/contrato");
    let nome: String = REQUISITOS.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let pronta = raiz.join(nome);
    if !pronta.join("completo").exists() {
        std::fs::create_dir_all(&raiz).unwrap();
        let trava = std::fs::File::create(raiz.join("trava")).unwrap();
        trava.lock().unwrap();
        if !pronta.join("completo").exists() {
            fazer(&pronta);
        }
    }
    pronta.join("bin")
}

fn fazer(onde: &Path) {
    let _ = std::fs::remove_dir_all(onde);
    rodar(Command::new("python3").args(["-m", "venv"]).arg(onde));
    let requisitos = onde.join("requisitos.txt");
    std::fs::write(&requisitos, REQUISITOS).unwrap();
    rodar(
        Command::new(onde.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(requisitos),
    );
    std::fs::write(onde.join("completo"), "").unwrap();
}

/// Roda até o fim e devolve a saída; se não acabou bem, a mostra.
pub fn rodar(comando: &mut Command) -> String {
    let saida = comando.output().unwrap_or_else(|erro| panic!("{comando:?}: {erro}"));
    let texto = format!("{}{}", String::from_utf8_lossy(&saida.stdout), String::from_utf8_lossy(&saida.stderr));
    assert!(saida.status.success(), "{comando:?}\n{texto}");
    texto
}
