//! Enumerações com texto fixo: o mesmo no banco, no JSON e na tela.

/// Um texto que não é nenhum dos valores da enumeração.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{nome} desconhecido: \"{valor}\"; use um destes: {}", aceitos.join(", "))]
pub struct ValorDesconhecido {
    /// O que se tentava ler, como `status de processo`.
    pub nome: &'static str,
    pub valor: String,
    pub aceitos: &'static [&'static str],
}

/// Declara a enumeração com `TODOS`, `as_str`, `Display`, `FromStr` e serde, tudo a partir do mesmo texto.
macro_rules! enumeracao {
    ($(#[$doc:meta])* $tipo:ident, $nome:literal { $($(#[$doc_variante:meta])* $variante:ident = $texto:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $tipo { $($(#[$doc_variante])* $variante),+ }

        impl $tipo {
            /// Todos os valores, na ordem em que se apresentam.
            pub const TODOS: &'static [Self] = &[$(Self::$variante),+];

            /// O texto no banco, no JSON e na tela.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variante => $texto),+ }
            }
        }

        impl std::fmt::Display for $tipo {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $tipo {
            type Err = $crate::ValorDesconhecido;
            fn from_str(texto: &str) -> Result<Self, Self::Err> {
                match texto {
                    $($texto => Ok(Self::$variante),)+
                    _ => Err($crate::ValorDesconhecido { nome: $nome, valor: texto.to_owned(), aceitos: &[$($texto),+] }),
                }
            }
        }

        impl serde::Serialize for $tipo {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $tipo {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use enumeracao;

#[cfg(test)]
mod testes {
    use crate::{Perfil, StatusExecucao, StatusProcesso, TipoExecucao};

    #[test]
    fn o_texto_de_cada_valor_volta_a_ele_mesmo() {
        for status in StatusProcesso::TODOS {
            assert_eq!(status.as_str().parse(), Ok(*status));
            let json = serde_json::to_string(status).unwrap();
            assert_eq!(json, format!("\"{status}\""));
            assert_eq!(serde_json::from_str::<StatusProcesso>(&json).unwrap(), *status);
        }
    }

    #[test]
    fn o_vocabulario_e_o_do_produto() {
        let textos = |todos: Vec<&'static str>| todos.join(" ");
        assert_eq!(
            textos(StatusProcesso::TODOS.iter().map(|s| s.as_str()).collect()),
            "AGUARDANDO_DOWNLOAD AGUARDANDO_APROVACAO AGUARDANDO_ENVIO_SAT UPLOAD_REALIZADO REJEITADO FALHOU CANCELADO"
        );
        assert_eq!(
            textos(StatusExecucao::TODOS.iter().map(|s| s.as_str()).collect()),
            "EXECUTANDO CONCLUIDO FALHOU TENTANDO_NOVAMENTE CANCELADO TIMEOUT"
        );
        assert_eq!(
            textos(TipoExecucao::TODOS.iter().map(|t| t.as_str()).collect()),
            "DOWNLOAD_FATURA UPLOAD_SAT UPLOAD_MANUAL"
        );
        assert_eq!(textos(Perfil::TODOS.iter().map(|p| p.as_str()).collect()), "ADMINISTRADOR APROVADOR OPERADOR");
    }

    #[test]
    fn valor_desconhecido_diz_os_aceitos() {
        let erro = "APROVADO".parse::<StatusProcesso>().unwrap_err().to_string();
        assert!(erro.contains("\"APROVADO\"") && erro.contains("AGUARDANDO_ENVIO_SAT"), "{erro}");
    }
}
