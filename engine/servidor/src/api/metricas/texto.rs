//! As métricas em texto OpenMetrics 1.0. Nomes em português, unidades no fim do nome.

use std::fmt::Write;

use esteira_aplicacao::metricas::Metricas;

/// Tipo MIME do OpenMetrics.
pub(super) const TIPO_MIME: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// O que uma família é.
#[derive(Clone, Copy)]
enum Tipo {
    /// Sobe e desce.
    Medidor,
    /// Só sobe, desde a partida do nó.
    Contador,
}

/// O texto inteiro, com o fim.
pub(super) fn escrever(metricas: &Metricas) -> String {
    let mut texto = String::new();
    let fila = &metricas.medida.fila;
    let por_tipo = |valor: fn(&esteira_armazem::MedidaDaFila) -> i64| -> Vec<_> {
        fila.iter().map(|f| (rotulo(f.tipo), valor(f).to_string())).collect()
    };
    let lugares = metricas.lugares;
    let so = |valor: i64| vec![(String::new(), valor.to_string())];
    let contado = |valor: u64| vec![(String::new(), valor.to_string())];
    let idades: Vec<_> =
        fila.iter().zip(&metricas.idades).map(|(f, idade)| (rotulo(f.tipo), idade.as_secs_f64().to_string())).collect();
    let atraso = fila.iter().zip(&metricas.idades).find(|(f, _)| f.tipo == "TEMPORIZADOR");
    let atraso = atraso.map_or(0.0, |(_, idade)| idade.as_secs_f64());
    let familias = [
        ("esteira_fila_prontas", Tipo::Medidor, "Linhas prontas que nenhum nó pegou.", por_tipo(|f| f.prontas)),
        ("esteira_fila_em_execucao", Tipo::Medidor, "Linhas concedidas a um nó.", por_tipo(|f| f.concedidas)),
        ("esteira_fila_idade_seconds", Tipo::Medidor, "Espera da linha pronta mais velha.", idades),
        (
            "esteira_temporizadores_atraso_seconds",
            Tipo::Medidor,
            "Há quanto tempo venceu o temporizador mais atrasado.",
            vec![(String::new(), atraso.to_string())],
        ),
        ("esteira_instancias_vivas", Tipo::Medidor, "Instâncias que não encerraram.", so(metricas.medida.vivas)),
        (
            "esteira_instancias_em_atencao",
            Tipo::Medidor,
            "Instâncias paradas por incidente.",
            so(metricas.medida.em_atencao),
        ),
        ("esteira_tarefas_abertas", Tipo::Medidor, "Tarefas à espera de gente.", so(metricas.medida.tarefas_abertas)),
        (
            "esteira_navegador_lugares",
            Tipo::Medidor,
            "Lugares de navegador deste nó: em uso, livres e com navegador aquecido.",
            [("em_uso", lugares.em_uso), ("livre", lugares.livres), ("aquecido", lugares.aquecidos)]
                .map(|(situacao, quantos)| (format!("{{situacao=\"{situacao}\"}}"), quantos.to_string()))
                .to_vec(),
        ),
        (
            "esteira_navegador_esperando",
            Tipo::Medidor,
            "Execuções deste nó à espera de lugar.",
            vec![(String::new(), lugares.esperando.to_string())],
        ),
        (
            "esteira_plugin_desvios",
            Tipo::Contador,
            "Seletores que neste nó só casaram por uma alternativa: o portal mudou.",
            metricas.desvios.iter().map(|(plugin, n)| (format!("{{plugin=\"{plugin}\"}}"), n.to_string())).collect(),
        ),
        ("esteira_lotes", Tipo::Contador, "Lotes que este nó atendeu.", contado(metricas.atendidos.lotes)),
        ("esteira_comandos", Tipo::Contador, "Comandos que este nó atendeu.", contado(metricas.atendidos.comandos)),
        (
            "esteira_comandos_recusados",
            Tipo::Contador,
            "Comandos que este nó atendeu e não se aplicaram.",
            contado(metricas.atendidos.recusados),
        ),
    ];
    for (nome, tipo, ajuda, amostras) in familias {
        familia(&mut texto, nome, tipo, ajuda, &amostras);
    }
    texto.push_str("# EOF\n");
    texto
}

fn rotulo(tipo: &str) -> String {
    format!("{{tipo=\"{}\"}}", tipo.to_lowercase())
}

/// Escrever num texto não falha.
fn familia(texto: &mut String, nome: &str, tipo: Tipo, ajuda: &str, amostras: &[(String, String)]) {
    let (tipo, sufixo) = match tipo {
        Tipo::Medidor => ("gauge", ""),
        Tipo::Contador => ("counter", "_total"),
    };
    let _ = writeln!(texto, "# TYPE {nome} {tipo}");
    if nome.ends_with("_seconds") {
        let _ = writeln!(texto, "# UNIT {nome} seconds");
    }
    let _ = writeln!(texto, "# HELP {nome} {ajuda}");
    for (rotulos, valor) in amostras {
        let _ = writeln!(texto, "{nome}{sufixo}{rotulos} {valor}");
    }
}
