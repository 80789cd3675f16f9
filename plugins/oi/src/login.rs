//! Página de entrada: formulário num quadro, prova do login na página de fora.

use std::time::Duration;

use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosDaSonda, Sonda, codigos};

use crate::seletores::{EMAIL, ENTRAR, QUADRO_DE_LOGIN, RECADO, RECADO_DE_CREDENCIAL, SENHA, VER_CONTAS};

/// Do clique em "Entrar" até a área do cliente ou um recado.
const PRAZO_DO_LOGIN: Duration = Duration::from_secs(30);
/// A cada quanto se olha dentro do quadro, enquanto se espera fora dele.
const PULSO: Duration = Duration::from_secs(1);

/// Entra no portal e só volta com a prova de que entrou. Erro `credencial_invalida` se o portal recusa.
pub fn entrar(url: &str, usuario: &str, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("login");
    let navegador = contexto.navegador();
    navegador.abrir(url)?;
    navegador.entrar_quadro(&QUADRO_DE_LOGIN).map_err(|erro| erro.ao("abrir o formulário de login"))?;
    navegador.alvo(&EMAIL).preencher(usuario)?;
    navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
    navegador.alvo(&ENTRAR).clicar()?;
    esperar_resposta(&navegador, contexto)
}

/// A prova aparece na página; a recusa, dentro do quadro. Nenhuma espera vê os dois, então alterna.
fn esperar_resposta(navegador: &Navegador, contexto: &Contexto) -> Result<(), Erro> {
    let relogio = contexto.relogio();
    let comeco = relogio.agora_ms();
    let pulso = navegador.com_prazo(PULSO);
    loop {
        navegador.quadro_raiz()?;
        match pulso.esperar_algum(&[&VER_CONTAS, &RECADO_DE_CREDENCIAL]) {
            Ok(0) => return Ok(()),
            Ok(_) => return Err(recusa(&navegador.alvo(&RECADO_DE_CREDENCIAL).texto()?)),
            Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {}
            Err(erro) => return Err(erro),
        }
        if let Some(recado) = recado_no_quadro(navegador) {
            return Err(recusa(&recado));
        }
        if u128::from(relogio.agora_ms().saturating_sub(comeco)) >= PRAZO_DO_LOGIN.as_millis() {
            return Err(Erro::tecnico(codigos::TEMPO_ESGOTADO, "o portal não respondeu ao login")
                .acao("Repita mais tarde; se persistir, entre à mão no portal para ver o que mudou."));
        }
    }
}

/// O quadro some quando o login dá certo, até no meio desta olhada: falha aqui só quer dizer "nada por enquanto", e o que for grave
/// volta no próximo comando.
fn recado_no_quadro(navegador: &Navegador) -> Option<String> {
    navegador.encontrar(&QUADRO_DE_LOGIN).ok()?;
    navegador.entrar_quadro(&QUADRO_DE_LOGIN).ok()?;
    navegador.textos(&RECADO).ok()?.into_iter().find(|texto| !texto.trim().is_empty())
}

/// Confere o que há na entrada e, com uma conta, a prova de que se entrou.
pub fn sondar(entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
    sonda.abrir(&entrada.url_portal)?;
    if !sonda.conferir(&[&QUADRO_DE_LOGIN])? {
        return Ok(());
    }
    let navegador = sonda.contexto().navegador();
    navegador.entrar_quadro(&QUADRO_DE_LOGIN)?;
    let inteira = sonda.conferir(&[&EMAIL, &SENHA, &ENTRAR])?;
    match &entrada.usuario {
        Some(usuario) if inteira && sonda.tem_senha() => {
            entrar(&entrada.url_portal, usuario, sonda.contexto())?;
            sonda.conferir(&[&VER_CONTAS]).map(drop)
        }
        _ => Ok(()),
    }
}

fn recusa(recado: &str) -> Erro {
    if recado.to_lowercase().contains("inválid") {
        return Erro::negocio(codigos::CREDENCIAL_INVALIDA, "a Oi recusou o usuário ou a senha")
            .acao("Corrija o login e a senha no cadastro do cliente.")
            .detalhe("recado", recado);
    }
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Oi não deixou entrar: {recado}"))
}

#[cfg(test)]
mod testes {
    use esteira_sdk::Classe;
    use esteira_sdk::teste::{No, Pagina, Portal, Reacao};

    use super::*;
    use crate::testes::{entrada, formulario_de_login, pagina_de_login};

    fn entrar_em(portal: Portal) -> Result<(), Erro> {
        entrar(&entrada().url_portal, &entrada().usuario, &portal.contexto())
    }

    #[test]
    fn login_so_termina_com_a_prova_na_pagina_de_fora() {
        let portal = Portal::novo()
            .pagina(pagina_de_login())
            .pagina(formulario_de_login(No::novo().ao_clicar(Reacao::IrRaiz("inicio".into()))))
            .pagina(Pagina::nova("inicio").com(VER_CONTAS, No::novo().em_ms(2_500)));
        entrar_em(portal.clone()).unwrap();
        assert_eq!(portal.preenchido(&EMAIL).unwrap(), entrada().usuario);
        assert_eq!(portal.preenchido(&SENHA).unwrap(), "<senha_portal>");
        assert!(portal.passaram_ms() >= 2_500);
    }

    #[test]
    fn senha_recusada_e_erro_de_negocio_sem_esperar_o_prazo() {
        let portal = Portal::novo()
            .pagina(pagina_de_login())
            .pagina(formulario_de_login(No::novo().vai("recusado")))
            .pagina(Pagina::nova("recusado").com(RECADO, No::texto("Usuário ou senha inválidos").em_ms(400)));
        let erro = entrar_em(portal.clone()).unwrap_err();
        assert_eq!((erro.codigo(), erro.classe()), ("credencial_invalida", Classe::Negocio));
        assert!(portal.passaram_ms() < 5_000);
    }

    #[test]
    fn outro_recado_no_quadro_e_portal_fora_do_ar() {
        let portal = Portal::novo()
            .pagina(pagina_de_login())
            .pagina(formulario_de_login(No::novo().vai("fora")))
            .pagina(Pagina::nova("fora").com(RECADO, No::texto("Não foi possível entrar agora.")));
        let erro = entrar_em(portal).unwrap_err();
        assert_eq!((erro.codigo(), erro.classe()), ("portal_indisponivel", Classe::Tecnico));
    }

    #[test]
    fn portal_mudo_esgota_o_prazo_e_pode_repetir() {
        let portal = Portal::novo().pagina(pagina_de_login()).pagina(formulario_de_login(No::novo()));
        let erro = entrar_em(portal).unwrap_err();
        assert_eq!((erro.codigo(), erro.classe()), ("tempo_esgotado", Classe::Tecnico));
    }
}
