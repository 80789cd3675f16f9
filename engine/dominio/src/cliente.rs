//! O cliente: uma linha de serviço de uma empresa numa operadora, com o que é preciso para buscar e entregar a sua fatura.

use esteira_base::{
    Cnpj, Cpf,
    ids::{ClienteId, OperadoraId},
};
use serde::{Deserialize, Serialize};

use crate::campo::{ErrosDeCampo, Preenchimento};
use crate::hash_cadastro::{HashCadastro, gerar_hash_cadastro};
use crate::operadora::Operadora;

pub const MAXIMO_NOME: usize = 255;
pub const MAXIMO_UNIDADE: usize = 100;
/// Limite de `filtro`, `servico`, `dados_sat` e `login_portal`.
pub const MAXIMO_TEXTO: usize = 255;

/// Um cliente cadastrado. A senha do portal não está aqui: cifrada, mora no armazém; `tem_senha` diz só se existe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cliente {
    pub id: ClienteId,
    pub hash_unico: HashCadastro,
    pub razao_social: String,
    /// Como o SAT chama o cliente (`nome_filtro` no legado).
    pub nome_sat: String,
    pub cnpj: Cnpj,
    pub operadora_id: OperadoraId,
    /// Vazio se não há; assim entra no hash.
    pub filtro: String,
    pub servico: String,
    pub dados_sat: String,
    pub unidade: String,
    pub site_emissao: Option<String>,
    pub login_portal: Option<String>,
    pub cpf: Option<Cpf>,
    pub tem_senha: bool,
    pub status_ativo: bool,
}

/// O que alguém preencheu, ou uma linha de importação; ainda não conferido. A senha segue por caminho próprio.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NovoCliente {
    pub razao_social: String,
    pub nome_sat: String,
    pub cnpj: String,
    #[serde(default)]
    pub filtro: String,
    #[serde(default)]
    pub servico: String,
    #[serde(default)]
    pub dados_sat: String,
    #[serde(default)]
    pub unidade: String,
    #[serde(default)]
    pub site_emissao: Option<String>,
    #[serde(default)]
    pub login_portal: Option<String>,
    #[serde(default)]
    pub cpf: Option<String>,
    #[serde(default = "ativo")]
    pub status_ativo: bool,
}

fn ativo() -> bool {
    true
}

impl NovoCliente {
    /// Um cliente novo da operadora, que precisa estar ativa. Nasce sem senha: quem a guarda liga `tem_senha`.
    /// Unicidade (CNPJ + operadora + unidade + serviço, e hash) é com quem guarda.
    pub fn criar(self, id: ClienteId, operadora: &Operadora) -> Result<Cliente, ErrosDeCampo> {
        self.montar(id, operadora, false, None)
    }

    /// O cliente alterado. O hash é recalculado: se mudou, quem guarda anota o antigo no histórico.
    /// Continuar numa operadora que foi desativada é permitido; passar para uma, não.
    pub fn alterar(self, atual: &Cliente, operadora: &Operadora) -> Result<Cliente, ErrosDeCampo> {
        self.montar(atual.id, operadora, atual.tem_senha, Some(atual.operadora_id))
    }

    fn montar(
        self,
        id: ClienteId,
        operadora: &Operadora,
        tem_senha: bool,
        operadora_atual: Option<OperadoraId>,
    ) -> Result<Cliente, ErrosDeCampo> {
        let mut p = Preenchimento::default();
        if !operadora.status_ativo && operadora_atual != Some(operadora.id) {
            let mensagem = format!("a operadora {} está inativa; ative-a ou escolha outra", operadora.nome);
            p.erro("operadora_id", "invalido", mensagem);
        }
        let razao_social = p.obrigatorio("razao_social", &self.razao_social, MAXIMO_NOME);
        let nome_sat = p.obrigatorio("nome_sat", &self.nome_sat, MAXIMO_NOME);
        let cnpj = p.ler::<Cnpj>("cnpj", &self.cnpj);
        let filtro = p.texto("filtro", &self.filtro, MAXIMO_TEXTO);
        let servico = p.texto("servico", &self.servico, MAXIMO_TEXTO);
        let dados_sat = p.texto("dados_sat", &self.dados_sat, MAXIMO_TEXTO);
        let unidade = p.texto("unidade", &self.unidade, MAXIMO_UNIDADE);
        let site_emissao = p.url("site_emissao", self.site_emissao);
        let login_portal = p.opcional("login_portal", self.login_portal, MAXIMO_TEXTO);
        let cpf = self.cpf.filter(|cpf| !cpf.trim().is_empty()).and_then(|cpf| p.ler::<Cpf>("cpf", &cpf));
        let hash_unico = gerar_hash_cadastro(&nome_sat, &operadora.nome, &servico, &dados_sat, &filtro, &unidade);
        let cliente = cnpj.map(|cnpj| Cliente {
            id,
            hash_unico,
            razao_social,
            nome_sat,
            cnpj,
            operadora_id: operadora.id,
            filtro,
            servico,
            dados_sat,
            unidade,
            site_emissao,
            login_portal,
            cpf,
            tem_senha,
            status_ativo: self.status_ativo,
        });
        p.concluir(cliente)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::operadora::NovaOperadora;

    fn operadora(status_ativo: bool) -> Operadora {
        NovaOperadora { nome: "OI".into(), codigo: "OI".into(), status_ativo, ..Default::default() }
            .validar(OperadoraId::novo())
            .unwrap()
    }

    fn preenchido() -> NovoCliente {
        NovoCliente {
            razao_social: "Empresa Exemplo Ltda".into(),
            nome_sat: "Empresa Exemplo".into(),
            cnpj: "12.ABC.345/01DE-35".into(),
            servico: "(11) 4000-0000".into(),
            dados_sat: "Fixo".into(),
            filtro: "123456".into(),
            unidade: "Matriz".into(),
            cpf: Some("".into()),
            status_ativo: true,
            ..Default::default()
        }
    }

    #[test]
    fn o_hash_nasce_do_cadastro_e_do_nome_da_operadora() {
        let cliente = preenchido().criar(ClienteId::novo(), &operadora(true)).unwrap();
        assert_eq!(cliente.hash_unico.as_str(), "668f8a715aababac");
        assert_eq!(cliente.cpf, None);
        assert!(!cliente.tem_senha);
    }

    #[test]
    fn so_operadora_ativa_recebe_cliente_mas_quem_ja_esta_pode_ser_alterado() {
        let mut oi = operadora(true);
        let atual = Cliente { tem_senha: true, ..preenchido().criar(ClienteId::novo(), &oi).unwrap() };
        oi.status_ativo = false;
        assert_eq!(preenchido().criar(ClienteId::novo(), &oi).unwrap_err().0[0].campo, "operadora_id");
        assert!(preenchido().alterar(&atual, &operadora(false)).is_err());
        let alterado = NovoCliente { unidade: "Filial".into(), ..preenchido() }.alterar(&atual, &oi).unwrap();
        assert_eq!((alterado.id, alterado.tem_senha), (atual.id, true));
        assert_ne!(alterado.hash_unico, atual.hash_unico);
    }

    #[test]
    fn mostra_todos_os_erros_de_uma_vez() {
        let ruim = NovoCliente {
            cnpj: "529.982.247-25".into(),
            cpf: Some("123".into()),
            unidade: "u".repeat(101),
            razao_social: " ".into(),
            ..preenchido()
        };
        let erros = ruim.criar(ClienteId::novo(), &operadora(true)).unwrap_err();
        let campos: Vec<_> = erros.0.iter().map(|e| (e.campo, e.codigo)).collect();
        assert_eq!(
            campos,
            [("razao_social", "obrigatorio"), ("cnpj", "invalido"), ("unidade", "longo_demais"), ("cpf", "invalido")]
        );
    }
}
