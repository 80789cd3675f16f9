"""As condições de espera. As que o hospedeiro conhece são uma chamada só (`no_hospedeiro`); as outras se olham de tempos em tempos."""

from esteira import borda
from esteira.borda import chamar
from selenium.common.exceptions import (
    NoAlertPresentException,
    NoSuchFrameException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.remote.webelement import WebElement, pedir


class _NoElemento:
    """Uma condição que o hospedeiro espera: o que olhar agora, e o que devolver quando ela vem."""

    def __init__(self, locator, condicao, agora, devolver=None):
        self._locator = locator
        self._condicao = condicao
        self._agora = agora
        self._devolver = devolver

    def __call__(self, driver):
        return self._agora(driver)

    def no_hospedeiro(self, driver, prazo_s):
        achado = pedir(driver._sessao.esperar, *self._locator, self._condicao, prazo_s)
        if self._devolver is not None:
            return self._devolver(driver)
        return WebElement(driver, achado) if achado is not None else True


def presence_of_element_located(locator):
    return _NoElemento(locator, "presente", lambda d: d.find_element(*locator))


def visibility_of_element_located(locator):
    return _NoElemento(locator, "visivel", lambda d: _se_visivel(d.find_element(*locator)))


def element_to_be_clickable(mark):
    if isinstance(mark, WebElement):
        return lambda _: mark if mark.is_displayed() and mark.is_enabled() else False
    return _NoElemento(mark, "clicavel", lambda d: _se_visivel(d.find_element(*mark)))


def invisibility_of_element_located(locator):
    if isinstance(locator, WebElement):
        return lambda _: _sumiu(locator)
    return _NoElemento(locator, "invisivel", lambda d: not any(e.is_displayed() for e in d.find_elements(*locator)))


invisibility_of_element = invisibility_of_element_located


def presence_of_all_elements_located(locator):
    todos = lambda d: d.find_elements(*locator)  # noqa: E731
    return _NoElemento(locator, "presente", todos, todos)


def visibility_of_all_elements_located(locator):
    def todos(driver):
        achados = driver.find_elements(*locator)
        return achados if achados and all(e.is_displayed() for e in achados) else False

    return todos


def visibility_of_any_elements_located(locator):
    return lambda d: [e for e in d.find_elements(*locator) if e.is_displayed()]


def text_to_be_present_in_element(locator, text_):
    return _NoElemento(locator, f"texto:{text_}", lambda d: text_ in d.find_element(*locator).text, lambda _: True)


def text_to_be_present_in_element_value(locator, text_):
    return lambda d: text_ in (d.find_element(*locator).get_attribute("value") or "")


def frame_to_be_available_and_switch_to_it(locator):
    def entrar(driver):
        try:
            driver.switch_to.frame(driver.find_element(*locator) if isinstance(locator, tuple) else locator)
            return True
        except NoSuchFrameException:
            return False

    return _NoElemento(locator, "presente", entrar, entrar) if isinstance(locator, tuple) else entrar


class _NaUrl:
    def __init__(self, trecho):
        self._trecho = trecho

    def __call__(self, driver):
        return self._trecho in driver.current_url

    def no_hospedeiro(self, _driver, prazo_s):
        pedir(chamar, borda.navegador.esperar_url, self._trecho, max(1, int(prazo_s * 1000)))
        return True


def url_contains(url):
    return _NaUrl(url)


def url_to_be(url):
    return lambda d: d.current_url == url


def url_changes(url):
    return lambda d: d.current_url != url


def title_is(title):
    return lambda d: d.title == title


def title_contains(title):
    return lambda d: title in d.title


def visibility_of(element):
    return lambda _: _se_visivel(element)


def staleness_of(element):
    def velho(_):
        try:
            element.is_enabled()
            return False
        except StaleElementReferenceException:
            return True

    return velho


def element_to_be_selected(element):
    return lambda _: element.is_selected()


def element_located_to_be_selected(locator):
    return lambda d: d.find_element(*locator).is_selected()


def number_of_windows_to_be(num_windows):
    return lambda d: len(d.window_handles) == num_windows


class _JanelaNova:
    def __init__(self, conhecidas):
        self._conhecidas = list(conhecidas)

    def __call__(self, driver):
        return len(driver.window_handles) > len(self._conhecidas)

    def no_hospedeiro(self, _driver, prazo_s):
        pedir(chamar, borda.navegador.esperar_janela_nova, self._conhecidas, max(1, int(prazo_s * 1000)))
        return True


def new_window_is_opened(current_handles):
    return _JanelaNova(current_handles)


def alert_is_present():
    def ha(driver):
        try:
            return driver.switch_to.alert
        except NoAlertPresentException:
            return False

    return ha


def any_of(*expected_conditions):
    def alguma(driver):
        for condicao in expected_conditions:
            try:
                valor = condicao(driver)
            except WebDriverException:
                continue
            if valor:
                return valor
        return False

    return alguma


def all_of(*expected_conditions):
    def todas(driver):
        valores = []
        for condicao in expected_conditions:
            valor = condicao(driver)
            if not valor:
                return False
            valores.append(valor)
        return valores

    return todas


def none_of(*expected_conditions):
    return lambda d: not any_of(*expected_conditions)(d)


def _se_visivel(elemento):
    try:
        return elemento if elemento.is_displayed() else False
    except StaleElementReferenceException:
        return False


def _sumiu(elemento):
    try:
        return not elemento.is_displayed()
    except StaleElementReferenceException:
        return True
