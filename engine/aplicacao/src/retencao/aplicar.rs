//! Apagar o que venceu, em levas, deixando o que está sob guarda.

use esteira_armazem::retencao::{Especie, Leva};
use esteira_base::Instante;
use esteira_dominio::Acao;
use tokio_util::sync::CancellationToken;

use super::corrida::Corrida;
use super::ver::{Prazo, vigentes};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O que apagar.
#[derive(Debug, Clone)]
pub struct Pedido {
    pub especies: Vec<Especie>,
    /// Quantas levas que apagam, no máximo, de cada espécie; nenhum limite = até o fim. Com limite, a corrida que nada apaga não se audita.
    pub levas: Option<u32>,
}

impl Pedido {
    /// Tudo o que venceu, de todas as espécies.
    pub fn inteiro() -> Self {
        Self { especies: Especie::TODAS.into(), levas: None }
    }
}

/// O que se fez com uma espécie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desfecho {
    pub especie: Especie,
    /// Venceu o que acabou antes disto.
    pub antes_de: Instante,
    /// Unidades apagadas.
    pub removidas: u64,
    /// Unidades vencidas que ficaram, sob guarda.
    pub retidas: u64,
}

impl Desfecho {
    pub(super) fn somar(&mut self, leva: &Leva) {
        self.removidas += leva.removidas;
        self.retidas += leva.retidas;
    }
}

/// Apaga o que venceu. Devolve o que fez de cada espécie que tem prazo, e se foi até o fim.
///
/// Cada leva é uma transação. Parar entre duas (`parar`), cair, ou correr em vários nós ao mesmo tempo não faz mal: a próxima vez segue.
pub async fn aplicar(
    app: &Aplicacao,
    quem: &Quem,
    pedido: &Pedido,
    parar: &CancellationToken,
) -> Result<(Vec<Desfecho>, bool), ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let prazos = vigentes(&mut app.armazem.ler(quem.inquilino).await?).await?;
    let mut corrida = Corrida::nova(app, quem);
    let fim = correr(&mut corrida, &prazos, pedido, app.relogio.agora(), parar).await;
    // Também do que parou no meio fica a conta.
    let fechou = corrida.fechar(matches!(fim, Ok(true)), pedido.levas.is_none()).await;
    let inteira = fim?;
    fechou?;
    Ok((corrida.desfechos, inteira))
}

/// Espécie depois de espécie. `true` se todas foram até o fim.
async fn correr(
    corrida: &mut Corrida<'_>,
    prazos: &[Prazo],
    pedido: &Pedido,
    agora: Instante,
    parar: &CancellationToken,
) -> Result<bool, ErroAplicacao> {
    let mut inteira = true;
    for prazo in prazos.iter().filter(|prazo| pedido.especies.contains(&prazo.especie)) {
        if let Some(limite) = prazo.limite(agora) {
            inteira &= percorrer(corrida, prazo.especie, limite, pedido.levas, parar).await?;
        }
    }
    Ok(inteira)
}

/// Leva depois de leva, até o fim da espécie (`true`), a ordem de parar ou o limite de levas.
async fn percorrer(
    corrida: &mut Corrida<'_>,
    especie: Especie,
    limite: Instante,
    levas: Option<u32>,
    parar: &CancellationToken,
) -> Result<bool, ErroAplicacao> {
    let (mut marca, mut apagaram, mut apagou) = (None, 0, false);
    loop {
        if parar.is_cancelled() || levas.is_some_and(|levas| apagaram >= levas) {
            return Ok(false);
        }
        let leva = corrida.leva(especie, limite, marca).await?;
        // A que só acha o que está sob guarda não conta: muitas guardas não podem esconder o que vem depois delas.
        apagaram += u32::from(leva.removidas > 0);
        apagou |= leva.removidas > 0;
        marca = leva.marca;
        if marca.is_none() {
            // A mãe que foi pode ter soltado a filha, que ficou para trás.
            if !(apagou && especie == Especie::Instancias) {
                return Ok(true);
            }
            apagou = false;
            corrida.recontar_retidas();
        }
    }
}
