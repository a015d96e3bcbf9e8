from __future__ import annotations

import logging

import pandas as pd
import pytest

from workforce_grades.sources.report import LoadLog, LoadReport, load_report


def test_the_count_line_has_rows_reasons_flags_years_authorities_and_file() -> None:
    report = LoadReport(
        "workforce", "csww.csv", "9e05", 1_463, 1_355, {"regional rows": 99, "national rows": 9},
        {"small_base": 148, "suspect_zero": 24}, (2017, 2025), 156,
    )  # fmt: skip
    assert str(report) == (
        "workforce: read 1,463, kept 1,355; left out 108 (99 regional rows, 9 national rows); "
        "flagged 148 small base, 24 suspect zero; years 2017 to 2025; 156 authorities [csww.csv]"
    )


def test_the_shortest_count_line() -> None:
    assert str(LoadReport("neighbours", "sn.csv", "", 0, 0)) == "neighbours: read 0, kept 0 [sn.csv]"


def test_a_log_adds_up_and_attaches(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="workforce_grades")
    log = LoadLog("workforce", "csww.csv", "9e05")
    log.rows_read = 5
    log.drop(1, "regional rows")
    log.drop(2, "regional rows")
    log.drop(0, "national rows")
    log.flag(3, "low")
    log.flag(0, "suppressed")
    log.note("something odd")
    frame = log.attach(
        pd.DataFrame({"year": [2024, 2023], "la_key": ["1", "1"]}),
        years=pd.Series([2024, 2023]), authorities=pd.Series(["1", "1"]),
    )  # fmt: skip
    report = load_report(frame)
    assert report == LoadReport(
        "workforce", "csww.csv", "9e05", 5, 2, {"regional rows": 3}, {"low": 3}, (2023, 2024), 1, ("something odd",)
    )
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert caplog.messages == ["csww.csv: something odd", str(report)]


def test_a_note_that_no_result_hangs_on_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    log = LoadLog("spending", "rsx.ods", "")
    log.note("a column is odd")
    log.aside("the file is a zip")
    report = load_report(log.attach(pd.DataFrame({"year": [2024]})))
    assert report.notes == ("a column is odd", "the file is a zip")
    assert report.warnings == ("a column is odd",)
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
        "rsx.ods: a column is odd"
    ]


def test_an_empty_table_has_no_years() -> None:
    frame = LoadLog("workforce", "csww.csv", "").attach(pd.DataFrame(), years=pd.Series(dtype="int64"))
    assert load_report(frame).years is None


def test_a_frame_of_no_loader_has_no_report() -> None:
    with pytest.raises(TypeError, match="not made by a loader"):
        load_report(pd.DataFrame())
