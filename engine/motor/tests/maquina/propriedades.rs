//! Comandos ao acaso, contra estados ao acaso de vários fluxos: nada derruba a máquina e nenhuma regra se quebra.

use std::collections::HashSet;
use std::sync::LazyLock;

use esteira_motor::maquina::{Ator, ClasseDeErro, Comando, Espera, Estado, Evento, Situacao, Temporizador, aplicar};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::apoio::{Instancia, TUDO, ator, decide, falha, iniciar};

/// Os fluxos do produto e o de todos os tipos de passo.
static FLUXOS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let pasta = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    let arquivos = ["faturas.yaml", "exemplos/chamado.yaml", "exemplos/ordem_de_servico.yaml"];
    let lidos =
        arquivos.map(|arquivo| std::fs::read_to_string(pasta.join(arquivo)).expect("os fluxos do produto existem"));
    lidos.into_iter().chain([TUDO.to_owned()]).collect()
});

/// Um comando ainda sem alvo: a visita se escolhe entre as que existem na hora.
#[derive(Debug, Clone)]
struct Sorte {
    /// Qual visita, entre as abertas e algumas que não existem.
    qual: prop::sample::Index,
    /// Se a tentativa é a vigente; senão, esta.
    tentativa: Option<u32>,
    o_que: OQue,
}

#[derive(Debug, Clone)]
enum OQue {
    Conclui(Value),
    Falha(bool, &'static str, f64),
    Vence(Temporizador),
    Decide(prop::sample::Index, Value, Ator),
    Entrega(&'static str, Option<String>, Value),
    Repete,
    Pula(Value),
    Cancela,
    Inicia,
}

fn valor() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!({ "motivo": "x", "solucao": "y", "laudo": "z" })),
        Just(json!({ "arquivo": { "resumo": "r" }, "aprovado": true, "resolvido": false, "mais": true })),
        Just(json!(["a", 1])),
        "\\PC{0,8}".prop_map(Value::String),
    ]
}

fn quem() -> impl Strategy<Value = Ator> {
    let papeis = ["APROVADOR", "OPERADOR", "ATENDENTE", "BALCAO", "TECNICO", "REVISOR"];
    prop_oneof![
        Just(Ator::sistema()),
        prop::sample::select(vec!["ana", "beto", "caio"]).prop_map(move |id| ator(id, &papeis)),
        Just(ator("dora", &[])),
    ]
}

fn o_que() -> impl Strategy<Value = OQue> {
    let codigo = prop::sample::select(vec!["indisponivel", "fatura_indisponivel", "envio_incerto", "ocupado", "outro"]);
    let nome =
        prop::sample::select(vec!["fatura_recebida", "reabrir", "resposta", "peca_recebida", "orcamento_respondido"]);
    let temporizador =
        prop_oneof![Just(Temporizador::Espera), Just(Temporizador::Prazo), (0u32..3).prop_map(Temporizador::Escalonar)];
    prop_oneof![
        6 => valor().prop_map(OQue::Conclui),
        4 => (any::<bool>(), codigo, 0.0f64..1.0).prop_map(|(tecnico, codigo, sorteio)| OQue::Falha(tecnico, codigo, sorteio)),
        4 => temporizador.prop_map(OQue::Vence),
        6 => (any::<prop::sample::Index>(), valor(), quem()).prop_map(|(qual, dados, por)| OQue::Decide(qual, dados, por)),
        3 => (nome, prop::option::of(Just("1".to_owned())), valor()).prop_map(|(n, c, v)| OQue::Entrega(n, c, v)),
        2 => Just(OQue::Repete),
        2 => valor().prop_map(OQue::Pula),
        1 => prop::sample::select(vec![OQue::Cancela, OQue::Inicia]),
    ]
}

fn sortes() -> impl Strategy<Value = Vec<Sorte>> {
    let tentativa = prop_oneof![4 => Just(None), 1 => (0u32..5).prop_map(Some), 1 => Just(Some(u32::MAX))];
    let sorte = (any::<prop::sample::Index>(), tentativa, o_que()).prop_map(|(qual, tentativa, o_que)| Sorte {
        qual,
        tentativa,
        o_que,
    });
    prop::collection::vec(sorte, 1..40)
}

fn entrada() -> impl Strategy<Value = Value> {
    let boa = json!({
        "id": "1", "bom": 1, "numero": "1", "ordem": "1", "assunto": "a", "urgente": false, "aparelho": "rádio",
        "solicitante": { "email": "s@exemplo.com.br" }, "processo_id": "p", "hash": "h", "mes_ano": "2026-10",
        "cliente": { "nome_sat": "PADARIA AURORA", "telefone": "11 5555-0000" },
        "itens": [{ "descricao": "pilha", "preco_centavos": 900, "em_estoque": false }],
        "operadora": { "codigo": "OI", "possui_rpa": true },
    });
    let sem_rpa = {
        let mut outra = boa.clone();
        outra["operadora"]["possui_rpa"] = json!(false);
        outra
    };
    prop_oneof![5 => Just(boa), 3 => Just(sem_rpa), 1 => valor()]
}

/// Veste a sorte com o que a instância tem agora.
fn comando(instancia: &Instancia, sorte: &Sorte) -> Comando {
    let abertas = instancia.estado.visitas.keys().copied();
    let possiveis: Vec<_> = abertas.clone().chain(abertas).chain([0, instancia.estado.ultima_visita, 9_999]).collect();
    let visita = possiveis[sorte.qual.index(possiveis.len())];
    let aberta = instancia.estado.visitas.get(&visita);
    let vigente = match aberta.map(|aberta| &aberta.espera) {
        Some(Espera::Trabalho { tentativa, .. }) => *tentativa,
        _ => 1,
    };
    let tentativa = sorte.tentativa.unwrap_or(vigente);
    let por = ator("beto", &["OPERADOR"]);
    match sorte.o_que.clone() {
        OQue::Conclui(saida) => Comando::Concluir { visita, tentativa, saida },
        OQue::Falha(tecnico, codigo, sorteio) => {
            let classe = if tecnico { ClasseDeErro::Tecnico } else { ClasseDeErro::Negocio };
            match falha(visita, tentativa, classe, codigo) {
                Comando::Falhar { visita, tentativa, erro, .. } => Comando::Falhar { visita, tentativa, erro, sorteio },
                outro => outro,
            }
        }
        OQue::Vence(temporizador) => Comando::Vencer { visita, temporizador },
        OQue::Decide(qual, dados, por) => {
            let decisoes = [
                "aprovar", "rejeitar", "aceitar", "recusar", "atender", "resolver", "aprovado", "pronto", "enviada",
                "?",
            ];
            decide(visita, decisoes[qual.index(decisoes.len())], dados, por)
        }
        OQue::Entrega(nome, correlacao, dados) => Comando::Entregar { nome: nome.into(), correlacao, dados, por },
        OQue::Repete => Comando::RepetirPasso { visita, entrada: None, por },
        OQue::Pula(saida) => Comando::PularPasso { visita, saida, destino: None, por },
        OQue::Cancela => Comando::Cancelar { motivo: "x".into(), por },
        OQue::Inicia => iniciar(Value::Null),
    }
}

/// O que vale depois de qualquer comando aceito.
fn conferir(instancia: &Instancia) {
    let estado = &instancia.estado;
    assert_eq!(estado.sequencia, instancia.historia.len() as u64);
    assert!(estado.visitas.values().all(|visita| visita.espera != Espera::Nada), "ninguém fica no meio de uma decisão");
    assert_eq!(estado.situacao.viva(), !estado.visitas.is_empty(), "viva é quem espera algo");
    let parada = estado.visitas.values().any(|visita| matches!(visita.espera, Espera::Incidente(_)));
    assert_eq!(estado.situacao == Situacao::PrecisaDeAtencao, parada, "em atenção é quem tem incidente");
    let decididas: Vec<_> = instancia
        .historia
        .iter()
        .filter_map(|evento| if let Evento::TarefaDecidida { visita, .. } = evento { Some(*visita) } else { None })
        .collect();
    assert_eq!(decididas.iter().collect::<HashSet<_>>().len(), decididas.len(), "a visita se decide uma vez");
}

/// Um relato de tentativa que não é a vigente, ou de visita que não está aberta, nunca é aceito.
fn era_tarde(instancia: &Instancia, comando: &Comando) -> bool {
    let (Comando::Concluir { visita, tentativa, .. } | Comando::Falhar { visita, tentativa, .. }) = comando else {
        return false;
    };
    !instancia.estado.visitas.get(visita).is_some_and(
        |aberta| matches!(aberta.espera, Espera::Trabalho { tentativa: vigente, .. } if vigente == *tentativa),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn comandos_ao_acaso_nunca_derrubam_nem_quebram_regra(qual in 0usize..4, entrada in entrada(), sortes in sortes()) {
        let mut instancia = Instancia::nova(&FLUXOS[qual]);
        // Sem o esquema, a entrada ao acaso chega às expressões, que é onde se quer que estoure.
        instancia.fluxo.entrada = None;
        instancia.manda(iniciar(entrada));
        conferir(&instancia);
        for sorte in &sortes {
            let comando = comando(&instancia, sorte);
            let (viva, tarde) = (instancia.estado.situacao.viva(), era_tarde(&instancia, &comando));
            instancia.passa(3_600);
            let aceito = instancia.tenta(comando.clone()).is_ok();
            prop_assert!(!aceito || viva, "a encerrada aceitou {comando:?}");
            prop_assert!(!aceito || !tarde, "aceitou um relato velho: {comando:?}");
            conferir(&instancia);
        }
        // Refazer do começo dá o mesmo que ir dobrando; e todo prefixo é um estado que existiu.
        let refeito = instancia.historia.iter().fold(Estado::default(), aplicar);
        prop_assert_eq!(refeito, instancia.estado);
    }
}
