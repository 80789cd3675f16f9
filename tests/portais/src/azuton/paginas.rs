//! O HTML do e-mail e da página do boleto. Atributos e textos usados por localizadores estão aqui e só aqui.

use axum::response::Html;

use super::falha::DefeitoDaPagina;
use crate::dados::CobrancaAzuton;
use crate::dados::formato::{cnpj_com_mascara, data_br, reais};
use crate::html::{escapar, pagina};

const ESTILO: &str = include_str!("../../recursos/azuton.css");
/// O de ninguém.
const OUTRO_CNPJ: &str = "99000099000109";

pub(super) fn email(cobranca: &CobrancaAzuton, origem: &str, sem_rotulo: bool, no_negrito: bool) -> String {
    let linha = |rotulo: &str, dado: &str| {
        let dado = escapar(dado);
        if no_negrito { format!("<p><b>{rotulo}</b> {dado}</p>") } else { format!("<p>{rotulo} <b>{dado}</b></p>") }
    };
    let vence = if sem_rotulo { "Vence em:" } else { "Data de vencimento:" };
    format!(
        "<!doctype html><html><head><style>b {{ color: #134 }}</style></head><body>{}{}{}{}
<p><a href=\"{origem}/boleto/{id}\">BAIXAR BOLETO</a> <a href=\"{origem}/fatura/{id}\">BAIXAR FATURA</a></p></body></html>",
        linha("Olá,", &cobranca.titular),
        linha("Fatura:", &cobranca.numero),
        linha(vence, &data_br(cobranca.vencimento)),
        linha("Valor devido:", &format!("R$ {}", reais(cobranca.valor_centavos))),
        id = cobranca.id,
    )
}

/// O boleto na tela; o botão de baixar chega atrasado.
pub(super) fn boleto(cobranca: &CobrancaAzuton, botao_ms: u64, defeito: Option<DefeitoDaPagina>) -> Html<String> {
    let cnpj = match defeito {
        Some(DefeitoDaPagina::OutroCnpj) => OUTRO_CNPJ,
        _ => &cobranca.cnpj,
    };
    let cnpj = escapar(&cnpj_com_mascara(cnpj));
    let pagador = match defeito {
        Some(DefeitoDaPagina::SemPagador) => String::new(),
        Some(DefeitoDaPagina::CnpjEmNegrito) => {
            format!("<li class=\"linha dadosPagador\">Pagador <b>CNPJ:</b><span>{cnpj}</span></li>")
        }
        _ => format!("<li class=\"linha dadosPagador\">Pagador — CNPJ: {cnpj}</li>"),
    };
    let corpo = format!(
        "<main>
  <h1>Boleto {numero}</h1>
  <span class=\"value name\">{titular}</span>
  <ul>{pagador}<li class=\"linha\">Vencimento {vencimento}</li><li class=\"linha\">R$ {valor}</li></ul>
  <div id=\"acoes\" data-botao-ms=\"{botao_ms}\" data-pdf=\"/boleto/{id}/pdf\"></div>
</main>
<script>{script}</script>",
        numero = escapar(&cobranca.numero),
        titular = escapar(&cobranca.titular),
        vencimento = data_br(cobranca.vencimento),
        valor = reais(cobranca.valor_centavos),
        id = escapar(&cobranca.id),
        script = include_str!("../../recursos/azuton.js"),
    );
    pagina("Boleto", ESTILO, &corpo)
}

pub(super) fn aviso(titulo: &str, texto: &str) -> Html<String> {
    let corpo = format!("<main><h1>{}</h1><p>{}</p></main>", escapar(titulo), escapar(texto));
    pagina(titulo, ESTILO, &corpo)
}
