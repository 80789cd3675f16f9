//! `esteira usuario`.

use std::io::BufRead;
use std::process::ExitCode;

use clap::Subcommand;
use esteira_aplicacao::{Quem, usuarios};
use esteira_base::Segredo;
use esteira_dominio::{NovoUsuario, Perfil};

use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

#[derive(Debug, Subcommand)]
pub enum AcaoDeUsuario {
    /// Cria um usuário. A senha vem da entrada padrão, em uma linha: não fica no histórico do terminal nem na lista de processos.
    Criar {
        #[arg(long)]
        email: String,
        #[arg(long)]
        nome: String,
        /// ADMINISTRADOR, APROVADOR ou OPERADOR.
        #[arg(long)]
        perfil: Perfil,
    },
}

impl AcaoDeUsuario {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let Self::Criar { email, nome, perfil } = self;
            let senha = ler_senha()?;
            let montada = Montada::so_banco(&config).await?;
            let novo = NovoUsuario {
                nome_completo: nome,
                email: email.clone(),
                telefone: None,
                perfil_usuario: perfil,
                status_ativo: true,
            };
            usuarios::criar(&montada.app, &Quem::sistema(montada.inquilino), novo, senha).await?;
            println!("{email} criado como {perfil}");
            Ok(ExitCode::SUCCESS)
        })
    }
}

fn ler_senha() -> Result<Segredo, std::io::Error> {
    eprintln!("senha (uma linha):");
    let mut linha = String::new();
    std::io::stdin().lock().read_line(&mut linha)?;
    Ok(Segredo::novo(linha.trim_end_matches(['\r', '\n'])))
}
