//! Importar clientes de uma planilha.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, importacoes};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::formulario::{abrir, ilegivel};
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// Quantas linhas cabem num pedido, que tem prazo; a encomendada não o tem.
const MAXIMO_DE_LINHAS: usize = 5_000;
/// Maior planilha aceita, em bytes.
pub(in crate::api) const MAXIMO_DA_PLANILHA: usize = 20 * 1024 * 1024;

/// O nome de uma planilha que veio sem ele.
const SEM_NOME: &str = "planilha";

/// Os campos do formulário, para a descrição.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem lê é `Planilha`")]
pub(crate) struct ImportacaoEnviada {
    /// CSV ou XLSX, com os títulos do cadastro legado.
    #[schema(value_type = String, format = Binary)]
    arquivo: Vec<u8>,
    /// `false` grava; sem ele, só se diz o que se faria.
    #[schema(default = true)]
    simular: Option<bool>,
}

/// O relatório.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem escreve é `importacoes::Importacao`")]
pub(crate) struct Importacao {
    simulada: bool,
    criados: usize,
    alterados: usize,
    iguais: usize,
    recusados: usize,
    /// Títulos que não se usam.
    colunas_ignoradas: Vec<String>,
    linhas: Vec<LinhaImportada>,
}

/// Uma linha da planilha.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct LinhaImportada {
    /// O cabeçalho é a 1.
    linha: u64,
    cliente: String,
    /// `CRIADO`, `ALTERADO`, `IGUAL` ou `RECUSADO`.
    #[schema(example = "RECUSADO")]
    desfecho: String,
    cliente_id: Option<Uuid>,
    #[schema(example = json!(["cnpj: há dois na mesma célula; ponha cada um na sua linha"]))]
    mensagens: Vec<String>,
}

/// Simula ou faz a importação. Cada linha vale por si: a que não entra volta com o motivo. Repetir a mesma planilha não muda nada.
#[utoipa::path(
    post,
    path = "/api/clientes/importacao",
    operation_id = "importar_clientes",
    tag = "clientes",
    security(("token" = [])),
    request_body(content = ImportacaoEnviada, content_type = "multipart/form-data"),
    responses((status = 200, body = Importacao), Problemas)
)]
pub(crate) async fn importar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    planilha: Planilha,
) -> Result<Json<importacoes::Importacao>, ErroApi> {
    importacoes::exigir(&quem)?;
    // Ler uma planilha grande é conta de processador, e não de espera.
    let tabela = tokio::task::spawn_blocking(move || importacoes::ler(&planilha.conteudo)).await;
    let tabela = tabela.map_err(ErroAplicacao::interno)??;
    if tabela.linhas.len() > MAXIMO_DE_LINHAS {
        let mensagem = format!(
            "a planilha passa de {MAXIMO_DE_LINHAS} linhas; mande-a a POST /api/importacoes, que a importa com calma"
        );
        return Err(ErroAplicacao::LimiteExcedido(mensagem).into());
    }
    let importacao = importacoes::importar_clientes(&app, &quem, &tabela, planilha.simular, &|_| ()).await?;
    Ok(Json(importacao))
}

/// O formulário lido.
pub(crate) struct Planilha {
    /// Como quem a mandou a chama.
    pub nome: String,
    pub conteudo: Bytes,
    pub simular: bool,
}

impl<E: Send + Sync> FromRequest<E> for Planilha {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        let como = "mande um formulário multipart/form-data, com a planilha no campo `arquivo`";
        let mut multipart = abrir(pedido, estado, como).await?;
        let (mut nome, mut conteudo, mut simular) = (SEM_NOME.to_owned(), None, true);
        while let Some(campo) = multipart.next_field().await.map_err(ilegivel)? {
            match campo.name().unwrap_or_default() {
                "arquivo" => {
                    nome = campo.file_name().filter(|nome| !nome.is_empty()).unwrap_or(SEM_NOME).to_owned();
                    conteudo = Some(campo.bytes().await.map_err(ilegivel)?);
                }
                "simular" => {
                    simular = match campo.text().await.map_err(ilegivel)?.trim() {
                        "true" | "" => true,
                        "false" => false,
                        _ => return Err(ErroApi::campo("simular", "invalido", "escreva true ou false")),
                    }
                }
                outro => {
                    let mensagem = "campo desconhecido; os aceitos são: arquivo, simular";
                    return Err(ErroApi::campo(outro.to_owned(), "desconhecido", mensagem));
                }
            }
        }
        let conteudo =
            conteudo.ok_or_else(|| ErroApi::campo("arquivo", "obrigatorio", "mande a planilha neste campo"))?;
        Ok(Self { nome, conteudo, simular })
    }
}
