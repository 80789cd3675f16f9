//! Levantar uma instância do banco para a memória. A que não se lê não leva as outras do lote: fica de fora dele, e depois vai para atenção.

use std::sync::Arc;

use esteira_armazem::motor::InstanciaLida;
use esteira_armazem::{Armazem, ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use esteira_motor::Fluxo;
use uuid::Uuid;

use super::CatalogoDeFluxos;
use super::viva::Viva;
use crate::ErroAplicacao;
use crate::cargas::Cargas;
use crate::retrato::{self, Ilegivel, Lido};

/// Uma instância que se quis levantar.
pub(super) enum Levantada {
    Viva(Box<Viva>),
    /// Uma viva que estava parada por não se ler, e agora se lê: o que tem na fila pode andar.
    Voltou(Box<Viva>),
    Parada(Parada),
    /// A versão do fluxo dela não existe.
    SemFluxo,
}

/// Uma instância que não se lê.
pub(super) struct Parada {
    pub inquilino: InquilinoId,
    pub id: InstanciaId,
    sequencia: i64,
    /// Se já está em atenção.
    em_atencao: bool,
    ilegivel: Ilegivel,
    /// Se algo saiu da fila para ela, e tem de voltar a esperar.
    pub insistem: bool,
}

pub(super) async fn levantar(
    unidade: &mut Unidade,
    catalogo: &CatalogoDeFluxos,
    cargas: &Cargas,
    mut lida: InstanciaLida,
) -> Result<Levantada, ErroArmazem> {
    unidade.em_nome_de(lida.inquilino);
    let em_atencao = lida.instancia.situacao == "PRECISA_DE_ATENCAO";
    let (inquilino, id, sequencia) = (lida.inquilino, lida.instancia.id.into(), lida.instancia.sequencia);
    let parada =
        |ilegivel| Ok(Levantada::Parada(Parada { inquilino, id, sequencia, em_atencao, ilegivel, insistem: false }));
    let fluxo = match conhecer(unidade, catalogo, lida.instancia.fluxo_id).await? {
        Ok(Some(fluxo)) => fluxo,
        Ok(None) => return Ok(Levantada::SemFluxo),
        Err(ilegivel) => return parada(ilegivel),
    };
    let Lido { estado, texto } = match retrato::ler(unidade, cargas, &lida.instancia).await? {
        Ok(lido) => lido,
        Err(ilegivel) => return parada(ilegivel),
    };
    if let Some(texto) = texto {
        lida.instancia.estado = texto;
    }
    let voltou = em_atencao && estado.situacao.como_texto() != lida.instancia.situacao;
    match Viva::lida(lida, estado, fluxo) {
        Ok(viva) if voltou => Ok(Levantada::Voltou(Box::new(viva))),
        Ok(viva) => Ok(Levantada::Viva(Box::new(viva))),
        Err(ErroArmazem::Corrompido { tabela, coluna, problema, .. }) => {
            parada(Ilegivel { problema: format!("{tabela}.{coluna}: {problema}") })
        }
        Err(erro) => Err(erro),
    }
}

/// A versão do fluxo; a que não se lê mais não é erro do lote.
pub(super) async fn conhecer(
    unidade: &mut Unidade,
    catalogo: &CatalogoDeFluxos,
    fluxo: Uuid,
) -> Result<Result<Option<Arc<Fluxo>>, Ilegivel>, ErroArmazem> {
    match catalogo.obter(unidade, fluxo).await {
        Ok(fluxo) => Ok(Ok(fluxo)),
        Err(ErroArmazem::Corrompido { problema, .. }) => {
            tracing::error!(fluxo.id = %fluxo, problema, "versão de fluxo ilegível");
            Ok(Err(Ilegivel { problema }))
        }
        Err(erro) => Err(erro),
    }
}

impl Parada {
    /// A recusa de um comando para ela.
    pub fn recusa(&self) -> ErroAplicacao {
        self.ilegivel.recusa(self.id)
    }

    /// Põe-na em atenção, com a fila à espera, se já não está.
    pub async fn estacionar(&self, armazem: &Armazem, agora: Instante) {
        if self.em_atencao && !self.insistem {
            return;
        }
        tracing::error!(instancia.id = %self.id, problema = self.ilegivel.problema, "instância ilegível; fica em atenção");
        // Se não deu agora, o próximo comando para ela tenta de novo.
        if let Err(erro) = self.gravar(armazem, agora).await {
            tracing::warn!(instancia.id = %self.id, %erro, "não consegui pôr em atenção uma instância ilegível");
        }
    }

    async fn gravar(&self, armazem: &Armazem, agora: Instante) -> Result<(), ErroArmazem> {
        let mut unidade = armazem.escrever(self.inquilino).await?;
        unidade.estacionar(self.id, self.sequencia, agora).await?;
        unidade.confirmar().await
    }
}
