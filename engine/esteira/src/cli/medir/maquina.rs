//! O que a própria máquina dá no momento, medido junto: números de motor só se comparam como razão destes.

use std::fs::OpenOptions;
use std::hint::black_box;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Falha;
use super::relatorio::Medida;

/// Quanto durar cada medida.
const DURACAO: Duration = Duration::from_secs(1);
/// Do tamanho de uma página de banco.
const PAGINA: usize = 4_096;
/// O arquivo se escreve em roda, como um WAL.
const PAGINAS: u64 = 256;
const VOLTAS: u32 = 100_000;

/// Gravações duráveis por segundo na pasta, e quanto anda um núcleo.
pub fn medir(pasta: &Path) -> Result<Medida, Falha> {
    Ok(Medida::nova("máquina").com("fdatasync", gravacoes(pasta)?, "por segundo").com(
        "um núcleo",
        nucleo(),
        "milhões de voltas por segundo",
    ))
}

fn gravacoes(pasta: &Path) -> Result<f64, Falha> {
    let caminho = pasta.join("maquina.medida");
    let arquivo = OpenOptions::new().create(true).truncate(true).write(true).open(&caminho)?;
    let pagina = [7u8; PAGINA];
    // Já do tamanho que vai ter: crescer custaria mais que gravar.
    for n in 0..PAGINAS {
        arquivo.write_all_at(&pagina, n * PAGINA as u64)?;
    }
    arquivo.sync_all()?;
    let (comeco, mut feitas) = (Instant::now(), 0u64);
    while comeco.elapsed() < DURACAO {
        arquivo.write_all_at(&pagina, feitas % PAGINAS * PAGINA as u64)?;
        arquivo.sync_data()?;
        feitas += 1;
    }
    let por_segundo = feitas as f64 / comeco.elapsed().as_secs_f64();
    std::fs::remove_file(&caminho)?;
    Ok(por_segundo)
}

/// Uma volta é um passo de xorshift: cada um precisa do anterior, e por isso mede o núcleo, e não quantos somam ao mesmo tempo.
fn nucleo() -> f64 {
    let (comeco, mut feitas, mut x) = (Instant::now(), 0u64, 0x9E37_79B9_7F4A_7C15u64);
    while comeco.elapsed() < DURACAO {
        for _ in 0..VOLTAS {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        x = black_box(x);
        feitas += u64::from(VOLTAS);
    }
    feitas as f64 / comeco.elapsed().as_secs_f64() / 1e6
}
