//! O resultado, em tabela e em JSON.

use std::time::Duration;

use serde::Serialize;

/// O que se gastou até um instante.
#[derive(Debug, Clone, Copy, Default)]
pub struct Consumo {
    pub servidor_ms: f64,
    pub banco_ms: f64,
    pub condutor_ms: f64,
    pub bytes_escritos: u64,
}

impl Consumo {
    /// O que se gastou desde `antes`, por instância.
    pub fn por_instancia(self, antes: Consumo, instancias: usize) -> CustoPorInstancia {
        let n = instancias.max(1) as f64;
        CustoPorInstancia {
            servidor_ms: (self.servidor_ms - antes.servidor_ms) / n,
            banco_ms: (self.banco_ms - antes.banco_ms) / n,
            condutor_ms: (self.condutor_ms - antes.condutor_ms) / n,
            bytes_escritos: self.bytes_escritos.saturating_sub(antes.bytes_escritos) as f64 / n,
        }
    }
}

/// Processador e escrita de cada instância. No SQLite o banco está dentro do servidor.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CustoPorInstancia {
    pub servidor_ms: f64,
    pub banco_ms: f64,
    pub condutor_ms: f64,
    pub bytes_escritos: f64,
}

/// Uma linha do resultado.
#[derive(Debug, Clone, Serialize)]
pub struct Medida {
    pub trabalho: &'static str,
    pub numeros: Vec<Numero>,
}

/// Um número com nome e unidade.
#[derive(Debug, Clone, Serialize)]
pub struct Numero {
    pub nome: &'static str,
    pub valor: f64,
    pub unidade: &'static str,
}

impl Medida {
    pub fn nova(trabalho: &'static str) -> Self {
        Self { trabalho, numeros: Vec::new() }
    }

    pub fn com(mut self, nome: &'static str, valor: f64, unidade: &'static str) -> Self {
        self.numeros.push(Numero { nome, valor, unidade });
        self
    }

    /// Vazão e custo de um tanto de instâncias levadas ao fim.
    pub fn com_vazao(self, instancias: usize, em: Duration, custo: CustoPorInstancia) -> Self {
        self.com("instâncias", instancias as f64, "")
            .com("vazão", instancias as f64 / em.as_secs_f64(), "instâncias/s")
            .com("processador do servidor", custo.servidor_ms, "ms por instância")
            .com("processador do banco", custo.banco_ms, "ms por instância")
            .com("processador do condutor", custo.condutor_ms, "ms por instância")
            .com("escrita", custo.bytes_escritos / 1024.0, "KiB por instância")
    }

    /// p50, p99 e o pior de uma lista de demoras.
    pub fn com_demoras(self, nomes: [&'static str; 3], mut demoras: Vec<Duration>) -> Self {
        demoras.sort_unstable();
        let ms = |posicao: usize| demoras.get(posicao).map_or(0.0, |demora| demora.as_secs_f64() * 1_000.0);
        let ultima = demoras.len().saturating_sub(1);
        self.com(nomes[0], ms(ultima / 2), "ms").com(nomes[1], ms(ultima * 99 / 100), "ms").com(
            nomes[2],
            ms(ultima),
            "ms",
        )
    }
}

/// Em tabela.
pub fn mostrar(medidas: &[Medida]) {
    for medida in medidas {
        println!("\n{}", medida.trabalho);
        for Numero { nome, valor, unidade } in &medida.numeros {
            let casas = if valor.fract() == 0.0 || *valor >= 1_000.0 { 0 } else { 3 };
            println!("  {nome:<34} {valor:>12.casas$} {unidade}");
        }
    }
}
