//! `rpa`: executar a operação de um plugin para um processo, do preparo ao relato.

use std::time::Duration;

use chrono::NaiveDate;
use esteira_armazem::faturas::{ArquivoDaExecucao, DadosDaFatura, ExecucaoNova, FimDaExecucao};
use esteira_armazem::fila::Concedido;
use esteira_base::Dinheiro;
use esteira_base::ids::{ArquivoId, ExecucaoId, InquilinoId, InstanciaId};
use esteira_dominio::{StatusExecucao, TipoExecucao};
use esteira_motor::maquina::{ClasseDeErro, ErroAtividade, PedidoRpa as PedidoDoFluxo, Trabalho};
use esteira_portas::rpa::{DesfechoRpa, PedidoRpa, SaidaRpa};
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::concluida::{Concluida, Envio};
use super::efeito_unico::{Caminho, caminho};
use super::observador::Observador;
use super::parametros::{Assunto, PLUGIN_SAT, Preparado, preparar};
use super::pergunta::Perguntador;
use super::relato::{Relato, do_rpa, negocio, tecnico};
use crate::faturas::{FaturaRecebida, FaturaRecusada, conferir_fatura};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Prazo de uma execução cujo passo não diz o seu.
const PRAZO_PADRAO: Duration = Duration::from_secs(10 * 60);

/// Como o plugin chama o arquivo FEBRABAN ou NFCom que o portal dá junto da fatura.
const ROTULO_DO_DETALHE: &str = "detalhe";

/// Código do erro com que uma pessoa decide se o envio aconteceu.
const ENVIO_INCERTO: &str = "envio_incerto";

/// Uma execução em curso.
struct Execucao<'a> {
    app: &'a Aplicacao,
    inquilino: InquilinoId,
    instancia: InstanciaId,
    id: ExecucaoId,
    assunto: Assunto,
    trabalho: &'a Trabalho,
    pedido: &'a PedidoDoFluxo,
    preparado: Preparado,
    cancelamento: CancellationToken,
    arquivos: Vec<ArquivoDaExecucao>,
    /// Linhas de log já gravadas.
    linhas: i64,
    resumo_do_plugin: Option<String>,
}

/// O que a execução produziu, antes de virar relato.
struct Produzido {
    saida: Value,
    fatura: Option<DadosDaFatura>,
    envio: Option<Envio>,
}

pub(super) async fn fazer(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    pedido: &PedidoDoFluxo,
    cancelamento: CancellationToken,
) -> Option<Relato> {
    let comecada = comecar(app, concedido, trabalho, pedido, cancelamento.clone()).await;
    let mut execucao = match comecada {
        Ok(execucao) => execucao,
        Err(erro) => return Some(Relato::falha(trabalho, erro)),
    };
    let desfecho = execucao.produzir().await;
    // O nó está parando: sem relato, a linha volta à fila, e a execução será encerrada por quem a retomar.
    if cancelamento.is_cancelled() {
        return None;
    }
    Some(execucao.relatar(desfecho))
}

async fn comecar<'a>(
    app: &'a Aplicacao,
    concedido: &Concedido,
    trabalho: &'a Trabalho,
    pedido: &'a PedidoDoFluxo,
    cancelamento: CancellationToken,
) -> Result<Execucao<'a>, ErroAtividade> {
    let falhou = |erro: ErroAplicacao| tecnico("preparo_falhou", erro.to_string());
    let mut unidade = app.armazem.ler(concedido.inquilino).await.map_err(|e| falhou(e.into()))?;
    let assunto = assunto(&mut unidade, concedido).await?;
    let preparado = preparar(app, &mut unidade, &assunto, concedido.instancia, trabalho, pedido).await?;
    drop(unidade);
    let id = ExecucaoId::novo();
    let tipo = if preparado.plugin == PLUGIN_SAT { TipoExecucao::UploadSat } else { TipoExecucao::DownloadFatura };
    let nova = ExecucaoNova {
        id,
        processo: assunto.processo.id.into(),
        item: Some(concedido.id),
        tipo: tipo.as_str().to_owned(),
        parametros: json!({ "operacao": pedido.operacao, "parametros": preparado.parametros }).to_string(),
        tentativa: trabalho.tentativa,
        plugin: Some(preparado.plugin.clone()),
        por: None,
        ip: None,
        user_agent: None,
    };
    let gravada = async {
        let mut unidade = app.armazem.escrever(concedido.inquilino).await?;
        unidade.comecar_execucao(&nova, app.relogio.agora()).await?;
        unidade.confirmar().await
    };
    gravada.await.map_err(|e| falhou(e.into()))?;
    Ok(Execucao {
        app,
        inquilino: concedido.inquilino,
        instancia: concedido.instancia,
        id,
        assunto,
        trabalho,
        pedido,
        preparado,
        cancelamento,
        arquivos: Vec::new(),
        linhas: 0,
        resumo_do_plugin: None,
    })
}

async fn assunto(unidade: &mut esteira_armazem::Unidade, concedido: &Concedido) -> Result<Assunto, ErroAtividade> {
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

impl Execucao<'_> {
    async fn produzir(&mut self) -> Result<Produzido, ErroAtividade> {
        match self.pedido.efeito_unico.clone() {
            Some(unico) => self.produzir_uma_vez(&unico.chave, &unico.conferir).await,
            None => {
                let saida = self.executar(&self.pedido.operacao.clone()).await?;
                self.conferir_download(&saida).await
            }
        }
    }

    /// Download: sem um PDF válido não há sucesso, diga o plugin o que disser.
    async fn conferir_download(&mut self, saida: &SaidaRpa) -> Result<Produzido, ErroAtividade> {
        let pdf = saida.arquivos.iter().find(|arquivo| arquivo.rotulo == "fatura").ok_or_else(|| {
            tecnico("arquivo_invalido", "o plugin terminou sem entregar a fatura: sucesso sem arquivo é falha")
        })?;
        let vencimento = campo(&saida.resultado, "data_vencimento").and_then(|v| v.parse::<NaiveDate>().ok());
        let valor = campo(&saida.resultado, "valor").and_then(|v| v.parse::<Dinheiro>().ok());
        let quem = Quem::sistema(self.inquilino);
        let processo = &self.assunto.processo;
        let detalhe = saida.arquivos.iter().find(|arquivo| arquivo.rotulo == ROTULO_DO_DETALHE);
        let recebida = FaturaRecebida {
            conteudo: pdf.conteudo.clone(),
            detalhe: detalhe.map(|arquivo| arquivo.conteudo.clone()),
            vencimento,
            valor,
            upload_manual: false,
        };
        let conferida = conferir_fatura(self.app, &quem, processo, recebida).await.map_err(recusada)?;
        Ok(Produzido { saida: conferida.para_o_fluxo(), fatura: Some(conferida.dados), envio: None })
    }

    async fn produzir_uma_vez(&mut self, chave: &str, conferir: &str) -> Result<Produzido, ErroAtividade> {
        let instancia = self.instancia;
        let caminho = caminho(self.app, self.inquilino, instancia, chave).await;
        match caminho.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))? {
            Caminho::Pronto(saida) => return Ok(enviado(chave, saida)),
            Caminho::Agir => {}
            Caminho::Conferir => {
                if let Some(saida) = self.conferir_envio(conferir).await? {
                    return Ok(enviado(chave, saida));
                }
            }
        }
        let saida = self.executar(&self.pedido.operacao.clone()).await?;
        if saida.resultado.get("comprovante").is_none_or(Value::is_null) {
            return Err(tecnico("envio_sem_comprovante", "o plugin terminou sem comprovante: envio sem prova é falha"));
        }
        Ok(enviado(chave, saida.resultado))
    }

    /// A saída, se o portal diz que já está lá; nenhuma se diz que não está. Se não dá para saber, uma pessoa decide.
    async fn conferir_envio(&mut self, operacao: &str) -> Result<Option<Value>, ErroAtividade> {
        // Enquanto não se souber, o código é este: esgotadas as tentativas, o fluxo o leva a uma pessoa em vez de desistir.
        let incerto = |erro: ErroAtividade| match erro.classe {
            ClasseDeErro::Tecnico => ErroAtividade { codigo: ENVIO_INCERTO.to_owned(), ..erro },
            ClasseDeErro::Negocio => erro,
        };
        let saida = self.executar(operacao).await.map_err(incerto)?;
        match campo(&saida.resultado, "situacao") {
            Some("enviada") => Ok(Some(saida.resultado)),
            Some("ausente") => Ok(None),
            outra => Err(negocio(
                ENVIO_INCERTO,
                format!("a conferência não disse se a fatura está no portal ({})", outra.unwrap_or("sem resposta")),
                "veja no portal se a fatura está lá e decida a tarefa",
            )),
        }
    }

    /// Roda uma operação do plugin; os arquivos e a evidência ficam guardados, dê no que der.
    async fn executar(&mut self, operacao: &str) -> Result<SaidaRpa, ErroAtividade> {
        let processo = &self.assunto.processo;
        let assunto = format!("{} {}", self.assunto.cliente.nome_sat, processo.mes_ano);
        let perguntador =
            Perguntador::novo(self.app, self.inquilino, self.id, (self.instancia, self.trabalho.visita), assunto);
        let observador = Observador::iniciar(self.app, self.inquilino, self.id, self.linhas, perguntador);
        let pedido = PedidoRpa {
            execucao: self.id.to_string(),
            plugin: self.preparado.plugin.clone(),
            resumo: self.preparado.versao,
            operacao: operacao.to_owned(),
            parametros: self.preparado.parametros.clone(),
            segredos: self.preparado.segredos.clone(),
            dominios_concedidos: self.preparado.dominios.clone(),
            seletores: self.preparado.seletores.clone(),
            arquivos: self.preparado.arquivos.clone(),
            prazo: self.trabalho.prazo.map_or(PRAZO_PADRAO, |prazo| prazo.0),
            cancelamento: self.cancelamento.child_token(),
        };
        let desfecho = self.app.rpa.executar(pedido, &observador).await;
        self.linhas = observador.terminar().await;
        self.guardar_evidencias(&desfecho).await?;
        self.resumo_do_plugin = desfecho.plugin.map(|resumo| resumo.to_string());
        desfecho.resultado.map_err(|erro| do_rpa(&erro))
    }

    async fn guardar_evidencias(&mut self, desfecho: &DesfechoRpa) -> Result<(), ErroAtividade> {
        for evidencia in &desfecho.evidencias {
            self.guardar("evidencia", &evidencia.nome, &evidencia.tipo, evidencia.conteudo.clone()).await?;
        }
        if let Ok(saida) = &desfecho.resultado {
            for arquivo in &saida.arquivos {
                self.guardar(&arquivo.rotulo, &arquivo.nome, "application/pdf", arquivo.conteudo.clone()).await?;
            }
        }
        Ok(())
    }

    async fn guardar(&mut self, rotulo: &str, nome: &str, tipo: &str, conteudo: Bytes) -> Result<(), ErroAtividade> {
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

    fn relatar(self, desfecho: Result<Produzido, ErroAtividade>) -> Relato {
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
        let fim = FimDaExecucao { plugin_resumo: self.resumo_do_plugin, ..fim };
        relato.com(Concluida {
            execucao: self.id,
            processo: self.assunto.processo.id.into(),
            fim,
            arquivos: self.arquivos,
            fatura,
            envio,
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

fn enviado(chave: &str, saida: Value) -> Produzido {
    let comprovante = saida.get("comprovante").cloned().unwrap_or(Value::Null).to_string();
    let envio = Envio { chave: chave.to_owned(), saida: saida.to_string(), comprovante };
    Produzido { saida, fatura: None, envio: Some(envio) }
}

fn campo<'v>(valor: &'v Value, nome: &str) -> Option<&'v str> {
    valor.get(nome)?.as_str()
}
