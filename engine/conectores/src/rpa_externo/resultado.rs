//! Onde está a fatura, pelo resultado de um trabalho concluído. Puro.
//!
//! O contrato diz só que há um `result`. Do legado se conhecem `url_s3`, `arquivo_baixado` e `arquivo_fatura`: valem com um endereço http(s) ou com o
//! PDF em base64. Um caminho do disco dele não se alcança daqui, e recusa-se dizendo isso.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use esteira_portas::rpa_externo::ErroExterno;
use serde_json::Value;

/// Os campos que dizem do arquivo, em ordem de preferência.
pub(super) const CAMPOS: [&str; 3] = ["url_s3", "arquivo_baixado", "arquivo_fatura"];

/// O começo do base64 de `%PDF-`.
const PDF_EM_BASE64: &str = "JVBERi";

#[derive(Debug, PartialEq)]
pub(super) enum Arquivo {
    Conteudo(Vec<u8>),
    Endereco(String),
}

pub(super) fn onde_esta(resultado: &Value) -> Result<Arquivo, ErroExterno> {
    let dito = CAMPOS.iter().find_map(|campo| resultado.get(campo)?.as_str().map(str::trim).filter(|d| !d.is_empty()));
    let dito = dito.ok_or(ErroExterno::SemArquivo)?;
    if dito.starts_with("http://") || dito.starts_with("https://") {
        return Ok(Arquivo::Endereco(dito.to_owned()));
    }
    let base64 = dito.strip_prefix("data:application/pdf;base64,").unwrap_or(dito);
    if base64.starts_with(PDF_EM_BASE64) {
        let lido = STANDARD.decode(base64.split_whitespace().collect::<String>());
        return lido
            .map(Arquivo::Conteudo)
            .map_err(|_| ErroExterno::Contrato("o arquivo veio num base64 que não se lê".to_owned()));
    }
    Err(ErroExterno::Contrato(
        "o arquivo está num lugar que daqui não se alcança; ele tem de vir por endereço http(s) ou em base64"
            .to_owned(),
    ))
}

#[cfg(test)]
mod testes {
    use super::*;
    use serde_json::json;

    #[test]
    fn o_arquivo_vem_por_endereco_ou_em_base64_e_nada_mais() {
        let endereco = Arquivo::Endereco("https://balde.exemplo.com.br/f.pdf".into());
        assert_eq!(onde_esta(&json!({ "url_s3": "https://balde.exemplo.com.br/f.pdf" })), Ok(endereco));
        let pdf = STANDARD.encode(b"%PDF-1.7 fatura");
        let conteudo = Arquivo::Conteudo(b"%PDF-1.7 fatura".to_vec());
        assert_eq!(onde_esta(&json!({ "url_s3": null, "arquivo_baixado": pdf })), Ok(conteudo));
        for sem in [json!(null), json!({}), json!({ "arquivo_fatura": null }), json!({ "url_s3": " " })] {
            assert_eq!(onde_esta(&sem), Err(ErroExterno::SemArquivo), "{sem}");
        }
        for fora in ["/tmp/fatura.pdf", "s3://balde/f.pdf", "C:\\faturas\\f.pdf", "JVBERi!!"] {
            assert!(matches!(onde_esta(&json!({ "arquivo_baixado": fora })), Err(ErroExterno::Contrato(_))), "{fora}");
        }
    }
}
