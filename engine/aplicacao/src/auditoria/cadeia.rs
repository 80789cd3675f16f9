//! O elo: BLAKE3 do elo anterior e do registro. Puro.

use esteira_armazem::cadastro::{Ponta, RegistroGuardado};
use serde_json::json;

/// Separa estes elos de qualquer outro uso do BLAKE3.
const CONTEXTO: &str = "esteira 2026-11 auditoria";

/// O elo de um registro, depois de outro; nenhum antes do primeiro.
pub fn elo(anterior: Option<&Ponta>, registro: &RegistroGuardado) -> Ponta {
    let numero = anterior.map_or(0, |ponta| ponta.numero) + 1;
    // Um vetor JSON: cada campo no seu lugar, e nenhum se confunde com o vizinho.
    let conteudo = json!([
        anterior.map_or("", |ponta| &ponta.selo),
        numero,
        registro.id,
        registro.acao,
        registro.alvo_tipo,
        registro.alvo_id,
        registro.usuario_id,
        registro.usuario_nome,
        registro.ip_origem,
        registro.user_agent,
        registro.antes,
        registro.depois,
        registro.data_criacao,
    ]);
    let mut resumidor = blake3::Hasher::new_derive_key(CONTEXTO);
    resumidor.update(conteudo.to_string().as_bytes());
    Ponta { numero, selo: resumidor.finalize().to_hex().to_string() }
}

#[cfg(test)]
mod testes {
    use super::*;

    fn registro(acao: &str) -> RegistroGuardado {
        RegistroGuardado {
            id: uuid::Uuid::nil(),
            acao: acao.into(),
            alvo_tipo: "cliente".into(),
            alvo_id: "1".into(),
            usuario_id: None,
            usuario_nome: "Ana".into(),
            ip_origem: None,
            user_agent: None,
            antes: None,
            depois: Some("{}".into()),
            data_criacao: 1,
            numero: None,
            selo: None,
        }
    }

    #[test]
    fn o_elo_depende_do_anterior_do_lugar_e_de_cada_campo() {
        let primeiro = elo(None, &registro("criar"));
        let segundo = elo(Some(&primeiro), &registro("criar"));
        assert_eq!((primeiro.numero, segundo.numero), (1, 2));
        assert_ne!(primeiro.selo, segundo.selo);
        let mudados = [
            registro("alterar"),
            RegistroGuardado { antes: Some("{}".into()), depois: None, ..registro("criar") },
            RegistroGuardado { usuario_nome: "Beto".into(), ..registro("criar") },
            RegistroGuardado { data_criacao: 2, ..registro("criar") },
            RegistroGuardado { alvo_tipo: "client".into(), alvo_id: "e1".into(), ..registro("criar") },
        ];
        for mudado in mudados {
            assert_ne!(elo(None, &mudado).selo, primeiro.selo, "{mudado:?}");
        }
        // O elo não muda de versão para versão: cadeias antigas têm de se conferir.
        assert_eq!(primeiro.selo, "2fc8c4f9a7dcb624159babe33fcdef676903d4b4d2907484e76ae025e38c5a33");
    }
}
