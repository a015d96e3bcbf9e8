"""In JupyterLab results are tables, and the tab key shows the public names only."""

from __future__ import annotations

import pytest

import workforce_grades as wg


@pytest.fixture(scope="module")
def study() -> wg.Study:
    return wg.load_study()


def test_a_study_is_a_table_of_what_was_read(study: wg.Study) -> None:
    html = study._repr_html_()
    assert repr(study).strip("<>").split(":")[0].split("'")[0] in html
    assert html.count("<tr") == 1 + len(study.reports)
    for report in study.reports:
        assert report.source_id in html


def test_a_fit_is_a_table_of_its_estimates(study: wg.Study) -> None:
    html = wg.fit_spec("overall|turnover+caseload", study)._repr_html_()
    assert "overall|turnover+caseload" in html
    assert html.count("<tr") == 1 + 2 + 3


@pytest.mark.parametrize("table", ["estimates", "linked"])
def test_tables_render_as_tables(study: wg.Study, table: str) -> None:
    frame = study.linked() if table == "linked" else wg.estimates_table(["overall|turnover"], study)
    assert "<table" in frame._repr_html_()


def test_the_tab_key_shows_public_names_only() -> None:
    assert dir(wg) == sorted({*wg.__all__, "__version__"})
    for name in dir(wg):
        assert getattr(wg, name)
