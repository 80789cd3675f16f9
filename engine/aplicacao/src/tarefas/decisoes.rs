//! O que cada decisão de uma tarefa pede, como o fluxo diz: os campos, o formulário, quantas pessoas.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use esteira_armazem::motor::Tarefa;
use esteira_motor::Fluxo;
use esteira_motor::fluxo::TipoPasso;
use esteira_motor::maquina::DecisaoOferecida;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::cargas::ErroDeCarga;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Uma tarefa e as decisões que ela aceita.
#[derive(Debug, Clone, PartialEq)]
pub struct Vista {
    pub tarefa: Tarefa,
    pub decisoes: Vec<DecisaoPossivel>,
}

/// Uma decisão.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisaoPossivel {
    pub nome: String,
    /// Campos que é preciso preencher.
    pub exige: Vec<String>,
    /// Sob ressalva, só quem tem um destes papéis decide assim; vazio = quem pode decidir a tarefa.
    pub papeis: Vec<String>,
    /// Quantas pessoas têm de decidir assim; nenhum se a tarefa já fechou.
    pub quorum: Option<u32>,
    /// Formulário só desta decisão, no lugar do da tarefa.
    pub formulario: Option<Value>,
}

/// As tarefas com as suas decisões. O que só o fluxo sabe lê-se da versão em que a instância está agora, e só para as abertas.
pub async fn com_decisoes(app: &Aplicacao, quem: &Quem, mut tarefas: Vec<Tarefa>) -> Result<Vec<Vista>, ErroAplicacao> {
    let mut ids: Vec<Uuid> = tarefas.iter().filter(|t| t.situacao == "ABERTA").map(|t| t.instancia_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut fluxos: HashMap<Uuid, Arc<Fluxo>> = HashMap::new();
    if !ids.is_empty() {
        let mut unidade = app.armazem.ler(quem.inquilino).await?;
        for (instancia, versao) in unidade.fluxos_das_vivas(&ids).await? {
            let fluxo = app.consolidador.catalogo().obter(&mut unidade, versao).await?;
            fluxos.extend(fluxo.map(|fluxo| (instancia, fluxo)));
        }
    }
    for tarefa in &mut tarefas {
        repor_dados(app, quem, tarefa).await?;
    }
    let vista = |tarefa: Tarefa| {
        let fluxo = fluxos.get(&tarefa.instancia_id).filter(|_| tarefa.situacao == "ABERTA");
        let decisoes = decisoes(&tarefa, fluxo.map(Arc::as_ref))?;
        Ok(Vista { tarefa, decisoes })
    };
    tarefas.into_iter().map(vista).collect()
}

/// Deixa em `dados` o valor inteiro. O que se perdeu não impede de ver o resto da tarefa.
async fn repor_dados(app: &Aplicacao, quem: &Quem, tarefa: &mut Tarefa) -> Result<(), ErroAplicacao> {
    match app.consolidador.cargas().inteiro(quem.inquilino, &tarefa.dados).await {
        Ok(Cow::Borrowed(_)) => {}
        Ok(Cow::Owned(inteiro)) => tarefa.dados = inteiro,
        Err(ErroDeCarga::Ilegivel(problema)) => {
            tracing::error!(tarefa.id = %tarefa.id, problema, "os dados da tarefa não se leem");
            tarefa.dados = json!({ "ilegivel": problema }).to_string();
        }
        Err(ErroDeCarga::SemArquivos(causa)) => return Err(ErroAplicacao::Indisponivel(causa)),
    }
    Ok(())
}

/// Uma só.
pub async fn vista(app: &Aplicacao, quem: &Quem, tarefa: Tarefa) -> Result<Vista, ErroAplicacao> {
    let mut vistas = com_decisoes(app, quem, vec![tarefa]).await?;
    vistas.pop().ok_or_else(|| ErroAplicacao::interno("uma tarefa sem vista"))
}

fn decisoes(tarefa: &Tarefa, fluxo: Option<&Fluxo>) -> Result<Vec<DecisaoPossivel>, ErroAplicacao> {
    let guardadas: Vec<DecisaoOferecida> = serde_json::from_str(&tarefa.decisoes).map_err(ErroAplicacao::interno)?;
    let no_fluxo = fluxo.and_then(|fluxo| fluxo.passo(&tarefa.passo)).and_then(|passo| match &passo.tipo {
        TipoPasso::Tarefa(tarefa) => Some(&tarefa.decisoes),
        _ => None,
    });
    let decisao = |DecisaoOferecida { nome, exige, papeis }| {
        let declarada = no_fluxo.and_then(|decisoes| decisoes.get(&nome));
        DecisaoPossivel {
            quorum: declarada.map(|decisao| decisao.quorum),
            formulario: declarada.and_then(|d| d.formulario.as_ref()).map(|esquema| esquema.texto().clone()),
            nome,
            exige,
            papeis,
        }
    };
    Ok(guardadas.into_iter().map(decisao).collect())
}
