//! O que a retenção sabe apagar.

/// Uma espécie: o que se apaga junto, contado de quando acabou.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Especie {
    /// Processos cuja instância encerrou: com ela, e com execuções, logs e notificações.
    Processos,
    /// Instâncias encerradas que não são de processo: com história, tarefas, comentários e anexos. A filha espera a mãe.
    Instancias,
    /// Notificações de fora de processo, enviadas ou desistidas.
    Notificacoes,
    /// Sinais entregues ou expirados; com eles vai a chave de idempotência.
    Sinais,
    /// O que bateu nos webhooks.
    WebhooksRecebidos,
    /// Disparos acabados.
    Disparos,
    /// As linhas de log das execuções acabadas de processos encerrados; a execução e as evidências ficam.
    Logs,
}

impl Especie {
    /// Todas, na ordem em que se aplicam: as filhas de uma instância de processo só se soltam quando ele vai.
    pub const TODAS: [Self; 7] = [
        Self::Processos,
        Self::Instancias,
        Self::Notificacoes,
        Self::Sinais,
        Self::WebhooksRecebidos,
        Self::Disparos,
        Self::Logs,
    ];

    /// O texto no banco, no JSON e na linha de comando.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instancias => "INSTANCIAS",
            Self::Processos => "PROCESSOS",
            Self::Notificacoes => "NOTIFICACOES",
            Self::Sinais => "SINAIS",
            Self::WebhooksRecebidos => "WEBHOOKS_RECEBIDOS",
            Self::Disparos => "DISPAROS",
            Self::Logs => "LOGS",
        }
    }
}

impl std::fmt::Display for Especie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Especie {
    type Err = String;

    fn from_str(texto: &str) -> Result<Self, String> {
        Self::TODAS.into_iter().find(|especie| especie.as_str() == texto).ok_or_else(|| {
            let todas = Self::TODAS.map(Self::as_str).join(", ");
            format!("espécie desconhecida: \"{texto}\"; use uma destas: {todas}")
        })
    }
}
