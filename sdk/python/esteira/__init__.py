"""SDK de plugins da Esteira em Python: traz um robô Selenium para dentro dela.

    import esteira

    plugin = esteira.Plugin("oi", "1.0.0", dominios=["portal.exemplo.com.br"], segredos=["senha_portal"])

    @plugin.operacao("baixar-fatura")
    def baixar(parametros):
        driver = esteira.navegador()      # era webdriver.Chrome()
        …
"""

from esteira.arquivos import (
    Arquivo,
    abrir_pdf,
    baixar_url,
    criar,
    entrada,
    entregar_fatura,
    esperar_download,
    esperar_downloads,
    guardar,
    imprimir_pdf,
    juntar_pdfs,
)
from esteira.borda import Falha
from esteira.erro import Erro
from esteira.execucao import anotar, etapa, marcar, perguntar, prazo_restante_s, progresso, tem_segredo
from esteira.plugin import Plugin
from esteira.segredos import segredo
from esteira.volante import navegador

__all__ = [
    "Arquivo",
    "Erro",
    "Falha",
    "Plugin",
    "abrir_pdf",
    "anotar",
    "baixar_url",
    "criar",
    "entrada",
    "entregar_fatura",
    "esperar_download",
    "esperar_downloads",
    "etapa",
    "guardar",
    "imprimir_pdf",
    "juntar_pdfs",
    "marcar",
    "navegador",
    "perguntar",
    "prazo_restante_s",
    "progresso",
    "segredo",
    "tem_segredo",
]
