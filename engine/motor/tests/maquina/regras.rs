//! Cada regra da máquina, num caso.

use esteira_motor::maquina::{
    Ator, ClasseDeErro, Comando, Efeito, Espera, Evento, Recusa, Situacao, Temporizador, Trabalho,
};
use serde_json::{Value, json};

use crate::apoio::{Instancia, ator, decide, falha, iniciar, revisor};

use ClasseDeErro::{Negocio, Tecnico};

/// Parada à espera da revisão.
fn em_revisao() -> Instancia {
    let mut instancia = Instancia::comecada();
    instancia.conclui("buscar", 1);
    instancia
}

/// Parada por incidente em `buscar`.
fn em_incidente() -> Instancia {
    let mut instancia = Instancia::comecada();
    let visita = instancia.visita("buscar");
    instancia.manda(falha(visita, 1, Negocio, "senha_errada"));
    assert_eq!(instancia.estado.situacao, Situacao::PrecisaDeAtencao);
    instancia
}

fn agendado(efeitos: &[Efeito]) -> Option<&Trabalho> {
    efeitos.iter().find_map(|efeito| match efeito {
        Efeito::Agendar(trabalho) => Some(trabalho),
        _ => None,
    })
}

fn abriu_incidente(eventos: &[Evento]) -> Option<&str> {
    eventos.iter().find_map(|evento| match evento {
        Evento::IncidenteAberto { erro, .. } => Some(erro.codigo.as_str()),
        _ => None,
    })
}

#[test]
fn antes_de_iniciar_nada_se_aceita_e_iniciar_so_uma_vez() {
    let mut nova = Instancia::nova(crate::apoio::TUDO);
    let cancelar = Comando::Cancelar { motivo: "x".into(), por: Ator::sistema() };
    assert_eq!(nova.tenta(cancelar).unwrap_err(), Recusa::NaoIniciada);
    nova.manda(iniciar(json!({ "id": "1", "bom": 1 })));
    assert_eq!(nova.tenta(iniciar(Value::Null)).unwrap_err(), Recusa::JaIniciada);
}

#[test]
fn encerrada_nao_aceita_nada() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    instancia.manda(decide(visita, "aceitar", json!({}), revisor()));
    instancia.conclui("avisar", 1);
    assert_eq!(instancia.estado.situacao, Situacao::Concluida);
    let por = Ator::sistema;
    let comandos = [
        Comando::Concluir { visita, tentativa: 1, saida: Value::Null },
        falha(visita, 1, Tecnico, "x"),
        Comando::Vencer { visita, temporizador: Temporizador::Prazo },
        decide(visita, "aceitar", json!({}), revisor()),
        Comando::Entregar { nome: "resposta".into(), correlacao: None, dados: Value::Null, por: por() },
        Comando::RepetirPasso { visita, entrada: None, por: por() },
        Comando::PularPasso { visita, saida: Value::Null, destino: None, por: por() },
        Comando::Cancelar { motivo: "x".into(), por: por() },
    ];
    for comando in comandos {
        assert_eq!(instancia.tenta(comando).unwrap_err(), Recusa::Encerrada);
    }
}

#[test]
fn relato_de_tentativa_ou_visita_velha_nao_muda_nada() {
    let mut instancia = Instancia::comecada();
    let visita = instancia.visita("buscar");
    instancia.manda(falha(visita, 1, Tecnico, "fora_do_ar"));
    let antes = instancia.estado.clone();
    let velho = Comando::Concluir { visita, tentativa: 1, saida: json!("tarde") };
    assert_eq!(instancia.tenta(velho).unwrap_err(), Recusa::TentativaVelha { recebida: 1, vigente: 2 });
    assert_eq!(
        instancia.tenta(falha(visita, 1, Tecnico, "x")).unwrap_err(),
        Recusa::TentativaVelha { recebida: 1, vigente: 2 }
    );
    assert_eq!(instancia.estado, antes);
    instancia.conclui("buscar", 2);
    let passada = Comando::Concluir { visita, tentativa: 2, saida: Value::Null };
    assert_eq!(instancia.tenta(passada).unwrap_err(), Recusa::VisitaPassada(visita));
}

#[test]
fn repete_no_ritmo_da_politica_e_para_no_maximo() {
    let mut instancia = Instancia::comecada();
    let visita = instancia.visita("buscar");
    let mut esperas = Vec::new();
    for tentativa in 1..=2 {
        let decisao = instancia.manda(falha(visita, tentativa, Tecnico, "fora_do_ar"));
        let trabalho = agendado(&decisao.efeitos).unwrap();
        assert_eq!(trabalho.tentativa, tentativa + 1);
        esperas.push(instancia.agora.ate(trabalho.a_partir_de).as_secs() / 60);
    }
    assert_eq!(esperas, [10, 20]);
    let ultima = instancia.manda(falha(visita, 3, Tecnico, "fora_do_ar"));
    assert_eq!((agendado(&ultima.efeitos), abriu_incidente(&ultima.eventos)), (None, Some("fora_do_ar")));
}

#[test]
fn erro_de_negocio_so_repete_se_listado_e_tecnico_so_se_nao_excetuado() {
    for (classe, codigo, repete) in [
        (Negocio, "ocupado", true),
        (Negocio, "senha_errada", false),
        (Tecnico, "x", true),
        (Tecnico, "sem_volta", false),
    ] {
        let mut instancia = Instancia::comecada();
        let visita = instancia.visita("buscar");
        let decisao = instancia.manda(falha(visita, 1, classe, codigo));
        assert_eq!(agendado(&decisao.efeitos).is_some(), repete, "{codigo}");
    }
}

#[test]
fn erro_tratado_desvia_sem_incidente_e_a_expressao_o_ve() {
    let mut instancia = Instancia::comecada();
    let visita = instancia.visita("buscar");
    let decisao = instancia.manda(falha(visita, 1, Negocio, "indisponivel"));
    assert_eq!(abriu_incidente(&decisao.eventos), None);
    assert_eq!(instancia.estado.memoria.erro.as_ref().map(|erro| erro.codigo.as_str()), Some("indisponivel"));
    let visita = instancia.visita("dormir");
    instancia.manda(Comando::Vencer { visita, temporizador: Temporizador::Espera });
    assert!(matches!(
        instancia.estado.visitas[&instancia.visita("buscar")].espera,
        Espera::Trabalho { tentativa: 1, .. }
    ));
}

#[test]
fn a_tarefa_se_decide_uma_vez() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    let decisao = instancia.manda(decide(visita, "aceitar", json!({}), revisor()));
    assert!(decisao.efeitos.contains(&Efeito::FecharTarefa { visita, decisao: Some("aceitar".into()) }));
    let de_novo = instancia.tenta(decide(visita, "recusar", json!({ "motivo": "x" }), ator("caio", &["REVISOR"])));
    assert_eq!(de_novo.unwrap_err(), Recusa::VisitaPassada(visita));
    assert_eq!(instancia.historia.iter().filter(|e| matches!(e, Evento::TarefaDecidida { .. })).count(), 1);
}

#[test]
fn so_decide_quem_tem_o_papel_e_nao_participou() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    let sem_papel = instancia.tenta(decide(visita, "aceitar", json!({}), ator("beto", &["OUTRO"])));
    assert_eq!(sem_papel.unwrap_err(), Recusa::SemPapel { papeis: "REVISOR".into() });
    let quem_comecou = instancia.tenta(decide(visita, "aceitar", json!({}), ator("ana", &["REVISOR"])));
    assert_eq!(quem_comecou.unwrap_err(), Recusa::QuatroOlhos);
    instancia.manda(decide(visita, "aceitar", json!({}), revisor()));
}

#[test]
fn quem_recusou_o_mesmo_passo_pode_decidi_lo_de_novo() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    instancia.manda(decide(visita, "recusar", json!({ "motivo": "borrada" }), revisor()));
    let dados = json!({ "mais": true });
    instancia.manda(Comando::Entregar { nome: "resposta".into(), correlacao: None, dados, por: Ator::sistema() });
    let visita = instancia.visita("rever");
    instancia.manda(decide(visita, "aceitar", json!({}), revisor()));
}

#[test]
fn campo_exigido_vazio_ou_decisao_desconhecida_se_recusam() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    for dados in [json!({}), json!({ "motivo": null }), json!({ "motivo": "  " }), Value::Null] {
        let falta = instancia.tenta(decide(visita, "recusar", dados, revisor()));
        assert_eq!(falta.unwrap_err(), Recusa::CampoExigido { campo: "motivo".into(), decisao: "recusar".into() });
    }
    let desconhecida = instancia.tenta(decide(visita, "aprovar", json!({}), revisor())).unwrap_err();
    assert_eq!(desconhecida.to_string(), "decisão desconhecida: \"aprovar\"; as possíveis são: aceitar, recusar");
}

#[test]
fn prazo_vencido_nunca_aprova() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    instancia.passa(3 * 86_400);
    let vencida = instancia.manda(Comando::Vencer { visita, temporizador: Temporizador::Prazo });
    assert_eq!(vencida.efeitos, [Efeito::VencerTarefa { visita }]);
    assert_eq!(
        instancia.estado.visitas[&visita].espera,
        Espera::Tarefa(esteira_motor::maquina::EsperaDeTarefa::default()),
        "continua à espera de gente"
    );
    instancia.manda(decide(visita, "aceitar", json!({}), revisor()));
    let tarde = instancia.tenta(Comando::Vencer { visita, temporizador: Temporizador::Prazo });
    assert_eq!(tarde.unwrap_err(), Recusa::VisitaPassada(visita));
}

#[test]
fn o_escalonamento_avisa_e_nao_decide() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    let aviso = instancia.manda(Comando::Vencer { visita, temporizador: Temporizador::Escalonar(0) });
    let esperado =
        Efeito::Escalonar { visita, passo: "rever".into(), notificar: "responsaveis".into(), escalona: true };
    assert_eq!(aviso.efeitos, [esperado]);
    let inexistente = instancia.tenta(Comando::Vencer { visita, temporizador: Temporizador::Escalonar(9) });
    assert_eq!(inexistente.unwrap_err(), Recusa::NaoEspera { passo: "rever".into() });
}

#[test]
fn o_evento_so_escuta_se_o_sinal_ainda_nao_chegou() {
    let fluxo = "{ esteira: v1, fluxo: f, titulo: F, chave: entrada.id, inicio: esperar, passos: { \
                   esperar: { tipo: esperar, por: 1d, depois: ouvir }, \
                   ouvir: { tipo: evento, nome: resposta, correlacao: \"${ entrada.id }\", prazo: { vence: 5d, vai: fim }, depois: fim }, \
                   fim: { tipo: fim } } }";
    let sinal = Comando::Entregar {
        nome: "resposta".into(),
        correlacao: Some("7".into()),
        dados: Value::Null,
        por: Ator::sistema(),
    };
    let escutas = |antes: Option<Comando>| {
        let mut instancia = Instancia::nova(fluxo);
        instancia.manda(iniciar(json!({ "id": "7" })));
        antes.map(|comando| instancia.manda(comando));
        let visita = instancia.visita("esperar");
        let decisao = instancia.manda(Comando::Vencer { visita, temporizador: Temporizador::Espera });
        decisao.efeitos.into_iter().filter(|efeito| matches!(efeito, Efeito::Escutar { .. })).collect::<Vec<_>>()
    };
    let esperado = Efeito::Escutar { visita: 2, nome: "resposta".into(), correlacao: Some("7".into()) };
    assert_eq!(escutas(None), [esperado]);
    assert_eq!(escutas(Some(sinal)), []);
}

#[test]
fn sinal_que_chega_cedo_fica_guardado_e_se_entrega_uma_vez() {
    let mut instancia = em_revisao();
    let sinal = || Comando::Entregar {
        nome: "resposta".into(),
        correlacao: None,
        dados: json!({ "mais": true }),
        por: Ator::sistema(),
    };
    instancia.manda(sinal());
    for esperado in ["rever", "ouvir"] {
        let visita = instancia.visita("rever");
        instancia.manda(decide(visita, "recusar", json!({ "motivo": "x" }), revisor()));
        // O guardado serve à primeira espera; a segunda tem de esperar outro.
        instancia.visita(esperado);
    }
    assert!(instancia.estado.sinais.is_empty());
}

#[test]
fn incidente_repetido_continua_a_contagem_e_ganha_novo_ciclo() {
    let mut instancia = em_incidente();
    let visita = instancia.visita("buscar");
    let decisao = instancia.manda(Comando::RepetirPasso { visita, entrada: None, por: revisor() });
    assert_eq!(agendado(&decisao.efeitos).map(|trabalho| trabalho.tentativa), Some(2));
    assert_eq!(instancia.estado.situacao, Situacao::EmAndamento);
    let de_novo = instancia.tenta(Comando::RepetirPasso { visita, entrada: None, por: revisor() });
    assert_eq!(de_novo.unwrap_err(), Recusa::NaoEspera { passo: "buscar".into() });
    for tentativa in [2, 3] {
        let decisao = instancia.manda(falha(visita, tentativa, Tecnico, "fora_do_ar"));
        assert!(agendado(&decisao.efeitos).is_some(), "o ciclo novo tem de novo três tentativas");
    }
}

#[test]
fn incidente_pulado_usa_a_saida_dada() {
    let mut instancia = em_incidente();
    let visita = instancia.visita("buscar");
    instancia.manda(Comando::PularPasso { visita, saida: json!({ "a_mao": true }), destino: None, por: revisor() });
    assert_eq!(instancia.estado.memoria.saidas["buscar"], json!({ "a_mao": true }));
    instancia.visita("rever");
}

#[test]
fn incidente_cancelado_encerra_e_recolhe() {
    let mut instancia = em_incidente();
    let visita = instancia.visita("buscar");
    let decisao = instancia.manda(Comando::Cancelar { motivo: "desistiu".into(), por: revisor() });
    assert_eq!(
        decisao.efeitos,
        [
            Efeito::Recolher { visita },
            Efeito::Encerrar {
                situacao: Situacao::Cancelada,
                resultado: Value::Null,
                erro: Some(esteira_motor::maquina::ErroAtividade::de_negocio("cancelada", "desistiu")),
            }
        ]
    );
}

#[test]
fn cancelar_fecha_a_tarefa_aberta() {
    let mut instancia = em_revisao();
    let visita = instancia.visita("rever");
    let decisao = instancia.manda(Comando::Cancelar { motivo: "desistiu".into(), por: revisor() });
    assert!(decisao.efeitos.contains(&Efeito::FecharTarefa { visita, decisao: None }));
}

#[test]
fn expressao_que_falha_abre_so_um_incidente() {
    let mut instancia = Instancia::nova(crate::apoio::TUDO);
    let decisao = instancia.manda(iniciar(json!({ "id": "1" })));
    assert_eq!(abriu_incidente(&decisao.eventos), Some("expressao_falhou"));
    assert_eq!(instancia.estado.situacao, Situacao::PrecisaDeAtencao);
    assert!(instancia.estado.memoria.variaveis.is_empty() && agendado(&decisao.efeitos).is_none());
    let visita = instancia.visita("calcular");
    let repetida = instancia.manda(Comando::RepetirPasso { visita, entrada: None, por: revisor() });
    assert_eq!(abriu_incidente(&repetida.eventos), Some("expressao_falhou"), "sem conserto, para de novo");
}
