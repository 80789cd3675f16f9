//! Por quanto tempo se guarda cada espécie: o padrão, e o mínimo abaixo do qual ninguém apaga por engano o trabalho de ontem. Puro.

use std::time::Duration;

use esteira_armazem::retencao::Especie;
use esteira_base::Instante;
use esteira_dominio::ErroDeCampo;

/// Instâncias que não são de fatura: um ano basta para responder a quem pergunta o que houve.
pub const DIAS_DE_INSTANCIAS: u32 = 365;
/// Documento fiscal se guarda por cinco anos, contados do ano seguinte (CTN, arts. 173 e 174): seis anos cobrem qualquer mês do primeiro.
pub const DIAS_DE_PROCESSOS: u32 = 6 * 366;
/// Avisos de fora de processo.
pub const DIAS_DE_NOTIFICACOES: u32 = 365;
/// O que o sinal disse está na história da instância; o que se guarda à parte é para consulta e para reconhecer repetidos.
pub const DIAS_DE_SINAIS: u32 = 30;
/// Corpos inteiros, como vieram: pesam, e só servem a reenvio e conferência.
pub const DIAS_DE_WEBHOOKS_RECEBIDOS: u32 = 30;
/// Um por hora de agendamento.
pub const DIAS_DE_DISPAROS: u32 = 90;
/// O que mais cresce no banco. Passado um ano ninguém procura o passo a passo de um download: ficam a execução, o erro e as evidências.
pub const DIAS_DE_LOGS: u32 = 365;

/// O processo de um mês impede que outro se crie para o mesmo mês; o do ano corrente não se apaga.
const MINIMO_DE_PROCESSOS: u32 = 365;
const MINIMO_DE_INSTANCIAS: u32 = 30;
const MINIMO_DE_NOTIFICACOES: u32 = 30;
/// Passado o prazo, a mesma chave de idempotência vira outro sinal: tem de cobrir quem insiste por dias.
const MINIMO_DE_SINAIS: u32 = 7;
/// Mais que a maior tolerância do horário assinado: a assinatura copiada continua a reconhecer-se enquanto vale.
const MINIMO_DE_WEBHOOKS_RECEBIDOS: u32 = 7;
const MINIMO_DE_DISPAROS: u32 = 7;
const MINIMO_DE_LOGS: u32 = 30;

/// Cem anos: acima disto, o que se quer é `null`.
pub const MAXIMO_DE_DIAS: u32 = 36_500;

/// O que nunca se apaga, e por quê.
pub const PERMANENTES: [(&str, &str); 2] = [
    // Também é nela que fica o que a retenção apagou: se ela mesma se apagasse, nada provaria o resto.
    ("auditoria", "é a prova do que se fez, inclusive do que a retenção apagou"),
    // A chave de um efeito único é a da fatura, e não a da instância: sem a linha, a mesma fatura de um processo recriado iria outra vez ao
    // SAT. É uma linha pequena por envio.
    ("efeitos_unicos", "sem o registro do envio, a mesma fatura poderia ser enviada duas vezes"),
];

/// Os dias que valem se ninguém escolheu outros.
pub const fn padrao(especie: Especie) -> u32 {
    match especie {
        Especie::Instancias => DIAS_DE_INSTANCIAS,
        Especie::Processos => DIAS_DE_PROCESSOS,
        Especie::Notificacoes => DIAS_DE_NOTIFICACOES,
        Especie::Sinais => DIAS_DE_SINAIS,
        Especie::WebhooksRecebidos => DIAS_DE_WEBHOOKS_RECEBIDOS,
        Especie::Disparos => DIAS_DE_DISPAROS,
        Especie::Logs => DIAS_DE_LOGS,
    }
}

/// O menor prazo que se pode escolher.
pub const fn minimo(especie: Especie) -> u32 {
    match especie {
        Especie::Instancias => MINIMO_DE_INSTANCIAS,
        Especie::Processos => MINIMO_DE_PROCESSOS,
        Especie::Notificacoes => MINIMO_DE_NOTIFICACOES,
        Especie::Sinais => MINIMO_DE_SINAIS,
        Especie::WebhooksRecebidos => MINIMO_DE_WEBHOOKS_RECEBIDOS,
        Especie::Disparos => MINIMO_DE_DISPAROS,
        Especie::Logs => MINIMO_DE_LOGS,
    }
}

/// O que se apaga junto, dito a quem escolhe o prazo.
pub const fn descricao(especie: Especie) -> &'static str {
    match especie {
        Especie::Instancias => {
            "instâncias encerradas de fora de processo, com história, tarefas, comentários e anexos; a filha espera a mãe"
        }
        Especie::Processos => {
            "processos encerrados, com a instância, as execuções, os logs, a lista de arquivos e as notificações"
        }
        Especie::Notificacoes => "notificações de fora de processo, enviadas ou desistidas",
        Especie::Sinais => "sinais entregues ou expirados, e as suas chaves de idempotência",
        Especie::WebhooksRecebidos => "o que bateu nos webhooks, como veio",
        Especie::Disparos => "disparos de agendamentos que acabaram",
        Especie::Logs => {
            "linhas de log das execuções acabadas, de processos encerrados; a execução e as evidências ficam"
        }
    }
}

/// Confere um prazo escolhido; `None` é para sempre, e serve sempre.
pub fn conferir(especie: Especie, dias: Option<u32>) -> Result<(), ErroDeCampo> {
    let (minimo, recusa) = (minimo(especie), |mensagem| Err(ErroDeCampo::novo("prazos", "invalido", mensagem)));
    match dias {
        Some(dias) if dias < minimo => recusa(format!("{especie} se guarda por {minimo} dias ou mais; {dias} é pouco")),
        Some(dias) if dias > MAXIMO_DE_DIAS => {
            recusa(format!("{especie}: até {MAXIMO_DE_DIAS} dias; para guardar para sempre, use null"))
        }
        _ => Ok(()),
    }
}

/// Vence o que acabou antes disto.
pub fn limite(dias: u32, agora: Instante) -> Instante {
    agora.menos(Duration::from_secs(u64::from(dias) * 86_400))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_padrao_de_cada_especie_serve_e_o_minimo_se_impoe() {
        for especie in Especie::TODAS {
            assert_eq!(conferir(especie, Some(padrao(especie))), Ok(()));
            assert_eq!(conferir(especie, Some(minimo(especie))), Ok(()));
            assert_eq!(conferir(especie, None), Ok(()), "para sempre serve sempre");
            let erro = conferir(especie, Some(minimo(especie) - 1)).unwrap_err();
            assert!(erro.mensagem.contains(especie.as_str()), "{erro:?}");
            assert!(conferir(especie, Some(MAXIMO_DE_DIAS + 1)).is_err());
        }
    }
}
