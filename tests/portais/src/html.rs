//! O esqueleto das páginas e o escape de texto. Não conhece portal algum.

use axum::response::Html;

/// Troca o que o HTML interpretaria.
pub(crate) fn escapar(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    for letra in texto.chars() {
        match letra {
            '&' => saida.push_str("&amp;"),
            '<' => saida.push_str("&lt;"),
            '>' => saida.push_str("&gt;"),
            '"' => saida.push_str("&quot;"),
            '\'' => saida.push_str("&#39;"),
            outra => saida.push(outra),
        }
    }
    saida
}

/// Uma página inteira. O ícone vazio evita que o navegador peça `/favicon.ico` e gaste uma falha contada.
pub(crate) fn pagina(titulo: &str, estilo: &str, corpo: &str) -> Html<String> {
    Html(format!(
        "<!doctype html>\n<html lang=\"pt-BR\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{estilo}</style>\n</head>\n<body>\n{corpo}\n</body>\n</html>\n",
        escapar(titulo)
    ))
}

/// Aparência das páginas de bastidor (`/_controle`, `/_recebidas`, caixa de correio), que não imitam portal algum.
pub(crate) const ESTILO_BASTIDOR: &str = include_str!("../recursos/bastidor.css");
