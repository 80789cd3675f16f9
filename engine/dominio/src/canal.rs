//! Por onde se avisa alguém, e o que se sabe da entrega.

use crate::enumeracao::enumeracao;

enumeracao! {
    /// Um canal de aviso.
    Canal, "canal" {
        Email = "EMAIL",
        Whatsapp = "WHATSAPP",
        Telegram = "TELEGRAM",
        Slack = "SLACK",
    }
}

enumeracao! {
    /// O que o canal contou depois de aceitar a mensagem.
    Entrega, "entrega" {
        Entregue = "ENTREGUE",
        Lido = "LIDO",
        Falhou = "FALHOU",
    }
}

enumeracao! {
    /// De quanto em quanto tempo os avisos se juntam num só.
    Resumo, "resumo" {
        ACadaHora = "A_CADA_HORA",
        Diario = "DIARIO",
    }
}

/// O código do país de um telefone que não o traz.
const BRASIL: &str = "55";

/// O telefone como o WhatsApp o pede: país, DDD e número, só algarismos. Nenhum se não dá para saber.
pub fn numero_de_whatsapp(telefone: &str) -> Option<String> {
    let algarismos: String = telefone.chars().filter(char::is_ascii_digit).collect();
    let internacional = telefone.trim_start().starts_with('+');
    match algarismos.len() {
        8..=15 if internacional => Some(algarismos),
        // DDD e número, com ou sem o nono dígito.
        10 | 11 if !algarismos.starts_with('0') => Some(format!("{BRASIL}{algarismos}")),
        12 | 13 if algarismos.starts_with(BRASIL) => Some(algarismos),
        _ => None,
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_telefone_vai_com_pais_e_so_algarismos() {
        for telefone in ["(11) 98765-4321", "11987654321", "+55 11 98765-4321", "5511987654321"] {
            assert_eq!(numero_de_whatsapp(telefone).as_deref(), Some("5511987654321"), "{telefone}");
        }
        assert_eq!(numero_de_whatsapp("+351 912 345 678").as_deref(), Some("351912345678"));
        for ruim in ["", "98765-4321", "011 98765-4321", "ramal 7", "0800 123 4567"] {
            assert_eq!(numero_de_whatsapp(ruim), None, "{ruim}");
        }
    }
}
