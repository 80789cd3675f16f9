//! O HTML do portal. Atributos e textos usados por localizadores estão aqui e só aqui.

use axum::response::Html;

use super::consulta::Consulta;
use super::estado::Achada;
use crate::dados::ContaOi;
use crate::dados::formato::{cnpj_com_mascara, data_br, mes_br, reais};
use crate::html::{escapar, pagina};

const ESTILO: &str = include_str!("../../recursos/oi.css");

/// Página de entrada: o iframe de login, que o JavaScript troca pelo início quando ele avisa que entrou.
pub(super) fn entrada(troca_apos_login_ms: u64) -> Html<String> {
    let corpo = format!(
        "{}
<main id=\"app\" data-troca-ms=\"{troca_apos_login_ms}\">
  <section class=\"entrada\">
    <h1>Sua empresa em um só lugar</h1>
    <iframe src=\"/api/login/customer\" title=\"Login\"></iframe>
  </section>
</main>
<script>{}</script>",
        topo(false),
        include_str!("../../recursos/oi-entrada.js")
    );
    pagina("Oi Soluções — Portal do cliente", ESTILO, &corpo)
}

/// O formulário dentro do iframe. As classes de e-mail e senha são exatamente essas, sem outra ao lado.
pub(super) fn iframe_de_login() -> Html<String> {
    let corpo = format!(
        "<form id=\"login\" class=\"login\" novalidate>
  <h2>Acesse sua conta</h2>
  <div id=\"avisos\"></div>
  <label>E-mail ou usuário<input class=\"email\" type=\"text\" autocomplete=\"off\"></label>
  <label>Senha<input class=\"password\" type=\"password\" autocomplete=\"off\"></label>
  <button id=\"loginButtonApp\" type=\"submit\">Entrar</button>
</form>
<script>{}</script>",
        include_str!("../../recursos/oi-login.js")
    );
    pagina("Login", ESTILO, &corpo)
}

/// A entrada de quem já tem sessão.
pub(super) fn logado(contas: &[ContaOi]) -> Html<String> {
    let corpo = format!("{}\n<main id=\"app\">{}</main>", topo(true), miolo_do_inicio(contas));
    pagina("Oi Soluções — Início", ESTILO, &corpo)
}

pub(super) fn miolo_do_inicio(contas: &[ContaOi]) -> String {
    let titular = contas.first().map_or("cliente", |conta| conta.titular.as_str());
    format!(
        "<section class=\"cartao\">
  <h1>Olá, {}</h1>
  <p>Acompanhe as contas da sua empresa.</p>
  <a class=\"botao\" data-context=\"btn_ver_contas\" href=\"/contas\">Ver contas</a>
</section>",
        escapar(titular)
    )
}

/// Filtro de CNPJ na profundidade que o legado percorria e atalhos para a consulta de cada conta.
pub(super) fn contas(contas: &[ContaOi]) -> Html<String> {
    let cartoes: String = contas
        .iter()
        .map(|conta| {
            format!(
                "<li>{} — CNPJ {} <a href=\"/todas-as-contas?cnpj={}&amp;limit=10&amp;offset=0\">Todas as contas</a></li>",
                escapar(&conta.titular),
                escapar(&cnpj_com_mascara(&conta.cnpj)),
                escapar(&conta.cnpj),
            )
        })
        .collect();
    let corpo = format!(
        "{}
<main>
  <section class=\"cartao\">
    <h1>Contas</h1>
    <div class=\"filtro\"><label class=\"sc-bdvvtL fNKGRl\">CNPJ</label><div><div><div><div><div>\
<input type=\"text\" placeholder=\"Todos os CNPJs\"></div></div></div></div></div></div>
    <ul>{cartoes}</ul>
  </section>
</main>",
        topo(true)
    );
    pagina("Oi Soluções — Contas", ESTILO, &corpo)
}

/// A tabela nasce vazia; quem a enche é o botão Filtrar.
pub(super) fn todas_as_contas(consulta: &Consulta) -> Html<String> {
    let data = |dia: Option<chrono::NaiveDate>| dia.map(|dia| dia.to_string()).unwrap_or_default();
    let marcada = |codigo: &str| {
        let todas = consulta.situacoes.is_empty();
        if todas || consulta.situacoes.iter().any(|situacao| situacao == codigo) { "checked" } else { "" }
    };
    let corpo = format!(
        "{}
<main>
  <section class=\"cartao\">
    <h1>Todas as contas</h1>
    <form id=\"filtros\" class=\"filtros\" data-limite=\"{}\" data-inicio=\"{}\">
      <label>CNPJ<input name=\"cnpj\" value=\"{}\"></label>
      <label>De<input type=\"date\" name=\"desde\" value=\"{}\"></label>
      <label>Até<input type=\"date\" name=\"ate\" value=\"{}\"></label>
      <fieldset>
        <label><input type=\"checkbox\" name=\"situacao\" value=\"em_aberto\" {}> Em aberto</label>
        <label><input type=\"checkbox\" name=\"situacao\" value=\"sem_status\" {}> Sem situação</label>
        <label><input type=\"checkbox\" name=\"situacao\" value=\"paga\" {}> Pagas</label>
      </fieldset>
      <button type=\"submit\" data-context=\"btn_filtrar\">Filtrar</button>
    </form>
    <div id=\"avisos\"></div>
    <table>
      <thead><tr><th>Referência</th><th>Linha</th><th>CNPJ</th><th>Vencimento</th><th>Valor</th><th>Situação</th></tr></thead>
      <tbody class=\"sc-gsDKAQ sc-dkPtRN erBbkF cwekcn\"></tbody>
    </table>
    <p class=\"paginas\"><span id=\"contagem\">Escolha os filtros e clique em Filtrar.</span>
      <button type=\"button\" id=\"anterior\" data-context=\"btn_pagina_anterior\" hidden>Anterior</button>
      <button type=\"button\" id=\"proxima\" data-context=\"btn_proxima_pagina\" hidden>Próxima</button></p>
  </section>
  <section id=\"detalhe\"></section>
</main>
<script>{}</script>",
        topo(true),
        consulta.limite,
        consulta.inicio,
        escapar(consulta.cnpj.as_deref().unwrap_or_default()),
        data(consulta.desde),
        data(consulta.ate),
        marcada("em_aberto"),
        marcada("sem_status"),
        marcada("paga"),
        include_str!("../../recursos/oi-contas.js"),
    );
    pagina("Oi Soluções — Todas as contas", ESTILO, &corpo)
}

/// O painel da conta escolhida: rótulo e, no irmão seguinte, o valor.
pub(super) fn detalhe(Achada { conta, telefone, fatura }: &Achada) -> String {
    let campo = |rotulo: &str, valor: &str| {
        format!("<div><p class=\"sc-bdvvtL dxOhdO\">{rotulo}</p><p class=\"valor\">{}</p></div>", escapar(valor))
    };
    let codigo = escapar(&fatura.codigo);
    format!(
        "<div class=\"cartao\"><h2>Conta {codigo}</h2><div class=\"campos\">{}{}{}{}{}</div>
<p><a class=\"sc-eCImPb jxJukv\" data-context=\"btn_contestar_conta\" href=\"/contestar/{codigo}\">Contestar conta</a>
<a class=\"botao\" data-context=\"btn_baixar_pdf\" href=\"/api/invoices/pdf/{codigo}\">Baixar PDF</a></p></div>",
        campo("Titular", &conta.titular),
        campo("Linha", telefone),
        campo("Referência", &mes_br(&fatura.mes_ano)),
        campo("Vencimento", &data_br(fatura.vencimento)),
        campo("Valor", &format!("R$ {}", reais(fatura.valor_centavos))),
    )
}

/// Uma página só com um recado.
pub(super) fn aviso(titulo: &str, texto: &str) -> Html<String> {
    let corpo = format!(
        "{}\n<main><section class=\"cartao\"><h1>{}</h1><p>{}</p><a href=\"/\">Voltar ao início</a></section></main>",
        topo(false),
        escapar(titulo),
        escapar(texto)
    );
    pagina(titulo, ESTILO, &corpo)
}

pub(super) fn erro_interno() -> Html<String> {
    aviso("Erro interno", "Não conseguimos atender agora. Tente novamente mais tarde.")
}

fn topo(com_saida: bool) -> String {
    let sair = if com_saida { "<a href=\"/sair\">Sair</a>" } else { "" };
    format!("<header><strong>oi</strong> <span>Soluções (simulado)</span>{sair}</header>")
}
