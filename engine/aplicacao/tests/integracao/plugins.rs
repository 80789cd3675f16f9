//! O ciclo de vida de um plugin: publicado não vale, homologado vale, experimenta-se numa parte, fixa-se numa operadora, reverte-se.

use esteira_aplicacao::agendamentos::{self, NovoAgendamento, SONDAR_PLUGINS};
use esteira_aplicacao::{ErroAplicacao, notificacoes, operadoras, plugins, usuarios};
use esteira_armazem::faturas::FiltroDeNotificacoes;
use esteira_armazem::plugins::PluginPublicado;
use esteira_base::ids::{InquilinoId, InstanciaId, NoId};
use esteira_base::{Instante, Resumo, Segredo};
use esteira_dominio::{ConfiguracaoDoRpa, NovaOperadora, NovoUsuario, Perfil};
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    publicado_so_vale_homologado_e_a_execucao_corre_com_ele,
    homologar_e_reverter_trocam_a_que_vale,
    so_quem_opera_publica_e_so_o_que_e_plugin,
    operadora_so_liga_o_rpa_com_plugin_homologado,
    versao_de_outro_plugin_ou_inquilino_nao_serve_ainda_que_pronta_no_no,
    sondagem_agendada_avisa_os_administradores_do_que_mudou,
);

async fn publicar(casa: &Casa, texto: &'static str) -> (PluginPublicado, Resumo) {
    let publicado = plugins::publicar(&casa.app, &casa.sistema(), texto.as_bytes().into(), None).await.unwrap();
    let resumo = publicado.resumo.parse().unwrap();
    (publicado, resumo)
}

async fn publicado_so_vale_homologado_e_a_execucao_corre_com_ele(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let (publicado, resumo) = publicar(&casa, "plugin oi 1.0.0").await;
    assert_eq!(publicar(&casa, "plugin oi 1.0.0").await.0, publicado, "o mesmo conteúdo é a mesma versão");
    casa.criar_processo().await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    assert_eq!(mundo.versoes(), [None], "publicado ainda não vale: vale o da pasta");

    plugins::homologar(&casa.app, &casa.sistema(), resumo, 100).await.unwrap();
    casa.criar_processo_de("2026-11").await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    assert_eq!(mundo.versoes(), [None, Some(resumo)]);
}

async fn homologar_e_reverter_trocam_a_que_vale(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let (app, quem) = (&casa.app, &casa.sistema());
    let ((_, um), (_, dois)) = (publicar(&casa, "plugin oi 1.0.0").await, publicar(&casa, "plugin oi 1.1.0").await);
    let cedo = plugins::homologar(app, quem, um, 10).await.unwrap_err();
    assert!(matches!(&cedo, ErroAplicacao::Invalido(campos) if campos[0].campo == "percentual"), "{cedo:?}");
    let vale = |v: &esteira_armazem::plugins::Vigente| (v.resumo.clone(), v.experimentada.clone(), v.percentual);
    let primeira = plugins::homologar(app, quem, um, 100).await.unwrap();
    assert_eq!(vale(&primeira), (um.to_string(), None, 0));
    let experimenta = plugins::homologar(app, quem, dois, 10).await.unwrap();
    assert_eq!(vale(&experimenta), (um.to_string(), Some(dois.to_string()), 10));
    let desiste = plugins::reverter(app, quem, "oi").await.unwrap();
    assert_eq!(vale(&desiste), (um.to_string(), None, 0));
    plugins::homologar(app, quem, dois, 100).await.unwrap();
    let volta = plugins::reverter(app, quem, "oi").await.unwrap();
    assert_eq!((volta.resumo, volta.anterior), (um.to_string(), Some(dois.to_string())));
    let outro = plugins::reverter(app, quem, "sat").await.unwrap_err();
    assert!(matches!(outro, ErroAplicacao::NaoEncontrado { .. }), "{outro:?}");
    let estante = plugins::listar(app, quem, Some("oi")).await.unwrap();
    assert_eq!((estante.publicados.len(), estante.vigentes.len()), (2, 1));
}

async fn so_quem_opera_publica_e_so_o_que_e_plugin(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let olga = casa.pessoa("Olga", Perfil::Operador);
    let recusado = plugins::publicar(&casa.app, &olga, "plugin oi 1.0.0".into(), None).await.unwrap_err();
    assert!(matches!(recusado, ErroAplicacao::SemPermissao { .. }), "{recusado:?}");
    let lixo = plugins::publicar(&casa.app, &casa.sistema(), "lixo".into(), None).await.unwrap_err();
    assert!(matches!(&lixo, ErroAplicacao::Invalido(campos) if campos[0].campo == "plugin"), "{lixo:?}");
    let falta = plugins::homologar(&casa.app, &casa.sistema(), Resumo::de(b"x"), 100).await.unwrap_err();
    assert!(matches!(falta, ErroAplicacao::NaoEncontrado { .. }), "{falta:?}");
}

async fn operadora_so_liga_o_rpa_com_plugin_homologado(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let (app, quem) = (&casa.app, &casa.sistema());
    let vivo = |versao: Option<Resumo>| NovaOperadora {
        nome: "Vivo".into(),
        codigo: "VIVO".into(),
        possui_rpa: true,
        status_ativo: true,
        configuracao_rpa: ConfiguracaoDoRpa { versao_do_plugin: versao, ..Default::default() },
        ..Default::default()
    };
    let campo = |erro: ErroAplicacao| match erro {
        ErroAplicacao::Invalido(campos) => (campos[0].campo, campos[0].codigo),
        outro => panic!("{outro:?}"),
    };
    let ((_, da_vivo), (_, da_oi)) =
        (publicar(&casa, "plugin vivo 1.0.0").await, publicar(&casa, "plugin oi 1.0.0").await);
    let sem = operadoras::criar(app, quem, vivo(None)).await.unwrap_err();
    assert_eq!(campo(sem), ("possui_rpa", "sem_plugin"), "publicado não basta");
    let de_outra = operadoras::criar(app, quem, vivo(Some(da_oi))).await.unwrap_err();
    assert_eq!(campo(de_outra), ("configuracao_rpa", "invalido"));
    plugins::homologar(app, quem, da_vivo, 100).await.unwrap();
    operadoras::criar(app, quem, vivo(None)).await.unwrap();
}

async fn sondagem_agendada_avisa_os_administradores_do_que_mudou(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let (app, quem) = (&casa.app, &casa.sistema());
    let ana = NovoUsuario {
        nome_completo: "Ana".into(),
        email: "ana@exemplo.com.br".into(),
        telefone: None,
        perfil_usuario: Perfil::Administrador,
        status_ativo: true,
    };
    usuarios::criar(app, quem, ana, Segredo::novo("uma senha bem comprida 7")).await.unwrap();
    let novo = NovoAgendamento {
        nome_agendamento: "Sondagem".into(),
        descricao: None,
        cron_expressao: "0 3 * * *".into(),
        fuso: Some("UTC".into()),
        tipo_agendamento: SONDAR_PLUGINS.into(),
        parametros_execucao: serde_json::json!({}),
        sobreposicao: None,
        perdidas: None,
        janela_perdidas: None,
        status_ativo: true,
    };
    let agendamento = agendamentos::criar(app, quem, novo).await.unwrap();
    mundo.avancar(mundo.hora().ate(Instante::de_micros(agendamento.proxima_execucao.unwrap())));
    agendamentos::vencer(app).await.unwrap();
    for pego in agendamentos::pegar(app, 8).await.unwrap() {
        agendamentos::correr(app, &pego, CancellationToken::new()).await;
    }
    let disparos = agendamentos::disparos(app, quem, agendamento.id.into(), None, 9).await.unwrap();
    let contou = disparos.itens[0].mensagem.as_deref().unwrap();
    assert!(contou.contains("2 sondadas, 0 em dia") && contou.contains("OI: 1 seletor(es) não se acham"), "{contou}");
    let avisos =
        notificacoes::listar(app, quem, &FiltroDeNotificacoes { limite: 9, ..Default::default() }).await.unwrap().itens;
    let vistos: Vec<_> = avisos.iter().map(|a| (a.destinatario.as_str(), a.assunto.as_str())).collect();
    assert_eq!(vistos, [("ana@exemplo.com.br", "Portal a ver: OI"), ("ana@exemplo.com.br", "Portal a ver: SAT")]);
    assert!(avisos[0].mensagem.contains("- senha: ausente") && !avisos[0].mensagem.contains("email"), "{avisos:?}");
}

async fn versao_de_outro_plugin_ou_inquilino_nao_serve_ainda_que_pronta_no_no(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let (_, resumo) = publicar(&casa, "plugin sat 1.0.0").await;
    casa.app.rpa.instalar("plugin sat 1.0.0".into()).await.unwrap();
    let (alheio, instancia) = (InquilinoId::novo(), InstanciaId::novo());
    for (inquilino, nome, serve) in
        [(casa.inquilino, "sat", true), (casa.inquilino, "oi", false), (alheio, "sat", false)]
    {
        let mut unidade = casa.app.armazem.ler(inquilino).await.unwrap();
        let escolhida = plugins::escolher(&casa.app, &mut unidade, nome, Some(resumo), instancia).await;
        assert_eq!(escolhida.is_ok(), serve, "{nome}: {escolhida:?}");
    }
}
