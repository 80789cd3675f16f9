//! O único lugar onde um erro vira resposta. O que é interno fica aqui dentro: registra-se a cadeia de causas uma vez, e por fora vai só o
//! código.

use std::error::Error;

use axum::Json;
use axum::extract::Request;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::fluxos::ErroDePublicacao;
use esteira_dominio::ErroDeCampo;
use esteira_motor::esquema::ProblemaDeValor;
use esteira_motor::maquina::Recusa;
use uuid::Uuid;

use super::problema::{ErroNoCampo, Problema, TIPO_MIME};

/// Segundos que um cliente deve esperar antes de repetir o que falhou por indisponibilidade.
const ESPERA_PARA_REPETIR_S: u16 = 5;

/// Um erro a caminho de virar resposta.
#[derive(Debug, Clone)]
pub(crate) struct ErroApi(Box<Problema>);

impl ErroApi {
    pub(crate) fn novo(status: StatusCode, codigo: &'static str, detalhe: impl Into<String>) -> Self {
        Self(Box::new(Problema::novo(status, codigo, detalhe)))
    }

    /// Erro nosso; o detalhe não diz nada de dentro.
    pub(crate) fn interno() -> Self {
        let detalhe =
            "algo falhou do nosso lado; se persistir, informe o cabeçalho x-request-id a quem cuida do sistema";
        Self::novo(StatusCode::INTERNAL_SERVER_ERROR, "erro_interno", detalhe)
    }

    /// Campos com problema, todos de uma vez.
    pub(crate) fn campos(erros: Vec<ErroNoCampo>) -> Self {
        let mut problema = Problema::novo(
            StatusCode::UNPROCESSABLE_ENTITY,
            "campos_invalidos",
            "corrija os campos indicados em `erros`",
        );
        problema.erros = erros;
        Self(Box::new(problema))
    }

    /// Diz qual é a que já vive.
    pub(crate) fn com_instancia_viva(mut self, id: Uuid) -> Self {
        self.0.instancia_viva = Some(id);
        self
    }

    /// O problema, para ir dentro de uma resposta que não é de erro.
    pub(crate) fn em_problema(self) -> Problema {
        *self.0
    }

    pub(crate) fn campo(
        campo: impl Into<std::borrow::Cow<'static, str>>,
        codigo: &'static str,
        mensagem: impl Into<String>,
    ) -> Self {
        Self::campos(vec![ErroNoCampo { campo: campo.into(), codigo, mensagem: mensagem.into() }])
    }
}

impl From<ErroDeCampo> for ErroNoCampo {
    fn from(erro: ErroDeCampo) -> Self {
        Self { campo: erro.campo.into(), codigo: erro.codigo, mensagem: erro.mensagem }
    }
}

impl From<ErroAplicacao> for ErroApi {
    fn from(erro: ErroAplicacao) -> Self {
        let texto = erro.to_string();
        match erro {
            ErroAplicacao::NaoAutenticado(_) => Self::novo(StatusCode::UNAUTHORIZED, "nao_autenticado", texto),
            ErroAplicacao::ForaDoEscopo(_) => Self::novo(StatusCode::FORBIDDEN, "fora_do_escopo", texto),
            ErroAplicacao::SemPermissao { .. } => Self::novo(StatusCode::FORBIDDEN, "sem_permissao", texto),
            ErroAplicacao::NaoEncontrado { .. } => Self::novo(StatusCode::NOT_FOUND, "nao_encontrado", texto),
            ErroAplicacao::Invalido(erros) => Self::campos(erros.into_iter().map(ErroNoCampo::from).collect()),
            ErroAplicacao::Conflito { codigo, .. } => Self::novo(StatusCode::CONFLICT, codigo, texto),
            ErroAplicacao::RevisaoVelha => Self::novo(StatusCode::PRECONDITION_FAILED, "revisao_velha", texto),
            ErroAplicacao::Recusado(recusa) => recusado(recusa, texto),
            ErroAplicacao::LimiteExcedido(_) => Self::novo(StatusCode::PAYLOAD_TOO_LARGE, "limite_excedido", texto),
            ErroAplicacao::Indisponivel(causa) => {
                tracing::error!(causa = cadeia(causa.as_ref()), "serviço indisponível");
                Self::novo(StatusCode::SERVICE_UNAVAILABLE, "indisponivel", texto)
            }
            ErroAplicacao::Interno(causa) => {
                tracing::error!(causa = cadeia(causa.as_ref()), "erro interno");
                Self::interno()
            }
        }
    }
}

impl From<ErroDePublicacao> for ErroApi {
    fn from(erro: ErroDePublicacao) -> Self {
        let texto = erro.to_string();
        match erro {
            ErroDePublicacao::Falha(erro) => erro.into(),
            ErroDePublicacao::Invalido(diagnosticos) => {
                let mut recusa = Self::novo(StatusCode::UNPROCESSABLE_ENTITY, "fluxo_invalido", texto);
                recusa.0.diagnosticos = diagnosticos;
                recusa
            }
        }
    }
}

/// A máquina não se aplica ao estado, ou não aceita quem pede.
fn recusado(recusa: Recusa, texto: String) -> ErroApi {
    let (status, codigo) = match recusa {
        Recusa::CampoExigido { campo, .. } => return ErroApi::campo(campo, "obrigatorio", texto),
        Recusa::DecisaoDesconhecida { .. } => return ErroApi::campo("decisao", "invalido", texto),
        Recusa::EntradaInvalida(problemas) => return dos_problemas("entrada", problemas),
        Recusa::FormularioInvalido(problemas) => return dos_problemas("dados", problemas),
        Recusa::TarefaDeOutro(_) => (StatusCode::CONFLICT, "tarefa_de_outro"),
        Recusa::TarefaDeNinguem => (StatusCode::CONFLICT, "tarefa_de_ninguem"),
        Recusa::JaVotou => (StatusCode::CONFLICT, "ja_se_manifestou"),
        Recusa::SemPessoa => (StatusCode::FORBIDDEN, "sem_pessoa"),
        Recusa::Pausada => (StatusCode::CONFLICT, "instancia_pausada"),
        Recusa::NadaMuda => (StatusCode::CONFLICT, "nada_muda"),
        Recusa::Desfazendo => (StatusCode::CONFLICT, "instancia_desfazendo"),
        Recusa::PassoInalcancavel(_) => (StatusCode::CONFLICT, "passo_inalcancavel"),
        Recusa::PlanoInvalido(_) => (StatusCode::UNPROCESSABLE_ENTITY, "plano_invalido"),
        Recusa::SemPapel { .. } => (StatusCode::FORBIDDEN, "sem_papel"),
        Recusa::ComRessalva { .. } => (StatusCode::FORBIDDEN, "com_ressalva"),
        Recusa::QuatroOlhos => (StatusCode::FORBIDDEN, "quatro_olhos"),
        Recusa::JaIniciada => (StatusCode::CONFLICT, "instancia_ja_iniciada"),
        Recusa::NaoIniciada => (StatusCode::CONFLICT, "instancia_nao_iniciada"),
        Recusa::Encerrada => (StatusCode::CONFLICT, "instancia_encerrada"),
        Recusa::VisitaPassada(_) | Recusa::TentativaVelha { .. } => (StatusCode::CONFLICT, "ja_passou"),
        Recusa::NaoEspera { .. } => (StatusCode::CONFLICT, "nao_espera"),
        Recusa::PassoInexistente(_) => (StatusCode::CONFLICT, "passo_inexistente"),
    };
    ErroApi::novo(status, codigo, texto)
}

/// Um erro por campo que não coube no esquema.
fn dos_problemas(raiz: &str, problemas: Vec<ProblemaDeValor>) -> ErroApi {
    let campo = |problema: &ProblemaDeValor| match problema.campo.as_str() {
        "" => raiz.to_owned(),
        dentro => format!("{raiz}.{dentro}"),
    };
    let erros = problemas.into_iter().map(|problema| ErroNoCampo {
        campo: campo(&problema).into(),
        codigo: "invalido",
        mensagem: problema.mensagem,
    });
    ErroApi::campos(erros.collect())
}

/// O erro e as suas causas, numa linha.
fn cadeia(erro: &dyn Error) -> String {
    match erro.source() {
        Some(causa) => format!("{erro}: {}", cadeia(causa)),
        None => erro.to_string(),
    }
}

impl From<BytesRejection> for ErroApi {
    fn from(recusa: BytesRejection) -> Self {
        match recusa.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::do_status(StatusCode::PAYLOAD_TOO_LARGE),
            _ => Self::novo(
                StatusCode::BAD_REQUEST,
                "corpo_ilegivel",
                "o corpo do pedido não chegou inteiro; mande de novo",
            ),
        }
    }
}

impl From<PathRejection> for ErroApi {
    fn from(_: PathRejection) -> Self {
        Self::novo(
            StatusCode::BAD_REQUEST,
            "caminho_invalido",
            "o endereço tem um id inválido; ids são UUIDs, como os da lista",
        )
    }
}

impl ErroApi {
    /// O que o próprio servidor recusa, sem chegar a uma rota nossa.
    pub(crate) fn do_status(status: StatusCode) -> Self {
        let (codigo, detalhe) = match status {
            StatusCode::NOT_FOUND => {
                ("rota_desconhecida", "não há nada neste endereço; veja as rotas em /api/documentacao")
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                ("metodo_nao_aceito", "este endereço não aceita este método; os aceitos estão no cabeçalho Allow")
            }
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("corpo_grande_demais", "o corpo do pedido passa do tamanho aceito nesta rota")
            }
            StatusCode::URI_TOO_LONG => {
                ("consulta_grande_demais", "a consulta (?…) passa de 8 KiB; use filtros mais curtos")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("tipo_nao_aceito", "o Content-Type do pedido não é aceito nesta rota")
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => {
                ("tempo_esgotado", "o pedido demorou mais que o aceito e foi interrompido; tente de novo")
            }
            status if status.is_client_error() => ("pedido_recusado", "o pedido não pôde ser lido"),
            _ => return Self::interno(),
        };
        Self::novo(status, codigo, detalhe)
    }
}

impl IntoResponse for ErroApi {
    /// O corpo só se escreve em [`completar`], que sabe o caminho pedido.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut resposta = status.into_response();
        let cabecalhos = resposta.headers_mut();
        match status {
            StatusCode::UNAUTHORIZED => {
                cabecalhos.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                cabecalhos.insert(header::RETRY_AFTER, ESPERA_PARA_REPETIR_S.into());
            }
            _ => {}
        }
        resposta.extensions_mut().insert(self);
        resposta
    }
}

/// Marca a recusa que já se diz numa página, a quem a abriu num navegador.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EmPagina;

/// Escreve o corpo de todo erro, inclusive dos que o servidor dá sozinho (404, 405, 413, tempo esgotado), sempre no mesmo formato. Só a página fica como está.
pub(crate) async fn completar(pedido: Request, proximo: Next) -> Response {
    let caminho = pedido.uri().path().to_owned();
    let mut resposta = proximo.run(pedido).await;
    if resposta.extensions().get::<EmPagina>().is_some() {
        return resposta;
    }
    let erro = match resposta.extensions_mut().remove::<ErroApi>() {
        Some(erro) => erro,
        None if resposta.status().is_client_error() || resposta.status().is_server_error() => {
            ErroApi::do_status(resposta.status())
        }
        None => return resposta,
    };
    let mut problema = *erro.0;
    problema.instancia = Some(caminho);
    let (mut partes, _) = resposta.into_parts();
    partes.headers.remove(header::CONTENT_LENGTH);
    partes.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(TIPO_MIME));
    let corpo = Json(problema).into_response().into_body();
    Response::from_parts(partes, corpo)
}
