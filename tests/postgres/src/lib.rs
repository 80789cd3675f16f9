//! Um PostgreSQL de verdade, temporário, para testes.
