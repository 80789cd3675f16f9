//! As rotas, por recurso.

pub(crate) mod erro;
mod guardado;
mod lista;
pub(crate) mod problema;

mod agendamentos;
mod aprovacoes;
mod auditoria;
mod autenticacao;
mod clientes;
mod dashboard;
mod execucoes;
mod exportacoes;
mod faturas;
mod fluxos;
mod formulario;
mod importacoes;
mod instancias;
mod metricas;
mod notificacoes;
mod operadoras;
mod plugins;
mod processos;
mod retencao;
mod saude;
mod segredos;
mod sinais;
mod tokens;
mod usuarios;
mod webhooks;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::OpcoesDoServidor;
use crate::camadas::tempo;
use crate::documentacao::Base;
use crate::estado::Estado;

/// Todas as rotas, com a descrição de cada uma. `maior_fatura` em bytes.
pub(crate) fn rotas(opcoes: &OpcoesDoServidor, maior_fatura: u64) -> OpenApiRouter<Estado> {
    let comuns = OpenApiRouter::with_openapi(Base::openapi())
        .merge(saude::rotas())
        .merge(metricas::rotas())
        .merge(autenticacao::rotas())
        .merge(operadoras::rotas())
        .merge(clientes::rotas())
        .merge(usuarios::rotas())
        .merge(processos::rotas())
        .merge(dashboard::rotas())
        .merge(aprovacoes::rotas())
        .merge(aprovacoes::link::rotas())
        .merge(execucoes::rotas())
        .merge(notificacoes::rotas())
        .merge(agendamentos::rotas())
        .merge(fluxos::rotas())
        .merge(instancias::rotas())
        .merge(retencao::rotas())
        .merge(auditoria::rotas())
        .merge(tokens::rotas())
        .merge(segredos::rotas())
        .merge(plugins::rotas())
        .merge(sinais::rotas())
        .merge(webhooks::rotas());
    let de_upload = faturas::rotas(maior_fatura)
        .merge(clientes::rotas_de_upload())
        .merge(aprovacoes::rotas_de_upload())
        .merge(plugins::rotas_de_upload());
    // Um XLSX grande só começa a sair depois de escrito.
    let demoradas = de_upload.merge(exportacoes::rotas()).merge(importacoes::rotas());
    comuns.layer(tempo(opcoes.tempo_maximo)).merge(demoradas.layer(tempo(opcoes.tempo_maximo_de_upload)))
}
