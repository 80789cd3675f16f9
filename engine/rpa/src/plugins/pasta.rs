//! A pasta de plugins: lê, confere e deixa pronto para instanciar cada `*.wasm`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use esteira_base::Resumo;
use esteira_portas::rpa::PluginInstalado;
use wasmtime::Engine;
use wasmtime::component::Component;

use super::cache::Cache;
use super::estado::Estado;
use super::executar;
use super::importacoes::{self, Importacoes};
use super::ligacoes::PluginPre;
use super::manifesto::Manifesto;
use super::motor::Motor;
use crate::limites;

/// Um plugin conferido, compilado e ligado: falta só instanciar.
pub struct PluginPronto {
    pub manifesto: Manifesto,
    pub resumo: Resumo,
    pub importacoes: Importacoes,
    pre: PluginPre<Estado>,
}

/// Um arquivo da pasta que não virou plugin, e por quê.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginRecusado {
    pub arquivo: PathBuf,
    pub motivo: String,
}

/// O que a pasta tem agora. Um arquivo ruim não leva os outros.
#[derive(Default)]
pub struct PastaDePlugins {
    pub prontos: BTreeMap<String, Arc<PluginPronto>>,
    pub recusados: Vec<PluginRecusado>,
}

impl PastaDePlugins {
    /// Carrega todos os `*.wasm`, em ordem de nome. Pasta que não existe é pasta vazia.
    pub async fn carregar(pasta: &Path, motor: &Motor, cache: &Cache) -> std::io::Result<Self> {
        let mut arquivos: Vec<PathBuf> = match fs::read_dir(pasta) {
            Ok(entradas) => entradas.filter_map(|entrada| Some(entrada.ok()?.path())).collect(),
            Err(erro) if erro.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(erro) => return Err(erro),
        };
        arquivos.retain(|caminho| caminho.extension().is_some_and(|ext| ext == "wasm"));
        arquivos.sort();
        let mut carregada = Self::default();
        for arquivo in arquivos {
            let resultado = carregar_um(&arquivo, motor, cache).await.and_then(|plugin| {
                let nome = plugin.manifesto.nome.clone();
                match carregada.prontos.get(&nome) {
                    Some(outro) if outro.resumo != plugin.resumo => {
                        Err(format!("já há outro plugin chamado \"{nome}\" na pasta (resumo {})", outro.resumo.curto()))
                    }
                    _ => {
                        carregada.prontos.insert(nome, Arc::new(plugin));
                        Ok(())
                    }
                }
            });
            if let Err(motivo) = resultado {
                tracing::warn!(arquivo = %arquivo.display(), motivo, "plugin recusado");
                carregada.recusados.push(PluginRecusado { arquivo, motivo });
            }
        }
        Ok(carregada)
    }
}

impl PluginPronto {
    /// Confere um componente e o deixa pronto, sem pô-lo em pasta nenhuma. O erro é para quem o enviou.
    pub async fn preparar(wasm: Vec<u8>, motor: &Motor, cache: &Cache) -> Result<Self, String> {
        recusar_o_que_nao_e_componente(&wasm)?;
        let resumo = Resumo::de(&wasm);
        let (engine, cache) = (motor.engine.clone(), cache.clone());
        let componente = tokio::task::spawn_blocking(move || compilar(&engine, &cache, &wasm, resumo))
            .await
            .map_err(|erro| format!("a compilação do plugin caiu: {erro}"))??;
        let tipo = componente.component_type();
        let importacoes = importacoes::conferir(tipo.imports(&motor.engine).map(|(nome, _)| nome))
            .map_err(|erro| erro.to_string())?;
        let pre = motor
            .ligacao(importacoes)
            .instantiate_pre(&componente)
            .and_then(PluginPre::new)
            .map_err(|erro| format!("o plugin não encaixa no WIT deste hospedeiro: {erro:#}"))?;
        let manifesto = executar::descrever(&motor.engine, &pre, importacoes).await?;
        Ok(Self { manifesto, resumo, importacoes, pre })
    }

    pub fn pre(&self) -> &PluginPre<Estado> {
        &self.pre
    }

    pub fn instalado(&self) -> PluginInstalado {
        let m = self.manifesto.clone();
        PluginInstalado {
            operacoes: m.nomes_das_operacoes(),
            nome: m.nome,
            versao: m.versao,
            resumo: self.resumo,
            dominios: m.dominios,
            segredos: m.segredos,
            permissoes: m.permissoes,
        }
    }
}

async fn carregar_um(arquivo: &Path, motor: &Motor, cache: &Cache) -> Result<PluginPronto, String> {
    let ilegivel = |erro: std::io::Error| format!("não foi possível ler o arquivo: {erro}");
    let tamanho = fs::metadata(arquivo).map_err(ilegivel)?.len();
    if tamanho > limites::PLUGIN_BYTES {
        return Err(format!("tem {tamanho} bytes; o máximo é {}", limites::PLUGIN_BYTES));
    }
    PluginPronto::preparar(fs::read(arquivo).map_err(ilegivel)?, motor, cache).await
}

fn recusar_o_que_nao_e_componente(bytes: &[u8]) -> Result<(), String> {
    if Engine::detect_precompiled(bytes).is_some() {
        return Err("é um compilado (.cwasm); envie o componente .wasm de que ele veio".to_owned());
    }
    match bytes {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => {
            Err("é um módulo, não um componente; rode `esteira plugin construir` e use o arquivo que ele gera"
                .to_owned())
        }
        [0, b'a', b's', b'm', ..] => Ok(()),
        _ => Err("não é um arquivo WebAssembly".to_owned()),
    }
}

fn compilar(engine: &Engine, cache: &Cache, wasm: &[u8], resumo: Resumo) -> Result<Component, String> {
    cache.obter(engine, wasm, resumo).map_err(|erro| format!("o componente não compila: {erro:#}"))
}
