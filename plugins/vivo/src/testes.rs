//! O caminho inteiro contra o portal de mentira, e cada modo de falhar.

use esteira_sdk::teste::{No, PDF_MINIMO, Pagina, Portal, parametros};
use esteira_sdk::{Classe, Erro, Rpa};
use serde_json::{Value, json};

use crate::Vivo;
use crate::seletores::*;

const CNPJ: &str = "11222333000181";
const CELULAR_COBERTO: &str = "(11) 9****-0001";
const CERTO: &str = "918273";
type Linha<'a> = [&'a str; 6];
const DO_MES: Linha<'_> = ["V-1", "4001234", "10/2026", "10/11/2026", "R$ 1.234,56", "Baixar PDF"];

fn entrada() -> Value {
    let mut parametros = parametros();
    parametros["cpf"] = "99900000005".into();
    parametros["servico"] = "Internet".into();
    parametros
}

/// As três etapas; a senha leva a esta página.
fn portal_que_depois_da_senha(seguinte: &str) -> Portal {
    let etapa = |nome: &str, campo, seguinte: &str| {
        Pagina::nova(nome).com(campo, No::novo().em_ms(300)).com(ACESSAR, No::novo().vai(seguinte))
    };
    Portal::novo()
        .pagina(etapa("e-mail", LOGIN, "cpf").em("https://portal.exemplo.com.br/"))
        .pagina(etapa("cpf", CPF, "senha"))
        .pagina(etapa("senha", SENHA, seguinte))
}

/// O pedido do código; confirmar leva a esta página.
fn pagina_do_codigo(nome: &str, seguinte: &str) -> Pagina {
    Pagina::nova(nome)
        .com(CELULAR, No::texto(CELULAR_COBERTO))
        .com(CODIGO, No::novo())
        .com(CONFIRMAR, No::novo().vai(seguinte))
        .com(REENVIAR, No::novo().vai("reenviado"))
}

/// Da empresa aberta até as faturas; a lista do serviço anterior fica na tela até a do pedido chegar.
fn com_faturas(portal: Portal, linhas: &[Linha<'_>]) -> Portal {
    let linhas: Vec<&[&str]> = linhas.iter().map(<[&str; 6]>::as_slice).collect();
    let lista = Pagina::nova("lista")
        .com(LISTA, No::tabela(&[&["V-9", "4009999", "10/2026", "01/11/2026", "R$ 9,00", ""]]).ate_ms(900))
        .com(LINHA, No::novo())
        .com(faturas_de("internet", CNPJ), No::novo().em_ms(900))
        .com(LISTA, No::tabela(&linhas).em_ms(900))
        .com(pdf_da_fatura("V-1"), No::novo().atributo("href", "/faturas/V-1/pdf"));
    portal
        .pagina(Pagina::nova("inicio").com(EMPRESA_ABERTA, No::texto("Outra Ltda").em_ms(700).vai("empresas")))
        .pagina(
            Pagina::nova("empresas")
                .com(BUSCA, No::novo())
                .com(EMPRESAS, No::texto("11.222.444/0001-00 Vizinha Ltda"))
                .com(empresa_do_cnpj(CNPJ), No::novo().em_ms(2_000).vai("empresa")),
        )
        .pagina(Pagina::nova("empresa").com(SERVICOS, No::novo().vai("serviços")))
        .pagina(Pagina::nova("serviços").com(servico_do_menu("ADVANCED_FIXA"), No::novo().vai("voz")))
        .pagina(Pagina::nova("voz").com(PRODUTO_ABERTO, No::texto("Solução de Voz").vai("produtos")))
        .pagina(Pagina::nova("produtos").com(produto("internet"), No::novo().vai("lista")))
        .pagina(lista)
        .responde("/faturas/V-1/pdf", PDF_MINIMO)
}

fn baixar(portal: &Portal) -> Result<Value, Erro> {
    Vivo.executar("baixar-fatura", entrada(), &portal.contexto())
}

fn falhar(portal: &Portal) -> (String, Classe) {
    let erro = baixar(portal).unwrap_err();
    assert!(portal.guardados().is_empty());
    if erro.classe() == Classe::Negocio {
        assert!(erro.acao_recomendada().is_some(), "{erro}");
    }
    (erro.codigo().to_owned(), erro.classe())
}

fn negocio(codigo: &str) -> (String, Classe) {
    (codigo.to_owned(), Classe::Negocio)
}

fn tecnico(codigo: &str) -> (String, Classe) {
    (codigo.to_owned(), Classe::Tecnico)
}

#[test]
fn sem_codigo_baixa_a_fatura_do_servico_e_do_mes() {
    let portal = com_faturas(portal_que_depois_da_senha("inicio"), &[DO_MES]);
    assert_eq!(
        baixar(&portal).unwrap(),
        json!({
            "avisos": [],
            "dados": { "conta": "4001234" },
            "data_vencimento": "2026-11-10",
            "numero": "V-1",
            "valor": "1234.56",
        })
    );
    assert_eq!(portal.guardados()[0].nome, "668f8a715aababac_10-11-2026.pdf");
    assert_eq!(portal.preenchido(&SENHA).as_deref(), Some("<senha_portal>"));
    assert_eq!(portal.preenchido(&BUSCA).as_deref(), Some("112"));
    assert_eq!(portal.contar("perguntar"), 0);
}

#[test]
fn codigo_se_pergunta_a_quem_tem_o_celular_e_a_pagina_fica_na_evidencia() {
    let portal = portal_que_depois_da_senha("código").pagina(pagina_do_codigo("código", "inicio"));
    let portal = com_faturas(portal, &[DO_MES]).alguem_responde(" 918 273 ");
    baixar(&portal).unwrap();
    assert_eq!(portal.preenchido(&CODIGO).as_deref(), Some(CERTO));
    assert!(portal.registro().contains(&"marca: código pedido".to_owned()));
    let pergunta = portal.comandos().into_iter().find(|comando| comando.starts_with("perguntar")).unwrap();
    for trecho in ["Empresa Exemplo Ltda", CELULAR_COBERTO, "financeiro@exemplo.com.br"] {
        assert!(pergunta.contains(trecho), "{pergunta}");
    }
}

#[test]
fn codigo_recusado_se_pergunta_de_novo_e_o_recado_vai_junto() {
    let portal = portal_que_depois_da_senha("código")
        .pagina(pagina_do_codigo("código", "recusado"))
        .pagina(pagina_do_codigo("recusado", "inicio").com(RECADO, No::texto("Código inválido.").em_ms(200)));
    let portal = com_faturas(portal, &[DO_MES]).alguem_responde("111111").alguem_responde(CERTO);
    baixar(&portal).unwrap();
    let segunda = portal.comandos().into_iter().rfind(|comando| comando.starts_with("perguntar")).unwrap();
    assert!(segunda.contains("recusou o código anterior: Código inválido."), "{segunda}");
}

/// A cada resposta o portal repete o recado; pedir outro dá certo.
fn portal_que_diz(recado: &str) -> Portal {
    portal_que_depois_da_senha("código")
        .pagina(pagina_do_codigo("código", "recado"))
        .pagina(pagina_do_codigo("recado", "recado").com(RECADO, No::texto(recado)))
        .pagina(pagina_do_codigo("reenviado", "recado").com(REENVIADO, No::texto("Código reenviado.")))
}

#[test]
fn depois_de_tres_codigos_recusados_ou_vencidos_desiste() {
    for (recado, reenvios) in [("Código inválido.", 0), ("Código expirado. Peça outro.", 2)] {
        let portal = (0..9).fold(portal_que_diz(recado), |portal, _| portal.alguem_responde(CERTO));
        assert_eq!(falhar(&portal), negocio("codigo_recusado"), "{recado}");
        assert_eq!(portal.contar("perguntar"), 3);
        assert_eq!(portal.contar(&format!("clicar {REENVIAR}")), reenvios);
    }
    assert_eq!(falhar(&portal_que_diz("Sistema fora do ar").alguem_responde(CERTO)), tecnico("portal_indisponivel"));
}

#[test]
fn quem_nao_recebeu_pede_outro_e_resposta_sem_codigo_nao_vai_ao_portal() {
    let portal = portal_que_depois_da_senha("código")
        .pagina(pagina_do_codigo("código", "recado"))
        .pagina(pagina_do_codigo("reenviado", "inicio").com(REENVIADO, No::texto("Código reenviado.")));
    let portal = com_faturas(portal, &[DO_MES]);
    baixar(&portal.alguem_responde(" Reenviar ").alguem_responde(" - ").alguem_responde(CERTO)).unwrap();
}

#[test]
fn ninguem_responde_e_de_negocio_para_nao_mandar_outro_sms() {
    let portal = portal_que_depois_da_senha("código").pagina(pagina_do_codigo("código", "inicio"));
    assert_eq!(falhar(&portal), negocio("pergunta_sem_resposta"));
    assert!(baixar(&portal).unwrap_err().mensagem().contains(CELULAR_COBERTO));
}

#[test]
fn senha_recusada_e_de_negocio_outro_recado_e_silencio_sao_tecnicos() {
    let com = |recado: &str| {
        portal_que_depois_da_senha("recusa").pagina(Pagina::nova("recusa").com(RECADO, No::texto(recado)))
    };
    assert_eq!(falhar(&com("E-mail, CPF ou senha inválidos.")), negocio("credencial_invalida"));
    assert_eq!(falhar(&com("Tente novamente mais tarde.")), tecnico("portal_indisponivel"));
    let mudo = portal_que_depois_da_senha("mudo").pagina(Pagina::nova("mudo"));
    assert_eq!(falhar(&mudo), tecnico("tempo_esgotado"));
}

/// No robô antigo, três dígitos bastavam.
#[test]
fn empresa_de_cnpj_parecido_nao_serve_e_busca_que_nao_chega_e_tecnica() {
    let com = |vista: Option<&str>| {
        let empresas = Pagina::nova("empresas").com(BUSCA, No::novo());
        let empresas = match vista {
            Some(vista) => empresas.com(EMPRESAS, No::texto(vista)),
            None => empresas.com(NENHUMA_EMPRESA, No::novo().em_ms(500)),
        };
        portal_que_depois_da_senha("inicio")
            .pagina(Pagina::nova("inicio").com(EMPRESA_ABERTA, No::novo().vai("empresas")))
            .pagina(empresas)
    };
    assert_eq!(falhar(&com(Some("11.222.444/0001-00 Vizinha Ltda"))), negocio("cliente_nao_encontrado"));
    assert_eq!(falhar(&com(None)), negocio("cliente_nao_encontrado"));
    assert_eq!(falhar(&com(Some("88.000.000/0001-00 De antes da busca"))), tecnico("tempo_esgotado"));
}

#[test]
fn so_a_unica_fatura_do_mes_serve_e_a_conta_desempata() {
    let de = |linhas: &[Linha<'_>]| com_faturas(portal_que_depois_da_senha("inicio"), linhas);
    let de_setembro = ["V-0", "4001234", "09/2026", "10/10/2026", "R$ 1,00", ""];
    let de_outra_conta = ["V-2", "4005678", "10/2026", "10/11/2026", "R$ 1,00", ""];
    assert_eq!(falhar(&de(&[de_setembro])), negocio("fatura_indisponivel"));
    assert_eq!(falhar(&de(&[DO_MES, de_outra_conta])), negocio("fatura_ambigua"));

    let mut parametros = entrada();
    parametros["filtro"] = "4001234".into();
    let saida = Vivo.executar("baixar-fatura", parametros, &de(&[de_outra_conta, DO_MES]).contexto()).unwrap();
    assert_eq!(saida["numero"], "V-1");
}

#[test]
fn sem_cpf_ou_sem_servico_nem_entra_no_portal() {
    for campo in ["cpf", "servico"] {
        let (portal, mut parametros) = (Portal::novo(), entrada());
        parametros[campo] = "".into();
        let erro = Vivo.executar("baixar-fatura", parametros, &portal.contexto()).unwrap_err();
        assert_eq!(erro.codigo(), "parametro_invalido");
        assert!(portal.comandos().is_empty());
    }
}

#[test]
fn pagina_de_entrada_no_lugar_dos_servicos_e_sessao_caida() {
    let portal = portal_que_depois_da_senha("inicio")
        .pagina(Pagina::nova("inicio").com(EMPRESA_ABERTA, No::novo().vai("empresas")))
        .pagina(Pagina::nova("empresas").com(BUSCA, No::novo()).com(empresa_do_cnpj(CNPJ), No::novo().vai("e-mail")));
    assert_eq!(falhar(&portal), tecnico("sessao_expirada"));
}
