//! `baixar-fatura`: a fatura de um cliente e de um mês, procurada na caixa. Não muda nada nela.
//!
//! O CNPJ de quem paga só está na página do boleto: abrem-se as páginas dos avisos do mês, as do nome do cliente primeiro. O mês é o do
//! vencimento, e não o do relógio: a fatura que chega no fim do mês já não cai no mês errado.

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::correio::{Conta, Filtro};
use esteira_sdk::fatura::SENHA_PORTAL;
use esteira_sdk::{Contexto, Erro, ParametrosEntradaPadrao, ResultadoSaidaPadrao, codigos};
use serde_json::Value;

use crate::aviso::Aviso;
use crate::{boleto, documento};

/// Avisos de dois meses, de todos os clientes.
const MAXIMO_DE_MENSAGENS: usize = 200;
const ENTRADA: &str = "INBOX";

/// Acha e entrega a fatura. Erros `fatura_indisponivel` e `fatura_ambigua`.
pub fn baixar(
    entrada: &ParametrosEntradaPadrao,
    parametros: &Value,
    contexto: &Contexto,
) -> Result<ResultadoSaidaPadrao, Erro> {
    let onde = Onde::ler(entrada, parametros)?;
    contexto.registro().etapa("caixa de correio");
    let (avisos, primeiro_erro) = avisos_do_mes(&onde, entrada, contexto)?;
    contexto.execucao().progresso(20, "caixa lida");

    contexto.registro().etapa("boletos");
    let mut erro_de_um = primeiro_erro;
    let (do_nome, dos_outros): (Vec<&Aviso>, Vec<&Aviso>) =
        avisos.iter().partition(|aviso| e_o_nome(&aviso.cliente, entrada));
    let mut achados = do_cliente(&do_nome, entrada, contexto, &mut erro_de_um)?;
    if achados.is_empty() {
        achados = do_cliente(&dos_outros, entrada, contexto, &mut erro_de_um)?;
    }
    let aviso = match achados[..] {
        [um] => um,
        [] => return Err(erro_de_um.unwrap_or_else(|| indisponivel(entrada))),
        _ => return Err(ambigua(entrada, &achados)),
    };
    contexto.execucao().progresso(60, "fatura encontrada");

    contexto.registro().etapa("download");
    let pagador = boleto::abrir(&aviso.link_do_boleto, contexto)?;
    let arquivo = documento::baixar(aviso, &entrada.nome_do_arquivo(aviso.vencimento), contexto)?;
    Ok(ResultadoSaidaPadrao::entregar(&arquivo, contexto)?
        .com_vencimento(aviso.vencimento)
        .com_valor(&aviso.valor)
        .com_numero(&aviso.numero)
        .com_dado("razao_social", pagador.razao_social))
}

/// A caixa e o remetente: parâmetros próprios ou, no lugar deles, o endereço do portal e o filtro do cadastro.
struct Onde {
    conta: Conta,
    remetente: String,
}

impl Onde {
    fn ler(entrada: &ParametrosEntradaPadrao, parametros: &Value) -> Result<Self, Erro> {
        let proprio =
            |nome: &str| parametros.get(nome).and_then(Value::as_str).map(str::trim).filter(|t| !t.is_empty());
        let caixa = proprio("caixa").unwrap_or(&entrada.url_portal);
        let remetente = proprio("remetente").or(entrada.filtro.as_deref()).ok_or_else(|| {
            Erro::negocio(codigos::PARAMETRO_INVALIDO, "falta o endereço de quem manda as faturas da Azuton")
                .acao("Escreva-o no filtro do cadastro, ou no parâmetro `remetente` do fluxo.")
        })?;
        Ok(Self { conta: Conta::da_url(caixa, &entrada.usuario, SENHA_PORTAL)?, remetente: remetente.to_owned() })
    }
}

/// Os avisos que vencem no mês, sem os repetidos; e o erro do primeiro que não se deixou ler, que pode ser o procurado.
fn avisos_do_mes(
    onde: &Onde,
    entrada: &ParametrosEntradaPadrao,
    contexto: &Contexto,
) -> Result<(Vec<Aviso>, Option<Erro>), Erro> {
    let mes = entrada.mes_ano;
    let caixa = contexto.correio().abrir(&onde.conta)?;
    let filtro = Filtro::novo()
        .remetente(&onde.remetente)
        .desde(mes.anterior().primeiro_dia())
        .ate(mes.ultimo_dia())
        .maximo(MAXIMO_DE_MENSAGENS)
        .recentes();
    let (mut avisos, mut primeiro_erro): (Vec<Aviso>, _) = (Vec::new(), None);
    for mensagem in caixa.listar(ENTRADA, &filtro)? {
        match Aviso::da(&mensagem) {
            Ok(aviso) if !mes.tem(aviso.vencimento) => {}
            Ok(aviso) => {
                // O mais novo ganha: os links dele são os que ainda valem.
                avisos.retain(|outro| outro.chave() != aviso.chave());
                avisos.push(aviso);
            }
            Err(erro) if erro.codigo() == codigos::LEIAUTE_MUDOU => {
                contexto.registro().aviso(&format!("mensagem \"{}\": {erro}", mensagem.assunto()));
                primeiro_erro.get_or_insert(erro);
            }
            Err(erro) => return Err(erro),
        }
    }
    contexto.registro().informacao(&format!("{} aviso(s) com vencimento em {}", avisos.len(), mes.brasileiro()));
    Ok((avisos, primeiro_erro))
}

/// Os avisos cujo boleto é deste CNPJ. O erro de uma página não impede as outras.
fn do_cliente<'a>(
    avisos: &[&'a Aviso],
    entrada: &ParametrosEntradaPadrao,
    contexto: &Contexto,
    primeiro_erro: &mut Option<Erro>,
) -> Result<Vec<&'a Aviso>, Erro> {
    let mut achados = Vec::new();
    for aviso in avisos {
        match boleto::abrir(&aviso.link_do_boleto, contexto) {
            Ok(pagador) if pagador.cnpj == entrada.cnpj => achados.push(*aviso),
            Ok(_) => {}
            Err(erro) if erro.codigo() == codigos::CANCELADO => return Err(erro),
            Err(erro) => {
                contexto.registro().aviso(&format!("boleto da fatura {}: {erro}", aviso.numero));
                primeiro_erro.get_or_insert(erro);
            }
        }
    }
    Ok(achados)
}

fn e_o_nome(cliente: &str, entrada: &ParametrosEntradaPadrao) -> bool {
    let cliente = para_comparar(cliente);
    !cliente.is_empty() && [&entrada.razao_social, &entrada.nome_sat].iter().any(|nome| para_comparar(nome) == cliente)
}

fn indisponivel(entrada: &ParametrosEntradaPadrao) -> Erro {
    let mensagem = format!(
        "a caixa de correio não tem fatura da Azuton com vencimento em {} para este CNPJ",
        entrada.mes_ano.brasileiro()
    );
    Erro::negocio(codigos::FATURA_INDISPONIVEL, mensagem)
        .acao("Tente de novo amanhã; se a mensagem já foi arquivada, envie o PDF à mão.")
}

fn ambigua(entrada: &ParametrosEntradaPadrao, achados: &[&Aviso]) -> Erro {
    let numeros: Vec<&str> = achados.iter().map(|aviso| aviso.numero.as_str()).collect();
    let mensagem = format!(
        "há {} faturas da Azuton deste CNPJ com vencimento em {}: {}",
        achados.len(),
        entrada.mes_ano.brasileiro(),
        numeros.join(", ")
    );
    Erro::negocio(codigos::FATURA_AMBIGUA, mensagem).acao("Veja qual é a deste cadastro e envie o PDF à mão.")
}
