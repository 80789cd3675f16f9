"""Testar um plugin num Python comum: um portal de mentira, com relógio próprio, no lugar do hospedeiro.

    from esteira.teste import PDF_MINIMO, No, Portal

    with Portal() as portal:
        portal.pagina("login", em="https://portal.exemplo/", nos={("id", "entrar"): No(vai="conta")})
        …
        saida = plugin.executar("baixar-fatura", parametros())

Serve igual ao `selenium` de verdade e ao leve. Não deve conhecer: o plugin.
"""

from esteira.teste.portal import PDF_MINIMO, No, Portal, parametros

__all__ = ["PDF_MINIMO", "No", "Portal", "parametros"]
