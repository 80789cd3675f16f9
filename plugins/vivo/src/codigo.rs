//! O código que a Vivo manda por SMS depois da senha: quem o tem é uma pessoa, e é a ela que se pergunta.

use std::time::Duration;

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::{Contexto, Erro, Navegador, ParametrosEntradaPadrao, Pergunta, codigos};

use crate::seletores::{CELULAR, CODIGO, CONFIRMAR, EMPRESA_ABERTA, RECADO, REENVIADO, REENVIAR};

/// Quantas vezes se pergunta antes de desistir: insistir mais arrisca bloquear o acesso do cliente.
const MAXIMO_DE_PERGUNTAS: usize = 3;
/// Quanto se espera cada resposta; mais que isto, e o código já venceu.
const PRAZO_DA_RESPOSTA: Duration = Duration::from_secs(300);
/// O que a pessoa responde se o código não chegou.
const OUTRO: &str = "reenviar";
/// O código do hospedeiro para a pergunta que ninguém respondeu.
const SEM_RESPOSTA: &str = "pergunta_sem_resposta";

/// O que houve com a resposta anterior.
enum Antes {
    Nada,
    SemCodigo,
    /// O recado do portal.
    Recusado(String),
    Vencido,
    NaoChegou,
}

impl Antes {
    fn pede_outro(&self) -> bool {
        matches!(self, Self::Vencido | Self::NaoChegou)
    }

    /// O começo da pergunta seguinte.
    fn texto(&self) -> String {
        match self {
            Self::Nada => String::new(),
            Self::SemCodigo => "A resposta não tinha código. ".to_owned(),
            Self::Recusado(recado) => format!("A Vivo recusou o código anterior: {recado} "),
            Self::Vencido => "O código anterior venceu, e a Vivo mandou outro. ".to_owned(),
            Self::NaoChegou => "A Vivo mandou outro código. ".to_owned(),
        }
    }
}

/// Com o pedido do código na tela, pergunta-o e só volta com a prova de que entrou. Erros `pergunta_sem_resposta` e `codigo_recusado`, de
/// negócio: repetir sozinho mandaria mais SMS a quem não está.
pub fn informar(entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<(), Erro> {
    contexto.registro().etapa("código por SMS");
    contexto.registro().marcar("código pedido");
    let navegador = contexto.navegador();
    let celular = navegador.alvo(&CELULAR).texto()?;
    let mut antes = Antes::Nada;
    for _ in 0..MAXIMO_DE_PERGUNTAS {
        if antes.pede_outro() {
            reenviar(&navegador)?;
        }
        let resposta = perguntar(&antes, &celular, entrada, contexto)?;
        let codigo: String = resposta.chars().filter(char::is_ascii_alphanumeric).collect();
        antes = if para_comparar(&resposta) == OUTRO {
            Antes::NaoChegou
        } else if codigo.is_empty() {
            Antes::SemCodigo
        } else {
            match confirmar(&codigo, &navegador)? {
                None => return Ok(()),
                Some(recusa) => recusa,
            }
        };
    }
    Err(Erro::negocio(
        codigos::CODIGO_RECUSADO,
        format!("depois de {MAXIMO_DE_PERGUNTAS} perguntas, nenhum código por SMS do celular {celular} que a Vivo aceite"),
    )
    .acao("Confira com quem tem o celular e execute de novo; se persistir, confira no portal qual celular recebe o código."))
}

/// Digita o código; nada se a Vivo deixou entrar.
fn confirmar(codigo: &str, navegador: &Navegador) -> Result<Option<Antes>, Erro> {
    navegador.alvo(&CODIGO).preencher(codigo)?;
    navegador.alvo(&CONFIRMAR).clicar()?;
    if navegador.esperar_algum(&[&EMPRESA_ABERTA, &RECADO]).map_err(|erro| erro.ao("confirmar o código"))? == 0 {
        return Ok(None);
    }
    let recado = navegador.alvo(&RECADO).texto()?;
    match recado.to_lowercase() {
        lido if lido.contains("expir") => Ok(Some(Antes::Vencido)),
        lido if lido.contains("inválid") => Ok(Some(Antes::Recusado(recado))),
        _ => Err(fora_do_ar(&recado)),
    }
}

fn perguntar(
    antes: &Antes,
    celular: &str,
    entrada: &ParametrosEntradaPadrao,
    contexto: &Contexto,
) -> Result<String, Erro> {
    let cliente = if entrada.razao_social.is_empty() { &entrada.nome_sat } else { &entrada.razao_social };
    let texto = format!(
        "{}Para entrar como {}, de {cliente}, a Vivo mandou um código por SMS ao celular {celular}. Que código chegou? Se não chegou \
         nenhum, responda \"{OUTRO}\".",
        antes.texto(),
        entrada.usuario
    );
    let pergunta = Pergunta::nova(&format!("Código da Vivo: {cliente}"), &texto).no_prazo(PRAZO_DA_RESPOSTA);
    contexto.execucao().perguntar(&pergunta).map_err(|erro| match erro.codigo() {
        SEM_RESPOSTA => Erro::negocio(
            SEM_RESPOSTA,
            format!("ninguém informou o código que a Vivo mandou por SMS ao celular {celular}"),
        )
        .acao("Combine com quem tem o celular e execute de novo."),
        _ => erro,
    })
}

/// Pede outro código; o anterior deixa de valer.
fn reenviar(navegador: &Navegador) -> Result<(), Erro> {
    navegador.alvo(&REENVIAR).clicar()?;
    match navegador.esperar_algum(&[&REENVIADO, &RECADO]).map_err(|erro| erro.ao("pedir outro código"))? {
        0 => Ok(()),
        _ => Err(fora_do_ar(&navegador.alvo(&RECADO).texto()?)),
    }
}

fn fora_do_ar(recado: &str) -> Erro {
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Vivo não conferiu o código por SMS: {recado}"))
}
