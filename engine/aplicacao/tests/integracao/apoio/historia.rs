//! O que ficou gravado: se é coerente, e o que diz sem o que muda de uma vez para outra.

use esteira_aplicacao::Aplicacao;
use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use esteira_motor::maquina::{Estado, Evento, aplicar};
use serde_json::Value;
use uuid::Uuid;

/// Em toda instância, o retrato é a dobra dos eventos, a coluna da sequência é a dele, e não há buraco.
pub async fn conferir_dobras(app: &Aplicacao, inquilino: InquilinoId) {
    let mut unidade = app.armazem.ler(inquilino).await.unwrap();
    for instancia in unidade.instancias(None, 1_000).await.unwrap() {
        let guardados = unidade.eventos(instancia.id.into()).await.unwrap();
        let sequencias: Vec<_> = guardados.iter().map(|evento| evento.sequencia).collect();
        assert_eq!(sequencias, (1..=instancia.sequencia).collect::<Vec<_>>());
        let eventos: Vec<Evento> =
            guardados.iter().map(|evento| serde_json::from_str(&evento.dados).unwrap()).collect();
        let dobrado = eventos.iter().fold(Estado::default(), aplicar);
        assert_eq!(dobrado, serde_json::from_str::<Estado>(&instancia.estado).unwrap());
        assert_eq!(dobrado.situacao.como_texto(), instancia.situacao);
        assert_eq!(dobrado.estado_de_negocio, instancia.estado_de_negocio);
    }
}

/// Os eventos de uma instância, um por linha, sem ids e sem horas.
pub async fn historia(app: &Aplicacao, inquilino: InquilinoId, id: InstanciaId) -> Vec<String> {
    let eventos = app.armazem.ler(inquilino).await.unwrap().eventos(id).await.unwrap();
    eventos
        .iter()
        .map(|evento| {
            let mut dados = serde_json::from_str(&evento.dados).unwrap();
            limpar(&mut dados);
            dados.to_string()
        })
        .collect()
}

fn limpar(valor: &mut Value) {
    match valor {
        Value::Object(campos) => campos.values_mut().for_each(limpar),
        Value::Array(itens) => itens.iter_mut().for_each(limpar),
        Value::String(texto) if texto.parse::<Instante>().is_ok() => *texto = "(hora)".to_owned(),
        // Chaves de arquivo trazem o id do inquilino no meio.
        Value::String(texto) => {
            let partes = texto
                .split('/')
                .map(|parte| if Uuid::parse_str(parte).is_ok() && parte.contains('-') { "(id)" } else { parte });
            *texto = partes.collect::<Vec<_>>().join("/");
        }
        _ => {}
    }
}
