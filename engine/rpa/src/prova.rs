//! O sucesso só vale com prova: a saída cabe no esquema, os arquivos prometidos vieram e se leem, e o que se diz lido do portal o portal mostrou.
//!
//! O manifesto diz o que cada operação promete; aqui se confere, seja o plugin qual for.

use esteira_portas::pdf::Pdf;
use esteira_portas::rpa::{ArquivoDeSaida, ErroRpa, SaidaRpa};
use serde_json::{Value, json};

use crate::erro::erro_tecnico_ou_de_negocio;
use crate::plugins::manifesto::{Entrega, Operacao};

/// Quanto se guarda do que o portal mostrou, em bytes; passado isso, esquece-se o mais velho.
const VISTO_BYTES: usize = 4 * 1024 * 1024;
/// Comandos que leem o que está escrito na página. O valor de um campo, um script e um cookie podem trazer o que o próprio plugin pôs lá.
const DO_PORTAL: [&str; 12] = [
    "alvo.atributo",
    "alvo.opcoes",
    "alvo.texto",
    "atributos",
    "codigo-fonte",
    "elemento.atributo",
    "elemento.opcoes",
    "elemento.texto",
    "ler-tabela",
    "textos",
    "titulo",
    "alerta-texto",
];

/// O que o portal mostrou ao plugin nesta execução.
#[derive(Debug, Default)]
pub struct Visto {
    textos: String,
    /// O plugin mexeu na página por um script: o que ela mostra pode ser ele quem pôs lá.
    mexida: bool,
}

impl Visto {
    /// O plugin deu este comando. O que ele lê da página só conta se a página é como o portal a mandou.
    pub fn observar(&mut self, comando: &str, ler: impl FnOnce(&mut Self)) {
        match comando {
            "executar-script" => self.mexida = true,
            "abrir" | "recarregar" => self.mexida = false,
            _ if !self.mexida && DO_PORTAL.contains(&comando) => ler(self),
            _ => {}
        }
    }

    pub fn anotar(&mut self, texto: &str) {
        if self.textos.len() + texto.len() > VISTO_BYTES {
            let sobra = (self.textos.len() + texto.len() - VISTO_BYTES).min(self.textos.len());
            self.textos.drain(..self.textos.ceil_char_boundary(sobra));
        }
        self.textos.push_str(&texto[..texto.floor_char_boundary(VISTO_BYTES)]);
        self.textos.push('\n');
    }

    /// Se mostrou este texto inteiro: o número 4 não está em 42.
    fn mostrou(&self, texto: &str) -> bool {
        self.textos.match_indices(texto).any(|(onde, _)| {
            let antes = self.textos[..onde].chars().next_back();
            let depois = self.textos[onde + texto.len()..].chars().next();
            !antes.is_some_and(char::is_alphanumeric) && !depois.is_some_and(char::is_alphanumeric)
        })
    }
}

/// Confere os parâmetros antes de o plugin os ver.
pub fn conferir_entrada(operacao: &Operacao, parametros: &Value) -> Result<(), ErroRpa> {
    caber(operacao.entrada.as_ref(), parametros).map_err(|motivo| {
        let mensagem = format!("os parâmetros não são os que a operação \"{}\" pede: {motivo}", operacao.nome);
        erro_tecnico_ou_de_negocio("parametro_invalido", mensagem)
    })
}

/// Confere um sucesso; o erro é o que a execução dará no lugar dele.
pub async fn provar(operacao: &Operacao, saida: &SaidaRpa, visto: &Visto, pdf: &dyn Pdf) -> Result<(), ErroRpa> {
    caber(operacao.saida.as_ref(), &saida.resultado).map_err(|motivo| {
        let mensagem = format!("o plugin disse que deu certo, mas a saída não é a que ele promete: {motivo}");
        erro_tecnico_ou_de_negocio("resposta_invalida", mensagem)
    })?;
    for entrega in &operacao.entregas {
        conferir_entrega(entrega, &saida.arquivos, pdf).await?;
    }
    for ponteiro in &operacao.provas {
        // Se o campo tem de existir é o esquema que diz.
        let Some(dito) = saida.resultado.pointer(ponteiro).and_then(Value::as_str) else { continue };
        if dito.trim().is_empty() || !visto.mostrou(dito.trim()) {
            let mensagem = format!(
                "o plugin disse que deu certo com \"{dito}\" ({ponteiro}), mas o portal não mostrou isso nesta execução"
            );
            let erro = erro_tecnico_ou_de_negocio("sem_prova", mensagem);
            let acao = "Confira no portal o que aconteceu antes de repetir.".to_owned();
            return Err(ErroRpa { acao_recomendada: Some(acao), detalhes: json!({ "ponteiro": ponteiro }), ..erro });
        }
    }
    Ok(())
}

async fn conferir_entrega(entrega: &Entrega, arquivos: &[ArquivoDeSaida], pdf: &dyn Pdf) -> Result<(), ErroRpa> {
    let Entrega { rotulo, tipo } = entrega;
    let ruim = |motivo: String| {
        let mensagem = format!("o plugin disse que deu certo, mas o arquivo \"{rotulo}\" {motivo}");
        erro_tecnico_ou_de_negocio("arquivo_invalido", mensagem)
    };
    let mut ha = false;
    for arquivo in arquivos.iter().filter(|arquivo| arquivo.rotulo == *rotulo) {
        ha = true;
        let visto = infer::get(&arquivo.conteudo).map_or("application/octet-stream", |tipo| tipo.mime_type());
        if visto != tipo {
            return Err(ruim(format!("é {visto}, e não {tipo}")));
        }
        if tipo == "application/pdf" {
            pdf.ler(arquivo.conteudo.clone()).await.map_err(|erro| ruim(format!("não se lê: {erro}")))?;
        }
    }
    if ha { Ok(()) } else { Err(ruim("não veio".to_owned())) }
}

/// Por que o valor não cabe no esquema: o primeiro motivo, com o lugar.
fn caber(esquema: Option<&Value>, valor: &Value) -> Result<(), String> {
    let Some(esquema) = esquema else { return Ok(()) };
    let validador = jsonschema::validator_for(esquema).map_err(|erro| erro.to_string())?;
    validador.validate(valor).map_err(|erro| {
        let lugar = erro.instance_path().to_string();
        // A mensagem da biblioteca traz o valor, que pode ser longo ou sensível: basta o lugar e a regra.
        let regra = erro.schema_path().to_string();
        if lugar.is_empty() { format!("a raiz não cumpre {regra}") } else { format!("{lugar} não cumpre {regra}") }
    })
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_visto_esquece_o_mais_velho_e_nunca_parte_um_caractere() {
        let mut visto = Visto::default();
        visto.anotar("número 42");
        assert!(visto.mostrou("42") && !visto.mostrou("43") && !visto.mostrou("4"));
        visto.anotar(&"ç".repeat(VISTO_BYTES / 2));
        assert!(!visto.mostrou("42") && visto.textos.len() <= VISTO_BYTES + 1);
        visto.anotar(" novo");
        assert!(visto.mostrou("novo"));
    }
}
