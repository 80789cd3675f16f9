//! Upload manual: a fatura que o fluxo espera de uma pessoa (operadora sem RPA, ou com a autorização de um administrador), conferida pelo conteúdo, na mesma
//! aprovação.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use esteira_armazem::faturas::{DadosDaFatura, ExecucaoNova, FimDaExecucao, Processo};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::ids::{ExecucaoId, InstanciaId, ProcessoId};
use esteira_base::{Dinheiro, Instante};
use esteira_dominio::usuario::Acao;
use esteira_dominio::{StatusExecucao, StatusProcesso, TipoExecucao};
use esteira_motor::maquina::{Comando, Decisao, Espera, Estado, Visita};
use serde_json::json;
use tokio_util::bytes::Bytes;

use super::{FaturaConferida, FaturaRecebida, FaturaRecusada, SINAL_FATURA_RECEBIDA, conferir_fatura};
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::instancias::estado;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O que a pessoa mandou.
#[derive(Debug)]
pub struct PedidoDeUpload {
    pub processo: ProcessoId,
    pub nome_original: String,
    pub conteudo: Bytes,
    /// O arquivo FEBRABAN ou NFCom da mesma fatura, se há.
    pub detalhe: Option<Bytes>,
    pub vencimento: Option<NaiveDate>,
    pub valor: Option<Dinheiro>,
}

/// Recebe a fatura e a põe à espera de aprovação.
pub async fn enviar_manual(
    app: &Aplicacao,
    quem: &Quem,
    pedido: PedidoDeUpload,
) -> Result<FaturaConferida, ErroAplicacao> {
    quem.exigir(Acao::EnviarFatura)?;
    if pedido.conteudo.len() as u64 > app.configuracao.tamanho_maximo_da_fatura {
        let limite = app.configuracao.tamanho_maximo_da_fatura / (1024 * 1024);
        return Err(ErroAplicacao::LimiteExcedido(format!("a fatura passa do limite de {limite} MiB")));
    }
    let (processo, instancia) = processo_que_aceita(app, quem, pedido.processo).await?;
    let recebida = FaturaRecebida {
        conteudo: pedido.conteudo,
        detalhe: pedido.detalhe,
        vencimento: pedido.vencimento,
        valor: pedido.valor,
        upload_manual: true,
    };
    let conferida = conferir_fatura(app, quem, &processo, recebida).await;
    let conferida = conferida.map_err(|recusada| match recusada {
        FaturaRecusada::Falha(erro) => erro,
        FaturaRecusada::SemVencimento => {
            ErroAplicacao::campo("data_vencimento", "obrigatorio", FaturaRecusada::SemVencimento.to_string())
        }
        FaturaRecusada::Pdf(erro) => ErroAplicacao::campo("arquivo", "invalido", erro.to_string()),
    })?;
    let comando = Comando::Entregar {
        nome: SINAL_FATURA_RECEBIDA.to_owned(),
        correlacao: None,
        dados: conferida.para_o_fluxo(),
        por: quem.ator(),
    };
    let anexo = Arc::new(Recebida {
        execucao: ExecucaoId::novo(),
        processo: pedido.processo,
        nome_original: pedido.nome_original,
        fatura: conferida.dados.clone(),
        quem: quem.clone(),
    });
    app.consolidador.pedir(quem.inquilino, Alvo::Instancia(instancia), comando, Some(anexo)).await?;
    Ok(conferida)
}

/// O processo, se o fluxo dele espera a fatura agora.
async fn processo_que_aceita(
    app: &Aplicacao,
    quem: &Quem,
    id: ProcessoId,
) -> Result<(Processo, InstanciaId), ErroAplicacao> {
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let processo = unidade.processo(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("processo", id))?;
    if processo.status_processo != StatusProcesso::AguardandoDownload.as_str() {
        let mensagem = format!("o processo está em {} e não espera fatura", processo.status_processo);
        return Err(ErroAplicacao::conflito("processo_nao_espera_fatura", mensagem));
    }
    let instancia = processo.instancia_id.map(InstanciaId::from);
    let instancia =
        instancia.ok_or_else(|| ErroAplicacao::conflito("sem_instancia", "o processo não tem fluxo vivo"))?;
    drop(unidade);
    if !espera_a_fatura(&estado(app, quem, instancia).await?) {
        return Err(ErroAplicacao::conflito(
            "operadora_com_rpa",
            "a fatura desta operadora vem por RPA; para a mandar à mão, peça a um administrador que autorize o upload do processo",
        ));
    }
    Ok((processo, instancia))
}

/// Se algum passo da instância espera que alguém mande a fatura.
fn espera_a_fatura(estado: &Estado) -> bool {
    let espera =
        |visita: &Visita| matches!(&visita.espera, Espera::Sinal { nome, .. } if nome == SINAL_FATURA_RECEBIDA);
    estado.visitas.values().any(espera)
}

/// O que se grava junto com a chegada da fatura.
struct Recebida {
    execucao: ExecucaoId,
    processo: ProcessoId,
    nome_original: String,
    fatura: DadosDaFatura,
    quem: Quem,
}

#[async_trait]
impl Anexo for Recebida {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        _instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let nova = ExecucaoNova {
            id: self.execucao,
            processo: self.processo,
            item: None,
            tipo: TipoExecucao::UploadManual.as_str().to_owned(),
            parametros: json!({ "nome_original": self.nome_original }).to_string(),
            tentativa: 1,
            plugin: None,
            por: self.quem.usuario,
            ip: self.quem.ip.clone(),
            user_agent: self.quem.user_agent.clone(),
        };
        unidade.comecar_execucao(&nova, agora).await?;
        let fim = FimDaExecucao {
            status: StatusExecucao::Concluido.as_str().to_owned(),
            arquivo: Some(self.fatura.caminho.clone()),
            resultado: Some(json!({ "resumo": self.fatura.resumo, "nome": self.fatura.nome }).to_string()),
            ..FimDaExecucao::default()
        };
        unidade.encerrar_execucao(self.execucao, &fim, agora).await?;
        unidade.guardar_fatura(self.processo, &self.fatura, agora).await?;
        let depois = json!({ "resumo": self.fatura.resumo, "nome_original": self.nome_original });
        auditoria::registrar(unidade, &self.quem, "upload_manual", "processo", self.processo, None, Some(depois), agora)
            .await
    }
}
