//! Publicar um plugin: a macro e o que ela chama.

/// Publica o tipo como o plugin deste crate. O tipo implementa [`Rpa`](crate::Rpa) (ou [`RpaDeFatura`](crate::RpaDeFatura)) e
/// [`Default`].
///
/// No WASM, exporta a interface `rpa` do WIT; fora dele, só confere as duas exigências. Um pânico do plugin vira uma linha de erro no
/// registro, com arquivo e linha, antes de a execução cair.
#[macro_export]
macro_rules! plugin {
    ($tipo:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            struct Exportado;

            impl $crate::__interno::ligacoes::exports::esteira::rpa::rpa::Guest for Exportado {
                fn descrever() -> ::std::string::String {
                    $crate::__interno::descrever(&<$tipo as ::core::default::Default>::default())
                }

                fn executar(
                    operacao: ::std::string::String,
                    parametros_json: ::std::string::String,
                ) -> ::core::result::Result<
                    ::std::string::String,
                    $crate::__interno::ligacoes::esteira::rpa::tipos::Erro,
                > {
                    let plugin = <$tipo as ::core::default::Default>::default();
                    $crate::__interno::executar(&plugin, &operacao, &parametros_json)
                }
            }

            $crate::__interno::ligacoes::exportar!(Exportado with_types_in $crate::__interno::ligacoes);
        };

        #[cfg(not(target_arch = "wasm32"))]
        const _: fn() = || {
            fn exige<T: $crate::Rpa + ::core::default::Default>() {}
            exige::<$tipo>();
        };
    };
}

#[cfg(target_arch = "wasm32")]
mod entrada {
    use crate::borda::{self, Borda};
    use crate::codigos;
    use crate::contexto::Contexto;
    use crate::erro::Erro;
    use crate::rpa::Rpa;

    /// O `descrever` do WIT.
    pub fn descrever(plugin: &impl Rpa) -> String {
        instalar_gancho_de_panico();
        plugin.manifesto().json().to_string()
    }

    /// O `executar` do WIT.
    pub fn executar(plugin: &impl Rpa, operacao: &str, parametros: &str) -> Result<String, borda::Erro> {
        instalar_gancho_de_panico();
        let parametros = serde_json::from_str(parametros).map_err(|erro| {
            Erro::tecnico(codigos::PARAMETRO_INVALIDO, format!("os parâmetros não são JSON válido: {erro}"))
        })?;
        let saida = plugin.executar(operacao, parametros, &Contexto::novo(Borda))?;
        Ok(saida.to_string())
    }

    /// Sem isto, o hospedeiro só veria `unreachable`.
    fn instalar_gancho_de_panico() {
        std::panic::set_hook(Box::new(|panico| {
            Borda.anotar("erro", &format!("o plugin entrou em pânico: {panico}"), "{}");
        }));
    }
}

#[cfg(target_arch = "wasm32")]
pub use entrada::{descrever, executar};
