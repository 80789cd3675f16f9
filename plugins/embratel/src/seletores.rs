//! Os seletores do portal, todos e só aqui. Os primeiros são os do robô antigo, salvo os marcados como novos.

esteira_sdk::seletores! {
    // ---- login
    LOGIN = xpath("//input[@id='login']");
    SENHA = xpath("//input[@id='MainContent_password']") | css("input[type=password]");
    /// O primeiro do documento.
    ENTRAR = xpath("//input[@type='submit']");
    /// Novo: o recado do portal. O robô antigo não lia nenhum.
    RECADO = xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");

    // ---- início
    /// A prova de que o login deu certo.
    FATURA_ON_LINE = xpath("//a[contains(normalize-space(.), 'Fatura On Line')]");

    // ---- escolha do mês e lista
    /// Novo: a escolha do mês. O robô antigo ia direto à opção.
    MESES = xpath("//select[option[string-length(@value)=6]]");
    /// A opção do mês, `AAAAMM`. O robô antigo comparava números, sem aspas.
    fn opcao_do_mes(mes) = xpath("//option[@value={mes}]");
    OK = xpath("//input[@id='submit']");
    TABELA = xpath("//table[contains(@class, 'txtCinzaHand')]/tbody");
    /// As linhas dela.
    LINHA = xpath("//table[contains(@class, 'txtCinzaHand')]/tbody/tr");
    /// A linha com esta conta na célula 2 e esta data na 5, que são as que o robô antigo lia. Para o XPath, `&nbsp;` não é espaço.
    fn linha_da_fatura(conta, data) = xpath(
        "//table[contains(@class, 'txtCinzaHand')]/tbody/tr[td[2][normalize-space(translate(., '\u{a0}', ' '))={conta}] \
         and td[5][normalize-space(translate(., '\u{a0}', ' '))={data}]]"
    );

    // ---- menu da fatura: cada item abre uma janela
    FATURA = xpath(r#"//tr[@onclick="return chamaFatura('imprimirFatura')"]"#)
        | xpath("//tr[contains(@onclick, 'imprimirFatura')]");
    BOLETO = xpath(r#"//tr[@onclick="return chamaFatura('imprimirBoleto')"]"#)
        | xpath("//tr[contains(@onclick, 'imprimirBoleto')]");
    NOTA_FISCAL = xpath(r#"//tr[@onclick="return chamaFatura('notaFiscal')"]"#)
        | xpath("//tr[contains(@onclick, 'notaFiscal')]");

    // ---- documentos
    /// O logotipo que o robô antigo embutia: a prova de que a fatura se escreveu.
    FATURA_PRONTA = xpath("//img[contains(@src, 'RH-logo-verde-amarelo-transparente.gif')]");
    /// Novo: o texto inteiro do documento, onde se procura a conta.
    CORPO = etiqueta("body");
    /// A primeira `div.txtPretoBold12` depois da `div` que diz exatamente "Data de Vencimento".
    VENCIMENTO = xpath(
        "(//div[text()='Data de Vencimento'])[1]/following::div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')][1]"
    );
    /// Novo: o boleto tem algum campo, ainda que não a data.
    BOLETO_PRONTO = xpath("//div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')]");
    /// Novo e opcional: o robô antigo não lia o valor.
    VALOR = xpath(
        "(//div[text()='Valor do Documento'])[1]/following::div[contains(concat(' ', @class, ' '), ' txtPretoBold12 ')][1]"
    );
    /// As notas de ICMS. Como palavra: o robô antigo procurava o trecho em qualquer lugar, e "EMISSÃO" contém "ISS".
    NOTA_DE_ICMS = xpath(
        "//td[@align='left'][contains(concat(' ', translate(normalize-space(.), '-/.:()', '      ')), ' ICMS')]"
    );
    /// As notas de ISS, idem.
    NOTA_DE_ISS = xpath(
        "//td[@align='left'][contains(concat(' ', translate(normalize-space(.), '-/.:()', '      ')), ' ISS')]"
    );
    /// Novo: a lista de notas se escreveu, ainda que só o cabeçalho.
    LISTA_DE_NOTAS = xpath("//td[@align='left'][normalize-space(.)!='']");
    /// Novo: a nota se escreveu.
    NOTA_PRONTA = xpath("//td[normalize-space(.)!='']");
}
