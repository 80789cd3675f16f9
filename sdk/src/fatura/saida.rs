//! O que o plugin devolve. As formas impedem os falsos sucessos do legado: não há saída sem PDF entregue, nem envio sem comprovante.

use serde_json::{Map, Value, json};

use crate::apoio::{Data, pdf};
use crate::arquivos::Arquivo;
use crate::codigos;
use crate::contexto::Contexto;
use crate::erro::Erro;

/// Rótulo do arquivo entregue.
pub(super) const ROTULO_FATURA: &str = "fatura";

/// Resultado de `baixar-fatura`. Só se constrói entregando o PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultadoSaidaPadrao {
    data_vencimento: Option<Data>,
    valor: Option<String>,
    numero: Option<String>,
    avisos: Vec<String>,
    dados: Map<String, Value>,
}

impl ResultadoSaidaPadrao {
    /// Confere que o arquivo é um PDF inteiro e o entrega como a fatura. Erro `arquivo_invalido`.
    pub fn entregar(fatura: &Arquivo, contexto: &Contexto) -> Result<Self, Erro> {
        pdf::conferir(fatura)?;
        contexto.arquivos().guardar(fatura, ROTULO_FATURA)?;
        Ok(Self { data_vencimento: None, valor: None, numero: None, avisos: Vec::new(), dados: Map::new() })
    }

    /// O vencimento lido do portal.
    pub fn com_vencimento(mut self, data: Data) -> Self {
        self.data_vencimento = Some(data);
        self
    }

    /// O valor lido do portal, `123.45` (veja [`crate::apoio::texto::valor`]).
    pub fn com_valor(mut self, valor: impl Into<String>) -> Self {
        self.valor = Some(valor.into());
        self
    }

    /// O número da fatura no portal.
    pub fn com_numero(mut self, numero: impl Into<String>) -> Self {
        self.numero = Some(numero.into());
        self
    }

    /// Algo que quem aprova precisa saber.
    pub fn com_aviso(mut self, aviso: impl Into<String>) -> Self {
        self.avisos.push(aviso.into());
        self
    }

    /// Um dado próprio da operadora.
    pub fn com_dado(mut self, chave: &str, valor: impl Into<Value>) -> Self {
        self.dados.insert(chave.to_owned(), valor.into());
        self
    }

    /// A saída como o contrato a quer; o que não se leu não aparece.
    pub fn json(self) -> Value {
        let mut saida = json!({ "avisos": self.avisos, "dados": self.dados });
        let lidos = [
            ("data_vencimento", self.data_vencimento.map(|data| data.to_string())),
            ("valor", self.valor),
            ("numero", self.numero),
        ];
        for (chave, lido) in lidos {
            if let Some(lido) = lido {
                saida[chave] = lido.into();
            }
        }
        saida
    }
}

/// A prova de que a fatura está no portal, lida de volta dele.
#[derive(Debug, Clone, PartialEq)]
pub struct Comprovante {
    numero: String,
    dados: Map<String, Value>,
}

impl Comprovante {
    /// `numero` como o portal o mostra. Erro `envio_sem_comprovante` se vazio.
    pub fn novo(numero: &str) -> Result<Self, Erro> {
        let numero = numero.trim();
        if numero.is_empty() {
            return Err(Erro::tecnico(
                codigos::ENVIO_SEM_COMPROVANTE,
                "o portal não mostra o número da fatura enviada",
            )
            .acao("Confira no portal se a fatura foi cadastrada, antes de reenviar."));
        }
        Ok(Self { numero: numero.to_owned(), dados: Map::new() })
    }

    /// Mais um dado lido do portal.
    pub fn com_dado(mut self, chave: &str, valor: impl Into<Value>) -> Self {
        self.dados.insert(chave.to_owned(), valor.into());
        self
    }

    fn json(self) -> Value {
        let mut objeto = self.dados;
        objeto.insert("numero".to_owned(), self.numero.into());
        Value::Object(objeto)
    }
}

/// Resultado de `enviar-fatura`. Só se constrói com o comprovante.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultadoDoEnvio {
    comprovante: Comprovante,
    avisos: Vec<String>,
}

impl ResultadoDoEnvio {
    /// Com a prova.
    pub fn novo(comprovante: Comprovante) -> Self {
        Self { comprovante, avisos: Vec::new() }
    }

    /// Algo que quem acompanha precisa saber.
    pub fn com_aviso(mut self, aviso: impl Into<String>) -> Self {
        self.avisos.push(aviso.into());
        self
    }

    /// A saída como o contrato a quer.
    pub fn json(self) -> Value {
        json!({ "comprovante": self.comprovante.json(), "avisos": self.avisos })
    }
}

/// Resultado de `conferir-envio`. Na dúvida não há resultado: há o erro `envio_incerto`.
#[derive(Debug, Clone, PartialEq)]
pub enum SituacaoDoEnvio {
    /// Está no portal.
    Enviada(Comprovante),
    /// O portal respondeu, e não está lá.
    Ausente,
}

impl SituacaoDoEnvio {
    /// A saída como o contrato a quer.
    pub fn json(self) -> Value {
        match self {
            Self::Enviada(comprovante) => json!({ "situacao": "enviada", "comprovante": comprovante.json() }),
            Self::Ausente => json!({ "situacao": "ausente" }),
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::teste::{PDF_MINIMO, Portal};

    #[test]
    fn nao_ha_saida_sem_pdf_entregue() {
        let portal = Portal::novo();
        let contexto = portal.contexto();
        let html = contexto.arquivos().criar("f.pdf", b"<html>").unwrap();
        assert_eq!(ResultadoSaidaPadrao::entregar(&html, &contexto).unwrap_err().codigo(), "arquivo_invalido");
        assert!(portal.guardados().is_empty());

        let pdf = contexto.arquivos().criar("f.pdf", PDF_MINIMO).unwrap();
        let saida = ResultadoSaidaPadrao::entregar(&pdf, &contexto).unwrap();
        assert_eq!(saida.json(), json!({ "avisos": [], "dados": {} }));
        assert_eq!(portal.guardados()[0].rotulo, "fatura");
    }

    #[test]
    fn comprovante_sem_numero_nao_existe() {
        assert_eq!(Comprovante::novo(" ").unwrap_err().codigo(), "envio_sem_comprovante");
        let prova = Comprovante::novo("42").unwrap().com_dado("filial", "MATRIZ");
        assert_eq!(
            ResultadoDoEnvio::novo(prova.clone()).json(),
            json!({ "comprovante": { "filial": "MATRIZ", "numero": "42" }, "avisos": [] })
        );
        assert_eq!(SituacaoDoEnvio::Enviada(prova).json()["situacao"], "enviada");
        assert_eq!(SituacaoDoEnvio::Ausente.json(), json!({ "situacao": "ausente" }));
    }
}
