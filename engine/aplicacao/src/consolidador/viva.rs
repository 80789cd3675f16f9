//! Uma instância viva, inteira na memória: o que o lote decide e o que a memória guarda de um lote para o outro.

use std::sync::Arc;

use esteira_armazem::ErroArmazem;
use esteira_armazem::motor::{InstanciaLida, InstanciaNova, Origem, PAPEL, Retrato, Tarefa, TarefaAberta, USUARIO};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use esteira_motor::Fluxo;
use esteira_motor::maquina::{Espera, Estado};

use super::efeitos::nao_serializa;
use super::recado::Mae;

/// O que uma instância ocupa além do texto do estado, e quantas vezes o estado na memória é maior que o texto dele. De sobra: os mapas de JSON
/// reservam espaço, e o alocador não devolve tudo. Com menos, 50.000 paradas passavam da memória que o servidor pode ter.
const PESO_FIXO: usize = 3 * 1_024;
const PESO_DO_ESTADO: usize = 6;

pub(super) struct Viva {
    pub origem: Arc<Origem>,
    pub fluxo: Arc<Fluxo>,
    pub estado: Estado,
    /// As abertas.
    pub tarefas: Vec<TarefaViva>,
    /// Quantos eventos o banco tem dela; nenhum = ainda não nasceu.
    pub gravada: Option<i64>,
    /// Se veio da memória, e não do banco, neste lote: outro nó pode tê-la mudado sem que se saiba.
    pub da_memoria: bool,
    /// Bytes que ocupa, por alto.
    pub peso: usize,
}

pub(super) struct TarefaViva {
    pub aberta: TarefaAberta,
    /// Se o banco já a tem.
    pub guardada: bool,
    /// Se mudou desde que o banco a teve.
    pub mudou: bool,
}

impl Viva {
    pub fn nova(inquilino: InquilinoId, nova: &InstanciaNova, fluxo: Arc<Fluxo>, agora: Instante) -> Self {
        let origem = Origem {
            inquilino,
            id: nova.id,
            fluxo_id: nova.fluxo_id,
            fluxo_nome: nova.fluxo_nome.clone(),
            chave: nova.chave.clone(),
            data_criacao: agora,
        };
        Self {
            origem: Arc::new(origem),
            fluxo,
            estado: Estado::default(),
            tarefas: Vec::new(),
            gravada: None,
            da_memoria: false,
            peso: PESO_FIXO,
        }
    }

    /// Como o banco a tem; `estado` é o de `lida`, já aberto.
    pub fn lida(lida: InstanciaLida, estado: Estado, fluxo: Arc<Fluxo>) -> Result<Self, ErroArmazem> {
        let InstanciaLida { inquilino, instancia, tarefas } = lida;
        let id = InstanciaId::from(instancia.id);
        let origem = Origem {
            inquilino,
            id,
            fluxo_id: instancia.fluxo_id,
            fluxo_nome: instancia.fluxo_nome,
            chave: instancia.chave,
            data_criacao: Instante::de_micros(instancia.data_criacao),
        };
        let tarefas = tarefas
            .into_iter()
            .map(|tarefa| {
                let aberta = TarefaAberta { inquilino, candidatos: candidatos_de(&tarefa, &estado)?, tarefa };
                Ok(TarefaViva { aberta, guardada: true, mudou: false })
            })
            .collect::<Result<_, ErroArmazem>>()?;
        Ok(Self {
            origem: Arc::new(origem),
            fluxo,
            estado,
            tarefas,
            gravada: Some(instancia.sequencia),
            da_memoria: false,
            peso: PESO_FIXO + PESO_DO_ESTADO * instancia.estado.len(),
        })
    }

    /// Quantos eventos tem.
    pub fn sequencia(&self) -> i64 {
        i64::try_from(self.estado.sequencia).unwrap_or(i64::MAX)
    }

    /// O retrato a gravar. Nenhum se nada mudou desde o gravado.
    pub fn retratar(&mut self) -> Result<Option<Retrato>, ErroArmazem> {
        let (sequencia, sequencia_lida) = (self.sequencia(), self.gravada);
        if sequencia_lida == Some(sequencia) {
            return Ok(None);
        }
        let estado = serde_json::to_string(&self.estado).map_err(|e| nao_serializa("instancias", "estado", e))?;
        self.peso = PESO_FIXO + PESO_DO_ESTADO * estado.len();
        Ok(Some(Retrato {
            origem: self.origem.clone(),
            situacao: self.estado.situacao.como_texto(),
            viva: self.estado.situacao.viva(),
            estado,
            estado_de_negocio: self.estado.estado_de_negocio.clone(),
            mae: Mae::de(&self.estado).map(|mae| mae.id),
            sequencia_lida,
            sequencia,
        }))
    }
}

/// Como um papel se escreve entre os candidatos.
pub(crate) fn candidato_por_papel(papel: &str) -> String {
    format!("{PAPEL}{papel}")
}

/// Como uma pessoa se escreve entre os candidatos.
pub(crate) fn candidato_por_usuario(id: &str) -> String {
    format!("{USUARIO}{id}")
}

/// Os candidatos de uma tarefa guardada: os do passo, e os que chegaram depois por escalonamento, atribuição ou delegação.
fn candidatos_de(tarefa: &Tarefa, estado: &Estado) -> Result<Vec<String>, ErroArmazem> {
    let lista = |coluna: &'static str, texto: &str| {
        serde_json::from_str::<Vec<String>>(texto).map_err(|erro| ErroArmazem::Corrompido {
            tabela: "tarefas",
            coluna,
            id: tarefa.id.to_string(),
            problema: erro.to_string(),
        })
    };
    let (mut papeis, mut usuarios) = (lista("papeis", &tarefa.papeis)?, lista("usuarios", &tarefa.usuarios)?);
    let visita = u32::try_from(tarefa.visita).ok().and_then(|visita| estado.visitas.get(&visita));
    if let Some(Espera::Tarefa(espera)) = visita.map(|visita| &visita.espera) {
        papeis.extend(espera.papeis.iter().cloned());
        usuarios.extend(espera.responsavel.iter().map(|pessoa| pessoa.id.clone()));
    }
    let papeis = papeis.iter().map(|papel| candidato_por_papel(papel));
    Ok(papeis.chain(usuarios.iter().map(|id| candidato_por_usuario(id))).collect())
}
