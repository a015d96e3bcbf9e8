"""What a folder holds against its record, and files that were put there by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workforce_grades.errors import DataError, FetchError
from workforce_grades.fetch import holdings as module
from workforce_grades.fetch.holdings import BY_HAND, holdings, newer_releases, record_files
from workforce_grades.fetch.lock import Recorded, read_lock, write_lock
from workforce_grades.fetch.registry import Expected, Listed, Registry, load_registry
from workforce_grades.sources.folder import LOCK_FILE

NAME = "csww_indicators_2017_to_2025.csv"
CONTENT = "time_period,b\n2025,1\n"
DIGEST = hashlib.sha256(CONTENT.encode()).hexdigest()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.fixture
def workforce(registry: Registry) -> Listed:
    return replace(registry.sources["workforce"], expect=Expected(columns=("b",)))


def recorded(**changed: Any) -> Recorded:
    entry = Recorded(NAME, "2025", "ees-data-set", "u", "f", "2026-11-22T10:00:00Z", len(CONTENT), DIGEST)
    return replace(entry, **changed)


def put(folder: Path, content: str = CONTENT, name: str = NAME) -> Path:
    (folder / name).write_text(content)
    return folder / name


@pytest.mark.parametrize(
    ("content", "lock", "standing", "file"),
    [
        (None, None, "absent", ""),
        (None, {}, "missing", NAME),
        (CONTENT, None, "not recorded", NAME),
        (CONTENT, {}, "as recorded", NAME),
        ("edited,b\n1,2\n", {}, "edited", NAME),
        (CONTENT, {"file": "csww_indicators_2017_to_2024.csv"}, "as recorded", NAME),
    ],
)
def test_how_a_source_stands(
    tmp_path: Path, workforce: Listed, content: str | None, lock: dict[str, str] | None, standing: str, file: str
) -> None:
    if content is not None:
        put(tmp_path, content)
    if lock is not None:
        write_lock(tmp_path, {"workforce": recorded(**lock)})
    (held,) = holdings(tmp_path, [workforce])
    assert (held.standing, held.file) == (standing, file)
    assert held.release == ("Reporting year 2025" if file else "")
    assert (held.publisher, held.licence) == ("Department for Education", "OGL v3.0")


def test_a_row_for_programs_is_flat_but_for_the_record(tmp_path: Path, workforce: Listed) -> None:
    put(tmp_path)
    row = holdings(tmp_path, [workforce])[0].row()
    assert (row["source_id"], row["recorded"]) == ("workforce", None)
    write_lock(tmp_path, {"workforce": recorded()})
    assert holdings(tmp_path, [workforce])[0].row()["recorded"]["sha256"] == DIGEST


def test_two_files_of_one_source_are_refused(tmp_path: Path, workforce: Listed) -> None:
    put(tmp_path)
    put(tmp_path, name="csww_indicators_2017_to_2024.csv")
    with pytest.raises(DataError, match="2 files could be"):
        holdings(tmp_path, [workforce])


def test_a_file_put_there_by_hand_is_recorded_as_it_is(tmp_path: Path, workforce: Listed) -> None:
    put(tmp_path)
    assert record_files(tmp_path, [workforce]) == [f"workforce: {NAME} recorded"]
    entry = read_lock(tmp_path)["workforce"]
    assert (entry.file, entry.sha256, entry.bytes, entry.route) == (NAME, DIGEST, len(CONTENT), BY_HAND)
    assert entry.url == entry.final_url
    assert entry.url.startswith("https://") and entry.url.endswith("-workforce/2025")
    assert record_files(tmp_path, [workforce]) == []


def test_what_is_not_there_is_not_recorded(tmp_path: Path, workforce: Listed) -> None:
    assert record_files(tmp_path, [workforce]) == []
    assert read_lock(tmp_path) == {}


def test_a_file_that_differs_from_its_record_is_recorded_anew_only_when_asked(
    tmp_path: Path, workforce: Listed
) -> None:
    put(tmp_path)
    write_lock(tmp_path, {"workforce": recorded(sha256="0" * 64)})
    before = (tmp_path / LOCK_FILE).read_bytes()
    with pytest.raises(DataError, match=rf"{NAME}: differs from what is recorded \(sha256 00000000\.\.\.\).*--replace"):
        record_files(tmp_path, [workforce])
    assert (tmp_path / LOCK_FILE).read_bytes() == before
    assert record_files(tmp_path, [workforce], replace=True) == [f"workforce: {NAME} recorded anew"]
    assert read_lock(tmp_path)["workforce"].sha256 == DIGEST


def test_the_same_content_under_another_name_is_a_change(tmp_path: Path, workforce: Listed) -> None:
    put(tmp_path)
    write_lock(tmp_path, {"workforce": recorded(file="csww_indicators_2017_to_2024.csv")})
    with pytest.raises(DataError, match="differs from what is recorded"):
        record_files(tmp_path, [workforce])


def test_a_file_that_is_not_what_its_source_must_be_is_not_recorded(tmp_path: Path, workforce: Listed) -> None:
    put(tmp_path, "time_period,c\n2025,1\n")
    with pytest.raises(DataError, match=r"column `b`.* not found"):
        record_files(tmp_path, [workforce])
    assert read_lock(tmp_path) == {}


class Publishers:
    """Stands in for the client and for what publishers list."""

    def __init__(self, _rules: object) -> None:
        pass

    def __enter__(self) -> Publishers:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str] | FetchError]]:
    known: dict[str, list[str] | FetchError] = {}
    asked: list[str] = []

    def releases(listed: Listed, _registry: Registry, _client: object) -> list[str]:
        place = next(route.get("publication") or route.get("collection") for route in listed.routes)
        assert place not in asked, "publications with several sources are asked once"
        asked.append(place)
        answer = known[place]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    monkeypatch.setattr(module, "Client", Publishers)
    monkeypatch.setattr(module, "known_releases", releases)
    yield known


def of(registry: Registry, source_id: str, place: str, **changed: Any) -> Listed:
    return replace(registry.sources[source_id], routes=({"publication": place},), **changed)


def test_a_later_release_is_news_and_the_same_or_an_earlier_one_is_not(
    tmp_path: Path, registry: Registry, lists: dict[str, list[str] | FetchError]
) -> None:
    lists |= {"a": ["2026", "2025"], "b": ["2025"], "c": [], "d": FetchError("d", "no answer")}
    ids = ("workforce", "referrals", "population", "spending")
    sources = [of(registry, name, place, current="2025") for name, place in zip(ids, lists, strict=True)]
    told = dict(newer_releases(tmp_path, sources, registry))
    assert told == {"workforce": "2026", "spending": lists["d"]}


def test_what_is_held_counts_and_not_what_is_usual(
    tmp_path: Path, registry: Registry, lists: dict[str, list[str] | FetchError]
) -> None:
    lists["a"] = ["2026"]
    sources = [of(registry, name, "a", current=current) for name, current in
               (("workforce", "2026"), ("referrals", "2025"), ("population", "2026"))]  # fmt: skip
    held = {"workforce": "2024", "referrals": "2026", "population": ""}
    write_lock(tmp_path, {name: recorded(release=release) for name, release in held.items()})
    assert dict(newer_releases(tmp_path, sources, registry)) == {"workforce": "2026"}


def test_a_source_that_is_fixed_or_that_nobody_lists_is_not_asked_for(
    tmp_path: Path, registry: Registry, lists: dict[str, list[str] | FetchError]
) -> None:
    lists["a"] = ["2030"]
    sources = [of(registry, "workforce", "a", fixed=True), replace(registry.sources["authorities"], routes=({},))]
    assert dict(newer_releases(tmp_path, sources, registry)) == {}
