"""As exceções do Selenium, e de que erro do hospedeiro sai cada uma.

Não deve conhecer: quem as levanta.
"""


class WebDriverException(Exception):
    """A mãe de todas. `falha` é o erro do hospedeiro, se foi ele quem falhou."""

    falha = None

    def __init__(self, msg=None, screen=None, stacktrace=None):
        super().__init__(msg)
        self.msg = msg
        self.screen = screen
        self.stacktrace = stacktrace

    def __str__(self):
        return f"Message: {self.msg}\n"


class InvalidSwitchToTargetException(WebDriverException):
    pass


class NoSuchFrameException(InvalidSwitchToTargetException):
    pass


class NoSuchWindowException(InvalidSwitchToTargetException):
    pass


class NoSuchElementException(WebDriverException):
    pass


class StaleElementReferenceException(WebDriverException):
    pass


class InvalidElementStateException(WebDriverException):
    pass


class UnexpectedAlertPresentException(WebDriverException):
    pass


class NoAlertPresentException(WebDriverException):
    pass


class ElementNotVisibleException(InvalidElementStateException):
    pass


class ElementNotInteractableException(InvalidElementStateException):
    pass


class ElementNotSelectableException(InvalidElementStateException):
    pass


class ElementClickInterceptedException(WebDriverException):
    pass


class TimeoutException(WebDriverException):
    pass


class UnexpectedTagNameException(WebDriverException):
    pass


class InvalidSelectorException(WebDriverException):
    pass


class InvalidArgumentException(WebDriverException):
    pass


class JavascriptException(WebDriverException):
    pass


class InvalidSessionIdException(WebDriverException):
    pass


class NoSuchCookieException(WebDriverException):
    pass


_POR_CODIGO = {
    "elemento_nao_encontrado": NoSuchElementException,
    "elemento_obsoleto": StaleElementReferenceException,
    "clique_interceptado": ElementClickInterceptedException,
    "elemento_nao_interativo": ElementNotInteractableException,
    "estado_de_elemento_invalido": InvalidElementStateException,
    "seletor_invalido": InvalidSelectorException,
    "quadro_nao_encontrado": NoSuchFrameException,
    "janela_nao_encontrada": NoSuchWindowException,
    "alerta_nao_encontrado": NoAlertPresentException,
    "alerta_inesperado": UnexpectedAlertPresentException,
    "tempo_esgotado": TimeoutException,
    "script_tempo_esgotado": TimeoutException,
    "erro_de_javascript": JavascriptException,
    "argumento_invalido": InvalidArgumentException,
    "sessao_perdida": InvalidSessionIdException,
}


def de_falha(falha):
    """A exceção de um erro do hospedeiro; ela o leva consigo."""
    excecao = _POR_CODIGO.get(falha.codigo, WebDriverException)(str(falha))
    excecao.falha = falha
    return excecao
