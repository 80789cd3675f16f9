//! O HTML do portal. Atributos e textos usados por localizadores estão aqui, e nos dois JavaScripts.

use axum::response::Html;

use super::codigo::SmsVivo;
use crate::dados::formato::{cnpj_com_mascara, data_br, mes_br, momento_br, reais};
use crate::dados::{EmpresaVivo, FaturaVivo, ServicoVivo};
use crate::html::{ESTILO_BASTIDOR, escapar, pagina};

const ESTILO: &str = include_str!("../../recursos/vivo.css");

/// As três etapas na mesma página; o botão é um só. A senha está lá desde o começo, desabilitada.
pub(super) fn entrada(etapa_ms: u128) -> Html<String> {
    let corpo = format!(
        "{}
<main id=\"entrada\" data-etapa-ms=\"{etapa_ms}\">
  <h1>Entrar no Vivo Empresas</h1>
  <div id=\"avisos\"></div>
  <form id=\"etapas\">
    <label class=\"etapa\">E-mail <input id=\"login-input\" autocomplete=\"off\"></label>
    <label class=\"etapa\" hidden>CPF <input id=\"input-document-id\" autocomplete=\"off\"></label>
    <label class=\"etapa\" hidden>Senha <input name=\"password\" type=\"password\" disabled autocomplete=\"off\"></label>
    <button type=\"submit\" data-test-access-button=\"acessar\">Acessar</button>
  </form>
</main>
<script>{}</script>",
        topo(),
        include_str!("../../recursos/vivo-entrada.js")
    );
    pagina("Vivo Empresas", ESTILO, &corpo)
}

/// Quem escreve o resto é o JavaScript. Sem empresa alguma, o nome fica vazio.
pub(super) fn inicio(aberta: Option<&EmpresaVivo>) -> Html<String> {
    let (cnpj, titular) = aberta.map_or((String::new(), ""), |e| (cnpj_com_mascara(&e.cnpj), e.titular.as_str()));
    let corpo = format!(
        "{}
<div data-e2e-header-customer-box data-cnpj=\"{}\"><div><p data-e2e-header-customer-name>{}</p></div></div>
<div id=\"painel\" hidden>
  <input data-customer-search-input placeholder=\"CNPJ\" autocomplete=\"off\">
  <div data-customer-select-slider-list></div>
</div>
<ul id=\"menu\"><li id=\"service-select-desktop\">Serviços</li></ul>
<div id=\"produtos\"></div>
<div id=\"avisos\"></div>
<div id=\"faturas\"></div>
<script>{}</script>",
        topo(),
        escapar(&cnpj),
        escapar(titular),
        include_str!("../../recursos/vivo-inicio.js")
    );
    pagina("Vivo Empresas — Início", ESTILO, &corpo)
}

/// A lista de um serviço, que diz de que empresa e de que serviço é.
pub(super) fn faturas(empresa: &EmpresaVivo, servico: ServicoVivo, faturas: &[&FaturaVivo]) -> String {
    let linhas: String = faturas.iter().copied().map(linha).collect();
    let vazia = if linhas.is_empty() { "<p data-invoice-empty>Nenhuma fatura disponível.</p>" } else { "" };
    format!(
        "<section data-invoice-panel=\"{}\"><p data-invoice-owner>{} {}</p>
<table><thead><tr><th>Número</th><th>Conta</th><th>Referência</th><th>Vencimento</th><th>Valor</th><th></th></tr></thead>
<tbody data-invoice-list>{linhas}</tbody></table>{vazia}</section>",
        servico.codigo(),
        cnpj_com_mascara(&empresa.cnpj),
        escapar(&empresa.titular),
    )
}

fn linha(fatura: &FaturaVivo) -> String {
    format!(
        "<tr><td>{codigo}</td><td> {} </td><td>{}</td><td>{}</td><td>R$ {}</td>\
         <td><a data-invoice-download href=\"/faturas/{codigo}/pdf\">Baixar PDF</a></td></tr>\n",
        escapar(&fatura.conta),
        mes_br(&fatura.mes_ano),
        data_br(fatura.vencimento),
        reais(fatura.valor_centavos),
        codigo = escapar(&fatura.codigo),
    )
}

/// Os SMS mandados, do mais novo ao mais velho: o celular de quem demonstra.
pub(super) fn sms(mandados: &[SmsVivo]) -> Html<String> {
    let linhas: String = mandados
        .iter()
        .rev()
        .map(|sms| {
            format!(
                "<tr><td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n",
                momento_br(sms.quando),
                escapar(&sms.celular),
                sms.codigo
            )
        })
        .collect();
    let corpo = format!(
        "<h1>SMS da Vivo</h1>\n<table><tr><th>Quando</th><th>Celular</th><th>Código</th></tr>\n{linhas}</table>"
    );
    pagina("SMS da Vivo", ESTILO_BASTIDOR, &corpo)
}

/// Uma página só com um recado.
pub(super) fn recado(titulo: &str, texto: &str) -> Html<String> {
    let corpo = format!("{}<h1>{}</h1>\n<p>{}</p>", topo(), escapar(titulo), escapar(texto));
    pagina(titulo, ESTILO, &corpo)
}

fn topo() -> &'static str {
    "<header>Vivo Empresas (simulada)</header>\n"
}
