//! Página de entrada.

use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosDaSonda, ParametrosEntradaPadrao, Sonda, codigos};

use crate::seletores::{ENTRAR, FATURA_ON_LINE, LOGIN, RECADO, SENHA};

/// Mais alertas que isto, um atrás do outro, não são avisos.
const MAXIMO_DE_ALERTAS: usize = 3;
/// O código do hospedeiro para um comando que esbarrou num alerta aberto.
const ALERTA: &str = "alerta_inesperado";

/// Entra no portal e só volta com a prova de que entrou. Erro `credencial_invalida` se o portal recusa.
pub fn entrar(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("login");
    let navegador = contexto.navegador();
    navegador.abrir(&entrada.url_portal)?;
    navegador.alvo(&LOGIN).preencher(&entrada.usuario)?;
    navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
    navegador.alvo(&ENTRAR).clicar()?;
    for _ in 0..MAXIMO_DE_ALERTAS {
        match navegador.esperar_algum(&[&FATURA_ON_LINE, &RECADO]) {
            Ok(0) => return Ok(()),
            Ok(_) => return Err(recusa(&navegador.alvo(&RECADO).texto()?)),
            Err(erro) if erro.codigo() == ALERTA => fechar_alerta(&navegador, contexto)?,
            Err(erro) => return Err(erro.ao("entrar na Embratel")),
        }
    }
    Err(Erro::tecnico(codigos::PORTAL_INDISPONIVEL, "a Embratel abre um alerta atrás do outro, e não a página"))
}

/// O alerta ou é a recusa, ou é um aviso que não impede de entrar.
fn fechar_alerta(navegador: &Navegador, contexto: &Contexto) -> Result<(), Erro> {
    let texto = navegador.alerta_texto()?;
    navegador.alerta_aceitar()?;
    if e_de_credencial(&texto) {
        return Err(recusa(&texto));
    }
    contexto.registro().aviso(&format!("alerta do portal: {texto}"));
    Ok(())
}

/// Confere o que há na entrada.
pub fn sondar(entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
    sonda.abrir(&entrada.url_portal)?;
    sonda.conferir(&[&LOGIN, &SENHA, &ENTRAR]).map(drop)
}

fn recusa(recado: &str) -> Erro {
    if e_de_credencial(recado) {
        return Erro::negocio(codigos::CREDENCIAL_INVALIDA, "a Embratel recusou o usuário ou a senha")
            .acao("Corrija o login e a senha no cadastro do cliente.")
            .detalhe("recado", recado);
    }
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Embratel não deixou entrar: {recado}"))
}

fn e_de_credencial(recado: &str) -> bool {
    recado.to_lowercase().contains("inválid")
}

#[cfg(test)]
mod testes {
    use esteira_sdk::Classe;
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;
    use crate::testes::{entrada, pagina_de_login};

    fn entrar_em(resposta: Pagina) -> Result<(), Erro> {
        entrar(&entrada(), &Portal::novo().pagina(pagina_de_login()).pagina(resposta).contexto())
    }

    #[test]
    fn login_so_termina_com_o_menu_na_tela() {
        entrar_em(Pagina::nova("inicio").com(FATURA_ON_LINE, No::novo().em_ms(1_200))).unwrap();
    }

    #[test]
    fn senha_recusada_e_de_negocio_e_outro_recado_e_tecnico() {
        let recusado = |texto: &str| {
            let erro = entrar_em(Pagina::nova("inicio").com(RECADO, No::texto(texto))).unwrap_err();
            (erro.codigo().to_owned(), erro.classe())
        };
        assert_eq!(recusado("Usuário ou senha inválidos"), ("credencial_invalida".to_owned(), Classe::Negocio));
        assert_eq!(recusado("Sistema em manutenção"), ("portal_indisponivel".to_owned(), Classe::Tecnico));
    }

    /// No robô antigo, três cliques tolerantes e mais de cem segundos até um erro que falava de outra coisa.
    #[test]
    fn portal_mudo_nao_vira_credencial_invalida() {
        let erro = entrar_em(Pagina::nova("inicio")).unwrap_err();
        assert_eq!((erro.codigo(), erro.classe()), ("tempo_esgotado", Classe::Tecnico));
    }
}
