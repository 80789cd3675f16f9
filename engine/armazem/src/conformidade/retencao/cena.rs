//! O que as garantias da retenção põem no banco antes de começar.

use esteira_base::Instante;
use esteira_base::ids::{ArquivoId, ExecucaoId, InquilinoId, InstanciaId, TarefaId};
use uuid::Uuid;

use crate::conformidade::palco::{self, nascida};
use crate::faturas::{ArquivoDaExecucao, ExecucaoNova, LinhaDaExecucao, NotificacaoNova, ProcessoNovo};
use crate::motor::{AnexoDaTarefa, DecisaoGuardada, Gravacao, Retrato, Tarefa, TarefaAberta, TarefaFechada};
use crate::retencao::{AlvoDaGuarda, Especie, Guarda, GuardaNova, Leva};
use crate::{Armazem, Unidade, parametros};

/// Uma instância encerrada na hora dada, com história, uma tarefa encerrada e um comentário.
pub(super) async fn encerrada(unidade: &mut Unidade, chave: &str, quando: Instante) -> InstanciaId {
    filha(unidade, chave, quando, None).await
}

/// Como [`encerrada`], pedida por outra.
pub(super) async fn filha(
    unidade: &mut Unidade,
    chave: &str,
    quando: Instante,
    mae: Option<InstanciaId>,
) -> InstanciaId {
    let nova = palco::instancia_nova(unidade, chave).await;
    let retrato = Retrato { situacao: "CONCLUIDA", viva: false, mae, ..nascida(unidade.inquilino(), &nova, quando) };
    gravar(unidade, retrato, quando).await;
    nova.id
}

/// Encerra a instância do processo na hora dada.
pub(super) async fn encerrar(unidade: &mut Unidade, processo: &ProcessoNovo, quando: Instante) {
    let viva = unidade.instancia(processo.instancia).await.unwrap().unwrap();
    let nova = crate::motor::InstanciaNova {
        id: processo.instancia,
        fluxo_id: viva.fluxo_id,
        fluxo_nome: viva.fluxo_nome,
        chave: viva.chave,
    };
    let retrato = Retrato {
        situacao: "CONCLUIDA",
        viva: false,
        sequencia_lida: Some(viva.sequencia),
        sequencia: viva.sequencia + 1,
        ..nascida(unidade.inquilino(), &nova, quando)
    };
    gravar(unidade, retrato, quando).await;
}

async fn gravar(unidade: &mut Unidade, retrato: Retrato, quando: Instante) {
    let (inquilino, id) = (unidade.inquilino(), retrato.origem.id);
    let tarefa = tarefa_encerrada(id);
    unidade.comentar(tarefa.id.into(), None, "Ana", "confiram", quando).await.unwrap();
    unidade.anexar(&anexo(&tarefa, quando)).await.unwrap();
    let historico = vec![DecisaoGuardada { inquilino, instancia: id, sequencia: 1, eventos: "[{}]".into() }];
    let fechada = TarefaAberta { inquilino, tarefa, candidatos: vec![] };
    let tarefas_fechadas = vec![TarefaFechada { fechada, estava_aberta: false }];
    let lote = Gravacao { retratos: vec![retrato], historico, tarefas_fechadas, ..Gravacao::default() };
    unidade.gravar(lote, quando).await.unwrap();
}

fn anexo(tarefa: &Tarefa, quando: Instante) -> AnexoDaTarefa {
    AnexoDaTarefa {
        id: Uuid::now_v7(),
        tarefa_id: tarefa.id,
        instancia_id: tarefa.instancia_id,
        usuario_id: None,
        usuario_nome: "Ana".into(),
        nome: "nota.pdf".into(),
        tipo: "application/pdf".into(),
        tamanho: 9,
        resumo: "0".repeat(64),
        chave: "arquivos/nota.pdf".into(),
        data_criacao: quando.micros(),
    }
}

fn tarefa_encerrada(instancia: InstanciaId) -> Tarefa {
    Tarefa {
        id: TarefaId::novo().0,
        instancia_id: instancia.0,
        visita: 1,
        passo: "triar".into(),
        titulo: "Triar".into(),
        papeis: "[]".into(),
        dados: "{}".into(),
        decisoes: "[]".into(),
        formulario: None,
        usuarios: "[]".into(),
        responsavel_id: None,
        responsavel_nome: None,
        votos: "[]".into(),
        situacao: "CONCLUIDA".into(),
        vencida: false,
        vence_em: None,
        decisao: Some("atender".into()),
        decidida_por: Some("Ana".into()),
        decidida_em: None,
        revisao: 2,
        data_criacao: 0,
    }
}

/// Um processo com execução, log, arquivo e notificação, cuja instância encerrou na hora dada.
pub(super) async fn processo_encerrado(unidade: &mut Unidade, quando: Instante) -> ProcessoNovo {
    let novo = palco::processo(unidade).await;
    let execucao = execucao_com_log(unidade, &novo, quando).await;
    let arquivo = ArquivoDaExecucao {
        id: ArquivoId::novo().0,
        execucao_id: execucao.0,
        rotulo: "evidencia".into(),
        nome: "a.png".into(),
        tipo_mime: "image/png".into(),
        chave: "arquivos/a.png".into(),
        tamanho: 9,
    };
    unidade.anexar_arquivo(&arquivo, quando).await.unwrap();
    notificar(unidade, Some(&novo), quando).await;
    encerrar(unidade, &novo, quando).await;
    novo
}

/// Uma execução em curso, com uma linha de log.
pub(super) async fn execucao_com_log(unidade: &mut Unidade, processo: &ProcessoNovo, quando: Instante) -> ExecucaoId {
    let execucao = ExecucaoNova {
        id: ExecucaoId::novo(),
        processo: processo.id,
        item: None,
        tipo: "DOWNLOAD_FATURA".into(),
        parametros: "{}".into(),
        tentativa: 1,
        plugin: None,
        por: None,
        ip: None,
        user_agent: None,
    };
    unidade.comecar_execucao(&execucao, quando).await.unwrap();
    let linha = LinhaDaExecucao {
        numero: 1,
        quando: quando.micros(),
        nivel: "informacao".into(),
        etapa: None,
        mensagem: "entrei".into(),
        campos: "{}".into(),
    };
    unidade.anotar_linhas(execucao.id, vec![linha]).await.unwrap();
    execucao.id
}

pub(super) async fn notificar(unidade: &mut Unidade, processo: Option<&ProcessoNovo>, quando: Instante) {
    let nova = NotificacaoNova {
        processo: processo.map(|processo| processo.id),
        tipo: "EMAIL".into(),
        destinatario: "ana@exemplo.com.br".into(),
        assunto: "Fatura".into(),
        mensagem: "Segue.".into(),
        ..NotificacaoNova::default()
    };
    unidade.notificar(&[nova], quando).await.unwrap();
}

pub(super) async fn guardar(unidade: &mut Unidade, alvo: AlvoDaGuarda, quando: Instante) -> Guarda {
    let nova = GuardaNova { alvo, motivo: "processo 0001/2026".into(), por: "Ana".into() };
    unidade.por_guarda(&nova, quando).await.unwrap()
}

/// Uma leva confirmada, do começo.
pub(super) async fn leva(armazem: &Armazem, inquilino: InquilinoId, especie: Especie, antes_de: Instante) -> Leva {
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let leva = unidade.remover_leva(especie, antes_de, None, 100).await.unwrap();
    unidade.confirmar().await.unwrap();
    leva
}

/// Quantas linhas do inquilino há em cada tabela.
pub(super) async fn linhas<const N: usize>(armazem: &Armazem, inquilino: InquilinoId, tabelas: [&str; N]) -> [i64; N] {
    let mut contagens = [0; N];
    let mut con = armazem.leitura().await.unwrap();
    for (contagem, tabela) in contagens.iter_mut().zip(tabelas) {
        let sql = format!("SELECT COUNT(*) FROM {tabela} WHERE inquilino_id = $1");
        let linha: Option<(i64,)> = con.linha(sql, parametros![inquilino]).await.unwrap();
        *contagem = linha.unwrap().0;
    }
    contagens
}
