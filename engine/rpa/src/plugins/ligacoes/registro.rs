//! `registro`, e o diário que leva ao observador o que o plugin conta, com segredos riscados e dentro dos limites.

use std::sync::Arc;

use esteira_base::Relogio;
use esteira_portas::rpa::{ComandoRpa, DesvioRpa, LinhaDeRegistro, Nivel, ObservadorRpa, PerguntaRpa};
use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, oneshot};

use super::comando;
use super::esteira::rpa::registro;
use crate::erro::Falha;
use crate::limites;
use crate::navegador::Momento;
use crate::plugins::estado::Estado;
use crate::riscador::Riscador;

/// Algo a contar ao observador.
#[derive(Debug)]
pub enum Aviso {
    Linha(LinhaDeRegistro),
    Progresso(u8, String),
    Comando(ComandoRpa),
    /// E por onde responder; nenhuma resposta, se ninguém respondeu.
    Pergunta(PerguntaRpa, oneshot::Sender<Option<String>>),
}

impl Aviso {
    /// Entrega, e espera a resposta se é uma pergunta.
    pub async fn entregar(self, observador: &dyn ObservadorRpa) {
        match self {
            Self::Linha(linha) => observador.linha(linha),
            Self::Progresso(por_cento, mensagem) => observador.progresso(por_cento, &mensagem),
            Self::Comando(comando) => observador.comando(comando),
            Self::Pergunta(pergunta, responder) => {
                let resposta = observador.perguntar(pergunta).await;
                // Quem perguntou pode ter desistido.
                let _ = responder.send(resposta);
            }
        }
    }
}

/// O que o plugin já contou e quanto ainda pode contar.
pub struct Diario {
    avisos: mpsc::UnboundedSender<Aviso>,
    relogio: Arc<dyn Relogio>,
    riscador: Arc<Riscador>,
    etapa: Option<String>,
    linhas: u32,
    bytes: usize,
    /// O que já se contou, para o relatório.
    contadas: Vec<LinhaDeRegistro>,
}

impl Diario {
    pub fn novo(avisos: mpsc::UnboundedSender<Aviso>, relogio: Arc<dyn Relogio>, riscador: Arc<Riscador>) -> Self {
        Self { avisos, relogio, riscador, etapa: None, linhas: 0, bytes: 0, contadas: Vec::new() }
    }

    pub fn etapa(&self) -> Option<&str> {
        self.etapa.as_deref()
    }

    pub fn contadas(&self) -> &[LinhaDeRegistro] {
        &self.contadas
    }

    /// Manda um aviso, se ainda há limite de linhas.
    pub fn avisar(&mut self, aviso: impl FnOnce(&Riscador) -> Aviso) {
        if self.linhas < limites::LOG_LINHAS {
            self.linhas += 1;
            self.mandar(aviso(&self.riscador));
        }
    }

    /// Conta um comando que acabou. O teto é o dos comandos, e não o das linhas.
    pub fn comandou(&self, comando: ComandoRpa) {
        self.mandar(Aviso::Comando(comando));
    }

    /// Conta um seletor que desviou.
    pub fn desviou(&mut self, desvio: &DesvioRpa) {
        let DesvioRpa { nome, alternativa, usado } = desvio;
        let mensagem =
            format!("o seletor \"{nome}\" já não casa como o plugin o declara; casou a alternativa {alternativa}");
        self.anotar(Nivel::Aviso, mensagem, json!({ "seletor": nome, "usado": usado }));
    }

    /// Faz chegar uma pergunta a quem observa.
    pub fn perguntar(&self, pergunta: PerguntaRpa, responder: oneshot::Sender<Option<String>>) {
        self.mandar(Aviso::Pergunta(pergunta, responder));
    }

    /// Conta uma linha, cortada e com os segredos riscados.
    pub fn anotar(&mut self, nivel: Nivel, mensagem: String, campos: Value) {
        if self.linhas >= limites::LOG_LINHAS || self.bytes >= limites::LOG_BYTES {
            return;
        }
        let mensagem = cortar(self.riscador.riscar_dono(mensagem));
        let campos = self.riscador.riscar_json(campos);
        self.linhas += 1;
        self.bytes += mensagem.len() + campos.to_string().len();
        let esgotou = self.linhas >= limites::LOG_LINHAS || self.bytes >= limites::LOG_BYTES;
        let linha = self.linha(nivel, mensagem, campos);
        self.contadas.push(linha.clone());
        self.mandar(Aviso::Linha(linha));
        if esgotou {
            let aviso = format!(
                "o plugin passou do limite de log ({} linhas, {} bytes); o resto se perde",
                limites::LOG_LINHAS,
                limites::LOG_BYTES
            );
            self.mandar(Aviso::Linha(self.linha(Nivel::Aviso, aviso, Value::Object(Map::new()))));
        }
    }

    fn linha(&self, nivel: Nivel, mensagem: String, campos: Value) -> LinhaDeRegistro {
        LinhaDeRegistro { quando: self.relogio.agora(), nivel, etapa: self.etapa.clone(), mensagem, campos }
    }

    fn mandar(&self, aviso: Aviso) {
        // Ninguém ouvindo: a execução já acabou.
        let _ = self.avisos.send(aviso);
    }
}

impl registro::Host for Estado {
    async fn anotar(&mut self, nivel: String, mensagem: String, campos_json: String) -> wasmtime::Result<()> {
        let nivel = match nivel.as_str() {
            "depuracao" => Nivel::Depuracao,
            "aviso" => Nivel::Aviso,
            "erro" => Nivel::Erro,
            _ => Nivel::Informacao,
        };
        let campos =
            if campos_json.len() > limites::LOG_LINHA_BYTES { None } else { serde_json::from_str(&campos_json).ok() };
        let campos = match campos {
            Some(objeto @ Value::Object(_)) => objeto,
            // O que não é objeto, ou não cabe, vai como texto cortado: pode ser a única pista.
            _ if matches!(campos_json.trim(), "" | "{}" | "null") => Value::Object(Map::new()),
            _ => Value::Object(Map::from_iter([("texto".to_owned(), Value::String(cortar(campos_json)))])),
        };
        self.contar_escrito(false);
        self.diario.anotar(nivel, mensagem, campos);
        Ok(())
    }

    async fn iniciar_etapa(&mut self, nome: String) -> wasmtime::Result<()> {
        let nome = cortar(self.riscador.riscar_dono(nome));
        self.diario.etapa = Some(nome.clone());
        self.diario.anotar(Nivel::Informacao, format!("etapa: {nome}"), Value::Object(Map::new()));
        Ok(())
    }

    async fn marcar(&mut self, nome: String) -> wasmtime::Result<()> {
        let nome = cortar(self.riscador.riscar_dono(nome));
        let marcado = comando!(self, "marcar", &nome, {
            if self.marcas.len() >= limites::MARCAS {
                return Err(Falha::limite("marcas por execução", limites::MARCAS));
            }
            Ok(self.navegador.retratar(Momento::Meio).await)
        });
        match marcado {
            Ok(Some(retrato)) => self.marcas.push((nome, retrato)),
            // Marcar é para quem olha depois: não derruba quem trabalha.
            Ok(None) | Err(_) => {
                self.diario.anotar(Nivel::Aviso, format!("não marquei \"{nome}\""), Value::Object(Map::new()))
            }
        }
        Ok(())
    }
}

/// No tamanho máximo de uma linha, sem partir um caractere.
fn cortar(mut texto: String) -> String {
    if texto.len() > limites::LOG_LINHA_BYTES {
        texto.truncate(texto.floor_char_boundary(limites::LOG_LINHA_BYTES));
        texto.push('…');
    }
    texto
}
