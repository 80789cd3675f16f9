//! O que alguém preenche num agendamento, e a agenda que sai do que se guardou.

use std::str::FromStr;
use std::time::Duration;

use esteira_armazem::Unidade;
use esteira_armazem::agenda::{Agendamento, CadastroDeAgendamento};
use esteira_base::{Duracao, Instante};
use esteira_dominio::ErroDeCampo;
use esteira_motor::agenda::{Agenda, Calendario, Cron, Fuso, Perdidas, Sobreposicao};
use serde_json::{Value, json};

use super::tipos;
use crate::ErroAplicacao;

/// Em caracteres.
pub const MAXIMO_NOME: usize = 100;
/// Em caracteres.
pub const MAXIMO_DESCRICAO: usize = 500;
/// Do JSON dos parâmetros, em bytes.
pub const MAXIMO_PARAMETROS: usize = 16 * 1024;
/// A janela de `TODAS` quando não se diz.
const JANELA_PADRAO: Duration = Duration::from_secs(24 * 3_600);
/// Além disto é quase certo um engano: rodar de uma vez o que se perdeu em meses.
const JANELA_MAXIMA: Duration = Duration::from_secs(31 * 24 * 3_600);

/// O que se preenche; ainda não conferido.
#[derive(Debug, Clone, PartialEq)]
pub struct NovoAgendamento {
    pub nome_agendamento: String,
    pub descricao: Option<String>,
    pub cron_expressao: String,
    /// Nenhum = o de Brasília.
    pub fuso: Option<String>,
    pub tipo_agendamento: String,
    pub parametros_execucao: Value,
    /// Nenhuma = `PULAR`.
    pub sobreposicao: Option<String>,
    /// Nenhuma = `ULTIMA`.
    pub perdidas: Option<String>,
    /// Só com `TODAS`; nenhuma = um dia.
    pub janela_perdidas: Option<String>,
    pub status_ativo: bool,
}

impl NovoAgendamento {
    /// O cadastro a guardar, com a próxima hora depois de `agora`; ou tudo o que falta corrigir.
    pub(super) async fn validar(
        self,
        unidade: &mut Unidade,
        agora: Instante,
    ) -> Result<CadastroDeAgendamento, ErroAplicacao> {
        let mut erros = Vec::new();
        let nome = texto(&mut erros, "nome_agendamento", &self.nome_agendamento, MAXIMO_NOME);
        if nome.is_empty() {
            erros.push(ErroDeCampo::novo("nome_agendamento", "obrigatorio", "preencha este campo"));
        }
        let descricao = self.descricao.map(|descricao| texto(&mut erros, "descricao", &descricao, MAXIMO_DESCRICAO));
        let cron = ler::<Cron>(&mut erros, "cron_expressao", &self.cron_expressao);
        let fuso = self.fuso.map_or(Some(Fuso::default()), |fuso| ler(&mut erros, "fuso", &fuso));
        let sobreposicao = self
            .sobreposicao
            .map_or(Some(Sobreposicao::default()), |politica| ler(&mut erros, "sobreposicao", &politica));
        let perdidas = ler_perdidas(&mut erros, self.perdidas.as_deref(), self.janela_perdidas.as_deref());
        let parametros = self.parametros_execucao.to_string();
        if parametros.len() > MAXIMO_PARAMETROS {
            let mensagem = format!("passa de {} KiB; guarde o que é grande em outro lugar", MAXIMO_PARAMETROS / 1024);
            erros.push(ErroDeCampo::novo("parametros_execucao", "longo_demais", mensagem));
        } else {
            erros.extend(tipos::conferir(unidade, &self.tipo_agendamento, &self.parametros_execucao).await?);
        }
        let (Some(cron), Some(fuso), Some(sobreposicao), Some(perdidas), true) =
            (cron, fuso, sobreposicao, perdidas, erros.is_empty())
        else {
            return Err(ErroAplicacao::Invalido(erros));
        };
        let calendario = Calendario { cron, fuso };
        Ok(CadastroDeAgendamento {
            nome_agendamento: nome,
            descricao: descricao.filter(|descricao| !descricao.is_empty()),
            cron_expressao: calendario.cron.to_string(),
            fuso: fuso.to_string(),
            tipo_agendamento: self.tipo_agendamento,
            parametros_execucao: parametros,
            sobreposicao: sobreposicao.como_texto().to_owned(),
            perdidas: perdidas.como_texto().to_owned(),
            janela_perdidas: perdidas.janela().map(|janela| i64::try_from(janela.as_micros()).unwrap_or(i64::MAX)),
            status_ativo: self.status_ativo,
            proxima_execucao: calendario.proxima_depois(agora).filter(|_| self.status_ativo),
        })
    }
}

fn texto(erros: &mut Vec<ErroDeCampo>, campo: &'static str, valor: &str, maximo: usize) -> String {
    let limpo = valor.trim();
    if limpo.chars().count() > maximo {
        erros.push(ErroDeCampo::novo(campo, "longo_demais", format!("use até {maximo} caracteres")));
    }
    limpo.to_owned()
}

/// O valor no seu tipo; o que não se lê vira erro do campo.
pub(super) fn ler<T: FromStr<Err: std::fmt::Display>>(
    erros: &mut Vec<ErroDeCampo>,
    campo: &'static str,
    valor: &str,
) -> Option<T> {
    valor.parse().map_err(|erro: T::Err| erros.push(ErroDeCampo::novo(campo, "invalido", erro.to_string()))).ok()
}

fn ler_perdidas(erros: &mut Vec<ErroDeCampo>, nome: Option<&str>, janela: Option<&str>) -> Option<Perdidas> {
    let padrao = Perdidas::default().como_texto();
    let janela_lida = janela.map(|janela| ler::<Duracao>(erros, "janela_perdidas", janela));
    let duracao = janela_lida.flatten().map_or(JANELA_PADRAO, |duracao| duracao.0);
    let perdidas = Perdidas::ler(nome.unwrap_or(padrao), duracao)
        .map_err(|erro| erros.push(ErroDeCampo::novo("perdidas", "invalido", erro.to_string())))
        .ok()?;
    if duracao > JANELA_MAXIMA {
        let mensagem = format!("use até {}", Duracao(JANELA_MAXIMA));
        erros.push(ErroDeCampo::novo("janela_perdidas", "invalido", mensagem));
    }
    if janela.is_some() && perdidas.janela().is_none() {
        let mensagem = "só a política TODAS tem janela; tire este campo ou mude `perdidas`";
        erros.push(ErroDeCampo::novo("janela_perdidas", "incoerente", mensagem));
    }
    Some(perdidas)
}

/// A agenda de um agendamento guardado. O erro é para quem cuida dele: o que se guardou já foi válido, e deixou de ser.
pub(super) fn agenda(agendamento: &Agendamento) -> Result<Agenda, String> {
    let janela = Duration::from_micros(agendamento.janela_perdidas.and_then(|j| u64::try_from(j).ok()).unwrap_or(0));
    Ok(Agenda {
        calendario: calendario(agendamento)?,
        sobreposicao: agendamento.sobreposicao.parse().map_err(em_texto)?,
        perdidas: Perdidas::ler(&agendamento.perdidas, janela).map_err(em_texto)?,
    })
}

/// Só as horas.
pub(super) fn calendario(agendamento: &Agendamento) -> Result<Calendario, String> {
    let cron = agendamento.cron_expressao.parse().map_err(em_texto)?;
    let fuso = agendamento.fuso.parse().map_err(em_texto)?;
    Ok(Calendario { cron, fuso })
}

fn em_texto(erro: impl std::error::Error) -> String {
    erro.to_string()
}

/// Como vai à auditoria.
pub(super) fn retrato(agendamento: &Agendamento) -> Value {
    json!({
        "nome_agendamento": agendamento.nome_agendamento,
        "descricao": agendamento.descricao,
        "cron_expressao": agendamento.cron_expressao,
        "fuso": agendamento.fuso,
        "tipo_agendamento": agendamento.tipo_agendamento,
        "parametros_execucao": serde_json::from_str(&agendamento.parametros_execucao).unwrap_or(Value::Null),
        "sobreposicao": agendamento.sobreposicao,
        "perdidas": agendamento.perdidas,
        "janela_perdidas": agendamento.janela_perdidas,
        "status_ativo": agendamento.status_ativo,
    })
}
