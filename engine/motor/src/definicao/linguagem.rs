//! O JSON Schema da linguagem, para o editor completar e conferir enquanto se escreve.
//!
//! Sai das mesmas tabelas que a leitura usa (tipos de passo e chaves que cada um aceita). O que ele não alcança (referências, expressões,
//! grafo) quem confere é [`super::analisar`].

use serde_json::{Map, Value, json};

use super::passos::Tipo;
use super::{VERSAO, blocos};

/// O esquema, pronto para gravar.
pub fn esquema_da_linguagem() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fluxo da Esteira",
        "description": "Como levar um trabalho do começo ao fim: passos, decisões, esperas e o que fazer quando algo falha.",
        "type": "object",
        "additionalProperties": false,
        "required": ["esteira", "fluxo", "titulo", "chave", "inicio", "passos"],
        "properties": {
            "esteira": { "const": VERSAO, "description": "Versão da linguagem." },
            "fluxo": com(nome_com_hifen(), "Identificador do fluxo."),
            "titulo": com(texto(), "Como as pessoas o chamam."),
            "chave": com(texto(), "Expressão sobre `entrada`: só uma instância viva por valor."),
            "entrada": com(objeto(), "JSON Schema da entrada."),
            "blocos": blocos_(),
            "inicio": com(identificador(), "Primeiro passo."),
            "passos": { "$ref": "#/$defs/passos" },
        },
        "$defs": defs(),
    })
}

fn blocos_() -> Value {
    let grupos: Map<_, _> = blocos::GRUPOS
        .into_iter()
        .map(|grupo| {
            let um = if grupo == "formulario" { objeto() } else { json!({ "$ref": format!("#/$defs/{grupo}") }) };
            (grupo.to_owned(), json!({ "type": "object", "additionalProperties": um }))
        })
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": grupos,
            "description": "O que se escreve uma vez e se usa em vários passos, com `usar`." })
}

fn defs() -> Value {
    let mut defs = Map::new();
    defs.insert("identificador".into(), json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$" }));
    defs.insert(
        "duracao".into(),
        json!({ "type": "string", "pattern": "^([0-9]+(d|h|ms|m|s))+$", "examples": ["30s", "10m", "2h", "1d12h"] }),
    );
    defs.insert("repetir".into(), repetir());
    defs.insert("limite".into(), limite());
    defs.insert("prazo".into(), prazo());
    defs.insert("compensacao".into(), compensacao());
    defs.insert("ramo".into(), fechado(vec![("inicio", identificador(), true), ("passos", refer("passos"), true)]));
    defs.insert(
        "passos".into(),
        json!({ "type": "object", "minProperties": 1, "additionalProperties": refer("passo") }),
    );
    let tipos: Vec<_> = Tipo::TODOS.into_iter().map(|tipo| refer(&format!("passo_{}", tipo.nome()))).collect();
    let nomes: Vec<_> = Tipo::TODOS.into_iter().map(Tipo::nome).collect();
    let casos: Vec<_> = Tipo::TODOS
        .into_iter()
        .zip(&tipos)
        .map(|(tipo, alvo)| json!({ "if": { "properties": { "tipo": { "const": tipo.nome() } } }, "then": alvo }))
        .collect();
    defs.insert(
        "passo".into(),
        json!({ "type": "object", "required": ["tipo"], "properties": { "tipo": { "enum": nomes } }, "allOf": casos }),
    );
    for tipo in Tipo::TODOS {
        defs.insert(format!("passo_{}", tipo.nome()), do_tipo(tipo));
    }
    Value::Object(defs)
}

fn do_tipo(tipo: Tipo) -> Value {
    let mut campos = vec![("tipo", json!({ "const": tipo.nome() }), true)];
    campos.extend(proprios(tipo));
    campos.extend(comuns(tipo));
    fechado(campos)
}

fn comuns(tipo: Tipo) -> Vec<Campo> {
    let exige_prazo = matches!(tipo, Tipo::Tarefa | Tipo::Evento);
    let todos = vec![
        (
            "estado",
            com(
                json!({ "type": "string", "pattern": "^[A-Z][A-Z0-9_]*$" }),
                "Estado de negócio que a instância passa a mostrar.",
            ),
            false,
        ),
        ("depois", com(identificador(), "Para onde ir ao concluir."), true),
        ("repetir", refer("repetir"), false),
        ("prazo", refer("prazo"), exige_prazo),
        ("limite", refer("limite"), false),
        (
            "prioridade",
            com(json!({ "type": "integer", "minimum": -100, "maximum": 100 }), "Maior sai antes da fila."),
            false,
        ),
        (
            "erros",
            com(
                json!({ "type": "object", "additionalProperties": identificador() }),
                "Código de erro → passo; `*` vale para os demais.",
            ),
            false,
        ),
        ("saida", com(objeto(), "JSON Schema do que o passo produz."), false),
        ("compensar", refer("compensacao"), false),
    ];
    todos.into_iter().filter(|(chave, ..)| tipo.aceita(chave)).collect()
}

fn proprios(tipo: Tipo) -> Vec<Campo> {
    match tipo {
        Tipo::Rpa => vec![
            ("operacao", com(nome_com_hifen(), "Operação do plugin."), true),
            ("operadora", com(texto(), "Código da operadora, que escolhe o plugin."), false),
            ("plugin", com(texto(), "Nome do plugin."), false),
            ("com", com(valor_de_objeto(), "Parâmetros a mais."), false),
            ("efeito_unico", fechado(vec![("chave", texto(), true), ("conferir", nome_com_hifen(), true)]), false),
        ],
        Tipo::Tarefa => vec![
            ("titulo", com(texto(), "O que se mostra a quem decide."), true),
            ("papeis", com(papeis(), "Quem pode decidir."), false),
            ("usuarios", com(json!({ "type": ["string", "array"] }), "Pessoas que podem decidir, pelo id."), false),
            ("formulario", com(objeto(), "JSON Schema dos dados da decisão, ou `usar`."), false),
            ("dados", com(valor_de_objeto(), "O que mostrar a quem decide."), false),
            ("decisoes", decisoes(), true),
            (
                "quatro_olhos",
                com(json!({ "type": "boolean" }), "Quem iniciou ou decidiu antes não decide aqui."),
                false,
            ),
            (
                "avisar",
                com(
                    fechado(vec![("canal", canal(), false), ("modelo", nome_com_hifen(), true)]),
                    "Avisa os candidatos quando a tarefa abre, cada um com o seu link de decisão.",
                ),
                false,
            ),
        ],
        Tipo::Notificar => vec![
            ("para", com(json!({ "type": ["string", "array"] }), "Destinatários."), true),
            ("canal", com(canal(), "EMAIL, WHATSAPP, …"), false),
            ("modelo", com(nome_com_hifen(), "Modelo de mensagem."), true),
            ("com", com(valor_de_objeto(), "Dados do modelo."), false),
        ],
        Tipo::Evento => vec![
            ("nome", com(nome_com_hifen(), "Sinal que se espera."), true),
            ("correlacao", com(texto(), "Só o sinal com esta correlação serve."), false),
        ],
        Tipo::Esperar => vec![
            ("por", com(refer("duracao"), "Quanto esperar."), false),
            ("ate", com(texto(), "Até que instante ou data."), false),
        ],
        Tipo::Escolha => vec![
            (
                "casos",
                json!({ "type": "array", "minItems": 1,
                        "items": fechado(vec![("se", json!({ "type": ["string", "boolean"] }), true), ("vai", identificador(), true)]) }),
                true,
            ),
            ("senao", com(identificador(), "Quando nenhum caso é verdadeiro."), true),
        ],
        Tipo::Atribuir => vec![("valores", com(objeto(), "Nome → valor, na ordem."), true)],
        Tipo::Paralelo => vec![
            ("espera", com(json!({ "enum": ["todos", "primeiro"] }), "Quando conclui."), false),
            ("falhas", falhas(), false),
            ("ramos", json!({ "type": "object", "minProperties": 2, "additionalProperties": refer("ramo") }), true),
        ],
        Tipo::ParaCada => vec![
            ("em", com(json!({ "type": ["string", "array"] }), "A lista."), true),
            ("simultaneos", com(json!({ "type": "integer", "minimum": 1 }), "Quantos itens ao mesmo tempo."), false),
            ("falhas", falhas(), false),
            ("inicio", identificador(), true),
            ("passos", refer("passos"), true),
        ],
        Tipo::Subfluxo => vec![
            ("fluxo", com(nome_com_hifen(), "Fluxo publicado."), true),
            ("entrada", com(valor_de_objeto(), "Entrada da filha."), false),
        ],
        Tipo::Http => vec![
            ("metodo", json!({ "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] }), false),
            ("url", com(texto(), "Endereço."), true),
            ("cabecalhos", cabecalhos(), false),
            ("corpo", com(json!({}), "Vai como JSON; texto vai como está."), false),
            (
                "aceita",
                com(
                    json!({ "type": "array", "items": { "type": "integer" } }),
                    "Respostas que são sucesso, além de 2xx.",
                ),
                false,
            ),
            ("resultado", com(json!({}), "O que tirar de `resposta`."), false),
        ],
        Tipo::Fim => vec![
            ("resultado", com(json!({}), "O que a instância, ou o ramo, devolve."), false),
            ("falha", fechado(vec![("codigo", identificador(), true), ("mensagem", texto(), true)]), false),
        ],
    }
}

fn compensacao() -> Value {
    let tipos = [Tipo::Rpa, Tipo::Notificar, Tipo::Http, Tipo::Subfluxo];
    let formas: Vec<_> = tipos
        .into_iter()
        .map(|tipo| {
            let mut campos = vec![("tipo", json!({ "const": tipo.nome() }), true)];
            campos.extend(proprios(tipo));
            let politica = ["repetir", "prazo", "limite", "prioridade"];
            campos.extend(comuns(tipo).into_iter().filter(|(chave, ..)| politica.contains(chave)));
            fechado(campos)
        })
        .collect();
    json!({ "description": "Como desfazer o passo depois de concluído.", "oneOf": formas })
}

fn decisoes() -> Value {
    let ressalva = fechado(vec![
        ("se", com(texto(), "Condição, quando a tarefa abre."), true),
        ("papeis", papeis(), true),
        ("exige", json!({ "type": "array", "items": identificador() }), false),
    ]);
    let completa = fechado(vec![
        ("vai", identificador(), true),
        ("exige", json!({ "type": "array", "items": identificador() }), false),
        ("quorum", json!({ "type": "integer", "minimum": 1 }), false),
        ("formulario", objeto(), false),
        ("ressalva", ressalva, false),
    ]);
    json!({ "type": "object", "minProperties": 1, "additionalProperties": { "anyOf": [identificador(), completa] },
            "description": "Decisão → passo." })
}

fn cabecalhos() -> Value {
    let segredo = fechado(vec![("segredo", nome_com_hifen(), true), ("prefixo", texto(), false)]);
    json!({ "type": "object", "additionalProperties": { "anyOf": [texto(), segredo] } })
}

fn repetir() -> Value {
    fechado(vec![
        ("usar", com(texto(), "Um bloco de `blocos.repetir`."), false),
        ("maximo", com(json!({ "type": "integer", "minimum": 1, "maximum": 100 }), "Tentativas ao todo."), false),
        ("espera", refer("duracao"), false),
        ("fator", json!({ "type": "number", "minimum": 1, "maximum": 10 }), false),
        ("teto", refer("duracao"), false),
        ("variacao", json!({ "type": "number", "minimum": 0, "maximum": 1 }), false),
        ("exceto", json!({ "type": "array", "items": identificador() }), false),
        ("tambem", json!({ "type": "array", "items": identificador() }), false),
    ])
}

fn limite() -> Value {
    fechado(vec![
        ("usar", com(texto(), "Um bloco de `blocos.limite`."), false),
        ("chave", texto(), false),
        (
            "simultaneos",
            com(
                json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, texto()] }),
                "Quantos ao mesmo tempo: um inteiro, ou uma expressão que dê um (ou nulo: sem limite).",
            ),
            false,
        ),
        ("por_minuto", json!({ "type": "integer", "minimum": 1 }), false),
    ])
}

fn prazo() -> Value {
    let lembrete = fechado(vec![("apos", refer("duracao"), true), ("notificar", texto(), true)]);
    let escalonamento =
        fechado(vec![("apos", refer("duracao"), true), ("notificar", texto(), false), ("papeis", papeis(), false)]);
    let completo = fechado(vec![
        ("tentativa", refer("duracao"), false),
        ("vence", refer("duracao"), false),
        ("vai", identificador(), false),
        ("lembrar", json!({ "type": "array", "items": lembrete }), false),
        ("escalonar", json!({ "type": "array", "items": escalonamento }), false),
    ]);
    json!({ "anyOf": [refer("duracao"), completo] })
}

type Campo = (&'static str, Value, bool);

/// Um objeto só com estes campos: nome, forma, se é exigido.
fn fechado(campos: Vec<Campo>) -> Value {
    let exigidos: Vec<_> = campos.iter().filter(|(.., exigido)| *exigido).map(|(nome, ..)| *nome).collect();
    let propriedades: Map<_, _> = campos.into_iter().map(|(nome, forma, _)| (nome.to_owned(), forma)).collect();
    json!({ "type": "object", "additionalProperties": false, "required": exigidos, "properties": propriedades })
}

fn com(mut forma: Value, descricao: &str) -> Value {
    forma["description"] = descricao.into();
    forma
}

fn refer(nome: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{nome}") })
}

fn identificador() -> Value {
    refer("identificador")
}

fn nome_com_hifen() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]{0,59}$" })
}

fn canal() -> Value {
    json!({ "type": "string", "pattern": "^[A-Z][A-Z0-9_]*$" })
}

fn texto() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn objeto() -> Value {
    json!({ "type": "object" })
}

/// Um mapa, ou uma só expressão que dê um.
fn valor_de_objeto() -> Value {
    json!({ "type": ["object", "string"] })
}

fn falhas() -> Value {
    com(json!({ "enum": ["atencao", "parar", "seguir"] }), "O que fazer quando um ramo falha.")
}

fn papeis() -> Value {
    json!({ "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[A-Z][A-Z0-9_]*$" } })
}
