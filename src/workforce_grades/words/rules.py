"""The coding rules, read from `rules.toml` and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

from workforce_grades.errors import DataError

Polarity = Literal["positive", "negative", "mixed", "unclear", "mentioned"]
POLARITIES: Final[tuple[Polarity, ...]] = ("positive", "negative", "mixed", "unclear")
FILE: Final = "rules.toml"


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that inspectors say of the workforce.

    Attributes
    ----------
    name, label
        In tables, and on pages.
    polar
        Whether a direction is coded; else a sentence only mentions it.
    quotes_only
        Whether it is shown as quotes and not counted.
    part_of
        The theme that it is kept apart from.
    """

    name: str
    label: str
    polar: bool
    quotes_only: bool = False
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it looks for, and what that means by itself."""

    name: str
    theme: str
    anchor: re.Pattern[str]
    polarity: Polarity
    cues: str
    unless: re.Pattern[str] | None
    requires: re.Pattern[str] | None
    instead_of: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that give an anchor its direction where they stand near enough, counted in words; a strong one decides."""

    polarity: Polarity
    words: re.Pattern[str]
    before: int
    after: int
    strong: bool


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All of `rules.toml`."""

    themes: Mapping[str, Theme]
    rules: tuple[Rule, ...]
    cues: Mapping[str, tuple[Cue, ...]]
    ignored: Mapping[str, tuple[re.Pattern[str], ...]]
    aim: re.Pattern[str]
    contrast: re.Pattern[str]

    def ignored_for(self, theme: str) -> tuple[re.Pattern[str], ...]:
        """Return the phrases that are blanked before the rules of a theme are tried."""
        return self.ignored.get("all", ()) + self.ignored.get(theme, ())


@lru_cache(maxsize=1)
def load_rules() -> Rulebook:
    """Return the rules that come with the package.

    Raises
    ------
    DataError
        A pattern that is none, or a rule of a theme or a set of cues that is not there.
    """
    text = (files("workforce_grades.words") / FILE).read_text(encoding="utf-8")
    return read_rules(tomllib.loads(text))


def read_rules(book: Mapping[str, Any]) -> Rulebook:
    """Return rules from the content of a rules file; see :func:`load_rules`."""
    words = book["words"]
    themes = {row["id"]: _theme(row) for row in book["theme"]}
    cues: dict[str, list[Cue]] = {"none": []}
    for row in book["cue"]:
        where = f"cue of {row['set']}"
        cues.setdefault(row["set"], []).append(
            Cue(
                row["polarity"],
                _pattern(row["words"], words, where),
                row["before"],
                row["after"],
                row.get("strong", False),
            )
        )
    rules = tuple(_rule(row, words, themes, cues) for row in book["rule"])
    return Rulebook(
        themes,
        rules,
        {name: tuple(several) for name, several in cues.items()},
        {name: tuple(_pattern(one, words, f"ignored.{name}") for one in several)
         for name, several in book["ignored"].items()},
        _any_of(book["aim"], words, "aim"),
        _any_of(book["contrast"], words, "contrast"),
    )  # fmt: skip


def _theme(row: Mapping[str, Any]) -> Theme:
    return Theme(row["id"], row["label"], row["polar"], row.get("quotes_only", False), row.get("part_of", ""))


def _rule(
    row: Mapping[str, Any], words: Mapping[str, str], themes: Mapping[str, Theme], cues: Mapping[str, Any]
) -> Rule:
    name = row["id"]
    if row["theme"] not in themes or row.get("cues", "none") not in cues:
        raise DataError(FILE, "a rule of an unknown theme or set of cues", place=name)
    polar = themes[row["theme"]].polar
    return Rule(
        name,
        row["theme"],
        _pattern(row["anchor"], words, name),
        row.get("polarity", "unclear") if polar else "mentioned",
        row.get("cues", "none"),
        _pattern(row["unless"], words, name) if "unless" in row else None,
        _pattern(row["requires"], words, name) if "requires" in row else None,
        row.get("instead_of", ""),
        tuple(row.get("hints", ("",))),
    )


def _any_of(rows: list[Mapping[str, str]], words: Mapping[str, str], where: str) -> re.Pattern[str]:
    return _pattern("|".join(row["words"] for row in rows), words, where)


def _pattern(text: str, words: Mapping[str, str], where: str) -> re.Pattern[str]:
    for name, listed in words.items():
        text = text.replace(f"{{{name}}}", listed)
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise DataError(FILE, f"not a regular expression: {error}", place=where) from error
