"""Os passos de `comparar.rs` como se escrevem em Python com Selenium. Diz quantos segundos levaram, sem contar a abertura do navegador.

Uso: com_selenium.py <url do chromedriver> <fluxo> <url da página> <pasta do perfil> <voltas>
"""

import sys
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.ui import Select, WebDriverWait

SENHA = "s3nha"
VER_CONTAS = "//a[@data-context='btn_ver_contas']"
LINHA = "//main//table/tbody/tr[td[2][normalize-space(.)!='']]"


def formulario(navegador, url):
    navegador.get(url)
    espera = WebDriverWait(navegador, 30, poll_frequency=0.05)
    nome = espera.until(EC.element_to_be_clickable((By.ID, "nome")))
    nome.clear()
    nome.send_keys("Empresa Exemplo")
    Select(navegador.find_element(By.ID, "uf")).select_by_value("SP")
    navegador.find_element(By.TAG_NAME, "h1").text
    ler(navegador.find_element(By.ID, "tabela"))


def oi(navegador, url):
    navegador.get(url)
    espera = WebDriverWait(navegador, 30, poll_frequency=0.05)
    espera.until(EC.frame_to_be_available_and_switch_to_it((By.XPATH, "//iframe[@src='/api/login/customer']")))
    espera.until(EC.element_to_be_clickable((By.XPATH, "//input[@class='email']"))).send_keys("padaria")
    navegador.find_element(By.XPATH, "//input[@class='password']").send_keys(SENHA)
    navegador.find_element(By.ID, "loginButtonApp").click()
    navegador.switch_to.default_content()
    espera.until(EC.visibility_of_element_located((By.XPATH, VER_CONTAS)))
    navegador.get(url + "/todas-as-contas?limit=10&offset=0")
    espera.until(EC.element_to_be_clickable((By.XPATH, "//button[@data-context='btn_filtrar']"))).click()
    espera.until(EC.visibility_of_element_located((By.XPATH, LINHA)))
    assert len(ler(navegador.find_element(By.XPATH, "//main//table/tbody"))) == 3


def ler(tabela):
    linhas = tabela.find_elements(By.TAG_NAME, "tr")
    return [[celula.text for celula in linha.find_elements(By.CSS_SELECTOR, "td, th")] for linha in linhas]


def main():
    chromedriver, fluxo, url, perfil, voltas = sys.argv[1:]
    opcoes = webdriver.ChromeOptions()
    opcoes.binary_location = "/usr/bin/chromium"
    for argumento in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                      "--disable-background-networking", f"--user-data-dir={perfil}"):
        opcoes.add_argument(argumento)
    navegador = webdriver.Remote(command_executor=chromedriver, options=opcoes)
    try:
        passos = {"formulario": formulario, "oi": oi}[fluxo]
        comeco = time.perf_counter()
        for _ in range(int(voltas)):
            passos(navegador, url)
        print(time.perf_counter() - comeco)
    finally:
        navegador.quit()


main()
