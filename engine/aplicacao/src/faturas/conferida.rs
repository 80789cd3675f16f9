//! Conferir uma fatura que chegou, por qualquer estrada: é PDF de verdade, diz o que se espera, e vai para o armazém de arquivos.

use chrono::NaiveDate;
use esteira_armazem::faturas::{DadosDaFatura, Processo};
use esteira_base::{Cnpj, Dinheiro, Resumo};
use esteira_dominio::conferencia::{Esperado, ItemConferido, conferir};
use esteira_dominio::{HashCadastro, interpretar, nome_do_arquivo};
use esteira_portas::pdf::ErroPdf;
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Uma fatura aceita e guardada.
#[derive(Debug, Clone)]
pub struct FaturaConferida {
    pub dados: DadosDaFatura,
    pub itens: Vec<ItemConferido>,
}

impl FaturaConferida {
    /// O que o fluxo guarda dela: `arquivo`, `data_vencimento`, `valor`.
    pub fn para_o_fluxo(&self) -> Value {
        let valor = self.dados.valor.map(|centavos| Dinheiro::de_centavos(centavos).em_decimal());
        json!({
            "arquivo": { "chave": self.dados.caminho, "resumo": self.dados.resumo, "nome": self.dados.nome },
            "data_vencimento": self.dados.data_vencimento,
            "valor": valor,
        })
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

/// Confere e guarda. O que o portal (ou a pessoa) informou vale mais que o lido do PDF; as divergências ficam nos itens conferidos.
pub async fn conferir_fatura(
    app: &Aplicacao,
    quem: &Quem,
    processo: &Processo,
    conteudo: Bytes,
    vencimento: Option<NaiveDate>,
    valor: Option<Dinheiro>,
    upload_manual: bool,
) -> Result<FaturaConferida, FaturaRecusada> {
    let lido = app.leitor_de_pdf.ler(conteudo.clone()).await?;
    let leitura = interpretar(&lido.texto);
    let vencimento_final = vencimento.or(leitura.vencimento).ok_or(FaturaRecusada::SemVencimento)?;
    let corrompido = |coluna, problema: String| {
        ErroAplicacao::interno(format!("processos.{coluna} corrompido em {}: {problema}", processo.id))
    };
    let esperado = Esperado {
        cnpj: processo.cliente_cnpj.parse::<Cnpj>().map_err(|e| corrompido("cnpj", e.to_string()))?,
        mes_ano: processo
            .mes_ano
            .parse()
            .map_err(|e: esteira_base::mes_ano::MesAnoInvalido| corrompido("mes_ano", e.to_string()))?,
        valor,
        vencimento,
        hoje: app.relogio.agora().data_hora().date_naive(),
    };
    let itens = conferir(lido.paginas, &leitura, &esperado);
    let hash: HashCadastro =
        processo.hash_unico.parse().map_err(|_| corrompido("hash_unico", processo.hash_unico.clone()))?;
    let nome = nome_do_arquivo(&hash, vencimento_final, &Resumo::de(&conteudo));
    let guardado =
        app.arquivos.guardar(quem.inquilino, conteudo).await.map_err(|e| ErroAplicacao::Indisponivel(e.into()))?;
    let dados = DadosDaFatura {
        caminho: guardado.chave,
        resumo: guardado.resumo.to_string(),
        nome,
        data_vencimento: Some(vencimento_final.format("%Y-%m-%d").to_string()),
        valor: valor.or(leitura.valor).map(Dinheiro::centavos),
        conferencia: serde_json::to_string(&itens).map_err(ErroAplicacao::interno)?,
        upload_manual,
    };
    Ok(FaturaConferida { dados, itens })
}
