//! O que um operador faz com uma instância parada ou indesejada.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao, Espera, Estado, NumeroVisita};
use serde_json::{Value, json};

use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Repete o passo parado, com novas tentativas.
pub async fn repetir(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let auditado = Auditado::novo(quem, "repetir", json!({}));
    repetir_com(app, quem, id, Some(auditado)).await
}

/// Como [`repetir`], gravando mais alguma coisa no mesmo commit. Quem chama já conferiu o papel.
pub async fn repetir_com(
    app: &Aplicacao,
    quem: &Quem,
    id: InstanciaId,
    anexo: Option<Arc<dyn Anexo>>,
) -> Result<(), ErroAplicacao> {
    let visita = visita_parada(app, quem, id).await?;
    let comando = Comando::RepetirPasso { visita, entrada: None, por: quem.ator() };
    app.consolidador.pedir(quem.inquilino, Alvo::Instancia(id), comando, anexo).await?;
    Ok(())
}

/// Pula o passo parado, dando a saída dele.
pub async fn pular(app: &Aplicacao, quem: &Quem, id: InstanciaId, saida: Value) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let visita = visita_parada(app, quem, id).await?;
    let auditado = Auditado::novo(quem, "pular", json!({ "saida": saida }));
    let comando = Comando::PularPasso { visita, saida, destino: None, por: quem.ator() };
    app.consolidador.pedir(quem.inquilino, Alvo::Instancia(id), comando, Some(auditado)).await?;
    Ok(())
}

/// Encerra a instância sem concluir.
pub async fn cancelar(app: &Aplicacao, quem: &Quem, id: InstanciaId, motivo: String) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let auditado = Auditado::novo(quem, "cancelar", json!({ "motivo": motivo }));
    let comando = Comando::Cancelar { motivo, por: quem.ator() };
    app.consolidador.pedir(quem.inquilino, Alvo::Instancia(id), comando, Some(auditado)).await?;
    Ok(())
}

/// A auditoria do que se fez, no commit que o faz.
struct Auditado {
    quem: Quem,
    acao: &'static str,
    depois: Value,
}

impl Auditado {
    fn novo(quem: &Quem, acao: &'static str, depois: Value) -> Arc<dyn Anexo> {
        Arc::new(Self { quem: quem.clone(), acao, depois })
    }
}

impl Anexo for Auditado {
    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let depois = Some(self.depois.clone());
        Some(auditoria::registro(&self.quem, self.acao, "instancia", instancia, None, depois))
    }

    fn escreve(&self) -> bool {
        false
    }
}

async fn visita_parada(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Result<NumeroVisita, ErroAplicacao> {
    let instancia = app.armazem.ler(quem.inquilino).await?.instancia(id).await?;
    let instancia = instancia.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    let estado: Estado = serde_json::from_str(&instancia.estado).map_err(ErroAplicacao::interno)?;
    let parada = estado.visitas.iter().find(|(_, visita)| matches!(visita.espera, Espera::Incidente(_)));
    parada.map(|(numero, _)| *numero).ok_or_else(|| {
        ErroAplicacao::conflito("sem_incidente", "nada está parado nesta instância; não há o que repetir ou pular")
    })
}
