//! Processos e execuções.

use esteira_base::ids::{ArquivoId, ExecucaoId, ItemId, ProcessoId, UsuarioId};

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::faturas::{
    ArquivoDaExecucao, DadosDaFatura, ExecucaoNova, FiltroDeExecucoes, FiltroDeProcessos, FimDaExecucao,
    LinhaDaExecucao, ProcessoNovo,
};

fn fatura(resumo: &str) -> DadosDaFatura {
    DadosDaFatura {
        caminho: format!("arquivos/{resumo}"),
        resumo: resumo.into(),
        nome: "fatura.pdf".into(),
        codigo_barras: Some(format!("codigo-{resumo}")),
        data_vencimento: Some("2026-11-10".into()),
        valor: Some(123_456),
        conferencia: "[]".into(),
        upload_manual: false,
    }
}

fn execucao(processo: ProcessoId, item: Option<ItemId>) -> ExecucaoNova {
    ExecucaoNova {
        id: ExecucaoId::novo(),
        processo,
        item,
        tipo: "DOWNLOAD_FATURA".into(),
        parametros: "{}".into(),
        tentativa: 1,
        plugin: Some("oi".into()),
        por: None,
        ip: None,
        user_agent: None,
    }
}

fn fim(status: &str) -> FimDaExecucao {
    FimDaExecucao { status: status.into(), ..FimDaExecucao::default() }
}

/// O segundo processo do mesmo cliente e mês não se cria; o de outro mês, sim.
pub async fn um_por_cliente_e_mes(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (operadora, cliente) = palco::cadastro(&mut unidade).await;
    let novo = palco::processo_novo(&mut unidade, &cliente, "2026-10").await;
    assert!(unidade.criar_processo(&novo, AGORA).await.unwrap());
    let repetido = ProcessoNovo { id: ProcessoId::novo(), ..novo.clone() };
    assert!(!unidade.criar_processo(&repetido, AGORA).await.unwrap());
    let seguinte = palco::processo_novo(&mut unidade, &cliente, "2026-11").await;
    assert!(unidade.criar_processo(&seguinte, AGORA).await.unwrap());
    let do_mes = unidade.processo_do_mes(cliente.id.0, "2026-10").await.unwrap().unwrap();
    assert_eq!((do_mes.id, do_mes.operadora_codigo), (novo.id.0, operadora.codigo));
    assert_eq!(unidade.processo_da_instancia(novo.instancia).await.unwrap().map(|p| p.id), Some(novo.id.0));
}

/// Chegar outra fatura desfaz a aprovação da anterior; enviar e religar deixam o resto como está.
pub async fn fatura_nova_apaga_a_aprovacao(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let novo = palco::processo(&mut unidade).await;
    let ana = UsuarioId::novo();
    unidade.guardar_fatura(novo.id, &fatura("r1"), AGORA).await.unwrap();
    unidade.anotar_aprovacao(novo.instancia, Some(ana), em(5)).await.unwrap();
    let aprovado = unidade.processo(novo.id).await.unwrap().unwrap();
    assert_eq!((aprovado.aprovado_por_usuario_id, aprovado.data_aprovacao), (Some(ana.0), Some(em(5).micros())));
    unidade.guardar_fatura(novo.id, &fatura("r2"), em(6)).await.unwrap();
    unidade.mudar_status_do_processo(novo.instancia, "FALHOU", Some("portal fora"), em(7)).await.unwrap();
    unidade.anotar_envio(novo.id, "{\"protocolo\":1}", em(8)).await.unwrap();
    let processo = unidade.processo(novo.id).await.unwrap().unwrap();
    assert_eq!((processo.aprovado_por_usuario_id, processo.data_aprovacao), (None, None));
    assert_eq!((processo.resumo_fatura.as_deref(), processo.valor_fatura), (Some("r2"), Some(123_456)));
    assert_eq!((processo.status_processo.as_str(), processo.motivo.as_deref()), ("FALHOU", Some("portal fora")));
    assert_eq!((processo.enviado_para_sat, processo.comprovante_sat.as_deref()), (true, Some("{\"protocolo\":1}")));

    let instancia = palco::instancia(&mut unidade, "recomeço").await;
    unidade.religar_processo(novo.id, instancia, "AGUARDANDO_DOWNLOAD", em(9)).await.unwrap();
    let religado = unidade.processo(novo.id).await.unwrap().unwrap();
    assert_eq!((religado.instancia_id, religado.motivo), (Some(instancia.0), None));
}

/// Cada filtro restringe, o hash antigo acha, e as páginas cobrem tudo.
pub async fn filtros_e_paginas(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (operadora, cliente) = palco::cadastro(&mut unidade).await;
    let mut ids = Vec::new();
    for mes in ["2026-08", "2026-09", "2026-10"] {
        let novo = palco::processo_novo(&mut unidade, &cliente, mes).await;
        assert!(unidade.criar_processo(&novo, AGORA).await.unwrap());
        ids.push(novo.id.0);
    }
    let todos = FiltroDeProcessos { limite: 9, ..FiltroDeProcessos::default() };
    let casos = [
        (todos.clone(), 3),
        (FiltroDeProcessos { mes_ano: Some("2026-09".into()), ..todos.clone() }, 1),
        (FiltroDeProcessos { status: Some("AGUARDANDO_DOWNLOAD".into()), ..todos.clone() }, 3),
        (FiltroDeProcessos { status: Some("FALHOU".into()), ..todos.clone() }, 0),
        (FiltroDeProcessos { operadora: Some(operadora.id.0), cliente: Some(cliente.id.0), ..todos.clone() }, 3),
        (FiltroDeProcessos { cliente: Some(operadora.id.0), ..todos.clone() }, 0),
        (FiltroDeProcessos { hash: Some(cliente.hash_unico.to_string()), ..todos.clone() }, 3),
        (FiltroDeProcessos { cnpj: Some(cliente.cnpj.sem_mascara().to_string()), ..todos.clone() }, 3),
        (FiltroDeProcessos { cnpj: Some("00000000000000".into()), ..todos.clone() }, 0),
        (FiltroDeProcessos { texto: Some(cliente.nome_sat.to_lowercase()), ..todos.clone() }, 3),
        (FiltroDeProcessos { texto: Some("ninguém".into()), ..todos.clone() }, 0),
        (FiltroDeProcessos { desde: Some(AGORA), antes_de: Some(em(1)), ..todos.clone() }, 3),
        (FiltroDeProcessos { desde: Some(em(1)), ..todos.clone() }, 0),
        (FiltroDeProcessos { usuario: Some(operadora.id.0), ..todos.clone() }, 0),
    ];
    for (filtro, esperados) in casos {
        assert_eq!(unidade.processos(&filtro).await.unwrap().itens.len(), esperados, "{filtro:?}");
    }
    let primeira = unidade.processos(&FiltroDeProcessos { limite: 2, ..todos.clone() }).await.unwrap();
    let segunda =
        unidade.processos(&FiltroDeProcessos { limite: 2, depois_de: primeira.proximo, ..todos }).await.unwrap();
    let vistos: Vec<_> = primeira.itens.iter().chain(&segunda.itens).map(|p| p.id).collect();
    ids.sort_unstable_by(|a: &uuid::Uuid, b| b.cmp(a));
    assert_eq!((vistos, segunda.proximo), (ids, None), "da mais nova à mais velha");
}

/// Outro inquilino não vê o processo nem a execução, e nada que faça os muda.
pub async fn processo_e_so_do_inquilino(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let novo = palco::processo(&mut unidade).await;
    let dele = execucao(novo.id, None);
    unidade.comecar_execucao(&dele, AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();

    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.processo(novo.id).await.unwrap(), None);
    assert_eq!(vizinho.execucao(dele.id).await.unwrap(), None);
    vizinho.mudar_status_do_processo(novo.instancia, "CANCELADO", None, AGORA).await.unwrap();
    vizinho.guardar_fatura(novo.id, &fatura("alheia"), AGORA).await.unwrap();
    vizinho.anotar_envio(novo.id, "{}", AGORA).await.unwrap();
    vizinho.encerrar_execucao(dele.id, &fim("FALHOU"), AGORA).await.unwrap();
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let processo = unidade.processo(novo.id).await.unwrap().unwrap();
    assert_eq!((processo.status_processo.as_str(), processo.resumo_fatura), ("AGUARDANDO_DOWNLOAD", None));
    assert!(!processo.enviado_para_sat);
    assert_eq!(unidade.execucao(dele.id).await.unwrap().unwrap().status_execucao, "EXECUTANDO");
}

/// Quem retoma a linha da fila encerra a execução que o nó morto deixou.
pub async fn execucao_interrompida_e_encerrada_pela_seguinte(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let novo = palco::processo(&mut unidade).await;
    let item = ItemId::novo();
    let (morta, outra, retomada) =
        (execucao(novo.id, Some(item)), execucao(novo.id, None), execucao(novo.id, Some(item)));
    for nova in [&morta, &outra, &retomada] {
        unidade.comecar_execucao(nova, em(5)).await.unwrap();
    }
    let mut situacoes = Vec::new();
    for id in [morta.id, outra.id, retomada.id] {
        situacoes.push(unidade.execucao(id).await.unwrap().unwrap().status_execucao);
    }
    assert_eq!(situacoes, ["FALHOU", "EXECUTANDO", "EXECUTANDO"]);
    let filtro = FiltroDeExecucoes {
        processo: Some(novo.id.0),
        status: Some("EXECUTANDO".into()),
        limite: 1,
        ..FiltroDeExecucoes::default()
    };
    let em_curso = unidade.execucoes(&filtro).await.unwrap();
    let resto = FiltroDeExecucoes { depois_de: em_curso.proximo, ..filtro };
    let resto = unidade.execucoes(&resto).await.unwrap();
    let mais_nova_antes = if retomada.id > outra.id { (retomada.id, outra.id) } else { (outra.id, retomada.id) };
    assert_eq!((em_curso.itens[0].id, resto.itens[0].id), (mais_nova_antes.0.0, mais_nova_antes.1.0));
    assert_eq!(resto.proximo, None);
}

/// O primeiro fim vale.
pub async fn execucao_encerra_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let novo = palco::processo(&mut unidade).await;
    let nova = execucao(novo.id, None);
    unidade.comecar_execucao(&nova, AGORA).await.unwrap();
    unidade.encerrar_execucao(nova.id, &fim("CONCLUIDO"), em(5)).await.unwrap();
    unidade.encerrar_execucao(nova.id, &fim("FALHOU"), em(9)).await.unwrap();
    let guardada = unidade.execucao(nova.id).await.unwrap().unwrap();
    assert_eq!((guardada.status_execucao.as_str(), guardada.data_fim), ("CONCLUIDO", Some(em(5).micros())));
}

/// Linhas de log saem por número, aos pedaços; arquivos, na ordem em que se anexaram, e só pela execução deles.
pub async fn linhas_e_arquivos_em_ordem(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let novo = palco::processo(&mut unidade).await;
    let nova = execucao(novo.id, None);
    unidade.comecar_execucao(&nova, AGORA).await.unwrap();
    let linha = |numero| LinhaDaExecucao {
        numero,
        quando: AGORA.micros(),
        nivel: "informacao".into(),
        etapa: None,
        mensagem: format!("linha {numero}"),
        campos: "{}".into(),
    };
    unidade.anotar_linhas(nova.id, [3, 1, 2].map(linha).to_vec()).await.unwrap();
    assert_eq!(unidade.linhas_da_execucao(nova.id, 1, 1).await.unwrap(), [linha(2)]);
    assert_eq!(unidade.linhas_da_execucao(nova.id, 0, 9).await.unwrap(), [1, 2, 3].map(linha));

    let arquivo = |nome: &str| ArquivoDaExecucao {
        id: ArquivoId::novo().0,
        execucao_id: nova.id.0,
        rotulo: "evidencia".into(),
        nome: nome.into(),
        tipo_mime: "image/png".into(),
        chave: format!("arquivos/{nome}"),
        tamanho: 9,
    };
    let arquivos = ["a.png", "b.png"].map(arquivo);
    for arquivo in &arquivos {
        unidade.anexar_arquivo(arquivo, AGORA).await.unwrap();
    }
    assert_eq!(unidade.arquivos_da_execucao(nova.id).await.unwrap(), arquivos);
    let id = ArquivoId::from(arquivos[1].id);
    assert_eq!(unidade.arquivo_da_execucao(nova.id, id).await.unwrap().as_ref(), Some(&arquivos[1]));
    assert_eq!(unidade.arquivo_da_execucao(ExecucaoId::novo(), id).await.unwrap(), None);
}
