//! A demonstração: o trabalho principal inteiro, de verdade, em uma máquina.
//!
//! Sobe portais, correio e Esteira; cadastra; cria o mês; baixa com vários navegadores; sobe à mão as faturas da NET; aprova todas menos
//! uma, que é rejeitada, reaberta, baixada de novo e aprovada; um cliente tem a senha errada. No fim conta, nos portais e na caixa de
//! correio, o que de fato chegou. Sai com 0 só se tudo valeu.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use comfy_table::{Cell, CellAlignment, Color, Table, presets};
use esteira_cenario::Resultado;
use esteira_cenario::dados::{self, Cliente, Operadora};
use esteira_cenario::mundo::{Mundo, Plano, texto};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::Value;

/// Navegadores ao mesmo tempo.
const NAVEGADORES: usize = 3;
/// O cliente cuja fatura é rejeitada primeiro.
const REJEITADO: &str = "Hotel Beira Mar";
const MOTIVO: &str = "o valor não bate com o contrato; conferir com a operadora";
/// Quanto cada fase pode demorar.
const PRAZO: Duration = Duration::from_secs(180);
const ENTRE_OLHADAS: Duration = Duration::from_millis(300);

#[tokio::main]
async fn main() -> ExitCode {
    match demonstrar().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(erro) => {
            eprintln!("\na demonstração parou: {erro}");
            ExitCode::FAILURE
        }
    }
}

async fn demonstrar() -> Resultado<bool> {
    let inicio = Instant::now();
    let clientes = dados::da_demonstracao();
    let mes_ano = mes_passado();
    fase("Subindo portais simulados, correio e a Esteira (SQLite, pasta temporária)");
    let plano = Plano { clientes, mes_ano, banco: None, navegadores: NAVEGADORES, apressado: false };
    let mundo = Mundo::montar(plano).await?;
    println!("   API e documentação  {}/api/documentacao/", mundo.esteira.url);
    println!("   portal da Oi        {}", mundo.oi.url());
    println!("   SAT                 {}/_recebidas", mundo.sat.url());
    println!("   caixa de correio    {}", mundo.correio.url());
    println!("   log                 {}", mundo.esteira.diario().display());
    println!("   {} clientes e 2 operadoras cadastrados pela API", mundo.ids.len());

    fase(&format!("Criando os processos de {}", mundo.plano.mes_ano));
    mundo.criar_mes().await?;
    let painel = Painel::novo(&mundo.plano.clientes);

    fase(&format!("Baixando as faturas da Oi com {NAVEGADORES} navegadores e subindo as da NET à mão"));
    subir_as_manuais(&mundo).await?;
    acompanhar(&mundo, &painel, "faturas à espera de aprovação", |processos| {
        processos.values().all(|p| ["AGUARDANDO_APROVACAO", "FALHOU"].contains(&status(p)))
    })
    .await?;

    fase("Aprovando como aprovador; uma é rejeitada, com motivo");
    let certos: Vec<&Cliente> = mundo.plano.clientes.iter().filter(|cliente| !cliente.senha_errada).collect();
    for cliente in &certos {
        if cliente.nome == REJEITADO {
            mundo.rejeitar(cliente.nome, MOTIVO).await?;
        } else {
            mundo.aprovar(cliente.nome).await?;
        }
    }
    acompanhar(&mundo, &painel, "a rejeitada à espera de reabertura", |p| status(&p[REJEITADO]) == "REJEITADO").await?;

    fase(&format!("Reabrindo {REJEITADO}: baixa de novo, e desta vez é aprovada"));
    let processo = texto(&mundo.processo(REJEITADO).await?["id"])?;
    mundo.aprovador.criar(&format!("/api/processos/{processo}/reabrir"), serde_json::json!({})).await?;
    acompanhar(&mundo, &painel, "a segunda via", |p| status(&p[REJEITADO]) == "AGUARDANDO_APROVACAO").await?;
    mundo.aprovar(REJEITADO).await?;

    fase("Enviando ao SAT e avisando os responsáveis");
    acompanhar(&mundo, &painel, "todas no SAT", |processos| {
        processos.values().all(|p| ["UPLOAD_REALIZADO", "FALHOU"].contains(&status(p)))
    })
    .await?;
    let provas = provar(&mundo, &certos).await?;
    painel.fechar();

    mostrar_tabela(&mundo).await?;
    let tudo_certo = mostrar_provas(&provas);
    println!("\n{} em {:.1} s", if tudo_certo { "Tudo certo" } else { "FALHOU" }, inicio.elapsed().as_secs_f64());
    mundo.esteira.parar().await?;
    Ok(tudo_certo)
}

fn fase(titulo: &str) {
    println!("\n▸ {titulo}");
}

/// O mês que acabou de fechar, `AAAA-MM`.
fn mes_passado() -> String {
    let agora = std::process::Command::new("date").args(["-d", "-1 month", "+%Y-%m"]).output();
    agora
        .ok()
        .and_then(|saida| String::from_utf8(saida.stdout).ok())
        .map_or_else(|| "2026-10".to_owned(), |texto| texto.trim().to_owned())
}

async fn subir_as_manuais(mundo: &Mundo) -> Resultado<()> {
    for cliente in mundo.plano.clientes.iter().filter(|cliente| cliente.operadora == Operadora::Net) {
        let processo = texto(&mundo.processo(cliente.nome).await?["id"])?;
        let nome = format!("fatura-{}.pdf", cliente.telefone);
        mundo.operador.subir_fatura(&processo, &nome, cliente.fatura(&mundo.plano.mes_ano)).await?;
    }
    Ok(())
}

fn status(processo: &Value) -> &str {
    processo["status_processo"].as_str().unwrap_or_default()
}

/// Mostra ao vivo onde cada um está, até a condição valer.
async fn acompanhar(
    mundo: &Mundo,
    painel: &Painel,
    o_que: &str,
    pronto: impl Fn(&BTreeMap<String, Value>) -> bool,
) -> Resultado<()> {
    let inicio = Instant::now();
    loop {
        let processos: BTreeMap<String, Value> = mundo
            .processos()
            .await?
            .into_iter()
            .filter_map(|p| Some((p["cliente_nome"].as_str()?.to_owned(), p)))
            .collect();
        painel.atualizar(&processos);
        if pronto(&processos) {
            return Ok(());
        }
        if inicio.elapsed() > PRAZO {
            return Err(
                format!("esperei {}s por {o_que}; veja {}", PRAZO.as_secs(), mundo.esteira.diario().display()).into()
            );
        }
        tokio::time::sleep(ENTRE_OLHADAS).await;
    }
}

/// Uma linha viva por cliente; fora de um terminal, uma linha impressa a cada mudança.
struct Painel {
    barras: BTreeMap<String, ProgressBar>,
    vistos: std::sync::Mutex<BTreeMap<String, String>>,
    vivo: bool,
}

impl Painel {
    fn novo(clientes: &[Cliente]) -> Self {
        let vivo = std::io::IsTerminal::is_terminal(&std::io::stderr());
        let conjunto = MultiProgress::new();
        let estilo = ProgressStyle::with_template("   {prefix:<28} {spinner} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let barras = clientes
            .iter()
            .map(|cliente| {
                let barra =
                    conjunto.add(ProgressBar::new_spinner()).with_style(estilo.clone()).with_prefix(cliente.nome);
                (cliente.nome.to_owned(), barra)
            })
            .collect();
        Self { barras, vistos: std::sync::Mutex::default(), vivo }
    }

    fn atualizar(&self, processos: &BTreeMap<String, Value>) {
        let mut vistos = self.vistos.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (nome, processo) in processos {
            let agora = status(processo).to_owned();
            if let Some(barra) = self.barras.get(nome) {
                barra.set_message(agora.clone());
                barra.tick();
            }
            if vistos.insert(nome.clone(), agora.clone()).as_ref() != Some(&agora) && !self.vivo {
                println!("   {nome:<28} {agora}");
            }
        }
    }

    fn fechar(&self) {
        for barra in self.barras.values() {
            barra.finish();
        }
    }
}

/// O que se prometeu e se valeu.
async fn provar(mundo: &Mundo, certos: &[&Cliente]) -> Resultado<Vec<(String, bool)>> {
    let mut provas = Vec::new();
    let mut provar = |o_que: String, valeu: bool| provas.push((o_que, valeu));
    let recebidas = mundo.sat.recebidas();
    provar(
        format!("o SAT recebeu {} faturas, uma por cliente aprovado", certos.len()),
        recebidas.len() == certos.len(),
    );
    let uma_de_cada = certos.iter().all(|cliente| mundo.no_sat(cliente.nome) == 1);
    provar("nenhuma faltou e nenhuma chegou duas vezes".to_owned(), uma_de_cada);
    let iguais = recebidas.iter().all(|recebida| recebida.bytes.starts_with(b"%PDF"));
    provar("todas são PDFs de verdade".to_owned(), iguais);

    let errado =
        mundo.plano.clientes.iter().find(|cliente| cliente.senha_errada).ok_or("falta o cliente de senha errada")?;
    let processo = mundo.processo(errado.nome).await?;
    let execucoes = mundo.operador.listar(&format!("/api/execucoes/?processo={}", texto(&processo["id"])?)).await?;
    provar(
        format!("{} parou como erro de negócio, sem insistir", errado.nome),
        status(&processo) == "FALHOU"
            && execucoes.len() == 1
            && execucoes[0]["detalhes_erro"]["codigo"] == "credencial_invalida",
    );
    let detalhe = mundo.operador.ler(&format!("/api/execucoes/{}", texto(&execucoes[0]["id"])?)).await?;
    let captura = detalhe["arquivos"].as_array().into_iter().flatten().find(|a| a["nome"] == "captura.png");
    provar("com captura de tela guardada".to_owned(), captura.is_some());

    let responsaveis = [dados::ADMINISTRADOR, dados::OPERADOR];
    // As enviadas, uma rejeitada e uma parada, a cada responsável.
    let esperadas = (certos.len() + 2) * responsaveis.len();
    let mensagens = mundo.correio.esperar(esperadas, PRAZO).await.unwrap_or_else(|_| mundo.correio.recebidas());
    let avisados = responsaveis.iter().all(|quem| {
        certos.iter().all(|cliente| {
            mensagens.iter().any(|m| {
                m.para.iter().any(|p| p.contains(quem))
                    && m.assunto.contains("enviada")
                    && m.assunto.contains(cliente.nome)
            })
        })
    });
    provar(format!("cada responsável recebeu o aviso de cada fatura ({} mensagens)", mensagens.len()), avisados);
    Ok(provas)
}

async fn mostrar_tabela(mundo: &Mundo) -> Resultado<()> {
    let mut tabela = Table::new();
    tabela.load_style(presets::UTF8_FULL_CONDENSED);
    tabela.set_header(["cliente", "operadora", "mês", "situação", "valor", "vencimento", "tempo"]);
    for processo in mundo.processos().await? {
        let campo = |nome: &str| processo[nome].as_str().unwrap_or("—").to_owned();
        let cor = if status(&processo) == "UPLOAD_REALIZADO" { Color::Green } else { Color::Red };
        tabela.add_row(vec![
            Cell::new(processo["cliente_nome"].as_str().unwrap_or_default()),
            Cell::new(processo["operadora_codigo"].as_str().unwrap_or_default()),
            Cell::new(campo("mes_ano")),
            Cell::new(status(&processo)).fg(cor),
            Cell::new(campo("valor_fatura")).set_alignment(CellAlignment::Right),
            Cell::new(campo("data_vencimento")),
            Cell::new(tempo(&processo)).set_alignment(CellAlignment::Right),
        ]);
    }
    println!("\n{tabela}");
    Ok(())
}

/// Da criação à última mudança.
fn tempo(processo: &Value) -> String {
    let instante = |campo: &str| {
        let texto = processo[campo].as_str()?;
        chrono::DateTime::parse_from_rfc3339(texto).ok()
    };
    match (instante("data_criacao"), instante("data_atualizacao")) {
        (Some(de), Some(ate)) => format!("{:.1} s", (ate - de).as_seconds_f64()),
        _ => "—".to_owned(),
    }
}

fn mostrar_provas(provas: &[(String, bool)]) -> bool {
    println!("\nConferido no SAT, na caixa de correio e na API:");
    for (o_que, valeu) in provas {
        println!("   {} {o_que}", if *valeu { "✓" } else { "✗" });
    }
    provas.iter().all(|(_, valeu)| *valeu)
}
