//! O que uma expressão cita: lido da árvore compilada, para conferir na publicação e para medir o custo.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue, operators};

/// Uma variável citada e os campos tomados dela. `passos.baixar.valor` → (`passos`, [`baixar`, `valor`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Referencia {
    /// `entrada`, `passos`, …
    pub raiz: String,
    /// Vazio quando a variável é usada inteira; para no primeiro índice calculado.
    pub campos: Vec<String>,
}

impl Referencia {
    /// O primeiro campo: o passo, a variável.
    pub fn campo(&self) -> Option<&str> {
        self.campos.first().map(String::as_str)
    }
}

/// Tudo o que se tira de uma passada pela árvore.
#[derive(Debug, Default)]
pub(super) struct Uso {
    pub referencias: Vec<Referencia>,
    /// Presente se a expressão é só um nome pontilhado: `passos.baixar.valor`.
    pub caminho: Option<Vec<String>>,
    pub funcoes: BTreeSet<String>,
    pub profundidade: usize,
    pub lacos: usize,
}

impl Uso {
    pub(super) fn de(arvore: &IdedExpr) -> Self {
        let mut passada = Passada::default();
        passada.visitar(arvore, 1, 0);
        let Passada { citadas, mut uso, .. } = passada;
        uso.referencias = citadas.into_iter().collect();
        uso.caminho = caminho(arvore);
        uso
    }

    pub(super) fn raizes(&self) -> impl Iterator<Item = &str> {
        let mut anterior = None;
        // Estão em ordem: as repetidas são vizinhas.
        self.referencias.iter().map(|referencia| referencia.raiz.as_str()).filter(move |raiz| {
            let nova = anterior != Some(*raiz);
            anterior = Some(*raiz);
            nova
        })
    }
}

fn caminho(no: &IdedExpr) -> Option<Vec<String>> {
    match &no.expr {
        Expr::Ident(nome) => Some(vec![nome.clone()]),
        Expr::Select(selecao) if !selecao.test => {
            let mut caminho = caminho(&selecao.operand)?;
            caminho.push(selecao.field.clone());
            Some(caminho)
        }
        _ => None,
    }
}

/// `a.b["c"]` → (`a`, [`b`, `c`]); `has(a.b)` conta como `a.b`.
fn campos_de(no: &IdedExpr) -> Option<(&str, Vec<String>)> {
    match &no.expr {
        Expr::Ident(nome) => Some((nome, Vec::new())),
        Expr::Select(selecao) => {
            let (nome, mut campos) = campos_de(&selecao.operand)?;
            campos.push(selecao.field.clone());
            Some((nome, campos))
        }
        Expr::Call(chamada) => {
            let (operators::INDEX, [base, indice]) = (chamada.func_name.as_str(), chamada.args.as_slice()) else {
                return None;
            };
            let Expr::Literal(LiteralValue::String(campo)) = &indice.expr else { return None };
            let (nome, mut campos) = campos_de(base)?;
            campos.push(campo.inner().to_owned());
            Some((nome, campos))
        }
        _ => None,
    }
}

#[derive(Default)]
struct Passada<'e> {
    citadas: BTreeSet<Referencia>,
    /// Variáveis dos laços abertos, que escondem as de fora.
    locais: Vec<&'e str>,
    uso: Uso,
}

impl<'e> Passada<'e> {
    fn visitar(&mut self, no: &'e IdedExpr, profundidade: usize, lacos: usize) {
        self.uso.profundidade = self.uso.profundidade.max(profundidade);
        self.uso.lacos = self.uso.lacos.max(lacos);
        let abaixo = profundidade + 1;
        match &no.expr {
            Expr::Unspecified | Expr::Literal(_) => {}
            Expr::Ident(nome) => self.citar(nome, Vec::new()),
            Expr::Select(selecao) => match campos_de(no) {
                Some((nome, campos)) => self.citar(nome, campos),
                None => self.visitar(&selecao.operand, abaixo, lacos),
            },
            Expr::Call(chamada) => {
                self.uso.funcoes.insert(chamada.func_name.clone());
                if let Some((nome, campos)) = campos_de(no) {
                    self.citar(nome, campos);
                    return;
                }
                for parte in chamada.target.as_deref().into_iter().chain(&chamada.args) {
                    self.visitar(parte, abaixo, lacos);
                }
            }
            Expr::List(lista) => lista.elements.iter().for_each(|item| self.visitar(item, abaixo, lacos)),
            Expr::Map(mapa) => {
                mapa.entries.iter().for_each(|entrada| self.visitar_entrada(&entrada.expr, abaixo, lacos))
            }
            Expr::Struct(estrutura) => {
                self.uso.funcoes.insert(estrutura.type_name.clone());
                estrutura.entries.iter().for_each(|entrada| self.visitar_entrada(&entrada.expr, abaixo, lacos));
            }
            Expr::Comprehension(laco) => {
                self.visitar(&laco.iter_range, abaixo, lacos);
                self.visitar(&laco.accu_init, abaixo, lacos);
                let antes = self.locais.len();
                self.locais.extend([laco.iter_var.as_str(), laco.accu_var.as_str()]);
                self.locais.extend(laco.iter_var2.as_deref());
                for parte in [&laco.loop_cond, &laco.loop_step, &laco.result] {
                    self.visitar(parte, abaixo, lacos + 1);
                }
                self.locais.truncate(antes);
            }
        }
    }

    fn visitar_entrada(&mut self, entrada: &'e EntryExpr, profundidade: usize, lacos: usize) {
        match entrada {
            EntryExpr::StructField(campo) => self.visitar(&campo.value, profundidade, lacos),
            EntryExpr::MapEntry(par) => {
                self.visitar(&par.key, profundidade, lacos);
                self.visitar(&par.value, profundidade, lacos);
            }
        }
    }

    fn citar(&mut self, nome: &str, campos: Vec<String>) {
        let nome = nome.trim_start_matches('.');
        // `@` começa os nomes que a própria biblioteca inventa ao expandir os laços.
        if !nome.starts_with('@') && !self.locais.contains(&nome) {
            self.citadas.insert(Referencia { raiz: nome.to_owned(), campos });
        }
    }
}
