"""O serviço de um navegador que não é nosso: aceita tudo e não faz nada."""


class Service:
    """Guarda o que lhe dizem."""

    def __init__(self, *_, **__):
        pass
