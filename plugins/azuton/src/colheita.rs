//! `colher-faturas` e `arquivar-mensagens`: uma execução que serve a todos os clientes da caixa.
//!
//! O erro de uma mensagem é só dela. As por ler vêm antes, e cada uma se marca como lida ao ser tentada: a que falha sempre não toma, na
//! execução seguinte, o lugar das novas. Sair da entrada é da outra operação, depois de o resultado estar guardado.

use std::time::Duration;

use esteira_sdk::correio::{Caixa, Conta, Filtro, Mensagem};
use esteira_sdk::fatura::{ParametrosDaColheita, ParametrosDoArquivamento, SENHA_PORTAL};
use esteira_sdk::{Colheita, Contexto, Erro, FaturaColhida, codigos};
use serde_json::{Value, json};

use crate::aviso::Aviso;
use crate::{boleto, documento};

/// O que uma mensagem lenta pode levar. Com menos prazo que isto não se começa outra: o que já se colheu tem de ser devolvido.
const RESERVA: Duration = Duration::from_secs(180);

/// A fatura de cada mensagem, ou o erro dela.
pub fn colher(parametros: &ParametrosDaColheita, contexto: &Contexto) -> Result<Value, Erro> {
    contexto.registro().etapa("caixa de correio");
    let caixa = contexto.correio().abrir(&Conta::da_url(&parametros.caixa, &parametros.usuario, SENHA_PORTAL)?)?;
    let mensagens = listar(&caixa, parametros)?;
    let mut colheita = Colheita::nova();
    if mensagens.len() >= parametros.maximo {
        colheita.deixar_o_resto();
    }
    let mut lidos: Vec<(String, Aviso)> = Vec::new();
    for (n, mensagem) in mensagens.iter().enumerate() {
        if contexto.execucao().prazo_restante() < RESERVA {
            contexto.registro().aviso("o prazo da execução está no fim; o resto fica para a próxima");
            colheita.deixar_o_resto();
            break;
        }
        contexto.registro().etapa(&format!("mensagem {}: {}", n + 1, mensagem.assunto()));
        let desfecho = marcar_e_ler(&caixa, mensagem).and_then(|aviso| {
            let repete = lidos.iter().find(|(_, outro)| outro.chave() == aviso.chave()).map(|(id, _)| id.clone());
            match repete {
                Some(id) => Ok(Desfecho::Repete(id)),
                None => {
                    let fatura = uma(&aviso, &format!("fatura-{}", n + 1), contexto)?;
                    lidos.push((mensagem.id(), aviso));
                    Ok(Desfecho::Fatura(fatura))
                }
            }
        });
        match desfecho {
            Ok(Desfecho::Fatura(fatura)) => colheita.colhida(mensagem, fatura),
            Ok(Desfecho::Repete(id)) => colheita.repetida(mensagem, &id),
            Err(erro) if erro.codigo() == codigos::CANCELADO => return Err(erro),
            Err(erro) => {
                contexto.registro().aviso(&format!("a mensagem não deu fatura: {erro}"));
                colheita.falhou(mensagem, &erro);
                if para_tudo(&erro) {
                    colheita.deixar_o_resto();
                    break;
                }
            }
        }
        let feitas = u32::try_from((n + 1) * 100 / mensagens.len()).unwrap_or(100);
        contexto.execucao().progresso(feitas, &format!("{} de {} mensagens", n + 1, mensagens.len()));
    }
    Ok(colheita.json())
}

enum Desfecho {
    Fatura(FaturaColhida),
    Repete(String),
}

/// As por ler e, se sobra lugar, as que já se tentaram e continuam na entrada.
fn listar(caixa: &Caixa, parametros: &ParametrosDaColheita) -> Result<Vec<Mensagem>, Erro> {
    let mut filtro = Filtro::novo().remetente(&parametros.remetente);
    if let Some(desde) = parametros.desde {
        filtro = filtro.desde(desde);
    }
    if let Some(ate) = parametros.ate {
        filtro = filtro.ate(ate);
    }
    let por_ler = filtro.clone().nao_lidas().maximo(parametros.maximo);
    let mut mensagens = caixa.listar(&parametros.pasta, &por_ler)?;
    let sobram = parametros.maximo.saturating_sub(mensagens.len());
    if sobram > 0 {
        mensagens.extend(caixa.listar(&parametros.pasta, &filtro.lidas().maximo(sobram))?);
    }
    Ok(mensagens)
}

fn marcar_e_ler(caixa: &Caixa, mensagem: &Mensagem) -> Result<Aviso, Erro> {
    caixa.marcar_lida(&mensagem.id(), true)?;
    Aviso::da(mensagem)
}

fn uma(aviso: &Aviso, rotulo: &str, contexto: &Contexto) -> Result<FaturaColhida, Erro> {
    let pagador = boleto::abrir(&aviso.link_do_boleto, contexto)?;
    let nome = format!("Boleto_Fatura_{}.pdf", aviso.numero);
    let arquivo = documento::baixar(aviso, &nome, contexto)?;
    Ok(FaturaColhida::entregar(&arquivo, rotulo, &pagador.cnpj, contexto)?
        .com_razao_social(&pagador.razao_social)
        .com_vencimento(aviso.vencimento)
        .com_valor(&aviso.valor)
        .com_numero(&aviso.numero))
}

/// Falha que não é da mensagem: a caixa ou o navegador não servem mais, ou há um boleto a caminho, que passaria pelo da seguinte.
fn para_tudo(erro: &Erro) -> bool {
    let da_execucao = [
        boleto::BOLETO_A_CAMINHO,
        codigos::CREDENCIAL_INVALIDA,
        "correio_indisponivel",
        "navegador_indisponivel",
        "sessao_perdida",
    ];
    da_execucao.contains(&erro.codigo())
}

/// Tira da entrada o que já se guardou. Repetir não muda nada.
pub fn arquivar(parametros: &ParametrosDoArquivamento, contexto: &Contexto) -> Result<Value, Erro> {
    contexto.registro().etapa("arquivar");
    let caixa = contexto.correio().abrir(&Conta::da_url(&parametros.caixa, &parametros.usuario, SENHA_PORTAL)?)?;
    for id in &parametros.mensagens {
        caixa.mover(id, &parametros.destino)?;
    }
    Ok(json!({ "arquivadas": parametros.mensagens.len() }))
}
