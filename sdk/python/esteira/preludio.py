"""O que tem de estar carregado antes da execução: nela não há disco, e só existe o módulo que a construção já importou.

Não deve conhecer: o plugin.
"""

import importlib
import sys
import time

from esteira import borda

# O Python os importa sozinho, tarde, por dentro de `datetime`, `str.encode` e companhia. O que faltar nesta versão não faz falta.
_TARDIOS = (
    "_strptime",
    "datetime",
    "decimal",
    "difflib",
    "encodings.ascii",
    "encodings.cp1252",
    "encodings.cp850",
    "encodings.idna",
    "encodings.iso8859_1",
    "encodings.iso8859_15",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_8_sig",
    "html.parser",
    "locale",
    "traceback",
    "unicodedata",
)

for _nome in _TARDIOS:
    try:
        importlib.import_module(_nome)
    except ImportError:
        pass

for _saida in (sys.stdout, sys.stderr):
    # Sem terminal, o Python só escreveria quando o tampão enchesse.
    if hasattr(_saida, "reconfigure"):
        _saida.reconfigure(line_buffering=True)


def _dormir(segundos):
    """`time.sleep` pelo hospedeiro: aparece na linha do tempo, e o prazo e o cancelamento da execução o cortam."""
    if segundos < 0:
        raise ValueError("time.sleep: o tempo não pode ser negativo")
    borda.relogio.dormir(int(segundos * 1000))


time.sleep = _dormir
