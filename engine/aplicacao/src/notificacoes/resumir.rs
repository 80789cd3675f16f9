//! Juntar num aviso só os que uma regra manda juntar.

use std::sync::LazyLock;
use std::time::Duration;

use esteira_armazem::faturas::{Notificacao, NotificacaoNova};
use esteira_base::Instante;
use esteira_base::ids::InquilinoId;
use esteira_dominio::{Canal, Resumo};
use esteira_motor::agenda::{Calendario, Cron, Fuso};
use uuid::Uuid;

use crate::tarefas::link;
use crate::{Aplicacao, ErroAplicacao};

/// Quantos avisos por passada.
const POR_VEZ: u32 = 500;
/// Se o calendário falhasse, o aviso ainda sairia.
const ESPERA_SEM_CALENDARIO: Duration = Duration::from_secs(3_600);

/// De hora em hora, e às 8 da manhã de Brasília.
static HORAS: LazyLock<[Option<Calendario>; 2]> = LazyLock::new(|| {
    ["0 * * * *", "0 8 * * *"].map(|cron| Some(Calendario { cron: cron.parse::<Cron>().ok()?, fuso: Fuso::default() }))
});

/// Quando sai o resumo que junta o que acontece agora.
pub(super) fn hora_do_resumo(resumo: Resumo, agora: Instante) -> Instante {
    let calendario = match resumo {
        Resumo::ACadaHora => &HORAS[0],
        Resumo::Diario => &HORAS[1],
    };
    let hora = calendario.as_ref().and_then(|calendario| calendario.proxima_depois(agora));
    hora.unwrap_or_else(|| agora.mais(ESPERA_SEM_CALENDARIO))
}

/// Junta os que esperam e cuja hora chegou. Devolve quantos resumos fez.
pub async fn resumir(app: &Aplicacao) -> Result<usize, ErroAplicacao> {
    let mut feitos = 0;
    for inquilino in app.armazem.inquilinos_a_resumir(app.relogio.agora()).await? {
        feitos += resumir_um(app, inquilino).await?;
    }
    Ok(feitos)
}

async fn resumir_um(app: &Aplicacao, inquilino: InquilinoId) -> Result<usize, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(inquilino).await?;
    let prontas = unidade.notificacoes_a_resumir(agora, POR_VEZ).await?;
    let mesma = |a: &Notificacao, b: &Notificacao| {
        (&a.tipo_notificacao, &a.destinatario, &a.resumo) == (&b.tipo_notificacao, &b.destinatario, &b.resumo)
    };
    let mut feitos = 0;
    for grupo in prontas.chunk_by(mesma) {
        let ids = unidade.por_na_caixa(&[juntar(grupo)], agora).await?;
        let juntas: Vec<Uuid> = grupo.iter().map(|notificacao| notificacao.id).collect();
        for id in ids {
            unidade.notificacoes_resumidas(&juntas, id, agora).await?;
            feitos += 1;
        }
    }
    unidade.confirmar().await?;
    Ok(feitos)
}

/// Um só vai como é. Os canais curtos levam só os assuntos.
fn juntar(grupo: &[Notificacao]) -> NotificacaoNova {
    let primeira = &grupo[0];
    let nova = NotificacaoNova {
        tipo: primeira.tipo_notificacao.clone(),
        destinatario: primeira.destinatario.clone(),
        evento: Some("resumo".to_owned()),
        ..NotificacaoNova::default()
    };
    // Os arquivos de todas vão com o resumo. O que não se lê não cala o aviso.
    let anexos = grupo.iter().flat_map(|notificacao| notificacao.anexos().unwrap_or_default()).collect();
    let nova = NotificacaoNova { anexos, ..nova };
    if let [so_uma] = grupo {
        let (assunto, mensagem, html) = (so_uma.assunto.clone(), so_uma.mensagem.clone(), so_uma.html.clone());
        let (processo, links) = (so_uma.processo_id.map(Into::into), so_uma.links.clone());
        return NotificacaoNova { assunto, mensagem, html, processo, links, ..nova };
    }
    let por_email = primeira.tipo_notificacao == Canal::Email.as_str();
    let item = |n: &Notificacao| match por_email {
        true => format!("• {}\n\n{}\n", n.assunto, n.mensagem),
        false => format!("• {}", n.assunto),
    };
    let itens: Vec<_> = grupo.iter().map(item).collect();
    let links = grupo.iter().filter(|_| por_email).flat_map(|n| link::da_mensagem(n.links.as_deref())).collect();
    let assunto = format!("Resumo: {} avisos", grupo.len());
    NotificacaoNova { assunto, mensagem: itens.join("\n"), links: link::na_mensagem(links), ..nova }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_resumo_sai_na_hora_cheia_ou_as_oito_de_brasilia() {
        // 2026-11-22 04:10 UTC, 1h10 em Brasília.
        let agora = Instante::de_micros(1_795_320_600_000_000);
        assert_eq!(hora_do_resumo(Resumo::ACadaHora, agora).to_string(), "2026-11-22T05:00:00.000000Z");
        assert_eq!(hora_do_resumo(Resumo::Diario, agora).to_string(), "2026-11-22T11:00:00.000000Z");
    }
}
