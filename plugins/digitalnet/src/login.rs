//! A entrada, em dois passos: o botão do login completo e o formulário dele.

use std::time::Duration;

use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosDaSonda, ParametrosEntradaPadrao, Sonda, codigos};

use crate::seletores::{
    CPF_CNPJ, ENTRAR, FAZER_LOGIN, PAGAR_AGORA, RECADO, SELETOR_DE_CONTRATOS, SEM_PENDENCIAS, SENHA,
};

/// Quanto se espera o botão do login completo antes de tentar o caminho que passa por "Entrar".
const PRAZO_DO_BOTAO: Duration = Duration::from_secs(5);

/// Entra no portal e só volta com a prova de que entrou. Erro `credencial_invalida` se o portal recusa.
pub fn entrar(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("login");
    let navegador = contexto.navegador();
    navegador.abrir(&entrada.url_portal)?;
    navegador.alvo(&CPF_CNPJ).preencher(&entrada.usuario)?;
    abrir_login_completo(&navegador)?;
    navegador.esperar_visivel(&SENHA).map_err(|erro| erro.ao("abrir o formulário de login"))?;
    navegador.alvo(&CPF_CNPJ).preencher(&entrada.usuario)?;
    navegador.alvo(&SENHA).preencher_segredo(SENHA_PORTAL)?;
    navegador.alvo(&ENTRAR).clicar()?;
    match navegador
        .esperar_algum(&[&SELETOR_DE_CONTRATOS, &PAGAR_AGORA, &SEM_PENDENCIAS, &RECADO])
        .map_err(|erro| erro.ao("entrar na Digitalnet"))?
    {
        0..=2 => Ok(()),
        _ => Err(recusa(&navegador.alvo(&RECADO).texto()?)),
    }
}

/// O botão ora está lá de início, ora só depois de "Entrar". O robô antigo só sabia o primeiro caminho.
fn abrir_login_completo(navegador: &Navegador) -> Result<(), Erro> {
    match navegador.com_prazo(PRAZO_DO_BOTAO).esperar_clicavel(&FAZER_LOGIN) {
        Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => navegador.alvo(&ENTRAR).clicar()?,
        outra => drop(outra?),
    }
    navegador.alvo(&FAZER_LOGIN).clicar()
}

/// Confere o que há na entrada, que só depois mostra a senha.
pub fn sondar(entrada: &ParametrosDaSonda, sonda: &mut Sonda<'_>) -> Result<(), Erro> {
    sonda.abrir(&entrada.url_portal)?;
    sonda.conferir(&[&CPF_CNPJ, &ENTRAR]).map(drop)
}

fn recusa(recado: &str) -> Erro {
    if recado.to_lowercase().contains("inválid") {
        return Erro::negocio(codigos::CREDENCIAL_INVALIDA, "a Digitalnet recusou o CPF/CNPJ ou a senha")
            .acao("Corrija o login e a senha no cadastro do cliente.")
            .detalhe("recado", recado);
    }
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Digitalnet não deixou entrar: {recado}"))
}

#[cfg(test)]
mod testes {
    use esteira_sdk::Classe;
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;
    use crate::testes::{entrada, login_completo, pagina_de_entrada};

    fn entrar_em(resposta: Pagina) -> Result<(), Erro> {
        let portal = Portal::novo().pagina(pagina_de_entrada()).pagina(login_completo()).pagina(resposta);
        entrar(&entrada(), &portal.contexto())
    }

    #[test]
    fn login_so_termina_com_o_painel_na_tela() {
        entrar_em(Pagina::nova("painel").com(SEM_PENDENCIAS, No::novo().em_ms(6_000))).unwrap();
    }

    /// No robô antigo, este caminho terminava sempre em "Verifique as credenciais".
    #[test]
    fn fazer_login_pode_so_aparecer_depois_de_entrar() {
        let portal = Portal::novo()
            .pagina(
                Pagina::nova("entrada")
                    .em("https://portal.exemplo.com.br/")
                    .com(CPF_CNPJ, No::novo())
                    .com(ENTRAR, No::novo().vai("segundo passo")),
            )
            .pagina(Pagina::nova("segundo passo").com(FAZER_LOGIN, No::novo().vai("login").em_ms(300)))
            .pagina(login_completo())
            .pagina(Pagina::nova("painel").com(PAGAR_AGORA, No::novo()));
        entrar(&entrada(), &portal.contexto()).unwrap();
        assert_eq!(portal.preenchido(&SENHA).as_deref(), Some("<senha_portal>"));
    }

    #[test]
    fn senha_recusada_e_de_negocio_outro_recado_e_silencio_sao_tecnicos() {
        let recusado = |resposta: Pagina| {
            let erro = entrar_em(resposta).unwrap_err();
            (erro.codigo().to_owned(), erro.classe())
        };
        let com = |texto: &str| Pagina::nova("painel").com(RECADO, No::texto(texto));
        assert_eq!(recusado(com("CPF/CNPJ ou senha inválidos")), ("credencial_invalida".to_owned(), Classe::Negocio));
        assert_eq!(recusado(com("Serviço indisponível")), ("portal_indisponivel".to_owned(), Classe::Tecnico));
        assert_eq!(recusado(Pagina::nova("painel")), ("tempo_esgotado".to_owned(), Classe::Tecnico));
    }
}
