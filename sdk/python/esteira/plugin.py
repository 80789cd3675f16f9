"""O plugin: o que ele sabe fazer e o que pede, e a função de cada operação.

Não deve conhecer: Selenium, nem o que as operações significam.
"""

import json
import traceback
from pathlib import Path

from esteira.erro import Erro, de_excecao

VERSAO_DO_SDK = "0.1.0"

# As operações de fatura, com os esquemas que todo plugin declara. Lidas agora: na execução não há disco.
_CONHECIDAS = {operacao["nome"]: operacao for operacao in json.loads((Path(__file__).parent / "operacoes.json").read_text("utf-8"))}

_unico = None


class Plugin:
    """Um por componente. `seletores` é nome → lista de `(por, valor)`, o preferido primeiro: `find_element("seletor", nome)`."""

    def __init__(self, nome, versao, dominios=(), segredos=(), permissoes=(), seletores=None):
        global _unico
        self.nome = nome
        self.versao = versao
        self.dominios = list(dominios)
        self.segredos = list(segredos)
        self.permissoes = list(permissoes)
        self.seletores = dict(seletores or {})
        self._operacoes = {}
        _unico = self

    def operacao(self, nome, entrada=None, saida=None, so_leitura=False, entregas=(), provas=()):
        """Diz que a função abaixo faz esta operação: recebe os parâmetros, um dicionário, e devolve outro.

        Uma operação de fatura (`baixar-fatura`, `enviar-fatura`, `conferir-envio`, …) já tem os seus esquemas; outra diz os dela, em JSON
        Schema. `entregas` é uma lista de `(rótulo, tipo MIME)`; `provas`, de ponteiros JSON para o que se leu do portal.
        """
        declarada = _CONHECIDAS.get(nome) or {
            "nome": nome,
            "so_leitura": so_leitura,
            "entrada": entrada or {"type": "object"},
            "saida": saida or {"type": "object"},
            "entregas": [{"rotulo": rotulo, "tipo": tipo} for rotulo, tipo in entregas],
            "provas": list(provas),
        }

        def registrar(funcao):
            self._operacoes[nome] = (declarada, funcao)
            return funcao

        return registrar

    def manifesto(self):
        """O manifesto como o WIT o combina."""
        seletores = {
            nome: {"alternativas": [{"por": por, "valor": valor} for por, valor in alternativas]}
            for nome, alternativas in self.seletores.items()
        }
        return {
            "nome": self.nome,
            "versao": self.versao,
            "sdk": VERSAO_DO_SDK,
            "operacoes": [declarada for declarada, _ in self._operacoes.values()],
            "dominios": self.dominios,
            "segredos": self.segredos,
            "permissoes": self.permissoes,
            "seletores": seletores,
        }

    def executar(self, operacao, parametros, contar=lambda texto: None):
        """Executa uma operação. Toda exceção sai como `Erro`; onde ela se deu vai a `contar`, que a leva ao registro."""
        if operacao not in self._operacoes:
            raise Erro.negocio("operacao_nao_suportada", f"este plugin não faz a operação `{operacao}`", acao="Confira no fluxo o nome da operação.")
        try:
            resultado = self._operacoes[operacao][1](parametros)
        except (Exception, SystemExit) as excecao:
            if not isinstance(excecao, Erro):
                contar(traceback.format_exc())
            raise de_excecao(excecao) from excecao
        if not isinstance(resultado, dict):
            raise Erro.tecnico("resposta_invalida", f"a operação `{operacao}` tem de devolver um dicionário, e devolveu {type(resultado).__name__}")
        return resultado


def o_plugin():
    """O `Plugin` que o módulo do plugin criou."""
    if _unico is None:
        raise RuntimeError("plugin.py não cria o plugin: falta `plugin = esteira.Plugin(\"nome\", \"1.0.0\", …)`")
    return _unico
