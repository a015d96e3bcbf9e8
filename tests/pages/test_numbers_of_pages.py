"""Every number on an authority's page is found in, or worked out in one step from, the exported tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from workforce_grades.analyses.what_if import CAPS
from workforce_grades.authorities import Authority
from workforce_grades.codebook import EXPOSURES, MEASURES
from workforce_grades.pages.findings import main_findings
from workforce_grades.pages.local_authority.comparators import Comparators, comparisons, standings
from workforce_grades.pages.local_authority.page import LocalAuthority
from workforce_grades.reports.exports import write_csv
from workforce_grades.study import Study

HARD_CASES = ("Cumberland", "West Northamptonshire", "Bournemouth, Christchurch and Poole", "Isles of Scilly",
              "Kingston upon Thames", "Devon", "Birmingham")  # fmt: skip
PARTS = ["answer", "cards", "trends", "yearly", "comparison", "history", "linked", "national", "caps", "notes"]
WORDS = {"0", "20", "30", "10", "16", "2023", "2026", "95", "1", *(f"{cap:g}" for cap in CAPS)}
"""Rounds to 0, 20 FTE, 30 September, ten neighbours, 16 January 2023, April 2026, 95%, an odds ratio of 1, the caps."""


class Words(HTMLParser):
    """What a reader reads, pictures left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self._drawing = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawing += tag == "svg"
        self.text += [str(value) for name, value in attrs if name == "aria-label"]

    def handle_endtag(self, tag: str) -> None:
        self._drawing -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if not self._drawing:
            self.text.append(data)


def numbers(html: str) -> set[str]:
    text = " ".join(Words(html).text)
    text = re.sub(r"\bE\d{8}\b", "", text)
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text.replace(", ", " , "))}


@dataclass(frozen=True)
class Exported:
    """The exported tables, read from their files."""

    folder: Path

    @classmethod
    def of(cls, study: Study, folder: Path) -> Exported:
        tables = {
            "workforce": study.workforce.assign(la_keys=study.workforce["la_keys"].map("+".join)),
            "inspections": study.inspections, "linked": study.linked(), "comparisons": comparisons(study),
            "estimates": main_findings(study).estimates,
        }  # fmt: skip
        for name, table in tables.items():
            write_csv(table, folder / f"{name}.csv")
        return cls(folder)

    def read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", dtype={"la_key": "str", "la_keys": "str"})

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {name: self.read(name) for name in ("workforce", "inspections", "linked", "comparisons", "estimates")}

    def allowed(self, authority: Authority) -> set[str]:
        """Return every number that the page of an authority may show."""
        key, years = authority.la_key, self.tables["workforce"]["year"]
        told = {*WORDS, *map(str, range(int(years.min()), int(years.max()) + 1))}
        return told | self._own(key) | self._compared(key) | self._inspected(key) | self._estimated()

    def _own(self, key: str) -> set[str]:
        rows = self.tables["workforce"]
        rows = rows[[key in keys.split("+") for keys in rows["la_keys"]]]
        told = {f"{value:.{m.decimals}f}" for name, m in MEASURES.items() for value in rows[name].dropna()}
        told |= {f"{value:.1f}" for name in ("inpost_fte", "case_holders_fte") for value in rows[name].dropna()}
        for cap in CAPS:
            needed = rows["cases"] / cap
            told |= {f"{value:.1f}" for value in (*needed, *(needed - rows["case_holders_fte"]).clip(lower=0))}
        return told

    def _compared(self, key: str) -> set[str]:
        every = self.tables["comparisons"]
        own = every[every["la_key"] == key]
        values = pd.concat([own[name] for name in ("value", "neighbours", "region", "england")]).dropna()
        told = {f"{value:.1f}" for value in values}
        told |= {f"{value:.1f}" for value in every.loc[every["year"] == every["year"].max(), "value"].dropna()}
        for measure in EXPOSURES:
            series = own[own["measure"] == measure].set_index("year")["value"].round(1)
            told |= {f"{abs(change):.1f}" for change in series.diff().dropna()}
        return told | {digits for place in own["place"].dropna() for digits in re.findall(r"\d+", place)}

    def _inspected(self, key: str) -> set[str]:
        inspections, linked = self.tables["inspections"], self.tables["linked"]
        own = inspections[inspections["la_key"] == key]
        days = pd.to_datetime(pd.concat([own["inspection_date"], own["publication_date"]]))
        return {
            *days.dt.day.astype(str), *days.dt.year.astype(str),
            *linked.loc[linked["la_key"] == key, "lag_days"].dropna().astype(int).astype(str),
        }  # fmt: skip

    def _estimated(self) -> set[str]:
        rows = self.tables["estimates"]
        odds = pd.concat([rows[name] for name in ("odds_ratio", "or_ci_low", "or_ci_high")]).dropna()
        return {f"{value:.{places}f}" for value in odds for places in (2, 3)} | {
            *rows["n"].dropna().astype(int).astype(str)
        }


def check(study: Study, exported: Exported, authority: Authority) -> None:
    page, allowed = LocalAuthority(study, authority), exported.allowed(authority)
    formed = {str(link[2].day) for link in study.authorities.predecessors(authority.la_key)}
    formed |= {str(link[2].year) for link in study.authorities.predecessors(authority.la_key)}
    for part in PARTS:
        shown = numbers(getattr(page, part)()._repr_html_())
        assert shown <= allowed | (formed if part == "notes" else set()), f"{authority.name}, {part}"


@pytest.fixture(scope="module")
def exported(real: Study, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported.of(real, tmp_path_factory.mktemp("exported"))


def test_numbers_of_the_samples_pages(study: Study, tmp_path: Path) -> None:
    found = Exported.of(study, tmp_path)
    for authority in study.authorities.current[::60]:
        check(study, found, authority)


@pytest.mark.mirror
@pytest.mark.parametrize("name", HARD_CASES)
def test_numbers_of_awkward_pages(real: Study, exported: Exported, name: str) -> None:
    check(real, exported, real.authorities.find(name))


@pytest.mark.mirror
def test_a_number_that_is_not_exported_is_found_out(real: Study, exported: Exported) -> None:
    allowed = exported.allowed(real.authorities.find("Derby"))
    assert not numbers("<p>Turnover was 77.77%</p>") <= allowed
    assert numbers('<p>2,134 cases</p><svg aria-label="up 6.4"><text>99</text></svg>') == {"2134", "6.4"}


@pytest.mark.deep
@pytest.mark.mirror
def test_numbers_of_every_authoritys_page(real: Study, exported: Exported) -> None:
    assert len(real.authorities.current) == 153
    for authority in real.authorities.current:
        check(real, exported, authority)


def test_the_table_of_comparisons_is_what_cards_and_figures_show(study: Study) -> None:
    table = comparisons(study).set_index(["la_key", "measure", "year"])
    for authority in study.authorities.current[::50]:
        compared = Comparators(study, authority)
        for measure in EXPOSURES:
            latest = compared.latest(measure)
            if latest is None:
                continue
            row = table.loc[(authority.la_key, measure, latest[0])]
            assert row[["value", "neighbours", "region", "england"]].to_list() == pytest.approx(
                latest[1].to_list(), nan_ok=True
            )
            assert row["place"] == compared.place(measure, latest[0])


def test_standings_compare_values_as_they_are_shown_and_leave_out_flagged_ones() -> None:
    rows = pd.DataFrame(
        {"return_group": list("abcde"), "year": 2025, "caseload": [10.04, 9.96, 12.0, 1.0, 30.0],
         "caseload_flag": ["ok", "ok", "ok", "small_base", "ok"]}
    )  # fmt: skip
    assert standings(rows, "caseload") == {
        ("a", 2025): "Joint lowest of 4 returns",
        ("b", 2025): "Joint lowest of 4 returns",
        ("c", 2025): "2nd highest of 4 returns",
        ("e", 2025): "Highest of 4 returns",
    }
