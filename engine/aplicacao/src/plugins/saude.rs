//! A saúde de um plugin: a operação `sondar` dele, no portal da operadora, diz se cada seletor ainda se acha.
//!
//! Só lê, e não se identifica: vê o que há antes do login. O que se achou por outra alternativa é desvio; o que não se achou, página que mudou; e um
//! portal que não responde não é nenhum dos dois.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use esteira_armazem::cadastro::FiltroDeOperadoras;
use esteira_base::ids::InstanciaId;
use esteira_dominio::{Acao, Operadora, OrigemDaFatura};
use esteira_portas::rpa::{DesfechoRpa, DesvioRpa, LinhaDeRegistro, ObservadorRpa, PedidoRpa, PerguntaRpa};
use serde::Serialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::escolher;
use crate::notificacoes::{Mensagem, Para, avisar};
use crate::trabalhos::{PLUGIN_SAT, dominio, seletores};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// A operação que todo plugin que se sonda tem.
const OPERACAO: &str = "sondar";
/// Prazo de uma sondagem.
const PRAZO: Duration = Duration::from_secs(3 * 60);
/// Operadoras que se leem de cada vez.
const POR_PAGINA: u32 = 100;

/// Em que pé está um plugin num portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Estado {
    /// Tudo se achou como o plugin o declara.
    Sadio,
    /// Algo só se achou por outra alternativa.
    Desviou,
    /// Algo não se achou.
    Mudou,
    /// O portal não atende.
    PortalFora,
    /// O plugin não tem a operação.
    SemSonda,
    /// Não deu para saber.
    Falhou,
}

impl Estado {
    /// Se alguém tem de olhar: o plugin vai quebrar, ou já quebrou.
    pub fn pede_cuidado(self) -> bool {
        matches!(self, Self::Desviou | Self::Mudou | Self::Falhou)
    }
}

/// O que uma sondagem viu.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Saude {
    pub operadora: String,
    pub plugin: String,
    pub estado: Estado,
    pub seletores: Vec<SeletorSondado>,
    /// Por que não se soube mais.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motivo: Option<String>,
}

/// Um seletor, e como se achou.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeletorSondado {
    pub nome: String,
    /// `achado`, `desvio` ou `ausente`.
    pub situacao: &'static str,
    /// A alternativa que serviu, se não foi a primeira.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usado: Option<String>,
}

impl Saude {
    /// Numa linha, para gente.
    pub fn resumo(&self) -> String {
        let quantos = |situacao| self.seletores.iter().filter(|seletor| seletor.situacao == situacao).count();
        let texto = match self.estado {
            Estado::Sadio => format!("{} seletores, todos no lugar", self.seletores.len()),
            Estado::Desviou => format!("{} seletor(es) só por outra alternativa", quantos("desvio")),
            Estado::Mudou => format!("{} seletor(es) não se acham: a página mudou", quantos("ausente")),
            Estado::PortalFora => "portal fora do ar".to_owned(),
            Estado::SemSonda => "o plugin não tem a operação sondar".to_owned(),
            Estado::Falhou => "a sondagem falhou".to_owned(),
        };
        match &self.motivo {
            Some(motivo) => format!("{texto} ({motivo})"),
            None => texto,
        }
    }

    fn ler(operadora: &str, plugin: &str, desfecho: &DesfechoRpa) -> Self {
        let (estado, vistos, motivo) = match &desfecho.resultado {
            Ok(saida) => {
                let vistos = vistos(&saida.resultado, &desfecho.desvios);
                let ha = |situacao| vistos.iter().any(|seletor: &SeletorSondado| seletor.situacao == situacao);
                let estado = match (ha("ausente"), ha("desvio")) {
                    (true, _) => Estado::Mudou,
                    (_, true) => Estado::Desviou,
                    _ => Estado::Sadio,
                };
                (estado, vistos, None)
            }
            Err(erro) => {
                let estado = match erro.codigo.as_str() {
                    "portal_indisponivel" => Estado::PortalFora,
                    "operacao_nao_suportada" => Estado::SemSonda,
                    _ => Estado::Falhou,
                };
                let motivo = (estado != Estado::SemSonda).then(|| erro.to_string());
                (estado, Vec::new(), motivo)
            }
        };
        Self { operadora: operadora.to_owned(), plugin: plugin.to_owned(), estado, seletores: vistos, motivo }
    }
}

fn vistos(saida: &Value, desvios: &[DesvioRpa]) -> Vec<SeletorSondado> {
    let nomes = |campo: &str| -> Vec<String> {
        saida[campo].as_array().into_iter().flatten().filter_map(|nome| Some(nome.as_str()?.to_owned())).collect()
    };
    let achado = |nome: String| match desvios.iter().find(|desvio| desvio.nome == nome) {
        Some(desvio) => SeletorSondado { nome, situacao: "desvio", usado: Some(desvio.usado.clone()) },
        None => SeletorSondado { nome, situacao: "achado", usado: None },
    };
    let ausente = |nome| SeletorSondado { nome, situacao: "ausente", usado: None };
    nomes("achados").into_iter().map(achado).chain(nomes("faltam").into_iter().map(ausente)).collect()
}

/// Sonda os portais de `alvo`: o código de uma operadora, o nome de um plugin, ou `sat`. Fica na auditoria; não avisa ninguém.
pub async fn sondar(app: &Aplicacao, quem: &Quem, alvo: &str) -> Result<Vec<Saude>, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let mut sondadas = Vec::new();
    for operadora in com_plugin(app, quem).await? {
        if operadora.codigo.eq_ignore_ascii_case(alvo) || operadora.plugin() == alvo.to_lowercase() {
            sondadas.push(sondar_operadora(app, quem, &operadora).await?);
        }
    }
    if alvo.eq_ignore_ascii_case(PLUGIN_SAT) {
        sondadas.extend(sondar_sat(app, quem).await?);
    }
    if sondadas.is_empty() {
        return Err(ErroAplicacao::nao_encontrado("operadora ativa com plugin (ou plugin de alguma)", alvo));
    }
    Ok(sondadas)
}

/// Sonda o portal de toda operadora ativa com plugin, e o SAT, um de cada vez; avisa os administradores do que pede cuidado.
pub async fn sondar_todas(app: &Aplicacao, quem: &Quem) -> Result<Vec<Saude>, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let mut sondadas = Vec::new();
    for operadora in com_plugin(app, quem).await? {
        sondadas.push(sondar_operadora(app, quem, &operadora).await?);
    }
    sondadas.extend(sondar_sat(app, quem).await?);
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    for saude in sondadas.iter().filter(|saude| saude.estado.pede_cuidado()) {
        let mut dados = json!(saude);
        dados["resumo"] = json!(saude.resumo());
        let mensagem = Mensagem::nova("portal_mudou", dados);
        avisar(&mut unidade, None, Para::por_email(&["administradores".to_owned()]), &mensagem, app.relogio.agora())
            .await?;
    }
    unidade.confirmar().await?;
    Ok(sondadas)
}

async fn com_plugin(app: &Aplicacao, quem: &Quem) -> Result<Vec<Operadora>, ErroAplicacao> {
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let mut filtro = FiltroDeOperadoras { ativa: Some(true), limite: POR_PAGINA, ..Default::default() };
    let mut todas = Vec::new();
    loop {
        let pagina = unidade.operadoras(&filtro).await?;
        todas.extend(pagina.itens.into_iter().map(|guardada| guardada.operadora));
        filtro.depois_de = pagina.proximo;
        if filtro.depois_de.is_none() {
            break;
        }
    }
    todas.retain(|operadora| matches!(operadora.origem(), OrigemDaFatura::Plugin(_)));
    Ok(todas)
}

async fn sondar_operadora(app: &Aplicacao, quem: &Quem, operadora: &Operadora) -> Result<Saude, ErroAplicacao> {
    let plugin = operadora.plugin();
    let Some(url) = &operadora.url_portal else {
        let motivo = Some("a operadora não tem url_portal; preencha-a no cadastro".to_owned());
        let operadora = operadora.codigo.clone();
        return Ok(Saude { operadora, plugin, estado: Estado::Falhou, seletores: Vec::new(), motivo });
    };
    let configuracao = operadora.configuracao_rpa.clone();
    let trocados = configuracao.seletores.into_iter().map(|(nome, a)| (nome, seletores(a))).collect();
    let mut pedido = pedido(&plugin, url, trocados);
    pedido.dominios_concedidos.extend(configuracao.dominios);
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    // Uma sondagem não é de instância nenhuma.
    let nenhuma = InstanciaId(uuid::Uuid::nil());
    pedido.resumo = escolher(app, &mut unidade, &plugin, configuracao.versao_do_plugin, nenhuma).await?;
    drop(unidade);
    executar(app, quem, &operadora.codigo, operadora.id.to_string(), pedido).await
}

async fn sondar_sat(app: &Aplicacao, quem: &Quem) -> Result<Option<Saude>, ErroAplicacao> {
    let Some(sat) = &app.configuracao.sat else { return Ok(None) };
    let mut pedido = pedido(PLUGIN_SAT, &sat.url, BTreeMap::new());
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    pedido.resumo = escolher(app, &mut unidade, PLUGIN_SAT, None, InstanciaId(uuid::Uuid::nil())).await?;
    drop(unidade);
    executar(app, quem, "SAT", PLUGIN_SAT.to_owned(), pedido).await.map(Some)
}

fn pedido(plugin: &str, url: &str, trocados: BTreeMap<String, Vec<esteira_portas::rpa::SeletorRpa>>) -> PedidoRpa {
    PedidoRpa {
        execucao: format!("sonda-{plugin}"),
        plugin: plugin.to_owned(),
        resumo: None,
        operacao: OPERACAO.to_owned(),
        parametros: json!({ "url_portal": url }),
        segredos: BTreeMap::new(),
        dominios_concedidos: dominio(url).into_iter().collect(),
        seletores: trocados,
        arquivos: BTreeMap::new(),
        prazo: PRAZO,
        cancelamento: CancellationToken::new(),
    }
}

async fn executar(
    app: &Aplicacao,
    quem: &Quem,
    operadora: &str,
    alvo: String,
    pedido: PedidoRpa,
) -> Result<Saude, ErroAplicacao> {
    let plugin = pedido.plugin.clone();
    let desfecho = app.rpa.executar(pedido, &SemPlateia).await;
    let saude = Saude::ler(operadora, &plugin, &desfecho);
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let depois = Some(json!(saude));
    auditoria::registrar(&mut unidade, quem, "sondar", "operadora", alvo, None, depois, app.relogio.agora()).await?;
    unidade.confirmar().await?;
    Ok(saude)
}

/// De quem só se quer a saída; e que não pergunta nada a ninguém.
pub(crate) struct SemPlateia;

#[async_trait]
impl ObservadorRpa for SemPlateia {
    fn linha(&self, _: LinhaDeRegistro) {}

    fn progresso(&self, _: u8, _: &str) {}

    async fn perguntar(&self, _: PerguntaRpa) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod testes {
    use esteira_portas::rpa::{ClasseDeErro, ErroRpa, Medidas, SaidaRpa};

    use super::*;

    fn lida(resultado: Result<Value, &str>, desvios: &[&str]) -> Saude {
        let erro = |codigo: &str| ErroRpa {
            classe: ClasseDeErro::Tecnico,
            codigo: codigo.to_owned(),
            mensagem: "não deu".to_owned(),
            acao_recomendada: None,
            detalhes: Value::Null,
        };
        let desvio =
            |nome: &&str| DesvioRpa { nome: (*nome).to_owned(), alternativa: 2, usado: "css=input".to_owned() };
        let desfecho = DesfechoRpa {
            resultado: resultado.map(|resultado| SaidaRpa { resultado, arquivos: vec![] }).map_err(erro),
            plugin: None,
            evidencias: vec![],
            desvios: desvios.iter().map(desvio).collect(),
            medidas: Medidas::default(),
        };
        Saude::ler("OI", "oi", &desfecho)
    }

    #[test]
    fn desvio_pagina_que_mudou_e_portal_fora_sao_respostas_diferentes() {
        let viu = |achados: &[&str], faltam: &[&str]| Ok(json!({ "achados": achados, "faltam": faltam }));
        for (saude, estado) in [
            (lida(viu(&["email", "senha"], &[]), &[]), Estado::Sadio),
            (lida(viu(&["email", "senha"], &[]), &["email"]), Estado::Desviou),
            (lida(viu(&["email"], &["senha"]), &["email"]), Estado::Mudou),
            (lida(Err("portal_indisponivel"), &[]), Estado::PortalFora),
            (lida(Err("operacao_nao_suportada"), &[]), Estado::SemSonda),
            (lida(Err("plugin_falhou"), &[]), Estado::Falhou),
        ] {
            assert_eq!(saude.estado, estado, "{saude:?}");
        }
        let mudou = lida(viu(&["email"], &["senha"]), &["email"]);
        assert_eq!(mudou.seletores.iter().map(|s| s.situacao).collect::<Vec<_>>(), ["desvio", "ausente"]);
    }
}
