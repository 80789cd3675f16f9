//! O HTML do SAT. Atributos e textos usados por localizadores estão aqui e só aqui; `cadastar`, sem o segundo "r", é
//! assim no portal de verdade.

use axum::response::Html;

use super::formulario::{Opcoes, Preenchido};
use super::recebidas::{FaturaRecebida, Relatada, relatar};
use crate::dados::ClienteSat;
use crate::dados::formato::momento_br;
use crate::html::{ESTILO_BASTIDOR, escapar, pagina};

const ESTILO: &str = include_str!("../../recursos/sat.css");

pub(super) fn login(erro: Option<&str>) -> Html<String> {
    let corpo = format!(
        "<div class=\"entrada\">
  <h1>SAT <small>Sistema de Automação Tributária (simulado)</small></h1>
  {}
  <form method=\"post\" action=\"/\">
    <label>Login <input type=\"text\" name=\"login\"></label>
    <label>Senha <input type=\"password\" name=\"senha\"></label>
    <input type=\"submit\" value=\"Entrar\">
  </form>
</div>",
        erro.map(caixa_de_erro).unwrap_or_default()
    );
    pagina("SAT — Entrar", ESTILO, &corpo)
}

pub(super) fn menu(login: &str) -> Html<String> {
    tela("Início", &format!("<h1>Bem-vindo, {}</h1><p>Escolha uma opção no menu.</p>", escapar(login)))
}

pub(super) fn clientes(busca: &str, achados: &[ClienteSat]) -> Html<String> {
    let corpo = format!(
        "<h1>Clientes</h1>
<form id=\"busca\"><input type=\"text\" name=\"busca\" placeholder=\"Buscando algo ?\" value=\"{}\" size=\"40\"></form>
<table class=\"grade\">
  <thead><tr><th>Código</th><th>Cliente</th><th>Faturas</th></tr></thead>
  <tbody id=\"grade\">{}</tbody>
</table>
<script>{}</script>",
        escapar(busca),
        linhas_da_grade(achados),
        include_str!("../../recursos/sat-clientes.js")
    );
    tela("Clientes", &corpo)
}

pub(super) fn linhas_da_grade(clientes: &[ClienteSat]) -> String {
    if clientes.is_empty() {
        return "<tr><td colspan=\"3\">Sua busca não trouxe nenhum resultado</td></tr>".to_owned();
    }
    clientes
        .iter()
        .map(|cliente| {
            let id = escapar(&cliente.id);
            format!(
                "<tr><td>{id}</td><td>{}</td>\
                 <td><a href=\"/fatura?cliente={id}\"><img src=\"/img/ref.png\" alt=\"Faturas\" width=\"16\" height=\"16\"></a></td></tr>",
                escapar(&cliente.nome_sat)
            )
        })
        .collect()
}

/// A lista em que se procura antes de reenviar.
pub(super) fn faturas(cliente: &ClienteSat, faturas: &[FaturaRecebida], cadastrada: bool) -> Html<String> {
    let linhas: String = faturas
        .iter()
        .map(|fatura| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><a href=\"/fatura/{}/arquivo\">{}</a></td></tr>",
                escapar(&fatura.numero),
                escapar(&fatura.operadora),
                escapar(&fatura.linha),
                escapar(&fatura.data),
                escapar(&fatura.filial),
                escapar(&fatura.numero),
                escapar(&fatura.arquivo),
            )
        })
        .collect();
    let id = escapar(&cliente.id);
    let corpo = format!(
        "<h1>Faturas — {}</h1>
{}
<p class=\"acoes\"><a href=\"/fatura/excel?cliente={id}\">Adicionar por Excel</a> <a href=\"/fatura/nova?cliente={id}\">Adicionar</a></p>
<table id=\"faturas\" class=\"grade\">
  <thead><tr><th>Número</th><th>Operadora</th><th>Linha</th><th>Data</th><th>Filial</th><th>Arquivo</th></tr></thead>
  <tbody>{}</tbody>
</table>",
        escapar(&cliente.nome_sat),
        if cadastrada { "<div class=\"sucesso\" role=\"status\">Fatura cadastrada com sucesso.</div>" } else { "" },
        if linhas.is_empty() { "<tr><td colspan=\"6\">Nenhuma fatura cadastrada</td></tr>".to_owned() } else { linhas },
    );
    tela("Faturas", &corpo)
}

/// `de_volta` traz o que já foi digitado e o recado, quando o envio foi recusado.
pub(super) fn formulario(cliente: &ClienteSat, opcoes: &Opcoes, de_volta: Option<(&Preenchido, &str)>) -> Html<String> {
    let digitado = |campo: fn(&Preenchido) -> &String| de_volta.map_or("", |(preenchido, _)| campo(preenchido));
    let data = de_volta.map_or(opcoes.hoje.as_str(), |(preenchido, _)| &preenchido.data);
    let corpo = format!(
        "<h1>Nova fatura — {}</h1>
{}
<form method=\"post\" enctype=\"multipart/form-data\" action=\"/fatura/nova?cliente={}\" class=\"cadastro\">
  <label>Operadora <input type=\"text\" name=\"input[operadora]\" value=\"{}\"></label>
  <label>Linha <input type=\"text\" name=\"input[telefone]\" value=\"{}\"></label>
  <div class=\"linha\">Arquivo <input class=\"file\" style=\"display: inline; width: 250px;\">\
<div class=\"recorte\">Procurar…<input type=\"file\" name=\"file[]\"></div></div>
  <label>Data de competência <input type=\"text\" name=\"input[data_competencia]\" value=\"{}\"></label>
  <div class=\"linha\">Categoria <select id=\"categorias\" name=\"input[categoria]\"><option value=\"\">-- selecione --</option>{}</select></div>
  <div class=\"linha\">Filial <select id=\"categorias\" name=\"input[id_filial]\"><option value=\"\">-- selecione --</option>{}</select></div>
  <input type=\"submit\" class=\"envia\" name=\"cadastar\" value=\"Cadastrar\">
</form>
<script>{}</script>",
        escapar(&cliente.nome_sat),
        de_volta.map(|(_, recado)| caixa_de_erro(recado)).unwrap_or_default(),
        escapar(&cliente.id),
        escapar(digitado(|preenchido| &preenchido.operadora)),
        escapar(digitado(|preenchido| &preenchido.linha)),
        escapar(data),
        opcoes_html(opcoes.categorias.iter().copied(), digitado(|preenchido| &preenchido.categoria)),
        opcoes_html(opcoes.filiais.iter().map(String::as_str), digitado(|preenchido| &preenchido.filial)),
        include_str!("../../recursos/sat-formulario.js"),
    );
    tela("Nova fatura", &corpo)
}

fn opcoes_html<'o>(opcoes: impl Iterator<Item = &'o str>, escolhida: &str) -> String {
    opcoes
        .map(|opcao| {
            let marca = if opcao == escolhida { " selected" } else { "" };
            format!("<option value=\"{0}\"{marca}>{0}</option>", escapar(opcao))
        })
        .collect()
}

/// `/_recebidas`: tudo o que foi gravado, com o que chegou mais de uma vez em destaque.
pub(super) fn bastidor(faturas: &[FaturaRecebida]) -> Html<String> {
    let linhas: String = relatar(faturas).iter().map(linha_do_bastidor).collect();
    let corpo = format!(
        "<h1>SAT simulado — faturas recebidas: {}</h1>
<table><thead><tr><th>Número</th><th>Vezes</th><th>Cliente</th><th>Operadora</th><th>Linha</th><th>Data</th><th>Categoria</th>\
<th>Filial</th><th>Arquivo</th><th>Bytes</th><th>BLAKE3</th><th>Quando</th></tr></thead><tbody>{linhas}</tbody></table>
<p><a href=\"/_recebidas.json\">JSON</a> · <a href=\"/_controle\">Controle</a></p>",
        faturas.len()
    );
    pagina("SAT — recebidas", ESTILO_BASTIDOR, &corpo)
}

fn linha_do_bastidor(fatura: &Relatada<'_>) -> String {
    let campos = [fatura.nome_sat, fatura.operadora, fatura.linha, fatura.data, fatura.categoria, fatura.filial];
    let celulas = campos.map(|texto| format!("<td>{}</td>", escapar(texto))).concat();
    let repetida = if fatura.vezes > 1 { " role=\"alert\"" } else { "" };
    format!(
        "<tr><td>{numero}</td><td{repetida}>{}</td>{celulas}<td><a href=\"/_recebidas/{numero}\">{}</a></td><td>{}</td>\
         <td><code>{}</code></td><td>{}</td></tr>",
        fatura.vezes,
        escapar(fatura.arquivo),
        fatura.tamanho,
        fatura.resumo.curto(),
        momento_br(fatura.quando),
        numero = escapar(fatura.numero),
    )
}

/// Uma tela só com um recado.
pub(super) fn recado(titulo: &str, texto: &str) -> Html<String> {
    tela(titulo, &format!("<h1>{}</h1><p>{}</p>", escapar(titulo), escapar(texto)))
}

fn caixa_de_erro(texto: &str) -> String {
    format!("<div class=\"erro\" role=\"alert\">{}</div>", escapar(texto))
}

fn tela(titulo: &str, corpo: &str) -> Html<String> {
    let corpo = format!(
        "<header><b>SAT</b><nav>
  <a href=\"/inicio\">Início</a>
  <a href=\"/clientes\"> Clientes </a>
  <a href=\"/sair\">Sair</a>
</nav></header>
<main>{corpo}</main>"
    );
    pagina(&format!("SAT — {titulo}"), ESTILO, &corpo)
}
