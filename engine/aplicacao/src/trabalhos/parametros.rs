//! O que um plugin recebe: `ParametrosEntradaPadrao` (requisitos §7), os segredos e domínios que pode usar, os arquivos.

use std::collections::BTreeMap;

use esteira_armazem::Unidade;
use esteira_armazem::faturas::Processo;
use esteira_base::ids::InstanciaId;
use esteira_base::{Dinheiro, Resumo, Segredo};
use esteira_dominio::{Cliente, ConfiguracaoDoRpa, Operadora, SeletorDoPortal};
use esteira_motor::maquina::{ErroAtividade, PedidoRpa, Trabalho};
use esteira_portas::rpa::{ArquivoDeEntrada, SeletorRpa};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::relato::{negocio, tecnico};
use crate::plugins::escolher;
use crate::processos::ler_arquivo;
use crate::{Aplicacao, clientes};

/// Nome do plugin do SAT, e o do segredo que todo portal usa.
pub(crate) const PLUGIN_SAT: &str = "sat";
pub(crate) const SENHA_DO_PORTAL: &str = "senha_portal";

/// Tudo o que a execução leva.
pub(super) struct Preparado {
    pub plugin: String,
    /// Sem segredo: vai para o histórico como está.
    pub parametros: Value,
    pub segredos: BTreeMap<String, Segredo>,
    pub dominios: Vec<String>,
    pub seletores: BTreeMap<String, Vec<SeletorRpa>>,
    /// A versão do plugin; nenhuma, a da pasta do nó.
    pub versao: Option<Resumo>,
    pub arquivos: BTreeMap<String, ArquivoDeEntrada>,
}

/// O processo, o cliente e a operadora da execução.
pub(super) struct Assunto {
    pub processo: Processo,
    pub cliente: Cliente,
    pub operadora: Operadora,
}

/// Junta o que a operação precisa, do cadastro de agora.
pub(super) async fn preparar(
    app: &Aplicacao,
    unidade: &mut Unidade,
    assunto: &Assunto,
    instancia: InstanciaId,
    trabalho: &Trabalho,
    pedido: &PedidoRpa,
) -> Result<Preparado, ErroAtividade> {
    let plugin = match &pedido.plugin {
        Some(plugin) => plugin.to_lowercase(),
        None => assunto.operadora.plugin(),
    };
    let (url, usuario, senha) = if plugin == PLUGIN_SAT {
        acesso_ao_sat(app)?
    } else {
        acesso_ao_portal(app, unidade, &assunto.cliente, &assunto.operadora).await?
    };
    let Assunto { processo, cliente, operadora } = assunto;
    let de = DeQue { processo: processo.id, hash: &processo.hash_unico, mes_ano: &processo.mes_ano };
    let mut parametros = parametros_padrao(cliente, operadora, &de, (&url, &usuario));
    let mut arquivos = BTreeMap::new();
    if pedido.efeito_unico.is_some() {
        arquivos.insert("fatura".to_owned(), fatura_de_entrada(app, assunto, &mut parametros).await?);
    }
    if let Value::Object(a_mais) = &pedido.com {
        parametros.extend(a_mais.clone());
    }
    let configuracao =
        if plugin == PLUGIN_SAT { ConfiguracaoDoRpa::default() } else { assunto.operadora.configuracao_rpa.clone() };
    let versao = escolher(app, unidade, &plugin, configuracao.versao_do_plugin, instancia)
        .await
        .map_err(|erro| tecnico("plugin_nao_encontrado", erro.to_string()))?;
    tracing::debug!(plugin, operacao = pedido.operacao, tentativa = trabalho.tentativa, "execução preparada");
    Ok(Preparado {
        plugin,
        parametros: Value::Object(parametros),
        segredos: senha.map(|senha| BTreeMap::from([(SENHA_DO_PORTAL.to_owned(), senha)])).unwrap_or_default(),
        dominios: dominio(&url).into_iter().chain(configuracao.dominios).collect(),
        seletores: configuracao
            .seletores
            .into_iter()
            .map(|(nome, alternativas)| (nome, seletores(alternativas)))
            .collect(),
        versao,
        arquivos,
    })
}

pub(crate) fn seletores(alternativas: Vec<SeletorDoPortal>) -> Vec<SeletorRpa> {
    alternativas.into_iter().map(|s| SeletorRpa { por: s.por, valor: s.valor }).collect()
}

fn acesso_ao_sat(app: &Aplicacao) -> Result<(String, String, Option<Segredo>), ErroAtividade> {
    let sat = app.configuracao.sat.as_ref().ok_or_else(|| {
        negocio(
            "sat_nao_configurado",
            "o SAT não está configurado",
            "informe [sat] url, usuario e senha na configuração",
        )
    })?;
    Ok((sat.url.clone(), sat.usuario.clone(), Some(sat.senha.clone())))
}

/// Onde entrar, como quem, e com que senha.
pub(crate) async fn acesso_ao_portal(
    app: &Aplicacao,
    unidade: &mut Unidade,
    cliente: &Cliente,
    operadora: &Operadora,
) -> Result<(String, String, Option<Segredo>), ErroAtividade> {
    let url = cliente.site_emissao.clone().or_else(|| operadora.url_portal.clone()).ok_or_else(|| {
        let mensagem = format!("não há endereço de portal para a operadora {}", operadora.nome);
        negocio("sem_portal", mensagem, "preencha url_portal na operadora ou site_emissao no cliente")
    })?;
    let senha = clientes::segredo_do_portal(app, unidade, cliente.id)
        .await
        .map_err(|erro| tecnico("cofre", erro.to_string()))?;
    Ok((url, cliente.login_portal.clone().unwrap_or_default(), senha))
}

/// De que processo é a execução.
pub(crate) struct DeQue<'a> {
    pub processo: Uuid,
    pub hash: &'a str,
    /// `AAAA-MM`.
    pub mes_ano: &'a str,
}

/// `ParametrosEntradaPadrao`, do cadastro.
pub(crate) fn parametros_padrao(
    cliente: &Cliente,
    operadora: &Operadora,
    de: &DeQue<'_>,
    (url, usuario): (&str, &str),
) -> Map<String, Value> {
    let padrao = json!({
        "id_processo": de.processo,
        "id_cliente": cliente.id,
        "hash": de.hash,
        "operadora_codigo": operadora.codigo,
        "operadora_nome": operadora.nome,
        "url_portal": url,
        "usuario": usuario,
        "cpf": cliente.cpf.as_ref().map(|cpf| cpf.sem_mascara().to_owned()),
        "cnpj": cliente.cnpj.sem_mascara(),
        "filtro": cliente.filtro,
        "nome_sat": cliente.nome_sat,
        "razao_social": cliente.razao_social,
        "dados_sat": cliente.dados_sat,
        "unidade": cliente.unidade,
        "servico": cliente.servico,
        "mes_ano": de.mes_ano,
    });
    match padrao {
        Value::Object(campos) => campos,
        _ => Map::new(),
    }
}

/// A fatura aprovada, com os campos que o envio usa.
async fn fatura_de_entrada(
    app: &Aplicacao,
    assunto: &Assunto,
    parametros: &mut Map<String, Value>,
) -> Result<ArquivoDeEntrada, ErroAtividade> {
    let processo = &assunto.processo;
    let (Some(chave), Some(nome), Some(vencimento)) =
        (&processo.caminho_s3_fatura, &processo.nome_fatura, &processo.data_vencimento)
    else {
        return Err(negocio("sem_fatura", "o processo não tem fatura para enviar", "baixe ou suba a fatura de novo"));
    };
    let conteudo = ler_arquivo(app, chave).await.map_err(|erro| tecnico("armazenamento", erro.to_string()))?;
    parametros.insert("nome_arquivo".to_owned(), json!(nome));
    parametros.insert("data_vencimento".to_owned(), json!(vencimento));
    if let Some(centavos) = processo.valor_fatura {
        parametros.insert("valor".to_owned(), json!(Dinheiro::de_centavos(centavos).em_decimal()));
    }
    Ok(ArquivoDeEntrada { nome: nome.clone(), conteudo })
}

/// `host` ou `host:porta` de uma URL: o que o cadastro concede ao plugin.
pub(crate) fn dominio(url: &str) -> Option<String> {
    let resto = url.split_once("://").map_or(url, |(_, resto)| resto);
    let autoridade = resto.split(['/', '?', '#']).next()?;
    let host = autoridade.rsplit_once('@').map_or(autoridade, |(_, host)| host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_dominio_concedido_e_so_host_e_porta() {
        assert_eq!(dominio("https://Portal.oi.com.br/login?x=1").as_deref(), Some("portal.oi.com.br"));
        assert_eq!(dominio("http://u:s@127.0.0.1:8080/a").as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(dominio(""), None);
    }
}
