//! O ciclo de vida de um plugin pela linha de comando: do `novo` ao que vale.

use std::path::Path;
use std::process::{Command, Output};

use esteira_cenario::Resultado;
use esteira_cenario::esteira::{executavel, plugins};

fn esteira(pasta: &Path, argumentos: &[&str]) -> Resultado<Output> {
    Ok(Command::new(executavel()?)
        .args(argumentos)
        .env("ESTEIRA_PASTA", pasta.join("dados"))
        .current_dir(pasta)
        .output()?)
}

fn deu_certo(saida: &Output) -> String {
    let (certo, erro) = (String::from_utf8_lossy(&saida.stdout), String::from_utf8_lossy(&saida.stderr));
    assert!(saida.status.success(), "{certo}{erro}");
    certo.into_owned()
}

fn deu_errado(saida: &Output) -> String {
    assert!(!saida.status.success(), "{}", String::from_utf8_lossy(&saida.stdout));
    String::from_utf8_lossy(&saida.stderr).into_owned()
}

/// O que a raiz do repositório dá a um plugin, num repositório à parte: assim o teste não escreve neste.
fn raiz_como_a_nossa(pasta: &Path) -> Resultado<()> {
    let nossa = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let sdk = nossa.join("sdk");
    let raiz = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"plugins/*\"]\n[workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n\
         rust-version = \"1.95\"\nlicense = \"Apache-2.0\"\npublish = false\n[workspace.lints.rust]\nunsafe_code = \"deny\"\n\
         [workspace.dependencies]\nesteira-sdk = {{ path = \"{}\" }}\nserde_json = \"1\"\n",
        sdk.display()
    );
    std::fs::write(pasta.join("Cargo.toml"), raiz)?;
    std::fs::copy(nossa.join("Cargo.lock"), pasta.join("Cargo.lock"))?;
    std::fs::copy(nossa.join(".rustfmt.toml"), pasta.join(".rustfmt.toml"))?;
    Ok(())
}

#[test]
fn plugin_novo_compila_e_passa_nos_seus_testes() -> Resultado<()> {
    let pasta = tempfile::tempdir()?;
    raiz_como_a_nossa(pasta.path())?;
    assert!(deu_errado(&esteira(pasta.path(), &["plugin", "novo", "../fora"])?).contains("não serve de nome"));
    deu_certo(&esteira(pasta.path(), &["plugin", "novo", "minha-operadora"])?);
    assert!(deu_errado(&esteira(pasta.path(), &["plugin", "novo", "minha-operadora"])?).contains("já existe"));
    for argumentos in [&["fmt", "--all", "--check"][..], &["test", "--offline", "--quiet"][..]] {
        let saida = Command::new(env!("CARGO"))
            .args(argumentos)
            .current_dir(pasta.path())
            .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/plugin-novo"))
            .env("RUSTFLAGS", "-D warnings")
            .output()?;
        deu_certo(&saida);
    }
    Ok(())
}

#[test]
fn plugin_novo_em_python_passa_nos_seus_testes_e_na_conferencia() -> Resultado<()> {
    let pasta = tempfile::tempdir()?;
    deu_certo(&esteira(pasta.path(), &["plugin", "novo", "minha-operadora", "--linguagem", "python"])?);
    let sdk = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sdk/python");
    let plugin = pasta.path().join("plugins/minha-operadora");
    let python = |argumentos: &[&str]| {
        Command::new("python3")
            .args(argumentos)
            .current_dir(&plugin)
            .env("PYTHONPATH", format!(".:{sdk}:{sdk}/leve"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
    };
    deu_certo(&python(&["-m", "unittest", "discover", "--start-directory", "testes"])?);
    assert_eq!(deu_certo(&python(&[&format!("{sdk}/ferramentas/conferir.py"), "."])?), "");
    Ok(())
}

#[test]
fn plugin_novo_em_javascript_se_constroi_e_se_inspeciona() -> Resultado<()> {
    let pasta = tempfile::tempdir()?;
    let plugin = "plugins/minha-operadora";
    deu_certo(&esteira(pasta.path(), &["plugin", "novo", "minha-operadora", "--linguagem", "javascript"])?);
    let saida = concat!(env!("CARGO_TARGET_TMPDIR"), "/plugin-novo-em-javascript");
    deu_certo(&esteira(pasta.path(), &["plugin", "construir", plugin, "--saida", saida])?);
    let componente = format!("{saida}/minha-operadora.wasm");
    let inspecao = deu_certo(&esteira(pasta.path(), &["plugin", "inspecionar", &componente])?);
    assert!(inspecao.contains("baixar-fatura") && inspecao.contains("id=usuario"), "{inspecao}");

    std::fs::write(pasta.path().join(plugin).join("plugin.js"), "const x = await fetch('https://a');")?;
    let conferencia = deu_errado(&esteira(pasta.path(), &["plugin", "construir", plugin, "--saida", saida])?);
    assert!(conferencia.contains("plugin.js:1: erro: não há rede"), "{conferencia}");
    Ok(())
}

#[test]
fn publicado_assinado_homologado_e_revertido() -> Resultado<()> {
    let pasta = tempfile::tempdir()?;
    let chave = pasta.path().join("chave");
    let chave = chave.to_str().ok_or("caminho")?;
    let publica = deu_certo(&esteira(pasta.path(), &["plugin", "chave", chave])?);
    assert_eq!(publica.trim().len(), 64);
    assert!(deu_errado(&esteira(pasta.path(), &["plugin", "chave", chave])?).contains("não consegui criar"));

    let oi = plugins()?.join("oi.wasm");
    let oi = oi.to_str().ok_or("caminho")?;
    let inspecao = deu_certo(&esteira(pasta.path(), &["plugin", "inspecionar", oi])?);
    assert!(inspecao.contains("portaloisolucoes.oi.com.br") && inspecao.contains("linha_da_conta"), "{inspecao}");

    let so_de_quem_se_confia = |argumentos: &[&str]| -> Resultado<Output> {
        let confia = format!("chaves_de_plugin = [\"{}\"]\n", publica.trim());
        std::fs::write(pasta.path().join("esteira.toml"), confia)?;
        esteira(pasta.path(), &[&["--config", "esteira.toml", "plugin"], argumentos].concat())
    };
    assert!(deu_errado(&so_de_quem_se_confia(&["publicar", oi])?).contains("só aceita plugin assinado"));
    let publicado = deu_certo(&so_de_quem_se_confia(&["publicar", oi, "--chave", chave])?);
    let resumo = publicado.trim().rsplit(' ').next().ok_or("sem resumo")?.to_owned();
    assert!(
        deu_errado(&so_de_quem_se_confia(&["homologar", &resumo, "--percentual", "10"])?).contains("primeira com 100")
    );
    assert!(deu_certo(&so_de_quem_se_confia(&["homologar", &resumo])?).contains(&resumo));
    let lista = deu_certo(&so_de_quem_se_confia(&["listar", "oi"])?);
    assert!(lista.contains("vale") && lista.contains("assinado"), "{lista}");
    assert!(deu_errado(&so_de_quem_se_confia(&["reverter", "oi"])?).contains("só teve esta versão"));
    Ok(())
}
