//! O navegador da execução. Esperas e novas tentativas moram no hospedeiro: aqui só se diz o que se quer.

mod alvo;
mod elemento;
mod guardados;
mod janelas;
mod por;

use std::fmt;
use std::time::Duration;

pub use alvo::Alvo;
pub use elemento::Elemento;
pub use guardados::Armazenamento;
pub use por::Por;

use crate::arquivos::Arquivo;
use crate::borda::Borda;
use crate::erro::Erro;

/// No WIT, `0` quer dizer "o prazo padrão do hospedeiro" (30 s).
const PRAZO_PADRAO_MS: u64 = 0;

/// Uma duração como o WIT a quer. Duração positiva nunca vira `0`, que teria outro sentido.
pub(crate) fn milissegundos(duracao: Duration) -> u64 {
    u64::try_from(duracao.as_millis()).unwrap_or(u64::MAX).max(1)
}

/// Condição de espera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condicao {
    /// Existe no documento.
    Presente,
    /// Está à vista.
    Visivel,
    /// Está à vista, habilitado e descoberto.
    Clicavel,
    /// Não existe.
    Ausente,
    /// Não existe ou não está à vista.
    Invisivel,
    /// Está à vista e o texto contém o trecho.
    Texto(String),
}

impl fmt::Display for Condicao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Presente => f.write_str("presente"),
            Self::Visivel => f.write_str("visivel"),
            Self::Clicavel => f.write_str("clicavel"),
            Self::Ausente => f.write_str("ausente"),
            Self::Invisivel => f.write_str("invisivel"),
            Self::Texto(trecho) => write!(f, "texto:{trecho}"),
        }
    }
}

/// A sessão de navegador: uma só por execução, descartada no fim.
#[derive(Clone)]
pub struct Navegador {
    borda: Borda,
    prazo_ms: u64,
}

impl Navegador {
    pub(crate) fn novo(borda: Borda) -> Self {
        Self { borda, prazo_ms: PRAZO_PADRAO_MS }
    }

    /// O mesmo navegador com outro prazo nas esperas: `navegador.com_prazo(s).esperar_visivel(…)`.
    pub fn com_prazo(&self, prazo: Duration) -> Self {
        Self { borda: self.borda.clone(), prazo_ms: milissegundos(prazo) }
    }

    // ---- página

    /// Navega e espera a página carregar. Fora dos domínios concedidos, erro `dominio_negado`.
    pub fn abrir(&self, url: &str) -> Result<(), Erro> {
        Ok(self.borda.abrir(url)?)
    }

    /// O endereço atual.
    pub fn url(&self) -> Result<String, Erro> {
        Ok(self.borda.url()?)
    }

    /// O título da página.
    pub fn titulo(&self) -> Result<String, Erro> {
        Ok(self.borda.titulo()?)
    }

    /// Botão "voltar".
    pub fn voltar(&self) -> Result<(), Erro> {
        Ok(self.borda.voltar()?)
    }

    /// Botão "avançar".
    pub fn avancar(&self) -> Result<(), Erro> {
        Ok(self.borda.avancar()?)
    }

    /// Recarrega a página.
    pub fn recarregar(&self) -> Result<(), Erro> {
        Ok(self.borda.recarregar()?)
    }

    /// HTML da página, com segredos riscados.
    pub fn codigo_fonte(&self) -> Result<String, Erro> {
        Ok(self.borda.codigo_fonte()?)
    }

    /// Rola a página até esta posição, em pixels a contar do alto à esquerda.
    pub fn rolar(&self, x: u32, y: u32) -> Result<(), Erro> {
        Ok(self.borda.rolar(x, y)?)
    }

    // ---- localizar

    /// Um alvo: reencontra o elemento a cada uso e espera ele estar pronto.
    pub fn alvo(&self, onde: &Por) -> Alvo {
        let alvo = Alvo(self.borda.alvo(&onde.seletor()));
        if self.prazo_ms == PRAZO_PADRAO_MS { alvo } else { alvo.com_prazo(Duration::from_millis(self.prazo_ms)) }
    }

    /// O primeiro que casa agora, sem esperar; erro `elemento_nao_encontrado` se nenhum casa.
    pub fn encontrar(&self, onde: &Por) -> Result<Elemento, Erro> {
        Ok(Elemento(self.borda.encontrar(&onde.seletor())?))
    }

    /// Todos os que casam agora, sem esperar.
    pub fn encontrar_todos(&self, onde: &Por) -> Result<Vec<Elemento>, Erro> {
        Ok(self.borda.encontrar_todos(&onde.seletor())?.into_iter().map(Elemento).collect())
    }

    /// Espera a condição. Devolve o elemento, ou nada em [`Condicao::Ausente`] e [`Condicao::Invisivel`]. Esgotado o prazo, erro
    /// `tempo_esgotado`.
    pub fn esperar(&self, onde: &Por, condicao: &Condicao) -> Result<Option<Elemento>, Erro> {
        let achado = self.borda.esperar(&onde.seletor(), &condicao.to_string(), self.prazo_ms)?;
        Ok(achado.map(Elemento))
    }

    /// Espera existir.
    pub fn esperar_presente(&self, onde: &Por) -> Result<Elemento, Erro> {
        self.esperar_elemento(onde, &Condicao::Presente)
    }

    /// Espera estar à vista.
    pub fn esperar_visivel(&self, onde: &Por) -> Result<Elemento, Erro> {
        self.esperar_elemento(onde, &Condicao::Visivel)
    }

    /// Espera poder ser clicado.
    pub fn esperar_clicavel(&self, onde: &Por) -> Result<Elemento, Erro> {
        self.esperar_elemento(onde, &Condicao::Clicavel)
    }

    /// Espera o texto conter o trecho.
    pub fn esperar_texto(&self, onde: &Por, trecho: &str) -> Result<Elemento, Erro> {
        self.esperar_elemento(onde, &Condicao::Texto(trecho.to_owned()))
    }

    /// Espera não existir mais.
    pub fn esperar_ausente(&self, onde: &Por) -> Result<(), Erro> {
        self.esperar(onde, &Condicao::Ausente).map(drop)
    }

    /// Espera sumir da vista.
    pub fn esperar_invisivel(&self, onde: &Por) -> Result<(), Erro> {
        self.esperar(onde, &Condicao::Invisivel).map(drop)
    }

    /// Espera um dos seletores ficar visível e devolve o índice dele: decide entre "entrou" e "senha inválida".
    pub fn esperar_algum(&self, opcoes: &[&Por]) -> Result<usize, Erro> {
        let seletores: Vec<_> = opcoes.iter().map(|onde| onde.seletor()).collect();
        let indice = self.borda.esperar_algum(&seletores, self.prazo_ms)?;
        Ok(usize::try_from(indice).unwrap_or(usize::MAX))
    }

    /// Espera a URL conter o trecho.
    pub fn esperar_url(&self, trecho: &str) -> Result<(), Erro> {
        Ok(self.borda.esperar_url(trecho, self.prazo_ms)?)
    }

    fn esperar_elemento(&self, onde: &Por, condicao: &Condicao) -> Result<Elemento, Erro> {
        self.esperar(onde, condicao)?
            .ok_or_else(|| Erro::tecnico("elemento_nao_encontrado", format!("a espera por {onde} acabou sem elemento")))
    }

    // ---- leitura em lote

    /// Textos das células de cada `tr` do elemento que casa, num comando só.
    pub fn ler_tabela(&self, onde: &Por) -> Result<Vec<Vec<String>>, Erro> {
        Ok(self.borda.ler_tabela(&onde.seletor())?)
    }

    /// O texto de cada um que casa.
    pub fn textos(&self, onde: &Por) -> Result<Vec<String>, Erro> {
        Ok(self.borda.textos(&onde.seletor())?)
    }

    /// Um item por elemento; nada onde o atributo falta.
    pub fn atributos(&self, onde: &Por, nome: &str) -> Result<Vec<Option<String>>, Erro> {
        Ok(self.borda.atributos(&onde.seletor(), nome)?)
    }

    // ---- o resto

    /// Corpo de função em JavaScript; `argumentos` é uma lista JSON. Pede a permissão `script` no manifesto.
    pub fn executar_script(&self, corpo: &str, argumentos: &serde_json::Value) -> Result<serde_json::Value, Erro> {
        let resposta = self.borda.executar_script(corpo, &argumentos.to_string())?;
        serde_json::from_str(&resposta)
            .map_err(|erro| Erro::tecnico("script_falhou", format!("o script não devolveu JSON: {erro}")))
    }

    /// Captura da janela, em PNG, com os campos de segredo cobertos.
    pub fn captura_tela(&self) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.borda.captura_tela()?))
    }

    /// A página em PDF. Opções do W3C Print, como objeto JSON.
    pub fn imprimir_pdf(&self, opcoes: &serde_json::Value) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.borda.imprimir_pdf(&opcoes.to_string())?))
    }

    /// GET com os cookies da sessão, feito pelo hospedeiro e sob as mesmas regras de domínio. Erro `http_<status>` se não for 2xx.
    pub fn baixar_url(&self, url: &str, nome: &str) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.borda.baixar_url(url, nome)?))
    }
}
