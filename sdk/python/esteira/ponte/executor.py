"""Os comandos do W3C, cada um na chamada do hospedeiro que lhe corresponde.

Não deve conhecer: as exceções do `selenium`: daqui sai o erro do W3C, e é ele quem o transforma.
"""

import json

from selenium.webdriver.remote.command import Command

from esteira import borda, falhas
from esteira.borda import Falha, chamar
from esteira.ponte import acoes
from esteira.sessao import Elemento, Sessao

_CHAVE = "element-6066-11e4-a52e-4f735466cecf"
# As funções que o `selenium` manda à página em vez de pedir ao navegador: o hospedeiro sabe responder.
_ATOMO_VISIVEL = "/* isDisplayed */"
_ATOMO_ATRIBUTO = "/* getAttribute */"
# O tamanho que a janela diz ter: quem o escolhe é o hospedeiro.
_JANELA = {"x": 0, "y": 0, "width": 1280, "height": 1024}


class Executor:
    """O `command_executor` do driver."""

    # O `selenium` olha estes dois.
    client_config = None
    keep_alive = False

    def __init__(self):
        self.sessao = Sessao()
        self._elementos = {}
        self._proximo = 0

    def execute(self, comando, parametros=None):
        """A resposta de um comando, como um servidor a daria."""
        try:
            executar = _COMANDOS.get(comando)
            if executar is None:
                raise Falha("nao_suportado", f"o comando {comando} do Selenium não existe na Esteira; veja o guia em sdk/python/README.md")
            return {"status": 0, "value": executar(self, parametros or {})}
        except Falha as falha:
            valor = {"error": falhas.no_w3c(falha.codigo), "message": str(falha), "stacktrace": ""}
            return {"status": 500, "value": json.dumps({"value": valor}), "falha": falha}

    def close(self):
        """Nada a fechar."""

    def soltar(self, id_):
        """O plugin não tem mais este elemento."""
        self._elementos.pop(id_, None)

    def elemento(self, parametros):
        """O elemento de um comando, ou de uma referência do W3C."""
        id_ = parametros.get(_CHAVE) or parametros.get("id")
        if id_ not in self._elementos:
            raise Falha("elemento_obsoleto", "este elemento não é desta execução")
        return self._elementos[id_]

    def referencia(self, elemento):
        """A referência do W3C de um elemento."""
        self._proximo += 1
        id_ = f"e{self._proximo}"
        self._elementos[id_] = elemento
        return {_CHAVE: id_}

    def desfazer(self, valor):
        """Troca as referências do W3C por elementos, a qualquer profundidade."""
        if isinstance(valor, dict):
            if _CHAVE in valor:
                return self.elemento(valor)
            return {chave: self.desfazer(item) for chave, item in valor.items()}
        if isinstance(valor, (list, tuple)):
            return [self.desfazer(item) for item in valor]
        return valor


def _script(executor, parametros):
    corpo, argumentos = parametros["script"], executor.desfazer(parametros.get("args") or [])
    if argumentos and isinstance(argumentos[0], Elemento):
        if corpo.startswith(_ATOMO_VISIVEL):
            return chamar(argumentos[0].recurso.visivel)
        if corpo.startswith(_ATOMO_ATRIBUTO):
            return executor.sessao.atributo(argumentos[0], argumentos[1])
    return executor.sessao.executar_script(corpo, argumentos)


def _no_elemento(corpo):
    return lambda e, p: e.sessao.executar_script(corpo, [e.elemento(p)])


def _encontrar(executor, parametros, dentro=None):
    return executor.referencia(executor.sessao.encontrar(parametros["using"], parametros["value"], dentro))


def _encontrar_todos(executor, parametros, dentro=None):
    achados = executor.sessao.encontrar_todos(parametros["using"], parametros["value"], dentro)
    return [executor.referencia(elemento) for elemento in achados]


def _trocar_quadro(executor, parametros):
    quadro = parametros.get("id")
    if quadro is None:
        chamar(borda.navegador.quadro_raiz)
    elif isinstance(quadro, int):
        executor.sessao.entrar_quadro_n(quadro)
    else:
        executor.sessao.entrar_quadro(executor.elemento(quadro))


def _cookie(executor, parametros):
    return next((cookie for cookie in executor.sessao.cookies() if cookie["name"] == parametros["name"]), None)


def _apagar_cookie(executor, parametros):
    ficam = [cookie for cookie in executor.sessao.cookies() if cookie["name"] != parametros["name"]]
    executor.sessao.apagar_cookies()
    for cookie in ficam:
        chamar(borda.navegador.por_cookie, json.dumps(cookie))


def _prazos(executor, parametros):
    # Os outros dois prazos são do hospedeiro.
    executor.sessao.implicita_s = float(parametros.get("implicit", executor.sessao.implicita_s * 1000)) / 1000


def _nova_janela(_executor, _parametros):
    return {"handle": chamar(borda.navegador.nova_janela), "type": "tab"}


_RETANGULO = "const r = arguments[0].getBoundingClientRect(); return {x: r.x + scrollX, y: r.y + scrollY, width: r.width, height: r.height};"

_COMANDOS = {
    Command.NEW_SESSION: lambda e, p: {"sessionId": "esteira", "capabilities": {"browserName": "esteira"}},
    Command.QUIT: lambda e, p: None,
    Command.CLOSE: lambda e, p: e.sessao.fechar_janela(),
    Command.GET: lambda e, p: e.sessao.abrir(p["url"]),
    Command.GO_BACK: lambda e, p: chamar(borda.navegador.voltar),
    Command.GO_FORWARD: lambda e, p: chamar(borda.navegador.avancar),
    Command.REFRESH: lambda e, p: chamar(borda.navegador.recarregar),
    Command.GET_CURRENT_URL: lambda e, p: chamar(borda.navegador.url),
    Command.GET_TITLE: lambda e, p: chamar(borda.navegador.titulo),
    Command.GET_PAGE_SOURCE: lambda e, p: chamar(borda.navegador.codigo_fonte),
    Command.FIND_ELEMENT: _encontrar,
    Command.FIND_ELEMENTS: _encontrar_todos,
    Command.FIND_CHILD_ELEMENT: lambda e, p: _encontrar(e, p, e.elemento(p)),
    Command.FIND_CHILD_ELEMENTS: lambda e, p: _encontrar_todos(e, p, e.elemento(p)),
    Command.W3C_GET_ACTIVE_ELEMENT: lambda e, p: e.referencia(e.sessao.focado()),
    Command.CLICK_ELEMENT: lambda e, p: chamar(e.elemento(p).recurso.clicar),
    Command.CLEAR_ELEMENT: lambda e, p: chamar(e.elemento(p).recurso.limpar),
    Command.SEND_KEYS_TO_ELEMENT: lambda e, p: e.sessao.digitar(e.elemento(p), p["text"]),
    Command.GET_ELEMENT_TEXT: lambda e, p: chamar(e.elemento(p).recurso.texto),
    Command.GET_ELEMENT_TAG_NAME: lambda e, p: chamar(e.elemento(p).recurso.etiqueta),
    Command.GET_ELEMENT_ATTRIBUTE: lambda e, p: chamar(e.elemento(p).recurso.atributo, p["name"]),
    Command.GET_ELEMENT_PROPERTY: lambda e, p: chamar(e.elemento(p).recurso.propriedade, p["name"]),
    Command.IS_ELEMENT_SELECTED: lambda e, p: chamar(e.elemento(p).recurso.selecionado),
    Command.IS_ELEMENT_ENABLED: lambda e, p: chamar(e.elemento(p).recurso.habilitado),
    Command.GET_ELEMENT_RECT: _no_elemento(_RETANGULO),
    Command.GET_ELEMENT_VALUE_OF_CSS_PROPERTY: lambda e, p: e.sessao.executar_script(
        "return getComputedStyle(arguments[0]).getPropertyValue(arguments[1]);", [e.elemento(p), p["propertyName"]]
    ),
    Command.ELEMENT_SCREENSHOT: lambda e, p: e.sessao.captura_do_elemento_base64(e.elemento(p)),
    Command.SCREENSHOT: lambda e, p: e.sessao.captura_base64(),
    Command.PRINT_PAGE: lambda e, p: e.sessao.imprimir_base64(p),
    Command.SWITCH_TO_FRAME: _trocar_quadro,
    Command.SWITCH_TO_PARENT_FRAME: lambda e, p: chamar(borda.navegador.quadro_pai),
    Command.SWITCH_TO_WINDOW: lambda e, p: chamar(borda.navegador.trocar_janela, p["handle"]),
    Command.NEW_WINDOW: _nova_janela,
    Command.W3C_GET_CURRENT_WINDOW_HANDLE: lambda e, p: chamar(borda.navegador.janela_atual),
    Command.W3C_GET_WINDOW_HANDLES: lambda e, p: chamar(borda.navegador.janelas),
    # A janela tem o tamanho que o hospedeiro lhe dá: pedir outro não é erro, e não muda nada.
    Command.W3C_MAXIMIZE_WINDOW: lambda e, p: dict(_JANELA),
    Command.FULLSCREEN_WINDOW: lambda e, p: dict(_JANELA),
    Command.MINIMIZE_WINDOW: lambda e, p: dict(_JANELA),
    Command.SET_WINDOW_RECT: lambda e, p: dict(_JANELA),
    Command.GET_WINDOW_RECT: lambda e, p: dict(_JANELA),
    Command.W3C_GET_ALERT_TEXT: lambda e, p: chamar(borda.navegador.alerta_texto),
    Command.W3C_ACCEPT_ALERT: lambda e, p: chamar(borda.navegador.alerta_aceitar),
    Command.W3C_DISMISS_ALERT: lambda e, p: chamar(borda.navegador.alerta_dispensar),
    Command.W3C_SET_ALERT_VALUE: lambda e, p: chamar(borda.navegador.alerta_digitar, p["text"]),
    Command.GET_ALL_COOKIES: lambda e, p: e.sessao.cookies(),
    Command.GET_COOKIE: _cookie,
    Command.ADD_COOKIE: lambda e, p: chamar(borda.navegador.por_cookie, json.dumps(p["cookie"])),
    Command.DELETE_COOKIE: _apagar_cookie,
    Command.DELETE_ALL_COOKIES: lambda e, p: e.sessao.apagar_cookies(),
    Command.W3C_EXECUTE_SCRIPT: _script,
    Command.W3C_EXECUTE_SCRIPT_ASYNC: lambda e, p: e.sessao.executar_script_assincrono(p["script"], e.desfazer(p.get("args") or [])),
    Command.SET_TIMEOUTS: _prazos,
    Command.GET_TIMEOUTS: lambda e, p: {"implicit": int(e.sessao.implicita_s * 1000), "pageLoad": 300_000, "script": 30_000},
    Command.W3C_ACTIONS: lambda e, p: acoes.fazer(e, p["actions"]),
    Command.W3C_CLEAR_ACTIONS: lambda e, p: None,
}
