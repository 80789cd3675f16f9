//! A Vivo. Quem entra por `padaria` recebe um código por SMS, que uma pessoa informa; quem entra por `oficina`, não.

use esteira_portais::{ClienteVivo, DadosVivo, EmpresaVivo, FalhaVivo, PortalVivo, ServicoVivo, Vezes};
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, caso, erro};
use crate::pessoa::Resposta::{Codigo, CodigoErrado, Texto};
use crate::portal::Portal;

const CONTA: &str = "4001234";
const CNPJ: &str = "99000001000101";

impl Portal for PortalVivo {
    const PLUGIN: &str = "vivo";
    const SENHA: &str = "s3nha";
    type Falha = FalhaVivo;

    async fn subir() -> Self {
        // Os três primeiros dígitos são os mesmos; o robô antigo ficaria com a primeira.
        let vizinha = EmpresaVivo::nova("Vizinha Ltda", "99000009000190").com_fatura(
            ServicoVivo::Internet,
            CONTA,
            "2026-10",
            99_900,
            "2026-11-10",
        );
        let padaria = EmpresaVivo::nova("Padaria Estrela Ltda", CNPJ)
            .com_fatura(ServicoVivo::SolucaoDeVoz, CONTA, "2026-10", 55_500, "2026-11-10")
            .com_fatura(ServicoVivo::Internet, CONTA, "2026-09", 77_700, "2026-10-10")
            .com_fatura(ServicoVivo::Internet, CONTA, "2026-10", 123_456, "2026-11-10")
            .com_fatura(ServicoVivo::Movel, "11900000002", "2026-10", 5_000, "2026-11-20")
            .com_fatura(ServicoVivo::Movel, "11900000003", "2026-10", 6_000, "2026-11-20");
        let acesso =
            |login| ClienteVivo::novo(login, Self::SENHA).com_empresa(vizinha.clone()).com_empresa(padaria.clone());
        let dados = DadosVivo::novos().cliente(acesso("oficina")).cliente(acesso("padaria").com_celular("11900000001"));
        Self::subir(dados).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaVivo) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        vec![("usuario", "oficina".into()), ("cpf", "99900000005".into()), ("servico", "Internet".into())]
    }

    fn codigo(&self) -> Option<String> {
        self.sms().pop().map(|sms| sms.codigo)
    }

    /// Quantos SMS saíram.
    fn ficou(&self) -> Value {
        self.sms().len().into()
    }
}

fn fatura(nome: &'static str) -> Caso<FalhaVivo> {
    let saida =
        json!({ "data_vencimento": "2026-11-10", "valor": "1234.56", "dados": { "conta": CONTA }, "avisos": [] });
    caso(nome, Esperado::Fatura { saida, paginas: 1, trechos: &["99.000.001/0001-01", "R$ 1.234,56", "10/2026"] })
}

/// De quem recebe código por SMS; saem tantos.
fn com_sms(caso: Caso<FalhaVivo>, quantos: u32) -> Caso<FalhaVivo> {
    caso.parametro("usuario", "padaria").deixa(quantos.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn vivo_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaVivo::*;
    let do_movel = Esperado::Fatura {
        saida: json!({ "data_vencimento": "2026-11-20", "valor": "60.00", "dados": { "conta": "11900000003" } }),
        paginas: 1,
        trechos: &["11900000003", "R$ 60,00"],
    };
    percorrer::<PortalVivo>(vec![
        fatura("sem código").deixa(json!(0)),
        com_sms(fatura("código por SMS"), 1).responde(&[Codigo]),
        com_sms(fatura("código errado, depois o certo"), 1).responde(&[CodigoErrado, Codigo]),
        com_sms(fatura("código que não chegou: a pessoa pede outro"), 2).responde(&[Texto("reenviar"), Codigo]),
        com_sms(fatura("código vencido: o plugin pede outro"), 2).com(CodigoExpira).responde(&[Codigo, Codigo]),
        com_sms(erro("pergunta_sem_resposta", "código que ninguém informa"), 1),
        com_sms(erro("pergunta_sem_resposta", "código errado, e ninguém mais responde"), 1).responde(&[CodigoErrado]),
        com_sms(erro("codigo_recusado", "código errado três vezes"), 1).responde(&[CodigoErrado; 3]),
        com_sms(erro("codigo_recusado", "código certo que o portal recusa"), 1)
            .com(CodigoRecusado)
            .responde(&[Codigo; 3]),
        com_sms(erro("codigo_recusado", "todo código vence"), 3).com(TodoCodigoExpira).responde(&[Codigo; 3]),
        com_sms(erro("credencial_invalida", "senha errada não chega a mandar SMS"), 0).senha_errada(),
        erro("credencial_invalida", "CPF errado").parametro("cpf", "99900000000"),
        erro("credencial_invalida", "login recusado").com(CredencialInvalida),
        erro("parametro_invalido", "sem CPF").parametro("cpf", ""),
        erro("parametro_invalido", "serviço que a Vivo não tem").parametro("servico", "(11) 4000-1234"),
        com_sms(fatura("etapas, empresas e faturas lentas"), 1)
            .com(EtapaLenta { ms: 2_000 })
            .com(EmpresasLentas { ms: 3_000 })
            .com(FaturasLentas { ms: 3_000 })
            .responde(&[Codigo]),
        erro("cliente_nao_encontrado", "empresa de outro CNPJ, com os mesmos três dígitos")
            .parametro("cnpj", "99000002000148"),
        erro("cliente_nao_encontrado", "empresa que ninguém tem").parametro("cnpj", "11222333000181"),
        erro("fatura_indisponivel", "mês que o serviço não tem").parametro("mes_ano", "2026-08"),
        erro("fatura_indisponivel", "mês ausente").com(MesAusente),
        erro("fatura_indisponivel", "lista vazia").com(SemFaturas),
        erro("fatura_indisponivel", "serviço sem fatura").parametro("servico", "Dados"),
        erro("fatura_ambigua", "duas contas no mês").parametro("servico", "Móvel"),
        caso("duas contas no mês, com o filtro", do_movel)
            .parametro("servico", "Móvel")
            .parametro("filtro", "11900000003"),
        erro("sessao_expirada", "sessão que cai na lista").com(SessaoExpira),
        erro("sessao_expirada", "sessão que cai no PDF").com(SessaoExpiraNoPdf),
        erro("download_incompleto", "download pela metade").com(DownloadPelaMetade),
        erro("arquivo_invalido", "PDF truncado").com(PdfTruncado),
        erro("arquivo_invalido", "HTML no lugar do PDF").com(HtmlNoLugarDoPdf),
        erro("portal_indisponivel", "erro 500").com(Erro500),
        com_sms(fatura("portal lento"), 1).com(PortalLento { ms: 600 }).responde(&[Codigo]),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(10),
    ])
    .await;
}
