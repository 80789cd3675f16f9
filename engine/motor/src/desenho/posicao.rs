//! Onde, em pontos, fica cada item: perto dos vizinhos, sem encostar nos da mesma linha.

use super::camadas::{Camadas, TipoItem};
use super::quadro::Quadro;

/// Vão entre dois itens de uma linha.
const VAO: f64 = 26.0;

/// Altura de uma linha de rótulos e passagens.
const ALTURA_DA_PASSAGEM: f64 = 56.0;

/// Idas e voltas do ajuste.
const PASSADAS: usize = 40;

/// Uma passagem puxa mais que uma caixa: setas retas se leem melhor que caixas centradas.
const PESO_DA_PASSAGEM: f64 = 4.0;

/// O centro de cada item e o tamanho do conjunto.
pub(super) struct Posicoes {
    pub x: Vec<f64>,
    pub y: Vec<f64>,
    pub largura: f64,
    pub altura: f64,
}

impl Posicoes {
    pub fn de(camadas: &Camadas, quadro: &Quadro) -> Self {
        let mut x = vec![0.0; camadas.itens.len()];
        for linha in &camadas.linhas {
            let desejos = vec![0.0; linha.len()];
            assentar(camadas, linha, &desejos, &mut x);
        }
        for passada in 0..PASSADAS {
            let ultima = passada + 2 >= PASSADAS;
            let de_cima = passada % 2 == 0;
            let ordem: Vec<_> = if de_cima { (0..camadas.linhas.len()).collect() } else { (0..camadas.linhas.len()).rev().collect() };
            for linha in ordem {
                let desejos: Vec<_> =
                    camadas.linhas[linha].iter().map(|&item| desejo(camadas, item, &x, ultima || de_cima, ultima || !de_cima)).collect();
                assentar(camadas, &camadas.linhas[linha], &desejos, &mut x);
            }
        }
        let esquerda = bordas(camadas, &x, |centro, meia| centro - meia).fold(f64::INFINITY, f64::min);
        x.iter_mut().for_each(|centro| *centro -= esquerda);
        let largura = bordas(camadas, &x, |centro, meia| centro + meia).fold(0.0, f64::max);
        let (y, altura) = alturas(camadas, quadro);
        Self { x, y, largura, altura }
    }
}

fn bordas<'p>(camadas: &'p Camadas, x: &'p [f64], borda: fn(f64, f64) -> f64) -> impl Iterator<Item = f64> + 'p {
    camadas.itens.iter().zip(x).map(move |(item, centro)| borda(*centro, item.largura / 2.0))
}

/// A média dos vizinhos de um lado, ou dos dois.
fn desejo(camadas: &Camadas, item: usize, x: &[f64], olha_acima: bool, olha_abaixo: bool) -> f64 {
    let este = &camadas.itens[item];
    let acima = este.acima.iter().filter(|_| olha_acima);
    let (mut soma, mut peso) = (0.0, 0.0);
    for &vizinho in acima.chain(este.abaixo.iter().filter(|_| olha_abaixo)) {
        let passagem = camadas.itens[vizinho].tipo == TipoItem::Passagem && este.tipo == TipoItem::Passagem;
        let quanto = if passagem { PESO_DA_PASSAGEM } else { 1.0 };
        soma += quanto * x[vizinho];
        peso += quanto;
    }
    if peso == 0.0 { x[item] } else { soma / peso }
}

/// Põe a linha o mais perto possível dos desejos, na ordem dada e sem encostar: mínimos quadrados com ordem fixa, que se resolve
/// juntando vizinhos que se empurram em blocos (regressão isotônica).
fn assentar(camadas: &Camadas, linha: &[usize], desejos: &[f64], x: &mut [f64]) {
    struct Bloco {
        soma: f64,
        peso: f64,
        itens: usize,
    }
    // Descontada a distância mínima desde o primeiro, basta que os centros não decresçam.
    let mut recuos = Vec::with_capacity(linha.len());
    let mut recuo = 0.0;
    for (i, &item) in linha.iter().enumerate() {
        if i > 0 {
            recuo += (camadas.itens[linha[i - 1]].largura + camadas.itens[item].largura) / 2.0 + VAO;
        }
        recuos.push(recuo);
    }
    let mut blocos: Vec<Bloco> = Vec::new();
    for (i, &item) in linha.iter().enumerate() {
        let peso = if camadas.itens[item].tipo == TipoItem::Passagem { 1.0 } else { 2.0 };
        blocos.push(Bloco { soma: (desejos[i] - recuos[i]) * peso, peso, itens: 1 });
        while let [.., anterior, ultimo] = blocos.as_slice()
            && anterior.soma / anterior.peso > ultimo.soma / ultimo.peso
        {
            let junto = Bloco {
                soma: anterior.soma + ultimo.soma,
                peso: anterior.peso + ultimo.peso,
                itens: anterior.itens + ultimo.itens,
            };
            blocos.truncate(blocos.len() - 2);
            blocos.push(junto);
        }
    }
    let centros = blocos.iter().flat_map(|bloco| std::iter::repeat_n(bloco.soma / bloco.peso, bloco.itens));
    for ((&item, recuo), centro) in linha.iter().zip(recuos).zip(centros) {
        x[item] = centro + recuo;
    }
}

fn alturas(camadas: &Camadas, quadro: &Quadro) -> (Vec<f64>, f64) {
    let mut y = vec![0.0; camadas.itens.len()];
    let mut topo = 0.0;
    for linha in &camadas.linhas {
        let caixas = linha.iter().filter_map(|&item| match camadas.itens[item].tipo {
            TipoItem::Caixa(caixa) => Some(quadro.caixas[caixa].altura),
            TipoItem::Passagem => None,
        });
        let altura = caixas.reduce(f64::max).unwrap_or(ALTURA_DA_PASSAGEM);
        linha.iter().for_each(|&item| y[item] = topo + altura / 2.0);
        topo += altura;
    }
    (y, topo)
}
