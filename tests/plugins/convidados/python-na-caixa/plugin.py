"""O que um plugin Python pode e não pode, uma operação para cada coisa. Contorna de propósito a conferência do código."""

import builtins
import datetime
import importlib
import os
import sys
import time

from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.ui import WebDriverWait

import esteira

plugin = esteira.Plugin("python-na-caixa", "1.0.0", segredos=["senha_portal"], permissoes=["script"])


fazer = plugin.operacao
importar = vars(importlib)["import_" + "module"]


@fazer("relogio")
def relogio(_):
    antes = time.monotonic()
    time.sleep(0.3)
    passou = time.monotonic() - antes
    print("dormi", "muito" if passou < 0.3 else "o que pedi")
    print("sem quebra", end="", file=sys.stderr)
    return {"ano": datetime.datetime.now().year, "dormiu": passou >= 0.3, "lido": datetime.datetime.strptime("10/11/2026", "%d/%m/%Y").month}


@fazer("caixa")
def caixa(_):
    negados = []
    for nome, tentar in [
        ("disco", lambda: vars(builtins)["op" + "en"]("/etc/hostname")),
        ("gravar", lambda: vars(builtins)["op" + "en"]("/x", "w")),
        ("rede", lambda: importar("socket").create_connection(("127.0.0.1", 80), 1)),
        ("thread", lambda: importar("threading").Thread(target=print).start()),
        ("processo", lambda: vars(os)["sys" + "tem"]("true")),
    ]:
        try:
            tentar()
        except Exception:
            negados.append(nome)
    return {"negados": negados, "ambiente": dict(os.environ)}


@fazer("sumido")
def sumido(p):
    driver = esteira.navegador()
    driver.get(p["url_portal"])
    driver.find_element(By.ID, "não existe")


@fazer("espera")
def espera(p):
    driver = esteira.navegador()
    driver.get(p["url_portal"])
    WebDriverWait(driver, 0.5).until(EC.visibility_of_element_located((By.ID, "não existe")))


@fazer("script")
def script(p):
    driver = esteira.navegador()
    driver.get(p["url_portal"])
    quadro = driver.find_element(By.TAG_NAME, "iframe")
    return {
        "src": driver.execute_script("return arguments[0].el.getAttribute(arguments[1]);", {"el": quadro}, "src"),
        "assincrono": driver.execute_async_script("const pronto = arguments[1]; setTimeout(() => pronto(arguments[0] + 1), 10);", 1),
    }


@fazer("laco")
def laco(p):
    esteira.navegador().get(p["url_portal"])
    while True:
        pass


@fazer("memoria")
def memoria(_):
    tudo = []
    while True:
        tudo.append(bytearray(8 * 1024 * 1024))


@fazer("queda")
def queda(_):
    return {}["falta"]


@fazer("lixo")
def lixo(_):
    return {"objeto": object()}
