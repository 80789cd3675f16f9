//! A Embratel.

use esteira_portais::{ClienteEmbratel, DadosEmbratel, FalhaEmbratel, PortalEmbratel, Vezes};
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, acesso, caso, erro};
use crate::portal::Portal;

const CONTA: &str = "7001234";

impl Portal for PortalEmbratel {
    const PLUGIN: &str = "embratel";
    const SENHA: &str = "s3nha";
    type Falha = FalhaEmbratel;

    async fn subir() -> Self {
        let cliente = ClienteEmbratel::novo("padaria", Self::SENHA)
            .com_fatura("70012345", "2026-10", 99_900, "2026-11-10")
            .com_fatura(CONTA, "2026-10", 123_456, "2026-11-10")
            // Uma conta com duas faturas no mês.
            .com_fatura("8005678", "2026-10", 50_000, "2026-11-05")
            .com_fatura("8005678", "2026-10", 60_000, "2026-11-25")
            // O mês mais novo, que é o que o portal traz escolhido.
            .com_fatura(CONTA, "2026-11", 77_700, "2026-12-10");
        Self::subir(DadosEmbratel::novos().cliente(cliente)).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaEmbratel) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        vec![("filtro", CONTA.into())]
    }
}

fn fatura(nome: &'static str, documentos: &[&str], avisos: &[&str]) -> Caso<FalhaEmbratel> {
    let saida = json!({
        "data_vencimento": "2026-11-10",
        "valor": "1234.56",
        "dados": { "conta": CONTA, "documentos": documentos },
        "avisos": avisos,
    });
    let paginas = documentos.len().try_into().unwrap();
    caso(nome, Esperado::Fatura { saida, paginas, trechos: &["Conta 7001234", "10/2026", "Data de Vencimento"] })
}

const TODOS: [&str; 4] = ["fatura", "boleto", "nf_icms", "nf_iss"];

#[tokio::test(flavor = "multi_thread")]
async fn embratel_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaEmbratel::*;
    let mut casos = vec![
        fatura("tudo certo", &TODOS, &[]),
        erro("credencial_invalida", "senha errada").senha_errada(),
        erro("credencial_invalida", "login recusado").com(CredencialInvalida),
        erro("credencial_invalida", "recusa em alerta").com(RecusaEmAlerta),
        fatura("aviso em alerta; janela com nome, que se reaproveita", &TODOS, &[])
            .com(AvisoEmAlerta)
            .com(JanelaComNome),
        erro("fatura_indisponivel", "mês que o portal não tem").parametro("mes_ano", "2026-08"),
        erro("fatura_indisponivel", "mês ausente da lista").com(MesAusente).parametro("mes_ano", "2026-11"),
        erro("leiaute_mudou", "mês ignorado").com(MesIgnorado),
        fatura("lista lenta, com a do outro mês na tela; janelas lentas", &TODOS, &[])
            .com(ListaLenta { ms: 3_000 })
            .com(JanelaLenta { ms: 700 }),
        erro("fatura_indisponivel", "lista vazia").com(SemFaturas),
        erro("fatura_indisponivel", "conta que o mês não tem").parametro("filtro", "7009999"),
        erro("fatura_indisponivel", "dia que a conta não tem").parametro("filtro", "7001234_15"),
        erro("fatura_ambigua", "duas faturas da conta").parametro("filtro", "8005678"),
        caso(
            "duas faturas da conta, com o dia",
            Esperado::Fatura {
                saida: json!({ "data_vencimento": "2026-11-25", "valor": "600.00", "avisos": [] }),
                paginas: 4,
                trechos: &["8005678", "R$ 600,00"],
            },
        )
        .parametro("filtro", "8005678_25"),
        erro("parametro_invalido", "sem filtro").parametro("filtro", ""),
        fatura("documento que se escreve depois", &TODOS, &[]).com(ConteudoTardio { ms: 800 }),
        erro("tempo_esgotado", "janela bloqueada").com(JanelaBloqueada).prazo_s(10),
        erro("leiaute_mudou", "boleto sem data").com(BoletoSemData),
        caso(
            "boleto de outra data; sem ICMS",
            Esperado::Fatura {
                saida: json!({
                    "data_vencimento": "2026-12-27",
                    "dados": { "documentos": ["fatura", "boleto", "nf_iss"] },
                    "avisos": ["vence em 27/12/2026"],
                }),
                paginas: 3,
                trechos: &[],
            },
        )
        .com(BoletoDeOutraData)
        .com(SemIcms),
        fatura("sem ISS", &["fatura", "boleto", "nf_icms"], &[]).com(SemIss),
        fatura("sem nota alguma", &["fatura", "boleto"], &["nota fiscal"]).com(SemIcms).com(SemIss),
        fatura("duas notas de ISS", &["fatura", "boleto", "nf_icms", "nf_iss", "nf_iss"], &[]).com(DuasNotasDeIss),
        erro("tempo_esgotado", "nota com erro 500").com(NotaComErro).prazo_s(14),
        erro("sessao_expirada", "sessão que cai ao abrir um documento").com(SessaoExpira),
        erro("tempo_esgotado", "erro 500").com(Erro500).prazo_s(10),
        fatura("portal lento", &TODOS, &[]).com(PortalLento { ms: 400 }),
        erro("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(10),
    ];
    casos.extend(acesso());
    percorrer::<PortalEmbratel>(casos).await;
}
