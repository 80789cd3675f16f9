//! O que as pessoas anexam a uma tarefa. Só se anexa, e só se remove, com ela aberta; depois, o que ficou fica.

use esteira_armazem::motor::AnexoDaTarefa;
use esteira_armazem::{Pagina, Unidade};
use esteira_base::ids::TarefaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::Recusa;
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;
use uuid::Uuid;

use super::obter;
use super::ver::candidatos;
use crate::processos::ler_arquivo;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Maior anexo, em bytes.
pub const MAXIMO_DO_ANEXO: usize = 25 * 1024 * 1024;

/// Quantos anexos uma tarefa pode ter.
pub const MAXIMO_DE_ANEXOS: i64 = 50;

/// Maior nome de anexo, em caracteres.
const MAXIMO_DO_NOME: usize = 255;

/// Maior tipo de anexo, em caracteres: o da RFC 6838.
const MAXIMO_DO_TIPO: usize = 127;

/// O tipo de quem não disse um que se entenda.
const TIPO_QUALQUER: &str = "application/octet-stream";

/// O que se anexa, como chegou.
#[derive(Debug, Clone)]
pub struct AnexoNovo {
    pub nome: String,
    pub tipo: Option<String>,
    pub conteudo: Bytes,
}

/// Anexa. Quem pode: os candidatos da tarefa, e quem cuida de anexos.
pub async fn anexar(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    novo: AnexoNovo,
) -> Result<AnexoDaTarefa, ErroAplicacao> {
    let nome = nome_limpo(&novo.nome);
    if nome.is_empty() {
        return Err(ErroAplicacao::campo("arquivo", "obrigatorio", "mande o arquivo com um nome"));
    }
    if novo.conteudo.is_empty() {
        return Err(ErroAplicacao::campo("arquivo", "invalido", "o arquivo está vazio; mande o conteúdo"));
    }
    if novo.conteudo.len() > MAXIMO_DO_ANEXO {
        let limite = MAXIMO_DO_ANEXO / (1024 * 1024);
        return Err(ErroAplicacao::LimiteExcedido(format!("o anexo passa do limite de {limite} MiB")));
    }
    let tarefa = obter(app, quem, id).await?;
    // Antes de guardar, para que quem não pode não encha o armazém; e de novo na transação, para valer.
    exigir_quem_anexa(&mut app.armazem.ler(quem.inquilino).await?, quem, id).await?;
    let guardado = app.arquivos.guardar(quem.inquilino, novo.conteudo).await;
    let guardado = guardado.map_err(|erro| ErroAplicacao::Indisponivel(erro.into()))?;
    let agora = app.relogio.agora();
    let anexo = AnexoDaTarefa {
        id: Uuid::now_v7(),
        tarefa_id: id.0,
        instancia_id: tarefa.instancia_id,
        usuario_id: quem.usuario.map(|usuario| usuario.0),
        usuario_nome: quem.nome.clone(),
        nome,
        tipo: tipo_limpo(novo.tipo.as_deref()),
        tamanho: i64::try_from(guardado.tamanho).unwrap_or(i64::MAX),
        resumo: guardado.resumo.to_string(),
        chave: guardado.chave,
        data_criacao: agora.micros(),
    };
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    exigir_aberta(&mut unidade, id).await?;
    exigir_quem_anexa(&mut unidade, quem, id).await?;
    if unidade.quantos_anexos(id).await? >= MAXIMO_DE_ANEXOS {
        let mensagem = format!("a tarefa já tem {MAXIMO_DE_ANEXOS} anexos; remova algum antes");
        return Err(ErroAplicacao::conflito("anexos_demais", mensagem));
    }
    unidade.anexar(&anexo).await?;
    auditoria::registrar(&mut unidade, quem, "anexar", "tarefa", id, None, Some(auditado(&anexo)), agora).await?;
    unidade.confirmar().await?;
    Ok(anexo)
}

/// Os anexos, do mais velho ao mais novo.
pub async fn anexos(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<AnexoDaTarefa>, ErroAplicacao> {
    obter(app, quem, id).await?;
    Ok(app.armazem.ler(quem.inquilino).await?.anexos(id, depois_de, limite).await?)
}

/// Um anexo, com o conteúdo.
pub async fn anexo(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    anexo: Uuid,
) -> Result<(AnexoDaTarefa, Bytes), ErroAplicacao> {
    obter(app, quem, id).await?;
    let guardado = app.armazem.ler(quem.inquilino).await?.anexo(id, anexo).await?;
    let guardado = guardado.ok_or_else(|| ErroAplicacao::nao_encontrado("anexo", anexo))?;
    let conteudo = ler_arquivo(app, &guardado.chave).await?;
    Ok((guardado, conteudo))
}

/// Remove: quem o anexou, ou quem cuida de anexos.
pub async fn remover_anexo(app: &Aplicacao, quem: &Quem, id: TarefaId, anexo: Uuid) -> Result<(), ErroAplicacao> {
    obter(app, quem, id).await?;
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let guardado = unidade.anexo(id, anexo).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("anexo", anexo))?;
    let e_de_quem_pede = quem.usuario.is_some_and(|usuario| guardado.usuario_id == Some(usuario.0));
    if !e_de_quem_pede {
        quem.exigir(Acao::CuidarDeAnexos)?;
    }
    exigir_aberta(&mut unidade, id).await?;
    unidade.remover_anexo(id, anexo).await?;
    let (antes, agora) = (Some(auditado(&guardado)), app.relogio.agora());
    auditoria::registrar(&mut unidade, quem, "remover_anexo", "tarefa", id, antes, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

async fn exigir_aberta(unidade: &mut Unidade, id: TarefaId) -> Result<(), ErroAplicacao> {
    match unidade.segurar_tarefa_aberta(id).await? {
        Some(_) => Ok(()),
        None => Err(encerrada()),
    }
}

fn encerrada() -> ErroAplicacao {
    ErroAplicacao::conflito("tarefa_encerrada", "a tarefa já foi decidida ou abandonada; os anexos dela não mudam mais")
}

/// Da encerrada ninguém é candidato: se não é por isso que não pode, é porque ela fechou.
async fn exigir_quem_anexa(unidade: &mut Unidade, quem: &Quem, id: TarefaId) -> Result<(), ErroAplicacao> {
    if quem.exigir(Acao::CuidarDeAnexos).is_ok() || unidade.ha_candidato(id, &candidatos(quem)).await? {
        return Ok(());
    }
    let tarefa = unidade.tarefa(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("tarefa", id))?;
    if tarefa.situacao != "ABERTA" {
        return Err(encerrada());
    }
    let papeis: Vec<String> = serde_json::from_str(&tarefa.papeis).map_err(ErroAplicacao::interno)?;
    Err(Recusa::SemPapel { papeis: papeis.join(", ") }.into())
}

fn auditado(anexo: &AnexoDaTarefa) -> Value {
    json!({ "anexo_id": anexo.id, "nome": anexo.nome, "resumo": anexo.resumo, "tamanho": anexo.tamanho })
}

/// Só o último pedaço do caminho, sem caractere de controle.
fn nome_limpo(nome: &str) -> String {
    let nome = nome.rsplit(['/', '\\']).next().unwrap_or_default();
    let nome: String = nome.chars().filter(|c| !c.is_control()).collect();
    nome.trim().chars().take(MAXIMO_DO_NOME).collect()
}

/// `tipo/subtipo`, sem parâmetros; o que não é isto vale como um tipo qualquer.
fn tipo_limpo(tipo: Option<&str>) -> String {
    let tipo = tipo.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let pedaco = |texto: &str| {
        !texto.is_empty() && texto.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let serve = tipo.len() <= MAXIMO_DO_TIPO && tipo.split_once('/').is_some_and(|(a, b)| pedaco(a) && pedaco(b));
    if serve { tipo } else { TIPO_QUALQUER.to_owned() }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn nome_e_tipo_de_fora_se_limpam() {
        assert_eq!(nome_limpo("C:\\Meus\\ nota\r\n.pdf "), "nota.pdf");
        assert_eq!(nome_limpo("../../etc/passwd"), "passwd");
        assert_eq!(nome_limpo("pasta/"), "");
        assert_eq!(nome_limpo(&"ç".repeat(300)).chars().count(), MAXIMO_DO_NOME);
        assert_eq!(tipo_limpo(Some("Text/HTML; charset=utf-8")), "text/html");
        for ruim in [None, Some(""), Some("pdf"), Some("a/b/c"), Some("a/\r\nb")] {
            assert_eq!(tipo_limpo(ruim), TIPO_QUALQUER, "{ruim:?}");
        }
    }
}
