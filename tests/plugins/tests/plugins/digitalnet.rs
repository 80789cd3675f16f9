//! A Digitalnet.

use esteira_portais::{ClienteDigitalnet, DadosDigitalnet, FalhaDigitalnet, PortalDigitalnet, Vezes};
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, acesso, caso, erro};
use crate::portal::{Portal, host};

impl Portal for PortalDigitalnet {
    const PLUGIN: &str = "digitalnet";
    const SENHA: &str = "s3nha";
    type Falha = FalhaDigitalnet;

    async fn subir() -> Self {
        let dados = DadosDigitalnet::novos()
            .cliente(
                ClienteDigitalnet::novo("padaria", Self::SENHA)
                    .com_contrato("Contrato 10 - Matriz", &[("A10", 10_000, "2026-10-20")])
                    .com_contrato(
                        "Contrato 1001 - Loja",
                        &[("B09", 9_000, "2026-09-25"), ("B10", 123_456, "2026-10-25"), ("B11", 9_100, "2026-11-25")],
                    )
                    .com_contrato(
                        "Contrato 1001-B - Depósito",
                        &[("C10", 5_000, "2026-10-05"), ("D10", 6_000, "2026-10-30")],
                    ),
            )
            .cliente(
                ClienteDigitalnet::novo("clinica", Self::SENHA)
                    .com_contrato("Contrato 76 - Anexo", &[("F10", 5_500, "2026-10-15")])
                    .com_contrato("Contrato 77 - Sede", &[("E10", 123_456, "2026-10-25")]),
            )
            .cliente(
                ClienteDigitalnet::novo("oficina", Self::SENHA)
                    .com_contrato("Contrato 88", &[("G10", 123_456, "2026-10-25")]),
            );
        Self::subir(dados).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaDigitalnet) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        vec![("usuario", "clinica".into()), ("filtro", "77".into())]
    }

    fn dominios(&self) -> Vec<String> {
        vec![host(&self.url()), host(&self.url_da_api())]
    }
}

const TRECHOS: &[&str] = &["25/10/2026", "R$ 1.234,56", "99.000.001/0001-01"];

fn fatura(nome: &'static str, avisos: &[&str]) -> Caso<FalhaDigitalnet> {
    let saida = json!({ "data_vencimento": "2026-10-25", "valor": "1234.56", "avisos": avisos });
    caso(nome, Esperado::Fatura { saida, paginas: 2, trechos: TRECHOS })
}

/// De quem tem três contratos, com este filtro.
fn no_contrato(caso: Caso<FalhaDigitalnet>, filtro: &str) -> Caso<FalhaDigitalnet> {
    caso.parametro("usuario", "padaria").parametro("filtro", filtro)
}

#[tokio::test(flavor = "multi_thread")]
async fn digitalnet_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaDigitalnet::*;
    let so_a_fatura = Esperado::Fatura {
        saida: json!({ "avisos": ["documento fiscal"], "numero": "E10" }),
        paginas: 1,
        trechos: TRECHOS,
    };
    let mut casos = vec![
        fatura("tudo certo", &[]),
        fatura("contrato único, que não se deixa conferir", &["\"88\""])
            .parametro("usuario", "oficina")
            .parametro("filtro", "88"),
        no_contrato(fatura("o contrato do filtro e, das pendentes, a do mês", &[]), "Contrato 1001 - Loja"),
        fatura("seletor depois das faturas", &[]).com(SeletorLento { ms: 6_000 }),
        fatura("faturas do contrato anterior na tela", &[]).com(ContratoLento { ms: 3_000 }),
        no_contrato(fatura("voltar que esquece o contrato", &[]), "Contrato 1001 - Loja").com(VoltarEsqueceContrato),
        no_contrato(erro("contrato_nao_encontrado", "filtro que é só um pedaço do número"), "100"),
        no_contrato(erro("contrato_ambiguo", "filtro que serve para dois"), "1001"),
        no_contrato(erro("contrato_ambiguo", "sem filtro, com três contratos e o seletor depois das faturas"), "")
            .com(SeletorLento { ms: 6_000 }),
        no_contrato(erro("fatura_ambigua", "duas que vencem no mês"), "1001-B"),
        no_contrato(erro("fatura_indisponivel", "nenhuma que vence no mês"), "10").parametro("mes_ano", "2026-08"),
        erro("fatura_indisponivel", "nenhuma pendente").com(SemPendencias),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("credencial_invalida", "login recusado").com(CredencialInvalida),
        fatura("\"Fazer login\" só depois de \"Entrar\"", &[]).com(LoginEmDoisPassos),
        fatura("pagamento lento", &[]).com(PagamentoLento { ms: 3_000 }),
        fatura("título atrasado", &[]).com(TituloAtrasado { ms: 3_000 }),
        erro("sessao_expirada", "sessão que cai ao abrir o pagamento").com(SessaoExpira),
        erro("sessao_expirada", "token vencido").com(TokenVencido),
        fatura("PDF da fatura sem senha", &[]).com(FaturaSemSenha),
        erro("arquivo_invalido", "PDF da fatura com outra senha").com(OutraSenha),
        caso("sem documento fiscal", so_a_fatura).com(SemDocumentoFiscal),
        erro("download_incompleto", "download pela metade").com(DownloadPelaMetade),
        erro("arquivo_invalido", "PDF truncado").com(PdfTruncado),
        erro("arquivo_invalido", "HTML no lugar do documento fiscal").com(HtmlNoLugarDoPdf),
        erro("portal_indisponivel", "erro 500").com(Erro500),
        fatura("portal lento", &[]).com(PortalLento { ms: 600 }),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(10),
    ];
    casos.extend(acesso());
    percorrer::<PortalDigitalnet>(casos).await;
}
