//! O que fazer do que se sobrepõe e do que se perdeu.

use std::str::FromStr;
use std::time::Duration;

/// E se a execução anterior ainda corre quando chega a hora da seguinte?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sobreposicao {
    /// A seguinte não corre.
    #[default]
    Pular,
    /// A seguinte espera a anterior acabar; enquanto uma espera, as outras não correm.
    EnfileirarUma,
    /// Correm juntas.
    Permitir,
}

/// E se ninguém estava de pé na hora?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Perdidas {
    /// O que se perdeu está perdido.
    Nenhuma,
    /// Corre só a última.
    #[default]
    Ultima,
    /// Correm todas as que caíram na janela até agora.
    Todas {
        /// Quão velha uma hora ainda interessa.
        janela: Duration,
    },
}

/// O que se faz de um disparo que chegou.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vez {
    /// Corre agora.
    Passa,
    /// Espera o que está em curso.
    Espera,
    /// Não corre.
    Pula,
}

/// Um nome que não é de política nenhuma.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("política desconhecida: \"{valor}\"; use uma destas: {}", .aceitas.join(", "))]
pub struct PoliticaDesconhecida {
    /// O que veio.
    pub valor: String,
    /// O que serve.
    pub aceitas: &'static [&'static str],
}

impl Sobreposicao {
    /// Os nomes, no banco e no JSON.
    pub const NOMES: &'static [&'static str] = &["PULAR", "ENFILEIRAR_UMA", "PERMITIR"];

    /// O nome.
    pub fn como_texto(self) -> &'static str {
        match self {
            Self::Pular => "PULAR",
            Self::EnfileirarUma => "ENFILEIRAR_UMA",
            Self::Permitir => "PERMITIR",
        }
    }

    /// A vez de um disparo, sabendo se há outro da mesma agenda em curso e se há um mais velho à espera.
    pub fn vez(self, em_curso: bool, esperando_antes: bool) -> Vez {
        match self {
            Self::Permitir => Vez::Passa,
            Self::Pular if em_curso => Vez::Pula,
            Self::EnfileirarUma if em_curso && esperando_antes => Vez::Pula,
            Self::EnfileirarUma if em_curso => Vez::Espera,
            Self::Pular | Self::EnfileirarUma => Vez::Passa,
        }
    }
}

impl FromStr for Sobreposicao {
    type Err = PoliticaDesconhecida;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let todas = [Self::Pular, Self::EnfileirarUma, Self::Permitir];
        let achada = todas.into_iter().find(|politica| politica.como_texto() == texto);
        achada.ok_or_else(|| PoliticaDesconhecida { valor: texto.to_owned(), aceitas: Self::NOMES })
    }
}

impl Perdidas {
    /// Os nomes, no banco e no JSON. Só `TODAS` tem janela.
    pub const NOMES: &'static [&'static str] = &["NENHUMA", "ULTIMA", "TODAS"];

    /// O nome; a janela vai à parte.
    pub fn como_texto(self) -> &'static str {
        match self {
            Self::Nenhuma => "NENHUMA",
            Self::Ultima => "ULTIMA",
            Self::Todas { .. } => "TODAS",
        }
    }

    /// A janela, se a política tem.
    pub fn janela(self) -> Option<Duration> {
        if let Self::Todas { janela } = self { Some(janela) } else { None }
    }

    /// Do nome, com a janela que `TODAS` usa.
    ///
    /// # Errors
    /// Nome que não é de política nenhuma.
    pub fn ler(nome: &str, janela: Duration) -> Result<Self, PoliticaDesconhecida> {
        Ok(match nome {
            "NENHUMA" => Self::Nenhuma,
            "ULTIMA" => Self::Ultima,
            "TODAS" => Self::Todas { janela },
            _ => return Err(PoliticaDesconhecida { valor: nome.to_owned(), aceitas: Self::NOMES }),
        })
    }
}
