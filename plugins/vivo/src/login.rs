//! Página de entrada: e-mail, CPF e senha, uma etapa de cada vez, e o código de quem o tem de informar.

use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosDaSonda, ParametrosEntradaPadrao, Por, Sonda, codigos};

use crate::codigo;
use crate::seletores::{ACESSAR, CODIGO, CPF, EMPRESA_ABERTA, LOGIN, RECADO, SENHA};

/// Entra no portal e só volta com a prova de que entrou. Erros `credencial_invalida` e os de [`codigo::informar`].
pub fn entrar(cpf: &str, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("login");
    let navegador = contexto.navegador();
    navegador.abrir(&entrada.url_portal)?;
    navegador.alvo(&LOGIN).preencher(&entrada.usuario)?;
    acessar(&navegador, &[&CPF])?;
    navegador.alvo(&CPF).preencher(cpf)?;
    acessar(&navegador, &[&SENHA])?;
    navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
    match acessar(&navegador, &[&EMPRESA_ABERTA, &CODIGO])? {
        0 => Ok(()),
        _ => codigo::informar(entrada, contexto),
    }
}

/// Passa à etapa seguinte; devolve qual das que se esperam.
fn acessar(navegador: &Navegador, seguintes: &[&Por]) -> Result<usize, Erro> {
    navegador.alvo(&ACESSAR).clicar()?;
    let recado = RECADO;
    let opcoes: Vec<&Por> = seguintes.iter().copied().chain([&recado]).collect();
    let achado = navegador.esperar_algum(&opcoes).map_err(|erro| erro.ao("entrar na Vivo"))?;
    if achado < seguintes.len() {
        return Ok(achado);
    }
    Err(recusa(&navegador.alvo(&recado).texto()?))
}

/// Confere o que há na entrada, que só depois pede o CPF e a senha.
pub fn sondar(entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
    sonda.abrir(&entrada.url_portal)?;
    sonda.conferir(&[&LOGIN, &ACESSAR]).map(drop)
}

fn recusa(recado: &str) -> Erro {
    if recado.to_lowercase().contains("inválid") {
        return Erro::negocio(codigos::CREDENCIAL_INVALIDA, "a Vivo recusou o e-mail, o CPF ou a senha")
            .acao("Corrija o login, o CPF e a senha no cadastro do cliente.")
            .detalhe("recado", recado);
    }
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Vivo não deixou entrar: {recado}"))
}
