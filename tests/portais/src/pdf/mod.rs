//! Faturas em PDF de verdade: uma página A4, fontes padrão (base 14), texto extraível, bytes sempre iguais para os
//! mesmos dados. Não sabe de qual portal a fatura vem.

mod barras;
mod cifra;
mod folha;
mod linha_digitavel;

use chrono::NaiveDate;

pub use cifra::cifrar;
pub use linha_digitavel::Arrecadacao;

use crate::dados::formato::{cnpj_com_mascara, data_br, mes_br, reais};
use folha::{Folha, Fonte};

/// Código de empresa no código de barras; inventado.
const EMPRESA: u16 = 109;

/// O que se imprime na fatura.
#[derive(Debug, Clone)]
pub struct DadosDaFatura {
    pub operadora: String,
    pub titular: String,
    /// 14 posições, sem máscara.
    pub cnpj: String,
    /// Número da linha ou da conta.
    pub telefone: String,
    pub codigo: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

impl DadosDaFatura {
    /// O código de barras desta fatura. O campo livre é o vencimento (AAAAMMDD) e os dígitos do código da fatura.
    pub fn arrecadacao(&self) -> Arrecadacao {
        let digitos: String = self.codigo.chars().filter(char::is_ascii_digit).collect();
        Arrecadacao::nova(self.valor_centavos, EMPRESA, &format!("{}{digitos}", self.vencimento.format("%Y%m%d")))
    }
}

/// Monta a fatura. Letras fora do WinAnsi saem como `?`.
pub fn fatura_pdf(dados: &DadosDaFatura) -> Vec<u8> {
    let arrecadacao = dados.arrecadacao();
    let valor = format!("R$ {}", reais(dados.valor_centavos));
    let vencimento = data_br(dados.vencimento);
    let mut folha = Folha::nova();

    folha.retangulo(0.0, 762.0, 595.0, 80.0, 0.15);
    folha.texto_claro(40.0, 800.0, Fonte::Negrito, 22.0, &dados.operadora);
    folha.texto_claro(40.0, 778.0, Fonte::Normal, 11.0, "Fatura de serviços de telecomunicações");

    let quadro = [
        ("Cliente", dados.titular.as_str()),
        ("CNPJ", &cnpj_com_mascara(&dados.cnpj)),
        ("Linha / conta", &dados.telefone),
        ("Número da fatura", &dados.codigo),
        ("Mês de referência", &mes_br(&dados.mes_ano)),
    ];
    for (y, (rotulo, conteudo)) in (0..).map(|i| 728.0 - 18.0 * i as f32).zip(quadro) {
        folha.texto(40.0, y, Fonte::Normal, 10.0, &format!("{rotulo}: {conteudo}"));
    }

    folha.retangulo(40.0, 585.0, 515.0, 46.0, 0.92);
    folha.texto(52.0, 613.0, Fonte::Normal, 10.0, "Vencimento");
    folha.texto(52.0, 595.0, Fonte::Negrito, 15.0, &vencimento);
    folha.texto(330.0, 613.0, Fonte::Normal, 10.0, "Total a pagar");
    folha.texto(330.0, 595.0, Fonte::Negrito, 15.0, &valor);

    folha.texto(40.0, 550.0, Fonte::Negrito, 11.0, "Detalhamento");
    // Duas parcelas que somam o total, para a conta fechar.
    let franquia = dados.valor_centavos * 4 / 5;
    let servicos = [
        ("Assinatura e franquia de minutos", franquia),
        ("Ligações além da franquia", dados.valor_centavos - franquia),
    ];
    for (y, (servico, centavos)) in (0..).map(|i| 530.0 - 16.0 * i as f32).zip(servicos) {
        folha.texto(40.0, y, Fonte::Normal, 10.0, servico);
        folha.texto(470.0, y, Fonte::Normal, 10.0, &reais(centavos));
    }

    folha.retangulo(40.0, 178.0, 515.0, 0.8, 0.4);
    folha.texto(40.0, 160.0, Fonte::Normal, 9.0, "Autenticação mecânica — pague até o vencimento em qualquer banco.");
    folha.texto(40.0, 138.0, Fonte::Negrito, 11.5, &arrecadacao.linha_impressa());
    barras::desenhar(&mut folha, 40.0, 70.0, &arrecadacao.barras);
    folha.texto(40.0, 56.0, Fonte::Normal, 8.0, &arrecadacao.barras);

    folha.pdf(&format!("Fatura {} {}", dados.operadora, dados.codigo))
}

#[cfg(test)]
mod testes {
    use super::*;

    fn exemplo() -> DadosDaFatura {
        DadosDaFatura {
            operadora: "Operadora Ação".into(),
            titular: "Comércio de Pães São João Ltda".into(),
            cnpj: "99000001000101".into(),
            telefone: "(11) 4000-1234".into(),
            codigo: "1140001234202610".into(),
            mes_ano: "2026-10".into(),
            vencimento: NaiveDate::from_ymd_opt(2026, 11, 10).unwrap(),
            valor_centavos: 123_456,
        }
    }

    #[test]
    fn texto_extraido_traz_tudo_o_que_a_conferencia_le() {
        let paginas = pdf_extract::extract_text_from_mem_by_pages(&fatura_pdf(&exemplo())).unwrap();
        assert_eq!(paginas.len(), 1);
        let texto = paginas[0].split_whitespace().collect::<Vec<_>>().join(" ");
        for esperado in [
            "Operadora Ação",
            "Cliente: Comércio de Pães São João Ltda",
            "CNPJ: 99.000.001/0001-01",
            "Linha / conta: (11) 4000-1234",
            "Mês de referência: 10/2026",
            "Vencimento",
            "10/11/2026",
            "Total a pagar",
            "R$ 1.234,56",
            &exemplo().arrecadacao().linha_impressa(),
            &exemplo().arrecadacao().barras,
        ] {
            assert!(texto.contains(esperado), "falta \"{esperado}\" em: {texto}");
        }
    }

    #[test]
    fn mesmos_dados_dao_os_mesmos_bytes() {
        assert_eq!(fatura_pdf(&exemplo()), fatura_pdf(&exemplo()));
        assert!(fatura_pdf(&exemplo()).starts_with(b"%PDF-"));
    }

    #[test]
    fn letra_fora_do_winansi_nao_derruba() {
        let pdf = fatura_pdf(&DadosDaFatura { titular: "Sushi 寿司 (bar) \\ Ltda".into(), ..exemplo() });
        let texto = pdf_extract::extract_text_from_mem(&pdf).unwrap();
        assert!(texto.contains("Sushi ?? (bar) \\ Ltda"), "{texto}");
    }
}
