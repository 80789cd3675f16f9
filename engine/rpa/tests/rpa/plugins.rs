//! A pasta de plugins e o cache de compilados.

use std::fs;

use esteira_portas::rpa::Rpa;
use serde_json::json;

use crate::apoio::{Bancada, convidado, modulo_convidado};

#[tokio::test(flavor = "multi_thread")]
async fn plugin_ruim_e_recusado_com_motivo_e_nao_leva_os_bons() {
    let b = Bancada::nova().await;
    let pasta = b.pasta.path().join("plugins");
    let compilado = fs::read_dir(b.pasta.path().join("cache"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().unwrap() == "cwasm");
    fs::copy(compilado.unwrap(), pasta.join("a-compilado.wasm")).unwrap();
    fs::write(pasta.join("b-texto.wasm"), "oi").unwrap();
    fs::write(pasta.join("c-modulo.wasm"), modulo_convidado()).unwrap();
    fs::write(pasta.join("d-cortado.wasm"), &convidado()[..1000]).unwrap();
    fs::write(pasta.join("e-outro.wasm"), com_secao_a_mais()).unwrap();
    fs::write(pasta.join("leia-me.txt"), "não é plugin").unwrap();
    fs::File::create(pasta.join("f-grande.wasm")).unwrap().set_len(esteira_rpa::limites::PLUGIN_BYTES + 1).unwrap();
    let recusados = b.hospedeiro.recarregar().await.unwrap();
    let motivos: Vec<_> =
        recusados.iter().map(|r| (r.arquivo.file_stem().unwrap().to_str().unwrap(), r.motivo.as_str())).collect();
    for (i, (nome, trecho)) in [
        ("a-compilado", "compilado"),
        ("b-texto", "WebAssembly"),
        ("c-modulo", "esteira plugin construir"),
        ("d-cortado", "não compila"),
        ("e-outro", "já há outro plugin"),
        ("f-grande", "máximo"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(motivos[i].0, nome);
        assert!(motivos[i].1.contains(trecho), "{:?}", motivos[i]);
    }
    let plugins = b.hospedeiro.plugins();
    assert_eq!(plugins.len(), 1);
    assert_eq!((plugins[0].nome.as_str(), plugins[0].versao.as_str()), ("convidado", "1.2.3"));
    assert_eq!(plugins[0].segredos, ["senha"]);
}

/// O mesmo plugin com outro resumo: uma seção personalizada a mais.
fn com_secao_a_mais() -> Vec<u8> {
    let mut bytes = convidado().to_vec();
    bytes.extend_from_slice(&[0, 3, 2, b'x', b'y']);
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn compilado_adulterado_nao_se_carrega_e_recarregar_nao_derruba_quem_roda() {
    let b = Bancada::nova().await;
    let cache = b.pasta.path().join("cache");
    let compilado =
        fs::read_dir(&cache).unwrap().map(|e| e.unwrap().path()).find(|p| p.extension().unwrap() == "cwasm").unwrap();
    let original = fs::read(&compilado).unwrap();
    let mut adulterado = original.clone();
    let meio = adulterado.len() / 2;
    adulterado[meio] ^= 0xff;
    fs::write(&compilado, &adulterado).unwrap();
    assert_eq!(b.hospedeiro.recarregar().await.unwrap(), []);
    assert_ne!(fs::read(&compilado).unwrap(), adulterado, "foi compilado e gravado de novo");

    let dormir = b.executar(b.roteiro(json!([["dormir", "300"]])));
    let esvaziar = async {
        fs::remove_file(b.pasta.path().join("plugins/convidado.wasm")).unwrap();
        b.hospedeiro.recarregar().await.unwrap();
        assert_eq!(b.hospedeiro.plugins(), []);
    };
    let (desfecho, ()) = tokio::join!(dormir, esvaziar);
    assert!(desfecho.resultado.is_ok());

    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(&cache).unwrap().permissions().mode() & 0o777, 0o700);
}
