"""Erro é dado: código estável, classe, mensagem para gente e o que fazer.

Não deve conhecer: o hospedeiro. Daqui também sai em que erro dá uma exceção que o plugin deixou subir.
"""

import json

NEGOCIO = "negocio"
TECNICO = "tecnico"

# O código de uma exceção do Selenium quando não foi o hospedeiro quem a disse: as esperas do WebDriverWait. Pelo nome, porque o pacote
# `selenium` pode ser o de verdade ou o leve.
_CODIGOS_DO_SELENIUM = {
    "TimeoutException": "tempo_esgotado",
    "NoSuchElementException": "elemento_nao_encontrado",
    "StaleElementReferenceException": "elemento_obsoleto",
    "ElementClickInterceptedException": "clique_interceptado",
    "ElementNotInteractableException": "elemento_nao_interativo",
    "InvalidElementStateException": "estado_de_elemento_invalido",
    "InvalidSelectorException": "seletor_invalido",
    "NoSuchFrameException": "quadro_nao_encontrado",
    "NoSuchWindowException": "janela_nao_encontrada",
    "NoAlertPresentException": "alerta_nao_encontrado",
    "UnexpectedAlertPresentException": "alerta_inesperado",
    "JavascriptException": "erro_de_javascript",
    "WebDriverException": "erro_de_navegador",
}


class Erro(Exception):
    """Falha de uma operação. Levante com `Erro.negocio` ou `Erro.tecnico`; os códigos conhecidos estão em sdk/ERROS.md."""

    def __init__(self, classe, codigo, mensagem, acao=None, **detalhes):
        super().__init__(f"{mensagem} [{codigo}]")
        self.classe = classe
        self.codigo = codigo
        self.mensagem = mensagem
        self.acao = acao
        self.detalhes = detalhes

    @classmethod
    def negocio(cls, codigo, mensagem, acao=None, **detalhes):
        """Não adianta repetir sozinho: alguém precisa agir."""
        return cls(NEGOCIO, codigo, mensagem, acao, **detalhes)

    @classmethod
    def tecnico(cls, codigo, mensagem, acao=None, **detalhes):
        """Pode passar se repetir."""
        return cls(TECNICO, codigo, mensagem, acao, **detalhes)

    def detalhes_json(self):
        """Os detalhes com as chaves que o WIT combina."""
        detalhes = dict(self.detalhes)
        if self.classe:
            detalhes["classe"] = self.classe
        if self.acao:
            detalhes["acao_recomendada"] = self.acao
        return json.dumps(detalhes, ensure_ascii=False, default=str)


def de_excecao(excecao):
    """O `Erro` em que dá uma exceção qualquer. A classe fica vazia se quem a sabe é o hospedeiro, pelo código."""
    if isinstance(excecao, Erro):
        return excecao
    # O erro do hospedeiro, ele mesmo ou dentro de uma exceção do Selenium.
    falha = getattr(excecao, "falha", excecao)
    if hasattr(falha, "codigo") and hasattr(falha, "detalhes"):
        detalhes = dict(falha.detalhes)
        return Erro(detalhes.pop("classe", None), falha.codigo, falha.mensagem, detalhes.pop("acao_recomendada", None), **detalhes)
    for tipo in type(excecao).__mro__:
        if tipo.__name__ in _CODIGOS_DO_SELENIUM and tipo.__module__.startswith("selenium."):
            mensagem = (getattr(excecao, "msg", None) or str(excecao)).strip() or "a espera do plugin acabou sem o que se esperava"
            return Erro(None, _CODIGOS_DO_SELENIUM[tipo.__name__], mensagem, excecao=type(excecao).__name__)
    return Erro.tecnico(
        "plugin_falhou",
        f"o plugin caiu: {type(excecao).__name__}: {excecao}",
        acao="Veja o registro da execução: tem onde o plugin caiu.",
    )
