//! Refazer o que não se gravou: sem pressa, um lote de cada vez; com cautela, se a memória não serviu; um comando de cada vez, se o banco recusa
//! todos.

use std::time::Duration;

use esteira_armazem::ErroArmazem;

use super::laco::{Laco, Modo, desfecho, parou};
use super::lote::{Lote, Veredito};
use super::pedido::Desfecho;
use super::{Solicitacao, TENTATIVAS_POR_LOTE};

impl Laco {
    /// Grava o lote; o que só o banco pode confirmar se refaz com cautela, e se o banco recusa tudo, vai um a um.
    pub async fn atender(&mut self, solicitacoes: &[&Solicitacao]) -> Vec<Desfecho> {
        let vereditos = match self.insistir(solicitacoes, Modo::Otimista).await {
            Ok(vereditos) => vereditos,
            Err(_) => return self.com_cautela(solicitacoes).await,
        };
        let duvidosos = |v: &Veredito| matches!(v, Veredito::Duvidoso);
        let refazer: Vec<&Solicitacao> =
            vereditos.iter().zip(solicitacoes).filter(|(v, _)| duvidosos(v)).map(|(_, s)| *s).collect();
        let mut refeitos = if refazer.is_empty() { Vec::new() } else { self.com_cautela(&refazer).await }.into_iter();
        vereditos
            .into_iter()
            .map(|veredito| match veredito {
                Veredito::Aplicado(aplicado) => Ok(aplicado),
                Veredito::Recusado(erro) => Err(erro),
                Veredito::Duvidoso => refeitos.next().unwrap_or_else(|| Err(parou())),
            })
            .collect()
    }

    pub async fn com_cautela(&mut self, solicitacoes: &[&Solicitacao]) -> Vec<Desfecho> {
        let erro = match self.insistir(solicitacoes, Modo::Cauteloso).await {
            Ok(vereditos) => return vereditos.into_iter().map(desfecho).collect(),
            Err(erro) => erro,
        };
        if solicitacoes.len() == 1 {
            return vec![Err(erro.into())];
        }
        tracing::warn!(comandos = solicitacoes.len(), %erro, "lote recusado pelo banco; gravando um a um");
        let mut desfechos = Vec::with_capacity(solicitacoes.len());
        for sozinha in solicitacoes {
            desfechos.push(match self.insistir(std::slice::from_ref(sozinha), Modo::Cauteloso).await {
                Ok(vereditos) => vereditos.into_iter().map(desfecho).next().unwrap_or_else(|| Err(parou())),
                Err(erro) => Err(erro.into()),
            });
        }
        desfechos
    }

    /// Tenta outra vez o que adianta repetir: o banco que não respondeu e, com cautela, o que outro nó mudou no meio.
    async fn insistir(&mut self, solicitacoes: &[&Solicitacao], modo: Modo) -> Result<Vec<Veredito>, ErroArmazem> {
        let mut tentativa = 1;
        loop {
            let erro = match self.tentar(solicitacoes, modo).await {
                Ok(vereditos) => return Ok(vereditos),
                Err(erro) => erro,
            };
            let transitorio = erro.passageiro();
            let mudou_no_meio = matches!(erro, ErroArmazem::Conflito | ErroArmazem::JaExiste { .. });
            if tentativa >= TENTATIVAS_POR_LOTE || !(transitorio || mudou_no_meio && modo == Modo::Cauteloso) {
                return Err(erro);
            }
            if transitorio {
                tracing::warn!(tentativa, %erro, "o banco pediu para repetir o lote");
                tokio::time::sleep(Duration::from_millis(50 * u64::from(tentativa))).await;
            }
            tentativa += 1;
        }
    }

    async fn tentar(&mut self, solicitacoes: &[&Solicitacao], modo: Modo) -> Result<Vec<Veredito>, ErroArmazem> {
        let Some(primeira) = solicitacoes.first() else { return Ok(Vec::new()) };
        let (catalogo, projetor) = (self.catalogo.clone(), self.projetor.clone());
        let mut lote = Lote::novo(self.relogio.agora(), self.ligacao.atual(), &catalogo, projetor.as_ref());
        let mut unidade = match modo {
            Modo::Cauteloso => Some(self.armazem.escrever(primeira.inquilino).await?),
            Modo::Otimista => None,
        };
        let mut vereditos = self.decidir(&mut lote, solicitacoes, modo, unidade.as_mut()).await?;
        let depois = self.gravar(&mut lote, &mut vereditos, primeira.inquilino, unidade).await?;
        self.lembrar_se(lote);
        depois.fazer(&self.avisos);
        Ok(vereditos)
    }
}
