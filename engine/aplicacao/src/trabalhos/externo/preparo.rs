//! O que o RPA externo recebe. O que falta no cadastro é erro antes de pedir: nada se inventa.

use chrono::NaiveDate;
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_motor::maquina::{ErroAtividade, PedidoRpa};
use esteira_portas::rpa_externo::AcessoExterno;
use serde_json::{Map, Value};

use super::Destino;
use crate::trabalhos::parametros::Assunto;
use crate::trabalhos::relato::{negocio, tecnico};
use crate::{Aplicacao, clientes, segredos};

/// Como o caminho da API diz o SAT; as operadoras vão em maiúsculas.
const SAT: &str = "sat";
/// O segredo com o token: o da operadora é este com `_` e o código; sem ele, vale este.
const TOKEN: &str = "rpa_externo";

/// Tudo o que o pedido leva.
pub(super) struct Preparado {
    pub acesso: AcessoExterno,
    /// Como o caminho a diz.
    pub operadora: String,
    /// Sem segredo: vão para o histórico como estão.
    pub campos: Map<String, Value>,
    pub segredos: Vec<(String, Segredo)>,
}

pub(super) async fn preparar(
    app: &Aplicacao,
    inquilino: InquilinoId,
    assunto: &Assunto,
    destino: &Destino,
    pedido: &PedidoRpa,
) -> Result<Preparado, ErroAtividade> {
    let mut campos = Campos::default();
    let mut segredos = Vec::new();
    let (url, operadora) = match destino {
        Destino::Baixar(url) => {
            let senha = senha_do_portal(app, inquilino, assunto).await?;
            para_baixar(&mut campos, assunto);
            match senha.filter(|senha| !senha.revelar().is_empty()) {
                Some(senha) => segredos.push(("senha".to_owned(), senha)),
                None => campos.falta("a senha do portal, no cadastro do cliente"),
            }
            (url, assunto.operadora.plugin().to_uppercase())
        }
        Destino::Sat(url) => {
            para_o_sat(&mut campos, assunto);
            (url, SAT.to_owned())
        }
        Destino::Nenhum => {
            let mensagem = format!("o RPA externo não sabe fazer \"{}\"", pedido.operacao);
            return Err(negocio("operacao_sem_rpa_externo", mensagem, "tire o passo do fluxo, ou use um plugin"));
        }
    };
    let campos = campos.completos(&assunto.processo.id.to_string())?;
    let token = token(app, inquilino, &assunto.operadora.codigo).await?;
    let riscaveis = segredos.iter().map(|(_, segredo)| segredo.clone()).collect();
    let acesso = AcessoExterno { url: url.clone(), token, segredos: riscaveis };
    Ok(Preparado { acesso, operadora, campos, segredos })
}

fn para_baixar(campos: &mut Campos, Assunto { cliente, .. }: &Assunto) {
    campos.texto("login", cliente.login_portal.as_deref(), "o login do portal, no cadastro do cliente");
    campos.texto("filtro", Some(&cliente.filtro), "o filtro, no cadastro do cliente");
    campos.texto("cnpj", Some(cliente.cnpj.sem_mascara()), "o CNPJ, no cadastro do cliente");
}

/// `nome_filtro` é o NOME SAT, e `nome_arquivo` o arquivo deste processo (o legado trocava os dois).
fn para_o_sat(campos: &mut Campos, Assunto { processo, cliente, operadora }: &Assunto) {
    campos.texto("cnpj", Some(cliente.cnpj.sem_mascara()), "o CNPJ, no cadastro do cliente");
    campos.texto("razao", Some(&cliente.razao_social), "a razão social, no cadastro do cliente");
    campos.texto("operadora", Some(&operadora.nome), "o nome da operadora");
    campos.texto("nome_filtro", Some(&cliente.nome_sat), "o nome no SAT, no cadastro do cliente");
    campos.texto("unidade", Some(&cliente.unidade), "a unidade, no cadastro do cliente");
    campos.texto("servico", Some(&cliente.servico), "o serviço, no cadastro do cliente");
    campos.texto("dados_sat", Some(&cliente.dados_sat), "os dados do SAT, no cadastro do cliente");
    campos.texto("nome_arquivo", processo.nome_fatura.as_deref(), "a fatura do processo");
    let vencimento = processo.data_vencimento.as_deref().and_then(|data| data.parse::<NaiveDate>().ok());
    let vencimento = vencimento.map(|data| data.format("%d/%m/%Y").to_string());
    campos.texto("data_vencimento", vencimento.as_deref(), "o vencimento da fatura do processo");
}

/// Os campos e o que falta neles.
#[derive(Default)]
struct Campos {
    prontos: Map<String, Value>,
    faltam: Vec<&'static str>,
}

impl Campos {
    fn texto(&mut self, nome: &str, valor: Option<&str>, o_que: &'static str) {
        match valor.map(str::trim).filter(|valor| !valor.is_empty()) {
            Some(valor) => drop(self.prontos.insert(nome.to_owned(), valor.into())),
            None => self.falta(o_que),
        }
    }

    fn falta(&mut self, o_que: &'static str) {
        self.faltam.push(o_que);
    }

    fn completos(mut self, processo: &str) -> Result<Map<String, Value>, ErroAtividade> {
        if !self.faltam.is_empty() {
            let mensagem = format!("falta para o RPA externo: {}", self.faltam.join("; "));
            return Err(negocio("cadastro_incompleto", mensagem, "preencha o que falta e repita o passo"));
        }
        self.prontos.insert("processo_id".to_owned(), processo.into());
        Ok(self.prontos)
    }
}

async fn senha_do_portal(
    app: &Aplicacao,
    inquilino: InquilinoId,
    assunto: &Assunto,
) -> Result<Option<Segredo>, ErroAtividade> {
    let lida = async {
        let mut unidade = app.armazem.ler(inquilino).await?;
        clientes::segredo_do_portal(app, &mut unidade, assunto.cliente.id).await
    };
    lida.await.map_err(|erro| tecnico("cofre", erro.to_string()))
}

async fn token(app: &Aplicacao, inquilino: InquilinoId, codigo: &str) -> Result<Segredo, ErroAtividade> {
    let da_operadora = format!("{TOKEN}_{}", codigo.to_lowercase());
    for nome in [da_operadora.as_str(), TOKEN] {
        let aberto = segredos::abrir(app, inquilino, nome).await;
        if let Some(token) = aberto.map_err(|erro| tecnico("cofre", erro.to_string()))? {
            return Ok(token);
        }
    }
    let mensagem = format!("não há token do RPA externo: nem o segredo \"{da_operadora}\", nem \"{TOKEN}\"");
    Err(negocio("segredo_ausente", mensagem, "guarde-o em PUT /api/segredos/{nome} e repita o passo"))
}
