"""O SDK num Python comum, com o `selenium` que estiver no caminho: o de verdade ou o leve. As mesmas regras valem para os dois."""

import unittest

from selenium.common.exceptions import (
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as EC
from selenium.webdriver.support.ui import WebDriverWait

import esteira
from esteira import Erro, segredo, teclas
from esteira.erro import de_excecao
from esteira.segredos import pedacos
from esteira.sessao import _xpath
from esteira.teste import No, Portal

ENDERECO = "https://portal.exemplo/"


def aberto(nos):
    portal = Portal().pagina("inicial", em=ENDERECO, nos=nos)
    return portal


class Navegar(unittest.TestCase):
    def com(self, nos, outras=()):
        portal = aberto(nos)
        for nome, nos_dela in outras:
            portal.pagina(nome, nos_dela)
        portal.__enter__()
        self.addCleanup(portal.__exit__)
        driver = esteira.navegador()
        driver.get(ENDERECO)
        return portal, driver

    def test_o_que_se_digita_vai_na_ordem_com_teclas_e_segredos_por_referencia(self):
        portal, driver = self.com({("id", "senha"): No()})
        driver.find_element(By.ID, "senha").send_keys("a", segredo("senha_portal"), "b", Keys.ENTER)
        self.assertEqual(portal.no("id", "senha").digitado, "a<senha_portal>b<enter>")

    def test_o_erro_do_hospedeiro_e_a_excecao_certa_e_leva_o_codigo_dele(self):
        _, driver = self.com({("id", "a"): No(vai="outra")}, [("outra", {})])
        with self.assertRaises(NoSuchElementException) as apanhada:
            driver.find_element(By.ID, "falta")
        self.assertEqual(de_excecao(apanhada.exception).codigo, "elemento_nao_encontrado")
        velho = driver.find_element(By.ID, "a")
        velho.click()
        with self.assertRaises(StaleElementReferenceException):
            velho.click()
        with self.assertRaises(WebDriverException) as apanhada:
            driver.get("https://fora.exemplo/")
        self.assertEqual(de_excecao(apanhada.exception).codigo, "portal_indisponivel")

    def test_espera_com_condicao_e_com_funcao(self):
        portal, driver = self.com({("id", "logo"): No("ok", em_s=2.0), ("id", "oculto"): No(visivel=False)})
        self.assertEqual(WebDriverWait(driver, 5).until(EC.visibility_of_element_located((By.ID, "logo"))).text, "ok")
        self.assertTrue(WebDriverWait(driver, 1).until(lambda d: d.find_elements(By.ID, "logo")))
        self.assertTrue(WebDriverWait(driver, 1).until(EC.invisibility_of_element_located((By.ID, "oculto"))))
        antes = portal.agora_s
        with self.assertRaises(TimeoutException) as apanhada:
            WebDriverWait(driver, 3).until(EC.element_to_be_clickable((By.ID, "nunca")))
        self.assertEqual(de_excecao(apanhada.exception).codigo, "tempo_esgotado")
        self.assertTrue(3 <= portal.agora_s - antes < 5)

    def test_espera_implicita_e_do_hospedeiro(self):
        portal, driver = self.com({("id", "tarde"): No(em_s=4.0)})
        driver.implicitly_wait(10)
        driver.find_element(By.ID, "tarde")
        antes = portal.agora_s
        with self.assertRaises(NoSuchElementException):
            driver.find_element(By.ID, "nunca")
        self.assertGreaterEqual(portal.agora_s - antes, 10)
        driver.implicitly_wait(0)
        self.assertEqual(driver.find_elements(By.ID, "nunca"), [])

    def test_quadro_se_entra_pelo_elemento_e_pelo_nome(self):
        quadro = No(etiqueta="iframe", quadro="dentro")
        nos = {("xpath", "//iframe[@src='/x']"): quadro, ("id", "q"): quadro, ("xpath", "//*[@id='q']"): quadro}
        _, driver = self.com(nos, [("dentro", {("id", "campo"): No("cá dentro")})])
        for referencia in (driver.find_element(By.XPATH, "//iframe[@src='/x']"), "q"):
            driver.switch_to.frame(referencia)
            self.assertEqual(driver.find_element(By.ID, "campo").text, "cá dentro")
            driver.switch_to.default_content()

    def test_o_que_o_codigo_antigo_faz_por_costume_nao_atrapalha(self):
        _, driver = self.com({})
        driver.maximize_window()
        driver.delete_all_cookies()
        driver.set_page_load_timeout(60)
        driver.close()
        driver.quit()


class Regras(unittest.TestCase):
    def test_marcas_no_texto(self):
        self.assertEqual(pedacos("a" + segredo("s") + "b"), [("texto", "a"), ("segredo", "s"), ("texto", "b")])
        self.assertEqual(pedacos(""), [])

    def test_teclas_separam_o_texto_e_as_modificadoras_o_juntam(self):
        self.assertEqual(teclas.separar("ab" + Keys.TAB + "c"), [(None, "ab"), ("tab", None), (None, "c")])
        self.assertEqual(teclas.separar(Keys.CONTROL + "a"), [(None, Keys.CONTROL + "a")])

    def test_xpath_de_cada_modo_sem_se_deixar_enganar_por_aspas(self):
        self.assertEqual(_xpath("id", "a'b", None), '//*[@id="a\'b"]')
        self.assertEqual(_xpath("xpath", "//iframe", None), "//iframe")
        self.assertIsNone(_xpath("css selector", "iframe", None))

    def test_excecao_vira_erro_com_classe_e_o_que_fazer(self):
        erro = de_excecao(KeyError("x"))
        self.assertEqual((erro.codigo, erro.classe), ("plugin_falhou", "tecnico"))
        negocio = Erro.negocio("fatura_indisponivel", "não saiu", acao="Espere.", mes="10")
        self.assertIs(de_excecao(negocio), negocio)
        self.assertEqual(negocio.detalhes_json(), '{"mes": "10", "classe": "negocio", "acao_recomendada": "Espere."}')

    def test_operacao_de_fatura_traz_os_seus_esquemas_e_o_resultado_e_um_dicionario(self):
        plugin = esteira.Plugin("exemplo", "1.0.0")
        plugin.operacao("baixar-fatura")(lambda parametros: None)
        declarada = plugin.manifesto()["operacoes"][0]
        self.assertEqual(declarada["entregas"], [{"rotulo": "fatura", "tipo": "application/pdf"}])
        with self.assertRaises(Erro) as apanhada:
            plugin.executar("baixar-fatura", {})
        self.assertEqual(apanhada.exception.codigo, "resposta_invalida")


if __name__ == "__main__":
    unittest.main()
