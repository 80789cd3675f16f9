//! Quadros, janelas e alertas: o estado escondido da sessão.

use super::{Navegador, Por};
use crate::erro::Erro;

impl Navegador {
    /// Espera o quadro (iframe) existir e entra. Dali em diante tudo se procura dentro dele.
    pub fn entrar_quadro(&self, onde: &Por) -> Result<(), Erro> {
        Ok(self.borda.entrar_quadro(&onde.seletor())?)
    }

    /// Volta um nível.
    pub fn quadro_pai(&self) -> Result<(), Erro> {
        Ok(self.borda.quadro_pai()?)
    }

    /// Volta à página.
    pub fn quadro_raiz(&self) -> Result<(), Erro> {
        Ok(self.borda.quadro_raiz()?)
    }

    /// Os ids das janelas e abas abertas.
    pub fn janelas(&self) -> Result<Vec<String>, Erro> {
        Ok(self.borda.janelas()?)
    }

    /// O id da janela em uso.
    pub fn janela_atual(&self) -> Result<String, Erro> {
        Ok(self.borda.janela_atual()?)
    }

    /// Passa a usar outra janela.
    pub fn trocar_janela(&self, id: &str) -> Result<(), Erro> {
        Ok(self.borda.trocar_janela(id)?)
    }

    /// Abre uma janela em branco e devolve o id; não passa a usá-la.
    pub fn nova_janela(&self) -> Result<String, Erro> {
        Ok(self.borda.nova_janela()?)
    }

    /// Fecha a janela em uso. Troque para outra em seguida.
    pub fn fechar_janela(&self) -> Result<(), Erro> {
        Ok(self.borda.fechar_janela()?)
    }

    /// Espera aparecer uma janela fora de `conhecidas` e devolve o id dela.
    pub fn esperar_janela_nova(&self, conhecidas: &[String]) -> Result<String, Erro> {
        Ok(self.borda.esperar_janela_nova(conhecidas, self.prazo_ms)?)
    }

    /// O texto do alerta aberto; erro `alerta_nao_encontrado` se não há.
    pub fn alerta_texto(&self) -> Result<String, Erro> {
        Ok(self.borda.alerta_texto()?)
    }

    /// "OK" no alerta.
    pub fn alerta_aceitar(&self) -> Result<(), Erro> {
        Ok(self.borda.alerta_aceitar()?)
    }

    /// "Cancelar" no alerta.
    pub fn alerta_dispensar(&self) -> Result<(), Erro> {
        Ok(self.borda.alerta_dispensar()?)
    }

    /// Digita no alerta que pede texto.
    pub fn alerta_digitar(&self, texto: &str) -> Result<(), Erro> {
        Ok(self.borda.alerta_digitar(texto)?)
    }
}
