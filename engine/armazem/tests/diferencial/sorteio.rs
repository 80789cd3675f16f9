//! Acaso com semente: a mesma semente dá sempre o mesmo (SplitMix64).

pub struct Sorteio(u64);

impl Sorteio {
    pub fn novo(semente: u64) -> Self {
        Self(semente)
    }

    fn proximo(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// De 0 até antes de `fim`.
    pub fn ate(&mut self, fim: u64) -> u64 {
        self.proximo() % fim
    }

    /// Uma vez em cada `vezes`.
    pub fn um_em(&mut self, vezes: u64) -> bool {
        self.ate(vezes) == 0
    }

    /// Um da lista; nenhum se está vazia.
    pub fn um_de<'a, T>(&mut self, lista: &'a [T]) -> Option<&'a T> {
        if lista.is_empty() { None } else { lista.get(self.ate(lista.len() as u64) as usize) }
    }
}
