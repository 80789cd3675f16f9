//! Os localizadores do portal, todos e só aqui. São os do robô antigo, salvo os marcados como novos.

use esteira_sdk::Por;
use esteira_sdk::apoio::texto::para_comparar;

// ---- login
pub const LOGIN: Por = Por::xpath("//input[@name='login']");
pub const SENHA: Por = Por::xpath("//input[@name='senha']");
pub const ENTRAR: Por = Por::xpath("//input[@value='Entrar']");
/// Novo: o recado do portal. O robô antigo não lia nenhum.
pub const RECADO: Por = Por::xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");

// ---- clientes
/// A prova de que o login deu certo.
pub const CLIENTES: Por = Por::xpath("//a[normalize-space(text())='Clientes']");
pub const BUSCA: Por = Por::xpath("//input[@placeholder='Buscando algo ?']");
pub const SEM_RESULTADO: Por =
    Por::xpath("//td[contains(normalize-space(text()), 'Sua busca não trouxe nenhum resultado')]");
/// O ícone de faturas de qualquer cliente da grade.
pub const FATURAS_DE_ALGUEM: Por = Por::xpath("//a[contains(@href, 'fatura')][img[contains(@src, 'ref.png')]]");

/// Novo: o ícone de faturas da linha cujo cliente tem este nome, sem olhar caixa nem espaços a mais. O robô antigo clicava no primeiro da
/// grade, fosse de quem fosse.
pub fn faturas_do_cliente(nome: &str) -> Por {
    Por::xpath_de(format!(
        "//tr[td[normalize-space(translate(., '{MAIUSCULAS}\u{a0}', '{MINUSCULAS} '))={}]]\
         //a[contains(@href, 'fatura')][img[contains(@src, 'ref.png')]]",
        Por::literal(&para_comparar(nome))
    ))
}

/// XPath 1.0 não tem minúsculas: traduz letra a letra.
const MAIUSCULAS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜ";
const MINUSCULAS: &str = "abcdefghijklmnopqrstuvwxyzàáâãäçèéêëìíîïñòóôõöùúûü";

// ---- faturas do cliente
pub const ADICIONAR: Por = Por::xpath("//a[contains(text(), 'Adicionar') and not(contains(text(), 'Excel'))]");
/// Novo: a lista de faturas, de onde sai a prova.
pub const LISTA: Por = Por::xpath("//table[@id='faturas']/tbody");
/// Novo: uma linha dela já escrita (inclusive a que diz que não há faturas).
pub const LINHA_DA_LISTA: Por = Por::xpath("//table[@id='faturas']/tbody/tr[normalize-space(.)!='']");

// ---- formulário
pub const OPERADORA: Por = Por::xpath("//input[@name='input[operadora]']");
pub const LINHA: Por = Por::xpath("//input[@name='input[telefone]']");
/// Campo de enfeite que mostra o nome do arquivo.
pub const NOME_DO_ARQUIVO: Por = Por::xpath("//input[@class='file' and @style='display: inline; width: 250px;']");
/// O campo verdadeiro, transparente.
pub const ARQUIVO: Por = Por::xpath("//input[@type='file' and @name='file[]']");
pub const DATA: Por = Por::xpath("//input[@name='input[data_competencia]']");
/// O primeiro `select` com este id; o da filial tem o mesmo.
pub const CATEGORIA: Por = Por::xpath("//select[@id='categorias']");
pub const FILIAL: Por = Por::xpath("//select[@id='categorias' and @name='input[id_filial]']");
/// `cadastar`, sem o segundo "r": é assim no portal.
pub const CADASTRAR: Por = Por::xpath("//input[@class='envia' and @name='cadastar']");

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn traducao_de_maiusculas_casa_letra_a_letra() {
        assert_eq!(MAIUSCULAS.chars().count(), MINUSCULAS.chars().count());
        assert_eq!(MAIUSCULAS.to_lowercase(), MINUSCULAS);
    }

    #[test]
    fn o_mesmo_cliente_da_o_mesmo_localizador() {
        assert_eq!(faturas_do_cliente(" Padaria  D'ÁVILA "), faturas_do_cliente("PADARIA D'ávila"));
    }
}
