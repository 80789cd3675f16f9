//! Nome de arquivo que vem de fora é só um nome: não é caminho, nem cabeçalho.

use crate::instancias::Oficina;

#[tokio::test]
async fn nome_com_caminho_nao_sai_do_lugar_nem_forja_cabecalho() {
    let oficina = Oficina::nova().await;
    for (numero, nome) in
        ["../../../../etc/passwd", "..\\\\..\\\\boot.ini", "/etc/shadow", "a%0d%0aSet-Cookie: x=1", "nul\u{0}.pdf"]
            .into_iter()
            .enumerate()
    {
        let tarefa = oficina.tarefa(&numero.to_string()).await;
        let resposta = oficina.anexar(&oficina.operador, &tarefa, nome, "text/html", b"oi").await;
        if resposta.status != 201 {
            assert!(resposta.status.is_client_error(), "{nome}: {}", resposta.texto);
            continue;
        }
        let caminho = resposta.cabecalho("location").to_owned();
        let baixado = oficina.admin("GET", &caminho, None).await.deu(200);
        assert_eq!(baixado.texto, "oi");
        let disposicao = baixado.cabecalho("content-disposition");
        assert!(disposicao.starts_with("attachment; filename=\""), "{disposicao}");
        assert!(!disposicao.contains(['/', '\\', '\r', '\n', '\0']), "{disposicao}");
        assert_eq!(baixado.cabecalho("set-cookie"), "");
    }
    // No caminho de quem baixa, também não: os ids são UUIDs.
    for fuga in ["..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e", "....//"] {
        let caminho = format!("/api/aprovacoes/{fuga}/anexos/{fuga}");
        let resposta = oficina.admin("GET", &caminho, None).await;
        assert!(resposta.status.is_client_error(), "{fuga}: {}", resposta.status);
    }
}
