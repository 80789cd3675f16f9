//! O formulário de cadastro de fatura: o que oferece, e a leitura e validação do que volta.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

use super::estado::Estado;
use super::faturas::{DoCliente, cliente_inexistente};
use super::{FalhaSat, paginas};
use crate::dados::ClienteSat;
use crate::dados::formato::{data_br, em_brasilia};
use crate::falhas::reconhece;
use crate::sessao::Logado;

/// As categorias do primeiro `select#categorias`.
const CATEGORIAS: [&str; 3] = ["RECEBER", "PAGAR", "ARQUIVAR"];
const CATEGORIA_QUE_FALTA: &str = "PAGAR";

/// O que o formulário oferece a escolher.
pub(super) struct Opcoes {
    pub(super) categorias: Vec<&'static str>,
    pub(super) filiais: Vec<String>,
    /// `DD/MM/AAAA`; o campo de data já vem com ela.
    pub(super) hoje: String,
}

/// Os campos como chegaram.
#[derive(Default)]
pub(super) struct Preenchido {
    pub(super) operadora: String,
    pub(super) linha: String,
    pub(super) data: String,
    pub(super) categoria: String,
    pub(super) filial: String,
    pub(super) arquivo: String,
    pub(super) bytes: Bytes,
}

pub(super) async fn mostrar(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Query(pedido): Query<DoCliente>,
) -> Response {
    let Some(cliente) = estado.cliente(&pedido.cliente) else {
        return cliente_inexistente();
    };
    let chaves = [login.as_str(), &cliente.id, &cliente.nome_sat];
    let mut opcoes = opcoes(&estado, &cliente);
    if estado.falhas.tomar(&chaves, reconhece!(FalhaSat::SemCategoriaPagar)).is_some() {
        opcoes.categorias.retain(|categoria| *categoria != CATEGORIA_QUE_FALTA);
    }
    if estado.falhas.tomar(&chaves, reconhece!(FalhaSat::SemFilial)).is_some() {
        opcoes.filiais.clear();
    }
    paginas::formulario(&cliente, &opcoes, None).into_response()
}

pub(super) fn opcoes(estado: &Estado, cliente: &ClienteSat) -> Opcoes {
    let hoje = em_brasilia(estado.relogio.agora()).date();
    Opcoes { categorias: CATEGORIAS.to_vec(), filiais: cliente.filiais.clone(), hoje: data_br(hoje) }
}

impl Preenchido {
    /// Lê o multipart. Campos desconhecidos são ignorados; dos arquivos vale o primeiro com nome.
    pub(super) async fn ler(mut partes: Multipart) -> Result<Self, String> {
        let erro = |e: axum::extract::multipart::MultipartError| format!("formulário ilegível: {}", e.body_text());
        let mut lido = Self::default();
        while let Some(parte) = partes.next_field().await.map_err(erro)? {
            let destino = match parte.name().unwrap_or_default() {
                "input[operadora]" => &mut lido.operadora,
                "input[telefone]" => &mut lido.linha,
                "input[data_competencia]" => &mut lido.data,
                "input[categoria]" => &mut lido.categoria,
                "input[id_filial]" => &mut lido.filial,
                "file[]" => {
                    let nome = parte.file_name().unwrap_or_default().to_owned();
                    let bytes = parte.bytes().await.map_err(erro)?;
                    if lido.arquivo.is_empty() && !nome.is_empty() {
                        (lido.arquivo, lido.bytes) = (nome, bytes);
                    }
                    continue;
                }
                _ => continue,
            };
            *destino = parte.text().await.map_err(erro)?.trim().to_owned();
        }
        Ok(lido)
    }

    /// O que falta ou está errado, um recado por campo. A filial pode ficar em branco, como no SAT de verdade.
    pub(super) fn problemas(&self) -> Vec<&'static str> {
        let regras = [
            (!self.operadora.is_empty(), "Informe a operadora."),
            (!self.linha.is_empty(), "Informe a linha."),
            (
                NaiveDate::parse_from_str(&self.data, "%d/%m/%Y").is_ok(),
                "Data de competência inválida: use DD/MM/AAAA.",
            ),
            (!self.categoria.is_empty(), "Escolha a categoria."),
            (!self.arquivo.is_empty(), "Selecione o arquivo da fatura."),
            (self.arquivo.is_empty() || self.bytes.starts_with(b"%PDF-"), "O arquivo não é um PDF."),
        ];
        regras.into_iter().filter(|(vale, _)| !vale).map(|(_, recado)| recado).collect()
    }
}
