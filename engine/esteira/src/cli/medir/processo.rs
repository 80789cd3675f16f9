//! O que o sistema sabe dos processos medidos: processador, memória e escrita. Só Linux, que tem `/proc`.

use std::collections::HashMap;
use std::fs;

/// Processador gasto por um processo e pelos filhos que ele já enterrou, em milissegundos.
pub fn processador_ms(pid: u32) -> f64 {
    campos(pid).map_or(0.0, |campos| {
        // utime, stime, cutime, cstime: do 14º ao 17º, a contar do pid.
        campos[11..15].iter().filter_map(|campo| campo.parse::<f64>().ok()).sum::<f64>() * MS_POR_TIQUE
    })
}

/// O Linux mostra o processador em centésimos de segundo, qualquer que seja o relógio de dentro.
const MS_POR_TIQUE: f64 = 10.0;

/// Os campos depois do nome, que pode ter espaços e parênteses.
fn campos(pid: u32) -> Option<Vec<String>> {
    let texto = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, resto) = texto.rsplit_once(')')?;
    let campos: Vec<String> = resto.split_whitespace().map(str::to_owned).collect();
    (campos.len() > 15).then_some(campos)
}

/// Memória residente, em MiB.
pub fn memoria_mib(pid: u32) -> f64 {
    let estado = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let linha = estado.lines().find_map(|linha| linha.strip_prefix("VmRSS:"));
    let kib = linha.and_then(|linha| linha.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

/// Bytes mandados ao disco por um processo.
pub fn bytes_escritos(pid: u32) -> u64 {
    let texto = fs::read_to_string(format!("/proc/{pid}/io")).unwrap_or_default();
    let linha = texto.lines().find_map(|linha| linha.strip_prefix("write_bytes:"));
    linha.and_then(|valor| valor.trim().parse().ok()).unwrap_or(0)
}

/// Os processos de um PostgreSQL desta máquina: o que escuta na porta e os seus filhos.
pub fn do_postgres(porta: u16) -> Vec<u32> {
    let pais: HashMap<u32, u32> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entrada| entrada.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, campos(pid)?[1].parse().ok()?)))
        .collect();
    let da_porta = |pid: &u32| {
        let linha = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let partes: Vec<&[u8]> = linha.split(|byte| *byte == 0).collect();
        let programa = partes.first().is_some_and(|programa| programa.ends_with(b"postgres"));
        programa && (partes.contains(&porta.to_string().as_bytes()) || pasta_da_porta(*pid, porta))
    };
    let Some(mestre) = pais.keys().copied().find(da_porta) else { return Vec::new() };
    let filhos = pais.iter().filter(|(_, pai)| **pai == mestre).map(|(pid, _)| *pid);
    std::iter::once(mestre).chain(filhos).collect()
}

/// Se a pasta de dados em que o processo está diz que ele escuta nesta porta.
fn pasta_da_porta(pid: u32, porta: u16) -> bool {
    let texto = fs::read_to_string(format!("/proc/{pid}/cwd/postmaster.pid")).unwrap_or_default();
    let linhas: Vec<&str> = texto.lines().map(str::trim).collect();
    linhas.first() == Some(&pid.to_string().as_str()) && linhas.get(3) == Some(&porta.to_string().as_str())
}
