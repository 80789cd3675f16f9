//! Configurar os canais além do e-mail: onde falar, e com que credencial, que entra e nunca sai.

use esteira_armazem::avisos::{CanalGuardado, CanalNovo};
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_dominio::{Acao, Canal, numero_de_whatsapp};
use esteira_portas::mensageiro::{ErroDeEnvio, Via};
use serde_json::{Value, json};

use super::destinatarios::DESTINO_PADRAO;
use super::destino::conferir_destino;
use crate::webhooks::sortear;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria, segredos};

/// Onde mora a Bot API.
const TELEGRAM: &str = "https://api.telegram.org";
/// Maior endereço e maior nome de instância.
const MAIOR_ENDERECO: usize = 500;
const MAIOR_INSTANCIA: usize = 100;

/// O que se escolhe.
#[derive(Debug, Clone, Default)]
pub struct CanalEscolhido {
    /// Da Evolution API; no Telegram, só para quem tem a sua Bot API.
    pub endereco: Option<String>,
    /// Da Evolution API.
    pub instancia: Option<String>,
    /// A conversa do Telegram que recebe quando ninguém diz outra.
    pub destino: Option<String>,
    /// A chave da Evolution, o token do bot, ou o endereço do webhook do Slack. Sem ela, fica a que estava.
    pub credencial: Option<Segredo>,
}

/// Configura, no lugar do que houver.
pub async fn configurar(
    app: &Aplicacao,
    quem: &Quem,
    canal: Canal,
    escolhido: CanalEscolhido,
) -> Result<CanalGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let novo = conferir(app, quem.inquilino, canal, escolhido)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let antes = unidade.canal(canal.as_str()).await?;
    // A credencial guardada só vai aonde se disse ao informá-la: outro endereço a receberia no primeiro aviso.
    let muda_de_endereco = antes.as_ref().is_some_and(|antes| antes.endereco != novo.endereco);
    if muda_de_endereco && novo.credencial.is_none() {
        let mensagem = "ao mudar o endereço, informe a credencial outra vez";
        return Err(ErroAplicacao::campo("credencial", "obrigatorio", mensagem));
    }
    let antes = antes.map(|antes| em_json(&antes));
    if !unidade.configurar_canal(&novo, agora).await? {
        return Err(ErroAplicacao::campo("credencial", "obrigatorio", "informe a credencial do canal"));
    }
    let guardado = unidade.canal(canal.as_str()).await?;
    let guardado = guardado.ok_or_else(|| ErroAplicacao::interno("o canal configurado não foi gravado"))?;
    let depois = Some(em_json(&guardado));
    auditoria::registrar(&mut unidade, quem, "configurar", "canal", canal, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(guardado)
}

/// Os configurados.
pub async fn listar_canais(app: &Aplicacao, quem: &Quem) -> Result<Vec<CanalGuardado>, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    Ok(app.armazem.ler(quem.inquilino).await?.canais().await?)
}

/// Esquece o canal e a credencial dele.
pub async fn esquecer_canal(app: &Aplicacao, quem: &Quem, canal: Canal) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let antes = unidade.canal(canal.as_str()).await?.map(|antes| em_json(&antes));
    if !unidade.esquecer_canal(canal.as_str()).await? {
        return Err(ErroAplicacao::nao_encontrado("canal", canal));
    }
    auditoria::registrar(&mut unidade, quem, "esquecer", "canal", canal, antes, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}

/// O caminho até um destinatário, com a credencial aberta.
pub(super) async fn via(
    app: &Aplicacao,
    inquilino: InquilinoId,
    canal: Canal,
    destinatario: &str,
) -> Result<Via, ErroDeEnvio> {
    let indisponivel = |erro: ErroAplicacao| ErroDeEnvio::Indisponivel(erro.to_string());
    let lido = async { Ok::<_, ErroAplicacao>(app.armazem.ler(inquilino).await?.canal(canal.as_str()).await?) };
    let configurado = lido.await.map_err(indisponivel)?.ok_or_else(|| {
        let onde = format!("PUT /api/notificacoes/canais/{canal}");
        ErroDeEnvio::Recusado(format!("o canal {canal} não está configurado; configure-o em {onde} e reenvie"))
    })?;
    let CanalGuardado { endereco, instancia, destino, credencial, .. } = configurado;
    let abrir = || {
        let aberta = app.cofre.decifrar(inquilino, &campo(canal), &credencial);
        aberta.map_err(|erro| ErroDeEnvio::Indisponivel(erro.to_string()))
    };
    match canal {
        Canal::Whatsapp => {
            let numero = numero_de_whatsapp(destinatario).ok_or_else(|| {
                ErroDeEnvio::Recusado("este telefone não serve ao WhatsApp; escreva-o com DDD no cadastro".to_owned())
            })?;
            Ok(Via::WhatsApp { endereco, instancia: instancia.unwrap_or_default(), chave: abrir()?, numero })
        }
        Canal::Telegram if destinatario == DESTINO_PADRAO => {
            let chat = destino.ok_or_else(|| {
                let onde = "PUT /api/notificacoes/canais/TELEGRAM";
                ErroDeEnvio::Recusado(format!("o Telegram não tem destino padrão; diga a conversa em {onde} e reenvie"))
            })?;
            Ok(Via::Telegram { endereco, token: abrir()?, chat })
        }
        Canal::Telegram => Ok(Via::Telegram { endereco, token: abrir()?, chat: destinatario.to_owned() }),
        Canal::Slack if destinatario == DESTINO_PADRAO => Ok(Via::Slack { endereco: abrir()? }),
        Canal::Slack => {
            let aberto = segredos::abrir(app, inquilino, destinatario).await.map_err(indisponivel)?;
            let endereco = aberto.ok_or_else(|| {
                let onde = "PUT /api/segredos/{nome}";
                ErroDeEnvio::Recusado(format!(
                    "não há segredo \"{destinatario}\"; guarde o webhook em {onde} e reenvie"
                ))
            })?;
            Ok(Via::Slack { endereco })
        }
        Canal::Email => Err(ErroDeEnvio::Recusado("o e-mail vai por SMTP".to_owned())),
    }
}

/// O nome com que o cofre separa esta credencial das outras; mudá-lo torna ilegíveis as guardadas.
fn campo(canal: Canal) -> String {
    format!("canais.credencial/{canal}")
}

fn conferir(
    app: &Aplicacao,
    inquilino: InquilinoId,
    canal: Canal,
    escolhido: CanalEscolhido,
) -> Result<CanalNovo, ErroAplicacao> {
    let limpo = |texto: Option<String>| texto.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let (endereco, instancia) = (limpo(escolhido.endereco), limpo(escolhido.instancia));
    let destino = limpo(escolhido.destino);
    let endereco = match canal {
        Canal::Email => {
            let mensagem = "o e-mail se configura em [correio], no arquivo de configuração";
            return Err(ErroAplicacao::campo("canal", "invalido", mensagem));
        }
        Canal::Whatsapp => {
            let boa = |nome: &String| {
                nome.len() <= MAIOR_INSTANCIA
                    && nome.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            };
            if !instancia.as_ref().is_some_and(boa) {
                let mensagem = "informe a instância da Evolution API: letras sem acento, números, - e _";
                return Err(ErroAplicacao::campo("instancia", "invalido", mensagem));
            }
            endereco.ok_or_else(|| ErroAplicacao::campo("endereco", "obrigatorio", "informe o da Evolution API"))?
        }
        Canal::Telegram => endereco.unwrap_or_else(|| TELEGRAM.to_owned()),
        // O endereço do Slack é a própria credencial.
        Canal::Slack => String::new(),
    };
    if canal != Canal::Slack {
        conferir_endereco("endereco", &endereco)?;
    }
    if let (Canal::Slack, Some(credencial)) = (canal, &escolhido.credencial) {
        conferir_endereco("credencial", credencial.revelar())?;
    }
    if let Some(destino) = &destino {
        conferir_destino(Canal::Telegram, destino)?;
    }
    let credencial = escolhido.credencial.filter(|credencial| !credencial.revelar().is_empty());
    let cifrada = credencial.map(|credencial| app.cofre.cifrar(inquilino, &campo(canal), &credencial)).transpose()?;
    Ok(CanalNovo {
        canal: canal.as_str().to_owned(),
        endereco,
        instancia: instancia.filter(|_| canal == Canal::Whatsapp),
        destino: destino.filter(|_| canal == Canal::Telegram),
        credencial: cifrada,
        retorno: sortear()?,
    })
}

/// O resto quem confere é quem chama, que não vai à rede interna sem permissão.
fn conferir_endereco(campo: &'static str, endereco: &str) -> Result<(), ErroAplicacao> {
    let resto = endereco.strip_prefix("https://").or_else(|| endereco.strip_prefix("http://"));
    let servidor = resto.and_then(|resto| resto.split(['/', '?', '#']).next()).unwrap_or_default();
    let ruim = servidor.is_empty() || servidor.contains('@') || endereco.contains(char::is_whitespace);
    if ruim || endereco.len() > MAIOR_ENDERECO {
        let mensagem = format!("use um endereço http(s), sem usuário nem senha, de até {MAIOR_ENDERECO} bytes");
        return Err(ErroAplicacao::campo(campo, "invalido", mensagem));
    }
    Ok(())
}

fn em_json(canal: &CanalGuardado) -> Value {
    json!({ "endereco": canal.endereco, "instancia": canal.instancia, "destino": canal.destino })
}
