"""O que o pacote `selenium` importa e o Python do componente não tem, e o que ele importaria tarde.

Não deve conhecer: o hospedeiro.
"""

import importlib
import sys
import types

try:
    import ssl  # noqa: F401
except ImportError:
    # Não há rede no componente: basta que os nomes existam. Quem os usasse falharia antes, ao conectar.
    falso = types.ModuleType("ssl")
    falso.__doc__ = "Um ssl que não cifra nada: o componente não tem rede."
    for nome in ("CERT_NONE", "CERT_OPTIONAL", "CERT_REQUIRED", "OPENSSL_VERSION_NUMBER"):
        setattr(falso, nome, 0)
    for nome in ("HAS_SNI", "HAS_NEVER_CHECK_COMMON_NAME"):
        setattr(falso, nome, False)
    falso.OPENSSL_VERSION = "nenhum"
    for nome in ("SSLContext", "SSLSocket", "SSLObject", "TLSVersion"):
        setattr(falso, nome, type(nome, (), {}))
    for nome in ("SSLError", "SSLWantReadError", "SSLWantWriteError", "CertificateError"):
        setattr(falso, nome, type(nome, (OSError,), {}))
    sys.modules["ssl"] = falso

# O `selenium` 4 carrega os navegadores só quando os usam.
for nome in (
    "selenium.webdriver.chrome.options",
    "selenium.webdriver.chrome.service",
    "selenium.webdriver.firefox.options",
    "selenium.webdriver.firefox.service",
    "selenium.webdriver.common.action_chains",
    "selenium.webdriver.common.alert",
    "selenium.webdriver.common.keys",
    "selenium.webdriver.remote.webdriver",
    "selenium.webdriver.support.expected_conditions",
    "selenium.webdriver.support.select",
    "selenium.webdriver.support.ui",
):
    importlib.import_module(nome)

# O JavaScript dele é arquivo do pacote, e na execução não há disco. Não chega à página: `executor.py` o reconhece e pergunta ao hospedeiro.
from selenium.webdriver.remote import webelement  # noqa: E402

webelement._load_js()
