"""O driver."""

import base64
import json

from esteira import borda
from esteira.borda import chamar
from esteira.sessao import Sessao
from selenium.common.exceptions import NoSuchElementException, NoSuchFrameException
from selenium.webdriver.remote.webelement import WebElement, pedir


def _navegador(nome, *argumentos):
    return pedir(chamar, getattr(borda.navegador, nome), *argumentos)


class WebDriver:
    """O navegador da execução. Não há nada a configurar: quem o abre, vigia e fecha é o hospedeiro."""

    def __init__(self):
        self._sessao = Sessao()
        self.switch_to = SwitchTo(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.quit()

    # ---- página

    def get(self, url):
        pedir(self._sessao.abrir, url)

    def back(self):
        _navegador("voltar")

    def forward(self):
        _navegador("avancar")

    def refresh(self):
        _navegador("recarregar")

    @property
    def current_url(self):
        return _navegador("url")

    @property
    def title(self):
        return _navegador("titulo")

    @property
    def page_source(self):
        return _navegador("codigo_fonte")

    def get_screenshot_as_base64(self):
        return pedir(self._sessao.captura_base64)

    def get_screenshot_as_png(self):
        return base64.b64decode(self.get_screenshot_as_base64())

    # ---- localizar

    def find_element(self, by="id", value=None):
        return WebElement(self, pedir(self._sessao.encontrar, by, value))

    def find_elements(self, by="id", value=None):
        return [WebElement(self, elemento) for elemento in pedir(self._sessao.encontrar_todos, by, value)]

    def implicitly_wait(self, time_to_wait):
        self._sessao.implicita_s = float(time_to_wait)

    # ---- janelas: o tamanho e o fim são do hospedeiro

    @property
    def current_window_handle(self):
        return _navegador("janela_atual")

    @property
    def window_handles(self):
        return _navegador("janelas")

    def close(self):
        pedir(self._sessao.fechar_janela)

    def quit(self):
        pass

    def maximize_window(self):
        pass

    def set_window_size(self, width, height, windowHandle="current"):
        pass

    def set_page_load_timeout(self, time_to_wait):
        pass

    def set_script_timeout(self, time_to_wait):
        pass

    # ---- script e cookies

    def execute_script(self, script, *args):
        return pedir(self._sessao.executar_script, script, _elementos(args))

    def execute_async_script(self, script, *args):
        return pedir(self._sessao.executar_script_assincrono, script, _elementos(args))

    def get_cookies(self):
        return pedir(self._sessao.cookies)

    def get_cookie(self, name):
        return next((cookie for cookie in self.get_cookies() if cookie["name"] == name), None)

    def add_cookie(self, cookie_dict):
        _navegador("por_cookie", json.dumps(cookie_dict))

    def delete_all_cookies(self):
        pedir(self._sessao.apagar_cookies)


def _elementos(valor):
    if isinstance(valor, WebElement):
        return valor._elemento
    if isinstance(valor, dict):
        return {chave: _elementos(item) for chave, item in valor.items()}
    if isinstance(valor, (list, tuple)):
        return [_elementos(item) for item in valor]
    return valor


class SwitchTo:
    """Trocar de quadro, janela ou alerta."""

    def __init__(self, driver):
        self._driver = driver

    @property
    def active_element(self):
        return WebElement(self._driver, pedir(self._driver._sessao.focado))

    @property
    def alert(self):
        alerta = Alert()
        alerta.text  # noqa: B018 — como no de verdade: sem alerta, é aqui que se sabe
        return alerta

    def default_content(self):
        _navegador("quadro_raiz")

    def parent_frame(self):
        _navegador("quadro_pai")

    def frame(self, frame_reference):
        if isinstance(frame_reference, int):
            pedir(self._driver._sessao.entrar_quadro_n, frame_reference)
            return
        if isinstance(frame_reference, str):
            frame_reference = self._pelo_nome(frame_reference)
        pedir(self._driver._sessao.entrar_quadro, frame_reference._elemento)

    def _pelo_nome(self, nome):
        for por in ("id", "name"):
            try:
                return self._driver.find_element(por, nome)
            except NoSuchElementException:
                continue
        raise NoSuchFrameException(f"não há quadro com id ou nome {nome!r}")

    def window(self, window_name):
        _navegador("trocar_janela", window_name)

    def new_window(self, type_hint=None):
        _navegador("trocar_janela", _navegador("nova_janela"))


class Alert:
    """O alerta aberto."""

    @property
    def text(self):
        return _navegador("alerta_texto")

    def accept(self):
        _navegador("alerta_aceitar")

    def dismiss(self):
        _navegador("alerta_dispensar")

    def send_keys(self, keysToSend):
        _navegador("alerta_digitar", keysToSend)
