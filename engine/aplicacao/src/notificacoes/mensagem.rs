//! Escrever a mensagem e pô-la na caixa de saída.

use std::sync::LazyLock;

use esteira_armazem::faturas::{NotificacaoNova, Processo};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Dinheiro;
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::{Value, json};

use super::destinatarios;

/// Modelos que vêm com o produto: a primeira linha é o assunto.
const MODELOS: [(&str, &str); 6] = [
    ("fatura_enviada", include_str!("modelos/fatura_enviada.txt")),
    ("fatura_rejeitada", include_str!("modelos/fatura_rejeitada.txt")),
    ("portal_mudou", include_str!("modelos/portal_mudou.txt")),
    ("prazo_vencendo", include_str!("modelos/prazo_vencendo.txt")),
    ("processo_falhou", include_str!("modelos/processo_falhou.txt")),
    ("upload_atrasado", include_str!("modelos/upload_atrasado.txt")),
];

/// Serve quando o fluxo pede um modelo que não existe: avisar sem enfeite é melhor que não avisar.
const MODELO_GERAL: &str = include_str!("modelos/geral.txt");

static AMBIENTE: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut ambiente = Environment::new();
    // Um dado que falta aparece vazio: a notificação não pode parar o processo.
    ambiente.set_undefined_behavior(UndefinedBehavior::Chainable);
    for (nome, texto) in MODELOS.into_iter().chain([("geral", MODELO_GERAL)]) {
        if let Err(erro) = ambiente.add_template(nome, texto) {
            tracing::error!(modelo = nome, %erro, "modelo de mensagem inválido");
        }
    }
    ambiente
});

/// O que dizer.
#[derive(Debug, Clone, PartialEq)]
pub struct Mensagem {
    modelo: String,
    dados: Value,
}

impl Mensagem {
    pub fn nova(modelo: impl Into<String>, dados: Value) -> Self {
        Self { modelo: modelo.into(), dados }
    }

    /// `(assunto, texto)`.
    fn escrever(&self, processo: Option<&Processo>) -> (String, String) {
        let contexto = json!({
            "modelo": self.modelo,
            "dados": self.dados,
            "processo": processo.map(|p| json!({
                "cliente": p.cliente_nome,
                "cnpj": p.cliente_cnpj,
                "operadora": p.operadora_nome,
                "mes_ano": p.mes_ano,
                "status": p.status_processo,
                "vencimento": p.data_vencimento,
                "valor": p.valor_fatura.map(|centavos| Dinheiro::de_centavos(centavos).to_string()),
                "motivo": p.motivo,
                "comprovante": p.comprovante_sat,
            })),
        });
        let contexto = minijinja::value::Serde(contexto);
        let modelo = AMBIENTE.get_template(&self.modelo).or_else(|_| AMBIENTE.get_template("geral"));
        let texto = modelo.and_then(|modelo| modelo.render(contexto)).unwrap_or_else(|erro| {
            tracing::error!(modelo = self.modelo, %erro, "mensagem não pôde ser escrita");
            format!("{}\n\n{}", self.modelo, self.dados)
        });
        match texto.split_once('\n') {
            Some((assunto, corpo)) => (assunto.trim().to_owned(), corpo.trim().to_owned()),
            None => (texto.trim().to_owned(), String::new()),
        }
    }
}

/// Põe a mensagem na caixa de saída, uma por destinatário.
pub async fn avisar(
    unidade: &mut Unidade,
    instancia: Option<InstanciaId>,
    para: &[String],
    mensagem: &Mensagem,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    let processo = match instancia {
        Some(id) => unidade.processo_da_instancia(id).await?,
        None => None,
    };
    let (assunto, texto) = mensagem.escrever(processo.as_ref());
    let novas: Vec<_> = destinatarios::resolver(unidade, para)
        .await?
        .into_iter()
        .map(|destinatario| NotificacaoNova {
            processo: processo.as_ref().map(|p| p.id.into()),
            tipo: "EMAIL".to_owned(),
            destinatario,
            assunto: assunto.clone(),
            mensagem: texto.clone(),
        })
        .collect();
    unidade.notificar(&novas, agora).await
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn todo_modelo_do_produto_se_escreve_mesmo_sem_processo() {
        for (nome, _) in MODELOS {
            let (assunto, texto) = Mensagem::nova(nome, json!({})).escrever(None);
            assert!(!assunto.is_empty() && !texto.is_empty(), "{nome}");
        }
    }

    #[test]
    fn modelo_desconhecido_avisa_com_o_geral() {
        let (assunto, texto) = Mensagem::nova("chamado_aberto", json!({ "numero": 7 })).escrever(None);
        assert!(assunto.contains("chamado_aberto"));
        assert!(texto.contains('7'));
    }
}
