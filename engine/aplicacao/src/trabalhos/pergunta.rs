//! O que um plugin pergunta a uma pessoa: cada pergunta é uma instância do fluxo `pergunta`, com a tarefa, os prazos e a auditoria de qualquer
//! outra. Quem responde é quem esse fluxo diz.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use esteira_armazem::motor::Tarefa;
use esteira_base::ids::{ExecucaoId, InquilinoId, InstanciaId, TarefaId};
use esteira_motor::maquina::{Evento, NumeroVisita};
use esteira_portas::rpa::{ArquivoDeSaida, PerguntaRpa};
use serde_json::{Value, json};

use crate::fluxos::{Inicio, iniciar};
use crate::instancias::{cancelar, novidades};
use crate::tarefas::{AnexoNovo, anexar};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O fluxo que leva a pergunta.
pub const FLUXO_DE_PERGUNTA: &str = "pergunta";
/// De quanto em quanto se olha a resposta que outro nó possa ter recebido; a deste acorda na hora.
const ENTRE_OLHADAS: Duration = Duration::from_secs(2);

/// Leva as perguntas de uma execução.
pub(super) struct Perguntador {
    app: Aplicacao,
    inquilino: InquilinoId,
    execucao: ExecucaoId,
    /// A visita que executa: a pergunta que um nó morto deixou aberta é da mesma, e não serve mais.
    origem: String,
    /// De que se trata, para quem responde saber.
    assunto: String,
    feitas: AtomicU32,
}

impl Perguntador {
    pub fn novo(
        app: &Aplicacao,
        inquilino: InquilinoId,
        execucao: ExecucaoId,
        origem: (InstanciaId, NumeroVisita),
        assunto: String,
    ) -> Self {
        let origem = format!("{}/{}", origem.0, origem.1);
        Self { app: app.clone(), inquilino, execucao, origem, assunto, feitas: AtomicU32::new(0) }
    }

    /// A resposta, ou nenhuma se alguém desistiu de responder. Resposta que não está entre as opções torna a perguntar. Largado, recolhe a tarefa.
    pub async fn perguntar(&self, pergunta: PerguntaRpa) -> Result<Option<String>, ErroAplicacao> {
        let mut texto = pergunta.texto.clone();
        loop {
            let resposta = self.uma_vez(&pergunta, &texto).await?;
            let Some(resposta) = resposta else { return Ok(None) };
            let resposta = resposta.trim();
            if pergunta.opcoes.is_empty() {
                return Ok(Some(resposta.to_owned()));
            }
            if let Some(opcao) = pergunta.opcoes.iter().find(|opcao| opcao.eq_ignore_ascii_case(resposta)) {
                return Ok(Some(opcao.clone()));
            }
            texto = format!("\"{resposta}\" não é uma das opções. {}", pergunta.texto);
        }
    }

    async fn uma_vez(&self, pergunta: &PerguntaRpa, texto: &str) -> Result<Option<String>, ErroAplicacao> {
        let quem = Quem::sistema(self.inquilino);
        let entrada = json!({
            "origem": self.origem,
            "execucao": self.execucao.to_string(),
            "numero": self.feitas.fetch_add(1, Ordering::Relaxed) + 1,
            "assunto": self.assunto,
            "titulo": pergunta.titulo,
            "texto": texto,
            "opcoes": pergunta.opcoes,
        });
        let id = self.comecar(&quem, entrada).await?;
        let recolher = Recolher { app: self.app.clone(), inquilino: self.inquilino, instancia: Some(id) };
        if let Some(imagem) = &pergunta.imagem {
            self.mostrar(&quem, id, imagem).await?;
        }
        let resultado = self.esperar(&quem, id).await?;
        recolher.ja_acabou();
        Ok(resultado["resposta"].as_str().map(str::to_owned))
    }

    /// Começa a pergunta, no lugar da que um nó morto tenha deixado: a resposta àquela não serviria a este navegador.
    async fn comecar(&self, quem: &Quem, entrada: Value) -> Result<InstanciaId, ErroAplicacao> {
        match iniciar(&self.app, quem, FLUXO_DE_PERGUNTA, entrada.clone()).await? {
            Inicio::Nasceu(id) => return Ok(id),
            Inicio::JaVive(velha) => cancelar(&self.app, quem, velha, "o nó que perguntava morreu".to_owned()).await?,
        }
        match iniciar(&self.app, quem, FLUXO_DE_PERGUNTA, entrada).await? {
            Inicio::Nasceu(id) => Ok(id),
            Inicio::JaVive(_) => {
                Err(ErroAplicacao::conflito("pergunta_repetida", "outra execução faz a mesma pergunta"))
            }
        }
    }

    /// Põe a imagem na tarefa que se abriu.
    async fn mostrar(&self, quem: &Quem, id: InstanciaId, imagem: &ArquivoDeSaida) -> Result<(), ErroAplicacao> {
        let tarefas = self.app.armazem.ler(self.inquilino).await?.tarefas_da_instancia(id).await?;
        if let Some(Tarefa { id, .. }) = tarefas.into_iter().next() {
            let novo = AnexoNovo {
                nome: imagem.nome.clone(),
                tipo: Some("image/png".to_owned()),
                conteudo: imagem.conteudo.clone(),
            };
            match anexar(&self.app, quem, TarefaId(id), novo).await {
                // Quem respondeu antes de ver a imagem já respondeu.
                Ok(_) | Err(ErroAplicacao::Conflito { .. } | ErroAplicacao::NaoEncontrado { .. }) => {}
                Err(erro) => return Err(erro),
            }
        }
        Ok(())
    }

    /// Espera a instância acabar e devolve o resultado dela; nulo se não concluiu.
    async fn esperar(&self, quem: &Quem, id: InstanciaId) -> Result<Value, ErroAplicacao> {
        let mut aviso = self.app.consolidador.aviso();
        let mut vistos = 0;
        loop {
            aviso.borrow_and_update();
            let (_, eventos) = novidades(&self.app, quem, id, vistos).await?;
            for evento in eventos {
                vistos = evento.sequencia;
                match serde_json::from_str(&evento.dados) {
                    Ok(Evento::InstanciaConcluida { resultado, .. }) => return Ok(resultado),
                    Ok(Evento::InstanciaCancelada { .. } | Evento::InstanciaFalhou { .. }) => return Ok(Value::Null),
                    _ => {}
                }
            }
            // Se quem avisa se foi, o nó está parando, e este futuro será largado.
            let _ = tokio::time::timeout(ENTRE_OLHADAS, aviso.changed()).await;
        }
    }
}

/// Cancela a instância se a execução acabou antes da resposta: ninguém responde ao que já não serve.
struct Recolher {
    app: Aplicacao,
    inquilino: InquilinoId,
    instancia: Option<InstanciaId>,
}

impl Recolher {
    fn ja_acabou(mut self) {
        self.instancia = None;
    }
}

impl Drop for Recolher {
    fn drop(&mut self) {
        let Some(id) = self.instancia.take() else { return };
        let (app, quem) = (self.app.clone(), Quem::sistema(self.inquilino));
        // Sem um runtime onde terminar, o prazo do próprio fluxo a recolhe.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(erro) = cancelar(&app, &quem, id, "a execução que perguntou acabou".to_owned()).await {
                    tracing::warn!(instancia.id = %id, %erro, "a pergunta de uma execução que acabou não se recolheu");
                }
            });
        }
    }
}
