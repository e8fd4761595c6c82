"""How a quote is cited: one module a format, each with NAME, TITLE, MEDIA_TYPE and `write`. Pure."""

from types import ModuleType

from annotations.citations import bibtex, csl, plain, ris

ALL: tuple[ModuleType, ...] = (plain, bibtex, ris, csl)
NAMED = {module.NAME: module for module in ALL}
