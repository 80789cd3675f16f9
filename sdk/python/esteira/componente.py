"""O que o componente exporta: liga o mundo do WIT ao plugin. É por aqui que a construção começa.

Não deve conhecer: o que o plugin faz.
"""

import json

import esteira.preludio  # noqa: F401 — antes do plugin: ele pode imprimir e importar já na construção
from componentize_py_types import Err
from wit_world import exports

from esteira import borda, execucao
from esteira.erro import Erro
from esteira.plugin import o_plugin

import plugin as _modulo_do_plugin  # noqa: F401 — cria o plugin


class Rpa(exports.Rpa):
    """A interface `rpa`, por cima do plugin."""

    def descrever(self):
        return json.dumps(o_plugin().manifesto(), ensure_ascii=False)

    def executar(self, operacao, parametros_json):
        try:
            resultado = o_plugin().executar(operacao, json.loads(parametros_json), _contar)
            return json.dumps(resultado, ensure_ascii=False)
        except Erro as erro:
            raise Err(_do_wit(erro)) from None
        except (TypeError, ValueError) as excecao:
            raise Err(_do_wit(Erro.tecnico("resposta_invalida", f"o resultado do plugin não vira JSON: {excecao}"))) from None


def _do_wit(erro):
    return borda.tipos.Erro(codigo=erro.codigo, mensagem=erro.mensagem, detalhes_json=erro.detalhes_json())


def _contar(onde_caiu):
    execucao.anotar(onde_caiu, nivel="erro")
