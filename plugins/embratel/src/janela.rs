//! Os documentos abrem cada um na sua janela: entrar nela, fazer o que se quer e voltar, fechando-a.
//!
//! O robô antigo ia para "a última da lista", que o WebDriver não diz qual é, e nunca fechava nenhuma.

use esteira_sdk::{Arquivo, Contexto, Erro, Navegador, Por};
use serde_json::json;

use crate::lista::{indisponivel, sessao_expirada};
use crate::seletores::{LOGIN, RECADO};

/// Clica no n-ésimo que casa, espera a janela que ele abre e faz nela. Na falha a janela fica aberta, para que se veja o que mostrava.
pub fn na_janela_de<T>(
    abre: &Por,
    indice: u32,
    contexto: &Contexto,
    fazer: impl FnOnce(&Navegador) -> Result<T, Erro>,
) -> Result<T, Erro> {
    let navegador = contexto.navegador();
    let anterior = navegador.janela_atual()?;
    let conhecidas = navegador.janelas()?;
    navegador.alvo(abre).n_esimo(indice).clicar()?;
    let nova = navegador.esperar_janela_nova(&conhecidas).map_err(|erro| erro.ao("abrir a janela do documento"))?;
    navegador.trocar_janela(&nova)?;
    let feito = fazer(&navegador)?;
    navegador.fechar_janela()?;
    navegador.trocar_janela(&anterior)?;
    Ok(feito)
}

/// Espera um dos que provam que o documento se escreveu; devolve qual. A página de entrada no lugar dele é sessão caída: o robô antigo a
/// imprimia como se fosse a fatura.
pub fn esperar_documento(navegador: &Navegador, prontos: &[&Por]) -> Result<usize, Erro> {
    let negacoes = [LOGIN, RECADO];
    let opcoes: Vec<&Por> = prontos.iter().copied().chain(&negacoes).collect();
    let achado = navegador.esperar_algum(&opcoes).map_err(|erro| erro.ao("esperar o documento"))?;
    match achado.checked_sub(prontos.len()) {
        None => Ok(achado),
        Some(0) => Err(sessao_expirada()),
        Some(_) => Err(indisponivel(navegador)?),
    }
}

/// A página em PDF, como o robô antigo a fazia: A4 em pé, margens de um centímetro, fundo impresso.
pub fn imprimir(navegador: &Navegador) -> Result<Arquivo, Erro> {
    navegador.imprimir_pdf(&json!({
        "orientation": "portrait",
        "background": true,
        "page": { "width": 21.0, "height": 29.7 },
        "margin": { "top": 1, "bottom": 1, "left": 1, "right": 1 },
    }))
}
