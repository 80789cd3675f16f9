//! Caos de verdade: três nós num PostgreSQL, mortos com `kill -9`, congelados além da concessão e com o banco reiniciado, sobre instâncias
//! que chamam um serviço, esperam gente, correm ramos e filhas. Ao fim: nenhuma perdida, nenhuma parada, nenhuma concluída duas vezes,
//! nenhum limite passado.
//!
//! A forma curta roda em `make teste`; a longa é `make caos` (`CAOS_INSTANCIAS`, `CAOS_SEGUNDOS`, `CAOS_SEMENTE`).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use esteira_cenario::Resultado;
use esteira_cenario::api::Sessao;
use esteira_cenario::dados::{ADMINISTRADOR, SENHA};
use esteira_cenario::esteira::{Configuracao, Esteira};
use esteira_portais::ServicoContado;
use esteira_postgres_de_teste::{OpcoesDoPostgres, PostgresDeTeste};
use serde_json::{Value, json};

const NOS: usize = 3;
/// Quantos pedidos ao serviço ao mesmo tempo, entre todos os nós.
const LIMITE: usize = 4;
const CONCESSAO: Duration = Duration::from_secs(3);
/// Do fim do caos até tudo acabar.
const PRAZO_PARA_ACABAR: Duration = Duration::from_secs(240);

const FILHA: &str = "
esteira: v1
fluxo: caos-filha
titulo: Filha
chave: entrada.n
inicio: avisar
passos:
  avisar: { tipo: notificar, para: '${ [] }', modelo: geral, depois: pronto }
  pronto: { tipo: fim, resultado: feito }
";

const FLUXO: &str = r#"
esteira: v1
fluxo: caos
titulo: Caos
chave: entrada.n
inicio: chamar
passos:
  chamar:
    tipo: http
    metodo: POST
    url: ${ entrada.servico }
    corpo: { n: "${ entrada.n }" }
    limite: { chave: caos, simultaneos: 4 }
    repetir: { maximo: 50, espera: 1s, fator: 1 }
    depois: aprovar
  aprovar:
    tipo: tarefa
    titulo: Aprovar ${ entrada.n }
    papeis: [ADMINISTRADOR]
    prazo: 1d
    decisoes: { aprovar: dividir }
  dividir:
    tipo: paralelo
    ramos:
      curto: { inicio: avisar, passos: { avisar: { tipo: notificar, para: "${ [] }", modelo: geral, depois: avisado }, avisado: { tipo: fim } } }
      longo: { inicio: dormir, passos: { dormir: { tipo: esperar, por: 1s, depois: acordado }, acordado: { tipo: fim } } }
    depois: pedir
  pedir: { tipo: subfluxo, fluxo: caos-filha, entrada: { n: "${ entrada.n }" }, depois: pronto }
  pronto: { tipo: fim, resultado: "${ passos.pedir }" }
"#;

/// Sorteio que se repete com a mesma semente (PCG de 32 bits).
struct Sorteio(u64);

impl Sorteio {
    fn ate(&mut self, quantos: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let alto = (self.0 >> 33) as usize;
        alto % quantos.max(1)
    }
}

fn do_ambiente(nome: &str, padrao: u64) -> u64 {
    std::env::var(nome).ok().and_then(|valor| valor.parse().ok()).unwrap_or(padrao)
}

fn configuracao(pasta: &Path, indice: usize, banco: &str) -> Configuracao {
    let ambiente = [
        ("ESTEIRA_TRABALHADORES__NOME", format!("no-{indice}")),
        ("ESTEIRA_TRABALHADORES__VALIDADE_DA_CONCESSAO", format!("{}s", CONCESSAO.as_secs())),
        ("ESTEIRA_SERVICOS__PERMITIDOS", "127.0.0.1".to_owned()),
    ];
    Configuracao {
        pasta: pasta.join(format!("no-{indice}")),
        banco: Some(banco.to_owned()),
        url_do_sat: "http://127.0.0.1:9/".to_owned(),
        smtp: "127.0.0.1:9".to_owned(),
        navegadores: 8,
        ambiente: ambiente.into_iter().map(|(nome, valor)| (nome.to_owned(), valor)).collect(),
    }
}

struct Caos {
    nos: Vec<Esteira>,
    postgres: PostgresDeTeste,
    sorteio: Sorteio,
    feito: BTreeMap<&'static str, usize>,
}

impl Caos {
    /// Uma desgraça ao acaso. Ao retornar, os três nós estão de pé outra vez.
    async fn uma(&mut self) -> Resultado<()> {
        let no = self.sorteio.ate(NOS);
        let qual = match self.sorteio.ate(6) {
            0..=2 => {
                self.nos[no].matar().await?;
                self.nos[no].religar().await?;
                "kill -9"
            }
            3 | 4 => {
                self.sinal(no, "-STOP").await?;
                tokio::time::sleep(CONCESSAO + Duration::from_secs(2)).await;
                self.sinal(no, "-CONT").await?;
                "congelado"
            }
            _ => {
                self.postgres.reiniciar()?;
                "banco reiniciado"
            }
        };
        *self.feito.entry(qual).or_default() += 1;
        Ok(())
    }

    async fn sinal(&self, no: usize, sinal: &str) -> Resultado<()> {
        let pid = self.nos[no].pid().ok_or("o nó já saiu")?;
        let mandou = tokio::process::Command::new("kill").args([sinal, &pid.to_string()]).status().await?;
        if mandou.success() { Ok(()) } else { Err(format!("não consegui mandar {sinal}").into()) }
    }

    /// Decide o que acha, em qualquer nó que responda. Um nó no meio de uma desgraça não responde, e tudo bem.
    async fn aprovar_o_que_ha(&mut self) {
        let no = self.sorteio.ate(NOS);
        let Ok(sessao) = Sessao::entrar(&self.nos[no].url, ADMINISTRADOR, SENHA).await else { return };
        let Ok(pagina) = sessao.ler("/api/aprovacoes?situacao=ABERTA&limite=100").await else { return };
        for tarefa in pagina["itens"].as_array().into_iter().flatten() {
            let caminho = format!("/api/aprovacoes/{}/aprovar", tarefa["id"].as_str().unwrap_or_default());
            // Já decidida noutro nó, ou a resposta se perdeu: a próxima volta confere.
            let _ = sessao.criar(&caminho, json!({})).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tres_nos_no_caos_nada_perdido_nada_repetido() -> Resultado<()> {
    let semente = do_ambiente("CAOS_SEMENTE", u64::from(std::process::id()));
    let instancias = usize::try_from(do_ambiente("CAOS_INSTANCIAS", 120))?;
    let duracao = Duration::from_secs(do_ambiente("CAOS_SEGUNDOS", 20));
    println!("CAOS_SEMENTE={semente} instâncias={instancias} segundos={}", duracao.as_secs());

    let pasta = tempfile::Builder::new().prefix("esteira-caos-").tempdir()?;
    let postgres = PostgresDeTeste::subir_com(OpcoesDoPostgres::default())?;
    let banco = postgres.novo_banco();
    let servico = ServicoContado::subir(Duration::from_millis(20)).await?;
    let mut nos = Vec::new();
    for indice in 0..NOS {
        nos.push(Esteira::subir(configuracao(pasta.path(), indice, &banco)).await?);
    }
    let sessao = Sessao::entrar(&nos[0].url, ADMINISTRADOR, SENHA).await?;
    sessao.publicar_fluxo(FILHA).await?;
    sessao.publicar_fluxo(FLUXO).await?;
    let ids = iniciar(&sessao, instancias, &servico.url()).await?;

    let mut caos = Caos { nos, postgres, sorteio: Sorteio(semente), feito: BTreeMap::new() };
    let comeco = Instant::now();
    while comeco.elapsed() < duracao {
        caos.uma().await?;
        caos.aprovar_o_que_ha().await;
    }
    println!("caos: {:?}", caos.feito);
    let sessao = acabar(&mut caos, &ids).await?;
    conferir(&sessao, &ids).await?;

    let visto = servico.visto();
    assert_eq!(
        visto.pedidos.len(),
        ids.len(),
        "uma chamada lógica por instância: a tentativa que repete leva a mesma chave"
    );
    assert!(visto.juntos <= LIMITE, "{} ao mesmo tempo, com limite {LIMITE} (semente {semente})", visto.juntos);
    let repetidos = visto.pedidos.values().filter(|vezes| **vezes > 1).count();
    println!("{} chamadas, {repetidos} repetidas (as que um nó tinha na mão)", visto.pedidos.values().sum::<usize>());
    Ok(())
}

async fn iniciar(sessao: &Sessao, quantas: usize, servico: &str) -> Resultado<Vec<String>> {
    let entradas: Vec<Value> = (0..quantas).map(|n| json!({ "n": n.to_string(), "servico": servico })).collect();
    let mut ids = Vec::with_capacity(quantas);
    for leva in entradas.chunks(500) {
        let corpo = json!({ "entradas": leva });
        let iniciadas = sessao.criar("/api/fluxos/caos/instancias/em-lote", corpo).await?;
        let itens = iniciadas["itens"].as_array().ok_or("sem itens")?;
        ids.extend(itens.iter().filter_map(|item| item["id"].as_str().map(str::to_owned)));
    }
    assert_eq!(ids.len(), quantas);
    Ok(ids)
}

/// Sem mais desgraças: aprova o que falta até todas encerrarem.
async fn acabar(caos: &mut Caos, ids: &[String]) -> Resultado<Sessao> {
    let comeco = Instant::now();
    loop {
        caos.aprovar_o_que_ha().await;
        let sessao = Sessao::entrar(&caos.nos[0].url, ADMINISTRADOR, SENHA).await;
        if let Ok(sessao) = sessao
            && let Ok(vivas) = sessao.ler("/api/instancias?situacao=EM_ANDAMENTO&limite=5").await
            && vivas["itens"].as_array().is_some_and(Vec::is_empty)
        {
            return Ok(sessao);
        }
        if comeco.elapsed() > PRAZO_PARA_ACABAR {
            return Err(format!("depois de {PRAZO_PARA_ACABAR:?} ainda há instâncias vivas, de {}", ids.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Cada uma concluída, uma vez, com a história inteira e sem buracos.
async fn conferir(sessao: &Sessao, ids: &[String]) -> Resultado<()> {
    for id in ids {
        let instancia = sessao.ler(&format!("/api/instancias/{id}")).await?;
        assert_eq!(instancia["situacao"], "CONCLUIDA", "{id}");
        let eventos = instancia["eventos"].as_array().ok_or("sem eventos")?;
        let sequencias: Vec<_> = eventos.iter().filter_map(|evento| evento["sequencia"].as_u64()).collect();
        assert_eq!(
            sequencias,
            (1..=eventos.len() as u64).collect::<Vec<_>>(),
            "{id}: história sem buraco nem repetição"
        );
        let quantos = |tipo: &str| eventos.iter().filter(|evento| evento["tipo"] == tipo).count();
        assert_eq!((quantos("instancia_concluida"), quantos("tarefa_decidida")), (1, 1), "{id}");
        // chamar, aprovar, avisar, avisado, dormir, acordado, dividir, pedir, pronto.
        assert_eq!(quantos("passo_concluido"), 9, "{id}: cada passo uma vez");
    }
    Ok(())
}
