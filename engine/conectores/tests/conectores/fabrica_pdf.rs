//! PDFs feitos à mão, para que os malformados sejam malformados onde se quer.

/// Junta objetos numerados a partir de 1 (o primeiro é o catálogo) num arquivo com tabela e fim corretos.
pub fn montar(objetos: &[String]) -> Vec<u8> {
    let mut arquivo = b"%PDF-1.4\n".to_vec();
    let mut posicoes = Vec::new();
    for (indice, objeto) in objetos.iter().enumerate() {
        posicoes.push(arquivo.len());
        arquivo.extend(format!("{} 0 obj\n{objeto}\nendobj\n", indice + 1).bytes());
    }
    let tabela = arquivo.len();
    arquivo.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objetos.len() + 1).bytes());
    for posicao in posicoes {
        arquivo.extend(format!("{posicao:010} 00000 n \n").bytes());
    }
    let fim = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{tabela}\n%%EOF\n", objetos.len() + 1);
    arquivo.extend(fim.bytes());
    arquivo
}

/// Um PDF com estas páginas, cada uma com estas linhas de texto (ASCII, sem parênteses).
pub fn com_paginas(paginas: &[&[&str]]) -> Vec<u8> {
    let filhos: Vec<String> = (0..paginas.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objetos = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> >>",
            filhos.join(" "),
            paginas.len()
        ),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (indice, linhas) in paginas.iter().enumerate() {
        objetos.push(format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R >>", 5 + 2 * indice));
        let texto: String = linhas.iter().map(|linha| format!("({linha}) Tj 0 -20 Td\n")).collect();
        let conteudo = format!("BT /F1 12 Tf 50 800 Td\n{texto}ET");
        objetos.push(format!("<< /Length {} >>\nstream\n{conteudo}\nendstream", conteudo.len()));
    }
    montar(&objetos)
}
