//! Clientes: criar, ver, alterar, senha do portal. Não se apagam: há faturas ligadas a eles.
//!
//! A senha do portal entra em claro, guarda-se cifrada e nunca volta: por fora só se vê se existe.

mod alterar;
mod criar;
mod senha_do_portal;
mod testar_acesso;
mod ver;

pub use alterar::alterar;
pub use criar::criar;
pub use senha_do_portal::{definir_senha_do_portal, segredo_do_portal};
pub use testar_acesso::{AcessoTestado, testar_acesso};
pub use ver::{listar, obter};

use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::OperadoraId;
use esteira_dominio::{Cliente, Operadora};
use serde_json::{Value, json};

use crate::ErroAplicacao;

/// A operadora de um cliente; a que não existe é erro do campo, não do endereço pedido.
async fn operadora_do_cliente(unidade: &mut Unidade, id: OperadoraId) -> Result<Operadora, ErroAplicacao> {
    let guardada = unidade.operadora(id).await?;
    guardada.map(|guardada| guardada.operadora).ok_or_else(|| {
        ErroAplicacao::campo("operadora_id", "invalido", "não há operadora com este id; escolha uma da lista")
    })
}

/// O cliente como a auditoria o guarda, para sempre: o CPF, que é dado pessoal, só coberto (LGPD).
fn para_a_auditoria(cliente: &Cliente) -> Value {
    let mut valor = json!(cliente);
    valor["cpf"] = json!(cliente.cpf.map(|cpf| cpf.coberto()));
    valor
}

fn operadora_inativa(operadora: &Operadora) -> ErroAplicacao {
    let mensagem = format!("a operadora {} está inativa; ative-a ou escolha outra", operadora.nome);
    ErroAplicacao::conflito("operadora_inativa", mensagem)
}

/// As unicidades de cliente: CNPJ + operadora + unidade + serviço, e o hash, vigente ou antigo.
pub(crate) fn duplicado(erro: ErroArmazem) -> ErroAplicacao {
    if erro.ja_existe("hash") {
        ErroAplicacao::conflito(
            "cliente_duplicado",
            "o hash de cadastro é, ou já foi, de outro cliente: confira nome no SAT, operadora, serviço, dados do SAT, filtro e unidade",
        )
    } else if erro.ja_existe("clientes") {
        ErroAplicacao::conflito("cliente_duplicado", "já existe um cliente com este CNPJ, operadora, unidade e serviço")
    } else {
        erro.into()
    }
}
