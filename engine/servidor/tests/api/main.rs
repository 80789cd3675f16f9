//! A API por fora: pedidos de verdade ao roteador, SQLite de verdade num arquivo temporário, relógio parado na mão do teste.

mod agendamentos;
mod apoio;
mod autenticacao;
mod clientes;
mod documentacao;
mod encerramento;
mod execucoes;
mod exportacoes;
mod faturas;
mod fluxos;
mod instancias;
mod instancias_em_lote;
mod metricas;
mod notificacoes;
mod operadoras;
mod painel;
mod papeis;
mod problemas;
mod retencao;
mod segredos;
mod seguranca;
mod sinais;
mod tarefas;
mod tokens;
mod usuarios;
mod webhooks;
