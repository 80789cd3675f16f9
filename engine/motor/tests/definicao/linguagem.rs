//! O JSON Schema da linguagem anda junto com a leitura: quem muda uma, muda o outro.

use std::path::{Path, PathBuf};

use esteira_motor::definicao::{analisar, esquema_da_linguagem};
use esteira_motor::esquema::Esquema;
use serde_json::{Value, json};

const TIPOS: [&str; 12] = [
    "rpa",
    "tarefa",
    "notificar",
    "evento",
    "esperar",
    "escolha",
    "atribuir",
    "paralelo",
    "para_cada",
    "subfluxo",
    "http",
    "fim",
];

fn workflows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows")
}

#[test]
fn o_arquivo_publicado_e_o_que_se_gera() {
    let caminho = workflows().join("esteira.schema.json");
    let gerado = format!("{}\n", serde_json::to_string_pretty(&esquema_da_linguagem()).unwrap());
    if std::env::var("CONFORMIDADE").is_ok_and(|valor| valor == "gravar") {
        std::fs::write(&caminho, &gerado).unwrap();
    }
    let publicado = std::fs::read_to_string(&caminho).unwrap_or_default();
    assert!(publicado == gerado, "rode os testes com CONFORMIDADE=gravar para refazer workflows/esteira.schema.json");
}

#[test]
fn todo_fluxo_da_casa_cabe_no_esquema() {
    let esquema = Esquema::compilar(esquema_da_linguagem()).unwrap();
    let pastas = [workflows(), workflows().join("exemplos"), workflows().join("conformidade")];
    let mut lidos = 0;
    for pasta in pastas {
        for entrada in std::fs::read_dir(pasta).unwrap() {
            let caminho = entrada.unwrap().path();
            if caminho.extension().is_none_or(|extensao| extensao != "yaml") {
                continue;
            }
            let arquivo: Value = serde_saphyr::from_str(&std::fs::read_to_string(&caminho).unwrap()).unwrap();
            let fluxo = match arquivo["fluxo"].as_str().filter(|_| arquivo.get("roteiro").is_some()) {
                Some(texto) => serde_saphyr::from_str(texto).unwrap(),
                None => arquivo,
            };
            assert_eq!(esquema.problemas(&fluxo), [], "{}", caminho.display());
            lidos += 1;
        }
    }
    assert!(lidos > 25);
}

#[test]
fn cada_tipo_tem_no_esquema_as_chaves_que_a_leitura_conhece() {
    let esquema = esquema_da_linguagem();
    for tipo in TIPOS {
        let texto = format!(
            "esteira: v1\nfluxo: x\ntitulo: x\nchave: entrada.id\ninicio: a\npassos:\n  a: {{ tipo: {tipo}, nao_existe_mesmo: 1 }}\n"
        );
        let diagnosticos = analisar("x.yaml", &texto).diagnosticos;
        let sobra = diagnosticos.iter().find(|d| d.codigo == "chave_desconhecida").unwrap();
        let lista = sobra.sugestao.as_deref().and_then(|s| s.strip_prefix("as que existem: ")).unwrap();
        let mut conhecidas: Vec<_> = lista.split(", ").collect();
        let mut no_esquema: Vec<_> = esquema["$defs"][format!("passo_{tipo}")]["properties"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        conhecidas.sort_unstable();
        no_esquema.sort_unstable();
        assert_eq!(no_esquema, conhecidas, "{tipo}");
    }
}

#[test]
fn chave_errada_se_acusa_ja_no_editor() {
    let esquema = Esquema::compilar(esquema_da_linguagem()).unwrap();
    let fluxo = json!({
        "esteira": "v1", "fluxo": "x", "titulo": "x", "chave": "entrada.id", "inicio": "a",
        "passos": { "a": { "tipo": "fim", "resultadu": 1 } },
    });
    let problemas = esquema.problemas(&fluxo);
    assert!(problemas.iter().any(|p| p.to_string().contains("resultadu")), "{problemas:?}");
}
