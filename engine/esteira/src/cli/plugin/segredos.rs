//! Os segredos que um plugin pede, do ambiente ou do terminal: nunca da linha de comando, que fica no histórico e na lista de processos.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal};
use std::process::{Command, Stdio};

use esteira_base::Segredo;

/// Antes do nome, em maiúsculas: `SEGREDO_SENHA_PORTAL`. Não começa como as chaves da configuração, que recusa as que não conhece.
const PREFIXO: &str = "SEGREDO_";

/// Cada um destes: o do ambiente ou, num terminal, o que se digitar. Vazio, vai sem ele.
pub fn pedir_segredos(nomes: &[String]) -> io::Result<BTreeMap<String, Segredo>> {
    let mut segredos = BTreeMap::new();
    for nome in nomes {
        let variavel = format!("{PREFIXO}{}", nome.to_uppercase().replace('-', "_"));
        let valor = match std::env::var(&variavel) {
            Ok(valor) => Segredo::novo(valor),
            Err(_) if io::stdin().is_terminal() => digitado(nome)?,
            Err(_) => Segredo::novo(String::new()),
        };
        if valor.revelar().is_empty() {
            eprintln!("sem o segredo {nome}: informe-o em {variavel}");
        } else {
            segredos.insert(nome.clone(), valor);
        }
    }
    Ok(segredos)
}

fn digitado(nome: &str) -> io::Result<Segredo> {
    eprint!("{nome} (não aparece): ");
    let _sem_eco = SemEco::ligar();
    let mut linha = String::new();
    io::stdin().lock().read_line(&mut linha)?;
    eprintln!();
    Ok(Segredo::novo(linha.trim_end_matches(['\r', '\n'])))
}

/// O terminal sem mostrar o que se digita, até ser largado.
struct SemEco;

impl SemEco {
    fn ligar() -> Self {
        eco("-echo");
        Self
    }
}

impl Drop for SemEco {
    fn drop(&mut self) {
        eco("echo");
    }
}

fn eco(como: &str) {
    // Sem `stty` o que se digita aparece, e quem digita vê que aparece.
    let _ = Command::new("stty").arg(como).stdin(Stdio::inherit()).status();
}
