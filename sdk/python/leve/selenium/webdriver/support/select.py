"""`Select`: o hospedeiro espera a opção e a escolhe."""

from selenium.common.exceptions import NoSuchElementException, UnexpectedTagNameException


class Select:
    """Um `select` da página."""

    def __init__(self, webelement):
        if webelement.tag_name.lower() != "select":
            raise UnexpectedTagNameException(f"Select só serve a <select>, e não a <{webelement.tag_name}>")
        self._el = webelement

    @property
    def options(self):
        return self._el.find_elements("tag name", "option")

    @property
    def all_selected_options(self):
        return [opcao for opcao in self.options if opcao.is_selected()]

    @property
    def first_selected_option(self):
        for opcao in self.options:
            if opcao.is_selected():
                return opcao
        raise NoSuchElementException("nenhuma opção está escolhida")

    def select_by_visible_text(self, text):
        self._el._chamar("selecionar_por_texto", text)

    def select_by_value(self, value):
        self._el._chamar("selecionar_por_valor", str(value))

    def select_by_index(self, index):
        for n, opcao in enumerate(self.options):
            if n == int(index):
                opcao.click()
                return
        raise NoSuchElementException(f"o select não tem a opção de índice {index}")
