//! As operações de fatura, com os esquemas que todo plugin declara.

use serde_json::{Map, Value, json};

use super::saida::ROTULO_FATURA;
use crate::codigos;
use crate::erro::Erro;
use crate::manifesto::Operacao;

/// Baixa a fatura do mês.
pub const BAIXAR_FATURA: &str = "baixar-fatura";
/// Cadastra a fatura no portal de destino.
pub const ENVIAR_FATURA: &str = "enviar-fatura";
/// Confere se a fatura já está no portal de destino.
pub const CONFERIR_ENVIO: &str = "conferir-envio";
/// Lê uma caixa de correio e traz a fatura de cada mensagem, de quantos clientes houver.
pub const COLHER_FATURAS: &str = "colher-faturas";
/// Tira da entrada as mensagens já colhidas.
pub const ARQUIVAR_MENSAGENS: &str = "arquivar-mensagens";
/// Confere se o portal ainda tem o que o plugin espera.
pub const SONDAR: &str = "sondar";
/// Entra no portal com o login e a senha do cadastro, e mais nada.
pub const TESTAR_ACESSO: &str = "testar-acesso";

/// O que se lê de volta do portal para provar o envio.
const NUMERO_DO_COMPROVANTE: &str = "/comprovante/numero";

/// `baixar-fatura`, para o manifesto.
pub fn baixar_fatura() -> Operacao {
    let saida = objeto(
        json!({
            "data_vencimento": data(),
            "valor": valor(),
            "numero": texto(),
            "avisos": avisos(),
            "dados": { "type": "object" },
        }),
        &["avisos", "dados"],
    );
    Operacao::nova(BAIXAR_FATURA, entrada(), saida).so_leitura().entrega(ROTULO_FATURA, "application/pdf")
}

/// `enviar-fatura`, para o manifesto.
pub fn enviar_fatura() -> Operacao {
    let saida = objeto(json!({ "comprovante": comprovante(), "avisos": avisos() }), &["comprovante", "avisos"]);
    Operacao::nova(ENVIAR_FATURA, entrada_com_fatura(), saida).prova(NUMERO_DO_COMPROVANTE)
}

/// `conferir-envio`, para o manifesto.
pub fn conferir_envio() -> Operacao {
    let saida =
        objeto(json!({ "situacao": { "enum": ["enviada", "ausente"] }, "comprovante": comprovante() }), &["situacao"]);
    Operacao::nova(CONFERIR_ENVIO, entrada_com_fatura(), saida).so_leitura().prova(NUMERO_DO_COMPROVANTE)
}

/// `colher-faturas`, para o manifesto. Marca as mensagens como lidas, para que as por ler venham antes; no mais, repetir dá o mesmo.
pub fn colher_faturas() -> Operacao {
    let entrada = objeto(
        json!({
            "caixa": caixa(),
            "usuario": texto_cheio(),
            "remetente": texto_cheio(),
            "pasta": texto_ou_nulo(),
            "desde": data(),
            "ate": data(),
            "maximo": { "type": "integer", "minimum": 1, "maximum": 200 },
        }),
        &["caixa", "usuario", "remetente"],
    );
    let arquivo = objeto(
        json!({ "rotulo": texto_cheio(), "nome": texto_cheio(), "resumo": texto_cheio() }),
        &["rotulo", "nome", "resumo"],
    );
    let fatura = objeto(
        json!({
            "cnpj": cnpj(),
            "razao_social": texto(),
            "data_vencimento": data(),
            "valor": valor(),
            "numero": texto(),
            "arquivo": arquivo,
        }),
        &["cnpj", "data_vencimento", "valor", "numero", "arquivo"],
    );
    let erro = objeto(
        json!({
            "codigo": texto_cheio(),
            "classe": { "enum": ["negocio", "tecnico"] },
            "mensagem": texto(),
            "acao_recomendada": texto_ou_nulo(),
        }),
        &["codigo", "classe", "mensagem"],
    );
    let mut mensagem = objeto(
        json!({
            "mensagem": texto_cheio(),
            "message_id": texto(),
            "assunto": texto(),
            "fatura": fatura,
            "erro": erro,
            "repete": texto_cheio(),
        }),
        &["mensagem", "assunto"],
    );
    mensagem["oneOf"] = json!([{ "required": ["fatura"] }, { "required": ["erro"] }, { "required": ["repete"] }]);
    let saida = objeto(
        json!({ "mensagens": { "type": "array", "items": mensagem }, "ha_mais": { "type": "boolean" } }),
        &["mensagens", "ha_mais"],
    );
    Operacao::nova(COLHER_FATURAS, entrada, saida)
}

/// `arquivar-mensagens`, para o manifesto. A que já está no destino não é erro.
pub fn arquivar_mensagens() -> Operacao {
    let entrada = objeto(
        json!({
            "caixa": caixa(),
            "usuario": texto_cheio(),
            "mensagens": { "type": "array", "items": texto_cheio() },
            "destino": texto_cheio(),
        }),
        &["caixa", "usuario", "mensagens", "destino"],
    );
    let saida = objeto(json!({ "arquivadas": { "type": "integer" } }), &["arquivadas"]);
    Operacao::nova(ARQUIVAR_MENSAGENS, entrada, saida)
}

/// `sondar`, para o manifesto. A senha do portal é opcional: sem ela, vê-se só o que há antes do login.
pub fn sondar() -> Operacao {
    let entrada = objeto(json!({ "url_portal": texto_cheio(), "usuario": texto_ou_nulo() }), &["url_portal"]);
    let nomes = || json!({ "type": "array", "items": texto() });
    let saida = objeto(json!({ "achados": nomes(), "faltam": nomes() }), &["achados", "faltam"]);
    Operacao::nova(SONDAR, entrada, saida).so_leitura()
}

/// `testar-acesso`, para o manifesto. Recebe o mesmo que `baixar-fatura`.
pub fn testar_acesso() -> Operacao {
    let saida = objeto(json!({ "entrou": { "const": true } }), &["entrou"]);
    Operacao::nova(TESTAR_ACESSO, entrada(), saida).so_leitura()
}

/// O erro de quem não faz a operação.
pub fn nao_suportada(operacao: &str) -> Erro {
    Erro::negocio(codigos::OPERACAO_NAO_SUPORTADA, format!("este plugin não faz a operação `{operacao}`"))
        .acao("Confira no fluxo o nome da operação e o plugin da operadora.")
}

const OBRIGATORIOS: &[&str] = &[
    "id_processo",
    "id_cliente",
    "hash",
    "operadora_codigo",
    "operadora_nome",
    "url_portal",
    "usuario",
    "cnpj",
    "nome_sat",
    "mes_ano",
];
const OPCIONAIS: &[&str] = &["cpf", "filtro", "razao_social", "dados_sat", "unidade", "servico"];

fn entrada() -> Value {
    objeto(Value::Object(propriedades_da_entrada()), OBRIGATORIOS)
}

fn entrada_com_fatura() -> Value {
    let mut propriedades = propriedades_da_entrada();
    propriedades.insert("nome_arquivo".to_owned(), texto_cheio());
    propriedades.insert("data_vencimento".to_owned(), data());
    propriedades.insert("valor".to_owned(), json!({ "type": ["string", "null"], "pattern": PADRAO_VALOR }));
    objeto(Value::Object(propriedades), &[OBRIGATORIOS, &["nome_arquivo", "data_vencimento"]].concat())
}

fn propriedades_da_entrada() -> Map<String, Value> {
    let mut propriedades = Map::new();
    for nome in OBRIGATORIOS {
        propriedades.insert((*nome).to_owned(), texto_cheio());
    }
    for nome in OPCIONAIS {
        propriedades.insert((*nome).to_owned(), texto_ou_nulo());
    }
    propriedades.insert("cnpj".to_owned(), cnpj());
    propriedades.insert("mes_ano".to_owned(), json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }));
    propriedades
}

const PADRAO_VALOR: &str = "^[0-9]+\\.[0-9]{2}$";

fn objeto(propriedades: Value, obrigatorios: &[&str]) -> Value {
    json!({ "type": "object", "properties": propriedades, "required": obrigatorios })
}

fn texto() -> Value {
    json!({ "type": "string" })
}

fn texto_ou_nulo() -> Value {
    json!({ "type": ["string", "null"] })
}

fn cnpj() -> Value {
    json!({ "type": "string", "pattern": "^[0-9A-Z]{14}$" })
}

fn caixa() -> Value {
    json!({ "type": "string", "pattern": "^imaps?://" })
}

fn texto_cheio() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn data() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
}

fn valor() -> Value {
    json!({ "type": "string", "pattern": PADRAO_VALOR })
}

fn avisos() -> Value {
    json!({ "type": "array", "items": texto() })
}

fn comprovante() -> Value {
    objeto(json!({ "numero": texto_cheio() }), &["numero"])
}
#[cfg(test)]
mod testes {
    use super::*;
    use crate::manifesto::Manifesto;

    /// Os SDKs de Python e de JavaScript leem os esquemas deste arquivo.
    const NAS_OUTRAS_LINGUAGENS: &str = include_str!("../../python/esteira/operacoes.json");

    #[test]
    fn as_outras_linguagens_declaram_os_mesmos_esquemas() {
        let aqui = Manifesto::novo("exemplo", "1.0.0")
            .operacao(baixar_fatura())
            .operacao(enviar_fatura())
            .operacao(conferir_envio())
            .json();
        let la: Value = serde_json::from_str(NAS_OUTRAS_LINGUAGENS).unwrap();
        assert_eq!(aqui["operacoes"], la);
    }
}
