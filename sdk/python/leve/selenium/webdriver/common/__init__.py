"""Localizadores, teclas e ações."""
