//! Outra organização no mesmo servidor: nada dela se vê nem se muda daqui, por operação nenhuma.
//!
//! Percorrem-se todas as operações da descrição com os ids dela. A resposta tem de ser a mesma que se dá ao que não existe: dizer "existe, mas não é
//! seu" já seria contar alguma coisa.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::Request;
use esteira_aplicacao::notificacoes::{self, Mensagem, Para};
use esteira_aplicacao::usuarios;
use esteira_armazem::faturas::{ArquivoDaExecucao, ExecucaoNova};
use esteira_armazem::parametros;
use esteira_armazem::plugins::PluginPublicado;
use esteira_base::Segredo;
use esteira_base::ids::{ExecucaoId, InquilinoId, ProcessoId};
use esteira_dominio::Perfil;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::apoio::{Casa, INICIO, SENHA, cliente, operadora, webhook};
use crate::instancias::ORDEM;
use crate::operacoes::operacoes;
use crate::receitas::Ids;

/// Está em todo texto do vizinho que alguma resposta poderia mostrar.
const MARCA: &str = "Vizinhança";

pub struct Vizinho {
    pub token: String,
    inquilino: InquilinoId,
    pub ids: HashMap<&'static str, String>,
}

impl Vizinho {
    /// Uma organização com um de cada.
    pub async fn mudar_se(casa: &Casa) -> Self {
        let inquilino = InquilinoId::novo();
        let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
        let sql = "INSERT INTO inquilinos (id, nome, data_criacao, data_atualizacao) VALUES ($1, $2, $3, $3)";
        con.executar(sql, parametros![inquilino, MARCA, INICIO]).await.unwrap();
        con.confirmar().await.unwrap();
        let email = "vizinho@exemplo.com.br";
        let administrador = usuarios::criar_primeiro_administrador(&casa.app, inquilino, email, Segredo::novo(SENHA));
        let administrador = administrador.await.unwrap().unwrap();
        let entrou = casa.entrar(email, SENHA).await.deu(200).json();
        let token = entrou["token_de_acesso"].as_str().unwrap().to_owned();
        let mandar = async |metodo: &str, caminho: &str, corpo: Option<Value>| {
            let resposta = casa.pedir(metodo, caminho, Some(&token), corpo).await;
            assert!(resposta.status.is_success(), "{metodo} {caminho}: {}", resposta.texto);
            resposta.json()
        };
        let id = |valor: &Value| valor["id"].as_str().unwrap_or_else(|| panic!("{valor}")).to_owned();
        let primeiro = async |caminho: &str| mandar("GET", caminho, None).await["itens"][0].clone();

        casa.publicar_faturas(&token).await;
        let ordem = ORDEM.replace("fluxo: ordem", "fluxo: ordem_do_vizinho").replace("Conferir", MARCA);
        casa.publicar(&token, &ordem).await.deu(200);
        let mut oi = operadora("VIZINHA");
        oi["nome"] = json!(MARCA);
        let oi = mandar("POST", "/api/operadoras", Some(oi)).await;
        let mut novo = cliente(&oi, MARCA);
        novo["nome_sat"] = json!(MARCA);
        let cliente = mandar("POST", "/api/clientes", Some(novo)).await;
        mandar("POST", "/api/processos/mensal", Some(json!({ "mes_ano": "2026-10" }))).await;
        let processo = primeiro("/api/processos").await;
        let entrada = json!({ "entrada": { "numero": MARCA, "valor": 1 } });
        let instancia = mandar("POST", "/api/fluxos/ordem_do_vizinho/instancias", Some(entrada)).await;
        let tarefas = mandar("GET", "/api/aprovacoes?situacao=ABERTA", None).await;
        let da_instancia = |tarefa: &&Value| tarefa["instancia_id"] == instancia["id"];
        let tarefa = id(tarefas["itens"].as_array().unwrap().iter().find(da_instancia).unwrap());
        let anexo = anexar(casa, &token, &tarefa).await;
        mandar("POST", &format!("/api/aprovacoes/{tarefa}/comentarios"), Some(json!({ "texto": MARCA }))).await;
        let agendamento = json!({ "nome_agendamento": MARCA, "cron_expressao": "0 8 * * *", "tipo_agendamento": "CRIAR_PROCESSOS_MENSAIS" });
        let agendamento = mandar("POST", "/api/agendamentos", Some(agendamento)).await;
        let regra = json!({ "evento": "*", "canal": "EMAIL", "destino": "vizinhança@exemplo.com.br".replace('ç', "c"), "operadora_id": oi["id"] });
        let regra = mandar("POST", "/api/notificacoes/regras", Some(regra)).await;
        let mut porta = webhook(MARCA);
        porta["segredo"] = json!("um segredo de teste");
        let porta = mandar("POST", "/api/webhooks", Some(porta)).await;
        casa.pedir("POST", porta["endereco"].as_str().unwrap(), None, Some(json!({ "conta": MARCA }))).await.deu(401);
        let recebido = primeiro(&format!("/api/webhooks/{}/recebidos", id(&porta))).await;
        let sinal = json!({ "nome": "pagamento", "correlacao": "conta-do-vizinho", "dados": { "de": MARCA } });
        let sinal = mandar("POST", "/api/sinais", Some(sinal)).await;
        mandar("PUT", "/api/segredos/do_vizinho", Some(json!({ "valor": MARCA }))).await;
        let guarda = json!({ "processo_id": processo["id"], "motivo": MARCA });
        let guarda = mandar("POST", "/api/retencao/guardas", Some(guarda)).await;
        let integracao = json!({ "nome": MARCA, "escopos": ["VER_TUDO"], "dias": 30 });
        let integracao = mandar("POST", "/api/tokens", Some(integracao)).await;
        let exportacao = json!({ "lista": "processos", "formato": "csv" });
        let exportacao = mandar("POST", "/api/exportacoes", Some(exportacao)).await;
        let importacao = importar(casa, &token).await;
        let (execucao, arquivo, resumo) = por_baixo(casa, inquilino, processo["id"].as_str().unwrap()).await;
        let notificacao = primeiro("/api/notificacoes").await;

        let ids = HashMap::from([
            ("operadoras", id(&oi)),
            ("clientes", id(&cliente)),
            ("hashes", cliente["hash_unico"].as_str().unwrap().to_owned()),
            ("cnpjs", cliente["cnpj"].as_str().unwrap().to_owned()),
            ("usuarios", administrador.usuario.id.to_string()),
            ("processos", id(&processo)),
            ("instancias", id(&instancia)),
            ("incidentes", id(&instancia)),
            ("fluxos", "ordem_do_vizinho".to_owned()),
            ("aprovacoes", tarefa.clone()),
            ("comentarios", tarefa),
            ("anexos", anexo),
            ("agendamentos", id(&agendamento)),
            ("disparos", id(&agendamento)),
            ("regras", id(&regra)),
            ("notificacoes", id(&notificacao)),
            ("webhooks", id(&porta)),
            ("recebidos", id(&recebido)),
            ("sinais", id(&sinal)),
            ("correlacoes", "conta-do-vizinho".to_owned()),
            ("segredos", "do_vizinho".to_owned()),
            ("guardas", id(&guarda)),
            ("tokens", id(&integracao)),
            ("execucoes", execucao),
            ("arquivos", arquivo),
            ("exportacoes", id(&exportacao)),
            ("importacoes", importacao),
            ("auditoria", id(&cliente)),
            ("plugins", "do_vizinho".to_owned()),
            ("publicados", resumo),
        ]);
        Self { token, inquilino, ids }
    }

    /// Tudo o que é dele, linha por linha.
    async fn tudo(&self, casa: &Casa) -> Vec<String> {
        let mut con = casa.app.armazem.conexao_para_testes().await.unwrap();
        let colunas: Vec<(String, String)> = con
            .linhas(
                "SELECT t.name, group_concat('quote(' || c.name || ')', ' || ''|'' || ')
                 FROM sqlite_schema t JOIN pragma_table_info(t.name) c
                 WHERE t.type = 'table' GROUP BY t.name HAVING sum(c.name = 'inquilino_id') > 0 ORDER BY t.name",
                vec![],
            )
            .await
            .unwrap();
        let mut linhas = Vec::new();
        for (tabela, colunas) in colunas {
            let sql = format!("SELECT {colunas} FROM {tabela} WHERE inquilino_id = $1 ORDER BY 1");
            let dela: Vec<(String,)> = con.linhas(sql, parametros![self.inquilino]).await.unwrap();
            linhas.extend(dela.into_iter().map(|(linha,)| format!("{tabela}: {linha}")));
        }
        linhas
    }
}

async fn anexar(casa: &Casa, token: &str, tarefa: &str) -> String {
    enviar_arquivo(casa, token, &format!("/api/aprovacoes/{tarefa}/anexos"), "conta.pdf", "%PDF-1.4 x").await
}

async fn importar(casa: &Casa, token: &str) -> String {
    let planilha = "RAZÃO SOCIAL;NOME SAT;CNPJ;OPERADORA\r\nLoja Ltda;LOJA;11.222.333/0001-81;VIZINHA";
    enviar_arquivo(casa, token, "/api/importacoes", "clientes.csv", planilha).await
}

/// Manda um arquivo e devolve o id do que nasceu.
async fn enviar_arquivo(casa: &Casa, token: &str, caminho: &str, nome: &str, conteudo: &str) -> String {
    let cabeca = format!("content-disposition: form-data; name=\"arquivo\"; filename=\"{nome}\"");
    let corpo = format!("--corte\r\n{cabeca}\r\n\r\n{conteudo}\r\n--corte--\r\n");
    let pedido = Request::post(caminho)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=corte");
    let resposta = casa.mandar(pedido.body(Body::from(corpo)).unwrap()).await;
    assert!(resposta.status.is_success(), "{caminho}: {}", resposta.texto);
    resposta.json()["id"].as_str().unwrap().to_owned()
}

/// O que a API não cria: uma execução com arquivo, uma notificação, um plugin publicado.
async fn por_baixo(casa: &Casa, inquilino: InquilinoId, processo: &str) -> (String, String, String) {
    let (execucao, arquivo) = (ExecucaoId::novo(), Uuid::now_v7());
    let guardado = casa.app.arquivos.guardar(inquilino, MARCA.into()).await.unwrap();
    let mut unidade = casa.app.armazem.escrever(inquilino).await.unwrap();
    let nova = ExecucaoNova {
        id: execucao,
        processo: ProcessoId(processo.parse().unwrap()),
        item: None,
        tipo: "DOWNLOAD_FATURA".to_owned(),
        parametros: json!({ "de": MARCA }).to_string(),
        tentativa: 1,
        plugin: None,
        por: None,
        ip: None,
        user_agent: None,
    };
    unidade.comecar_execucao(&nova, INICIO).await.unwrap();
    let anexado = ArquivoDaExecucao {
        id: arquivo,
        execucao_id: execucao.into(),
        rotulo: "html".to_owned(),
        nome: MARCA.to_owned(),
        tipo_mime: "text/html".to_owned(),
        chave: guardado.chave.clone(),
        tamanho: 1,
    };
    unidade.anexar_arquivo(&anexado, INICIO).await.unwrap();
    let mensagem = Mensagem::nova("processo_falhou", json!({ "motivo": MARCA }));
    let para = ["-100".to_owned()];
    let para = Para::por(esteira_dominio::Canal::Telegram, &para);
    notificacoes::avisar(&mut unidade, None, para, &mensagem, INICIO).await.unwrap();
    let resumo = guardado.resumo.to_string();
    let publicado = PluginPublicado {
        resumo: resumo.clone(),
        nome: "do_vizinho".to_owned(),
        versao: "1.0.0".to_owned(),
        tamanho: 1,
        chave: guardado.chave,
        manifesto: "{}".to_owned(),
        chave_publica: None,
        assinatura: None,
        publicado_por: MARCA.to_owned(),
        data_criacao: INICIO.micros(),
    };
    unidade.publicar_plugin(&publicado).await.unwrap();
    unidade.confirmar().await.unwrap();
    (execucao.to_string(), arquivo.to_string(), resumo)
}

/// O mesmo feitio de id, de nada que exista.
fn de_ninguem(ids: &HashMap<&'static str, String>) -> HashMap<&'static str, String> {
    let inexistente = |(recurso, id): (&&'static str, &String)| {
        let falso = match *recurso {
            "cnpjs" => "33.000.167/0001-01".to_owned(),
            "hashes" | "publicados" => id.chars().rev().collect(),
            _ if id.parse::<Uuid>().is_ok() => Uuid::now_v7().to_string(),
            _ => format!("{id}_nenhum"),
        };
        (*recurso, falso)
    };
    ids.iter().map(inexistente).collect()
}

/// Sem os ids que se pediram: o que sobra tem de ser igual.
fn sem_ids(texto: &str, ids: &HashMap<&'static str, String>) -> String {
    let mut longos: Vec<_> = ids.values().collect();
    longos.sort_by_key(|id| std::cmp::Reverse(id.len()));
    longos.into_iter().fold(texto.to_owned(), |texto, id| texto.replace(id.as_str(), "<id>"))
}

/// As que não dizem "não há", exista ou não: guardar e esquecer pelo nome dão no mesmo repetidas, e o que um webhook recebeu sobrevive a ele.
const SEM_404: [&str; 3] = ["guardar_segredo", "esquecer_segredo", "listar_recebidos"];

#[tokio::test]
async fn o_que_e_do_vizinho_e_como_o_que_nao_existe() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    casa.publicar_faturas(&admin).await;
    let vizinho = Vizinho::mudar_se(&casa).await;
    let inexistentes = de_ninguem(&vizinho.ids);
    let (dele, de_ninguem) = (Ids::De(vizinho.ids.clone()), Ids::De(inexistentes.clone()));
    let antes = vizinho.tudo(&casa).await;
    assert!(antes.len() > 30, "o vizinho tem de ter de tudo: {antes:#?}");
    let (mut percorridas, mut erradas) = (0, Vec::new());
    for operacao in operacoes() {
        operacao.receita();
        let consultas = operacao.consultas();
        let sem_consulta = operacao.cita().then_some(None);
        for consulta in sem_consulta.into_iter().chain(consultas.iter().map(Some)) {
            let com =
                |ids: &Ids| consulta.map_or(String::new(), |(nome, recurso)| format!("{nome}={}", ids.de(recurso)));
            let nada = operacao.pedir(&casa, &admin, &de_ninguem, &com(&de_ninguem)).await;
            let resposta = operacao.pedir(&casa, &admin, &dele, &com(&dele)).await;
            let mut errada = |por_que: &str| {
                let (metodo, caminho, consulta) = (&operacao.metodo, operacao.com(&dele), com(&dele));
                let (esta, aquela) = ((resposta.status, &resposta.texto), (nada.status, &nada.texto));
                erradas
                    .push(format!("{metodo} {caminho}?{consulta} {por_que}: {esta:?}; do que não existe: {aquela:?}"));
            };
            percorridas += 1;
            if resposta.texto.contains(MARCA) {
                errada("mostrou o que é do vizinho");
            }
            // O cursor é um lugar na ordem, e um id inventado cai noutro: basta não mostrar nada.
            let cursor = consulta.is_some_and(|(nome, _)| nome == "depois_de");
            let iguais = nada.status == resposta.status
                && sem_ids(&nada.texto, &inexistentes) == sem_ids(&resposta.texto, &vizinho.ids);
            if !cursor && !iguais {
                errada("distingue o que é do vizinho do que não existe");
            }
            // 422: o corpo também cita algo dele, e se confere antes.
            let negada = matches!(resposta.status.as_u16(), 404 | 422) || SEM_404.contains(&operacao.id.as_str());
            if operacao.cita_no_caminho() && !negada {
                errada("não deu 404");
            }
        }
    }
    assert!(erradas.is_empty(), "{}", erradas.join("\n"));
    assert!(percorridas > 90, "só {percorridas}");
    assert_eq!(vizinho.tudo(&casa).await, antes, "alguma operação mudou o que é do vizinho");
}
