"""O `webdriver.Remote` do pacote `selenium`, com o hospedeiro no lugar do servidor.

Não deve conhecer: como cada comando se traduz (isso é de `executor.py`).
"""

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.remote.errorhandler import ErrorHandler
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.locator_converter import LocatorConverter
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from esteira.ponte.executor import Executor


class _Opcoes(ArgOptions):
    @property
    def default_capabilities(self):
        return {}


class _Elemento(WebElement):
    """Solta a referência do hospedeiro quando o plugin solta o elemento: elas têm limite."""

    def __del__(self):
        self._parent.command_executor.soltar(self._id)


class _Erros(ErrorHandler):
    """A exceção é a do Selenium, e leva o erro do hospedeiro: se subir até o fim, é o código dele que vale."""

    def check_response(self, response):
        try:
            super().check_response(response)
        except WebDriverException as excecao:
            excecao.falha = response["falha"]
            raise


class _Modos(LocatorConverter):
    """Os modos de localizar vão como o plugin os diz; o `selenium` faria CSS de quase todos."""

    def convert(self, by, value):
        return by, value


class Ponte(WebDriver):
    """O driver. Não há nada a configurar: quem abre, vigia e fecha o navegador é o hospedeiro."""

    _web_element_cls = _Elemento

    def __init__(self):
        super().__init__(
            command_executor=Executor(), options=_Opcoes(), file_detector=UselessFileDetector(), locator_converter=_Modos()
        )
        self.error_handler = _Erros()
