//! Quem recebe: nomes coletivos do fluxo viram endereços.

use esteira_armazem::{ErroArmazem, Unidade};

/// Endereços, sem repetição. `responsaveis` = operadores e administradores ativos; `aprovadores` = aprovadores ativos (ou os administradores,
/// se não há nenhum); `administradores`; o resto já é endereço.
pub(super) async fn resolver(unidade: &mut Unidade, para: &[String]) -> Result<Vec<String>, ErroArmazem> {
    let mut enderecos = Vec::new();
    for quem in para {
        match quem.as_str() {
            "responsaveis" => enderecos.extend(unidade.emails_por_perfil(&["OPERADOR", "ADMINISTRADOR"]).await?),
            "administradores" => enderecos.extend(unidade.emails_por_perfil(&["ADMINISTRADOR"]).await?),
            "aprovadores" => {
                let mut aprovadores = unidade.emails_por_perfil(&["APROVADOR"]).await?;
                if aprovadores.is_empty() {
                    aprovadores = unidade.emails_por_perfil(&["ADMINISTRADOR"]).await?;
                }
                enderecos.extend(aprovadores);
            }
            endereco => enderecos.push(endereco.to_owned()),
        }
    }
    enderecos.sort();
    enderecos.dedup();
    Ok(enderecos)
}
