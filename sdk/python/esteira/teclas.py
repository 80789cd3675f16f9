"""As teclas do Selenium (`Keys`), que vão no meio do texto como caracteres de uso privado.

Não deve conhecer: o hospedeiro, senão pelos nomes que ele dá às teclas.
"""

# Os nomes do hospedeiro.
NOMES = {
    "\ue003": "apagar",
    "\ue004": "tab",
    "\ue006": "enter",
    "\ue007": "enter",
    "\ue00c": "escape",
    "\ue00d": "espaco",
    "\ue00e": "pagina-acima",
    "\ue00f": "pagina-abaixo",
    "\ue010": "fim",
    "\ue011": "inicio",
    "\ue012": "seta-esquerda",
    "\ue013": "seta-cima",
    "\ue014": "seta-direita",
    "\ue015": "seta-baixo",
    "\ue016": "inserir",
    "\ue017": "excluir",
    "\ue031": "f1",
    "\ue032": "f2",
    "\ue033": "f3",
    "\ue034": "f4",
    "\ue035": "f5",
    "\ue03c": "f12",
}
# Ficam apertadas até o fim do que se digita: o que vem com elas vai junto.
_MODIFICADORAS = "\ue008\ue009\ue00a\ue03d\ue050\ue051\ue052\ue053"


def separar(texto):
    """Aos pedaços: `(nome da tecla, None)` ou `(None, texto)`."""
    if any(tecla in texto for tecla in _MODIFICADORAS):
        return [(None, texto)]
    achados, corrido = [], ""
    for caractere in texto:
        if caractere in NOMES:
            if corrido:
                achados.append((None, corrido))
            achados.append((NOMES[caractere], None))
            corrido = ""
        else:
            corrido += caractere
    if corrido:
        achados.append((None, corrido))
    return achados
