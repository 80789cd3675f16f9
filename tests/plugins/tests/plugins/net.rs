//! A NET, cujo plugin se escreveu só com o guia do SDK.

use esteira_portais::{ClienteNet, DadosNet, FalhaNet, PortalNet, Vezes};
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, caso, erro};
use crate::portal::Portal;

impl Portal for PortalNet {
    const PLUGIN: &str = "net";
    const SENHA: &str = "s3nha";
    type Falha = FalhaNet;

    async fn subir() -> Self {
        let cliente = ClienteNet::novo("padaria", Self::SENHA)
            .com_fatura("900102", "2026-10", 12_345, "2026-11-10")
            .com_fatura("900091", "2026-09", 7_700, "2026-10-10");
        Self::subir(DadosNet::default().cliente(cliente)).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaNet) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
}

fn fatura(nome: &'static str) -> Caso<FalhaNet> {
    let saida = json!({ "data_vencimento": "2026-11-10", "valor": "123.45", "avisos": [] });
    caso(nome, Esperado::Fatura { saida, paginas: 1, trechos: &["900102", "R$ 123,45", "10/2026"] })
}

#[tokio::test(flavor = "multi_thread")]
async fn net_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaNet::*;
    percorrer::<PortalNet>(vec![
        fatura("sem falha"),
        fatura("lista lenta").com(ListaLenta { ms: 3_000 }),
        fatura("portal lento").com(PortalLento { ms: 700 }),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("fatura_indisponivel", "lista vazia").com(SemFaturas),
        erro("fatura_indisponivel", "mês que não saiu").parametro("mes_ano", "2026-12"),
        erro("arquivo_invalido", "sessão que cai no PDF").com(SessaoExpira),
        erro("arquivo_invalido", "PDF cortado").com(PdfTruncado),
        erro("download_incompleto", "conexão que cai no meio do PDF").com(DownloadPelaMetade),
        erro("tempo_esgotado", "erro 500").com(Erro500).prazo_s(10),
    ])
    .await;
}
