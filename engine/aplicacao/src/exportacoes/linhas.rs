//! De cada coisa guardada, a sua linha de planilha. As horas vão em Brasília. Puro.

use chrono::NaiveDate;
use esteira_armazem::cadastro::RegistroGuardado;
use esteira_armazem::encomendas::LinhaDaImportacao;
use esteira_armazem::faturas::{Execucao, Processo};
use esteira_armazem::motor::Tarefa;
use esteira_base::{Cnpj, Dinheiro, Instante};
use esteira_motor::agenda::Fuso;
use esteira_planilhas::Celula;

pub(super) const PROCESSOS: [&str; 17] = [
    "id",
    "hash",
    "cliente",
    "cnpj",
    "operadora",
    "mes_ano",
    "status",
    "vencimento",
    "valor",
    "fatura",
    "aprovado_por",
    "aprovado_em",
    "enviado_em",
    "upload_manual",
    "motivo",
    "criado_em",
    "atualizado_em",
];
pub(super) const EXECUCOES: [&str; 14] = [
    "id",
    "processo_id",
    "tipo",
    "status",
    "tentativa",
    "plugin",
    "inicio",
    "fim",
    "duracao_s",
    "codigo_erro",
    "mensagem",
    "executado_por",
    "ip",
    "user_agent",
];
pub(super) const APROVACOES: [&str; 10] = [
    "id",
    "titulo",
    "passo",
    "situacao",
    "decisao",
    "decidida_por",
    "decidida_em",
    "aberta_em",
    "vence_em",
    "instancia_id",
];
pub(super) const AUDITORIA: [&str; 12] = [
    "id",
    "quando",
    "acao",
    "alvo_tipo",
    "alvo_id",
    "usuario_id",
    "usuario",
    "ip",
    "user_agent",
    "antes",
    "depois",
    "numero",
];
pub(super) const IMPORTACAO: [&str; 5] = ["linha", "cliente", "desfecho", "cliente_id", "mensagens"];

pub(super) fn processo(p: &Processo) -> Vec<Celula> {
    let cnpj = p.cliente_cnpj.parse::<Cnpj>().map_or_else(|_| p.cliente_cnpj.clone(), |cnpj| cnpj.to_string());
    let vencimento = p.data_vencimento.as_deref().and_then(|data| data.parse::<NaiveDate>().ok());
    vec![
        p.id.to_string().into(),
        p.hash_unico.as_str().into(),
        p.cliente_nome.as_str().into(),
        cnpj.into(),
        p.operadora_nome.as_str().into(),
        p.mes_ano.as_str().into(),
        p.status_processo.as_str().into(),
        vencimento.map_or(Celula::Vazia, Celula::Data),
        p.valor_fatura.map_or(Celula::Vazia, |centavos| Celula::Dinheiro(Dinheiro::de_centavos(centavos))),
        Celula::se_ha(p.nome_fatura.as_deref()),
        Celula::se_ha(p.aprovado_por_usuario_id.map(|id| id.to_string())),
        hora(p.data_aprovacao),
        hora(p.data_envio_sat),
        Celula::Logico(p.upload_manual),
        Celula::se_ha(p.motivo.as_deref()),
        hora(Some(p.data_criacao)),
        hora(Some(p.data_atualizacao)),
    ]
}

pub(super) fn execucao(e: &Execucao) -> Vec<Celula> {
    let duracao = e.data_fim.map(|fim| (fim - e.data_inicio) / 1_000_000);
    vec![
        e.id.to_string().into(),
        e.processo_id.to_string().into(),
        e.tipo_execucao.as_str().into(),
        e.status_execucao.as_str().into(),
        Celula::Inteiro(e.numero_tentativa),
        Celula::se_ha(e.plugin.as_deref()),
        hora(Some(e.data_inicio)),
        hora(e.data_fim),
        duracao.map_or(Celula::Vazia, Celula::Inteiro),
        Celula::se_ha(e.codigo_erro.as_deref()),
        Celula::se_ha(e.mensagem_log.as_deref()),
        Celula::se_ha(e.executado_por_usuario_id.map(|id| id.to_string())),
        Celula::se_ha(e.ip_origem.as_deref()),
        Celula::se_ha(e.user_agent.as_deref()),
    ]
}

pub(super) fn tarefa(t: &Tarefa) -> Vec<Celula> {
    vec![
        t.id.to_string().into(),
        t.titulo.as_str().into(),
        t.passo.as_str().into(),
        t.situacao.as_str().into(),
        Celula::se_ha(t.decisao.as_deref()),
        Celula::se_ha(t.decidida_por.as_deref()),
        hora(t.decidida_em),
        hora(Some(t.data_criacao)),
        hora(t.vence_em),
        t.instancia_id.to_string().into(),
    ]
}

pub(super) fn registro(r: &RegistroGuardado) -> Vec<Celula> {
    vec![
        r.id.to_string().into(),
        hora(Some(r.data_criacao)),
        r.acao.as_str().into(),
        r.alvo_tipo.as_str().into(),
        r.alvo_id.as_str().into(),
        Celula::se_ha(r.usuario_id.map(|id| id.to_string())),
        r.usuario_nome.as_str().into(),
        Celula::se_ha(r.ip_origem.as_deref()),
        Celula::se_ha(r.user_agent.as_deref()),
        Celula::se_ha(r.antes.as_deref()),
        Celula::se_ha(r.depois.as_deref()),
        r.numero.map_or(Celula::Vazia, Celula::Inteiro),
    ]
}

pub(super) fn importada(l: &LinhaDaImportacao) -> Vec<Celula> {
    vec![
        Celula::Inteiro(l.numero),
        l.cliente.as_str().into(),
        l.desfecho.as_str().into(),
        Celula::se_ha(l.cliente_id.map(|id| id.to_string())),
        l.mensagens.as_str().into(),
    ]
}

fn hora(micros: Option<i64>) -> Celula {
    micros.map_or(Celula::Vazia, |micros| {
        Celula::Hora(Fuso::default().no_lugar(Instante::de_micros(micros)).naive_local())
    })
}
