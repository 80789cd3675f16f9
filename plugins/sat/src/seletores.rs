//! Os seletores do portal, todos e só aqui. Os primeiros são os do robô antigo, salvo os marcados como novos.

esteira_sdk::seletores! {
    // ---- login
    LOGIN = xpath("//input[@name='login']") | css("form input[type=text]");
    SENHA = xpath("//input[@name='senha']") | css("form input[type=password]");
    ENTRAR = xpath("//input[@value='Entrar']") | xpath("//button[normalize-space(.)='Entrar']");
    /// Novo: o recado do portal. O robô antigo não lia nenhum.
    RECADO = xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");

    // ---- clientes
    /// A prova de que o login deu certo.
    CLIENTES = xpath("//a[normalize-space(text())='Clientes']");
    BUSCA = xpath("//input[@placeholder='Buscando algo ?']") | css("input[type=search], input[name=busca]");
    SEM_RESULTADO = xpath("//td[contains(normalize-space(text()), 'Sua busca não trouxe nenhum resultado')]");
    /// O ícone de faturas de qualquer cliente da grade.
    FATURAS_DE_ALGUEM = xpath("//a[contains(@href, 'fatura')][img[contains(@src, 'ref.png')]]");
    /// Novo: o ícone de faturas da linha cujo cliente tem este nome, já como `para_comparar` o dá, sem olhar caixa nem espaços a mais (XPath 1.0 não tem
    /// minúsculas: traduz letra a letra). O robô antigo clicava no primeiro da grade, fosse de quem fosse.
    fn faturas_do_cliente(nome) = xpath(
        "//tr[td[normalize-space(translate(., 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜ\u{a0}', \
         'abcdefghijklmnopqrstuvwxyzàáâãäçèéêëìíîïñòóôõöùúûü '))={nome}]]\
         //a[contains(@href, 'fatura')][img[contains(@src, 'ref.png')]]"
    );

    // ---- faturas do cliente
    ADICIONAR = xpath("//a[contains(text(), 'Adicionar') and not(contains(text(), 'Excel'))]");
    /// Novo: a lista de faturas, de onde sai a prova.
    LISTA = xpath("//table[@id='faturas']/tbody");
    /// Novo: uma linha dela já escrita (inclusive a que diz que não há faturas).
    LINHA_DA_LISTA = xpath("//table[@id='faturas']/tbody/tr[normalize-space(.)!='']");

    // ---- formulário
    OPERADORA = xpath("//input[@name='input[operadora]']");
    LINHA = xpath("//input[@name='input[telefone]']");
    /// Campo de enfeite que mostra o nome do arquivo.
    NOME_DO_ARQUIVO = xpath("//input[@class='file' and @style='display: inline; width: 250px;']")
        | css("input.file[type=text]");
    /// O campo verdadeiro, transparente.
    ARQUIVO = xpath("//input[@type='file' and @name='file[]']") | css("input[type=file]");
    DATA = xpath("//input[@name='input[data_competencia]']");
    /// O primeiro `select` com este id; o da filial tem o mesmo.
    CATEGORIA = xpath("//select[@id='categorias']");
    FILIAL = xpath("//select[@id='categorias' and @name='input[id_filial]']") | css("select[name='input[id_filial]']");
    /// `cadastar`, sem o segundo "r": é assim no portal.
    CADASTRAR = xpath("//input[@class='envia' and @name='cadastar']") | css("input[type=submit].envia");
}
