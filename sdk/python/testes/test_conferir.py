"""A conferência do código: o que não pode funcionar se diz com a linha e o que fazer."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "ferramentas"))

from conferir import conferir_arquivo, conferir_pasta, conferir_requisitos  # noqa: E402


class Conferir(unittest.TestCase):
    def achados(self, texto):
        return [(achado.linha, achado.gravidade, achado.conselho) for achado in conferir_arquivo("plugin.py", texto)]

    def test_cada_coisa_que_nao_pode_diz_o_que_por_no_lugar(self):
        for texto, linha, trecho in [
            ("import requests", 1, "esteira.baixar_url"),
            ("from threading import Thread", 1, "threads"),
            ("import os\nimport subprocess", 2, "processos"),
            ("import asyncio", 1, "assíncrono"),
            ("from webdriver_manager.chrome import ChromeDriverManager", 1, "esteira.navegador"),
            ("def f():\n    import datetime", 2, "começo do arquivo"),
            ("class A:\n  def f(self):\n    from json import loads", 3, "começo do arquivo"),
            ("x = __import__('json')", 1, "começo do arquivo"),
            ("with open('a.pdf', 'wb') as f:\n    pass", 1, "esteira.criar"),
            ("driver = webdriver.Chrome(options=o)", 1, "esteira.navegador()"),
            ("codigo = input('SMS: ')", 1, "esteira.perguntar"),
            ("async def f():\n    pass", 1, "async"),
            ("def f(:", 1, "não é Python"),
        ]:
            with self.subTest(texto=texto):
                achados = self.achados(texto)
                self.assertEqual([(n, gravidade) for n, gravidade, _ in achados], [(linha, "erro")])
                self.assertIn(trecho, achados[0][2])

    def test_senha_escrita_perto_de_um_campo_de_senha_e_aviso(self):
        for texto in [
            "driver.find_element(By.ID, 'senha').send_keys('abc123')",
            "self.send_text(\"//input[@type='password']\", 'abc123')",
        ]:
            self.assertEqual([gravidade for _, gravidade, _ in self.achados(texto)], ["aviso"], texto)
        for texto in [
            "driver.find_element(By.ID, 'senha').send_keys(segredo('senha_portal'))",
            "self.send_text(\"//input[@class='password']\", segredo('senha_portal'))",
            "driver.find_element(By.ID, 'usuario').send_keys('fixo')",
        ]:
            self.assertEqual(self.achados(texto), [], texto)

    def test_o_que_pode_nao_incomoda(self):
        texto = "import re\nfrom selenium import webdriver\nfrom http.cookies import SimpleCookie\ndef f(d):\n    return d.open('x')"
        self.assertEqual(self.achados(texto), [])

    def test_pacote_sem_versao_exata_e_erro(self):
        texto = "# comentário\nselenium==4.51.0\nbeautifulsoup4>=4\nlxml\n\nopenpyxl==3.1.5  # planilhas\n"
        self.assertEqual([achado.linha for achado in conferir_requisitos("requirements.txt", texto)], [3, 4])

    def test_os_exemplos_passam(self):
        for exemplo in sorted((Path(__file__).parent.parent / "exemplos").iterdir()):
            self.assertEqual([str(achado) for achado in conferir_pasta(exemplo)], [], exemplo.name)


if __name__ == "__main__":
    unittest.main()
