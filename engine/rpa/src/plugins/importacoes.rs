//! O que um plugin pode importar: o nosso WIT e, se interpretado, um WASI vazio. Puro.

/// O que os interpretadores trazem consigo do WASI p2, por pacote; ganham um contexto vazio (`wasi.rs`). O que não está aqui não se liga:
/// `wasi:http`, por exemplo.
const WASI_VAZIO: [(&str, &[&str]); 6] = [
    ("wasi:io/", &["error", "poll", "streams"]),
    ("wasi:clocks/", &["monotonic-clock", "wall-clock"]),
    ("wasi:random/", &["insecure", "insecure-seed", "random"]),
    (
        "wasi:cli/",
        &[
            "environment",
            "exit",
            "stdin",
            "stdout",
            "stderr",
            "terminal-input",
            "terminal-output",
            "terminal-stdin",
            "terminal-stdout",
            "terminal-stderr",
        ],
    ),
    ("wasi:filesystem/", &["preopens", "types"]),
    (
        "wasi:sockets/",
        &["instance-network", "ip-name-lookup", "network", "tcp", "tcp-create-socket", "udp", "udp-create-socket"],
    ),
];
/// Única versão do WASI que este hospedeiro liga.
const WASI_VERSAO: &str = "0.2.";
const INTERFACES: [&str; 8] = ["tipos", "navegador", "cofre", "arquivos", "registro", "execucao", "relogio", "correio"];
const PACOTE: &str = "esteira:rpa/";
/// Única versão maior do WIT que este hospedeiro fala.
const MAIOR: &str = "1";

/// O que o plugin precisa ter ligado.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Importacoes {
    SoEsteira,
    ComWasi,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "o plugin importa o que não pode: {0}; só o WIT da Esteira (esteira:rpa@1) e, nos interpretados, o WASI 0.2 sem rede nem disco são permitidos"
)]
pub struct ImportacaoNegada(pub String);

/// Confere os nomes de todas as importações; o erro lista todas as negadas, não só a primeira.
pub fn conferir<'a>(nomes: impl IntoIterator<Item = &'a str>) -> Result<Importacoes, ImportacaoNegada> {
    let mut precisa = Importacoes::SoEsteira;
    let mut negadas = Vec::new();
    for nome in nomes {
        if interface_nossa(nome).is_some_and(|interface| INTERFACES.contains(&interface)) {
            continue;
        }
        if do_wasi_vazio(nome) {
            precisa = Importacoes::ComWasi;
        } else {
            negadas.push(nome);
        }
    }
    if negadas.is_empty() { Ok(precisa) } else { Err(ImportacaoNegada(negadas.join(", "))) }
}

/// Se o nome é o da interface que todo plugin exporta.
pub fn e_interface_do_plugin(nome: &str) -> bool {
    interface_nossa(nome) == Some("rpa")
}

fn do_wasi_vazio(nome: &str) -> bool {
    nome.split_once('@').is_some_and(|(interface, versao)| {
        let esta = |(pacote, interfaces): &(&str, &[&str])| {
            interface.strip_prefix(pacote).is_some_and(|resto| interfaces.contains(&resto))
        };
        versao.starts_with(WASI_VERSAO) && WASI_VAZIO.iter().any(esta)
    })
}

fn interface_nossa(nome: &str) -> Option<&str> {
    let (interface, versao) = nome.strip_prefix(PACOTE)?.split_once('@')?;
    (versao.split('.').next() == Some(MAIOR) && !versao.contains('-')).then_some(interface)
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_passa_o_nosso_wit_e_o_wasi_vazio() {
        assert_eq!(conferir(["esteira:rpa/navegador@1.0.0", "esteira:rpa/tipos@1.3.0"]), Ok(Importacoes::SoEsteira));
        assert_eq!(conferir(["esteira:rpa/cofre@1.0.0", "wasi:cli/stdout@0.2.9"]), Ok(Importacoes::ComWasi));
        for nome in [
            "wasi:http/types@0.2.0",
            "env",
            "esteira:rpa/navegador@2.0.0",
            "esteira:rpa/disco@1.0.0",
            "wasi:io/poll@0.3.0",
            "wasi:cli/run@0.2.9",
            "wasi:clocks/wall-clock",
        ] {
            assert_eq!(conferir([nome]).unwrap_err(), ImportacaoNegada(nome.to_owned()));
        }
    }
}
