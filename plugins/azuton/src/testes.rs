//! Os dois caminhos contra o correio e o portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{Carta, No, PDF_MINIMO, Pagina, Portal, Reacao, parametros};
use esteira_sdk::{Erro, Rpa};
use serde_json::{Value, json};

use crate::Azuton;
use crate::seletores::*;

const REMETENTE: &str = "faturas@azuton.exemplo";

/// O e-mail, na estrutura do de verdade.
pub fn email(id: &str, cliente: &str, numero: &str, vencimento: &str, valor: &str) -> String {
    format!(
        "<html><body><p>Olá, <b>{cliente}</b></p><p>Fatura: <b>{numero}</b></p>\
         <p>Data de vencimento: <b>{vencimento}</b></p><p>Valor devido: <b>{valor}</b></p>\
         <a href=\"https://azuton.exemplo/boleto/{id}\">BAIXAR BOLETO</a>\
         <a href=\"https://azuton.exemplo/fatura/{id}\">BAIXAR FATURA</a></body></html>"
    )
}

fn carta(id: &str, cliente: &str, vencimento: &str) -> Carta {
    Carta::de(REMETENTE).assunto(&format!("Fatura {id}")).message_id(&format!("{id}@azuton.exemplo")).html(&email(
        id,
        cliente,
        &format!("AZ-{id}"),
        vencimento,
        "R$ 123,45",
    ))
}

/// A página do boleto deste id; o botão aparece atrasado.
fn boleto(id: &str, cnpj: &str, ao_clicar: Reacao) -> Pagina {
    Pagina::nova(&format!("boleto-{id}"))
        .em(&format!("/boleto/{id}"))
        .com(RAZAO_SOCIAL, No::texto("Empresa Exemplo Ltda"))
        .com(DADOS_DO_PAGADOR, No::texto(&format!("Pagador CNPJ: {cnpj}")))
        .com(BAIXAR, No::novo().em_ms(4_000).ao_clicar(ao_clicar))
}

fn baixa(id: &str) -> Reacao {
    Reacao::Baixar(format!("Boleto_{id}.pdf"), PDF_MINIMO.to_vec())
}

fn colher(portal: &Portal) -> Value {
    let parametros =
        json!({ "caixa": "imaps://imap.exemplo", "usuario": "contas@cliente.exemplo", "remetente": REMETENTE });
    Azuton.executar("colher-faturas", parametros, &portal.contexto()).unwrap()
}

/// De cada mensagem, o número da fatura, o código do erro ou de quem repete.
fn resumir(colheita: &Value) -> Vec<String> {
    let itens = colheita["mensagens"].as_array().unwrap();
    let texto = |v: &Value| v.as_str().map(str::to_owned);
    let um = |item: &Value| {
        texto(&item["fatura"]["numero"]).or(texto(&item["erro"]["codigo"])).or(texto(&item["repete"])).unwrap()
    };
    itens.iter().map(um).collect()
}

fn baixar(portal: &Portal) -> Result<Value, Erro> {
    let mut parametros = parametros();
    parametros["url_portal"] = "imaps://imap.exemplo".into();
    parametros["filtro"] = REMETENTE.into();
    Azuton.executar("baixar-fatura", parametros, &portal.contexto())
}

fn codigo(portal: &Portal) -> String {
    baixar(portal).unwrap_err().codigo().to_owned()
}

/// CNPJ dos parâmetros de teste, e outro.
const MEU: &str = "11.222.333/0001-81";
const DE_OUTRO: &str = "99.000.001/0001-01";

#[test]
fn colhe_de_muitos_clientes_e_o_erro_de_uma_mensagem_e_so_dela() {
    let portal = Portal::novo()
        .carta(carta("1", "Padaria", "10/10/2026"))
        .carta(carta("2", "Clínica", "à vista"))
        .carta(carta("3", "Colégio", "12/10/2026"))
        .carta(carta("4", "Escola", "12/10/2026"))
        .carta(Carta::de(REMETENTE).assunto("Promoção").texto("compre"))
        .carta(Carta::de("outro@exemplo").assunto("De outro"))
        .carta(carta("7", "Mercado", "15/10/2026"))
        .pagina(boleto("1", MEU, baixa("1")))
        .pagina(Pagina::nova("vencido").em("/boleto/3").com(LINK_VENCIDO, No::texto("Link expirado")))
        .pagina(boleto("4", "não informado", baixa("4")))
        .pagina(boleto("7", DE_OUTRO, baixa("7")))
        .responde("/fatura/", PDF_MINIMO);
    let colheita = colher(&portal);
    assert_eq!(
        resumir(&colheita),
        ["AZ-1", "leiaute_mudou", "fatura_indisponivel", "leiaute_mudou", "leiaute_mudou", "AZ-7"]
    );
    assert_eq!(colheita["ha_mais"], false);
    let fatura = &colheita["mensagens"][5]["fatura"];
    assert_eq!((&fatura["cnpj"], &fatura["valor"]), (&json!("99000001000101"), &json!("123.45")));
    assert_eq!(fatura["data_vencimento"], "2026-10-15");
    let guardados = portal.guardados();
    assert_eq!(guardados.len(), 2);
    assert_eq!(fatura["arquivo"]["rotulo"], guardados[1].rotulo.as_str());
    assert_eq!(guardados[1].nome, "Boleto_Fatura_AZ-7.pdf");
    assert_eq!(guardados[1].conteudo, [PDF_MINIMO, PDF_MINIMO].concat(), "boleto e fatura");
    assert_eq!(portal.cartas_em("INBOX").len(), 7, "colher não tira nada da entrada");
}

#[test]
fn mensagem_repetida_nao_se_entrega_duas_vezes() {
    let portal = Portal::novo()
        .carta(carta("1", "Padaria", "10/10/2026"))
        .carta(carta("1", "Padaria", "10/10/2026"))
        .pagina(boleto("1", MEU, baixa("1")))
        .responde("/fatura/", PDF_MINIMO);
    let colheita = colher(&portal);
    assert_eq!(resumir(&colheita), ["AZ-1", colheita["mensagens"][0]["mensagem"].as_str().unwrap()]);
    assert_eq!(portal.guardados().len(), 1);
}

/// O boleto que não chegou pode chegar depois, e passaria pelo da mensagem seguinte, de outro cliente.
#[test]
fn boleto_a_caminho_encerra_a_colheita_e_a_proxima_comeca_pelas_outras() {
    let portal = Portal::novo()
        .carta(carta("1", "Padaria", "10/10/2026"))
        .carta(carta("2", "Clínica", "10/10/2026"))
        .pagina(boleto("1", MEU, Reacao::Alerta("nada".into())))
        .pagina(boleto("2", DE_OUTRO, baixa("2")))
        .responde("/fatura/", PDF_MINIMO);
    let colheita = colher(&portal);
    assert_eq!((resumir(&colheita), &colheita["ha_mais"]), (vec!["boleto_a_caminho".to_owned()], &json!(true)));
    assert_eq!(resumir(&colher(&portal))[0], "AZ-2", "a que nunca se tentou vem antes");
}

#[test]
fn pagina_no_lugar_do_boleto_nao_espera_o_prazo_inteiro() {
    let portal = Portal::novo()
        .carta(carta("1", "Padaria", "10/10/2026"))
        .pagina(boleto("1", MEU, Reacao::Ir("erro".into())))
        .pagina(Pagina::nova("erro"));
    assert_eq!(resumir(&colher(&portal)), ["arquivo_invalido"]);
    assert!(portal.passaram_ms() < 20_000);
}

#[test]
fn arquivar_move_o_que_a_colheita_deu() {
    let portal = Portal::novo()
        .carta(carta("1", "Padaria", "10/10/2026"))
        .carta(carta("2", "Clínica", "à vista"))
        .pagina(boleto("1", MEU, baixa("1")))
        .responde("/fatura/", PDF_MINIMO);
    let id = colher(&portal)["mensagens"][0]["mensagem"].clone();
    let parametros =
        json!({ "caixa": "imaps://imap.exemplo", "usuario": "u", "mensagens": [id], "destino": "Processadas" });
    for _ in 0..2 {
        let saida = Azuton.executar("arquivar-mensagens", parametros.clone(), &portal.contexto()).unwrap();
        assert_eq!(saida, json!({ "arquivadas": 1 }));
    }
    assert_eq!(
        (portal.cartas_em("Processadas"), portal.cartas_em("INBOX")),
        (vec!["Fatura 1".into()], vec!["Fatura 2".into()])
    );
}

#[test]
fn baixa_a_do_cnpj_e_do_mes_do_vencimento_sem_mexer_na_caixa() {
    let portal = Portal::novo()
        .carta(carta("9", "EMPRESA EXEMPLO", "10/09/2026").em("2026-09-01"))
        .carta(carta("1", "Padaria", "10/10/2026").em("2026-09-30"))
        // Chegou no fim do mês anterior; e outra vez, com os mesmos dados.
        .carta(carta("2", "Empresa  Exemplo", "10/10/2026").em("2026-09-30"))
        .carta(carta("2", "Empresa  Exemplo", "10/10/2026").em("2026-10-02"))
        .carta(carta("3", "EMPRESA EXEMPLO", "10/11/2026").em("2026-10-31"))
        .pagina(boleto("1", DE_OUTRO, baixa("1")))
        .pagina(boleto("2", MEU, baixa("2")))
        .responde("/fatura/2", PDF_MINIMO);
    assert_eq!(
        baixar(&portal).unwrap(),
        json!({
            "avisos": [],
            "dados": { "razao_social": "Empresa Exemplo Ltda" },
            "data_vencimento": "2026-10-10",
            "valor": "123.45",
            "numero": "AZ-2",
        })
    );
    assert_eq!(portal.guardados()[0].nome, "668f8a715aababac_10-10-2026.pdf");
    assert_eq!(portal.contar("abrir https://azuton.exemplo/boleto/1"), 0, "as do nome do cliente primeiro");
    assert_eq!(portal.contar("mover"), 0);
}

#[test]
fn sem_a_fatura_do_cnpj_no_mes_ela_esta_indisponivel_e_o_que_nao_se_leu_nao_se_cala() {
    let de_outro =
        || Portal::novo().carta(carta("1", "Padaria", "10/10/2026")).pagina(boleto("1", DE_OUTRO, baixa("1")));
    assert_eq!(codigo(&de_outro()), "fatura_indisponivel");
    assert_eq!(codigo(&de_outro().carta(Carta::de(REMETENTE).html("<p>mudou</p>"))), "leiaute_mudou");
}

#[test]
fn duas_faturas_do_cnpj_no_mes_sao_ambiguas() {
    let portal = Portal::novo()
        .carta(carta("1", "EMPRESA EXEMPLO", "10/10/2026"))
        .carta(carta("2", "EMPRESA EXEMPLO", "10/10/2026"))
        .pagina(boleto("1", MEU, baixa("1")))
        .pagina(boleto("2", MEU, baixa("2")));
    assert_eq!(codigo(&portal), "fatura_ambigua");
}

#[test]
fn o_que_nao_e_pdf_inteiro_nunca_e_entregue() {
    let cortado = &b"%PDF-1.7 cortado"[..];
    let casos: [(&[u8], &[u8]); 4] =
        [(b"<html>", PDF_MINIMO), (cortado, PDF_MINIMO), (PDF_MINIMO, b"<html>"), (PDF_MINIMO, cortado)];
    for (do_boleto, da_fatura) in casos {
        let baixa = Reacao::Baixar("Boleto_1.pdf".into(), do_boleto.to_vec());
        let portal = Portal::novo()
            .carta(carta("1", "EMPRESA EXEMPLO", "10/10/2026"))
            .pagina(boleto("1", MEU, baixa))
            .responde("/fatura/1", da_fatura);
        assert_eq!(codigo(&portal), "arquivo_invalido");
        assert!(portal.guardados().is_empty());
    }
    let vencida = Portal::novo()
        .carta(carta("1", "EMPRESA EXEMPLO", "10/10/2026"))
        .pagina(boleto("1", MEU, baixa("1")))
        .falha("/fatura/1", "http_410");
    assert_eq!(codigo(&vencida), "fatura_indisponivel");
}

#[test]
fn caixa_que_nao_abre_e_parametro_que_falta_sao_ditos() {
    assert_eq!(codigo(&Portal::novo().caixa_falha("credencial_invalida")), "credencial_invalida");
    let mut parametros = parametros();
    for (url, filtro) in [("https://azuton.exemplo", REMETENTE), ("imaps://imap.exemplo", "")] {
        parametros["url_portal"] = url.into();
        parametros["filtro"] = filtro.into();
        let erro = Azuton.executar("baixar-fatura", parametros.clone(), &Portal::novo().contexto()).unwrap_err();
        assert_eq!(erro.codigo(), "parametro_invalido");
    }
    parametros["remetente"] = REMETENTE.into();
    let erro = Azuton.executar("baixar-fatura", parametros, &Portal::novo().contexto()).unwrap_err();
    assert_eq!(erro.codigo(), "fatura_indisponivel", "o parâmetro próprio serve no lugar do filtro");
}

#[test]
fn o_manifesto_declara_as_tres_operacoes() {
    let manifesto = Azuton.manifesto().json();
    let nomes: Vec<&str> =
        manifesto["operacoes"].as_array().unwrap().iter().filter_map(|o| o["nome"].as_str()).collect();
    assert_eq!(nomes, ["baixar-fatura", "colher-faturas", "arquivar-mensagens"]);
    assert_eq!(manifesto["segredos"], json!(["senha_portal"]));
}
