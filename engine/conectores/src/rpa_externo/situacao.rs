//! Ler a situação de um trabalho e a lista deles. Puro.

use esteira_base::Instante;
use esteira_portas::rpa_externo::{ErroExterno, FaseExterna, LinhaExterna, SituacaoExterna, TrabalhoListado};
use serde_json::Value;

pub(super) fn ler(lido: &Value) -> Result<SituacaoExterna, ErroExterno> {
    let fase = match lido.get("status").and_then(Value::as_str) {
        Some("PENDING") => FaseExterna::Pendente,
        Some("RUNNING") => FaseExterna::Rodando,
        Some("COMPLETED") => FaseExterna::Concluido,
        Some("FAILED") => FaseExterna::Falhou,
        Some(outro) => return Err(ErroExterno::Contrato(format!("o status \"{outro}\" não é de um trabalho"))),
        None => return Err(ErroExterno::Contrato("a situação do trabalho não traz status".to_owned())),
    };
    let progresso = lido.get("progress").and_then(Value::as_f64).unwrap_or(0.0).clamp(0.0, 100.0);
    Ok(SituacaoExterna {
        fase,
        progresso: progresso as u8,
        resultado: lido.get("result").cloned().unwrap_or_default(),
        erro: lido.get("error").filter(|erro| !erro.is_null()).map(texto),
        linhas: lido.get("logs").map(linhas).unwrap_or_default(),
    })
}

/// Uma lista de `{timestamp, message}`; o que não é linha fica de fora.
pub(super) fn linhas(lidas: &Value) -> Vec<LinhaExterna> {
    let linha = |linha: &Value| {
        let mensagem = linha.get("message")?.as_str()?.to_owned();
        let marca = linha.get("timestamp").map(texto).unwrap_or_default();
        Some(LinhaExterna { marca, mensagem })
    };
    lidas.as_array().map(|lidas| lidas.iter().filter_map(linha).collect()).unwrap_or_default()
}

pub(super) fn lista(lido: &Value) -> Result<Vec<TrabalhoListado>, ErroExterno> {
    let trabalhos = lido.get("jobs").and_then(Value::as_array);
    let trabalhos = trabalhos.ok_or_else(|| ErroExterno::Contrato("a lista de trabalhos não traz jobs".to_owned()))?;
    let listado = |trabalho: &Value| {
        let criado = trabalho.get("created_at").and_then(Value::as_str).and_then(com_fuso);
        Some(TrabalhoListado {
            trabalho: trabalho.get("job_id")?.as_str()?.to_owned(),
            operadora: trabalho.get("operadora")?.as_str()?.to_owned(),
            criado,
        })
    };
    Ok(trabalhos.iter().filter_map(listado).collect())
}

/// Sem fuso não é uma hora que se possa comparar.
fn com_fuso(texto: &str) -> Option<Instante> {
    texto.parse().ok()
}

fn texto(valor: &Value) -> String {
    valor.as_str().map_or_else(|| valor.to_string(), str::to_owned)
}

#[cfg(test)]
mod testes {
    use super::*;
    use serde_json::json;

    #[test]
    fn status_que_nao_e_do_contrato_nao_se_adivinha() {
        assert!(matches!(ler(&json!({ "status": "UPLOADED_SAT" })), Err(ErroExterno::Contrato(_))));
        assert!(matches!(ler(&json!({})), Err(ErroExterno::Contrato(_))));
        let lida = ler(&json!({ "status": "RUNNING", "progress": 999, "logs": [{ "message": "oi" }, 7] })).unwrap();
        assert_eq!((lida.progresso, lida.linhas.len()), (100, 1));
    }

    #[test]
    fn hora_sem_fuso_nao_se_compara() {
        let lidos = lista(&json!({ "jobs": [
            { "job_id": "a", "operadora": "OI", "created_at": "2026-11-02T10:00:00.123456" },
            { "job_id": "b", "operadora": "OI", "created_at": "2026-11-02T10:00:00-03:00" },
        ] }));
        let com_hora: Vec<_> = lidos.unwrap().into_iter().map(|t| t.criado.is_some()).collect();
        assert_eq!(com_hora, [false, true]);
    }
}
