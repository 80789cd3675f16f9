//! Do contrato genérico para as operações de fatura: lê a entrada, chama, escreve a saída.

use serde_json::{Value, json};

use super::{FaturaParaEnvio, ParametrosDaSonda, ParametrosEntradaPadrao, RpaDeFatura, operacoes};
use crate::contexto::Contexto;
use crate::erro::Erro;
use crate::manifesto::Manifesto;
use crate::rpa::Rpa;
use crate::sonda::Sonda;

impl<T: RpaDeFatura> Rpa for T {
    fn manifesto(&self) -> Manifesto {
        RpaDeFatura::manifesto(self)
    }

    fn executar(&self, operacao: &str, parametros: Value, contexto: &Contexto) -> Result<Value, Erro> {
        let entrada = || ParametrosEntradaPadrao::ler(&parametros);
        let fatura = || FaturaParaEnvio::ler(&parametros);
        match operacao {
            operacoes::BAIXAR_FATURA => Ok(self.baixar_fatura(&entrada()?, contexto)?.json()),
            operacoes::ENVIAR_FATURA => Ok(self.enviar_fatura(&entrada()?, &fatura()?, contexto)?.json()),
            operacoes::CONFERIR_ENVIO => Ok(self.conferir_envio(&entrada()?, &fatura()?, contexto)?.json()),
            operacoes::TESTAR_ACESSO => {
                self.testar_acesso(&entrada()?, contexto)?;
                Ok(json!({ "entrou": true }))
            }
            operacoes::SONDAR => {
                let mut sonda = Sonda::nova(contexto);
                self.sondar(&ParametrosDaSonda::ler(&parametros)?, &mut sonda)?;
                Ok(sonda.json())
            }
            outra => Err(operacoes::nao_suportada(outra)),
        }
    }
}
