"""Results kept on disk under a name made of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

CACHE_VARIABLE: Final = "WORKFORCE_GRADES_CACHE"
_KEPT: Final = 8

T = TypeVar("T")


def cached(name: str, depends_on: Mapping[str, str], make: Callable[[], T]) -> T:
    """Return `make()`, or what it returned before for the same dependencies.

    The name of the kept file is the hash of `depends_on`, of this package's own code and of the
    Python and pandas versions, so that nothing stale is ever read. The cache is the user's own
    folder (or the one that ``WORKFORCE_GRADES_CACHE`` names): its files are trusted.

    Parameters
    ----------
    name
        What is kept, for people who look into the folder.
    depends_on
        Content hashes of the inputs, by name.
    make
        Computes the result; its errors pass through and nothing is kept.
    """
    facts = {**depends_on, "code": code_fingerprint(), "python": sys.version, "pandas": version("pandas")}
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:24]
    file = cache_folder() / f"{name}-{digest}.pickle"
    for kept in _read(file):
        return kept  # type: ignore[no-any-return]
    result = make()
    _keep(file, result)
    return result


def cache_folder() -> Path:
    """Return where results are kept."""
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("workforce-grades")


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Return one hash of all source files of this package."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".csv", ".toml", ".j2", ".css", ".js") and file.is_file():
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> list[Any]:
    """Return what a file keeps, as a list of one; nothing where it is absent or damaged in any way."""
    try:
        return [pickle.loads(file.read_bytes())]  # noqa: S301
    except Exception:  # a damaged pickle can raise anything; the result is made anew
        return []


def _keep(file: Path, result: object) -> None:
    """Write atomically, and drop the oldest results of this name; a full disk only costs time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            pickle.dump(result, stream, protocol=pickle.HIGHEST_PROTOCOL)
        Path(stream.name).replace(file)
        name = file.name.rsplit("-", 1)[0]
        kept = sorted(file.parent.glob(f"{name}-*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
