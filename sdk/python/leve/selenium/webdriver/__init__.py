"""O que se importa de `selenium.webdriver`."""

from selenium.webdriver.chrome.options import Options as ChromeOptions
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.firefox.options import Options as FirefoxOptions
from selenium.webdriver.remote.webdriver import WebDriver

__all__ = ["ActionChains", "By", "Chrome", "ChromeOptions", "Firefox", "FirefoxOptions", "Keys", "Remote", "WebDriver"]


def _sem_navegador_proprio(*_, **__):
    raise RuntimeError("quem abre o navegador é a Esteira: troque esta linha por esteira.navegador()")


Chrome = Firefox = Edge = Remote = _sem_navegador_proprio
