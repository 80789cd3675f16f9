//! Em que ordem os itens de cada linha ficam: pelo centro dos vizinhos, guardando a ordem com menos cruzamentos.

use super::camadas::Camadas;

/// Idas e voltas; depois de poucas já não melhora.
const PASSADAS: usize = 24;

/// Itens ordenados, somadas as passadas: um desenho enorme se ordena menos vezes, e não demora.
const AJUSTES_MAXIMOS: usize = 500_000;

impl Camadas {
    pub fn ordenar(&mut self) {
        let mut postos = vec![0; self.itens.len()];
        self.linhas.iter().for_each(|linha| anotar(linha, &mut postos));
        let mut melhor = (self.cruzamentos(&postos), self.linhas.clone());
        for passada in 0..PASSADAS.min(AJUSTES_MAXIMOS / self.itens.len().max(1)) {
            let descendo = passada % 2 == 0;
            let linhas: Vec<usize> = if descendo {
                (1..self.linhas.len()).collect()
            } else {
                (0..self.linhas.len()).rev().skip(1).collect()
            };
            for linha in linhas {
                self.ordenar_linha(linha, descendo, &mut postos);
            }
            let cruzamentos = self.cruzamentos(&postos);
            if cruzamentos < melhor.0 {
                melhor = (cruzamentos, self.linhas.clone());
            }
        }
        self.linhas = melhor.1;
    }

    fn ordenar_linha(&mut self, linha: usize, descendo: bool, postos: &mut [usize]) {
        let itens = &self.itens;
        #[expect(clippy::cast_precision_loss, reason = "postos numa linha são poucos")]
        let centro = |item: usize| {
            let vizinhos = if descendo { &itens[item].acima } else { &itens[item].abaixo };
            let soma: usize = vizinhos.iter().map(|&vizinho| postos[vizinho]).sum();
            // Quem não tem vizinho fica onde está.
            let centro = if vizinhos.is_empty() { postos[item] as f64 } else { soma as f64 / vizinhos.len() as f64 };
            (centro, item)
        };
        let mut centros: Vec<_> = self.linhas[linha].iter().map(|&item| centro(item)).collect();
        centros.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.linhas[linha] = centros.into_iter().map(|(_, item)| item).collect();
        anotar(&self.linhas[linha], postos);
    }

    /// Pares de setas que se cruzam, somados todos os vãos entre linhas.
    fn cruzamentos(&self, postos: &[usize]) -> usize {
        let mut total = 0;
        for linha in &self.linhas {
            // As pontas de cima das setas, tomadas da esquerda para a direita por baixo: cruza quem está fora de ordem.
            let mut vistas: Vec<usize> = Vec::new();
            for &item in linha {
                let mut pontas: Vec<_> = self.itens[item].acima.iter().map(|&vizinho| postos[vizinho]).collect();
                pontas.sort_unstable();
                for ponta in pontas {
                    let onde = vistas.partition_point(|&vista| vista <= ponta);
                    total += vistas.len() - onde;
                    vistas.insert(onde, ponta);
                }
            }
        }
        total
    }
}

/// Anota o posto de cada item da linha.
fn anotar(linha: &[usize], postos: &mut [usize]) {
    linha.iter().enumerate().for_each(|(posto, &item)| postos[item] = posto);
}
