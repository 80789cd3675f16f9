//! Plugin de teste do hospedeiro.
//!
//! A operação `roteiro` recebe `{"passos": [[comando, argumento…], …]}` e devolve `{"respostas": […]}`, uma por passo. Um comando com `?` na
//! frente guarda o código do erro como resposta em vez de parar. Seletores são texto `por=valor`; `$n` é o n-ésimo elemento, arquivo
//! ou mensagem que o roteiro obteve. As outras operações se comportam mal de propósito.

wit_bindgen::generate!({ path: "../../../../sdk/wit/v1", world: "plugin" });

mod correio;
mod roteiro;

use esteira::rpa::registro;
use esteira::rpa::tipos::Erro;

struct Convidado;

impl exports::esteira::rpa::rpa::Guest for Convidado {
    fn descrever() -> String {
        r#"{"nome":"convidado","versao":"1.2.3","sdk":"nenhum",
            "operacoes":[{"nome":"roteiro"},{"nome":"laco"},{"nome":"memoria"},{"nome":"panico"},{"nome":"lixo"},{"nome":"negocio"},
                {"nome":"falar"},{"nome":"referencias"},{"nome":"vazio"},
                {"nome":"enviar",
                 "entrada":{"type":"object","required":["passos","numero"]},
                 "saida":{"type":"object","properties":{"numero":{"type":"string","minLength":1}}},
                 "entregas":[{"rotulo":"fatura","tipo":"application/pdf"}],
                 "provas":["/numero"]}],
            "dominios":["portal.exemplo"],"segredos":["senha"],"permissoes":["script","cookies"],
            "seletores":{
                "titulo":{"alternativas":[{"por":"id","valor":"titulo-de-antes"},{"por":"css","valor":"h1"}]},
                "item":{"lugares":["texto"],"alternativas":[{"por":"xpath","valor":"//li[.={texto}]"}]}}}"#
            .to_owned()
    }

    fn executar(operacao: String, parametros: String) -> Result<String, Erro> {
        match operacao.as_str() {
            "roteiro" => roteiro::executar(&parametros),
            // Faz o roteiro e diz que deu certo com o número que lhe mandaram dizer.
            "enviar" => {
                roteiro::executar(&parametros)?;
                let parametros: serde_json::Value = serde_json::from_str(&parametros).unwrap_or_default();
                Ok(serde_json::json!({ "numero": parametros["numero"] }).to_string())
            }
            "laco" => {
                let mut n = 0u64;
                loop {
                    n = std::hint::black_box(n.wrapping_add(1));
                }
            }
            "memoria" => {
                let mut blocos = Vec::new();
                loop {
                    blocos.push(std::hint::black_box(vec![1u8; 1 << 20]));
                }
            }
            "panico" => panic!("caiu"),
            "lixo" => Ok("não é json".to_owned()),
            "negocio" => Err(Erro {
                codigo: "FATURA-INDISPONIVEL".to_owned(),
                mensagem: "ainda não saiu".to_owned(),
                detalhes_json: r#"{"acao_recomendada":"tente amanhã","mes":"2026-10"}"#.to_owned(),
            }),
            "falar" => {
                for _ in 0..20_000 {
                    registro::anotar("informacao", &"x".repeat(100), "{}");
                }
                Ok("{}".to_owned())
            }
            "referencias" => {
                let seletor = esteira::rpa::tipos::Seletor { por: "css".to_owned(), valor: "a".to_owned() };
                let mut alvos = Vec::new();
                loop {
                    alvos.push(esteira::rpa::navegador::Alvo::new(&seletor));
                }
            }
            _ => Ok("{}".to_owned()),
        }
    }
}

export!(Convidado);
