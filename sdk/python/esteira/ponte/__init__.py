"""A ponte: o pacote `selenium` de verdade por cima do hospedeiro. Só se carrega se ele veio com o plugin.

Não deve conhecer: o que o plugin faz.
"""

import esteira.ponte.faltas  # noqa: F401 — antes de `selenium.webdriver`: ele pede módulos que o Python do componente não tem
from esteira.ponte.driver import Ponte

__all__ = ["Ponte"]
