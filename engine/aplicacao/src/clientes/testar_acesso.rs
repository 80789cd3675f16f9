//! Testar o login e a senha do portal: o plugin da operadora entra, e mais nada. A senha não sai daqui em claro.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::Datelike;
use esteira_base::MesAno;
use esteira_base::ids::{ClienteId, InstanciaId};
use esteira_dominio::{Acao, Cliente, Operadora, OrigemDaFatura};
use esteira_motor::agenda::Fuso;
use esteira_portas::rpa::{DesfechoRpa, PedidoRpa};
use serde::Serialize;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::operadora_do_cliente;
use crate::plugins::{SemPlateia, escolher};
use crate::trabalhos::{DeQue, SENHA_DO_PORTAL, acesso_ao_portal, dominio, parametros_padrao, seletores};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// A operação que todo plugin que testa acesso tem.
const OPERACAO: &str = "testar-acesso";
/// Quanto se espera o portal.
const PRAZO: Duration = Duration::from_secs(2 * 60);

/// O que o portal respondeu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcessoTestado {
    pub entrou: bool,
    /// `credencial_invalida` se o portal recusou; outro, se não deu para saber.
    pub codigo: Option<String>,
    pub mensagem: Option<String>,
    pub acao_recomendada: Option<String>,
}

/// Entra no portal como o cliente. Ficam na auditoria o que se vai tentar e como acabou.
pub async fn testar_acesso(app: &Aplicacao, quem: &Quem, id: ClienteId) -> Result<AcessoTestado, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let guardado = unidade.cliente(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("cliente", id))?;
    let cliente = guardado.cliente;
    let operadora = operadora_do_cliente(&mut unidade, cliente.operadora_id).await?;
    if !matches!(operadora.origem(), OrigemDaFatura::Plugin(_)) {
        let mensagem = format!("a operadora {} não tem plugin: não há como entrar no portal dela", operadora.nome);
        return Err(ErroAplicacao::conflito("operadora_sem_plugin", mensagem));
    }
    if !cliente.tem_senha {
        let mensagem = "este cliente não tem senha do portal; guarde-a e teste de novo";
        return Err(ErroAplicacao::conflito("sem_senha_portal", mensagem));
    }
    let acesso = acesso_ao_portal(app, &mut unidade, &cliente, &operadora).await;
    let (url, usuario, senha) = acesso.map_err(|erro| ErroAplicacao::conflito("sem_portal", erro.mensagem))?;
    let (plugin, versao) = (operadora.plugin(), operadora.configuracao_rpa.versao_do_plugin);
    // Um teste não é de instância nenhuma.
    let resumo = escolher(app, &mut unidade, &plugin, versao, InstanciaId(Uuid::nil())).await?;
    drop(unidade);

    let trocados = operadora.configuracao_rpa.seletores.clone().into_iter();
    let pedido = PedidoRpa {
        execucao: format!("acesso-{id}"),
        plugin,
        resumo,
        operacao: OPERACAO.to_owned(),
        parametros: Value::Object(parametros_padrao(
            &cliente,
            &operadora,
            &hoje(app, &cliente)?.de(),
            (&url, &usuario),
        )),
        segredos: senha.map(|senha| BTreeMap::from([(SENHA_DO_PORTAL.to_owned(), senha)])).unwrap_or_default(),
        dominios_concedidos: dominio(&url).into_iter().chain(operadora.configuracao_rpa.dominios.clone()).collect(),
        seletores: trocados.map(|(nome, alternativas)| (nome, seletores(alternativas))).collect(),
        arquivos: BTreeMap::new(),
        prazo: PRAZO,
        cancelamento: CancellationToken::new(),
    };
    let vez = Vez::tomar(id)?;
    // O que se tenta num portal fica dito antes; e, começado, acaba e se registra, mesmo que quem pediu desligue.
    auditar(app, quem, &cliente, &operadora, None).await?;
    let (app, quem) = (app.clone(), quem.clone());
    let tarefa = tokio::spawn(async move {
        let _vez = vez;
        let testado = ler(&app.rpa.executar(pedido, &SemPlateia).await);
        auditar(&app, &quem, &cliente, &operadora, Some(&testado)).await?;
        Ok(testado)
    });
    tarefa.await.map_err(ErroAplicacao::interno)?
}

/// Um teste por cliente de cada vez, e poucos ao mesmo tempo: portais bloqueiam quem insiste, e os navegadores são dos downloads.
static EM_CURSO: Mutex<BTreeSet<ClienteId>> = Mutex::new(BTreeSet::new());
const SIMULTANEOS: usize = 2;

/// A vez de testar; largada, é de outro.
struct Vez(ClienteId);

impl Vez {
    fn tomar(cliente: ClienteId) -> Result<Self, ErroAplicacao> {
        let mut em_curso = EM_CURSO.lock().unwrap_or_else(PoisonError::into_inner);
        if em_curso.contains(&cliente) || em_curso.len() >= SIMULTANEOS {
            let mensagem = "já se está testando o acesso deste cliente, ou de outros; espere acabar e repita";
            return Err(ErroAplicacao::conflito("teste_em_curso", mensagem));
        }
        em_curso.insert(cliente);
        Ok(Self(cliente))
    }
}

impl Drop for Vez {
    fn drop(&mut self) {
        EM_CURSO.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// O plugin recebe os parâmetros de sempre; estes dizem que não é processo nenhum.
struct Hoje {
    hash: String,
    mes_ano: String,
}

impl Hoje {
    fn de(&self) -> DeQue<'_> {
        DeQue { processo: Uuid::nil(), hash: &self.hash, mes_ano: &self.mes_ano }
    }
}

fn hoje(app: &Aplicacao, cliente: &Cliente) -> Result<Hoje, ErroAplicacao> {
    let hoje = Fuso::default().no_lugar(app.relogio.agora());
    let mes_ano = MesAno::novo(hoje.year(), hoje.month()).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
    Ok(Hoje { hash: cliente.hash_unico.to_string(), mes_ano: mes_ano.to_string() })
}

fn ler(desfecho: &DesfechoRpa) -> AcessoTestado {
    match &desfecho.resultado {
        Ok(_) => AcessoTestado { entrou: true, codigo: None, mensagem: None, acao_recomendada: None },
        Err(erro) => AcessoTestado {
            entrou: false,
            codigo: Some(erro.codigo.clone()),
            mensagem: Some(erro.mensagem.clone()),
            acao_recomendada: erro.acao_recomendada.clone(),
        },
    }
}

async fn auditar(
    app: &Aplicacao,
    quem: &Quem,
    cliente: &Cliente,
    operadora: &Operadora,
    testado: Option<&AcessoTestado>,
) -> Result<(), ErroAplicacao> {
    let depois = json!({
        "operadora": operadora.codigo,
        "entrou": testado.map(|testado| testado.entrou),
        "codigo": testado.and_then(|testado| testado.codigo.as_ref()),
    });
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    auditoria::registrar(&mut unidade, quem, "testar_acesso", "cliente", cliente.id, None, Some(depois), agora).await?;
    unidade.confirmar().await?;
    Ok(())
}
