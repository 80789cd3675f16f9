//! O RPA externo, pelo fio: um pedido por fatura, caia o que cair; o que não se sabe pergunta-se a uma pessoa.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::faturas::{DECISAO_APROVAR, DECISAO_NAO_ENVIADA};
use esteira_aplicacao::instancias::{self, Escolha, Ordem};
use esteira_aplicacao::{ErroAplicacao, clientes, segredos, tarefas};
use esteira_armazem::cadastro::{FiltroDeClientes, FiltroDeOperadoras};
use esteira_armazem::faturas::{Execucao, FiltroDeExecucoes};
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::ids::{InstanciaId, NoId};
use esteira_base::{Instante, Relogio, Segredo};
use esteira_conectores::{Permitidos, RpaExternoHttp, ServicosHttp};
use esteira_dominio::{Operadora, Perfil};
use esteira_portais::{FalhaRpaExterno, Opcoes, RpaExternoDeTeste, Vezes};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

use crate::apoio::mundo::Queda;
use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_fatura_vai_e_volta_pelo_rpa_externo,
    resposta_perdida_adota_o_trabalho_so_se_so_pode_ser_o_nosso,
    trabalho_que_some_so_se_pede_de_novo_se_uma_pessoa_mandar,
    cada_defeito_da_o_seu_erro_e_nenhum_segredo,
    o_que_falta_no_cadastro_e_erro_antes_de_pedir,
    token_vencido_no_meio_retoma_o_mesmo_trabalho,
    envio_que_nao_se_sabe_vai_a_uma_pessoa,
);

const TOKEN: &str = "jwt-da-operadora-oi";
const SENHA: &str = "s3nha-do-portal";
const PDF: &[u8] = b"%PDF-1.7 fatura";

/// Quedas que correm juntas, e de quantos em quantos contatos se cai no PostgreSQL, que é mais lento de subir.
const QUEDAS_JUNTAS: usize = 8;
const PASSO_NO_POSTGRES: usize = 6;
/// Horas que se deixam passar antes de desistir.
const MAXIMO_DE_HORAS: usize = 12;

/// A hora do mundo, sem que conte como contato.
struct HoraDoMundo(Arc<Mundo>);

impl Relogio for HoraDoMundo {
    fn agora(&self) -> Instante {
        self.0.hora()
    }
}

struct Cena {
    casa: Casa,
    mundo: Arc<Mundo>,
    externo: RpaExternoDeTeste,
}

async fn externo(mundo: &Arc<Mundo>) -> RpaExternoDeTeste {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let opcoes = Opcoes { relogio: Arc::new(HoraDoMundo(mundo.clone())), ..Opcoes::default() };
    let externo = RpaExternoDeTeste::subir_com(TOKEN, PDF.to_vec(), opcoes).await.unwrap();
    let servicos = ServicosHttp::novo(Permitidos::novos(["127.0.0.1".to_owned()])).unwrap();
    mundo.com_rpa_externo(Arc::new(RpaExternoHttp::novo(Arc::new(servicos))));
    externo
}

/// A Oi da casa passa a ser de RPA externo, também para o SAT, e o cliente tem tudo o que ele pede.
async fn montar(banco: &Banco) -> Cena {
    let mundo = Mundo::bom();
    let externo = externo(&mundo).await;
    let casa = Casa::nova(banco, &mundo).await;
    let agora = mundo.hora();
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let filtro = FiltroDeOperadoras { limite: 9, ..FiltroDeOperadoras::default() };
    let lida = unidade.operadoras(&filtro).await.unwrap().itens.remove(0);
    let mut nova =
        Operadora { rpa_terceirizado: true, url_endpoint_rpa: Some(externo.url()), ..lida.operadora.clone() };
    nova.configuracao_rpa.sat_terceirizado = true;
    unidade.alterar_operadora(&lida, nova, agora).await.unwrap();
    let filtro = FiltroDeClientes { limite: 9, ..FiltroDeClientes::default() };
    let lido = unidade.clientes(&filtro).await.unwrap().itens.remove(0);
    let mut cliente = lido.cliente.clone();
    cliente.login_portal = Some("padaria".into());
    for (campo, valor) in [
        (&mut cliente.filtro, "1140001234"),
        (&mut cliente.servico, "FIXO"),
        (&mut cliente.dados_sat, "123456"),
        (&mut cliente.unidade, "MATRIZ"),
    ] {
        *campo = valor.into();
    }
    let alterado = unidade.alterar_cliente(&lido, cliente, agora).await.unwrap();
    unidade.confirmar().await.unwrap();
    let (sistema, senha) = (casa.sistema(), Some(Segredo::novo(SENHA)));
    clientes::definir_senha_do_portal(&casa.app, &sistema, lido.cliente.id, alterado.revisao, senha).await.unwrap();
    segredos::guardar(&casa.app, &sistema, "rpa_externo_oi", &Segredo::novo(TOKEN)).await.unwrap();
    Cena { casa, mundo, externo }
}

impl Cena {
    /// Cria o processo e faz o que há a fazer agora.
    async fn correr(&self) -> InstanciaId {
        let id = self.casa.criar_processo().await.unwrap();
        self.andar().await;
        id
    }

    async fn andar(&self) {
        andar(&self.casa.app, NoId::novo()).await.unwrap();
    }

    fn pedidos(&self, operadora: &str) -> usize {
        self.externo.pedidos().iter().filter(|pedido| pedido.operadora == operadora).count()
    }

    async fn ultima_execucao(&self) -> Execucao {
        let mut unidade = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap();
        unidade.execucoes(&FiltroDeExecucoes { limite: 1, ..Default::default() }).await.unwrap().itens.pop().unwrap()
    }

    /// O código do erro da última execução.
    async fn erro(&self) -> String {
        let erro: Value = serde_json::from_str(&self.ultima_execucao().await.detalhes_erro.unwrap()).unwrap();
        erro["codigo"].as_str().unwrap().to_owned()
    }

    async fn tarefa(&self, passo: &str) -> Option<esteira_base::ids::TarefaId> {
        let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
        let abertas =
            self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap().tarefas(&filtro).await.unwrap().itens;
        abertas.into_iter().find(|tarefa| tarefa.passo == passo).map(|tarefa| tarefa.id.into())
    }

    async fn decidir(&self, passo: &str, perfil: Perfil, decisao: &str) {
        let tarefa = self.tarefa(passo).await.unwrap_or_else(|| panic!("não há tarefa {passo}"));
        let quem = self.casa.pessoa("Beto", perfil);
        tarefas::decidir(&self.casa.app, &quem, tarefa, decisao, json!({})).await.unwrap();
        self.andar().await;
    }

    async fn repetir(&self, id: InstanciaId) {
        let ordem = Ordem::Repetir { quais: Escolha::default(), entrada: None };
        let olga = self.casa.pessoa("Olga", Perfil::Operador);
        instancias::ordenar(&self.casa.app, &olga, id, &ordem).await.unwrap();
        self.andar().await;
    }

    async fn situacao(&self, id: InstanciaId) -> String {
        self.casa.ver(id).await.0
    }

    async fn linhas(&self, execucao: &Execucao) -> Vec<String> {
        let mut unidade = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap();
        let linhas = unidade.linhas_da_execucao(execucao.id.into(), 0, 999).await.unwrap();
        linhas.into_iter().map(|linha| linha.mensagem).collect()
    }
}

async fn a_fatura_vai_e_volta_pelo_rpa_externo(banco: Banco) {
    let cena = montar(&banco).await;
    cena.externo.falha("OI", FalhaRpaExterno::LogRepetido, Vezes::Sempre);
    cena.externo.falha("OI", FalhaRpaExterno::SenhaNoLog, Vezes::Sempre);
    let id = cena.correr().await;
    let download = cena.externo.pedidos().remove(0);
    let processo = cena.casa.app.armazem.ler(cena.casa.inquilino).await.unwrap().processo_da_instancia(id).await;
    let processo = processo.unwrap().unwrap();
    let esperado = json!({
        "login": "padaria", "senha": SENHA, "filtro": "1140001234", "cnpj": "11222333000181",
        "processo_id": processo.id,
    });
    assert_eq!((download.operadora.as_str(), &download.corpo), ("OI", &esperado));
    let execucao = cena.ultima_execucao().await;
    let pedido = format!("pedido ao RPA externo: trabalho {}", download.trabalho);
    let passo = |n: u8| format!("passo {n}: digitando *** com ***");
    assert_eq!(cena.linhas(&execucao).await, [pedido, passo(1), passo(2), passo(3)]);
    assert!(!execucao.parametros_entrada.contains(SENHA) && execucao.plugin.as_deref() == Some("externo:OI"));

    cena.decidir("aprovar", Perfil::Aprovador, DECISAO_APROVAR).await;
    let envio = cena.externo.pedidos().remove(1);
    let esperado = json!({
        "cnpj": "11222333000181", "razao": "Padaria Aurora Ltda", "operadora": "Oi", "nome_filtro": "PADARIA AURORA",
        "unidade": "MATRIZ", "servico": "FIXO", "dados_sat": "123456", "nome_arquivo": processo.nome_fatura,
        "data_vencimento": "30/11/2026", "processo_id": processo.id,
    });
    assert_eq!((envio.operadora.as_str(), &envio.corpo), ("sat", &esperado));
    assert_eq!(cena.situacao(id).await, "CONCLUIDA");
    let processo = cena.casa.app.armazem.ler(cena.casa.inquilino).await.unwrap().processo_da_instancia(id).await;
    let processo = processo.unwrap().unwrap();
    assert_eq!(processo.status_processo, "UPLOAD_REALIZADO");
    assert!(processo.comprovante_sat.unwrap().contains("SAT-"), "o comprovante é o que o RPA externo deu");
    assert_eq!(cena.mundo.recebidas_no_sat(), Vec::<u32>::new(), "o nosso plugin não enviou");
}

async fn resposta_perdida_adota_o_trabalho_so_se_so_pode_ser_o_nosso(banco: Banco) {
    let cena = montar(&banco).await;
    cena.externo.falha("OI", FalhaRpaExterno::CriaENaoResponde, 1);
    cena.correr().await;
    assert_eq!(cena.pedidos("OI"), 1);
    assert!(cena.tarefa("aprovar").await.is_some(), "o trabalho que nasceu se adotou e acabou");

    for falha in [FalhaRpaExterno::NaoCriaNemResponde, FalhaRpaExterno::ListaSemFuso] {
        let banco = Banco::sqlite();
        let outro = montar(&banco).await;
        if falha == FalhaRpaExterno::ListaSemFuso {
            outro.externo.falha("OI", FalhaRpaExterno::CriaENaoResponde, 1);
        }
        outro.externo.falha("*", falha.clone(), 1);
        let id = outro.correr().await;
        assert_eq!(outro.situacao(id).await, "PRECISA_DE_ATENCAO", "{falha:?}");
        assert_eq!(outro.erro().await, "trabalho_externo_incerto", "{falha:?}");
    }
}

async fn trabalho_que_some_so_se_pede_de_novo_se_uma_pessoa_mandar(banco: Banco) {
    let cena = montar(&banco).await;
    cena.externo.falha("OI", FalhaRpaExterno::TrabalhoSome, 1);
    let id = cena.correr().await;
    cena.mundo.avancar(Duration::from_secs(86_400));
    cena.andar().await;
    assert_eq!((cena.pedidos("OI"), cena.situacao(id).await.as_str()), (1, "PRECISA_DE_ATENCAO"));
    assert_eq!(cena.erro().await, "trabalho_externo_incerto");
    cena.repetir(id).await;
    assert_eq!(cena.pedidos("OI"), 2);
    assert!(cena.tarefa("aprovar").await.is_some());
}

async fn cada_defeito_da_o_seu_erro_e_nenhum_segredo(banco: Banco) {
    let cena = montar(&banco).await;
    let id = cena.casa.criar_processo().await.unwrap();
    let casos = [
        (FalhaRpaExterno::ConcluiSemArquivo, "arquivo_invalido"),
        (FalhaRpaExterno::ArquivoNaoEPdf, "arquivo_invalido"),
        (FalhaRpaExterno::ArquivoNoDisco, "arquivo_fora_de_alcance"),
        (FalhaRpaExterno::Falha, "rpa_externo_falhou"),
        (FalhaRpaExterno::CorpoRecusado, "rpa_externo_recusou"),
        (FalhaRpaExterno::OperadoraDesconhecida, "rpa_externo_desconhece"),
        (FalhaRpaExterno::TokenRecusado, "rpa_externo_token"),
        // O 500 não diz se o trabalho nasceu, e na lista não está.
        (FalhaRpaExterno::ErroInterno, "trabalho_externo_incerto"),
    ];
    for (falha, codigo) in casos {
        cena.externo.falha("OI", falha.clone(), 1);
        cena.andar().await;
        let execucao = cena.ultima_execucao().await;
        let erro = execucao.detalhes_erro.unwrap();
        assert!(erro.contains(&format!("\"{codigo}\"")), "{falha:?}: {erro}");
        assert!(!erro.contains(SENHA) && !erro.contains(TOKEN), "{erro}");
        // Para o seguinte: o que a espera não traz de volta, uma pessoa traz.
        cena.mundo.avancar(Duration::from_secs(3 * 3_600));
        cena.externo.desarmar_falhas();
        if cena.situacao(id).await == "PRECISA_DE_ATENCAO" {
            let ordem = Ordem::Repetir { quais: Escolha::default(), entrada: None };
            instancias::ordenar(&cena.casa.app, &cena.casa.sistema(), id, &ordem).await.unwrap();
        }
    }
    // Sem defeito nenhum, mas lento, só em `/jobs/{id}` e em base64.
    cena.externo.falha("OI", FalhaRpaExterno::SoEmJobs, Vezes::Sempre);
    cena.externo.falha("OI", FalhaRpaExterno::ArquivoEmBase64, Vezes::Sempre);
    cena.externo.falha("OI", FalhaRpaExterno::Lento { ms: 20 }, Vezes::Sempre);
    cena.andar().await;
    assert!(cena.tarefa("aprovar").await.is_some());
    let execucao = cena.ultima_execucao().await;
    assert!(cena.linhas(&execucao).await.contains(&"passo 3".to_owned()), "o log vem de /jobs/{{id}}/logs");
}

async fn o_que_falta_no_cadastro_e_erro_antes_de_pedir(banco: Banco) {
    let cena = montar(&banco).await;
    let mut unidade = cena.casa.app.armazem.escrever(cena.casa.inquilino).await.unwrap();
    let filtro = FiltroDeClientes { limite: 9, ..FiltroDeClientes::default() };
    let lido = unidade.clientes(&filtro).await.unwrap().itens.remove(0);
    let mut cliente = lido.cliente.clone();
    (cliente.login_portal, cliente.filtro) = (None, String::new());
    unidade.alterar_cliente(&lido, cliente, cena.mundo.hora()).await.unwrap();
    unidade.confirmar().await.unwrap();
    let id = cena.correr().await;
    assert_eq!((cena.externo.pedidos().len(), cena.situacao(id).await.as_str()), (0, "PRECISA_DE_ATENCAO"));
    let motivo = cena.casa.app.armazem.ler(cena.casa.inquilino).await.unwrap().processo_da_instancia(id).await;
    let motivo = motivo.unwrap().unwrap().motivo.unwrap();
    assert!(motivo.contains("o login do portal") && motivo.contains("o filtro"), "{motivo}");
}

async fn token_vencido_no_meio_retoma_o_mesmo_trabalho(banco: Banco) {
    let cena = montar(&banco).await;
    // A resposta ao pedido já não chega a tempo de se saber mais nada: o token vence na primeira consulta.
    cena.externo.falha("OI", FalhaRpaExterno::TokenVenceAoPedir, 1);
    let id = cena.correr().await;
    assert_eq!((cena.pedidos("OI"), cena.erro().await.as_str()), (1, "rpa_externo_token"));
    cena.repetir(id).await;
    assert_eq!(cena.pedidos("OI"), 1);
    assert!(cena.tarefa("aprovar").await.is_some(), "o mesmo trabalho se retomou e acabou");
}

async fn envio_que_nao_se_sabe_vai_a_uma_pessoa(banco: Banco) {
    let cena = montar(&banco).await;
    let id = cena.correr().await;
    cena.externo.falha("sat", FalhaRpaExterno::CriaENaoResponde, 1);
    cena.decidir("aprovar", Perfil::Aprovador, DECISAO_APROVAR).await;
    // Nem a resposta perdida, nem a falha, nem o sumiço se repetem sem que alguém olhe o SAT.
    for (envios, falha) in [(1, Some(FalhaRpaExterno::Falha)), (2, Some(FalhaRpaExterno::TrabalhoSome)), (3, None)] {
        assert_eq!((cena.pedidos("sat"), cena.erro().await.as_str()), (envios, "envio_incerto"));
        if let Some(falha) = falha {
            cena.externo.falha("sat", falha, 1);
        }
        cena.decidir("conferir_a_mao", Perfil::Operador, DECISAO_NAO_ENVIADA).await;
    }
    assert_eq!((cena.pedidos("sat"), cena.situacao(id).await.as_str()), (4, "CONCLUIDA"));
}

/// Leva a fatura até o fim ou até perguntar a uma pessoa o que não se sabe.
async fn levar(casa: &Casa, mundo: &Mundo) -> Result<(), ErroAplicacao> {
    let no = NoId::novo();
    let id = casa.criar_processo().await?;
    for _ in 0..MAXIMO_DE_HORAS {
        andar(&casa.app, no).await?;
        let situacao = casa.ver(id).await.0;
        if situacao != "EM_ANDAMENTO" {
            return Ok(());
        }
        let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
        let abertas = casa.app.armazem.ler(casa.inquilino).await?.tarefas(&filtro).await?.itens;
        match abertas.first() {
            Some(tarefa) if tarefa.passo == "conferir_a_mao" => return Ok(()),
            Some(tarefa) => {
                let beto = casa.pessoa("Beto", Perfil::Aprovador);
                tarefas::decidir(&casa.app, &beto, tarefa.id.into(), DECISAO_APROVAR, json!({})).await?;
            }
            None => mundo.avancar(Duration::from_secs(3_600)),
        }
    }
    panic!("a fatura não chegou ao fim nem perguntou");
}

/// Sobe, cai no contato dado (0 = não cai), religa e termina. Devolve quantos contatos houve até cair.
async fn cair(banco: Banco, contato: usize) -> usize {
    let Cena { casa, mundo, externo } = montar(&banco).await;
    let antes = mundo.contatos();
    mundo.marcar_queda(if contato == 0 { 0 } else { antes + contato });
    let casa = Arc::new(casa);
    let andando = {
        let (casa, mundo) = (casa.clone(), mundo.clone());
        tokio::spawn(async move { levar(&casa, &mundo).await })
    };
    match andando.await {
        Ok(terminou) => assert!(terminou.is_ok() || mundo.caiu(), "falhou sem cair: {terminou:?}"),
        Err(caiu) if caiu.is_panic() => {
            let causa = caiu.into_panic();
            if !causa.is::<Queda>() {
                std::panic::resume_unwind(causa);
            }
        }
        Err(erro) => panic!("{erro}"),
    }
    let contatos = mundo.contatos() - antes;
    if mundo.caiu() {
        Arc::into_inner(casa).expect("ninguém mais usa o nó").derrubar().await;
        mundo.marcar_queda(0);
        let casa = Casa::subir(&banco, &mundo).await;
        casa.app.armazem.esquecer_nos().await.unwrap();
        levar(&casa, &mundo).await.unwrap();
        casa.derrubar().await;
    }
    let mut pedidos: Vec<_> = externo.pedidos().into_iter().map(|pedido| pedido.operadora).collect();
    pedidos.sort();
    let quantos = pedidos.len();
    pedidos.dedup();
    assert_eq!(quantos, pedidos.len(), "caiu no contato {contato} e pediu duas vezes");
    contatos
}

async fn cair_em_todos(novo: fn() -> Banco, passo: usize) {
    let contatos = cair(novo(), 0).await;
    assert!(contatos > 20, "só {contatos} contatos: o mundo não está contando");
    let quedas = stream::iter((1..=contatos).step_by(passo)).map(|contato| cair(novo(), contato));
    let mut quedas = pin!(quedas.buffer_unordered(QUEDAS_JUNTAS));
    while quedas.next().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_sqlite_cair_em_qualquer_ponto_nunca_pede_duas_vezes() {
    cair_em_todos(Banco::sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_postgres_cair_em_pontos_espalhados_nunca_pede_duas_vezes() {
    cair_em_todos(Banco::postgres, PASSO_NO_POSTGRES).await;
}
