"""Figures of what Ofsted found: headlines at their turning points, alt texts, bars and lines."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from workforce_grades.codebook import GRADES
from workforce_grades.pages.figures import Figure
from workforce_grades.pages.judgements import figures
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study

WORST, RI, GOOD, BEST = GRADES


def study(inspections: Any = None, *, illustrative: bool = True) -> Study:
    return cast(Study, SimpleNamespace(inspections=inspections, authorities=None, illustrative=illustrative))


def judged(*rows: tuple[str, int, str, int]) -> pd.DataFrame:
    """So many inspections of a framework, year and grade."""
    told = [
        (framework, pd.Timestamp(year, 5, 1), grade) for framework, year, grade, count in rows for _each in range(count)
    ]
    table = pd.DataFrame(told, columns=["framework", "inspection_date", "overall"])
    return table.astype({"overall": GRADE_DTYPE, "inspection_date": "datetime64[ns]"})


def by_year(rows: pd.DataFrame) -> Figure:
    found = figures.figure_by_year(study(rows))
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize(
    ("sif", "said"),
    [
        ((1, 3), "60% of ILACS inspections ended in good or outstanding, above the 25% of first SIF inspections"),
        ((3, 1), "60% of ILACS inspections ended in good or outstanding, below the 75% of first SIF inspections"),
        ((3, 2), "60% of ILACS inspections ended in good or outstanding, the same as 60% of first SIF inspections"),
        ((59, 40), "60% of ILACS inspections ended in good or outstanding, the same as 60% of first SIF inspections"),
        ((0, 0), "60% of ILACS inspections ended in good or outstanding"),
    ],
    ids=["above", "below", "the same", "the same as shown", "no SIF"],
)
def test_the_headline_compares_the_two_frameworks_as_shown(sif: tuple[int, int], said: str) -> None:
    rows = judged(
        ("ILACS", 2019, GOOD, 2),
        ("ILACS", 2020, BEST, 1),
        ("ILACS", 2020, RI, 2),
        ("SIF", 2015, GOOD, sif[0]),
        ("SIF", 2016, WORST, sif[1]),
    )
    figure = by_year(rows)
    assert figure.headline == said
    assert f"calendar year of the inspection, {5 + sum(sif)} inspections; numbers in the bars" in figure.subtitle
    assert ("and SIF" in figure.alt) == bool(sum(sif))
    assert figure.alt.rpartition("over all years: ")[2].startswith("ILACS 60%")


def test_without_a_graded_ilacs_inspection_the_headline_is_of_sif_alone() -> None:
    rows = judged(("SIF", 2015, GOOD, 1), ("SIF", 2016, WORST, 3))
    figure = by_year(rows)
    assert figure.headline == "25% of first SIF inspections ended in good or outstanding"
    assert figure.alt.endswith("Good or outstanding over all years: SIF 25%.")


@pytest.mark.parametrize("rows", [(), [("SIF re-inspection", 2016, GOOD, 1)]], ids=["none", "a re-inspection"])
def test_without_a_bar_a_sentence_says_so(rows: Any) -> None:
    told = figures.figure_by_year(study(judged(*rows)))
    assert str(told) == "The data hold no ILACS or first SIF inspection with an overall grade."


def test_each_year_has_its_row_with_counts_and_shares() -> None:
    rows = judged(
        ("ILACS", 2019, GOOD, 3), ("ILACS", 2019, WORST, 1), ("SIF", 2015, RI, 2), ("SIF re-inspection", 2016, GOOD, 1)
    )
    figure = by_year(rows)
    shown = figure.data.data
    assert list(shown) == ["year", "of", *(name for grade in GRADES[::-1] for name in (grade, f"{grade} %"))]
    assert shown.to_numpy().tolist() == [
        ["ILACS 2019", 4, 0, 0.0, 3, 75.0, 0, 0.0, 1, 25.0], ["SIF 2015", 2, 0, 0.0, 0, 0.0, 2, 100.0, 0, 0.0],
        ["SIF re-inspection 2016", 1, 0, 0.0, 1, 100.0, 0, 0.0, 0, 0.0],
    ]  # fmt: skip
    assert figure.subtitle.endswith("SIF re-inspections are in the table only")
    assert "SIF re-inspection 2016" not in figure.svg
    assert figure.headline.endswith(
        "75% of ILACS inspections ended in good or outstanding, above the 0% of first SIF inspections"
    )


@pytest.mark.parametrize(("share", "labelled"), [(8, True), (7, False)])
def test_a_part_of_a_bar_has_its_number_from_eight_percent_on(share: int, labelled: bool) -> None:
    rows = judged(("ILACS", 2019, WORST, share), ("ILACS", 2019, GOOD, 100 - share))
    assert (f">{share}</text>" in by_year(rows).svg) == labelled


def march(*shares: float) -> pd.DataFrame:
    rows = [
        {
            "on": pd.Timestamp(2018 + at, 3, 31),
            "inspected": 150,
            "existing": 152,
            "good_or_better": 75,
            "share": share,
            "share_of_all": share - 1,
            **dict.fromkeys(GRADES, 1),
        }
        for at, share in enumerate(shares)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (
            (37.46, 50.0, 67.34),
            "67.3% of authorities were rated good or outstanding on 31 March 2020, up 29.8 points since 2018",
        ),
        (
            (67.34, 37.46),
            "37.5% of authorities were rated good or outstanding on 31 March 2019, down 29.8 points since 2018",
        ),
        ((50.04, 49.96), "50.0% of authorities were rated good or outstanding on 31 March 2019, no change since 2018"),
    ],
)
def test_the_series_is_told_from_its_first_to_its_last_march(
    monkeypatch: pytest.MonkeyPatch, shares: tuple[float, ...], said: str
) -> None:
    monkeypatch.setattr(figures, "years_in_force", lambda *_: march(*shares))
    figure = figures.figure_in_force(study())
    assert isinstance(figure, Figure)
    assert figure.headline == said
    assert figure.alt.count("% in 20") == len(shares)
    assert figure.alt.endswith(f"{shares[-1]:.1f}% in {2017 + len(shares)}.")
    assert figure.data.data["on"].tolist() == [f"31 March {2018 + at}" for at in range(len(shares))]
    assert "diamonds" not in figure.subtitle


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_marches_are_no_series(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(figures, "years_in_force", lambda *_: march(*[50.0] * count))
    assert (
        str(figures.figure_in_force(study())) == "The data hold fewer than two 31 Marches: there is no series to show."
    )


def test_published_shares_are_drawn_that_are_national_overall_and_of_the_period(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = {
        "which": "in force",
        "outcome": "overall",
        "region": "",
        "unit": "percent",
        "quantity": "good or outstanding",
        "on": pd.Timestamp(2018, 3, 31),
        "value": 41,
    }
    others = [{"which": "first SIF"}, {"outcome": "leaders"}, {"region": "London"}, {"unit": "authorities"},
              {"quantity": "inadequate"}, {"on": pd.Timestamp(2018, 3, 30)}]  # fmt: skip
    rows = [usual | other for other in ({}, *others)]
    monkeypatch.setattr(figures, "years_in_force", lambda *_: march(40.0, 50.0))
    for chosen, drawn in ((rows, True), (rows[1:], False)):
        monkeypatch.setattr(figures, "compare_published", lambda *_, chosen=chosen: pd.DataFrame(chosen))
        figure = figures.figure_in_force(study(illustrative=False))
        assert isinstance(figure, Figure)
        assert ("; diamonds: published by Ofsted" in figure.subtitle) == drawn
        assert ("Published by Ofsted" in figure.svg) == drawn
    assert figures.figure_in_force(study(illustrative=True)).subtitle.endswith("England")  # type: ignore[union-attr]


def waited(*medians: float | None) -> pd.DataFrame:
    return pd.DataFrame([
        {"grade": grade, "inspections": 9, "followed": 0 if median is None else 2, "lower": median and median - 5,
         "median": median, "upper": median and median + 5, "median_all": None}
        for grade, median in zip(GRADES, medians, strict=True)
    ]).astype(dict.fromkeys(("lower", "median", "upper", "median_all"), float))  # fmt: skip


@pytest.mark.parametrize(
    ("medians", "said"),
    [
        (
            (20.0, 30.4, 40.0, 35.0),
            "The next inspection came soonest after inadequate (20 months), latest after good (40 months)",
        ),
        ((30.4, 29.6, None, None), "The next inspection came after a median of 30 months"),
        ((None, None, 36.0, None), "The next inspection came after a median of 36 months"),
        (
            (36.0, None, None, 20.0),
            "The next inspection came soonest after outstanding (20 months), latest after inadequate (36 months)",
        ),
    ],
    ids=["four", "the same as shown", "one", "two"],
)
def test_soonest_and_latest_are_told_unless_they_read_alike(
    monkeypatch: pytest.MonkeyPatch, medians: tuple[Any, ...], said: str
) -> None:
    monkeypatch.setattr(figures, "waits", lambda *_: waited(*medians))
    figure = figures.figure_waits(study())
    assert isinstance(figure, Figure)
    assert figure.headline == said
    seen = [f"{grade.lower()} {median:.0f} months" for grade, median in zip(GRADES, medians, strict=True) if median]
    assert figure.alt.endswith(f"Medians: {' and '.join([', '.join(seen[:-1])] * bool(seen[:-1]) + seen[-1:])}.")
    assert f"by the earlier grade, {2 * len(seen)} pairs: median (dot)" in figure.subtitle
    assert len(figure.data.data) == 4
