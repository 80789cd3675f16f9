//! Backup: copia com o banco em uso, guarda as mais novas, e o restaurado é o mesmo banco.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::agendamentos::{self, BACKUP_DADOS, NovoAgendamento};
use esteira_aplicacao::backup::{self, ConfiguracaoDoBackup};
use esteira_aplicacao::{Aplicacao, ConfiguracaoDaAplicacao, ErroAplicacao};
use esteira_armazem::conformidade::esquema::{colunas, linhas};
use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_base::Segredo;
use esteira_postgres_de_teste::PostgresDeTeste;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(o_restaurado_e_o_mesmo_banco, ficam_as_mais_novas_e_o_mesmo_disparo_nao_copia_duas_vezes);

/// As que têm linhas nesta casa.
const TABELAS: [&str; 6] = ["clientes", "operadoras", "usuarios", "processos", "instancias", "historico"];

/// A aplicação, com onde guardar as cópias.
fn com_backup(casa: &Casa, banco: &Banco, pasta: &Path) -> (Aplicacao, ConfiguracaoDoBackup) {
    let config = ConfiguracaoDoBackup { pasta: pasta.to_owned(), url: Segredo::novo(banco.url()), ao_menos: 1 };
    let mut app = casa.app.clone();
    let backup = Some(config.clone());
    app.configuracao = Arc::new(ConfiguracaoDaAplicacao { backup, ..(*app.configuracao).clone() });
    (app, config)
}

/// O endereço de um banco do mesmo tipo, que ainda não existe ou está vazio.
fn vazio(banco: &Banco, pasta: &Path) -> Segredo {
    Segredo::novo(if banco.url().starts_with("sqlite:") {
        format!("sqlite:{}", pasta.join("restaurado.db").display())
    } else {
        PostgresDeTeste::compartilhado().novo_banco()
    })
}

fn recusa(erro: &ErroAplicacao) -> (&'static str, String) {
    match erro {
        ErroAplicacao::Conflito { codigo, mensagem } => (codigo, mensagem.clone()),
        outro => panic!("{outro:?}"),
    }
}

async fn o_restaurado_e_o_mesmo_banco(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::bom()).await;
    let pasta = tempfile::tempdir().unwrap();
    let (app, config) = com_backup(&casa, &banco, pasta.path());
    for mes in ["2026-08", "2026-09"] {
        casa.criar_processo_de(mes).await.unwrap();
    }
    let mut antes = Vec::new();
    for tabela in TABELAS {
        antes.push(linhas(&app.armazem, tabela).await);
    }
    assert!(antes.iter().all(|quantas| *quantas > 0), "{antes:?}");
    // Enquanto se copia, alguém escreve; o que ele ainda não confirmou não vai.
    let mut aberta = app.armazem.escrever(casa.inquilino).await.unwrap();
    aberta
        .guardar_prazo_de_retencao(esteira_armazem::retencao::Especie::Logs, None, "Ana", app.relogio.agora())
        .await
        .unwrap();
    let (sistema, hora) = (casa.sistema(), app.relogio.agora());
    let copiar = backup::fazer(&app, &sistema, hora, 7);
    let (feita, _) = tokio::join!(copiar, async {
        // Até a cópia estar pronta: quem escreve não a impede, e o que ele tem aberto não vai nela.
        while backup::listar(pasta.path()).unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(aberta);
    });
    let (copia, _) = feita.unwrap();
    assert_eq!(backup::listar(pasta.path()).unwrap(), std::slice::from_ref(&copia));

    let (codigo, mensagem) = recusa(&backup::restaurar(&config, &copia.nome).await.unwrap_err());
    assert_eq!(codigo, "backup_impossivel", "o banco em uso não se sobrescreve: {mensagem}");
    let destino = ConfiguracaoDoBackup { url: vazio(&banco, pasta.path()), ..config.clone() };
    backup::restaurar(&destino, &copia.nome).await.unwrap();
    let restaurado = Armazem::abrir(&OpcoesDoArmazem::novas(destino.url.revelar(), 2)).await.unwrap();
    restaurado.migrar().await.unwrap();
    let mut depois = Vec::new();
    for tabela in TABELAS {
        depois.push(linhas(&restaurado, tabela).await);
    }
    assert_eq!((depois, linhas(&restaurado, "retencoes").await), (antes, 0));
    assert_eq!(colunas(&restaurado).await, colunas(&app.armazem).await);
    restaurado.fechar().await;

    std::fs::write(pasta.path().join(&copia.nome), b"outra coisa").unwrap();
    assert_eq!(recusa(&backup::conferir(&config, &copia.nome).unwrap_err()).0, "backup_estragado");
}

async fn ficam_as_mais_novas_e_o_mesmo_disparo_nao_copia_duas_vezes(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let pasta = tempfile::tempdir().unwrap();
    let (app, _) = com_backup(&casa, &banco, pasta.path());
    let sistema = casa.sistema();
    let novo = NovoAgendamento {
        nome_agendamento: "Backup".into(),
        descricao: None,
        cron_expressao: "0 1 * * *".into(),
        fuso: None,
        tipo_agendamento: BACKUP_DADOS.into(),
        parametros_execucao: json!({ "manter": 2 }),
        sobreposicao: None,
        perdidas: None,
        janela_perdidas: None,
        status_ativo: true,
    };
    let criado = agendamentos::criar(&app, &sistema, novo).await.unwrap();
    for _ in 0..3 {
        agendamentos::executar(&app, &sistema, criado.id.into()).await.unwrap();
        let pegos = agendamentos::pegar(&app, 8).await.unwrap();
        for _ in 0..2 {
            agendamentos::correr(&app, &pegos[0], CancellationToken::new()).await;
        }
        mundo.avancar(Duration::from_secs(86_400));
    }
    let disparos = agendamentos::disparos(&app, &sistema, criado.id.into(), None, 9).await.unwrap().itens;
    assert!(disparos.iter().all(|disparo| disparo.situacao == "CONCLUIDO"), "{:?}", disparos[0].mensagem);
    let copias = backup::listar(pasta.path()).unwrap();
    assert_eq!(copias.len(), 2);
    assert!(copias[0].feito_em > copias[1].feito_em);
    assert_eq!(std::fs::read_dir(pasta.path()).unwrap().count(), 4, "cada uma com o seu manifesto, e mais nada");
}
