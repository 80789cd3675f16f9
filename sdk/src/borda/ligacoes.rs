//! Gerado do WIT em `wit/v1`. Escondido: quem escreve plugin usa os tipos do SDK.
#![allow(missing_docs, unsafe_code, clippy::all, reason = "código gerado pelo wit-bindgen")]

wit_bindgen::generate!({
    path: "wit/v1",
    world: "plugin",
    pub_export_macro: true,
    export_macro_name: "exportar",
});
