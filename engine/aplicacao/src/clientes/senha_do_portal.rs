//! A senha do portal da operadora: entra, fica cifrada, e só o executor a abre.

use esteira_armazem::Unidade;
use esteira_armazem::cadastro::ClienteGuardado;
use esteira_base::ids::{ClienteId, InquilinoId};
use esteira_base::{Instante, Segredo};
use esteira_dominio::Acao;
use serde_json::json;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Nome com que o cofre separa este segredo dos outros; mudá-lo torna ilegíveis as senhas guardadas.
const CAMPO: &str = "senha_portal";
/// Maior senha de portal, em caracteres.
pub const MAXIMO_SENHA_PORTAL: usize = 255;

/// Guarda a senha, ou a apaga se não vem nenhuma. `revisao` é a lida.
pub async fn definir_senha_do_portal(
    app: &Aplicacao,
    quem: &Quem,
    id: ClienteId,
    revisao: i64,
    senha: Option<Segredo>,
) -> Result<ClienteGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.cliente(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("cliente", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    let mudado = trocar_senha(app, &mut unidade, quem, &lido, senha, agora).await?;
    unidade.confirmar().await?;
    Ok(mudado)
}

/// Troca e audita, na unidade de quem chama.
pub(super) async fn trocar_senha(
    app: &Aplicacao,
    unidade: &mut Unidade,
    quem: &Quem,
    lido: &ClienteGuardado,
    senha: Option<Segredo>,
    agora: Instante,
) -> Result<ClienteGuardado, ErroAplicacao> {
    let cifrada = senha.map(|senha| cifrar(app, quem.inquilino, &senha)).transpose()?;
    let mudado = unidade.definir_senha_do_portal(lido, cifrada, agora).await?;
    let antes = Some(json!({ "tem_senha_portal": lido.cliente.tem_senha }));
    let depois = Some(json!({ "tem_senha_portal": mudado.cliente.tem_senha }));
    let id = lido.cliente.id;
    auditoria::registrar(unidade, quem, "definir_senha_portal", "cliente", id, antes, depois, agora).await?;
    Ok(mudado)
}

/// A senha em claro, para entregar ao navegador da execução. Nenhuma se o cliente não tem.
pub async fn segredo_do_portal(
    app: &Aplicacao,
    unidade: &mut Unidade,
    cliente: ClienteId,
) -> Result<Option<Segredo>, ErroAplicacao> {
    let cifrada = unidade.senha_do_portal(cliente).await?;
    let aberta = cifrada.map(|cifrada| app.cofre.decifrar(unidade.inquilino(), CAMPO, &cifrada)).transpose()?;
    Ok(aberta)
}

/// Confere o tamanho e cifra. A senha vai como veio: espaços podem fazer parte dela.
pub(super) fn cifrar(app: &Aplicacao, inquilino: InquilinoId, senha: &Segredo) -> Result<Vec<u8>, ErroAplicacao> {
    let tamanho = senha.revelar().chars().count();
    if tamanho == 0 {
        return Err(ErroAplicacao::campo(CAMPO, "obrigatorio", "informe a senha, ou não mande o campo"));
    }
    if tamanho > MAXIMO_SENHA_PORTAL {
        let mensagem = format!("tem {tamanho} caracteres; o máximo é {MAXIMO_SENHA_PORTAL}");
        return Err(ErroAplicacao::campo(CAMPO, "longo_demais", mensagem));
    }
    Ok(app.cofre.cifrar(inquilino, CAMPO, senha)?)
}
