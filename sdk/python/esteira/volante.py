"""`esteira.navegador()`: o driver, seja qual for o `selenium` que veio com o plugin.

Com `selenium` no requirements.txt é o pacote de verdade, por cima da ponte; sem ele, é o leve, que fala direto com o hospedeiro.
"""

import selenium

if getattr(selenium, "LEVE", False):
    from selenium.webdriver import WebDriver as _Driver
else:
    from esteira.ponte import Ponte as _Driver


def navegador():
    """O driver da execução: um `WebDriver` do Selenium. No lugar de `webdriver.Chrome()`; o navegador se abre no primeiro uso."""
    return _Driver()
