//! Quem assiste a uma execução no terminal: mostra cada comando e cada linha de log, e responde às perguntas do plugin.

use std::io::{self, BufRead, IsTerminal};
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use esteira_portas::rpa::{ComandoRpa, LinhaDeRegistro, Nivel, ObservadorRpa, PerguntaRpa};

#[derive(Default)]
pub struct Plateia {
    comandos: AtomicU32,
}

#[async_trait]
impl ObservadorRpa for Plateia {
    fn linha(&self, linha: LinhaDeRegistro) {
        let nivel = match linha.nivel {
            Nivel::Depuracao => "·",
            Nivel::Informacao => "•",
            Nivel::Aviso => "aviso:",
            Nivel::Erro => "erro:",
        };
        println!("           {nivel} {}", linha.mensagem);
    }

    fn progresso(&self, por_cento: u8, mensagem: &str) {
        println!("           {por_cento} % {mensagem}");
    }

    fn comando(&self, comando: ComandoRpa) {
        let n = self.comandos.fetch_add(1, Ordering::Relaxed) + 1;
        let ComandoRpa { comando, alvo, ms, resultado } = comando;
        println!("{n:>4} {ms:>6} ms {comando} {alvo} → {resultado}");
    }

    async fn perguntar(&self, pergunta: PerguntaRpa) -> Option<String> {
        println!("o plugin pergunta: {}\n{}", pergunta.titulo, pergunta.texto);
        if !pergunta.opcoes.is_empty() {
            println!("responda uma de: {}", pergunta.opcoes.join(", "));
        }
        if !io::stdin().is_terminal() {
            println!("não há terminal: ninguém responde");
            return None;
        }
        let lida = tokio::task::spawn_blocking(|| {
            let mut linha = String::new();
            io::stdin().lock().read_line(&mut linha).map(|_| linha)
        });
        let resposta = lida.await.ok()?.ok()?.trim().to_owned();
        let serve = pergunta.opcoes.is_empty() || pergunta.opcoes.contains(&resposta);
        (serve && !resposta.is_empty()).then_some(resposta)
    }
}
