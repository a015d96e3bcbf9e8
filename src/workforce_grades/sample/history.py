"""Inspections before 2018: the single inspection framework and its re-inspections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workforce_grades.sample.geography import Geography
from workforce_grades.sample.grades import Truth, draw_before
from workforce_grades.sample.streams import on_weekday, stream

PUBLISHED: Final = (pd.Timestamp(2014, 2, 11), pd.Timestamp(2017, 12, 8))
AGAIN: Final = (pd.Timestamp(2016, 2, 17), pd.Timestamp(2018, 1, 26))
_AGAIN_SHARE = 0.6
_NOT_INSPECTED = pd.Timestamp(2018, 1, 1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement of the framework before; grades 1 to 4, publication date only."""

    key: str
    published: pd.Timestamp
    overall: int
    parts: tuple[int, ...]
    again: bool


@dataclass(frozen=True)
class Before:
    """Judgements before 2018, and what lasts in each authority.

    Attributes
    ----------
    intercepts
        u of the grade model, by key; who follows an authority keeps it.
    judgements
        First inspections and re-inspections.
    """

    intercepts: dict[str, float]
    judgements: tuple[Judgement, ...]

    def grade(self, key: str) -> int | None:
        """Return the last grade of an authority, if it has one."""
        own = [judgement for judgement in self.judgements if judgement.key == key]
        return max(own, key=lambda judgement: judgement.published).overall if own else None


def simulate_before(geography: Geography, truth: Truth, seed: int) -> Before:
    """Return judgements of 2014 to 2018 for every authority that existed then."""
    random = stream(seed, "before")
    intercepts: dict[str, float] = {}
    for member in geography.authorities:
        intercepts[member.key] = truth.authority_sd * float(random.standard_normal())
    for link in geography.successions:
        intercepts[link.after] = intercepts[link.before]
    judgements: list[Judgement] = []
    for member in geography.authorities:
        if pd.Timestamp(member.start) < _NOT_INSPECTED:
            judgements += _judge(member.key, intercepts[member.key], random)
    return Before(intercepts, tuple(judgements))


def _judge(key: str, intercept: float, random: np.random.Generator) -> list[Judgement]:
    first = on_weekday(PUBLISHED[0] + random.random() * (PUBLISHED[1] - PUBLISHED[0]))
    overall = draw_before(intercept, random)
    judged = [Judgement(key, first, overall, _parts(overall, random), again=False)]
    if overall == 1 and random.random() < _AGAIN_SHARE:
        wait = pd.Timedelta(days=int(random.integers(480, 900)))
        day = on_weekday(max(first + wait, AGAIN[0]))
        better = int(random.choice([1, 2, 3], p=[0.33, 0.53, 0.14]))
        if day <= AGAIN[1]:
            judged.append(Judgement(key, day, better, _parts(better, random), again=True))
    return judged


def _parts(overall: int, random: np.random.Generator) -> tuple[int, ...]:
    """Help and protection, looked after, adoption, care leavers, leadership, safeguarding board."""
    around = overall + random.choice([-1, 0, 1], size=6, p=[0.12, 0.70, 0.18])
    return tuple(int(grade) for grade in np.clip(around, 1, 4))
