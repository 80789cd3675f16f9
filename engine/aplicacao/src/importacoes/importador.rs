//! Importar linha a linha: planejar cada uma, e fazer o que o plano diz.

use esteira_base::ids::ClienteId;
use esteira_planilhas::Linha;

use super::colunas::Colunas;
use super::linha::ler_linha;
use super::plano::{Passo, Planejador};
use super::{Desfecho, LinhaImportada};
use crate::{Aplicacao, ErroAplicacao, Quem, clientes};

pub(super) struct Importador<'a> {
    app: &'a Aplicacao,
    quem: &'a Quem,
    colunas: Colunas,
    planejador: Planejador<'a>,
    simular: bool,
}

impl<'a> Importador<'a> {
    pub async fn novo(
        app: &'a Aplicacao,
        quem: &'a Quem,
        cabecalho: &[String],
        simular: bool,
    ) -> Result<Self, ErroAplicacao> {
        let colunas = Colunas::do_cabecalho(cabecalho)?;
        Ok(Self { app, quem, colunas, planejador: Planejador::novo(app, quem).await?, simular })
    }

    /// Títulos da planilha que não se usam.
    pub fn colunas_ignoradas(&self) -> Vec<String> {
        self.colunas.ignoradas.clone()
    }

    /// Passa por uma linha que já se importou: só para que se note a que a repete.
    pub async fn lembrar(&mut self, crua: &Linha) -> Result<(), ErroAplicacao> {
        self.planejador.planejar(&mut ler_linha(&self.colunas, crua)).await.map(drop)
    }

    /// Importa uma linha, ou só diz o que faria.
    pub async fn linha(&mut self, crua: &Linha) -> Result<LinhaImportada, ErroAplicacao> {
        let (app, quem) = (self.app, self.quem);
        let mut lida = ler_linha(&self.colunas, crua);
        let passo = self.planejador.planejar(&mut lida).await?;
        let (cliente, mut mensagens) = (lida.nome().to_owned(), lida.avisos.clone());
        let (desfecho, cliente_id) = match passo {
            Passo::Recusar(motivos) => {
                mensagens.extend(motivos);
                (Desfecho::Recusado, None)
            }
            Passo::Manter(id) => (Desfecho::Igual, Some(id)),
            Passo::Criar(_) if self.simular => (Desfecho::Criado, None),
            Passo::Criar(operadora) => match clientes::criar(app, quem, operadora, lida.novo, lida.senha).await {
                Ok(criado) => (Desfecho::Criado, Some(criado.cliente.id)),
                Err(erro) => (Desfecho::Recusado, recusado(erro, &mut mensagens)?),
            },
            Passo::Alterar(atual) if self.simular => (Desfecho::Alterado, Some(atual.cliente.id)),
            Passo::Alterar(atual) => {
                let (id, operadora) = (atual.cliente.id, atual.cliente.operadora_id);
                match clientes::alterar(app, quem, id, atual.revisao, operadora, lida.novo, lida.senha).await {
                    Ok(_) => (Desfecho::Alterado, Some(id)),
                    Err(erro) => (Desfecho::Recusado, recusado(erro, &mut mensagens)?),
                }
            }
        };
        Ok(LinhaImportada { linha: crua.numero, cliente, desfecho, cliente_id, mensagens })
    }
}

/// O erro que é da linha vira mensagem dela; o que é da casa (o banco fora) para tudo.
fn recusado(erro: ErroAplicacao, mensagens: &mut Vec<String>) -> Result<Option<ClienteId>, ErroAplicacao> {
    match erro {
        ErroAplicacao::Invalido(campos) => {
            mensagens.extend(campos.into_iter().map(|campo| format!("{}: {}", campo.campo, campo.mensagem)));
        }
        ErroAplicacao::Conflito { mensagem, .. } => mensagens.push(mensagem),
        ErroAplicacao::RevisaoVelha => {
            mensagens.push("alguém alterou este cliente agora; repita a importação".to_owned())
        }
        outro => return Err(outro),
    }
    Ok(None)
}
