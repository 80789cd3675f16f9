//! Instâncias: o retrato do estado e o que se precisa para achá-las. As vivas numa tabela, as encerradas noutra.

use std::sync::Arc;

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, InstanciaId};
use uuid::Uuid;

use crate::banco::{Comando, Massa, Parametro, Tipo};
use crate::{ErroArmazem, Unidade, parametros};

/// Uma instância guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Instancia {
    /// Id.
    pub id: Uuid,
    /// Versão do fluxo a que está presa.
    pub fluxo_id: Uuid,
    /// Nome do fluxo.
    pub fluxo_nome: String,
    /// Só uma viva por chave.
    pub chave: String,
    /// `EM_ANDAMENTO`, `PRECISA_DE_ATENCAO`, `DESFAZENDO`, `CONCLUIDA`, `FALHOU` ou `CANCELADA`.
    pub situacao: String,
    /// Retrato do estado (JSON).
    pub estado: String,
    /// Estado de negócio.
    pub estado_de_negocio: Option<String>,
    /// Quantos eventos tem.
    pub sequencia: i64,
    /// Quando nasceu (µs).
    pub data_criacao: i64,
    /// Última mudança (µs).
    pub data_atualizacao: i64,
}

/// Que instâncias vivas.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeVivas {
    /// Só deste fluxo.
    pub fluxo: Option<String>,
    /// Só nesta situação.
    pub situacao: Option<String>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

/// Uma instância a nascer.
#[derive(Debug, Clone)]
pub struct InstanciaNova {
    /// Id.
    pub id: InstanciaId,
    /// Versão do fluxo.
    pub fluxo_id: Uuid,
    /// Nome do fluxo.
    pub fluxo_nome: String,
    /// Chave.
    pub chave: String,
}

/// O que nunca muda numa instância.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origem {
    /// De quem.
    pub inquilino: InquilinoId,
    /// Id.
    pub id: InstanciaId,
    /// Versão do fluxo a que está presa.
    pub fluxo_id: Uuid,
    /// Nome do fluxo.
    pub fluxo_nome: String,
    /// Só uma viva por chave.
    pub chave: String,
    /// Quando nasceu.
    pub data_criacao: Instante,
}

/// Como uma instância fica depois de um lote.
#[derive(Debug, Clone)]
pub struct Retrato {
    /// De qual.
    pub origem: Arc<Origem>,
    /// Situação nova.
    pub situacao: &'static str,
    /// Se continua viva.
    pub viva: bool,
    /// Estado (JSON).
    pub estado: String,
    /// Estado de negócio.
    pub estado_de_negocio: Option<String>,
    /// Quem a pediu, se é filha. Só se guarda ao encerrar.
    pub mae: Option<InstanciaId>,
    /// Quantos eventos tinha quando se leu: outra mudança no meio é conflito. Nenhum = nasce agora; outra viva com a mesma chave é "já existe".
    pub sequencia_lida: Option<i64>,
    /// Quantos tem agora.
    pub sequencia: i64,
}

pub(super) static NASCER: Comando = Comando {
    sql: "INSERT INTO instancias (id, inquilino_id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia,
                                  data_criacao, data_atualizacao) {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
    ],
    conferir: false,
};

pub(super) static MUDAR: Comando = Comando {
    sql: "WITH v (id, inquilino_id, fluxo_id, situacao, estado, estado_de_negocio, lida, sequencia, agora) AS ({linhas})
          UPDATE instancias SET fluxo_id = v.fluxo_id, situacao = v.situacao, estado = v.estado, estado_de_negocio = v.estado_de_negocio,
                                sequencia = v.sequencia, data_atualizacao = v.agora
          FROM v WHERE instancias.id = v.id AND instancias.inquilino_id = v.inquilino_id AND instancias.sequencia = v.lida",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
    ],
    conferir: true,
};

pub(super) static SAIR_DAS_VIVAS: Comando = Comando {
    sql: "WITH v (id, inquilino_id, sequencia) AS ({linhas})
          DELETE FROM instancias WHERE (id, inquilino_id, sequencia) IN (SELECT id, inquilino_id, sequencia FROM v)",
    colunas: &[Tipo::Uuid, Tipo::Uuid, Tipo::Inteiro],
    conferir: true,
};

static ENCERRAR: Comando = Comando {
    sql: "INSERT INTO instancias_encerradas (id, inquilino_id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio,
                                             sequencia, data_criacao, data_encerramento, mae_id) {linhas}",
    colunas: &[
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Uuid,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Texto,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Inteiro,
        Tipo::Uuid,
    ],
    conferir: false,
};

/// A que nasce e acaba no mesmo lote nunca entra nas vivas, mas também não nasce se já há uma com a chave.
pub(super) static NASCER_ENCERRADA: Comando = Comando {
    sql: "WITH v (id, inquilino_id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia, data_criacao, agora,
                  mae_id) AS ({linhas})
          INSERT INTO instancias_encerradas (id, inquilino_id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio,
                                             sequencia, data_criacao, data_encerramento, mae_id)
          SELECT * FROM v WHERE NOT EXISTS (SELECT 1 FROM instancias i WHERE i.inquilino_id = v.inquilino_id
                                            AND i.fluxo_nome = v.fluxo_nome AND i.chave = v.chave)",
    colunas: ENCERRAR.colunas,
    conferir: true,
};

/// Um comando para cada destino.
pub(super) fn em_massa(retratos: Vec<Retrato>, agora: Instante) -> [Massa; 5] {
    let [mut nascer, mut mudar, mut sair, mut encerrar, mut nascer_encerrada] =
        [&NASCER, &MUDAR, &SAIR_DAS_VIVAS, &ENCERRAR, &NASCER_ENCERRADA].map(Massa::nova);
    for retrato in retratos {
        let origem = retrato.origem;
        if let (Some(lida), true) = (retrato.sequencia_lida, retrato.viva) {
            mudar.linha([
                origem.id.into(),
                origem.inquilino.into(),
                origem.fluxo_id.into(),
                retrato.situacao.into(),
                retrato.estado.into(),
                retrato.estado_de_negocio.into(),
                lida.into(),
                retrato.sequencia.into(),
                agora.into(),
            ]);
            continue;
        }
        let como_fica = [
            origem.id.into(),
            origem.inquilino.into(),
            origem.fluxo_id.into(),
            (&origem.fluxo_nome).into(),
            (&origem.chave).into(),
            retrato.situacao.into(),
            retrato.estado.into(),
            retrato.estado_de_negocio.into(),
            retrato.sequencia.into(),
            origem.data_criacao.into(),
            agora.into(),
        ];
        match (retrato.sequencia_lida, retrato.viva) {
            (None, true) => nascer.linha(como_fica),
            (None, false) => nascer_encerrada.linha(com_mae(como_fica, retrato.mae)),
            (Some(lida), _) => {
                sair.linha([origem.id.into(), origem.inquilino.into(), lida.into()]);
                encerrar.linha(com_mae(como_fica, retrato.mae));
            }
        }
    }
    [nascer, mudar, sair, encerrar, nascer_encerrada]
}

fn com_mae(como_fica: [Parametro; 11], mae: Option<InstanciaId>) -> [Parametro; 12] {
    let [a, b, c, d, e, f, g, h, i, j, k] = como_fica;
    [a, b, c, d, e, f, g, h, i, j, k, mae.into()]
}

const VIVAS: &str = "SELECT id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia, data_criacao, data_atualizacao
                     FROM instancias";
const ENCERRADAS: &str =
    "SELECT id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia, data_criacao,
                                 data_encerramento AS data_atualizacao
                          FROM instancias_encerradas";

impl Unidade {
    /// A instância, viva ou encerrada, sem travá-la.
    pub async fn instancia(&mut self, id: InstanciaId) -> Result<Option<Instancia>, ErroArmazem> {
        let sql = format!("{VIVAS} WHERE inquilino_id = $1 AND id = $2");
        let viva = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        if viva.is_some() {
            return Ok(viva);
        }
        let sql = format!("{ENCERRADAS} WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// De que versão de fluxo é cada uma destas, das que vivem.
    pub async fn fluxos_das_vivas(&mut self, instancias: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, ErroArmazem> {
        let sql = "SELECT id, fluxo_id, inquilino_id FROM instancias WHERE id {ids}";
        let lidas: Vec<(Uuid, Uuid, Uuid)> = self.con.linhas_de(sql, instancias).await?;
        let inquilino = self.inquilino.0;
        Ok(lidas.into_iter().filter(|(.., dono)| *dono == inquilino).map(|(id, fluxo, _)| (id, fluxo)).collect())
    }

    /// As vivas que servem, da mais velha à mais nova (pelo id).
    pub async fn instancias_vivas(&mut self, filtro: &FiltroDeVivas) -> Result<Vec<Instancia>, ErroArmazem> {
        // A condição da atenção vai por extenso para servir o índice dela.
        let situacao = match filtro.situacao.as_deref() {
            Some("PRECISA_DE_ATENCAO") => "situacao = 'PRECISA_DE_ATENCAO'",
            _ => "($5 IS NULL OR situacao = $5)",
        };
        let sql = format!(
            "{VIVAS} WHERE inquilino_id = $1 AND id > $2 AND ($4 IS NULL OR fluxo_nome = $4) AND {situacao} ORDER BY id LIMIT $3"
        );
        let mut parametros =
            parametros![self.inquilino, filtro.depois_de.unwrap_or(Uuid::nil()), filtro.limite, filtro.fluxo.clone()];
        if sql.contains("$5") {
            parametros.push(filtro.situacao.clone().into());
        }
        self.con.linhas(sql, parametros).await
    }

    /// Instâncias mais novas primeiro (pelo id, que é da ordem de criação), até `limite`, opcionalmente de uma situação.
    pub async fn instancias(&mut self, situacao: Option<&str>, limite: u32) -> Result<Vec<Instancia>, ErroArmazem> {
        self.instancias_do_fluxo(None, situacao, limite).await
    }

    /// Como [`Unidade::instancias`], só de um fluxo.
    pub async fn instancias_do_fluxo(
        &mut self,
        fluxo: Option<&str>,
        situacao: Option<&str>,
        limite: u32,
    ) -> Result<Vec<Instancia>, ErroArmazem> {
        let fluxo = fluxo.map(str::to_owned);
        let mut achadas: Vec<Instancia> = Vec::new();
        if let Some(sql) = pagina_das_vivas(situacao) {
            let parametros = parametros![self.inquilino, limite, fluxo.clone()];
            achadas.extend(self.con.linhas::<Instancia>(sql, parametros).await?);
        }
        let encerradas = situacao.is_none() || pagina_das_vivas(situacao).is_none();
        if encerradas {
            let parametros = parametros![self.inquilino, limite, fluxo, situacao.map(str::to_owned)];
            achadas.extend(self.con.linhas::<Instancia>(pagina_das_encerradas(), parametros).await?);
        }
        achadas.sort_by_key(|instancia| std::cmp::Reverse(instancia.id));
        achadas.truncate(limite as usize);
        Ok(achadas)
    }
}

/// As vivas mais novas primeiro: `$1` inquilino, `$2` quantas, `$3` fluxo. Nenhuma se a situação não é de quem vive. A condição vai por extenso
/// para servir o índice da atenção.
pub(super) fn pagina_das_vivas(situacao: Option<&str>) -> Option<String> {
    let condicao = match situacao {
        None => "TRUE",
        Some("EM_ANDAMENTO") => "situacao = 'EM_ANDAMENTO'",
        Some("PRECISA_DE_ATENCAO") => "situacao = 'PRECISA_DE_ATENCAO'",
        Some("DESFAZENDO") => "situacao = 'DESFAZENDO'",
        Some(_) => return None,
    };
    Some(pagina(VIVAS, condicao))
}

/// Como [`pagina_das_vivas`], das encerradas; `$4` situação.
pub(super) fn pagina_das_encerradas() -> String {
    pagina(ENCERRADAS, "($4 IS NULL OR situacao = $4)")
}

fn pagina(select: &str, condicao: &str) -> String {
    format!(
        "{select} WHERE inquilino_id = $1 AND ($3 IS NULL OR fluxo_nome = $3) AND {condicao} ORDER BY id DESC LIMIT $2"
    )
}
