//! Os localizadores do portal, todos e só aqui. São os do robô antigo, salvo os marcados como novos.
//!
//! As classes `sc-…` são geradas a cada publicação do portal: são as primeiras a quebrar. `data-context` e `id` duram mais.

use esteira_sdk::Por;

// ---- login
pub const QUADRO_DE_LOGIN: Por = Por::xpath("//iframe[@src='/api/login/customer']");
pub const EMAIL: Por = Por::xpath("//input[@class='email']");
pub const SENHA: Por = Por::xpath("//input[@class='password']");
pub const ENTRAR: Por = Por::xpath("//button[@id='loginButtonApp']");
/// Novo: o recado do portal. O robô antigo não lia nenhum.
pub const RECADO: Por = Por::xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");
/// Novo: o recado de senha errada, para procurar na página inteira, onde pode haver outros recados.
pub const RECADO_DE_CREDENCIAL: Por = Por::xpath(
    "//*[@role='alert' or contains(@class, 'erro')][contains(translate(., 'INVÁLD', 'inválid'), 'inválid')]",
);

// ---- contas
/// A prova de que o login deu certo.
pub const VER_CONTAS: Por = Por::xpath("//a[@data-context='btn_ver_contas']");
pub const FILTRO_DE_CNPJ: Por = Por::xpath("//label[@class='sc-bdvvtL fNKGRl' and text()='CNPJ']/../div/div");
pub const FILTRAR: Por = Por::xpath("//button[@data-context='btn_filtrar']");
pub const TABELA: Por = Por::xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']");
/// Novo: uma linha que já tem a conta escrita. O robô antigo lia a tabela antes disso.
pub const LINHA_COM_CONTA: Por =
    Por::xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[td[2][normalize-space(.)!='']]");
/// Novo: a linha que diz que não há contas.
pub const LINHA_SEM_CONTAS: Por =
    Por::xpath("//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[count(td)=1][contains(., 'Nenhuma conta')]");

/// A linha com este texto na coluna 2, que é a que o robô antigo lia.
pub fn linha_da_conta(texto: &str) -> Por {
    Por::xpath_de(format!(
        "//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr[td[2][normalize-space(.)={}]]",
        Por::literal(texto)
    ))
}

// ---- detalhe da conta
pub const VENCIMENTO: Por =
    Por::xpath("//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]");
/// Novo e opcional: o robô antigo não lia o valor.
pub const VALOR: Por = Por::xpath("//p[@class='sc-bdvvtL dxOhdO' and text()='Valor']/following-sibling::*[1]");
pub const CONTESTAR: Por = Por::xpath("//a[@class='sc-eCImPb jxJukv' and @data-context='btn_contestar_conta']");
