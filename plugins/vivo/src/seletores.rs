//! Os seletores do portal, todos e só aqui. Os do login, da empresa e do serviço são os do robô antigo, salvo os marcados como novos; ele
//! parava aí, e o código por SMS e as faturas são do portal simulado.

esteira_sdk::seletores! {
    // ---- login, em três etapas
    LOGIN = xpath("//input[@id='login-input']");
    CPF = xpath("//input[@id='input-document-id']");
    /// Está na página desde o começo, desabilitada.
    SENHA = xpath("//input[@name='password' and @type='password' and not(@disabled)]");
    /// Um só, comum às três etapas.
    ACESSAR = xpath("//button[@data-test-access-button]");
    /// Novo: o recado do portal. O robô antigo não lia nenhum.
    RECADO = xpath("//*[@role='alert'][normalize-space(.)!='']");

    // ---- código por SMS: tudo novo
    CODIGO = xpath("//input[@data-sms-code]") | css("input[autocomplete='one-time-code']");
    /// O celular que o recebe, coberto em parte.
    CELULAR = xpath("//*[@data-sms-phone]");
    CONFIRMAR = xpath("//button[@data-sms-confirm]");
    REENVIAR = xpath("//a[@data-sms-resend]") | xpath("//a[contains(normalize-space(.), 'Reenviar')]");
    /// O portal diz que mandou outro.
    REENVIADO = xpath("//*[@data-sms-sent][normalize-space(.)!='']");

    // ---- empresa
    /// A prova de que o login deu certo, e o que abre a escolha da empresa.
    EMPRESA_ABERTA = xpath("//div[@data-e2e-header-customer-box]//p[@data-e2e-header-customer-name]");
    BUSCA = xpath("//input[@data-customer-search-input]");
    EMPRESAS = xpath("//div[@data-customer-select-slider-list]//h1[@class='title']");
    /// O item que começa por este CNPJ inteiro. O robô antigo ficava com o primeiro que começasse pelos mesmos três dígitos.
    fn empresa_do_cnpj(cnpj) = xpath(
        "//div[@data-customer-select-slider-list]//h1[@class='title'][starts-with(translate(normalize-space(.), './-', ''), {cnpj})]"
    );
    /// Novo: a busca não achou ninguém.
    NENHUMA_EMPRESA = xpath("//div[@data-customer-select-slider-list]//*[@data-customer-empty]");

    // ---- serviço
    SERVICOS = xpath("//li[@id='service-select-desktop']");
    fn servico_do_menu(id) = xpath("//li[@data-service-id={id}]");
    /// A caixa que escolhe o produto da Fixa Corporativa. O robô antigo a tomava pelo botão da fatura.
    PRODUTO_ABERTO = xpath("//button[@data-combo-button]//span[@class='combo_value']");
    fn produto(valor) = xpath("//span[@data-value={valor}]");

    // ---- faturas: tudo novo
    /// A lista desta empresa e deste serviço: a do anterior fica na tela até ela chegar.
    fn faturas_de(servico, cnpj) = xpath(
        "//*[@data-invoice-panel={servico}][.//*[@data-invoice-owner][starts-with(translate(normalize-space(.), './-', ''), {cnpj})]]"
    );
    LISTA = xpath("//tbody[@data-invoice-list]");
    LINHA = xpath("//tbody[@data-invoice-list]/tr");
    SEM_FATURAS = xpath("//*[@data-invoice-empty]");
    /// O PDF da fatura deste número.
    fn pdf_da_fatura(numero) = xpath(
        "//tbody[@data-invoice-list]/tr[td[1][normalize-space(.)={numero}]]//a[@data-invoice-download]"
    );
}
