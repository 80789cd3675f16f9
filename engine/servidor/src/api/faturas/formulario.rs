//! O formulário do upload, campo a campo.

use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Request};
use esteira_base::{Dinheiro, MesAno};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::formulario::{abrir, ilegivel};
use crate::api::problema::ErroNoCampo;

/// Os campos do formulário, para a descrição.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem lê é `Formulario`")]
pub(crate) struct UploadManual {
    /// O processo que espera a fatura; ou então `cliente_id` e `mes_ano`.
    processo_id: Option<Uuid>,
    cliente_id: Option<Uuid>,
    #[schema(example = "2026-10")]
    mes_ano: Option<String>,
    /// Se falta, vale a lida do PDF.
    #[schema(value_type = Option<String>, format = Date, example = "2026-11-10")]
    data_vencimento: Option<String>,
    /// Em reais; se falta, vale o lido do PDF.
    #[schema(example = "1234.56")]
    valor: Option<String>,
    /// O PDF.
    #[schema(value_type = String, format = Binary)]
    arquivo: Vec<u8>,
    /// O arquivo FEBRABAN V3R0 ou NFCom da mesma fatura: confere-se contra o PDF.
    #[schema(value_type = Option<String>, format = Binary)]
    detalhe: Option<Vec<u8>>,
}

/// De que processo é a fatura.
pub(super) enum De {
    Processo(Uuid),
    ClienteNoMes(Uuid, MesAno),
}

/// O formulário lido e conferido.
pub(super) struct Formulario {
    pub de: De,
    pub data_vencimento: Option<chrono::NaiveDate>,
    pub valor: Option<Dinheiro>,
    pub nome_do_arquivo: String,
    pub conteudo: Bytes,
    pub detalhe: Option<Bytes>,
}

#[derive(Default)]
struct Lido {
    processo: Option<Uuid>,
    cliente: Option<Uuid>,
    mes_ano: Option<MesAno>,
    data_vencimento: Option<chrono::NaiveDate>,
    valor: Option<Dinheiro>,
    arquivo: Option<(String, Bytes)>,
    detalhe: Option<Bytes>,
    erros: Vec<ErroNoCampo>,
}

impl<E: Send + Sync> FromRequest<E> for Formulario {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        let como = "mande um formulário multipart/form-data, com o PDF no campo `arquivo`";
        let mut multipart = abrir(pedido, estado, como).await?;
        let mut lido = Lido::default();
        while let Some(campo) = multipart.next_field().await.map_err(ilegivel)? {
            lido.campo(campo).await?;
        }
        lido.concluir()
    }
}

impl Lido {
    async fn campo(&mut self, campo: Field<'_>) -> Result<(), ErroApi> {
        let nome = campo.name().unwrap_or_default().to_owned();
        if nome == "arquivo" {
            let nome_do_arquivo = campo.file_name().unwrap_or("fatura.pdf").to_owned();
            self.arquivo = Some((nome_do_arquivo, campo.bytes().await.map_err(ilegivel)?));
            return Ok(());
        }
        if nome == "detalhe" {
            self.detalhe = Some(campo.bytes().await.map_err(ilegivel)?).filter(|bytes| !bytes.is_empty());
            return Ok(());
        }
        let texto = campo.text().await.map_err(ilegivel)?;
        let texto = texto.trim();
        // Formulário de página manda vazio o que não se preencheu.
        if texto.is_empty() {
            return Ok(());
        }
        let id = "não é um id válido; ids são UUIDs";
        match nome.as_str() {
            "processo_id" => self.processo = self.anotar("processo_id", texto.parse().map_err(|_| id.to_owned())),
            "cliente_id" => self.cliente = self.anotar("cliente_id", texto.parse().map_err(|_| id.to_owned())),
            "mes_ano" => self.mes_ano = self.anotar("mes_ano", texto.parse().map_err(em_texto)),
            "valor" => self.valor = self.anotar("valor", texto.parse().map_err(em_texto)),
            "data_vencimento" => {
                let data = texto.parse().map_err(|_| "escreva AAAA-MM-DD, como 2026-11-10".to_owned());
                self.data_vencimento = self.anotar("data_vencimento", data);
            }
            _ => {
                let mensagem = "campo desconhecido; os aceitos são: processo_id, cliente_id, mes_ano, data_vencimento, valor, arquivo, detalhe";
                self.erros.push(ErroNoCampo {
                    campo: nome.into(),
                    codigo: "desconhecido",
                    mensagem: mensagem.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn anotar<T>(&mut self, campo: &'static str, lido: Result<T, String>) -> Option<T> {
        lido.map_err(|mensagem| self.erros.push(ErroNoCampo { campo: campo.into(), codigo: "invalido", mensagem })).ok()
    }

    fn concluir(mut self) -> Result<Formulario, ErroApi> {
        let de = match (self.processo, self.cliente, self.mes_ano) {
            (Some(processo), None, None) => Some(De::Processo(processo)),
            (None, Some(cliente), Some(mes_ano)) => Some(De::ClienteNoMes(cliente, mes_ano)),
            _ => None,
        };
        if de.is_none() && self.erros.is_empty() {
            let mensagem = "informe processo_id, ou então cliente_id e mes_ano, e não os dois".to_owned();
            self.erros.push(ErroNoCampo { campo: "processo_id".into(), codigo: "obrigatorio", mensagem });
        }
        if self.arquivo.is_none() {
            let mensagem = "mande o PDF neste campo".to_owned();
            self.erros.push(ErroNoCampo { campo: "arquivo".into(), codigo: "obrigatorio", mensagem });
        }
        match (de, self.arquivo) {
            (Some(de), Some((nome_do_arquivo, conteudo))) if self.erros.is_empty() => Ok(Formulario {
                de,
                data_vencimento: self.data_vencimento,
                valor: self.valor,
                nome_do_arquivo,
                conteudo,
                detalhe: self.detalhe,
            }),
            _ => Err(ErroApi::campos(self.erros)),
        }
    }
}

fn em_texto(erro: impl ToString) -> String {
    erro.to_string()
}
