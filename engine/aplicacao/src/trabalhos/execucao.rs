//! O que toda execução de uma fatura tem em comum, seja de plugin ou do RPA externo: começar, guardar arquivos, conferir o que baixou e relatar o fim.

use esteira_armazem::Unidade;
use esteira_armazem::faturas::{ArquivoDaExecucao, DadosDaFatura, ExecucaoNova, FimDaExecucao};
use esteira_armazem::fila::Concedido;
use esteira_base::ids::{ArquivoId, ExecucaoId, InquilinoId, InstanciaId};
use esteira_dominio::{StatusExecucao, TipoExecucao};
use esteira_motor::maquina::{ErroAtividade, Trabalho};
use serde_json::Value;
use tokio_util::bytes::Bytes;

use super::concluida::{Concluida, Envio, FimDoExterno};
use super::parametros::Assunto;
use super::relato::{Relato, negocio, tecnico};
use crate::faturas::{FaturaRecebida, FaturaRecusada, conferir_fatura};
use crate::{Aplicacao, Quem};

/// Código do erro com que uma pessoa decide se o envio aconteceu.
pub(super) const ENVIO_INCERTO: &str = "envio_incerto";

/// Uma execução em curso.
pub(super) struct EmCurso<'a> {
    pub app: &'a Aplicacao,
    pub inquilino: InquilinoId,
    pub instancia: InstanciaId,
    pub id: ExecucaoId,
    pub assunto: Assunto,
    pub trabalho: &'a Trabalho,
    /// Linhas de log já gravadas.
    pub linhas: i64,
    pub plugin_resumo: Option<String>,
    /// O trabalho do RPA externo que se encerra com ela.
    pub externo: Option<FimDoExterno>,
    arquivos: Vec<ArquivoDaExecucao>,
}

/// O que a execução produziu, antes de virar relato.
pub(super) struct Produzido {
    pub saida: Value,
    pub fatura: Option<DadosDaFatura>,
    pub envio: Option<Envio>,
}

/// De que fatura é a instância.
pub(super) async fn assunto(unidade: &mut Unidade, concedido: &Concedido) -> Result<Assunto, ErroAtividade> {
    let lido = async {
        let Some(processo) = unidade.processo_da_instancia(concedido.instancia).await? else { return Ok(None) };
        let cliente = unidade.cliente(processo.cliente_id.into()).await?;
        let operadora = unidade.operadora(processo.operadora_id.into()).await?;
        Ok::<_, esteira_armazem::ErroArmazem>(cliente.zip(operadora).map(|(cliente, operadora)| Assunto {
            processo,
            cliente: cliente.cliente,
            operadora: operadora.operadora,
        }))
    };
    match lido.await {
        Ok(Some(assunto)) => Ok(assunto),
        Ok(None) => Err(negocio(
            "sem_processo",
            "esta instância não é de um processo de fatura",
            "o passo `rpa` desta versão serve a processos; inicie a instância por um processo",
        )),
        Err(erro) => Err(tecnico("preparo_falhou", erro.to_string())),
    }
}

impl<'a> EmCurso<'a> {
    /// Grava o começo. `parametros` não leva segredo.
    pub async fn comecar(
        app: &'a Aplicacao,
        concedido: &Concedido,
        trabalho: &'a Trabalho,
        assunto: Assunto,
        (tipo, plugin): (TipoExecucao, &str),
        parametros: &Value,
    ) -> Result<Self, ErroAtividade> {
        let id = ExecucaoId::novo();
        let nova = ExecucaoNova {
            id,
            processo: assunto.processo.id.into(),
            item: Some(concedido.id),
            tipo: tipo.as_str().to_owned(),
            parametros: parametros.to_string(),
            tentativa: trabalho.tentativa,
            plugin: Some(plugin.to_owned()),
            por: None,
            ip: None,
            user_agent: None,
        };
        let gravada = async {
            let mut unidade = app.armazem.escrever(concedido.inquilino).await?;
            unidade.comecar_execucao(&nova, app.relogio.agora()).await?;
            unidade.confirmar().await
        };
        gravada.await.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))?;
        Ok(Self {
            app,
            inquilino: concedido.inquilino,
            instancia: concedido.instancia,
            id,
            assunto,
            trabalho,
            linhas: 0,
            plugin_resumo: None,
            externo: None,
            arquivos: Vec::new(),
        })
    }

    /// Guarda um arquivo, que se liga à execução quando ela se relata.
    pub async fn guardar(
        &mut self,
        rotulo: &str,
        nome: &str,
        tipo: &str,
        conteudo: Bytes,
    ) -> Result<(), ErroAtividade> {
        let guardado = self.app.arquivos.guardar(self.inquilino, conteudo).await;
        let guardado = guardado.map_err(|erro| tecnico("armazenamento", erro.to_string()))?;
        self.arquivos.push(ArquivoDaExecucao {
            id: ArquivoId::novo().0,
            execucao_id: self.id.0,
            rotulo: rotulo.to_owned(),
            nome: nome.to_owned(),
            tipo_mime: tipo.to_owned(),
            chave: guardado.chave,
            tamanho: i64::try_from(guardado.tamanho).unwrap_or(i64::MAX),
        });
        Ok(())
    }

    /// Sem um PDF válido não há sucesso, diga quem o baixou o que disser.
    pub async fn conferir_download(&self, recebida: FaturaRecebida) -> Result<Produzido, ErroAtividade> {
        let quem = Quem::sistema(self.inquilino);
        let conferida = conferir_fatura(self.app, &quem, &self.assunto.processo, recebida).await.map_err(recusada)?;
        Ok(Produzido { saida: conferida.para_o_fluxo(), fatura: Some(conferida.dados), envio: None })
    }

    /// O relato, com o que se grava junto.
    pub fn relatar(self, desfecho: Result<Produzido, ErroAtividade>) -> Relato {
        let (relato, fim, fatura, envio) = match desfecho {
            Ok(produzido) => {
                let fim = FimDaExecucao {
                    status: StatusExecucao::Concluido.as_str().to_owned(),
                    resultado: Some(produzido.saida.to_string()),
                    arquivo: produzido.fatura.as_ref().map(|fatura| fatura.caminho.clone()),
                    ..FimDaExecucao::default()
                };
                (Relato::sucesso(self.trabalho, produzido.saida), fim, produzido.fatura, produzido.envio)
            }
            Err(erro) => {
                let status =
                    if erro.codigo == "tempo_esgotado" { StatusExecucao::Timeout } else { StatusExecucao::Falhou };
                let fim = FimDaExecucao {
                    status: status.as_str().to_owned(),
                    mensagem: Some(erro.mensagem.clone()),
                    erro: serde_json::to_string(&erro).ok(),
                    codigo_erro: Some(erro.codigo.clone()),
                    ..FimDaExecucao::default()
                };
                (Relato::falha(self.trabalho, erro), fim, None, None)
            }
        };
        relato.com(Concluida {
            execucao: self.id,
            processo: self.assunto.processo.id.into(),
            fim: FimDaExecucao { plugin_resumo: self.plugin_resumo, ..fim },
            arquivos: self.arquivos,
            fatura,
            envio,
            externo: self.externo,
        })
    }
}

/// O arquivo estragado se baixa de novo; sem vencimento, repetir não adianta.
fn recusada(recusada: FaturaRecusada) -> ErroAtividade {
    let mensagem = recusada.to_string();
    match recusada {
        FaturaRecusada::Pdf(_) => tecnico("arquivo_invalido", mensagem),
        FaturaRecusada::SemVencimento => negocio(
            "vencimento_ausente",
            mensagem,
            "veja a fatura no portal; se ela não traz o vencimento, resolva com a operadora e repita",
        ),
        FaturaRecusada::Falha(_) => tecnico("armazenamento", mensagem),
    }
}

/// O envio feito, com o comprovante.
pub(super) fn enviado(chave: &str, saida: Value) -> Produzido {
    let comprovante = saida.get("comprovante").cloned().unwrap_or(Value::Null).to_string();
    let envio = Envio { chave: chave.to_owned(), saida: saida.to_string(), comprovante };
    Produzido { saida, fatura: None, envio: Some(envio) }
}
