//! A execução: uma tentativa de mover um processo. Cada uma fica auditada.

use crate::enumeracao::enumeracao;

enumeracao! {
    /// O que se tentou fazer.
    TipoExecucao, "tipo de execução" {
        DownloadFatura = "DOWNLOAD_FATURA",
        UploadSat = "UPLOAD_SAT",
        UploadManual = "UPLOAD_MANUAL",
    }
}

enumeracao! {
    /// Como a tentativa está ou acabou.
    StatusExecucao, "status de execução" {
        Executando = "EXECUTANDO",
        Concluido = "CONCLUIDO",
        Falhou = "FALHOU",
        /// Falhou e outra tentativa já está marcada.
        TentandoNovamente = "TENTANDO_NOVAMENTE",
        Cancelado = "CANCELADO",
        /// Passou do prazo.
        Timeout = "TIMEOUT",
    }
}

impl StatusExecucao {
    /// Se esta tentativa acabou; outra pode vir.
    pub const fn terminou(self) -> bool {
        !matches!(self, Self::Executando)
    }
}
