"""What code a page can depend on: the modules that its notebook and the making of pages lead to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from workforce_grades.cache import cached
from workforce_grades.imports import PACKAGE, imports_by_module, module_files, reached
from workforce_grades.reports.citation import citation_text
from workforce_grades.reports.provenance import versions
from workforce_grades.reports.record import file_hash
from workforce_grades.sources.published import REGISTRY

MAKERS: Final = frozenset({"workforce_grades.reports.worker", "workforce_grades.warm_engine.server"})
"""Modules that make every page."""

LOCK: Final = PACKAGE.parents[1] / "requirements.lock"
"""The versions of all packages, in a checkout."""

_digest: Final = cache(file_hash)


@cache
def reachable_hash(imported: frozenset[str] | None) -> str:
    """Return a hash of all that a page can depend on but its notebook's cells, its parameters and its data.

    That is the code of this package that is reached, the files beside that code (styles, templates, rules), the
    registry of sources, how the project is cited, the versions of the packages that can change what a page shows, and
    in a checkout the lock of all packages.

    Parameters
    ----------
    imported
        Full names that the notebook imports; nothing where they are not known: then all code counts.
    """
    files = module_files()
    modules = set(files) if imported is None else reached(imported | MAKERS, _imports())
    facts = [_digests(files[module] for module in modules), _beside(modules), _shared_facts()]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@cache
def _imports() -> Mapping[str, frozenset[str]]:
    return cached("imports", {}, imports_by_module)


def _beside(modules: Iterable[str]) -> list[tuple[str, str]]:
    """Return the files of the packages reached that are no modules, with their hashes.

    One that only modules name that are not reached, as the style of the index, does not count.
    """
    wanted = set(modules)
    return _digests(
        PACKAGE / file for file, (home, naming) in _data_files().items()
        if home in wanted and (not naming or naming & wanted)
    )  # fmt: skip


@cache
def _data_files() -> dict[str, tuple[str, frozenset[str]]]:
    """Return the package of each file that is no module, and that package's modules that name it."""
    texts = {name: file.read_text(encoding="utf-8") for name, file in module_files().items()}
    packages = {file.parent: name for name, file in module_files().items() if file.name == "__init__.py"}
    found = {}
    for file in (file for file in PACKAGE.rglob("*") if file.suffix not in (".py", ".pyc") and file.is_file()):
        home = packages[next(folder for folder in file.parents if folder in packages)]
        naming = (name for name, text in texts.items() if f"{name}.".startswith(f"{home}.") and file.name in text)
        found[file.relative_to(PACKAGE).as_posix()] = (home, frozenset(naming))
    return found


@cache
def _shared_facts() -> list[object]:
    whole = [file for file in (REGISTRY, LOCK) if file.is_file()]
    return [citation_text(), sorted(versions().items()), [_digest(file) for file in whole]]


def _digests(files: Iterable[Path]) -> list[tuple[str, str]]:
    return sorted((file.relative_to(PACKAGE).as_posix(), _digest(file)) for file in files)
