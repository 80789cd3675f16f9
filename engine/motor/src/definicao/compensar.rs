//! `compensar: { tipo: http, … }`: como desfazer um passo depois de concluído.

use super::campos::Campos;
use super::coletor::{Coletor, Declarado};
use super::passos::{self, Tipo, transpor};
use super::prazo;
use super::yaml::No;
use crate::fluxo::Passo;

/// Lê o passo que desfaz `desfeito`, guarda-o no coletor e devolve o nome dele.
pub(super) fn ler(no: &No, desfeito: &str, coletor: &mut Coletor<'_>) -> Option<String> {
    let nome = Passo::nome_da_compensacao(desfeito);
    let mut campos = Campos::abrir(no, no.lugar.clone(), format!("`compensar` de `{desfeito}`"), coletor)?;
    let no_do_tipo = campos.exigido("tipo", coletor)?;
    let tipo = passos::ler_tipo(no_do_tipo, coletor)?;
    if !(tipo.trabalha() || tipo == Tipo::Subfluxo) {
        let mensagem = format!("o tipo `{}` não desfaz nada; use rpa, http, notificar ou subfluxo", tipo.nome());
        coletor.erro("tipo_desconhecido", no_do_tipo.lugar.clone(), mensagem);
        return None;
    }
    let especifico = passos::ler_especifico(tipo, &nome, &mut campos, coletor);
    let politica = passos::ler_politica(tipo, &mut campos, coletor);
    let prazo = campos.opcional("prazo").map(|no| prazo::ler(no, tipo.trabalha(), coletor));
    campos.fechar(&["estado", "depois", "erros", "saida", "compensar"], coletor);
    let prazo = transpor(prazo)?;
    if prazo.as_ref().is_some_and(|prazo| prazo.vai.is_some()) {
        coletor.erro("chave_nao_se_aplica", no.lugar.clone(), "quem desfaz não se desvia: tire o `vai` do prazo");
    }
    let politica = politica?;
    let lugar = no.lugar.clone();
    let corpo = coletor.corpo_atual.clone();
    coletor.passos.insert(nome.clone(), Declarado { tipo: Some(tipo), lugar, corpo: corpo.clone(), forma: None });
    let passo = Passo {
        nome: nome.clone(),
        dentro_de: corpo,
        tipo: especifico?,
        estado: None,
        depois: None,
        repetir: politica.repetir,
        prazo,
        erros: Default::default(),
        limite: politica.limite,
        prioridade: politica.prioridade,
        saida: None,
        compensar: None,
    };
    coletor.lidos.insert(nome.clone(), passo);
    Some(nome)
}
