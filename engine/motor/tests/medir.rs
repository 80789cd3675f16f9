use esteira_motor::expressao::*;
use serde_json::*;
use std::time::Instant;
#[test]
fn medir() {
    let grande: Vec<_> = (0..2000).map(|i| json!({"i": i, "t": "x".repeat(50)})).collect();
    let v = json!({"hash": "h", "mes_ano": "2026-11", "grande": grande});
    let m = Map::from_iter([("baixar".to_owned(), v.clone())]);
    let c = Contexto { entrada: &v, passos: &m, variaveis: &m, instancia: &v, erro: None };
    for f in ["entrada.hash + \"/\" + entrada.mes_ano", "entrada.hash", "passos.baixar.hash == 'h' && entrada.mes_ano.startsWith('2026')", "has(entrada.hash)", "passos.baixar"] {
        let t = Instant::now();
        let e = Expressao::compilar(f).unwrap();
        let compilar = t.elapsed();
        let n = if f.contains("has") || f == "passos.baixar" { 50 } else { 2000 };
        let t = Instant::now();
        for _ in 0..n { e.avaliar(&c).unwrap(); }
        println!("{f}: compilar {compilar:?}, avaliar {:?}", t.elapsed() / n);
    }
    let pior = ["1+".repeat(2000)+"1", "a?b:".repeat(1000)+"1", "a.b".repeat(1300), "!".repeat(4000)+"a", "- ".repeat(2000), "a[".repeat(16)+&"1".repeat(4000), "a&&b||".repeat(600)+"c", "{".repeat(16), "(a) ".repeat(1000), "'".repeat(4001), "a(b,".repeat(1000), "a<b>c=d".repeat(580), "[1,2,3],".repeat(500), "x.map(y,".repeat(14), ".a".repeat(2000), "?".repeat(4096), "\u{10ffff}".repeat(1000)];
    for f in pior { let t = Instant::now(); let r = Expressao::compilar(&f); println!("{} -> {:?} {:?}", &f.chars().take(10).collect::<String>(), t.elapsed(), r.map_err(|e| e.mensagem.chars().take(70).collect::<String>())); }
    let texto = std::fs::read_to_string("../../workflows/faturas.yaml").unwrap();
    for _ in 0..3 { let t = Instant::now(); let f = esteira_motor::definicao::ler("f", &texto).unwrap(); println!("ler faturas {:?}", t.elapsed());
      let t = Instant::now(); esteira_motor::desenho::svg(&f); println!("svg {:?}", t.elapsed()); }
    let mut muitos = String::from("esteira: v1\nfluxo: f\ntitulo: F\nchave: entrada.id\ninicio: a0\npassos:\n");
    for i in 0..499 { muitos += &format!("  a{i}: {{ tipo: esperar, por: 1h, depois: a{} }}\n", i+1); }
    muitos += "  a499: { tipo: fim }\n";
    let t = Instant::now(); let f = esteira_motor::definicao::ler("f", &muitos).unwrap(); println!("500 passos ler {:?}", t.elapsed());
    let t = Instant::now(); esteira_motor::desenho::svg(&f); println!("500 passos svg {:?}", t.elapsed());
    let mut leque = String::from("esteira: v1\nfluxo: f\ntitulo: F\nchave: entrada.id\ninicio: a0\npassos:\n");
    for i in 0..499 { leque += &format!("  a{i}: {{ tipo: escolha, casos: [{{ se: entrada.x, vai: a{} }}], senao: a499 }}\n", i+1); }
    leque += "  a499: { tipo: fim }\n";
    let t = Instant::now(); let f = esteira_motor::definicao::ler("f", &leque).unwrap(); println!("leque ler {:?}", t.elapsed());
    let t = Instant::now(); esteira_motor::desenho::svg(&f); println!("leque svg {:?}", t.elapsed());
    let ruim: String = (0..19000).map(|i| format!("k{i}: 1\n")).collect();
    let t = Instant::now(); println!("{}", esteira_motor::definicao::analisar("f", &ruim).diagnosticos.len()); println!("chaves demais {:?}", t.elapsed());
}
