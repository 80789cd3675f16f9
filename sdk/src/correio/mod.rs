//! Caixas de correio. Quem fala com o servidor é o hospedeiro; aqui se diz qual caixa, o que listar e o que fazer com cada mensagem.
//!
//! ```
//! use esteira_sdk::correio::{Conta, Filtro};
//! use esteira_sdk::teste::{Carta, Portal};
//!
//! let portal = Portal::novo().carta(Carta::de("faturas@operadora.exemplo").assunto("Sua fatura").html("<b>10/11/2026</b>"));
//! let contexto = portal.contexto();
//!
//! let conta = Conta::da_url("imaps://imap.cliente.exemplo", "contas@cliente.exemplo", "senha_portal")?;
//! let caixa = contexto.correio().abrir(&conta)?;
//! for mensagem in caixa.listar("INBOX", &Filtro::novo().remetente("faturas@operadora.exemplo").nao_lidas())? {
//!     assert_eq!(mensagem.html()?.as_deref(), Some("<b>10/11/2026</b>"));
//!     caixa.mover(&mensagem.id(), "Processadas")?;
//! }
//! assert_eq!(portal.cartas_em("Processadas"), ["Sua fatura"]);
//! # Ok::<(), esteira_sdk::Erro>(())
//! ```
//!
//! Uma execução pode cair e recomeçar em qualquer ponto. Por isso: ler não marca como lida, [`Caixa::mover`] se repete sem dobrar, e só
//! se move o que já foi entregue a quem o guarda (noutra execução, depois do resultado desta).

mod conta;
mod filtro;

pub use conta::Conta;
pub use filtro::Filtro;

use crate::arquivos::Arquivo;
use crate::borda::{self, Borda};
use crate::erro::Erro;

/// O correio da execução.
#[derive(Clone)]
pub struct Correio(Borda);

impl Correio {
    pub(crate) fn novo(borda: Borda) -> Self {
        Self(borda)
    }

    /// Entra na caixa. Erros `credencial_invalida`, `correio_indisponivel`, `correio_sem_tls`, `certificado_invalido` e
    /// `dominio_negado`.
    pub fn abrir(&self, conta: &Conta) -> Result<Caixa, Erro> {
        Ok(Caixa(self.0.abrir_caixa(&conta.servidor, &conta.usuario, &conta.segredo, &conta.opcoes())?))
    }
}

/// Uma caixa aberta.
pub struct Caixa(borda::Caixa);

impl Caixa {
    /// As mensagens da pasta que passam pelo filtro, da mais velha à mais nova. A de entrada chama-se `INBOX`.
    pub fn listar(&self, pasta: &str, filtro: &Filtro) -> Result<Vec<Mensagem>, Erro> {
        Ok(self.0.listar(pasta, &filtro.json())?.into_iter().map(Mensagem).collect())
    }

    /// A mensagem deste id, na pasta em que foi listada. Erro `mensagem_nao_encontrada`.
    pub fn encontrar(&self, id: &str) -> Result<Mensagem, Erro> {
        Ok(Mensagem(self.0.encontrar(id)?))
    }

    /// Marca como lida ou por ler.
    pub fn marcar_lida(&self, id: &str, lida: bool) -> Result<(), Erro> {
        Ok(self.0.marcar_lida(id, lida)?)
    }

    /// Muda de pasta, criando-a se não existe. Se a mensagem já está lá, nada faz.
    pub fn mover(&self, id: &str, destino: &str) -> Result<(), Erro> {
        Ok(self.0.mover(id, destino)?)
    }
}

/// Uma mensagem. O conteúdo vem do servidor no primeiro uso, e isso não a marca como lida.
pub struct Mensagem(borda::Mensagem);

impl Mensagem {
    /// O mesmo em toda execução, enquanto a mensagem não muda de pasta.
    pub fn id(&self) -> String {
        self.0.id()
    }

    /// O `Message-ID`, se a mensagem o tem: o mesmo em qualquer pasta.
    pub fn message_id(&self) -> Option<String> {
        self.0.message_id()
    }

    /// O endereço de quem mandou, sem o nome.
    pub fn remetente(&self) -> String {
        self.0.remetente()
    }

    /// O assunto.
    pub fn assunto(&self) -> String {
        self.0.assunto()
    }

    /// Quando chegou, em milissegundos desde 1970-01-01T00:00:00Z.
    pub fn chegada_ms(&self) -> u64 {
        self.0.chegada_ms()
    }

    /// Já estava lida quando foi listada?
    pub fn lida(&self) -> bool {
        self.0.lida()
    }

    /// Em bytes, com os anexos.
    pub fn tamanho(&self) -> u64 {
        self.0.tamanho()
    }

    /// O corpo em texto, se veio em texto.
    pub fn texto(&self) -> Result<Option<String>, Erro> {
        Ok(self.0.texto()?)
    }

    /// O corpo em HTML, se veio em HTML.
    pub fn html(&self) -> Result<Option<String>, Erro> {
        Ok(self.0.html()?)
    }

    /// Os anexos.
    pub fn anexos(&self) -> Result<Vec<Arquivo>, Erro> {
        Ok(self.0.anexos()?.into_iter().map(Arquivo).collect())
    }
}
