//! Os documentos abrem cada um na sua janela: entrar nela, fazer o que se quer e voltar, fechando-a.
//!
//! O robô antigo ia para "a última da lista", que o WebDriver não diz qual é, e nunca fechava nenhuma.

use esteira_sdk::{Arquivo, Contexto, Erro, Navegador, Por};
use serde_json::json;

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

/// A página em PDF, como o robô antigo a fazia: A4 em pé, margens de um centímetro, fundo impresso.
pub fn imprimir(navegador: &Navegador) -> Result<Arquivo, Erro> {
    navegador.imprimir_pdf(&json!({
        "orientation": "portrait",
        "background": true,
        "page": { "width": 21.0, "height": 29.7 },
        "margin": { "top": 1, "bottom": 1, "left": 1, "right": 1 },
    }))
}
