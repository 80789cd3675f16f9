//! Clientes e filiais do SAT.

/// O que o SAT sabe ao subir. Login e senha são um só para todos, como no legado.
#[derive(Debug, Clone)]
pub struct DadosSat {
    pub login: String,
    pub senha: String,
    /// Na ordem em que a grade os mostra.
    pub clientes: Vec<ClienteSat>,
    pub tempos: TemposSat,
}

/// Quanto a página demora, em milissegundos, quando nada dá errado.
#[derive(Debug, Clone, Copy)]
pub struct TemposSat {
    /// Do ENTER na busca até a grade filtrada; até lá a grade mostra o que já mostrava.
    pub busca_ms: u64,
}

impl Default for TemposSat {
    fn default() -> Self {
        Self { busca_ms: 200 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClienteSat {
    pub id: String,
    pub nome_sat: String,
    pub filiais: Vec<String>,
}

impl DadosSat {
    /// Sem clientes.
    pub fn novo(login: &str, senha: &str) -> Self {
        Self { login: login.to_owned(), senha: senha.to_owned(), clientes: Vec::new(), tempos: TemposSat::default() }
    }

    /// Acrescenta um cliente; o id é a sua posição, a partir de 101.
    #[must_use]
    pub fn cliente(mut self, nome_sat: &str, filiais: &[&str]) -> Self {
        self.clientes.push(ClienteSat {
            id: (101 + self.clientes.len()).to_string(),
            nome_sat: nome_sat.to_owned(),
            filiais: filiais.iter().map(|&filial| filial.to_owned()).collect(),
        });
        self
    }
}
