//! Página de entrada.

use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, ParametrosDaSonda, Sonda, codigos};

use crate::seletores::{CLIENTES, ENTRAR, LOGIN, RECADO, SENHA};

/// Entra no SAT e só volta com a prova de que entrou. Erro `credencial_invalida` se o portal recusa.
pub fn entrar(url: &str, usuario: &str, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("login");
    let navegador = contexto.navegador();
    navegador.abrir(url)?;
    navegador.alvo(&LOGIN).preencher(usuario)?;
    navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
    navegador.alvo(&ENTRAR).clicar()?;
    match navegador.esperar_algum(&[&CLIENTES, &RECADO]).map_err(|erro| erro.ao("entrar no SAT"))? {
        0 => Ok(()),
        _ => Err(recusa(&navegador.alvo(&RECADO).texto()?)),
    }
}

/// Confere o que há na entrada e, com a conta do SAT, a prova de que se entrou.
pub fn sondar(entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
    sonda.abrir(&entrada.url_portal)?;
    let inteira = sonda.conferir(&[&LOGIN, &SENHA, &ENTRAR])?;
    match &entrada.usuario {
        Some(usuario) if inteira && sonda.tem_senha() => {
            entrar(&entrada.url_portal, usuario, sonda.contexto())?;
            sonda.conferir(&[&CLIENTES]).map(drop)
        }
        _ => Ok(()),
    }
}

fn recusa(recado: &str) -> Erro {
    if recado.to_lowercase().contains("inválid") {
        return Erro::negocio(codigos::CREDENCIAL_INVALIDA, "o SAT recusou o usuário ou a senha")
            .acao("Corrija o usuário e a senha do SAT nas configurações.")
            .detalhe("recado", recado);
    }
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("o SAT não deixou entrar: {recado}"))
}

#[cfg(test)]
mod testes {
    use esteira_sdk::Classe;
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;
    use crate::testes::{entrada, pagina_de_login};

    fn entrar_em(resposta: Pagina) -> Result<(), Erro> {
        let portal = Portal::novo().pagina(pagina_de_login()).pagina(resposta);
        entrar(&entrada().url_portal, &entrada().usuario, &portal.contexto())
    }

    #[test]
    fn login_so_termina_com_o_menu_na_tela() {
        entrar_em(Pagina::nova("inicio").com(CLIENTES, No::novo().em_ms(1_200))).unwrap();
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

    #[test]
    fn portal_mudo_nao_vira_credencial_invalida() {
        let erro = entrar_em(Pagina::nova("inicio")).unwrap_err();
        assert_eq!((erro.codigo(), erro.classe()), ("tempo_esgotado", Classe::Tecnico));
    }
}
