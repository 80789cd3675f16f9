//! O que um trabalho diz ao fim: um comando para a máquina e o que gravar junto.

use std::sync::Arc;

use esteira_motor::maquina::{ClasseDeErro, Comando, ErroAtividade, Trabalho};
use esteira_portas::rpa::{ClasseDeErro as ClasseRpa, ErroRpa};
use serde_json::Value;

use crate::consolidador::Anexo;

/// O fim de um trabalho.
#[derive(Clone)]
pub struct Relato {
    pub comando: Comando,
    pub anexo: Option<Arc<dyn Anexo>>,
}

impl Relato {
    pub(super) fn sucesso(trabalho: &Trabalho, saida: Value) -> Self {
        let comando = Comando::Concluir { visita: trabalho.visita, tentativa: trabalho.tentativa, saida };
        Self { comando, anexo: None }
    }

    pub(super) fn falha(trabalho: &Trabalho, erro: ErroAtividade) -> Self {
        let sorteio = sortear();
        let comando = Comando::Falhar { visita: trabalho.visita, tentativa: trabalho.tentativa, erro, sorteio };
        Self { comando, anexo: None }
    }

    pub(super) fn com(self, anexo: impl Anexo + 'static) -> Self {
        Self { anexo: Some(Arc::new(anexo)), ..self }
    }
}

/// Entre 0 e 1, para a variação da espera. Se o sistema não dá acaso, o meio serve.
pub(crate) fn sortear() -> f64 {
    let mut bytes = [0u8; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    }
}

pub(super) fn tecnico(codigo: &str, mensagem: impl Into<String>) -> ErroAtividade {
    erro(ClasseDeErro::Tecnico, codigo, mensagem, None)
}

pub(super) fn negocio(codigo: &str, mensagem: impl Into<String>, acao: &str) -> ErroAtividade {
    erro(ClasseDeErro::Negocio, codigo, mensagem, Some(acao.to_owned()))
}

fn erro(classe: ClasseDeErro, codigo: &str, mensagem: impl Into<String>, acao: Option<String>) -> ErroAtividade {
    ErroAtividade {
        classe,
        codigo: codigo.to_owned(),
        mensagem: mensagem.into(),
        acao_recomendada: acao,
        detalhes: Value::Null,
    }
}

/// O erro do plugin, na língua do motor.
pub(super) fn do_rpa(erro: &ErroRpa) -> ErroAtividade {
    ErroAtividade {
        classe: match erro.classe {
            ClasseRpa::Negocio => ClasseDeErro::Negocio,
            ClasseRpa::Tecnico => ClasseDeErro::Tecnico,
        },
        codigo: erro.codigo.clone(),
        mensagem: erro.mensagem.clone(),
        acao_recomendada: erro.acao_recomendada.clone(),
        detalhes: erro.detalhes.clone(),
    }
}
