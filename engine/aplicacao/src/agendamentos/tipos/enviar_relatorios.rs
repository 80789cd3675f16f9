//! Mandar um relatório em planilha. As mensagens nascem e o disparo se fecha no mesmo commit: o mesmo disparo nunca manda duas vezes.

use esteira_base::MesAno;
use esteira_dominio::Email;
use esteira_motor::agenda::Momento;
use esteira_planilhas::Formato;
use serde_json::{Map, Value, json};

use super::{Desfecho, so};
use crate::agendamentos::Pego;
use crate::notificacoes::{MAXIMO_DOS_ANEXOS, Mensagem, Para, avisar_com};
use crate::relatorios::{Relatorio, escrever};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O acontecimento, nas regras e nos modelos.
const EVENTO: &str = "relatorio";
/// Quem recebe se não se diz: os que as regras do acontecimento dizem.
const RESPONSAVEIS: &str = "responsaveis";
const GRUPOS: [&str; 3] = [RESPONSAVEIS, "aprovadores", "administradores"];
/// Mais que isto é lista de distribuição: crie-a no servidor de e-mail.
const MAXIMO_DE_DESTINATARIOS: usize = 50;

/// Os parâmetros, conferidos.
#[derive(Debug, PartialEq)]
struct Escolha {
    relatorio: Relatorio,
    mes: Mes,
    formato: Formato,
    para: Vec<String>,
}

/// De que mês, em relação àquele em que o disparo cai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mes {
    Atual,
    Anterior,
}

impl Mes {
    fn de(self, momento: &Momento<'_>) -> Result<MesAno, String> {
        let atual = MesAno::da_data(momento.previsto_em.date_naive()).map_err(|erro| erro.to_string())?;
        Ok(if self == Self::Anterior { atual.anterior() } else { atual })
    }
}

/// Parâmetros: `relatorio`, `mes` (`ATUAL` ou `ANTERIOR`), `formato` (`XLSX` ou `CSV`) e `para` (e-mails, ou grupos).
pub(super) fn conferir(parametros: &Map<String, Value>) -> Result<(), String> {
    ler(parametros).map(drop)
}

pub(super) async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    pego: &Pego,
    parametros: &Map<String, Value>,
    momento: &Momento<'_>,
) -> Result<Desfecho, ErroAplicacao> {
    let lidos = ler(parametros).and_then(|escolha| Ok((escolha.mes.de(momento)?, escolha)));
    let (mes, escolha) = match lidos {
        Ok(lidos) => lidos,
        Err(mensagem) => return Ok(Desfecho::Falhou(mensagem)),
    };
    let escrito = escrever(app, quem, escolha.relatorio, mes, escolha.formato).await?;
    if escrito.anexo.tamanho > MAXIMO_DOS_ANEXOS {
        let limite = MAXIMO_DOS_ANEXOS / (1024 * 1024);
        let mensagem =
            format!("o relatório passa de {limite} MiB e não cabe num e-mail; exporte-o em /api/exportacoes");
        return Ok(Desfecho::Falhou(mensagem));
    }
    let titulo = escolha.relatorio.titulo();
    let periodo = mes.por_extenso_curto();
    let dados = json!({ "titulo": titulo, "periodo": periodo, "linhas": escrito.linhas });
    let para = Para::por_email(&escolha.para);
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let mensagem = Mensagem::nova(EVENTO, dados);
    let quantas = avisar_com(&mut unidade, None, para, &mensagem, &[escrito.anexo], agora).await?;
    if quantas == 0 {
        let mensagem = format!("não há a quem mandar: diga em `para`, ou crie uma regra de aviso para \"{EVENTO}\"");
        return Ok(Desfecho::Falhou(mensagem));
    }
    let conta = format!("{titulo} de {periodo}: {quantas} mensagens na caixa de saída");
    let (id, concessao) = (pego.disparo.id.into(), pego.concessao);
    if !unidade.fechar_disparo(id, concessao, "CONCLUIDO", None, Some(&conta), agora).await? {
        return Ok(Desfecho::DeOutro);
    }
    unidade.confirmar().await?;
    Ok(Desfecho::Fechado)
}

fn ler(parametros: &Map<String, Value>) -> Result<Escolha, String> {
    so(parametros, &["relatorio", "mes", "formato", "para"])?;
    let texto = |nome: &str| match parametros.get(nome) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(texto)) => Ok(Some(texto.as_str())),
        Some(_) => Err(format!("`{nome}` é um texto")),
    };
    let relatorio = match texto("relatorio")? {
        None => Relatorio::ProcessosPorEstado,
        Some(nome) => nome.parse()?,
    };
    let mes = match texto("mes")? {
        None | Some("ATUAL") => Mes::Atual,
        Some("ANTERIOR") => Mes::Anterior,
        Some(outro) => return Err(format!("`mes` é ATUAL ou ANTERIOR, e não \"{outro}\"")),
    };
    let formato = match texto("formato")? {
        None | Some("XLSX") => Formato::Xlsx,
        Some("CSV") => Formato::Csv,
        Some(outro) => return Err(format!("`formato` é XLSX ou CSV, e não \"{outro}\"")),
    };
    Ok(Escolha { relatorio, mes, formato, para: destinatarios(parametros.get("para"))? })
}

fn destinatarios(para: Option<&Value>) -> Result<Vec<String>, String> {
    let lista = match para {
        None | Some(Value::Null) => return Ok(vec![RESPONSAVEIS.to_owned()]),
        Some(Value::Array(lista)) if (1..=MAXIMO_DE_DESTINATARIOS).contains(&lista.len()) => lista,
        Some(_) => return Err(format!("`para` é uma lista com até {MAXIMO_DE_DESTINATARIOS} e-mails ou grupos")),
    };
    let um = |valor: &Value| {
        let texto = valor.as_str().unwrap_or_default();
        match texto.parse::<Email>() {
            _ if GRUPOS.contains(&texto) => Ok(texto.to_owned()),
            Ok(email) => Ok(email.as_str().to_owned()),
            Err(_) => Err(format!("`para`: {valor} não é um e-mail, nem um destes grupos: {}", GRUPOS.join(", "))),
        }
    };
    lista.iter().map(um).collect()
}

#[cfg(test)]
mod testes {
    use super::*;

    fn lidos(parametros: Value) -> Result<Escolha, String> {
        ler(parametros.as_object().unwrap())
    }

    #[test]
    fn sem_parametros_vai_o_do_mes_a_quem_as_regras_dizem() {
        let escolha = lidos(json!({})).unwrap();
        assert_eq!((escolha.relatorio, escolha.mes), (Relatorio::ProcessosPorEstado, Mes::Atual));
        assert_eq!((escolha.formato, escolha.para), (Formato::Xlsx, vec!["responsaveis".to_owned()]));
    }

    #[test]
    fn o_que_nao_serve_se_diz_com_o_que_serve() {
        for (ruim, trecho) in [
            (json!({ "mes": "PASSADO" }), "ATUAL ou ANTERIOR"),
            (json!({ "relatorio": "VENDAS" }), "PROCESSOS_POR_ESTADO"),
            (json!({ "formato": "PDF" }), "XLSX ou CSV"),
            (json!({ "para": ["ana"] }), "administradores"),
            (json!({ "para": [] }), "lista"),
            (json!({ "pra": ["ana@exemplo.com.br"] }), "parâmetro desconhecido"),
        ] {
            let erro = lidos(ruim).unwrap_err();
            assert!(erro.contains(trecho), "{erro}");
        }
    }
}
