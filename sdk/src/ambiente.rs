//! O que cerca a execução: segredos por nome, registro, prazo e relógio.

use std::time::Duration;

use serde_json::Value;

use crate::borda::Borda;
use crate::erro::Erro;
use crate::pergunta::Pergunta;

/// Declara um invólucro da borda.
macro_rules! involucro {
    ($(#[$doc:meta])* $nome:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $nome(Borda);

        impl $nome {
            pub(crate) fn novo(borda: Borda) -> Self {
                Self(borda)
            }
        }
    };
}

involucro! {
    /// Segredos da execução. Nenhuma função devolve um valor: quem digita é o hospedeiro
    /// (`Alvo::preencher_segredo`, `Elemento::digitar_segredo`).
    Cofre
}

impl Cofre {
    /// Há um segredo com este nome para esta execução?
    pub fn existe(&self, nome: &str) -> bool {
        self.0.existe(nome)
    }
}

involucro! {
    /// O que a execução conta a quem olha. Segredos são riscados pelo hospedeiro.
    Registro
}

impl Registro {
    /// Começa uma etapa com nome: aparece na linha do tempo e na evidência.
    pub fn etapa(&self, nome: &str) {
        self.0.iniciar_etapa(nome);
    }

    /// Guarda na evidência a tela e o HTML deste momento, mesmo que a execução dê certo.
    pub fn marcar(&self, nome: &str) {
        self.0.marcar(nome);
    }

    /// Pormenor que só interessa a quem investiga.
    pub fn depuracao(&self, mensagem: &str) {
        self.0.anotar("depuracao", mensagem, "{}");
    }

    /// O andamento normal.
    pub fn informacao(&self, mensagem: &str) {
        self.0.anotar("informacao", mensagem, "{}");
    }

    /// Algo fora do esperado que não impede de seguir.
    pub fn aviso(&self, mensagem: &str) {
        self.0.anotar("aviso", mensagem, "{}");
    }

    /// Uma falha. O erro devolvido já é registrado pelo hospedeiro; use para o que se perderia.
    pub fn erro(&self, mensagem: &str) {
        self.0.anotar("erro", mensagem, "{}");
    }

    /// Linha com campos (um objeto JSON). Níveis: `depuracao`, `informacao`, `aviso`, `erro`.
    pub fn anotar(&self, nivel: &str, mensagem: &str, campos: &Value) {
        self.0.anotar(nivel, mensagem, &campos.to_string());
    }
}

involucro! {
    /// A execução em si.
    Execucao
}

impl Execucao {
    /// Quanto falta para o prazo da execução inteira.
    pub fn prazo_restante(&self) -> Duration {
        Duration::from_millis(self.0.prazo_restante_ms())
    }

    /// Alguém pediu para parar? Toda chamada ao navegador já falha com `cancelado`; sirva-se disto em laços próprios.
    pub fn cancelada(&self) -> bool {
        self.0.cancelada()
    }

    /// Pergunta a uma pessoa e espera a resposta com o navegador vivo.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use esteira_sdk::Pergunta;
    /// use esteira_sdk::teste::Portal;
    ///
    /// let execucao = Portal::novo().alguem_responde("918273").contexto().execucao();
    /// let pergunta = Pergunta::nova("Código por SMS", "Que código chegou ao telefone (11) 9****-0001?");
    /// assert_eq!(execucao.perguntar(&pergunta.no_prazo(Duration::from_secs(300)))?, "918273");
    /// # Ok::<(), esteira_sdk::Erro>(())
    /// ```
    ///
    /// # Errors
    /// `pergunta_sem_resposta` se ninguém respondeu no prazo.
    pub fn perguntar(&self, pergunta: &Pergunta<'_>) -> Result<String, Erro> {
        let resposta =
            self.0.perguntar(&pergunta.json().to_string(), pergunta.imagem.map(|i| &i.0), pergunta.prazo_ms)?;
        let resposta: Value = serde_json::from_str(&resposta).unwrap_or_default();
        match &resposta["resposta"] {
            Value::String(texto) => Ok(texto.clone()),
            _ => Err(Erro::tecnico("resposta_invalida", "a resposta não veio como se combinou")),
        }
    }

    /// Conta o andamento, de 0 a 100.
    pub fn progresso(&self, por_cento: u32, mensagem: &str) {
        self.0.progresso(por_cento.min(100), mensagem);
    }
}

involucro! {
    /// O tempo, sempre pelo hospedeiro.
    Relogio
}

impl Relogio {
    /// Milissegundos desde 1970-01-01T00:00:00Z.
    pub fn agora_ms(&self) -> u64 {
        self.0.agora_ms()
    }

    /// Espera às cegas. Prefira uma espera com condição ([`crate::Navegador::esperar`]).
    pub fn dormir(&self, quanto: Duration) {
        self.0.dormir(crate::navegador::milissegundos(quanto));
    }
}
