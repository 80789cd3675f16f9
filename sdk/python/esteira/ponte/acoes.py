"""As ações do W3C (`ActionChains`), até onde vai o ponteiro do hospedeiro: passar por cima, clicar, rolar até, teclar e esperar.

Não deve conhecer: o `ActionChains`, que as manda já em instantes.
"""

import time
from itertools import zip_longest

from esteira.borda import Falha, chamar

_ESQUERDO = 0


def fazer(executor, fontes):
    """Faz as ações instante a instante, como o W3C manda."""
    Maos(executor).fazer(fontes)


class Maos:
    """Onde está o ponteiro, e o que se digita."""

    def __init__(self, executor):
        self.executor = executor
        self.sob_o_ponteiro = None
        self.apertado = False
        self.teclado = ""

    def fazer(self, fontes):
        for instante in zip_longest(*(fonte["actions"] for fonte in fontes)):
            for fonte, acao in zip(fontes, instante):
                if acao is not None:
                    self._uma(fonte["type"], acao)
        self._digitar()

    def _uma(self, fonte, acao):
        if acao["type"] == "pause":
            if acao.get("duration"):
                self._digitar()
                time.sleep(acao["duration"] / 1000)
        elif fonte == "key":
            self._tecla(acao)
        elif fonte == "pointer":
            self._digitar()
            self._ponteiro(acao)
        elif fonte == "wheel" and isinstance(acao.get("origin"), dict):
            chamar(self.executor.elemento(acao["origin"]).recurso.rolar_ate)
        else:
            raise _nao_ha(f"a ação {acao['type']} de {fonte}")

    def _tecla(self, acao):
        if acao["type"] == "keyDown":
            self.teclado += acao["value"]
        elif acao["value"] in "\ue008\ue009\ue00a\ue03d":
            # Soltar a modificadora: no texto, quem o diz é a tecla nula.
            self.teclado += "\ue000"

    def _ponteiro(self, acao):
        tipo = acao["type"]
        if tipo == "pointerMove":
            if not isinstance(acao.get("origin"), dict) or self.apertado:
                raise _nao_ha("mover o ponteiro a uma posição, ou arrastar")
            self.sob_o_ponteiro = self.executor.elemento(acao["origin"])
            chamar(self.sob_o_ponteiro.recurso.passar_mouse)
        elif tipo == "pointerDown":
            if self.sob_o_ponteiro is None or acao.get("button", _ESQUERDO) != _ESQUERDO:
                raise _nao_ha("clicar sem dizer em que elemento, ou com outro botão")
            self.apertado = True
        elif tipo == "pointerUp":
            self.apertado = False
            chamar(self.sob_o_ponteiro.recurso.clicar)
        else:
            raise _nao_ha(f"a ação {tipo}")

    def _digitar(self):
        if self.teclado:
            teclado, self.teclado = self.teclado, ""
            self.executor.sessao.digitar(self.executor.sessao.focado(), teclado)


def _nao_ha(o_que):
    return Falha("nao_suportado", f"o ActionChains da Esteira não faz isto: {o_que}; passe o elemento a move_to_element, click ou send_keys_to_element")
