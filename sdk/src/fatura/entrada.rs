//! O que chega ao plugin, igual para toda operadora. Senha não está aqui: é segredo, e só o hospedeiro a digita.

use serde_json::Value;

use crate::apoio::{Data, MesAno};
use crate::arquivos::Arquivo;
use crate::codigos;
use crate::contexto::Contexto;
use crate::erro::Erro;

/// Os parâmetros de toda operação de fatura. O plugin os recebe por referência e não os altera.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ParametrosEntradaPadrao {
    /// O processo que pediu.
    pub id_processo: String,
    /// O cliente do cadastro.
    pub id_cliente: String,
    /// Hash do cadastro, 16 dígitos hexadecimais: prefixo do nome do arquivo.
    pub hash: String,
    /// Código da operadora (`OI`).
    pub operadora_codigo: String,
    /// Nome da operadora, como o SAT o recebe.
    pub operadora_nome: String,
    /// Página de entrada do portal. É dela que sai o endereço das demais.
    pub url_portal: String,
    /// Usuário do portal.
    pub usuario: String,
    /// CPF, se o portal o pede.
    pub cpf: Option<String>,
    /// CNPJ: 14 caracteres, sem máscara.
    pub cnpj: String,
    /// Filtro próprio da operadora.
    pub filtro: Option<String>,
    /// Nome do cliente no SAT.
    pub nome_sat: String,
    /// Razão social; pode vir vazia.
    pub razao_social: String,
    /// O que vai no campo "linha" do SAT; pode vir vazio.
    pub dados_sat: String,
    /// Filial; pode vir vazia.
    pub unidade: String,
    /// Serviço contratado (`(11) 4000-0000`); pode vir vazio.
    pub servico: String,
    /// O mês da fatura.
    pub mes_ano: MesAno,
}

impl ParametrosEntradaPadrao {
    /// Lê do JSON do contrato. Campos desconhecidos são ignorados: o contrato pode crescer. Erro `parametro_invalido`.
    pub fn ler(parametros: &Value) -> Result<Self, Erro> {
        let campos = Campos(parametros);
        let cnpj = campos.exigir("cnpj")?;
        if cnpj.len() != 14 || !cnpj.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return Err(invalido("cnpj", "tem de ter 14 dígitos ou letras maiúsculas, sem máscara"));
        }
        Ok(Self {
            id_processo: campos.exigir("id_processo")?,
            id_cliente: campos.exigir("id_cliente")?,
            hash: campos.exigir("hash")?,
            operadora_codigo: campos.exigir("operadora_codigo")?,
            operadora_nome: campos.exigir("operadora_nome")?,
            url_portal: campos.exigir("url_portal")?,
            usuario: campos.exigir("usuario")?,
            cpf: campos.texto("cpf")?,
            cnpj,
            filtro: campos.texto("filtro")?,
            nome_sat: campos.exigir("nome_sat")?,
            razao_social: campos.texto("razao_social")?.unwrap_or_default(),
            dados_sat: campos.texto("dados_sat")?.unwrap_or_default(),
            unidade: campos.texto("unidade")?.unwrap_or_default(),
            servico: campos.texto("servico")?.unwrap_or_default(),
            mes_ano: campos.exigir("mes_ano")?.parse()?,
        })
    }

    /// `{hash}_{DD-MM-AAAA}.pdf`: o nome que a fatura baixada leva.
    pub fn nome_do_arquivo(&self, vencimento: Data) -> String {
        format!("{}_{}.pdf", self.hash, vencimento.para_nome_de_arquivo())
    }
}

/// A fatura aprovada que vai (ou foi) ao portal de destino.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FaturaParaEnvio {
    /// Nome com que o portal a vê; é por ele que se confere o envio.
    pub nome_arquivo: String,
    /// O vencimento.
    pub data_vencimento: Data,
    /// Valor em reais, `123.45`.
    pub valor: Option<String>,
}

impl FaturaParaEnvio {
    /// Lê do mesmo JSON dos parâmetros. Erro `parametro_invalido`.
    pub fn ler(parametros: &Value) -> Result<Self, Erro> {
        let campos = Campos(parametros);
        let data_vencimento = campos.exigir("data_vencimento")?;
        Ok(Self {
            nome_arquivo: campos.exigir("nome_arquivo")?,
            data_vencimento: data_vencimento
                .parse()
                .map_err(|_| invalido("data_vencimento", "tem de ser uma data AAAA-MM-DD"))?,
            valor: campos.texto("valor")?,
        })
    }

    /// O arquivo que veio com o pedido. Erro `parametro_invalido` se está vazio ou tem outro nome: a conferência do envio é pelo nome.
    pub fn arquivo(&self, contexto: &Contexto) -> Result<Arquivo, Erro> {
        let arquivo = contexto.arquivos().entrada("fatura")?;
        if arquivo.tamanho() == 0 {
            return Err(invalido("fatura", "é um arquivo vazio"));
        }
        if arquivo.nome() != self.nome_arquivo {
            return Err(invalido("nome_arquivo", "não é o nome do arquivo que veio com o pedido"));
        }
        Ok(arquivo)
    }
}

/// Leitura do objeto de parâmetros, com mensagens para gente.
pub(super) struct Campos<'a>(pub(super) &'a Value);

impl Campos<'_> {
    /// Texto aparado; nada se falta, é nulo ou vazio.
    pub(super) fn texto(&self, nome: &str) -> Result<Option<String>, Erro> {
        match self.0.get(nome) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(texto)) => Ok(Some(texto.trim().to_owned()).filter(|t| !t.is_empty())),
            Some(_) => Err(invalido(nome, "tem de ser texto")),
        }
    }

    pub(super) fn exigir(&self, nome: &str) -> Result<String, Erro> {
        self.texto(nome)?.ok_or_else(|| invalido(nome, "é obrigatório"))
    }
}

pub(super) fn invalido(campo: &str, problema: &str) -> Erro {
    Erro::negocio(codigos::PARAMETRO_INVALIDO, format!("o parâmetro `{campo}` {problema}"))
        .acao("Corrija o cadastro do cliente ou da operadora e reexecute.")
        .detalhe("campo", campo)
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::teste::parametros;

    #[test]
    fn cada_obrigatorio_que_falta_e_dito_pelo_nome() {
        assert!(ParametrosEntradaPadrao::ler(&parametros()).is_ok());
        for campo in ["id_processo", "hash", "url_portal", "usuario", "cnpj", "nome_sat", "mes_ano"] {
            let mut parametros = parametros();
            parametros[campo] = Value::Null;
            let erro = ParametrosEntradaPadrao::ler(&parametros).unwrap_err();
            assert_eq!(erro.codigo(), "parametro_invalido");
            assert!(erro.mensagem().contains(campo), "{erro}");
        }
    }

    #[test]
    fn campo_desconhecido_e_ignorado_inclusive_uma_senha() {
        let mut parametros = parametros();
        parametros["senha"] = "xyz-123".into();
        let entrada = ParametrosEntradaPadrao::ler(&parametros).unwrap();
        assert!(!format!("{entrada:?}").contains("xyz-123"));
    }

    #[test]
    fn cnpj_alfanumerico_serve_e_com_mascara_nao() {
        let ler = |cnpj: &str| {
            let mut parametros = parametros();
            parametros["cnpj"] = cnpj.into();
            ParametrosEntradaPadrao::ler(&parametros).is_ok()
        };
        assert!(ler("12ABC34501DE35"));
        assert!(!ler("12.345.678/0001-95"));
    }
}
