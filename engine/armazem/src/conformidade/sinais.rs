//! Sinais e escutas: nada se guarda duas vezes, se entrega duas vezes, nem se perde entre quem chega e quem espera.

use std::collections::HashSet;

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId, SinalId};

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::sinais::{EscutaNova, FiltroDeSinais, Sinal, SinalNovo};

fn novo(correlacao: &str, chave: Option<&str>) -> SinalNovo {
    SinalNovo {
        id: SinalId::novo(),
        nome: "pagamento".into(),
        correlacao: Some(correlacao.into()),
        dados: "{}".into(),
        chave_de_idempotencia: chave.map(str::to_owned),
        instancia: None,
        por: "{}".into(),
        expira_em: em(60),
    }
}

async fn guardar(armazem: &Armazem, inquilino: InquilinoId, novo: &SinalNovo, agora: Instante) -> Option<Sinal> {
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let guardado = unidade.guardar_sinal(novo, agora).await.unwrap();
    unidade.confirmar().await.unwrap();
    guardado
}

fn escuta(inquilino: InquilinoId, instancia: InstanciaId, visita: u32, correlacao: &str) -> EscutaNova {
    EscutaNova { inquilino, instancia, visita, nome: "pagamento".into(), correlacao: correlacao.into() }
}

async fn escutar(armazem: &Armazem, inquilino: InquilinoId, correlacao: &str, agora: Instante) -> InstanciaId {
    let id = InstanciaId::novo();
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.escutar(&[escuta(inquilino, id, 1, correlacao)], agora).await.unwrap();
    unidade.confirmar().await.unwrap();
    id
}

/// Vários nós guardando a mesma chave guardam um sinal; a mesma chave noutro inquilino é outro; sem chave, cada um é um.
pub async fn a_mesma_chave_guarda_um(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let nos = (0..4).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move { guardar(&armazem, inquilino, &novo("c1", Some("k")), AGORA).await })
    });
    let mut guardados = Vec::new();
    for no in nos.collect::<Vec<_>>() {
        guardados.extend(no.await.unwrap());
    }
    assert_eq!(guardados.len(), 1);
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    assert_eq!(unidade.sinal_da_chave("k").await.unwrap().as_ref(), guardados.first());
    drop(unidade);
    let vizinho = palco::inquilino(armazem).await;
    assert!(guardar(armazem, vizinho, &novo("c1", Some("k")), AGORA).await.is_some());
    for _ in 0..2 {
        assert!(guardar(armazem, inquilino, &novo("c1", None), AGORA).await.is_some());
    }
    let filtro = FiltroDeSinais { correlacao: Some("c1".into()), limite: 2, ..FiltroDeSinais::default() };
    let pagina = armazem.ler(inquilino).await.unwrap().sinais(&filtro).await.unwrap();
    assert_eq!((pagina.itens.len(), pagina.proximo), (2, Some(pagina.itens[1].id)));
    let resto = FiltroDeSinais { depois_de: pagina.proximo, ..filtro };
    assert_eq!(armazem.ler(inquilino).await.unwrap().sinais(&resto).await.unwrap().itens.len(), 1);
}

/// Marcado, não se marca outra vez; nem por outro inquilino.
pub async fn so_se_entrega_uma_vez(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let sinal = guardar(armazem, inquilino, &novo("c1", None), AGORA).await.unwrap();
    let (id, instancia) = (SinalId::from(sinal.id), InstanciaId::novo());
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.sinal_pendente(id, AGORA).await.unwrap(), None);
    assert!(!vizinho.travar_sinal(id).await.unwrap());
    assert!(vizinho.sinal_entregue(id, instancia, AGORA).await.is_err());
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.sinal_pendente(id, em(60)).await.unwrap(), None, "na hora em que expira já não serve");
    assert!(unidade.travar_sinal(id).await.unwrap());
    unidade.sinal_entregue(id, instancia, em(5)).await.unwrap();
    assert!(!unidade.travar_sinal(id).await.unwrap());
    assert!(unidade.sinal_entregue(id, instancia, em(6)).await.is_err());
    unidade.desistir_do_sinal(id).await.unwrap();
    let entregue = unidade.sinal(id).await.unwrap().unwrap();
    assert_eq!((entregue.situacao.as_str(), entregue.entregue_em), ("ENTREGUE", Some(em(5).micros())));
    assert_eq!(entregue.instancia_id, Some(instancia.0));
}

/// Uma espera que abre enquanto o sinal chega: pelo menos um dos dois enxerga o outro.
pub async fn quem_chega_junto_com_a_espera_se_acha(armazem: &Armazem) {
    const VEZES: usize = 20;
    let inquilino = palco::inquilino(armazem).await;
    for vez in 0..VEZES {
        let chave = format!("c{vez}");
        let espera = {
            let (armazem, chave) = (armazem.clone(), chave.clone());
            tokio::spawn(async move {
                let mut unidade = armazem.escrever(inquilino).await.unwrap();
                let escutas = [escuta(inquilino, InstanciaId::novo(), 1, &chave)];
                let servidas = unidade.escutar(&escutas, AGORA).await.unwrap();
                unidade.confirmar().await.unwrap();
                !servidas.is_empty()
            })
        };
        guardar(armazem, inquilino, &novo(&chave, None), AGORA).await.unwrap();
        let mut unidade = armazem.ler(inquilino).await.unwrap();
        let viu_a_espera = unidade.escuta_mais_velha("pagamento", &chave).await.unwrap().is_some();
        drop(unidade);
        assert!(espera.await.unwrap() || viu_a_espera, "na vez {vez}");
    }
}

/// A mais velha primeiro; a de outro inquilino, ou já calada, nunca.
pub async fn a_escuta_mais_velha_e_do_inquilino(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let vizinho = palco::inquilino(armazem).await;
    escutar(armazem, vizinho, "c1", AGORA).await;
    let nova = escutar(armazem, inquilino, "c1", em(2)).await;
    let velha = escutar(armazem, inquilino, "c1", em(1)).await;
    escutar(armazem, inquilino, "c2", AGORA).await;
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    for esperada in [velha, nova] {
        let escuta = unidade.escuta_mais_velha("pagamento", "c1").await.unwrap().unwrap();
        assert_eq!((escuta.instancia_id, escuta.visita), (esperada.0, 1));
        unidade.calar(&[(inquilino, esperada, 1)]).await.unwrap();
    }
    assert_eq!(unidade.escuta_mais_velha("pagamento", "c1").await.unwrap(), None);
}

/// A varredura passa por todos os inquilinos, em páginas, e só pelos pendentes com quem os espere, ou diretos.
pub async fn varredura_so_ve_quem_tem_a_quem_ir(armazem: &Armazem) {
    let mut esperados = HashSet::new();
    for correlacao in ["c1", "c2"] {
        let inquilino = palco::inquilino(armazem).await;
        escutar(armazem, inquilino, correlacao, AGORA).await;
        esperados.insert(guardar(armazem, inquilino, &novo(correlacao, None), AGORA).await.unwrap().id);
        guardar(armazem, inquilino, &novo("ninguém espera", None), AGORA).await.unwrap();
        let direto = SinalNovo { correlacao: None, instancia: Some(InstanciaId::novo()), ..novo("", None) };
        esperados.insert(guardar(armazem, inquilino, &direto, AGORA).await.unwrap().id);
    }
    let (mut vistos, mut depois_de) = (Vec::new(), None);
    loop {
        let pagina = armazem.sinais_sem_entrega(depois_de, 3, AGORA).await.unwrap();
        vistos.extend(pagina.iter().map(|sinal| sinal.id));
        match pagina.last() {
            Some(ultimo) if pagina.len() == 3 => depois_de = Some(ultimo.id),
            _ => break,
        }
    }
    assert_eq!((vistos.len(), vistos.into_iter().collect::<HashSet<_>>()), (4, esperados));
    assert_eq!(armazem.sinais_sem_entrega(None, 9, em(60)).await.unwrap(), [], "os expirados não se entregam");
}

/// Só o que venceu expira, e só o que se resolveu há muito se apaga; nunca mais que a leva.
pub async fn expira_em_levas(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    for segundos in 0..3 {
        let sinal = SinalNovo { expira_em: em(60 + segundos), ..novo("c1", None) };
        guardar(armazem, inquilino, &sinal, em(segundos)).await.unwrap();
    }
    assert_eq!(armazem.expirar_sinais(9, em(59)).await.unwrap(), 0);
    assert_eq!(armazem.expirar_sinais(9, em(60)).await.unwrap(), 1);
    assert_eq!(armazem.expirar_sinais(1, em(99)).await.unwrap(), 1);
    assert_eq!(armazem.expirar_sinais(9, em(99)).await.unwrap(), 1);
}
