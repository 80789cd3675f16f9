//! Quem recebe: nomes coletivos do fluxo e regras viram destinos.

use esteira_armazem::avisos::RegraGuardada;
use esteira_armazem::cadastro::Contato;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_dominio::{Canal, Perfil, Resumo, numero_de_whatsapp};
use uuid::Uuid;

use super::mensagem::Para;
use super::tarefa::DaTarefa;

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
    /// Quem é, se é uma pessoa do cadastro que pode decidir a tarefa de que se fala.
    pub decide: Option<Uuid>,
}

impl Alvo {
    fn novo(canal: Canal, destino: impl Into<String>) -> Self {
        Self { canal, destino: destino.into(), resumo: None, falha: None, decide: None }
    }
}

/// Sem repetição. `responsaveis` = quem as regras do acontecimento dizem ou, sem nenhuma, operadores e administradores ativos pelo canal do fluxo;
/// `candidatos` = quem as regras dizem ou, sem nenhuma, quem pode decidir a tarefa; `aprovadores` = aprovadores ativos (ou os administradores,
/// se não há nenhum); `administradores`; o resto já é destino.
pub(super) async fn resolver(
    unidade: &mut Unidade,
    para: Para<'_>,
    evento: &str,
    operadora: Option<Uuid>,
) -> Result<Vec<Alvo>, ErroArmazem> {
    let mut alvos = Vec::new();
    for quem in para.quem {
        match quem.as_str() {
            coletivo @ ("responsaveis" | "candidatos") => {
                let regras = unidade.regras_que_valem(evento, operadora).await?;
                if regras.is_empty() {
                    let tarefa = para.tarefa.filter(|_| coletivo == "candidatos");
                    alvos.extend(match tarefa {
                        Some(tarefa) => dos_candidatos(unidade, para, tarefa).await?,
                        None => {
                            dos_perfis(unidade, para, para.canal, &[Perfil::Operador, Perfil::Administrador]).await?
                        }
                    });
                }
                for regra in &regras {
                    alvos.extend(da_regra(unidade, para, regra).await?);
                }
            }
            "aprovadores" => {
                let mut aprovadores = dos_perfis(unidade, para, para.canal, &[Perfil::Aprovador]).await?;
                if aprovadores.iter().all(|alvo| alvo.falha.is_some()) {
                    aprovadores = dos_perfis(unidade, para, para.canal, &[Perfil::Administrador]).await?;
                }
                alvos.extend(aprovadores);
            }
            "administradores" => {
                alvos.extend(dos_perfis(unidade, para, para.canal, &[Perfil::Administrador]).await?);
            }
            destino => alvos.push(Alvo::novo(para.canal, destino)),
        }
    }
    // O que vai já dispensa o mesmo no resumo, e o que leva link dispensa o que não leva.
    alvos.sort_by(|a, b| {
        let por_ultimo = |alvo: &Alvo| (alvo.resumo, alvo.decide.is_none(), alvo.decide);
        (a.canal, &a.destino, por_ultimo(a)).cmp(&(b.canal, &b.destino, por_ultimo(b)))
    });
    // Duas pessoas no mesmo telefone recebem cada uma o seu link.
    alvos.dedup_by(|b, a| {
        let outra_pessoa = b.decide.is_some() && b.decide != a.decide;
        (a.canal, &a.destino) == (b.canal, &b.destino) && !outra_pessoa
    });
    Ok(alvos)
}

async fn da_regra(unidade: &mut Unidade, para: Para<'_>, regra: &RegraGuardada) -> Result<Vec<Alvo>, ErroArmazem> {
    // Texto que não se lê não veio desta versão: a regra não cala o aviso, vai pelo que sempre se sabe.
    let canal = regra.canal.parse().unwrap_or(Canal::Email);
    let resumo = regra.resumo.as_ref().and_then(|resumo| resumo.parse().ok());
    let alvos = match (&regra.destino, regra.perfil.as_deref().map(str::parse::<Perfil>)) {
        (Some(destino), _) => vec![Alvo::novo(canal, destino)],
        (None, Some(Ok(perfil))) => dos_perfis(unidade, para, canal, &[perfil]).await?,
        (None, _) => dos_perfis(unidade, para, canal, &[Perfil::Operador, Perfil::Administrador]).await?,
    };
    Ok(alvos.into_iter().map(|alvo| Alvo { resumo, ..alvo }).collect())
}

/// Quem pode decidir a tarefa; ou os administradores, que sempre podem, se não há mais ninguém.
async fn dos_candidatos(unidade: &mut Unidade, para: Para<'_>, tarefa: DaTarefa<'_>) -> Result<Vec<Alvo>, ErroArmazem> {
    let papeis: Vec<_> = tarefa.papeis.iter().map(String::as_str).collect();
    let pessoas: Vec<_> = tarefa.usuarios.iter().filter_map(|id| id.parse().ok()).collect();
    let contatos = unidade.contatos(&papeis, &pessoas).await?;
    if contatos.is_empty() {
        return dos_perfis(unidade, para, para.canal, &[Perfil::Administrador]).await;
    }
    Ok(dos_contatos(para, para.canal, &contatos, &papeis.join(" ou ")))
}

async fn dos_perfis(
    unidade: &mut Unidade,
    para: Para<'_>,
    canal: Canal,
    perfis: &[Perfil],
) -> Result<Vec<Alvo>, ErroArmazem> {
    let nomes: Vec<_> = perfis.iter().map(|perfil| perfil.as_str()).collect();
    let contatos = unidade.contatos(&nomes, &[]).await?;
    Ok(dos_contatos(para, canal, &contatos, &nomes.join(" ou ")))
}

/// As pessoas como o canal as acha. Telegram e Slack não as acham: vai o destino padrão do canal.
fn dos_contatos(para: Para<'_>, canal: Canal, contatos: &[Contato], quem: &str) -> Vec<Alvo> {
    let da_pessoa = |contato: &Contato| {
        let destino = match canal {
            Canal::Email => contato.email.clone(),
            _ => numero_de_whatsapp(contato.telefone.as_deref()?)?,
        };
        let decide = para.tarefa.filter(|tarefa| tarefa.decide(contato)).map(|_| contato.id);
        Some(Alvo { decide, ..Alvo::novo(canal, destino) })
    };
    let alvos: Vec<_> = match canal {
        Canal::Email | Canal::Whatsapp => contatos.iter().filter_map(da_pessoa).collect(),
        Canal::Telegram | Canal::Slack => return vec![Alvo::novo(canal, DESTINO_PADRAO)],
    };
    if alvos.is_empty() && canal != Canal::Email {
        let falha = format!("ninguém com perfil {quem} tem telefone no cadastro");
        return vec![Alvo { falha: Some(falha), ..Alvo::novo(canal, quem) }];
    }
    alvos
}
