"""A execução: o que se conta a quem olha, o prazo, e perguntar a uma pessoa.

Não deve conhecer: Selenium.
"""

import json

from esteira import borda


def anotar(mensagem, nivel="informacao", **campos):
    """Uma linha no registro. `nivel`: depuracao, informacao, aviso ou erro."""
    borda.registro.anotar(nivel, str(mensagem), json.dumps(campos, ensure_ascii=False, default=str))


def etapa(nome):
    """Começa uma etapa com nome: aparece na linha do tempo e na evidência."""
    borda.registro.iniciar_etapa(nome)


def marcar(nome):
    """Guarda na evidência a tela e o HTML deste momento. No lugar de `save_screenshot`."""
    borda.registro.marcar(nome)


def progresso(por_cento, mensagem=""):
    """De 0 a 100."""
    borda.execucao.progresso(int(por_cento), mensagem)


def prazo_restante_s():
    """Quanto falta para o prazo da execução."""
    return borda.execucao.prazo_restante_ms() / 1000


def tem_segredo(nome):
    """Se a execução tem este segredo."""
    return borda.cofre.existe(nome)


def perguntar(titulo, texto="", opcoes=None, imagem=None, prazo_s=0):
    """Pergunta a uma pessoa e espera a resposta, com o navegador vivo. No lugar de `input()`."""
    pergunta = {"titulo": titulo, "texto": texto}
    if opcoes:
        pergunta["opcoes"] = list(opcoes)
    resposta = borda.chamar(
        borda.execucao.perguntar,
        json.dumps(pergunta, ensure_ascii=False),
        imagem.recurso if imagem is not None else None,
        int(prazo_s * 1000),
    )
    return json.loads(resposta)["resposta"]
