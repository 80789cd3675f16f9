//! Os conectores contra servidores de verdade, todos em 127.0.0.1 e neste processo.

mod arquivos;
mod correio;
mod fabrica_pdf;
mod pdf;
mod s3;
mod ssrf;
mod sumidouro;
