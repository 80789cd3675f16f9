//! O HTML do portal.

use axum::response::Html;

use crate::dados::formato::{data_br, mes_br, reais};
use crate::dados::{ClienteNet, FaturaNet};
use crate::html::{escapar, pagina};

pub(super) fn entrada(recado: &str) -> Html<String> {
    let aviso =
        if recado.is_empty() { String::new() } else { format!("<div class=\"alerta\">{}</div>", escapar(recado)) };
    let corpo = format!(
        "<h1>Minha NET</h1>{aviso}
<form method=\"post\" action=\"/entrar\">
  <label>CPF, CNPJ ou e-mail <input name=\"login\" autocomplete=\"off\"></label>
  <label>Senha <input name=\"senha\" type=\"password\" autocomplete=\"off\"></label>
  <input type=\"submit\" value=\"Acessar\">
</form>"
    );
    pagina("Minha NET", "", &corpo)
}

/// A lista só aparece `demora_ms` depois; até lá a tabela está vazia.
pub(super) fn faturas(cliente: &ClienteNet, lista: &[FaturaNet], demora_ms: u128) -> Html<String> {
    let linhas: String = lista.iter().map(linha).collect();
    let linhas = if linhas.is_empty() { "<tr><td colspan=\"4\">Nenhuma fatura</td></tr>".to_owned() } else { linhas };
    let corpo = format!(
        "<h1>Olá, {}</h1>
<table id=\"faturas\"><thead><tr><th>Mês</th><th>Vencimento</th><th>Valor</th><th></th></tr></thead><tbody></tbody></table>
<template>{linhas}</template>
<script>setTimeout(() => document.querySelector('#faturas tbody').append(document.querySelector('template').content), {demora_ms})</script>",
        escapar(&cliente.titular)
    );
    pagina("Minhas faturas", "", &corpo)
}

fn linha(fatura: &FaturaNet) -> String {
    format!(
        "<tr><td>{}</td><td>{}</td><td>R$ {}</td><td><a href=\"/faturas/{}.pdf\">2ª via</a></td></tr>",
        mes_br(&fatura.mes_ano),
        data_br(fatura.vencimento),
        reais(fatura.valor_centavos),
        escapar(&fatura.numero)
    )
}

pub(super) fn erro_interno() -> Html<String> {
    pagina("Erro", "", "<h1>Erro interno</h1><p>Tente novamente mais tarde.</p>")
}
