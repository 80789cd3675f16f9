//! A operação que vai ao RPA externo da operadora, e não a um plugin.
//!
//! O RPA externo não tem chave de idempotência e esquece o que fazia quando reinicia. Por isso:
//!
//! ```text
//!               ┌ nenhum vivo ─> INTENCAO, durável ─> pede ─┬ id ─────────> CRIADO, durável ─> acompanha ─┬ concluiu ─> confere
//!               │                                            ├ recusou ────> RECUSADO                     ├ falhou
//! chave ─> lê ──┼ INTENCAO ──────────────────────────────────┴ sem resposta ─> procura ─┬ achou ─> CRIADO  └ sumiu ─> INCERTO
//!               └ CRIADO ─────────────────────────────────────> acompanha o mesmo        └ senão ─> INCERTO
//! ```
//!
//! INCERTO só se pede de novo se uma pessoa mandar: repetindo o passo ou, no SAT, decidindo a tarefa.
//!
//! Não deve conhecer: HTTP nem JSON do contrato, que são de quem cumpre a porta.

mod acompanhar;
mod caminho;
mod destino;
mod erros;
mod pedir;
mod preparo;
mod registro;
mod ritmo;

use chrono::NaiveDate;
use esteira_armazem::fila::Concedido;
use esteira_base::Dinheiro;
use esteira_dominio::TipoExecucao;
use esteira_motor::maquina::{ClasseDeErro, ErroAtividade, PedidoRpa, Trabalho};
use esteira_portas::rpa_externo::{FaseExterna, SituacaoExterna};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::concluida::FimDoExterno;
use super::execucao::{EmCurso, Produzido, enviado};
use super::parametros::Assunto;
use super::relato::{Relato, tecnico};
use crate::Aplicacao;
use crate::faturas::FaturaRecebida;

use caminho::{Caminho, caminho};
pub(super) use destino::{Destino, destino};
use preparo::{Preparado, preparar};
pub use ritmo::RitmoDoRpaExterno;

/// Um trabalho vivo no RPA externo.
struct Vivo {
    id: Uuid,
    /// O id de lá.
    trabalho: String,
    /// Linhas de log já copiadas.
    linhas: i64,
    /// Quando se pretendeu (µs).
    desde: i64,
}

struct Execucao<'a> {
    curso: EmCurso<'a>,
    /// O que se pede: enquanto um desta chave não se encerra, não se pede outro.
    chave: String,
    ao_sat: bool,
    preparado: Preparado,
    cancelamento: CancellationToken,
}

pub(super) async fn fazer(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    (pedido, destino): (&PedidoRpa, Destino),
    assunto: Assunto,
    cancelamento: CancellationToken,
) -> Option<Relato> {
    let preparado = match preparar(app, concedido.inquilino, &assunto, &destino, pedido).await {
        Ok(preparado) => preparado,
        Err(erro) => return Some(Relato::falha(trabalho, erro)),
    };
    let ao_sat = destino.ao_sat();
    let tipo = if ao_sat { TipoExecucao::UploadSat } else { TipoExecucao::DownloadFatura };
    let nome = format!("externo:{}", preparado.operadora);
    let parametros = json!({ "operacao": pedido.operacao, "parametros": preparado.campos });
    let curso = match EmCurso::comecar(app, concedido, trabalho, assunto, (tipo, &nome), &parametros).await {
        Ok(curso) => curso,
        Err(erro) => return Some(Relato::falha(trabalho, erro)),
    };
    let chave = match &pedido.efeito_unico {
        Some(unico) => unico.chave.clone(),
        None => format!("{}/{}", concedido.instancia, trabalho.passo),
    };
    let mut execucao = Execucao { curso, chave, ao_sat, preparado, cancelamento: cancelamento.clone() };
    let desfecho = execucao.produzir(pedido.efeito_unico.is_some()).await;
    // O nó está parando: sem relato, a linha volta à fila, e quem a retomar segue o mesmo trabalho.
    if cancelamento.is_cancelled() {
        return None;
    }
    Some(execucao.curso.relatar(desfecho))
}

impl Execucao<'_> {
    async fn produzir(&mut self, unico: bool) -> Result<Produzido, ErroAtividade> {
        let caminho = caminho(&self.curso, &self.chave, &self.preparado.operadora, unico).await;
        let vivo = match caminho.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))? {
            Caminho::Pronto(saida) => return Ok(enviado(&self.chave, saida)),
            Caminho::Pedir { id, desde } => self.pedir(id, desde).await?,
            Caminho::Procurar { id, desde } => self.procurar(id, desde).await?,
            Caminho::Incerto => {
                return Err(self.incerto("já tinha sido pedido, e não se sabe se chegou ao SAT"));
            }
            Caminho::Seguir(vivo) => {
                self.contar(&format!("retomado o acompanhamento do trabalho {}", vivo.trabalho)).await?;
                vivo
            }
        };
        let fim = self.acompanhar(&vivo).await?;
        match (fim.fase, self.ao_sat) {
            (FaseExterna::Concluido, false) => self.baixada(&vivo, &fim.resultado).await,
            (FaseExterna::Concluido, true) => self.enviada(&vivo, fim.resultado),
            (_, false) => Err(self.encerrar(vivo.id, "FALHOU", erros::falhou(&fim))),
            // Falhou no meio ou no fim: a fatura pode ter entrado.
            (_, true) => Err(self.encerrar_incerto(vivo.id, &dito(&fim))),
        }
    }

    /// Concluir sem arquivo é falha; o arquivo passa pela mesma conferência de qualquer fatura.
    async fn baixada(&mut self, vivo: &Vivo, resultado: &Value) -> Result<Produzido, ErroAtividade> {
        let pdf = match self.curso.app.rpa_externo.arquivo(&self.preparado.acesso, resultado).await {
            Ok(pdf) => pdf,
            Err(erro) => {
                let (acabou, erro) = erros::sem_arquivo(&erro);
                // Enquanto o arquivo ainda pode vir, o trabalho segue vivo: repetir é buscá-lo outra vez, e não pedir outro.
                return Err(if acabou { self.encerrar(vivo.id, "FALHOU", erro) } else { erro });
            }
        };
        self.curso.guardar("fatura", "fatura.pdf", "application/pdf", pdf.clone()).await?;
        let dados = resultado.get("dados_extraidos").unwrap_or(resultado);
        let vencimento = dados.get("data_vencimento").and_then(Value::as_str).and_then(data);
        let valor = dados.get("valor").and_then(Value::as_str).and_then(|valor| valor.parse::<Dinheiro>().ok());
        let recebida = FaturaRecebida { conteudo: pdf, vencimento, valor, ..FaturaRecebida::default() };
        match self.curso.conferir_download(recebida).await {
            Ok(produzido) => {
                self.curso.externo = Some(FimDoExterno { id: vivo.id, desfecho: "CONCLUIDO" });
                Ok(produzido)
            }
            // O nosso armazém é que falhou: o trabalho continua lá, com a fatura.
            Err(erro) if erro.classe == ClasseDeErro::Tecnico && erro.codigo == "armazenamento" => Err(erro),
            Err(erro) => Err(self.encerrar(vivo.id, "FALHOU", erro)),
        }
    }

    /// Sem resultado não há comprovante, e sem comprovante não se sabe se há envio.
    fn enviada(&mut self, vivo: &Vivo, resultado: Value) -> Result<Produzido, ErroAtividade> {
        if resultado.is_null() || resultado.get("sucesso") == Some(&Value::Bool(false)) {
            return Err(self.encerrar_incerto(vivo.id, "terminou sem comprovante de que enviou"));
        }
        self.curso.externo = Some(FimDoExterno { id: vivo.id, desfecho: "CONCLUIDO" });
        let comprovante = json!({ "trabalho_externo": vivo.trabalho, "resultado": resultado });
        Ok(enviado(&self.chave, json!({ "situacao": "enviada", "comprovante": comprovante })))
    }

    /// O trabalho se encerra no commit do relato, com este erro.
    fn encerrar(&mut self, id: Uuid, desfecho: &'static str, erro: ErroAtividade) -> ErroAtividade {
        self.curso.externo = Some(FimDoExterno { id, desfecho });
        erro
    }

    fn encerrar_incerto(&mut self, id: Uuid, motivo: &str) -> ErroAtividade {
        let erro = self.incerto(motivo);
        self.encerrar(id, "INCERTO", erro)
    }

    /// Só uma pessoa manda pedir de novo.
    fn incerto(&self, motivo: &str) -> ErroAtividade {
        erros::incerto(self.ao_sat, motivo)
    }
}

/// O que o RPA externo disse da falha.
fn dito(fim: &SituacaoExterna) -> String {
    format!("falhou: {}", fim.erro.as_deref().unwrap_or("sem dizer por quê"))
}

/// `AAAA-MM-DD` ou `DD/MM/AAAA`.
fn data(texto: &str) -> Option<NaiveDate> {
    let texto = texto.trim();
    texto.parse().ok().or_else(|| NaiveDate::parse_from_str(texto, "%d/%m/%Y").ok())
}
