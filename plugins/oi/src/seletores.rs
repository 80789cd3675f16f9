//! Os seletores do portal, todos e só aqui. Os primeiros são os do robô antigo, salvo os marcados como novos.
//!
//! As classes `sc-…` são geradas a cada publicação do portal: são as primeiras a quebrar. `data-context`, `id` e o texto que a pessoa lê duram mais, e
//! são as alternativas.

esteira_sdk::seletores! {
    // ---- login
    QUADRO_DE_LOGIN = xpath("//iframe[@src='/api/login/customer']") | xpath("//iframe[contains(@src, '/login')]");
    EMAIL = xpath("//input[@class='email']") | css("input[type=email], input[name=email]");
    SENHA = xpath("//input[@class='password']") | css("input[type=password]");
    ENTRAR = xpath("//button[@id='loginButtonApp']") | xpath("//button[@type='submit'][contains(., 'Entrar')]");
    /// Novo: o recado do portal. O robô antigo não lia nenhum.
    RECADO = xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");
    /// Novo: o recado de senha errada, para procurar na página inteira, onde pode haver outros recados.
    RECADO_DE_CREDENCIAL = xpath(
        "//*[@role='alert' or contains(@class, 'erro')][contains(translate(., 'INVÁLD', 'inválid'), 'inválid')]"
    );

    // ---- contas
    /// A prova de que o login deu certo.
    VER_CONTAS = xpath("//a[@data-context='btn_ver_contas']") | xpath("//a[normalize-space(.)='Ver contas']");
    FILTRO_DE_CNPJ = xpath("//label[@class='sc-bdvvtL fNKGRl' and text()='CNPJ']/../div/div")
        | xpath("//label[normalize-space(.)='CNPJ']/../div/div");
    FILTRAR = xpath("//button[@data-context='btn_filtrar']") | xpath("//button[normalize-space(.)='Filtrar']");
    TABELA = xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']") | xpath("//main//table/tbody");
    /// Novo: uma linha que já tem a conta escrita. O robô antigo lia a tabela antes disso.
    LINHA_COM_CONTA = xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[td[2][normalize-space(.)!='']]")
        | xpath("//main//table/tbody/tr[td[2][normalize-space(.)!='']]");
    /// Novo: a linha que diz que não há contas.
    LINHA_SEM_CONTAS =
        xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[count(td)=1][contains(., 'Nenhuma conta')]")
        | xpath("//main//table/tbody/tr[count(td)=1][contains(., 'Nenhuma conta')]");
    /// A linha com este texto na coluna 2, que é a que o robô antigo lia.
    fn linha_da_conta(texto) =
        xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[td[2][normalize-space(.)={texto}]]")
        | xpath("//main//table/tbody/tr[td[2][normalize-space(.)={texto}]]");

    // ---- detalhe da conta
    VENCIMENTO = xpath("//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]")
        | xpath("//p[normalize-space(.)='Vencimento']/following-sibling::*[1]");
    /// Novo e opcional: o robô antigo não lia o valor.
    VALOR = xpath("//p[@class='sc-bdvvtL dxOhdO' and text()='Valor']/following-sibling::*[1]")
        | xpath("//p[normalize-space(.)='Valor']/following-sibling::*[1]");
    CONTESTAR = xpath("//a[@class='sc-eCImPb jxJukv' and @data-context='btn_contestar_conta']")
        | xpath("//a[@data-context='btn_contestar_conta']");
}
