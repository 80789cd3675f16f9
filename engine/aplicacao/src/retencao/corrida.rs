//! Uma vez em que se aplica a retenção: leva depois de leva, e o que fica na auditoria.

use esteira_armazem::Unidade;
use esteira_armazem::retencao::{Especie, Leva, Marca};
use esteira_base::Instante;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::aplicar::Desfecho;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Quantas unidades por transação. Cada uma pode ter dezenas de linhas: quem grava nunca espera mais que uma fração de segundo.
const POR_LEVA: u32 = 200;

/// O alvo dos registros de auditoria.
const CORRIDA: &str = "corrida";

pub(super) struct Corrida<'a> {
    app: &'a Aplicacao,
    quem: &'a Quem,
    id: Uuid,
    /// O começo já está na auditoria.
    comecou: bool,
    pub desfechos: Vec<Desfecho>,
}

impl<'a> Corrida<'a> {
    pub fn nova(app: &'a Aplicacao, quem: &'a Quem) -> Self {
        Self { app, quem, id: Uuid::now_v7(), comecou: false, desfechos: Vec::new() }
    }

    /// Apaga a próxima leva e a soma ao desfecho da espécie.
    pub async fn leva(
        &mut self,
        especie: Especie,
        antes_de: Instante,
        marca: Option<Marca>,
    ) -> Result<Leva, ErroAplicacao> {
        let mut leitura = self.app.armazem.ler(self.quem.inquilino).await?;
        let proxima = leitura.proxima_vencida(especie, antes_de, marca).await?;
        // No SQLite de um leitor só, e no PostgreSQL de poucas conexões, quem lê não pode segurar a conexão de quem apaga.
        drop(leitura);
        let leva = match proxima {
            Some(marca) => self.remover(especie, antes_de, marca).await?,
            None => Leva { removidas: 0, retidas: 0, marca: None },
        };
        match self.desfechos.last_mut().filter(|desfecho| desfecho.especie == especie) {
            Some(desfecho) => desfecho.somar(&leva),
            None => {
                let mut desfecho = Desfecho { especie, antes_de, removidas: 0, retidas: 0 };
                desfecho.somar(&leva);
                self.desfechos.push(desfecho);
            }
        }
        Ok(leva)
    }

    /// O primeiro registro da auditoria vai no commit da primeira leva que apaga: nada some sem ele, mesmo que o processo morra antes do fim.
    async fn remover(&mut self, especie: Especie, antes_de: Instante, marca: Marca) -> Result<Leva, ErroAplicacao> {
        let mut unidade = self.app.armazem.escrever(self.quem.inquilino).await?;
        let leva = unidade.remover_leva(especie, antes_de, Some(marca), POR_LEVA).await?;
        if leva.removidas > 0 {
            if !self.comecou {
                let dados = json!({ "corrida": self.id, "especie": especie.as_str(), "antes_de": antes_de });
                self.registrar(&mut unidade, "comecar", dados).await?;
            }
            unidade.confirmar().await?;
            self.comecou = true;
        }
        Ok(leva)
    }

    /// Vai-se percorrer de novo a última espécie: as retidas são as da última volta.
    pub fn recontar_retidas(&mut self) {
        if let Some(desfecho) = self.desfechos.last_mut() {
            desfecho.retidas = 0;
        }
    }

    /// Deixa na auditoria quanto se apagou e quanto se reteve de cada espécie; se nada se apagou, só a pedido.
    pub async fn fechar(&self, inteira: bool, a_pedido: bool) -> Result<(), ErroAplicacao> {
        if !self.comecou && !a_pedido {
            return Ok(());
        }
        let contas = self.desfechos.iter().map(|desfecho| {
            let Desfecho { especie, antes_de, removidas, retidas } = desfecho;
            (especie.to_string(), json!({ "antes_de": antes_de, "removidas": removidas, "retidas": retidas }))
        });
        let dados =
            json!({ "corrida": self.id, "inteira": inteira, "especies": contas.collect::<Map<String, Value>>() });
        let mut unidade = self.app.armazem.escrever(self.quem.inquilino).await?;
        self.registrar(&mut unidade, "aplicar", dados).await?;
        Ok(unidade.confirmar().await?)
    }

    async fn registrar(&self, unidade: &mut Unidade, acao: &'static str, dados: Value) -> Result<(), ErroAplicacao> {
        let agora = self.app.relogio.agora();
        Ok(auditoria::registrar(unidade, self.quem, acao, "retencao", CORRIDA, None, Some(dados), agora).await?)
    }
}
