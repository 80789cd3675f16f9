//! Conferir uma fatura que chegou, por qualquer estrada: é PDF de verdade, diz o que se espera, e vai para o armazém de arquivos.

use chrono::NaiveDate;
use esteira_armazem::Unidade;
use esteira_armazem::cadastro::FiltroDeOperadoras;
use esteira_armazem::faturas::{DadosDaFatura, FaturaRepetida, Processo};
use esteira_base::{Cnpj, Dinheiro, MesAno, Resumo};
use esteira_dominio::conferencia::{
    self, Anterior, Documento, Esperado, Historico, ItemConferido, Repetida, Resultado, conferir,
};
use esteira_dominio::{HashCadastro, LeituraDaFatura, detalhe, interpretar, nome_do_arquivo};
use esteira_motor::agenda::Fuso;
use esteira_portas::pdf::ErroPdf;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use tokio_util::bytes::Bytes;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Com quantos meses anteriores se compara o valor.
const MESES_COMPARADOS: u32 = 6;
/// Quantas operadoras se olham para dizer que a fatura é de outra.
const MAXIMO_DE_OPERADORAS: u32 = 200;

/// Uma fatura que chega, ainda não conferida.
#[derive(Debug, Clone, Default)]
pub struct FaturaRecebida {
    /// O PDF.
    pub conteudo: Bytes,
    /// O arquivo FEBRABAN ou NFCom que veio junto, se veio.
    pub detalhe: Option<Bytes>,
    /// O que o portal ou a pessoa informou; vale mais que o lido do PDF.
    pub vencimento: Option<NaiveDate>,
    /// Idem.
    pub valor: Option<Dinheiro>,
    pub upload_manual: bool,
}

/// Uma fatura aceita e guardada.
#[derive(Debug, Clone)]
pub struct FaturaConferida {
    pub dados: DadosDaFatura,
    pub itens: Vec<ItemConferido>,
    /// A do mês anterior mais novo, se há.
    pub anterior: Option<Anterior>,
}

impl FaturaConferida {
    /// O que o fluxo guarda dela: `arquivo`, `data_vencimento`, `valor`, `conferencia` (`resultado` e `itens`) e `anterior`.
    pub fn para_o_fluxo(&self) -> Value {
        let valor = self.dados.valor.map(|centavos| Dinheiro::de_centavos(centavos).em_decimal());
        json!({
            "arquivo": { "chave": self.dados.caminho, "resumo": self.dados.resumo, "nome": self.dados.nome },
            "data_vencimento": self.dados.data_vencimento,
            "valor": valor,
            "conferencia": { "resultado": self.resultado(), "itens": self.itens },
            "anterior": self.anterior,
        })
    }

    /// O pior dos itens.
    pub fn resultado(&self) -> Resultado {
        conferencia::pior(&self.itens)
    }
}

/// Por que uma fatura não foi aceita.
#[derive(Debug, thiserror::Error)]
pub enum FaturaRecusada {
    /// Não é um PDF utilizável: nunca vira fatura.
    #[error(transparent)]
    Pdf(#[from] ErroPdf),
    /// Sem vencimento não há o que aprovar (fatos §5).
    #[error("não achei a data de vencimento da fatura, nem no portal nem no PDF; informe-a no upload manual")]
    SemVencimento,
    #[error(transparent)]
    Falha(#[from] ErroAplicacao),
}

/// Confere e guarda. As divergências ficam nos itens conferidos; a quem aprova cabe decidir.
pub async fn conferir_fatura(
    app: &Aplicacao,
    quem: &Quem,
    processo: &Processo,
    recebida: FaturaRecebida,
) -> Result<FaturaConferida, FaturaRecusada> {
    let FaturaRecebida { conteudo, detalhe, vencimento, valor, upload_manual } = recebida;
    let lido = app.leitor_de_pdf.ler(conteudo.clone()).await?;
    let leitura = interpretar(&lido.texto);
    let detalhe = match detalhe {
        // O arquivo pode ter dezenas de MB: lê-lo é conta de processador.
        Some(bytes) => Some(spawn_blocking(move || detalhe::ler(&bytes)).await.map_err(ErroAplicacao::interno)?),
        None => None,
    };
    let documento = Documento {
        paginas: lido.paginas,
        texto: &lido.texto,
        leitura: &leitura,
        detalhe: detalhe.as_ref().and_then(|lido| lido.as_ref().ok()),
    };
    let vencimento_final = documento.vencimento(vencimento).ok_or(FaturaRecusada::SemVencimento)?;
    let resumo = Resumo::de(&conteudo);
    let codigo_barras = codigo_de_barras(&leitura);

    let mut unidade = app.armazem.ler(quem.inquilino).await.map_err(ErroAplicacao::from)?;
    let hoje = Fuso::default().no_lugar(app.relogio.agora()).date_naive();
    let esperado = esperado(&mut unidade, processo, (valor, vencimento), hoje).await?;
    let historico = historico(&mut unidade, processo, &resumo, codigo_barras.as_deref()).await?;
    drop(unidade);
    let mut itens = conferir(&documento, &esperado, &historico);
    if let Some(Err(motivo)) = &detalhe {
        itens.push(conferencia::detalhe_ilegivel(&motivo.to_string()));
    }

    let hash: HashCadastro =
        processo.hash_unico.parse().map_err(|_| corrompido(processo, "hash_unico", &processo.hash_unico))?;
    let nome = nome_do_arquivo(&hash, vencimento_final, &resumo);
    let guardado =
        app.arquivos.guardar(quem.inquilino, conteudo).await.map_err(|e| ErroAplicacao::Indisponivel(e.into()))?;
    let dados = DadosDaFatura {
        caminho: guardado.chave,
        resumo: guardado.resumo.to_string(),
        nome,
        codigo_barras,
        data_vencimento: Some(vencimento_final.format("%Y-%m-%d").to_string()),
        valor: documento.valor(valor).map(Dinheiro::centavos),
        conferencia: serde_json::to_string(&itens).map_err(ErroAplicacao::interno)?,
        upload_manual,
    };
    Ok(FaturaConferida { dados, itens, anterior: historico.anteriores.into_iter().next() })
}

fn codigo_de_barras(leitura: &LeituraDaFatura) -> Option<String> {
    leitura.linhas_digitaveis.first().map(|linha| linha.codigo_barras().to_string())
}

/// O que o cadastro e o processo dizem que a fatura tem de ser.
async fn esperado(
    unidade: &mut Unidade,
    processo: &Processo,
    (valor, vencimento): (Option<Dinheiro>, Option<NaiveDate>),
    hoje: NaiveDate,
) -> Result<Esperado, ErroAplicacao> {
    let cliente = unidade.cliente(processo.cliente_id.into()).await?;
    let todas = FiltroDeOperadoras { ativa: Some(true), limite: MAXIMO_DE_OPERADORAS, ..FiltroDeOperadoras::default() };
    let outras = unidade.operadoras(&todas).await?.itens.into_iter().map(|guardada| guardada.operadora);
    Ok(Esperado {
        cnpj: processo.cliente_cnpj.parse::<Cnpj>().map_err(|e| corrompido(processo, "cnpj", &e.to_string()))?,
        mes_ano: processo.mes_ano.parse::<MesAno>().map_err(|e| corrompido(processo, "mes_ano", &e.to_string()))?,
        operadora: processo.operadora_nome.clone(),
        outras_operadoras: outras
            .filter(|operadora| operadora.id.0 != processo.operadora_id)
            .map(|operadora| operadora.nome)
            .collect(),
        contas: cliente.map(|c| vec![c.cliente.filtro, c.cliente.servico]).unwrap_or_default(),
        valor,
        vencimento,
        hoje,
    })
}

/// As outras faturas que já chegaram. Um mês guardado que não se lê não se compara.
async fn historico(
    unidade: &mut Unidade,
    processo: &Processo,
    resumo: &Resumo,
    codigo_barras: Option<&str>,
) -> Result<Historico, ErroAplicacao> {
    let repetida = match unidade.fatura_repetida(processo.id.into(), &resumo.to_string(), codigo_barras).await? {
        Some(FaturaRepetida { cliente, mes_ano, mesmo_arquivo }) => {
            // Um mês que não se lê não pode fazer a repetida passar por nova.
            let mes_ano = mes_ano.parse().map_err(|_| corrompido(processo, "mes_ano da repetida", &mes_ano))?;
            Some(Repetida { cliente, mes_ano, mesmo_arquivo })
        }
        None => None,
    };
    let anteriores = unidade.faturas_anteriores(processo.cliente_id, &processo.mes_ano, MESES_COMPARADOS).await?;
    let anteriores = anteriores.into_iter().filter_map(|anterior| {
        Some(Anterior {
            mes_ano: anterior.mes_ano.parse().ok()?,
            valor: anterior.valor_fatura.map(Dinheiro::de_centavos),
            data_vencimento: anterior.data_vencimento.and_then(|data| data.parse().ok()),
        })
    });
    Ok(Historico { repetida, anteriores: anteriores.collect() })
}

fn corrompido(processo: &Processo, coluna: &str, problema: &str) -> ErroAplicacao {
    ErroAplicacao::interno(format!("processos.{coluna} corrompido em {}: {problema}", processo.id))
}
