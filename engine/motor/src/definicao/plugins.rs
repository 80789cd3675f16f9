//! Plugins e operações escritos por extenso no fluxo existem? Confere-se contra os instalados, na hora de publicar.

use super::coletor::{Coletor, Lugar};
use super::diagnostico::Diagnostico;
use super::sugestao::quis_dizer;
use super::yaml::{self, No};
use crate::expressao::Modelo;
use crate::fluxo::{AlvoRpa, Fluxo, PassoRpa, TipoPasso};

/// Um plugin instalado, pelo que o seu manifesto diz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginConhecido {
    /// `sat`.
    pub nome: String,
    /// `enviar-fatura`, `conferir-envio`, …
    pub operacoes: Vec<String>,
}

/// Acusa plugin ou operação que não existe. `arquivo` e `texto` são os de onde o fluxo veio, para os lugares.
///
/// De um passo por `operadora` só se confere que algum plugin tem a operação: qual será só se sabe na execução.
pub fn conferir_plugins(fluxo: &Fluxo, arquivo: &str, texto: &str, plugins: &[PluginConhecido]) -> Vec<Diagnostico> {
    let raiz = yaml::ler(&mut Coletor::novo(arquivo, texto));
    let mut coletor = Coletor::novo(arquivo, texto);
    for (nome, passo) in &fluxo.passos {
        let TipoPasso::Rpa(rpa) = &passo.tipo else { continue };
        let no = raiz.as_ref().and_then(|raiz| achar_passo(raiz.campo("passos")?, nome));
        let lugar = |caminho: &[&str]| no.map(|no| lugar_de(no, caminho)).unwrap_or_default();
        conferir_passo(rpa, plugins, &lugar, &mut coletor);
    }
    coletor.terminar()
}

/// O nó do passo, esteja ele em que corpo estiver; de uma compensação, o `compensar` do passo.
fn achar_passo<'n>(no: &'n No, nome: &str) -> Option<&'n No> {
    if let Some((desfeito, _)) = nome.split_once('.') {
        return achar_passo(no, desfeito)?.campo("compensar");
    }
    let pares = no.pares()?;
    let aqui = pares.iter().find(|par| par.chave == nome && par.valor.campo("tipo").is_some()).map(|par| &par.valor);
    aqui.or_else(|| pares.iter().find_map(|par| achar_passo(&par.valor, nome)))
}

fn conferir_passo(
    rpa: &PassoRpa,
    plugins: &[PluginConhecido],
    lugar: &dyn Fn(&[&str]) -> Lugar,
    coletor: &mut Coletor<'_>,
) {
    let candidatos: Vec<_> = match &rpa.alvo {
        AlvoRpa::Plugin(Modelo::Literal(nome)) => {
            let nome = nome.as_str().unwrap_or_default();
            let achado = plugins.iter().find(|plugin| plugin.nome == nome);
            if achado.is_none() {
                let sugestao = quis_dizer(nome, plugins.iter().map(|plugin| plugin.nome.as_str()));
                coletor.erro_com(
                    "plugin_desconhecido",
                    lugar(&["plugin"]),
                    format!("não há plugin `{nome}` instalado"),
                    sugestao,
                );
                return;
            }
            achado.into_iter().collect()
        }
        _ => plugins.iter().collect(),
    };
    let operacoes: Vec<_> = candidatos.iter().flat_map(|plugin| &plugin.operacoes).map(String::as_str).collect();
    let conferir = rpa.efeito_unico.as_ref().map(|unico| (&unico.conferir, &["efeito_unico", "conferir"][..]));
    for (operacao, caminho) in [(&rpa.operacao, &["operacao"][..])].into_iter().chain(conferir) {
        if !operacoes.contains(&operacao.as_str()) {
            let mensagem = format!("nenhum plugin que possa executar este passo tem a operação `{operacao}`");
            coletor.erro_com(
                "operacao_desconhecida",
                lugar(caminho),
                mensagem,
                quis_dizer(operacao, operacoes.iter().copied()),
            );
        }
    }
}

/// O lugar do que está no fim do caminho, ou do mais fundo que existe.
fn lugar_de(passo: &No, caminho: &[&str]) -> Lugar {
    let mut no = passo;
    for chave in caminho {
        no = no.campo(chave).unwrap_or(no);
    }
    no.lugar.clone()
}
