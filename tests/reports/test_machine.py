from __future__ import annotations

import getpass
import socket
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from workforce_grades.reports.machine import private_folders, private_names
from workforce_grades.reports.tasks import Collection

from .conftest import Shelf

Collect = Callable[[], Collection]


@pytest.fixture
def collection(shelf: Shelf, collect: Collect) -> Collection:
    shelf.add("04-grades.ipynb", "# About zebrawood")
    return collect()


@pytest.mark.parametrize(("temporary", "is_private"), [("/tmp", False), ("/var/folders/qx/T", True)])
def test_the_users_own_temporary_folder_is_private_and_everybodys_is_not(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, temporary: str, is_private: bool
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: temporary)
    assert (Path(temporary) in private_folders(collection, tmp_path)) is is_private


def test_links_are_private_as_given_and_as_followed(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setattr(sys, "prefix", "/srv/environment")
    found = private_folders(collection, tmp_path / "link")
    assert {tmp_path / "link", tmp_path / "real", Path("/srv/environment"), collection.data.path} <= set(found)
    assert collection.notebooks[0].path.parent in found
    assert Path("/") not in found


@pytest.mark.parametrize(
    ("host", "user", "names"),
    [
        ("ada-laptop.example", "lovelace", ("ada-laptop", "ada-laptop.example", "lovelace")),
        ("box", "root", ()),
        ("localhost", "ada", ()),
        ("workforce", "research", ()),
        ("zebrawood", "bracken", ()),
    ],
)
def test_names_that_are_words_of_the_pages_are_no_secret(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, host: str, user: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    monkeypatch.setattr(getpass, "getuser", lambda: user)
    assert private_names(collection) == names


def test_a_user_without_a_name_is_no_error(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr(socket, "gethostname", lambda: "ada-laptop")
    monkeypatch.setattr(getpass, "getuser", nobody)
    assert private_names(collection) == ("ada-laptop",)
