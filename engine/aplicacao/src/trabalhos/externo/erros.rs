//! O que o RPA externo diz, na língua do fluxo. Puro.

use esteira_motor::maquina::ErroAtividade;
use esteira_portas::rpa_externo::{ErroExterno, SituacaoExterna};
use serde_json::json;

use crate::trabalhos::execucao::ENVIO_INCERTO;
use crate::trabalhos::relato::{negocio, tecnico};

/// Código do erro com que uma pessoa decide se se pede o download outra vez.
const TRABALHO_INCERTO: &str = "trabalho_externo_incerto";

/// Um erro que não diz do trabalho: a rede, o token, o contrato.
pub(super) fn traduzir(erro: &ErroExterno) -> ErroAtividade {
    let mensagem = erro.to_string();
    match erro {
        ErroExterno::NaoChegou(_) | ErroExterno::SemResposta(_) => tecnico("rpa_externo_indisponivel", mensagem),
        ErroExterno::Ocupado { segundos } => {
            let mut erro = tecnico("rpa_externo_ocupado", mensagem);
            if let Some(segundos) = segundos {
                erro.detalhes = json!({ "esperar_segundos": segundos });
            }
            erro
        }
        ErroExterno::Contrato(_) => tecnico("rpa_externo_fora_do_contrato", mensagem),
        ErroExterno::SemArquivo => tecnico("arquivo_invalido", mensagem),
        ErroExterno::Credencial => negocio(
            "rpa_externo_token",
            mensagem,
            "guarde um token novo em PUT /api/segredos/{nome} e repita: o trabalho já pedido se retoma",
        ),
        ErroExterno::Endereco(_) => {
            negocio("endereco_recusado", mensagem, "corrija url_endpoint_rpa no cadastro da operadora e repita")
        }
        ErroExterno::NaoExiste(_) => negocio(
            "rpa_externo_desconhece",
            mensagem,
            "veja com quem cuida do RPA externo se ele atende esta operadora; o código do cadastro é o do caminho",
        ),
        ErroExterno::Recusado(_) => {
            negocio("rpa_externo_recusou", mensagem, "corrija no cadastro o que ele recusou e repita")
        }
    }
}

/// O trabalho acabou em falha.
pub(super) fn falhou(fim: &SituacaoExterna) -> ErroAtividade {
    let dito = fim.erro.as_deref().unwrap_or("sem dizer por quê");
    tecnico("rpa_externo_falhou", format!("o RPA externo falhou: {dito}"))
}

/// O arquivo não veio. `true` se não virá mais deste trabalho.
pub(super) fn sem_arquivo(erro: &ErroExterno) -> (bool, ErroAtividade) {
    match erro {
        ErroExterno::NaoExiste(_) | ErroExterno::Recusado(_) => (true, tecnico("arquivo_invalido", erro.to_string())),
        ErroExterno::SemArquivo => (true, traduzir(erro)),
        ErroExterno::Contrato(_) | ErroExterno::Endereco(_) => {
            let acao = "peça a quem cuida do RPA externo que devolva a fatura por um endereço que se alcance daqui";
            (true, negocio("arquivo_fora_de_alcance", erro.to_string(), acao))
        }
        _ => (false, traduzir(erro)),
    }
}

/// Não se sabe como acabou. Nunca se repete sozinho.
pub(super) fn incerto(ao_sat: bool, motivo: &str) -> ErroAtividade {
    if ao_sat {
        let acao = "veja no SAT se a fatura está lá e decida a tarefa; se o fluxo não tem a tarefa, pule o passo se está, repita se não está";
        return negocio(ENVIO_INCERTO, format!("o envio pelo RPA externo {motivo}"), acao);
    }
    let acao = "veja com quem cuida do RPA externo se o trabalho ainda corre; se não, repita o passo para pedir outro";
    negocio(TRABALHO_INCERTO, format!("o trabalho do RPA externo {motivo}"), acao)
}
