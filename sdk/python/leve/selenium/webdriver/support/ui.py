"""O que se importa de `selenium.webdriver.support.ui`."""

from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

__all__ = ["Select", "WebDriverWait"]
