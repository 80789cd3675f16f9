//! Pedir o trabalho; e, se a resposta se perdeu, achar entre os de lá o que nasceu do pedido.

use std::time::Duration;

use esteira_base::Instante;
use esteira_motor::maquina::ErroAtividade;
use esteira_portas::rpa_externo::{ErroExterno, PedidoExterno, TrabalhoListado};
use uuid::Uuid;

use super::erros::traduzir;
use super::{Execucao, Vivo};
use crate::trabalhos::relato::tecnico;

/// Quanto o relógio de lá pode andar à frente ou atrás do nosso.
const FOLGA_DO_RELOGIO: Duration = Duration::from_secs(2 * 60);
/// Entre a intenção e o trabalho nascer lá: o prazo do pedido, com sobra.
const DEMORA_DO_PEDIDO: Duration = Duration::from_secs(60);

impl Execucao<'_> {
    /// Pede. O id fica durável antes de qualquer outra coisa.
    pub(super) async fn pedir(&mut self, id: Uuid, desde: i64) -> Result<Vivo, ErroAtividade> {
        let pedido = PedidoExterno {
            operadora: self.preparado.operadora.clone(),
            campos: self.preparado.campos.clone(),
            segredos: self.preparado.segredos.clone(),
        };
        match self.curso.app.rpa_externo.pedir(&self.preparado.acesso, pedido).await {
            Ok(trabalho) => self.nasceu(id, desde, trabalho).await,
            Err(ErroExterno::SemResposta(_)) => self.procurar(id, desde).await,
            // Os outros dizem que nada nasceu.
            Err(erro) => Err(self.encerrar(id, "RECUSADO", traduzir(&erro))),
        }
    }

    /// O pedido pode ter chegado. Só se adota um trabalho de lá se ele só pode ser o nosso; no SAT, nem assim: adotar o envio de outro seria dar esta
    /// fatura por enviada.
    pub(super) async fn procurar(&mut self, id: Uuid, desde: i64) -> Result<Vivo, ErroAtividade> {
        const SEM_RESPOSTA: &str = "foi pedido e a resposta se perdeu: não se sabe se ele existe";
        if self.ao_sat {
            return Err(self.encerrar_incerto(id, SEM_RESPOSTA));
        }
        let listados = match self.curso.app.rpa_externo.listar(&self.preparado.acesso).await {
            Ok(listados) => listados,
            // A lista ainda pode vir, ou o token se trocar: a intenção segue viva, e a próxima tentativa torna a procurar.
            Err(erro) if pode_mudar(&erro) && !self.passou_do_limite(desde) => return Err(traduzir(&erro)),
            Err(_) => return Err(self.encerrar_incerto(id, SEM_RESPOSTA)),
        };
        let candidatos = candidatos(listados, &self.preparado.operadora, Instante::de_micros(desde));
        let nossos = self.so_desta_intencao(candidatos).await;
        match nossos.map_err(|erro| tecnico("preparo_falhou", erro.to_string()))?.as_slice() {
            [unico] => self.nasceu(id, desde, unico.clone()).await,
            _ => Err(self.encerrar_incerto(id, SEM_RESPOSTA)),
        }
    }

    /// Sem os que já são de outro trabalho nosso; nenhum, se há outra intenção da mesma operadora que também o possa reclamar.
    async fn so_desta_intencao(&self, candidatos: Vec<String>) -> Result<Vec<String>, esteira_armazem::ErroArmazem> {
        let mut unidade = self.curso.app.armazem.ler(self.curso.inquilino).await?;
        if unidade.intencoes_externas(&self.preparado.operadora).await? > 1 {
            return Ok(Vec::new());
        }
        let conhecidos = unidade.trabalhos_conhecidos(&candidatos).await?;
        Ok(candidatos.into_iter().filter(|candidato| !conhecidos.contains(candidato)).collect())
    }

    async fn nasceu(&mut self, id: Uuid, desde: i64, trabalho: String) -> Result<Vivo, ErroAtividade> {
        let gravado = async {
            let mut unidade = self.curso.app.armazem.escrever(self.curso.inquilino).await?;
            unidade.trabalho_criado(id, &trabalho, self.curso.app.relogio.agora()).await?;
            unidade.confirmar().await
        };
        if let Err(erro) = gravado.await {
            tracing::error!(trabalho, %erro, "o trabalho externo nasceu e o id dele não pôde ser gravado");
            return Err(tecnico("preparo_falhou", erro.to_string()));
        }
        self.contar(&format!("pedido ao RPA externo: trabalho {trabalho}")).await?;
        Ok(Vivo { id, trabalho, linhas: 0, desde })
    }
}

fn pode_mudar(erro: &ErroExterno) -> bool {
    use ErroExterno::{Credencial, NaoChegou, Ocupado, SemResposta};
    matches!(erro, NaoChegou(_) | SemResposta(_) | Ocupado { .. } | Credencial)
}

/// Os da operadora que nasceram quando o pedido pode ter chegado. Sem hora com fuso não se compara, e o trabalho não se adota.
fn candidatos(listados: Vec<TrabalhoListado>, operadora: &str, desde: Instante) -> Vec<String> {
    let (de, ate) = (desde.menos(FOLGA_DO_RELOGIO), desde.mais(FOLGA_DO_RELOGIO + DEMORA_DO_PEDIDO));
    let na_hora = |criado: Option<Instante>| criado.is_some_and(|criado| (de..=ate).contains(&criado));
    let nosso = |t: &TrabalhoListado| t.operadora.eq_ignore_ascii_case(operadora) && na_hora(t.criado);
    listados.into_iter().filter(nosso).map(|listado| listado.trabalho).collect()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_e_candidato_o_da_operadora_que_nasceu_na_hora_do_pedido() {
        let desde = Instante::de_micros(1_793_610_000_000_000);
        let listado = |trabalho: &str, operadora: &str, criado| TrabalhoListado {
            trabalho: trabalho.into(),
            operadora: operadora.into(),
            criado,
        };
        let segundos = |s| Some(desde.mais(Duration::from_secs(s)));
        let listados = vec![
            listado("a", "oi", segundos(10)),
            listado("b", "VIVO", segundos(10)),
            listado("c", "OI", segundos(3_600)),
            listado("d", "OI", Some(desde.menos(Duration::from_secs(3_600)))),
            listado("e", "OI", None),
        ];
        assert_eq!(candidatos(listados, "OI", desde), ["a"]);
    }
}
