"""Results kept on disk under a name made of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final, TypeVar

from workforce_grades.sources.published import REGISTRY

CACHE_VARIABLE: Final = "WORKFORCE_GRADES_CACHE"
PACKAGES: Final = ("numpy", "pandas", "pandera", "pypdfium2", "python-calamine", "scipy", "statsmodels")
"""Packages whose version can change a result."""

version: Final = lru_cache(maxsize=None)(metadata.version)
"""The version of an installed package, asked for once: a run of which nothing is due asks for many."""

_KEPT: Final = 8
_memory: Final[dict[Path, Any]] = {}
_is_keeping = False

T = TypeVar("T")


def cached(name: str, depends_on: Mapping[str, str], make: Callable[[], T]) -> T:
    """Return `make()`, or what it returned before for the same dependencies.

    The name of the kept file is the hash of `depends_on`, of this package's own code and of the
    versions of Python and the packages in `PACKAGES`: where one of them changes, the result is
    made anew. Kept files are pickles, which can run code: only those of the current user that
    nobody else may write are read. Where a system has no such owners (Windows), all are read.

    Parameters
    ----------
    name
        What is kept, for people who look into the folder.
    depends_on
        Content hashes of the inputs, by name.
    make
        Computes the result; its errors pass through and nothing is kept.
    """
    packages = {package: version(package) for package in PACKAGES}
    facts = {**depends_on, **packages, "code": code_fingerprint(), "python": sys.version}
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:24]
    file = cache_folder() / f"{name}-{digest}.pickle"
    if file in _memory:
        return _memory[file] if _is_keeping else _memory.pop(file)  # type: ignore[no-any-return]
    kept: list[T] = _read(file)
    result = kept[0] if kept else make()
    if not kept:
        _keep(file, result)
    if _is_keeping:
        _memory[file] = result
    return result


@contextmanager
def keep_in_memory() -> Iterator[None]:
    """Keep what :func:`cached` returns within the block in memory too.

    For a process that forks children: in each of them the first call for the same dependencies gets it
    from there. It is handed out once, since whoever gets it may change it.
    """
    global _is_keeping
    before, _is_keeping = _is_keeping, True
    try:
        yield
    finally:
        _is_keeping = before


def cache_folder() -> Path:
    """Return where results are kept."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("workforce-grades")


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Return one hash of all source files and data files of this package, and of the registry of sources."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".csv", ".json", ".toml", ".j2", ".css", ".js") and file.is_file():
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    digest.update(REGISTRY.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> list[Any]:
    """Return what a file keeps, as a list of one; nothing where it is absent, not ours or damaged."""
    try:
        with file.open("rb") as stream:
            return [pickle.load(stream)] if _is_ours(stream.fileno()) else []  # noqa: S301
    except Exception:  # a damaged pickle can raise anything; the result is made anew
        return []


def _is_ours(file: int) -> bool:
    """Whether the user owns an open file and nobody else may write to it."""
    if os.name != "posix":
        return True
    facts = os.fstat(file)
    return facts.st_uid == os.geteuid() and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _keep(file: Path, result: object) -> None:
    """Write atomically, and drop the oldest results of this name; a full disk only costs time."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            pickle.dump(result, stream, protocol=pickle.HIGHEST_PROTOCOL)
        Path(stream.name).replace(file)
        name = file.name.rsplit("-", 1)[0]
        kept = sorted(file.parent.glob(f"{name}-*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
