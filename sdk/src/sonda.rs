//! A sonda: ver se o portal ainda tem o que o plugin espera achar nele, sem mudar nada.
//!
//! O que não se acha não é erro: anota-se, e a sonda segue. Que alternativa de um seletor casou, quem sabe é o hospedeiro, que conta os desvios.

use std::time::Duration;

use serde_json::{Value, json};

use crate::codigos;
use crate::contexto::Contexto;
use crate::erro::Erro;
use crate::fatura::SENHA_PORTAL;
use crate::navegador::Por;

/// Quanto se espera por cada seletor: uma página que o tem mostra-o antes disto.
const PRAZO: Duration = Duration::from_secs(8);
/// O que escreve na página o portal que não pode atender.
const FORA_DO_AR: [&str; 4] = ["manutenção", "indisponível", "fora do ar", "tente novamente mais tarde"];

/// Uma sondagem em curso.
pub struct Sonda<'a> {
    contexto: &'a Contexto,
    achados: Vec<String>,
    faltam: Vec<String>,
}

impl<'a> Sonda<'a> {
    /// Ainda sem nada visto.
    pub fn nova(contexto: &'a Contexto) -> Self {
        Self { contexto, achados: Vec::new(), faltam: Vec::new() }
    }

    /// Tudo o que o plugin pode tocar.
    pub fn contexto(&self) -> &'a Contexto {
        self.contexto
    }

    /// Se dá para passar do login: o pedido trouxe a senha do portal.
    pub fn tem_senha(&self) -> bool {
        self.contexto.cofre().existe(SENHA_PORTAL)
    }

    /// Abre a página de entrada. Um portal que não responde é `portal_indisponivel`, e não um prazo esgotado.
    pub fn abrir(&self, url: &str) -> Result<(), Erro> {
        self.contexto.navegador().abrir(url).map_err(|erro| match erro.codigo() {
            codigos::TEMPO_ESGOTADO => fora_do_ar(erro.mensagem()),
            _ => erro,
        })
    }

    /// Confere cada um destes seletores na página em que se está; diz se estão todos.
    ///
    /// # Errors
    /// `portal_indisponivel` se, nada se tendo achado até aqui, o portal não responde ou diz que não pode atender.
    pub fn conferir(&mut self, seletores: &[&Por]) -> Result<bool, Erro> {
        let navegador = self.contexto.navegador().com_prazo(PRAZO);
        let mut todos = true;
        for seletor in seletores {
            let nome = seletor.nome_declarado();
            match navegador.esperar_presente(seletor) {
                Ok(_) => self.achados.push(nome),
                Err(erro) if erro.codigo() == codigos::TEMPO_ESGOTADO => {
                    todos = false;
                    self.faltam.push(nome);
                    if self.achados.is_empty() {
                        self.exigir_portal_no_ar()?;
                    }
                }
                Err(erro) => return Err(erro),
            }
        }
        Ok(todos)
    }

    /// Uma página em que nada se acha tanto pode ter mudado como não ser do portal: um erro do servidor, um aviso.
    fn exigir_portal_no_ar(&self) -> Result<(), Erro> {
        let navegador = self.contexto.navegador();
        if let Err(erro) = navegador.baixar_url(&navegador.url()?, "sonda") {
            return Err(fora_do_ar(erro.mensagem()));
        }
        let texto = navegador.textos(&Por::etiqueta("body"))?.concat().to_lowercase();
        match FORA_DO_AR.into_iter().find(|aviso| texto.contains(aviso)) {
            Some(aviso) => Err(fora_do_ar(&format!("a página diz \"{aviso}\""))),
            None => Ok(()),
        }
    }

    /// A saída da operação `sondar`.
    pub(crate) fn json(&self) -> Value {
        json!({ "achados": self.achados, "faltam": self.faltam })
    }
}

fn fora_do_ar(motivo: &str) -> Erro {
    Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("o portal não atende: {motivo}"))
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::teste::{No, Pagina, Portal};

    const USUARIO: Por = Por::declarado("usuario");
    const SENHA: Por = Por::declarado("senha");

    fn sondar(pagina: Pagina) -> Result<Value, Erro> {
        let portal = Portal::novo().pagina(pagina.em("https://portal.exemplo.com.br/")).responde("/", b"<html>");
        let contexto = portal.contexto();
        let mut sonda = Sonda::nova(&contexto);
        sonda.abrir("https://portal.exemplo.com.br/")?;
        sonda.conferir(&[&USUARIO, &SENHA])?;
        Ok(sonda.json())
    }

    #[test]
    fn o_que_falta_se_anota_sem_parar() {
        let pagina = || Pagina::nova("login").com(SENHA, No::novo());
        assert_eq!(sondar(pagina()).unwrap(), json!({ "achados": ["senha"], "faltam": ["usuario"] }));
        let toda = sondar(pagina().com(USUARIO, No::novo())).unwrap();
        assert_eq!(toda, json!({ "achados": ["usuario", "senha"], "faltam": [] }));
    }

    #[test]
    fn pagina_de_aviso_e_portal_fora_do_ar_e_nao_pagina_que_mudou() {
        let aviso = Pagina::nova("aviso").com(Por::etiqueta("body"), No::texto("Sistema em Manutenção"));
        assert_eq!(sondar(aviso).unwrap_err().codigo(), "portal_indisponivel");
        let mudada = Pagina::nova("nova").com(Por::etiqueta("body"), No::texto("Bem-vindo"));
        assert_eq!(sondar(mudada).unwrap()["faltam"], json!(["usuario", "senha"]));
    }
}
