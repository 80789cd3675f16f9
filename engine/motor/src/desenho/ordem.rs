//! Em que ordem os itens de cada linha ficam: pelo centro dos vizinhos, guardando a ordem com menos cruzamentos.

use super::camadas::Camadas;

/// Idas e voltas; depois de poucas já não melhora.
const PASSADAS: usize = 24;

impl Camadas {
    pub fn ordenar(&mut self) {
        let mut melhor = (self.cruzamentos(), self.linhas.clone());
        for passada in 0..PASSADAS {
            let descendo = passada % 2 == 0;
            let linhas: Vec<usize> = if descendo { (1..self.linhas.len()).collect() } else { (0..self.linhas.len()).rev().skip(1).collect() };
            for linha in linhas {
                self.ordenar_linha(linha, descendo);
            }
            let cruzamentos = self.cruzamentos();
            if cruzamentos < melhor.0 {
                melhor = (cruzamentos, self.linhas.clone());
            }
        }
        self.linhas = melhor.1;
    }

    fn ordenar_linha(&mut self, linha: usize, descendo: bool) {
        let vizinha = if descendo { linha - 1 } else { linha + 1 };
        let posicao = self.posicoes(vizinha);
        let itens = &self.itens;
        #[expect(clippy::cast_precision_loss, reason = "posições numa linha são poucas")]
        let centro = |(onde, item): (usize, usize)| {
            let vizinhos = if descendo { &itens[item].acima } else { &itens[item].abaixo };
            let soma: usize = vizinhos.iter().map(|&vizinho| posicao[vizinho]).sum();
            // Quem não tem vizinho fica onde está.
            let centro = if vizinhos.is_empty() { onde as f64 } else { soma as f64 / vizinhos.len() as f64 };
            (centro, item)
        };
        let mut centros: Vec<_> = self.linhas[linha].iter().copied().enumerate().map(centro).collect();
        centros.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.linhas[linha] = centros.into_iter().map(|(_, item)| item).collect();
    }

    /// A posição de cada item da linha, por índice de item.
    fn posicoes(&self, linha: usize) -> Vec<usize> {
        let mut posicoes = vec![0; self.itens.len()];
        self.linhas[linha].iter().enumerate().for_each(|(onde, &item)| posicoes[item] = onde);
        posicoes
    }

    /// Pares de setas que se cruzam, somados todos os vãos entre linhas.
    fn cruzamentos(&self) -> usize {
        (1..self.linhas.len())
            .map(|linha| {
                let acima = self.posicoes(linha - 1);
                // As setas da esquerda para a direita por baixo: cruza quem, por cima, está fora de ordem.
                let pontas: Vec<usize> = self.linhas[linha]
                    .iter()
                    .flat_map(|&item| {
                        let mut pontas: Vec<_> = self.itens[item].acima.iter().map(|&vizinho| acima[vizinho]).collect();
                        pontas.sort_unstable();
                        pontas
                    })
                    .collect();
                (0..pontas.len()).map(|i| pontas[i + 1..].iter().filter(|&&outra| outra < pontas[i]).count()).sum::<usize>()
            })
            .sum()
    }
}
