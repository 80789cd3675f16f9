//! O que se pede aos dois bancos, e a resposta sem o que é de cada um.

use std::time::Duration;

use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_armazem::motor::{FiltroDeTarefas, Gravacao, InstanciaNova, ItemConcluido};
use esteira_armazem::{Armazem, ErroArmazem};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, NoId, TarefaId};

/// Mais do que qualquer sequência dura: um nó renovado por isto não morre no meio.
const UM_DIA: Duration = Duration::from_secs(86_400);

#[derive(Debug)]
pub enum Operacao {
    Gravar(Gravacao),
    /// Como [`Operacao::Gravar`], numa unidade que ou se confirma ou se larga.
    GravarNaUnidade {
        lote: Gravacao,
        confirmar: bool,
    },
    Conceder {
        no: NoId,
        tipo: TipoDeItem,
        quantos: u32,
    },
    Devolver(Concedido),
    RenovarNo(NoId),
    SoltarNo(NoId),
    RecolherDeNosMortos,
    EsquecerNos,
    LimparPartidas,
    ProximaVisivel(TipoDeItem),
    Vigentes(Vec<ItemConcluido>),
    ChavesVivas(Vec<InstanciaNova>),
    LerLote(Vec<InstanciaId>, Vec<TarefaId>),
    Instancias(Option<&'static str>, u32),
    Tarefas(FiltroDeTarefas),
}

#[derive(Debug, PartialEq)]
pub enum Resposta {
    Feito,
    /// Alguém mudou antes, ou já existe: os dois bancos podem achar uma coisa ou a outra primeiro, e quem grava trata igual.
    Recusado,
    Concedidos(Vec<Concedido>),
    Lido(String),
}

impl Operacao {
    pub async fn fazer(&self, armazem: &Armazem, inquilino: InquilinoId, agora: Instante) -> Resposta {
        match self.tentar(armazem, inquilino, agora).await {
            Ok(resposta) => resposta,
            Err(ErroArmazem::Conflito | ErroArmazem::JaExiste { .. }) => Resposta::Recusado,
            Err(erro) => panic!("{}: {self:?} deu {erro:?}", armazem.nome()),
        }
    }

    async fn tentar(
        &self,
        armazem: &Armazem,
        inquilino: InquilinoId,
        agora: Instante,
    ) -> Result<Resposta, ErroArmazem> {
        let mut ler = armazem.ler(inquilino).await?;
        Ok(match self {
            Self::Gravar(lote) => {
                drop(ler);
                armazem.gravar(copiar(lote), agora).await?;
                Resposta::Feito
            }
            Self::GravarNaUnidade { lote, confirmar } => {
                drop(ler);
                let mut unidade = armazem.escrever(inquilino).await?;
                unidade.gravar(copiar(lote), agora).await?;
                if *confirmar {
                    unidade.confirmar().await?;
                }
                Resposta::Feito
            }
            Self::Conceder { no, tipo, quantos } => {
                drop(ler);
                Resposta::Concedidos(armazem.conceder(*no, *tipo, *quantos, agora).await?)
            }
            Self::Devolver(concedido) => {
                drop(ler);
                armazem.devolver_item(concedido).await?;
                Resposta::Feito
            }
            Self::RenovarNo(no) => lido(armazem.renovar_no(*no, "nó", UM_DIA).await?),
            Self::SoltarNo(no) => lido(armazem.soltar_no(*no).await?),
            Self::RecolherDeNosMortos => lido(armazem.recolher_de_nos_mortos().await?),
            Self::EsquecerNos => lido(armazem.esquecer_nos().await?),
            Self::LimparPartidas => lido(armazem.limpar_partidas(agora).await?),
            Self::ProximaVisivel(tipo) => lido(armazem.proxima_visivel(*tipo).await?),
            Self::Vigentes(concluidos) => {
                drop(ler);
                let vigentes = armazem.escrever(inquilino).await?.concessoes_vigentes(concluidos).await?;
                lido(concluidos.iter().map(|c| vigentes.contains(c)).collect::<Vec<_>>())
            }
            Self::ChavesVivas(novas) => lido(ler.chaves_vivas(&novas.iter().collect::<Vec<_>>()).await?),
            Self::LerLote(instancias, tarefas) => {
                let mut leitura = ler.ler_lote(instancias, tarefas, false).await?;
                leitura.instancias.sort_by_key(|lida| lida.instancia.id);
                for lida in &mut leitura.instancias {
                    lida.tarefas.sort_by_key(|tarefa| tarefa.id);
                }
                let mut encerradas: Vec<_> = leitura.encerradas.into_iter().collect();
                encerradas.sort();
                let mut donas: Vec<_> = leitura.tarefas.into_iter().collect();
                donas.sort();
                lido((leitura.instancias, encerradas, donas))
            }
            Self::Instancias(situacao, limite) => lido(ler.instancias(*situacao, *limite).await?),
            Self::Tarefas(filtro) => lido(ler.tarefas(filtro).await?),
        })
    }
}

fn lido(valor: impl std::fmt::Debug) -> Resposta {
    Resposta::Lido(format!("{valor:?}"))
}

fn copiar(lote: &Gravacao) -> Gravacao {
    Gravacao {
        concluidos: lote.concluidos.clone(),
        recolhidas: lote.recolhidas.clone(),
        suspensas: lote.suspensas.clone(),
        itens: lote.itens.clone(),
        retratos: lote.retratos.clone(),
        historico: lote.historico.clone(),
        tarefas_abertas: lote.tarefas_abertas.clone(),
        tarefas_mudadas: lote.tarefas_mudadas.clone(),
        tarefas_fechadas: lote.tarefas_fechadas.clone(),
        auditoria: Vec::new(),
    }
}
