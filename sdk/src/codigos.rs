//! Os códigos de erro conhecidos. O registro é aberto: um plugin pode criar os seus; a tabela explicada está em `ERROS.md`.

use crate::erro::Classe;

/// Declara cada código com a sua classe e a lista de todos.
macro_rules! codigos {
    ($($(#[$doc:meta])* $nome:ident = $codigo:literal, $classe:ident;)*) => {
        $($(#[$doc])* pub const $nome: &str = $codigo;)*

        /// Todos os códigos daqui, com a classe que vale quando o erro não diz a sua.
        pub const TODOS: &[(&str, Classe)] = &[$(($codigo, Classe::$classe)),*];
    };
}

codigos! {
    /// O portal recusou usuário ou senha.
    CREDENCIAL_INVALIDA = "credencial_invalida", Negocio;
    /// O portal não tem (ainda) a fatura do mês pedido.
    FATURA_INDISPONIVEL = "fatura_indisponivel", Negocio;
    /// Mais de uma fatura serve, e nenhuma é a certa sem dúvida.
    FATURA_AMBIGUA = "fatura_ambigua", Negocio;
    /// O portal não mostra, para este cliente, o contrato do cadastro.
    CONTRATO_NAO_ENCONTRADO = "contrato_nao_encontrado", Negocio;
    /// Mais de um contrato serve.
    CONTRATO_AMBIGUO = "contrato_ambiguo", Negocio;
    /// O cliente não está no portal com este nome.
    CLIENTE_NAO_ENCONTRADO = "cliente_nao_encontrado", Negocio;
    /// Há mais de um cliente com este nome.
    CLIENTE_AMBIGUO = "cliente_ambiguo", Negocio;
    /// Nenhuma filial do portal serve para a unidade do cadastro.
    FILIAL_NAO_ENCONTRADA = "filial_nao_encontrada", Negocio;
    /// Mais de uma filial parecida com a unidade do cadastro.
    FILIAL_AMBIGUA = "filial_ambigua", Negocio;
    /// O portal recebeu o envio e disse não.
    ENVIO_RECUSADO = "envio_recusado", Negocio;
    /// Falta um parâmetro, ou ele não está na forma combinada.
    PARAMETRO_INVALIDO = "parametro_invalido", Negocio;
    /// O portal não aceitou o código (por SMS, por e-mail) que uma pessoa informou.
    CODIGO_RECUSADO = "codigo_recusado", Negocio;
    /// O plugin não faz esta operação.
    OPERACAO_NAO_SUPORTADA = "operacao_nao_suportada", Negocio;

    /// A espera acabou sem o que se esperava.
    TEMPO_ESGOTADO = "tempo_esgotado", Tecnico;
    /// O portal não respondeu, ou disse que não pode atender.
    PORTAL_INDISPONIVEL = "portal_indisponivel", Tecnico;
    /// Alguém cancelou a execução.
    CANCELADO = "cancelado", Tecnico;
    /// O envio foi feito, mas o portal não mostra a prova.
    ENVIO_SEM_COMPROVANTE = "envio_sem_comprovante", Tecnico;
    /// Não deu para saber se a fatura já está no portal.
    ENVIO_INCERTO = "envio_incerto", Tecnico;
    /// A sessão do portal caiu no meio.
    SESSAO_EXPIRADA = "sessao_expirada", Tecnico;
    /// O arquivo que veio não é o que se esperava (HTML no lugar de PDF, truncado, vazio).
    ARQUIVO_INVALIDO = "arquivo_invalido", Tecnico;
    /// A página não tem o que sempre teve.
    LEIAUTE_MUDOU = "leiaute_mudou", Tecnico;
}

/// Códigos em que não adianta repetir, ditos pelo hospedeiro.
const NEGOCIO_DO_HOSPEDEIRO: &[&str] = &[
    "dominio_negado",
    "segredo_negado",
    "segredo_nao_encontrado",
    "permissao_negada",
    "correio_sem_tls",
    "pasta_nao_encontrada",
    "mensagem_nao_encontrada",
];

/// A classe de um erro que não disse a sua: a da tabela; fora dela, técnica.
pub fn classe_de(codigo: &str) -> Classe {
    if NEGOCIO_DO_HOSPEDEIRO.contains(&codigo) {
        return Classe::Negocio;
    }
    TODOS.iter().find(|(conhecido, _)| *conhecido == codigo).map_or(Classe::Tecnico, |(_, classe)| *classe)
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn todo_codigo_esta_explicado_em_erros_md_com_a_sua_classe() {
        let tabela = include_str!("../ERROS.md");
        for (codigo, classe) in TODOS {
            let linha = tabela.lines().find(|linha| linha.starts_with(&format!("| `{codigo}` |")));
            let linha = linha.unwrap_or_else(|| panic!("falta `{codigo}` em ERROS.md"));
            assert!(linha.contains(classe.rotulo()), "`{codigo}` está em ERROS.md com outra classe");
        }
    }
}
