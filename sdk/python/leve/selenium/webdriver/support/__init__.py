"""Esperas e `Select`."""
