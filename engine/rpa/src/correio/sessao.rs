//! Os comandos IMAP que se usam, numa conexão já aceita. Sabe do protocolo; não sabe de repetir nem de reconectar.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::DateTime;
use imap_proto::{AttributeValue, Capability, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath};

use super::conexao::{Autoridades, conectar};
use super::conta::Conta;
use super::conteudo::Cabecalhos;
use super::dialogo::Dialogo;
use super::gasto::Gasto;
use super::pasta;
use super::recusa::Recusa;
use crate::erro::Falha;
use crate::limites;

/// `INTERNALDATE`, com o dia alinhado por espaço.
const DATA_INTERNA: &str = "%d-%b-%Y %H:%M:%S %z";

pub(super) struct Sessao {
    dialogo: Dialogo,
    sabe_mover: bool,
    sabe_apagar_uma: bool,
}

/// O que se sabe de uma mensagem sem lhe ler o corpo.
pub(super) struct Ficha {
    pub uid: u32,
    pub tamanho: u64,
    pub lida: bool,
    pub chegada_ms: u64,
    pub cabecalhos: Cabecalhos,
}

impl Sessao {
    /// Conecta e entra.
    pub async fn abrir(conta: &Conta, autoridades: &Autoridades, gasto: Arc<Gasto>) -> Result<Self, Falha> {
        let entrada = async {
            let fluxo = conectar(&conta.endereco, autoridades).await.map_err(Recusa::em_falha)?;
            let mut dialogo = Dialogo::comecar(fluxo, gasto).await.map_err(Recusa::em_falha)?;
            let login = format!("LOGIN {} {}", entre_aspas(&conta.usuario)?, entre_aspas(conta.senha.revelar())?);
            dialogo.pedir(&login).await.map_err(Recusa::ao_entrar)?;
            let respostas = dialogo.pedir("CAPABILITY").await.map_err(Recusa::em_falha)?;
            let sabe = |nome: &str| respostas.iter().any(|resposta| declara(resposta, nome));
            let (sabe_mover, sabe_apagar_uma) = (sabe("MOVE"), sabe("UIDPLUS"));
            Ok(Self { dialogo, sabe_mover, sabe_apagar_uma })
        };
        tokio::time::timeout(limites::PRAZO_CAIXA, entrada).await.unwrap_or_else(|_| {
            Err(Recusa::perdida(format!("não deixou entrar em {} s", limites::PRAZO_CAIXA.as_secs())).em_falha())
        })
    }

    /// Abre a pasta e devolve a validade dos números dela.
    pub async fn selecionar(&mut self, nome: &str) -> Result<u32, Recusa> {
        let respostas = self.dialogo.pedir(&format!("SELECT {}", pasta::argumento(nome)?)).await?;
        let validade = respostas.iter().find_map(|resposta| match resposta {
            Response::Data { outcome, .. } => match outcome.code {
                Some(ResponseCode::UidValidity(validade)) => Some(validade),
                _ => None,
            },
            _ => None,
        });
        validade.ok_or_else(|| Recusa::perdida("o servidor não diz a validade dos números das mensagens (UIDVALIDITY)"))
    }

    /// Os números das mensagens que casam, em qualquer ordem.
    pub async fn buscar(&mut self, criterio: &str) -> Result<Vec<u32>, Recusa> {
        let respostas = self.dialogo.pedir(&format!("UID SEARCH {criterio}")).await?;
        let achados = respostas.into_iter().filter_map(|resposta| match resposta {
            Response::MailboxData(MailboxDatum::Search(uids)) => Some(uids),
            _ => None,
        });
        Ok(achados.flatten().collect())
    }

    /// As fichas das que ainda existem, na ordem pedida.
    pub async fn fichas(&mut self, uids: &[u32]) -> Result<Vec<Ficha>, Recusa> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let lista = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let pedido = format!(
            "UID FETCH {lista} (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT MESSAGE-ID)])"
        );
        let respostas = self.dialogo.pedir(&pedido).await?;
        let mut fichas: Vec<Ficha> =
            respostas.into_iter().filter_map(ficha).filter(|ficha| uids.contains(&ficha.uid)).collect();
        fichas.sort_by_key(|ficha| uids.iter().position(|uid| *uid == ficha.uid));
        fichas.dedup_by_key(|ficha| ficha.uid);
        Ok(fichas)
    }

    /// A mensagem inteira, como chegou; nada se ela já não existe.
    pub async fn mensagem(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Recusa> {
        let respostas = self.dialogo.pedir(&format!("UID FETCH {uid} (UID BODY.PEEK[])")).await?;
        Ok(respostas.into_iter().find_map(|resposta| corpo(resposta, uid)))
    }

    pub async fn marcar(&mut self, uid: u32, marca: &str, por: bool) -> Result<(), Recusa> {
        let sinal = if por { '+' } else { '-' };
        self.dialogo.pedir(&format!("UID STORE {uid} {sinal}FLAGS.SILENT ({marca})")).await.map(drop)
    }

    pub fn sabe_mover(&self) -> bool {
        self.sabe_mover
    }

    /// Numa operação só do servidor: ou está numa pasta, ou na outra.
    pub async fn mover(&mut self, uid: u32, destino: &str) -> Result<(), Recusa> {
        self.levar("UID MOVE", uid, destino).await
    }

    pub async fn copiar(&mut self, uid: u32, destino: &str) -> Result<(), Recusa> {
        self.levar("UID COPY", uid, destino).await
    }

    /// Apaga só esta. Servidor que não sabe apagar uma só fica com ela marcada: as listagens já não a veem.
    pub async fn apagar(&mut self, uid: u32) -> Result<(), Recusa> {
        self.marcar(uid, "\\Deleted", true).await?;
        if self.sabe_apagar_uma {
            self.dialogo.pedir(&format!("UID EXPUNGE {uid}")).await?;
        }
        Ok(())
    }

    async fn levar(&mut self, comando: &str, uid: u32, destino: &str) -> Result<(), Recusa> {
        let destino = pasta::argumento(destino)?;
        let pedido = format!("{comando} {uid} {destino}");
        match self.dialogo.pedir(&pedido).await {
            Err(Recusa::Nao { criar_antes: true, .. }) => {
                // Outro pode tê-la criado neste instante: quem diz se deu certo é a segunda tentativa.
                if let Err(recusa) = self.dialogo.pedir(&format!("CREATE {destino}")).await
                    && recusa.perdeu_a_conexao()
                {
                    return Err(recusa);
                }
                self.dialogo.pedir(&pedido).await.map(drop)
            }
            outra => outra.map(drop),
        }
    }
}

fn declara(resposta: &Response<'_>, nome: &str) -> bool {
    let Response::Capabilities(capacidades) = resposta else { return false };
    capacidades.iter().any(|c| matches!(c, Capability::Atom(atomo) if atomo.eq_ignore_ascii_case(nome)))
}

fn ficha(resposta: Response<'_>) -> Option<Ficha> {
    let Response::Fetch(_, atributos) = resposta else { return None };
    let mut ficha = Ficha { uid: 0, tamanho: 0, lida: false, chegada_ms: 0, cabecalhos: Cabecalhos::default() };
    for atributo in atributos {
        match atributo {
            AttributeValue::Uid(uid) => ficha.uid = uid,
            AttributeValue::Rfc822Size(bytes) => ficha.tamanho = bytes.into(),
            // Marcada para apagar já não existe: só o servidor que não sabe apagar uma ainda a tem.
            AttributeValue::Flags(marcas) if tem(&marcas, "\\Deleted") => return None,
            AttributeValue::Flags(marcas) => ficha.lida = tem(&marcas, "\\Seen"),
            AttributeValue::InternalDate(data) => ficha.chegada_ms = em_ms(&data),
            AttributeValue::BodySection {
                section: Some(SectionPath::Full(MessageSection::Header)),
                data: Some(bruto),
                ..
            } => ficha.cabecalhos = Cabecalhos::ler(&bruto),
            _ => {}
        }
    }
    (ficha.uid != 0).then_some(ficha)
}

fn tem(marcas: &[Cow<'_, str>], marca: &str) -> bool {
    marcas.iter().any(|m| m.eq_ignore_ascii_case(marca))
}

fn corpo(resposta: Response<'_>, qual: u32) -> Option<Vec<u8>> {
    let Response::Fetch(_, atributos) = resposta else { return None };
    let e_esta = atributos.iter().any(|a| matches!(a, AttributeValue::Uid(uid) if *uid == qual));
    let bruto = atributos.into_iter().find_map(|atributo| match atributo {
        AttributeValue::BodySection { section: None, data: Some(bruto), .. } => Some(bruto.into_owned()),
        _ => None,
    });
    bruto.filter(|_| e_esta)
}

/// Data que não se lê vale zero: quem a usa é só para mostrar e ordenar.
fn em_ms(data: &str) -> u64 {
    DateTime::parse_from_str(data.trim(), DATA_INTERNA)
        .ok()
        .and_then(|data| u64::try_from(data.timestamp_millis()).ok())
        .unwrap_or(0)
}

/// Texto de comando. O que quebraria a linha se recusa sem o repetir: pode ser a senha.
fn entre_aspas(texto: &str) -> Result<String, Falha> {
    if texto.chars().any(char::is_control) {
        return Err(Falha::nova(
            "argumento_invalido",
            "usuário ou senha do correio com quebra de linha; corrija o cadastro",
        ));
    }
    Ok(format!("\"{}\"", texto.replace('\\', "\\\\").replace('"', "\\\"")))
}
