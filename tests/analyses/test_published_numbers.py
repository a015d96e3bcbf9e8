"""What Ofsted published beside the same from the data, a made-up number at a time; waits by Kaplan and Meier."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from workforce_grades.analyses import published_shares as module
from workforce_grades.analyses.judgements import DAYS_A_MONTH
from workforce_grades.analyses.published_shares import compare_published
from workforce_grades.analyses.waits import longest_pause, publication_days, waits
from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.sources.grades import GRADE_DTYPE

BAD, RI, GOOD, BEST = GRADES
PLACES = {"1": "North", "2": "North", "3": "South", "4": "South", "5": "South"}


def inspected(*rows: tuple[str, str, str, str | None], as_at: str = "2025-03-31") -> pd.DataFrame:
    """Inspections of (authority, framework, first day, every grade), whose reports come 40 days later."""
    table = pd.DataFrame(rows, columns=["la_key", "framework", "inspection_date", "overall"])
    begun, grade = pd.to_datetime(table["inspection_date"]), table["overall"]
    return table.assign(
        inspection_date=begun, publication_date=begun + pd.Timedelta(days=40), as_at=pd.Timestamp(as_at),
        **{outcome: pd.Categorical(grade, dtype=GRADE_DTYPE) for outcome in OUTCOMES},
    )  # fmt: skip


def authorities(**ended: str) -> Authorities:
    """Five authorities, some of which ended on a day (`e2="2021-03-31"`)."""
    ends = {key[1:]: date.fromisoformat(day) for key, day in ended.items()}
    return Authorities(
        {
            key: Authority(key, f"E0{key}", f"Place {key}", "R", region, "Unitary", key not in ends, date(2009, 1, 1),
                           ends.get(key))
            for key, region in PLACES.items()
        },
        {}, pd.DataFrame(),
    )  # fmt: skip


HISTORY = inspected(
    ("1", "SIF", "2015-05-01", BAD),
    ("2", "SIF", "2016-05-01", GOOD),
    ("1", "ILACS", "2019-05-01", RI),
    ("2", "ILACS", "2019-06-01", GOOD),
    ("3", "ILACS", "2020-01-10", GOOD),
    ("4", "ILACS", "2021-02-01", RI),
    ("1", "ILACS", "2022-05-01", GOOD),
    ("2", "ILACS", "2022-06-01", RI),
    ("3", "ILACS", "2023-09-01", BEST),
    ("4", "ILACS", "2024-02-01", RI),
)


def published(**changed: object) -> pd.DataFrame:
    row = {
        "which": "in force", "outcome": "overall", "quantity": "good or outstanding", "region": "",
        "on": pd.Timestamp(2024, 3, 31), "published_by": pd.Timestamp(2024, 6, 30), "value": 50, "unit": "percent",
        "denominator": "", "title": "", "source": "",
    }  # fmt: skip
    return pd.DataFrame([row | changed])


def compared(monkeypatch: pytest.MonkeyPatch, history: pd.DataFrame = HISTORY, **changed: object) -> pd.DataFrame:
    monkeypatch.setattr(module, "published_shares", lambda: published(**changed))
    return compare_published(history, authorities())


@pytest.mark.parametrize(
    ("value", "fits", "ours", "difference"),
    [(50, "graded", 50.0, 0.0), (40, "existing", 40.0, 0.0), (45, "neither", 50.0, 5.0), (51, "neither", 50.0, -1.0)],
)
def test_a_share_is_of_those_graded_or_of_all(
    monkeypatch: pytest.MonkeyPatch, value: int, fits: str, ours: float, difference: float
) -> None:
    """In March 2024 authorities 1 and 3 are good or better, 2 and 4 are not, 5 has no grade."""
    row = compared(monkeypatch, value=value).iloc[0]
    assert (row["fits"], row["ours"], row["difference"]) == (fits, ours, difference)
    assert (row["graded"], row["existing"]) == (4, 5)


@pytest.mark.parametrize(
    ("changed", "ours"),
    [
        ({"quantity": "inadequate", "value": 0}, 0.0),
        ({"region": "North", "value": 50}, 50.0),
        ({"region": "South", "value": 50}, 50.0),
        ({"on": pd.Timestamp(2023, 8, 31), "published_by": pd.Timestamp(2023, 10, 9), "value": 50}, 50.0),
        ({"on": pd.Timestamp(2022, 5, 31), "published_by": pd.Timestamp(2022, 6, 9), "value": 50}, 50.0),
        ({"on": pd.Timestamp(2022, 5, 31), "published_by": pd.Timestamp(2022, 6, 10), "value": 75}, 75.0),
        ({"unit": "authorities", "value": 2}, 2.0),
        ({"unit": "authorities", "quantity": "inadequate", "value": 0}, 0.0),
        ({"which": "first SIF", "value": 50}, 50.0),
        ({"which": "first SIF", "quantity": "inadequate", "value": 50}, 50.0),
        ({"which": "first ILACS", "value": 50}, 50.0),
        ({"which": "first ILACS", "value": 50, "published_by": pd.Timestamp(2020, 12, 31)}, 200 / 3),
    ],
    ids=["inadequate", "one region", "another", "before the best", "published after", "published by then", "a count",
         "a count of none", "first SIF", "first SIF inadequate", "first ILACS", "first ILACS so far"],
)  # fmt: skip
def test_each_kind_of_number_is_worked_out(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], ours: float
) -> None:
    assert compared(monkeypatch, **changed).iloc[0]["ours"] == pytest.approx(ours)


@pytest.mark.parametrize(
    ("quantity", "count"),
    [("inspected more than once", 4), ("improved", 2), ("declined", 1), ("stayed good or outstanding", 0)],
)
def test_moves_from_the_first_to_the_latest(monkeypatch: pytest.MonkeyPatch, quantity: str, count: int) -> None:
    """1 and 3 rose, 2 fell, 4 stayed at requires improvement."""
    row = compared(monkeypatch, which="first to latest ILACS", quantity=quantity, unit="authorities", value=count).iloc[
        0
    ]
    assert (row["ours"], row["difference"], row["fits"]) == (count, 0, "graded")


def test_moves_count_what_was_published_and_begun_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"which": "first to latest ILACS", "quantity": "improved", "unit": "authorities", "value": 1}
    early = {"on": pd.Timestamp(2022, 12, 31), "published_by": pd.Timestamp(2024, 6, 30)}
    assert compared(monkeypatch, **asked, **early).iloc[0]["ours"] == 1
    unread = {"on": pd.Timestamp(2022, 12, 31), "published_by": pd.Timestamp(2022, 6, 9)}
    assert compared(monkeypatch, **asked, **unread).iloc[0]["ours"] == 0


def test_where_everybody_has_a_grade_both_shares_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    fifth = inspected(("5", "ILACS", "2020-05-01", RI))
    row = compared(monkeypatch, pd.concat([HISTORY, fifth], ignore_index=True), value=40).iloc[0]
    assert (row["fits"], row["graded"], row["existing"]) == ("either", 5, 5)


@pytest.mark.parametrize(
    ("changed", "without_sif", "told"),
    [
        ({}, False, 1),
        ({"on": pd.Timestamp(2025, 4, 1)}, False, 0),
        ({"on": pd.Timestamp(2023, 3, 30)}, True, 0),
        ({"on": pd.Timestamp(2023, 3, 31)}, True, 1),
        ({"which": "first SIF"}, True, 0),
        ({"which": "first ILACS", "on": pd.Timestamp(2020, 3, 31)}, True, 1),
        ({"on": pd.Timestamp(2020, 3, 31)}, False, 1),
    ],
)
def test_only_what_the_data_can_speak_of(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, object], without_sif: bool, told: int
) -> None:
    history = HISTORY[HISTORY["framework"] == "ILACS"] if without_sif else HISTORY
    assert len(compared(monkeypatch, history, **changed)) == told


def months(first: str, last: str) -> float:
    return (pd.Timestamp(last) - pd.Timestamp(first)).days / DAYS_A_MONTH


def half_gone(spells: list[tuple[float, bool]]) -> float:
    """Kaplan and Meier by hand: the first time by which more than half have been inspected again."""
    left = 1.0
    for time in sorted({wait for wait, followed in spells if followed}):
        at_risk = sum(wait >= time for wait, _ in spells)
        left *= 1 - sum(wait == time and followed for wait, followed in spells) / at_risk
        if left < 0.5:
            return time
    return np.nan


def test_waits_by_hand_with_an_authority_that_ended() -> None:
    rows = inspected(
        ("1", "ILACS", "2018-01-01", GOOD), ("1", "ILACS", "2020-01-01", GOOD), ("1", "ILACS", "2023-01-01", GOOD),
        ("2", "ILACS", "2019-01-01", GOOD), ("3", "ILACS", "2019-06-01", GOOD), ("3", "ILACS", "2022-06-01", RI),
        ("4", "SIF", "2016-06-01", GOOD), ("5", "ILACS", "2020-06-01", None),
    )  # fmt: skip
    found = waits(rows, authorities(e2="2020-07-01")).set_index("grade")
    seen = [
        (months("2018-01-01", "2020-01-01"), True), (months("2020-01-01", "2023-01-01"), True),
        (months("2023-01-01", "2025-03-31"), False), (months("2019-01-01", "2020-07-01"), False),
        (months("2019-06-01", "2022-06-01"), True),
    ]  # fmt: skip
    row = found.loc[GOOD]
    assert row[["inspections", "followed"]].tolist() == [5, 3]
    ends = np.quantile([wait for wait, followed in seen if followed], [0.25, 0.5, 0.75])
    assert row[["lower", "median", "upper"]].to_numpy(float) == pytest.approx(ends)
    assert row["median_all"] == pytest.approx(half_gone(seen))
    assert found.loc[RI, ["inspections", "followed"]].tolist() == [1, 0]
    assert np.isnan(found.loc[RI, ["lower", "median", "upper", "median_all"]].to_numpy(float)).all()
    assert found.index.tolist() == [RI, GOOD], "worst first, and no row for a grade that nobody had"


def test_nobody_waits_less_than_no_time() -> None:
    """An inspection after the day that its authority ended on was followed by nothing, and waited nought."""
    rows = inspected(
        ("1", "ILACS", "2021-04-10", RI), ("2", "ILACS", "2019-01-01", RI), ("2", "ILACS", "2020-01-01", GOOD)
    )
    found = waits(rows, authorities(e1="2021-03-31")).set_index("grade")
    assert found.loc[RI, "median_all"] == pytest.approx(months("2019-01-01", "2020-01-01"))


def test_days_to_a_report_keep_the_index_of_the_inspections() -> None:
    rows = HISTORY.assign(publication_date=HISTORY["inspection_date"] + pd.to_timedelta(range(30, 40), unit="D"))
    assert publication_days(rows).to_dict() == {at: 30 + at for at in range(2, 10)}


@pytest.mark.parametrize(("kept", "pause"), [(1, None), (2, (0, 1)), (4, (2, 3))])
def test_the_longest_pause_lies_between_neighbours_in_time(kept: int, pause: tuple[int, int] | None) -> None:
    days = ["2019-01-01", "2019-03-01", "2019-04-01", "2021-04-01"]
    rows = inspected(*((f"{at + 1}", "ILACS", day, GOOD) for at, day in enumerate(days[:kept])))
    found = longest_pause(rows.sample(frac=1, random_state=2))
    assert found == (None if pause is None else tuple(pd.Timestamp(days[at]) for at in pause))
