//! Busca por pedaço de texto, igual nos dois bancos.

use esteira_dominio::dobrar;

use crate::banco::Parametro;

/// Um filtro que se monta aos poucos: cada condição liga os seus parâmetros na ordem.
pub(crate) struct Condicoes {
    parametros: Vec<Parametro>,
    textos: Vec<String>,
}

impl Condicoes {
    /// Começa com a condição que nenhuma consulta pode esquecer: `$1` é o inquilino.
    pub(crate) fn do_inquilino(inquilino: esteira_base::ids::InquilinoId) -> Self {
        Self { parametros: vec![inquilino.into()], textos: vec!["inquilino_id = $1".to_owned()] }
    }

    /// Liga um valor e devolve o lugar dele (`$2`, `$3`, …).
    pub(crate) fn ligar(&mut self, valor: impl Into<Parametro>) -> String {
        self.parametros.push(valor.into());
        format!("${}", self.parametros.len())
    }

    /// Acrescenta `condicao(lugar)` se o valor veio.
    pub(crate) fn se<T: Into<Parametro>>(&mut self, valor: Option<T>, condicao: impl FnOnce(&str) -> String) {
        if let Some(valor) = valor {
            let lugar = self.ligar(valor);
            self.textos.push(condicao(&lugar));
        }
    }

    /// Acrescenta uma condição já escrita.
    pub(crate) fn e(&mut self, condicao: String) {
        self.textos.push(condicao);
    }

    /// Acrescenta `condicao(texto)`, em que o texto são as condições que `montar` pôs; se não pôs nenhuma, nada.
    pub(crate) fn dentro(&mut self, montar: impl FnOnce(&mut Self), condicao: impl FnOnce(&str) -> String) {
        let de_fora = std::mem::replace(&mut self.textos, vec!["inquilino_id = $1".to_owned()]);
        montar(self);
        let de_dentro = std::mem::replace(&mut self.textos, de_fora);
        if de_dentro.len() > 1 {
            self.textos.push(condicao(&de_dentro.join(" AND ")));
        }
    }

    /// Acrescenta "alguma das colunas contém o texto", sem distinguir maiúsculas.
    ///
    /// O SQLite só baixa e sobe letras sem acento; comparar com as duas formas acha `São` e `SÃO` nos dois bancos.
    pub(crate) fn contem(&mut self, colunas: &[&str], texto: Option<&str>) {
        let Some(texto) = preenchido(texto) else { return };
        let minusculo = self.ligar(padrao(&texto.to_lowercase()));
        let maiusculo = self.ligar(padrao(&texto.to_uppercase()));
        let opcoes: Vec<String> = colunas
            .iter()
            .map(|c| format!("LOWER({c}) LIKE {minusculo} ESCAPE '!' OR UPPER({c}) LIKE {maiusculo} ESCAPE '!'"))
            .collect();
        self.textos.push(format!("({})", opcoes.join(" OR ")));
    }

    /// O texto do WHERE e os parâmetros, na ordem.
    pub(crate) fn concluir(self) -> (String, Vec<Parametro>) {
        (self.textos.join(" AND "), self.parametros)
    }
}

fn preenchido(texto: Option<&str>) -> Option<&str> {
    texto.map(str::trim).filter(|texto| !texto.is_empty())
}

/// O padrão de LIKE de quem contém o texto, numa coluna que já se guarda dobrada.
pub(crate) fn dobrado(texto: Option<&str>) -> Option<String> {
    preenchido(texto).map(|texto| padrao(&dobrar(texto)))
}

/// `%texto%`, com os curingas do próprio texto tomados ao pé da letra.
fn padrao(texto: &str) -> String {
    let mut padrao = String::from("%");
    for letra in texto.chars() {
        if matches!(letra, '%' | '_' | '!') {
            padrao.push('!');
        }
        padrao.push(letra);
    }
    padrao.push('%');
    padrao
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn curingas_digitados_valem_por_si() {
        assert_eq!(padrao("50%_a!"), "%50!%!_a!!%");
    }
}
