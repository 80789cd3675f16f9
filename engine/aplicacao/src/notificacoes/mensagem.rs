//! Escrever a mensagem e pô-la na caixa de saída.

use esteira_armazem::faturas::{AnexoDaNotificacao, NotificacaoNova, Processo};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{InstanciaId, LinkId};
use esteira_base::{Dinheiro, Instante};
use esteira_dominio::Canal;
use serde_json::{Value, json};

use super::destinatarios::{Alvo, resolver};
use super::modelos::{Escrita, do_produto, editado};
use super::resumir::hora_do_resumo;
use super::tarefa::DaTarefa;
use crate::tarefas::link;

/// O que dizer.
#[derive(Debug, Clone, PartialEq)]
pub struct Mensagem {
    modelo: String,
    dados: Value,
}

/// A quem, e por onde quando as regras não dizem.
#[derive(Debug, Clone, Copy)]
pub struct Para<'a> {
    /// `responsaveis`, `candidatos`, `aprovadores`, `administradores`, ou destinos do canal.
    pub quem: &'a [String],
    pub canal: Canal,
    /// A tarefa de que se fala: quem a pode decidir recebe o seu link.
    pub tarefa: Option<DaTarefa<'a>>,
}

impl<'a> Para<'a> {
    /// Por este canal, se as regras não dizem outra coisa.
    pub fn por(canal: Canal, quem: &'a [String]) -> Self {
        Self { quem, canal, tarefa: None }
    }

    /// Por e-mail, se as regras não dizem outra coisa.
    pub fn por_email(quem: &'a [String]) -> Self {
        Self::por(Canal::Email, quem)
    }

    /// Falando desta tarefa, se é de uma.
    pub fn da_tarefa(self, tarefa: Option<DaTarefa<'a>>) -> Self {
        Self { tarefa, ..self }
    }
}

impl Mensagem {
    pub fn nova(modelo: impl Into<String>, dados: Value) -> Self {
        Self { modelo: modelo.into(), dados }
    }

    /// Com a marca do link em `dados.link`, se há link.
    fn com_link(&self, link: Option<LinkId>) -> Self {
        let mut com = self.clone();
        if let (Some(link), Value::Object(dados)) = (link, &mut com.dados) {
            dados.insert("link".to_owned(), link::marca(link).into());
        }
        com
    }

    /// Pelo modelo que alguém editou; se não se escreve, ou se não há, pelo do produto: um modelo ruim não cala um aviso.
    async fn escrever(
        &self,
        unidade: &mut Unidade,
        canal: Canal,
        processo: Option<&Processo>,
    ) -> Result<Escrita, ErroArmazem> {
        let contexto = contexto(&self.modelo, canal, &self.dados, processo);
        if let Some(modelo) = unidade.modelo_editado(&self.modelo, canal.as_str()).await? {
            match editado(&modelo, &contexto) {
                Ok(escrita) => return Ok(escrita),
                Err(erro) => tracing::error!(modelo = self.modelo, %canal, erro, "o modelo editado não se escreveu"),
            }
        }
        Ok(do_produto(&self.modelo, &contexto))
    }
}

/// O que um modelo pode citar.
pub(super) fn contexto(evento: &str, canal: Canal, dados: &Value, processo: Option<&Processo>) -> Value {
    json!({
        "modelo": evento,
        "canal": canal,
        "dados": dados,
        "processo": processo.map(|p| json!({
            "cliente": p.cliente_nome,
            "cnpj": p.cliente_cnpj,
            "operadora": p.operadora_nome,
            "mes_ano": p.mes_ano,
            "status": p.status_processo,
            "vencimento": p.data_vencimento,
            "valor": p.valor_fatura.map(|centavos| Dinheiro::de_centavos(centavos).to_string()),
            "motivo": p.motivo,
            "comprovante": p.comprovante_sat,
        })),
    })
}

/// Põe a mensagem na caixa de saída, uma por destinatário.
pub async fn avisar(
    unidade: &mut Unidade,
    instancia: Option<InstanciaId>,
    para: Para<'_>,
    mensagem: &Mensagem,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    avisar_com(unidade, instancia, para, mensagem, &[], agora).await.map(drop)
}

/// Como [`avisar`], com arquivos. Devolve quantas mensagens são.
pub(crate) async fn avisar_com(
    unidade: &mut Unidade,
    instancia: Option<InstanciaId>,
    para: Para<'_>,
    mensagem: &Mensagem,
    anexos: &[AnexoDaNotificacao],
    agora: Instante,
) -> Result<usize, ErroArmazem> {
    let processo = match instancia {
        Some(id) => unidade.processo_da_instancia(id).await?,
        None => None,
    };
    let operadora = processo.as_ref().map(|processo| processo.operadora_id);
    let mut escritas: Vec<(Canal, Escrita)> = Vec::new();
    let mut novas = Vec::new();
    for alvo in resolver(unidade, para, &mensagem.modelo, operadora).await? {
        let link = match (instancia, para.tarefa, alvo.decide) {
            (Some(instancia), Some(tarefa), Some(pessoa)) => {
                Some(link::emitir(unidade, instancia, tarefa.visita, pessoa, agora).await?)
            }
            _ => None,
        };
        // Sem link, a mesma mensagem serve a todos do canal.
        let escrita = match escritas.iter().find(|(canal, _)| link.is_none() && *canal == alvo.canal) {
            Some((_, escrita)) => escrita.clone(),
            None => mensagem.com_link(link).escrever(unidade, alvo.canal, processo.as_ref()).await?,
        };
        if link.is_none() {
            escritas.push((alvo.canal, escrita.clone()));
        }
        let Alvo { canal, destino, resumo, falha, .. } = alvo;
        // O assunto aparece em telas bloqueadas e listas: o link não vai nele.
        let assunto = link.map_or_else(|| escrita.assunto.clone(), |id| escrita.assunto.replace(&link::marca(id), ""));
        novas.push(NotificacaoNova {
            processo: processo.as_ref().map(|p| p.id.into()),
            tipo: canal.as_str().to_owned(),
            destinatario: destino,
            assunto,
            mensagem: escrita.texto,
            html: escrita.html,
            evento: Some(mensagem.modelo.clone()),
            reenvio_de: None,
            resumo: resumo.map(|resumo| (resumo.as_str().to_owned(), hora_do_resumo(resumo, agora))),
            falha,
            links: link::na_mensagem(link.into_iter().collect()),
            anexos: anexos.to_vec(),
        });
    }
    unidade.notificar(&novas, agora).await?;
    Ok(novas.len())
}
