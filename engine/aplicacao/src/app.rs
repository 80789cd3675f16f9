//! O que os casos de uso precisam, junto.

use std::sync::Arc;
use std::time::Duration;

use esteira_armazem::Armazem;
use esteira_base::{Relogio, Segredo};
use esteira_portas::arquivos::Arquivos;
use esteira_portas::correio::Correio;
use esteira_portas::mensageiro::Mensageiro;
use esteira_portas::pdf::LeitorDePdf;
use esteira_portas::rpa::Rpa;
use esteira_portas::rpa_externo::RpaExterno;
use esteira_portas::servico::Servicos;

use crate::autenticacao::Reconhecidos;
use crate::autenticacao::oidc::Oidc;
use crate::backup::ConfiguracaoDoBackup;
use crate::cofre::Cofre;
use crate::consolidador::Consolidador;
use crate::plugins::ChavesConfiaveis;
use crate::trabalhos::RitmoDoRpaExterno;

/// A aplicação montada. Clonar é barato.
#[derive(Clone)]
pub struct Aplicacao {
    pub armazem: Armazem,
    pub relogio: Arc<dyn Relogio>,
    pub arquivos: Arc<dyn Arquivos>,
    pub rpa: Arc<dyn Rpa>,
    pub rpa_externo: Arc<dyn RpaExterno>,
    pub correio: Arc<dyn Correio>,
    pub mensageiro: Arc<dyn Mensageiro>,
    pub leitor_de_pdf: Arc<dyn LeitorDePdf>,
    pub servicos: Arc<dyn Servicos>,
    /// Cifra e decifra segredos em repouso.
    pub cofre: Cofre,
    /// A única porta por onde uma instância muda.
    pub consolidador: Consolidador,
    /// Quem se autenticou há pouco.
    pub reconhecidos: Reconhecidos,
    pub configuracao: Arc<ConfiguracaoDaAplicacao>,
}

/// O que se escolhe por configuração.
#[derive(Debug, Clone)]
pub struct ConfiguracaoDaAplicacao {
    /// Chave de assinatura dos JWT (HS256), 32 bytes ou mais.
    pub chave_jwt: Segredo,
    /// Vida do token de acesso; curta.
    pub validade_do_acesso: Duration,
    /// Vida do token de renovação.
    pub validade_da_renovacao: Duration,
    /// Onde e como entrar no SAT. Sem isto, o passo de envio falha dizendo o que configurar.
    pub sat: Option<ConfiguracaoDoSat>,
    /// Maior fatura aceita, em bytes.
    pub tamanho_maximo_da_fatura: u64,
    /// De quanto em quanto tempo se pergunta ao RPA externo, e até quando.
    pub rpa_externo: RitmoDoRpaExterno,
    /// Por onde se chega a esta instalação (`https://…`), para os links que vão nas mensagens; sem ele, elas mandam entrar.
    pub endereco_publico: Option<String>,
    /// Por que provedor se entra além da senha; nenhum, se não se configura.
    pub oidc: Option<Arc<Oidc>>,
    /// De quem se aceita plugin.
    pub chaves_de_plugin: ChavesConfiaveis,
    /// De onde e para onde vão as cópias do banco; sem isto, não se fazem.
    pub backup: Option<ConfiguracaoDoBackup>,
}

/// O SAT é um só para todos os clientes.
#[derive(Debug, Clone)]
pub struct ConfiguracaoDoSat {
    pub url: String,
    pub usuario: String,
    pub senha: Segredo,
}
