"""As interfaces do WIT respondidas pelo portal de mentira, com os nomes que o componente lhes dá.

Não deve conhecer: o plugin.
"""

import hashlib
import json
from dataclasses import dataclass
from types import SimpleNamespace

from esteira.teste.portal import atual

_POR = {
    "xpath": "xpath",
    "css": "css selector",
    "id": "id",
    "nome": "name",
    "texto-link": "link text",
    "texto-link-parcial": "partial link text",
    "classe": "class name",
    "etiqueta": "tag name",
    "seletor": "seletor",
}


class Err(Exception):
    """Como o do componente: leva o registro `erro`."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value


@dataclass
class _Erro:
    codigo: str
    mensagem: str
    detalhes_json: str = "{}"


@dataclass
class _Seletor:
    por: str
    valor: str


tipos = SimpleNamespace(Erro=_Erro, Seletor=_Seletor)


def _falhar(codigo, mensagem):
    raise Err(_Erro(codigo, mensagem))


def _achar(onde):
    return atual().achar(_POR[onde.por], onde.valor)


def _anotar_comando(nome, alvo=""):
    atual().comandos.append(f"{nome} {alvo}".strip())


class _Elemento:
    def __init__(self, no):
        self.no = no

    def _vivo(self):
        if self.no.velho:
            _falhar("elemento_obsoleto", "o elemento não está mais na página")
        return self.no

    def clicar(self):
        no = self._vivo()
        _anotar_comando("clicar")
        if not no.visivel:
            _falhar("elemento_nao_interativo", "está oculto")
        if no.vai:
            atual().ir(no.vai)

    def limpar(self):
        self._vivo().digitado = ""

    def digitar(self, texto):
        self._vivo().digitado += texto

    def teclar(self, tecla):
        self._vivo().digitado += f"<{tecla}>"

    def digitar_segredo(self, nome):
        if nome not in atual().segredos:
            _falhar("segredo_nao_encontrado", f'a execução não tem o segredo "{nome}"')
        self._vivo().digitado += f"<{nome}>"

    def texto(self):
        no = self._vivo()
        return no.texto if no.visivel else ""

    def atributo(self, nome):
        return self._vivo().atributos.get(nome)

    def propriedade(self, nome):
        no = self._vivo()
        return no.digitado if nome == "value" else no.atributos.get(nome)

    def etiqueta(self):
        return self._vivo().etiqueta

    def visivel(self):
        return self._vivo().visivel

    def habilitado(self):
        return "disabled" not in self._vivo().atributos

    def selecionado(self):
        return "selected" in self._vivo().atributos

    def encontrar(self, onde):
        self._vivo()
        return navegador.encontrar(onde)

    def encontrar_todos(self, onde):
        self._vivo()
        return navegador.encontrar_todos(onde)

    def selecionar_por_texto(self, texto):
        self._vivo().digitado = texto

    def selecionar_por_valor(self, valor):
        self._vivo().digitado = valor

    def enviar_arquivo(self, arquivo):
        self._vivo().digitado += f"<{arquivo.nome()}>"

    def passar_mouse(self):
        self._vivo()

    def rolar_ate(self):
        self._vivo()

    def captura(self):
        return _Arquivo("elemento.png", b"\x89PNG")


class _Arquivo:
    def __init__(self, nome, conteudo):
        self._nome, self._conteudo = nome, conteudo

    def nome(self):
        return self._nome

    def tamanho(self):
        return len(self._conteudo)

    def resumo(self):
        return hashlib.blake2b(self._conteudo, digest_size=32).hexdigest()

    def tipo(self):
        return "application/pdf" if self._conteudo.startswith(b"%PDF-") else "application/octet-stream"

    def ler(self, inicio, quantos):
        return self._conteudo[inicio : inicio + quantos]


def _abrir(url):
    _anotar_comando("abrir", url)
    nome = next((nome for endereco, nome in atual().enderecos.items() if url.startswith(endereco)), None)
    if nome is None:
        _falhar("portal_indisponivel", f"o portal de mentira não tem {url}")
    atual().ir(nome)


def _encontrar(onde):
    _anotar_comando("encontrar", onde.valor)
    achados = _achar(onde)
    return _Elemento(achados[0]) if achados else _falhar("elemento_nao_encontrado", f"{onde.por}={onde.valor}: nenhum casa")


def _esperar(onde, condicao, prazo_ms):
    _anotar_comando("esperar", f"{onde.valor} {condicao}")

    def olhar():
        achados = [no for no in _achar(onde) if condicao == "presente" or no.visivel]
        if condicao in ("ausente", "invisivel"):
            return not achados
        if condicao.startswith("texto:"):
            achados = [no for no in achados if condicao[len("texto:") :] in no.texto]
        return achados

    achado = atual().esperar(olhar, prazo_ms / 1000)
    if not achado:
        _falhar("tempo_esgotado", f"{onde.por}={onde.valor}: esgotou")
    return _Elemento(achado[0]) if isinstance(achado, list) else None


def _entrar_quadro(onde):
    achados = [no for por in ("xpath", "id") for no in atual().achar(por, _sem_indice(onde.valor)) if no.quadro]
    if not achados:
        _falhar("quadro_nao_encontrado", f"não há quadro em {onde.valor}")
    atual().fora_do_quadro = atual().pagina_atual
    atual().pagina_atual = achados[0].quadro


def _sem_indice(xpath):
    return xpath[1:-4] if xpath.startswith("(") and xpath.endswith(")[1]") else xpath


def _quadro_raiz():
    if atual().fora_do_quadro is not None:
        atual().pagina_atual, atual().fora_do_quadro = atual().fora_do_quadro, None


def _baixar_url(url, nome):
    _anotar_comando("baixar-url", url)
    for trecho, conteudo in atual().respostas.items():
        if trecho in url:
            return _Arquivo(nome, conteudo)
    return _falhar("http_404", f"{url} respondeu 404")


def _nao_ha(nome):
    def falhar(*_):
        _falhar("nao_suportado", f"o portal de mentira não tem {nome}; teste isto no navegador")

    return falhar


class _Navegador(SimpleNamespace):
    """O que não está aqui falha dizendo o nome."""

    def __getattr__(self, nome):
        return _nao_ha(nome)


navegador = _Navegador(
    abrir=_abrir,
    url=lambda: next((endereco for endereco, nome in atual().enderecos.items() if nome == atual().pagina_atual), "about:blank"),
    titulo=lambda: atual().pagina_atual or "",
    encontrar=_encontrar,
    encontrar_todos=lambda onde: [_Elemento(no) for no in _achar(onde)],
    esperar=_esperar,
    entrar_quadro=_entrar_quadro,
    quadro_raiz=_quadro_raiz,
    quadro_pai=_quadro_raiz,
    janelas=lambda: ["principal"],
    janela_atual=lambda: "principal",
    fechar_janela=lambda: _falhar("ultima_janela", "é a última janela"),
    alerta_texto=lambda: _falhar("alerta_nao_encontrado", "não há alerta"),
    cookies=lambda: "[]",
    apagar_cookies=lambda: None,
    captura_tela=lambda: _Arquivo("captura.png", b"\x89PNG"),
    baixar_url=_baixar_url,
    baixar_url_com=lambda url, nome, _opcoes: _baixar_url(url, nome),
)
arquivos = SimpleNamespace(
    criar=_Arquivo,
    entrada=lambda nome: _Arquivo(nome, b"%PDF-1.4\n"),
    guardar=lambda qual, rotulo: atual().guardados.append((rotulo, qual.nome())),
    juntar_pdfs=lambda partes, nome: _Arquivo(nome, partes[0].ler(0, partes[0].tamanho())),
    abrir_pdf=lambda qual, _senha: qual,
    esperar_download=lambda padrao, _prazo: _falhar("nao_suportado", "o portal de mentira não tem download"),
    esperar_downloads=lambda padrao, quantos, _prazo: _falhar("nao_suportado", "o portal de mentira não tem download"),
)
registro = SimpleNamespace(
    anotar=lambda nivel, mensagem, campos: atual().registro.append((nivel, mensagem)),
    iniciar_etapa=lambda nome: atual().registro.append(("etapa", nome)),
    marcar=lambda nome: atual().registro.append(("marca", nome)),
)
execucao = SimpleNamespace(
    prazo_restante_ms=lambda: 600_000,
    cancelada=lambda: False,
    progresso=lambda por_cento, mensagem: None,
    perguntar=lambda pergunta, imagem, prazo: json.dumps({"resposta": ""}),
)
relogio = SimpleNamespace(agora_ms=lambda: int(atual().agora_s * 1000), dormir=lambda ms: atual().dormir(ms / 1000))
cofre = SimpleNamespace(existe=lambda nome: nome in atual().segredos)
