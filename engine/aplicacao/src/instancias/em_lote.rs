//! Dar uma ordem a muitas instâncias, com um resultado para cada: uma recusada não impede as outras.

use esteira_armazem::Unidade;
use esteira_armazem::motor::{FiltroDeVivas, Instancia};
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::Recusa;
use uuid::Uuid;

use super::ordenar::preparar;
use super::{Escolha, Ordem};
use crate::{Aplicacao, ErroAplicacao, Quem, retrato};

/// Quantas instâncias se tocam num pedido só.
pub const MAXIMO_EM_LOTE: usize = 500;

/// Quantas instâncias um pedido lê à procura das que servem; o resto fica para o pedido seguinte, a partir de `proximo`.
pub const MAXIMO_LIDAS: usize = 5_000;

/// A situação de quem parou por incidente.
pub(super) const EM_ATENCAO: &str = "PRECISA_DE_ATENCAO";

/// Quantas se leem de cada vez.
const POR_LEITURA: u32 = 500;

/// Quais instâncias vivas. Tudo o que se diz tem de valer; não dizer nada é erro, para que ninguém toque em todas sem querer.
#[derive(Debug, Clone, Default)]
pub struct Filtro {
    /// Só estas.
    pub ids: Vec<InstanciaId>,
    pub fluxo: Option<String>,
    pub situacao: Option<String>,
    /// Só as que têm aberta uma visita destas.
    pub visitas: Escolha,
    /// O `proximo` do pedido anterior.
    pub depois_de: Option<Uuid>,
}

/// O que houve com uma.
#[derive(Debug)]
pub struct Resultado {
    pub instancia: InstanciaId,
    pub desfecho: Result<(), ErroAplicacao>,
}

/// O que houve com todas.
#[derive(Debug)]
pub struct Lote {
    pub itens: Vec<Resultado>,
    /// Por onde continuar; nenhum = não há mais.
    pub proximo: Option<Uuid>,
}

/// Dá a ordem às que o filtro acha, ou, em `simular`, só diz quais seriam e o que as impediria.
pub async fn em_lote(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &Filtro,
    ordem: &Ordem,
    simular: bool,
) -> Result<Lote, ErroAplicacao> {
    quem.exigir(ordem.acao())?;
    ordem.conferir()?;
    filtro.conferir()?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let Achadas { instancias, faltam, proximo } = achar(app, &mut unidade, filtro).await?;
    let mut itens = Vec::with_capacity(instancias.len() + faltam.len());
    let mut solicitacoes = Vec::new();
    for instancia in instancias {
        let id = InstanciaId::from(instancia.id);
        let preparada = preparar(app, &mut unidade, quem, &instancia, ordem).await;
        let (desfecho, quantas) = match preparada {
            Ok(preparada) if simular => (preparada.simular(app), 0),
            Ok(preparada) => {
                let dela = preparada.solicitacoes(quem, ordem);
                let quantas = dela.len();
                solicitacoes.extend(dela);
                (Ok(()), quantas)
            }
            Err(erro) => (Err(erro), 0),
        };
        itens.push((Resultado { instancia: id, desfecho }, quantas));
    }
    // Soltar a leitura antes de escrever: no PostgreSQL ela segura uma conexão.
    drop(unidade);
    let mut desfechos = app.consolidador.pedir_varios(solicitacoes).await.into_iter();
    let juntar = |(mut item, quantas): (Resultado, usize)| {
        for desfecho in desfechos.by_ref().take(quantas) {
            item.desfecho = item.desfecho.and(desfecho.map(drop));
        }
        item
    };
    let feitas = itens.into_iter().map(juntar).collect::<Vec<_>>();
    let nao_existe = |id| Resultado { instancia: id, desfecho: Err(ErroAplicacao::nao_encontrado("instância", id)) };
    let itens = feitas.into_iter().chain(faltam.into_iter().map(nao_existe)).collect();
    Ok(Lote { itens, proximo })
}

impl Filtro {
    fn conferir(&self) -> Result<(), ErroAplicacao> {
        let diz = self.fluxo.is_some() || self.situacao.is_some() || !self.visitas.nenhuma();
        if self.ids.is_empty() && !diz {
            let mensagem = "diga ao menos um: ids, fluxo, situacao, passo ou codigo_do_erro";
            return Err(ErroAplicacao::campo("filtro", "obrigatorio", mensagem));
        }
        if self.ids.len() > MAXIMO_EM_LOTE {
            let mensagem = format!("são no máximo {MAXIMO_EM_LOTE} instâncias por pedido; divida em pedidos menores");
            return Err(ErroAplicacao::LimiteExcedido(mensagem));
        }
        Ok(())
    }

    /// Se a instância serve: o que está no retrato não se procura no banco.
    async fn serve(
        &self,
        app: &Aplicacao,
        unidade: &mut Unidade,
        instancia: &Instancia,
    ) -> Result<bool, ErroAplicacao> {
        let do_banco = self.fluxo.as_ref().is_none_or(|fluxo| *fluxo == instancia.fluxo_nome)
            && self.situacao.as_ref().is_none_or(|situacao| *situacao == instancia.situacao);
        if !do_banco || self.visitas.nenhuma() {
            return Ok(do_banco);
        }
        Ok(match retrato::ler(unidade, app.consolidador.cargas(), instancia).await? {
            Ok(lido) => lido.estado.visitas.iter().any(|(numero, visita)| self.visitas.serve(*numero, visita)),
            Err(_) => self.visitas.serve_ilegivel(),
        })
    }
}

/// As que o filtro achou.
pub(super) struct Achadas {
    pub instancias: Vec<Instancia>,
    /// Das pedidas pelo id, as que não existem.
    faltam: Vec<InstanciaId>,
    /// Por onde continuar; nenhum = não há mais.
    pub proximo: Option<Uuid>,
}

async fn achar(app: &Aplicacao, unidade: &mut Unidade, filtro: &Filtro) -> Result<Achadas, ErroAplicacao> {
    if filtro.ids.is_empty() {
        procurar(app, unidade, filtro, MAXIMO_EM_LOTE).await
    } else {
        pelos_ids(app, unidade, filtro).await
    }
}

async fn pelos_ids(app: &Aplicacao, unidade: &mut Unidade, filtro: &Filtro) -> Result<Achadas, ErroAplicacao> {
    let mut ids = filtro.ids.clone();
    ids.sort_unstable();
    ids.dedup();
    let (mut instancias, mut faltam) = (Vec::with_capacity(ids.len()), Vec::new());
    for id in ids {
        match unidade.instancia(id).await? {
            Some(instancia) => {
                // A que existe mas não é das que se quer: como se não tivesse sido pedida.
                if filtro.serve(app, unidade, &instancia).await? {
                    instancias.push(instancia);
                }
            }
            None => faltam.push(id),
        }
    }
    Ok(Achadas { instancias, faltam, proximo: None })
}

/// Anda pelas vivas em ordem de id até achar `quantas`, acabar, ou ter lido demais.
pub(super) async fn procurar(
    app: &Aplicacao,
    unidade: &mut Unidade,
    filtro: &Filtro,
    quantas: usize,
) -> Result<Achadas, ErroAplicacao> {
    // Só quem parou tem código de erro, e essas o banco acha por índice.
    let situacao = match (&filtro.situacao, &filtro.visitas.codigo_do_erro) {
        (None, Some(_)) => Some(EM_ATENCAO.to_owned()),
        (situacao, _) => situacao.clone(),
    };
    let mut vivas =
        FiltroDeVivas { fluxo: filtro.fluxo.clone(), situacao, depois_de: filtro.depois_de, limite: POR_LEITURA };
    let (mut instancias, mut lidas) = (Vec::new(), 0);
    loop {
        let pagina = unidade.instancias_vivas(&vivas).await?;
        let acabou = pagina.len() < POR_LEITURA as usize;
        lidas += pagina.len();
        for instancia in pagina {
            if instancias.len() == quantas {
                return Ok(Achadas { instancias, faltam: Vec::new(), proximo: vivas.depois_de });
            }
            vivas.depois_de = Some(instancia.id);
            if filtro.serve(app, unidade, &instancia).await? {
                instancias.push(instancia);
            }
        }
        if acabou {
            return Ok(Achadas { instancias, faltam: Vec::new(), proximo: None });
        }
        if lidas >= MAXIMO_LIDAS {
            return Ok(Achadas { instancias, faltam: Vec::new(), proximo: vivas.depois_de });
        }
    }
}

/// O que impediria a ordem, em frases separadas quando a máquina as dá.
pub fn impedimentos(erro: &ErroAplicacao) -> Vec<String> {
    match erro {
        ErroAplicacao::Recusado(Recusa::PlanoInvalido(problemas)) => problemas.clone(),
        outro => vec![outro.to_string()],
    }
}
