//! O correio contra um servidor IMAP de verdade: ler, anexos, mover, e tudo o que o servidor e a rede fazem de errado.

use std::time::{Duration, SystemTime};

use esteira_correio_de_teste::{Carta, CorreioDeTeste, Intermediario, SENHA, USUARIO};
use esteira_portas::rpa::PedidoRpa;
use esteira_rpa::Autoridades;
use serde_json::{Value, json};

use crate::apoio::{Bancada, evidencia, respostas, segredos};

const DIA: Duration = Duration::from_secs(86_400);

/// 2026-10-05T12:00:00Z.
fn cinco_de_outubro() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_791_201_600)
}

fn fatura(n: u32) -> Carta {
    Carta::de("Cobrança <faturas@azuton.exemplo>")
        .assunto(&format!("Fatura de março nº {n}"))
        .message_id(&format!("f-{n}@azuton.exemplo"))
        .html(&format!("<p>Olá, fatura {n}</p>"))
        .em(cinco_de_outubro() + DIA * n)
}

/// O roteiro, na caixa às claras desta porta, com a senha certa.
fn na_caixa(b: &Bancada, porta: u16, passos: &[Value]) -> PedidoRpa {
    com_opcoes(b, &json!({ "porta": porta, "tls": false }), passos)
}

fn com_opcoes(b: &Bancada, opcoes: &Value, passos: &[Value]) -> PedidoRpa {
    let abrir = json!(["abrir-caixa", "127.0.0.1", USUARIO, "senha", opcoes.to_string()]);
    let mut pedido = b.roteiro(json!([&[abrir][..], passos].concat()));
    pedido.dominios_concedidos = vec!["127.0.0.1".to_owned()];
    pedido.segredos = segredos(&[("senha", SENHA)]);
    pedido
}

async fn rodar(b: &Bancada, porta: u16, passos: &[Value]) -> Value {
    json!(respostas(b.executar(na_caixa(b, porta, passos)).await))
}

async fn codigo(b: &Bancada, pedido: PedidoRpa) -> String {
    b.executar(pedido).await.resultado.unwrap_err().codigo
}

#[tokio::test(flavor = "multi_thread")]
async fn le_o_que_o_filtro_pede_decodificado_e_sem_marcar_como_lida() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    for n in [1, 2, 3] {
        correio.entregar(&fatura(n)).unwrap();
    }
    // O nome de quem manda, ou um domínio mais comprido, não enganam o filtro.
    correio.entregar(&Carta::de("\"faturas@azuton.exemplo\" <golpe@outro.exemplo>").em(cinco_de_outubro())).unwrap();
    correio.entregar(&Carta::de("faturas@azuton.exemplo.atacante.com").em(cinco_de_outubro())).unwrap();
    correio
        .entregar(&Carta::bruta(
            &b"From: velho@sistema.exemplo\r\nSubject: Cobran\xe7a\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
               Content-Transfer-Encoding: quoted-printable\r\n\r\nVencimento =E0 vista\r\n"[..],
        ))
        .unwrap();
    let filtro = |filtro: Value| json!(["caixa.listar", "INBOX", filtro.to_string()]);
    let lido = rodar(
        &b,
        correio.porta(),
        &[
            filtro(json!({ "remetente": "Faturas@azuton.exemplo", "ate": "2026-10-07" })),
            filtro(
                json!({ "remetente": "faturas@azuton.exemplo", "desde": "2026-10-07", "maximo": 1, "recentes": true }),
            ),
            json!(["mensagem.html", "$2"]),
            json!(["mensagem.texto", "$2"]),
            filtro(json!({ "remetente": "velho@sistema.exemplo" })),
            json!(["mensagem.texto", "$3"]),
            json!(["caixa.marcar-lida", "$0", "true"]),
            filtro(json!({ "remetente": "faturas@azuton.exemplo", "lida": false })),
            filtro(json!({ "remetente": "faturas@azuton.exemplo", "lida": true })),
            json!(["?caixa.listar", "Não existe", "{}"]),
            json!(["?caixa.listar", "INBOX", "{\"remetnte\":\"x\"}"]),
        ],
    )
    .await;
    let fatura = |n: u32| format!("faturas@azuton.exemplo: Fatura de março nº {n}");
    assert_eq!(
        lido,
        json!([
            [fatura(1), fatura(2)],
            [fatura(3)],
            "<p>Olá, fatura 3</p>",
            ["velho@sistema.exemplo: Cobrança"],
            "Vencimento à vista\r\n",
            [fatura(2), fatura(3)],
            [fatura(1)],
            { "erro": "pasta_nao_encontrada" },
            { "erro": "argumento_invalido" },
        ])
    );
    let lidas = correio.entrada().iter().filter(|nome| nome.ends_with(":2,S")).count();
    assert_eq!(lidas, 1, "só a que se mandou marcar: {:?}", correio.entrada());
}

#[tokio::test(flavor = "multi_thread")]
async fn anexo_vira_arquivo_da_execucao() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    correio.entregar(&fatura(1).anexo("fatura março.pdf", b"%PDF-1.7 anexo").anexo("b.bin", &[0, 255])).unwrap();
    let passos = [
        json!(["caixa.listar", "INBOX", "{}"]),
        json!(["mensagem.anexos", "$0"]),
        json!(["guardar", "$0", "fatura"]),
        json!(["guardar", "$1", "outro"]),
    ];
    let saida = b.executar(na_caixa(&b, correio.porta(), &passos)).await.resultado.unwrap();
    let vistos: Vec<_> = saida.arquivos.iter().map(|a| (a.nome.as_str(), &a.conteudo[..])).collect();
    assert_eq!(vistos, [("fatura março.pdf", &b"%PDF-1.7 anexo"[..]), ("b.bin", &[0, 255][..])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn mover_se_repete_sem_perder_nem_dobrar_mesmo_num_servidor_velho() {
    let b = Bancada::nova().await;
    for correio in [CorreioDeTeste::subir().unwrap(), CorreioDeTeste::antigo().unwrap()] {
        correio.entregar(&fatura(1)).unwrap();
        correio.entregar(&fatura(2)).unwrap();
        let primeira =
            rodar(&b, correio.porta(), &[json!(["caixa.listar", "INBOX", "{}"]), json!(["mensagem.id", "$0"])]).await;
        let id = primeira[1].as_str().unwrap().to_owned();
        let mover = json!(["caixa.mover", id, "Concluídas & lidas"]);
        // Outra execução, que não sabe o que a primeira fez.
        let depois = rodar(
            &b,
            correio.porta(),
            &[
                mover.clone(),
                mover,
                json!(["?caixa.encontrar", id]),
                json!(["caixa.listar", "INBOX", "{}"]),
                json!(["caixa.listar", "Concluídas & lidas", "{}"]),
                json!(["?caixa.mover", id, "INBOX"]),
                json!(["?caixa.mover", "[\"INBOX\",1,999,null]", "Outra"]),
            ],
        )
        .await;
        let fatura = |n: u32| format!("faturas@azuton.exemplo: Fatura de março nº {n}");
        assert_eq!(
            depois,
            json!([
                { "erro": "mensagem_nao_encontrada" },
                [fatura(2)],
                [fatura(1)],
                { "erro": "argumento_invalido" },
                { "erro": "mensagem_nao_encontrada" },
            ])
        );
        assert_eq!(correio.pasta("Conclu&AO0-das &- lidas").len(), 1, "nem perdida nem dobrada");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caindo_entre_copiar_e_apagar_a_repeticao_so_apaga() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::antigo().unwrap());
    correio.entregar(&fatura(1)).unwrap();
    let no_meio = Intermediario::na_frente_de(correio.porta()).await.unwrap();
    let ids = rodar(&b, correio.porta(), &[json!(["caixa.listar", "INBOX", "{}"]), json!(["mensagem.id", "$0"])]).await;
    let mover = [json!(["caixa.mover", ids[1], "Lidas"])];
    // De corte em corte, a conexão cai em cada ponto do caminho; no fim há uma, e no lugar certo.
    let mut quedas = 0;
    let mut bytes = 200;
    loop {
        no_meio.cortar_todas_em(bytes);
        match b.executar(na_caixa(&b, no_meio.porta(), &mover)).await.resultado {
            Ok(_) => break,
            Err(erro) => assert_eq!(erro.codigo, "correio_indisponivel", "{erro:?}"),
        }
        quedas += 1;
        bytes += 120;
    }
    assert!(quedas > 5, "o corte pegou vários pontos: {quedas}");
    assert_eq!(correio.pasta("Lidas").len(), 1);
    let sobrou = rodar(&b, correio.porta(), &[json!(["caixa.listar", "INBOX", "{}"])]).await;
    assert_eq!(sobrou, json!([[]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn senha_errada_e_negocio_e_a_senha_nao_aparece_em_lugar_algum() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    let mut errada = na_caixa(&b, correio.porta(), &[]);
    errada.segredos = segredos(&[("senha", "outra-senha-secreta")]);
    let desfecho = b.executar(errada).await;
    assert_eq!(desfecho.resultado.as_ref().unwrap_err().codigo, "credencial_invalida");
    assert!(!format!("{desfecho:?}").contains("outra-senha-secreta"));

    let mut sem_segredo = na_caixa(&b, correio.porta(), &[]);
    sem_segredo.segredos.clear();
    assert_eq!(codigo(&b, sem_segredo).await, "segredo_nao_encontrado");

    let mut ecoa =
        na_caixa(&b, correio.porta(), &[json!(["caixa.listar", "INBOX", "{}"]), json!(["mensagem.texto", "$0"])]);
    correio.entregar(&Carta::de("a@b.exemplo").assunto(SENHA).texto(&format!("a senha é {SENHA}"))).unwrap();
    ecoa.dominios_concedidos = vec![format!("127.0.0.1:{}", correio.porta())];
    let desfecho = b.executar(ecoa).await;
    let comandos = evidencia(&desfecho, "comandos.json");
    assert!(
        comandos.contains("abrir-caixa") && comandos.contains(USUARIO) && !comandos.contains("caixa 42"),
        "{comandos}"
    );
    assert_eq!(json!(respostas(desfecho)), json!([["a@b.exemplo: ***"], "a senha é ***"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_so_com_autoridade_de_confianca_e_so_o_concedido() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    correio.entregar(&fatura(1)).unwrap();
    let cifrada = json!({ "porta": correio.porta_tls() });
    assert_eq!(codigo(&b, com_opcoes(&b, &cifrada, &[])).await, "certificado_invalido");
    // Quem não fala TLS nesta porta não atende, e não se cai para as claras.
    let sem_tls = com_opcoes(&b, &json!({ "porta": correio.porta() }), &[]);
    assert_eq!(codigo(&b, sem_tls).await, "correio_indisponivel");
    let mut negado = na_caixa(&b, correio.porta(), &[]);
    negado.dominios_concedidos = vec!["imap.exemplo".to_owned(), "127.0.0.1:1".to_owned()];
    assert_eq!(codigo(&b, negado).await, "dominio_negado");

    let b = b.confiando(Autoridades::com_mais([correio.autoridade()]).unwrap());
    let lido = b.executar(com_opcoes(&b, &cifrada, &[json!(["caixa.listar", "INBOX", "{}"])])).await;
    assert_eq!(json!(respostas(lido)), json!([["faturas@azuton.exemplo: Fatura de março nº 1"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn servidor_que_morre_entre_pedidos_se_reencontra_e_no_meio_de_um_e_erro() {
    let (b, mut correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    correio.entregar(&fatura(1).anexo("a.bin", &vec![7; 200_000])).unwrap();
    let listar = json!(["caixa.listar", "INBOX", "{}"]);
    let no_meio = Intermediario::na_frente_de(correio.porta()).await.unwrap();
    // A conexão cai com a mensagem pela metade; a seguinte, na mesma execução, entra de novo.
    no_meio.cortar_a_proxima_em(100_000);
    let lido = rodar(
        &b,
        no_meio.porta(),
        &[listar.clone(), json!(["?mensagem.anexos", "$0"]), listar.clone(), json!(["mensagem.html", "$1"])],
    )
    .await;
    let fatura = json!(["faturas@azuton.exemplo: Fatura de março nº 1"]);
    assert_eq!(lido, json!([fatura, { "erro": "correio_indisponivel" }, fatura, "<p>Olá, fatura 1</p>"]));

    correio.derrubar();
    assert_eq!(codigo(&b, na_caixa(&b, correio.porta(), &[])).await, "correio_indisponivel");
    correio.religar().unwrap();
    assert_eq!(rodar(&b, correio.porta(), &[listar]).await, json!([fatura]));
}

#[tokio::test(flavor = "multi_thread")]
async fn mensagem_enorme_e_limite_e_a_caixa_segue_servindo() {
    let (b, correio) = (Bancada::nova().await, CorreioDeTeste::subir().unwrap());
    correio.entregar(&fatura(1).anexo("a.bin", &vec![7; esteira_rpa::limites::MENSAGEM_BYTES])).unwrap();
    correio.entregar(&fatura(2)).unwrap();
    let lido = rodar(
        &b,
        correio.porta(),
        &[json!(["caixa.listar", "INBOX", "{}"]), json!(["?mensagem.html", "$0"]), json!(["mensagem.html", "$1"])],
    )
    .await;
    assert_eq!(lido[1], json!({ "erro": "limite_excedido" }));
    assert_eq!(lido[2], "<p>Olá, fatura 2</p>");
}
