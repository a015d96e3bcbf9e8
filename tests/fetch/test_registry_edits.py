"""What an edit of the registry is enough for: other addresses for everything, another year."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from official_sites import API, ASSETS, CONTENT, GITHUB, GOV, MYSOCIETY, STRANGER, OfficialSites
from places import expecting_its_rows
from site_faults import says
from site_server import Answer

from calling import Caller
from workforce_grades.fetch.registry import CONFIG_VARIABLE, load_registry
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.workforce import load_workforce

PLACES = {CONTENT: "ees-content", API: "ees-api", GOV: "gov-uk", GITHUB: "github", MYSOCIETY: "mysociety"}
ELSEWHERE = f"""
[addresses]
ees_content = "https://{STRANGER}/ees-content/api"
ees_api = "https://{STRANGER}/ees-api/statistics/v1"
gov_uk = "https://{STRANGER}/gov-uk"
github = "https://{STRANGER}/github"
mysociety = "https://{STRANGER}/mysociety"
"""
TWENTY_SIX = "22222222-0000-4000-8000-000000002026"


def test_one_file_leads_every_route_to_another_host(
    call: Caller, sites: OfficialSites, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named by the environment; a copy of all sites stands at one host."""
    official = sites.answer

    def copy(host: str, path: str) -> Answer:
        assert host == STRANGER
        _nothing, place, rest = path.split("/", 2)
        answer = official(homes[place], f"/{rest}")
        answer.body = answer.body.replace(f"https://{ASSETS}".encode(), f"https://{STRANGER}/assets".encode())
        return answer

    homes = {"assets": ASSETS, **{folder: host for host, folder in PLACES.items()}}
    monkeypatch.setattr(sites, "answer", copy)
    sites.plan("ees-content/api/data-set-files", says(404), times=9)
    own = expecting_its_rows(raw, "referrals", sites.files["referrals"][1], range(2013, 2026))
    own.write_text(own.read_text().replace("[client]", f"[client]\nhosts = ['{STRANGER}']") + ELSEWHERE)
    monkeypatch.setenv(CONFIG_VARIABLE, str(own))
    said = call("data", "fetch", "--into", raw, "authorities", "uk_authorities", "inspections", "referrals")
    assert said.code == 0, said.err
    assert {asked.split("/")[0] for asked in sites.asked} == {STRANGER}
    assert {asked.split("/")[1] for asked in sites.asked} == {*PLACES.values(), "assets"}


def test_no_address_stands_outside_the_registry() -> None:
    """Every route begins with one of the addresses that a file can set anew, or is itself in such a file."""
    registry = load_registry()
    bases = {f"{{{name}}}" for name in registry.addresses}
    for listed in registry.sources.values():
        for route in listed.routes:
            assert route["kind"] in ("ees-data-set", "ees-slug", "ees-api", "ees-zip", "gov-uk", "url")
            assert route["kind"] != "url" or any(route["address"].startswith(base) for base in bases)


def with_2026(body: bytes) -> tuple[bytes, Counter[str]]:
    """Return a workforce file with a made-up 2026 on top of it, the rows of 2025 again, and the rows of each year."""
    header, *rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    at = header.index("time_period"), header.index("absence_rate_fte")
    newer = [["2026" if place == at[0] else "u" if place == at[1] else cell for place, cell in enumerate(row)]
             for row in rows if row[at[0]] == "2025"]  # fmt: skip
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *newer, *rows])
    return stream.getvalue().encode(), Counter(row[at[0]] for row in (*newer, *rows))


@pytest.fixture
def sites_of_2026(sites: OfficialSites) -> tuple[OfficialSites, Counter[str]]:
    """The stand-in after DfE has published 2026, under an id of its own; whether generated is told by the codes."""
    body, rows = with_2026(sites.files["workforce"][1])
    sites.files["workforce"] = ("csww_indicators_2017_to_2026.csv", body)
    slug, _release, _id, title = sites.data_sets["workforce"]
    sites.data_sets["workforce"] = (slug, "2026", TWENTY_SIX, title)
    return sites, rows


def edited(raw: Path, rows: Counter[str]) -> Path:
    """Return the edit that adds a year: its release, its id, and how many rows each year has."""
    own = raw.parent / "year.toml"
    counted = "".join(f"{year} = {count}\n" for year, count in rows.items())
    own.write_text(
        f"{(raw.parent / 'haste.toml').read_text()}\n[sources.workforce]\ncurrent = '2026'\n"
        f"routes = [{{ kind = 'ees-data-set', data_sets = {{ 2026 = '{TWENTY_SIX}' }} }}]\n"
        f"[sources.workforce.expect.rows_per_year]\n{counted}"
    )
    return own


def test_a_year_is_added_by_an_edit_of_the_registry(
    call: Caller, sites_of_2026: tuple[OfficialSites, Counter[str]], raw: Path
) -> None:
    sites, rows = sites_of_2026
    said = call("data", "fetch", "--config", edited(raw, rows), "--into", raw, "authorities", "workforce")
    assert said.code == 0, said.err
    assert f"{CONTENT}/api/data-set-files/{TWENTY_SIX}/download" in sites.asked
    assert "workforce: new: csww_indicators_2017_to_2026.csv" in said.out
    assert ", release 2026" in said.out
    assert DataFolder(raw).cited("workforce").release == "Reporting year 2026"
    assert DataFolder(raw).cited("workforce").page.endswith("children-s-social-work-workforce/2026")
    workforce = load_workforce(raw)
    assert workforce["year"].max() == 2026
    assert (workforce["year"] == 2026).sum() == (workforce["year"] == 2025).sum()


def test_a_year_with_other_rows_than_are_expected_is_refused(
    call: Caller, sites_of_2026: tuple[OfficialSites, Counter[str]], raw: Path
) -> None:
    _sites, rows = sites_of_2026
    said = call("data", "fetch", "--config", edited(raw, rows + Counter({"2026": 2})), "--into", raw, "workforce")
    assert said.code == 1
    assert f"{rows['2026']:,} rows of 2026. Expected {rows['2026'] + 2:,} (known for 2017 to 2026)" in said.err
    assert list(raw.glob("csww*")) == []
