//! Agendamentos e disparos: cada hora uma vez, cada disparo na mão de um só.

use std::collections::HashSet;
use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::{AgendamentoId, DisparoId, InquilinoId};
use uuid::Uuid;

use super::palco::{self, AGORA, em};
use crate::agenda::{Agendamento, CadastroDeAgendamento, Disparo, DisparoNovo};
use crate::motor::Retrato;
use crate::{Armazem, ErroArmazem, Unidade};

const RESERVA: Duration = Duration::from_secs(30);

fn cadastro(nome: &str, sobreposicao: &str) -> CadastroDeAgendamento {
    CadastroDeAgendamento {
        nome_agendamento: nome.into(),
        descricao: None,
        cron_expressao: "0 8 * * *".into(),
        fuso: "America/Sao_Paulo".into(),
        tipo_agendamento: "INICIAR_FLUXO".into(),
        parametros_execucao: "{}".into(),
        sobreposicao: sobreposicao.into(),
        perdidas: "ULTIMA".into(),
        janela_perdidas: None,
        status_ativo: true,
        proxima_execucao: Some(AGORA),
    }
}

/// Um agendamento já confirmado, de um inquilino novo.
async fn agendamento(armazem: &Armazem, sobreposicao: &str) -> Agendamento {
    let mut unidade = palco::escrever(armazem).await;
    let criado =
        unidade.criar_agendamento(AgendamentoId::novo(), &cadastro("Mensal", sobreposicao), AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    criado
}

async fn escrever(armazem: &Armazem, agendamento: &Agendamento) -> Unidade {
    armazem.escrever(agendamento.inquilino_id.into()).await.unwrap()
}

fn novo(agendamento: &Agendamento, previsto_em: Instante) -> DisparoNovo {
    let agendamento = AgendamentoId(agendamento.id);
    DisparoNovo { agendamento, previsto_em, situacao: "PENDENTE", pedido_por: None, mensagem: None }
}

async fn disparo(armazem: &Armazem, agendamento: &Agendamento, previsto_em: Instante) -> Disparo {
    let mut unidade = escrever(armazem, agendamento).await;
    let disparo = unidade.criar_disparo(&novo(agendamento, previsto_em), AGORA).await.unwrap().unwrap();
    unidade.confirmar().await.unwrap();
    disparo
}

async fn pegar(armazem: &Armazem, lido: &Disparo, agora: Instante) -> Option<i64> {
    let mut unidade = armazem.escrever(lido.inquilino_id.into()).await.unwrap();
    let concessao = unidade.pegar_disparo(lido, agora.mais(RESERVA), agora).await.unwrap();
    unidade.confirmar().await.unwrap();
    concessao
}

async fn fechar(armazem: &Armazem, lido: &Disparo, concessao: i64) -> bool {
    let mut unidade = armazem.escrever(lido.inquilino_id.into()).await.unwrap();
    let fechou =
        unidade.fechar_disparo(lido.id.into(), concessao, "CONCLUIDO", None, Some("feito"), AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    fechou
}

async fn a_fazer(armazem: &Armazem, agora: Instante) -> Vec<Uuid> {
    armazem.disparos_a_fazer(agora, 99).await.unwrap().into_iter().map(|disparo| disparo.id).collect()
}

/// Muitos nós vencendo a mesma hora: um só avança, e só nasce um disparo. Quem leu antes não avança depois.
pub async fn cada_hora_vence_uma_vez(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    assert_eq!(armazem.proximo_vencimento().await.unwrap(), Some(AGORA));
    assert_eq!(armazem.agendamentos_vencidos(AGORA, 9).await.unwrap(), std::slice::from_ref(&lido));
    let nos = (0..8).map(|_| {
        let (armazem, lido) = (armazem.clone(), lido.clone());
        tokio::spawn(async move {
            let mut unidade = escrever(&armazem, &lido).await;
            let avancou = unidade.avancar_agendamento(&lido, Some(em(86_400))).await.unwrap();
            if avancou {
                unidade.criar_disparo(&novo(&lido, AGORA), AGORA).await.unwrap().unwrap();
                unidade.confirmar().await.unwrap();
            }
            avancou
        })
    });
    let mut avancaram = 0;
    for no in nos.collect::<Vec<_>>() {
        avancaram += u32::from(no.await.unwrap());
    }
    assert_eq!(avancaram, 1);
    assert_eq!(a_fazer(armazem, AGORA).await, [DisparoId::derivado(lido.id.into(), AGORA).0]);
    assert_eq!(armazem.agendamentos_vencidos(AGORA, 9).await.unwrap(), []);
}

/// Avançar e cair antes de confirmar não deixa nada: a hora continua devida.
pub async fn cair_antes_de_confirmar_nao_perde_a_hora(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let mut unidade = escrever(armazem, &lido).await;
    assert!(unidade.avancar_agendamento(&lido, Some(em(86_400))).await.unwrap());
    unidade.criar_disparo(&novo(&lido, AGORA), AGORA).await.unwrap().unwrap();
    drop(unidade);
    assert_eq!(armazem.agendamentos_vencidos(AGORA, 9).await.unwrap(), [lido]);
    assert_eq!(a_fazer(armazem, AGORA).await, [] as [Uuid; 0]);
}

/// Ainda que a hora avance de novo (relógio mexido, cadastro refeito), não há dois disparos da mesma.
pub async fn um_disparo_por_agendamento_e_hora(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let outro = agendamento(armazem, "PULAR").await;
    let primeiro = disparo(armazem, &lido, AGORA).await;
    let mut unidade = escrever(armazem, &lido).await;
    assert_eq!(unidade.criar_disparo(&novo(&lido, AGORA), em(60)).await.unwrap(), None);
    drop(unidade);
    assert_ne!(disparo(armazem, &outro, AGORA).await.id, primeiro.id, "a mesma hora de outro é outra");
    assert_ne!(disparo(armazem, &lido, em(1)).await.id, primeiro.id);
}

/// Cada disparo vai a um nó só; só a concessão vigente o fecha, e uma vez.
pub async fn disparo_vai_a_um_no_e_fecha_uma_vez(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let disparo = disparo(armazem, &lido, AGORA).await;
    let nos = (0..8).map(|_| {
        let (armazem, disparo) = (armazem.clone(), disparo.clone());
        tokio::spawn(async move { pegar(&armazem, &disparo, AGORA).await })
    });
    let mut concessoes = HashSet::new();
    for no in nos.collect::<Vec<_>>() {
        concessoes.extend(no.await.unwrap());
    }
    assert_eq!(concessoes, HashSet::from([1]));
    assert!(!fechar(armazem, &disparo, 0).await, "quem não tem a concessão não fecha");
    assert!(fechar(armazem, &disparo, 1).await);
    assert!(!fechar(armazem, &disparo, 1).await);
    assert_eq!(a_fazer(armazem, em(3_600)).await, [] as [Uuid; 0]);
}

/// O nó que congelou além da reserva perde o disparo, e ao acordar não o fecha. Quem renova não perde.
pub async fn reserva_vencida_passa_a_outro(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let disparo = disparo(armazem, &lido, AGORA).await;
    assert_eq!(pegar(armazem, &disparo, AGORA).await, Some(1));
    assert_eq!(a_fazer(armazem, em(29)).await, [] as [Uuid; 0]);
    assert!(armazem.renovar_disparo(disparo.id.into(), 1, em(50)).await.unwrap());
    assert_eq!(a_fazer(armazem, em(40)).await, [] as [Uuid; 0]);
    let largado = armazem.disparos_a_fazer(em(51), 9).await.unwrap().remove(0);
    // Entre a leitura e o gesto o dono acordou e renovou: não se toma.
    assert!(armazem.renovar_disparo(disparo.id.into(), 1, em(60)).await.unwrap());
    assert_eq!(pegar(armazem, &largado, em(55)).await, None);
    assert_eq!(pegar(armazem, &largado, em(61)).await, Some(2));
    assert!(!fechar(armazem, &disparo, 1).await, "acordou tarde");
    assert!(!armazem.renovar_disparo(disparo.id.into(), 1, em(999)).await.unwrap());
    assert!(!armazem.soltar_disparo(disparo.id.into(), 1).await.unwrap());
    assert!(armazem.soltar_disparo(disparo.id.into(), 2).await.unwrap());
    assert_eq!(a_fazer(armazem, em(61)).await, [disparo.id], "solto, volta na hora");
}

/// Um agendamento está em curso enquanto um disparo dele está com um nó, ou o fluxo que começou está vivo.
pub async fn em_curso_e_o_disparo_ou_o_fluxo_dele(armazem: &Armazem) {
    let lido = agendamento(armazem, "ENFILEIRAR_UMA").await;
    let (primeiro, segundo, terceiro) = (
        disparo(armazem, &lido, AGORA).await,
        disparo(armazem, &lido, em(60)).await,
        disparo(armazem, &lido, em(120)).await,
    );
    let vizinhos = async |de: &Disparo| {
        let mut unidade = escrever(armazem, &lido).await;
        unidade.vizinhos_do_disparo(de.id.into()).await.unwrap()
    };
    assert_eq!(vizinhos(&primeiro).await, (false, false));
    assert_eq!(vizinhos(&terceiro).await, (false, true));
    assert_eq!(pegar(armazem, &primeiro, AGORA).await, Some(1));
    assert_eq!((vizinhos(&segundo).await, vizinhos(&terceiro).await), ((true, false), (true, true)));
    // O segundo espera; sobre o terceiro há o que decidir.
    assert_eq!(a_fazer(armazem, AGORA).await, [terceiro.id]);

    let mut unidade = escrever(armazem, &lido).await;
    let nova = palco::instancia_nova(&mut unidade, "1").await;
    let (instancia, nascida) = (nova.id, palco::nascida(unidade.inquilino(), &nova, AGORA));
    unidade.gravar(palco::so_retrato(nascida.clone()), AGORA).await.unwrap();
    assert!(unidade.fechar_disparo(primeiro.id.into(), 1, "INICIADO", Some(instancia), None, AGORA).await.unwrap());
    unidade.confirmar().await.unwrap();
    assert_eq!(vizinhos(&segundo).await, (true, false), "o fluxo está vivo");
    assert_eq!(armazem.dar_baixa_em_disparos(AGORA).await.unwrap(), 0);

    let mut unidade = escrever(armazem, &lido).await;
    let retrato = Retrato { situacao: "CANCELADA", viva: false, sequencia_lida: Some(0), sequencia: 1, ..nascida };
    unidade.gravar(palco::so_retrato(retrato), AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(vizinhos(&segundo).await, (false, false));
    assert_eq!(a_fazer(armazem, AGORA).await, [segundo.id, terceiro.id]);
    assert_eq!(armazem.dar_baixa_em_disparos(em(9)).await.unwrap(), 1);
    let mut unidade = escrever(armazem, &lido).await;
    let situacoes: Vec<_> =
        unidade.disparos(lido.id.into(), None, 9).await.unwrap().itens.into_iter().map(|d| d.situacao).collect();
    assert_eq!(situacoes, ["PENDENTE", "PENDENTE", "CANCELADO"], "do mais novo ao mais velho");
}

/// A revisão é do cadastro: a hora que passa não a muda, e quem leu uma velha não altera nem avança.
pub async fn revisao_e_do_cadastro(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let mut unidade = escrever(armazem, &lido).await;
    assert!(unidade.avancar_agendamento(&lido, Some(em(60))).await.unwrap());
    unidade.agendamento_executou(lido.id.into(), em(1)).await.unwrap();
    let avancado = unidade.agendamento(lido.id.into()).await.unwrap().unwrap();
    assert_eq!((avancado.revisao, avancado.ultima_execucao), (1, Some(em(1).micros())));
    let pausado = CadastroDeAgendamento { status_ativo: false, proxima_execucao: None, ..avancado.cadastro() };
    let alterado = unidade.alterar_agendamento(&avancado, &pausado, em(2)).await.unwrap();
    assert_eq!(
        (alterado.revisao, alterado.proxima_execucao, alterado.ultima_execucao),
        (2, None, Some(em(1).micros()))
    );
    assert!(!unidade.avancar_agendamento(&avancado, Some(em(120))).await.unwrap());
    assert!(matches!(unidade.alterar_agendamento(&avancado, &pausado, em(3)).await, Err(ErroArmazem::Conflito)));
    assert!(matches!(unidade.apagar_agendamento(&avancado).await, Err(ErroArmazem::Conflito)));
    unidade.criar_disparo(&novo(&lido, AGORA), AGORA).await.unwrap().unwrap();
    unidade.apagar_agendamento(&alterado).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(a_fazer(armazem, em(999)).await, [] as [Uuid; 0], "a história vai junto");
}

/// O nome é único dentro do inquilino, e um inquilino não vê nem toca o que é de outro.
pub async fn agendamento_e_so_do_inquilino(armazem: &Armazem) {
    let lido = agendamento(armazem, "PULAR").await;
    let feito = disparo(armazem, &lido, AGORA).await;
    let mut unidade = escrever(armazem, &lido).await;
    let repetido = unidade.criar_agendamento(AgendamentoId::novo(), &cadastro("Mensal", "PULAR"), AGORA).await;
    assert!(repetido.unwrap_err().ja_existe("nome"));
    drop(unidade);
    let alheio: InquilinoId = palco::inquilino(armazem).await;
    let mut unidade = armazem.escrever(alheio).await.unwrap();
    assert_eq!(unidade.agendamento(lido.id.into()).await.unwrap(), None);
    assert_eq!(unidade.disparos(lido.id.into(), None, 9).await.unwrap().itens, []);
    assert_eq!(unidade.pegar_disparo(&feito, em(60), AGORA).await.unwrap(), None);
    assert!(!unidade.avancar_agendamento(&lido, None).await.unwrap());
    assert_eq!(unidade.pular_disparos_pendentes(lido.id.into(), "não", AGORA).await.unwrap(), 0);
    unidade.criar_agendamento(AgendamentoId::novo(), &cadastro("Mensal", "PULAR"), AGORA).await.unwrap();
}

/// Em ordem de nome, sem repetir nem faltar.
pub async fn paginas_em_ordem_de_nome(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    for nome in ["C", "A", "E", "B", "D"] {
        unidade.criar_agendamento(AgendamentoId::novo(), &cadastro(nome, "PULAR"), AGORA).await.unwrap();
    }
    let (mut nomes, mut depois_de) = (String::new(), None);
    loop {
        let pagina = unidade.agendamentos(depois_de, 2).await.unwrap();
        nomes.extend(pagina.itens.into_iter().map(|a| a.nome_agendamento));
        depois_de = pagina.proximo;
        if depois_de.is_none() {
            break;
        }
    }
    assert_eq!(nomes, "ABCDE");
}
