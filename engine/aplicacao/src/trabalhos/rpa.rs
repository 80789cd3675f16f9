//! `rpa`: executar a operação de um plugin para um processo, do preparo ao relato.

use std::time::Duration;

use chrono::NaiveDate;
use esteira_armazem::fila::Concedido;
use esteira_base::Dinheiro;
use esteira_dominio::TipoExecucao;
use esteira_motor::maquina::{ClasseDeErro, ErroAtividade, PedidoRpa as PedidoDoFluxo, Trabalho};
use esteira_portas::rpa::{DesfechoRpa, PedidoRpa, SaidaRpa};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::efeito_unico::{Caminho, caminho};
use super::execucao::{ENVIO_INCERTO, EmCurso, Produzido, assunto, enviado};
use super::externo;
use super::observador::Observador;
use super::parametros::{Assunto, PLUGIN_SAT, Preparado, preparar};
use super::pergunta::Perguntador;
use super::relato::{Relato, do_rpa, negocio, tecnico};
use crate::Aplicacao;
use crate::faturas::FaturaRecebida;

/// Prazo de uma execução cujo passo não diz o seu.
pub(super) const PRAZO_PADRAO: Duration = Duration::from_secs(10 * 60);

/// Como o plugin chama o arquivo FEBRABAN ou NFCom que o portal dá junto da fatura.
const ROTULO_DO_DETALHE: &str = "detalhe";

/// Uma execução de plugin em curso.
struct Execucao<'a> {
    curso: EmCurso<'a>,
    pedido: &'a PedidoDoFluxo,
    preparado: Preparado,
    cancelamento: CancellationToken,
}

pub(super) async fn fazer(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    pedido: &PedidoDoFluxo,
    cancelamento: CancellationToken,
) -> Option<Relato> {
    let assunto = async {
        let unidade = app.armazem.ler(concedido.inquilino).await;
        let mut unidade = unidade.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))?;
        assunto(&mut unidade, concedido).await
    };
    let assunto = match assunto.await {
        Ok(assunto) => assunto,
        Err(erro) => return Some(Relato::falha(trabalho, erro)),
    };
    if let Some(destino) = externo::destino(&assunto.operadora, pedido) {
        return externo::fazer(app, concedido, trabalho, (pedido, destino), assunto, cancelamento).await;
    }
    let comecada = comecar(app, concedido, trabalho, pedido, assunto, cancelamento.clone()).await;
    let mut execucao = match comecada {
        Ok(execucao) => execucao,
        Err(erro) => return Some(Relato::falha(trabalho, erro)),
    };
    let desfecho = execucao.produzir().await;
    // O nó está parando: sem relato, a linha volta à fila, e a execução será encerrada por quem a retomar.
    if cancelamento.is_cancelled() {
        return None;
    }
    Some(execucao.curso.relatar(desfecho))
}

async fn comecar<'a>(
    app: &'a Aplicacao,
    concedido: &Concedido,
    trabalho: &'a Trabalho,
    pedido: &'a PedidoDoFluxo,
    assunto: Assunto,
    cancelamento: CancellationToken,
) -> Result<Execucao<'a>, ErroAtividade> {
    let unidade = app.armazem.ler(concedido.inquilino).await;
    let mut unidade = unidade.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))?;
    let preparado = preparar(app, &mut unidade, &assunto, concedido.instancia, trabalho, pedido).await?;
    drop(unidade);
    let tipo = if preparado.plugin == PLUGIN_SAT { TipoExecucao::UploadSat } else { TipoExecucao::DownloadFatura };
    let parametros = json!({ "operacao": pedido.operacao, "parametros": preparado.parametros });
    let curso =
        EmCurso::comecar(app, concedido, trabalho, assunto, (tipo, preparado.plugin.as_str()), &parametros).await?;
    Ok(Execucao { curso, pedido, preparado, cancelamento })
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

    async fn conferir_download(&mut self, saida: &SaidaRpa) -> Result<Produzido, ErroAtividade> {
        let pdf = saida.arquivos.iter().find(|arquivo| arquivo.rotulo == "fatura").ok_or_else(|| {
            tecnico("arquivo_invalido", "o plugin terminou sem entregar a fatura: sucesso sem arquivo é falha")
        })?;
        let vencimento = campo(&saida.resultado, "data_vencimento").and_then(|v| v.parse::<NaiveDate>().ok());
        let valor = campo(&saida.resultado, "valor").and_then(|v| v.parse::<Dinheiro>().ok());
        let detalhe = saida.arquivos.iter().find(|arquivo| arquivo.rotulo == ROTULO_DO_DETALHE);
        let recebida = FaturaRecebida {
            conteudo: pdf.conteudo.clone(),
            detalhe: detalhe.map(|arquivo| arquivo.conteudo.clone()),
            vencimento,
            valor,
            upload_manual: false,
        };
        self.curso.conferir_download(recebida).await
    }

    async fn produzir_uma_vez(&mut self, chave: &str, conferir: &str) -> Result<Produzido, ErroAtividade> {
        let EmCurso { app, inquilino, instancia, .. } = self.curso;
        let caminho = caminho(app, inquilino, instancia, chave).await;
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
        let EmCurso { app, inquilino, instancia, id, trabalho, linhas, .. } = self.curso;
        let assunto = format!("{} {}", self.curso.assunto.cliente.nome_sat, self.curso.assunto.processo.mes_ano);
        let perguntador = Perguntador::novo(app, inquilino, id, (instancia, trabalho.visita), assunto);
        let observador = Observador::iniciar(app, inquilino, id, linhas, perguntador);
        let pedido = PedidoRpa {
            execucao: id.to_string(),
            plugin: self.preparado.plugin.clone(),
            resumo: self.preparado.versao,
            operacao: operacao.to_owned(),
            parametros: self.preparado.parametros.clone(),
            segredos: self.preparado.segredos.clone(),
            dominios_concedidos: self.preparado.dominios.clone(),
            seletores: self.preparado.seletores.clone(),
            arquivos: self.preparado.arquivos.clone(),
            prazo: trabalho.prazo.map_or(PRAZO_PADRAO, |prazo| prazo.0),
            cancelamento: self.cancelamento.child_token(),
        };
        let desfecho = app.rpa.executar(pedido, &observador).await;
        self.curso.linhas = observador.terminar().await;
        self.guardar_evidencias(&desfecho).await?;
        self.curso.plugin_resumo = desfecho.plugin.map(|resumo| resumo.to_string());
        desfecho.resultado.map_err(|erro| do_rpa(&erro))
    }

    async fn guardar_evidencias(&mut self, desfecho: &DesfechoRpa) -> Result<(), ErroAtividade> {
        for evidencia in &desfecho.evidencias {
            self.curso.guardar("evidencia", &evidencia.nome, &evidencia.tipo, evidencia.conteudo.clone()).await?;
        }
        if let Ok(saida) = &desfecho.resultado {
            for arquivo in &saida.arquivos {
                let conteudo = arquivo.conteudo.clone();
                self.curso.guardar(&arquivo.rotulo, &arquivo.nome, "application/pdf", conteudo).await?;
            }
        }
        Ok(())
    }
}

fn campo<'v>(valor: &'v Value, nome: &str) -> Option<&'v str> {
    valor.get(nome)?.as_str()
}
