//! Os pedidos que a medida faz à API.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::Conexao;
use super::{FLUXO, Falha};

pub const EMAIL: &str = "medida@exemplo.com.br";
pub const SENHA: &str = "uma senha só de medir";

/// De quanto em quanto tempo se olha de novo quando ainda não há o que ver.
pub const ENTRE_OLHADAS: Duration = Duration::from_micros(200);
/// Tarefas por página.
const POR_PAGINA: usize = 200;

/// Quem pede, com o endereço e o token que toda conexão usa.
#[derive(Clone)]
pub struct Acesso {
    pub endereco: SocketAddr,
    pub token: String,
}

/// Uma tarefa aberta.
#[derive(Debug, Clone, Deserialize)]
pub struct Aberta {
    pub id: String,
    pub instancia_id: String,
}

#[derive(Deserialize)]
struct Pagina<T> {
    itens: Vec<T>,
}

#[derive(Deserialize)]
struct SoId {
    id: Option<String>,
}

#[derive(Deserialize)]
struct SoSituacao {
    situacao: String,
}

impl Acesso {
    /// Entra com o administrador da medida.
    pub async fn entrar(endereco: SocketAddr) -> Result<Self, Falha> {
        let mut conexao = Conexao::nova(endereco, "").await?;
        let corpo = json!({ "email": EMAIL, "senha": SENHA }).to_string();
        let entrada: Value = json(conexao.pedir("POST", "/api/autenticacao/entrar", JSON, corpo.as_bytes()).await?)?;
        let token = entrada["token_de_acesso"].as_str().ok_or("a entrada não trouxe token")?.to_owned();
        Ok(Self { endereco, token })
    }

    pub async fn conectar(&self) -> Result<Cliente, Falha> {
        Ok(Cliente(Conexao::nova(self.endereco, &self.token).await?))
    }
}

const JSON: &str = "application/json";

fn json<T: for<'a> Deserialize<'a>>((status, corpo): (u16, Vec<u8>)) -> Result<T, Falha> {
    if !(200..300).contains(&status) {
        return Err(format!("o servidor respondeu {status}: {}", String::from_utf8_lossy(&corpo)).into());
    }
    Ok(serde_json::from_slice(&corpo)?)
}

/// Uma conexão autenticada.
pub struct Cliente(Conexao);

impl Cliente {
    async fn ver<T: for<'a> Deserialize<'a>>(&mut self, caminho: &str) -> Result<T, Falha> {
        json(self.0.pedir("GET", caminho, JSON, b"").await?)
    }

    pub async fn publicar(&mut self) -> Result<(), Falha> {
        let resposta = self.0.pedir("POST", "/api/fluxos", "application/yaml", FLUXO.as_bytes()).await?;
        json::<Value>(resposta).map(|_| ())
    }

    /// Começa uma; devolve o id.
    pub async fn iniciar(&mut self, chave: &str) -> Result<String, Falha> {
        let corpo = json!({ "entrada": { "n": chave } }).to_string();
        let resposta = self.0.pedir("POST", "/api/fluxos/medida/instancias", JSON, corpo.as_bytes()).await?;
        Ok(json::<SoId>(resposta)?.id.ok_or("o início não trouxe id")?)
    }

    /// Começa várias.
    pub async fn iniciar_varias(&mut self, chaves: &[String]) -> Result<(), Falha> {
        let entradas: Vec<Value> = chaves.iter().map(|chave| json!({ "n": chave })).collect();
        let corpo = json!({ "entradas": entradas }).to_string();
        let resposta = self.0.pedir("POST", "/api/fluxos/medida/instancias/em-lote", JSON, corpo.as_bytes()).await?;
        let iniciadas: Pagina<SoId> = json(resposta)?;
        match iniciadas.itens.iter().filter(|item| item.id.is_none()).count() {
            0 => Ok(()),
            recusadas => Err(format!("{recusadas} inícios recusados").into()),
        }
    }

    /// As abertas depois desta, da mais velha à mais nova.
    pub async fn abertas(&mut self, depois_de: Option<&str>, limite: usize) -> Result<Vec<Aberta>, Falha> {
        let limite = limite.min(POR_PAGINA);
        let depois = depois_de.map(|id| format!("&depois_de={id}")).unwrap_or_default();
        let caminho = format!("/api/aprovacoes?situacao=ABERTA&limite={limite}{depois}");
        Ok(self.ver::<Pagina<Aberta>>(&caminho).await?.itens)
    }

    pub async fn aprovar(&mut self, tarefa: &str) -> Result<(), Falha> {
        match self.tentar_aprovar(tarefa).await? {
            status if (200..300).contains(&status) => Ok(()),
            status => Err(format!("aprovar respondeu {status}").into()),
        }
    }

    /// Aprova, devolvendo o status qualquer que seja.
    pub async fn tentar_aprovar(&mut self, tarefa: &str) -> Result<u16, Falha> {
        let caminho = format!("/api/aprovacoes/{tarefa}/aprovar");
        Ok(self.0.pedir("POST", &caminho, JSON, b"{}").await?.0)
    }

    pub async fn situacao(&mut self, instancia: &str) -> Result<String, Falha> {
        Ok(self.ver::<SoSituacao>(&format!("/api/instancias/{instancia}")).await?.situacao)
    }

    pub async fn instancia(&mut self, instancia: &str) -> Result<Value, Falha> {
        self.ver(&format!("/api/instancias/{instancia}")).await
    }

    /// A viva mais nova, se há.
    pub async fn viva_mais_nova(&mut self) -> Result<Option<String>, Falha> {
        let pagina: Pagina<SoId> = self.ver("/api/instancias?situacao=EM_ANDAMENTO&limite=1").await?;
        Ok(pagina.itens.into_iter().next().and_then(|item| item.id))
    }
}
