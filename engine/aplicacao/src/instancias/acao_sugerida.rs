//! O que sugerir a quem olha um incidente: o que o próprio erro recomenda ou, sem isso, o que costuma resolver.

use esteira_motor::maquina::{ClasseDeErro, ErroAtividade};

/// Pelo código, dos erros que a própria Esteira dá sem recomendação.
const POR_CODIGO: [(&str, &str); 5] = [
    ("credencial_invalida", "corrija a senha do portal no cadastro do cliente e repita"),
    ("envio_incerto", "olhe no SAT se a fatura chegou; se chegou, pule o passo com o comprovante; se não, repita"),
    (
        "prazo_vencido",
        "veja se o portal ou o serviço está no ar e repita; se o passo demora mesmo, aumente o `prazo` no fluxo",
    ),
    ("motor_falhou", "é um defeito: guarde o log do nó, e recomece de um passo anterior ou cancele"),
    ("subfluxo_cancelado", "veja por que a filha foi cancelada e repita, ou pule o passo com a saída dela"),
];

/// Uma frase.
pub fn acao_sugerida(erro: &ErroAtividade) -> &str {
    if let Some(recomendada) = &erro.acao_recomendada {
        return recomendada;
    }
    match POR_CODIGO.iter().find(|(codigo, _)| *codigo == erro.codigo) {
        Some((_, sugestao)) => sugestao,
        None => match erro.classe {
            ClasseDeErro::Tecnico => {
                "repita; se voltar a falhar, veja a execução e se o portal ou o serviço está no ar"
            }
            ClasseDeErro::Negocio => {
                "repetir como está não adianta: corrija o cadastro, a entrada ou o fluxo e repita, ou pule o passo"
            }
        },
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_que_o_erro_recomenda_vem_antes_da_tabela() {
        let erro = ErroAtividade::de_negocio("credencial_invalida", "recusada");
        assert!(acao_sugerida(&erro).contains("senha do portal"));
        let recomendada = ErroAtividade { acao_recomendada: Some("ligue para a operadora".into()), ..erro.clone() };
        assert_eq!(acao_sugerida(&recomendada), "ligue para a operadora");
        let outro = |classe| ErroAtividade { classe, codigo: "outro".into(), ..erro.clone() };
        assert!(acao_sugerida(&outro(ClasseDeErro::Tecnico)).starts_with("repita"));
        assert!(acao_sugerida(&outro(ClasseDeErro::Negocio)).starts_with("repetir como está não adianta"));
    }
}
