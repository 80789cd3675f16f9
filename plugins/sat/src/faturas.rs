//! A lista de faturas do cliente: o que aparece aqui está enviado; o que não aparece, não.

use esteira_sdk::{Comprovante, Erro, Navegador, codigos};

use crate::seletores::{LINHA_DA_LISTA, LISTA};

/// O texto da linha única de uma lista vazia.
const LISTA_VAZIA: &str = "Nenhuma fatura cadastrada";

/// Uma linha da lista, como o SAT a mostra.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fatura {
    pub numero: String,
    pub operadora: String,
    pub linha: String,
    pub data: String,
    pub filial: String,
    pub arquivo: String,
}

/// A fatura procurada, e quantas iguais há: mais de uma é envio duplicado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achada {
    pub fatura: Fatura,
    pub vezes: usize,
}

impl Achada {
    /// A prova, com tudo o que a linha diz.
    pub fn comprovante(self) -> Result<Comprovante, Erro> {
        let Fatura { numero, operadora, linha, data, filial, arquivo } = self.fatura;
        let comprovante = Comprovante::novo(&numero)?
            .com_dado("operadora", operadora)
            .com_dado("linha", linha)
            .com_dado("data", data)
            .com_dado("filial", filial)
            .com_dado("arquivo", arquivo);
        Ok(if self.vezes > 1 { comprovante.com_dado("vezes", self.vezes) } else { comprovante })
    }
}

/// Espera a lista chegar e a lê. Erro `leiaute_mudou` se não é a lista que se conhece.
pub fn ler(navegador: &Navegador) -> Result<Vec<Fatura>, Erro> {
    navegador.esperar_visivel(&LINHA_DA_LISTA).map_err(|erro| erro.ao("ler a lista de faturas do SAT"))?;
    let linhas = navegador.ler_tabela(&LISTA)?;
    if let [linha] = &linhas[..]
        && let [celula] = &linha[..]
        && celula.contains(LISTA_VAZIA)
    {
        return Ok(Vec::new());
    }
    if linhas.is_empty() {
        // A lista vazia tem uma linha que o diz; sem linha alguma, não se sabe.
        return Err(Erro::tecnico(
            codigos::LEIAUTE_MUDOU,
            "a lista de faturas do SAT não tem nem a linha que a diz vazia",
        ));
    }
    linhas.into_iter().map(fatura).collect()
}

fn fatura(linha: Vec<String>) -> Result<Fatura, Erro> {
    let celulas: Result<[String; 6], _> = linha.try_into();
    let [numero, operadora, linha, data, filial, arquivo] = celulas.map_err(|linha: Vec<String>| {
        Erro::tecnico(
            codigos::LEIAUTE_MUDOU,
            format!("a lista de faturas do SAT tem uma linha de {} células; o esperado são 6", linha.len()),
        )
    })?;
    Ok(Fatura { numero, operadora, linha, data, filial, arquivo })
}

/// A fatura com este nome de arquivo, igual.
pub fn procurar(lista: &[Fatura], nome_arquivo: &str) -> Option<Achada> {
    let mut iguais = lista.iter().filter(|fatura| fatura.arquivo.trim() == nome_arquivo);
    let fatura = iguais.next()?.clone();
    Some(Achada { fatura, vezes: 1 + iguais.count() })
}

#[cfg(test)]
mod testes {
    use esteira_sdk::teste::{No, Pagina, Portal};

    use super::*;

    fn lista(linhas: &[&[&str]]) -> Result<Vec<Fatura>, Erro> {
        let pagina =
            Pagina::nova("faturas").em("https://").com(LINHA_DA_LISTA, No::novo()).com(LISTA, No::tabela(linhas));
        let navegador = Portal::novo().pagina(pagina).contexto().navegador();
        navegador.abrir("https://sat.exemplo.com.br/fatura?cliente=7")?;
        ler(&navegador)
    }

    #[test]
    fn le_as_linhas_e_a_lista_vazia() {
        assert_eq!(lista(&[&["Nenhuma fatura cadastrada"]]).unwrap(), []);
        let lidas = lista(&[&["42", "OI", "123", "10/11/2026", "MATRIZ", "a.pdf"]]).unwrap();
        assert_eq!((lidas[0].numero.as_str(), lidas[0].arquivo.as_str()), ("42", "a.pdf"));
    }

    #[test]
    fn lista_estranha_e_leiaute_mudado_e_nunca_lista_vazia() {
        for linhas in [&[][..], &[&["Carregando…"][..]][..], &[&["42", "OI"][..]][..]] {
            assert_eq!(lista(linhas).unwrap_err().codigo(), "leiaute_mudou");
        }
    }

    #[test]
    fn procura_pelo_nome_inteiro_e_conta_as_duplicadas() {
        let linha =
            |numero: &'static str, arquivo: &'static str| vec![numero, "OI", "123", "10/11/2026", "MATRIZ", arquivo];
        let linhas = [linha("1", "xa.pdf"), linha("2", "a.pdf"), linha("3", "a.pdf")];
        let linhas: Vec<&[&str]> = linhas.iter().map(Vec::as_slice).collect();
        let lidas = lista(&linhas).unwrap();
        let achada = procurar(&lidas, "a.pdf").unwrap();
        assert_eq!((achada.fatura.numero.as_str(), achada.vezes), ("2", 2));
        assert_eq!(procurar(&lidas, "b.pdf"), None);
    }
}
