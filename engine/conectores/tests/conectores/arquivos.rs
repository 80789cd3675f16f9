use std::path::PathBuf;

use esteira_base::{Resumo, ids::InquilinoId};
use esteira_conectores::Objetos;
use esteira_portas::arquivos::{Arquivos, ErroArquivos};
use tempfile::TempDir;

/// O que os dois armazéns cumprem.
pub async fn conformidade(arquivos: &dyn Arquivos) {
    let (inquilino, outro) = (InquilinoId::novo(), InquilinoId::novo());
    let conteudo: &[u8] = b"%PDF-1.4 fatura de mentira";

    let guardado = arquivos.guardar(inquilino, conteudo.into()).await.unwrap();
    assert_eq!((guardado.resumo, guardado.tamanho), (Resumo::de(conteudo), conteudo.len() as u64));
    let resumo = guardado.resumo.to_string();
    assert_eq!(guardado.chave, format!("{inquilino}/{}/{resumo}", &resumo[..2]));
    assert_eq!(arquivos.ler(&guardado.chave).await.unwrap(), conteudo);

    assert_eq!(
        arquivos.guardar(inquilino, conteudo.into()).await.unwrap(),
        guardado,
        "guardar duas vezes é guardar uma"
    );
    assert_ne!(
        arquivos.guardar(outro, conteudo.into()).await.unwrap().chave,
        guardado.chave,
        "cada inquilino tem o seu"
    );

    let vazio = arquivos.guardar(inquilino, Default::default()).await.unwrap();
    assert!(arquivos.ler(&vazio.chave).await.unwrap().is_empty());

    // Maior que uma parte do envio, e sem ser múltiplo dela; e um pequeno, que vai inteiro.
    let pasta = tempfile::tempdir().unwrap();
    let (origem, destino) = (pasta.path().join("origem"), pasta.path().join("destino"));
    for tamanho in [11 * 1024 * 1024 + 7, 3] {
        let grande: Vec<u8> = (0..tamanho).map(|i: u32| (i % 251) as u8).collect();
        std::fs::write(&origem, &grande).unwrap();
        let guardado = arquivos.guardar_de(inquilino, &origem).await.unwrap();
        assert_eq!((guardado.resumo, guardado.tamanho), (Resumo::de(&grande), grande.len() as u64));
        assert_eq!(arquivos.guardar_de(inquilino, &origem).await.unwrap(), guardado, "de novo, é o mesmo");
        arquivos.ler_para(&guardado.chave, &destino).await.unwrap();
        assert!(std::fs::read(&destino).unwrap() == grande);
        assert!(arquivos.ler(&guardado.chave).await.unwrap() == grande, "é o mesmo armazém");
    }

    let ausente = format!("{inquilino}/{}/{}", &Resumo::de(b"x").to_string()[..2], Resumo::de(b"x"));
    for chave in [ausente.as_str(), "", "../../etc/passwd", "/etc/passwd", &format!("{}/../{resumo}", inquilino)] {
        assert!(matches!(arquivos.ler(chave).await, Err(ErroArquivos::NaoEncontrado(_))), "{chave}");
        let para = arquivos.ler_para(chave, &destino).await;
        assert!(matches!(para, Err(ErroArquivos::NaoEncontrado(_))), "{chave}");
    }
}

fn em_pasta() -> (Objetos, PathBuf, TempDir) {
    let pasta = tempfile::tempdir().unwrap();
    let raiz = pasta.path().join("arquivos/novos");
    (Objetos::em_pasta(&raiz).unwrap(), raiz, pasta)
}

#[tokio::test]
async fn a_pasta_cumpre_o_contrato() {
    conformidade(&em_pasta().0).await;
}

#[tokio::test]
async fn muitos_guardando_o_mesmo_guardam_um() {
    let (arquivos, raiz, _pasta) = em_pasta();
    let inquilino = InquilinoId::novo();
    let tarefas: Vec<_> = (0..16)
        .map(|_| {
            let arquivos = arquivos.clone();
            tokio::spawn(async move { arquivos.guardar(inquilino, vec![7; 100_000].into()).await.unwrap() })
        })
        .collect();
    let mut chaves = Vec::new();
    for tarefa in tarefas {
        chaves.push(tarefa.await.unwrap().chave);
    }
    chaves.dedup();
    assert_eq!(chaves.len(), 1);
    let na_pasta = std::fs::read_dir(raiz.join(&chaves[0]).parent().unwrap()).unwrap().count();
    assert_eq!(na_pasta, 1, "nenhum arquivo temporário fica para trás");
}

#[tokio::test]
async fn conteudo_alterado_e_acusado_na_leitura_e_consertado_ao_guardar_de_novo() {
    let (arquivos, raiz, _pasta) = em_pasta();
    let inquilino = InquilinoId::novo();
    let guardado = arquivos.guardar(inquilino, "fatura".into()).await.unwrap();
    std::fs::write(raiz.join(&guardado.chave), "fatuRa").unwrap();
    assert!(matches!(arquivos.ler(&guardado.chave).await, Err(ErroArquivos::Corrompido(_))));
    arquivos.guardar(inquilino, "fatura".into()).await.unwrap();
    assert_eq!(arquivos.ler(&guardado.chave).await.unwrap(), "fatura");
}

#[cfg(unix)]
#[tokio::test]
async fn a_pasta_criada_so_o_dono_le() {
    use std::os::unix::fs::PermissionsExt;
    let (_arquivos, raiz, _pasta) = em_pasta();
    assert_eq!(std::fs::metadata(raiz).unwrap().permissions().mode() & 0o777, 0o700);
}
