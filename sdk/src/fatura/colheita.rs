//! A colheita: uma execução que lê uma caixa de correio e serve a muitos clientes.
//!
//! Duas operações, para que nada se perca nem se dobre. `colher-faturas` entrega o que achou e deixa as mensagens onde estão;
//! `arquivar-mensagens`, depois de o resultado estar guardado, tira-as da entrada. Caindo antes da segunda, a primeira acha as mesmas
//! mensagens outra vez, com os mesmos ids: quem recebe reconhece a repetida pelo `message_id` e o número da fatura.

use serde_json::{Map, Value, json};

use super::entrada::{Campos, invalido};
use crate::apoio::{Data, pdf};
use crate::arquivos::Arquivo;
use crate::contexto::Contexto;
use crate::correio::Mensagem;
use crate::erro::Erro;

/// A pasta em que as mensagens chegam.
const ENTRADA: &str = "INBOX";
/// Mensagens por execução, se não se pede outra quantidade; e o mais que se pode pedir.
const MAXIMO_PADRAO: usize = 50;
const MAXIMO: usize = 200;

/// Os parâmetros de `colher-faturas`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParametrosDaColheita {
    /// Endereço da caixa: `imaps://servidor`.
    pub caixa: String,
    /// Usuário da caixa.
    pub usuario: String,
    /// O endereço de quem manda as faturas.
    pub remetente: String,
    /// A pasta em que elas chegam.
    pub pasta: String,
    /// Só as que chegaram deste dia em diante.
    pub desde: Option<Data>,
    /// Só as que chegaram até este dia, inclusive.
    pub ate: Option<Data>,
    /// Quantas mensagens, no máximo.
    pub maximo: usize,
}

impl ParametrosDaColheita {
    /// Lê do JSON do contrato. Erro `parametro_invalido`.
    pub fn ler(parametros: &Value) -> Result<Self, Erro> {
        let campos = Campos(parametros);
        let dia = |nome: &str| match campos.texto(nome)? {
            Some(texto) => texto.parse().map(Some).map_err(|_| invalido(nome, "tem de ser uma data AAAA-MM-DD")),
            None => Ok(None),
        };
        let maximo = match parametros.get("maximo") {
            None | Some(Value::Null) => Some(MAXIMO_PADRAO),
            Some(numero) => numero.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| (1..=MAXIMO).contains(n)),
        };
        Ok(Self {
            caixa: campos.exigir("caixa")?,
            usuario: campos.exigir("usuario")?,
            remetente: campos.exigir("remetente")?,
            pasta: campos.texto("pasta")?.unwrap_or_else(|| ENTRADA.to_owned()),
            desde: dia("desde")?,
            ate: dia("ate")?,
            maximo: maximo.ok_or_else(|| invalido("maximo", &format!("vai de 1 a {MAXIMO}")))?,
        })
    }
}

/// Os parâmetros de `arquivar-mensagens`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParametrosDoArquivamento {
    /// Endereço da caixa: `imaps://servidor`.
    pub caixa: String,
    /// Usuário da caixa.
    pub usuario: String,
    /// Os ids que a colheita deu.
    pub mensagens: Vec<String>,
    /// A pasta para onde vão.
    pub destino: String,
}

impl ParametrosDoArquivamento {
    /// Lê do JSON do contrato. Erro `parametro_invalido`.
    pub fn ler(parametros: &Value) -> Result<Self, Erro> {
        let campos = Campos(parametros);
        let ids = parametros.get("mensagens").and_then(Value::as_array);
        let ids = ids.and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>());
        Ok(Self {
            caixa: campos.exigir("caixa")?,
            usuario: campos.exigir("usuario")?,
            mensagens: ids.ok_or_else(|| invalido("mensagens", "tem de ser uma lista de ids de mensagem"))?,
            destino: campos.exigir("destino")?,
        })
    }
}

/// Uma fatura colhida. Só se constrói entregando o PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct FaturaColhida(Map<String, Value>);

impl FaturaColhida {
    /// Confere que o arquivo é um PDF inteiro e o entrega com este rótulo, único na execução. `cnpj` sem máscara, `valor` como
    /// `123.45`. Erro `arquivo_invalido`.
    pub fn entregar(arquivo: &Arquivo, rotulo: &str, cnpj: &str, contexto: &Contexto) -> Result<Self, Erro> {
        pdf::conferir(arquivo)?;
        contexto.arquivos().guardar(arquivo, rotulo)?;
        let arquivo = json!({ "rotulo": rotulo, "nome": arquivo.nome(), "resumo": arquivo.resumo() });
        Ok(Self(Map::from_iter([("cnpj".to_owned(), cnpj.into()), ("arquivo".to_owned(), arquivo)])))
    }

    /// O vencimento, e o mês que ele diz.
    pub fn com_vencimento(self, data: Data) -> Self {
        self.com("data_vencimento", data.to_string())
    }

    /// O valor, `123.45`.
    pub fn com_valor(self, valor: &str) -> Self {
        self.com("valor", valor)
    }

    /// O número da fatura.
    pub fn com_numero(self, numero: &str) -> Self {
        self.com("numero", numero)
    }

    /// O nome de quem paga, como o portal o mostra.
    pub fn com_razao_social(self, razao_social: &str) -> Self {
        self.com("razao_social", razao_social)
    }

    fn com(mut self, chave: &str, valor: impl Into<Value>) -> Self {
        self.0.insert(chave.to_owned(), valor.into());
        self
    }
}

/// O que se fez de cada mensagem, na ordem. Mensagem sem desfecho não existe: ou deu fatura, ou deu erro, ou repete outra.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Colheita {
    mensagens: Vec<Value>,
    ha_mais: bool,
}

impl Colheita {
    /// Sem nada.
    pub fn nova() -> Self {
        Self::default()
    }

    /// Deu uma fatura.
    pub fn colhida(&mut self, mensagem: &Mensagem, fatura: FaturaColhida) {
        self.anotar(mensagem, "fatura", Value::Object(fatura.0));
    }

    /// Deu um erro, que é só dela.
    pub fn falhou(&mut self, mensagem: &Mensagem, erro: &Erro) {
        let erro = json!({
            "codigo": erro.codigo(),
            "classe": erro.classe().rotulo(),
            "mensagem": erro.mensagem(),
            "acao_recomendada": erro.acao_recomendada(),
        });
        self.anotar(mensagem, "erro", erro);
    }

    /// É a mesma fatura de outra mensagem desta colheita.
    pub fn repetida(&mut self, mensagem: &Mensagem, de: &str) {
        self.anotar(mensagem, "repete", de.into());
    }

    /// Ficaram mensagens para outra execução.
    pub fn deixar_o_resto(&mut self) {
        self.ha_mais = true;
    }

    /// A saída como o contrato a quer.
    pub fn json(self) -> Value {
        json!({ "mensagens": self.mensagens, "ha_mais": self.ha_mais })
    }

    fn anotar(&mut self, mensagem: &Mensagem, chave: &str, desfecho: Value) {
        let mut item = json!({ "mensagem": mensagem.id(), "assunto": mensagem.assunto() });
        if let Some(message_id) = mensagem.message_id() {
            item["message_id"] = message_id.into();
        }
        item[chave] = desfecho;
        self.mensagens.push(item);
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn parametros_da_colheita_tem_o_que_e_de_costume_e_recusam_o_resto() {
        let base = json!({ "caixa": "imaps://i.exemplo", "usuario": "u", "remetente": "a@b.exemplo" });
        let lidos = ParametrosDaColheita::ler(&base).unwrap();
        assert_eq!((lidos.pasta.as_str(), lidos.maximo, lidos.desde), ("INBOX", MAXIMO_PADRAO, None));
        for (campo, ruim) in [
            ("caixa", json!("")),
            ("remetente", Value::Null),
            ("desde", json!("2026-02-30")),
            ("maximo", json!(0)),
            ("maximo", json!(201)),
            ("maximo", json!("10")),
        ] {
            let mut parametros = base.clone();
            parametros[campo] = ruim;
            let erro = ParametrosDaColheita::ler(&parametros).unwrap_err();
            assert_eq!(erro.codigo(), "parametro_invalido");
            assert!(erro.mensagem().contains(campo), "{erro}");
        }
        assert!(
            ParametrosDoArquivamento::ler(&json!({ "caixa": "c", "usuario": "u", "destino": "d", "mensagens": [1] }))
                .is_err()
        );
    }
}
