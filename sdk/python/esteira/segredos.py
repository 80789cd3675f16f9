"""Segredos e arquivos por referência, dentro de um texto que se digita.

`send_keys` só leva texto. O que vai por referência é uma marca nesse texto, que a ponte reconhece e troca pela chamada certa: o valor do
segredo, e os bytes do arquivo, nunca entram na memória do plugin.
Não deve conhecer: o hospedeiro.
"""

import re

_MARCA = re.compile("⟦(segredo|arquivo):([^⟧]*)⟧")


def segredo(nome):
    """A marca do segredo deste nome: passe-a a `send_keys` no lugar da senha."""
    return f"⟦segredo:{nome}⟧"


def marca_de_arquivo(numero):
    """A marca de um arquivo, pelo número com que a sessão o guarda."""
    return f"⟦arquivo:{numero}⟧"


def pedacos(texto):
    """O texto aos pedaços, na ordem: `("texto", t)`, `("segredo", nome)` ou `("arquivo", numero)`."""
    achados, fim = [], 0
    for marca in _MARCA.finditer(texto):
        if marca.start() > fim:
            achados.append(("texto", texto[fim : marca.start()]))
        achados.append((marca[1], marca[2]))
        fim = marca.end()
    if fim < len(texto):
        achados.append(("texto", texto[fim:]))
    return achados
