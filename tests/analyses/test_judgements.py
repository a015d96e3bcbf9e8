"""Judgements counted on frames small enough to check by hand, and Ofsted's own numbers on the real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce_grades.analyses.judgements import (
    SIF_REPEATED,
    SIF_TO_ILACS,
    WITHIN_ILACS,
    agreement,
    consecutive,
    grades_by_year,
    in_force,
    rating_day,
    sub_judgements,
    transition_counts,
    years_in_force,
)
from workforce_grades.analyses.published_shares import compare_published, published_shares
from workforce_grades.analyses.waits import longest_pause, publication_days, waits
from workforce_grades.authorities import Authorities, Authority
from workforce_grades.codebook import GRADES, OUTCOMES
from workforce_grades.errors import ParameterError
from workforce_grades.sources.grades import GRADE_DTYPE
from workforce_grades.study import Study, load_study

I, RI, G, O = GRADES  # noqa: E741


def inspections(*rows: tuple[str, str, str, str | None], as_at: str = "2025-03-31") -> pd.DataFrame:
    """Return inspections of (authority, framework, first day, overall); reports come out 50 days later."""
    table = pd.DataFrame(rows, columns=["la_key", "framework", "inspection_date", "overall"])
    table["inspection_date"] = pd.to_datetime(table["inspection_date"])
    table["publication_date"] = table["inspection_date"] + pd.Timedelta(days=50)
    for outcome in OUTCOMES:
        table[outcome] = table["overall"].astype(GRADE_DTYPE)
    return table.assign(as_at=pd.Timestamp(as_at), la_status="current")


def authorities(**lives: tuple[str, str]) -> Authorities:
    """Return authorities a001, a002... by key, each with its first and last day (blank: still there)."""
    members = {
        key[1:]: Authority(
            key[1:], f"E{key}", f"Place {key[1:]}", "R1", "North" if key < "a003" else "South", "Unitary", not last,
            date.fromisoformat(first), date.fromisoformat(last) if last else None,
        )
        for key, (first, last) in lives.items()
    }  # fmt: skip
    return Authorities(members, {}, pd.DataFrame())


THREE = authorities(a001=("2009-01-01", ""), a002=("2009-01-01", "2021-03-31"), a003=("2021-04-01", ""))
HISTORY = inspections(
    ("001", "SIF", "2015-06-01", I),
    ("001", "SIF re-inspection", "2017-06-01", RI),
    ("001", "ILACS", "2019-06-03", G),
    ("001", "ILACS", "2022-06-06", O),
    ("002", "SIF", "2016-05-01", RI),
    ("002", "ILACS", "2018-02-05", I),
    ("003", "ILACS", "2023-02-06", RI),
)


def test_grades_by_year_count_every_inspection_once() -> None:
    counts = grades_by_year(HISTORY)
    assert counts["inspections"].sum() == len(HISTORY)
    row = counts.set_index(["framework", "year", "grade"]).loc[("ILACS", 2018, I)]
    assert (row["inspections"], row["of"], row["share"]) == (1, 1, 100.0)
    shares = counts.groupby(["framework", "year"])["share"].sum()
    assert shares.to_numpy() == pytest.approx([100.0] * len(shares))


def test_a_pair_is_within_one_authority_and_named_by_its_frameworks() -> None:
    pairs = consecutive(HISTORY)
    assert pairs["la_key"].tolist() == ["001", "001", "001", "002"], "003 followed 002 and begins afresh"
    assert pairs["transition"].tolist() == [SIF_REPEATED, SIF_TO_ILACS, WITHIN_ILACS, SIF_TO_ILACS]
    assert pairs["previous"].tolist() == [I, RI, G, RI]
    assert pairs["next"].tolist() == [RI, G, O, I]
    assert pairs["steps"].tolist() == [1, 1, 1, -1]
    assert pairs["gap_months"].iloc[2] == pytest.approx(36.1, abs=0.05)


def test_an_inspection_without_an_overall_grade_is_no_part_of_a_pair() -> None:
    rows = inspections(
        ("001", "ILACS", "2019-01-07", G), ("001", "ILACS", "2022-01-10", None), ("001", "ILACS", "2024-01-08", O)
    )
    assert consecutive(rows)["next"].tolist() == [O]


def test_transition_shares_are_of_the_row() -> None:
    counts = transition_counts(consecutive(HISTORY)).set_index(["transition", "previous", "next"])
    assert counts.loc[(SIF_TO_ILACS, RI, G), ["inspections", "of", "share"]].tolist() == [1, 2, 50.0]
    assert (SIF_TO_ILACS, O, O) not in counts.index, "nobody was outstanding before"


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["001", "002"]), st.sampled_from(GRADES)), min_size=1, max_size=12))
def test_every_inspection_but_an_authoritys_first_is_the_end_of_one_pair(found: list[tuple[str, str]]) -> None:
    rows = inspections(*((key, "ILACS", f"20{10 + at}-05-01", grade) for at, (key, grade) in enumerate(found)))
    pairs = consecutive(rows)
    assert len(pairs) == len(rows) - rows["la_key"].nunique()
    assert (pairs["steps"] == pairs["next"].cat.codes - pairs["previous"].cat.codes).all()


def test_the_grade_in_force_is_that_of_the_latest_inspection_of_those_that_existed() -> None:
    then = in_force(HISTORY, THREE, pd.Timestamp(2020, 3, 31))
    assert then.grades.to_dict() == {"001": G, "002": I}
    assert (then.without, then.existing, then.share(G, O)) == ((), 2, 50.0)
    after = in_force(HISTORY, THREE, pd.Timestamp(2022, 3, 31))
    assert after.grades.to_dict() == {"001": G}
    assert (after.without, after.share(G, O), after.share(G, O, of_all=True)) == (("003",), 100.0, 50.0)


def test_a_cut_off_leaves_out_reports_that_came_later() -> None:
    on, published = pd.Timestamp(2022, 6, 30), pd.Timestamp(2022, 7, 26)
    assert in_force(HISTORY, THREE, on).grades["001"] == O
    assert in_force(HISTORY, THREE, on, published_by=published).grades["001"] == O
    assert in_force(HISTORY, THREE, on, published_by=published - pd.Timedelta(days=1)).grades["001"] == G


def test_grades_in_force_of_one_region() -> None:
    south = in_force(HISTORY, THREE, pd.Timestamp(2024, 1, 1), region="South")
    assert (south.grades.to_dict(), south.existing) == ({"003": RI}, 1)


def test_the_series_has_each_31_march_since_ilacs_began() -> None:
    years = years_in_force(HISTORY, THREE)
    assert [on.year for on in years["on"]] == list(range(2018, 2026))
    row = years.set_index("on").loc[pd.Timestamp(2022, 3, 31)]
    assert row[["inspected", "existing", "good_or_better", "share", "share_of_all", G]].tolist() == [
        1,
        2,
        1,
        100,
        50,
        1,
    ]


@pytest.mark.parametrize("text", ["31/03/2024", "2024-02-30", "March 2024", "2024"])
def test_a_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match=f"'{text}' is not a date. Expected one such as 2025-03-31"):
        rating_day(text, HISTORY)


def test_a_date_the_data_say_nothing_about_is_refused() -> None:
    with pytest.raises(
        ParameterError, match=r"no inspection in the data had begun by 2015-05-31\. The first began on 2015-06-01"
    ):
        rating_day("2015-05-31", HISTORY)
    with pytest.raises(ParameterError, match="the data end on 2025-03-31 and say nothing about 2025-04-01"):
        rating_day("2025-04-01", HISTORY)
    with pytest.raises(ParameterError, match="had begun by 0001-01-01"):
        rating_day("0001-01-01", HISTORY)


def test_the_bounds_themselves_and_nothing_are_dates() -> None:
    assert rating_day("2015-06-01", HISTORY) == pd.Timestamp(2015, 6, 1)
    assert rating_day(" 2025-03-31 ", HISTORY) == rating_day("", HISTORY) == pd.Timestamp(2025, 3, 31)


def test_waits_count_those_followed_and_those_still_waiting() -> None:
    rows = inspections(
        ("001", "ILACS", "2019-01-01", G),
        ("001", "ILACS", "2021-01-01", G),
        ("002", "ILACS", "2019-04-01", G),
        ("003", "ILACS", "2022-01-01", G),
        ("003", "ILACS", "2024-02-01", RI),
    )
    found = waits(rows, THREE).set_index("grade").loc[G]
    assert found[["inspections", "followed"]].tolist() == [4, 2]
    assert found["median"] == pytest.approx(24.5, abs=0.05), "of 24.0 and 25.0 months"
    assert found["median_all"] == pytest.approx(25.0, abs=0.05), "002 ended unseen just before: 2/3, then 1/3 wait"


def test_an_inspection_waits_no_longer_than_the_data_reach() -> None:
    rows = inspections(("001", "ILACS", "2019-01-01", G), ("001", "ILACS", "2021-01-01", G), as_at="2021-02-01")
    found = waits(rows, THREE).set_index("grade").loc[G]
    assert found["median_all"] == pytest.approx(24.0, abs=0.05), "the second was seen for one month only"


def test_the_median_wait_is_missing_where_fewer_than_half_were_followed() -> None:
    rows = inspections(*((f"00{at}", "ILACS", "2019-01-01", RI) for at in (1, 3)), ("003", "ILACS", "2024-01-01", G))
    everybody = authorities(a001=("2009-01-01", ""), a003=("2009-01-01", ""), a004=("2009-01-01", ""))
    more = pd.concat([rows, inspections(("004", "ILACS", "2019-01-01", RI))], ignore_index=True)
    assert pd.isna(waits(more, everybody).set_index("grade").loc[RI, "median_all"])


def test_days_to_the_report_are_of_ilacs_only() -> None:
    assert publication_days(HISTORY).tolist() == [50] * 4


def test_the_longest_pause() -> None:
    assert longest_pause(HISTORY) == (pd.Timestamp(2019, 6, 3), pd.Timestamp(2022, 6, 6))
    assert longest_pause(HISTORY.iloc[:3]) is None


def test_sub_judgements_are_compared_with_the_overall_grade() -> None:
    rows = inspections(
        ("001", "ILACS", "2023-05-01", G), ("002", "ILACS", "2023-06-01", RI), ("003", "ILACS", "2023-07-03", G)
    )
    rows["leaders"] = pd.Categorical([O, RI, I], dtype=GRADE_DTYPE)
    rows["care_leavers"] = pd.Categorical([None, G, G], dtype=GRADE_DTYPE)
    counts = sub_judgements(rows).set_index("outcome")
    assert counts.loc["leaders", ["judged", "better", "same", "worse", O]].tolist() == [3, 1, 1, 1, 1]
    assert counts.loc["care_leavers", ["judged", "compared", "better", "same"]].tolist() == [2, 2, 1, 1]


def test_every_published_number_has_an_official_address() -> None:
    table = published_shares()
    assert table["source"].str.startswith("https://www.gov.uk/government/").all()
    assert (table["published_by"] > table["on"]).all()
    assert set(table["outcome"]) <= set(OUTCOMES)
    assert not table.duplicated(["which", "outcome", "quantity", "region", "on", "unit"]).any()


def test_a_history_without_sif_is_not_compared_with_dates_that_need_it() -> None:
    compared = compare_published(HISTORY[HISTORY["framework"] == "ILACS"], THREE)
    assert "first SIF" not in set(compared["which"])
    assert (compared.loc[compared["which"] == "in force", "on"] >= pd.Timestamp(2023, 3, 31)).all()
    assert "neither" in set(compared["fits"])


def test_numbers_after_the_datas_end_are_not_compared() -> None:
    assert compare_published(HISTORY.assign(as_at=pd.Timestamp(2018, 1, 1)), THREE)["on"].max().year == 2017


@pytest.fixture(scope="module")
def real(mirror: Path) -> Study:
    return load_study(mirror)


@pytest.mark.mirror
def test_ofsteds_own_sheet_of_2025_is_reproduced_for_every_authority(real: Study) -> None:
    assert agreement(real) == (153, 153)
    held = in_force(real.inspections, real.authorities, pd.Timestamp(2025, 3, 31))
    assert [held.count(grade) for grade in GRADES] == [19, 31, 67, 36]


@pytest.mark.mirror
def test_ofsteds_own_sheet_of_2023_is_reproduced_for_every_authority(real: Study, mirror: Path) -> None:
    sheet = pd.read_excel(
        mirror / "Childrens_social_care_in_England_2023_underlying_data.ods",
        sheet_name="LA_level_at_31_Mar_2023", header=3, engine="calamine",
    )  # fmt: skip
    keys = [real.authorities.find(name).la_key for name in sheet["Local authority name"]]
    theirs = pd.Series(sheet["Overall effectiveness"].str.removesuffix(" to be good").to_numpy(), index=keys)
    held = in_force(
        real.inspections, real.authorities, pd.Timestamp(2023, 3, 31), published_by=pd.Timestamp(2023, 5, 10)
    )  # South Tyneside's report of 10 May 2023 was let in after the cut-off of 30 April
    assert held.grades.astype(str).to_dict() == theirs.to_dict()
    assert len(theirs) == 152


@pytest.mark.mirror
def test_every_published_number_is_given_by_the_data(real: Study) -> None:
    compared = compare_published(real.inspections, real.authorities)
    assert len(compared) == len(published_shares()) == 30
    assert (compared["difference"] == 0).all()
    assert "neither" not in set(compared["fits"])
    autumn_2019 = compared[(compared["on"] == pd.Timestamp(2019, 8, 31)) & (compared["outcome"] == "overall")]
    assert autumn_2019["fits"].tolist()[0] == "graded", "49% is of the 149 with a grade; of all 151 it is 48%"


@pytest.mark.mirror
def test_moves_and_delays_of_the_real_inspections(real: Study) -> None:
    pairs = consecutive(real.inspections)
    assert pairs["transition"].value_counts().to_dict() == {SIF_TO_ILACS: 150, WITHIN_ILACS: 115, SIF_REPEATED: 21}
    within = pairs.loc[pairs["transition"] == WITHIN_ILACS, "steps"]
    assert [(within > 0).sum(), (within == 0).sum(), (within < 0).sum()] == [46, 50, 19]
    days = publication_days(real.inspections)
    assert (days.median(), days.min(), days.max()) == (52, 22, 225)
    assert longest_pause(real.inspections) == (pd.Timestamp(2020, 3, 9), pd.Timestamp(2021, 6, 28))
