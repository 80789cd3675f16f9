//! O código por SMS: cada entrada tem o seu, que vale por um tempo e uma vez só. Não sabe de páginas nem de falhas.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use esteira_base::{Instante, Relogio};
use uuid::Uuid;

use crate::chegadas::Chegadas;
use crate::tranca::trancar;

/// Quanto vale um código.
const VALIDADE: Duration = Duration::from_secs(300);
/// Os códigos têm seis dígitos.
const CODIGOS: u128 = 1_000_000;

/// Uma mensagem que o portal mandou a um celular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsVivo {
    pub celular: String,
    pub codigo: String,
    pub quando: Instante,
}

/// As entradas à espera do código, e os SMS mandados.
pub(super) struct Codigos {
    relogio: Arc<dyn Relogio>,
    esperas: Mutex<HashMap<String, Espera>>,
    pub(super) mandados: Chegadas<SmsVivo>,
}

/// A senha conferiu; falta o código.
struct Espera {
    login: String,
    celular: String,
    codigo: String,
    ate: Instante,
}

/// O que o portal acha de um código.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Conferido {
    /// De quem é a entrada, que acaba aqui.
    Certo(String),
    Errado,
    Vencido,
    /// Não há essa entrada.
    SemEntrada,
}

impl Codigos {
    pub(super) fn novos(relogio: Arc<dyn Relogio>) -> Self {
        Self { relogio, esperas: Mutex::default(), mandados: Chegadas::nenhuma("SMS") }
    }

    /// Abre uma entrada e manda o primeiro código. Devolve o nome dela.
    pub(super) fn abrir(&self, login: &str, celular: &str, vencido: bool) -> String {
        let entrada = Uuid::new_v4().simple().to_string();
        let (codigo, ate) = self.mandar(celular, vencido);
        let espera = Espera { login: login.to_owned(), celular: celular.to_owned(), codigo, ate };
        trancar(&self.esperas).insert(entrada.clone(), espera);
        entrada
    }

    /// De quem é a entrada, se existe.
    pub(super) fn login(&self, entrada: &str) -> Option<String> {
        trancar(&self.esperas).get(entrada).map(|espera| espera.login.clone())
    }

    /// Manda outro código, que substitui o anterior. Falso se não há essa entrada.
    pub(super) fn reenviar(&self, entrada: &str, vencido: bool) -> bool {
        let mut esperas = trancar(&self.esperas);
        let Some(espera) = esperas.get_mut(entrada) else { return false };
        (espera.codigo, espera.ate) = self.mandar(&espera.celular, vencido);
        true
    }

    pub(super) fn conferir(&self, entrada: &str, codigo: &str) -> Conferido {
        let mut esperas = trancar(&self.esperas);
        let Some(espera) = esperas.get(entrada) else { return Conferido::SemEntrada };
        if espera.codigo != codigo {
            return Conferido::Errado;
        }
        if self.relogio.agora() >= espera.ate {
            return Conferido::Vencido;
        }
        esperas.remove(entrada).map_or(Conferido::SemEntrada, |espera| Conferido::Certo(espera.login))
    }

    fn mandar(&self, celular: &str, vencido: bool) -> (String, Instante) {
        let codigo = format!("{:06}", Uuid::new_v4().as_u128() % CODIGOS);
        let agora = self.relogio.agora();
        let sms = SmsVivo { celular: celular.to_owned(), codigo: codigo.clone(), quando: agora };
        self.mandados.acrescentar(|_| sms);
        (codigo, if vencido { agora } else { agora.mais(VALIDADE) })
    }
}

/// `11900000001` → `(11) 9****-0001`. O que não tem 11 posições sai todo coberto.
pub(super) fn celular_coberto(celular: &str) -> String {
    if celular.len() != 11 || !celular.is_ascii() {
        return "(**) *****-****".to_owned();
    }
    format!("({}) {}****-{}", &celular[..2], &celular[2..3], &celular[7..])
}

#[cfg(test)]
mod testes {
    use esteira_base::relogio::RelogioDeTeste;

    use super::*;

    fn codigos() -> (Arc<RelogioDeTeste>, Codigos) {
        let relogio = Arc::new(RelogioDeTeste::em(Instante::de_micros(1_800_000_000_000_000)));
        (relogio.clone(), Codigos::novos(relogio))
    }

    fn ultimo(codigos: &Codigos) -> String {
        codigos.mandados.todas().pop().unwrap().codigo
    }

    #[test]
    fn codigo_vale_so_para_a_sua_entrada_e_uma_vez() {
        let (_, codigos) = codigos();
        let (ana, beto) = (codigos.abrir("ana", "11900000001", false), codigos.abrir("beto", "11900000002", false));
        let do_beto = ultimo(&codigos);
        assert_eq!(codigos.conferir("outra", &do_beto), Conferido::SemEntrada);
        if codigos.mandados.todas()[0].codigo != do_beto {
            assert_eq!(codigos.conferir(&ana, &do_beto), Conferido::Errado);
        }
        assert_eq!(codigos.conferir(&beto, &do_beto), Conferido::Certo("beto".to_owned()));
        assert_eq!(codigos.conferir(&beto, &do_beto), Conferido::SemEntrada);
    }

    #[test]
    fn codigo_vence_e_o_reenviado_toma_o_lugar_dele() {
        let (relogio, codigos) = codigos();
        let entrada = codigos.abrir("ana", "11900000001", false);
        relogio.avancar(VALIDADE);
        assert_eq!(codigos.conferir(&entrada, &ultimo(&codigos)), Conferido::Vencido);
        assert!(codigos.reenviar(&entrada, false));
        assert_eq!(codigos.conferir(&entrada, &ultimo(&codigos)), Conferido::Certo("ana".to_owned()));
        assert!(!codigos.reenviar(&entrada, false));
    }

    #[test]
    fn celular_aparece_coberto() {
        assert_eq!(celular_coberto("11900000001"), "(11) 9****-0001");
        assert_eq!(celular_coberto("não é"), "(**) *****-****");
    }
}
