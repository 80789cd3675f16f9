//! A aplicação montada sobre um banco e um mundo, com cadastro pronto.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::autenticacao::Reconhecidos;
use esteira_aplicacao::cofre::Cofre;
use esteira_aplicacao::consolidador::{Alvo, Aplicado, Consolidador};
use esteira_aplicacao::faturas::ProjetorDeFaturas;
use esteira_aplicacao::fluxos::{self, Inicio};
use esteira_aplicacao::processos::{PedidoDeMes, criar_mes};
use esteira_aplicacao::trabalhos::RitmoDoRpaExterno;
use esteira_aplicacao::{Aplicacao, ConfiguracaoDaAplicacao, ConfiguracaoDoSat, ErroAplicacao, Quem};
use esteira_armazem::motor::InstanciaNova;
use esteira_base::Segredo;
use esteira_base::ids::{ClienteId, InquilinoId, InstanciaId, OperadoraId, UsuarioId};
use esteira_dominio::{NovaOperadora, NovoCliente, NovoUsuario, Perfil};
use esteira_motor::maquina::{Ator, Comando, Estado};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::fim::fim;
use super::mundo::{COMECO, Porta};
use super::{Banco, Mundo};

/// Um fluxo só de uma tarefa, para quem não precisa de fatura.
pub const CHAMADO: &str = r#"
esteira: v1
fluxo: chamado
titulo: Chamado
chave: entrada.numero
inicio: triar
passos:
  triar:
    tipo: tarefa
    titulo: Triar
    papeis: [OPERADOR]
    prazo: 1d
    decisoes: { atender: fim, esperar: triar }
  fim: { tipo: fim, resultado: { numero: "${ entrada.numero }" } }
"#;

/// Espera um pagamento por até um dia. Dois pedidos podem esperar o mesmo pagamento.
pub const PEDIDO: &str = r#"
esteira: v1
fluxo: pedido
titulo: Pedido
chave: entrada.numero
inicio: preparar
passos:
  preparar: { tipo: tarefa, titulo: Preparar, papeis: [OPERADOR], prazo: 9d, decisoes: { pronto: aguardar } }
  aguardar:
    tipo: evento
    nome: pagamento
    correlacao: ${ entrada.conta }
    prazo: { vence: 1d, vai: fim }
    depois: fim
  fim: { tipo: fim, resultado: { numero: "${ entrada.numero }" } }
"#;

/// Espera, ao mesmo tempo, duas parcelas da mesma conta.
pub const PARCELADO: &str = r#"
esteira: v1
fluxo: parcelado
titulo: Parcelado
chave: entrada.numero
inicio: receber
passos:
  receber:
    tipo: paralelo
    ramos:
      uma: { inicio: p1, passos: { p1: { tipo: evento, nome: parcela, correlacao: "${ entrada.conta }", prazo: 9d, depois: f1 }, f1: { tipo: fim } } }
      outra: { inicio: p2, passos: { p2: { tipo: evento, nome: parcela, correlacao: "${ entrada.conta }", prazo: 9d, depois: f2 }, f2: { tipo: fim } } }
    depois: fim
  fim: { tipo: fim }
"#;

/// Um nó: a aplicação e o laço do seu consolidador.
pub struct Casa {
    pub app: Aplicacao,
    pub inquilino: InquilinoId,
    laco: JoinHandle<()>,
}

impl Casa {
    /// Sobe um nó sobre o banco, como está.
    pub async fn subir(banco: &Banco, mundo: &Arc<Mundo>) -> Self {
        let armazem = banco.abrir().await;
        let inquilino = armazem.inquilino_inicial("Telecontas", COMECO).await.unwrap();
        let porta = Arc::new(Porta(mundo.clone()));
        let projetor = Arc::new(ProjetorDeFaturas);
        let (consolidador, laco) = Consolidador::iniciar(armazem.clone(), porta.clone(), projetor, porta.clone());
        let configuracao = ConfiguracaoDaAplicacao {
            chave_jwt: Segredo::novo("j".repeat(32)),
            validade_do_acesso: Duration::from_secs(900),
            validade_da_renovacao: Duration::from_secs(86_400),
            sat: Some(ConfiguracaoDoSat {
                url: "http://127.0.0.1:9/".into(),
                usuario: "robo".into(),
                senha: Segredo::novo("senha de teste"),
            }),
            tamanho_maximo_da_fatura: 1024 * 1024,
            rpa_externo: RitmoDoRpaExterno {
                intervalo: Duration::from_millis(5),
                maior_espera: Duration::from_millis(20),
                limite: Duration::from_secs(3_600),
            },
            endereco_publico: Some("https://esteira.exemplo.com.br".to_owned()),
            oidc: None,
            chaves_de_plugin: Default::default(),
            backup: None,
        };
        let app = Aplicacao {
            armazem,
            relogio: porta.clone(),
            arquivos: porta.clone(),
            rpa: porta.clone(),
            rpa_externo: porta.clone(),
            correio: porta.clone(),
            mensageiro: porta.clone(),
            leitor_de_pdf: porta.clone(),
            servicos: porta,
            cofre: Cofre::nova(Segredo::novo("c".repeat(32)), 1).unwrap(),
            consolidador,
            reconhecidos: Reconhecidos::default(),
            configuracao: Arc::new(configuracao),
        };
        Self { app, inquilino, laco }
    }

    /// Um nó com o cadastro e os fluxos publicados, num banco vazio.
    pub async fn nova(banco: &Banco, mundo: &Arc<Mundo>) -> Self {
        let casa = Self::subir(banco, mundo).await;
        casa.cadastrar().await;
        casa
    }

    /// Uma operadora com RPA, um cliente, um usuário que recebe avisos e os dois fluxos. Direto no armazém: não é o que se prova aqui.
    async fn cadastrar(&self) {
        let mut unidade = self.app.armazem.escrever(self.inquilino).await.unwrap();
        let operadora = NovaOperadora {
            nome: "Oi".into(),
            codigo: "OI".into(),
            possui_rpa: true,
            status_ativo: true,
            url_portal: Some("http://127.0.0.1:9/".into()),
            ..NovaOperadora::default()
        };
        let operadora = operadora.validar(OperadoraId::novo()).unwrap();
        let cliente = NovoCliente {
            razao_social: "Padaria Aurora Ltda".into(),
            nome_sat: "PADARIA AURORA".into(),
            cnpj: "11.222.333/0001-81".into(),
            status_ativo: true,
            ..NovoCliente::default()
        };
        let cliente = cliente.criar(ClienteId::novo(), &operadora).unwrap();
        let olga = NovoUsuario {
            nome_completo: "Olga".into(),
            email: "olga@exemplo.com.br".into(),
            telefone: None,
            perfil_usuario: Perfil::Operador,
            status_ativo: true,
        };
        unidade.criar_operadora(operadora, COMECO).await.unwrap();
        unidade.criar_cliente(cliente, None, COMECO).await.unwrap();
        unidade.criar_usuario(olga.validar(UsuarioId::novo()).unwrap(), "sem senha".into(), COMECO).await.unwrap();
        let caminho = concat!(env!("CARGO_MANIFEST_DIR"), "/../../workflows/faturas.yaml");
        let faturas = std::fs::read_to_string(caminho).unwrap();
        for texto in [faturas.as_str(), CHAMADO, PEDIDO, PARCELADO] {
            let fluxo = esteira_motor::definicao::ler("teste.yaml", texto).unwrap();
            unidade.publicar_fluxo(&fluxo.nome, &fluxo.resumo.to_string(), texto, "teste", COMECO).await.unwrap();
        }
        unidade.confirmar().await.unwrap();
    }

    /// Publica um fluxo, direto no armazém.
    pub async fn publicar(&self, texto: &str) {
        let fluxo = esteira_motor::definicao::ler("teste.yaml", texto).unwrap();
        let mut unidade = self.app.armazem.escrever(self.inquilino).await.unwrap();
        unidade.publicar_fluxo(&fluxo.nome, &fluxo.resumo.to_string(), texto, "teste", COMECO).await.unwrap();
        unidade.confirmar().await.unwrap();
    }

    /// Começa uma instância da versão vigente de um fluxo.
    pub async fn iniciar(&self, fluxo: &str, entrada: Value) -> InstanciaId {
        match fluxos::iniciar(&self.app, &self.sistema(), fluxo, entrada).await.unwrap() {
            Inicio::Nasceu(id) => id,
            Inicio::JaVive(id) => panic!("já vivia: {id}"),
        }
    }

    /// Manda um comando a uma instância.
    pub async fn pedir(&self, id: InstanciaId, comando: Comando) -> Result<Aplicado, ErroAplicacao> {
        self.app.consolidador.pedir(self.inquilino, Alvo::Instancia(id), comando, None).await
    }

    /// A situação e o estado guardados.
    pub async fn ver(&self, id: InstanciaId) -> (String, Estado) {
        let instancia = self.app.armazem.ler(self.inquilino).await.unwrap().instancia(id).await.unwrap();
        let instancia = instancia.unwrap_or_else(|| panic!("{id} não existe"));
        (instancia.situacao, serde_json::from_str(&instancia.estado).unwrap())
    }

    /// A história, contada; uma linha por evento.
    pub async fn historia(&self, id: InstanciaId) -> Vec<String> {
        fim(self, vec![id]).await.remove(0).historia
    }

    /// Toma o que estava na mão de nós que caíram, como quem sobe: no SQLite é o único; no PostgreSQL, os mortos são os que não se renovam.
    pub async fn recuperar(&self) {
        match self.app.armazem.arquivo() {
            Some(_) => self.app.armazem.esquecer_nos().await.unwrap(),
            None => self.app.armazem.recolher_de_nos_mortos().await.unwrap(),
        };
    }

    /// Derruba o nó: o laço morre, as conexões se fecham, o que estava aberto se desfaz.
    pub async fn derrubar(self) {
        self.laco.abort();
        let _ = self.laco.await;
        self.app.armazem.fechar().await;
    }

    pub fn sistema(&self) -> Quem {
        Quem::sistema(self.inquilino)
    }

    pub fn pessoa(&self, nome: &str, perfil: Perfil) -> Quem {
        Quem { usuario: Some(UsuarioId::novo()), nome: nome.into(), perfil: Some(perfil), ..self.sistema() }
    }

    /// Cria o processo de outubro de 2026 e devolve a instância dele; repetir dá a mesma.
    pub async fn criar_processo(&self) -> Result<InstanciaId, ErroAplicacao> {
        self.criar_processo_de("2026-10").await
    }

    /// Como [`Casa::criar_processo`], do mês (`AAAA-MM`) dado.
    pub async fn criar_processo_de(&self, mes_ano: &str) -> Result<InstanciaId, ErroAplicacao> {
        let pedido = PedidoDeMes { mes_ano: mes_ano.parse().unwrap(), operadora: None, automatico: true };
        let criados = criar_mes(&self.app, &self.sistema(), pedido).await?;
        let mut unidade = self.app.armazem.ler(self.inquilino).await?;
        let processo = unidade.processo_do_mes(criados[0].cliente.id.0, mes_ano).await?;
        let instancia = processo.and_then(|processo| processo.instancia_id).map(InstanciaId::from);
        instancia.ok_or_else(|| ErroAplicacao::Indisponivel(format!("{:?}", criados[0].desfecho).into()))
    }

    /// Começa um chamado com este número.
    pub async fn abrir_chamado(&self, numero: &str) -> Result<Aplicado, ErroAplicacao> {
        self.comecar("chamado", numero, json!({ "numero": numero })).await
    }

    /// Começa um pedido e o deixa à espera do pagamento desta conta, ou já pago, se o sinal chegou antes.
    pub async fn esperar_pagamento(&self, numero: &str, conta: &str) -> Result<Aplicado, ErroAplicacao> {
        let id = self.preparar_pedido(numero, conta).await?;
        self.decidir_chamado(id, 1, "pronto").await
    }

    /// Começa um pedido, que ainda não espera nada.
    pub async fn preparar_pedido(&self, numero: &str, conta: &str) -> Result<InstanciaId, ErroAplicacao> {
        let entrada = json!({ "numero": numero, "conta": conta });
        Ok(self.comecar("pedido", numero, entrada).await?.instancia)
    }

    /// Começa um parcelado, que espera as parcelas desta conta que ainda não chegaram.
    pub async fn esperar_parcelas(&self, numero: &str, conta: &str) -> Result<Aplicado, ErroAplicacao> {
        self.comecar("parcelado", numero, json!({ "numero": numero, "conta": conta })).await
    }

    async fn comecar(&self, fluxo: &str, numero: &str, entrada: Value) -> Result<Aplicado, ErroAplicacao> {
        let fluxo = self.app.armazem.ler(self.inquilino).await?.fluxo_vigente(fluxo).await?.unwrap();
        let id = InstanciaId::novo();
        let nova = InstanciaNova { id, fluxo_id: fluxo.id, fluxo_nome: fluxo.nome, chave: numero.into() };
        let comando =
            Comando::Iniciar { entrada, instancia: json!({ "id": id, "chave": numero }), por: Ator::sistema() };
        self.app.consolidador.pedir(self.inquilino, Alvo::Nova(nova), comando, None).await
    }

    /// Decide a visita de um chamado direto no consolidador.
    pub async fn decidir_chamado(
        &self,
        id: InstanciaId,
        visita: u32,
        decisao: &str,
    ) -> Result<Aplicado, ErroAplicacao> {
        let por = self.pessoa("Olga", Perfil::Operador).ator();
        let comando = Comando::Decidir { visita, decisao: decisao.into(), dados: Value::Null, por };
        self.app.consolidador.pedir(self.inquilino, Alvo::Instancia(id), comando, None).await
    }
}
