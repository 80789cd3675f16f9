//! Tirar de um valor os pedaços que o fazem grande.
//!
//! De baixo para cima, e em cada nível do maior para o menor, só até caber: assim sai o que pesa (a saída de um passo), que é sempre a mesma
//! carga enquanto não muda, e não o retrato inteiro, que muda a cada decisão.

use std::cmp::Reverse;
use std::io::{self, Write};

use esteira_base::Resumo;
use serde::Serialize;
use serde_json::Value;

use super::marca::{marca, parece};

/// Um pedaço menor que isto não sai por ser grande: seriam arquivos demais. Maior que uma marca, que por isso nunca sai.
const MENOR_CARGA: usize = 1_024;

/// Um valor que saiu, em texto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carga {
    pub resumo: Resumo,
    pub texto: String,
}

/// Deixa o texto do valor com até `limite` bytes. Sai também todo objeto que pareça uma marca.
pub(super) fn extrair(valor: &mut Value, limite: usize) -> Vec<Carga> {
    let mut extracao = Extracao { limite, cargas: Vec::new() };
    extracao.encolher(valor);
    extracao.cargas
}

struct Extracao {
    limite: usize,
    cargas: Vec<Carga>,
}

impl Extracao {
    /// Encolhe, e diz quanto o texto ocupa depois.
    fn encolher(&mut self, valor: &mut Value) -> usize {
        // Antes dos filhos: o filho com o nome do campo da marca, sozinho, não diz que o pai se parece com ela.
        let parece = parece(valor);
        let tamanho = match &mut *valor {
            Value::Array(itens) => self.encolher_filhos(itens.iter_mut().map(|item| (0, item)).collect()),
            Value::Object(campos) => {
                self.encolher_filhos(campos.iter_mut().map(|(nome, campo)| (medir(nome) + 1, campo)).collect())
            }
            outro => medir(outro),
        };
        if parece || tamanho > self.limite { self.tirar(valor) } else { tamanho }
    }

    /// Encolhe cada um, e tira os maiores até que caibam juntos. Cada filho vem com o que o nome dele ocupa.
    fn encolher_filhos(&mut self, filhos: Vec<(usize, &mut Value)>) -> usize {
        // Os que delimitam e as vírgulas.
        let mut tamanho = 2 + filhos.len().saturating_sub(1);
        let mut medidos = Vec::with_capacity(filhos.len());
        for (nome, filho) in filhos {
            let dele = self.encolher(filho);
            tamanho += nome + dele;
            medidos.push((dele, filho));
        }
        if tamanho > self.limite {
            medidos.sort_by_key(|(dele, _)| Reverse(*dele));
            for (dele, filho) in medidos {
                if tamanho <= self.limite || dele < MENOR_CARGA {
                    break;
                }
                tamanho -= dele;
                tamanho += self.tirar(filho);
            }
        }
        tamanho
    }

    /// Põe a marca no lugar do valor, e diz quanto ela ocupa.
    fn tirar(&mut self, valor: &mut Value) -> usize {
        let texto = valor.to_string();
        let resumo = Resumo::de(texto.as_bytes());
        *valor = marca(resumo, texto.len());
        self.cargas.push(Carga { resumo, texto });
        medir(valor)
    }
}

/// Quanto o texto ocupa, em bytes, sem o montar.
fn medir(valor: &(impl Serialize + ?Sized)) -> usize {
    let mut contador = Contador(0);
    // Escrever num contador não falha, e os valores já vieram de um texto.
    let _ = serde_json::to_writer(&mut contador, valor);
    contador.0
}

struct Contador(usize);

impl Write for Contador {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
