//! O HTML do portal. Atributos e textos usados por localizadores estão aqui e só aqui.

use std::time::Duration;

use axum::response::Html;
use chrono::NaiveDate;

use super::documentos::Nota;
use crate::dados::formato::{cnpj_com_mascara, data_br, mes_br, reais};
use crate::dados::{ClienteEmbratel, FaturaEmbratel};
use crate::html::{escapar, pagina};
use crate::pdf::DadosDaFatura;

pub(super) const ESTILO: &str = include_str!("../../recursos/embratel.css");

/// Como a entrada diz que não.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recusa {
    Nenhuma,
    NaPagina,
    EmAlerta,
}

/// Onde os documentos abrem.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Janela {
    Nova,
    ComNome,
    Bloqueada,
}

pub(super) fn entrada(recusa: Recusa) -> Html<String> {
    const RECADO: &str = "Usuário ou senha inválidos.";
    let (na_pagina, em_alerta) = match recusa {
        Recusa::Nenhuma => (String::new(), String::new()),
        Recusa::NaPagina => (format!("<div class=\"erro\" role=\"alert\">{RECADO}</div>"), String::new()),
        Recusa::EmAlerta => (String::new(), format!("<script>alert('{RECADO}')</script>")),
    };
    let corpo = format!(
        "{}
<form method=\"post\" action=\"/\" class=\"entrada\">
  <h1>Embratel Online</h1>
  {na_pagina}
  <label>Usuário <input id=\"login\" name=\"login\" autocomplete=\"off\"></label>
  <label>Senha <input id=\"MainContent_password\" name=\"senha\" type=\"password\" autocomplete=\"off\"></label>
  <input type=\"submit\" value=\"Entrar\">
</form>
{em_alerta}",
        topo()
    );
    pagina("Embratel Online", ESTILO, &corpo)
}

pub(super) fn inicio(login: &str, alerta: bool) -> Html<String> {
    let alerta = if alerta { "<script>alert('Sua senha vence em 5 dias.')</script>" } else { "" };
    let corpo = format!(
        "{}<h1>Bem-vindo, {}</h1>\n<ul><li><a href=\"/lista\"><b>Fatura On Line</b></a></li></ul>{alerta}",
        topo(),
        escapar(login)
    );
    pagina("Embratel Online — Início", ESTILO, &corpo)
}

/// A página da lista; o botão Ok troca o miolo.
pub(super) fn lista(miolo: &str) -> Html<String> {
    let corpo = format!(
        "{}<h1>Fatura On Line</h1>\n<p id=\"carregando\" hidden>Carregando…</p>\n<div id=\"conteudo\">{miolo}</div>\n<script>{}</script>",
        topo(),
        include_str!("../../recursos/embratel-lista.js")
    );
    pagina("Embratel Online — Faturas", ESTILO, &corpo)
}

/// A escolha do mês e a tabela dele.
pub(super) fn faturas(meses: &[String], escolhido: &str, faturas: &[FaturaEmbratel]) -> String {
    let opcoes: String = meses
        .iter()
        .map(|mes| {
            let marca = if mes == escolhido { " selected" } else { "" };
            format!("<option value=\"{mes}\"{marca}>{}/{}</option>", &mes[4..], &mes[..4])
        })
        .collect();
    let mut linhas: String = faturas.iter().map(linha).collect();
    if linhas.is_empty() {
        linhas = "<tr><td colspan=\"6\">Nenhuma fatura no período.</td></tr>".to_owned();
    }
    format!(
        "<p>Mês de referência: <select>{opcoes}</select> <input type=\"button\" id=\"submit\" value=\"Ok\"></p>
<table class=\"tabela txtCinzaHand\"><tbody>
<tr><th>Nº</th><th>Conta</th><th>Produto</th><th>Situação</th><th>Vencimento</th><th>Valor (R$)</th></tr>
{linhas}</tbody></table>"
    )
}

fn linha(fatura: &FaturaEmbratel) -> String {
    format!(
        "<tr onclick=\"location.href='/menu?fatura={codigo}'\"><td>{codigo}</td><td>&nbsp;{} </td><td>Voz e dados</td><td>Em aberto</td>\
         <td>{}</td><td>{}</td></tr>\n",
        escapar(&fatura.conta),
        fatura.vencimento.format("%d/%m/%y"),
        reais(fatura.valor_centavos),
        codigo = escapar(&fatura.codigo),
    )
}

/// O atributo `onclick` das linhas é o do portal, letra por letra.
pub(super) fn menu(fatura: &FaturaEmbratel, janela: Janela) -> Html<String> {
    let itens: String = [("imprimirFatura", "Fatura"), ("imprimirBoleto", "Boleto"), ("notaFiscal", "Nota Fiscal")]
        .iter()
        .map(|(qual, rotulo)| format!("<tr onclick=\"return chamaFatura('{qual}')\"><td>{rotulo}</td></tr>\n"))
        .collect();
    let abrir = match janela {
        Janela::Nova => "window.open(endereco, '_blank');",
        Janela::ComNome => "window.open(endereco, 'documento');",
        Janela::Bloqueada => "",
    };
    let corpo = format!(
        "{}<h1>Fatura {codigo}</h1>\n<table class=\"menu\"><tbody>{itens}</tbody></table>
<script>
function chamaFatura(qual) {{
  const endereco = '/' + qual + '?fatura={codigo}';
  {abrir}
  return false;
}}
</script>",
        topo(),
        codigo = escapar(&fatura.codigo),
    );
    pagina("Embratel Online — Fatura", ESTILO, &corpo)
}

/// Um documento. Se chega tarde, a página abre sem ele e o escreve depois.
pub(super) fn documento(corpo: &str, tardio: Option<Duration>) -> Html<String> {
    let corpo = match tardio {
        None => corpo.to_owned(),
        Some(demora) => format!(
            "<p>Aguarde…</p><template>{corpo}</template>
<script>setTimeout(() => {{ document.body.innerHTML = document.querySelector('template').innerHTML; }}, {})</script>",
            demora.as_millis()
        ),
    };
    pagina("Embratel — Documento", "", &corpo)
}

pub(super) fn fatura(cliente: &ClienteEmbratel, fatura: &FaturaEmbratel) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"/EbppCorporativo/scriptcss/styles.css\">
<img src=\"/EbppCorporativo/imagens/RH-logo-verde-amarelo-transparente.gif\" alt=\"Embratel\">
<h1>Fatura de serviços</h1>
<table class=\"quadro\"><tbody>
<tr><td>Cliente</td><td>{}</td></tr><tr><td>CNPJ</td><td>{}</td></tr><tr><td>Conta</td><td>{}</td></tr>
<tr><td>Mês de referência</td><td>{}</td></tr><tr><td>Vencimento</td><td>{}</td></tr><tr><td>Total a pagar</td><td>R$ {}</td></tr>
</tbody></table>",
        escapar(&cliente.titular),
        cnpj_com_mascara(&cliente.cnpj),
        escapar(&fatura.conta),
        mes_br(&fatura.mes_ano),
        data_br(fatura.vencimento),
        reais(fatura.valor_centavos),
    )
}

/// A data vem na primeira `div.txtPretoBold12` depois da `div` que diz exatamente "Data de Vencimento".
pub(super) fn boleto(cliente: &ClienteEmbratel, fatura: &FaturaEmbratel, vencimento: Option<NaiveDate>) -> String {
    let campo = |rotulo: &str, valor: &str| {
        format!("<div class=\"rotulo\">{rotulo}</div><div class=\"txtPretoBold12 campo\"> {} </div>\n", escapar(valor))
    };
    let data = vencimento.map(|dia| campo("Data de Vencimento", &dia.format("%d/%m/%y").to_string()));
    let arrecadacao = DadosDaFatura {
        operadora: String::new(),
        titular: cliente.titular.clone(),
        cnpj: cliente.cnpj.clone(),
        telefone: fatura.conta.clone(),
        codigo: fatura.codigo.clone(),
        mes_ano: fatura.mes_ano.clone(),
        vencimento: fatura.vencimento,
        valor_centavos: fatura.valor_centavos,
    }
    .arrecadacao();
    format!(
        "<h1>Boleto</h1>\n{}{}{}<p>{}</p>",
        campo("Sacado", &cliente.titular),
        data.unwrap_or_default(),
        campo("Valor do Documento", &format!("R$ {}", reais(fatura.valor_centavos))),
        arrecadacao.linha_impressa(),
    )
}

/// O cabeçalho também é uma célula alinhada à esquerda, e "EMISSÃO" contém "ISS".
pub(super) fn notas(fatura: &FaturaEmbratel, notas: &[Nota]) -> String {
    let linhas: String = notas
        .iter()
        .map(|Nota { imposto, numero }| {
            format!(
                "<tr><td align=\"left\">{numero}</td><td align=\"left\" onclick=\"window.open('/nota?fatura={}&amp;nota={numero}')\">\
                 Nota Fiscal - {imposto}</td></tr>\n",
                escapar(&fatura.codigo)
            )
        })
        .collect();
    format!(
        "<h1>Notas fiscais</h1>
<table><tbody><tr><td align=\"left\">DATA DE EMISSÃO</td><td align=\"left\">DOCUMENTO</td></tr>\n{linhas}</tbody></table>"
    )
}

pub(super) fn nota(cliente: &ClienteEmbratel, fatura: &FaturaEmbratel, numero: &str) -> String {
    format!(
        "<h1>Nota fiscal {}</h1>\n<table><tbody><tr><td>Tomador</td><td>{}</td></tr><tr><td>Conta</td><td>{}</td></tr></tbody></table>",
        escapar(numero),
        escapar(&cliente.titular),
        escapar(&fatura.conta),
    )
}

/// Uma página só com um recado.
pub(super) fn recado(titulo: &str, texto: &str) -> Html<String> {
    let corpo = format!("{}<h1>{}</h1>\n<p>{}</p>", topo(), escapar(titulo), escapar(texto));
    pagina(titulo, ESTILO, &corpo)
}

fn topo() -> &'static str {
    "<header>Embratel (simulada)</header>\n"
}
