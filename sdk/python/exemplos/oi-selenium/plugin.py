"""Um robô Selenium da Oi, do jeito que eles são, dentro da Esteira.

O pacote `selenium` é o de verdade. Do robô antigo mudaram três coisas: a linha que abre o navegador, a senha, que vai por referência, e o
download, que o hospedeiro faz com os cookies da sessão.
"""

import calendar
import logging
import time
from urllib.parse import urlsplit

from selenium.common.exceptions import NoSuchElementException, NoSuchFrameException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.ui import WebDriverWait

import esteira
from esteira import Erro, segredo

logging.basicConfig(level=logging.INFO, format="%(message)s")
logger = logging.getLogger(__name__)

plugin = esteira.Plugin("oi-selenium", "1.0.0", dominios=["portaloisolucoes.oi.com.br"], segredos=["senha_portal"])


class Oi:
    CORPO = "//tbody[@class='sc-gsDKAQ sc-dkPtRN erBbkF cwekcn']"

    def __init__(self, parametros):
        self.parametros = parametros
        self.driver = esteira.navegador()  # antes: webdriver.Chrome(service=Service(...), options=options)
        self.driver.implicitly_wait(10)
        self.wait = WebDriverWait(self.driver, 30)

    def click_xpath(self, xpath):
        self.wait.until(EC.element_to_be_clickable((By.XPATH, xpath))).click()

    def send_text(self, xpath, texto):
        self.wait.until(EC.presence_of_element_located((By.XPATH, xpath))).send_keys(texto)

    def login(self):
        logger.info("Abrindo URL de login")
        self.driver.get(self.parametros["url_portal"])
        iframe = self.wait.until(EC.presence_of_element_located((By.XPATH, "//iframe[@src='/api/login/customer']")))
        self.driver.switch_to.frame(iframe)
        logger.info("Inserindo credenciais")
        self.send_text("//input[@class='email']", self.parametros["usuario"])
        self.send_text("//input[@class='password']", segredo("senha_portal"))  # antes: self.senha
        self.click_xpath("//button[@id='loginButtonApp']")
        self.conferir_login()

    def conferir_login(self):
        # O robô antigo não conferia: senha errada aparecia como falha de outro passo. O recado fica no quadro, que some se o login dá certo.
        self.driver.implicitly_wait(0)
        fim = time.monotonic() + 30
        while time.monotonic() < fim:
            self.driver.switch_to.default_content()
            try:
                WebDriverWait(self.driver, 2).until(EC.visibility_of_element_located((By.XPATH, "//a[@data-context='btn_ver_contas']")))
                self.driver.implicitly_wait(10)
                return
            except TimeoutException:
                pass
            if "inválid" in self.recado_do_quadro():
                raise Erro.negocio("credencial_invalida", "a Oi recusou o usuário ou a senha", acao="Corrija o login e a senha no cadastro.")
        raise TimeoutException("o portal não respondeu ao login")

    def recado_do_quadro(self):
        try:
            self.driver.switch_to.frame(self.driver.find_element(By.XPATH, "//iframe[@src='/api/login/customer']"))
            return self.driver.find_element(By.XPATH, "//*[@role='alert'][normalize-space(.)!='']").text
        except (NoSuchElementException, NoSuchFrameException, StaleElementReferenceException):
            return ""

    def contas_do_mes(self):
        self.click_xpath("//a[@data-context='btn_ver_contas']")
        self.wait.until(EC.presence_of_element_located((By.XPATH, "//label[@class='sc-bdvvtL fNKGRl' and text()='CNPJ']/../div/div")))
        self.driver.get(self.endereco())
        if "/todas-as-contas" not in self.driver.current_url:
            raise Erro.tecnico("sessao_expirada", "a sessão da Oi caiu antes de listar as contas")
        self.driver.find_element(By.XPATH, "//button[@data-context='btn_filtrar']").click()
        # O robô antigo lia a tabela sem esperar a resposta do filtro, e às vezes a de outro serviço.
        WebDriverWait(self.driver, 30).until(lambda d: d.find_element(By.XPATH, f"{self.CORPO}/tr/td[normalize-space(.)!='']"))
        linhas = self.driver.find_element(By.XPATH, self.CORPO).find_elements(By.TAG_NAME, "tr")
        return [(linha, linha.find_elements(By.XPATH, ".//td")) for linha in linhas]

    def endereco(self):
        ano, mes = map(int, self.parametros["mes_ano"].split("-"))
        ultimo = calendar.monthrange(ano, mes)[1]
        base = urlsplit(self.parametros["url_portal"])
        return (
            f"{base.scheme}://{base.netloc}/todas-as-contas?cnpj={self.parametros['cnpj']}&limit=10&offset=0"
            f"&paymentStatus=em_aberto&paymentStatus=sem_status"
            f"&refDateStart={ano}-{mes:02}-01T04%3A00%3A00.000Z&refDateEnd={ano}-{mes:02}-{ultimo}T04%3A00%3A00.000Z"
        )

    def escolher(self):
        alvo = "".join(filter(str.isdigit, self.parametros["servico"]))
        servem = []
        for linha, celulas in self.contas_do_mes():
            texto = "".join(filter(str.isdigit, celulas[1].text)) if len(celulas) > 1 else ""
            if alvo and texto == alvo:
                servem.append(linha)
        logger.info("%d fatura(s) do serviço", len(servem))
        if not servem:
            raise Erro.negocio("fatura_indisponivel", f"a Oi não tem conta de {self.parametros['servico']} no mês", acao="Tente de novo amanhã.")
        if len(servem) > 1:
            raise Erro.negocio("fatura_ambigua", f"a Oi tem {len(servem)} contas de {self.parametros['servico']} no mês", acao="Envie o PDF à mão.")
        return servem[0]

    def baixar(self):
        esteira.etapa("login")
        self.login()
        esteira.etapa("contas")
        self.escolher().click()
        vencimento = self.wait.until(
            EC.visibility_of_element_located((By.XPATH, "//p[@class='sc-bdvvtL dxOhdO' and text()='Vencimento']/following-sibling::*[1]"))
        ).text
        href = self.driver.find_element(By.XPATH, "//a[@data-context='btn_contestar_conta']").get_attribute("href")
        codigo = urlsplit(href).path.rsplit("/", 1)[-1]
        logger.info("Data de vencimento da fatura: %s", vencimento)
        esteira.etapa("download")
        base = urlsplit(self.driver.current_url)
        # antes: requests.get(url, cookies=...), e o corpo gravado como viesse
        pdf = esteira.baixar_url(f"{base.scheme}://{base.netloc}/api/invoices/pdf/{codigo}", f"{self.parametros['hash']}.pdf")
        esteira.entregar_fatura(pdf)
        dia, mes, ano = vencimento.split("/")
        return {"data_vencimento": f"{ano}-{mes}-{dia}", "numero": codigo, "avisos": [], "dados": {}}


@plugin.operacao("baixar-fatura")
def baixar_fatura(parametros):
    robo = Oi(parametros)
    try:
        return robo.baixar()
    finally:
        robo.driver.quit()
