"""Numbers and dates as people read them; comparisons of the rounded values that are shown."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from markupsafe import Markup

from workforce_grades.codebook import MEASURES

MISSING = "–"

_WITH_THE = re.compile(
    r"(East|West) Midlands|North (East|West)|South (East|West)|East of England|East Riding of .*|(City|Isles?) of .*"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs or a list of a page, escaped when shown.

    Parameters
    ----------
    paragraphs
        Plain sentences; text that is already :class:`markupsafe.Markup` is kept as it is.
    kind
        ``"lead"`` for the answer on top, ``"list"`` for bullets.
    """

    paragraphs: tuple[str, ...]
    kind: str = ""

    def _repr_html_(self) -> str:
        if self.kind == "list":
            items = Markup("").join(Markup("<li>{}</li>").format(text) for text in self.paragraphs)
            return str(Markup("<ul>{}</ul>").format(items))
        css = Markup(' class="{}"').format(self.kind) if self.kind else Markup("")
        return str(Markup("\n").join(Markup("<p{}>{}</p>").format(css, text) for text in self.paragraphs))

    def __str__(self) -> str:
        return "\n\n".join(Markup.escape(text).striptags() for text in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of a page that is already safe markup: cards, definitions, figures side by side."""

    markup: Markup

    def _repr_html_(self) -> str:
        return str(self.markup)


def say(*paragraphs: str) -> Prose:
    """Return paragraphs for a page."""
    return Prose(tuple(text for text in paragraphs if text))


def lead(*paragraphs: str) -> Prose:
    """Return the answer that stands at the top of a page."""
    return Prose(tuple(text for text in paragraphs if text), kind="lead")


def bullets(items: Iterable[str]) -> Prose:
    """Return a bullet list."""
    return Prose(tuple(items), kind="list")


def link_to(kind: Literal["authority", "region"], key: str, text: str) -> Markup:
    """Return words that link to the page of an authority (`la_key`) or region (code) where that page is made."""
    return Markup('<a data-place="{}/{}">{}</a>').format(kind, key, text)


def shown(value: Any, decimals: int = 1) -> float:
    """Return a value as it is printed: every comparison in words is of these."""
    return float(f"{float(value):.{decimals}f}")


def number(value: Any, decimals: int = 1) -> str:
    """Return a number with thousands commas and constant decimals, a dash where there is none."""
    if value is None or math.isnan(float(value)):
        return MISSING
    text = f"{float(value):,.{decimals}f}"
    return text.lstrip("-") if shown(value, decimals) == 0 else text.replace("-", "−")


def value_with_unit(value: float, measure: str) -> str:
    """Return a measure's value as it is spoken of: `14.8%`, `16.3 cases`."""
    entry = MEASURES[measure]
    if math.isnan(value):
        return "not available"
    suffix = "%" if entry.unit == "%" else f" {entry.unit.removesuffix(' per FTE')}"
    return number(value, entry.decimals) + suffix


def compare(value: float, other: float, decimals: int = 1) -> str:
    """Return how two values compare once both are rounded as shown.

    Raises
    ------
    ValueError
        One of them is missing.

    Examples
    --------
    >>> compare(15.24, 15.21)
    'the same as'
    """
    rounded, reference = shown(value, decimals), shown(other, decimals)
    if rounded == reference:
        return "the same as"
    if math.isnan(rounded) or math.isnan(reference):
        raise ValueError("a missing value is neither above nor below another")
    return "above" if rounded > reference else "below"


def beside(value: float, other: float, whose: str) -> str:
    """Return how a value compares with another's: `above England (16.0)`; empty where that one has none."""
    return "" if math.isnan(other) else f"{compare(value, other)} {whose} ({number(other)})"


def change_words(now: float, before: float, decimals: int = 1) -> str:
    """Return a change between two rounded values: `up 6.4`, `down 0.3`, `no change`."""
    change = shown(shown(now, decimals) - shown(before, decimals), decimals)
    if math.isnan(change):
        return "no earlier value"
    if change == 0:
        return "no change"
    return f"{'up' if change > 0 else 'down'} {number(abs(change), decimals)}"


def change_with_unit(now: float, before: float, measure: str) -> str:
    """Return a measure's change with its unit: `up 6.4 points`, `down 0.3 cases`, `no change`."""
    entry = MEASURES[measure]
    change = change_words(now, before, entry.decimals)
    unit = "points" if entry.unit == "%" else entry.unit.removesuffix(" per FTE")
    return f"{change} {unit}" if change.startswith(("up", "down")) else change


def listed(items: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 inspection`, `3 inspections`, `1,355 returns`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def ordinal(position: int) -> str:
    """Return `1st`, `2nd`, `3rd`, `11th`, `22nd`."""
    if position % 100 in (11, 12, 13):
        return f"{position}th"
    return f"{position}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(position % 10, 'th') }"


def plain_name(names: str) -> str:
    """Return one or more places' names without what only sorts them: `Herefordshire` for `Herefordshire, County of`."""
    return re.sub(r", (City|County) of\b", "", names)


def spoken(name: str) -> str:
    """Return a place's name as it stands in a sentence.

    Examples
    --------
    >>> spoken("Kingston upon Hull, City of"), spoken("East Midlands")
    ('Kingston upon Hull', 'the East Midlands')
    """
    plain = plain_name(name)
    return f"the {plain}" if _WITH_THE.fullmatch(plain) else plain


def place_words(lower: int, alike: int, count: int) -> str:
    """Return a place from the nearer end: `Lowest`, `Joint 3rd lowest`, `2nd highest`.

    Parameters
    ----------
    lower
        How many are below.
    alike
        How many share the value, this one included.
    count
        How many there are.
    """
    higher = count - lower - alike
    from_below = lower <= higher
    rank = 1 + (lower if from_below else higher)
    end = "lowest" if from_below else "highest"
    words = end if rank == 1 else f"{ordinal(rank)} {end}"
    return f"Joint {words}" if alike > 1 else capital(words)


def years_words(years: Iterable[int]) -> str:
    """Return years in words: `2017`, `2019 and 2021`, `2021 to 2025`."""
    ordered = sorted({int(year) for year in years})
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{ordered[0]} to {ordered[-1]}"
    return listed([str(year) for year in ordered])


def day(moment: pd.Timestamp) -> str:
    """Return a date in words: `3 April 2023`."""
    return MISSING if pd.isna(moment) else f"{moment.day} {moment:%B %Y}"


def p_value(p: float) -> str:
    """Return a p value as journals print it: `p = 0.031`, `p = 0.21`, `p < 0.001`."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def p_cell(p: float) -> str:
    """Return a p value for a table: without its letter, and never broken over two lines."""
    return p_value(p).removeprefix("p = ").removeprefix("p ").replace(" ", "\u00a0")


def is_clear(row: Mapping[Any, Any] | pd.Series) -> bool:
    """Tell whether the interval of an odds ratio (`or_ci_low` to `or_ci_high`) excludes 1."""
    return bool(row["or_ci_high"] < 1 or row["or_ci_low"] > 1)


def interval(low: float, high: float, decimals: int = 2) -> str:
    """Return a 95% interval: `0.93 to 1.01`."""
    return f"{number(low, decimals)} to {number(high, decimals)}"


def odds_words(odds: float, low: float, high: float) -> tuple[str, str]:
    """Return an odds ratio and its interval; a third decimal where a bound would print as 1.00.

    Examples
    --------
    >>> odds_words(0.92, 0.855, 0.996)
    ('0.920', '0.855 to 0.996')
    """
    decimals = 3 if 1 in (shown(low, 2), shown(high, 2)) else 2
    return number(odds, decimals), interval(low, high, decimals)


def capital(text: str) -> str:
    """Return text with a capital first letter; all others, as in `up 12.0 FTE`, stay as they are."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return text with a capital first letter and a full stop."""
    text = text.strip()
    return capital(text) + ("" if text[-1] in ".?!" else ".")
