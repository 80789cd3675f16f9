//! A Oi. O login recusado, o mês sem fatura e o PDF cortado se provam também no cenário, com o fluxo inteiro.

use esteira_portais::{ContaOi, DadosOi, FalhaOi, PortalOi, Vezes};
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, acesso, caso, erro};
use crate::portal::Portal;

impl Portal for PortalOi {
    const PLUGIN: &str = "oi";
    const SENHA: &str = "s3nha";
    type Falha = FalhaOi;

    async fn subir() -> Self {
        let conta = ContaOi::nova("padaria", Self::SENHA)
            .com_fatura("1150007777", "2026-10", 99_900, "2026-11-10")
            .com_fatura("1140001234", "2026-10", 123_456, "2026-11-10")
            .com_fatura("1140001234", "2026-09", 77_700, "2026-10-10")
            .com_fatura("1160005555", "2026-10", 1_000, "2026-11-10")
            .com_fatura("(11) 6000-5555", "2026-10", 2_000, "2026-11-10");
        Self::subir(DadosOi::nova().conta(conta)).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaOi) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        vec![("servico", "(11) 4000-1234".into())]
    }
}

fn fatura(nome: &'static str) -> Caso<FalhaOi> {
    let saida =
        json!({ "data_vencimento": "2026-11-10", "valor": "1234.56", "numero": "1140001234202610", "avisos": [] });
    caso(nome, Esperado::Fatura { saida, paginas: 1, trechos: &["1140001234", "R$ 1.234,56", "10/2026"] })
}

#[tokio::test(flavor = "multi_thread")]
async fn oi_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaOi::*;
    let mut casos = vec![
        fatura("linhas lentas").com(LinhasLentas { ms: 3_000 }),
        fatura("tabela que envelhece").com(ElementoEnvelhece),
        fatura("portal lento").com(PortalLento { ms: 700 }),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("fatura_indisponivel", "linha que o mês não tem").parametro("servico", "(11) 3999-0000"),
        erro("fatura_ambigua", "duas contas da mesma linha").parametro("servico", "(11) 6000-5555"),
        erro("sessao_expirada", "sessão que cai no PDF").com(SessaoExpira),
        erro("arquivo_invalido", "HTML no lugar do PDF").com(HtmlNoLugarDoPdf),
        erro("tempo_esgotado", "erro 500").com(Erro500).prazo_s(10),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(10),
    ];
    casos.extend(acesso());
    percorrer::<PortalOi>(casos).await;
}
