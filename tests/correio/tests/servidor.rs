//! O servidor de teste, por dentro do protocolo.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use esteira_correio_de_teste::{Carta, CorreioDeTeste, SENHA, USUARIO};

/// Manda um comando e devolve a última linha da resposta.
fn pedir(conexao: &mut BufReader<TcpStream>, comando: &str) -> String {
    write!(conexao.get_mut(), "A {comando}\r\n").unwrap();
    loop {
        let mut linha = String::new();
        assert_ne!(conexao.read_line(&mut linha).unwrap(), 0, "a conexão caiu");
        if linha.starts_with("A ") {
            return linha;
        }
    }
}

#[test]
fn entrega_aparece_na_caixa_e_derrubado_volta_com_ela() {
    let mut correio = CorreioDeTeste::subir().unwrap();
    correio.entregar(&Carta::de("a@b.exemplo").assunto("Olá").texto("ação")).unwrap();
    let senha = SENHA.replace('\\', "\\\\").replace('"', "\\\"");
    for _ in 0..2 {
        let mut conexao = BufReader::new(TcpStream::connect(("127.0.0.1", correio.porta())).unwrap());
        let entrou = pedir(&mut conexao, &format!("LOGIN {USUARIO} \"{senha}\""));
        assert!(entrou.starts_with("A OK"), "{entrou}");
        assert!(pedir(&mut conexao, "SELECT INBOX").starts_with("A OK"));
        correio.derrubar();
        assert!(TcpStream::connect(("127.0.0.1", correio.porta())).is_err());
        correio.religar().unwrap();
    }
    assert_eq!(correio.entrada().len(), 1);
}
