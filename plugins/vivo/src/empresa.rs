//! A escolha da empresa, pelo CNPJ.

use std::time::Duration;

use esteira_sdk::{Contexto, Erro, ParametrosEntradaPadrao, codigos};

use crate::seletores::{BUSCA, EMPRESA_ABERTA, EMPRESAS, NENHUMA_EMPRESA, empresa_do_cnpj};

/// O que o robô antigo digitava na busca: os três primeiros dígitos do CNPJ.
const TAMANHO_DO_PREFIXO: usize = 3;
/// Quanto se espera a empresa aparecer entre as que a busca traz.
const PRAZO_DA_BUSCA: Duration = Duration::from_secs(15);

/// Passa à empresa do cadastro, mesmo que já seja a aberta. Erro `cliente_nao_encontrado`.
pub fn escolher(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("empresa");
    let navegador = contexto.navegador();
    let prefixo: String = entrada.cnpj.chars().take(TAMANHO_DO_PREFIXO).collect();
    let empresa = empresa_do_cnpj(&entrada.cnpj);
    navegador.alvo(&EMPRESA_ABERTA).clicar()?;
    navegador.alvo(&BUSCA).preencher(&prefixo)?;
    match navegador.com_prazo(PRAZO_DA_BUSCA).esperar_algum(&[&empresa, &NENHUMA_EMPRESA]) {
        Ok(0) => navegador.alvo(&empresa).clicar(),
        Ok(_) => Err(nao_encontrada(entrada)),
        // A busca chegou quando só traz quem começa pelo que se digitou; antes disso não se sabe quem falta.
        Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {
            let vistas = navegador.textos(&EMPRESAS)?;
            let chegou = !vistas.is_empty() && vistas.iter().all(|vista| sem_mascara(vista).starts_with(&prefixo));
            Err(if chegou { nao_encontrada(entrada) } else { erro.ao("esperar a busca de empresas") })
        }
        Err(erro) => Err(erro),
    }
}

fn sem_mascara(texto: &str) -> String {
    texto.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn nao_encontrada(entrada: &ParametrosEntradaPadrao) -> Erro {
    Erro::negocio(
        codigos::CLIENTE_NAO_ENCONTRADO,
        format!("o acesso {} da Vivo não tem a empresa de CNPJ {}", entrada.usuario, entrada.cnpj),
    )
    .acao("Confira o CNPJ e o login no cadastro do cliente.")
}
