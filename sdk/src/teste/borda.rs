//! A borda dos testes: as mesmas chamadas do WIT, respondidas pelo [`Estado`].

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::{Value, json};

use super::estado::{Achado, Estado, Falivel, Resposta, erro};
use super::portal::Guardado;

pub use super::alvo::Alvo;
pub use super::arquivo::Arquivo;
pub use super::carta::{Caixa, Mensagem};
pub use super::elemento::Elemento;

/// O `erro` do WIT.
#[derive(Debug, Clone, PartialEq)]
pub struct Erro {
    pub codigo: String,
    pub mensagem: String,
    pub detalhes_json: String,
}

/// O `seletor` do WIT.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seletor {
    pub por: String,
    pub valor: String,
}

impl std::fmt::Display for Seletor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.por, self.valor)
    }
}

/// O portal, compartilhado entre o contexto do plugin e o teste.
#[derive(Clone)]
pub struct Borda(pub(super) Rc<RefCell<Estado>>);

impl Borda {
    pub(super) fn gravar(&self, comando: String) {
        self.0.borrow_mut().comandos.push(comando);
    }

    pub(super) fn elemento(&self, achado: Achado) -> Elemento {
        Elemento { borda: self.clone(), achado }
    }

    /// Espera a condição; devolve o achado, ou nada nas condições de ausência.
    pub(super) fn esperar_condicao(
        &self,
        achar: impl Fn(&Estado) -> Falivel<Vec<Achado>>,
        onde: &Seletor,
        condicao: &str,
        prazo_ms: u64,
    ) -> Falivel<Option<Achado>> {
        let espera = format!("esperar {onde} {condicao}");
        self.0.borrow_mut().ate(prazo_ms, &espera, |estado| {
            let visivel = |achado: &Achado| !achado.no.oculto;
            if matches!(condicao, "ausente" | "invisivel") {
                let some = match achar(estado) {
                    Ok(achados) if condicao == "ausente" => achados.is_empty(),
                    Ok(achados) => !achados.iter().any(visivel),
                    // Dentro de um quadro que sumiu, nada está à vista.
                    Err(erro) if erro.codigo == "quadro_nao_encontrado" => true,
                    Err(erro) => return Err(erro),
                };
                return Ok(some.then_some(None));
            }
            let achados = achar(estado)?;
            let serve = |achado: &Achado| -> Falivel<bool> {
                Ok(match condicao.split_once(':') {
                    Some(("texto", trecho)) => visivel(achado) && achado.no.texto.contains(trecho),
                    None if condicao == "presente" => true,
                    None if condicao == "visivel" => visivel(achado),
                    None if condicao == "clicavel" => visivel(achado) && !achado.no.desabilitado,
                    _ => return Err(erro("argumento_invalido", format!("não há a condição \"{condicao}\""))),
                })
            };
            for achado in achados {
                if serve(&achado)? {
                    return Ok(Some(Some(achado)));
                }
            }
            Ok(None)
        })
    }

    // ---- página

    pub fn abrir(&self, url: &str) -> Falivel<()> {
        self.gravar(format!("abrir {url}"));
        self.0.borrow_mut().abrir(url)
    }

    pub fn url(&self) -> Falivel<String> {
        self.0.borrow().url()
    }

    pub fn titulo(&self) -> Falivel<String> {
        Ok(self.0.borrow().pagina_atual()?.titulo.clone())
    }

    pub fn voltar(&self) -> Falivel<()> {
        self.gravar("voltar".to_owned());
        self.0.borrow_mut().andar_no_historico(-1)
    }

    pub fn avancar(&self) -> Falivel<()> {
        self.gravar("avançar".to_owned());
        self.0.borrow_mut().andar_no_historico(1)
    }

    pub fn recarregar(&self) -> Falivel<()> {
        self.gravar("recarregar".to_owned());
        self.0.borrow_mut().andar_no_historico(0)
    }

    pub fn codigo_fonte(&self) -> Falivel<String> {
        Ok(self.0.borrow().pagina_atual()?.fonte.clone())
    }

    pub fn rolar(&self, _x: u32, _y: u32) -> Falivel<()> {
        self.0.borrow().pagina_atual().map(drop)
    }

    // ---- cookies e armazenamento: de um portal só, sem data nem domínio

    pub fn cookies(&self) -> Falivel<String> {
        let estado = self.0.borrow();
        let lista = estado.cookies.iter().map(|(nome, valor)| json!({ "name": nome, "value": valor }));
        Ok(lista.collect::<Value>().to_string())
    }

    pub fn por_cookie(&self, cookie_json: &str) -> Falivel<()> {
        let cookie: Value = serde_json::from_str(cookie_json).unwrap_or_default();
        let (Some(nome), Some(valor)) = (cookie["name"].as_str(), cookie["value"].as_str()) else {
            return Err(erro("argumento_invalido", "o cookie precisa de name e value"));
        };
        self.0.borrow_mut().cookies.insert(nome.to_owned(), valor.to_owned());
        Ok(())
    }

    pub fn apagar_cookies(&self) -> Falivel<()> {
        self.0.borrow_mut().cookies.clear();
        Ok(())
    }

    pub fn ler_armazenamento(&self, qual: &str, chave: &str) -> Falivel<Option<String>> {
        Ok(self.0.borrow().armazenamento.get(&(qual.to_owned(), chave.to_owned())).cloned())
    }

    pub fn escrever_armazenamento(&self, qual: &str, chave: &str, valor: &str) -> Falivel<()> {
        self.0.borrow_mut().armazenamento.insert((qual.to_owned(), chave.to_owned()), valor.to_owned());
        Ok(())
    }

    // ---- localizar

    pub fn alvo(&self, onde: &Seletor) -> Alvo {
        Alvo::novo(self.clone(), onde.clone())
    }

    pub fn encontrar(&self, onde: &Seletor) -> Falivel<Elemento> {
        let primeiro = self.encontrar_todos(onde)?.into_iter().next();
        primeiro.ok_or_else(|| erro("elemento_nao_encontrado", format!("nada casa com {onde}")))
    }

    pub fn encontrar_todos(&self, onde: &Seletor) -> Falivel<Vec<Elemento>> {
        let achados = self.0.borrow().achar(None, onde)?;
        Ok(achados.into_iter().map(|achado| self.elemento(achado)).collect())
    }

    pub fn esperar(&self, onde: &Seletor, condicao: &str, prazo_ms: u64) -> Falivel<Option<Elemento>> {
        let achado = self.esperar_condicao(|estado| estado.achar(None, onde), onde, condicao, prazo_ms)?;
        Ok(achado.map(|achado| self.elemento(achado)))
    }

    pub fn esperar_algum(&self, opcoes: &[Seletor], prazo_ms: u64) -> Falivel<u32> {
        self.0.borrow_mut().ate(prazo_ms, "esperar algum", |estado| {
            for (indice, onde) in (0u32..).zip(opcoes) {
                if estado.achar(None, onde)?.iter().any(|achado| !achado.no.oculto) {
                    return Ok(Some(indice));
                }
            }
            Ok(None)
        })
    }

    pub fn esperar_url(&self, trecho: &str, prazo_ms: u64) -> Falivel<()> {
        let espera = format!("esperar a URL ter {trecho}");
        self.0.borrow_mut().ate(prazo_ms, &espera, |estado| Ok(estado.url()?.contains(trecho).then_some(())))
    }

    // ---- leitura em lote

    pub fn ler_tabela(&self, onde: &Seletor) -> Falivel<Vec<Vec<String>>> {
        Ok(self.encontrar(onde)?.achado.no.tabela.clone())
    }

    pub fn textos(&self, onde: &Seletor) -> Falivel<Vec<String>> {
        let visto = |elemento: Elemento| {
            if elemento.achado.no.oculto { String::new() } else { elemento.achado.no.texto.clone() }
        };
        Ok(self.encontrar_todos(onde)?.into_iter().map(visto).collect())
    }

    pub fn atributos(&self, onde: &Seletor, nome: &str) -> Falivel<Vec<Option<String>>> {
        Ok(self.encontrar_todos(onde)?.into_iter().map(|e| e.achado.no.atributos.get(nome).cloned()).collect())
    }

    // ---- quadros, janelas, alertas

    pub fn entrar_quadro(&self, onde: &Seletor) -> Falivel<()> {
        self.gravar(format!("entrar no quadro {onde}"));
        self.0.borrow_mut().entrar_quadro(onde)
    }

    pub fn quadro_pai(&self) -> Falivel<()> {
        self.0.borrow_mut().sair_do_quadro(false)
    }

    pub fn quadro_raiz(&self) -> Falivel<()> {
        self.0.borrow_mut().sair_do_quadro(true)
    }

    pub fn janelas(&self) -> Falivel<Vec<String>> {
        Ok(self.0.borrow().janelas())
    }

    pub fn janela_atual(&self) -> Falivel<String> {
        self.0.borrow().id_da_janela()
    }

    pub fn trocar_janela(&self, id: &str) -> Falivel<()> {
        self.gravar(format!("trocar para {id}"));
        self.0.borrow_mut().trocar_janela(id)
    }

    pub fn nova_janela(&self) -> Falivel<String> {
        Ok(self.0.borrow_mut().nova_janela())
    }

    pub fn fechar_janela(&self) -> Falivel<()> {
        self.gravar("fechar janela".to_owned());
        self.0.borrow_mut().fechar_janela()
    }

    pub fn esperar_janela_nova(&self, conhecidas: &[String], prazo_ms: u64) -> Falivel<String> {
        self.0.borrow_mut().ate(prazo_ms, "esperar janela nova", |estado| {
            Ok(estado.janelas().into_iter().find(|id| !conhecidas.contains(id)))
        })
    }

    fn exigir_alerta(&self) -> Falivel<String> {
        self.0.borrow().alerta.clone().ok_or_else(|| erro("alerta_nao_encontrado", "não há alerta aberto"))
    }

    fn responder_alerta(&self, resposta: &str) -> Falivel<()> {
        self.exigir_alerta()?;
        self.gravar(format!("{resposta} alerta"));
        self.0.borrow_mut().alerta = None;
        Ok(())
    }

    pub fn alerta_texto(&self) -> Falivel<String> {
        self.exigir_alerta()
    }

    pub fn alerta_aceitar(&self) -> Falivel<()> {
        self.responder_alerta("aceitar")
    }

    pub fn alerta_dispensar(&self) -> Falivel<()> {
        self.responder_alerta("dispensar")
    }

    pub fn alerta_digitar(&self, texto: &str) -> Falivel<()> {
        self.exigir_alerta()?;
        self.gravar(format!("digitar no alerta: {texto}"));
        Ok(())
    }

    // ---- o resto do navegador

    pub fn executar_script(&self, corpo: &str, argumentos_json: &str) -> Falivel<String> {
        self.gravar(format!("script {corpo} {argumentos_json}"));
        let estado = self.0.borrow();
        let resposta = estado.scripts.iter().find(|(trecho, _)| corpo.contains(trecho.as_str()));
        let resposta = resposta.map(|(_, resposta)| resposta.clone());
        resposta.ok_or_else(|| erro("portal_incompleto", "o portal de mentira não tem resposta para este script"))
    }

    pub fn captura_tela(&self) -> Falivel<Arquivo> {
        self.0.borrow().pagina_atual()?;
        Ok(Arquivo::novo("captura.png", b"\x89PNG\r\n\x1a\n"))
    }

    pub fn imprimir_pdf(&self, _opcoes_json: &str) -> Falivel<Arquivo> {
        let pagina = self.0.borrow().pagina_atual()?;
        Ok(Arquivo::novo(&format!("{}.pdf", pagina.titulo), super::PDF_MINIMO))
    }

    pub fn baixar_url(&self, url: &str, nome: &str) -> Falivel<Arquivo> {
        self.gravar(format!("baixar {url}"));
        let estado = self.0.borrow();
        match estado.respostas.iter().find(|(trecho, _)| url.contains(trecho.as_str())) {
            Some((_, Resposta::Bytes(conteudo))) => Ok(Arquivo::novo(nome, conteudo)),
            Some((_, Resposta::Erro(codigo))) => Err(erro(codigo, format!("{url} respondeu {codigo}"))),
            None => Err(erro("http_404", format!("{url} não existe"))),
        }
    }

    pub fn baixar_url_com(&self, url: &str, nome: &str, opcoes_json: &str) -> Falivel<Arquivo> {
        self.gravar(format!("opções {opcoes_json}"));
        self.baixar_url(url, nome)
    }

    // ---- cofre e arquivos

    pub fn existe(&self, nome: &str) -> bool {
        self.0.borrow().segredos.iter().any(|segredo| segredo == nome)
    }

    pub(super) fn exigir_segredo(&self, nome: &str) -> Falivel<()> {
        if self.existe(nome) { Ok(()) } else { Err(erro("segredo_negado", format!("não há o segredo `{nome}`"))) }
    }

    pub fn entrada(&self, nome: &str) -> Falivel<Arquivo> {
        match self.0.borrow().entradas.get(nome) {
            Some((arquivo, conteudo)) => Ok(Arquivo::novo(arquivo, conteudo)),
            None => Err(erro("arquivo_nao_encontrado", format!("não veio arquivo no parâmetro `{nome}`"))),
        }
    }

    pub fn esperar_download(&self, padrao: &str, prazo_ms: u64) -> Falivel<Arquivo> {
        self.0.borrow_mut().ate(prazo_ms, "esperar download", |estado| {
            let casa = estado.downloads.iter().find(|(nome, _)| casa_com_padrao(padrao, nome));
            Ok(casa.map(|(nome, conteudo)| Arquivo::novo(nome, conteudo)))
        })
    }

    pub fn esperar_downloads(&self, padrao: &str, quantos: u32, prazo_ms: u64) -> Falivel<Vec<Arquivo>> {
        let quantos = usize::try_from(quantos).unwrap_or(usize::MAX);
        self.0.borrow_mut().ate(prazo_ms, "esperar downloads", |estado| {
            let casam = estado.downloads.iter().filter(|(nome, _)| casa_com_padrao(padrao, nome)).take(quantos);
            let baixados: Vec<Arquivo> = casam.map(|(nome, conteudo)| Arquivo::novo(nome, conteudo)).collect();
            Ok((baixados.len() == quantos).then_some(baixados))
        })
    }

    pub fn criar(&self, nome: &str, conteudo: &[u8]) -> Falivel<Arquivo> {
        Ok(Arquivo::novo(nome, conteudo))
    }

    pub fn juntar_pdfs(&self, partes: &[&Arquivo], nome: &str) -> Falivel<Arquivo> {
        self.gravar(format!("juntar {nome}"));
        if let Some(ruim) = partes.iter().find(|parte| !parte.conteudo().starts_with(b"%PDF-")) {
            return Err(erro("arquivo_invalido", format!("{} não é um PDF", ruim.nome())));
        }
        // Um em seguida do outro: que se juntam de verdade se prova no hospedeiro.
        Ok(Arquivo::novo(nome, &partes.iter().flat_map(|parte| parte.conteudo()).copied().collect::<Vec<_>>()))
    }

    /// Como está: que a senha abre se prova no hospedeiro.
    pub fn abrir_pdf(&self, qual: &Arquivo, senha: &str) -> Falivel<Arquivo> {
        self.gravar(format!("abrir {} com {senha}", qual.nome()));
        Ok(Arquivo::novo(&qual.nome(), qual.conteudo()))
    }

    pub fn guardar(&self, qual: &Arquivo, rotulo: &str) -> Falivel<()> {
        self.gravar(format!("guardar {rotulo}"));
        let (nome, conteudo) = (qual.nome(), qual.conteudo().to_vec());
        self.0.borrow_mut().guardados.push(Guardado { rotulo: rotulo.to_owned(), nome, conteudo });
        Ok(())
    }

    // ---- correio

    pub fn abrir_caixa(&self, servidor: &str, usuario: &str, segredo: &str, _opcoes_json: &str) -> Falivel<Caixa> {
        self.gravar(format!("abrir caixa {usuario} em {servidor} com <{segredo}>"));
        self.exigir_segredo(segredo)?;
        match &self.0.borrow().falha_da_caixa {
            Some(codigo) => Err(erro(codigo, "o correio de mentira mandou falhar")),
            None => Ok(Caixa(self.clone())),
        }
    }

    // ---- registro, execução, relógio

    pub fn anotar(&self, nivel: &str, mensagem: &str, _campos_json: &str) {
        self.0.borrow_mut().registro.push(format!("{nivel}: {mensagem}"));
    }

    pub fn iniciar_etapa(&self, nome: &str) {
        self.0.borrow_mut().registro.push(format!("etapa: {nome}"));
    }

    pub fn marcar(&self, nome: &str) {
        self.0.borrow_mut().registro.push(format!("marca: {nome}"));
    }

    pub fn perguntar(&self, pergunta_json: &str, _imagem: Option<&Arquivo>, _prazo_ms: u64) -> Falivel<String> {
        self.gravar(format!("perguntar {pergunta_json}"));
        match self.0.borrow_mut().respostas_de_gente.pop_front() {
            Some(resposta) => Ok(json!({ "resposta": resposta }).to_string()),
            None => Err(erro("pergunta_sem_resposta", "ninguém respondeu no prazo")),
        }
    }

    pub fn prazo_restante_ms(&self) -> u64 {
        self.0.borrow().prazo_restante_ms()
    }

    pub fn cancelada(&self) -> bool {
        false
    }

    pub fn progresso(&self, por_cento: u32, mensagem: &str) {
        self.0.borrow_mut().registro.push(format!("progresso: {por_cento} {mensagem}"));
    }

    pub fn agora_ms(&self) -> u64 {
        self.0.borrow().agora()
    }

    pub fn dormir(&self, ms: u64) {
        self.0.borrow_mut().avancar(ms);
    }
}

/// `*` vale qualquer trecho.
fn casa_com_padrao(padrao: &str, nome: &str) -> bool {
    match padrao.split_once('*') {
        None => padrao == nome,
        Some((comeco, resto)) => nome.strip_prefix(comeco).is_some_and(|sobra| {
            (0..=sobra.len()).any(|i| sobra.is_char_boundary(i) && casa_com_padrao(resto, &sobra[i..]))
        }),
    }
}
