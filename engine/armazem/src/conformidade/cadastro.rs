//! Usuários, sessões, operadoras, clientes: unicidades com nome, revisões, páginas.

use std::fmt::Debug;

use esteira_base::Resumo;
use esteira_base::ids::UsuarioId;
use esteira_dominio::{Cliente, NovoUsuario, Operadora, Perfil, Usuario};
use uuid::Uuid;

use super::palco::{self, AGORA, em};
use crate::cadastro::{FiltroDeClientes, FiltroDeOperadoras, FiltroDeUsuarios, RegistroDeAuditoria};
use crate::{Armazem, ErroArmazem};

fn usuario(nome: &str, email: &str, perfil_usuario: Perfil) -> Usuario {
    let novo = NovoUsuario {
        nome_completo: nome.into(),
        email: email.into(),
        telefone: None,
        perfil_usuario,
        status_ativo: true,
    };
    novo.validar(UsuarioId::novo()).unwrap()
}

/// O erro de unicidade traz o trecho pelo qual quem chama o reconhece.
fn recusou<T: Debug>(resultado: Result<T, ErroArmazem>, trecho: &str) {
    assert!(resultado.as_ref().is_err_and(|erro| erro.ja_existe(trecho)), "esperava \"{trecho}\": {resultado:?}");
}

/// Cada unicidade do cadastro é recusada com um nome que diz qual foi, igual nos dois bancos.
pub async fn unicidade_recusada_diz_qual(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let (oi, cliente) = palco::cadastro(&mut unidade).await;
    let ana = usuario("Ana", "ana@exemplo.com.br", Perfil::Operador);
    unidade.criar_usuario(ana.clone(), "phc".into(), AGORA).await.unwrap();
    let outra = unidade.criar_operadora(palco::operadora("Vivo", "VIV"), AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();

    // No PostgreSQL um erro encerra a transação: cada tentativa tem a sua.
    let nova = async || armazem.escrever(inquilino).await.unwrap();
    recusou(nova().await.criar_operadora(palco::operadora("Oi", "OI2"), AGORA).await, "nome");
    recusou(nova().await.criar_operadora(palco::operadora("Oi Dois", "OI"), AGORA).await, "codigo");
    let como_a_oi = Operadora { id: outra.operadora.id, ..oi.clone() };
    recusou(nova().await.alterar_operadora(&outra, como_a_oi, AGORA).await, "operadoras");
    recusou(nova().await.criar_cliente(palco::cliente(&oi, "PADARIA AURORA", "MATRIZ"), None, AGORA).await, "clientes");
    let mesmo_hash = Cliente { unidade: "FILIAL".into(), ..palco::cliente(&oi, "PADARIA AURORA", "MATRIZ") };
    assert_eq!(mesmo_hash.hash_unico, cliente.hash_unico);
    recusou(nova().await.criar_cliente(mesmo_hash, None, AGORA).await, "hash");
    let outra_ana = usuario("Ana Dois", "ANA@exemplo.com.br", Perfil::Aprovador);
    recusou(nova().await.criar_usuario(outra_ana, "phc".into(), AGORA).await, "email");
}

/// Mudar o cadastro muda o hash, e o antigo continua achando o cliente; outro não o toma.
pub async fn hash_antigo_continua_do_mesmo_cliente(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (oi, cliente) = palco::cadastro(&mut unidade).await;
    let lido = unidade.cliente(cliente.id).await.unwrap().unwrap();
    let renomeado = Cliente { id: cliente.id, ..palco::cliente(&oi, "PADARIA ALVORADA", "MATRIZ") };
    let mudado = unidade.alterar_cliente(&lido, renomeado.clone(), em(5)).await.unwrap();
    assert_ne!(mudado.cliente.hash_unico, cliente.hash_unico);
    for hash in [&cliente.hash_unico, &renomeado.hash_unico] {
        assert_eq!(unidade.cliente_do_hash(hash).await.unwrap().as_ref(), Some(&mudado));
    }
    let de_volta = unidade.alterar_cliente(&mudado, cliente.clone(), em(6)).await.unwrap();
    assert_eq!(de_volta.revisao, 3, "voltar a um hash que já foi dele é permitido");
    let tomador = Cliente { unidade: "FILIAL".into(), ..palco::cliente(&oi, "PADARIA ALVORADA", "MATRIZ") };
    recusou(unidade.criar_cliente(tomador, None, AGORA).await, "hash");
}

/// O que é de um inquilino o outro não vê, e a mesma unicidade vale de novo nele.
pub async fn cadastro_e_so_do_inquilino(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let (oi, cliente) = palco::cadastro(&mut unidade).await;
    let ana = usuario("Ana", "ana@exemplo.com.br", Perfil::Administrador);
    unidade.criar_usuario(ana.clone(), "phc".into(), AGORA).await.unwrap();
    let registro = RegistroDeAuditoria {
        acao: "criar",
        alvo_tipo: "operadora",
        alvo_id: oi.id.to_string(),
        usuario_id: Some(ana.id),
        usuario_nome: "Ana".into(),
        ip_origem: None,
        user_agent: None,
        antes: None,
        depois: Some("{}".into()),
    };
    unidade.auditar(&registro, AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.inquilino_do_email(&ana.email).await.unwrap(), Some(inquilino));

    let mut vizinho = palco::escrever(armazem).await;
    assert!(!vizinho.ha_usuarios().await.unwrap());
    assert_eq!(vizinho.usuario(ana.id).await.unwrap(), None);
    assert!(vizinho.credencial(&ana.email).await.unwrap().is_none());
    assert_eq!(vizinho.operadora(oi.id).await.unwrap(), None);
    assert_eq!(vizinho.cliente(cliente.id).await.unwrap(), None);
    assert_eq!(vizinho.cliente_do_hash(&cliente.hash_unico).await.unwrap(), None);
    assert_eq!(vizinho.clientes_da_operadora(oi.id).await.unwrap(), []);
    assert_eq!(vizinho.auditoria_do_alvo("operadora", &oi.id.to_string()).await.unwrap(), []);
    assert_eq!(vizinho.contatos(&["ADMINISTRADOR"], &[ana.id.0]).await.unwrap(), []);
    palco::cadastro(&mut vizinho).await;
    vizinho.criar_usuario(Usuario { id: UsuarioId::novo(), ..ana.clone() }, "phc".into(), AGORA).await.unwrap();
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.ler(inquilino).await.unwrap();
    assert_eq!(unidade.clientes_da_operadora(oi.id).await.unwrap().len(), 1);
    assert_eq!(unidade.auditoria_do_alvo("operadora", &oi.id.to_string()).await.unwrap().len(), 1);
    let contatos = unidade.contatos(&["ADMINISTRADOR", "OPERADOR"], &[ana.id.0]).await.unwrap();
    assert_eq!(contatos.iter().map(|contato| contato.email.as_str()).collect::<Vec<_>>(), ["ana@exemplo.com.br"]);
    assert!(!unidade.ha_outro_administrador(ana.id).await.unwrap());
}

/// Quem edita sobre uma leitura velha leva conflito, e nada muda.
pub async fn revisao_velha_e_conflito(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (oi, cliente) = palco::cadastro(&mut unidade).await;
    let operadora = unidade.operadora(oi.id).await.unwrap().unwrap();
    let inativa = Operadora { status_ativo: false, ..oi.clone() };
    assert_eq!(unidade.alterar_operadora(&operadora, inativa, em(5)).await.unwrap().revisao, 2);
    assert!(matches!(unidade.alterar_operadora(&operadora, oi.clone(), em(6)).await, Err(ErroArmazem::Conflito)));
    assert!(!unidade.operadora(oi.id).await.unwrap().unwrap().operadora.status_ativo);

    let lido = unidade.cliente(cliente.id).await.unwrap().unwrap();
    let com_senha = unidade.definir_senha_do_portal(&lido, Some(vec![1, 2, 3]), em(5)).await.unwrap();
    assert!(com_senha.cliente.tem_senha);
    assert!(matches!(unidade.alterar_cliente(&lido, cliente.clone(), em(6)).await, Err(ErroArmazem::Conflito)));
    assert!(matches!(unidade.definir_senha_do_portal(&lido, None, em(6)).await, Err(ErroArmazem::Conflito)));
    assert_eq!(unidade.senha_do_portal(cliente.id).await.unwrap(), Some(vec![1, 2, 3]));
    assert_eq!(unidade.cliente(cliente.id).await.unwrap(), Some(com_senha));
}

/// As tentativas se gastam até o bloqueio, que passa com o tempo ou com a senha trocada.
pub async fn tentativas_de_entrar_bloqueiam(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let ana = usuario("Ana", "ana@exemplo.com.br", Perfil::Operador);
    unidade.criar_usuario(ana.clone(), "phc".into(), AGORA).await.unwrap();
    let mut gastas = Vec::new();
    for segundo in [0, 1, 2, 99, 100] {
        gastas.push(unidade.gastar_tentativa(ana.id, 2, em(100), em(segundo)).await.unwrap());
    }
    assert_eq!(gastas, [true, true, false, false, true], "bloqueada na segunda, até o segundo 100");
    unidade.esquecer_tentativas(ana.id).await.unwrap();
    unidade.definir_senha(ana.id, "nova".into(), em(101)).await.unwrap();
    unidade.alterar_usuario(&Usuario { nome_completo: "Ana Lima".into(), ..ana.clone() }, em(102)).await.unwrap();
    let credencial = unidade.credencial(&ana.email).await.unwrap().unwrap();
    assert_eq!((credencial.senha.as_str(), credencial.usuario.nome_completo.as_str()), ("nova", "Ana Lima"));
    assert_eq!(unidade.usuario(ana.id).await.unwrap().unwrap().data_atualizacao, em(102));
}

/// De dois que usam o mesmo token juntos, um recebe `true`; revogar todas e apagar vencidas pega só as do usuário. A entrada continua aberta enquanto uma
/// sessão dela se puder renovar.
pub async fn token_de_sessao_serve_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let ana = usuario("Ana", "ana@exemplo.com.br", Perfil::Operador);
    unidade.criar_usuario(ana.clone(), "phc".into(), AGORA).await.unwrap();
    let [token, curto] = [&b"um"[..], b"dois"].map(Resumo::de);
    let (entrada, outra) = (Uuid::now_v7(), Uuid::now_v7());
    unidade.criar_sessao(ana.id, entrada, token, em(100), AGORA).await.unwrap();
    unidade.criar_sessao(ana.id, outra, curto, em(10), AGORA).await.unwrap();
    let sessao = unidade.sessao_do_token(token).await.unwrap().unwrap();
    unidade.confirmar().await.unwrap();
    let usos = (0..4).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let valeu = unidade.revogar_sessao(sessao.id, em(1)).await.unwrap();
            unidade.confirmar().await.unwrap();
            valeu
        })
    });
    let mut valeram = 0;
    for uso in usos.collect::<Vec<_>>() {
        valeram += usize::from(uso.await.unwrap());
    }
    assert_eq!(valeram, 1);

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert!(!unidade.entrada_aberta(ana.id, entrada, em(1)).await.unwrap(), "a sessão única dela se revogou");
    assert!(unidade.entrada_aberta(ana.id, outra, em(9)).await.unwrap());
    assert!(!unidade.entrada_aberta(ana.id, outra, em(10)).await.unwrap(), "venceu");
    unidade.apagar_sessoes_vencidas(ana.id, em(10)).await.unwrap();
    assert_eq!(unidade.sessao_do_token(curto).await.unwrap(), None);
    let outro = Resumo::de(b"tres");
    unidade.criar_sessao(ana.id, entrada, outro, em(100), em(10)).await.unwrap();
    assert!(unidade.entrada_aberta(ana.id, entrada, em(10)).await.unwrap(), "renovou-se");
    unidade.revogar_sessoes(ana.id, em(11)).await.unwrap();
    assert!(unidade.sessao_do_token(outro).await.unwrap().unwrap().revogada);
}

/// O estado de uma entrada por OIDC serve uma vez, e só até vencer.
pub async fn estado_de_entrada_serve_uma_vez(armazem: &Armazem) {
    let [estado, vencido] = [&b"um"[..], b"dois"].map(Resumo::de);
    armazem.comecar_entrada_oidc(estado, em(100), AGORA).await.unwrap();
    armazem.comecar_entrada_oidc(vencido, em(10), AGORA).await.unwrap();
    let usos = futures::future::join_all((0..4).map(|_| armazem.gastar_entrada_oidc(estado, em(1)))).await;
    assert_eq!(usos.into_iter().filter(|uso| *uso.as_ref().unwrap()).count(), 1);
    assert!(!armazem.gastar_entrada_oidc(vencido, em(10)).await.unwrap());
    armazem.comecar_entrada_oidc(estado, em(100), em(10)).await.unwrap();
    assert_eq!(super::esquema::linhas(armazem, "entradas_oidc").await, 1, "o vencido se esqueceu");
}

/// Usuários, operadoras e clientes: as páginas, de um em um, cobrem todos em ordem de nome, mesmo com nomes iguais.
pub async fn paginas_cobrem_o_cadastro_sem_repetir(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (oi, _) = palco::cadastro(&mut unidade).await;
    unidade.criar_operadora(palco::operadora("Claro", "CLA"), AGORA).await.unwrap();
    unidade.criar_cliente(palco::cliente(&oi, "PADARIA AURORA", "FILIAL"), None, AGORA).await.unwrap();
    unidade.criar_cliente(palco::cliente(&oi, "ACADEMIA 100% FORMA", "CENTRO"), None, AGORA).await.unwrap();
    for (nome, email) in
        [("Caio", "caio@exemplo.com.br"), ("Ana", "ana1@exemplo.com.br"), ("Ana", "ana2@exemplo.com.br")]
    {
        unidade.criar_usuario(usuario(nome, email, Perfil::Operador), "phc".into(), AGORA).await.unwrap();
    }

    let mut nomes = Vec::new();
    let mut filtro =
        FiltroDeUsuarios { perfil: Some(Perfil::Operador), ativo: Some(true), limite: 1, ..Default::default() };
    loop {
        let pagina = unidade.usuarios(&filtro).await.unwrap();
        nomes.extend(pagina.itens.into_iter().map(|item| item.usuario.nome_completo));
        filtro.depois_de = pagina.proximo;
        if filtro.depois_de.is_none() {
            break;
        }
    }
    assert_eq!(nomes, ["Ana", "Ana", "Caio"]);

    let mut nomes = Vec::new();
    let mut filtro = FiltroDeOperadoras { ativa: Some(true), limite: 1, ..Default::default() };
    loop {
        let pagina = unidade.operadoras(&filtro).await.unwrap();
        nomes.extend(pagina.itens.into_iter().map(|item| item.operadora.nome));
        filtro.depois_de = pagina.proximo;
        if filtro.depois_de.is_none() {
            break;
        }
    }
    assert_eq!(nomes, ["Claro", "Oi"]);

    let mut nomes = Vec::new();
    let mut filtro = FiltroDeClientes { operadora: Some(oi.id), ativo: Some(true), limite: 1, ..Default::default() };
    loop {
        let pagina = unidade.clientes(&filtro).await.unwrap();
        nomes.extend(pagina.itens.into_iter().map(|item| (item.cliente.nome_sat, item.cliente.unidade)));
        filtro.depois_de = pagina.proximo;
        if filtro.depois_de.is_none() {
            break;
        }
    }
    let esperados = [("ACADEMIA 100% FORMA", "CENTRO"), ("PADARIA AURORA", "MATRIZ"), ("PADARIA AURORA", "FILIAL")];
    assert_eq!(nomes, esperados.map(|(nome, unidade)| (nome.to_owned(), unidade.to_owned())));

    let por_texto = async |unidade: &mut crate::Unidade, texto: &str| {
        let filtro = FiltroDeClientes { texto: Some(texto.into()), limite: 9, ..Default::default() };
        unidade.clientes(&filtro).await.unwrap().itens.len()
    };
    assert_eq!(por_texto(&mut unidade, "padaria").await, 2, "sem diferença de maiúsculas");
    assert_eq!(por_texto(&mut unidade, "0% f").await, 1, "`%` é o próprio sinal");
    assert_eq!(por_texto(&mut unidade, "_").await, 0, "`_` é o próprio sinal");
}
