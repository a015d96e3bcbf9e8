"""A folder or a site in place of all publishers, and what is brought only when it is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from official_sites import STRANGER, OfficialSites
from site_faults import says
from site_server import Answer

from builders import build_folder
from calling import Caller
from overview_file import write_overview
from workforce_grades.sources.folder import DataFolder


def test_a_folder_stands_in_for_every_publisher(
    call: Caller, sites: OfficialSites, sample: Path, tmp_path: Path
) -> None:
    into = tmp_path / "from-folder"
    said = call("data", "fetch", "--mirror", sample, "--into", into)
    assert said.code == 0, said.err
    assert sites.asked == []
    assert DataFolder(into).fingerprint == DataFolder(sample).fingerprint
    assert DataFolder(into).content == DataFolder(sample).content


def test_a_site_stands_in_for_every_publisher(
    call: Caller, sites: OfficialSites, raw: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copies(host: str, path: str) -> Answer:
        file = sample / path.removeprefix("/copies/")
        return Answer(file.read_bytes()) if host == STRANGER and file.is_file() else Answer(status=404)

    monkeypatch.setattr(sites, "answer", copies)
    said = call("data", "fetch", "--mirror", f"https://{STRANGER}/copies/", "--into", raw, "authorities", "neighbours")
    assert said.code == 0, said.err
    assert sites.asked[:2] == [f"{STRANGER}/copies/lock.json", f"{STRANGER}/copies/manifest.csv"]
    assert sites.asked[2] == f"{STRANGER}/copies/illustrative_las.csv"


@pytest.mark.parametrize(
    ("mirror", "message"),
    [
        ("ftp://example.org", "ftp://example.org: an address with 'ftp:'. Expected https."),
        ("http://example.org/x", "an address with plain http, which anybody on the way can change"),
        ("https://me:secret@example.org", "an address with a name or a password in it"),
    ],
)
def test_a_mirror_that_may_not_be_asked_is_said_once(call: Caller, raw: Path, mirror: str, message: str) -> None:
    said = call("data", "fetch", "--mirror", mirror, "--into", raw)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert len(said.err.splitlines()) == 1
    assert "secret" not in said.err


def test_a_mirror_that_does_not_answer_is_asked_once(call: Caller, sites: OfficialSites, raw: Path) -> None:
    sites.plan(f"{STRANGER}/copies", says(503), times=99)
    words = ("--mirror", f"https://{STRANGER}/copies", "--into", raw, "authorities", "neighbours")
    said = call("data", "fetch", *words)
    assert (said.code, said.err.count("503 Service Unavailable (in 4 tries)")) == (1, 2)
    assert len(sites.asked) == 4


def test_the_overview_comes_when_it_is_named_and_is_looked_after_then(
    call: Caller, sites: OfficialSites, raw: Path, tmp_path: Path
) -> None:
    assert "inspections_overview" not in call("data", "status", "--into", raw).out
    mirror = write_overview(build_folder(tmp_path / "mirror"))
    (mirror / "las.csv").rename(mirror / "illustrative_las.csv")  # or more rows are expected
    said = call(
        "data", "fetch", "--mirror", mirror, "--into", tmp_path / "small", "authorities", "inspections_overview"
    )
    assert (said.code, "inspections_overview: new" in said.out) == (0, True), said.err
    assert "inspections_overview: as recorded" in call("data", "status", "--into", tmp_path / "small").out
    assert "nothing to record: every file" in call("data", "lock", "--into", tmp_path / "small").out
    assert "nothing to record: no file of these sources is here" in call("data", "lock", "--into", raw).out
