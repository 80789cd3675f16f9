//! Uma caixa aberta: o que o plugin pede, feito de modo que repetir não perca nem dobre mensagem.
//!
//! A conexão se guarda entre um pedido e outro; se caiu nesse meio-tempo (o navegador pode levar minutos), entra-se de novo. Caiu no
//! meio de um pedido, o pedido falha: quem repete é quem chamou.

use std::sync::Arc;

use super::conexao::Autoridades;
use super::conta::Conta;
use super::conteudo::Conteudo;
use super::filtro::Filtro;
use super::gasto::Gasto;
use super::identidade::{Identidade, procuravel};
use super::recusa::Recusa;
use super::sessao::{Ficha, Sessao};
use crate::erro::Falha;
use crate::limites;

/// Mensagens por pedido de cabeçalhos, para que nenhum demore demais.
const POR_VEZ: usize = 100;

/// Uma caixa de correio de uma execução.
pub struct Caixa {
    conta: Conta,
    autoridades: Arc<Autoridades>,
    gasto: Arc<Gasto>,
    /// Nenhuma enquanto um pedido a usa, e depois que ela se perdeu.
    sessao: Option<Sessao>,
}

/// O que se sabe de uma mensagem sem lhe ler o corpo.
pub struct Mensagem {
    pub id: String,
    pub message_id: Option<String>,
    pub remetente: String,
    pub assunto: String,
    pub chegada_ms: u64,
    pub lida: bool,
    pub tamanho: u64,
}

impl Caixa {
    pub(super) async fn abrir(conta: Conta, autoridades: Arc<Autoridades>, gasto: Arc<Gasto>) -> Result<Self, Falha> {
        let sessao = Some(Sessao::abrir(&conta, &autoridades, gasto.clone()).await?);
        Ok(Self { conta, autoridades, gasto, sessao })
    }

    /// As mensagens que passam pelo filtro, da mais velha à mais nova.
    pub async fn listar(&mut self, pasta: &str, filtro: &Filtro) -> Result<Vec<Mensagem>, Falha> {
        let (mut sessao, validade) = self.entrar(pasta).await?;
        let fichas = listar(&mut sessao, filtro).await;
        let fichas = self.sair(sessao, fichas)?;
        Ok(fichas.into_iter().map(|ficha| descrever(pasta, validade, ficha)).collect())
    }

    /// A mensagem deste id, se ainda está na pasta dele.
    pub async fn encontrar(&mut self, id: &str) -> Result<Mensagem, Falha> {
        let id = Identidade::ler(id)?;
        let (mut sessao, validade) = self.entrar(id.pasta()).await?;
        let achada = achar(&mut sessao, validade, &id).await;
        let achada = self.sair(sessao, achada)?;
        achada.map(|ficha| descrever(id.pasta(), validade, ficha)).ok_or_else(|| sumiu(id.pasta()))
    }

    /// O corpo da mensagem.
    pub async fn conteudo(&mut self, id: &str) -> Result<Conteudo, Falha> {
        let id = Identidade::ler(id)?;
        let (mut sessao, validade) = self.entrar(id.pasta()).await?;
        let bruta = ler(&mut sessao, validade, &id).await;
        Conteudo::ler(&self.sair(sessao, bruta)?)
    }

    pub async fn marcar_lida(&mut self, id: &str, lida: bool) -> Result<(), Falha> {
        let id = Identidade::ler(id)?;
        let (mut sessao, validade) = self.entrar(id.pasta()).await?;
        let marcada = async {
            let ficha = achar(&mut sessao, validade, &id).await?.ok_or_else(|| sumiu(id.pasta()))?;
            sessao.marcar(ficha.uid, "\\Seen", lida).await
        };
        let marcada = marcada.await;
        self.sair(sessao, marcada)
    }

    /// Muda de pasta. Se a mensagem não está mais na origem e está no destino, já foi feito.
    pub async fn mover(&mut self, id: &str, destino: &str) -> Result<(), Falha> {
        let id = Identidade::ler(id)?;
        if id.pasta() == destino {
            let mensagem = format!("a mensagem já é da pasta \"{destino}\"; mover é para outra");
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        let (mut sessao, validade) = self.entrar(id.pasta()).await?;
        let movida = mover(&mut sessao, validade, &id, destino).await;
        self.sair(sessao, movida)
    }

    /// Tira a conexão da caixa, com a pasta aberta. Se a guardada caiu, entra de novo, uma vez.
    async fn entrar(&mut self, pasta: &str) -> Result<(Sessao, u32), Falha> {
        if let Some(mut guardada) = self.sessao.take() {
            match guardada.selecionar(pasta).await {
                Err(Recusa::Perdida(_)) => {}
                resposta => return self.entrou(guardada, resposta, pasta),
            }
        }
        let mut nova = Sessao::abrir(&self.conta, &self.autoridades, self.gasto.clone()).await?;
        let resposta = nova.selecionar(pasta).await;
        self.entrou(nova, resposta, pasta)
    }

    fn entrou(&mut self, sessao: Sessao, resposta: Result<u32, Recusa>, pasta: &str) -> Result<(Sessao, u32), Falha> {
        match resposta {
            Ok(validade) => Ok((sessao, validade)),
            Err(recusa) => {
                if !recusa.perdeu_a_conexao() {
                    self.sessao = Some(sessao);
                }
                Err(recusa.na_pasta(pasta))
            }
        }
    }

    /// Devolve a conexão à caixa, se ela ainda serve.
    fn sair<T>(&mut self, sessao: Sessao, resultado: Result<T, Recusa>) -> Result<T, Falha> {
        if !resultado.as_ref().is_err_and(Recusa::perdeu_a_conexao) {
            self.sessao = Some(sessao);
        }
        resultado.map_err(Recusa::em_falha)
    }
}

fn descrever(pasta: &str, validade: u32, ficha: Ficha) -> Mensagem {
    let Ficha { uid, tamanho, lida, chegada_ms, cabecalhos } = ficha;
    let id = Identidade(pasta.to_owned(), validade, uid, cabecalhos.message_id.clone());
    Mensagem {
        id: id.to_string(),
        message_id: cabecalhos.message_id,
        remetente: cabecalhos.remetente,
        assunto: cabecalhos.assunto,
        chegada_ms,
        lida,
        tamanho,
    }
}

/// Aos poucos, até haver bastantes que servem: quem enche a caixa de remetentes parecidos não esconde as boas.
async fn listar(sessao: &mut Sessao, filtro: &Filtro) -> Result<Vec<Ficha>, Recusa> {
    let achadas = sessao.buscar(&filtro.criterio()).await?;
    let mut uids = filtro.ordenar(achadas);
    uids.truncate(limites::MENSAGENS_OLHADAS);
    let mut servem = Vec::new();
    for parte in uids.chunks(POR_VEZ) {
        let fichas = sessao.fichas(parte).await?;
        servem.extend(fichas.into_iter().filter(|ficha| filtro.serve(&ficha.cabecalhos.remetente)));
        if servem.len() >= filtro.maximo() {
            break;
        }
    }
    servem.truncate(filtro.maximo());
    servem.sort_by_key(|ficha| ficha.uid);
    Ok(servem)
}

/// Pelo número, se ele ainda vale; senão, pelo `Message-ID`.
async fn achar(sessao: &mut Sessao, validade: u32, id: &Identidade) -> Result<Option<Ficha>, Recusa> {
    if id.validade() == validade {
        let ficha = sessao.fichas(&[id.uid()]).await?.into_iter().next();
        // O número é desta mensagem; o `Message-ID`, se o id o traz, tem de concordar.
        let e_esta = |ficha: &Ficha| id.message_id().is_none_or(|m| ficha.cabecalhos.message_id.as_deref() == Some(m));
        if let Some(ficha) = ficha.filter(e_esta) {
            return Ok(Some(ficha));
        }
    }
    match id.message_id() {
        Some(message_id) => por_message_id(sessao, message_id).await,
        None => Ok(None),
    }
}

/// O `SEARCH` acha por trecho: só serve o igual.
async fn por_message_id(sessao: &mut Sessao, message_id: &str) -> Result<Option<Ficha>, Recusa> {
    if !procuravel(message_id) {
        return Ok(None);
    }
    let mut uids = sessao.buscar(&format!("UNDELETED HEADER Message-ID \"{message_id}\"")).await?;
    uids.truncate(POR_VEZ);
    let fichas = sessao.fichas(&uids).await?;
    Ok(fichas.into_iter().find(|ficha| ficha.cabecalhos.message_id.as_deref() == Some(message_id)))
}

async fn ler(sessao: &mut Sessao, validade: u32, id: &Identidade) -> Result<Vec<u8>, Recusa> {
    let ficha = achar(sessao, validade, id).await?.ok_or_else(|| sumiu(id.pasta()))?;
    if ficha.tamanho > limites::MENSAGEM_BYTES as u64 {
        return Err(Recusa::Outra(Falha::limite("tamanho de mensagem, em bytes", limites::MENSAGEM_BYTES)));
    }
    Ok(sessao.mensagem(ficha.uid).await?.ok_or_else(|| sumiu(id.pasta()))?)
}

async fn mover(sessao: &mut Sessao, validade: u32, id: &Identidade, destino: &str) -> Result<(), Recusa> {
    let Some(ficha) = achar(sessao, validade, id).await? else {
        return if esta_em(sessao, id, destino).await? { Ok(()) } else { Err(sumiu(id.pasta()).into()) };
    };
    if sessao.sabe_mover() {
        return sessao.mover(ficha.uid, destino).await;
    }
    // Sem MOVE são dois passos. Caindo entre eles ela fica nas duas pastas, e a repetição só apaga a da origem.
    let ja_esta_la = esta_em(sessao, id, destino).await?;
    sessao.selecionar(id.pasta()).await?;
    if !ja_esta_la {
        sessao.copiar(ficha.uid, destino).await?;
    }
    sessao.apagar(ficha.uid).await
}

async fn esta_em(sessao: &mut Sessao, id: &Identidade, destino: &str) -> Result<bool, Recusa> {
    let Some(message_id) = id.message_id() else { return Ok(false) };
    match sessao.selecionar(destino).await {
        Ok(_) => Ok(por_message_id(sessao, message_id).await?.is_some()),
        // A pasta ainda não existe.
        Err(Recusa::Nao { .. }) => Ok(false),
        Err(recusa) => Err(recusa),
    }
}

fn sumiu(pasta: &str) -> Falha {
    Falha::nova("mensagem_nao_encontrada", format!("a mensagem não está mais na pasta \"{pasta}\""))
}
