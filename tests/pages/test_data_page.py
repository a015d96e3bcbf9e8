"""The data page: what was read and left out, what is missing and why, what does not add up, how links were made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_study import Row, area, inspected, made, of

from workforce_grades.pages import quality
from workforce_grades.pages.words import Prose
from workforce_grades.sources.published import SOURCES
from workforce_grades.sources.report import LoadReport
from workforce_grades.study import Study


def with_reports(*reports: LoadReport) -> Study:
    """Return a study whose tables were read with these count lines."""
    study = made(of("801", 2024))
    first, *others = reports
    for table in (study.workforce, study.inspections, study.visits, study.context, study.neighbours):
        table.attrs |= {"load_report": first, "load_reports": []}
    study.workforce.attrs["load_reports"] = others
    return replace(study, authority_codes=first)


def test_each_source_has_its_count_line_in_words() -> None:
    study = with_reports(
        LoadReport("authority_codes", "las.csv", "", 12, 12),
        LoadReport("inspections", "book.xlsx", "", 1300, 1250, {"no grade": 49, "not in England": 1}),
        LoadReport("inspections_2023", "older.xlsx", "", 7, 6, {"twice": 1}),
    )
    assert quality.table_sources(study).data.to_numpy().tolist() == [
        ["Authority codes", 12, 12, 0, ""],
        ["Inspections (ILACS)", 1300, 1250, 50, "no grade 49; not in England 1"],
        ["Earlier inspections (SIF), from the 2023 release", 7, 6, 1, "twice 1"],
    ]


def test_thousands_have_commas_in_the_reasons_too() -> None:
    study = with_reports(LoadReport("visits", "book.xlsx", "", 5000, 0, {"another level": 5000}))
    (row,) = quality.table_sources(study).data.to_numpy().tolist()
    assert row == ["Visits between inspections", 5000, 0, 5000, "another level 5,000"]


def test_what_the_folder_lacks_is_said_with_what_is_lost() -> None:
    study = made(of("801", 2024))
    assert quality.absent_in_words(study) == ["The data folder holds every file that pages and models can use."]
    source = SOURCES["neighbours"]
    study.folder.absent = lambda: [source]  # type: ignore[method-assign]
    assert quality.absent_in_words(study) == [
        f"{source.title} ({source.publisher}): not in the data folder, so {source.without}."
    ]


def test_gaps_are_counted_by_reason_and_low_is_none() -> None:
    study = made(
        of("801", 2023, caseload="suppressed"), of("802", 2023, caseload="unavailable"),
        of("803", 2023, caseload="low"), of("801", 2024, caseload="unavailable"),
        of("802", 2024, caseload="not_applicable", agency_rate="unreliable"),
        of("803", 2024, caseload=(0.0, "suspect_zero")), of("804", 2024, caseload=(9.0, "small_base")),
    )  # fmt: skip
    table = quality.table_missing(study)
    rows = table.data.set_index("measure")
    assert rows.loc["Caseload"].to_list() == [1, 2, 1, 0, 4, 1]
    assert rows.loc["Agency rate"].to_list() == [0, 0, 0, 1, 1, 0]
    assert rows.loc["Vacancy rate"].to_list() == [0] * 6
    assert table.caption == "Returns without a number, of 7, by measure and reason"
    assert table.headers["not_applicable"] == "Not applicable"
    assert table.note.endswith("of low reliability [u]; rounds to 0 but is not 0 [low].")


def test_every_return_without_turnover_or_caseload_is_a_row_turnover_first() -> None:
    study = made(
        of("801", 2023, caseload="suppressed"),
        of("801+802", 2024, turnover_rate="unavailable", agency_rate="suppressed"),
        of("803", 2024, caseload="low"),
    )  # fmt: skip
    assert quality.table_missing_cases(study).data.to_numpy().tolist() == [
        ["Ashby / Brayford, City of", "2024", "Turnover rate", "not available from the publisher [x]"],
        ["Ashby", "2023", "Caseload", "suppressed by the publisher for confidentiality [c]"],
    ]
    assert quality.table_missing_cases(made(of("801", 2024))).data.empty


def test_zeros_that_are_hard_to_believe_are_listed_with_the_size() -> None:
    zero = (0.0, "suspect_zero")
    study = made(
        of("801", 2024, turnover_rate=zero, inpost_fte=88.5), of("802", 2024, absence_rate=zero),
        of("803", 2024, starters_fte=zero), of("804", 2024, turnover_rate=0.0), of("811", 2024, agency_rate=zero),
    )  # fmt: skip
    assert quality.table_suspect(study).data.to_numpy().tolist() == [
        ["Ashby", "2024", "Turnover rate", 88.5], ["Corby Vale", "2024", "Starters", 100.0],
        ["Brayford, City of", "2024", "Absence rate", 100.0],
    ]  # fmt: skip


def test_totals_are_englands_less_the_sum_of_its_returns() -> None:
    study = made(
        of("801", 2023), of("802", 2023, inpost_fte=50.5), of("801+802", 2024, inpost_fte=160),
        of("803", 2024, inpost_fte="unavailable"),
        areas=[area("England", 2023, inpost_fte=150.5), area("England", 2024, inpost_fte=190.75)],
    )  # fmt: skip
    assert quality.table_totals(study).data.to_numpy().tolist() == [
        ["2023", 150.5, 150.5, 0],
        ["2024", 190.75, 160, 30.75],
    ]


def test_a_published_rate_is_held_against_its_counts() -> None:
    counts = {"leavers_fte": 20.0, "inpost_fte": 100.0}
    study = made(of("801", 2024, turnover_rate=20.1, **counts), of("802", 2024, turnover_rate=19.7, **counts),
                 of("803", 2024, turnover_rate=99, leavers_fte=1, inpost_fte=19.9))  # fmt: skip
    rows = quality.table_identities(study).data.set_index("rate")
    assert rows.loc["Turnover rate", "rows"] == 2
    assert rows.loc["Turnover rate", "largest"] == pytest.approx(0.3)
    assert "turnover_rate" not in rows.index


def earlier(*rows: Row) -> pd.DataFrame:
    return made(*rows).workforce


def test_a_revision_is_a_change_of_more_than_rounding_in_returns_of_both_releases() -> None:
    now = made(
        of("801", 2022, caseload=16.0), of("802", 2022, caseload=16.06), of("803", 2022, caseload=10),
        of("804", 2022, caseload="unavailable"), of("801", 2023, caseload=50),
    )  # fmt: skip
    before = earlier(
        of("801", 2022, caseload=16.04), of("802", 2022, caseload=16.0), of("803", 2022, caseload=12),
        of("804", 2022, caseload=9), of("811", 2022),
    )  # fmt: skip
    table = quality.table_revisions(now, before)
    assert table.caption == "Rates revised between the 2022 release and the present one, of 4 returns in both"
    rows = table.data.set_index("measure")
    assert rows.loc["Caseload"].to_list() == pytest.approx([2, 1.03, 2])
    assert rows.loc["Agency rate", "revised"] == 0
    assert rows.loc["Agency rate", ["median", "largest"]].isna().all()


def test_without_the_2022_release_a_sentence_says_so() -> None:
    said = "The data folder does not hold the 2022 release, so revisions cannot be shown."
    assert quality.revisions(made(of("801", 2024))) == Prose((said,))


def links(*inspections: Row, returns: tuple[Row, ...] = (), **options: Any) -> list[str]:
    study = made(*(returns or (of("801", 2023), of("802", 2023))), inspections=inspections, **options)
    return quality.link_in_words(study, study.linked())


def test_links_are_counted_with_the_median_distance() -> None:
    told = links(inspected("801", "2023-10-10"), inspected("802", "2023-10-20"), inspected("801", "2020-03-02"))
    assert told == [
        "2 of 3 inspections are linked to the latest census strictly before them, at a median distance of 15 days from "
        "census to first day.",
        "2 of them have both turnover and caseload; 2 of those also have at least 20 FTE in post and make the primary "
        "sample.",
        "None of them had to be linked to the return of a predecessor, from before an authority was formed.",
    ]


def test_small_and_incomplete_returns_are_told_with_who_and_why() -> None:
    returns = (of("801", 2023, inpost_fte=12), of("802", 2023, turnover_rate="unavailable", caseload="suppressed"),
               of("803", 2023, caseload="low"))  # fmt: skip
    told = links(*(inspected(key, "2024-03-04") for key in ("801", "802", "803")), returns=returns)
    assert told[1].startswith("2 of them have both turnover and caseload; 1 of those also have at least 20 FTE")
    assert told[3:] == [
        "Without one of the two: Brayford, City of (March 2024): turnover rate not available from the publisher [x]; "
        "caseload suppressed by the publisher for confidentiality [c]."
    ]


def test_links_to_a_predecessor_are_counted() -> None:
    split = [("E1", "804", "E2", "801", "2023-12-01", "split")]
    told = links(inspected("801", "2024-03-04"), returns=(of("804", 2023), of("802", 2024)), links=split)
    assert told[0].startswith("1 of 1 inspection ")
    assert told[2].startswith("1 of them had to be linked to the return of a predecessor")


def test_the_figure_of_england_is_headed_by_the_highest_turnover() -> None:
    areas = [area("England", 2022, turnover_rate=14.04, agency_rate=17.5), area("England", 2023, turnover_rate=17.1),
             area("England", 2024, turnover_rate=13.8, vacancy_rate=16.26)]  # fmt: skip
    figure = quality.figure_england(made(*(of("801", year) for year in (2022, 2023, 2024)), areas=areas))
    assert figure.headline == "Turnover in England was highest in 2023, at 17.1%"
    assert figure.subtitle == "Turnover, agency and vacancy rates (%), England, 2022 to 2024"
    assert figure.alt == (
        "Three lines by year: turnover rate 14.0% in 2022, 13.8% in 2024; agency rate 17.5% in 2022, 18.0% in 2024; "
        "vacancy rate 17.0% in 2022, 16.3% in 2024."
    )
    assert figure.data.data["year"].to_list() == ["2022", "2023", "2024"]
    assert all(f">{name}<" in figure.svg for name in ("Turnover", "Agency", "Vacancy"))


def test_flags_are_counted_over_the_five_rates_in_the_order_of_the_codebook() -> None:
    study = made(of("801", 2023, caseload="low", agency_rate="low", inpost_fte="suppressed"),
                 of("801", 2024, absence_rate="unavailable"))  # fmt: skip
    assert quality.flags_in_words(study) == [
        "7 values: published as a number", "1 value: not available from the publisher [x]",
        "2 values: rounds to 0 but is not 0 [low]",
    ]  # fmt: skip
