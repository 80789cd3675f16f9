//! Onde, em pontos, fica cada item: perto dos vizinhos, sem encostar nos da mesma linha.

use std::collections::HashSet;

use super::camadas::{Camadas, Rota, TipoItem};
use super::quadro::Quadro;

/// Vão entre dois itens de uma linha.
const VAO: f64 = 26.0;

/// Altura de uma linha de passagens com algum rótulo.
const ALTURA_COM_ROTULO: f64 = 56.0;

/// Altura de uma linha de passagens sem rótulo.
const ALTURA_SEM_ROTULO: f64 = 44.0;

/// Idas e voltas do ajuste; nas últimas cada item olha para os dois lados.
const PASSADAS: usize = 200;
const PASSADAS_FINAIS: usize = 160;

/// Itens ajustados, somadas as passadas: um desenho enorme se ajusta menos vezes, e não demora.
const AJUSTES_MAXIMOS: usize = 500_000;

/// Quanto uma passagem prefere ficar na reta da sua seta a ficar entre os vizinhos: setas retas se leem melhor.
const RETIDAO: f64 = 0.9;

/// Quanto a passagem de uma seta longa puxa a caixa em que ela toca; as curtas puxam 1. Quem manda na caixa é a vizinhança.
const PUXAO_DA_LONGA: f64 = 0.2;

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
        let retas = retas(camadas);
        let passadas = PASSADAS.min(AJUSTES_MAXIMOS / x.len().max(1)).max(2);
        for passada in 0..passadas {
            let nas_finais = passada + PASSADAS_FINAIS >= passadas;
            let centros: Vec<_> = camadas.rotas.iter().map(|rota| media(passagens(rota), &x)).collect();
            let de_cima = passada % 2 == 0;
            let ordem: Vec<_> =
                if de_cima { (0..camadas.linhas.len()).collect() } else { (0..camadas.linhas.len()).rev().collect() };
            for linha in ordem {
                let itens = &camadas.linhas[linha];
                let desejos: Vec<_> = itens
                    .iter()
                    .map(|&item| {
                        let entre_vizinhos =
                            desejo(camadas, item, &x, &retas, nas_finais || de_cima, nas_finais || !de_cima);
                        retas[item]
                            .map_or(entre_vizinhos, |reta| RETIDAO * centros[reta] + (1.0 - RETIDAO) * entre_vizinhos)
                    })
                    .collect();
                assentar(camadas, itens, &desejos, &mut x);
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

/// A rota de cada passagem que tem companhia; uma passagem só já é reta.
fn retas(camadas: &Camadas) -> Vec<Option<usize>> {
    let mut retas = vec![None; camadas.itens.len()];
    for (i, rota) in camadas.rotas.iter().enumerate().filter(|(_, rota)| rota.itens.len() > 3) {
        passagens(rota).iter().for_each(|&item| retas[item] = Some(i));
    }
    retas
}

fn passagens(rota: &Rota) -> &[usize] {
    &rota.itens[1..rota.itens.len() - 1]
}

/// A média dos vizinhos de um lado, ou dos dois; onde está, se não tem.
fn desejo(
    camadas: &Camadas,
    item: usize,
    x: &[f64],
    retas: &[Option<usize>],
    olha_acima: bool,
    olha_abaixo: bool,
) -> f64 {
    let este = &camadas.itens[item];
    let vizinhos = este.acima.iter().filter(|_| olha_acima).chain(este.abaixo.iter().filter(|_| olha_abaixo));
    let (mut soma, mut peso) = (0.0, 0.0);
    for &vizinho in vizinhos {
        let puxao = if este.tipo != TipoItem::Passagem && retas[vizinho].is_some() { PUXAO_DA_LONGA } else { 1.0 };
        soma += puxao * x[vizinho];
        peso += puxao;
    }
    if peso == 0.0 { x[item] } else { soma / peso }
}

#[expect(clippy::cast_precision_loss, reason = "uma linha tem poucos itens")]
fn media(itens: &[usize], x: &[f64]) -> f64 {
    itens.iter().map(|&item| x[item]).sum::<f64>() / itens.len() as f64
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
    let rotulos: HashSet<_> = camadas.rotas.iter().filter_map(|rota| rota.rotulo).collect();
    let mut topo = 0.0;
    for linha in &camadas.linhas {
        let caixas = linha.iter().filter_map(|&item| match camadas.itens[item].tipo {
            TipoItem::Caixa(caixa) => Some(quadro.caixas[caixa].altura),
            TipoItem::Passagem => None,
        });
        let tem_rotulo = || linha.iter().any(|item| rotulos.contains(item));
        let altura =
            caixas.reduce(f64::max).unwrap_or_else(|| if tem_rotulo() { ALTURA_COM_ROTULO } else { ALTURA_SEM_ROTULO });
        linha.iter().for_each(|&item| y[item] = topo + altura / 2.0);
        topo += altura;
    }
    (y, topo)
}
