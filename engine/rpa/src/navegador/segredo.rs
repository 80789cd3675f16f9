//! Digitar segredos por referência, e executar scripts do plugin sem que eles os leiam.

use serde_json::{Value, json};
use url::Url;

use super::Navegador;
use super::agir;
use super::onde::{Onde, referencia};
use super::pagina::negado;
use crate::erro::Falha;
use crate::limites;

impl Navegador {
    pub fn tem_segredo(&self, nome: &str) -> bool {
        self.segredos.contains_key(nome)
    }

    /// Digita o segredo no elemento, se o quadro em que se está é de domínio concedido.
    pub async fn digitar_segredo(
        &mut self,
        onde: &Onde,
        nome: &str,
        limpando: bool,
        prazo_ms: u64,
    ) -> Result<(), Falha> {
        let segredos = self.segredos.clone();
        let segredo = segredos.get(nome).ok_or_else(|| {
            Falha::nova(
                "segredo_nao_encontrado",
                format!("a execução não tem o segredo \"{nome}\"; cadastre-o na operadora"),
            )
        })?;
        if limpando {
            self.limpar(onde, prazo_ms).await?;
        }
        self.conferir_origem_do_quadro().await?;
        let id = self.agir(onde, "editavel", prazo_ms, |_| Vec::new()).await?;
        // O mesmo elemento do começo ao fim: se a página o troca, melhor falhar que digitar a senha noutro lugar.
        let so_este = Onde::elemento(&id);
        self.biblioteca("cobrir", [referencia(&id)]).await?;
        self.com_segredo.insert(id);
        self.agir(&so_este, "editavel", prazo_ms, |id| vec![agir::digitar(id, segredo.revelar())]).await?;
        Ok(())
    }

    /// Executa um corpo de função do plugin e devolve o resultado em JSON. Nos argumentos, `{"elemento": n}` é o n-ésimo destes elementos.
    pub async fn executar_script(
        &mut self,
        corpo: &str,
        argumentos_json: &str,
        elementos: &[String],
    ) -> Result<String, Falha> {
        self.exigir_permissao("script")?;
        let mut argumentos: Vec<Value> = if argumentos_json.trim().is_empty() {
            Vec::new()
        } else {
            serde_json::from_str(argumentos_json).map_err(|erro| {
                Falha::nova("argumento_invalido", format!("argumentos do script: é preciso uma lista JSON ({erro})"))
            })?
        };
        for argumento in &mut argumentos {
            por_elementos(argumento, elementos)?;
        }
        self.recusar_com_segredo_na_pagina().await?;
        let resultado = self.executar_na_pagina(corpo, json!(argumentos)).await;
        // Mesmo se o script falhou: pode ter sido por navegar para fora.
        self.conferir_dominio().await?;
        let resultado = resultado?.to_string();
        if resultado.len() > limites::TEXTO_BYTES {
            return Err(Falha::limite("resultado de script, em bytes", limites::TEXTO_BYTES));
        }
        Ok(resultado)
    }

    async fn conferir_origem_do_quadro(&mut self) -> Result<(), Falha> {
        let origem = self.biblioteca("origem", []).await?.ok();
        match origem.as_ref().and_then(Value::as_str).and_then(|origem| Url::parse(origem).ok()) {
            Some(url) if self.dominios.permite(&url) => Ok(()),
            Some(url) => Err(negado(&url)),
            None => {
                Err(Falha::nova("segredo_negado", "este quadro não tem origem conhecida; segredo não se digita nele"))
            }
        }
    }

    /// Script do plugin leria o campo. Elemento que já não está (ou está noutro quadro, fora do alcance do script) não impede.
    async fn recusar_com_segredo_na_pagina(&mut self) -> Result<(), Falha> {
        for id in self.com_segredo.clone() {
            match self
                .biblioteca("guardaValor", [referencia(&id)])
                .await
                .map(|resposta| resposta.ok() == Some(Value::Bool(true)))
            {
                Ok(true) => {
                    return Err(Falha::nova(
                        "segredo_negado",
                        "há um segredo digitado nesta página; script só depois de sair dela",
                    ));
                }
                Err(falha) if falha.derruba || falha.e("sessao_perdida") => return Err(falha),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Põe cada elemento no lugar do objeto que o aponta, a qualquer profundidade.
fn por_elementos(argumento: &mut Value, elementos: &[String]) -> Result<(), Falha> {
    match argumento {
        // Sem elementos, um objeto assim é um dado como outro.
        Value::Object(campos) if campos.len() == 1 && campos.contains_key("elemento") && !elementos.is_empty() => {
            let id =
                campos["elemento"].as_u64().and_then(|n| elementos.get(usize::try_from(n).ok()?)).ok_or_else(|| {
                    Falha::nova("argumento_invalido", "o script aponta um elemento que não veio entre os argumentos")
                })?;
            *argumento = referencia(id);
        }
        Value::Object(campos) => campos.values_mut().try_for_each(|valor| por_elementos(valor, elementos))?,
        Value::Array(itens) => itens.iter_mut().try_for_each(|valor| por_elementos(valor, elementos))?,
        _ => {}
    }
    Ok(())
}
