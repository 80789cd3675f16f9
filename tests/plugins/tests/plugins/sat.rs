//! O SAT: além do que o plugin diz, conta o que ficou gravado. O envio que grava e não responde se prova no cenário.

use std::collections::BTreeMap;

use esteira_portais::{DadosSat, FalhaSat, PortalSat, Vezes};
use esteira_portas::rpa::ArquivoDeEntrada;
use serde_json::{Value, json};

use crate::bancada::percorrer;
use crate::caso::{Caso, Esperado, caso, erro};
use crate::portal::Portal;

const ARQUIVO: &str = "668f8a715aababac_10-11-2026.pdf";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

impl Portal for PortalSat {
    const PLUGIN: &str = "sat";
    const SENHA: &str = "s3nha";
    type Falha = FalhaSat;

    async fn subir() -> Self {
        let dados = DadosSat::novo("padaria", Self::SENHA)
            .cliente("AUTO PECAS", &["MATRIZ"])
            .cliente("PADARIA ESTRELA", &["LOJA 03", "MATRIZ"]);
        Self::subir(dados).await.unwrap()
    }

    fn url(&self) -> String {
        self.url()
    }

    fn armar(&self, falha: FalhaSat) {
        self.falha("*", falha, Vezes::Sempre);
    }

    fn parametros(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("dados_sat", "123456".into()),
            ("unidade", "MATRIZ".into()),
            ("nome_arquivo", ARQUIVO.into()),
            ("data_vencimento", "2026-11-10".into()),
        ]
    }

    fn arquivos() -> BTreeMap<String, ArquivoDeEntrada> {
        [("fatura".to_owned(), ArquivoDeEntrada { nome: ARQUIVO.to_owned(), conteudo: PDF.into() })].into()
    }

    /// De quem são as faturas gravadas, e a filial.
    fn ficou(&self) -> Value {
        self.recebidas().iter().map(|recebida| json!([recebida.nome_sat, recebida.filial])).collect()
    }
}

fn envia(nome: &'static str) -> Caso<FalhaSat> {
    let comprovante = json!({ "comprovante": { "numero": "1001", "arquivo": ARQUIVO }, "avisos": [] });
    caso(nome, Esperado::Saida(comprovante)).operacao("enviar-fatura").deixa(json!([["PADARIA ESTRELA", "MATRIZ"]]))
}

fn recusa(codigo: &'static str, nome: &'static str) -> Caso<FalhaSat> {
    erro(codigo, nome).operacao("enviar-fatura").deixa(json!([]))
}

#[tokio::test(flavor = "multi_thread")]
async fn sat_da_o_resultado_certo_ou_o_erro_certo() {
    use FalhaSat::*;
    percorrer::<PortalSat>(vec![
        envia("busca lenta, com a lista inteira na tela").com(BuscaLenta { ms: 3_000 }),
        envia("cliente de nome parecido antes do certo").com(DoisParecidos),
        envia("portal lento").com(PortalLento { ms: 700 }),
        recusa("credencial_invalida", "senha errada").senha_errada(),
        recusa("credencial_invalida", "login recusado").com(CredencialInvalida),
        recusa("cliente_nao_encontrado", "busca que não traz ninguém").com(GradeVazia),
        recusa("filial_nao_encontrada", "só há filial de outro número").parametro("unidade", "LOJA 02"),
        recusa("filial_nao_encontrada", "formulário sem filiais").com(SemFilial),
        recusa("leiaute_mudou", "formulário sem a categoria").com(SemCategoriaPagar),
        recusa("envio_recusado", "arquivo recusado").com(ArquivoRecusado),
        recusa("envio_sem_comprovante", "diz que gravou e não gravou").com(DizQueGravouSemGravar),
        recusa("tempo_esgotado", "portal que não responde").com(PortalLento { ms: 600_000 }).prazo_s(10),
        caso("conferir o que não foi enviado", Esperado::Saida(json!({ "situacao": "ausente" })))
            .operacao("conferir-envio"),
        erro("cliente_nao_encontrado", "conferir sem achar o cliente").operacao("conferir-envio").com(GradeVazia),
    ])
    .await;
}
