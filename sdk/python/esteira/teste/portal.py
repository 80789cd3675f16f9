"""O portal de mentira: páginas com nós, que aparecem na hora deles e levam a outras páginas.

Não deve conhecer: o plugin. Quem o chama é `mundo.py`, no lugar do hospedeiro.
"""

import time
from unittest import mock

PDF_MINIMO = b"%PDF-1.4\n%%EOF\n"
ESPERA_PADRAO_S = 30

_atual = None


def atual():
    """O portal do teste em curso."""
    if _atual is None:
        raise RuntimeError("fora de um `with Portal() as portal:` não há a quem pedir")
    return _atual


def parametros(**outros):
    """Os de um cliente inventado."""
    return {
        "id_processo": "00000000-0000-4000-8000-000000000001",
        "id_cliente": "00000000-0000-4000-8000-000000000002",
        "hash": "668f8a715aababac",
        "operadora_codigo": "EXEMPLO",
        "operadora_nome": "EXEMPLO",
        "url_portal": "https://portal.exemplo.com.br/",
        "usuario": "padaria",
        "cnpj": "99000001000101",
        "nome_sat": "PADARIA ESTRELA",
        "mes_ano": "2026-10",
        **outros,
    }


class No:
    """Um nó da página. `em_s`: quanto depois de a página abrir ele aparece. `vai`: a página para onde o clique leva."""

    def __init__(self, texto="", vai=None, em_s=0.0, visivel=True, etiqueta="div", quadro=None, **atributos):
        self.texto = texto
        self.vai = vai
        self.em_s = em_s
        self.visivel = visivel
        self.etiqueta = etiqueta
        # A página que há dentro dele, se é um iframe.
        self.quadro = quadro
        self.atributos = atributos
        self.digitado = ""
        self.velho = False


class Portal:
    """Um por teste; dentro do `with`, o tempo é o dele e não se espera de verdade."""

    def __init__(self, segredos=("senha_portal",)):
        self.segredos = set(segredos)
        self.paginas = {}
        self.enderecos = {}
        self.respostas = {}
        self.guardados = []
        self.registro = []
        self.comandos = []
        self.agora_s = 1_760_000_000.0
        self.pagina_atual = None
        self.fora_do_quadro = None
        self.aberta_em = self.agora_s
        self._remendos = []

    def __enter__(self):
        global _atual
        _atual = self
        self._remendos = [mock.patch.object(time, "sleep", self.dormir), mock.patch.object(time, "monotonic", lambda: self.agora_s)]
        for remendo in self._remendos:
            remendo.start()
        return self

    def __exit__(self, *_):
        global _atual
        _atual = None
        for remendo in self._remendos:
            remendo.stop()

    # ---- montar

    def pagina(self, nome, nos, em=None):
        """Uma página: `nos` é (por, valor) → `No`, ou uma lista deles. `por` é o do Selenium."""
        self.paginas[nome] = {onde: no if isinstance(no, list) else [no] for onde, no in nos.items()}
        if em is not None:
            self.enderecos[em] = nome
        return self

    def responde(self, trecho, conteudo):
        """O que vem quando se baixa uma URL com este trecho."""
        self.respostas[trecho] = conteudo
        return self

    def no(self, por, valor):
        """O nó desta página ou de outra, para conferir o que se digitou."""
        for nos in self.paginas.values():
            if (por, valor) in nos:
                return nos[(por, valor)][0]
        raise KeyError((por, valor))

    # ---- usar

    def dormir(self, segundos):
        self.agora_s += segundos

    def ir(self, nome):
        for nos in self.paginas.get(self.pagina_atual, {}).values():
            for no in nos:
                no.velho = True
        for nos in self.paginas[nome].values():
            for no in nos:
                no.velho = False
        self.pagina_atual = nome
        self.aberta_em = self.agora_s

    def achar(self, por, valor):
        nos = self.paginas.get(self.pagina_atual, {}).get((por, valor), [])
        return [no for no in nos if self.agora_s >= self.aberta_em + no.em_s]

    def esperar(self, olhar, prazo_s):
        """Anda o relógio até `olhar` dar algo; nada, se o prazo acaba."""
        fim = self.agora_s + (prazo_s or ESPERA_PADRAO_S)
        while True:
            achado = olhar()
            if achado or self.agora_s >= fim:
                return achado
            self.dormir(0.1)
