//! Barras do padrão 2 de 5 intercalado (ITF), o da arrecadação: cada par de dígitos são cinco barras (o primeiro) e
//! cinco espaços (o segundo), dois deles largos.

use super::folha::Folha;

/// Largura da barra estreita, em pontos; a larga é três vezes isso. Um código de 44 dígitos ocupa cerca de 290 pontos.
const ESTREITA: f32 = 0.72;
const LARGA: f32 = ESTREITA * 3.0;
const ALTURA: f32 = 54.0;

/// Quais das cinco barras são largas, por dígito.
const LARGAS: [[bool; 5]; 10] = {
    const S: bool = true;
    const N: bool = false;
    [
        [N, N, S, S, N],
        [S, N, N, N, S],
        [N, S, N, N, S],
        [S, S, N, N, N],
        [N, N, S, N, S],
        [S, N, S, N, N],
        [N, S, S, N, N],
        [N, N, N, S, S],
        [S, N, N, S, N],
        [N, S, N, S, N],
    ]
};

/// Desenha `digitos` (só 0-9, quantidade par) a partir do canto inferior esquerdo `(x, y)`.
pub(super) fn desenhar(folha: &mut Folha, x: f32, y: f32, digitos: &str) {
    let mut x = x;
    for (barra, espaco) in elementos(digitos) {
        folha.retangulo(x, y, barra, ALTURA, 0.0);
        x += barra + espaco;
    }
}

/// Pares (largura da barra, largura do espaço seguinte), com os guardas de início e fim.
fn elementos(digitos: &str) -> Vec<(f32, f32)> {
    let largura = |larga: bool| if larga { LARGA } else { ESTREITA };
    let padroes: Vec<_> = digitos.bytes().map(|digito| LARGAS[usize::from(digito - b'0')]).collect();
    let mut saida = vec![(ESTREITA, ESTREITA), (ESTREITA, ESTREITA)];
    for par in padroes.chunks_exact(2) {
        saida.extend(par[0].iter().zip(par[1]).map(|(&barra, espaco)| (largura(barra), largura(espaco))));
    }
    saida.extend([(LARGA, ESTREITA), (ESTREITA, 0.0)]);
    saida
}
