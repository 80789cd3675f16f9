//! O que se preenche para cadastrar ou alterar um webhook.

use std::time::Duration;

use esteira_armazem::sinais::Webhook;
use esteira_dominio::ErroDeCampo;

use super::{TOLERANCIA, TOLERANCIA_MAXIMA, leitura, prova};
use crate::ErroAplicacao;
use crate::sinais::{NOME_DE_SINAL, e_nome_de_sinal};

/// Maior nome, em caracteres.
const MAXIMO_DO_NOME: usize = 100;
/// Maior nome de cabeçalho, prefixo, conteúdo assinado ou ponteiro, em bytes.
const MAXIMO_DO_RESTO: usize = 200;

/// Ainda não conferido. No modo `SEGREDO` os campos da assinatura ficam vazios.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NovoWebhook {
    pub nome: String,
    /// `SEGREDO` ou `HMAC_SHA256`.
    pub modo: String,
    pub cabecalho: String,
    pub prefixo: String,
    /// `HEX` (padrão) ou `BASE64`.
    pub codificacao: Option<String>,
    /// Com `{corpo}`, `{horario}` e `{entrega}`. Sem ele, `{corpo}`, ou `{horario}.{corpo}` se há cabeçalho de horário.
    pub conteudo_assinado: Option<String>,
    pub cabecalho_horario: Option<String>,
    pub tolerancia: Option<Duration>,
    pub cabecalho_entrega: Option<String>,
    pub sinal: String,
    pub correlacao: String,
    pub dados: String,
    pub status_ativo: bool,
}

impl NovoWebhook {
    /// O webhook, ou tudo o que falta corrigir. Unicidade é com quem guarda.
    pub(super) fn validar(self) -> Result<Webhook, ErroAplicacao> {
        let mut p = Problemas::default();
        let nome = self.nome.trim().to_owned();
        if nome.is_empty() {
            p.erro("nome", "obrigatorio", "preencha este campo");
        } else if nome.chars().count() > MAXIMO_DO_NOME || nome.contains(char::is_control) {
            p.erro("nome", "invalido", format!("use até {MAXIMO_DO_NOME} caracteres, sem quebra de linha"));
        }
        let cabecalho = p.cabecalho("cabecalho", Some(self.cabecalho)).unwrap_or_default();
        let cabecalho_horario = p.cabecalho("cabecalho_horario", self.cabecalho_horario);
        let cabecalho_entrega = p.cabecalho("cabecalho_entrega", self.cabecalho_entrega);
        if self.prefixo.len() > MAXIMO_DO_RESTO || self.prefixo.contains(|c: char| !c.is_ascii_graphic() && c != ' ') {
            p.erro("prefixo", "invalido", "use só letras, números e sinais sem acento, como sha256= ou Bearer");
        }
        let mut webhook = Webhook {
            nome,
            modo: self.modo,
            cabecalho,
            prefixo: self.prefixo,
            codificacao: self.codificacao,
            conteudo_assinado: self.conteudo_assinado,
            cabecalho_horario,
            tolerancia_s: None,
            cabecalho_entrega,
            sinal: self.sinal,
            correlacao: self.correlacao,
            dados: self.dados,
            status_ativo: self.status_ativo,
        };
        match webhook.modo.as_str() {
            "SEGREDO" => p.so_de_hmac(&webhook, self.tolerancia),
            "HMAC_SHA256" => p.hmac(&mut webhook, self.tolerancia),
            _ => p.erro("modo", "invalido", "use SEGREDO ou HMAC_SHA256"),
        }
        if !e_nome_de_sinal(&webhook.sinal) {
            p.erro("sinal", "invalido", NOME_DE_SINAL);
        }
        p.ponteiro("correlacao", &webhook.correlacao);
        p.ponteiro("dados", &webhook.dados);
        if p.0.is_empty() { Ok(webhook) } else { Err(ErroAplicacao::Invalido(p.0)) }
    }
}

#[derive(Default)]
struct Problemas(Vec<ErroDeCampo>);

impl Problemas {
    fn erro(&mut self, campo: &'static str, codigo: &'static str, mensagem: impl Into<String>) {
        self.0.push(ErroDeCampo::novo(campo, codigo, mensagem));
    }

    /// Um nome de cabeçalho HTTP, em minúsculas.
    fn cabecalho(&mut self, campo: &'static str, nome: Option<String>) -> Option<String> {
        let nome = nome?.trim().to_ascii_lowercase();
        let letra = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if nome.is_empty() || nome.len() > MAXIMO_DO_RESTO || !nome.bytes().all(letra) {
            self.erro(campo, "invalido", "escreva o nome do cabeçalho, como x-hub-signature-256");
        }
        Some(nome)
    }

    fn ponteiro(&mut self, campo: &'static str, texto: &str) {
        if !leitura::e_ponteiro(texto) || texto.len() > MAXIMO_DO_RESTO {
            self.erro(campo, "invalido", "escreva um JSON Pointer, como /pedido/id; vazio é o corpo inteiro");
        }
    }

    fn so_de_hmac(&mut self, webhook: &Webhook, tolerancia: Option<Duration>) {
        let preenchidos = [
            ("codificacao", webhook.codificacao.is_some()),
            ("conteudo_assinado", webhook.conteudo_assinado.is_some()),
            ("cabecalho_horario", webhook.cabecalho_horario.is_some()),
            ("tolerancia", tolerancia.is_some()),
        ];
        for (campo, _) in preenchidos.into_iter().filter(|(_, preenchido)| *preenchido) {
            self.erro(campo, "incoerente", "só vale no modo HMAC_SHA256; no modo SEGREDO nada é assinado");
        }
    }

    fn hmac(&mut self, webhook: &mut Webhook, tolerancia: Option<Duration>) {
        let codificacao = webhook.codificacao.get_or_insert_with(|| "HEX".to_owned());
        if !matches!(codificacao.as_str(), "HEX" | "BASE64") {
            self.erro("codificacao", "invalido", "use HEX ou BASE64");
        }
        let com_horario = webhook.cabecalho_horario.is_some();
        let padrao = if com_horario { "{horario}.{corpo}" } else { "{corpo}" };
        let conteudo = webhook.conteudo_assinado.get_or_insert_with(|| padrao.to_owned()).clone();
        match prova::pedacos(&conteudo) {
            Some(pedacos) if conteudo.len() <= MAXIMO_DO_RESTO => {
                if pedacos.contains(&prova::Pedaco::Horario) != com_horario {
                    let mensagem =
                        "{horario} e cabecalho_horario andam juntos: horário que não é assinado não protege de nada";
                    self.erro("conteudo_assinado", "incoerente", mensagem);
                }
                if pedacos.contains(&prova::Pedaco::Entrega) && webhook.cabecalho_entrega.is_none() {
                    self.erro("conteudo_assinado", "incoerente", "{entrega} precisa de cabecalho_entrega");
                }
            }
            _ => self.erro("conteudo_assinado", "invalido", "use {corpo} uma vez e, se quiser, {horario} e {entrega}"),
        }
        match tolerancia {
            Some(_) if !com_horario => {
                self.erro("tolerancia", "incoerente", "só vale com cabecalho_horario");
            }
            Some(escolhida) if !(Duration::from_secs(1)..=TOLERANCIA_MAXIMA).contains(&escolhida) => {
                let minutos = TOLERANCIA_MAXIMA.as_secs() / 60;
                self.erro("tolerancia", "invalido", format!("use de 1s a {minutos}m"));
            }
            escolhida if com_horario => {
                webhook.tolerancia_s = i64::try_from(escolhida.unwrap_or(TOLERANCIA).as_secs()).ok();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
pub(super) mod testes {
    use super::*;

    fn novo(modo: &str) -> NovoWebhook {
        NovoWebhook {
            nome: " Loja ".into(),
            modo: modo.into(),
            cabecalho: "X-Prova".into(),
            sinal: "pagamento".into(),
            correlacao: "/conta".into(),
            status_ativo: true,
            ..NovoWebhook::default()
        }
    }

    pub fn em_segredo() -> Webhook {
        novo("SEGREDO").validar().unwrap()
    }

    pub fn em_hmac(horario: bool) -> Webhook {
        let cabecalho_horario = horario.then(|| "x-horario".to_owned());
        let prefixo = "sha256=".to_owned();
        NovoWebhook { cabecalho_horario, prefixo, ..novo("HMAC_SHA256") }.validar().unwrap()
    }

    fn campos(novo: NovoWebhook) -> Vec<&'static str> {
        match novo.validar() {
            Err(ErroAplicacao::Invalido(erros)) => erros.iter().map(|erro| erro.campo).collect(),
            outro => panic!("{outro:?}"),
        }
    }

    #[test]
    fn o_que_falta_vira_o_padrao_do_modo() {
        let segredo = em_segredo();
        assert_eq!((segredo.nome.as_str(), segredo.cabecalho.as_str(), segredo.codificacao), ("Loja", "x-prova", None));
        let simples = em_hmac(false);
        assert_eq!(
            (simples.codificacao.as_deref(), simples.conteudo_assinado.as_deref()),
            (Some("HEX"), Some("{corpo}"))
        );
        let com_horario = em_hmac(true);
        assert_eq!(com_horario.conteudo_assinado.as_deref(), Some("{horario}.{corpo}"));
        assert_eq!(com_horario.tolerancia_s, Some(300));
    }

    #[test]
    fn o_que_nao_protege_nao_se_aceita() {
        let horario = Some("x-horario".to_owned());
        let sem_assinar = NovoWebhook {
            cabecalho_horario: horario.clone(),
            conteudo_assinado: Some("{corpo}".into()),
            ..novo("HMAC_SHA256")
        };
        assert_eq!(campos(sem_assinar), ["conteudo_assinado"]);
        assert_eq!(campos(NovoWebhook { cabecalho_horario: horario, ..novo("SEGREDO") }), ["cabecalho_horario"]);
        let frouxa = NovoWebhook {
            cabecalho_horario: Some("x-horario".into()),
            tolerancia: Some(Duration::from_secs(86_400)),
            ..novo("HMAC_SHA256")
        };
        assert_eq!(campos(frouxa), ["tolerancia"]);
    }

    #[test]
    fn tudo_o_que_esta_torto_de_uma_vez() {
        let torto = NovoWebhook {
            nome: "".into(),
            cabecalho: "x prova".into(),
            codificacao: Some("ROT13".into()),
            conteudo_assinado: Some("{segredo}{corpo}".into()),
            sinal: "Pagamento".into(),
            correlacao: "conta".into(),
            ..novo("HMAC_SHA256")
        };
        assert_eq!(campos(torto), ["nome", "cabecalho", "codificacao", "conteudo_assinado", "sinal", "correlacao"]);
        assert_eq!(campos(novo("BASIC")), ["modo"]);
    }
}
