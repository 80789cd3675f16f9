"""`esteira.navegador()`: o driver, seja qual for o `selenium` que veio com o plugin.

Com `selenium` no requirements.txt é o pacote de verdade, por cima da ponte; sem ele, é o leve, que fala direto com o hospedeiro.
"""

import selenium

_LEVE = getattr(selenium, "LEVE", False)
if _LEVE:
    # Ele também importa o SDK: o driver só se pega na hora.
    import selenium.webdriver
else:
    from esteira.ponte import Ponte


def navegador():
    """O driver da execução: um `WebDriver` do Selenium. No lugar de `webdriver.Chrome()`; o navegador se abre no primeiro uso."""
    return selenium.webdriver.WebDriver() if _LEVE else Ponte()
