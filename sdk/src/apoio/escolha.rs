//! Escolher um entre vários parecidos, sem adivinhar.
//!
//! Regras (as do legado, corrigidas): o exato ganha do parecido, esteja onde estiver na lista; parecido só serve se é o único; e quem
//! usa um parecido avisa. O que não tem dígitos (linha) ou texto (filial) não casa com nada.

use super::semelhanca::{LIMIAR_DE_FILIAL, LIMIAR_DE_LINHA, razao_de_filial, razao_de_linha};
use super::texto::{para_comparar, so_digitos};
use crate::codigos;
use crate::erro::Erro;

/// O escolhido, pela posição na lista dada.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escolha {
    /// Posição na lista.
    pub indice: usize,
    /// Vai para `avisos` do resultado, se a escolha foi por semelhança.
    pub aviso: Option<String>,
}

/// Como cada candidato se sai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grau {
    Nada,
    Parecido,
    Exato,
}

/// O que pode sair de uma lista de graus.
enum Veredito {
    Exato(usize),
    Parecido(usize),
    Varios(Vec<usize>),
    Nenhum,
}

fn julgar(graus: &[Grau]) -> Veredito {
    let com = |grau| graus.iter().enumerate().filter(|(_, g)| **g == grau).map(|(i, _)| i).collect::<Vec<_>>();
    let (exatos, parecidos) = (com(Grau::Exato), com(Grau::Parecido));
    match (&exatos[..], &parecidos[..]) {
        ([um], _) => Veredito::Exato(*um),
        ([], [um]) => Veredito::Parecido(*um),
        ([], []) => Veredito::Nenhum,
        ([], _) => Veredito::Varios(parecidos),
        _ => Veredito::Varios(exatos),
    }
}

/// Menos dígitos que isto não é telefone, e casaria com quase tudo ("Link 100").
const NUMERO_MINIMO: usize = 8;

/// O telefone de um serviço do cadastro, como `(11) 4000-0000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telefone {
    ddd: String,
    numero: String,
}

impl Telefone {
    /// Tira o telefone do texto do serviço. `(11) 4000-0000 fixo`, `1140000000` e `4000 0000` servem; sem DDD, vale o número.
    ///
    /// Erro `parametro_invalido` se não há telefone: no legado, "Link Dedicado" casava com a primeira fatura da lista.
    pub fn do_servico(servico: &str) -> Result<Self, Erro> {
        let grupos: Vec<String> = servico.split_whitespace().map(so_digitos).filter(|g| !g.is_empty()).collect();
        let (ddd, numero) = match &grupos[..] {
            [ddd, numero, ..] if ddd.len() == 2 && numero.len() >= NUMERO_MINIMO => (ddd.as_str(), numero.clone()),
            _ => ("", grupos.iter().find(|g| g.len() >= NUMERO_MINIMO).cloned().unwrap_or_else(|| grupos.concat())),
        };
        let (ddd, numero) = match numero.len() {
            10 | 11 if ddd.is_empty() && !numero.starts_with('0') => numero.split_at(2),
            _ => (ddd, numero.as_str()),
        };
        if numero.len() < NUMERO_MINIMO {
            return Err(Erro::negocio(
                codigos::PARAMETRO_INVALIDO,
                format!("o serviço \"{servico}\" não tem telefone: não dá para saber qual é a fatura"),
            )
            .acao("Corrija o serviço no cadastro do cliente; exemplo: (11) 4000-0000."));
        }
        Ok(Self { ddd: ddd.to_owned(), numero: numero.to_owned() })
    }

    fn grau(&self, na_tela: &str) -> Grau {
        let tela = so_digitos(na_tela);
        let com_ddd = format!("{}{}", self.ddd, self.numero);
        // Um telefone inteiro com outro DDD é outra linha, ainda que o número seja o mesmo: no máximo, parecido.
        let outro_ddd = !self.ddd.is_empty() && tela.len() == com_ddd.len() && tela != com_ddd;
        if tela.contains(&com_ddd) || (tela.contains(&self.numero) && !outro_ddd) {
            Grau::Exato
        } else if razao_de_linha(&tela, &self.numero) >= LIMIAR_DE_LINHA {
            Grau::Parecido
        } else {
            Grau::Nada
        }
    }
}

/// Escolhe a linha (textos da coluna da conta ou telefone) da fatura deste telefone; nada se nenhuma serve.
///
/// Erro `fatura_ambigua` se mais de uma serve igualmente.
pub fn linha(telefone: &Telefone, na_tela: &[String]) -> Result<Option<Escolha>, Erro> {
    let graus: Vec<Grau> = na_tela.iter().map(|texto| telefone.grau(texto)).collect();
    match julgar(&graus) {
        Veredito::Exato(indice) => Ok(Some(Escolha { indice, aviso: None })),
        Veredito::Parecido(indice) => {
            let aviso = format!(
                "a fatura é da linha \"{}\", parecida com {}, mas não igual: confira antes de aprovar",
                na_tela[indice], telefone.numero
            );
            Ok(Some(Escolha { indice, aviso: Some(aviso) }))
        }
        Veredito::Varios(indices) => Err(Erro::negocio(
            codigos::FATURA_AMBIGUA,
            format!("mais de uma fatura serve para {}: {}", telefone.numero, citar(na_tela, &indices)),
        )
        .acao("Confira o serviço no cadastro do cliente, ou envie a fatura à mão.")),
        Veredito::Nenhum => Ok(None),
    }
}

/// Escolhe a opção da filial desta unidade.
///
/// Além das regras do módulo: nomes com números diferentes nunca são parecidos (`LOJA 03` não serve para `LOJA 02`, que no legado
/// servia). Erros `filial_nao_encontrada` e `filial_ambigua`.
pub fn filial(unidade: &str, opcoes: &[String]) -> Result<Escolha, Erro> {
    let grau = |opcao: &String| {
        if !unidade.trim().is_empty() && para_comparar(opcao) == para_comparar(unidade) {
            Grau::Exato
        } else if so_digitos(opcao) == so_digitos(unidade) && razao_de_filial(opcao, unidade) >= LIMIAR_DE_FILIAL {
            Grau::Parecido
        } else {
            Grau::Nada
        }
    };
    let graus: Vec<Grau> = opcoes.iter().map(grau).collect();
    let todas: Vec<usize> = (0..opcoes.len()).collect();
    match julgar(&graus) {
        Veredito::Exato(indice) => Ok(Escolha { indice, aviso: None }),
        Veredito::Parecido(indice) => {
            let aviso = format!("a filial \"{}\" foi escolhida por semelhança com \"{unidade}\"", opcoes[indice]);
            Ok(Escolha { indice, aviso: Some(aviso) })
        }
        Veredito::Varios(indices) => Err(Erro::negocio(
            codigos::FILIAL_AMBIGUA,
            format!("mais de uma filial serve para \"{unidade}\": {}", citar(opcoes, &indices)),
        )
        .acao("Escreva a unidade no cadastro exatamente como está no portal.")),
        Veredito::Nenhum => Err(Erro::negocio(
            codigos::FILIAL_NAO_ENCONTRADA,
            format!("nenhuma filial serve para \"{unidade}\"; o portal oferece: {}", citar(opcoes, &todas)),
        )
        .acao("Escreva a unidade no cadastro exatamente como está no portal.")),
    }
}

/// Quantos textos uma mensagem cita.
const CITADOS: usize = 5;

fn citar(textos: &[String], indices: &[usize]) -> String {
    let mut citados: Vec<String> = indices.iter().take(CITADOS).map(|i| format!("\"{}\"", textos[*i])).collect();
    match indices.len() {
        0 => "nada".to_owned(),
        n if n > CITADOS => {
            citados.push(format!("e mais {}", n - CITADOS));
            citados.join(", ")
        }
        _ => citados.join(", "),
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    fn lista(textos: &[&str]) -> Vec<String> {
        textos.iter().map(|t| (*t).to_owned()).collect()
    }

    fn escolher(servico: &str, textos: &[&str]) -> Result<Option<(usize, bool)>, String> {
        let telefone = Telefone::do_servico(servico).map_err(|e| e.codigo().to_owned())?;
        linha(&telefone, &lista(textos))
            .map(|escolha| escolha.map(|e| (e.indice, e.aviso.is_some())))
            .map_err(|e| e.codigo().to_owned())
    }

    #[test]
    fn a_linha_exata_ganha_da_parecida_que_vem_antes() {
        assert_eq!(escolher("(11) 4000-1234", &["1140001239", "1140001234"]), Ok(Some((1, false))));
    }

    #[test]
    fn mascara_na_tela_nao_impede_o_exato() {
        assert_eq!(escolher("(11) 4000-1234", &["(11) 4000-1234"]), Ok(Some((0, false))));
    }

    #[test]
    fn a_parecida_so_serve_sozinha_e_com_aviso() {
        assert_eq!(escolher("(11) 4000-1239", &["1150009999", "1140001234"]), Ok(Some((1, true))));
        assert_eq!(escolher("(11) 4000-1230", &["1140001239", "1140001234"]), Err("fatura_ambigua".to_owned()));
    }

    #[test]
    fn duas_exatas_sao_ambiguas() {
        assert_eq!(escolher("(11) 4000-1234", &["1140001234", "1140001234"]), Err("fatura_ambigua".to_owned()));
    }

    #[test]
    fn o_mesmo_numero_em_outro_ddd_e_so_parecido() {
        assert_eq!(escolher("(11) 4000-1234", &["2140001234", "1140001234"]), Ok(Some((1, false))));
        assert_eq!(escolher("(11) 4000-1234", &["2140001234"]), Ok(Some((0, true))));
    }

    #[test]
    fn texto_vazio_nao_casa_e_servico_sem_telefone_e_erro_de_cadastro() {
        assert_eq!(escolher("(11) 4000-1234", &["", "Nenhuma conta encontrada"]), Ok(None));
        for servico in ["Link Dedicado", "Link 100", ""] {
            assert_eq!(escolher(servico, &["1140001234"]), Err("parametro_invalido".to_owned()), "{servico}");
        }
    }

    #[test]
    fn o_telefone_sai_das_formas_do_cadastro() {
        for servico in ["(11) 4000-1234", "(11) 4000-1234 fixo 2", "1140001234", "11 40001234", "fixo 11 4000-1234"] {
            let telefone = Telefone::do_servico(servico).unwrap();
            assert_eq!((telefone.ddd.as_str(), telefone.numero.as_str()), ("11", "40001234"), "{servico}");
        }
    }

    #[test]
    fn a_filial_exata_ganha_e_a_parecida_so_serve_sozinha() {
        let achar = |unidade: &str, opcoes: &[&str]| {
            filial(unidade, &lista(opcoes)).map(|e| (e.indice, e.aviso.is_some())).map_err(|e| e.codigo().to_owned())
        };
        assert_eq!(achar("matriz", &["MATRIZ - SP", " Matriz "]), Ok((1, false)));
        assert_eq!(achar("MATRIZ", &["Selecione", "MATRIZ - SP"]), Ok((1, true)));
        assert_eq!(achar("MATRIZ", &["MATRIZ - SP", "MATRIZ - RJ"]), Err("filial_ambigua".to_owned()));
        assert_eq!(achar("MATRIZ", &["MATRIZ SAO PAULO"]), Err("filial_nao_encontrada".to_owned()));
        assert_eq!(achar("LOJA 02", &["LOJA 01", "LOJA 03"]), Err("filial_nao_encontrada".to_owned()));
        assert_eq!(achar("LOJA 02", &["LOJA 03"]), Err("filial_nao_encontrada".to_owned()));
        assert_eq!(achar("", &["", "MATRIZ"]), Err("filial_nao_encontrada".to_owned()));
    }
}
