//! Dar uma ordem a uma instância.

use std::sync::Arc;

use esteira_armazem::Unidade;
use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::motor::Instancia;
use esteira_base::ids::InstanciaId;
use esteira_motor::Fluxo;
use esteira_motor::maquina::{Comando, Decisao, Estado, decidir};
use uuid::Uuid;

use super::{Escolha, Ordem};
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo, Solicitacao};
use crate::{Aplicacao, ErroAplicacao, Quem, retrato};

/// Dá a ordem. Uma que vale para várias visitas (repetir) vai visita por visita; o erro é o da primeira que não se pôde.
pub async fn ordenar(app: &Aplicacao, quem: &Quem, id: InstanciaId, ordem: &Ordem) -> Result<(), ErroAplicacao> {
    quem.exigir(ordem.acao())?;
    ordem.conferir()?;
    let pronta = preparada(app, quem, id, ordem).await?;
    mandar(app, pronta.solicitacoes(quem, ordem)).await
}

/// Confere se a ordem se aplicaria agora, decidindo-a sem gravar nada.
pub async fn simular(app: &Aplicacao, quem: &Quem, id: InstanciaId, ordem: &Ordem) -> Result<(), ErroAplicacao> {
    quem.exigir(ordem.acao())?;
    ordem.conferir()?;
    preparada(app, quem, id, ordem).await?.simular(app)
}

/// Encerra a instância sem concluir.
pub async fn cancelar(app: &Aplicacao, quem: &Quem, id: InstanciaId, motivo: String) -> Result<(), ErroAplicacao> {
    ordenar(app, quem, id, &Ordem::Cancelar { motivo }).await
}

/// Repete tudo o que parou, gravando mais alguma coisa no mesmo commit. Quem chama já conferiu o papel, e audita.
pub async fn repetir_com(
    app: &Aplicacao,
    quem: &Quem,
    id: InstanciaId,
    anexo: Arc<dyn Anexo>,
) -> Result<(), ErroAplicacao> {
    let ordem = Ordem::Repetir { quais: Escolha::default(), entrada: None };
    let mut solicitacoes = preparada(app, quem, id, &ordem).await?.solicitacoes(quem, &ordem);
    if let Some(primeira) = solicitacoes.first_mut() {
        primeira.anexo = Some(anexo);
    }
    mandar(app, solicitacoes).await
}

async fn mandar(app: &Aplicacao, solicitacoes: Vec<Solicitacao>) -> Result<(), ErroAplicacao> {
    let desfechos = app.consolidador.pedir_varios(solicitacoes).await;
    desfechos.into_iter().try_for_each(|desfecho| desfecho.map(drop))
}

async fn preparada(app: &Aplicacao, quem: &Quem, id: InstanciaId, ordem: &Ordem) -> Result<Preparada, ErroAplicacao> {
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    preparar(app, &mut unidade, quem, &instancia, ordem).await
}

/// Uma ordem já traduzida para uma instância como se leu.
pub(super) struct Preparada {
    id: InstanciaId,
    estado: Estado,
    /// A versão do fluxo com que se decide.
    fluxo: Arc<Fluxo>,
    /// Qual é ela, se a ordem é passar a outra.
    nova_versao: Option<Uuid>,
    comandos: Vec<Comando>,
}

/// Traduz a ordem.
pub(super) async fn preparar(
    app: &Aplicacao,
    unidade: &mut Unidade,
    quem: &Quem,
    instancia: &Instancia,
    ordem: &Ordem,
) -> Result<Preparada, ErroAplicacao> {
    let lido = retrato::ler(unidade, app.consolidador.cargas(), instancia).await?;
    let estado = lido.map_err(|ilegivel| ilegivel.recusa(instancia.id.into()))?.estado;
    if !estado.situacao.viva() {
        return Err(esteira_motor::maquina::Recusa::Encerrada.into());
    }
    let atual = compilado(app, unidade, instancia.fluxo_id).await?;
    let comandos = ordem.comandos(&estado, &atual.resumo.to_string(), &quem.ator())?;
    let (fluxo, nova_versao) = match ordem {
        Ordem::Migrar { versao, .. } => {
            let nova = versao_pedida(unidade, instancia, *versao).await?;
            (compilado(app, unidade, nova).await?, Some(nova))
        }
        _ => (atual, None),
    };
    Ok(Preparada { id: instancia.id.into(), estado, fluxo, nova_versao, comandos })
}

impl Preparada {
    /// O que se pede ao consolidador, cada comando com a sua auditoria.
    pub(super) fn solicitacoes(self, quem: &Quem, ordem: &Ordem) -> Vec<Solicitacao> {
        let alvo = match self.nova_versao {
            Some(fluxo_id) => Alvo::Versao { instancia: self.id, fluxo_id },
            None => Alvo::Instancia(self.id),
        };
        let auditada: Arc<dyn Anexo> = Arc::new(Auditada { quem: quem.clone(), ordem: ordem.clone() });
        let solicitacao = |comando| Solicitacao {
            inquilino: quem.inquilino,
            alvo: alvo.clone(),
            comando,
            anexo: Some(auditada.clone()),
        };
        self.comandos.into_iter().map(solicitacao).collect()
    }

    /// Decide sem gravar: a recusa, se há, é a que a ordem de verdade teria.
    pub(super) fn simular(self, app: &Aplicacao) -> Result<(), ErroAplicacao> {
        let agora = app.relogio.agora();
        self.comandos.into_iter().try_fold(self.estado, |estado, comando| {
            decidir(&self.fluxo, &estado, comando, agora).map(|decisao| decisao.estado)
        })?;
        Ok(())
    }
}

async fn compilado(app: &Aplicacao, unidade: &mut Unidade, id: Uuid) -> Result<Arc<Fluxo>, ErroAplicacao> {
    let fluxo = app.consolidador.catalogo().obter(unidade, id).await?;
    fluxo.ok_or_else(|| ErroAplicacao::nao_encontrado("versão do fluxo", id))
}

async fn versao_pedida(
    unidade: &mut Unidade,
    instancia: &Instancia,
    versao: Option<i64>,
) -> Result<Uuid, ErroAplicacao> {
    let nome = &instancia.fluxo_nome;
    let publicado = match versao {
        Some(versao) => unidade.fluxo_da_versao(nome, versao).await?,
        None => unidade.fluxo_vigente(nome).await?,
    };
    let qual = || versao.map_or_else(|| nome.clone(), |versao| format!("{nome} versão {versao}"));
    let publicado = publicado.ok_or_else(|| ErroAplicacao::nao_encontrado("versão do fluxo", qual()))?;
    if publicado.id == instancia.fluxo_id {
        let mensagem = format!("a instância já está na versão {} de {nome}", publicado.versao);
        return Err(ErroAplicacao::conflito("ja_nesta_versao", mensagem));
    }
    Ok(publicado.id)
}

/// A auditoria da ordem, no commit que a cumpre.
struct Auditada {
    quem: Quem,
    ordem: Ordem,
}

impl Anexo for Auditada {
    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let depois = Some(self.ordem.auditoria());
        Some(auditoria::registro(&self.quem, self.ordem.nome(), "instancia", instancia, None, depois))
    }

    fn escreve(&self) -> bool {
        false
    }
}
