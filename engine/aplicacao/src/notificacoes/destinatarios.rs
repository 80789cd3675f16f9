//! Quem recebe: nomes coletivos do fluxo e regras viram destinos.

use esteira_armazem::avisos::RegraGuardada;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_dominio::{Canal, Perfil, Resumo, numero_de_whatsapp};
use uuid::Uuid;

use super::mensagem::Para;

/// O destino que o canal tem configurado para quando ninguém diz outro.
pub(super) const DESTINO_PADRAO: &str = "padrao";

/// A quem, por onde, e se vai já.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alvo {
    pub canal: Canal,
    pub destino: String,
    /// Junta-se com outros neste prazo.
    pub resumo: Option<Resumo>,
    /// Já se sabe que não vai: fica no histórico, com o que fazer.
    pub falha: Option<String>,
}

impl Alvo {
    fn novo(canal: Canal, destino: impl Into<String>) -> Self {
        Self { canal, destino: destino.into(), resumo: None, falha: None }
    }
}

/// Sem repetição. `responsaveis` = quem as regras do acontecimento dizem ou, sem nenhuma, operadores e administradores ativos pelo canal do fluxo;
/// `aprovadores` = aprovadores ativos (ou os administradores, se não há nenhum); `administradores`; o resto já é destino.
pub(super) async fn resolver(
    unidade: &mut Unidade,
    para: Para<'_>,
    evento: &str,
    operadora: Option<Uuid>,
) -> Result<Vec<Alvo>, ErroArmazem> {
    let mut alvos = Vec::new();
    for quem in para.quem {
        match quem.as_str() {
            "responsaveis" => {
                let regras = unidade.regras_que_valem(evento, operadora).await?;
                if regras.is_empty() {
                    alvos.extend(dos_perfis(unidade, para.canal, &[Perfil::Operador, Perfil::Administrador]).await?);
                }
                for regra in &regras {
                    alvos.extend(da_regra(unidade, regra).await?);
                }
            }
            "aprovadores" => {
                let mut aprovadores = dos_perfis(unidade, para.canal, &[Perfil::Aprovador]).await?;
                if aprovadores.iter().all(|alvo| alvo.falha.is_some()) {
                    aprovadores = dos_perfis(unidade, para.canal, &[Perfil::Administrador]).await?;
                }
                alvos.extend(aprovadores);
            }
            "administradores" => alvos.extend(dos_perfis(unidade, para.canal, &[Perfil::Administrador]).await?),
            destino => alvos.push(Alvo::novo(para.canal, destino)),
        }
    }
    alvos.sort_by(|a, b| (a.canal, &a.destino, a.resumo).cmp(&(b.canal, &b.destino, b.resumo)));
    // O que vai já dispensa o mesmo no resumo: `None` vem antes.
    alvos.dedup_by(|a, b| (a.canal, &a.destino) == (b.canal, &b.destino));
    Ok(alvos)
}

async fn da_regra(unidade: &mut Unidade, regra: &RegraGuardada) -> Result<Vec<Alvo>, ErroArmazem> {
    // Texto que não se lê não veio desta versão: a regra não cala o aviso, vai pelo que sempre se sabe.
    let canal = regra.canal.parse().unwrap_or(Canal::Email);
    let resumo = regra.resumo.as_ref().and_then(|resumo| resumo.parse().ok());
    let alvos = match (&regra.destino, regra.perfil.as_deref().map(str::parse::<Perfil>)) {
        (Some(destino), _) => vec![Alvo::novo(canal, destino)],
        (None, Some(Ok(perfil))) => dos_perfis(unidade, canal, &[perfil]).await?,
        (None, _) => dos_perfis(unidade, canal, &[Perfil::Operador, Perfil::Administrador]).await?,
    };
    Ok(alvos.into_iter().map(|alvo| Alvo { resumo, ..alvo }).collect())
}

/// As pessoas ativas destes perfis, como o canal as acha. Telegram e Slack não as acham: vai o destino padrão do canal.
async fn dos_perfis(unidade: &mut Unidade, canal: Canal, perfis: &[Perfil]) -> Result<Vec<Alvo>, ErroArmazem> {
    let nomes: Vec<_> = perfis.iter().map(|perfil| perfil.as_str()).collect();
    let destinos: Vec<String> = match canal {
        Canal::Email => unidade.emails_por_perfil(&nomes).await?,
        Canal::Whatsapp => {
            let telefones = unidade.telefones_por_perfil(&nomes).await?;
            telefones.iter().filter_map(|telefone| numero_de_whatsapp(telefone)).collect()
        }
        Canal::Telegram | Canal::Slack => return Ok(vec![Alvo::novo(canal, DESTINO_PADRAO)]),
    };
    if destinos.is_empty() && canal != Canal::Email {
        let falha = format!("ninguém com perfil {} tem telefone no cadastro", nomes.join(" ou "));
        return Ok(vec![Alvo { falha: Some(falha), ..Alvo::novo(canal, nomes.join(", ")) }]);
    }
    Ok(destinos.into_iter().map(|destino| Alvo::novo(canal, destino)).collect())
}
