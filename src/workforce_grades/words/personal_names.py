"""No inspector's or worker's name comes out: sentences about who they are go, names in others are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LEFT_OUT: Final = "[name left out]"

_WHO: Final = re.compile(
    r"\blead inspectors?\s*:|\bH(?:er|is) Majesty[’']s Inspectors?,?\s*(?:Ofsted|$)|\bDear [A-Z]|\bYours (?:sincerely|faithfully)"  # noqa: E501
    r"|\binspection team\s*:|\b(?:quality assurance manager|seconded inspector|regulatory inspector|ofsted inspector)s?\s*:",  # noqa: E501
    re.IGNORECASE,
)
_WORD: Final = r"[A-Z][a-z’'-]+(?:[A-Z][a-z]+)?"
_TITLED: Final = re.compile(
    rf"\b(?:Mrs?|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev(?:erend)?)\.?\s+{_WORD}(?:\s+{_WORD}){{0,2}}"
)
_OFFICE: Final = (
    r"(?:director(?: of children[’']s services)?|DCS|chief executive|commissioner|chair|leader(?: of the council)?"
    r"|lead member|HMI|inspector|adviser|advisor|social worker|head of service)"
)
_NOT_PEOPLE: Final = (
    r"(?!(?:The|In|At|For|Children|Social|Local|Family|Early|County|City|Borough|North|South|East|West|London|Care|Senior|"
    r"Assistant|Deputy|Executive|Interim|Independent|Department|Ofsted|Public|Police|Health|Education|Court|Corporate)\b)"
)
_BESIDE_OFFICE: Final = re.compile(
    rf"(?<=[a-z], )({_NOT_PEOPLE}{_WORD} {_WORD})(?=, (?:the |an? |who |is |was |has ))|(?<=, )({_NOT_PEOPLE}{_WORD} {_WORD})"  # noqa: E501
    rf"(?=, (?:the |an? )?(?:new |interim |former |current |independent )?{_OFFICE}\b)"
)


def without_names(sentence: str, inspectors: Iterable[str] = ()) -> str:
    """Return a sentence with people's names left out; nothing where it is only about who somebody is.

    Parameters
    ----------
    sentence
        One sentence of a report.
    inspectors
        Names of the report's own inspectors.

    Examples
    --------
    >>> without_names("Mrs Jane Example leads the service.")
    '[name left out] leads the service.'
    """
    if _WHO.search(sentence):
        return ""
    for name in inspectors:
        sentence = re.sub(rf"\b{re.escape(name)}\b", LEFT_OUT, sentence)
    return _BESIDE_OFFICE.sub(LEFT_OUT, _TITLED.sub(LEFT_OUT, sentence))
