//! Avisos por todos os canais, pelo fio: quem recebe, com que texto, e o que se faz com cada recusa.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::ErroAplicacao;
use esteira_aplicacao::notificacoes::modelos::{self, ModeloEscrito};
use esteira_aplicacao::notificacoes::regras::{self, RegraEscolhida};
use esteira_aplicacao::notificacoes::{self, CanalEscolhido, Mensagem, Para};
use esteira_aplicacao::segredos;
use esteira_armazem::faturas::{FiltroDeNotificacoes, Notificacao};
use esteira_base::Segredo;
use esteira_base::ids::UsuarioId;
use esteira_conectores::{Mensageiros, Permitidos, ServicosHttp};
use esteira_dominio::{Canal, NovoUsuario, Perfil, Resumo};
use esteira_portais::mensageiros::{CREDENCIAL, INSTANCIA};
use esteira_portais::{FalhaMensageiro, MensageirosDeTeste};
use serde_json::json;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    sem_regra_avisa_os_responsaveis_por_email_e_com_regra_so_quem_ela_diz,
    o_que_o_canal_pede_para_esperar_se_espera_e_o_que_recusa_nao_se_repete,
    a_entrega_chega_depois_e_a_chave_nao_se_guarda,
    o_resumo_junta_e_vai_na_hora,
    modelo_editado_vale_no_proximo_aviso_e_o_ruim_nao_o_cala,
    reenviar_liga_a_nova_a_velha,
);

struct Cena {
    casa: Casa,
    mundo: Arc<Mundo>,
    fora: MensageirosDeTeste,
}

/// Os três canais configurados, e uma aprovadora com telefone.
async fn montar(banco: &Banco) -> Cena {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mundo = Mundo::bom();
    let fora = MensageirosDeTeste::subir().await.unwrap();
    let servicos = ServicosHttp::novo(Permitidos::novos(["127.0.0.1".to_owned()])).unwrap();
    mundo.com_mensageiro(Arc::new(Mensageiros::novos(Arc::new(servicos))));
    let casa = Casa::nova(banco, &mundo).await;
    let beatriz = NovoUsuario {
        nome_completo: "Beatriz".into(),
        email: "beatriz@exemplo.com.br".into(),
        telefone: Some("(11) 98765-4321".into()),
        perfil_usuario: Perfil::Aprovador,
        status_ativo: true,
    };
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let beatriz = beatriz.validar(UsuarioId::novo()).unwrap();
    unidade.criar_usuario(beatriz, "sem senha".into(), mundo.hora()).await.unwrap();
    unidade.confirmar().await.unwrap();
    let cena = Cena { casa, mundo, fora };
    let (url, credencial) = (Some(cena.fora.url()), Some(Segredo::novo(CREDENCIAL)));
    let base = CanalEscolhido { endereco: url, credencial, ..CanalEscolhido::default() };
    let whatsapp = CanalEscolhido { instancia: Some(INSTANCIA.into()), ..base.clone() };
    cena.configurar(Canal::Whatsapp, whatsapp).await;
    cena.configurar(Canal::Telegram, CanalEscolhido { destino: Some("-100123".into()), ..base.clone() }).await;
    let webhook = Segredo::novo(cena.fora.webhook_do_slack("geral"));
    cena.configurar(Canal::Slack, CanalEscolhido { credencial: Some(webhook), ..base }).await;
    cena
}

impl Cena {
    async fn configurar(&self, canal: Canal, escolhido: CanalEscolhido) {
        notificacoes::configurar(&self.casa.app, &self.casa.sistema(), canal, escolhido).await.unwrap();
    }

    async fn regra(&self, canal: Canal, perfil: Option<Perfil>, destino: Option<&str>, resumo: Option<Resumo>) {
        let regra = RegraEscolhida {
            evento: "processo_falhou".into(),
            operadora: None,
            canal,
            perfil,
            destino: destino.map(str::to_owned),
            resumo,
            ativa: true,
        };
        regras::criar(&self.casa.app, &self.casa.sistema(), regra).await.unwrap();
    }

    /// Um acontecimento, até a caixa de saída.
    async fn acontecer(&self, para: &str, canal: Canal, motivo: &str) {
        let mensagem = Mensagem::nova("processo_falhou", json!({ "motivo": motivo }));
        let mut unidade = self.casa.app.armazem.escrever(self.casa.inquilino).await.unwrap();
        let para = [para.to_owned()];
        notificacoes::avisar(&mut unidade, None, Para::por(canal, &para), &mensagem, self.mundo.hora()).await.unwrap();
        unidade.confirmar().await.unwrap();
    }

    async fn mandar(&self) {
        while notificacoes::enviar_pendentes(&self.casa.app).await.unwrap() {}
    }

    async fn todas(&self) -> Vec<Notificacao> {
        let filtro = FiltroDeNotificacoes { limite: 99, ..FiltroDeNotificacoes::default() };
        notificacoes::listar(&self.casa.app, &self.casa.sistema(), &filtro).await.unwrap().itens
    }

    async fn ultima(&self) -> Notificacao {
        self.todas().await.pop().unwrap()
    }

    /// Canal e destino do que chegou lá fora.
    fn chegadas(&self) -> Vec<(&'static str, String)> {
        let mut chegadas: Vec<_> = self.fora.recebidas().into_iter().map(|r| (r.canal, r.para)).collect();
        chegadas.sort();
        chegadas
    }
}

async fn sem_regra_avisa_os_responsaveis_por_email_e_com_regra_so_quem_ela_diz(banco: Banco) {
    let cena = montar(&banco).await;
    cena.acontecer("responsaveis", Canal::Email, "caiu").await;
    cena.mandar().await;
    assert!(cena.mundo.carta_para("olga@exemplo.com.br").is_some(), "a regra de sempre");
    assert_eq!(cena.chegadas(), []);

    segredos::guardar(
        &cena.casa.app,
        &cena.casa.sistema(),
        "slack_financeiro",
        &Segredo::novo(cena.fora.webhook_do_slack("financeiro")),
    )
    .await
    .unwrap();
    cena.regra(Canal::Whatsapp, Some(Perfil::Aprovador), None, None).await;
    cena.regra(Canal::Telegram, None, Some("-100999"), None).await;
    cena.regra(Canal::Slack, None, Some("slack_financeiro"), None).await;
    let longo = format!("<caiu> & {}", "x".repeat(5_000));
    cena.acontecer("responsaveis", Canal::Email, &longo).await;
    cena.mandar().await;
    let esperadas = [("SLACK", "financeiro"), ("TELEGRAM", "-100999"), ("WHATSAPP", "5511987654321")];
    assert_eq!(cena.chegadas(), esperadas.map(|(canal, para)| (canal, para.to_owned())));
    for recebida in cena.fora.recebidas() {
        assert!(recebida.texto.starts_with("Processo parado"), "o assunto abre o texto: {}", recebida.texto);
        let escapado = recebida.texto.contains("&lt;caiu&gt; &amp;");
        assert_eq!(escapado, recebida.canal == "SLACK");
        let cortado = recebida.texto.ends_with("[mensagem cortada: o resto está na Esteira]");
        assert_eq!(cortado, recebida.canal != "SLACK", "longa demais se corta, e nunca é erro");
    }
    assert_eq!(cena.todas().await.iter().filter(|n| n.status_envio == "ENVIADO").count(), 4);

    // Quem ninguém acha não se perde calado.
    cena.acontecer("aprovadores", Canal::Telegram, "x").await;
    cena.acontecer("responsaveis", Canal::Whatsapp, "x").await;
    let mensagem = Mensagem::nova("upload_atrasado", json!({}));
    let mut unidade = cena.casa.app.armazem.escrever(cena.casa.inquilino).await.unwrap();
    let para = ["responsaveis".to_owned()];
    notificacoes::avisar(&mut unidade, None, Para::por(Canal::Whatsapp, &para), &mensagem, cena.mundo.hora())
        .await
        .unwrap();
    unidade.confirmar().await.unwrap();
    let ultima = cena.ultima().await;
    assert_eq!((ultima.status_envio.as_str(), ultima.tipo_notificacao.as_str()), ("FALHOU", "WHATSAPP"));
    assert!(ultima.mensagem_erro.unwrap().contains("telefone"));
}

async fn o_que_o_canal_pede_para_esperar_se_espera_e_o_que_recusa_nao_se_repete(banco: Banco) {
    let cena = montar(&banco).await;
    let destinos = [(Canal::Whatsapp, "11987654321"), (Canal::Telegram, "-100123"), (Canal::Slack, "padrao")];
    for (canal, destino) in destinos {
        cena.fora.falha(canal.as_str(), FalhaMensageiro::Cheio { ms: 90_000 }, 1);
        cena.acontecer(destino, canal, "caiu").await;
        cena.mandar().await;
        let espera = cena.ultima().await;
        assert_eq!((espera.status_envio.as_str(), espera.tentativas_envio), ("PENDENTE", 1), "{canal}");
        cena.mundo.avancar(Duration::from_secs(89));
        cena.mandar().await;
        assert_eq!(cena.ultima().await.tentativas_envio, 1, "{canal}: antes da hora não se tenta");
        cena.mundo.avancar(Duration::from_secs(2));
        cena.mandar().await;
        assert_eq!(cena.ultima().await.status_envio, "ENVIADO", "{canal}");

        for (falha, repete) in [
            (FalhaMensageiro::ForaDoAr, true),
            (FalhaMensageiro::RespostaPerdida, true),
            (FalhaMensageiro::DestinoInexistente, false),
            (FalhaMensageiro::Proibido, false),
        ] {
            cena.fora.falha(canal.as_str(), falha.clone(), 1);
            cena.acontecer(destino, canal, "caiu").await;
            cena.mandar().await;
            let ultima = cena.ultima().await;
            let esperado = if repete { "PENDENTE" } else { "FALHOU" };
            let erro = ultima.mensagem_erro.unwrap();
            assert_eq!(ultima.status_envio, esperado, "{canal} {falha:?}: {erro}");
            assert!(!erro.contains(CREDENCIAL) && !erro.contains("127.0.0.1"), "{canal} {falha:?}: {erro}");
        }
    }
    cena.fora.falha("WHATSAPP", FalhaMensageiro::FalhaComDuzentos, 1);
    cena.acontecer("11987654321", Canal::Whatsapp, "caiu").await;
    cena.mandar().await;
    assert_eq!(cena.ultima().await.status_envio, "PENDENTE", "200 com erro não é sucesso");

    notificacoes::esquecer_canal(&cena.casa.app, &cena.casa.sistema(), Canal::Slack).await.unwrap();
    cena.acontecer("padrao", Canal::Slack, "caiu").await;
    cena.mandar().await;
    let sem_canal = cena.ultima().await;
    assert_eq!(sem_canal.status_envio, "FALHOU");
    assert!(sem_canal.mensagem_erro.unwrap().contains("PUT /api/notificacoes/canais/SLACK"));
}

async fn a_entrega_chega_depois_e_a_chave_nao_se_guarda(banco: Banco) {
    let cena = montar(&banco).await;
    cena.acontecer("11987654321", Canal::Whatsapp, "caiu").await;
    cena.mandar().await;
    let id = cena.fora.recebidas()[0].id.clone();
    assert_eq!(cena.ultima().await.entrega, None, "aceitar não é entregar");
    let canais = notificacoes::listar_canais(&cena.casa.app, &cena.casa.sistema()).await.unwrap();
    let retorno = canais.into_iter().find(|canal| canal.canal == "WHATSAPP").unwrap().retorno;
    for (evento, status, esperada) in [
        ("messages.upsert", "READ", None),
        ("messages.update", "SERVER_ACK", None),
        ("messages.update", "DELIVERY_ACK", Some("ENTREGUE")),
        ("MESSAGES_UPDATE", "READ", Some("LIDO")),
        ("messages.update", "DELIVERY_ACK", Some("LIDO")),
    ] {
        let corpo = json!({
            "event": evento, "instance": INSTANCIA, "apikey": CREDENCIAL,
            "data": { "keyId": id, "remoteJid": "5511987654321@s.whatsapp.net", "fromMe": true, "status": status },
        });
        notificacoes::contar_entrega(&cena.casa.app, &retorno, &corpo).await.unwrap();
        assert_eq!(cena.ultima().await.entrega.as_deref(), esperada, "{evento} {status}");
    }
    let estranho = notificacoes::contar_entrega(&cena.casa.app, &"a".repeat(43), &json!({})).await;
    assert!(matches!(estranho, Err(ErroAplicacao::NaoEncontrado { .. })));
    // O que não se entende não é erro: ela insistiria.
    for corpo in [json!(null), json!([]), json!({ "event": "messages.update", "data": [{}, 7, { "keyId": 1 }] })] {
        notificacoes::contar_entrega(&cena.casa.app, &retorno, &corpo).await.unwrap();
    }
}

async fn o_resumo_junta_e_vai_na_hora(banco: Banco) {
    let cena = montar(&banco).await;
    cena.regra(Canal::Telegram, None, Some("-100999"), Some(Resumo::ACadaHora)).await;
    for motivo in ["um", "dois", "três"] {
        cena.acontecer("responsaveis", Canal::Email, motivo).await;
    }
    cena.mandar().await;
    assert_eq!(notificacoes::resumir(&cena.casa.app).await.unwrap(), 0);
    assert_eq!(cena.chegadas(), [], "antes da hora, nada");
    cena.mundo.avancar(Duration::from_secs(3_600));
    assert_eq!(notificacoes::resumir(&cena.casa.app).await.unwrap(), 1);
    assert_eq!(notificacoes::resumir(&cena.casa.app).await.unwrap(), 0, "uma vez só");
    cena.mandar().await;
    let recebidas = cena.fora.recebidas();
    assert_eq!((recebidas.len(), recebidas[0].texto.starts_with("Resumo: 3 avisos")), (1, true));
    let todas = cena.todas().await;
    let resumo = todas.last().unwrap().id;
    assert!(todas[..3].iter().all(|n| n.status_envio == "ENVIADO" && n.resumida_em == Some(resumo)));
}

async fn modelo_editado_vale_no_proximo_aviso_e_o_ruim_nao_o_cala(banco: Banco) {
    let cena = montar(&banco).await;
    let (app, sistema) = (&cena.casa.app, cena.casa.sistema());
    let escrito = ModeloEscrito {
        assunto: "Parou: {{ dados.motivo }}".into(),
        texto: "Veja: {{ dados.motivo|upper }}".into(),
        html: Some("<p>{{ dados.motivo }}</p>".into()),
    };
    let evento = "processo_falhou";
    modelos::guardar(app, &sistema, evento, Canal::Email, escrito).await.unwrap();
    cena.acontecer("responsaveis", Canal::Email, "<caiu>").await;
    cena.mandar().await;
    let carta = cena.mundo.carta_para("olga@exemplo.com.br").unwrap();
    assert_eq!((carta.assunto.as_str(), carta.texto.as_str()), ("Parou: <caiu>", "Veja: <CAIU>"));
    assert_eq!(carta.html.as_deref(), Some("<p>&lt;caiu&gt;</p>"));

    let ruim = ModeloEscrito { texto: "{{ processo.clinte }}".into(), ..ModeloEscrito::default() };
    let recusado = modelos::guardar(app, &sistema, evento, Canal::Slack, ruim).await;
    assert!(matches!(recusado, Err(ErroAplicacao::Invalido(_))));
    // O que passa do limite na hora de escrever não cala o aviso: vai o do produto.
    let guloso = ModeloEscrito { texto: "{{ dados.motivo }}".repeat(400), assunto: "a".into(), html: None };
    modelos::guardar(app, &sistema, evento, Canal::Telegram, guloso).await.unwrap();
    cena.acontecer("-100123", Canal::Telegram, &"x".repeat(1_000)).await;
    cena.mandar().await;
    assert!(cena.fora.recebidas()[0].texto.starts_with("Processo parado"));

    let previa = modelos::previa(app, &sistema, (evento, Canal::Whatsapp), None, None, json!({})).await.unwrap();
    assert_eq!(previa.assunto, "Processo parado: PADARIA AURORA 2026-10");
    modelos::apagar(app, &sistema, evento, Canal::Email).await.unwrap();
    let visto = modelos::obter(app, &sistema, evento, Canal::Email).await.unwrap();
    assert!(visto.editado_em.is_none() && visto.assunto.starts_with("Processo parado"));
}

async fn reenviar_liga_a_nova_a_velha(banco: Banco) {
    let cena = montar(&banco).await;
    cena.fora.falha("TELEGRAM", FalhaMensageiro::Proibido, 1);
    cena.acontecer("-100123", Canal::Telegram, "caiu").await;
    let pendente = cena.ultima().await;
    let cedo = notificacoes::reenviar(&cena.casa.app, &cena.casa.sistema(), pendente.id.into()).await;
    assert!(matches!(cedo, Err(ErroAplicacao::Conflito { codigo: "notificacao_pendente", .. })));
    cena.mandar().await;
    assert_eq!(cena.ultima().await.status_envio, "FALHOU");
    let nova = notificacoes::reenviar(&cena.casa.app, &cena.casa.sistema(), pendente.id.into()).await.unwrap();
    assert_eq!((nova.reenvio_de, nova.status_envio.as_str()), (Some(pendente.id), "PENDENTE"));
    cena.mandar().await;
    assert_eq!(cena.chegadas(), [("TELEGRAM", "-100123".to_owned())]);
}
