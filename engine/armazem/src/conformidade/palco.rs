//! O que várias garantias precisam ter no banco antes de começar.

use std::sync::Arc;
use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::{ClienteId, InquilinoId, InstanciaId, ItemId, NoId, OperadoraId, ProcessoId};
use esteira_dominio::{Cliente, NovaOperadora, NovoCliente, Operadora};
use uuid::Uuid;

use crate::faturas::ProcessoNovo;
use crate::fila::{Concedido, ItemNovo, TipoDeItem};
use crate::motor::{Gravacao, InstanciaNova, ItemConcluido, Origem, Retrato};
use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// A hora em que tudo se passa.
pub(super) const AGORA: Instante = Instante::de_micros(1_795_000_000_000_000);

pub(super) fn em(segundos: u64) -> Instante {
    AGORA.mais(Duration::from_secs(segundos))
}

/// Um inquilino novo. O produto só cria o primeiro; aqui se precisa de vários.
pub(super) async fn inquilino(armazem: &Armazem) -> InquilinoId {
    let id = InquilinoId::novo();
    let mut con = armazem.transacao().await.unwrap();
    let sql = "INSERT INTO inquilinos (id, nome, data_criacao, data_atualizacao) VALUES ($1, $2, $3, $3)";
    con.executar(sql, parametros![id, format!("Inquilino {id}"), AGORA]).await.unwrap();
    con.confirmar().await.unwrap();
    id
}

/// Uma unidade que escreve, para um inquilino novo.
pub(super) async fn escrever(armazem: &Armazem) -> Unidade {
    let inquilino = inquilino(armazem).await;
    armazem.escrever(inquilino).await.unwrap()
}

pub(super) async fn fluxo(unidade: &mut Unidade) -> Uuid {
    unidade.publicar_fluxo("chamado", "resumo-1", "texto", "teste", AGORA).await.unwrap().id
}

pub(super) async fn instancia_nova(unidade: &mut Unidade, chave: &str) -> InstanciaNova {
    let fluxo_id = fluxo(unidade).await;
    InstanciaNova { id: InstanciaId::novo(), fluxo_id, fluxo_nome: "chamado".into(), chave: chave.into() }
}

/// O retrato de uma instância que nasce agora.
pub(super) fn nascida(inquilino: InquilinoId, nova: &InstanciaNova, agora: Instante) -> Retrato {
    let origem = Arc::new(Origem {
        inquilino,
        id: nova.id,
        fluxo_id: nova.fluxo_id,
        fluxo_nome: nova.fluxo_nome.clone(),
        chave: nova.chave.clone(),
        data_criacao: agora,
    });
    Retrato {
        origem,
        situacao: "EM_ANDAMENTO",
        viva: true,
        estado: "{}".into(),
        estado_de_negocio: None,
        mae: None,
        sequencia_lida: None,
        sequencia: 0,
    }
}

pub(super) fn so_retrato(retrato: Retrato) -> Gravacao {
    Gravacao { retratos: vec![retrato], ..Gravacao::default() }
}

/// Uma instância já criada na unidade.
pub(super) async fn instancia(unidade: &mut Unidade, chave: &str) -> InstanciaId {
    let nova = instancia_nova(unidade, chave).await;
    let retrato = nascida(unidade.inquilino(), &nova, AGORA);
    unidade.gravar(so_retrato(retrato), AGORA).await.unwrap();
    nova.id
}

/// Um trabalho pronto, sem limite.
pub(super) fn trabalho(inquilino: InquilinoId) -> ItemNovo {
    ItemNovo {
        id: ItemId::novo(),
        inquilino,
        instancia: InstanciaId::novo(),
        visita: 1,
        tipo: TipoDeItem::Trabalho,
        carga: "{}".into(),
        visivel_em: AGORA,
        prioridade: 0,
        limite: None,
        concedida_a: None,
        suspensa: false,
    }
}

/// Um trabalho pronto, com limite.
pub(super) fn limitado(
    inquilino: InquilinoId,
    chave: &str,
    simultaneos: Option<u32>,
    por_minuto: Option<u32>,
) -> ItemNovo {
    ItemNovo { limite: Some((chave.to_owned(), simultaneos, por_minuto)), ..trabalho(inquilino) }
}

pub(super) async fn enfileirar(armazem: &Armazem, itens: Vec<ItemNovo>) {
    let mut unidade = armazem.escrever(InquilinoId(Uuid::nil())).await.unwrap();
    unidade.gravar(Gravacao { itens, ..Gravacao::default() }, AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
}

/// Concede trabalhos a um nó, na hora dada.
pub(super) async fn conceder(armazem: &Armazem, no: NoId, quantos: u32, agora: Instante) -> Vec<Concedido> {
    armazem.conceder(no, TipoDeItem::Trabalho, quantos, agora).await.unwrap()
}

/// Relata: se a concessão ainda valia.
pub(super) async fn concluir(armazem: &Armazem, concedido: &Concedido) -> bool {
    concluir_por(armazem, concedido.inquilino, concedido).await
}

/// Relata em nome de um inquilino.
pub(super) async fn concluir_por(armazem: &Armazem, inquilino: InquilinoId, concedido: &Concedido) -> bool {
    let concluido =
        ItemConcluido { inquilino, instancia: concedido.instancia, item: concedido.id, concessao: concedido.concessao };
    match armazem.gravar(Gravacao { concluidos: vec![concluido], ..Gravacao::default() }, AGORA).await {
        Ok(()) => true,
        Err(ErroArmazem::Conflito) => false,
        Err(erro) => panic!("{erro:?}"),
    }
}

pub(super) fn operadora(nome: &str, codigo: &str) -> Operadora {
    let nova = NovaOperadora {
        nome: nome.into(),
        codigo: codigo.into(),
        possui_rpa: true,
        status_ativo: true,
        ..NovaOperadora::default()
    };
    nova.validar(OperadoraId::novo()).unwrap()
}

pub(super) fn cliente(operadora: &Operadora, nome: &str, unidade: &str) -> Cliente {
    let novo = NovoCliente {
        razao_social: format!("{nome} Ltda"),
        nome_sat: nome.into(),
        cnpj: "11.222.333/0001-81".into(),
        servico: "INTERNET".into(),
        unidade: unidade.into(),
        status_ativo: true,
        ..NovoCliente::default()
    };
    novo.criar(ClienteId::novo(), operadora).unwrap()
}

/// Uma operadora e um cliente dela, já guardados.
pub(super) async fn cadastro(unidade: &mut Unidade) -> (Operadora, Cliente) {
    let operadora = operadora("Oi", "OI");
    let cliente = cliente(&operadora, "PADARIA AURORA", "MATRIZ");
    unidade.criar_operadora(operadora.clone(), AGORA).await.unwrap();
    unidade.criar_cliente(cliente.clone(), None, AGORA).await.unwrap();
    (operadora, cliente)
}

/// Um processo a nascer, com instância própria.
pub(super) async fn processo_novo(unidade: &mut Unidade, cliente: &Cliente, mes_ano: &str) -> ProcessoNovo {
    let instancia = instancia(unidade, &format!("{}/{mes_ano}/{}", cliente.hash_unico, ProcessoId::novo())).await;
    ProcessoNovo {
        id: ProcessoId::novo(),
        cliente: cliente.id.0,
        operadora: cliente.operadora_id.0,
        instancia,
        hash: cliente.hash_unico.to_string(),
        mes_ano: mes_ano.into(),
        status: "AGUARDANDO_DOWNLOAD".into(),
        automatico: true,
        por: None,
    }
}

/// Um processo já guardado.
pub(super) async fn processo(unidade: &mut Unidade) -> ProcessoNovo {
    let (_, cliente) = cadastro(unidade).await;
    let novo = processo_novo(unidade, &cliente, "2026-10").await;
    assert!(unidade.criar_processo(&novo, AGORA).await.unwrap());
    novo
}
