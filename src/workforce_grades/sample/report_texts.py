"""What the sample's inspectors wrote: which reports there are, and which themes each brings up, and how."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import pandas as pd

from workforce_grades.sample.geography import FictionalAuthority
from workforce_grades.sample.simulation import Simulation
from workforce_grades.sample.streams import stream

SECTIONS: Final = ("help_protection", "in_care", "care_leavers", "leaders")
_EVERY: Final = 4
_FIRST: Final = 3
_SILENT: Final = 0.2
_NOISE: Final = 0.8
_HALO: Final = 0.5
_MEASURES: Final = {
    "caseload": "caseload", "turnover": "turnover_rate", "changes_of_worker": "turnover_rate", "agency": "agency_rate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a report; `theme` is empty where it is about none."""

    section: str
    text: str
    theme: str = ""
    polarity: str = ""


@dataclass(frozen=True, slots=True)
class FictionalReport:
    """One report: whose, of which inspection, and its sentences in order."""

    member: FictionalAuthority
    inspection: pd.Series
    lines: tuple[Line, ...]


@lru_cache(maxsize=1)
def wording() -> Mapping[str, Any]:
    """Return the sentences that reports are made of."""
    return tomllib.loads((files("workforce_grades.sample") / "report_wording.toml").read_text(encoding="utf-8"))


def fictional_reports(simulation: Simulation) -> list[FictionalReport]:
    """Return a report of the first few authorities and of every fourth one after them, by name.

    It is the latest for every second of them and the one before for the others, where there is one, so
    that some reports have a grade after them.

    A theme is praised where the census before was low, raised where it was high, with noise, and more
    kindly where the grade is better: the halo that the page about the words warns of.
    """
    random = stream(simulation.seed, "inspection reports")
    held = simulation.inspections.sort_values("date")
    inspected = set(held["key"])
    named = sorted((each for each in simulation.geography.current if each.key in inspected), key=lambda one: one.name)
    chosen = [each for at, each in enumerate(named) if at < _FIRST or at % _EVERY == 0]
    levels = _levels(held)
    reports = []
    for at, each in enumerate(chosen):
        own = held[held["key"] == each.key]
        found = own.iloc[-2 if at >= _FIRST and at % 2 and len(own) > 1 else -1]
        reports.append(
            FictionalReport(each, found, tuple(_lines(each, found, levels.loc[[found.name]].iloc[0], random)))
        )
    return reports


def _levels(held: pd.DataFrame) -> pd.DataFrame:
    measures = held[["caseload", "turnover_rate", "agency_rate"]].astype(float)
    scaled: pd.DataFrame = (measures - measures.mean()) / measures.std()
    return scaled.fillna(0.0)


def _lines(
    member: FictionalAuthority, found: pd.Series, levels: pd.Series, random: np.random.Generator
) -> Iterator[Line]:
    words, place = wording(), member.name
    mentions = list(_mentions(found, levels, random))
    for section in ("summary", *SECTIONS):
        if section == "care_leavers" and pd.isna(found["care_leavers"]):
            continue
        lines = [Line(section, text) for text in words["filler"][section]]
        lines += [Line(section, words["grades"][str(found["overall"])])] if section == "summary" else []
        lines += [line for line in mentions if line.section == section]
        for line in lines:
            yield Line(line.section, line.text.format(place=place), line.theme, line.polarity)


def _mentions(found: pd.Series, levels: pd.Series, random: np.random.Generator) -> Iterator[Line]:
    by_theme: dict[str, dict[str, Mapping[str, Any]]] = {}
    for each in wording()["sentence"]:
        by_theme.setdefault(each["theme"], {})[each["polarity"]] = each
    for theme, ways in by_theme.items():
        silent, variant, noise = random.random(), int(random.integers(1_000)), random.normal(0, _NOISE)
        if silent < _SILENT:
            continue
        way = "mentioned"
        if theme in _MEASURES:
            level = float(levels[_MEASURES[theme]]) + noise - _HALO * (float(found["overall"]) - 2.5)
            way = "mixed" if "mixed" in ways and abs(level) < 0.3 else "positive" if level < 0 else "negative"
        texts = ways[way]["text"]
        yield Line(ways[way]["section"], texts[variant % len(texts)], theme, way)
