//! O consolidador: um comando ruim não leva os outros, e só uma instância vive por chave.

use std::sync::Arc;

use esteira_aplicacao::consolidador::{Alvo, MAXIMO_POR_LOTE, Solicitacao};
use esteira_aplicacao::fluxos::{self, Inicio};
use esteira_aplicacao::{ErroAplicacao, Quem};
use esteira_armazem::motor::{Gravacao, Origem, Retrato};
use esteira_armazem::parametros;
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use esteira_dominio::Perfil;
use esteira_motor::maquina::{Ator, Comando, Estado, Recusa, Situacao};
use futures::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::apoio::historia::conferir_dobras;
use crate::apoio::{Banco, Casa, Mundo, PEDIDO};
use crate::{nos_dois_bancos, num_banco};

nos_dois_bancos!(
    comando_ruim_nao_leva_o_lote,
    decisao_que_estoura_para_so_a_sua_instancia,
    inicios_ao_mesmo_tempo_fazem_uma_instancia,
    mudancas_de_dois_nos_na_mesma_instancia_nao_se_perdem,
    o_que_se_decidiu_por_cima_do_que_nao_se_gravou_se_refaz,
    anexo_recusado_desfaz_so_o_seu_comando,
    lote_de_duas_organizacoes_com_a_memoria_fria_anda_inteiro,
);
num_banco!(agrupado:
    comando_ruim_nao_leva_o_lote,
    inicios_ao_mesmo_tempo_fazem_uma_instancia,
    mudancas_de_dois_nos_na_mesma_instancia_nao_se_perdem,
    anexo_recusado_desfaz_so_o_seu_comando,
);

async fn comando_ruim_nao_leva_o_lote(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let numeros: Vec<_> = (0..20).map(|n| n.to_string()).collect();
    let abertos = join_all(numeros.iter().map(|numero| casa.abrir_chamado(numero))).await;
    let ids: Vec<_> = abertos.into_iter().map(|aberto| aberto.unwrap().instancia).collect();

    // Tudo junto: vinte decisões boas, uma visita que não existe e uma instância que não existe.
    let boas = ids.iter().map(|id| casa.decidir_chamado(*id, 1, "atender"));
    let ruins = [casa.decidir_chamado(ids[0], 99, "atender"), casa.decidir_chamado(InstanciaId::novo(), 1, "atender")];
    let (boas, ruins) = tokio::join!(join_all(boas), join_all(ruins));
    assert!(boas.into_iter().all(|boa| boa.unwrap().situacao == Situacao::Concluida));
    let [visita, instancia] = <[_; 2]>::try_from(ruins).unwrap();
    assert!(matches!(visita.unwrap_err(), ErroAplicacao::Recusado(Recusa::VisitaPassada(99) | Recusa::Encerrada)));
    assert!(matches!(instancia.unwrap_err(), ErroAplicacao::NaoEncontrado { .. }));
    conferir_dobras(&casa.app, casa.inquilino).await;
}

/// Um estado que a máquina nunca produziria (o contador de visitas no fim) faz a decisão estourar.
async fn decisao_que_estoura_para_so_a_sua_instancia(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let (ruim, boa) =
        (casa.abrir_chamado("1").await.unwrap().instancia, casa.abrir_chamado("2").await.unwrap().instancia);
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let guardada = unidade.instancia(ruim).await.unwrap().unwrap();
    let mut estado: Estado = serde_json::from_str(&guardada.estado).unwrap();
    estado.ultima_visita = u32::MAX;
    let retrato = Retrato {
        origem: Arc::new(Origem {
            inquilino: casa.inquilino,
            id: ruim,
            fluxo_id: guardada.fluxo_id,
            fluxo_nome: guardada.fluxo_nome,
            chave: guardada.chave,
            data_criacao: Instante::de_micros(guardada.data_criacao),
        }),
        situacao: estado.situacao.como_texto(),
        viva: true,
        estado: serde_json::to_string(&estado).unwrap(),
        estado_de_negocio: None,
        mae: None,
        sequencia_lida: Some(guardada.sequencia),
        sequencia: guardada.sequencia,
    };
    let lote = Gravacao { retratos: vec![retrato], ..Gravacao::default() };
    unidade.gravar(lote, casa.app.relogio.agora()).await.unwrap();
    unidade.confirmar().await.unwrap();
    // Outro nó, que não tem a instância na memória.
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &Mundo::bom()).await;

    let (estourou, seguiu) =
        tokio::join!(casa.decidir_chamado(ruim, 1, "esperar"), casa.decidir_chamado(boa, 1, "atender"));
    assert_eq!(estourou.unwrap().situacao, Situacao::PrecisaDeAtencao);
    assert_eq!(seguiu.unwrap().situacao, Situacao::Concluida);
    let parada = casa.app.armazem.ler(casa.inquilino).await.unwrap().instancia(ruim).await.unwrap().unwrap();
    assert!(parada.situacao == "PRECISA_DE_ATENCAO" && parada.estado.contains("motor_falhou"), "{parada:?}");
}

async fn inicios_ao_mesmo_tempo_fazem_uma_instancia(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let inicios =
        join_all((0..12).map(|n| if n % 2 == 0 { &um } else { &outro }).map(|no| no.abrir_chamado("7"))).await;
    let (nasceram, recusados): (Vec<_>, Vec<_>) = inicios.into_iter().partition(Result::is_ok);
    assert_eq!(nasceram.len(), 1);
    for recusado in recusados {
        assert!(matches!(recusado, Err(ErroAplicacao::Conflito { codigo: "instancia_viva", .. })), "{recusado:?}");
    }
    assert_eq!(um.app.armazem.ler(um.inquilino).await.unwrap().instancias(None, 99).await.unwrap().len(), 1);
    conferir_dobras(&um.app, um.inquilino).await;
}

async fn mudancas_de_dois_nos_na_mesma_instancia_nao_se_perdem(banco: Banco) {
    const VOLTAS: u32 = 10;
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let id = um.abrir_chamado("7").await.unwrap().instancia;
    for volta in 1..=VOLTAS {
        // Os dois decidem a mesma visita: um ganha, o outro chega tarde.
        let (a, b) =
            tokio::join!(um.decidir_chamado(id, volta, "esperar"), outro.decidir_chamado(id, volta, "esperar"));
        let tarde = if a.is_ok() { b } else { a };
        assert!(matches!(tarde, Err(ErroAplicacao::Recusado(Recusa::VisitaPassada(v))) if v == volta), "{tarde:?}");
    }
    let mut unidade = um.app.armazem.ler(um.inquilino).await.unwrap();
    assert_eq!(unidade.tarefas_da_instancia(id).await.unwrap().len() as u32, VOLTAS + 1);
    drop(unidade);
    conferir_dobras(&um.app, um.inquilino).await;
}

/// Um nó lembra uma instância com que outro já andou: o lote dela não se grava. Os que se decidiram atrás dele, e por cima dele, chegam todos ao
/// banco, uma vez e na ordem.
async fn o_que_se_decidiu_por_cima_do_que_nao_se_gravou_se_refaz(banco: Banco) {
    const VOLTAS: [&str; 3] = ["um", "dois", "três"];
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let numeros: Vec<_> = (0..MAXIMO_POR_LOTE + 44).map(|n| n.to_string()).collect();
    let abertos = join_all(numeros.iter().map(|numero| um.abrir_chamado(numero))).await;
    let ids: Vec<_> = abertos.into_iter().map(|aberto| aberto.unwrap().instancia).collect();
    let aviso = |texto: &str| Comando::Entregar {
        nome: "aviso".into(),
        correlacao: None,
        dados: json!(texto),
        por: Ator::sistema(),
    };
    outro.pedir(ids[0], aviso("de outro")).await.unwrap();

    let solicitar = |(texto, id): (&str, &InstanciaId)| Solicitacao {
        inquilino: um.inquilino,
        alvo: Alvo::Instancia(*id),
        comando: aviso(texto),
        anexo: None,
    };
    let todas = VOLTAS.into_iter().flat_map(|texto| ids.iter().map(move |id| (texto, id)));
    let desfechos = um.app.consolidador.pedir_varios(todas.map(solicitar).collect()).await;
    assert_eq!(desfechos.len(), VOLTAS.len() * ids.len());
    for desfecho in desfechos {
        desfecho.unwrap();
    }
    for id in &ids {
        let (_, estado) = um.ver(*id).await;
        let avisos: Vec<_> = estado.sinais.iter().filter_map(|sinal| sinal.dados.as_str()).collect();
        let antes: &[&str] = if *id == ids[0] { &["de outro"] } else { &[] };
        assert_eq!(avisos, [antes, &VOLTAS].concat());
    }
    conferir_dobras(&um.app, um.inquilino).await;
}

/// O segundo processo do mesmo cliente e mês, pedido por dois nós juntos: um nasce inteiro, o outro não deixa nada.
async fn anexo_recusado_desfaz_so_o_seu_comando(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let (a, b, chamado) = tokio::join!(um.criar_processo(), outro.criar_processo(), um.abrir_chamado("1"));
    assert_eq!(a.unwrap(), b.unwrap());
    chamado.unwrap();
    assert_eq!(um.app.armazem.ler(um.inquilino).await.unwrap().instancias(None, 99).await.unwrap().len(), 2);
    conferir_dobras(&um.app, um.inquilino).await;
}

/// Cada comando é de uma organização, e o lote lê, decide e passa a escutar pelas duas.
async fn lote_de_duas_organizacoes_com_a_memoria_fria_anda_inteiro(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let vizinho = InquilinoId::novo();
    let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
    let sql = "INSERT INTO inquilinos (id, nome, data_criacao, data_atualizacao) VALUES ($1, $2, $3, $3)";
    con.executar(sql, parametros![vizinho, "Vizinho", mundo.hora()]).await.unwrap();
    con.confirmar().await.unwrap();
    let mut unidade = casa.app.armazem.escrever(vizinho).await.unwrap();
    let fluxo = esteira_motor::definicao::ler("teste.yaml", PEDIDO).unwrap();
    unidade.publicar_fluxo(&fluxo.nome, &fluxo.resumo.to_string(), PEDIDO, "teste", mundo.hora()).await.unwrap();
    unidade.confirmar().await.unwrap();

    let mut preparados = Vec::new();
    for numero in 0..6 {
        let inquilino = if numero % 2 == 0 { casa.inquilino } else { vizinho };
        let quem = Quem::sistema(inquilino);
        let entrada = json!({ "numero": numero.to_string(), "conta": "a mesma" });
        match fluxos::iniciar(&casa.app, &quem, "pedido", entrada).await.unwrap() {
            Inicio::Nasceu(id) => preparados.push((inquilino, id)),
            Inicio::JaVive(id) => panic!("já vivia: {id}"),
        }
    }
    casa.derrubar().await;
    let casa = Casa::subir(&banco, &mundo).await;
    let por = casa.pessoa("Olga", Perfil::Operador).ator();
    let decidir = |(inquilino, id): &(InquilinoId, InstanciaId)| Solicitacao {
        inquilino: *inquilino,
        alvo: Alvo::Instancia(*id),
        comando: Comando::Decidir { visita: 1, decisao: "pronto".into(), dados: json!({}), por: por.clone() },
        anexo: None,
    };
    let desfechos = casa.app.consolidador.pedir_varios(preparados.iter().map(decidir).collect()).await;
    assert!(desfechos.iter().all(Result::is_ok), "{desfechos:?}");

    let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
    let sql = "SELECT inquilino_id, count(*) FROM escutas GROUP BY inquilino_id";
    let escutas: Vec<(Uuid, i64)> = con.linhas(sql, vec![]).await.unwrap();
    assert_eq!(escutas.iter().map(|(_, quantas)| *quantas).collect::<Vec<_>>(), [3, 3], "{escutas:?}");
}
