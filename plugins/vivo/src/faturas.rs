//! As faturas do serviço: achar a do mês e baixar o PDF dela.

use esteira_sdk::apoio::Data;
use esteira_sdk::apoio::texto::{para_comparar, sem_espacos_a_mais, valor};
use esteira_sdk::{Arquivo, Contexto, Erro, ParametrosEntradaPadrao, codigos};

use crate::espera::{clicar, esperar, sessao_expirada};
use crate::seletores::{
    LINHA, LISTA, PRODUTO_ABERTO, SEM_FATURAS, SERVICOS, faturas_de, pdf_da_fatura, produto, servico_do_menu,
};
use crate::servico::Servico;

/// Uma linha da lista.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fatura {
    pub numero: String,
    pub conta: String,
    /// `MM/AAAA`.
    referencia: String,
    vencimento: String,
    valor: String,
}

impl Fatura {
    fn ler(celulas: Vec<String>) -> Option<Self> {
        let mut celulas = celulas.iter().map(|celula| sem_espacos_a_mais(celula));
        let mut celula = || celulas.next();
        Some(Self {
            numero: celula()?,
            conta: celula()?,
            referencia: celula()?,
            vencimento: celula()?,
            valor: celula()?,
        })
    }

    pub fn vencimento(&self) -> Result<Data, Erro> {
        self.vencimento.parse()
    }

    /// `123.45`; o portal pode não mostrar.
    pub fn valor(&self) -> Option<String> {
        valor(&self.valor).ok()
    }
}

/// Abre as faturas do serviço e devolve a única do mês. Erros `fatura_indisponivel` e `fatura_ambigua`.
pub fn achar(servico: Servico, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Fatura, Erro> {
    contexto.registro().etapa("faturas");
    let navegador = contexto.navegador();
    clicar(&navegador, &SERVICOS, "abrir os serviços")?;
    clicar(&navegador, &servico_do_menu(servico.menu), "escolher o serviço")?;
    if let Some(valor) = servico.produto {
        clicar(&navegador, &PRODUTO_ABERTO, "abrir os produtos")?;
        clicar(&navegador, &produto(valor), "escolher o produto")?;
    }
    esperar(&navegador, &[&faturas_de(servico.codigo(), &entrada.cnpj)], "esperar as faturas do serviço")?;
    let linhas = match esperar(&navegador, &[&LINHA, &SEM_FATURAS], "ler as faturas")? {
        0 => navegador.ler_tabela(&LISTA)?,
        _ => Vec::new(),
    };
    let fatura = escolher(linhas.into_iter().filter_map(Fatura::ler).collect(), entrada)?;
    contexto.registro().informacao(&format!("fatura escolhida: {}, da conta {}", fatura.numero, fatura.conta));
    Ok(fatura)
}

/// O PDF da fatura, pedido com os cookies da sessão. O conteúdo se confere na entrega.
pub fn baixar(
    fatura: &Fatura,
    vencimento: Data,
    entrada: &ParametrosEntradaPadrao,
    contexto: &Contexto,
) -> Result<Arquivo, Erro> {
    contexto.registro().etapa("download");
    let navegador = contexto.navegador();
    let endereco = navegador.alvo(&pdf_da_fatura(&fatura.numero)).atributo("href")?.ok_or_else(|| {
        Erro::tecnico(codigos::LEIAUTE_MUDOU, format!("a fatura {} não diz onde está o PDF", fatura.numero))
    })?;
    navegador.baixar_url(&endereco, &entrada.nome_do_arquivo(vencimento)).map_err(|erro| match erro.codigo() {
        "http_401" | "http_403" => sessao_expirada().detalhe("causa", erro.codigo()),
        _ => erro.ao("baixar o PDF da fatura"),
    })
}

/// A única do mês; com filtro no cadastro, a única do mês naquela conta.
fn escolher(faturas: Vec<Fatura>, entrada: &ParametrosEntradaPadrao) -> Result<Fatura, Erro> {
    let mes = entrada.mes_ano.brasileiro();
    let filtro = para_comparar(entrada.filtro.as_deref().unwrap_or_default());
    let da_conta = |fatura: &Fatura| filtro.is_empty() || para_comparar(&fatura.conta) == filtro;
    let mut servem: Vec<Fatura> =
        faturas.into_iter().filter(|fatura| fatura.referencia == mes && da_conta(fatura)).collect();
    let qual = if filtro.is_empty() { String::new() } else { format!(" da conta {filtro}") };
    match (servem.pop(), servem.len()) {
        (Some(fatura), 0) => Ok(fatura),
        (None, _) => Err(Erro::negocio(
            codigos::FATURA_INDISPONIVEL,
            format!("a Vivo não tem fatura de {mes}{qual} em {}", entrada.servico),
        )
        .acao("Tente de novo amanhã; se persistir, confira o serviço e o filtro no cadastro do cliente.")),
        (Some(_), outras) => Err(Erro::negocio(
            codigos::FATURA_AMBIGUA,
            format!("a Vivo tem {} faturas de {mes}{qual} em {}", outras + 1, entrada.servico),
        )
        .acao("Escreva no filtro do cadastro o número da conta, ou envie a fatura à mão.")),
    }
}
