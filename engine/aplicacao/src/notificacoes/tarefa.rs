//! A tarefa de que um aviso fala, e quem a pode decidir.

use esteira_armazem::cadastro::Contato;
use esteira_dominio::Perfil;
use esteira_motor::maquina::NumeroVisita;

/// A tarefa, e quem a pode decidir.
#[derive(Debug, Clone, Copy)]
pub struct DaTarefa<'a> {
    pub visita: NumeroVisita,
    pub papeis: &'a [String],
    /// Ids.
    pub usuarios: &'a [String],
}

impl DaTarefa<'_> {
    /// Se esta pessoa a pode decidir. O administrador também conta como aprovador e operador (fatos §5).
    pub(super) fn decide(&self, contato: &Contato) -> bool {
        let perfil = contato.perfil_usuario.as_str();
        let administrador = perfil == Perfil::Administrador.as_str();
        let por_papel = self.papeis.iter().any(|papel| administrador || papel == perfil);
        por_papel || self.usuarios.iter().any(|id| id.parse() == Ok(contato.id))
    }
}
