//! Qual versão executa uma vez.

use esteira_armazem::Unidade;
use esteira_armazem::plugins::Vigente;
use esteira_base::Resumo;
use esteira_base::ids::InstanciaId;

use crate::{Aplicacao, ErroAplicacao};

/// A versão com que esta instância executa o plugin, já pronta neste nó: a fixada; senão a vigente, ou a que se experimenta se lhe coube. Nenhuma, se
/// nenhuma se homologou: vale a da pasta do nó.
pub async fn escolher(
    app: &Aplicacao,
    unidade: &mut Unidade,
    nome: &str,
    fixada: Option<Resumo>,
    instancia: InstanciaId,
) -> Result<Option<Resumo>, ErroAplicacao> {
    let resumo = match fixada {
        Some(fixada) => fixada,
        None => match unidade.plugin_vigente(nome).await? {
            Some(vigente) => {
                da_vez(&vigente, instancia).parse().map_err(|erro| ErroAplicacao::interno(format!("{erro}")))?
            }
            None => return Ok(None),
        },
    };
    // Mesmo já pronta neste nó: pode tê-la instalado outro inquilino, ou ser de outro plugin.
    let publicado = unidade.plugin_publicado(&resumo.to_string()).await?;
    let publicado = publicado
        .filter(|publicado| publicado.nome == nome)
        .ok_or_else(|| ErroAplicacao::nao_encontrado("versão publicada deste plugin", resumo))?;
    if !app.rpa.instalado(resumo) {
        let wasm = app.arquivos.ler(&publicado.chave).await.map_err(|erro| ErroAplicacao::Indisponivel(erro.into()))?;
        if Resumo::de(&wasm) != resumo {
            return Err(ErroAplicacao::interno(format!(
                "o plugin guardado em {} não é o que se publicou",
                publicado.chave
            )));
        }
        app.rpa.instalar(wasm).await.map_err(ErroAplicacao::interno)?;
    }
    Ok(Some(resumo))
}

/// A mesma instância cai sempre do mesmo lado, enquanto o percentual não muda: o que ela repete, repete com a mesma versão.
fn da_vez(vigente: &Vigente, instancia: InstanciaId) -> &str {
    let sorteio = i64::from(blake3::hash(instancia.0.as_bytes()).as_bytes()[0]) * 100 / 256;
    match &vigente.experimentada {
        Some(experimentada) if sorteio < vigente.percentual => experimentada,
        _ => &vigente.resumo,
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn a_experimentada_cabe_a_parte_das_instancias_e_sempre_as_mesmas() {
        let vigente = |percentual| Vigente {
            nome: "oi".into(),
            resumo: "velha".into(),
            anterior: None,
            experimentada: Some("nova".into()),
            percentual,
            homologado_por: "Ana".into(),
            revisao: 1,
            data_atualizacao: 0,
        };
        let instancias: Vec<InstanciaId> = (0..10_000u128).map(|n| InstanciaId(uuid::Uuid::from_u128(n))).collect();
        let novas = |percentual| instancias.iter().filter(|i| da_vez(&vigente(percentual), **i) == "nova").count();
        assert_eq!((novas(0), novas(100)), (0, 10_000));
        assert!((800..1_200).contains(&novas(10)), "{}", novas(10));
        // Aumentar o percentual só acrescenta.
        assert!(instancias.iter().all(|i| da_vez(&vigente(10), *i) != "nova" || da_vez(&vigente(50), *i) == "nova"));
    }
}
