"""O navegador da execução, com o vocabulário do Selenium: o que a ponte e o `selenium` leve têm em comum.

Traduz cada pedido para o WIT: modos de localizar, espera implícita, teclas, segredos e arquivos no meio do que se digita, quadros.
Não deve conhecer: o pacote `selenium`. O erro que sobe é sempre `borda.Falha`.
"""

import base64
import json
import time

from esteira import arquivos, borda, teclas
from esteira.borda import Falha, chamar
from esteira.segredos import pedacos

# Os modos do Selenium (`By`) → os do WIT. `seletor` é nosso: um nome declarado no manifesto.
MODOS = {
    "xpath": "xpath",
    "css selector": "css",
    "id": "id",
    "name": "nome",
    "link text": "texto-link",
    "partial link text": "texto-link-parcial",
    "class name": "classe",
    "tag name": "etiqueta",
    "seletor": "seletor",
}
# O que `get_attribute` do Selenium lê da propriedade, e não do atributo escrito na página.
_PROPRIEDADES = {"value", "href", "src", "innerhtml", "innertext", "outerhtml", "textcontent"}
_NOMES = {"innerhtml": "innerHTML", "innertext": "innerText", "outerhtml": "outerHTML", "textcontent": "textContent"}
# De quanto em quanto se procura outra vez dentro de um elemento, na espera implícita.
_OLHADA_S = 0.2


class Elemento:
    """Um elemento achado, e o XPath que o acha do documento, se há um: é por ele que se entra num quadro."""

    def __init__(self, recurso, xpath=None):
        self.recurso = recurso
        self.xpath = xpath


class Sessao:
    """Uma por execução."""

    def __init__(self):
        self.implicita_s = 0.0
        self.aberta = False

    # ---- página

    def abrir(self, url):
        self.aberta = True
        chamar(borda.navegador.abrir, url)

    def captura_base64(self):
        return _base64(chamar(borda.navegador.captura_tela))

    def captura_do_elemento_base64(self, elemento):
        return _base64(chamar(elemento.recurso.captura))

    def imprimir_base64(self, opcoes):
        return _base64(chamar(borda.navegador.imprimir_pdf, json.dumps(opcoes)))

    # ---- localizar

    def encontrar(self, por, valor, dentro=None):
        """O primeiro, com a espera implícita, se há uma."""
        onde = _seletor(por, valor)
        xpath = _xpath(por, valor, dentro)
        if dentro is not None:
            return Elemento(self._insistir(lambda: chamar(dentro.recurso.encontrar, onde)), _primeiro(xpath))
        if not self.implicita_s:
            return Elemento(chamar(borda.navegador.encontrar, onde), _primeiro(xpath))
        try:
            return Elemento(chamar(borda.navegador.esperar, onde, "presente", int(self.implicita_s * 1000)), _primeiro(xpath))
        except Falha as falha:
            if falha.codigo == "tempo_esgotado":
                raise Falha("elemento_nao_encontrado", falha.mensagem, falha.detalhes) from None
            raise

    def encontrar_todos(self, por, valor, dentro=None):
        """Todos; com espera implícita, espera haver um."""
        onde = _seletor(por, valor)
        xpath = _xpath(por, valor, dentro)
        buscar = borda.navegador.encontrar_todos if dentro is None else dentro.recurso.encontrar_todos
        fim = time.monotonic() + self.implicita_s
        achados = chamar(buscar, onde)
        while not achados and time.monotonic() < fim:
            time.sleep(_OLHADA_S)
            achados = chamar(buscar, onde)
        return [Elemento(recurso, _enesimo(xpath, n)) for n, recurso in enumerate(achados)]

    def esperar(self, por, valor, condicao, prazo_s):
        """Uma espera do hospedeiro: o elemento, ou nada se a condição é ele não estar."""
        recurso = chamar(borda.navegador.esperar, _seletor(por, valor), condicao, max(1, int(prazo_s * 1000)))
        return None if recurso is None else Elemento(recurso, _primeiro(_xpath(por, valor, None)))

    def focado(self):
        """O elemento em que se digitaria agora."""
        try:
            return Elemento(chamar(borda.navegador.encontrar, _seletor("css selector", ":focus")))
        except Falha as falha:
            if falha.codigo != "elemento_nao_encontrado":
                raise
            return Elemento(chamar(borda.navegador.encontrar, _seletor("css selector", "body")))

    def _insistir(self, buscar):
        fim = time.monotonic() + self.implicita_s
        while True:
            try:
                return buscar()
            except Falha as falha:
                if falha.codigo != "elemento_nao_encontrado" or time.monotonic() >= fim:
                    raise
            time.sleep(_OLHADA_S)

    # ---- elemento

    def digitar(self, elemento, texto):
        """Texto, teclas, segredos e arquivos, na ordem em que vêm."""
        for tipo, valor in pedacos(texto):
            if tipo == "segredo":
                chamar(elemento.recurso.digitar_segredo, valor)
            elif tipo == "arquivo":
                chamar(elemento.recurso.enviar_arquivo, arquivos.marcado(valor).recurso)
            else:
                for nome, trecho in teclas.separar(valor):
                    chamar(elemento.recurso.teclar, nome) if nome else chamar(elemento.recurso.digitar, trecho)

    def atributo(self, elemento, nome):
        """Como o `get_attribute` do Selenium: a propriedade onde é ela que se quer, o atributo no resto, e a propriedade se ele falta."""
        if nome.lower() in _PROPRIEDADES:
            propriedade = chamar(elemento.recurso.propriedade, _NOMES.get(nome.lower(), nome.lower()))
            return propriedade
        valor = chamar(elemento.recurso.atributo, nome)
        if valor is not None:
            return valor
        propriedade = chamar(elemento.recurso.propriedade, nome)
        return None if propriedade in (None, "false", "null") else propriedade

    # ---- quadros

    def entrar_quadro(self, elemento):
        if elemento.xpath is None:
            raise Falha(
                "nao_suportado",
                "não sei dizer ao hospedeiro qual é este quadro; localize o iframe por XPath a partir do documento, ou passe o seletor",
            )
        # O hospedeiro esperaria o quadro voltar; no Selenium, o que se foi é obsoleto na hora.
        chamar(elemento.recurso.etiqueta)
        chamar(borda.navegador.entrar_quadro, borda.seletor("xpath", elemento.xpath))

    def entrar_quadro_n(self, n):
        chamar(borda.navegador.entrar_quadro, borda.seletor("xpath", f"(//iframe | //frame)[{int(n) + 1}]"))

    # ---- script

    def executar_script(self, corpo, argumentos):
        """`argumentos` podem trazer `Elemento` a qualquer profundidade. Pede a permissão `script`."""
        elementos = []

        def trocar(valor):
            if isinstance(valor, Elemento):
                elementos.append(valor.recurso)
                return {"elemento": len(elementos) - 1}
            if isinstance(valor, dict):
                return {chave: trocar(item) for chave, item in valor.items()}
            if isinstance(valor, (list, tuple)):
                return [trocar(item) for item in valor]
            return valor

        lista = json.dumps(trocar(list(argumentos)), ensure_ascii=False)
        if elementos:
            resposta = chamar(borda.navegador.executar_script_com, corpo, lista, elementos)
        else:
            resposta = chamar(borda.navegador.executar_script, corpo, lista)
        valor = json.loads(resposta or "null")
        if "element-6066-11e4-a52e-4f735466cecf" in (resposta or ""):
            raise Falha("nao_suportado", "o script devolveu um elemento; procure-o com find_element, por XPath ou CSS")
        return valor

    def executar_script_assincrono(self, corpo, argumentos):
        """O corpo recebe como último argumento a função que diz que acabou."""
        promessa = "const pedidos = [...arguments]; return new Promise(pronto => (function () {" + corpo + "\n}).apply(null, [...pedidos, pronto]));"
        return self.executar_script(promessa, argumentos)

    # ---- cookies e janelas

    def cookies(self):
        return json.loads(chamar(borda.navegador.cookies))

    def apagar_cookies(self):
        # O perfil é sempre novo: antes da primeira página não há o que apagar, e o código antigo apaga por costume.
        if self.aberta:
            chamar(borda.navegador.apagar_cookies)

    def fechar_janela(self):
        try:
            chamar(borda.navegador.fechar_janela)
        except Falha as falha:
            # A última, quem fecha é o hospedeiro, no fim.
            if falha.codigo != "ultima_janela":
                raise


def _base64(recurso):
    return base64.b64encode(arquivos.Arquivo(recurso).ler()).decode("ascii")


def _seletor(por, valor):
    if por not in MODOS:
        raise Falha("seletor_invalido", f"modo de localizar desconhecido: {por!r}; use um de {', '.join(MODOS)}")
    return borda.seletor(MODOS[por], valor)


def _texto_xpath(texto):
    """Um literal de XPath, que não tem escape."""
    if "'" not in texto:
        return f"'{texto}'"
    if '"' not in texto:
        return f'"{texto}"'
    return "concat(" + ", \"'\", ".join(f"'{parte}'" for parte in texto.split("'")) + ")"


def _xpath(por, valor, dentro):
    """O XPath, do documento, do que se procura; nada se não se sabe dizer."""
    if por == "xpath":
        passo = valor
    elif por in ("id", "name"):
        passo = f".//*[@{por}={_texto_xpath(valor)}]"
    elif por == "class name":
        passo = f".//*[contains(concat(' ', normalize-space(@class), ' '), {_texto_xpath(f' {valor} ')})]"
    elif por == "tag name":
        passo = f".//{valor}"
    else:
        return None
    if dentro is None:
        return passo.removeprefix(".") if passo.startswith(".//") else passo
    if dentro.xpath is None or not passo.startswith("."):
        return None
    return f"{dentro.xpath}{passo[1:]}"


def _primeiro(xpath):
    return _enesimo(xpath, 0)


def _enesimo(xpath, n):
    return None if xpath is None else f"({xpath})[{n + 1}]"
