//! O que um modelo pode citar. Puro.

/// Do processo da fatura.
const DO_PROCESSO: [&str; 9] = [
    "processo.cliente",
    "processo.cnpj",
    "processo.operadora",
    "processo.mes_ano",
    "processo.status",
    "processo.vencimento",
    "processo.valor",
    "processo.motivo",
    "processo.comprovante",
];

/// O que cada acontecimento do produto conta, além do processo.
const DO_EVENTO: [(&str, &[&str]); 11] = [
    ("encomenda_falhou", &["dados.o_que", "dados.nome", "dados.erro"]),
    ("encomenda_pronta", &["dados.o_que", "dados.nome", "dados.linhas", "dados.onde", "dados.dias"]),
    (
        "fatura_a_aprovar",
        &["dados.titulo", "dados.passo", "dados.valor", "dados.vencimento", "dados.conferencia", "dados.link"],
    ),
    ("fatura_enviada", &["dados.cliente", "dados.mes_ano", "dados.fatura"]),
    ("fatura_rejeitada", &["dados.cliente", "dados.mes_ano", "dados.decisao", "dados.motivo"]),
    ("portal_mudou", &["dados.operadora", "dados.plugin", "dados.resumo", "dados.seletores"]),
    ("prazo_vencendo", &["dados.passo", "dados.link"]),
    ("processo_falhou", &["dados.motivo", "dados.acao_recomendada"]),
    ("relatorio", &["dados.titulo", "dados.periodo", "dados.linhas"]),
    ("tarefa_a_decidir", &["dados.titulo", "dados.passo", "dados.link"]),
    ("upload_atrasado", &["dados.cliente", "dados.mes_ano"]),
];

/// As variáveis de um acontecimento. O que não é do produto conta o que o fluxo puser em `com`: aí `dados` vale inteiro.
pub(super) fn conhecidas(evento: &str) -> Vec<&'static str> {
    let do_evento =
        DO_EVENTO.iter().find(|(nome, _)| *nome == evento).map_or(&["dados"] as &[&str], |(_, nomes)| nomes);
    let fixas = ["modelo", "canal", "processo"];
    fixas.into_iter().chain(DO_PROCESSO).chain(do_evento.iter().copied()).collect()
}

/// As citadas que não existem, em ordem. O que está dentro de uma conhecida vale.
pub(super) fn desconhecidas<'a>(citadas: impl Iterator<Item = &'a String>, conhecidas: &[&str]) -> Vec<&'a str> {
    let vale = |citada: &str| {
        conhecidas.iter().any(|nome| {
            // `processo` e `dados` sozinhos não abrem o que está dentro: isso é das listas.
            let por_dentro = !matches!(*nome, "processo" | "modelo" | "canal");
            citada == *nome || (por_dentro && citada.strip_prefix(nome).is_some_and(|resto| resto.starts_with('.')))
        })
    };
    let mut ruins: Vec<_> = citadas.map(String::as_str).filter(|citada| !vale(citada)).collect();
    ruins.sort_unstable();
    ruins
}
