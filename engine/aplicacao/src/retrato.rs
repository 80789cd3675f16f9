//! O estado de uma instância como o banco o tem: o retrato ou, se ele não se lê, a dobra da história, que é a verdade.
//!
//! Quando nem a história se lê, só esta instância para: quem a encontra diz por quê, e o consolidador a põe em atenção.

use std::borrow::Cow;

use esteira_armazem::motor::{EventoGuardado, Instancia};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::{ErroAtividade, Estado, Evento, aplicar};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::ErroAplicacao;
use crate::cargas::{Cargas, ErroDeCarga};

/// Código do conflito de quem manda um comando a uma instância cujo estado não se lê, e do incidente dela.
pub const ESTADO_ILEGIVEL: &str = "estado_ilegivel";

/// O que fazer com ela.
const O_QUE_FAZER: &str =
    "restaure da cópia de segurança o que falta (a linha do banco ou o arquivo), pause a instância e retome-a";

/// Por que o estado de uma instância não se lê.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ilegivel {
    pub problema: String,
}

impl Ilegivel {
    /// A recusa de um comando.
    pub(crate) fn recusa(&self, id: InstanciaId) -> ErroAplicacao {
        let problema = &self.problema;
        let mensagem = format!("o estado guardado da instância {id} não se lê ({problema}); {O_QUE_FAZER}");
        ErroAplicacao::conflito(ESTADO_ILEGIVEL, mensagem)
    }

    /// O incidente que um operador vê.
    pub(crate) fn incidente(&self) -> ErroAtividade {
        let mensagem = format!("o estado guardado não se lê: {}", self.problema);
        let acao_recomendada = Some(O_QUE_FAZER.to_owned());
        ErroAtividade { acao_recomendada, ..ErroAtividade::do_fluxo(ESTADO_ILEGIVEL, mensagem) }
    }
}

/// O que se leu.
pub(crate) struct Lido {
    pub estado: Estado,
    /// O texto inteiro do estado, se não é o que está na linha.
    pub texto: Option<String>,
}

/// Lê o estado. A unidade age pelo inquilino da instância.
///
/// # Errors
/// Só o que não é da instância: o banco ou o armazém de arquivos que não respondem.
pub(crate) async fn ler(
    unidade: &mut Unidade,
    cargas: &Cargas,
    instancia: &Instancia,
) -> Result<Result<Lido, Ilegivel>, ErroArmazem> {
    let no_retrato = match abrir(unidade, cargas, &instancia.estado).await? {
        Ok((estado, texto)) => return Ok(Ok(Lido { estado, texto })),
        Err(problema) => problema,
    };
    let dobrado = dobrar(unidade, cargas, instancia).await?;
    let com_texto = |estado: Estado| match serde_json::to_string(&estado) {
        Ok(texto) => Ok(Lido { estado, texto: Some(texto) }),
        Err(erro) => Err(erro.to_string()),
    };
    Ok(match dobrado.and_then(com_texto) {
        Ok(lido) => {
            tracing::warn!(instancia.id = %instancia.id, problema = no_retrato, "retrato ilegível; refeito pela história");
            Ok(lido)
        }
        Err(na_historia) => {
            Err(Ilegivel { problema: format!("no retrato, {no_retrato}; na história, {na_historia}") })
        }
    })
}

/// O valor de um texto do banco e, se é outro, o texto inteiro dele; ou o que há de errado.
async fn abrir<T: DeserializeOwned>(
    unidade: &Unidade,
    cargas: &Cargas,
    texto: &str,
) -> Result<Result<(T, Option<String>), String>, ErroArmazem> {
    let inteiro = match cargas.inteiro(unidade.inquilino(), texto).await {
        Ok(inteiro) => inteiro,
        Err(ErroDeCarga::Ilegivel(problema)) => return Ok(Err(problema)),
        Err(ErroDeCarga::SemArquivos(causa)) => return Err(ErroArmazem::SemArquivos(causa)),
    };
    let lido = serde_json::from_str(&inteiro).map_err(|erro| erro.to_string());
    let outro = match inteiro {
        Cow::Borrowed(_) => None,
        Cow::Owned(texto) => Some(texto),
    };
    Ok(lido.map(|valor| (valor, outro)))
}

/// O estado que a história conta, se ela está inteira; senão, o que lhe falta.
async fn dobrar(
    unidade: &mut Unidade,
    cargas: &Cargas,
    instancia: &Instancia,
) -> Result<Result<Estado, String>, ErroArmazem> {
    let mut estado = Estado::default();
    for decisao in unidade.decisoes_depois_de(instancia.id.into(), 0).await? {
        if i64::try_from(estado.sequencia).ok() != Some(decisao.sequencia - 1) {
            return Ok(Err(format!("falta o que vem depois do evento {}", estado.sequencia)));
        }
        match abrir::<Vec<Evento>>(unidade, cargas, &decisao.eventos).await? {
            Ok((eventos, _)) => estado = eventos.iter().fold(estado, aplicar),
            Err(problema) => return Ok(Err(format!("a decisão {}: {problema}", decisao.sequencia))),
        }
    }
    if i64::try_from(estado.sequencia).ok() == Some(instancia.sequencia) {
        Ok(Ok(estado))
    } else {
        Ok(Err(format!("ela tem {} eventos, e a instância, {}", estado.sequencia, instancia.sequencia)))
    }
}

/// A história depois de um evento, para se ver. A decisão que não se lê aparece como um evento que diz por quê.
pub(crate) async fn historia(
    unidade: &mut Unidade,
    cargas: &Cargas,
    id: InstanciaId,
    depois_de: i64,
) -> Result<Vec<EventoGuardado>, ErroArmazem> {
    let mut historia = Vec::new();
    for decisao in unidade.decisoes_depois_de(id, depois_de).await? {
        let eventos = abrir::<Vec<Value>>(unidade, cargas, &decisao.eventos).await?;
        let eventos = eventos.map_or_else(|problema| vec![ilegivel(problema)], |(eventos, _)| eventos);
        historia.extend(decisao.abrir(eventos));
    }
    Ok(historia)
}

fn ilegivel(problema: String) -> Value {
    json!({ "tipo": "ilegivel", "problema": problema })
}
