//! Retenção: o velho vai inteiro, o novo e o vivo ficam, o guardado fica, e parar no meio não muda o fim.

mod cena;

use std::time::Duration;

use cena::{encerrada, encerrar, execucao_com_log, filha, guardar, leva, linhas, notificar, processo_encerrado};
use esteira_base::Instante;
use esteira_base::ids::{AgendamentoId, InstanciaId, ProcessoId, RecebidoId, SinalId, WebhookId};

use super::palco::{self, AGORA, em};
use crate::agenda::{CadastroDeAgendamento, DisparoNovo};
use crate::faturas::FimDaExecucao;
use crate::retencao::{AlvoDaGuarda, Especie};
use crate::sinais::{RecebidoNovo, SinalNovo};
use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// As tabelas em que uma instância encerrada deixa linhas.
const DA_INSTANCIA: [&str; 5] =
    ["instancias_encerradas", "historico", "tarefas_encerradas", "tarefa_comentarios", "tarefa_anexos"];
const DO_PROCESSO: [&str; 5] = ["processos", "execucoes", "execucao_linhas", "execucao_arquivos", "notificacoes"];

/// A velha vai inteira; a nova, a viva e a de outro inquilino ficam inteiras. Aplicar outra vez não acha nada.
pub async fn a_velha_vai_inteira_e_o_resto_fica(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    encerrada(&mut unidade, "velha", AGORA).await;
    let nova = encerrada(&mut unidade, "nova", em(60)).await;
    let viva = palco::instancia(&mut unidade, "viva").await;
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    let (alheio, _) = (vizinho.inquilino(), encerrada(&mut vizinho, "velha", AGORA).await);
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let contagem = unidade.contar_vencidas(Especie::Instancias, em(60)).await.unwrap();
    assert_eq!((contagem.vencidas, contagem.retidas, contagem.mais_velha), (1, 0, Some(AGORA.micros())));
    drop(unidade);

    let feita = leva(armazem, inquilino, Especie::Instancias, em(60)).await;
    assert_eq!((feita.removidas, feita.retidas, feita.marca), (1, 0, None));
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [1; 5], "só o que é da nova");
    assert_eq!(linhas(armazem, alheio, DA_INSTANCIA).await, [1; 5], "o do vizinho fica");
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    for id in [nova, viva] {
        assert!(unidade.instancia(id).await.unwrap().is_some());
    }
    assert_eq!(unidade.contar_vencidas(Especie::Instancias, em(60)).await.unwrap().vencidas, 0);
    assert_eq!(unidade.proxima_vencida(Especie::Instancias, em(60), None).await.unwrap(), None);
    drop(unidade);
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(60)).await.removidas, 0);
}

/// O processo vai com tudo o que conta a história dele; antes disso, a instância dele não vai sozinha. O efeito único e a auditoria ficam.
pub async fn o_processo_vai_inteiro(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let processo = processo_encerrado(&mut unidade, AGORA).await;
    assert!(unidade.pretender_efeito("fatura", processo.instancia, AGORA).await.unwrap());
    unidade.confirmar_efeito("fatura", "{}", AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(linhas(armazem, inquilino, DO_PROCESSO).await, [1; 5]);

    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(9)).await.removidas, 0);
    assert_eq!(leva(armazem, inquilino, Especie::Processos, AGORA).await.removidas, 0, "ainda não venceu");
    assert_eq!(leva(armazem, inquilino, Especie::Processos, em(9)).await.removidas, 1);
    assert_eq!(linhas(armazem, inquilino, DO_PROCESSO).await, [0; 5]);
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [0; 5]);
    let efeito = armazem.ler(inquilino).await.unwrap().efeito_unico("fatura").await.unwrap();
    assert_eq!(efeito.unwrap().situacao, "CONFIRMADO", "a mesma fatura não se envia outra vez");
}

/// O que está sob guarda (pela instância, pela chave ou pelo processo) fica, com os sinais e disparos dele, e se conta; levantada, vai.
pub async fn o_guardado_fica_ate_levantar(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let (por_id, livre) = (encerrada(&mut unidade, "a", AGORA).await, encerrada(&mut unidade, "b", AGORA).await);
    let por_chave = encerrada(&mut unidade, "c", AGORA).await;
    let processo = processo_encerrado(&mut unidade, AGORA).await;
    soltos(&mut unidade, por_chave, AGORA).await;
    let guardas = [
        guardar(&mut unidade, AlvoDaGuarda::Instancia(por_id), em(1)).await,
        guardar(&mut unidade, AlvoDaGuarda::Instancia(por_id), em(2)).await,
        guardar(&mut unidade, AlvoDaGuarda::Chave("c".into()), em(3)).await,
        guardar(&mut unidade, AlvoDaGuarda::Processo(processo.id), em(4)).await,
    ];
    unidade.confirmar().await.unwrap();
    // A guarda é do inquilino: a mesma chave do vizinho não se segura.
    let mut vizinho = palco::escrever(armazem).await;
    let (alheio, _) = (vizinho.inquilino(), encerrada(&mut vizinho, "c", AGORA).await);
    vizinho.confirmar().await.unwrap();
    assert_eq!(leva(armazem, alheio, Especie::Instancias, em(99)).await.removidas, 1);

    let presas = [
        (Especie::Instancias, 1, 2),
        (Especie::Processos, 0, 1),
        (Especie::Sinais, 0, 1),
        (Especie::WebhooksRecebidos, 0, 1),
        (Especie::Disparos, 0, 1),
    ];
    for (especie, removidas, retidas) in presas {
        let contagem = armazem.ler(inquilino).await.unwrap().contar_vencidas(especie, em(99)).await.unwrap();
        assert_eq!((contagem.vencidas, contagem.retidas), (removidas + retidas, retidas), "{especie}");
        let feita = leva(armazem, inquilino, especie, em(99)).await;
        assert_eq!((feita.removidas, feita.retidas), (removidas, retidas), "{especie}");
    }
    assert!(armazem.ler(inquilino).await.unwrap().instancia(livre).await.unwrap().is_none());

    // Uma das duas guardas da mesma instância não a solta.
    let mut soltas = [0; 4];
    for (guarda, soltou) in guardas.iter().zip(&mut soltas) {
        let mut unidade = armazem.escrever(inquilino).await.unwrap();
        assert!(unidade.levantar_guarda(guarda.id.into(), "Bia", "acordo", em(50)).await.unwrap().is_some());
        unidade.confirmar().await.unwrap();
        for especie in Especie::TODAS {
            *soltou += leva(armazem, inquilino, especie, em(99)).await.removidas;
        }
    }
    // A chave solta a instância, o sinal, o que chegou e o disparo.
    assert_eq!(soltas, [0, 1, 4, 1]);
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [0; 5]);
}

/// O log vence antes da execução, e vai sozinho; o do processo que vive, o da execução em curso e o que está sob guarda ficam.
pub async fn o_log_vai_e_a_execucao_fica(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let acabado = palco::processo(&mut unidade).await;
    let execucao = execucao_com_log(&mut unidade, &acabado, AGORA).await;
    let fim = FimDaExecucao { status: "CONCLUIDO".into(), ..FimDaExecucao::default() };
    unidade.encerrar_execucao(execucao, &fim, AGORA).await.unwrap();
    execucao_com_log(&mut unidade, &acabado, AGORA).await;
    unidade.confirmar().await.unwrap();
    assert_eq!(leva(armazem, inquilino, Especie::Logs, em(9)).await.removidas, 0, "o processo vive");

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    encerrar(&mut unidade, &acabado, AGORA).await;
    let guarda = guardar(&mut unidade, AlvoDaGuarda::Processo(acabado.id), em(1)).await;
    unidade.confirmar().await.unwrap();
    let presa = leva(armazem, inquilino, Especie::Logs, em(9)).await;
    assert_eq!((presa.removidas, presa.retidas), (0, 1));

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.levantar_guarda(guarda.id.into(), "Bia", "acordo", em(2)).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(leva(armazem, inquilino, Especie::Logs, AGORA).await.removidas, 0, "ainda não venceu");
    assert_eq!(leva(armazem, inquilino, Especie::Logs, em(9)).await.removidas, 1);
    assert_eq!(linhas(armazem, inquilino, ["execucoes", "execucao_linhas"]).await, [2, 1]);
    assert_eq!(leva(armazem, inquilino, Especie::Logs, em(9)).await.removidas, 0, "não se passa por ela outra vez");
}

/// A leva apaga até o limite e diz de onde seguir, saltando as guardadas; desfeita no meio, nada mudou; e o fim é o mesmo.
pub async fn leva_respeita_o_limite_e_segue_da_marca(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let mut ids = Vec::new();
    for n in 0..6 {
        // As duas primeiras no mesmo instante: o id desempata.
        ids.push(encerrada(&mut unidade, &n.to_string(), em(n / 2)).await);
    }
    guardar(&mut unidade, AlvoDaGuarda::Instancia(ids[1]), AGORA).await;
    unidade.confirmar().await.unwrap();

    let mut largada = armazem.escrever(inquilino).await.unwrap();
    let feita = largada.remover_leva(Especie::Instancias, em(99), None, 2).await.unwrap();
    assert_eq!((feita.removidas, feita.retidas), (1, 1));
    drop(largada);
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [6; 5], "o que não se confirma não se apaga");

    let (mut marca, mut levas) = (None, Vec::new());
    loop {
        let mut unidade = armazem.escrever(inquilino).await.unwrap();
        let feita = unidade.remover_leva(Especie::Instancias, em(99), marca, 2).await.unwrap();
        unidade.confirmar().await.unwrap();
        levas.push((feita.removidas, feita.retidas));
        marca = feita.marca;
        if marca.is_none() {
            break;
        }
    }
    assert_eq!(levas, [(1, 1), (2, 0), (2, 0), (0, 0)]);
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [1; 5]);
    assert!(armazem.ler(inquilino).await.unwrap().instancia(ids[1]).await.unwrap().is_some());
}

/// Vários nós aplicando juntos apagam cada uma uma vez.
pub async fn varios_nos_juntos_apagam_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    for n in 0..12 {
        encerrada(&mut unidade, &n.to_string(), AGORA).await;
    }
    unidade.confirmar().await.unwrap();
    let nos = (0..4).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move { leva(&armazem, inquilino, Especie::Instancias, em(9)).await.removidas })
    });
    let mut removidas = 0;
    for no in nos.collect::<Vec<_>>() {
        removidas += no.await.unwrap();
    }
    assert_eq!(removidas, 12);
    assert_eq!(linhas(armazem, inquilino, DA_INSTANCIA).await, [0; 5]);
}

/// A filha fica enquanto a mãe existe, viva ou encerrada, mesmo tendo acabado antes.
pub async fn a_filha_espera_a_mae(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let viva = palco::instancia(&mut unidade, "viva").await;
    filha(&mut unidade, "filha da viva", AGORA, Some(viva)).await;
    let mae = encerrada(&mut unidade, "mãe", em(5)).await;
    filha(&mut unidade, "filha da encerrada", AGORA, Some(mae)).await;
    unidade.confirmar().await.unwrap();
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(3)).await.removidas, 0, "a mãe ainda não venceu");
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(9)).await.removidas, 1, "a mãe");
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(9)).await.removidas, 1, "a filha dela");
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, em(9)).await.removidas, 0, "a da viva fica");
}

/// Das soltas, só vai o que acabou: o pendente, por velho que seja, fica.
pub async fn o_pendente_nunca_vai(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let tabelas = ["notificacoes", "sinais", "webhooks_recebidos", "disparos"];
    notificar(&mut unidade, None, AGORA).await;
    soltos(&mut unidade, InstanciaId::novo(), AGORA).await;
    pendentes(&mut unidade, AGORA).await;
    unidade.confirmar().await.unwrap();
    assert_eq!(linhas(armazem, inquilino, tabelas).await, [1, 2, 1, 2]);
    for especie in Especie::TODAS {
        leva(armazem, inquilino, especie, em(99)).await;
    }
    assert_eq!(linhas(armazem, inquilino, tabelas).await, [1, 1, 0, 1]);
    let pega = armazem.pegar_notificacoes(9, Duration::from_secs(60), em(99)).await.unwrap().remove(0);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.notificacao_enviada(pega.id.into(), None, em(99)).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(leva(armazem, inquilino, Especie::Notificacoes, em(99)).await.removidas, 1);
}

/// Um sinal entregue à instância, o pedido de que veio e um disparo que a iniciou, todos acabados.
async fn soltos(unidade: &mut Unidade, instancia: InstanciaId, quando: Instante) {
    let sinal = sinal();
    unidade.guardar_sinal(&sinal, quando).await.unwrap().unwrap();
    unidade.sinal_entregue(sinal.id, instancia, quando).await.unwrap();
    let recebido = RecebidoNovo {
        id: RecebidoId::novo(),
        webhook: WebhookId::novo(),
        veredito: "ACEITO",
        motivo: None,
        entrega: None,
        prova: None,
        cabecalhos: "[]".into(),
        corpo: vec![1],
        tamanho: 1,
        ip_origem: None,
        sinal: Some(sinal.id),
    };
    assert!(unidade.guardar_recebido(&recebido, quando).await.unwrap());
    let lido = disparo(unidade, "Mensal", quando).await;
    let concessao = unidade.pegar_disparo(&lido, quando, quando).await.unwrap().unwrap();
    let fechou =
        unidade.fechar_disparo(lido.id.into(), concessao, "CONCLUIDO", Some(instancia), None, quando).await.unwrap();
    assert!(fechou);
}

async fn pendentes(unidade: &mut Unidade, quando: Instante) {
    unidade.guardar_sinal(&sinal(), quando).await.unwrap().unwrap();
    disparo(unidade, "Diário", quando).await;
}

fn sinal() -> SinalNovo {
    SinalNovo {
        id: SinalId::novo(),
        nome: "pagamento".into(),
        correlacao: Some("c1".into()),
        dados: "{}".into(),
        chave_de_idempotencia: None,
        instancia: None,
        por: "{}".into(),
        expira_em: em(60),
    }
}

async fn disparo(unidade: &mut Unidade, nome: &str, quando: Instante) -> crate::agenda::Disparo {
    let cadastro = CadastroDeAgendamento {
        nome_agendamento: nome.into(),
        descricao: None,
        cron_expressao: "0 8 * * *".into(),
        fuso: "UTC".into(),
        tipo_agendamento: "INICIAR_FLUXO".into(),
        parametros_execucao: "{}".into(),
        sobreposicao: "PULAR".into(),
        perdidas: "ULTIMA".into(),
        janela_perdidas: None,
        status_ativo: true,
        proxima_execucao: Some(quando),
    };
    let agendamento = AgendamentoId::novo();
    unidade.criar_agendamento(agendamento, &cadastro, quando).await.unwrap();
    let novo = DisparoNovo { agendamento, previsto_em: quando, situacao: "PENDENTE", pedido_por: None, mensagem: None };
    unidade.criar_disparo(&novo, quando).await.unwrap().unwrap()
}

/// O prazo escolhido é do inquilino, troca-se, e `null` (para sempre) não é o mesmo que não ter escolhido.
pub async fn prazo_escolhido_e_do_inquilino(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    assert_eq!(unidade.prazos_de_retencao().await.unwrap(), []);
    unidade.guardar_prazo_de_retencao(Especie::Sinais, Some(9), "Ana", AGORA).await.unwrap();
    unidade.guardar_prazo_de_retencao(Especie::Sinais, None, "Bia", em(1)).await.unwrap();
    unidade.guardar_prazo_de_retencao(Especie::Disparos, Some(7), "Bia", em(1)).await.unwrap();
    let lidos = unidade.prazos_de_retencao().await.unwrap();
    let lidos: Vec<_> = lidos.iter().map(|prazo| (prazo.especie, prazo.dias, prazo.alterado_por.as_str())).collect();
    assert_eq!(lidos, [(Especie::Disparos, Some(7), "Bia"), (Especie::Sinais, None, "Bia")]);
    unidade.confirmar().await.unwrap();
    assert_eq!(palco::escrever(armazem).await.prazos_de_retencao().await.unwrap(), []);
}

/// A guarda se levanta uma vez, só pelo inquilino dela, e a levantada fica na lista de todas.
pub async fn guarda_se_levanta_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let alvos = [
        AlvoDaGuarda::Instancia(InstanciaId::novo()),
        AlvoDaGuarda::Processo(ProcessoId::novo()),
        AlvoDaGuarda::Chave("hash/2026-10".into()),
    ];
    let mut postas = Vec::new();
    for alvo in alvos {
        postas.push(guardar(&mut unidade, alvo, AGORA).await);
    }
    unidade.confirmar().await.unwrap();
    let id = postas[1].id.into();
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.levantar_guarda(id, "Zé", "x", em(1)).await.unwrap(), None);
    assert_eq!(vizinho.guarda(id).await.unwrap(), None);
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.guarda(id).await.unwrap().as_ref(), Some(&postas[1]));
    let levantada = unidade.levantar_guarda(id, "Bia", "acordo", em(1)).await.unwrap().unwrap();
    assert_eq!((levantada.levantada_por.as_deref(), levantada.levantada_em), (Some("Bia"), Some(em(1).micros())));
    assert_eq!(unidade.levantar_guarda(id, "Bia", "acordo", em(2)).await.unwrap(), None);
    let vigentes = unidade.guardas(true, None, 9).await.unwrap();
    assert_eq!((vigentes.itens, vigentes.proximo), (vec![postas[0].clone(), postas[2].clone()], None));
    let primeira = unidade.guardas(false, None, 2).await.unwrap();
    assert_eq!((primeira.itens, primeira.proximo), (vec![postas[0].clone(), levantada], Some(postas[1].id)));
}

/// Onde há partições, a do mês velho só se larga vazia, e as do mês corrente e dos próximos ficam.
pub async fn mes_velho_se_larga_quando_vazio(armazem: &Armazem) {
    let mut con = armazem.transacao().await.unwrap();
    if !con.postgres() {
        drop(con);
        assert_eq!(armazem.largar_meses_vazios().await.unwrap(), 0);
        return;
    }
    // Maio de 2020: velho, seja qual for a hora do banco.
    let velho = Instante::de_micros(1_590_000_000_000_000);
    con.executar("SELECT esteira_preparar_mes($1)", parametros![velho]).await.unwrap();
    con.confirmar().await.unwrap();
    let particoes = async || {
        let mut con = armazem.leitura().await.unwrap();
        let sql = "SELECT COUNT(*), COUNT(*) FILTER (WHERE relname LIKE '%\\_2020\\_05') FROM pg_class WHERE relispartition AND relkind = 'r'";
        let linha: Option<(i64, i64)> = con.linha(sql, vec![]).await.unwrap();
        linha.unwrap()
    };
    let (todas, _) = particoes().await;
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    encerrada(&mut unidade, "velha", velho).await;
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.largar_meses_vazios().await.unwrap(), 0, "cheias");
    assert_eq!(leva(armazem, inquilino, Especie::Instancias, AGORA).await.removidas, 1);

    // Quem está lendo não se atropela nem se espera: fica para a próxima.
    let mut leitor = armazem.leitura().await.unwrap();
    let _: Vec<(i64,)> = leitor.linhas("SELECT COUNT(*) FROM historico", vec![]).await.unwrap();
    assert_eq!(armazem.largar_meses_vazios().await.unwrap(), 0);
    drop(leitor);
    let largadas: Result<u64, ErroArmazem> = armazem.largar_meses_vazios().await;
    assert_eq!(largadas.unwrap(), 3);
    assert_eq!(particoes().await, (todas - 3, 0));
}
