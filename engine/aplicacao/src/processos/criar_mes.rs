//! Criar os processos de um mês: um por cliente ativo de operadora ativa. Repetir não duplica.

use std::sync::Arc;

use async_trait::async_trait;
use esteira_armazem::cadastro::{FiltroDeClientes, FiltroDeOperadoras};
use esteira_armazem::faturas::ProcessoNovo;
use esteira_armazem::motor::{FluxoPublicado, InstanciaNova};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{InstanciaId, OperadoraId, ProcessoId};
use esteira_base::{Instante, MesAno};
use esteira_dominio::usuario::Acao;
use esteira_dominio::{Cliente, Operadora, StatusProcesso};
use esteira_motor::maquina::{Comando, Decisao};
use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use crate::auditoria;
use crate::consolidador::{Alvo, Anexo, identidade};
use crate::faturas::{CAMPO_DO_PROCESSO, FLUXO};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantos inícios se mandam juntos ao consolidador; ele os grava em lote.
const JUNTOS: usize = 64;

/// Quantos clientes ou operadoras se leem de cada vez.
const POR_LEITURA: u32 = 500;

/// Que mês, e de quem.
#[derive(Debug, Clone)]
pub struct PedidoDeMes {
    pub mes_ano: MesAno,
    /// Só os clientes desta operadora; nenhuma = todas.
    pub operadora: Option<OperadoraId>,
    /// Se foi o agendamento.
    pub automatico: bool,
}

/// O que houve com um cliente.
#[derive(Debug, Clone, PartialEq)]
pub enum DesfechoDaCriacao {
    Criado,
    /// O cliente já tinha processo neste mês.
    JaExistia,
    /// Não foi criado; o motivo é para gente.
    Falhou(String),
}

/// Uma linha do resultado.
#[derive(Debug, Clone)]
pub struct ResultadoDoMes {
    pub cliente: Cliente,
    pub processo: Option<ProcessoId>,
    pub desfecho: DesfechoDaCriacao,
}

/// Cria os processos que faltam no mês e começa o fluxo de cada um.
pub async fn criar_mes(
    app: &Aplicacao,
    quem: &Quem,
    pedido: PedidoDeMes,
) -> Result<Vec<ResultadoDoMes>, ErroAplicacao> {
    quem.exigir(Acao::CriarProcessos)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let fluxo = unidade.fluxo_vigente(FLUXO).await?.ok_or_else(|| {
        ErroAplicacao::conflito("sem_fluxo", format!("publique o fluxo \"{FLUXO}\" antes de criar processos"))
    })?;
    let clientes = a_processar(&mut unidade, pedido.operadora).await?;
    drop(unidade);
    let criacoes =
        clientes.into_iter().map(|(cliente, operadora)| criar_um(app, quem, &fluxo, &pedido, cliente, operadora));
    stream::iter(criacoes).buffered(JUNTOS).collect::<Vec<_>>().await.into_iter().collect()
}

/// Os clientes ativos das operadoras ativas pedidas.
async fn a_processar(
    unidade: &mut Unidade,
    operadora: Option<OperadoraId>,
) -> Result<Vec<(Cliente, Operadora)>, ErroAplicacao> {
    let operadoras = match operadora {
        Some(id) => {
            let operadora =
                unidade.operadora(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("operadora", id))?;
            if !operadora.operadora.status_ativo {
                let mensagem =
                    format!("a operadora {} está inativa e não recebe processos novos", operadora.operadora.nome);
                return Err(ErroAplicacao::conflito("operadora_inativa", mensagem));
            }
            vec![operadora.operadora]
        }
        None => operadoras_ativas(unidade).await?,
    };
    let mut clientes = Vec::new();
    for operadora in operadoras {
        let mut filtro = FiltroDeClientes {
            operadora: Some(operadora.id),
            ativo: Some(true),
            limite: POR_LEITURA,
            ..Default::default()
        };
        loop {
            let pagina = unidade.clientes(&filtro).await?;
            clientes.extend(pagina.itens.into_iter().map(|cliente| (cliente.cliente, operadora.clone())));
            match pagina.proximo {
                Some(ultimo) => filtro.depois_de = Some(ultimo),
                None => break,
            }
        }
    }
    Ok(clientes)
}

async fn operadoras_ativas(unidade: &mut Unidade) -> Result<Vec<Operadora>, ErroAplicacao> {
    let mut filtro = FiltroDeOperadoras { ativa: Some(true), limite: POR_LEITURA, ..Default::default() };
    let mut ativas = Vec::new();
    loop {
        let pagina = unidade.operadoras(&filtro).await?;
        ativas.extend(pagina.itens.into_iter().map(|operadora| operadora.operadora));
        match pagina.proximo {
            Some(ultima) => filtro.depois_de = Some(ultima),
            None => return Ok(ativas),
        }
    }
}

async fn criar_um(
    app: &Aplicacao,
    quem: &Quem,
    fluxo: &FluxoPublicado,
    pedido: &PedidoDeMes,
    cliente: Cliente,
    operadora: Operadora,
) -> Result<ResultadoDoMes, ErroAplicacao> {
    let mes_ano = pedido.mes_ano.to_string();
    let existente = app.armazem.ler(quem.inquilino).await?.processo_do_mes(cliente.id.0, &mes_ano).await?;
    if let Some(existente) = existente {
        let processo = Some(existente.id.into());
        return Ok(ResultadoDoMes { cliente, processo, desfecho: DesfechoDaCriacao::JaExistia });
    }
    let (processo, instancia) = (ProcessoId::novo(), InstanciaId::novo());
    let hash = cliente.hash_unico.to_string();
    let chave = format!("{hash}/{mes_ano}");
    let nova =
        InstanciaNova { id: instancia, fluxo_id: fluxo.id, fluxo_nome: fluxo.nome.clone(), chave: chave.clone() };
    let comando = Comando::Iniciar {
        entrada: entrada(processo, &cliente, &operadora, &mes_ano),
        instancia: identidade(instancia, &chave, None),
        por: quem.ator(),
    };
    let novo = ProcessoNovo {
        id: processo,
        cliente: cliente.id.0,
        operadora: operadora.id.0,
        instancia,
        hash,
        mes_ano,
        status: StatusProcesso::AguardandoDownload.as_str().to_owned(),
        automatico: pedido.automatico,
        por: quem.usuario,
    };
    let anexo = Arc::new(ProcessoCriado { novo, quem: quem.clone() });
    let pedido = app.consolidador.pedir(quem.inquilino, Alvo::Nova(nova), comando, Some(anexo)).await;
    Ok(match pedido {
        Ok(_) => ResultadoDoMes { cliente, processo: Some(processo), desfecho: DesfechoDaCriacao::Criado },
        // Outro pedido igual chegou antes: não é falha.
        Err(ErroAplicacao::Conflito { codigo: "instancia_viva" | "ja_existe", .. }) => {
            ResultadoDoMes { cliente, processo: None, desfecho: DesfechoDaCriacao::JaExistia }
        }
        Err(erro) => ResultadoDoMes { cliente, processo: None, desfecho: DesfechoDaCriacao::Falhou(erro.to_string()) },
    })
}

/// A entrada do fluxo: só o que ele decide ou mostra; o resto se lê do cadastro na hora de executar.
fn entrada(processo: ProcessoId, cliente: &Cliente, operadora: &Operadora, mes_ano: &str) -> Value {
    json!({
        CAMPO_DO_PROCESSO: processo,
        "hash": cliente.hash_unico.to_string(),
        "mes_ano": mes_ano,
        "cliente": {
            "id": cliente.id,
            "nome_sat": cliente.nome_sat,
            "razao_social": cliente.razao_social,
            "cnpj": cliente.cnpj.sem_mascara(),
            "unidade": cliente.unidade,
            "servico": cliente.servico,
        },
        "operadora": {
            "codigo": operadora.codigo,
            "nome": operadora.nome,
            "possui_rpa": operadora.possui_rpa,
            "simultaneos": operadora.configuracao_rpa.simultaneos(),
        },
    })
}

/// A linha do processo e a auditoria, no commit que faz a instância nascer.
struct ProcessoCriado {
    novo: ProcessoNovo,
    quem: Quem,
}

#[async_trait]
impl Anexo for ProcessoCriado {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        _instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        if !unidade.criar_processo(&self.novo, agora).await? {
            return Err(ErroArmazem::JaExiste { restricao: "processos_um_por_mes".to_owned() });
        }
        let depois = json!({ "mes_ano": self.novo.mes_ano, "hash": self.novo.hash });
        auditoria::registrar(unidade, &self.quem, "criar", "processo", self.novo.id, None, Some(depois), agora).await
    }
}
