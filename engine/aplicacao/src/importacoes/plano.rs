//! O que fazer com cada linha, pelo que já está no cadastro e pelo que a própria planilha já disse.

use std::collections::HashMap;

use esteira_armazem::cadastro::{ClienteGuardado, FiltroDeClientes, FiltroDeOperadoras};
use esteira_base::ids::{ClienteId, OperadoraId};
use esteira_dominio::{Cliente, ErrosDeCampo, Operadora};

use super::colunas::dobrar;
use super::linha::Lida;
use crate::clientes::segredo_do_portal;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas operadoras se leem.
const MAXIMO_DE_OPERADORAS: u32 = 1_000;
/// Quantos clientes do mesmo CNPJ se olham.
const MESMO_CNPJ: u32 = 200;

pub(super) enum Passo {
    Criar(OperadoraId),
    Alterar(Box<ClienteGuardado>),
    /// Já está assim.
    Manter(ClienteId),
    Recusar(Vec<String>),
}

pub(super) struct Planejador<'a> {
    app: &'a Aplicacao,
    quem: &'a Quem,
    /// Por nome e por código, dobrados.
    operadoras: HashMap<String, Operadora>,
    /// Quantas linhas vieram antes, e o que cada uma tomou: hash, e CNPJ + operadora + unidade + serviço.
    tomados: HashMap<String, usize>,
    linhas: usize,
}

impl<'a> Planejador<'a> {
    pub async fn novo(app: &'a Aplicacao, quem: &'a Quem) -> Result<Self, ErroAplicacao> {
        let todas = FiltroDeOperadoras { limite: MAXIMO_DE_OPERADORAS, ..FiltroDeOperadoras::default() };
        let lidas = app.armazem.ler(quem.inquilino).await?.operadoras(&todas).await?.itens;
        let por_nome_e_codigo = |operadora: Operadora| {
            [dobrar(&operadora.nome), dobrar(&operadora.codigo)].map(|chave| (chave, operadora.clone()))
        };
        let operadoras = lidas.into_iter().flat_map(|guardada| por_nome_e_codigo(guardada.operadora)).collect();
        Ok(Self { app, quem, operadoras, tomados: HashMap::new(), linhas: 0 })
    }

    pub async fn planejar(&mut self, lida: &mut Lida) -> Result<Passo, ErroAplicacao> {
        self.linhas += 1;
        let mut problemas = lida.problemas.clone();
        let operadora = self.operadoras.get(&dobrar(&lida.operadora)).cloned();
        if operadora.is_none() && !lida.operadora.is_empty() {
            problemas.push(format!("operadora: não há \"{}\" no cadastro; cadastre-a antes", lida.operadora));
        }
        let (Some(operadora), true) = (operadora, problemas.is_empty()) else { return Ok(Passo::Recusar(problemas)) };
        // Com um id qualquer: só se quer saber o hash e os erros.
        let como_ficaria = match lida.novo.clone().criar(ClienteId::novo(), &operadora) {
            Ok(cliente) => cliente,
            Err(erros) => return Ok(Passo::Recusar(motivos(erros))),
        };
        if let Some(do_legado) =
            lida.hash.as_ref().filter(|hash| !hash.eq_ignore_ascii_case(como_ficaria.hash_unico.as_str()))
        {
            lida.avisos
                .push(format!("o hash da planilha é {do_legado}, e o destes dados é {}", como_ficaria.hash_unico));
        }
        if let Some(motivo) = self.tomar(&como_ficaria) {
            return Ok(Passo::Recusar(vec![motivo]));
        }
        self.diante_do_cadastro(lida, como_ficaria, &operadora).await
    }

    /// Toma o hash e a unicidade para esta linha; o motivo, se outra linha já os tomou.
    fn tomar(&mut self, cliente: &Cliente) -> Option<String> {
        let unica = unicidade(cliente);
        for (chave, o_que) in [
            (cliente.hash_unico.to_string(), "o mesmo hash de cadastro"),
            (unica, "o mesmo CNPJ, operadora, unidade e serviço"),
        ] {
            if let Some(antes) = self.tomados.get(&chave) {
                return Some(format!("repete a {antes}ª linha de dados: {o_que}"));
            }
            self.tomados.insert(chave, self.linhas);
        }
        None
    }

    async fn diante_do_cadastro(
        &self,
        lida: &mut Lida,
        novo: Cliente,
        operadora: &Operadora,
    ) -> Result<Passo, ErroAplicacao> {
        let mut unidade = self.app.armazem.ler(self.quem.inquilino).await?;
        if let Some(atual) = unidade.cliente_do_hash(&novo.hash_unico).await? {
            if atual.cliente.operadora_id != novo.operadora_id {
                return Ok(Passo::Recusar(vec!["o hash de cadastro é de um cliente de outra operadora".to_owned()]));
            }
            lida.completar(&atual.cliente);
            let novo = match lida.novo.clone().alterar(&atual.cliente, operadora) {
                Ok(novo) => novo,
                Err(erros) => return Ok(Passo::Recusar(motivos(erros))),
            };
            let mesma_senha = match &lida.senha {
                None => true,
                Some(senha) => {
                    let atual = segredo_do_portal(self.app, &mut unidade, atual.cliente.id).await?;
                    atual.is_some_and(|atual| atual.revelar() == senha.revelar())
                }
            };
            return Ok(if novo == atual.cliente && mesma_senha {
                Passo::Manter(atual.cliente.id)
            } else {
                Passo::Alterar(Box::new(atual))
            });
        }
        let mesmo_cnpj = FiltroDeClientes {
            operadora: Some(novo.operadora_id),
            cnpj: Some(novo.cnpj.sem_mascara().to_owned()),
            limite: MESMO_CNPJ,
            ..FiltroDeClientes::default()
        };
        let vizinhos = unidade.clientes(&mesmo_cnpj).await?.itens;
        let igual = vizinhos.into_iter().find(|vizinho| unicidade(&vizinho.cliente) == unicidade(&novo));
        Ok(match igual {
            Some(outro) => Passo::Recusar(vec![format!(
                "já existe {} com este CNPJ, operadora, unidade e serviço, e outro filtro, nome ou dados do SAT; se é ele, altere-o no cadastro",
                outro.cliente.nome_sat
            )]),
            None => Passo::Criar(novo.operadora_id),
        })
    }
}

fn motivos(erros: ErrosDeCampo) -> Vec<String> {
    erros.0.into_iter().map(|erro| format!("{}: {}", erro.campo, erro.mensagem)).collect()
}

fn unicidade(cliente: &Cliente) -> String {
    format!("{}/{}/{}/{}", cliente.cnpj.sem_mascara(), cliente.operadora_id, cliente.unidade, cliente.servico)
}
