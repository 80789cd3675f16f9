//! O log do trabalho externo, nas linhas da execução: cada linha uma vez, também depois de uma queda.

use std::collections::HashSet;

use esteira_armazem::faturas::LinhaDaExecucao;
use esteira_base::Instante;
use esteira_motor::maquina::ErroAtividade;
use esteira_portas::rpa_externo::LinhaExterna;
use uuid::Uuid;

use super::Execucao;
use crate::trabalhos::relato::tecnico;

/// Maior linha que se guarda, em caracteres.
const MAIOR_LINHA: usize = 4_000;
/// De onde vem a linha.
const ETAPA: &str = "rpa_externo";

impl Execucao<'_> {
    /// Copia as que faltam, e no mesmo commit anota até onde se foi. Devolve quantas distintas já se copiaram.
    pub(super) async fn copiar(
        &mut self,
        id: Uuid,
        copiadas: i64,
        linhas: &[LinhaExterna],
    ) -> Result<i64, ErroAtividade> {
        let agora = self.curso.app.relogio.agora();
        let novas = novas(linhas, copiadas);
        if novas.is_empty() {
            return Ok(copiadas);
        }
        let total = copiadas + i64::try_from(novas.len()).unwrap_or(0);
        let linhas: Vec<_> = novas
            .into_iter()
            .zip(self.curso.linhas + 1..)
            .map(|(linha, numero)| guardavel(numero, linha.marca.parse().unwrap_or(agora), &linha.mensagem))
            .collect();
        self.gravar(linhas, Some((id, total)), agora).await?;
        Ok(total)
    }

    /// Uma linha nossa, sobre o que se fez.
    pub(super) async fn contar(&mut self, mensagem: &str) -> Result<(), ErroAtividade> {
        let agora = self.curso.app.relogio.agora();
        self.gravar(vec![guardavel(self.curso.linhas + 1, agora, mensagem)], None, agora).await
    }

    async fn gravar(
        &mut self,
        linhas: Vec<LinhaDaExecucao>,
        copiadas: Option<(Uuid, i64)>,
        agora: Instante,
    ) -> Result<(), ErroAtividade> {
        let ultima = linhas.last().map_or(self.curso.linhas, |linha| linha.numero);
        let gravadas = async {
            let mut unidade = self.curso.app.armazem.escrever(self.curso.inquilino).await?;
            unidade.anotar_linhas(self.curso.id, linhas).await?;
            if let Some((id, total)) = copiadas {
                unidade.linhas_do_trabalho(id, total, agora).await?;
            }
            unidade.confirmar().await
        };
        gravadas.await.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))?;
        self.curso.linhas = ultima;
        Ok(())
    }
}

/// As distintas, na ordem em que apareceram, sem as que já se copiaram: ele manda sempre todas, e às vezes repetidas.
fn novas(linhas: &[LinhaExterna], copiadas: i64) -> Vec<&LinhaExterna> {
    let mut vistas = HashSet::new();
    let distintas = linhas.iter().filter(|linha| vistas.insert(*linha));
    distintas.skip(usize::try_from(copiadas).unwrap_or(0)).collect()
}

fn guardavel(numero: i64, quando: Instante, mensagem: &str) -> LinhaDaExecucao {
    LinhaDaExecucao {
        numero,
        quando: quando.micros(),
        nivel: "informacao".to_owned(),
        etapa: Some(ETAPA.to_owned()),
        mensagem: mensagem.chars().take(MAIOR_LINHA).collect(),
        campos: "{}".to_owned(),
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn linha_repetida_ou_ja_copiada_nao_se_copia() {
        let linha = |marca: &str| LinhaExterna { marca: marca.into(), mensagem: "clicou".into() };
        let linhas = [linha("1"), linha("1"), linha("2"), linha("1"), linha("3")];
        let marcas = |copiadas| novas(&linhas, copiadas).iter().map(|l| l.marca.as_str()).collect::<Vec<_>>();
        assert_eq!(marcas(0), ["1", "2", "3"]);
        assert_eq!(marcas(2), ["3"]);
        assert!(marcas(3).is_empty());
    }
}
