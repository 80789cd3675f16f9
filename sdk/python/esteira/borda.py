"""A borda com o hospedeiro: as interfaces do WIT, e o erro delas como exceção.

Só daqui se importa `wit_world`, que o componente traz consigo. Num Python comum ele não existe, e quem responde é `esteira.teste`.
Não deve conhecer: Selenium.
"""

import json

try:
    from componentize_py_types import Err
    from wit_world.imports import arquivos, cofre, execucao, navegador, registro, relogio, tipos
except ImportError:
    from esteira.teste.mundo import Err, arquivos, cofre, execucao, navegador, registro, relogio, tipos

__all__ = ["Falha", "arquivos", "chamar", "cofre", "execucao", "navegador", "registro", "relogio", "seletor", "tipos"]


class Falha(Exception):
    """O erro de uma chamada ao hospedeiro: `codigo` (a tabela está em sdk/ERROS.md), `mensagem` e `detalhes`."""

    def __init__(self, codigo, mensagem, detalhes=None):
        super().__init__(f"{mensagem} [{codigo}]")
        self.codigo = codigo
        self.mensagem = mensagem
        self.detalhes = detalhes or {}


def chamar(funcao, *argumentos):
    """Chama uma função do WIT; o erro dela sobe como `Falha`."""
    try:
        return funcao(*argumentos)
    except Err as erro:
        dado = erro.value
        try:
            detalhes = json.loads(dado.detalhes_json or "{}")
        except ValueError:
            detalhes = {}
        raise Falha(dado.codigo, dado.mensagem, detalhes if isinstance(detalhes, dict) else {}) from None


def seletor(por, valor):
    """Um seletor do WIT. `por`: xpath, css, id, nome, texto-link, texto-link-parcial, classe, etiqueta ou seletor (o nome de um declarado)."""
    return tipos.Seletor(por=por, valor=valor)
