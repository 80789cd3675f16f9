//! Compilados guardados: compilar leva de dezenas de milissegundos a segundos; ler de volta, frações de um.
//!
//! Carregar um compilado executa código nativo. Por isso a pasta é só do serviço (0700), o nome leva o BLAKE3 do componente e a marca de
//! compatibilidade do motor, e o conteúdo é conferido com o BLAKE3 guardado ao lado antes de ser aceito. Qualquer dúvida: compila de novo.

use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use esteira_base::Resumo;
use wasmtime::Engine;
use wasmtime::component::Component;

/// A pasta dos compilados.
#[derive(Debug, Clone)]
pub struct Cache {
    pasta: PathBuf,
    /// Um de cada vez: o de Python toma uns 350 MiB e todos os núcleos por segundos.
    compilando: Arc<Mutex<()>>,
}

impl Cache {
    /// Cria a pasta se falta e a fecha aos outros usuários.
    pub fn em(pasta: &Path) -> io::Result<Self> {
        fs::create_dir_all(pasta)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(pasta, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self { pasta: pasta.to_owned(), compilando: Arc::default() })
    }

    /// O componente compilado, do cache ou feito agora. Falha de escrita no cache não impede: fica para a próxima.
    pub fn obter(&self, engine: &Engine, wasm: &[u8], resumo: Resumo) -> wasmtime::Result<Component> {
        let nome = format!("{resumo}-{:016x}", marca(engine));
        if let Some(pronto) = self.ler(engine, &nome) {
            return Ok(pronto);
        }
        let _vez = self.compilando.lock().unwrap_or_else(PoisonError::into_inner);
        // Quem esperou a vez pode achar feito o que ia fazer.
        if let Some(pronto) = self.ler(engine, &nome) {
            return Ok(pronto);
        }
        let componente = Component::from_binary(engine, wasm)?;
        if let Err(erro) = componente.serialize().and_then(|bytes| Ok(self.gravar(&nome, &bytes)?)) {
            tracing::warn!(erro = %erro, plugin.resumo = %resumo.curto(), "plugin compilado não pôde ser guardado");
        }
        Ok(componente)
    }

    fn caminhos(&self, nome: &str) -> (PathBuf, PathBuf) {
        (self.pasta.join(format!("{nome}.cwasm")), self.pasta.join(format!("{nome}.b3")))
    }

    fn ler(&self, engine: &Engine, nome: &str) -> Option<Component> {
        let (compilado, resumo) = self.caminhos(nome);
        let bytes = fs::read(compilado).ok()?;
        let esperado: Resumo = fs::read_to_string(resumo).ok()?.trim().parse().ok()?;
        if Resumo::de(&bytes) != esperado {
            tracing::warn!(arquivo = %nome, "compilado não confere com o resumo; compilando de novo");
            return None;
        }
        // SAFETY: os bytes saíram de `Component::serialize` deste hospedeiro: estão numa pasta 0700 dele e conferem com o resumo gravado
        // junto. São lidos para a memória antes, logo trocar o arquivo depois não os altera. Outra versão ou configuração do motor é
        // recusada pelo próprio wasmtime.
        #[expect(unsafe_code, reason = "carregar compilado é inseguro por natureza; a conferência acima é a garantia")]
        let componente = unsafe { Component::deserialize(engine, &bytes) };
        componente.ok()
    }

    /// Grava à parte e renomeia: ninguém lê um arquivo pela metade. O resumo vai por último, pois sem ele o compilado não vale.
    fn gravar(&self, nome: &str, bytes: &[u8]) -> io::Result<()> {
        let (compilado, resumo) = self.caminhos(nome);
        for (destino, conteudo) in [(compilado, bytes), (resumo, Resumo::de(bytes).to_string().as_bytes())] {
            let mut temporario = tempfile::NamedTempFile::new_in(&self.pasta)?;
            temporario.write_all(conteudo)?;
            temporario.persist(destino).map_err(|erro| erro.error)?;
        }
        Ok(())
    }
}

/// Muda com a versão e a configuração do wasmtime.
fn marca(engine: &Engine) -> u64 {
    let mut resumidor = Blake(blake3::Hasher::new());
    engine.precompile_compatibility_hash().hash(&mut resumidor);
    resumidor.finish()
}

/// `DefaultHasher` pode mudar entre versões de Rust; o nome no disco não deve.
struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let mut oito = [0u8; 8];
        oito.copy_from_slice(&self.0.finalize().as_bytes()[..8]);
        u64::from_le_bytes(oito)
    }
}
