//! O processo: a fatura de um cliente num mês, e onde ela está.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> AGUARDANDO_DOWNLOAD : criado
//!     AGUARDANDO_DOWNLOAD --> AGUARDANDO_APROVACAO : fatura chegou
//!     AGUARDANDO_APROVACAO --> AGUARDANDO_ENVIO_SAT : aprovada
//!     AGUARDANDO_APROVACAO --> REJEITADO : rejeitada
//!     REJEITADO --> AGUARDANDO_DOWNLOAD : reaberto
//!     AGUARDANDO_ENVIO_SAT --> UPLOAD_REALIZADO : envio confirmado
//!     AGUARDANDO_DOWNLOAD --> FALHOU : esgotou as tentativas
//!     AGUARDANDO_APROVACAO --> FALHOU : precisa de atenção
//!     AGUARDANDO_ENVIO_SAT --> FALHOU : esgotou as tentativas
//!     FALHOU --> AGUARDANDO_DOWNLOAD : repetir a busca
//!     FALHOU --> AGUARDANDO_APROVACAO : fatura trazida à mão
//!     FALHOU --> AGUARDANDO_ENVIO_SAT : repetir o envio
//!     FALHOU --> UPLOAD_REALIZADO : envio confirmado depois
//!     AGUARDANDO_DOWNLOAD --> CANCELADO : cancelado
//!     AGUARDANDO_APROVACAO --> CANCELADO : cancelado
//!     AGUARDANDO_ENVIO_SAT --> CANCELADO : cancelado
//!     REJEITADO --> CANCELADO : cancelado
//!     FALHOU --> CANCELADO : cancelado
//!     UPLOAD_REALIZADO --> [*]
//!     CANCELADO --> [*]
//! ```
//!
//! Além do desenho, [`Processo::transitar`] cobra o que cada estado promete: nada espera aprovação sem fatura e vencimento, nada espera envio
//! sem aprovador, nada está enviado sem a data do envio.

use chrono::NaiveDate;
use esteira_base::{
    Dinheiro, Instante, MesAno,
    ids::{ClienteId, ProcessoId, UsuarioId},
};
use serde::{Deserialize, Serialize};

use crate::enumeracao::enumeracao;

enumeracao! {
    /// Onde está o processo.
    StatusProcesso, "status de processo" {
        AguardandoDownload = "AGUARDANDO_DOWNLOAD",
        AguardandoAprovacao = "AGUARDANDO_APROVACAO",
        AguardandoEnvioSat = "AGUARDANDO_ENVIO_SAT",
        UploadRealizado = "UPLOAD_REALIZADO",
        Rejeitado = "REJEITADO",
        /// Esgotou as tentativas; espera um operador.
        Falhou = "FALHOU",
        Cancelado = "CANCELADO",
    }
}

impl StatusProcesso {
    /// Para onde se pode ir daqui; vazio se é o fim.
    pub const fn destinos(self) -> &'static [StatusProcesso] {
        use StatusProcesso::*;
        match self {
            AguardandoDownload => &[AguardandoAprovacao, Falhou, Cancelado],
            AguardandoAprovacao => &[AguardandoEnvioSat, Rejeitado, Falhou, Cancelado],
            AguardandoEnvioSat => &[UploadRealizado, Falhou, Cancelado],
            Rejeitado => &[AguardandoDownload, Cancelado],
            Falhou => &[AguardandoDownload, AguardandoAprovacao, AguardandoEnvioSat, UploadRealizado, Cancelado],
            UploadRealizado | Cancelado => &[],
        }
    }

    /// Se dali não se sai mais.
    pub const fn terminou(self) -> bool {
        self.destinos().is_empty()
    }

    /// O novo estado, se o desenho permite. Ficar onde está é sempre permitido: o mesmo fato pode ser contado duas vezes.
    pub fn transitar(self, para: StatusProcesso) -> Result<StatusProcesso, TransicaoRecusada> {
        if self == para || self.destinos().contains(&para) {
            Ok(para)
        } else {
            Err(TransicaoRecusada::ForaDoDesenho { de: self, para })
        }
    }
}

/// Por que o processo não pode mudar de estado.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransicaoRecusada {
    #[error("um processo em {de} não pode ir para {para}")]
    ForaDoDesenho { de: StatusProcesso, para: StatusProcesso },
    #[error("o processo não pode ir para {para}: falta {falta}")]
    Falta { para: StatusProcesso, falta: &'static str },
}

/// A fatura de um cliente num mês; única por cliente, operadora e mês/ano.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Processo {
    pub id: ProcessoId,
    pub cliente_id: ClienteId,
    pub mes_ano: MesAno,
    pub status_processo: StatusProcesso,
    /// De onde a fatura foi baixada, se o portal tem endereço para ela.
    pub url_fatura: Option<String>,
    /// Chave no armazém de arquivos.
    pub caminho_s3_fatura: Option<String>,
    pub data_vencimento: Option<NaiveDate>,
    pub valor_fatura: Option<Dinheiro>,
    pub aprovado_por_usuario_id: Option<UsuarioId>,
    pub data_aprovacao: Option<Instante>,
    pub enviado_para_sat: bool,
    pub data_envio_sat: Option<Instante>,
    pub upload_manual: bool,
    pub criado_automaticamente: bool,
    pub observacoes: Option<String>,
}

impl Processo {
    /// Um processo que acaba de nascer, à espera da fatura.
    pub fn novo(id: ProcessoId, cliente_id: ClienteId, mes_ano: MesAno, criado_automaticamente: bool) -> Self {
        Self {
            id,
            cliente_id,
            mes_ano,
            status_processo: StatusProcesso::AguardandoDownload,
            url_fatura: None,
            caminho_s3_fatura: None,
            data_vencimento: None,
            valor_fatura: None,
            aprovado_por_usuario_id: None,
            data_aprovacao: None,
            enviado_para_sat: false,
            data_envio_sat: None,
            upload_manual: false,
            criado_automaticamente,
            observacoes: None,
        }
    }

    /// O processo no novo estado. Os campos que o estado promete são preenchidos antes.
    ///
    /// Voltar a esperar a fatura limpa a fatura e a aprovação: o que foi aprovado era outro arquivo. Ficam nas execuções, que são o histórico.
    pub fn transitar(self, para: StatusProcesso) -> Result<Self, TransicaoRecusada> {
        let de = self.status_processo;
        de.transitar(para)?;
        if let Some(falta) = self.falta_para(para) {
            return Err(TransicaoRecusada::Falta { para, falta });
        }
        let volta_ao_inicio = para == StatusProcesso::AguardandoDownload && de != para;
        let base = if volta_ao_inicio { self.sem_fatura() } else { self };
        Ok(Self { status_processo: para, ..base })
    }

    fn falta_para(&self, para: StatusProcesso) -> Option<&'static str> {
        let tem_fatura = self.caminho_s3_fatura.is_some();
        let aprovado = self.aprovado_por_usuario_id.is_some() && self.data_aprovacao.is_some();
        match para {
            StatusProcesso::AguardandoAprovacao if !tem_fatura => Some("a fatura"),
            StatusProcesso::AguardandoAprovacao if self.data_vencimento.is_none() => Some("a data de vencimento"),
            StatusProcesso::AguardandoEnvioSat | StatusProcesso::UploadRealizado if !tem_fatura => Some("a fatura"),
            StatusProcesso::AguardandoEnvioSat | StatusProcesso::UploadRealizado if !aprovado => Some("a aprovação"),
            StatusProcesso::UploadRealizado if !self.enviado_para_sat || self.data_envio_sat.is_none() => {
                Some("a confirmação do envio ao SAT")
            }
            _ => None,
        }
    }

    fn sem_fatura(self) -> Self {
        Self {
            url_fatura: None,
            caminho_s3_fatura: None,
            data_vencimento: None,
            valor_fatura: None,
            aprovado_por_usuario_id: None,
            data_aprovacao: None,
            upload_manual: false,
            ..self
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    fn novo() -> Processo {
        Processo::novo(ProcessoId::novo(), ClienteId::novo(), "2026-10".parse().unwrap(), true)
    }

    fn com_fatura() -> Processo {
        Processo {
            caminho_s3_fatura: Some("inquilino/ab/abc".into()),
            data_vencimento: NaiveDate::from_ymd_opt(2026, 11, 10),
            ..novo()
        }
    }

    fn aprovado() -> Processo {
        Processo {
            aprovado_por_usuario_id: Some(UsuarioId::novo()),
            data_aprovacao: Some(Instante::de_micros(1)),
            ..com_fatura().transitar(StatusProcesso::AguardandoAprovacao).unwrap()
        }
    }

    #[test]
    fn o_caminho_feliz_chega_ao_fim() {
        let enviado = Processo {
            enviado_para_sat: true,
            data_envio_sat: Some(Instante::de_micros(2)),
            ..aprovado().transitar(StatusProcesso::AguardandoEnvioSat).unwrap()
        };
        let fim = enviado.transitar(StatusProcesso::UploadRealizado).unwrap();
        assert!(fim.status_processo.terminou());
    }

    #[test]
    fn nada_vai_ao_sat_sem_aprovacao_venha_de_onde_vier() {
        for status in StatusProcesso::TODOS {
            for destino in [StatusProcesso::AguardandoEnvioSat, StatusProcesso::UploadRealizado] {
                let processo = Processo { status_processo: *status, ..com_fatura() };
                assert!(processo.transitar(destino).is_err(), "{status} → {destino}");
            }
        }
    }

    #[test]
    fn nada_espera_aprovacao_sem_fatura_e_vencimento() {
        let falta =
            |processo: Processo| processo.transitar(StatusProcesso::AguardandoAprovacao).unwrap_err().to_string();
        assert!(falta(novo()).contains("falta a fatura"));
        assert!(falta(Processo { data_vencimento: None, ..com_fatura() }).contains("falta a data de vencimento"));
    }

    #[test]
    fn enviado_sem_confirmacao_e_recusado() {
        let processo = aprovado().transitar(StatusProcesso::AguardandoEnvioSat).unwrap();
        assert!(matches!(
            processo.transitar(StatusProcesso::UploadRealizado),
            Err(TransicaoRecusada::Falta { falta: "a confirmação do envio ao SAT", .. })
        ));
    }

    #[test]
    fn reabrir_limpa_a_fatura_e_a_aprovacao_mas_repetir_a_espera_nao() {
        let rejeitado = aprovado().transitar(StatusProcesso::Rejeitado).unwrap();
        let reaberto = rejeitado.transitar(StatusProcesso::AguardandoDownload).unwrap();
        assert_eq!(reaberto, Processo { id: reaberto.id, cliente_id: reaberto.cliente_id, ..novo() });
        let esperando = com_fatura();
        assert_eq!(esperando.clone().transitar(StatusProcesso::AguardandoDownload).unwrap(), esperando);
    }

    fn qualquer_status() -> impl Strategy<Value = StatusProcesso> {
        prop::sample::select(StatusProcesso::TODOS)
    }

    proptest! {
        #[test]
        fn do_fim_nao_se_sai_e_de_qualquer_outro_se_pode_cancelar(de in qualquer_status(), para in qualquer_status()) {
            if de.terminou() {
                prop_assert_eq!(de.transitar(para).is_ok(), de == para);
            } else {
                prop_assert!(de.transitar(StatusProcesso::Cancelado).is_ok());
            }
        }
    }

    #[test]
    fn o_desenho_da_documentacao_e_a_tabela_do_codigo() {
        let desenhadas: Vec<(StatusProcesso, StatusProcesso)> = include_str!("processo.rs")
            .lines()
            .take_while(|linha| linha.starts_with("//!"))
            .filter_map(|linha| linha.trim_start_matches("//!").split_once(':')?.0.split_once("-->"))
            .filter_map(|(de, para)| Some((de.trim().parse().ok()?, para.trim().parse().ok()?)))
            .collect();
        let mut do_codigo: Vec<_> =
            StatusProcesso::TODOS.iter().flat_map(|de| de.destinos().iter().map(move |para| (*de, *para))).collect();
        let mut desenhadas_em_ordem = desenhadas;
        desenhadas_em_ordem.sort();
        do_codigo.sort();
        assert_eq!(desenhadas_em_ordem, do_codigo);
    }
}
