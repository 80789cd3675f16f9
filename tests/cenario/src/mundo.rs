//! O mundo de um cenário: portais, correio e Esteira de pé, com usuários, operadoras e clientes cadastrados pela API.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use esteira_portais::{CaixaDeCorreio, PortalOi, PortalSat};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::Resultado;
use crate::api::Sessao;
use crate::dados::{self, Cliente, Operadora};
use crate::esteira::{Configuracao, Esteira};

/// O fluxo do produto.
const FLUXO: &str = include_str!("../../../workflows/faturas.yaml");

/// Como montar.
#[derive(Debug, Clone)]
pub struct Plano {
    pub clientes: Vec<Cliente>,
    pub mes_ano: String,
    /// `postgres://…`; nenhum = SQLite.
    pub banco: Option<String>,
    pub navegadores: usize,
    /// Troca as esperas de dias e minutos do fluxo por segundos.
    pub apressado: bool,
}

/// Tudo de pé.
pub struct Mundo {
    pub esteira: Esteira,
    pub oi: PortalOi,
    pub sat: PortalSat,
    pub correio: CaixaDeCorreio,
    pub administrador: Sessao,
    pub aprovador: Sessao,
    pub operador: Sessao,
    /// Nome do cliente → id.
    pub ids: BTreeMap<String, String>,
    pub plano: Plano,
    pasta: TempDir,
}

impl Mundo {
    pub async fn montar(plano: Plano) -> Resultado<Self> {
        // Só falha se outro teste do mesmo processo já instalou.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let oi = PortalOi::subir(dados::contas_da_oi(&plano.clientes, &plano.mes_ano)).await?;
        let sat = PortalSat::subir(dados::clientes_do_sat(&plano.clientes)).await?;
        let correio = CaixaDeCorreio::subir().await?;
        let pasta = tempfile::Builder::new().prefix("esteira-cenario-").tempdir()?;
        let configuracao = Configuracao {
            pasta: pasta.path().to_owned(),
            banco: plano.banco.clone(),
            url_do_sat: sat.url(),
            smtp: correio.endereco_smtp().to_string(),
            navegadores: plano.navegadores,
            ambiente: Vec::new(),
        };
        let esteira = Esteira::subir(configuracao).await?;
        let administrador = Sessao::entrar(&esteira.url, dados::ADMINISTRADOR, dados::SENHA).await?;
        if plano.apressado {
            administrador.publicar_fluxo(&apressar(FLUXO)).await?;
        }
        let aprovador = criar_usuario(&administrador, &esteira.url, dados::APROVADOR, "Bruno", "APROVADOR").await?;
        let operador = criar_usuario(&administrador, &esteira.url, dados::OPERADOR, "Carla", "OPERADOR").await?;
        let ids = cadastrar(&administrador, &plano.clientes, &oi.url()).await?;
        Ok(Self { esteira, oi, sat, correio, administrador, aprovador, operador, ids, plano, pasta })
    }

    /// `kill -9` e sobe de novo; as sessões entram outra vez.
    pub async fn derrubar_e_religar(&mut self) -> Resultado<()> {
        self.esteira.matar().await?;
        self.religar().await
    }

    /// Sobe de novo depois de uma queda.
    pub async fn religar(&mut self) -> Resultado<()> {
        self.esteira.religar().await?;
        let url = self.esteira.url.clone();
        for sessao in [&mut self.administrador, &mut self.aprovador, &mut self.operador] {
            *sessao = sessao.clone().em(&url).await?;
        }
        Ok(())
    }

    /// Cria os processos do mês.
    pub async fn criar_mes(&self) -> Resultado<Value> {
        Ok(self.operador.criar("/api/processos/mensal", json!({ "mes_ano": self.plano.mes_ano })).await?)
    }

    pub async fn processos(&self) -> Resultado<Vec<Value>> {
        self.operador.listar(&self.caminho_dos_processos()).await
    }

    pub fn caminho_dos_processos(&self) -> String {
        format!("/api/processos/?mes_ano={}", self.plano.mes_ano)
    }

    /// O processo de um cliente.
    pub async fn processo(&self, nome: &str) -> Resultado<Value> {
        let processos = self.processos().await?;
        let achado = processos.into_iter().find(|processo| processo["cliente_nome"] == nome);
        achado.ok_or_else(|| format!("não há processo de {nome}").into())
    }

    /// Espera o processo de um cliente chegar a um estado.
    pub async fn esperar_status(&self, nome: &str, status: &str, prazo: Duration) -> Resultado<Value> {
        let o_que = format!("{nome} em {status}");
        self.operador
            .esperar(&o_que, &self.caminho_dos_processos(), prazo, |processos| {
                processos.iter().find(|p| p["cliente_nome"] == nome && p["status_processo"] == status).cloned()
            })
            .await
    }

    /// A tarefa aberta do processo de um cliente.
    pub async fn tarefa_de(&self, nome: &str) -> Resultado<Value> {
        let processo = self.processo(nome).await?;
        let instancia = processo["instancia_id"].clone();
        let tarefas = self.aprovador.listar("/api/aprovacoes/?situacao=ABERTA").await?;
        let achada = tarefas.into_iter().find(|tarefa| tarefa["instancia_id"] == instancia);
        achada.ok_or_else(|| format!("não há tarefa aberta de {nome}").into())
    }

    /// Aprova a fatura de um cliente.
    pub async fn aprovar(&self, nome: &str) -> Resultado<Value> {
        let id = texto(&self.tarefa_de(nome).await?["id"])?;
        Ok(self.aprovador.criar(&format!("/api/aprovacoes/{id}/aprovar"), json!({})).await?)
    }

    /// Rejeita a fatura de um cliente.
    pub async fn rejeitar(&self, nome: &str, motivo: &str) -> Resultado<Value> {
        let id = texto(&self.tarefa_de(nome).await?["id"])?;
        Ok(self.aprovador.criar(&format!("/api/aprovacoes/{id}/rejeitar"), json!({ "motivo": motivo })).await?)
    }

    /// Quantas faturas de um cliente o SAT tem.
    pub fn no_sat(&self, nome: &str) -> usize {
        self.sat.recebidas().iter().filter(|recebida| recebida.nome_sat == nome).count()
    }

    /// A pasta da Esteira.
    pub fn pasta(&self) -> &Path {
        self.pasta.path()
    }
}

/// O texto de um campo que tem de ser texto.
pub fn texto(valor: &Value) -> Resultado<String> {
    valor.as_str().map(str::to_owned).ok_or_else(|| format!("esperava texto, veio {valor}").into())
}

async fn criar_usuario(admin: &Sessao, url: &str, email: &str, nome: &str, perfil: &str) -> Resultado<Sessao> {
    let corpo = json!({
        "nome_completo": nome, "email": email, "perfil_usuario": perfil, "senha": dados::SENHA,
    });
    admin.criar("/api/usuarios/", corpo).await?;
    Sessao::entrar(url, email, dados::SENHA).await
}

async fn cadastrar(admin: &Sessao, clientes: &[Cliente], url_da_oi: &str) -> Resultado<BTreeMap<String, String>> {
    let oi = json!({ "nome": "OI", "codigo": "OI", "possui_rpa": true, "url_portal": url_da_oi });
    let net = json!({ "nome": "NET", "codigo": "NET", "possui_rpa": false });
    let oi = texto(&admin.criar("/api/operadoras/", oi).await?["id"])?;
    let net = texto(&admin.criar("/api/operadoras/", net).await?["id"])?;
    let mut ids = BTreeMap::new();
    for cliente in clientes {
        let senha = if cliente.senha_errada { "esqueci-a-senha" } else { dados::SENHA_OI };
        let mut corpo = json!({
            "operadora_id": if cliente.operadora == Operadora::Oi { &oi } else { &net },
            "razao_social": format!("{} Ltda", cliente.nome),
            "nome_sat": cliente.nome,
            "cnpj": cliente.cnpj,
            "servico": cliente.servico(),
            "dados_sat": cliente.telefone,
            "unidade": cliente.unidade,
        });
        if cliente.operadora == Operadora::Oi {
            corpo["login_portal"] = json!(cliente.login());
            corpo["senha_portal"] = json!(senha);
        }
        let criado = admin.criar("/api/clientes/", corpo).await?;
        ids.insert(cliente.nome.to_owned(), texto(&criado["id"])?);
    }
    Ok(ids)
}

/// As mesmas regras, com esperas de segundos: o que se prova é o caminho, não o relógio.
pub fn apressar(fluxo: &str) -> String {
    fluxo
        .replace("espera: 30m", "espera: 2s")
        .replace("espera: 5m", "espera: 2s")
        .replace("teto: 2h", "teto: 5s")
        .replace("teto: 30m", "teto: 5s")
        .replace("por: 1d", "por: 3s")
}
