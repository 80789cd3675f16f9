//! Junta PDFs neste processo.

use esteira_portas::pdf::ErroPdf;
use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::conversa::malformado;
use super::leitura::{abrir, sem_panico};

/// O que uma página pode herdar dos nós acima dela (ISO 32000-1, tabela 30), e perde quando muda de árvore.
const HERDADOS: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// Até onde se sobe na árvore de páginas à procura do que se herda: uma árvore malformada pode dar voltas.
const ALTURA_DA_ARVORE: usize = 64;
/// O que não se leva para o PDF junto: a árvore de páginas passa a ser outra, e o resto diz respeito ao documento de origem inteiro.
const DO_DOCUMENTO: [&[u8]; 5] = [b"Catalog", b"Pages", b"Outlines", b"ObjStm", b"XRef"];

/// Um PDF com as páginas de todos, na ordem. Vale o que se diz em [`ler_pdf_aqui`](super::ler_pdf_aqui): para entrada de fora, use
/// [`PdfEmProcessoFilho`](super::PdfEmProcessoFilho).
pub fn juntar_pdfs_aqui(partes: &[&[u8]]) -> Result<Vec<u8>, ErroPdf> {
    if partes.is_empty() {
        return Err(ErroPdf::SemPaginas);
    }
    let mut junto = Document::with_version("1.7");
    let arvore = junto.new_object_id();
    let mut paginas = Vec::new();
    for parte in partes {
        let documento = abrir(parte)?;
        paginas.extend(sem_panico(|| mudar(documento, &mut junto, arvore))??);
    }
    sem_panico(|| fechar(junto, arvore, &paginas))?
}

/// Passa para o outro as páginas deste, penduradas na árvore dada, e tudo o que elas usam. Devolve-as na ordem.
fn mudar(mut documento: Document, junto: &mut Document, arvore: ObjectId) -> Result<Vec<ObjectId>, ErroPdf> {
    documento.renumber_objects_with(junto.max_id + 1);
    let paginas: Vec<ObjectId> = documento.get_pages().into_values().collect();
    if paginas.is_empty() {
        return Err(ErroPdf::SemPaginas);
    }
    for pagina in &paginas {
        let herdados = herdados(&documento, *pagina);
        let pagina = documento.get_object_mut(*pagina).and_then(Object::as_dict_mut).map_err(|_| malformado())?;
        for (nome, valor) in herdados {
            pagina.set(nome, valor);
        }
        pagina.set("Parent", arvore);
    }
    junto.max_id = documento.max_id;
    let levadas = documento.objects.into_iter().filter(|(_, objeto)| {
        let tipo = objeto.as_dict().or_else(|_| objeto.as_stream().map(|fluxo| &fluxo.dict));
        !tipo.and_then(Dictionary::get_type).is_ok_and(|tipo| DO_DOCUMENTO.contains(&tipo))
    });
    junto.objects.extend(levadas);
    Ok(paginas)
}

/// O que a página não tem e herda, do nó mais próximo que o tenha.
fn herdados(documento: &Document, pagina: ObjectId) -> Vec<(&'static [u8], Object)> {
    let mut achados: Vec<(&'static [u8], Object)> = Vec::new();
    let mut no = documento.get_dictionary(pagina).ok();
    for _ in 0..ALTURA_DA_ARVORE {
        let Some(atual) = no else { break };
        for nome in HERDADOS {
            if let Ok(valor) = atual.get(nome)
                && !achados.iter().any(|(achado, _)| *achado == nome)
            {
                achados.push((nome, valor.clone()));
            }
        }
        no = atual.get(b"Parent").and_then(Object::as_reference).and_then(|mae| documento.get_dictionary(mae)).ok();
    }
    achados
}

fn fechar(mut junto: Document, arvore: ObjectId, paginas: &[ObjectId]) -> Result<Vec<u8>, ErroPdf> {
    let mut raiz = Dictionary::new();
    raiz.set("Type", "Pages");
    raiz.set("Kids", paginas.iter().map(|pagina| Object::Reference(*pagina)).collect::<Vec<_>>());
    raiz.set("Count", i64::try_from(paginas.len()).map_err(|_| ErroPdf::LimiteExcedido("páginas".into()))?);
    junto.objects.insert(arvore, Object::Dictionary(raiz));
    let mut catalogo = Dictionary::new();
    catalogo.set("Type", "Catalog");
    catalogo.set("Pages", arvore);
    let catalogo = junto.add_object(catalogo);
    junto.trailer.set("Root", catalogo);
    junto.prune_objects();
    junto.renumber_objects();
    let mut arquivo = Vec::new();
    junto.save_to(&mut arquivo).map_err(|erro| ErroPdf::Falhou(format!("não se gravou o PDF junto: {erro}")))?;
    Ok(arquivo)
}
