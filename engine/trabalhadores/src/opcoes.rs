//! Tamanhos e tempos dos trabalhadores, com nome.

use std::time::Duration;

/// Como um nó trabalha.
#[derive(Debug, Clone)]
pub struct OpcoesDosTrabalhadores {
    /// Como o nó aparece em logs e telas.
    pub nome: String,
    /// Se este é o único nó que pode existir (SQLite): o que estava concedido é dele, sem esperar validade.
    pub unico: bool,
    /// Trabalhos ao mesmo tempo neste nó.
    pub simultaneos: u32,
    /// Um nó que não renova dentro disto está morto, e o seu trabalho vai a outro.
    pub validade_da_concessao: Duration,
    /// De quanto em quanto tempo se olha a fila mesmo sem aviso.
    pub leitura_periodica: Duration,
    /// Quanto tempo o que está em curso tem para acabar quando o nó para.
    pub prazo_para_parar: Duration,
}

impl Default for OpcoesDosTrabalhadores {
    fn default() -> Self {
        Self {
            nome: "no".to_owned(),
            unico: true,
            simultaneos: 8,
            validade_da_concessao: Duration::from_secs(15),
            leitura_periodica: Duration::from_millis(500),
            prazo_para_parar: Duration::from_secs(30),
        }
    }
}
