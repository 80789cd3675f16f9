//! Importar o cadastro: nada se perde, a sujeira se diz pelo nome, e repetir não muda nada.

use esteira_aplicacao::importacoes::{Desfecho, Importacao, importar_clientes, ler};
use esteira_armazem::cadastro::FiltroDeClientes;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_planilha_do_legado_entra_e_repetir_nao_muda_nada,
    cada_sujeira_volta_com_a_linha_e_o_motivo,
    simular_diz_o_mesmo_e_nao_grava,
    a_linha_que_mudou_altera_o_cliente_do_mesmo_hash,
    o_que_a_planilha_nao_traz_fica_como_esta,
);

/// Os títulos do legado, com os espaços que ele tem.
const TITULOS: &str = "HASH;RAZÃO SOCIAL;NOME SAT;CNPJ;OPERADORA;FILTRO;SERVIÇO;DADOS SAT;UNIDADE / FILTRO SAT;CATEGORIAS / FILTRO SAT;\
                       SITE PARA EMISSÃO ;LOGIN ;SENHA;CPF;OBS;STATUS;PATCHDOWNLOAD;ATUALIZA/CRIA";

fn planilha(linhas: &[&str]) -> Vec<u8> {
    format!("{TITULOS}\r\n{}\r\n", linhas.join("\r\n")).into_bytes()
}

const MATRIZ: &str = ";Clínica Lua Ltda;CLINICA LUA;11.222.333/0001-81;oi;100200300;Fixo;123;Matriz;;https://portal.exemplo;lua;segredo;529.982.247-25;;1;;";
const FILIAL: &str = ";Clínica Lua Ltda;CLINICA LUA;33.000.167/0001\u{ad}01;OI;400500600;Fixo;123;Filial;;;;;;;0;;";

async fn importar(casa: &Casa, linhas: &[&str], simular: bool) -> Importacao {
    let tabela = ler(&planilha(linhas)).unwrap();
    importar_clientes(&casa.app, &casa.sistema(), &tabela, simular, &|_| ()).await.unwrap()
}

fn desfechos(importacao: &Importacao) -> Vec<(u64, Desfecho)> {
    importacao.linhas.iter().map(|linha| (linha.linha, linha.desfecho)).collect()
}

async fn quantos(casa: &Casa) -> usize {
    let todos = FiltroDeClientes { limite: 100, ..FiltroDeClientes::default() };
    casa.app.armazem.ler(casa.inquilino).await.unwrap().clientes(&todos).await.unwrap().itens.len()
}

async fn a_planilha_do_legado_entra_e_repetir_nao_muda_nada(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let primeira = importar(&casa, &[MATRIZ, FILIAL], false).await;
    assert_eq!(desfechos(&primeira), [(2, Desfecho::Criado), (3, Desfecho::Criado)], "{primeira:#?}");
    let ignoradas = ["CATEGORIAS / FILTRO SAT", "OBS", "PATCHDOWNLOAD", "ATUALIZA/CRIA"];
    assert_eq!(primeira.colunas_ignoradas, ignoradas);
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let matriz = unidade.cliente(primeira.linhas[0].cliente_id.unwrap()).await.unwrap().unwrap().cliente;
    assert_eq!((matriz.nome_sat.as_str(), matriz.tem_senha, matriz.status_ativo), ("CLINICA LUA", true, true));
    let filial = unidade.cliente(primeira.linhas[1].cliente_id.unwrap()).await.unwrap().unwrap().cliente;
    assert_eq!((filial.cnpj.sem_mascara(), filial.status_ativo), ("33000167000101", false));
    drop(unidade);

    let segunda = importar(&casa, &[MATRIZ, FILIAL], false).await;
    assert_eq!(desfechos(&segunda), [(2, Desfecho::Igual), (3, Desfecho::Igual)], "{segunda:#?}");
    assert_eq!(quantos(&casa).await, 3, "e o que já havia");
}

async fn cada_sujeira_volta_com_a_linha_e_o_motivo(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let so_muda_o_filtro = MATRIZ.replace("100200300", "999");
    let casos = [
        (MATRIZ.to_owned(), ""),
        (MATRIZ.to_owned(), "repete a 1ª linha"),
        (so_muda_o_filtro, "o mesmo CNPJ, operadora, unidade e serviço"),
        (FILIAL.replace("OI", "NEXTEL"), "não há \"NEXTEL\" no cadastro"),
        (
            FILIAL.replace("33.000.167/0001\u{ad}01", "33.000.167/0001-01 e 11.222.333/0001-81"),
            "há dois na mesma célula",
        ),
        (FILIAL.replace("33.000.167/0001\u{ad}01", "529.982.247-25"), "isto é um CPF"),
        (FILIAL.replace("0001\u{ad}01", "0001-02"), "cnpj"),
        (FILIAL.replace("Clínica Lua Ltda;CLINICA LUA", ";"), "razao_social"),
    ];
    let linhas: Vec<&str> = casos.iter().map(|(linha, _)| linha.as_str()).collect();
    let importacao = importar(&casa, &linhas, false).await;
    assert_eq!(importacao.linhas.len(), casos.len(), "nada se perde");
    for (linha, (escrita, motivo)) in importacao.linhas.iter().zip(&casos) {
        let mensagens = linha.mensagens.join("; ");
        let esperado = if motivo.is_empty() { Desfecho::Criado } else { Desfecho::Recusado };
        assert_eq!(linha.desfecho, esperado, "{escrita}: {mensagens}");
        assert!(mensagens.contains(motivo), "{escrita}: {mensagens}");
    }
    assert_eq!((importacao.criados, importacao.recusados), (1, casos.len() - 1));

    // A que só mudava o filtro não passa por cima da que entrou, nem sozinha, nem depois.
    let depois = importar(&casa, &[&casos[2].0], false).await;
    assert_eq!(desfechos(&depois), [(2, Desfecho::Recusado)]);
    assert!(depois.linhas[0].mensagens[0].contains("já existe CLINICA LUA"), "{depois:#?}");
}

async fn simular_diz_o_mesmo_e_nao_grava(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let linhas = [MATRIZ, FILIAL, MATRIZ];
    let simulada = importar(&casa, &linhas, true).await;
    assert!(simulada.simulada && quantos(&casa).await == 1);
    assert_eq!(desfechos(&simulada), desfechos(&importar(&casa, &linhas, false).await));
}

async fn a_linha_que_mudou_altera_o_cliente_do_mesmo_hash(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    importar(&casa, &[MATRIZ], false).await;
    for (de, para) in [("Clínica Lua Ltda", "Clínica Lua S.A."), ("segredo", "outra senha")] {
        let mudada = MATRIZ.replace(de, para);
        assert_eq!(desfechos(&importar(&casa, &[&mudada], false).await), [(2, Desfecho::Alterado)], "{para}");
        assert_eq!(desfechos(&importar(&casa, &[&mudada], false).await), [(2, Desfecho::Igual)], "{para}");
        importar(&casa, &[MATRIZ], false).await;
    }
}

async fn o_que_a_planilha_nao_traz_fica_como_esta(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let inativa = MATRIZ.replace(";1;;", ";0;;");
    let criado = importar(&casa, &[&inativa], false).await.linhas[0].cliente_id.unwrap();
    let so_o_essencial = "RAZÃO SOCIAL;NOME SAT;CNPJ;OPERADORA;FILTRO;SERVIÇO;DADOS SAT;UNIDADE\n\
                          Clínica Lua S.A.;CLINICA LUA;11.222.333/0001-81;OI;100200300;Fixo;123;Matriz\n";
    let tabela = ler(so_o_essencial.as_bytes()).unwrap();
    let depois = importar_clientes(&casa.app, &casa.sistema(), &tabela, false, &|_| ()).await.unwrap();
    assert_eq!(desfechos(&depois), [(2, Desfecho::Alterado)], "{depois:#?}");
    let lido = casa.app.armazem.ler(casa.inquilino).await.unwrap().cliente(criado).await.unwrap().unwrap().cliente;
    assert_eq!((lido.razao_social.as_str(), lido.status_ativo, lido.tem_senha), ("Clínica Lua S.A.", false, true));
    assert_eq!(
        (lido.login_portal.as_deref(), lido.cpf.is_some(), lido.site_emissao.is_some()),
        (Some("lua"), true, true)
    );

    let estranho = importar(&casa, &[&MATRIZ.replace(";1;;", ";talvez;;")], false).await;
    assert!(estranho.linhas[0].mensagens[0].contains("use 1 ou 0"), "{estranho:#?}");
}
