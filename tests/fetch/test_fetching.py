"""`data fetch` against the stand-in of the official sites: every route, what is recorded, what is kept."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from official_sites import API, CONTENT, GOV, PAGES, OfficialSites
from places import expecting_its_rows, standing_in
from site_faults import changes, says

from calling import Caller
from workforce_grades.authorities import authorities_report
from workforce_grades.fetch.registry import load_registry
from workforce_grades.sources.folder import SOURCES, DataFolder


def lock_of(raw: Path) -> dict[str, dict[str, object]]:
    return json.loads((raw / "lock.json").read_text())["sources"]  # type: ignore[no-any-return]


def left_over(raw: Path) -> list[str]:
    return [file.name for file in raw.iterdir() if file.name.endswith((".part", ".tmp")) or "incoming" in file.name]


def test_all_sources_come_from_their_official_addresses_and_make_a_study(
    call: Caller, sites: OfficialSites, raw: Path, sample: Path
) -> None:
    said = call("data", "fetch", "--into", raw)
    assert said.code == 0, said.err
    assert said.out.count(": new: ") == len(SOURCES) - 1 == len(lock_of(raw))
    assert f"read it with --data {raw}" in said.out
    assert set(DataFolder(raw).fingerprint.values()) == set(DataFolder(sample).fingerprint.values())
    for source_id, entry in lock_of(raw).items():
        content = (raw / str(entry["file"])).read_bytes()
        assert content == sites.files[source_id][1]
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        assert str(entry["final_url"]).startswith("https://")
    assert left_over(raw) == []
    assert all("workforce-grades/" in headers["User-Agent"] for headers in sites.headers)


@pytest.mark.mirror
@pytest.mark.slow
def test_the_real_files_come_through_the_same_door(
    call: Caller, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _sites in standing_in(OfficialSites(mirror), tmp_path, monkeypatch):
        said = call("data", "fetch", "--into", tmp_path / "raw")
        assert said.code == 0, said.err
        for name in (file.name for file in mirror.glob("*.csv") if file.name != "manifest.csv"):
            assert (tmp_path / "raw" / name).read_bytes() == (mirror / name).read_bytes()


def test_a_second_fetch_asks_for_nothing_that_is_there(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    sites.asked.clear()
    assert "kept: las.csv" in call("data", "fetch", "--into", raw, "authorities").out
    assert sites.asked == []


def test_update_asks_whether_it_changed_and_takes_nothing_that_did_not(
    call: Caller, sites: OfficialSites, raw: Path
) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    assert "unchanged: las.csv: as recorded" in call("data", "fetch", "--into", raw, "--update", "authorities").out
    assert sites.headers[-1]["If-None-Match"] == '"1"'


def test_a_revision_is_said_and_the_older_file_kept(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    older = lock_of(raw)["authorities"]["sha256"]
    sites.plan("las.csv", changes(lambda body: body.replace(b"live", b"live", 1) + b"\n"), times=1)
    said = call("data", "fetch", "--into", raw, "--update", "authorities")
    newer = lock_of(raw)["authorities"]["sha256"]
    assert f"authorities: revised: las.csv, {len(sites.files['authorities'][1]) + 1:,} bytes" in said.out
    assert f"sha256 {str(older)[:8]}... -> {str(newer)[:8]}..." in said.out
    aside = raw / "earlier" / str(older)[:12] / "las.csv"
    assert hashlib.sha256(aside.read_bytes()).hexdigest() == older


def test_a_recorded_file_that_is_gone_comes_back_only_as_it_was(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    (raw / "las.csv").unlink()
    sites.plan("las.csv", changes(lambda body: body + b"\n"), times=1)
    said = call("data", "fetch", "--into", raw, "authorities")
    assert said.code == 1
    assert "not the file that is recorded" in said.err
    assert "`workforce-grades data fetch --update authorities` takes it" in said.err
    assert not (raw / "las.csv").exists()
    assert call("data", "fetch", "--into", raw, "authorities").code == 0


def test_an_edited_file_is_noticed_and_kept(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    (raw / "las.csv").write_bytes((raw / "las.csv").read_bytes() + b"\n")
    said = call("data", "fetch", "--into", raw, "authorities")
    assert "authorities: edited: las.csv is not the file that was fetched" in said.err
    assert (raw / "las.csv").read_bytes().endswith(b"\n\n")
    assert "authorities: edited: las.csv" in call("data", "status", "--into", raw).out


def test_an_expired_id_is_found_again_by_the_slug(call: Caller, sites: OfficialSites, raw: Path) -> None:
    slug, release, _id, title = sites.data_sets["workforce"]
    sites.data_sets["workforce"] = (slug, release, "11111111-0000-4000-8000-000000000000", title)
    said = call("data", "fetch", "--into", raw, "authorities", "workforce")
    assert said.code == 0, said.err
    assert lock_of(raw)["workforce"]["route"] == "ees-slug"


def test_the_api_serves_what_the_catalogue_does_not(call: Caller, sites: OfficialSites, raw: Path) -> None:
    sites.plan(f"{CONTENT}/api/data-set-files", says(404))
    own = expecting_its_rows(raw, "referrals", sites.files["referrals"][1], range(2013, 2026))
    said = call("data", "fetch", "--into", raw, "authorities", "referrals", "--config", own)
    assert said.code == 0, said.err
    entry = lock_of(raw)["referrals"]
    assert (entry["route"], entry["version"]) == ("ees-api", "1.0.1")
    assert entry["file"] == "c1_children_in_need_referrals_and_rereferrals_2017_to_2025.csv"
    assert (raw / str(entry["file"])).read_bytes() == sites.files["referrals"][1]
    assert any(asked.startswith(API) for asked in sites.asked)


def test_a_member_of_the_releases_zip_is_the_last_resort(call: Caller, sites: OfficialSites, raw: Path) -> None:
    sites.plan(f"{CONTENT}/api/data-set-files", says(404), times=9)
    said = call("data", "fetch", "--into", raw, "authorities", "population")
    assert said.code == 1
    assert "ons_mid-year_population_*.csv is not in the zip. It holds: data-guidance.txt;" in said.err
    name, body = sites.files["population"]
    sites.files["population"] = (name.removeprefix("illustrative_"), body)
    own = expecting_its_rows(raw, "population", body, range(2012, 2025))
    said = call("data", "fetch", "--into", raw, "population", "--config", own)
    assert said.code == 0, said.err
    assert lock_of(raw)["population"]["route"] == "ees-zip"


def test_a_newer_release_is_news_and_comes_when_asked_for(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities", "inspections")
    name, body = sites.files["inspections"]
    page = PAGES["inspections"].replace("2025", "2026")
    sites.pages["inspections_2026"] = page
    newer = io.BytesIO(body)
    with zipfile.ZipFile(newer, "a") as workbook:
        workbook.writestr("2026.txt", "")
    sites.files["inspections_2026"] = (name.replace("2025", "2026"), newer.getvalue())
    said = call("data", "status", "--ask", "--into", raw, "inspections", "authorities")
    assert "(As at 31 March 2025), gov-uk" in said.out
    assert "; release 2026 is out" in said.out
    assert "inspections: kept" in call("data", "fetch", "--into", raw, "inspections").out
    said = call("data", "fetch", "--into", raw, "--release", "inspections=latest", "inspections")
    assert "inspections: other release" in said.out, said.err
    assert lock_of(raw)["inspections"]["file"] == name.replace("2025", "2026")
    assert [file.name for file in (raw / "earlier").rglob("*.ods")] == [name]
    assert any(asked == f"{GOV}/api/content{page}" for asked in sites.asked)


def test_a_pinned_release_is_asked_for_by_its_own_id(call: Caller, sites: OfficialSites, raw: Path) -> None:
    said = call("data", "fetch", "--into", raw, "--release", "workforce=2023", "workforce")
    assert said.code == 1
    assert sites.asked[0] == f"{CONTENT}/api/data-set-files/bd4d8c04-716a-4447-af3d-677aa3223917/download"
    assert "404" in said.err


def test_offline_asks_nobody_and_names_the_page(call: Caller, sites: OfficialSites, raw: Path) -> None:
    said = call("data", "fetch", "--offline", "--into", raw, "inspections")
    assert said.code == 1
    assert "not in the folder, and --offline was asked for. Its page is https://www.gov.uk/government" in said.err
    call("data", "status", "--ask", "--offline", "--into", raw)
    assert sites.asked == []
    said = call("data", "fetch", "--offline", "--mirror", "https://example.org/x", "--into", raw)
    assert said.code == 2
    assert "a mirror on the network, and --offline was asked for" in said.err


def test_files_put_there_by_hand_are_kept_and_can_be_recorded(call: Caller, sites: OfficialSites, raw: Path) -> None:
    (raw / "las.csv").write_bytes(sites.files["authorities"][1])
    kept = call("data", "fetch", "--into", raw, "authorities").out
    assert "put here by hand; `workforce-grades data lock` records it" in kept
    assert sites.asked == []
    assert "authorities: not recorded: las.csv" in call("data", "status", "--into", raw).out
    assert "authorities: las.csv recorded" in call("data", "lock", "--into", raw).out
    assert "authorities: as recorded: las.csv" in call("data", "status", "--into", raw).out
    (raw / "las.csv").write_bytes(sites.files["authorities"][1] + b"\n")
    said = call("data", "lock", "--into", raw)
    assert (said.code, "las.csv: differs from what is recorded" in said.err) == (2, True)
    assert "las.csv recorded anew" in call("data", "lock", "--replace", "--into", raw).out


def test_a_loader_notes_a_file_that_changed_since_it_was_fetched(call: Caller, sites: OfficialSites, raw: Path) -> None:
    call("data", "fetch", "--into", raw, "authorities")
    (raw / "las.csv").write_bytes(sites.files["authorities"][1] + b"\n")
    assert "changed since the manifest was written" in authorities_report(DataFolder(raw)).notes[0]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "own.toml"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[sources", "own.toml: not readable as TOML"),
        ("[clients]", "own.toml: section 'clients' is not known. Did you mean 'client'?"),
        ("[client]\ntrys = 3", "own.toml: client setting 'trys' is not known. "),
        ("[sources.workforce]\nroute = 1", "source workforce: setting 'route' is not known. Did you mean 'routes'"),
        ("sources = 3", "a value stands where a table must"),
        ("[client]\nhosts = 7", "a value is missing or has the wrong form"),
        ("[sources.new]\ntitle = 'x'", "a value is missing or has the wrong form (KeyError('publisher'))"),
    ],
)
def test_a_configuration_that_cannot_be_read_says_why(call: Caller, own: Path, content: str, message: str) -> None:
    own.write_text(content)
    said = call("data", "fetch", "--config", own, "--into", own.parent / "raw")
    assert said.code == 2
    assert message in said.err
    assert "Traceback" not in said.err
    assert not (own.parent / "raw").exists()


def test_every_address_can_be_set_anew(own: Path) -> None:
    own.write_text(
        '[addresses]\nees_content = "https://copy.example.org/api/"\n[sources.workforce]\ncurrent = "2024"\n'
    )
    registry = load_registry(own)
    assert registry.addresses["ees_content"] == "https://copy.example.org/api"
    assert registry.addresses["gov_uk"] == "https://www.gov.uk"
    assert registry.sources["workforce"].current == "2024"
    assert registry.sources["workforce"].expect.rows_per_year["2025"] == 163


def test_unknown_names_carry_the_nearest(call: Caller, raw: Path) -> None:
    said = call("data", "fetch", "--into", raw, "workfroce")
    assert (said.code, "source 'workfroce' is not known. Did you mean 'workforce'" in said.err) == (2, True)
    said = call("data", "fetch", "--into", raw, "--release", "workfroce=2023")
    assert (said.code, "Did you mean 'workforce'" in said.err) == (2, True)
    said = call("data", "status", "--into", raw.parent / "nowhere")
    assert (said.code, "folder of downloads 'nowhere' is not known" in said.err) == (2, True)


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"form": 2, "sources": {}}', '{"form": 1, "sources": {"workforce": 1}}']
)
def test_a_damaged_record_stops_everything(call: Caller, sites: OfficialSites, raw: Path, content: str) -> None:
    (raw / "lock.json").write_text(content)
    said = call("data", "fetch", "--into", raw, "authorities")
    assert said.code == 2
    assert "lock.json" in said.err
    assert (raw / "lock.json").read_text() == content
    assert sites.asked == []
