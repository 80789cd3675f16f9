"""Opções de um navegador que não é nosso: aceitam tudo e não mudam nada."""


class Options:
    """Guarda o que lhe dizem."""

    def __init__(self):
        self.arguments = []

    def add_argument(self, argument):
        self.arguments.append(argument)

    def add_experimental_option(self, name, value):
        pass

    def set_preference(self, name, value):
        pass
