//! Sinais por nome e correlação: antes, durante e depois da espera, entregues uma vez, haja o que houver no meio.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::sinais::{self, Destino, RETENCAO_DE_SINAL, SinalEnviado};
use esteira_armazem::sinais::{FiltroDeSinais, Sinal};
use esteira_base::ids::{InstanciaId, NoId};
use esteira_dominio::Perfil;
use esteira_motor::maquina::{Evento, Recusa, Situacao};
use futures::future::join_all;
use serde_json::json;

use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::{nos_dois_bancos, num_banco};

nos_dois_bancos!(
    o_que_chega_antes_espera_a_espera,
    o_que_chega_durante_entrega_na_hora,
    o_que_chega_depois_fica_guardado_ate_expirar,
    a_mesma_chave_e_o_mesmo_sinal,
    a_espera_mais_velha_ganha_e_o_sinal_mais_velho_vai_primeiro,
    duas_esperas_da_mesma_instancia_gastam_um_sinal_cada,
    dois_nos_nunca_perdem_nem_repetem,
    memoria_velha_nao_gasta_sinal,
    cair_em_qualquer_ponto_entrega_uma_vez,
    direto_vale_mesmo_antes_da_espera,
    correlacao_que_nenhum_sinal_traz_nao_prende_a_instancia,
    o_que_esta_torto_se_diz_de_uma_vez,
);
num_banco!(agrupado: dois_nos_nunca_perdem_nem_repetem, cair_em_qualquer_ponto_entrega_uma_vez);

fn pagamento(conta: &str) -> SinalEnviado {
    SinalEnviado {
        nome: "pagamento".into(),
        destino: Destino::QuemEspera { correlacao: conta.into() },
        dados: json!({ "valor": 10 }),
        chave_de_idempotencia: None,
        validade: None,
    }
}

fn com_chave(conta: &str, chave: &str) -> SinalEnviado {
    SinalEnviado { chave_de_idempotencia: Some(chave.into()), ..pagamento(conta) }
}

async fn pagar(casa: &Casa, conta: &str) -> Sinal {
    sinais::receber(&casa.app, &casa.sistema(), pagamento(conta)).await.unwrap()
}

async fn todos(casa: &Casa) -> Vec<Sinal> {
    let filtro = FiltroDeSinais { limite: 500, ..FiltroDeSinais::default() };
    sinais::listar(&casa.app, &casa.sistema(), &filtro).await.unwrap().itens
}

/// Quantos sinais a instância recebeu, e em que situação está.
async fn recebidos(casa: &Casa, id: InstanciaId) -> (usize, String) {
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let eventos = unidade.eventos(id).await.unwrap();
    let entregues = eventos.iter().filter(|evento| evento.tipo == "sinal_entregue").count();
    (entregues, unidade.instancia(id).await.unwrap().unwrap().situacao)
}

async fn o_que_chega_antes_espera_a_espera(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let sinal = pagar(&casa, "c1").await;
    assert_eq!((sinal.situacao.as_str(), sinal.instancia_id), ("PENDENTE", None));
    let outra = casa.esperar_pagamento("1", "c2").await.unwrap();
    assert_eq!(outra.situacao, Situacao::EmAndamento, "o de outra correlação não serve");

    let paga = casa.esperar_pagamento("2", "c1").await.unwrap();
    assert_eq!(paga.situacao, Situacao::Concluida, "a espera abriu e o sinal já estava lá");
    assert!(paga.eventos.iter().any(|evento| matches!(evento, Evento::SinalEntregue { .. })));
    let sinal = sinais::obter(&casa.app, &casa.sistema(), sinal.id.into()).await.unwrap();
    assert_eq!((sinal.situacao.as_str(), sinal.instancia_id), ("ENTREGUE", Some(paga.instancia.0)));
    let seguinte = casa.esperar_pagamento("3", "c1").await.unwrap();
    assert_eq!(seguinte.situacao, Situacao::EmAndamento, "um sinal serve a uma espera só");
    conferir_dobras(&casa.app, casa.inquilino).await;
}

async fn o_que_chega_durante_entrega_na_hora(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let id = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    let sinal = pagar(&casa, "c1").await;
    assert_eq!((sinal.situacao.as_str(), sinal.instancia_id), ("ENTREGUE", Some(id.0)));
    assert_eq!(recebidos(&casa, id).await, (1, "CONCLUIDA".into()));
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    assert_eq!(unidade.escuta_mais_velha("pagamento", "c1").await.unwrap(), None);
    assert_eq!(unidade.itens_da_instancia(id).await.unwrap(), [], "o prazo da espera saiu da fila");
}

async fn o_que_chega_depois_fica_guardado_ate_expirar(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let id = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    mundo.avancar(Duration::from_secs(2 * 86_400));
    andar(&casa.app, NoId::novo()).await.unwrap();
    assert_eq!(recebidos(&casa, id).await, (0, "CONCLUIDA".into()));
    assert_eq!(pagar(&casa, "c1").await.situacao, "PENDENTE");

    // Na hora exata da validade já não serve, mesmo antes de a limpeza passar.
    mundo.avancar(RETENCAO_DE_SINAL);
    let tarde = casa.esperar_pagamento("2", "c1").await.unwrap();
    assert_eq!(tarde.situacao, Situacao::EmAndamento);
    assert_eq!(sinais::entregar_pendentes(&casa.app).await.unwrap(), 0);
    assert!(!sinais::limpar(&casa.app).await.unwrap());
    assert_eq!(todos(&casa).await[0].situacao, "EXPIRADO");
}

async fn a_mesma_chave_e_o_mesmo_sinal(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let id = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    let outro = casa.esperar_pagamento("2", "c1").await.unwrap().instancia;
    let quem = casa.pessoa("Olga", Perfil::Operador);
    let primeiro = sinais::receber(&casa.app, &quem, com_chave("c1", "k")).await.unwrap();
    assert_eq!(primeiro.situacao, "ENTREGUE");
    assert_eq!(sinais::receber(&casa.app, &quem, com_chave("c1", "k")).await.unwrap(), primeiro);
    assert_eq!(recebidos(&casa, id).await.0 + recebidos(&casa, outro).await.0, 1);

    let erro = sinais::receber(&casa.app, &quem, com_chave("c2", "k")).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::Conflito { codigo: "chave_reusada", .. }), "{erro:?}");
    let reservada = sinais::receber(&casa.app, &quem, com_chave("c2", "webhook/x")).await.unwrap_err();
    assert!(matches!(&reservada, ErroAplicacao::Invalido(erros) if erros[0].codigo == "reservado"), "{reservada:?}");

    // Juntos, por dois nós: um guarda, o outro devolve o mesmo.
    let vizinho = Casa::subir(&banco, &Mundo::bom()).await;
    let (a, b) = tokio::join!(
        sinais::receber(&casa.app, &quem, com_chave("c9", "j")),
        sinais::receber(&vizinho.app, &quem, com_chave("c9", "j")),
    );
    assert_eq!(a.unwrap().id, b.unwrap().id);
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let acoes = unidade.auditoria_do_alvo("sinal", &primeiro.id.to_string()).await.unwrap();
    assert_eq!(acoes.len(), 1, "só o que mudou se audita");
}

async fn a_espera_mais_velha_ganha_e_o_sinal_mais_velho_vai_primeiro(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let velha = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    mundo.avancar(Duration::from_secs(1));
    let nova = casa.esperar_pagamento("2", "c1").await.unwrap().instancia;
    assert_eq!(pagar(&casa, "c1").await.instancia_id, Some(velha.0));
    assert_eq!(pagar(&casa, "c1").await.instancia_id, Some(nova.0));

    let primeiro = pagar(&casa, "c1").await;
    mundo.avancar(Duration::from_secs(1));
    let segundo = pagar(&casa, "c1").await;
    casa.esperar_pagamento("3", "c1").await.unwrap();
    let situacao = async |id| sinais::obter(&casa.app, &casa.sistema(), id).await.unwrap().situacao;
    assert_eq!(
        (situacao(primeiro.id.into()).await, situacao(segundo.id.into()).await),
        ("ENTREGUE".into(), "PENDENTE".into())
    );
}

async fn duas_esperas_da_mesma_instancia_gastam_um_sinal_cada(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let parcela = async |conta: &str| {
        let sinal = SinalEnviado { nome: "parcela".into(), ..pagamento(conta) };
        sinais::receber(&casa.app, &casa.sistema(), sinal).await.unwrap().situacao
    };
    for _ in 0..3 {
        assert_eq!(parcela("c1").await, "PENDENTE");
    }
    let paga = casa.esperar_parcelas("1", "c1").await.unwrap();
    assert_eq!((paga.situacao, recebidos(&casa, paga.instancia).await.0), (Situacao::Concluida, 2));

    let faltam_duas = casa.esperar_parcelas("2", "c2").await.unwrap().instancia;
    let falta_uma = casa.esperar_parcelas("3", "c1").await.unwrap();
    assert_eq!((falta_uma.situacao, recebidos(&casa, falta_uma.instancia).await.0), (Situacao::EmAndamento, 1));
    for (conta, id) in [("c1", falta_uma.instancia), ("c2", faltam_duas), ("c2", faltam_duas)] {
        assert_eq!(recebidos(&casa, id).await.1, "EM_ANDAMENTO");
        assert_eq!(parcela(conta).await, "ENTREGUE");
    }
    assert_eq!(recebidos(&casa, falta_uma.instancia).await, (2, "CONCLUIDA".into()));
    assert_eq!(recebidos(&casa, faltam_duas).await, (2, "CONCLUIDA".into()));
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    for conta in ["c1", "c2"] {
        assert_eq!(unidade.escuta_mais_velha("parcela", conta).await.unwrap(), None);
    }
    drop(unidade);
    conferir_dobras(&casa.app, casa.inquilino).await;
}

/// Cada espera abre num nó enquanto o sinal dela chega no outro. Ninguém fica esperando um sinal que já chegou, e nenhum chega duas vezes.
async fn dois_nos_nunca_perdem_nem_repetem(banco: Banco) {
    const PEDIDOS: usize = 40;
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let contas: Vec<_> = (0..PEDIDOS).map(|n| format!("c{n}")).collect();
    let ids = join_all(contas.iter().map(|conta| um.preparar_pedido(conta, conta))).await;
    let ids: Vec<_> = ids.into_iter().map(Result::unwrap).collect();
    let esperas = async {
        join_all(ids.iter().map(|id| um.decidir_chamado(*id, 1, "pronto"))).await.into_iter().for_each(|r| {
            r.unwrap();
        });
    };
    let chegadas = join_all(contas.iter().map(|conta| pagar(&outro, conta)));
    tokio::join!(esperas, chegadas);
    assert_eq!(sinais::entregar_pendentes(&um.app).await.unwrap(), 0, "a varredura é só para quedas");
    for id in ids {
        assert_eq!(recebidos(&um, id).await, (1, "CONCLUIDA".into()));
    }
    assert!(todos(&um).await.iter().all(|sinal| sinal.situacao == "ENTREGUE"));
    conferir_dobras(&um.app, um.inquilino).await;
}

/// O nó que ainda lembra a instância como ela era decide sobre isso, e até acha o sinal guardado; a gravação não vale, e o sinal fica.
async fn memoria_velha_nao_gasta_sinal(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let id = um.preparar_pedido("1", "c1").await.unwrap();
    pagar(&outro, "c1").await;
    assert_eq!(outro.decidir_chamado(id, 1, "pronto").await.unwrap().situacao, Situacao::Concluida);
    let guardado = pagar(&outro, "c1").await;
    let erro = um.decidir_chamado(id, 1, "pronto").await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::Recusado(Recusa::Encerrada)), "{erro:?}");
    let guardado = sinais::obter(&um.app, &um.sistema(), guardado.id.into()).await.unwrap();
    assert_eq!((guardado.situacao.as_str(), guardado.instancia_id), ("PENDENTE", None));

    // E o sinal que chega a esse nó se entrega à instância como ela está, e não como ele a lembra.
    let id = um.preparar_pedido("2", "c2").await.unwrap();
    outro.decidir_chamado(id, 1, "pronto").await.unwrap();
    assert_eq!(pagar(&um, "c2").await.instancia_id, Some(id.0));
    assert_eq!(recebidos(&um, id).await, (1, "CONCLUIDA".into()));
    conferir_dobras(&um.app, um.inquilino).await;
}

/// Quem mandou e não teve resposta manda de novo com a mesma chave. Antes disso, o nó caiu: antes de guardar, entre guardar e entregar, ou
/// entre entregar e responder.
async fn cair_em_qualquer_ponto_entrega_uma_vez(banco: Banco) {
    let mundo = Mundo::bom();
    let mut casa = Arc::new(Casa::nova(&banco, &mundo).await);
    for cair_em in 1..=3 {
        let conta = format!("c{cair_em}");
        let id = casa.esperar_pagamento(&conta, &conta).await.unwrap().instancia;
        mundo.marcar_queda(mundo.contatos() + cair_em);
        let mandando = {
            let (casa, sinal) = (casa.clone(), com_chave(&conta, &conta));
            tokio::spawn(async move { sinais::receber(&casa.app, &casa.sistema(), sinal).await.map(|_| ()) })
        };
        let _ = mandando.await;
        let derrubada = Arc::into_inner(casa).expect("ninguém mais usa o nó");
        derrubada.derrubar().await;
        mundo.marcar_queda(0);
        casa = Arc::new(Casa::subir(&banco, &mundo).await);
        sinais::entregar_pendentes(&casa.app).await.unwrap();
        let guardado = todos(&casa).await.into_iter().any(|sinal| sinal.correlacao.as_deref() == Some(&conta));
        assert_eq!(guardado, cair_em > 1, "no contato {cair_em}");
        let repetido = sinais::receber(&casa.app, &casa.sistema(), com_chave(&conta, &conta)).await.unwrap();
        assert_eq!(repetido.situacao, "ENTREGUE");
        assert_eq!(recebidos(&casa, id).await, (1, "CONCLUIDA".into()), "no contato {cair_em}");
    }
    assert_eq!(todos(&casa).await.len(), 3);
    conferir_dobras(&casa.app, casa.inquilino).await;
}

async fn direto_vale_mesmo_antes_da_espera(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let id = casa.preparar_pedido("1", "c1").await.unwrap();
    let direto = |correlacao: &str| SinalEnviado {
        destino: Destino::Instancia { id, correlacao: Some(correlacao.into()) },
        ..com_chave("", "k")
    };
    let enviado = sinais::receber(&casa.app, &casa.sistema(), direto("c1")).await.unwrap();
    assert_eq!((enviado.situacao.as_str(), enviado.direto), ("ENTREGUE", true));
    let repetido = sinais::receber(&casa.app, &casa.sistema(), direto("c1")).await.unwrap();
    assert_eq!(repetido, enviado);
    // Já está guardado na instância: a espera nem chega a abrir.
    let paga = casa.decidir_chamado(id, 1, "pronto").await.unwrap();
    assert_eq!(paga.situacao, Situacao::Concluida);
    assert_eq!(sinais::receber(&casa.app, &casa.sistema(), direto("c1")).await.unwrap(), enviado, "ainda o mesmo");

    let tarde = SinalEnviado { chave_de_idempotencia: None, ..direto("c1") };
    let erro = sinais::receber(&casa.app, &casa.sistema(), tarde).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::Recusado(Recusa::Encerrada)), "{erro:?}");
    assert_eq!(todos(&casa).await.len(), 1, "o recusado não se guarda");
}

async fn correlacao_que_nenhum_sinal_traz_nao_prende_a_instancia(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    for (numero, conta) in [("1", "c\0"), ("2", &"c".repeat(1_000_000))] {
        let id = casa.esperar_pagamento(numero, conta).await.unwrap().instancia;
        assert_eq!(recebidos(&casa, id).await, (0, "EM_ANDAMENTO".into()));
        mundo.avancar(Duration::from_secs(2 * 86_400));
        andar(&casa.app, NoId::novo()).await.unwrap();
        assert_eq!(recebidos(&casa, id).await.1, "CONCLUIDA", "o prazo da espera vale como sempre");
    }
}

async fn o_que_esta_torto_se_diz_de_uma_vez(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let torto = SinalEnviado {
        nome: "Pagamento!".into(),
        dados: json!("x".repeat(sinais::MAXIMO_DOS_DADOS)),
        validade: Some(sinais::RETENCAO_MAXIMA_DE_SINAL + Duration::from_secs(1)),
        ..pagamento(" ")
    };
    let ErroAplicacao::Invalido(erros) = sinais::receber(&casa.app, &casa.sistema(), torto).await.unwrap_err() else {
        panic!("devia dizer os campos")
    };
    let campos: Vec<_> = erros.iter().map(|erro| erro.campo).collect();
    assert_eq!(campos, ["nome", "correlacao", "dados", "validade"]);
    let erro = sinais::receber(&casa.app, &casa.pessoa("Beto", Perfil::Aprovador), pagamento("c1")).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::SemPermissao { .. }), "{erro:?}");
    assert_eq!(todos(&casa).await, []);
}
