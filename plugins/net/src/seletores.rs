//! Os seletores do portal, todos e só aqui. O primeiro de cada um é o preferido; os outros servem quando ele deixa de casar, e a execução o diz.

esteira_sdk::seletores! {
    LOGIN = css("input[name=login]") | css("form input:not([type=password]):not([type=submit])");
    SENHA = css("input[name=senha]") | css("input[type=password]");
    ACESSAR = css("input[value=Acessar]") | css("form input[type=submit]");
    /// O recado de quem não entrou.
    RECADO = css(".alerta");
    /// A prova de que entrou.
    FATURAS = id("faturas");
    /// A lista demora; pronta, tem linhas ou diz que não há nenhuma.
    LINHA = css("#faturas tbody tr");
    /// A linha do mês, como o portal o escreve (`MM/AAAA`).
    fn linha_do_mes(mes) = xpath("//table[@id='faturas']/tbody/tr[td[1][normalize-space(.)={mes}]]");
    fn vencimento_do_mes(mes) = xpath("//table[@id='faturas']/tbody/tr[td[1][normalize-space(.)={mes}]]/td[2]");
    fn valor_do_mes(mes) = xpath("//table[@id='faturas']/tbody/tr[td[1][normalize-space(.)={mes}]]/td[3]");
    fn pdf_do_mes(mes) = xpath("//table[@id='faturas']/tbody/tr[td[1][normalize-space(.)={mes}]]//a[contains(@href, '.pdf')]");
}
