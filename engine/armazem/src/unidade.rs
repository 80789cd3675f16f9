//! A unidade de trabalho: uma transação aberta em nome de um inquilino.

use esteira_base::ids::InquilinoId;

use crate::ErroArmazem;
use crate::banco::{Alcance, Conexao};

/// Uma transação em nome de um inquilino. Todo método dela já filtra por ele, e nenhuma consulta pode esquecê-lo.
///
/// Largada sem [`Unidade::confirmar`], desfaz-se.
pub struct Unidade {
    pub(crate) con: Conexao,
    pub(crate) inquilino: InquilinoId,
}

impl Unidade {
    pub(crate) fn nova(con: Conexao, inquilino: InquilinoId) -> Self {
        Self { con, inquilino }
    }

    /// Em nome de quem.
    pub fn inquilino(&self) -> InquilinoId {
        self.inquilino
    }

    /// Passa a agir por outro inquilino na mesma transação. Só para quem junta comandos de vários num lote (o consolidador).
    pub fn em_nome_de(&mut self, inquilino: InquilinoId) {
        self.inquilino = inquilino;
        self.con.alcancar(Alcance::De(inquilino));
    }

    /// A transação sem os filtros deste pacote, para o teste que faz de quem os esquece.
    #[cfg(feature = "conformidade")]
    pub fn conexao_para_testes(&mut self) -> &mut Conexao {
        &mut self.con
    }

    /// Confirma tudo. Ao retornar, está durável.
    pub async fn confirmar(self) -> Result<(), ErroArmazem> {
        self.con.confirmar().await
    }
}

/// Um pedaço de uma lista, com o que passar para ver o seguinte.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagina<T> {
    /// Itens desta página, na ordem da lista.
    pub itens: Vec<T>,
    /// Passe como `depois_de` para a página seguinte; nenhum = acabou.
    pub proximo: Option<uuid::Uuid>,
}

impl<T> Pagina<T> {
    /// De uma leitura de `limite + 1` itens: o que sobra só diz que há mais.
    pub(crate) fn de(mut itens: Vec<T>, limite: usize, id: impl Fn(&T) -> uuid::Uuid) -> Self {
        let ha_mais = itens.len() > limite;
        itens.truncate(limite);
        let proximo = itens.last().filter(|_| ha_mais).map(id);
        Self { itens, proximo }
    }
}
