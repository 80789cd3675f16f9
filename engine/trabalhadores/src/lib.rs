//! Os laços que fazem o trabalho andar: executor, temporizadores, agendador, encomendas, concessões, caixa de saída,
//! zeladoria.
//!
//! Cada laço é fino em volta de uma função que se chama outra vez sem dano, começa e para do mesmo jeito e tolera parar duas vezes.
//! Avisos são dica; a verdade é a leitura periódica.
//!
//! Não deve conhecer: SQL, HTTP, o que cada trabalho faz.

mod agendador;
mod concessoes;
mod encomendas;
mod executor;
mod laco;
mod opcoes;
mod relatar;
mod temporizadores;
mod zeladoria;

use std::sync::Arc;

use esteira_aplicacao::Aplicacao;
use esteira_armazem::ErroArmazem;
use esteira_base::ids::NoId;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use opcoes::OpcoesDosTrabalhadores;

/// Os laços de um nó.
pub struct Trabalhadores {
    app: Aplicacao,
    no: NoId,
    lacos: JoinSet<()>,
    parar: CancellationToken,
}

impl Trabalhadores {
    /// Registra o nó, recolhe o que nós mortos deixaram e começa os laços.
    pub async fn iniciar(app: Aplicacao, opcoes: OpcoesDosTrabalhadores) -> Result<Self, ErroArmazem> {
        let no = NoId::novo();
        let opcoes = Arc::new(opcoes);
        if opcoes.unico {
            app.armazem.esquecer_nos().await?;
        }
        app.armazem.renovar_no(no, &opcoes.nome, opcoes.validade_da_concessao).await?;
        app.armazem.recolher_de_nos_mortos().await?;
        let parar = CancellationToken::new();
        let mut lacos = JoinSet::new();
        lacos.spawn(concessoes::rodar(app.clone(), no, opcoes.clone(), parar.clone()));
        lacos.spawn(executor::rodar(app.clone(), no, opcoes.clone(), parar.clone()));
        lacos.spawn(temporizadores::rodar(app.clone(), no, opcoes.clone(), parar.clone()));
        lacos.spawn(agendador::rodar(app.clone(), opcoes.clone(), parar.clone()));
        lacos.spawn(agendador::manter(app.clone(), parar.clone()));
        lacos.spawn(encomendas::rodar(app.clone(), opcoes.clone(), parar.clone()));
        lacos.spawn(zeladoria::caixa_de_saida(app.clone(), parar.clone()));
        lacos.spawn(zeladoria::sinais_guardados(app.clone(), parar.clone()));
        lacos.spawn(zeladoria::resumos(app.clone(), parar.clone()));
        lacos.spawn(zeladoria::limpeza(app.clone(), parar.clone()));
        lacos.spawn(zeladoria::retencao(app.clone(), parar.clone()));
        lacos.spawn(zeladoria::auditoria(app.clone(), parar.clone()));
        tracing::info!(no.id = %no, nome = opcoes.nome, "trabalhadores no ar");
        Ok(Self { app, no, lacos, parar })
    }

    /// Para com elegância: não pega mais trabalho, dá um tempo ao que está em curso, devolve à fila o que não acabou.
    pub async fn parar(mut self) {
        self.parar.cancel();
        while self.lacos.join_next().await.is_some() {}
        match self.app.armazem.soltar_no(self.no).await {
            Ok(soltas) => tracing::info!(no.id = %self.no, soltas, "trabalhadores parados"),
            Err(erro) => {
                tracing::warn!(no.id = %self.no, %erro, "o nó não pôde ser solto; a validade dele vai vencer sozinha")
            }
        }
    }
}
