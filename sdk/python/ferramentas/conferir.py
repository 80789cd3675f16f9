"""Confere o código de um plugin Python antes de o construir: o que não funciona num componente, dito aqui, e não na execução.

    python3 conferir.py <pasta do plugin>

Cada achado é uma linha `arquivo:linha: erro|aviso: o que fazer`. Sai com 1 se há erro. Só a biblioteca padrão: corre com o Python da máquina.
"""

import ast
import re
import sys
from pathlib import Path

# Módulos que não funcionam sem sistema operacional, e o que pôr no lugar.
_MODULOS = {
    "asyncio": "não há laço assíncrono; as chamadas ao hospedeiro já esperam",
    "aiohttp": "não há rede; use esteira.baixar_url(url, nome)",
    "concurrent": "não há threads; faça em sequência, ou em execuções separadas",
    "ctypes": "não há código nativo",
    "http": "não há rede; use esteira.baixar_url(url, nome)",
    "httpx": "não há rede; use esteira.baixar_url(url, nome)",
    "imaplib": "não há rede; a caixa de correio é do hospedeiro (interface correio do WIT)",
    "lxml": "é código nativo; use html.parser, xml.etree ou beautifulsoup4",
    "minio": "não há rede; entregue o arquivo com esteira.guardar(arquivo, rotulo)",
    "multiprocessing": "não há processos; faça em sequência, ou em execuções separadas",
    "numpy": "é código nativo",
    "pandas": "é código nativo; use csv ou listas",
    "psycopg2": "não há rede; devolva o dado no resultado, quem grava é a Esteira",
    "pyautogui": "não há tela; use o driver",
    "requests": "não há rede; use esteira.baixar_url(url, nome), que leva os cookies da sessão",
    "smtplib": "não há rede; quem notifica é o fluxo",
    "socket": "não há rede; use esteira.baixar_url(url, nome)",
    "sqlalchemy": "não há rede; devolva o dado no resultado, quem grava é a Esteira",
    "subprocess": "não há processos; PDF se junta com esteira.juntar_pdfs e se imprime com esteira.imprimir_pdf",
    "threading": "não há threads; faça em sequência, ou em execuções separadas",
    "urllib3": "não há rede; use esteira.baixar_url(url, nome)",
    "webdriver_manager": "quem instala e abre o navegador é a Esteira; apague, e use esteira.navegador()",
}
# Partes de um módulo que servem, embora o resto não.
_SERVEM = {"http.cookies", "concurrent.futures._base"}
_FABRICAS = {"Chrome", "Firefox", "Edge", "Safari", "Remote", "Ie", "ChromiumEdge"}
_SENHA = re.compile("senha|password|passwd|pwd|secret", re.IGNORECASE)
_CAPTURAS = {"save_screenshot", "get_screenshot_as_file"}
_FORA = {"__pycache__", "testes", "node_modules"}
_FIXADO = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._-]+\])?\s*==\s*[A-Za-z0-9][A-Za-z0-9.!+_-]*(\s*;.*)?$")


class Achado:
    """Um problema, e onde."""

    def __init__(self, arquivo, linha, gravidade, conselho):
        self.arquivo, self.linha, self.gravidade, self.conselho = arquivo, linha, gravidade, conselho

    def __str__(self):
        return f"{self.arquivo}:{self.linha}: {self.gravidade}: {self.conselho}"


class Conferencia(ast.NodeVisitor):
    """Percorre um arquivo. Só sabe o que está escrito: nomes trocados por atribuição lhe escapam."""

    def __init__(self, arquivo, modulos_do_plugin):
        self.arquivo = arquivo
        self.modulos_do_plugin = modulos_do_plugin
        self.achados = []
        self.funcoes = 0

    def erro(self, no, conselho):
        self.achados.append(Achado(self.arquivo, no.lineno, "erro", conselho))

    def aviso(self, no, conselho):
        self.achados.append(Achado(self.arquivo, no.lineno, "aviso", conselho))

    # ---- importações

    def visit_Import(self, no):
        for nome in no.names:
            self.importa(no, nome.name)

    def visit_ImportFrom(self, no):
        if no.level == 0 and no.module:
            self.importa(no, no.module)

    def importa(self, no, modulo):
        raiz = modulo.split(".")[0]
        if raiz in _MODULOS and modulo not in _SERVEM and raiz not in self.modulos_do_plugin:
            self.erro(no, f"import {modulo}: {_MODULOS[raiz]}")
        elif self.funcoes:
            self.erro(no, f"import {modulo} dentro de função: na execução não há disco de onde importar; ponha-o no começo do arquivo")

    def em_funcao(self, no):
        self.funcoes += 1
        self.generic_visit(no)
        self.funcoes -= 1

    visit_FunctionDef = em_funcao
    visit_Lambda = em_funcao

    def visit_AsyncFunctionDef(self, no):
        self.erro(no, f"async def {no.name}: não há laço assíncrono; tire async e await")
        self.em_funcao(no)

    # ---- chamadas

    def visit_Call(self, no):
        nome = _nome(no.func)
        ultimo = nome.rsplit(".", 1)[-1]
        if nome in ("open", "io.open"):
            self.erro(no, "open(): não há disco; leia com esteira.entrada(nome) e grave com esteira.criar(nome, bytes)")
        elif nome == "input":
            self.erro(no, "input(): não há terminal; use esteira.perguntar(titulo, texto)")
        elif nome in ("__import__", "importlib.import_module"):
            self.erro(no, f"{nome}(): na execução não há disco de onde importar; use import no começo do arquivo")
        elif nome in ("os.system", "os.popen", "os.fork"):
            self.erro(no, f"{nome}(): não há processos")
        elif nome in ("os.environ.get", "os.getenv"):
            self.aviso(no, f"{nome}(): o ambiente é vazio; o que varia vem nos parâmetros da operação")
        elif nome.startswith("webdriver.") and ultimo in _FABRICAS:
            self.erro(no, f"{nome}(): quem abre o navegador é a Esteira; troque a linha por esteira.navegador()")
        elif ultimo in _CAPTURAS:
            self.aviso(no, f"{ultimo}(): não há disco, e a captura se perde; use esteira.marcar(nome), que a põe na evidência")
        elif ultimo == "send_keys" or _parece_digitar(no):
            self.senha_escrita(no)
        self.generic_visit(no)

    def senha_escrita(self, no):
        """Um texto fixo digitado num campo que parece de senha."""
        fixos = [arg.value for arg in no.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        onde = ast.unparse(no)
        if not _SENHA.search(onde):
            return
        # O próprio localizador também é texto fixo: senha é o que não é ele.
        senhas = [texto for texto in fixos if not _SENHA.search(texto) and not texto.startswith(("/", "(", "#", "."))]
        if senhas:
            self.aviso(no, "parece uma senha escrita no código; use segredo(\"senha_portal\"), que o hospedeiro digita sem o plugin a ver")


def _parece_digitar(no):
    nome = _nome(no.func).rsplit(".", 1)[-1]
    return nome in ("send_text", "digitar", "preencher", "enviar_texto") and len(no.args) >= 2


def _nome(no):
    if isinstance(no, ast.Name):
        return no.id
    if isinstance(no, ast.Attribute):
        antes = _nome(no.value)
        return f"{antes}.{no.attr}" if antes else no.attr
    return ""


def conferir_arquivo(arquivo, texto, modulos_do_plugin=()):
    """Os achados de um arquivo Python."""
    try:
        arvore = ast.parse(texto)
    except SyntaxError as erro:
        return [Achado(arquivo, erro.lineno or 1, "erro", f"não é Python que se leia: {erro.msg}")]
    conferencia = Conferencia(arquivo, modulos_do_plugin)
    conferencia.visit(arvore)
    return conferencia.achados


def conferir_requisitos(arquivo, texto):
    """Os achados do requirements.txt: cada pacote numa versão só."""
    achados = []
    for n, linha in enumerate(texto.splitlines(), 1):
        pacote = linha.split(" #")[0].strip()
        if not pacote or pacote.startswith("#"):
            continue
        if not _FIXADO.match(pacote):
            achados.append(Achado(arquivo, n, "erro", f"{pacote}: diga a versão exata (pacote==1.2.3); sem ela o componente muda sozinho"))
    return achados


def conferir_pasta(pasta):
    """Os achados de um plugin inteiro."""
    fontes = [caminho for caminho in sorted(pasta.rglob("*.py")) if not _FORA & set(caminho.relative_to(pasta).parts)]
    modulos = {caminho.relative_to(pasta).parts[0].removesuffix(".py") for caminho in fontes}
    achados = []
    for caminho in fontes:
        relativo = str(caminho.relative_to(pasta))
        achados += conferir_arquivo(relativo, caminho.read_text("utf-8", errors="replace"), modulos)
    for nativo in sorted([*pasta.rglob("*.so"), *pasta.rglob("*.pyd")]):
        achados.append(Achado(str(nativo.relative_to(pasta)), 1, "erro", "é código nativo, que não corre no componente"))
    requisitos = pasta / "requirements.txt"
    if requisitos.is_file():
        achados += conferir_requisitos(requisitos.name, requisitos.read_text("utf-8", errors="replace"))
    return achados


def principal(argumentos):
    achados = conferir_pasta(Path(argumentos[0]))
    for achado in achados:
        print(achado)
    return 1 if any(achado.gravidade == "erro" for achado in achados) else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
