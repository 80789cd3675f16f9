"""O elemento."""

import base64

from esteira.borda import Falha, chamar
from selenium.common.exceptions import de_falha


def pedir(funcao, *argumentos):
    """Chama; o erro do hospedeiro sobe como exceção do Selenium."""
    try:
        return funcao(*argumentos)
    except Falha as falha:
        raise de_falha(falha) from None


class WebElement:
    """Um elemento achado: envelhece se a página o troca."""

    def __init__(self, parent, elemento):
        self._parent = parent
        self._elemento = elemento

    def _chamar(self, nome, *argumentos):
        return pedir(chamar, getattr(self._elemento.recurso, nome), *argumentos)

    @property
    def parent(self):
        return self._parent

    @property
    def text(self):
        return self._chamar("texto")

    @property
    def tag_name(self):
        return self._chamar("etiqueta")

    def click(self):
        self._chamar("clicar")

    def clear(self):
        self._chamar("limpar")

    def submit(self):
        self._parent.execute_script("arguments[0].closest('form').requestSubmit();", self)

    def send_keys(self, *value):
        pedir(self._parent._sessao.digitar, self._elemento, "".join(str(parte) for parte in value))

    def get_attribute(self, name):
        return pedir(self._parent._sessao.atributo, self._elemento, name)

    def get_dom_attribute(self, name):
        return self._chamar("atributo", name)

    def get_property(self, name):
        return self._chamar("propriedade", name)

    def is_displayed(self):
        return self._chamar("visivel")

    def is_enabled(self):
        return self._chamar("habilitado")

    def is_selected(self):
        return self._chamar("selecionado")

    def find_element(self, by="id", value=None):
        return WebElement(self._parent, pedir(self._parent._sessao.encontrar, by, value, self._elemento))

    def find_elements(self, by="id", value=None):
        achados = pedir(self._parent._sessao.encontrar_todos, by, value, self._elemento)
        return [WebElement(self._parent, elemento) for elemento in achados]

    @property
    def screenshot_as_base64(self):
        return pedir(self._parent._sessao.captura_do_elemento_base64, self._elemento)

    @property
    def screenshot_as_png(self):
        return base64.b64decode(self.screenshot_as_base64)

    def _passar_mouse(self):
        self._chamar("passar_mouse")

    def _rolar_ate(self):
        self._chamar("rolar_ate")
