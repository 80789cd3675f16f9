//! Os localizadores do portal, todos e só aqui. São os do robô antigo, salvo os marcados como novos.

use esteira_sdk::Por;

// ---- login
pub const LOGIN: Por = Por::xpath("//input[@id='login']");
pub const SENHA: Por = Por::xpath("//input[@id='MainContent_password']");
/// O primeiro do documento.
pub const ENTRAR: Por = Por::xpath("//input[@type='submit']");
/// Novo: o recado do portal. O robô antigo não lia nenhum.
pub const RECADO: Por = Por::xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");

// ---- início
/// A prova de que o login deu certo.
pub const FATURA_ON_LINE: Por = Por::xpath("//a[contains(normalize-space(.), 'Fatura On Line')]");

// ---- escolha do mês e lista
/// Novo: a escolha do mês. O robô antigo ia direto à opção.
pub const MESES: Por = Por::xpath("//select[option[string-length(@value)=6]]");
/// A opção do mês, `AAAAMM`. O robô antigo comparava números, sem aspas.
pub fn mes(mes: &str) -> Por {
    Por::xpath_de(format!("//option[@value={}]", Por::literal(mes)))
}
pub const OK: Por = Por::xpath("//input[@id='submit']");
pub const TABELA: Por = Por::xpath("//table[contains(@class, 'txtCinzaHand')]/tbody");
/// As linhas dela.
pub const LINHA: Por = Por::xpath("//table[contains(@class, 'txtCinzaHand')]/tbody/tr");

/// A linha com esta conta na célula 2 e esta data na 5, que são as que o robô antigo lia. Para o XPath, `&nbsp;` não é espaço.
pub fn linha_da_fatura(conta: &str, data: &str) -> Por {
    let celula = |posicao: usize, texto: &str| {
        format!("td[{posicao}][normalize-space(translate(., '\u{a0}', ' '))={}]", Por::literal(texto))
    };
    let (conta, data) = (celula(2, conta), celula(5, data));
    Por::xpath_de(format!("//table[contains(@class, 'txtCinzaHand')]/tbody/tr[{conta} and {data}]"))
}

// ---- menu da fatura: cada item abre uma janela
pub const FATURA: Por = Por::xpath(r#"//tr[@onclick="return chamaFatura('imprimirFatura')"]"#);
pub const BOLETO: Por = Por::xpath(r#"//tr[@onclick="return chamaFatura('imprimirBoleto')"]"#);
pub const NOTA_FISCAL: Por = Por::xpath(r#"//tr[@onclick="return chamaFatura('notaFiscal')"]"#);

// ---- documentos
/// O logotipo que o robô antigo embutia: a prova de que a fatura se escreveu.
pub const FATURA_PRONTA: Por = Por::xpath("//img[contains(@src, 'RH-logo-verde-amarelo-transparente.gif')]");
/// Novo: o texto inteiro do documento, onde se procura a conta.
pub const CORPO: Por = Por::etiqueta("body");
/// A primeira `div.txtPretoBold12` depois da `div` que diz exatamente "Data de Vencimento".
pub const VENCIMENTO: Por = Por::xpath(
    "(//div[text()='Data de Vencimento'])[1]/following::div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')][1]",
);
/// Novo: o boleto tem algum campo, ainda que não a data.
pub const BOLETO_PRONTO: Por = Por::xpath("//div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')]");
/// Novo e opcional: o robô antigo não lia o valor.
pub const VALOR: Por = Por::xpath(
    "(//div[text()='Valor do Documento'])[1]/following::div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')][1]",
);
/// As notas de ICMS. Como palavra: o robô antigo procurava o trecho em qualquer lugar, e "EMISSÃO" contém "ISS".
pub const NOTA_DE_ICMS: Por = Por::xpath(
    "//td[@align='left'][contains(concat(' ', translate(normalize-space(.), '-/.:()', '      ')), ' ICMS')]",
);
/// As notas de ISS, idem.
pub const NOTA_DE_ISS: Por =
    Por::xpath("//td[@align='left'][contains(concat(' ', translate(normalize-space(.), '-/.:()', '      ')), ' ISS')]");
/// Novo: a lista de notas se escreveu, ainda que só o cabeçalho.
pub const LISTA_DE_NOTAS: Por = Por::xpath("//td[@align='left'][normalize-space(.)!='']");
/// Novo: a nota se escreveu.
pub const NOTA_PRONTA: Por = Por::xpath("//td[normalize-space(.)!='']");
