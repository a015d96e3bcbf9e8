"""Who is an event, who is comparison, who is neither: days at the edge, chains of predecessors, variants that fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses import event_variants as variants_module
from workforce_grades.analyses.event_study import event_study
from workforce_grades.analyses.event_variants import VARIANT_COLUMNS, event_variants
from workforce_grades.analyses.event_years import (
    FORMED,
    OUTSIDE,
    EventYears,
    authority_years,
    event_years,
    first_events,
)
from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import EXPOSURES
from workforce_grades.errors import ParameterError
from workforce_grades.study import Study

LINKS = ["pred_ons", "pred_dfe", "succ_ons", "succ_dfe", "effective_date", "change"]


def graded(*rows: tuple[str, str, str], framework: str = "ILACS") -> pd.DataFrame:
    """Inadequate grades of (authority, inspected, published)."""
    table = pd.DataFrame(rows, columns=["la_key", "inspection_date", "publication_date"])
    days = {name: pd.to_datetime(table[name]) for name in ("inspection_date", "publication_date")}
    return table.assign(framework=framework, overall="Inadequate", **days)


@pytest.mark.parametrize(
    ("inspected", "published", "by_inspection", "by_publication"),
    [
        ("2019-09-29", "2019-11-20", 2019, 2020),
        ("2019-09-30", "2019-11-20", 2019, 2020),
        ("2019-10-01", "2019-11-20", 2020, 2020),
        ("2020-02-29", "2020-09-30", 2020, 2020),
        ("2019-12-31", "2020-10-01", 2020, 2021),
    ],
)
def test_the_event_is_the_first_census_on_or_after_the_day(
    inspected: str, published: str, by_inspection: int, by_publication: int
) -> None:
    rows = graded(("a", inspected, published))
    for dating, year in (("inspection", by_inspection), ("publication", by_publication)):
        found = first_events(rows, frameworks="ILACS", dating=dating, censuses=(2017, 2025))  # type: ignore[arg-type]
        assert found["event_year"].tolist() == [year]


@pytest.mark.parametrize(
    ("inspected", "inside"), [("2017-09-30", 0), ("2017-10-01", 1), ("2025-09-30", 1), ("2025-10-01", 0)]
)
def test_an_event_lies_after_the_first_census_and_by_the_last(inspected: str, inside: int) -> None:
    found = first_events(
        graded(("a", inspected, "2025-12-01")), frameworks="ILACS", dating="inspection", censuses=(2017, 2025)
    )
    assert len(found) == inside


def test_every_authority_once_with_its_first_and_how_many_follow() -> None:
    begun = [("b", "2021-01-01"), ("a", "2020-01-01"), ("b", "2018-01-01"), ("b", "2023-01-01"), ("a", "2016-01-01")]
    rows = graded(*((key, day, day) for key, day in begun))
    found = first_events(rows, frameworks="ILACS", dating="inspection", censuses=(2017, 2025))
    facts = found[["la_key", "event_year", "earlier", "again"]].to_numpy().tolist()
    assert facts == [["b", 2018, False, 2], ["a", 2020, True, 0]]


def members(*rows: tuple[str, int, str], fte: float = 100.0) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["la_key", "year", "return_group"])
    return table.assign(inpost_fte=fte, **dict.fromkeys(EXPOSURES, 12.0))


def events(**years: int) -> pd.DataFrame:
    return pd.DataFrame({"la_key": pd.Series(list(years), dtype="str"), "event_year": list(years.values())})


def test_event_time_counts_from_the_event_and_comparisons_have_none() -> None:
    found = authority_years(
        members(*((key, year, key) for key in "ab" for year in (2018, 2019, 2020))), events(a=2019), {}
    )
    assert found.rows["event_time"].tolist()[:3] == [-1.0, 0.0, 1.0]
    assert found.rows["event_time"].isna().tolist() == [False] * 3 + [True] * 3
    assert found.never == 1
    assert list(found.rows.columns) == ["la_key", "year", "event_year", "event_time", *EXPOSURES]


@pytest.mark.parametrize(
    ("event_years_of", "left_out", "kept"),
    [
        ({"b": 2020}, {}, ["b"]),
        ({"a": 2021, "b": 2019}, {}, ["b"]),
        ({"a": 2019, "b": 2019}, {}, ["a"]),
        ({}, {}, ["a"]),
        ({}, {"b": "why"}, []),
        ({"a": 2020}, {"b": "why"}, ["a"]),
    ],
    ids=["the one with the event", "the earlier event", "a tie by key", "comparison", "left out", "event wins"],
)
def test_of_a_joint_return_one_member_stands_for_both(
    event_years_of: dict[str, int], left_out: dict[str, str], kept: list[str]
) -> None:
    joint = members(("a", 2020, "a+b"), ("b", 2020, "a+b"))
    for rows in (joint, joint.iloc[::-1]):
        assert authority_years(rows, events(**event_years_of), left_out).rows["la_key"].tolist() == kept


@pytest.mark.parametrize(("fte", "kept"), [(19.99, 0), (20.0, 1), (np.nan, 0)])
def test_a_small_base_is_no_authority_year(fte: float, kept: int) -> None:
    assert len(authority_years(members(("a", 2020, "a"), fte=fte), events(), {}).rows) == kept


def test_reasons_are_counted_among_those_who_made_returns() -> None:
    rows = members(*((key, 2020, key) for key in "abcd"))
    found = authority_years(rows, events(d=2020), {"a": "one", "b": "one", "c": "other", "z": "one"})
    assert found.left_out == {"one": 2, "other": 1}
    assert found.rows["la_key"].tolist() == ["d"]


def test_only_takes_out_events_and_keeps_every_comparison() -> None:
    rows = members(*((key, 2020, key) for key in "abc"))
    years = authority_years(rows, events(a=2020, b=2019), {})
    fewer = years.only(["b", "c", "nobody"])
    assert (fewer.rows["la_key"].tolist(), fewer.events["la_key"].tolist(), fewer.never) == (["b", "c"], ["b"], 1)
    assert years.only([]).rows["la_key"].tolist() == ["c"]
    assert len(years.rows) == 3


def chain(change: str = "split") -> Authorities:
    """Authority 1 became 2, of which 3 came later; 4 has always been there."""
    begun = date(2009, 1, 1)
    named = {
        key: Authority(key, f"E0000000{key}", f"Place {key}", "R1", "North", "Unitary", True, begun) for key in "1234"
    }
    links = [
        ("E1", "1", "E2", "2", pd.Timestamp(2019, 4, 1), "split"),
        ("E2", "2", "E3", "3", pd.Timestamp(2023, 4, 1), change),
    ]
    return Authorities(named, {}, pd.DataFrame(links, columns=LINKS))


def study_of(inspections: pd.DataFrame, authorities: Authorities) -> Study:
    rows = members(*((key, year, key) for key in "1234" for year in (2019, 2020, 2021)))
    return SimpleNamespace(inspections=inspections, members=rows, authorities=authorities)  # type: ignore[return-value]


@pytest.mark.parametrize(("change", "formed"), [("split", ["2", "3"]), ("merge", ["2", "3"]), ("part transfer", ["2"])])
def test_who_is_formed_of_one_graded_so_is_no_comparison_however_far_down(change: str, formed: list[str]) -> None:
    found = event_years(study_of(graded(("1", "2020-01-01", "2020-03-01")), chain(change)))
    assert found.events["la_key"].tolist() == ["1"]
    assert found.left_out == {FORMED: len(formed)}
    never = set(found.rows.loc[found.rows["event_year"].isna(), "la_key"])
    assert never == {"2", "3", "4"} - set(formed)


@pytest.mark.parametrize(("frameworks", "framework"), [("ILACS", "SIF"), ("ILACS", "ILACS"), ("all", "SIF")])
def test_one_graded_so_at_another_time_or_elsewhere_is_left_out_with_the_reason(
    frameworks: str, framework: str
) -> None:
    day = "2020-01-01" if frameworks != "all" and framework == "SIF" else "2015-01-01"
    made = study_of(graded(("4", day, day), framework=framework), chain())
    found = event_years(made, frameworks=frameworks)  # type: ignore[arg-type]
    assert found.events.empty
    assert found.left_out == {OUTSIDE[frameworks]: 1}
    assert found.never == 3


def test_under_either_framework_a_sif_grade_is_an_event() -> None:
    made = study_of(graded(("4", "2020-01-01", "2020-03-01"), framework="SIF"), chain())
    assert event_years(made, frameworks="all").events[["la_key", "framework"]].to_numpy().tolist() == [["4", "SIF"]]


def test_a_window_that_is_too_wide_is_a_problem_of_each_variant(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants_module, "EXPOSURES", ("caseload",))
    table = event_variants(study, before=20, after=3)
    assert list(table.columns) == VARIANT_COLUMNS
    failed = table[table["problem"] != ""]
    with pytest.raises(ParameterError) as caught:
        event_study(event_years(study), "caseload", before=20)
    main = table.set_index(["measure", "variant"]).loc[("caseload", "main")]
    assert main["problem"] == str(caught.value)
    assert np.isnan(main[["estimate", "ci_low", "ci_high", "p", "pre_trend_p"]].astype(float)).all()
    assert (main["events"], main["never"]) == (len(event_years(study).events), event_years(study).never)
    assert len(failed) == len(table) == 7


def test_the_window_may_begin_where_five_events_begin() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        [
            {"la_key": f"{unit:02d}", "year": year, "event_year": 2021.0 if unit < 5 else np.nan}
            for unit in range(12)
            for year in range(2018, 2024)
        ]
    )
    rows["event_time"] = rows["year"] - rows["event_year"]
    rows = rows.assign(**{name: rng.normal(15, 1, len(rows)) for name in EXPOSURES})
    years = EventYears(rows, rows, {})
    assert event_study(years, "caseload", before=3, after=2).n_events == 5
    with pytest.raises(ParameterError, match=r"event time -4 \(0\), \+3 \(0\)"):
        event_study(years, "caseload", before=4, after=3)
    fewer = replace(years, rows=rows[rows["la_key"] != "00"])
    with pytest.raises(Exception, match="4 authorities with an event and 7 without are too few; it needs 5"):
        event_study(fewer, "caseload")
