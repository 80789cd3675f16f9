//! Pôr uma versão a valer, para todas as execuções ou para uma parte delas; e voltar atrás.

use esteira_armazem::Unidade;
use esteira_armazem::plugins::Vigente;
use esteira_base::Resumo;
use esteira_dominio::usuario::Acao;
use serde_json::{Value, json};

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Todas as execuções.
const TODAS: u8 = 100;

/// A versão passa a valer em tantas de cada cem execuções novas; as em curso seguem com a que começaram. Menos de cem só com outra já a valer.
pub async fn homologar(app: &Aplicacao, quem: &Quem, resumo: Resumo, percentual: u8) -> Result<Vigente, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    if !(1..=TODAS).contains(&percentual) {
        return Err(ErroAplicacao::campo("percentual", "invalido", "use de 1 a 100"));
    }
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let publicado = unidade.plugin_publicado(&resumo.to_string()).await?;
    let publicado = publicado.ok_or_else(|| ErroAplicacao::nao_encontrado("versão publicada de plugin", resumo))?;
    let atual = unidade.plugin_vigente(&publicado.nome).await?;
    let fica = match (&atual, percentual) {
        (None, TODAS) => Vigente {
            nome: publicado.nome,
            resumo: publicado.resumo,
            anterior: None,
            experimentada: None,
            percentual: 0,
            homologado_por: String::new(),
            revisao: 0,
            data_atualizacao: 0,
        },
        (None, _) => {
            let mensagem = "nenhuma versão deste plugin vale ainda; homologue a primeira com 100";
            return Err(ErroAplicacao::campo("percentual", "invalido", mensagem));
        }
        (Some(atual), TODAS) if atual.resumo == publicado.resumo => {
            Vigente { experimentada: None, percentual: 0, ..atual.clone() }
        }
        (Some(atual), TODAS) => Vigente {
            resumo: publicado.resumo,
            anterior: Some(atual.resumo.clone()),
            experimentada: None,
            percentual: 0,
            ..atual.clone()
        },
        (Some(atual), _) if atual.resumo == publicado.resumo => {
            return Err(ErroAplicacao::campo("percentual", "invalido", "esta versão já vale em todas as execuções"));
        }
        (Some(atual), parte) => {
            Vigente { experimentada: Some(publicado.resumo), percentual: parte.into(), ..atual.clone() }
        }
    };
    guardar(app, quem, unidade, "homologar", atual, fica).await
}

/// Desiste da que se experimenta; se nenhuma se experimenta, volta à de antes.
pub async fn reverter(app: &Aplicacao, quem: &Quem, nome: &str) -> Result<Vigente, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let atual = unidade.plugin_vigente(nome).await?;
    let atual = atual.ok_or_else(|| ErroAplicacao::nao_encontrado("plugin homologado", nome))?;
    let fica = if atual.experimentada.is_some() {
        Vigente { experimentada: None, percentual: 0, ..atual.clone() }
    } else {
        let anterior = atual.anterior.clone().ok_or_else(|| {
            ErroAplicacao::conflito(
                "sem_anterior",
                format!("o plugin {nome} só teve esta versão; publique e homologue outra"),
            )
        })?;
        // A que se deixa passa a ser a de antes: reverter duas vezes volta.
        Vigente { resumo: anterior, anterior: Some(atual.resumo.clone()), ..atual.clone() }
    };
    guardar(app, quem, unidade, "reverter", Some(atual), fica).await
}

async fn guardar(
    app: &Aplicacao,
    quem: &Quem,
    mut unidade: Unidade,
    acao: &'static str,
    antes: Option<Vigente>,
    fica: Vigente,
) -> Result<Vigente, ErroAplicacao> {
    let agora = app.relogio.agora();
    let fica = Vigente { homologado_por: quem.nome.clone(), ..fica };
    unidade.guardar_vigente(&fica, agora).await?;
    let (antes, depois) = (antes.as_ref().map(auditado), auditado(&fica));
    auditoria::registrar(&mut unidade, quem, acao, "plugin", &fica.nome, antes, Some(depois), agora).await?;
    let guardada = unidade.plugin_vigente(&fica.nome).await?;
    unidade.confirmar().await?;
    guardada.ok_or_else(|| ErroAplicacao::interno("a versão homologada sumiu"))
}

fn auditado(vigente: &Vigente) -> Value {
    json!({
        "resumo": vigente.resumo,
        "anterior": vigente.anterior,
        "experimentada": vigente.experimentada,
        "percentual": vigente.percentual,
    })
}
