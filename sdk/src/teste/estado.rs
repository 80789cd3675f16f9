//! O estado do portal de mentira: documentos, tempo e o que foi gravado.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::borda::{Erro, Seletor};
use super::carta::Carta;
use super::janelas::Janela;
use super::pagina::{No, Pagina, Reacao};
use super::portal::Guardado;
use crate::apoio::endereco::origem;

/// O relógio virtual começa aqui: 2026-10-15T12:00:00Z.
const COMECO_MS: u64 = 1_792_065_600_000;
/// Prazo da execução inteira.
const PRAZO_DA_EXECUCAO_MS: u64 = 600_000;
/// O padrão do hospedeiro.
const PRAZO_PADRAO_MS: u64 = 30_000;
/// A geração de um documento que saiu da tela; as outras começam em 1.
const ENVELHECIDA: u64 = 0;
/// De quanto em quanto as esperas olham.
const PASSO_MS: u64 = 50;

pub(super) type Falivel<T> = Result<T, Erro>;

pub(super) enum Resposta {
    Bytes(Vec<u8>),
    Erro(String),
}

/// Uma página aberta, numa janela ou num quadro.
pub(super) struct Documento {
    pub pagina: Rc<Pagina>,
    pub desde: u64,
    /// Muda a cada troca de página; é por ela que um elemento envelhece.
    pub geracao: u64,
    quadros: BTreeMap<Seletor, usize>,
    pub valores: BTreeMap<String, String>,
    /// Os campos que receberam segredo.
    pub secretos: BTreeSet<String>,
}

/// Um nó achado: onde está e como se chama na gravação.
#[derive(Clone)]
pub(super) struct Achado {
    pub documento: usize,
    pub geracao: u64,
    pub chave: String,
    pub onde: Seletor,
    pub no: Rc<No>,
}

pub(crate) struct Estado {
    pub(super) paginas: Vec<Rc<Pagina>>,
    pub(super) segredos: Vec<String>,
    pub(super) entradas: BTreeMap<String, (String, Vec<u8>)>,
    pub(super) respostas: Vec<(String, Resposta)>,
    pub(super) scripts: Vec<(String, String)>,
    pub(super) cartas: Vec<Carta>,
    pub(super) falha_da_caixa: Option<String>,

    pub(super) cookies: BTreeMap<String, String>,
    /// Por armazenamento e chave.
    pub(super) armazenamento: BTreeMap<(String, String), String>,
    pub(super) respostas_de_gente: VecDeque<String>,

    agora: u64,
    proxima_geracao: u64,
    documentos: Vec<Documento>,
    pub(super) janelas: Vec<Janela>,
    /// Posição em `janelas`; fora dela, a janela em uso foi fechada.
    pub(super) atual: usize,
    pub(super) alerta: Option<String>,
    pub(super) downloads: Vec<(String, Vec<u8>)>,

    pub(super) comandos: Vec<String>,
    pub(super) preenchidos: Vec<(Seletor, String)>,
    pub(super) guardados: Vec<Guardado>,
    pub(super) registro: Vec<String>,
}

pub(super) fn erro(codigo: &str, mensagem: impl Into<String>) -> Erro {
    Erro { codigo: codigo.to_owned(), mensagem: mensagem.into(), detalhes_json: "{}".to_owned() }
}

impl Estado {
    pub(super) fn novo() -> Self {
        let vazia = Rc::new(Pagina::nova("em branco"));
        let mut estado = Self {
            paginas: Vec::new(),
            segredos: Vec::new(),
            entradas: BTreeMap::new(),
            respostas: Vec::new(),
            scripts: Vec::new(),
            cartas: Vec::new(),
            falha_da_caixa: None,
            cookies: BTreeMap::new(),
            armazenamento: BTreeMap::new(),
            respostas_de_gente: VecDeque::new(),
            agora: COMECO_MS,
            proxima_geracao: 0,
            documentos: Vec::new(),
            janelas: Vec::new(),
            atual: 0,
            alerta: None,
            downloads: Vec::new(),
            comandos: Vec::new(),
            preenchidos: Vec::new(),
            guardados: Vec::new(),
            registro: Vec::new(),
        };
        estado.abrir_janela(vazia);
        estado
    }

    // ---- tempo

    pub(super) fn agora(&self) -> u64 {
        self.agora
    }

    pub(super) fn passaram_ms(&self) -> u64 {
        self.agora - COMECO_MS
    }

    pub(super) fn prazo_restante_ms(&self) -> u64 {
        PRAZO_DA_EXECUCAO_MS.saturating_sub(self.passaram_ms())
    }

    pub(super) fn avancar(&mut self, ms: u64) {
        self.agora = self.agora.saturating_add(ms);
    }

    /// Adianta o relógio até a condição dar algo ou o prazo acabar.
    pub(super) fn ate<T>(
        &mut self,
        prazo_ms: u64,
        espera: &str,
        condicao: impl Fn(&Self) -> Falivel<Option<T>>,
    ) -> Falivel<T> {
        let prazo_ms = if prazo_ms == 0 { PRAZO_PADRAO_MS } else { prazo_ms };
        let limite = self.agora.saturating_add(prazo_ms);
        loop {
            if let Some(pronto) = condicao(self)? {
                return Ok(pronto);
            }
            if self.agora >= limite {
                return Err(erro("tempo_esgotado", format!("{espera}: nada em {prazo_ms} ms")));
            }
            self.agora = (self.agora + PASSO_MS).min(limite);
        }
    }

    // ---- documentos

    pub(super) fn criar_documento(&mut self, pagina: Rc<Pagina>) -> usize {
        self.proxima_geracao += 1;
        self.documentos.push(Documento {
            pagina,
            desde: self.agora,
            geracao: self.proxima_geracao,
            quadros: BTreeMap::new(),
            valores: BTreeMap::new(),
            secretos: BTreeSet::new(),
        });
        self.documentos.len() - 1
    }

    fn pagina_de_nome(&self, nome: &str) -> Falivel<Rc<Pagina>> {
        let achada = self.paginas.iter().find(|pagina| pagina.nome == nome).cloned();
        achada.ok_or_else(|| erro("portal_incompleto", format!("o portal de mentira não tem a página \"{nome}\"")))
    }

    fn documento_atual(&self) -> Falivel<usize> {
        let janela = self.janela()?;
        if janela.quadro_sumiu {
            return Err(erro("quadro_nao_encontrado", "o quadro sumiu com a página"));
        }
        janela.caminho.last().copied().ok_or_else(|| erro("janela_nao_encontrada", "a janela não tem página"))
    }

    pub(super) fn documento(&self, indice: usize) -> Option<&Documento> {
        self.documentos.get(indice)
    }

    pub(super) fn documento_mut(&mut self, indice: usize) -> Option<&mut Documento> {
        self.documentos.get_mut(indice)
    }

    pub(super) fn pagina_atual(&self) -> Falivel<Rc<Pagina>> {
        let indice = self.documento_atual()?;
        Ok(self.documentos[indice].pagina.clone())
    }

    pub(super) fn url(&self) -> Falivel<String> {
        Ok(self.janela()?.url.clone())
    }

    pub(super) fn abrir(&mut self, url: &str) -> Falivel<()> {
        let achada = self.paginas.iter().find(|p| p.trecho_url.as_ref().is_some_and(|trecho| url.contains(trecho)));
        let pagina = achada
            .cloned()
            .ok_or_else(|| erro("portal_incompleto", format!("o portal de mentira não tem página para {url}")))?;
        self.trocar_raiz(pagina, url.to_owned(), true)
    }

    fn trocar_raiz(&mut self, pagina: Rc<Pagina>, url: String, lembrar: bool) -> Falivel<()> {
        if let Some(anterior) = self.janela()?.caminho.first().copied() {
            self.envelhecer(anterior);
        }
        let documento = self.criar_documento(pagina.clone());
        let janela = &mut self.janelas[self.atual];
        janela.quadro_sumiu = false;
        janela.caminho = vec![documento];
        janela.url = url.clone();
        if lembrar {
            janela.historico.truncate(janela.posicao + 1);
            janela.historico.push((pagina, url));
            janela.posicao = janela.historico.len() - 1;
        }
        Ok(())
    }

    /// Os elementos achados neste documento, e nos quadros dele, não existem mais.
    fn envelhecer(&mut self, documento: usize) {
        self.documentos[documento].geracao = ENVELHECIDA;
        for quadro in self.documentos[documento].quadros.values().copied().collect::<Vec<_>>() {
            self.envelhecer(quadro);
        }
    }

    pub(super) fn andar_no_historico(&mut self, passos: isize) -> Falivel<()> {
        let janela = self.janela()?;
        let posicao = janela.posicao.saturating_add_signed(passos).min(janela.historico.len() - 1);
        let (pagina, url) = janela.historico[posicao].clone();
        self.trocar_raiz(pagina, url, false)?;
        self.janelas[self.atual].posicao = posicao;
        Ok(())
    }

    pub(super) fn entrar_quadro(&mut self, onde: &Seletor) -> Falivel<()> {
        let achado = self.ate(0, "entrar no quadro", |estado| {
            Ok(estado.achar(None, onde)?.into_iter().find(|achado| achado.no.quadro.is_some()))
        })?;
        let dentro = match self.documentos[achado.documento].quadros.get(onde) {
            Some(indice) => *indice,
            None => {
                let pagina = self.pagina_de_nome(achado.no.quadro.as_deref().unwrap_or_default())?;
                let indice = self.criar_documento(pagina);
                self.documentos[achado.documento].quadros.insert(onde.clone(), indice);
                indice
            }
        };
        self.janelas[self.atual].caminho.push(dentro);
        Ok(())
    }

    pub(super) fn sair_do_quadro(&mut self, ate_a_raiz: bool) -> Falivel<()> {
        self.janela()?;
        let janela = &mut self.janelas[self.atual];
        let sobra = if ate_a_raiz { 1 } else { (janela.caminho.len() - 1).max(1) };
        janela.caminho.truncate(sobra);
        janela.quadro_sumiu = false;
        Ok(())
    }

    // ---- nós

    /// Os nós que casam agora no documento atual, ou dentro de outro nó.
    pub(super) fn achar(&self, pai: Option<&Achado>, onde: &Seletor) -> Falivel<Vec<Achado>> {
        let indice = match pai {
            Some(pai) => pai.documento,
            None => self.documento_atual()?,
        };
        let documento = &self.documentos[indice];
        let (filhos, prefixo) = match pai {
            Some(pai) => (&pai.no.filhos, pai.chave.as_str()),
            None => (&documento.pagina.nos, ""),
        };
        let idade = self.agora - documento.desde;
        let casam = filhos.iter().enumerate().filter(|(_, (seletor, no))| {
            seletor == onde && idade >= no.aparece_ms && no.some_ms.is_none_or(|fim| idade < fim)
        });
        Ok(casam
            .map(|(posicao, (_, no))| Achado {
                documento: indice,
                geracao: documento.geracao,
                chave: format!("{prefixo}/{posicao}"),
                onde: onde.clone(),
                no: no.clone(),
            })
            .collect())
    }

    pub(super) fn reagir(&mut self, documento: usize, reacao: &Reacao) -> Falivel<()> {
        match reacao {
            Reacao::Falhar(codigo) => Err(erro(codigo, "o portal de mentira mandou falhar")),
            Reacao::Alerta(texto) => {
                self.alerta = Some(texto.clone());
                Ok(())
            }
            Reacao::Baixar(nome, conteudo) => {
                self.downloads.push((nome.clone(), conteudo.clone()));
                Ok(())
            }
            Reacao::NovaJanela(nome) => {
                let pagina = self.pagina_de_nome(nome)?;
                self.abrir_janela(pagina);
                Ok(())
            }
            Reacao::IrRaiz(nome) => {
                let pagina = self.pagina_de_nome(nome)?;
                self.ir_raiz(pagina)
            }
            Reacao::Ir(nome) => {
                let pagina = self.pagina_de_nome(nome)?;
                if self.janela()?.caminho.len() == 1 {
                    return self.ir_raiz(pagina);
                }
                let nova = self.criar_documento(pagina);
                // O quadro continua o mesmo lugar; só o conteúdo muda.
                self.documentos.swap(documento, nova);
                Ok(())
            }
        }
    }

    fn ir_raiz(&mut self, pagina: Rc<Pagina>) -> Falivel<()> {
        let atual = self.url()?;
        let url = match &pagina.trecho_url {
            Some(caminho) if caminho.starts_with('/') => format!("{}{caminho}", origem(&atual).unwrap_or_default()),
            Some(inteira) if inteira.contains("://") => inteira.clone(),
            _ => atual,
        };
        let num_quadro = self.janela()?.caminho.len() > 1;
        self.trocar_raiz(pagina, url, true)?;
        self.janelas[self.atual].quadro_sumiu = num_quadro;
        Ok(())
    }
}
