"""O mesmo trabalho com o `selenium` leve: sem requirements.txt, os mesmos nomes, e cada espera conhecida numa chamada só.

Escrito como um script corrido, que é a outra forma dos robôs antigos.
"""

import calendar
import time

from selenium.common.exceptions import NoSuchElementException, NoSuchFrameException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.ui import WebDriverWait

import esteira
from esteira import Erro, segredo

plugin = esteira.Plugin(
    "oi-leve",
    "1.0.0",
    dominios=["portaloisolucoes.oi.com.br"],
    segredos=["senha_portal"],
    # O que quebra primeiro fica declarado: o cadastro da operadora o troca sem construir outra vez, e a execução diz quando a segunda serviu.
    seletores={
        "vencimento": [
            ("xpath", "//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]"),
            ("xpath", "//p[normalize-space(.)='Vencimento']/following-sibling::*[1]"),
        ],
    },
)

QUADRO = (By.XPATH, "//iframe[@src='/api/login/customer']")
VER_CONTAS = (By.XPATH, "//a[@data-context='btn_ver_contas']")
RECADO = (By.XPATH, "//*[@role='alert'][contains(., 'inválid')]")
CELULA = (By.XPATH, "//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']/tr/td[2][normalize-space(.)!='']")
VENCIMENTO = ("seletor", "vencimento")
# O quadro de login pode sumir enquanto se olha para ele.
SUMIU = (NoSuchElementException, NoSuchFrameException, StaleElementReferenceException)


@plugin.operacao("baixar-fatura")
def baixar_fatura(p):
    driver = esteira.navegador()
    espera = WebDriverWait(driver, 30)

    esteira.etapa("login")
    driver.get(p["url_portal"])
    espera.until(EC.frame_to_be_available_and_switch_to_it(QUADRO))
    espera.until(EC.visibility_of_element_located((By.XPATH, "//input[@class='email']"))).send_keys(p["usuario"])
    driver.find_element(By.XPATH, "//input[@class='password']").send_keys(segredo("senha_portal"))
    driver.find_element(By.ID, "loginButtonApp").click()
    conferir_login(driver)

    esteira.etapa("contas")
    espera.until(EC.element_to_be_clickable(VER_CONTAS)).click()
    origem = p["url_portal"].split("/")[0] + "//" + p["url_portal"].split("/")[2]
    driver.get(origem + consulta(p))
    espera.until(EC.element_to_be_clickable((By.XPATH, "//button[@data-context='btn_filtrar']"))).click()
    espera.until(EC.visibility_of_element_located(CELULA))
    numero = "".join(filter(str.isdigit, p["servico"]))
    servem = [celula for celula in driver.find_elements(*CELULA) if "".join(filter(str.isdigit, celula.text)) == numero]
    if not servem:
        raise Erro.negocio("fatura_indisponivel", f"a Oi não tem conta de {p['servico']} no mês", acao="Tente de novo amanhã.")
    if len(servem) > 1:
        raise Erro.negocio("fatura_ambigua", f"a Oi tem {len(servem)} contas de {p['servico']} no mês", acao="Envie o PDF à mão.")
    servem[0].click()

    esteira.etapa("download")
    espera.until(EC.text_to_be_present_in_element(VENCIMENTO, "/"))
    dia, mes, ano = driver.find_element(*VENCIMENTO).text.split("/")
    codigo = driver.find_element(By.XPATH, "//a[@data-context='btn_contestar_conta']").get_attribute("href").rsplit("/", 1)[-1]
    esteira.entregar_fatura(esteira.baixar_url(f"{origem}/api/invoices/pdf/{codigo}", p["hash"] + ".pdf"))
    return {"data_vencimento": f"{ano}-{mes}-{dia}", "numero": codigo, "avisos": [], "dados": {}}


def conferir_login(driver):
    """A prova aparece na página; a recusa, dentro do quadro, que some quando o login dá certo."""
    fim = time.monotonic() + 30
    while time.monotonic() < fim:
        driver.switch_to.default_content()
        try:
            WebDriverWait(driver, 2).until(EC.visibility_of_element_located(VER_CONTAS))
            return
        except TimeoutException:
            pass
        try:
            driver.switch_to.frame(driver.find_element(*QUADRO))
            recusou = bool(driver.find_elements(*RECADO))
        except SUMIU:
            continue
        if recusou:
            raise Erro.negocio("credencial_invalida", "a Oi recusou o usuário ou a senha", acao="Corrija o login e a senha no cadastro.")
    raise TimeoutException("o portal não respondeu ao login")


def consulta(p):
    ano, mes = map(int, p["mes_ano"].split("-"))
    ultimo = calendar.monthrange(ano, mes)[1]
    return (
        f"/todas-as-contas?cnpj={p['cnpj']}&limit=10&offset=0&paymentStatus=em_aberto&paymentStatus=sem_status"
        f"&refDateStart={ano}-{mes:02}-01T04%3A00%3A00.000Z&refDateEnd={ano}-{mes:02}-{ultimo}T04%3A00%3A00.000Z"
    )
