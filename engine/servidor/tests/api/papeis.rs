//! Quem pode o quê, rota por rota.

use esteira_dominio::Perfil;
use serde_json::json;

use crate::apoio::{Casa, cliente, operadora, webhook};

const NINGUEM: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::test]
async fn cada_perfil_faz_so_o_que_a_tabela_permite() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let aprovador = casa.token(Perfil::Aprovador).await;
    let operador = casa.token(Perfil::Operador).await;
    let vivo = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201).json();
    let (ver, gerir, executar) = ([true, true, true], [true, false, false], [true, false, true]);
    let um = |recurso: &str| format!("/api/{recurso}/{NINGUEM}");
    let usuario =
        json!({ "nome_completo": "Ana", "email": "a@b.co", "perfil_usuario": "OPERADOR", "senha": "0123456789" });
    let agendamento = json!({ "nome_agendamento": "A", "cron_expressao": "0 8 * * *", "tipo_agendamento": "CRIAR_PROCESSOS_MENSAIS" });
    let lote = |acao| json!({ "acao": acao, "filtro": { "fluxo": "nenhum" } });
    let regra = json!({ "evento": "*", "canal": "EMAIL", "perfil": "OPERADOR" });
    let modelo = json!({ "assunto": "a", "texto": "b" });
    let tabela = [
        ("GET", "/api/operadoras".to_owned(), None, ver),
        ("GET", um("operadoras"), None, ver),
        ("POST", "/api/operadoras".to_owned(), Some(operadora("NET")), gerir),
        ("PUT", um("operadoras"), Some(operadora("NET")), gerir),
        ("POST", format!("{}/ativar", um("operadoras")), None, gerir),
        ("POST", format!("{}/desativar", um("operadoras")), None, gerir),
        ("GET", "/api/clientes".to_owned(), None, ver),
        ("GET", um("clientes"), None, ver),
        ("POST", "/api/clientes".to_owned(), Some(cliente(&vivo, "Fixo")), gerir),
        ("PUT", um("clientes"), Some(cliente(&vivo, "Fixo")), gerir),
        ("PUT", format!("{}/senha-portal", um("clientes")), Some(json!({ "senha_portal": "x" })), gerir),
        ("DELETE", format!("{}/senha-portal", um("clientes")), None, gerir),
        ("GET", "/api/usuarios".to_owned(), None, gerir),
        ("GET", um("usuarios"), None, gerir),
        ("POST", "/api/usuarios".to_owned(), Some(usuario), gerir),
        ("PATCH", um("usuarios"), Some(json!({})), gerir),
        ("GET", "/api/agendamentos".to_owned(), None, ver),
        ("GET", um("agendamentos"), None, ver),
        ("GET", format!("{}/proximas", um("agendamentos")), None, ver),
        ("GET", format!("{}/disparos", um("agendamentos")), None, ver),
        ("POST", "/api/agendamentos/conferir".to_owned(), Some(json!({ "cron_expressao": "0 8 * * *" })), ver),
        ("POST", "/api/agendamentos".to_owned(), Some(agendamento.clone()), gerir),
        ("PUT", um("agendamentos"), Some(agendamento), gerir),
        ("DELETE", um("agendamentos"), None, gerir),
        ("POST", format!("{}/pausar", um("agendamentos")), None, gerir),
        ("POST", format!("{}/retomar", um("agendamentos")), None, gerir),
        ("POST", format!("{}/executar-agora", um("agendamentos")), None, executar),
        ("POST", format!("{}/repetir", um("instancias")), None, executar),
        ("POST", format!("{}/repetir", um("instancias")), Some(json!({ "entrada": {} })), gerir),
        ("POST", format!("{}/pular", um("instancias")), Some(json!({ "saida": {} })), gerir),
        ("POST", format!("{}/recomecar", um("instancias")), Some(json!({ "passo": "baixar" })), gerir),
        ("POST", format!("{}/pausar", um("instancias")), Some(json!({ "motivo": "x" })), gerir),
        ("POST", format!("{}/retomar", um("instancias")), None, gerir),
        ("POST", format!("{}/migrar", um("instancias")), Some(json!({})), gerir),
        ("POST", format!("{}/cancelar", um("instancias")), Some(json!({ "motivo": "x" })), executar),
        ("POST", "/api/instancias/em-lote".to_owned(), Some(lote("retomar")), gerir),
        ("POST", "/api/instancias/em-lote".to_owned(), Some(lote("repetir")), executar),
        ("GET", "/api/instancias/incidentes".to_owned(), None, ver),
        ("POST", format!("{}/assumir", um("aprovacoes")), None, ver),
        ("POST", format!("{}/devolver", um("aprovacoes")), None, ver),
        ("POST", format!("{}/atribuir", um("aprovacoes")), Some(json!({ "para": NINGUEM })), gerir),
        ("POST", format!("{}/delegar", um("aprovacoes")), Some(json!({ "para": NINGUEM })), ver),
        ("GET", format!("{}/comentarios", um("aprovacoes")), None, ver),
        ("POST", format!("{}/comentarios", um("aprovacoes")), Some(json!({ "texto": "x" })), ver),
        ("GET", format!("{}/anexos", um("aprovacoes")), None, ver),
        ("GET", format!("{}/anexos/{NINGUEM}", um("aprovacoes")), None, ver),
        ("DELETE", format!("{}/anexos/{NINGUEM}", um("aprovacoes")), None, ver),
        ("POST", "/api/aprovacoes/em-lote".to_owned(), Some(json!({ "ids": [], "decisao": "sim" })), ver),
        ("POST", "/api/exportacoes".to_owned(), Some(json!({ "lista": "processos", "formato": "csv" })), ver),
        ("GET", "/api/exportacoes".to_owned(), None, ver),
        ("GET", um("exportacoes"), None, ver),
        ("GET", format!("{}/arquivo", um("exportacoes")), None, ver),
        ("DELETE", um("exportacoes"), None, ver),
        ("GET", "/api/importacoes".to_owned(), None, ver),
        ("GET", um("importacoes"), None, ver),
        ("GET", format!("{}/relatorio/csv", um("importacoes")), None, gerir),
        ("DELETE", um("importacoes"), None, ver),
        ("GET", format!("{}/anexos/1", um("notificacoes")), None, ver),
        ("GET", "/api/retencao".to_owned(), None, gerir),
        ("PUT", "/api/retencao".to_owned(), Some(json!({ "prazos": [] })), gerir),
        ("GET", "/api/retencao/simulacao".to_owned(), None, gerir),
        ("GET", "/api/retencao/guardas".to_owned(), None, gerir),
        ("POST", "/api/retencao/guardas".to_owned(), Some(json!({ "chave": "c", "motivo": "x" })), gerir),
        ("POST", format!("{}/levantar", um("retencao/guardas")), Some(json!({ "motivo": "x" })), gerir),
        ("GET", "/api/segredos".to_owned(), None, gerir),
        ("PUT", "/api/segredos/crm".to_owned(), Some(json!({ "valor": "x" })), gerir),
        ("DELETE", "/api/segredos/crm".to_owned(), None, gerir),
        ("GET", "/metricas".to_owned(), None, gerir),
        ("GET", "/api/autenticacao/eu".to_owned(), None, ver),
        ("GET", "/api/sinais".to_owned(), None, ver),
        ("GET", um("sinais"), None, ver),
        ("POST", "/api/sinais".to_owned(), Some(json!({ "nome": "a", "correlacao": "b" })), executar),
        ("POST", format!("{}/sinais", um("instancias")), Some(json!({ "nome": "a" })), executar),
        ("GET", "/api/notificacoes".to_owned(), None, ver),
        ("POST", format!("{}/reenviar", um("notificacoes")), None, executar),
        ("GET", "/api/notificacoes/canais".to_owned(), None, gerir),
        ("PUT", "/api/notificacoes/canais/SLACK".to_owned(), Some(json!({})), gerir),
        ("DELETE", "/api/notificacoes/canais/SLACK".to_owned(), None, gerir),
        ("GET", "/api/notificacoes/regras".to_owned(), None, gerir),
        ("POST", "/api/notificacoes/regras".to_owned(), Some(regra.clone()), gerir),
        ("GET", um("notificacoes/regras"), None, gerir),
        ("PUT", um("notificacoes/regras"), Some(regra), gerir),
        ("DELETE", um("notificacoes/regras"), None, gerir),
        ("GET", "/api/notificacoes/modelos".to_owned(), None, gerir),
        ("GET", "/api/notificacoes/modelos/a/EMAIL".to_owned(), None, gerir),
        ("PUT", "/api/notificacoes/modelos/a/EMAIL".to_owned(), Some(modelo), gerir),
        ("DELETE", "/api/notificacoes/modelos/a/EMAIL".to_owned(), None, gerir),
        ("POST", "/api/notificacoes/modelos/a/EMAIL/previa".to_owned(), Some(json!({})), gerir),
        ("GET", "/api/webhooks".to_owned(), None, gerir),
        ("GET", um("webhooks"), None, gerir),
        ("POST", "/api/webhooks".to_owned(), Some(webhook("a")), gerir),
        ("PUT", um("webhooks"), Some(webhook("a")), gerir),
        ("DELETE", um("webhooks"), None, gerir),
        ("POST", format!("{}/segredo", um("webhooks")), Some(json!({})), gerir),
        ("GET", format!("{}/recebidos", um("webhooks")), None, gerir),
        ("GET", format!("{}/corpo", um("webhooks/recebidos")), None, gerir),
        ("POST", format!("{}/reenviar", um("webhooks/recebidos")), None, gerir),
    ];
    for (metodo, caminho, corpo, permitidos) in tabela {
        for (token, pode) in [&admin, &aprovador, &operador].into_iter().zip(permitidos) {
            let resposta = casa.pedir_com(metodo, &caminho, Some(token), corpo.clone(), &[("if-match", "\"1\"")]).await;
            let negado = resposta.status == 403;
            assert_eq!(negado, !pode, "{metodo} {caminho}: {} {}", resposta.status, resposta.texto);
        }
    }
}
