//! O caminho inteiro contra o portal de mentira, e cada modo de falhar.

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::teste::{No, PDF_MINIMO, Pagina, Portal, Reacao, parametros as parametros_padrao};
use esteira_sdk::{Classe, Erro, ParametrosEntradaPadrao, Rpa};
use serde_json::{Value, json};

use crate::Sat;
use crate::seletores::*;

const ARQUIVO_PDF: &str = "668f8a715aababac_10-11-2026.pdf";
const NOSSA: &[&str] = &["42", "OI", "123456", "10/11/2026", "MATRIZ", ARQUIVO_PDF];
const OUTRA: &[&str] = &["7", "OI", "123456", "10/10/2026", "MATRIZ", "668f8a715aababac_10-10-2026.pdf"];
const VAZIA: &[&str] = &["Nenhuma fatura cadastrada"];

fn parametros() -> Value {
    let mut parametros = parametros_padrao();
    parametros["url_portal"] = "https://sat.exemplo.com.br/".into();
    parametros
}

pub fn entrada() -> ParametrosEntradaPadrao {
    ParametrosEntradaPadrao::ler(&parametros()).unwrap()
}

pub fn pagina_de_login() -> Pagina {
    Pagina::nova("entrada")
        .em("https://sat.exemplo.com.br/")
        .com(LOGIN, No::novo())
        .com(SENHA, No::novo())
        .com(ENTRAR, No::novo().vai("inicio"))
}

fn lista(nome: &str, linhas: &[&[&str]]) -> Pagina {
    Pagina::nova(nome)
        .em("/fatura?cliente=7")
        .com(ADICIONAR, No::novo().vai("formulario"))
        .com(LINHA_DA_LISTA, No::novo().em_ms(200))
        .com(LISTA, No::tabela(linhas).em_ms(200))
}

fn formulario(categorias: &[&str], filiais: &[&str], cadastrar: Reacao) -> Pagina {
    Pagina::nova("formulario")
        .em("/fatura/nova?cliente=7")
        .com(OPERADORA, No::novo())
        .com(LINHA, No::novo())
        .com(NOME_DO_ARQUIVO, No::novo())
        .com(ARQUIVO, No::novo().oculto())
        .com(DATA, No::novo().valor("15/10/2026"))
        .com(CATEGORIA, No::selecao(categorias))
        .com(FILIAL, No::selecao(filiais))
        .com(CADASTRAR, No::novo().ao_clicar(cadastrar))
}

/// O portal até a lista `antes`, com este formulário. Abrir o endereço da lista de novo mostra `relida`.
fn portal(antes: &[&[&str]], formulario: Pagina, relida: &[&[&str]]) -> Portal {
    let nome = entrada().nome_sat;
    Portal::novo()
        .arquivo("fatura", ARQUIVO_PDF, PDF_MINIMO)
        .pagina(lista("relida", relida))
        .pagina(lista("antes", antes))
        .pagina(lista("depois", &[OUTRA, NOSSA]))
        .pagina(pagina_de_login())
        .pagina(Pagina::nova("inicio").com(CLIENTES, No::novo().vai("clientes")))
        .pagina(Pagina::nova("clientes").com(BUSCA, No::novo().ao_teclar(Reacao::Ir("achados".into()))))
        .pagina(Pagina::nova("achados").com(faturas_do_cliente(&para_comparar(&nome)), No::novo().vai("antes")))
        .pagina(formulario)
}

fn formulario_bom(cadastrar: Reacao) -> Pagina {
    formulario(&["RECEBER", "PAGAR"], &["-- selecione --", "FILIAL 2", "MATRIZ"], cadastrar)
}

fn ir(pagina: &str) -> Reacao {
    Reacao::Ir(pagina.to_owned())
}

fn enviar(portal: &Portal) -> Result<Value, Erro> {
    Sat.executar("enviar-fatura", parametros(), &portal.contexto())
}

fn falha(portal: &Portal) -> (String, Classe) {
    let erro = enviar(portal).unwrap_err();
    (erro.codigo().to_owned(), erro.classe())
}

fn conferir(portal: &Portal) -> Result<Value, Erro> {
    Sat.executar("conferir-envio", parametros(), &portal.contexto())
}

#[test]
fn envia_e_devolve_a_prova_lida_da_lista() {
    let portal = portal(&[OUTRA], formulario_bom(ir("depois")), &[]);
    assert_eq!(
        enviar(&portal).unwrap(),
        json!({
            "comprovante": {
                "numero": "42", "operadora": "OI", "linha": "123456", "data": "10/11/2026", "filial": "MATRIZ",
                "arquivo": ARQUIVO_PDF,
            },
            "avisos": [],
        })
    );
    for (campo, esperado) in [
        (&OPERADORA, "OI"),
        (&LINHA, "123456"),
        (&DATA, "10/11/2026"),
        (&CATEGORIA, "PAGAR"),
        (&FILIAL, "MATRIZ"),
        (&ARQUIVO, ARQUIVO_PDF),
        (&SENHA, "<senha_portal>"),
    ] {
        assert_eq!(portal.preenchido(campo).as_deref(), Some(esperado), "{campo}");
    }
}

#[test]
fn fatura_que_ja_esta_la_nao_e_enviada_de_novo() {
    let portal = portal(&[OUTRA, NOSSA], formulario_bom(ir("depois")), &[]);
    let saida = enviar(&portal).unwrap();
    assert_eq!(saida["comprovante"]["numero"], "42");
    assert!(saida["avisos"][0].as_str().unwrap().contains("já estava"));
    assert_eq!(portal.contar(&format!("clicar {CADASTRAR}")), 0);
}

/// O portal grava e a resposta não chega: a lista diz a verdade.
#[test]
fn gravou_sem_responder_ainda_da_a_prova() {
    let portal = portal(&[VAZIA], formulario_bom(Reacao::Falhar("tempo_esgotado".into())), &[NOSSA]);
    assert_eq!(enviar(&portal).unwrap()["comprovante"]["numero"], "42");
    assert_eq!(portal.contar(&format!("clicar {CADASTRAR}")), 1);
}

#[test]
fn dizer_que_gravou_sem_mostrar_na_lista_nao_e_envio() {
    let portal = portal(&[VAZIA], formulario_bom(ir("relida")), &[OUTRA]);
    assert_eq!(falha(&portal), ("envio_sem_comprovante".to_owned(), Classe::Tecnico));
}

#[test]
fn sem_resposta_e_sem_lista_tambem_e_falta_de_comprovante() {
    let muda = Pagina::nova("muda");
    let portal = portal(&[VAZIA], formulario_bom(ir("muda")), &[]).pagina(muda);
    assert_eq!(falha(&portal), ("envio_sem_comprovante".to_owned(), Classe::Tecnico));
}

#[test]
fn recusa_do_portal_e_de_negocio_e_traz_o_recado() {
    let recusa = Pagina::nova("recusa").com(RECADO, No::texto("Arquivo recusado: documento ilegível.").em_ms(300));
    let portal = portal(&[VAZIA], formulario_bom(ir("recusa")), &[]).pagina(recusa);
    let erro = enviar(&portal).unwrap_err();
    assert_eq!((erro.codigo(), erro.classe()), ("envio_recusado", Classe::Negocio));
    assert!(erro.mensagem().contains("documento ilegível"));
}

#[test]
fn sem_filial_certa_ou_sem_categoria_nada_se_cadastra() {
    let casos = [
        (formulario(&["PAGAR"], &["-- selecione --"], ir("depois")), "filial_nao_encontrada", Classe::Negocio),
        (formulario(&["PAGAR"], &["MATRIZ - SP", "MATRIZ - RJ"], ir("depois")), "filial_ambigua", Classe::Negocio),
        (formulario(&["RECEBER"], &["MATRIZ"], ir("depois")), "leiaute_mudou", Classe::Tecnico),
    ];
    for (formulario, codigo, classe) in casos {
        let portal = portal(&[VAZIA], formulario, &[]);
        assert_eq!(falha(&portal), (codigo.to_owned(), classe));
        assert_eq!(portal.contar(&format!("clicar {CADASTRAR}")), 0, "{codigo}");
    }
}

#[test]
fn filial_por_semelhanca_vai_com_aviso() {
    let portal = portal(&[VAZIA], formulario(&["PAGAR"], &["-- selecione --", "MATRIZ - SP"], ir("depois")), &[]);
    let saida = enviar(&portal).unwrap();
    assert!(saida["avisos"][0].as_str().unwrap().contains("MATRIZ - SP"), "{saida}");
}

#[test]
fn arquivo_que_falta_ou_com_outro_nome_nem_entra_no_portal() {
    let outro_nome = Portal::novo().arquivo("fatura", "outro.pdf", PDF_MINIMO);
    assert_eq!(falha(&outro_nome), ("parametro_invalido".to_owned(), Classe::Negocio));
    assert!(outro_nome.comandos().is_empty());
    assert!(enviar(&Portal::novo()).is_err());
}

#[test]
fn conferir_diz_enviada_ou_ausente_e_nao_altera_nada() {
    let formulario = || formulario_bom(ir("depois"));
    let enviada = portal(&[OUTRA, NOSSA], formulario(), &[]);
    let saida = conferir(&enviada).unwrap();
    assert_eq!((&saida["situacao"], &saida["comprovante"]["numero"]), (&json!("enviada"), &json!("42")));

    let ausente = portal(&[OUTRA], formulario(), &[]);
    assert_eq!(conferir(&ausente).unwrap(), json!({ "situacao": "ausente" }));
    assert_eq!(ausente.contar(&format!("clicar {ADICIONAR}")), 0);
}

#[test]
fn na_duvida_conferir_nao_diz_ausente() {
    let lista_estranha = portal(&[&["Carregando…"]], formulario_bom(ir("depois")), &[]);
    let erro = conferir(&lista_estranha).unwrap_err();
    assert_eq!((erro.codigo(), erro.classe()), ("envio_incerto", Classe::Tecnico));
    assert_eq!(erro.obter_detalhe("causa"), Some(&json!("leiaute_mudou")));
}

#[test]
fn credencial_invalida_ao_conferir_continua_sendo_ela() {
    let portal = Portal::novo()
        .pagina(pagina_de_login())
        .pagina(Pagina::nova("inicio").com(RECADO, No::texto("Usuário ou senha inválidos")));
    assert_eq!(conferir(&portal).unwrap_err().codigo(), "credencial_invalida");
}

#[test]
fn o_manifesto_so_marca_como_leitura_o_que_nao_altera() {
    let manifesto = Rpa::manifesto(&Sat).json();
    let operacoes: Vec<_> = manifesto["operacoes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (o["nome"].as_str().unwrap(), o["so_leitura"].as_bool().unwrap()))
        .collect();
    assert_eq!(operacoes, [("enviar-fatura", false), ("conferir-envio", true), ("sondar", true)]);
}
