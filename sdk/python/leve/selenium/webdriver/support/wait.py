"""`WebDriverWait`: uma espera do hospedeiro se ele conhece a condição; senão, olha de tempos em tempos."""

import time

from selenium.common.exceptions import NoSuchElementException, TimeoutException

POLL_FREQUENCY = 0.5


class WebDriverWait:
    """Como no pacote de verdade."""

    def __init__(self, driver, timeout, poll_frequency=POLL_FREQUENCY, ignored_exceptions=None):
        self._driver = driver
        self._timeout = float(timeout)
        self._poll = poll_frequency or POLL_FREQUENCY
        outras = ignored_exceptions or ()
        self._ignoradas = (NoSuchElementException, *(outras if isinstance(outras, (list, tuple)) else (outras,)))

    def until(self, method, message=""):
        no_hospedeiro = getattr(method, "no_hospedeiro", None)
        if no_hospedeiro is not None:
            try:
                return no_hospedeiro(self._driver, self._timeout)
            except TimeoutException as esgotada:
                if message:
                    esgotada.msg = message
                raise
        return self._olhar(method, True, message)

    def until_not(self, method, message=""):
        return self._olhar(method, False, message)

    def _olhar(self, method, quer, message):
        fim = time.monotonic() + self._timeout
        while True:
            try:
                valor = method(self._driver)
                if bool(valor) == quer:
                    return valor
            except self._ignoradas:
                if not quer:
                    return True
            if time.monotonic() > fim:
                raise TimeoutException(message or "a condição não se cumpriu no prazo")
            time.sleep(self._poll)
