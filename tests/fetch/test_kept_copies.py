"""Copies that stand in for publishers, copies that are kept aside, and what a killed fetch has left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workforce_grades.errors import DataError, FetchError, UnknownNameError
from workforce_grades.fetch.client import GoneError, Received
from workforce_grades.fetch.mirror import FolderMirror, SiteMirror, is_site, site_hosts
from workforce_grades.fetch.placing import EARLIER, STAGING, clear_away, keep, put_in_place
from workforce_grades.fetch.registry import load_registry
from workforce_grades.sources.folder import SOURCES

AUTHORITIES = SOURCES["authorities"]
SITE = "https://copies.example/data"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_a_second_name_without_a_second_copy(tmp_path: Path) -> None:
    file, aside = tmp_path / "a", tmp_path / "b"
    file.write_text("x")
    keep(file, aside)
    assert aside.stat().st_ino == file.stat().st_ino


def fill_the_disk(_file: Path, to: Path) -> None:
    to.write_text("ha")
    raise OSError("the disk is full")


def test_where_a_disk_has_no_second_names_it_is_copied_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, aside = tmp_path / "a", tmp_path / "b"
    file.write_text("x")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError("not on this disk")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    keep(file, aside)
    assert (aside.read_text(), names(tmp_path)) == ("x", ["a", "b"])
    assert aside.stat().st_ino != file.stat().st_ino
    monkeypatch.setattr("shutil.copyfile", fill_the_disk)
    with pytest.raises(OSError, match="full"):
        keep(file, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_what_was_kept_before_under_its_hash_is_not_kept_again(tmp_path: Path) -> None:
    place = tmp_path / "las.csv"
    for content in ("one", "two", "one", "two", "three"):
        new = tmp_path / "new"
        new.write_text(content)
        put_in_place(new, place, place if place.exists() else None)
        assert place.read_text() == content
    kept = sorted((tmp_path / EARLIER).rglob("las.csv"))
    assert sorted(file.read_text() for file in kept) == ["one", "two"]
    assert all(len(file.parent.name) == 12 for file in kept)


def test_a_file_that_is_recorded_but_gone_is_nothing_to_keep(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.write_text("x")
    put_in_place(new, tmp_path / "las.csv", tmp_path / "las.csv")
    assert names(tmp_path) == ["las.csv"]


def test_leavings_of_a_killed_fetch_go_and_nothing_else(tmp_path: Path) -> None:
    leavings = [f"{STAGING}x/a/b.csv", ".lock.json.17.tmp", f"{EARLIER}/0a/.las.csv.part"]
    kept = [f"{EARLIER}/0a/las.csv", "las.csv", "lock.json", "incoming-x/a", "x.part", f"{EARLIER}/.las.csv.part"]
    for name in (*leavings, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    clear_away(tmp_path)
    assert names(tmp_path) == sorted(kept)
    assert not list(tmp_path.glob(f"{STAGING}*"))


@pytest.mark.parametrize(
    ("mirror", "site"),
    [("https://x", True), ("ftp://x", True), ("/a/b", False), ("C:/x", False), ("a:b", False), ("", False)],
)
def test_a_mirror_with_a_scheme_is_a_site(mirror: str, site: bool) -> None:
    assert is_site(mirror) is site


def test_the_host_of_a_site_may_be_asked_too_and_a_folder_has_none() -> None:
    assert site_hosts("https://Copies.example:443/data", ["a"]) == ("a", "copies.example")
    assert site_hosts("/copies", ["a"]) == ("a",)


def test_a_folder_gives_its_copy_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    mirror = FolderMirror(tmp_path / "copies")
    with pytest.raises(
        FetchError, match=r"copies: no file like las\.csv there\. The publisher's page is https://github"
    ):
        mirror.copy(AUTHORITIES, tmp_path / "part")
    (tmp_path / "copies" / "illustrative_las.csv").write_text("x")
    received = mirror.copy(AUTHORITIES, tmp_path / "part")
    assert (received.name, received.url) == ("illustrative_las.csv", "mirror:illustrative_las.csv")
    assert (tmp_path / "part").read_text() == "x"
    (tmp_path / "copies" / "las.csv").touch()
    with pytest.raises(DataError, match="2 files could be"):
        mirror.copy(AUTHORITIES, tmp_path / "part")


def test_a_folder_has_lists_of_its_own_or_none(tmp_path: Path) -> None:
    assert FolderMirror(tmp_path).facts() == []
    (tmp_path / "regions.csv").touch()
    (tmp_path / "name_aliases.csv").mkdir()
    assert [fact.name for fact in FolderMirror(tmp_path).facts()] == ["regions.csv"]
    with pytest.raises(UnknownNameError, match="mirror folder 'nowhere' is not known"):
        FolderMirror(tmp_path / "nowhere")


class Site:
    """Saves what it has, and keeps what was asked."""

    def __init__(self, **files: str | None) -> None:
        self.files = {name.replace("_dot_", "."): content for name, content in files.items()}
        self.asked: list[str] = []

    def save(self, address: str, to: Path, *, known: Any = None) -> Received | None:
        name = address.removeprefix(f"{SITE}/")
        self.asked.append(name)
        content = self.files.get(name, "")
        if content is None:
            return None
        if not content:
            raise GoneError(address, "404 Not Found")
        to.write_text(content)
        return Received(address, f"{address}?x", "sent-name.csv", '"1"', "today")


def mirrored(site: Site) -> SiteMirror:
    return SiteMirror(f"{SITE}/", site)  # type: ignore[arg-type]


LOCK = json.dumps({"sources": {"a": {"file": "las.csv"}, "b": {"file": "csww_indicators_1.csv"}}})


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ({"lock_dot_json": LOCK}, ["lock.json", "las.csv"]),
        ({"manifest_dot_csv": "file,bytes\nlas.csv,1\n,2\n"}, ["lock.json", "manifest.csv", "las.csv"]),
        ({"lock_dot_json": "\ufeff" + LOCK, "manifest_dot_csv": "file\nother.csv\n"}, ["lock.json", "las.csv"]),
    ],
)
def test_a_site_is_asked_for_what_its_list_names(tmp_path: Path, files: dict[str, str], asked: list[str]) -> None:
    site = Site(las_dot_csv="content", **files)
    mirror = mirrored(site)
    received = mirror.copy(AUTHORITIES, tmp_path / "part")
    assert site.asked == asked
    assert (received.name, received.url, received.etag) == ("las.csv", f"{SITE}/las.csv", '"1"')
    assert names(tmp_path) == ["part"]
    mirror.copy(AUTHORITIES, tmp_path / "part")
    assert site.asked == [*asked, "las.csv"], "the list is asked for once"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"no list of files there \(lock\.json or manifest\.csv\)\. Give the address of a copy of a data folder"),
        ({"lock_dot_json": '{"sources": {}}'}, r"no file like las\.csv there\. The publisher's page is"),
        ({"manifest_dot_csv": "file\nlas.csv\nLAS.csv\n"}, r"2 files could be 'Local authority codes with dates'"),
        ({"lock_dot_json": LOCK, "las_dot_csv": None}, "answers that the file is unchanged, though none was there"),
    ],
)
def test_a_site_that_has_no_such_file_says_so(tmp_path: Path, files: dict[str, Any], message: str) -> None:
    with pytest.raises(FetchError, match=message):
        mirrored(Site(**files)).copy(AUTHORITIES, tmp_path / "part")
    assert names(tmp_path) == []


@pytest.mark.parametrize("content", ["{", "[]", '{"sources": {"a": {}}}', '{"sources": []}', '{"sources": {"a": "x"}}'])
def test_a_list_that_cannot_be_read_is_said(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"lock\.json: the mirror's list is not readable"):
        mirrored(Site(lock_dot_json=content)).copy(AUTHORITIES, tmp_path / "part")
    assert names(tmp_path) == []


def test_a_site_without_a_list_is_asked_once(tmp_path: Path) -> None:
    site = Site()
    mirror = mirrored(site)
    for source in (AUTHORITIES, SOURCES["workforce"]):
        with pytest.raises(FetchError, match="no list of files there"):
            mirror.copy(source, tmp_path / "part")
    assert site.asked == ["lock.json", "manifest.csv"]


def own(folder: Path, content: str) -> Path:
    (folder / "own.toml").write_text(content)
    return folder / "own.toml"


def test_a_file_of_ones_own_sets_values_anew_and_leaves_the_others(tmp_path: Path) -> None:
    usual = load_registry()
    text = "[client]\nfile_megabytes = 0.5\nhosts = ['a']\n[addresses]\ngithub = 'https://b/'\n"
    registry = load_registry(own(tmp_path, f"{text}[sources.authorities]\ncurrent = 7\n"))
    assert (registry.client.file_bytes, registry.client.hosts) == (500_000, ("a",))
    assert registry.client.unpacked_bytes == usual.client.unpacked_bytes == 500_000_000
    assert (registry.addresses["github"], registry.addresses["gov_uk"]) == ("https://b", usual.addresses["gov_uk"])
    assert registry.sources["authorities"].current == "7"
    assert registry.sources["authorities"].routes == usual.sources["authorities"].routes
    assert registry.sources["workforce"] == usual.sources["workforce"]


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("[clients]\n", UnknownNameError, "own.toml: section 'clients' is not known. Did you mean 'client'"),
        (
            "[client]\ntrys = 3\n",
            UnknownNameError,
            "own.toml: client setting 'trys' is not known. Did you mean 'tries'",
        ),
        ("[sources.authorities]\nroute = []\n", UnknownNameError, "source authorities: setting 'route' is not known"),
        ("sources = 3\n", DataError, "a value stands where a table must"),
        ("[sources]\nauthorities = 3\n", DataError, "a value stands where a table must"),
        ("client = 3\n", DataError, "a value stands where a table must"),
        ("[client]\nhosts = 3\n", DataError, "a value is missing or has the wrong form (TypeError"),
        ("[sources.authorities.expect]\nrow = 3\n", DataError, "a value is missing or has the wrong form (TypeError"),
        ("[sources.authorities.expect]\nrows_per_year = {2025 = 'x'}\n", DataError, "wrong form (ValueError"),
        ("[sources.mine]\ntitle = 'x'\n", DataError, "wrong form (KeyError('publisher')"),
        ("[client", DataError, "own.toml: not readable as TOML"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as refused:
        load_registry(own(tmp_path, text))
    assert message in str(refused.value)


def test_sources_are_picked_in_the_registrys_order_and_rare_ones_only_when_named_or_held(tmp_path: Path) -> None:
    registry = load_registry()
    usual = [listed.id for listed in registry.pick([])]
    assert "inspections_overview" not in usual
    assert [each.id for each in registry.pick(["authorities", "workforce"])] == ["workforce", "authorities"]
    (tmp_path / "ofsted_csc_ilacs_overview.xlsx").touch()
    assert {each.id for each in registry.pick([], held=tmp_path)} - set(usual) == {"inspections_overview"}
    assert [each.id for each in registry.pick([], held=tmp_path / "nowhere")] == usual
    with pytest.raises(UnknownNameError, match=r"source 'workforces' is not known\. Did you mean 'workforce'"):
        registry.pick(["authorities", "workforces"])
