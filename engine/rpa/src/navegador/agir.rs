//! Agir num elemento: clicar, digitar, escolher, anexar. Cada ação espera o elemento estar pronto e, se ele é reencontrável, refaz a busca
//! quando a página o troca no meio.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;

use super::espera::Espera;
use super::localizar::id_ou_erro;
use super::onde::{Onde, referencia};
use super::pedido::Pedido;
use super::script::valor;
use super::traduzir::passageiro;
use super::{Navegador, teclas};
use crate::erro::Falha;

impl Navegador {
    pub async fn clicar(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        self.agir(onde, "clicavel", prazo_ms, |id| vec![Pedido::fazer(format!("element/{id}/click"), json!({}))])
            .await?;
        self.conferir_dominio().await
    }

    pub async fn limpar(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        self.agir(onde, "editavel", prazo_ms, |id| vec![limpar(id)]).await?;
        Ok(())
    }

    /// Digita no fim do que está lá; com `limpando`, no lugar.
    pub async fn digitar(&mut self, onde: &Onde, texto: &str, limpando: bool, prazo_ms: u64) -> Result<(), Falha> {
        if texto.lines().any(e_arquivo_daqui) {
            return Err(caminho_negado());
        }
        self.recusar_campo_de_arquivo(onde, prazo_ms).await?;
        self.agir(onde, "editavel", prazo_ms, |id| {
            let limpeza = limpando.then(|| limpar(id));
            limpeza.into_iter().chain([digitar(id, texto)]).collect()
        })
        .await?;
        Ok(())
    }

    pub async fn teclar(&mut self, onde: &Onde, tecla: &str, prazo_ms: u64) -> Result<(), Falha> {
        let caractere = teclas::caractere(tecla)?.to_string();
        self.agir(onde, "habilitado", prazo_ms, |id| vec![digitar(id, &caractere)]).await?;
        self.conferir_dominio().await
    }

    /// Escolhe a opção de um `select` por `texto` ou `valor`, clicando nela como uma pessoa.
    pub async fn escolher(&mut self, onde: &Onde, modo: &str, procurada: &str, prazo_ms: u64) -> Result<(), Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        let [raiz, passos] = onde.argumentos();
        let argumentos = [raiz, passos, json!(modo), json!(procurada)];
        let descricao = format!("{onde} opção \"{procurada}\"");
        loop {
            let resposta = self.olhar_ate("opcao", &argumentos, onde.reencontravel(), &mut espera, &descricao).await?;
            let id = id_ou_erro(&valor(resposta))?;
            match self.sessao().await?.pedir(Pedido::fazer(format!("element/{id}/click"), json!({}))).await {
                Ok(_) => return self.conferir_dominio().await,
                // A opção pode envelhecer sem que o `select` envelheça: sempre se procura de novo.
                Err(falha) if passageiro(&falha) => self.insistir(&mut espera, falha).await?,
                Err(falha) => return Err(falha),
            }
        }
    }

    /// Rola a página até o elemento.
    pub async fn rolar_ate(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        let [raiz, passos] = onde.argumentos();
        let mut espera = Espera::de_ms(prazo_ms);
        self.olhar_ate("rolarAte", &[raiz, passos], onde.reencontravel(), &mut espera, &onde.to_string()).await?;
        Ok(())
    }

    /// Rola a página até a posição, em pixels.
    pub async fn rolar(&mut self, x: u32, y: u32) -> Result<(), Falha> {
        self.biblioteca("rolar", [json!(x), json!(y)]).await.map(drop)
    }

    /// Põe o ponteiro em cima do elemento.
    pub async fn passar_mouse(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        let mover = |id: &str| {
            let passo = json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": referencia(id) });
            let ponteiro = json!({ "type": "pointer", "id": "mouse", "actions": [passo] });
            vec![Pedido::fazer("actions", json!({ "actions": [ponteiro] }))]
        };
        self.rolar_ate(onde, prazo_ms).await?;
        self.agir(onde, "visivel", prazo_ms, mover).await.map(drop)
    }

    /// Põe os arquivos (nome que o portal vê, conteúdo) num `input type=file`, visível ou não.
    pub async fn anexar(&mut self, onde: &Onde, arquivos: &[(String, Bytes)], prazo_ms: u64) -> Result<(), Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        let id = id_ou_erro(&valor(self.ate_pronto(onde, "presente", &mut espera).await?))?;
        let raiz_dos_envios = self.sessao().await?.pasta().map(|pasta| pasta.envios());
        if let Some(envios) = raiz_dos_envios {
            let caminhos = arquivos.iter().map(|(nome, conteudo)| copiar_para_envio(&envios, nome, conteudo));
            let caminhos: Vec<String> = caminhos
                .map(|copia| copia.map(|caminho| caminho.display().to_string()))
                .collect::<Result<_, _>>()
                .map_err(|erro| Falha::nova("erro_de_arquivo", format!("cópia para envio: {erro}")))?;
            // Vários caminhos, um por linha: é como o W3C os anexa a um campo que aceita mais de um.
            self.sessao().await?.pedir(digitar(&id, &caminhos.join("\n"))).await?;
        } else {
            let enviados = arquivos.iter().map(|(nome, conteudo)| json!([nome, STANDARD.encode(conteudo)])).collect();
            self.biblioteca("anexar", [referencia(&id), Value::Array(enviados)]).await?;
        }
        self.conferir_dominio().await
    }

    /// Espera o elemento servir e faz os pedidos nele, na ordem; devolve o id dele.
    pub(super) async fn agir(
        &mut self,
        onde: &Onde,
        exige: &str,
        prazo_ms: u64,
        pedidos: impl Fn(&str) -> Vec<Pedido>,
    ) -> Result<String, Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        loop {
            let id = id_ou_erro(&valor(self.ate_pronto(onde, exige, &mut espera).await?))?;
            let mut resultado = Ok(Value::Null);
            for pedido in pedidos(&id) {
                resultado = self.sessao().await?.pedir(pedido).await;
                if resultado.is_err() {
                    break;
                }
            }
            match resultado {
                Ok(_) => return Ok(id),
                Err(falha) if passageiro(&falha) && (onde.reencontravel() || !falha.e("elemento_obsoleto")) => {
                    self.insistir(&mut espera, falha).await?;
                }
                Err(falha) => return Err(falha),
            }
        }
    }

    /// Espera mais uma olhada, ou devolve a falha que fez insistir.
    async fn insistir(&mut self, espera: &mut Espera, falha: Falha) -> Result<(), Falha> {
        if espera.outra_vez().await { Ok(()) } else { Err(falha) }
    }

    /// Digitar num campo de arquivo anexaria um arquivo desta máquina pelo caminho.
    async fn recusar_campo_de_arquivo(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        let e_arquivo = self.dado(onde, "editavel", "arquivo", "", prazo_ms).await?;
        if e_arquivo == Value::Bool(true) { Err(caminho_negado()) } else { Ok(()) }
    }
}

fn limpar(id: &str) -> Pedido {
    Pedido::fazer(format!("element/{id}/clear"), json!({}))
}

pub(super) fn digitar(id: &str, texto: &str) -> Pedido {
    Pedido::fazer(format!("element/{id}/value"), json!({ "text": texto }))
}

/// A página pode trocar o tipo do campo entre a conferência e a digitação; o caminho de um arquivo que existe aqui não se digita nunca.
fn e_arquivo_daqui(linha: &str) -> bool {
    let caminho = Path::new(linha.trim());
    caminho.is_absolute() && caminho.exists()
}

fn caminho_negado() -> Falha {
    Falha::nova("permissao_negada", "campo de arquivo não se preenche digitando; use enviar-arquivo")
}

fn copiar_para_envio(envios: &Path, nome: &str, conteudo: &[u8]) -> std::io::Result<std::path::PathBuf> {
    // Uma pasta por envio: o nome que o portal vê é o nosso, mesmo repetido.
    let pasta = envios.join(uuid::Uuid::new_v4().simple().to_string());
    std::fs::create_dir(&pasta)?;
    let caminho = pasta.join(nome);
    std::fs::write(&caminho, conteudo)?;
    Ok(caminho)
}
