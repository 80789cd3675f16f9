//! Um lote: comandos decididos sobre estados carregados e gravados numa transação.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use esteira_armazem::fila::ItemNovo;
use esteira_armazem::motor::Retrato;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use esteira_motor::Fluxo;
use esteira_motor::maquina::{Comando, Decisao, ErroAtividade, Estado, NumeroVisita, decidir, parar};

use super::efeitos::{self, nao_serializa};
use super::escutas::{self, EscutaAberta};
use super::{Alvo, Anexo, Aplicado, CatalogoDeFluxos, Projetor};
use crate::ErroAplicacao;

/// Por que um comando não entrou no lote.
pub(super) enum Falha {
    /// Só este comando; o lote segue.
    DoComando(ErroAplicacao),
    /// A transação não vale mais: o lote tem de ser refeito.
    DoLote(ErroArmazem),
}

impl From<ErroArmazem> for Falha {
    fn from(erro: ErroArmazem) -> Self {
        Self::DoLote(erro)
    }
}

struct Carregada {
    fluxo: Arc<Fluxo>,
    estado: Estado,
    sequencia_lida: i64,
    inquilino: InquilinoId,
}

/// O que se junta antes de gravar.
pub(super) struct Lote<'a> {
    pub unidade: Unidade,
    pub agora: Instante,
    /// Linhas novas da fila.
    pub itens: Vec<ItemNovo>,
    /// Esperas que o comando em curso abriu e ainda não se confrontaram com os sinais guardados.
    pub escutas: Vec<EscutaAberta>,
    catalogo: &'a CatalogoDeFluxos,
    projetor: &'a dyn Projetor,
    carregadas: HashMap<InstanciaId, Carregada>,
    eventos: Vec<(InquilinoId, InstanciaId, i64, &'static str, String)>,
}

impl<'a> Lote<'a> {
    pub fn novo(unidade: Unidade, catalogo: &'a CatalogoDeFluxos, projetor: &'a dyn Projetor, agora: Instante) -> Self {
        let (itens, escutas, carregadas, eventos) = Default::default();
        Self { unidade, agora, itens, escutas, catalogo, projetor, carregadas, eventos }
    }

    /// Decide um comando e junta o que ele muda.
    pub async fn aplicar(
        &mut self,
        inquilino: InquilinoId,
        alvo: &Alvo,
        comando: &Comando,
        anexo: Option<&dyn Anexo>,
    ) -> Result<Aplicado, Falha> {
        self.unidade.em_nome_de(inquilino);
        let id = self.resolver(alvo).await?;
        let mut aplicado = self.decidir(id, comando, anexo).await?;
        if let Alvo::Sinal(sinal) = alvo {
            escutas::marcar(self, *sinal, &aplicado).await?;
        }
        escutas::entregar_guardados(self, &mut aplicado).await?;
        Ok(aplicado)
    }

    /// Decide sobre uma instância já carregada e junta o que muda.
    pub(super) async fn decidir(
        &mut self,
        id: InstanciaId,
        comando: &Comando,
        anexo: Option<&dyn Anexo>,
    ) -> Result<Aplicado, Falha> {
        let carregada = &self.carregadas[&id];
        let decisao = decidir_ou_parar(&carregada.fluxo, &carregada.estado, comando, self.agora)
            .map_err(|recusa| Falha::DoComando(recusa.into()))?;
        self.juntar(id, decisao, anexo).await
    }

    /// O estado de uma instância carregada, como está antes do comando em curso.
    pub(super) fn estado(&self, id: InstanciaId) -> Option<&Estado> {
        self.carregadas.get(&id).map(|carregada| &carregada.estado)
    }

    /// Acha (e carrega) a instância do alvo.
    async fn resolver(&mut self, alvo: &Alvo) -> Result<InstanciaId, Falha> {
        match alvo {
            Alvo::Nova(nova) => {
                let fluxo = self.fluxo(nova.fluxo_id).await?;
                if !self.unidade.criar_instancia(nova, self.agora).await? {
                    let mensagem =
                        format!("já existe uma instância viva de {} com a chave {}", nova.fluxo_nome, nova.chave);
                    return Err(Falha::DoComando(ErroAplicacao::conflito("instancia_viva", mensagem)));
                }
                let carregada = Carregada {
                    fluxo,
                    estado: Estado::default(),
                    sequencia_lida: 0,
                    inquilino: self.unidade.inquilino(),
                };
                self.carregadas.insert(nova.id, carregada);
                Ok(nova.id)
            }
            Alvo::Instancia(id) => self.carregar(*id).await,
            Alvo::Concessao { item, concessao, instancia } => {
                if !self.unidade.concluir_item(*item, *concessao).await? {
                    let mensagem = "a concessão passou a outro nó, ou a visita acabou; o relato não vale";
                    return Err(Falha::DoComando(ErroAplicacao::conflito("concessao_vencida", mensagem)));
                }
                self.carregar(*instancia).await
            }
            Alvo::Sinal(sinal) => escutas::achar_quem_espera(self, *sinal).await,
        }
    }

    pub(super) async fn carregar(&mut self, id: InstanciaId) -> Result<InstanciaId, Falha> {
        if self.carregadas.get(&id).is_some_and(|c| c.inquilino == self.unidade.inquilino()) {
            return Ok(id);
        }
        let instancia = self.unidade.instancia_para_mudar(id).await?;
        let instancia = instancia.ok_or_else(|| Falha::DoComando(ErroAplicacao::nao_encontrado("instância", id)))?;
        let estado = serde_json::from_str(&instancia.estado).map_err(|erro| {
            Falha::DoComando(ErroAplicacao::interno(ErroArmazem::Corrompido {
                tabela: "instancias",
                coluna: "estado",
                id: id.to_string(),
                problema: erro.to_string(),
            }))
        })?;
        let fluxo = self.fluxo(instancia.fluxo_id).await?;
        let inquilino = self.unidade.inquilino();
        self.carregadas.insert(id, Carregada { fluxo, estado, sequencia_lida: instancia.sequencia, inquilino });
        Ok(id)
    }

    async fn fluxo(&mut self, id: uuid::Uuid) -> Result<Arc<Fluxo>, Falha> {
        self.catalogo.obter(&mut self.unidade, id).await.map_err(Falha::DoComando)
    }

    async fn juntar(
        &mut self,
        id: InstanciaId,
        decisao: Decisao,
        anexo: Option<&dyn Anexo>,
    ) -> Result<Aplicado, Falha> {
        let inquilino = self.unidade.inquilino();
        let primeira = decisao.estado.sequencia - decisao.eventos.len() as u64 + 1;
        for (sequencia, evento) in (primeira..).zip(&decisao.eventos) {
            let dados = serde_json::to_string(evento).map_err(|e| nao_serializa("eventos", "dados", e))?;
            let sequencia = i64::try_from(sequencia).unwrap_or(i64::MAX);
            self.eventos.push((inquilino, id, sequencia, evento.tipo(), dados));
        }
        efeitos::gravar(self, id, &decisao).await?;
        self.projetor.projetar(&mut self.unidade, id, &decisao, self.agora).await?;
        if let Some(anexo) = anexo {
            anexo.gravar(&mut self.unidade, id, &decisao, self.agora).await?;
        }
        let aplicado = Aplicado {
            instancia: id,
            situacao: decisao.estado.situacao,
            estado_de_negocio: decisao.estado.estado_de_negocio.clone(),
            eventos: decisao.eventos,
        };
        if let Some(carregada) = self.carregadas.get_mut(&id) {
            carregada.estado = decisao.estado;
        }
        Ok(aplicado)
    }

    /// Grava o que se juntou e confirma. Ao retornar, está durável.
    pub async fn confirmar(mut self) -> Result<(), ErroArmazem> {
        for (id, carregada) in std::mem::take(&mut self.carregadas) {
            let sequencia = i64::try_from(carregada.estado.sequencia).unwrap_or(i64::MAX);
            if sequencia == carregada.sequencia_lida {
                continue;
            }
            self.unidade.em_nome_de(carregada.inquilino);
            let retrato = Retrato {
                id,
                situacao: carregada.estado.situacao.como_texto(),
                viva: carregada.estado.situacao.viva(),
                estado: serde_json::to_string(&carregada.estado)
                    .map_err(|e| nao_serializa("instancias", "estado", e))?,
                estado_de_negocio: carregada.estado.estado_de_negocio.clone(),
                sequencia_lida: carregada.sequencia_lida,
                sequencia,
            };
            self.unidade.gravar_retrato(&retrato, self.agora).await?;
        }
        self.gravar_eventos().await?;
        self.unidade.enfileirar(std::mem::take(&mut self.itens)).await?;
        self.unidade.confirmar().await
    }

    /// Grava os eventos juntados, um comando por inquilino.
    async fn gravar_eventos(&mut self) -> Result<(), ErroArmazem> {
        let mut por_inquilino: HashMap<InquilinoId, Vec<_>> = HashMap::new();
        for (inquilino, instancia, sequencia, tipo, dados) in std::mem::take(&mut self.eventos) {
            por_inquilino.entry(inquilino).or_default().push((instancia, sequencia, tipo, dados));
        }
        for (inquilino, eventos) in por_inquilino {
            self.unidade.em_nome_de(inquilino);
            self.unidade.gravar_eventos(eventos, self.agora).await?;
        }
        Ok(())
    }
}

/// Decide; se a decisão estoura (defeito do motor ou de uma expressão), só esta instância para, em atenção.
fn decidir_ou_parar(
    fluxo: &Fluxo,
    estado: &Estado,
    comando: &Comando,
    agora: Instante,
) -> Result<Decisao, esteira_motor::maquina::Recusa> {
    match catch_unwind(AssertUnwindSafe(|| decidir(fluxo, estado, comando.clone(), agora))) {
        Ok(decidido) => decidido,
        Err(_) => {
            let erro =
                ErroAtividade::do_fluxo("motor_falhou", "a decisão estourou; o defeito está registrado no log do nó");
            Ok(parar(fluxo, estado, visita_do(comando), erro, agora))
        }
    }
}

fn visita_do(comando: &Comando) -> Option<NumeroVisita> {
    match comando {
        Comando::Concluir { visita, .. }
        | Comando::Falhar { visita, .. }
        | Comando::Vencer { visita, .. }
        | Comando::Decidir { visita, .. }
        | Comando::RepetirPasso { visita, .. }
        | Comando::PularPasso { visita, .. } => Some(*visita),
        Comando::Iniciar { .. } | Comando::Entregar { .. } | Comando::Cancelar { .. } => None,
    }
}
