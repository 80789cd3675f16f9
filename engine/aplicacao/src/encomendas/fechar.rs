//! Fechar: o fim da encomenda e o aviso a quem pediu, no mesmo commit.

use esteira_armazem::Unidade;
use esteira_armazem::encomendas::Fecho;
use esteira_base::Instante;
use esteira_portas::arquivos::Guardado;
use serde_json::{Value, json};

use super::{Especie, Pega, VALIDADE_DO_ARQUIVO};
use crate::notificacoes::{Mensagem, Para, avisar};
use crate::{Aplicacao, ErroAplicacao};

/// O que se fez.
#[derive(Debug, Default)]
pub(crate) struct Feito {
    pub linhas: i64,
    pub resultado: Option<Value>,
    pub arquivo: Option<Guardado>,
}

impl Feito {
    pub(super) fn fecho(self, agora: Instante) -> Fecho {
        let vence_em = self.arquivo.is_some().then(|| agora.mais(VALIDADE_DO_ARQUIVO));
        let arquivo =
            self.arquivo.map(|guardado| (guardado.chave, i64::try_from(guardado.tamanho).unwrap_or(i64::MAX)));
        let resultado = self.resultado.map(|resultado| resultado.to_string());
        Fecho { erro: None, resultado, arquivo, vence_em, feitas: Some(self.linhas) }
    }
}

/// Fecha, se ela ainda é deste nó.
pub(super) async fn fechar(app: &Aplicacao, pega: &Pega, fecho: Fecho) -> Result<(), ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(pega.encomenda.inquilino_id.into()).await?;
    if unidade.fechar_encomenda(pega.encomenda.id.into(), pega.concessao, fecho.clone(), agora).await? {
        contar(&mut unidade, pega, &fecho, agora).await?;
        unidade.confirmar().await?;
        tracing::info!(encomenda.id = %pega.encomenda.id, especie = pega.encomenda.especie, erro = fecho.erro, "encomenda acabou");
    }
    Ok(())
}

/// Avisa quem pediu, se é pessoa do cadastro.
async fn contar(unidade: &mut Unidade, pega: &Pega, fecho: &Fecho, agora: Instante) -> Result<(), ErroAplicacao> {
    let encomenda = &pega.encomenda;
    let Some(usuario) = encomenda.usuario_id else { return Ok(()) };
    let Some(pessoa) = unidade.usuario(usuario.into()).await? else { return Ok(()) };
    let id = encomenda.id;
    let (o_que, onde) = if encomenda.especie == Especie::Exportacao.como_texto() {
        (Especie::Exportacao.nome(), format!("/api/exportacoes/{id}/arquivo"))
    } else {
        (Especie::Importacao.nome(), format!("/api/importacoes/{id}/relatorio/xlsx"))
    };
    let dados = json!({
        "o_que": o_que,
        "nome": encomenda.nome,
        "linhas": fecho.feitas,
        "onde": onde,
        "dias": fecho.vence_em.map(|_| VALIDADE_DO_ARQUIVO.as_secs() / 86_400),
        "erro": fecho.erro,
    });
    let modelo = if fecho.erro.is_some() { "encomenda_falhou" } else { "encomenda_pronta" };
    let para = [pessoa.usuario.email.as_str().to_owned()];
    Ok(avisar(unidade, None, Para::por_email(&para), &Mensagem::nova(modelo, dados), agora).await?)
}
