"""`ActionChains`, até onde vai o ponteiro do hospedeiro."""

import time

from selenium.common.exceptions import WebDriverException


class ActionChains:
    """Junta as ações e as faz em `perform`."""

    def __init__(self, driver):
        self._driver = driver
        self._acoes = []
        self._sob_o_ponteiro = None

    def move_to_element(self, to_element):
        self._acoes.append(to_element._passar_mouse)
        self._sob_o_ponteiro = to_element
        return self

    def click(self, on_element=None):
        elemento = on_element or self._sob_o_ponteiro
        if elemento is None:
            raise WebDriverException("ActionChains.click sem elemento: diga em qual, ou use antes move_to_element")
        self._acoes.append(elemento.click)
        return self

    def send_keys(self, *keys_to_send):
        self._acoes.append(lambda: self._driver.switch_to.active_element.send_keys(*keys_to_send))
        return self

    def send_keys_to_element(self, element, *keys_to_send):
        self._acoes.append(lambda: element.send_keys(*keys_to_send))
        return self

    def scroll_to_element(self, element):
        self._acoes.append(element._rolar_ate)
        return self

    def pause(self, seconds):
        self._acoes.append(lambda: time.sleep(seconds))
        return self

    def reset_actions(self):
        self._acoes.clear()

    def perform(self):
        for acao in self._acoes:
            acao()
        self._acoes.clear()
