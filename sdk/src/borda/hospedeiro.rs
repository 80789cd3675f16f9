//! A borda dentro do WASM: cada método é uma chamada ao hospedeiro.

use super::ligacoes::esteira::rpa::{arquivos, cofre, correio, execucao, navegador, registro, relogio};

pub use super::ligacoes::esteira::rpa::arquivos::Arquivo;
pub use super::ligacoes::esteira::rpa::correio::{Caixa, Mensagem};
pub use super::ligacoes::esteira::rpa::navegador::{Alvo, Elemento};
pub use super::ligacoes::esteira::rpa::tipos::{Erro, Seletor};

type Resposta<T> = Result<T, Erro>;

/// O hospedeiro da execução; há um só, e ele é implícito.
#[derive(Clone)]
pub struct Borda;

/// Cada linha é uma função do WIT com o mesmo nome.
macro_rules! delegar {
    ($($interface:ident :: $funcao:ident ( $($argumento:ident : $tipo:ty),* ) -> $saida:ty;)*) => {
        impl Borda {
            $(pub fn $funcao(&self, $($argumento: $tipo),*) -> $saida {
                $interface::$funcao($($argumento),*)
            })*
        }
    };
}

delegar! {
    navegador::abrir(url: &str) -> Resposta<()>;
    navegador::url() -> Resposta<String>;
    navegador::titulo() -> Resposta<String>;
    navegador::voltar() -> Resposta<()>;
    navegador::avancar() -> Resposta<()>;
    navegador::recarregar() -> Resposta<()>;
    navegador::codigo_fonte() -> Resposta<String>;
    navegador::rolar(x: u32, y: u32) -> Resposta<()>;
    navegador::cookies() -> Resposta<String>;
    navegador::por_cookie(cookie_json: &str) -> Resposta<()>;
    navegador::apagar_cookies() -> Resposta<()>;
    navegador::ler_armazenamento(qual: &str, chave: &str) -> Resposta<Option<String>>;
    navegador::escrever_armazenamento(qual: &str, chave: &str, valor: &str) -> Resposta<()>;
    navegador::encontrar(onde: &Seletor) -> Resposta<Elemento>;
    navegador::encontrar_todos(onde: &Seletor) -> Resposta<Vec<Elemento>>;
    navegador::esperar(onde: &Seletor, condicao: &str, prazo_ms: u64) -> Resposta<Option<Elemento>>;
    navegador::esperar_algum(opcoes: &[Seletor], prazo_ms: u64) -> Resposta<u32>;
    navegador::esperar_url(trecho: &str, prazo_ms: u64) -> Resposta<()>;
    navegador::ler_tabela(onde: &Seletor) -> Resposta<Vec<Vec<String>>>;
    navegador::textos(onde: &Seletor) -> Resposta<Vec<String>>;
    navegador::atributos(onde: &Seletor, nome: &str) -> Resposta<Vec<Option<String>>>;
    navegador::entrar_quadro(onde: &Seletor) -> Resposta<()>;
    navegador::quadro_pai() -> Resposta<()>;
    navegador::quadro_raiz() -> Resposta<()>;
    navegador::janelas() -> Resposta<Vec<String>>;
    navegador::janela_atual() -> Resposta<String>;
    navegador::trocar_janela(id: &str) -> Resposta<()>;
    navegador::nova_janela() -> Resposta<String>;
    navegador::fechar_janela() -> Resposta<()>;
    navegador::esperar_janela_nova(conhecidas: &[String], prazo_ms: u64) -> Resposta<String>;
    navegador::alerta_texto() -> Resposta<String>;
    navegador::alerta_aceitar() -> Resposta<()>;
    navegador::alerta_dispensar() -> Resposta<()>;
    navegador::alerta_digitar(texto: &str) -> Resposta<()>;
    navegador::executar_script(corpo: &str, argumentos_json: &str) -> Resposta<String>;
    navegador::captura_tela() -> Resposta<Arquivo>;
    navegador::imprimir_pdf(opcoes_json: &str) -> Resposta<Arquivo>;
    navegador::baixar_url(url: &str, nome: &str) -> Resposta<Arquivo>;
    navegador::baixar_url_com(url: &str, nome: &str, opcoes_json: &str) -> Resposta<Arquivo>;
    cofre::existe(nome: &str) -> bool;
    arquivos::entrada(nome: &str) -> Resposta<Arquivo>;
    arquivos::esperar_download(padrao: &str, prazo_ms: u64) -> Resposta<Arquivo>;
    arquivos::esperar_downloads(padrao: &str, quantos: u32, prazo_ms: u64) -> Resposta<Vec<Arquivo>>;
    arquivos::criar(nome: &str, conteudo: &[u8]) -> Resposta<Arquivo>;
    arquivos::juntar_pdfs(partes: &[&Arquivo], nome: &str) -> Resposta<Arquivo>;
    arquivos::abrir_pdf(qual: &Arquivo, senha: &str) -> Resposta<Arquivo>;
    arquivos::guardar(qual: &Arquivo, rotulo: &str) -> Resposta<()>;
    correio::abrir_caixa(servidor: &str, usuario: &str, segredo: &str, opcoes_json: &str) -> Resposta<Caixa>;
    registro::anotar(nivel: &str, mensagem: &str, campos_json: &str) -> ();
    registro::iniciar_etapa(nome: &str) -> ();
    registro::marcar(nome: &str) -> ();
    execucao::prazo_restante_ms() -> u64;
    execucao::cancelada() -> bool;
    execucao::progresso(por_cento: u32, mensagem: &str) -> ();
    execucao::perguntar(pergunta_json: &str, imagem: Option<&Arquivo>, prazo_ms: u64) -> Resposta<String>;
    relogio::agora_ms() -> u64;
    relogio::dormir(ms: u64) -> ();
}

impl Borda {
    pub fn alvo(&self, onde: &Seletor) -> Alvo {
        Alvo::new(onde)
    }
}
