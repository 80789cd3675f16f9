//! Nó → valor de um tipo, ou `None` com o problema no coletor.

use std::ops::RangeInclusive;

use esteira_base::Duracao;
use indexmap::IndexMap;

use super::coletor::{Coletor, Lugar};
use super::yaml::{No, Valor};
use crate::esquema::Esquema;
use crate::expressao::{ErroDeExpressao, Expressao, Modelo};

impl Coletor<'_> {
    fn tipo_errado<T>(&mut self, no: &No, esperado: &str, sugestao: Option<String>) -> Option<T> {
        if !matches!(no.valor, Valor::Ilegivel) {
            let mensagem = format!("esperava {esperado}, e veio {}", no.tipo());
            self.erro_com("tipo_errado", no.lugar.clone(), mensagem, sugestao);
        }
        None
    }

    pub fn texto<'n>(&mut self, no: &'n No) -> Option<&'n str> {
        match &no.valor {
            Valor::Texto(texto) if texto.trim().is_empty() => {
                self.erro("texto_vazio", no.lugar.clone(), "o texto está vazio");
                None
            }
            Valor::Texto(texto) => Some(texto),
            Valor::Inteiro(_) | Valor::Decimal(_) | Valor::Logico(_) => {
                self.tipo_errado(no, "um texto", Some("ponha o valor entre aspas".to_owned()))
            }
            _ => self.tipo_errado(no, "um texto", None),
        }
    }

    /// Um texto que obedece a uma regra de nome; `como` diz a regra a quem errou.
    pub fn nome(&mut self, no: &No, regra: fn(&str) -> bool, como: &str) -> Option<String> {
        let texto = self.texto(no)?;
        if !regra(texto) {
            self.erro("nome_invalido", no.lugar.clone(), format!("o nome `{texto}` não serve; use {como}"));
            return None;
        }
        Some(texto.to_owned())
    }

    pub fn logico(&mut self, no: &No) -> Option<bool> {
        match &no.valor {
            Valor::Logico(logico) => Some(*logico),
            Valor::Texto(texto) => {
                let sugestao = match texto.to_lowercase().as_str() {
                    "sim" | "yes" | "on" | "s" | "y" | "verdadeiro" => Some("escreva `true`".to_owned()),
                    "nao" | "não" | "no" | "off" | "n" | "falso" => Some("escreva `false`".to_owned()),
                    _ => None,
                };
                self.tipo_errado(no, "`true` ou `false`", sugestao)
            }
            _ => self.tipo_errado(no, "`true` ou `false`", None),
        }
    }

    pub fn inteiro<T: TryFrom<i64>>(&mut self, no: &No, faixa: RangeInclusive<i64>) -> Option<T> {
        let Valor::Inteiro(inteiro) = no.valor else {
            return self.tipo_errado(no, "um inteiro", None);
        };
        if !faixa.contains(&inteiro) {
            self.fora_da_faixa(no, &inteiro, faixa.start(), faixa.end());
            return None;
        }
        T::try_from(inteiro).ok()
    }

    pub fn decimal(&mut self, no: &No, faixa: RangeInclusive<f64>) -> Option<f64> {
        let decimal = match no.valor {
            #[expect(
                clippy::cast_precision_loss,
                reason = "fatores e frações são pequenos; a faixa os confere a seguir"
            )]
            Valor::Inteiro(inteiro) => inteiro as f64,
            Valor::Decimal(decimal) => decimal,
            _ => return self.tipo_errado(no, "um número", None),
        };
        if !faixa.contains(&decimal) {
            self.fora_da_faixa(no, &decimal, faixa.start(), faixa.end());
            return None;
        }
        Some(decimal)
    }

    fn fora_da_faixa(
        &mut self,
        no: &No,
        valor: &dyn std::fmt::Display,
        de: &dyn std::fmt::Display,
        ate: &dyn std::fmt::Display,
    ) {
        self.erro("fora_da_faixa", no.lugar.clone(), format!("{valor} está fora da faixa: de {de} a {ate}"));
    }

    /// Maior que zero.
    pub fn duracao(&mut self, no: &No) -> Option<Duracao> {
        let exemplo = "uma duração, como 30s, 10m, 2h ou 1d12h";
        let Valor::Texto(texto) = &no.valor else {
            let sugestao = if let Valor::Inteiro(n) = no.valor {
                Some(format!("falta a unidade: {n}s, {n}m, {n}h ou {n}d"))
            } else {
                None
            };
            return self.tipo_errado(no, exemplo, sugestao);
        };
        match texto.parse::<Duracao>() {
            Ok(duracao) if duracao.0.is_zero() => {
                self.erro("fora_da_faixa", no.lugar.clone(), "a duração tem de ser maior que zero");
                None
            }
            Ok(duracao) => Some(duracao),
            Err(erro) => {
                self.erro("duracao_invalida", no.lugar.clone(), erro.to_string());
                None
            }
        }
    }

    pub fn lista<'n>(&mut self, no: &'n No) -> Option<&'n [No]> {
        match &no.valor {
            Valor::Lista(itens) => Some(itens),
            _ => self.tipo_errado(no, "uma lista (`[a, b]`)", None),
        }
    }

    /// Uma lista de nomes sem repetição.
    pub fn nomes(&mut self, no: &No, regra: fn(&str) -> bool, como: &str) -> Option<Vec<String>> {
        let mut nomes = Vec::new();
        for item in self.lista(no)? {
            let nome = self.nome(item, regra, como)?;
            if nomes.contains(&nome) {
                self.erro("nome_repetido", item.lugar.clone(), format!("`{nome}` aparece duas vezes na lista"));
                return None;
            }
            nomes.push(nome);
        }
        Some(nomes)
    }

    /// O nome de um passo, a conferir quando todos forem conhecidos.
    pub fn passo(&mut self, no: &No) -> Option<String> {
        let nome = self.texto(no)?;
        self.destino(nome, no.lugar.clone());
        Some(nome.to_owned())
    }

    /// Uma chave que já é expressão; `${ }` em volta é tolerado.
    pub fn expressao(&mut self, no: &No) -> Option<Expressao> {
        let escrito = match &no.valor {
            // `se: true` é uma expressão tão boa quanto as outras.
            Valor::Logico(logico) => logico.to_string(),
            _ => self.texto(no)?.trim().to_owned(),
        };
        let fonte = escrito.strip_prefix("${").and_then(|resto| resto.strip_suffix('}')).unwrap_or(&escrito).trim();
        if self.ha_expressoes_demais() {
            return None;
        }
        match Expressao::compilar(fonte) {
            Ok(expressao) => {
                self.anotar_expressao(expressao.clone(), self.localizar(&no.lugar, fonte));
                Some(expressao)
            }
            Err(erro) => self.expressao_invalida(no, fonte, erro),
        }
    }

    /// Um valor qualquer, com `${ }` em qualquer texto de dentro. Vai até o fim mesmo com erro, para acusar todos.
    pub fn modelo(&mut self, no: &No) -> Option<Modelo> {
        match &no.valor {
            Valor::Texto(_) if self.ha_expressoes_demais() => None,
            Valor::Texto(texto) => match Modelo::de_texto(texto) {
                Ok(modelo) => {
                    for expressao in modelo.expressoes() {
                        self.anotar_expressao(expressao.clone(), self.localizar(&no.lugar, expressao.fonte()));
                    }
                    Some(modelo)
                }
                Err(erro) => self.expressao_invalida(no, texto, erro),
            },
            Valor::Lista(itens) => {
                let lidos: Vec<_> = itens.iter().map(|item| self.modelo(item)).collect();
                lidos.into_iter().collect::<Option<Vec<_>>>().map(Modelo::lista)
            }
            Valor::Mapa(pares) => {
                let lidos: Vec<_> =
                    pares.iter().map(|par| Some((par.chave.clone(), self.modelo(&par.valor)?))).collect();
                lidos.into_iter().collect::<Option<IndexMap<_, _>>>().map(Modelo::objeto)
            }
            _ => Some(Modelo::Literal(no.json())),
        }
    }

    /// Como [`Coletor::modelo`], onde só um texto faz sentido.
    pub fn modelo_de_texto(&mut self, no: &No) -> Option<Modelo> {
        self.texto(no)?;
        self.modelo(no)
    }

    /// Como [`Coletor::modelo`], onde só um mapa (ou uma expressão que dê um) faz sentido.
    pub fn modelo_de_objeto(&mut self, no: &No) -> Option<Modelo> {
        match &no.valor {
            Valor::Mapa(_) => self.modelo(no),
            Valor::Texto(_) => match self.modelo(no)? {
                modelo @ Modelo::Expressao(_) => Some(modelo),
                _ => self.tipo_errado(no, "um mapa, ou uma só expressão `${ … }` que dê um mapa", None),
            },
            _ => self.tipo_errado(no, "um mapa", None),
        }
    }

    /// Um JSON Schema, que só cita a si mesmo.
    pub fn esquema(&mut self, no: &No) -> Option<Esquema> {
        if !matches!(no.valor, Valor::Mapa(_)) {
            return self.tipo_errado(no, "um JSON Schema (um mapa)", None);
        }
        let antes = self.quantos_erros();
        self.recusar_referencia_externa(no);
        if self.quantos_erros() > antes {
            return None;
        }
        match Esquema::compilar(no.json()) {
            Ok(esquema) => Some(esquema),
            Err(motivo) => {
                self.erro("esquema_invalido", no.lugar.clone(), format!("o esquema não serve: {motivo}"));
                None
            }
        }
    }

    /// O motor não lê outros arquivos: o esquema vai inteiro no fluxo.
    fn recusar_referencia_externa(&mut self, no: &No) {
        match &no.valor {
            Valor::Lista(itens) => itens.iter().for_each(|item| self.recusar_referencia_externa(item)),
            Valor::Mapa(pares) => {
                for par in pares {
                    match &par.valor.valor {
                        Valor::Texto(alvo) if par.chave == "$ref" && !alvo.starts_with('#') => self.erro(
                            "referencia_externa",
                            par.valor.lugar.clone(),
                            format!(
                                "o esquema cita `{alvo}`, e outros arquivos não são lidos; escreva-o aqui, ou em `$defs`"
                            ),
                        ),
                        _ => self.recusar_referencia_externa(&par.valor),
                    }
                }
            }
            _ => {}
        }
    }

    fn expressao_invalida<T>(&mut self, no: &No, fonte: &str, erro: ErroDeExpressao) -> Option<T> {
        let base = self.localizar(&no.lugar, fonte);
        let exata = self.texto.get(base.clone()) == Some(fonte);
        let lugar = match erro.intervalo {
            // Só se o texto está no arquivo tal e qual (sem escapes nem quebras) os bytes se correspondem.
            Some(dentro) if exata => base.start + dentro.start..base.start + dentro.end,
            _ => base,
        };
        self.erro("expressao_invalida", lugar, erro.mensagem);
        None
    }

    /// Onde um pedaço de texto está dentro de um nó; o nó inteiro se não está ali ao pé da letra.
    pub fn localizar(&self, lugar: &Lugar, pedaco: &str) -> Lugar {
        let achado = self.texto.get(lugar.clone()).and_then(|trecho| trecho.find(pedaco));
        achado.map_or_else(|| lugar.clone(), |i| lugar.start + i..lugar.start + i + pedaco.len())
    }
}
