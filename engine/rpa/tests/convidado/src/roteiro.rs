//! O intérprete de roteiros.

use serde_json::{Value, json};

use crate::correio::Correio;
use crate::esteira::rpa::arquivos::{self, Arquivo};
use crate::esteira::rpa::navegador::{self, Alvo, Elemento};
use crate::esteira::rpa::tipos::{Erro, Seletor};
use crate::esteira::rpa::{cofre, execucao, registro, relogio};

#[derive(Default)]
struct Mesa {
    elementos: Vec<Elemento>,
    arquivos: Vec<Arquivo>,
    correio: Correio,
}

pub fn executar(parametros: &str) -> Result<String, Erro> {
    let parametros: Value = serde_json::from_str(parametros).map_err(|e| defeito(&e.to_string()))?;
    let mut mesa = Mesa::default();
    let mut respostas = Vec::new();
    for passo in parametros["passos"].as_array().into_iter().flatten() {
        let comando = passo[0].as_str().unwrap_or_default();
        let textos: Vec<String> = passo
            .as_array()
            .into_iter()
            .flatten()
            .skip(1)
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
            .collect();
        let args: Vec<&str> = textos.iter().map(String::as_str).chain(["", "", "", ""]).collect();
        let resposta = match comando.strip_prefix('?') {
            Some(comando) => um_passo(&mut mesa, comando, &args).unwrap_or_else(|erro| json!({ "erro": erro.codigo })),
            None => um_passo(&mut mesa, comando, &args)?,
        };
        respostas.push(resposta);
    }
    Ok(json!({ "respostas": respostas }).to_string())
}

fn um_passo(mesa: &mut Mesa, comando: &str, a: &[&str]) -> Result<Value, Erro> {
    if let Some(metodo) = comando.strip_prefix("alvo.") {
        return no_alvo(mesa, metodo, a);
    }
    if let Some(metodo) = comando.strip_prefix("elemento.") {
        return no_elemento(mesa, metodo, a);
    }
    if let Some(metodo) = comando.strip_prefix("caixa.") {
        return mesa.correio.na_caixa(metodo, a);
    }
    if let Some(metodo) = comando.strip_prefix("mensagem.") {
        return mesa.correio.na_mensagem(metodo, a, &mut mesa.arquivos);
    }
    Ok(match comando {
        "abrir" => json!(navegador::abrir(a[0])?),
        "url" => json!(navegador::url()?),
        "titulo" => json!(navegador::titulo()?),
        "voltar" => json!(navegador::voltar()?),
        "avancar" => json!(navegador::avancar()?),
        "recarregar" => json!(navegador::recarregar()?),
        "codigo-fonte" => json!(navegador::codigo_fonte()?),
        "encontrar" => mesa.elemento(navegador::encontrar(&seletor(a[0]))?),
        "encontrar-todos" => json!(navegador::encontrar_todos(&seletor(a[0]))?.len()),
        "esperar" => match navegador::esperar(&seletor(a[0]), a[1], numero(a[2]))? {
            Some(elemento) => mesa.elemento(elemento),
            None => Value::Null,
        },
        "esperar-algum" => {
            let opcoes: Vec<Seletor> = a[0].split(" | ").map(seletor).collect();
            json!(navegador::esperar_algum(&opcoes, numero(a[1]))?)
        }
        "esperar-url" => json!(navegador::esperar_url(a[0], numero(a[1]))?),
        "ler-tabela" => json!(navegador::ler_tabela(&seletor(a[0]))?),
        "textos" => json!(navegador::textos(&seletor(a[0]))?),
        "atributos" => json!(navegador::atributos(&seletor(a[0]), a[1])?),
        "entrar-quadro" => json!(navegador::entrar_quadro(&seletor(a[0]))?),
        "quadro-pai" => json!(navegador::quadro_pai()?),
        "quadro-raiz" => json!(navegador::quadro_raiz()?),
        "janelas" => json!(navegador::janelas()?.len()),
        "ir-para-janela-nova" => {
            let atual = navegador::janela_atual()?;
            let nova = navegador::esperar_janela_nova(&[atual], numero(a[0]))?;
            json!(navegador::trocar_janela(&nova)?)
        }
        "nova-janela" => json!(navegador::trocar_janela(&navegador::nova_janela()?)?),
        "fechar-janela" => {
            navegador::fechar_janela()?;
            json!(navegador::trocar_janela(&navegador::janelas()?[0])?)
        }
        "alerta-texto" => json!(navegador::alerta_texto()?),
        "alerta-aceitar" => json!(navegador::alerta_aceitar()?),
        "alerta-dispensar" => json!(navegador::alerta_dispensar()?),
        "alerta-digitar" => json!(navegador::alerta_digitar(a[0])?),
        "executar-script" => {
            serde_json::from_str(&navegador::executar_script(a[0], a[1])?).map_err(|e| defeito(&e.to_string()))?
        }
        "captura-tela" => mesa.arquivo(navegador::captura_tela()?),
        "imprimir-pdf" => mesa.arquivo(navegador::imprimir_pdf(a[0])?),
        "baixar-url" => mesa.arquivo(navegador::baixar_url(a[0], a[1])?),
        "baixar-url-com" => mesa.arquivo(navegador::baixar_url_com(a[0], a[1], a[2])?),
        "abrir-caixa" => mesa.correio.abrir(a)?,
        "existe" => json!(cofre::existe(a[0])),
        "entrada" => mesa.arquivo(arquivos::entrada(a[0])?),
        "esperar-download" => mesa.arquivo(arquivos::esperar_download(a[0], numero(a[1]))?),
        "criar" => mesa.arquivo(arquivos::criar(a[0], a[1].as_bytes())?),
        "juntar-pdfs" => {
            let partes: Vec<&Arquivo> = a[0].split(' ').map(|referencia| mesa.arq(referencia)).collect();
            let junto = arquivos::juntar_pdfs(&partes, a[1])?;
            mesa.arquivo(junto)
        }
        "esperar-downloads" => {
            let baixados = arquivos::esperar_downloads(a[0], numero(a[1]) as u32, numero(a[2]))?;
            json!(baixados.into_iter().map(|baixado| mesa.arquivo(baixado)).collect::<Vec<_>>())
        }
        "tipo" => json!(mesa.arq(a[0]).tipo()),
        "rolar" => json!(navegador::rolar(numero(a[0]) as u32, numero(a[1]) as u32)?),
        "cookies" => serde_json::from_str(&navegador::cookies()?).map_err(|e| defeito(&e.to_string()))?,
        "por-cookie" => json!(navegador::por_cookie(a[0])?),
        "apagar-cookies" => json!(navegador::apagar_cookies()?),
        "ler-armazenamento" => json!(navegador::ler_armazenamento(a[0], a[1])?),
        "escrever-armazenamento" => json!(navegador::escrever_armazenamento(a[0], a[1], a[2])?),
        "marcar" => json!(registro::marcar(a[0])),
        "perguntar" => {
            let imagem = if a[2].is_empty() { None } else { Some(mesa.arq(a[2])) };
            json!(execucao::perguntar(a[0], imagem, numero(a[1]))?)
        }
        "guardar" => json!(arquivos::guardar(mesa.arq(a[0]), a[1])?),
        "ler" => {
            let bytes = mesa.arq(a[0]).ler(numero(a[1]), if a[2].is_empty() { u64::MAX } else { numero(a[2]) })?;
            json!(String::from_utf8_lossy(&bytes))
        }
        "anotar" => json!(registro::anotar(a[0], a[1], a[2])),
        "etapa" => json!(registro::iniciar_etapa(a[0])),
        "progresso" => json!(execucao::progresso(numero(a[0]) as u32, a[1])),
        "prazo-restante" => json!(execucao::prazo_restante_ms()),
        "agora" => json!(relogio::agora_ms()),
        "dormir" => json!(relogio::dormir(numero(a[0]))),
        _ => return Err(defeito(&format!("comando {comando}?"))),
    })
}

fn no_elemento(mesa: &mut Mesa, metodo: &str, a: &[&str]) -> Result<Value, Erro> {
    let e = &mesa.elementos[indice(a[0])];
    let novo = match metodo {
        "clicar" => return Ok(json!(e.clicar()?)),
        "limpar" => return Ok(json!(e.limpar()?)),
        "digitar" => return Ok(json!(e.digitar(a[1])?)),
        "teclar" => return Ok(json!(e.teclar(a[1])?)),
        "digitar-segredo" => return Ok(json!(e.digitar_segredo(a[1])?)),
        "texto" => return Ok(json!(e.texto()?)),
        "atributo" => return Ok(json!(e.atributo(a[1])?)),
        "propriedade" => return Ok(json!(e.propriedade(a[1])?)),
        "etiqueta" => return Ok(json!(e.etiqueta()?)),
        "visivel" => return Ok(json!(e.visivel()?)),
        "habilitado" => return Ok(json!(e.habilitado()?)),
        "selecionado" => return Ok(json!(e.selecionado()?)),
        "encontrar-todos" => return Ok(json!(e.encontrar_todos(&seletor(a[1]))?.len())),
        "selecionar-por-texto" => return Ok(json!(e.selecionar_por_texto(a[1])?)),
        "selecionar-por-valor" => return Ok(json!(e.selecionar_por_valor(a[1])?)),
        "opcoes" => return Ok(json!(e.opcoes()?)),
        "enviar-arquivo" => return Ok(json!(e.enviar_arquivo(mesa.arq(a[1]))?)),
        "captura" => {
            let arquivo = e.captura()?;
            return Ok(mesa.arquivo(arquivo));
        }
        "encontrar" => e.encontrar(&seletor(a[1]))?,
        _ => return Err(defeito(&format!("elemento.{metodo}?"))),
    };
    Ok(mesa.elemento(novo))
}

fn no_alvo(mesa: &mut Mesa, metodo: &str, a: &[&str]) -> Result<Value, Erro> {
    let t = alvo(a[0]);
    Ok(match metodo {
        "clicar" => json!(t.clicar()?),
        "preencher" => json!(t.preencher(a[1])?),
        "digitar" => json!(t.digitar(a[1])?),
        "teclar" => json!(t.teclar(a[1])?),
        "preencher-segredo" => json!(t.preencher_segredo(a[1])?),
        "texto" => json!(t.texto()?),
        "atributo" => json!(t.atributo(a[1])?),
        "quantos" => json!(t.quantos()?),
        "visivel" => json!(t.visivel()?),
        "selecionar-por-texto" => json!(t.selecionar_por_texto(a[1])?),
        "selecionar-por-valor" => json!(t.selecionar_por_valor(a[1])?),
        "opcoes" => json!(t.opcoes()?),
        "enviar-arquivo" => json!(t.enviar_arquivo(mesa.arq(a[1]))?),
        "enviar-arquivos" => {
            let quais: Vec<&Arquivo> = a[1].split(' ').map(|referencia| mesa.arq(referencia)).collect();
            json!(t.enviar_arquivos(&quais)?)
        }
        "rolar-ate" => json!(t.rolar_ate()?),
        "passar-mouse" => json!(t.passar_mouse()?),
        "esperar" => json!(t.esperar(a[1])?),
        "captura" => {
            let arquivo = t.captura()?;
            mesa.arquivo(arquivo)
        }
        _ => return Err(defeito(&format!("alvo.{metodo}?"))),
    })
}

/// `seletor`, `seletor >> seletor` (um dentro do outro), `seletor [n]` (o n-ésimo), `seletor ~ms` (prazo).
fn alvo(texto: &str) -> Alvo {
    let (caminho, prazo) = texto.split_once(" ~").unwrap_or((texto, ""));
    let mut pai: Option<Alvo> = None;
    for parte in caminho.split(" >> ") {
        let (valor, n) = match parte.strip_suffix(']').and_then(|p| p.rsplit_once(" [")) {
            Some((valor, n)) => (valor, Some(numero(n) as u32)),
            None => (parte, None),
        };
        let mut este = Alvo::new(&seletor(valor));
        if let Some(n) = n {
            este = este.n_esimo(n);
        }
        pai = Some(match pai {
            Some(pai) => este.dentro_de(&pai),
            None => este,
        });
    }
    let alvo = pai.expect("há ao menos um seletor");
    if prazo.is_empty() { alvo } else { alvo.com_prazo(numero(prazo)) }
}

impl Mesa {
    fn elemento(&mut self, elemento: Elemento) -> Value {
        self.elementos.push(elemento);
        json!(format!("${}", self.elementos.len() - 1))
    }

    fn arquivo(&mut self, arquivo: Arquivo) -> Value {
        let visto = json!({ "nome": arquivo.nome(), "tamanho": arquivo.tamanho(), "resumo": arquivo.resumo() });
        self.arquivos.push(arquivo);
        visto
    }

    fn arq(&self, referencia: &str) -> &Arquivo {
        &self.arquivos[indice(referencia)]
    }
}

fn seletor(texto: &str) -> Seletor {
    let (por, valor) = texto.split_once('=').unwrap_or(("css", texto));
    Seletor { por: por.to_owned(), valor: valor.to_owned() }
}

pub fn indice(referencia: &str) -> usize {
    referencia.trim_start_matches('$').parse().expect("referência $n")
}

fn numero(texto: &str) -> u64 {
    texto.parse().unwrap_or(0)
}

pub fn defeito(mensagem: &str) -> Erro {
    Erro { codigo: "defeito_do_roteiro".to_owned(), mensagem: mensagem.to_owned(), detalhes_json: String::new() }
}
