"""Os códigos do hospedeiro ↔ os erros do W3C WebDriver.

Não deve conhecer: o pacote `selenium`.
"""

W3C = {
    "elemento_nao_encontrado": "no such element",
    "elemento_obsoleto": "stale element reference",
    "clique_interceptado": "element click intercepted",
    "elemento_nao_interativo": "element not interactable",
    "estado_de_elemento_invalido": "invalid element state",
    "seletor_invalido": "invalid selector",
    "quadro_nao_encontrado": "no such frame",
    "janela_nao_encontrada": "no such window",
    "alerta_nao_encontrado": "no such alert",
    "alerta_inesperado": "unexpected alert open",
    "tempo_esgotado": "timeout",
    "script_tempo_esgotado": "script timeout",
    "erro_de_javascript": "javascript error",
    "argumento_invalido": "invalid argument",
    "sessao_perdida": "invalid session id",
    "captura_impossivel": "unable to capture screen",
}


def no_w3c(codigo):
    """O nome no W3C; `unknown error` se o código é só do hospedeiro (`dominio_negado`, `segredo_negado`, …)."""
    return W3C.get(codigo, "unknown error")
