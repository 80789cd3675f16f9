//! O filho de [`esteira_conectores::PdfEmProcessoFilho`] para os testes deste pacote; no produto, é `esteira interno pdf`.
//! Com o argumento `dormir`, lê a entrada e nunca responde.

use std::io::{Read, stdin, stdout};

fn main() -> std::io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("dormir") {
        stdin().read_to_end(&mut Vec::new())?;
        loop {
            std::thread::park();
        }
    }
    esteira_conectores::atender_pdf(stdin().lock(), stdout().lock())
}
