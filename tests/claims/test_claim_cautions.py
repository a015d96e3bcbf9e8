"""Readings that are close or later than the article, and the verdict without them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce_grades.claims import Claim, Finding, Judgement, Position, Reading, Value, caution_of
from workforce_grades.claims.checks import _margin
from workforce_grades.claims.rules import verdict_of

CLAIM = Claim("C01", "601", "601", "a paper", "then", "some", "Something.", "level", "agency_rate", 2021, 2021,
              direction="above", comparator="ordinary")  # fmt: skip


def reading(year: int, margin: float | None, *, holds: bool | None = True, value: float = 20.0) -> Reading:
    told = Value(year, pd.Timestamp(year, 9, 30), value, "ok", 15.0, 20.0, Position(1, 1, 3))
    return Reading(year, (told,), holds, margin)


def finding(*readings: Reading, **changed: str) -> Finding:
    claim = replace(CLAIM, **changed)  # type: ignore[arg-type]
    return Finding(claim, readings, verdict_of((one.holds for one in readings), unchecked=claim.unchecked))


@pytest.mark.parametrize(("margin", "is_close"), [(0.0, True), (0.9, True), (1.0, False), (None, False)])
def test_close_is_less_than_a_point(margin: float | None, is_close: bool) -> None:
    assert (caution_of(finding(reading(2021, margin))) is not None) == is_close


def test_a_count_is_close_by_one_percent_of_what_it_was() -> None:
    near, far = reading(2021, 2.9, value=300.0), reading(2021, 3.1, value=300.0)
    assert caution_of(finding(near, measure="inpost_fte")) is not None
    assert caution_of(finding(far, measure="inpost_fte")) is None
    assert caution_of(finding(near)) is None


def test_the_verdict_without_the_close_ones() -> None:
    close, firm = reading(2020, 0.5, holds=False), reading(2021, 4.0)
    told = caution_of(finding(close, firm))
    assert told is not None
    assert (told.close, told.later, told.without) == ((close,), (), "agrees")
    in_part = caution_of(finding(close, firm, unchecked="the rest"))
    assert in_part is not None and in_part.without == "agrees in part"
    after = reading(2021, 4.0, holds=False)
    late = caution_of(finding(reading(2020, 4.0), after, said="2020"))
    assert late is not None and (late.close, late.later, late.without) == ((), (after,), "agrees")
    alone = caution_of(finding(close))
    assert alone is not None and alone.without == "cannot be checked"


@pytest.mark.parametrize(
    ("said", "later"), [("2019", [2020]), ("2019-01", [2019, 2020]), ("2019-09", [2020]), ("", [])]
)
def test_later_is_a_day_after_the_article_can_have_come_out(said: str, later: list[int]) -> None:
    told = caution_of(finding(*(reading(year, 5.0) for year in (2018, 2019, 2020)), said=said))
    assert [one.at for one in told.later] == later if told else later == []


def test_a_grade_in_force_after_the_article_is_later_and_one_given_never() -> None:
    judged = Judgement(pd.Timestamp(2017, 5, 1), pd.Timestamp(2017, 6, 30), "SIF", "Good")
    in_force = Reading(2019, (judged,), True)
    told = caution_of(finding(in_force, kind="grade_in_force", measure="overall", said="2018"))
    assert told is not None and told.later == (in_force,)
    assert caution_of(finding(in_force, kind="grade_given", measure="overall", said="2018")) is None


def test_readings_that_do_not_count_raise_no_caution() -> None:
    assert caution_of(finding(reading(2020, 0.1, holds=None), reading(2021, 5.0))) is None


def test_claims_that_draw_their_own_line_have_no_margin() -> None:
    assert _margin(-0.3, CLAIM) == 0.3
    assert _margin(0.3, replace(CLAIM, direction="in_line", tolerance=1.0)) is None
    assert _margin(0.3, replace(CLAIM, stated_value=20.0, tolerance=0.05)) is None


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans()), min_size=1, max_size=5))
def test_with_no_caution_every_counted_margin_is_at_least_a_point(seen: list[tuple[float, bool]]) -> None:
    readings = [reading(2010 + at, margin, holds=holds) for at, (margin, holds) in enumerate(seen)]
    assert (caution_of(finding(*readings)) is None) == all(margin >= 1 for margin, _holds in seen)
