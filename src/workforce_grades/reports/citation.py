"""How to cite the project and each of its pages: `CITATION.cff` says who, what, which version and when."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from slugify import slugify

import workforce_grades

FILE: Final = "CITATION.cff"
_CHECKOUT: Final = Path(workforce_grades.__file__).resolve().parents[2]
_KEY_LENGTH: Final = 60
_TEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
"""Signs that mean something to TeX, and what prints them."""


@dataclass(frozen=True, slots=True)
class Project:
    """The project as `CITATION.cff` declares it."""

    title: str
    authors: tuple[str, ...]
    version: str
    released: date
    licence: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Citation:
    """How to cite one page: a line of text, and the same as a BibTeX entry."""

    text: str
    bibtex: str


@cache
def project() -> Project:
    """Return what `CITATION.cff` declares: that of the checkout, or the copy that was installed with the package."""
    declared = yaml.safe_load(citation_text())
    return Project(
        title=declared["title"],
        authors=tuple(_name(author) for author in declared["authors"]),
        version=str(declared["version"]),
        released=declared["date-released"],
        licence=declared["license"],
        abstract=declared["abstract"].strip(),
    )


@cache
def citation_text() -> str:
    """Return the text of `CITATION.cff`."""
    if (_CHECKOUT / FILE).is_file():
        return (_CHECKOUT / FILE).read_text(encoding="utf-8")
    return importlib.metadata.distribution("workforce-grades").read_text(f"licenses/{FILE}") or ""


def cite(title: str, *, code: str, made_from: str) -> Citation:
    """Return how to cite a page.

    Parameters
    ----------
    title
        Of the page.
    code
        Version of the code in words.
    made_from
        Which data it was made from, in words.
    """
    who = project()
    year = who.released.year
    text = f"{' and '.join(who.authors)} ({year}). {title.rstrip('.')}. {who.title}, {code}. Made from: {made_from}."
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in who.authors),
        "title": f"{{{_tex(title)}}}",
        "year": str(year),
        "howpublished": _tex(f"{who.title}, {code}"),
        "note": _tex(f"Made from: {made_from}"),
    }
    key = slugify(f"{who.title} {title}", max_length=_KEY_LENGTH, word_boundary=True)
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return Citation(text, "\n".join([f"@misc{{{key},", *lines, "}"]))


def _name(author: dict[str, Any]) -> str:
    """Return an author's name; a person's in the order in which it is spoken."""
    return author.get("name") or f"{author['given-names']} {author['family-names']}"


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)
