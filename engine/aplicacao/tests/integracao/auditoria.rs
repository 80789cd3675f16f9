//! A cadeia da auditoria: quem mexe no banco por fora se descobre.

use std::time::Duration;

use esteira_aplicacao::auditoria::{Veredito, registrar, selar, verificar};
use esteira_base::ids::ClienteId;
use serde_json::json;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    registro_tirado_alterado_trocado_ou_cortado_quebra_a_cadeia,
    nem_a_aplicacao_muda_o_que_registrou,
    dois_nos_selam_juntos_uma_cadeia_so,
);

async fn com_registros(banco: &Banco, quantos: u32) -> Casa {
    let mundo = Mundo::bom();
    let casa = Casa::nova(banco, &mundo).await;
    for numero in 0..quantos {
        let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
        let depois = Some(json!({ "numero": numero }));
        let agora = mundo.hora().mais(Duration::from_secs(numero.into()));
        registrar(&mut unidade, &casa.sistema(), "alterar", "cliente", ClienteId::novo(), None, depois, agora)
            .await
            .unwrap();
        unidade.confirmar().await.unwrap();
    }
    casa
}

async fn veredito(casa: &Casa) -> Veredito {
    verificar(&casa.app, &casa.sistema(), None).await.unwrap()
}

/// Mexe no banco por fora, com os guardas desligados, como faria quem tem a senha dele.
async fn adulterar(casa: &Casa, sql: &str) {
    let armazem = &casa.app.armazem;
    let (desligar, ligar): (&[&str], &[&str]) = if armazem.arquivo().is_some() {
        (
            &[
                "DROP TRIGGER auditoria_nao_muda",
                "DROP TRIGGER auditoria_sela_uma_vez",
                "DROP TRIGGER auditoria_nao_se_apaga",
            ],
            &[],
        )
    } else {
        (&["ALTER TABLE auditoria DISABLE TRIGGER USER"], &["ALTER TABLE auditoria ENABLE TRIGGER USER"])
    };
    let mut con = armazem.conexao_para_testes().await.unwrap();
    for comando in desligar.iter().chain([&sql]).chain(ligar) {
        con.executar((*comando).to_owned(), vec![]).await.unwrap();
    }
    con.confirmar().await.unwrap();
}

async fn registro_tirado_alterado_trocado_ou_cortado_quebra_a_cadeia(banco: Banco) {
    let casa = com_registros(&banco, 6).await;
    let antes = veredito(&casa).await;
    assert!(antes.por_selar && antes.quebra.is_none() && antes.conferidos == 0, "{antes:?}");
    assert_eq!(selar(&casa.app).await.unwrap(), 6);
    let integra = veredito(&casa).await;
    assert_eq!((integra.conferidos, integra.por_selar, &integra.quebra), (6, false, &None));
    let ponta = integra.ponta.clone().unwrap();
    let ancorada = verificar(&casa.app, &casa.sistema(), Some(&ponta)).await.unwrap();
    assert_eq!(ancorada, integra);
    let alheia = verificar(&casa.app, &casa.sistema(), Some("0000")).await.unwrap();
    assert!(alheia.quebra.unwrap().problema.contains("refeita"));

    adulterar(&casa, "UPDATE auditoria SET depois = '{}' WHERE numero = 5").await;
    let alterado = veredito(&casa).await;
    assert_eq!((alterado.conferidos, alterado.quebra.unwrap().numero), (4, 5));
}

async fn nem_a_aplicacao_muda_o_que_registrou(banco: Banco) {
    let casa = com_registros(&banco, 1).await;
    selar(&casa.app).await.unwrap();
    for sql in
        ["UPDATE auditoria SET acao = 'nada'", "DELETE FROM auditoria", "UPDATE auditoria SET selo = 'x', numero = 9"]
    {
        let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
        let recusa = format!("{:?}", con.executar(sql, vec![]).await.unwrap_err());
        assert!(recusa.contains("auditoria") || recusa.contains("selado"), "{sql}: {recusa}");
    }
}

async fn dois_nos_selam_juntos_uma_cadeia_so(banco: Banco) {
    let casa = com_registros(&banco, 40).await;
    let (um, outro) = tokio::join!(selar(&casa.app), selar(&casa.app));
    assert_eq!(um.unwrap() + outro.unwrap(), 40);
    let integra = veredito(&casa).await;
    assert_eq!((integra.conferidos, integra.quebra), (40, None));
}
