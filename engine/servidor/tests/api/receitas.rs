//! O que se sabe de cada operação da API, para percorrer todas: o que é preciso poder, e um corpo que serve.
//!
//! A descrição OpenAPI diz que operações há; uma que não tenha linha aqui, ou que peça o id de algo que não está em [`Ids`], faz o teste falhar pelo
//! nome. Quem pode cada ação diz [`Perfil::pode`]; quais ações cada operação pede, esta tabela.

use std::collections::HashMap;

use esteira_dominio::Perfil;
use esteira_dominio::usuario::Acao::{self, *};
use serde_json::{Value, json};

use crate::apoio::{cliente, operadora, webhook};
use crate::instancias::ORDEM;

/// O que é preciso para não levar 403.
#[derive(Debug, Clone, Copy)]
pub enum Exige {
    /// Nem token.
    Nada,
    /// Ter entrado.
    Entrar,
    So(Acao),
    /// Uma destas, e ver: a resposta traz o processo, ou o relatório.
    Processo(&'static [Acao]),
    /// Da pessoa, a ação; do token de integração, também a de aprovar: a tarefa é que diz o papel.
    Tarefa(Acao),
}

impl Exige {
    pub fn aceita_perfil(self, perfil: Perfil) -> bool {
        match self {
            Self::Nada | Self::Entrar => true,
            Self::So(acao) | Self::Tarefa(acao) => perfil.pode(acao),
            Self::Processo(acoes) => perfil.pode(VerTudo) && acoes.iter().any(|acao| perfil.pode(*acao)),
        }
    }

    /// De um administrador, com um token de integração.
    pub fn aceita_escopos(self, escopos: &[Acao]) -> bool {
        match self {
            Self::Nada | Self::Entrar => true,
            Self::So(acao) => escopos.contains(&acao),
            Self::Processo(acoes) => escopos.contains(&VerTudo) && acoes.iter().any(|acao| escopos.contains(acao)),
            Self::Tarefa(acao) => escopos.contains(&acao) && escopos.contains(&Aprovar),
        }
    }
}

/// O corpo de um pedido, com os ids que ele cita.
pub enum Corpo {
    Nenhum,
    Json(fn(&Ids) -> Value),
    Formulario(fn(&Ids) -> Vec<(&'static str, String)>),
    Yaml(&'static str),
}

/// De que é cada id, pelo nome do recurso no caminho.
pub enum Ids {
    /// De coisas que existem.
    De(HashMap<&'static str, String>),
    /// Bem escritos, e de nada.
    DeNada,
}

impl Ids {
    pub fn de(&self, recurso: &str) -> &str {
        match self {
            Self::De(ids) => {
                ids.get(recurso).unwrap_or_else(|| panic!("não há id de {recurso}: ponha-o em `vizinho.rs`"))
            }
            Self::DeNada if recurso == "publicados" => RESUMO_DE_NADA,
            Self::DeNada => NINGUEM,
        }
    }
}

pub const NINGUEM: &str = "00000000-0000-0000-0000-000000000000";
const RESUMO_DE_NADA: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// `operationId`, o que exige, e um corpo.
pub type Receita = (&'static str, Exige, Corpo);

const fn lida(id: &'static str, acao: Acao) -> Receita {
    (id, Exige::So(acao), Corpo::Nenhum)
}

const fn com(id: &'static str, acao: Acao, corpo: fn(&Ids) -> Value) -> Receita {
    (id, Exige::So(acao), Corpo::Json(corpo))
}

fn motivo(_: &Ids) -> Value {
    json!({ "motivo": "para conferir" })
}

fn operadora_nova(_: &Ids) -> Value {
    operadora("NET")
}

fn cliente_novo(ids: &Ids) -> Value {
    cliente(&json!({ "id": ids.de("operadoras") }), "Fixo")
}

fn agendamento(_: &Ids) -> Value {
    json!({ "nome_agendamento": "A", "cron_expressao": "0 8 * * *", "tipo_agendamento": "CRIAR_PROCESSOS_MENSAIS" })
}

fn regra(ids: &Ids) -> Value {
    json!({ "evento": "*", "canal": "EMAIL", "perfil": "OPERADOR", "operadora_id": ids.de("operadoras") })
}

fn usuario(_: &Ids) -> Value {
    json!({ "nome_completo": "Ana", "email": "a@b.co", "perfil_usuario": "OPERADOR", "senha": "cavalo bateria" })
}

fn disparo(ids: &Ids) -> Value {
    json!({ "processo_id": ids.de("processos") })
}

fn webhook_novo(_: &Ids) -> Value {
    webhook("a")
}

fn vazio(_: &Ids) -> Value {
    json!({})
}

fn renovacao(_: &Ids) -> Value {
    json!({ "token_de_renovacao": "nenhum" })
}

fn destino(ids: &Ids) -> Value {
    json!({ "para": ids.de("usuarios") })
}

fn fatura(ids: &Ids) -> Vec<(&'static str, String)> {
    vec![("processo_id", ids.de("processos").to_owned()), ("arquivo", "%PDF-1.4 fatura".to_owned())]
}

fn planilha(_: &Ids) -> Vec<(&'static str, String)> {
    vec![("simular", "true".to_owned()), ("arquivo", "RAZÃO SOCIAL;CNPJ\n".to_owned())]
}

pub static RECEITAS: &[Receita] = &[
    lida("listar_agendamentos", VerTudo),
    com("criar_agendamento", GerirAgendamentos, agendamento),
    com("conferir_cron", VerTudo, |_| json!({ "cron_expressao": "0 8 * * *" })),
    lida("obter_agendamento", VerTudo),
    com("alterar_agendamento", GerirAgendamentos, agendamento),
    lida("apagar_agendamento", GerirAgendamentos),
    lida("listar_disparos", VerTudo),
    lida("executar_agendamento_agora", Executar),
    lida("pausar_agendamento", GerirAgendamentos),
    lida("proximas_datas", VerTudo),
    lida("retomar_agendamento", GerirAgendamentos),
    lida("listar_aprovacoes", VerTudo),
    (
        "decidir_em_lote",
        Exige::Tarefa(VerTudo),
        Corpo::Json(|ids| json!({ "ids": [ids.de("aprovacoes")], "decisao": "sim" })),
    ),
    lida("exportar_aprovacoes", VerTudo),
    lida("obter_aprovacao", VerTudo),
    lida("listar_anexos", VerTudo),
    ("anexar_a_tarefa", Exige::So(VerTudo), Corpo::Formulario(|_| vec![("arquivo", "%PDF-1.4 anexo".to_owned())])),
    lida("baixar_anexo", VerTudo),
    lida("remover_anexo", VerTudo),
    ("aprovar", Exige::Tarefa(VerTudo), Corpo::Json(vazio)),
    ("assumir_tarefa", Exige::Tarefa(VerTudo), Corpo::Nenhum),
    ("atribuir_tarefa", Exige::Tarefa(DistribuirTarefas), Corpo::Json(destino)),
    lida("listar_comentarios", VerTudo),
    com("comentar_tarefa", VerTudo, |_| json!({ "texto": "x" })),
    ("abrir_link_de_decisao", Exige::Nada, Corpo::Nenhum),
    ("decidir_pelo_link", Exige::Nada, Corpo::Nenhum),
    ("fatura_do_link_de_decisao", Exige::Nada, Corpo::Nenhum),
    ("decidir", Exige::Tarefa(VerTudo), Corpo::Json(|_| json!({ "decisao": "sim" }))),
    ("delegar_tarefa", Exige::Tarefa(VerTudo), Corpo::Json(destino)),
    ("devolver_tarefa", Exige::Tarefa(VerTudo), Corpo::Nenhum),
    ("rejeitar", Exige::Tarefa(VerTudo), Corpo::Json(motivo)),
    lida("listar_auditoria", VerAuditoria),
    lida("exportar_auditoria", VerAuditoria),
    lida("verificar_auditoria", VerAuditoria),
    ("entrar", Exige::Nada, Corpo::Json(|_| json!({ "email": "ninguem@exemplo.com.br", "senha": "não é esta" }))),
    ("entrar_por_oidc", Exige::Nada, Corpo::Nenhum),
    ("retornar_do_oidc", Exige::Nada, Corpo::Nenhum),
    ("eu", Exige::Entrar, Corpo::Nenhum),
    ("renovar", Exige::Nada, Corpo::Json(renovacao)),
    ("sair", Exige::Entrar, Corpo::Json(renovacao)),
    lida("listar_clientes", VerTudo),
    com("criar_cliente", GerirCadastro, cliente_novo),
    ("importar_clientes", Exige::So(GerirCadastro), Corpo::Formulario(planilha)),
    lida("obter_cliente", VerTudo),
    com("alterar_cliente", GerirCadastro, cliente_novo),
    com("definir_senha_do_portal", GerirCadastro, |_| json!({ "senha_portal": "x" })),
    lida("apagar_senha_do_portal", GerirCadastro),
    lida("testar_senha_do_portal", Executar),
    com("encomendar_exportacao", VerTudo, |_| json!({ "lista": "processos", "formato": "csv" })),
    lida("listar_exportacoes", VerTudo),
    lida("obter_exportacao", VerTudo),
    lida("cancelar_exportacao", VerTudo),
    lida("arquivo_da_exportacao", VerTudo),
    ("encomendar_importacao", Exige::So(GerirCadastro), Corpo::Formulario(planilha)),
    lida("listar_importacoes", VerTudo),
    lida("obter_importacao", VerTudo),
    lida("cancelar_importacao", VerTudo),
    ("relatorio_da_importacao", Exige::Processo(&[GerirCadastro]), Corpo::Nenhum),
    lida("painel", VerTudo),
    lida("painel_ao_vivo", VerTudo),
    lida("listar_execucoes", VerTudo),
    lida("exportar_execucoes", VerTudo),
    lida("obter_execucao", VerTudo),
    lida("arquivo_da_execucao", VerTudo),
    lida("logs_da_execucao", VerTudo),
    lida("logs_ao_vivo", VerTudo),
    ("upload_manual", Exige::So(EnviarFatura), Corpo::Formulario(fatura)),
    lida("listar_fluxos", VerTudo),
    ("publicar_fluxo", Exige::So(OperarMotor), Corpo::Yaml(ORDEM)),
    com("iniciar_instancia", Executar, |_| json!({ "entrada": {} })),
    com("iniciar_instancias_em_lote", Executar, |_| json!({ "entradas": [{}] })),
    lida("listar_instancias", VerTudo),
    com("operar_em_lote", OperarMotor, |ids| json!({ "acao": "retomar", "filtro": { "ids": [ids.de("instancias")] } })),
    lida("listar_incidentes", VerTudo),
    lida("obter_instancia", VerTudo),
    com("cancelar_instancia", Executar, motivo),
    com("migrar_instancia", OperarMotor, vazio),
    com("pausar_instancia", OperarMotor, motivo),
    com("pular_passo", OperarMotor, |_| json!({ "saida": {} })),
    com("recomecar_instancia", OperarMotor, |_| json!({ "passo": "preparar" })),
    com("repetir_passo", Executar, vazio),
    lida("retomar_instancia", OperarMotor),
    com("enviar_sinal_a_instancia", Executar, |_| json!({ "nome": "a" })),
    lida("listar_notificacoes", VerTudo),
    lida("listar_canais", GerirCadastro),
    com("configurar_canal", GerirCadastro, vazio),
    lida("esquecer_canal", GerirCadastro),
    lida("listar_modelos_de_mensagem", GerirCadastro),
    lida("obter_modelo_de_mensagem", GerirCadastro),
    com("guardar_modelo_de_mensagem", GerirCadastro, |_| json!({ "assunto": "a", "texto": "{{" })),
    lida("apagar_modelo_de_mensagem", GerirCadastro),
    com("previa_de_modelo_de_mensagem", GerirCadastro, disparo_da_previa),
    lida("listar_regras_de_aviso", GerirCadastro),
    com("criar_regra_de_aviso", GerirCadastro, regra),
    lida("obter_regra_de_aviso", GerirCadastro),
    com("alterar_regra_de_aviso", GerirCadastro, regra),
    lida("apagar_regra_de_aviso", GerirCadastro),
    lida("reenviar_notificacao", Executar),
    lida("anexo_da_notificacao", VerTudo),
    lida("listar_operadoras", VerTudo),
    com("criar_operadora", GerirCadastro, operadora_nova),
    lida("obter_operadora", VerTudo),
    com("alterar_operadora", GerirCadastro, operadora_nova),
    lida("ativar_operadora", GerirCadastro),
    lida("desativar_operadora", GerirCadastro),
    lida("listar_plugins", VerTudo),
    lida("listar_plugins_publicados", VerTudo),
    ("publicar_plugin", Exige::So(OperarMotor), Corpo::Formulario(|_| vec![("plugin", "não é".to_owned())])),
    com("homologar_plugin", OperarMotor, vazio),
    lida("reverter_plugin", OperarMotor),
    lida("listar_processos", VerTudo),
    lida("exportar_processos", VerTudo),
    com(
        "criar_processos_do_mes",
        CriarProcessos,
        |ids| json!({ "mes_ano": "2026-10", "operadora_id": ids.de("operadoras") }),
    ),
    lida("obter_processo", VerTudo),
    ("autorizar_upload", Exige::Processo(&[AutorizarUpload]), Corpo::Json(motivo)),
    ("cancelar_processo", Exige::Processo(&[Executar]), Corpo::Json(motivo)),
    lida("fatura_do_processo", VerTudo),
    lida("linha_do_tempo", VerTudo),
    ("reabrir_processo", Exige::Processo(&[Aprovar, Executar]), Corpo::Json(vazio)),
    lida("obter_retencao", GerirRetencao),
    com("mudar_retencao", GerirRetencao, |_| json!({ "prazos": [] })),
    lida("listar_guardas", GerirRetencao),
    com("por_guarda", GerirRetencao, |ids| json!({ "processo_id": ids.de("processos"), "motivo": "causa" })),
    com("levantar_guarda", GerirRetencao, motivo),
    lida("simular_retencao", GerirRetencao),
    ("executar_download", Exige::Processo(&[Executar]), Corpo::Json(disparo)),
    ("executar_upload_sat", Exige::Processo(&[Executar]), Corpo::Json(disparo)),
    ("saude_pronto", Exige::Nada, Corpo::Nenhum),
    ("saude_vivo", Exige::Nada, Corpo::Nenhum),
    lida("listar_segredos", OperarMotor),
    com("guardar_segredo", OperarMotor, |_| json!({ "valor": "x" })),
    lida("esquecer_segredo", OperarMotor),
    lida("listar_sinais", VerTudo),
    com("enviar_sinal", Executar, |ids| json!({ "nome": "pagamento", "correlacao": ids.de("correlacoes") })),
    lida("obter_sinal", VerTudo),
    lida("listar_tokens", GerirUsuarios),
    com("criar_token", GerirUsuarios, |_| json!({ "nome": "a", "escopos": ["GERIR_USUARIOS"], "dias": 1 })),
    lida("revogar_token", GerirUsuarios),
    lida("listar_usuarios", GerirUsuarios),
    com("criar_usuario", GerirUsuarios, usuario),
    lida("obter_usuario", GerirUsuarios),
    com("alterar_usuario", GerirUsuarios, vazio),
    lida("listar_webhooks", OperarMotor),
    com("criar_webhook", OperarMotor, webhook_novo),
    lida("obter_corpo_recebido", OperarMotor),
    lida("reenviar_recebido", OperarMotor),
    lida("obter_webhook", OperarMotor),
    com("alterar_webhook", OperarMotor, webhook_novo),
    lida("apagar_webhook", OperarMotor),
    lida("listar_recebidos", OperarMotor),
    com("trocar_segredo_do_webhook", OperarMotor, vazio),
    lida("ler_metricas", OperarMotor),
    ("contar_entrega", Exige::Nada, Corpo::Json(vazio)),
    ("receber_webhook", Exige::Nada, Corpo::Json(vazio)),
];

fn disparo_da_previa(ids: &Ids) -> Value {
    json!({ "processo": ids.de("processos") })
}
