"""Os arquivos da execução: os que vieram com o pedido, os baixados e os produzidos. Os bytes ficam no hospedeiro.

Não deve conhecer: Selenium.
"""

import json

from esteira import borda
from esteira.erro import Erro
from esteira.segredos import marca_de_arquivo

# Os que se podem nomear numa marca, para `send_keys` num campo de arquivo.
_marcados = []

_CABECALHO_DE_PDF = b"%PDF-"


class Arquivo:
    """Um arquivo na mão do hospedeiro."""

    def __init__(self, recurso):
        self.recurso = recurso
        self._marca = None

    @property
    def nome(self):
        """O nome dele."""
        return self.recurso.nome()

    @property
    def tamanho(self):
        """Em bytes."""
        return self.recurso.tamanho()

    @property
    def resumo(self):
        """BLAKE3 do conteúdo, em hexadecimal."""
        return self.recurso.resumo()

    @property
    def tipo(self):
        """Tipo MIME pelo conteúdo."""
        return self.recurso.tipo()

    def ler(self, inicio=0, quantos=None):
        """Os bytes, ou uma parte deles."""
        return borda.chamar(self.recurso.ler, inicio, self.tamanho - inicio if quantos is None else quantos)

    def __str__(self):
        """A marca dele: `campo.send_keys(str(arquivo))` anexa o arquivo ao campo."""
        if self._marca is None:
            _marcados.append(self)
            self._marca = marca_de_arquivo(len(_marcados) - 1)
        return self._marca


def marcado(numero):
    """O arquivo de uma marca."""
    return _marcados[int(numero)]


def entrada(nome):
    """Um arquivo que veio com o pedido, pelo nome do parâmetro (`fatura`)."""
    return Arquivo(borda.chamar(borda.arquivos.entrada, nome))


def criar(nome, conteudo):
    """Um arquivo novo com estes bytes."""
    return Arquivo(borda.chamar(borda.arquivos.criar, nome, bytes(conteudo)))


def baixar_url(url, nome, token=None):
    """GET com os cookies da sessão, pelo hospedeiro. Com `token`, manda o que a página guarda em `localStorage` sob essa chave."""
    if token is None:
        return Arquivo(borda.chamar(borda.navegador.baixar_url, url, nome))
    opcoes = json.dumps({"portador": {"armazenamento": "local", "chave": token}})
    return Arquivo(borda.chamar(borda.navegador.baixar_url_com, url, nome, opcoes))


def esperar_download(padrao="*", prazo_s=0):
    """O download do navegador com nome que case com o padrão, já terminado."""
    return Arquivo(borda.chamar(borda.arquivos.esperar_download, padrao, int(prazo_s * 1000)))


def esperar_downloads(padrao, quantos, prazo_s=0):
    """Como `esperar_download`, até haver tantos."""
    achados = borda.chamar(borda.arquivos.esperar_downloads, padrao, quantos, int(prazo_s * 1000))
    return [Arquivo(recurso) for recurso in achados]


def imprimir_pdf(opcoes=None):
    """A página em que se está, impressa. `opcoes` são as do W3C Print."""
    return Arquivo(borda.chamar(borda.navegador.imprimir_pdf, json.dumps(opcoes or {})))


def juntar_pdfs(partes, nome):
    """Um PDF com as páginas de todos, na ordem. No lugar do PyPDF2."""
    return Arquivo(borda.chamar(borda.arquivos.juntar_pdfs, [parte.recurso for parte in partes], nome))


def abrir_pdf(arquivo, senha):
    """O mesmo PDF sem a senha de abertura (que não é segredo: um pedaço do CNPJ)."""
    return Arquivo(borda.chamar(borda.arquivos.abrir_pdf, arquivo.recurso, senha))


def guardar(arquivo, rotulo):
    """Entrega o arquivo como resultado da execução."""
    borda.chamar(borda.arquivos.guardar, arquivo.recurso, rotulo)


def entregar_fatura(arquivo):
    """Confere que é um PDF e o entrega com o rótulo `fatura`. Que ele se lê e tem páginas, quem confere é o hospedeiro."""
    if arquivo.ler(0, min(arquivo.tamanho, len(_CABECALHO_DE_PDF))) != _CABECALHO_DE_PDF:
        raise Erro.tecnico(
            "arquivo_invalido",
            f"o que veio no lugar da fatura não é um PDF ({arquivo.tipo}, {arquivo.tamanho} bytes)",
            acao="Repita; se persistir, entre à mão no portal para ver o que ele entrega.",
        )
    guardar(arquivo, "fatura")
