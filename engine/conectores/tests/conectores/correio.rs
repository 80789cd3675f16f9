use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use esteira_base::Segredo;
use esteira_conectores::{ConfigSmtp, CorreioSmtp, TlsSmtp};
use esteira_planilhas::{Celula, EscritorXlsx, Formato, ler};
use esteira_portas::correio::{AnexoDaCarta, Carta, Correio, ErroCorreio};

use crate::sumidouro::{Modo, Sumidouro};

fn config(porta: u16) -> ConfigSmtp {
    ConfigSmtp {
        servidor: "127.0.0.1".into(),
        porta,
        usuario: None,
        senha: None,
        remetente: "Esteira <esteira@exemplo.com.br>".into(),
        tls: TlsSmtp::Nenhum,
        prazo: Duration::from_secs(5),
    }
}

fn carta() -> Carta {
    Carta {
        id_mensagem: "0190-notificacao".into(),
        para: "Ana Souza <ana@exemplo.com.br>".into(),
        assunto: "Fatura aprovada: São João".into(),
        texto: "Olá.\n.\nA linha com um ponto só continua.".into(),
        html: Some("<p>Olá.</p>".into()),
        anexos: vec![],
    }
}

async fn enviar(modo: Modo) -> (Result<(), ErroCorreio>, Sumidouro) {
    let servidor = Sumidouro::subir(modo).await;
    let resultado = CorreioSmtp::novo(config(servidor.porta)).unwrap().enviar(carta()).await;
    (resultado, servidor)
}

#[tokio::test]
async fn a_carta_chega_inteira_e_com_o_id_pedido() {
    let (resultado, servidor) = enviar(Modo::Aceitar).await;
    resultado.unwrap();
    let recebida = &servidor.recebidas()[0];
    for trecho in [
        "Message-ID: <0190-notificacao@exemplo.com.br>",
        "From: Esteira <esteira@exemplo.com.br>",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
        "A linha com um ponto s",
        "<p>Ol",
    ] {
        assert!(recebida.contains(trecho), "faltou {trecho} em\n{recebida}");
    }
}

#[tokio::test]
async fn a_planilha_anexada_chega_e_se_abre() {
    let servidor = Sumidouro::subir(Modo::Aceitar).await;
    let pasta = tempfile::tempdir().unwrap();
    let caminho = pasta.path().join("relatorio.xlsx");
    let mut escritor = EscritorXlsx::novo("processos", &["operadora", "total"]).unwrap();
    escritor.linha(&["Oi".into(), Celula::Inteiro(3)]).unwrap();
    escritor.gravar(&caminho).unwrap();
    let planilha = std::fs::read(&caminho).unwrap();
    // O nome não injeta cabeçalho.
    let nome = "março\r\nBcc: x@exemplo.com.xlsx".to_owned();
    let anexo = AnexoDaCarta { nome, tipo: Formato::Xlsx.tipo().into(), conteudo: planilha.clone().into() };
    CorreioSmtp::novo(config(servidor.porta)).unwrap().enviar(Carta { anexos: vec![anexo], ..carta() }).await.unwrap();
    let recebida = servidor.recebidas().remove(0);
    assert!(recebida.contains("multipart/mixed") && recebida.contains("multipart/alternative"), "{recebida}");
    assert!(!recebida.contains("\nBcc:"), "{recebida}");
    let inicio = recebida.find("Content-Disposition: attachment").expect("um anexo");
    let corpo = recebida[inicio..].split_once("\r\n\r\n").unwrap().1;
    let corpo: String = corpo.split("\r\n--").next().unwrap().split_whitespace().collect();
    let chegou = STANDARD.decode(corpo).unwrap();
    assert!(chegou == planilha);
    let tabela = ler(&chegou).unwrap();
    assert_eq!(tabela.linhas[0].celulas, ["Oi", "3"]);
}

#[tokio::test]
async fn caixa_inexistente_e_recusa_e_caixa_cheia_agora_e_indisponivel() {
    let (recusado, _) = enviar(Modo::Responder("550 5.1.1 caixa inexistente")).await;
    assert!(matches!(recusado, Err(ErroCorreio::Recusado(motivo)) if motivo.contains("caixa inexistente")));
    for temporario in ["450 4.2.1 tente depois", "421 4.3.2 fechando"] {
        let (adiado, _) = enviar(Modo::Responder(temporario)).await;
        assert!(matches!(adiado, Err(ErroCorreio::Indisponivel(_))), "{temporario}: {adiado:?}");
    }
}

#[tokio::test]
async fn endereco_invalido_e_recusa_sem_ir_a_rede() {
    let correio = CorreioSmtp::novo(config(1)).unwrap();
    let sem_arroba = Carta { para: "ana".into(), ..carta() };
    assert!(matches!(correio.enviar(sem_arroba).await, Err(ErroCorreio::Recusado(_))));
}

#[tokio::test]
async fn servidor_fora_do_ar_e_indisponivel() {
    let porta = Sumidouro::subir(Modo::Aceitar).await.porta;
    // O servidor daquela porta foi encerrado ao sair de escopo.
    let correio = CorreioSmtp::novo(config(porta)).unwrap();
    assert!(matches!(correio.enviar(carta()).await, Err(ErroCorreio::Indisponivel(_))));
}

#[tokio::test]
async fn servidor_mudo_nao_prende_alem_do_prazo() {
    let servidor = Sumidouro::subir(Modo::Calar).await;
    let apressado = ConfigSmtp { prazo: Duration::from_millis(200), ..config(servidor.porta) };
    let inicio = Instant::now();
    let resultado = CorreioSmtp::novo(apressado).unwrap().enviar(carta()).await;
    assert!(matches!(resultado, Err(ErroCorreio::Indisponivel(motivo)) if motivo.contains("0.2 s")));
    assert!(inicio.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn na_duvida_repete_se_com_o_mesmo_id() {
    let servidor = Sumidouro::subir(Modo::CairAntesDoAceite).await;
    let correio = CorreioSmtp::novo(config(servidor.porta)).unwrap();
    for _ in 0..2 {
        assert!(matches!(correio.enviar(carta()).await, Err(ErroCorreio::Indisponivel(_))));
    }
    let recebidas = servidor.recebidas();
    assert_eq!(recebidas.len(), 2, "cada envio tenta uma vez só");
    assert!(recebidas.iter().all(|r| r.contains("<0190-notificacao@exemplo.com.br>")));
}

#[tokio::test]
async fn senha_recusada_e_indisponivel_e_nao_aparece_no_erro() {
    let servidor = Sumidouro::subir(Modo::RecusarSenha).await;
    let com_senha = ConfigSmtp {
        usuario: Some("esteira".into()),
        senha: Some(Segredo::novo("senha-muito-secreta")),
        ..config(servidor.porta)
    };
    let erro = CorreioSmtp::novo(com_senha).unwrap().enviar(carta()).await.unwrap_err();
    assert!(matches!(&erro, ErroCorreio::Indisponivel(motivo) if motivo.contains("535")), "{erro}");
    assert!(!format!("{erro} {erro:?}").contains("secreta"));
}

#[tokio::test]
async fn starttls_que_o_servidor_nao_oferece_nao_cai_para_texto_claro() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let servidor = Sumidouro::subir(Modo::Aceitar).await;
    let exigente = ConfigSmtp { tls: TlsSmtp::Starttls, ..config(servidor.porta) };
    assert!(matches!(CorreioSmtp::novo(exigente).unwrap().enviar(carta()).await, Err(ErroCorreio::Indisponivel(_))));
    assert!(servidor.recebidas().is_empty());
}
