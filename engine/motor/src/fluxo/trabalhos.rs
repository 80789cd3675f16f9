//! Os passos que fazem algo lá fora: plugin, aviso, serviço, outra instância.

use indexmap::IndexMap;

use crate::expressao::{Expressao, Modelo};

/// `tipo: rpa`.
#[derive(Debug, Clone)]
pub struct PassoRpa {
    /// Operação do manifesto do plugin: `baixar-fatura`.
    pub operacao: String,
    /// Quem escolhe o plugin.
    pub alvo: AlvoRpa,
    /// Parâmetros a mais para a operação (objeto).
    pub com: Option<Modelo>,
    /// Se o que a operação faz lá fora não pode acontecer duas vezes.
    pub efeito_unico: Option<EfeitoUnico>,
}

/// De onde vem o plugin.
#[derive(Debug, Clone)]
pub enum AlvoRpa {
    /// `operadora: ${ … }`: pelo código da operadora (o concentrador traduz em plugin).
    Operadora(Modelo),
    /// `plugin: sat`: pelo nome.
    Plugin(Modelo),
}

/// Intenção gravada antes de agir; ao retomar, confere antes de repetir.
#[derive(Debug, Clone)]
pub struct EfeitoUnico {
    /// Produz a chave de idempotência (texto).
    pub chave: Expressao,
    /// Operação só de leitura que diz se o efeito já aconteceu: `conferir-envio`.
    pub conferir: String,
}

/// `tipo: notificar`.
#[derive(Debug, Clone)]
pub struct PassoNotificar {
    /// Destinatários: `responsaveis`, um endereço, ou lista.
    pub para: Modelo,
    /// `EMAIL` (padrão), `WHATSAPP`, …
    pub canal: String,
    /// Nome do modelo de mensagem.
    pub modelo: String,
    /// Dados do modelo (objeto).
    pub com: Option<Modelo>,
}

/// `tipo: http`.
#[derive(Debug, Clone)]
pub struct PassoHttp {
    /// `GET`, `POST`, …
    pub metodo: String,
    /// Endereço.
    pub url: Modelo,
    /// Nome → valor.
    pub cabecalhos: IndexMap<String, Cabecalho>,
    /// Vai como JSON; texto vai como está.
    pub corpo: Option<Modelo>,
    /// Códigos de resposta que são sucesso, além de 2xx.
    pub aceita: Vec<u16>,
    /// O que tirar da resposta (`resposta.status`, `.cabecalhos`, `.corpo`); sem isto, a saída é a resposta inteira.
    pub resultado: Option<Modelo>,
}

/// Valor de um cabeçalho HTTP.
#[derive(Debug, Clone)]
pub enum Cabecalho {
    /// À vista.
    Aberto(Modelo),
    /// `{ segredo: token_crm, prefixo: "Bearer " }`: só quem faz o pedido conhece o valor.
    Segredo {
        /// Nome do segredo guardado.
        nome: String,
        /// Vai antes dele.
        prefixo: String,
    },
}

/// `tipo: subfluxo`.
#[derive(Debug, Clone)]
pub struct PassoSubfluxo {
    /// Nome do fluxo; vale a versão mais nova no momento em que a filha nasce.
    pub fluxo: String,
    /// Entrada da filha (objeto).
    pub entrada: Option<Modelo>,
}
