//! Preencher um modelo. O editado corre com limites: de passos e de tamanho.

use std::io::{self, Write};
use std::sync::LazyLock;

use esteira_armazem::avisos::ModeloGuardado;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, filters, tests};
use serde_json::Value;

use super::{DO_PRODUTO, Escrita, GERAL, trecho, variaveis};

/// Maior assunto, texto e HTML de um modelo, em caracteres.
const MAIOR_ASSUNTO: usize = 200;
const MAIOR_FONTE: usize = 20_000;
/// Maior mensagem que um modelo editado escreve, em bytes.
const MAIOR_MENSAGEM: usize = 256 * 1024;
/// Passos que um modelo editado pode dar.
const COMBUSTIVEL: u64 = 50_000;
/// O nome que pede escape de HTML.
const EM_HTML: &str = "mensagem.html";
const EM_TEXTO: &str = "mensagem.txt";

static DO_PRODUTO_PRONTOS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut ambiente = Environment::new();
    // Um dado que falta aparece vazio: a notificação não pode parar o processo.
    ambiente.set_undefined_behavior(UndefinedBehavior::Chainable);
    for (nome, texto) in DO_PRODUTO.into_iter().chain([("geral", GERAL)]) {
        if let Err(erro) = ambiente.add_template(nome, texto) {
            tracing::error!(modelo = nome, %erro, "modelo de mensagem inválido");
        }
    }
    ambiente
});

/// A mensagem pelo modelo do produto; sempre há uma.
pub(in crate::notificacoes) fn do_produto(evento: &str, contexto: &Value) -> Escrita {
    let modelo = DO_PRODUTO_PRONTOS.get_template(evento).or_else(|_| DO_PRODUTO_PRONTOS.get_template("geral"));
    let texto = modelo.and_then(|modelo| modelo.render(minijinja::value::Serde(contexto))).unwrap_or_else(|erro| {
        tracing::error!(modelo = evento, %erro, "mensagem não pôde ser escrita");
        format!("{evento}\n\n{contexto}")
    });
    let (assunto, corpo) = texto.split_once('\n').unwrap_or((&texto, ""));
    Escrita { assunto: assunto.trim().to_owned(), texto: corpo.trim().to_owned(), html: None }
}

/// A mensagem por um modelo editado; ou por que não se escreve.
pub(in crate::notificacoes) fn editado(modelo: &ModeloGuardado, contexto: &Value) -> Result<Escrita, String> {
    let html = modelo.html.as_deref().map(|fonte| preencher(EM_HTML, fonte, contexto)).transpose()?;
    let assunto = preencher(EM_TEXTO, &modelo.assunto, contexto)?;
    Ok(Escrita {
        // Uma linha só: o assunto vai num cabeçalho.
        assunto: assunto.split_whitespace().collect::<Vec<_>>().join(" "),
        texto: preencher(EM_TEXTO, &modelo.texto, contexto)?.trim().to_owned(),
        html,
    })
}

fn preencher(nome: &str, fonte: &str, contexto: &Value) -> Result<String, String> {
    let ambiente = ambiente();
    let modelo = ambiente.template_from_named_str(nome, fonte).map_err(|erro| em_palavras(&erro))?;
    let mut saida = Limitada(Vec::new());
    modelo.render_captured_to(minijinja::value::Serde(contexto), &mut saida).map_err(|erro| em_palavras(&erro))?;
    String::from_utf8(saida.0).map_err(|_| "a mensagem não é texto".to_owned())
}

/// O que falta acertar num modelo, por campo.
pub(super) fn conferir(modelo: &ModeloGuardado) -> Vec<(&'static str, String)> {
    let mut problemas = Vec::new();
    let conhecidas = variaveis::conhecidas(&modelo.evento);
    if modelo.assunto.chars().count() > MAIOR_ASSUNTO {
        problemas.push(("assunto", format!("use até {MAIOR_ASSUNTO} caracteres")));
    }
    if modelo.texto.trim().is_empty() {
        problemas.push(("texto", "escreva o texto da mensagem".to_owned()));
    }
    if modelo.canal == "EMAIL" && modelo.assunto.trim().is_empty() {
        problemas.push(("assunto", "um e-mail precisa de assunto".to_owned()));
    }
    let html = modelo.html.as_deref().map(|html| ("html", EM_HTML, html));
    let textos = [("assunto", EM_TEXTO, modelo.assunto.as_str()), ("texto", EM_TEXTO, modelo.texto.as_str())];
    for (campo, nome, fonte) in textos.into_iter().chain(html) {
        if let Err(problema) = conferir_fonte(nome, fonte, &conhecidas) {
            problemas.push((campo, problema));
        }
    }
    problemas
}

fn conferir_fonte(nome: &str, fonte: &str, conhecidas: &[&str]) -> Result<(), String> {
    if fonte.chars().count() > MAIOR_FONTE {
        return Err(format!("use até {MAIOR_FONTE} caracteres"));
    }
    trecho::conferir(fonte)?;
    let ambiente = ambiente();
    let modelo = ambiente.template_from_named_str(nome, fonte).map_err(|erro| em_palavras(&erro))?;
    let citadas = modelo.undeclared_variables(true);
    let ruins = variaveis::desconhecidas(citadas.iter(), conhecidas);
    if ruins.is_empty() {
        return Ok(());
    }
    Err(format!("não há {}; as variáveis são: {}", ruins.join(", "), conhecidas.join(", ")))
}

/// Só o que não faz a mensagem crescer: nem laços, nem funções, nem filtros que repetem.
fn ambiente() -> Environment<'static> {
    let mut ambiente = Environment::empty();
    ambiente.set_undefined_behavior(UndefinedBehavior::Chainable);
    ambiente.set_fuel(Some(COMBUSTIVEL));
    ambiente.set_auto_escape_callback(|nome| if nome == EM_HTML { AutoEscape::Html } else { AutoEscape::None });
    ambiente.add_filter("upper", filters::upper);
    ambiente.add_filter("lower", filters::lower);
    ambiente.add_filter("title", filters::title);
    ambiente.add_filter("capitalize", filters::capitalize);
    ambiente.add_filter("trim", filters::trim);
    ambiente.add_filter("default", filters::default);
    ambiente.add_test("defined", tests::is_defined);
    ambiente.add_test("none", tests::is_none);
    ambiente
}

fn em_palavras(erro: &minijinja::Error) -> String {
    let linha = erro.line().map(|linha| format!(" (linha {linha})")).unwrap_or_default();
    format!("o modelo não se lê{linha}: {}", erro.detail().unwrap_or("erro de escrita"))
}

/// Recusa o que passa do limite.
struct Limitada(Vec<u8>);

impl Write for Limitada {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAIOR_MENSAGEM {
            return Err(io::Error::other("a mensagem passa do limite"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use serde_json::json;

    fn modelo(assunto: &str, texto: &str, html: Option<&str>) -> ModeloGuardado {
        ModeloGuardado {
            evento: "processo_falhou".into(),
            canal: "EMAIL".into(),
            assunto: assunto.into(),
            texto: texto.into(),
            html: html.map(str::to_owned),
            data_atualizacao: 0,
        }
    }

    #[test]
    fn todo_modelo_do_produto_se_escreve_mesmo_sem_processo() {
        for (nome, _) in DO_PRODUTO {
            let escrita = do_produto(nome, &json!({ "dados": {} }));
            assert!(!escrita.assunto.is_empty() && !escrita.texto.is_empty(), "{nome}");
        }
    }

    #[test]
    fn modelo_desconhecido_avisa_com_o_geral() {
        let escrita = do_produto("chamado_aberto", &json!({ "modelo": "chamado_aberto", "dados": { "numero": 7 } }));
        assert!(escrita.assunto.contains("chamado_aberto") && escrita.texto.contains('7'));
    }

    #[test]
    fn o_html_se_escapa_o_texto_nao_e_o_assunto_tem_uma_linha() {
        let modelo = modelo("Parou:\r\nBcc: x", "{{ dados.motivo }}", Some("<b>{{ dados.motivo }}</b>"));
        let escrita = editado(&modelo, &json!({ "dados": { "motivo": "<script>" } })).unwrap();
        assert_eq!(escrita.assunto, "Parou: Bcc: x");
        assert_eq!((escrita.texto.as_str(), escrita.html.as_deref()), ("<script>", Some("<b>&lt;script&gt;</b>")));
    }

    #[test]
    fn variavel_que_nao_existe_se_acusa_com_as_que_existem() {
        let ruim = modelo("{{ processo.clinte }}", "{{ dados.passo }} {{ usuario.senha }}", None);
        let problemas = conferir(&ruim);
        assert_eq!(problemas.iter().map(|(campo, _)| *campo).collect::<Vec<_>>(), ["assunto", "texto"]);
        assert!(problemas[0].1.contains("processo.clinte") && problemas[0].1.contains("processo.cliente"));
        assert!(problemas[1].1.starts_with("não há dados.passo, usuario.senha; "), "{}", problemas[1].1);
        let bom = modelo(
            "{{ processo.cliente }}",
            "{% if dados.motivo is defined %}{{ dados.motivo|upper }}{% endif %}",
            None,
        );
        assert_eq!(conferir(&bom), []);
    }

    #[test]
    fn mensagem_que_cresce_demais_nao_se_escreve() {
        let grande = json!({ "dados": { "motivo": "x".repeat(100_000) } });
        assert!(editado(&modelo("a", &"{{ dados.motivo }}".repeat(9), None), &grande).is_err());
    }
}
