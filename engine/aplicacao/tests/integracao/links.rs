//! O link de decisão: de cada um, por um tempo, para uma decisão; e só quem aperta o botão decide.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::autenticacao::Origem;
use esteira_aplicacao::tarefas::link;
use esteira_aplicacao::{ErroAplicacao, notificacoes, usuarios};
use esteira_armazem::cadastro::FiltroDeAuditoria;
use esteira_armazem::faturas::FiltroDeNotificacoes;
use esteira_base::Segredo;
use esteira_base::ids::{InstanciaId, NoId, UsuarioId};
use esteira_dominio::{NovoUsuario, Perfil};
use esteira_motor::maquina::Recusa;
use serde_json::json;

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    cada_candidato_recebe_o_seu_link_e_o_historico_nao_o_guarda,
    abrir_so_mostra_e_o_primeiro_a_decidir_decide_uma_vez,
    link_adulterado_vencido_ou_de_quem_saiu_nao_vale,
    por_link_valem_o_papel_e_os_quatro_olhos_de_sempre,
    a_marca_que_alguem_escreve_nao_vira_link,
);

struct Cena {
    casa: Casa,
    mundo: Arc<Mundo>,
    instancia: InstanciaId,
}

const DIA: Duration = Duration::from_secs(86_400);

/// Duas aprovadoras e uma fatura à espera delas, já avisadas.
async fn montar(banco: &Banco) -> Cena {
    let mundo = Mundo::bom();
    let casa = Casa::nova(banco, &mundo).await;
    for nome in ["Bia", "Clara"] {
        cadastrar(&casa, nome, Perfil::Aprovador).await;
    }
    let instancia = casa.criar_processo().await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    let cena = Cena { casa, mundo, instancia };
    cena.mandar().await;
    cena
}

async fn cadastrar(casa: &Casa, nome: &str, perfil: Perfil) -> UsuarioId {
    let novo = NovoUsuario {
        nome_completo: nome.into(),
        email: format!("{}@exemplo.com.br", nome.to_lowercase()),
        telefone: None,
        perfil_usuario: perfil,
        status_ativo: true,
    };
    let criado = usuarios::criar(&casa.app, &casa.sistema(), novo, Segredo::novo("uma senha bem comprida")).await;
    criado.unwrap().usuario.id
}

impl Cena {
    async fn mandar(&self) {
        while notificacoes::enviar_pendentes(&self.casa.app).await.unwrap() {}
    }

    /// O token do link que esta pessoa recebeu.
    fn token(&self, nome: &str) -> String {
        let carta = self.mundo.ultima_carta_para(&format!("{}@exemplo.com.br", nome.to_lowercase())).unwrap();
        let (_, resto) = carta.texto.split_once("https://esteira.exemplo.com.br/decidir/").unwrap();
        resto.split_whitespace().next().unwrap().to_owned()
    }

    async fn abrir(&self, token: &str) -> Result<link::Aberto, ErroAplicacao> {
        link::abrir(&self.casa.app, token, Origem::default()).await
    }

    async fn decidir(&self, token: &str, decisao: &str) -> Result<(), ErroAplicacao> {
        let origem = Origem { ip: Some("203.0.113.9".into()), user_agent: None };
        let dados = json!({ "motivo": "valor errado" });
        link::decidir(&self.casa.app, token, origem, decisao, dados).await.map(drop)
    }

    async fn status(&self) -> String {
        let mut unidade = self.casa.app.armazem.ler(self.casa.inquilino).await.unwrap();
        unidade.processo_da_instancia(self.instancia).await.unwrap().unwrap().status_processo
    }
}

async fn cada_candidato_recebe_o_seu_link_e_o_historico_nao_o_guarda(banco: Banco) {
    let cena = montar(&banco).await;
    assert_ne!(cena.token("Bia"), cena.token("Clara"));
    let carta = cena.mundo.ultima_carta_para("bia@exemplo.com.br").unwrap();
    assert_eq!(carta.assunto, "Fatura a aprovar: PADARIA AURORA 2026-10");
    assert!(carta.texto.contains("Valor: R$ 1.234,56\nVencimento: 30/11/2026"), "{}", carta.texto);

    let filtro = FiltroDeNotificacoes { limite: 50, ..FiltroDeNotificacoes::default() };
    let historico = notificacoes::listar(&cena.casa.app, &cena.casa.sistema(), &filtro).await.unwrap();
    let avisos: Vec<_> = historico.itens.iter().filter(|n| n.evento.as_deref() == Some("fatura_a_aprovar")).collect();
    assert_eq!(avisos.len(), 2);
    assert!(avisos.iter().all(|n| n.mensagem.contains("⟦link de decisão") && !n.mensagem.contains("https://")));
}

async fn abrir_so_mostra_e_o_primeiro_a_decidir_decide_uma_vez(banco: Banco) {
    let cena = montar(&banco).await;
    let (bia, clara) = (cena.token("Bia"), cena.token("Clara"));
    for _ in 0..3 {
        assert!(cena.abrir(&bia).await.unwrap().decide(), "abrir não gasta nem decide");
    }
    cena.decidir(&bia, "aprovar").await.unwrap();
    let de_novo = cena.decidir(&bia, "rejeitar").await.unwrap_err();
    assert!(matches!(de_novo, ErroAplicacao::Conflito { codigo: "link_usado", .. }), "{de_novo:?}");
    let tarde = cena.decidir(&clara, "rejeitar").await.unwrap_err();
    assert!(matches!(tarde, ErroAplicacao::Conflito { codigo: "tarefa_ja_decidida", .. }), "{tarde:?}");
    let visto = cena.abrir(&clara).await.unwrap();
    assert_eq!((visto.decide(), visto.vista.tarefa.decidida_por.as_deref()), (false, Some("Bia")));

    let filtro = FiltroDeAuditoria { acao: Some("decidir".into()), limite: 9, ..FiltroDeAuditoria::default() };
    let registros = cena.casa.app.armazem.ler(cena.casa.inquilino).await.unwrap().auditoria(&filtro).await.unwrap();
    let [registro] = registros.itens.as_slice() else { panic!("{registros:?}") };
    assert_eq!((registro.usuario_nome.as_str(), registro.ip_origem.as_deref()), ("Bia", Some("203.0.113.9")));
    assert!(registro.depois.as_deref().unwrap().contains("\"link\""), "{registro:?}");
}

async fn link_adulterado_vencido_ou_de_quem_saiu_nao_vale(banco: Banco) {
    let cena = montar(&banco).await;
    let (bia, clara) = (cena.token("Bia"), cena.token("Clara"));
    let vale = async |token: &str| match cena.decidir(token, "aprovar").await {
        Ok(()) => true,
        Err(ErroAplicacao::Conflito { codigo: "link_nao_vale", .. }) => false,
        Err(outro) => panic!("{outro:?}"),
    };
    let trocado: String = bia.chars().enumerate().map(|(i, c)| if i == 30 && c != 'A' { 'A' } else { c }).collect();
    assert!(!vale(&trocado).await && !vale("").await && !vale("nada").await);

    let sistema = cena.casa.sistema();
    let mut unidade = cena.casa.app.armazem.ler(cena.casa.inquilino).await.unwrap();
    let contato = unidade.contatos(&["APROVADOR"], &[]).await.unwrap().remove(0);
    drop(unidade);
    let saida = usuarios::AlteracaoDeUsuario { status_ativo: Some(false), ..Default::default() };
    usuarios::alterar(&cena.casa.app, &sistema, contato.id.into(), saida).await.unwrap();
    assert!(!vale(&bia).await);

    cena.mundo.avancar(link::VALIDADE);
    assert!(!vale(&clara).await);
    assert_eq!(cena.status().await, "AGUARDANDO_APROVACAO");
}

async fn por_link_valem_o_papel_e_os_quatro_olhos_de_sempre(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let bia = cadastrar(&casa, "Bia", Perfil::Aprovador).await;
    casa.publicar(DOIS_PASSOS).await;
    let instancia = casa.iniciar("dois", json!({ "numero": "1" })).await;
    andar(&casa.app, NoId::novo()).await.unwrap();
    let cena = Cena { casa, mundo, instancia };
    cena.mandar().await;
    let primeiro = cena.token("Bia");
    cena.decidir(&primeiro, "propor").await.unwrap();
    cena.mundo.avancar(DIA);
    andar(&cena.casa.app, NoId::novo()).await.unwrap();
    cena.mandar().await;
    let segundo = cena.token("Bia");
    assert_ne!(primeiro, segundo, "cada tarefa tem o seu link");
    let recusa = cena.decidir(&segundo, "aprovar").await.unwrap_err();
    assert!(matches!(recusa, ErroAplicacao::Recusado(Recusa::QuatroOlhos)), "{recusa:?}");
    let aberto = cena.abrir(&segundo).await.unwrap();
    assert!(aberto.decide() && aberto.quem.usuario == Some(bia), "recusada, o link ainda serve");
}

/// A mesma pessoa propõe e, no outro passo, não pode aprovar.
const DOIS_PASSOS: &str = r#"
esteira: v1
fluxo: dois
titulo: Dois passos
chave: entrada.numero
inicio: propor
passos:
  propor: { tipo: tarefa, titulo: Propor, papeis: [APROVADOR], avisar: { modelo: tarefa_a_decidir }, prazo: 9d, decisoes: { propor: pausa } }
  pausa: { tipo: esperar, por: 1d, depois: aprovar }
  aprovar:
    tipo: tarefa
    titulo: Aprovar
    papeis: [APROVADOR]
    quatro_olhos: true
    avisar: { modelo: tarefa_a_decidir }
    prazo: 9d
    decisoes: { aprovar: fim }
  fim: { tipo: fim }
"#;

async fn a_marca_que_alguem_escreve_nao_vira_link(banco: Banco) {
    let cena = montar(&banco).await;
    let filtro = FiltroDeNotificacoes { limite: 50, ..FiltroDeNotificacoes::default() };
    let historico = notificacoes::listar(&cena.casa.app, &cena.casa.sistema(), &filtro).await.unwrap();
    let mensagem = &historico.itens.iter().find(|n| n.destinatario == "clara@exemplo.com.br").unwrap().mensagem;
    let marca: String = mensagem.chars().skip_while(|c| *c != '⟦').take_while(|c| *c != '\n').collect();

    let dados = json!({ "motivo": format!("veja {marca}") });
    link::decidir(&cena.casa.app, &cena.token("Bia"), Origem::default(), "rejeitar", dados).await.unwrap();
    andar(&cena.casa.app, NoId::novo()).await.unwrap();
    cena.mandar().await;
    let carta = cena.mundo.ultima_carta_para("olga@exemplo.com.br").unwrap();
    assert!(carta.texto.contains("veja ⟦link") && !carta.texto.contains("/decidir/"), "{}", carta.texto);
}
