//! A operadora de telecom: de onde a fatura vem e como.

use esteira_base::ids::OperadoraId;
use serde::{Deserialize, Serialize};

use crate::campo::{ErrosDeCampo, Preenchimento};
use crate::configuracao_rpa::ConfiguracaoDoRpa;

pub const MAXIMO_NOME: usize = 100;
pub const MAXIMO_CODIGO: usize = 20;
pub const MAXIMO_INSTRUCOES: usize = 4_000;

/// O plugin que envia ao SAT; nenhuma operadora pode ter este código, ou a fatura iria ao lugar errado.
pub const CODIGO_SAT: &str = "SAT";

/// Códigos curtos do cadastro legado e o plugin que atende cada um. O que não está aqui é atendido pelo plugin de mesmo nome.
const CODIGOS_CURTOS: [(&str, &str); 4] =
    [("EMB", "embratel"), ("DIG", "digitalnet"), ("AZU", "azuton"), ("VIV", "vivo")];

/// Uma operadora cadastrada.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operadora {
    pub id: OperadoraId,
    /// Único. Entra no hash de cadastro dos clientes: mudá-lo muda o hash de todos.
    pub nome: String,
    /// Único, em maiúsculas.
    pub codigo: String,
    /// A fatura vem sempre por RPA; sem ele, por upload manual.
    pub possui_rpa: bool,
    /// O RPA é um serviço externo, em `url_endpoint_rpa`.
    pub rpa_terceirizado: bool,
    pub url_endpoint_rpa: Option<String>,
    pub status_ativo: bool,
    pub url_portal: Option<String>,
    pub instrucoes_acesso: Option<String>,
    pub configuracao_rpa: ConfiguracaoDoRpa,
}

/// Por onde a fatura chega.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrigemDaFatura {
    /// Por plugin, com este nome.
    Plugin(String),
    /// Por serviço externo, neste endereço.
    Terceirizado(String),
    UploadManual,
}

impl Operadora {
    /// O nome do plugin que atende esta operadora. Os códigos curtos e longos do legado levam ao mesmo (`EMB` e `EMBRATEL` → `embratel`).
    pub fn plugin(&self) -> String {
        let curto = CODIGOS_CURTOS.iter().find(|(curto, _)| *curto == self.codigo);
        curto.map_or_else(|| self.codigo.to_ascii_lowercase(), |(_, plugin)| (*plugin).to_owned())
    }

    pub fn origem(&self) -> OrigemDaFatura {
        match &self.url_endpoint_rpa {
            _ if !self.possui_rpa => OrigemDaFatura::UploadManual,
            Some(url) if self.rpa_terceirizado => OrigemDaFatura::Terceirizado(url.clone()),
            _ => OrigemDaFatura::Plugin(self.plugin()),
        }
    }
}

/// O que alguém preencheu para criar ou alterar uma operadora; ainda não conferido.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NovaOperadora {
    pub nome: String,
    pub codigo: String,
    #[serde(default)]
    pub possui_rpa: bool,
    #[serde(default)]
    pub rpa_terceirizado: bool,
    #[serde(default)]
    pub url_endpoint_rpa: Option<String>,
    #[serde(default = "ativa")]
    pub status_ativo: bool,
    #[serde(default)]
    pub url_portal: Option<String>,
    #[serde(default)]
    pub instrucoes_acesso: Option<String>,
    #[serde(default)]
    pub configuracao_rpa: ConfiguracaoDoRpa,
}

fn ativa() -> bool {
    true
}

impl NovaOperadora {
    /// A operadora, com id novo ao criar e o mesmo id ao alterar; ou tudo o que falta corrigir. Unicidade é com quem guarda.
    pub fn validar(self, id: OperadoraId) -> Result<Operadora, ErrosDeCampo> {
        let mut p = Preenchimento::default();
        let codigo = p.obrigatorio("codigo", &self.codigo, MAXIMO_CODIGO).to_uppercase();
        if !codigo.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            p.erro("codigo", "invalido", "use só letras sem acento, números, hífen e sublinhado");
        }
        if codigo == CODIGO_SAT {
            p.erro("codigo", "reservado", "SAT é o destino das faturas, não uma operadora; escolha outro código");
        }
        if self.rpa_terceirizado && !self.possui_rpa {
            p.erro("rpa_terceirizado", "incoerente", "RPA terceirizado só vale com possui_rpa ligado");
        }
        if self.configuracao_rpa.sat_terceirizado && !self.rpa_terceirizado {
            let mensagem = "enviar ao SAT pelo RPA externo só vale com rpa_terceirizado ligado";
            p.erro("configuracao_rpa", "incoerente", mensagem);
        }
        let informou_endpoint = self.url_endpoint_rpa.as_deref().is_some_and(|url| !url.trim().is_empty());
        if self.rpa_terceirizado && !informou_endpoint {
            p.erro("url_endpoint_rpa", "obrigatorio", "informe o endereço do RPA terceirizado");
        }
        let instrucoes = self.instrucoes_acesso.unwrap_or_default();
        let operadora = Operadora {
            id,
            nome: p.obrigatorio("nome", &self.nome, MAXIMO_NOME),
            codigo,
            possui_rpa: self.possui_rpa,
            rpa_terceirizado: self.rpa_terceirizado,
            url_endpoint_rpa: p.url("url_endpoint_rpa", self.url_endpoint_rpa),
            status_ativo: self.status_ativo,
            url_portal: p.url("url_portal", self.url_portal),
            instrucoes_acesso: Some(p.texto_longo("instrucoes_acesso", &instrucoes, MAXIMO_INSTRUCOES))
                .filter(|texto| !texto.is_empty()),
            configuracao_rpa: self.configuracao_rpa.conferir(&mut p),
        };
        p.concluir(Some(operadora))
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    fn preenchida() -> NovaOperadora {
        NovaOperadora {
            nome: " Oi ".into(),
            codigo: "oi".into(),
            possui_rpa: true,
            status_ativo: true,
            url_portal: Some("https://portal.exemplo.com.br/entrar".into()),
            ..Default::default()
        }
    }

    #[test]
    fn guarda_limpo_e_com_codigo_maiusculo() {
        let operadora = preenchida().validar(OperadoraId::novo()).unwrap();
        assert_eq!((operadora.nome.as_str(), operadora.codigo.as_str()), ("Oi", "OI"));
        assert_eq!(operadora.origem(), OrigemDaFatura::Plugin("oi".into()));
    }

    #[test]
    fn codigo_curto_e_longo_levam_ao_mesmo_plugin() {
        let plugin = |codigo: &str| {
            NovaOperadora { codigo: codigo.into(), ..preenchida() }.validar(OperadoraId::novo()).unwrap().plugin()
        };
        assert_eq!(plugin("EMB"), "embratel");
        assert_eq!(plugin("embratel"), "embratel");
        assert_eq!(plugin("NET"), "net");
    }

    #[test]
    fn mostra_todos_os_erros_de_uma_vez() {
        let ruim = NovaOperadora {
            nome: "x".repeat(101),
            codigo: "SAT".into(),
            rpa_terceirizado: true,
            url_portal: Some("https://ana:segredo@portal.exemplo.com.br".into()),
            ..Default::default()
        };
        let erros = ruim.validar(OperadoraId::novo()).unwrap_err();
        let resumo: Vec<_> = erros.0.iter().map(|e| (e.campo, e.codigo)).collect();
        assert_eq!(
            resumo,
            [
                ("codigo", "reservado"),
                ("rpa_terceirizado", "incoerente"),
                ("url_endpoint_rpa", "obrigatorio"),
                ("nome", "longo_demais"),
                ("url_portal", "invalido")
            ]
        );
        assert!(!erros.to_string().contains("segredo"), "a senha do endereço não pode voltar na mensagem");
    }

    #[test]
    fn a_origem_da_fatura_segue_o_cadastro() {
        let terceirizada = NovaOperadora {
            rpa_terceirizado: true,
            url_endpoint_rpa: Some("http://127.0.0.1:9000".into()),
            ..preenchida()
        };
        let origem = terceirizada.validar(OperadoraId::novo()).unwrap().origem();
        assert_eq!(origem, OrigemDaFatura::Terceirizado("http://127.0.0.1:9000".into()));
        let manual = NovaOperadora { possui_rpa: false, ..preenchida() }.validar(OperadoraId::novo()).unwrap();
        assert_eq!(manual.origem(), OrigemDaFatura::UploadManual);
    }

    #[test]
    fn endereco_sem_esquema_ou_de_outro_protocolo_e_recusado() {
        for ruim in ["portal.exemplo.com.br", "ftp://exemplo.com", "javascript:alert(1)", "https://"] {
            let erros = NovaOperadora { url_portal: Some(ruim.into()), ..preenchida() }
                .validar(OperadoraId::novo())
                .unwrap_err();
            assert_eq!(erros.0[0].campo, "url_portal", "{ruim}");
        }
    }
}
