//! Busca de clientes: a grade mostra a lista inteira até a busca responder.

use std::time::Duration;

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::{Contexto, Elemento, Erro, Navegador, codigos};

use crate::seletores::{BUSCA, CLIENTES, FATURAS_DE_ALGUEM, SEM_RESULTADO, faturas_do_cliente};

/// Quanto se espera a grade mudar depois do ENTER.
const PRAZO_DA_BUSCA: Duration = Duration::from_secs(30);
/// De quanto em quanto se olha se mudou.
const PULSO: Duration = Duration::from_millis(250);

/// Abre as faturas do cliente com este nome. Erros `cliente_nao_encontrado` e `cliente_ambiguo`.
pub fn abrir_faturas(nome: &str, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("cliente");
    let navegador = contexto.navegador();
    navegador.alvo(&CLIENTES).clicar()?;
    navegador.alvo(&BUSCA).preencher(nome)?;
    let da_grade_antiga = navegador.encontrar_todos(&FATURAS_DE_ALGUEM)?.into_iter().next();
    navegador.alvo(&BUSCA).teclar("enter")?;
    if let Some(antigo) = da_grade_antiga {
        esperar_grade_nova(&antigo, &navegador, contexto)?;
    }

    let do_cliente = faturas_do_cliente(&para_comparar(nome));
    navegador
        .esperar_algum(&[&do_cliente, &SEM_RESULTADO, &FATURAS_DE_ALGUEM])
        .map_err(|erro| erro.ao("buscar o cliente no SAT"))?;
    match navegador.alvo(&do_cliente).quantos()? {
        1 => navegador.alvo(&do_cliente).clicar(),
        0 => Err(nao_encontrado(nome, navegador.alvo(&FATURAS_DE_ALGUEM).quantos()?)),
        n => Err(Erro::negocio(codigos::CLIENTE_AMBIGUO, format!("o SAT tem {n} clientes com o nome \"{nome}\""))
            .acao("Deixe só um deles com este nome no SAT, ou use outro nome no cadastro do cliente.")),
    }
}

/// A grade mudou quando um elemento dela não existe mais, ou quando diz que não há resultado.
///
/// Um portal que só esconde linhas nunca mudaria: esgotado o prazo, segue, porque quem decide é o nome.
fn esperar_grade_nova(antigo: &Elemento, navegador: &Navegador, contexto: &Contexto) -> Result<(), Erro> {
    let relogio = contexto.relogio();
    let comeco = relogio.agora_ms();
    let pulso = navegador.com_prazo(PULSO);
    while u128::from(relogio.agora_ms().saturating_sub(comeco)) < PRAZO_DA_BUSCA.as_millis() {
        if antigo.visivel().is_err() {
            return Ok(());
        }
        match pulso.esperar_algum(&[&SEM_RESULTADO]) {
            Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {}
            resposta => return resposta.map(drop),
        }
    }
    contexto.registro().aviso("a grade de clientes não mudou depois da busca");
    Ok(())
}

fn nao_encontrado(nome: &str, outros: u32) -> Erro {
    let mensagem = match outros {
        0 => format!("o SAT não tem o cliente \"{nome}\""),
        n => format!("o SAT não tem o cliente \"{nome}\"; a busca trouxe {n} com outro nome"),
    };
    Erro::negocio(codigos::CLIENTE_NAO_ENCONTRADO, mensagem)
        .acao("Escreva o nome SAT no cadastro exatamente como está no SAT.")
}

#[cfg(test)]
mod testes {
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;

    const NOME: &str = "EMPRESA EXEMPLO";

    /// A lista inteira fica na tela por oito segundos; depois vem a grade dada.
    fn portal(grade: impl Fn(Pagina) -> Pagina) -> Portal {
        let clientes = Pagina::nova("clientes")
            .com(BUSCA, No::novo())
            .com(FATURAS_DE_ALGUEM, No::novo().vai("faturas de outro").ate_ms(8_000));
        Portal::novo()
            .pagina(Pagina::nova("inicio").em("https://sat.exemplo.com.br").com(CLIENTES, No::novo().vai("clientes")))
            .pagina(grade(clientes))
            .pagina(Pagina::nova("faturas").em("/fatura?cliente=7"))
            .pagina(Pagina::nova("faturas de outro").em("/fatura?cliente=1"))
    }

    fn abrir(portal: &Portal) -> Result<String, String> {
        let contexto = portal.contexto();
        contexto.navegador().abrir("https://sat.exemplo.com.br/").unwrap();
        abrir_faturas(NOME, &contexto).map_err(|erro| erro.codigo().to_owned())?;
        Ok(contexto.navegador().url().unwrap())
    }

    /// Uma linha do cliente procurado, que também é uma linha qualquer da grade.
    fn linha_do_cliente(pagina: Pagina) -> Pagina {
        pagina
            .com(faturas_do_cliente(&para_comparar(NOME)), No::novo().vai("faturas").em_ms(8_000))
            .com(FATURAS_DE_ALGUEM, No::novo().vai("faturas").em_ms(8_000))
    }

    #[test]
    fn espera_a_busca_lenta_e_abre_o_cliente_certo() {
        let portal = portal(linha_do_cliente);
        assert_eq!(abrir(&portal), Ok("https://sat.exemplo.com.br/fatura?cliente=7".to_owned()));
        assert_eq!(portal.preenchido(&BUSCA).as_deref(), Some(NOME));
    }

    #[test]
    fn busca_vazia_ou_so_com_outros_nomes_e_cliente_nao_encontrado() {
        let vazia = portal(|pagina| pagina.com(SEM_RESULTADO, No::novo().em_ms(8_000)));
        assert_eq!(abrir(&vazia), Err("cliente_nao_encontrado".to_owned()));

        let so_parecido = portal(|pagina| pagina.com(FATURAS_DE_ALGUEM, No::novo().em_ms(8_000)));
        assert_eq!(abrir(&so_parecido), Err("cliente_nao_encontrado".to_owned()));
        assert_eq!(so_parecido.contar(&format!("clicar {FATURAS_DE_ALGUEM}")), 0);
    }

    #[test]
    fn dois_com_o_mesmo_nome_sao_ambiguos() {
        let portal = portal(|pagina| linha_do_cliente(linha_do_cliente(pagina)));
        assert_eq!(abrir(&portal), Err("cliente_ambiguo".to_owned()));
    }

    #[test]
    fn parecido_que_vem_antes_nao_atrapalha() {
        let portal = portal(|pagina| linha_do_cliente(pagina.com(FATURAS_DE_ALGUEM, No::novo().em_ms(8_000))));
        assert!(abrir(&portal).unwrap().ends_with("cliente=7"));
    }
}
