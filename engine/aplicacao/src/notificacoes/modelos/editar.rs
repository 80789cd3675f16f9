//! Ver, editar e experimentar os textos das mensagens. Quem não edita fica com os do produto.

use esteira_armazem::avisos::{ModeloGuardado, ModeloNovo};
use esteira_base::ids::ProcessoId;
use esteira_dominio::{Acao, Canal, ErroDeCampo};
use serde_json::{Value, json};

use super::escrever::{conferir, editado};
use super::{Escrita, fonte_do_produto, variaveis};
use crate::notificacoes::mensagem::contexto;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Maior nome de acontecimento.
const MAIOR_EVENTO: usize = 60;

/// O que se escreve.
#[derive(Debug, Clone, Default)]
pub struct ModeloEscrito {
    pub assunto: String,
    pub texto: String,
    /// Só para e-mail.
    pub html: Option<String>,
}

/// Um modelo como vale agora.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeloVisto {
    pub evento: String,
    pub canal: String,
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
    /// Se alguém o editou, quando (µs); nenhum, é o do produto.
    pub editado_em: Option<i64>,
    /// O que ele pode citar.
    pub variaveis: Vec<&'static str>,
}

/// Os que alguém editou, e os do produto que ninguém editou (por e-mail).
pub async fn listar(app: &Aplicacao, quem: &Quem) -> Result<Vec<ModeloVisto>, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let editados = app.armazem.ler(quem.inquilino).await?.modelos_editados().await?;
    let mut vistos: Vec<_> = editados.into_iter().map(visto).collect();
    for (evento, _) in super::DO_PRODUTO {
        if !vistos.iter().any(|visto| visto.evento == evento && visto.canal == Canal::Email.as_str()) {
            vistos.push(do_produto(evento, Canal::Email));
        }
    }
    vistos.sort_by(|a, b| (&a.evento, &a.canal).cmp(&(&b.evento, &b.canal)));
    Ok(vistos)
}

/// O que vale para um acontecimento e um canal.
pub async fn obter(app: &Aplicacao, quem: &Quem, evento: &str, canal: Canal) -> Result<ModeloVisto, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    conferir_evento(evento)?;
    let guardado = app.armazem.ler(quem.inquilino).await?.modelo_editado(evento, canal.as_str()).await?;
    Ok(guardado.map_or_else(|| do_produto(evento, canal), visto))
}

/// Edita. O próximo aviso já sai com o texto novo.
pub async fn guardar(
    app: &Aplicacao,
    quem: &Quem,
    evento: &str,
    canal: Canal,
    escrito: ModeloEscrito,
) -> Result<ModeloVisto, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let modelo = conferido(evento, canal, escrito)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let antes = unidade.modelo_editado(evento, canal.as_str()).await?.map(|antes| em_json(&antes));
    let depois = Some(em_json(&modelo));
    let ModeloGuardado { evento, canal, assunto, texto, html, .. } = modelo.clone();
    unidade.guardar_modelo(&ModeloNovo { evento, canal, assunto, texto, html }, agora).await?;
    let alvo = alvo(&modelo.evento, &modelo.canal);
    auditoria::registrar(&mut unidade, quem, "guardar", "modelo_de_mensagem", alvo, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(visto(ModeloGuardado { data_atualizacao: agora.micros(), ..modelo }))
}

/// Volta ao do produto.
pub async fn apagar(app: &Aplicacao, quem: &Quem, evento: &str, canal: Canal) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let antes = unidade.modelo_editado(evento, canal.as_str()).await?.map(|antes| em_json(&antes));
    let alvo = alvo(evento, canal.as_str());
    if !unidade.esquecer_modelo(evento, canal.as_str()).await? {
        return Err(ErroAplicacao::nao_encontrado("modelo editado", alvo));
    }
    auditoria::registrar(&mut unidade, quem, "apagar", "modelo_de_mensagem", alvo, antes, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// Como a mensagem fica, com um processo de verdade ou com um inventado. Sem nada escrito, experimenta o que vale agora.
pub async fn previa(
    app: &Aplicacao,
    quem: &Quem,
    (evento, canal): (&str, Canal),
    escrito: Option<ModeloEscrito>,
    processo: Option<ProcessoId>,
    dados: Value,
) -> Result<Escrita, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    conferir_evento(evento)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let lido = match processo {
        Some(id) => Some(unidade.processo(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("processo", id))?),
        None => None,
    };
    let contexto = match &lido {
        Some(processo) => contexto(evento, canal, &dados, Some(processo)),
        None => inventado(evento, canal, dados),
    };
    let modelo = match escrito {
        Some(escrito) => Some(conferido(evento, canal, escrito)?),
        None => unidade.modelo_editado(evento, canal.as_str()).await?,
    };
    match modelo {
        Some(modelo) => {
            editado(&modelo, &contexto).map_err(|problema| ErroAplicacao::campo("texto", "invalido", problema))
        }
        None => Ok(super::do_produto(evento, &contexto)),
    }
}

fn conferido(evento: &str, canal: Canal, escrito: ModeloEscrito) -> Result<ModeloGuardado, ErroAplicacao> {
    conferir_evento(evento)?;
    let html = escrito.html.filter(|html| !html.trim().is_empty());
    if html.is_some() && canal != Canal::Email {
        return Err(ErroAplicacao::campo("html", "invalido", format!("{canal} não mostra HTML; deixe o campo vazio")));
    }
    let (assunto, texto) = (escrito.assunto, escrito.texto);
    let modelo = ModeloGuardado {
        evento: evento.to_owned(),
        canal: canal.as_str().to_owned(),
        assunto,
        texto,
        html,
        data_atualizacao: 0,
    };
    let problemas = conferir(&modelo);
    if problemas.is_empty() {
        return Ok(modelo);
    }
    let erros = problemas.into_iter().map(|(campo, problema)| ErroDeCampo::novo(campo, "invalido", problema));
    Err(ErroAplicacao::Invalido(erros.collect()))
}

fn conferir_evento(evento: &str) -> Result<(), ErroAplicacao> {
    let bom = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    let comeca_bem = evento.starts_with(|c: char| c.is_ascii_lowercase());
    if comeca_bem && evento.len() <= MAIOR_EVENTO && evento.chars().all(bom) {
        return Ok(());
    }
    let mensagem = format!("use o nome do acontecimento como o fluxo o diz, em minúsculas, até {MAIOR_EVENTO} letras");
    Err(ErroAplicacao::campo("evento", "invalido", mensagem))
}

fn visto(guardado: ModeloGuardado) -> ModeloVisto {
    let variaveis = variaveis::conhecidas(&guardado.evento);
    let ModeloGuardado { evento, canal, assunto, texto, html, data_atualizacao } = guardado;
    ModeloVisto { evento, canal, assunto, texto, html, editado_em: Some(data_atualizacao), variaveis }
}

fn do_produto(evento: &str, canal: Canal) -> ModeloVisto {
    let (assunto, texto) = fonte_do_produto(evento);
    ModeloVisto {
        evento: evento.to_owned(),
        canal: canal.as_str().to_owned(),
        assunto: assunto.to_owned(),
        texto: texto.to_owned(),
        html: None,
        editado_em: None,
        variaveis: variaveis::conhecidas(evento),
    }
}

fn alvo(evento: &str, canal: &str) -> String {
    format!("{evento}/{canal}")
}

fn em_json(modelo: &ModeloGuardado) -> Value {
    json!({ "assunto": modelo.assunto, "texto": modelo.texto, "html": modelo.html })
}

/// Um processo que não existe, para experimentar.
fn inventado(evento: &str, canal: Canal, dados: Value) -> Value {
    let mut contexto = contexto(evento, canal, &dados, None);
    contexto["processo"] = json!({
        "cliente": "PADARIA AURORA", "cnpj": "11.222.333/0001-81", "operadora": "Oi", "mes_ano": "2026-10",
        "status": "AGUARDANDO_APROVACAO", "vencimento": "2026-11-10", "valor": "R$ 1.234,56",
        "motivo": "motivo de exemplo", "comprovante": null,
    });
    contexto
}
