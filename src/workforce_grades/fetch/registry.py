"""The registry of sources, read with whatever a researcher sets anew: addresses, ids, limits."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from workforce_grades.errors import DataError, UnknownNameError
from workforce_grades.sources.folder import DataFolder
from workforce_grades.sources.published import REGISTRY, Source, source_of

CONFIG_VARIABLE: Final = "WORKFORCE_GRADES_SOURCES"
LATEST: Final = "latest"
_SECTIONS: Final = ("client", "addresses", "sources")
_KEYS: Final = (
    "publisher", "title", "page", "release", "licence", "file", "suffixes", "named", "parts", "required",
    "without", "asked_only", "current", "fixed", "save_as", "routes", "expect",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientRules:
    """How politely, and how carefully, files are asked for; times in seconds."""

    user_agent: str
    connect_seconds: float
    read_seconds: float
    file_seconds: float
    tries: int
    wait_seconds: float
    longest_wait_seconds: float
    seconds_between_requests: float
    file_megabytes: float
    unpacked_megabytes: float
    redirects: int
    hosts: tuple[str, ...]

    @property
    def file_bytes(self) -> int:
        """The largest download."""
        return int(self.file_megabytes * 1_000_000)

    @property
    def unpacked_bytes(self) -> int:
        """The largest archive, unpacked."""
        return int(self.unpacked_megabytes * 1_000_000)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a download must hold: columns of a CSV, sheets of a workbook, rows, and rows of each year."""

    columns: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    rows: int | None = None
    rows_per_year: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """One source as the registry lists it for downloading.

    Attributes
    ----------
    source
        What it is: publisher, title, page, and how its file is named.
    asked_only
        Whether it is brought only when it is named.
    current
        The release that is fetched unless another is asked for; empty where the publisher names none.
    fixed
        Whether it is that release for good, so that a later one is no news.
    save_as
        Name for a file that the publisher sends without a usable one.
    routes
        Ways to it, best first; each says its `kind`.
    expect
        What it must hold.
    """

    source: Source
    asked_only: bool
    current: str
    fixed: bool
    save_as: str
    routes: tuple[Mapping[str, Any], ...]
    expect: Expected

    @property
    def id(self) -> str:
        """Our name for the source."""
        return self.source.id


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything about downloading that is not code."""

    client: ClientRules
    addresses: Mapping[str, str]
    sources: Mapping[str, Listed]

    def pick(self, names: list[str], *, held: Path | None = None) -> list[Listed]:
        """Return the sources named; without a name all that need not be asked for, or are in a folder already.

        Parameters
        ----------
        names
            Ids of sources.
        held
            The folder.

        Raises
        ------
        UnknownNameError
            There is no such source; carries the nearest.
        """
        for name in names:
            if name not in self.sources:
                raise UnknownNameError("source", name, self.sources, hint=f"Sources: {', '.join(self.sources)}")
        if names:
            return [source for source in self.sources.values() if source.id in names]
        there = DataFolder(held) if held is not None and held.is_dir() else None
        return [
            source
            for source in self.sources.values()
            if not source.asked_only or (there is not None and there.file_of(source.source) is not None)
        ]


def load_registry(config: Path | None = None) -> Registry:
    """Return the registry, with the values that a file of the researcher's own sets anew.

    Parameters
    ----------
    config
        That file; without it the one that ``WORKFORCE_GRADES_SOURCES`` names, if any.

    Raises
    ------
    DataError
        A file is not TOML, or a value has the wrong form.
    UnknownNameError
        It has a name that the registry has not.
    """
    tables = _read(REGISTRY)
    own = config or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    if own is not None:
        tables = _merged(tables, _checked(_read(own), own))
    try:
        return _registry(tables)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(own or REGISTRY, f"a value is missing or has the wrong form ({error!r})",
                        expected="the form of data/sources.toml", action="Correct the file") from error  # fmt: skip


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(file, f"not readable as TOML ({error})", action="Correct the file") from error
    except OSError as error:
        raise DataError(file, f"cannot be read ({error.strerror})", expected="a file like data/sources.toml") from error


def _checked(tables: dict[str, Any], file: Path) -> dict[str, Any]:
    """Raise where a file of the researcher's own names something that the registry does not know."""
    _known(tables, _SECTIONS, f"{file.name}: section")
    _known(tables.get("client", {}), [each.name for each in fields(ClientRules)], f"{file.name}: client setting")
    sources = tables.get("sources", {})
    for source_id, values in sources.items() if isinstance(sources, dict) else [("", sources)]:
        _known(values, _KEYS, f"{file.name}, source {source_id}: setting")
    return tables


def _known(names: Any, allowed: Sequence[str], kind: str) -> None:
    if not isinstance(names, dict):
        raise DataError(kind.partition(":")[0], "a value stands where a table must", expected=", ".join(allowed))
    for name in names:
        if name not in allowed:
            raise UnknownNameError(kind, name, allowed)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `own`; lists are taken whole."""
    merged = dict(base)
    for name, value in own.items():
        below = merged.get(name)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[name] = _merged(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _registry(tables: Mapping[str, Any]) -> Registry:
    client = dict(tables["client"])
    client["hosts"] = tuple(str(host) for host in client["hosts"])
    return Registry(
        client=ClientRules(**client),
        addresses={name: str(address).rstrip("/") for name, address in tables["addresses"].items()},
        sources={source_id: _listed(source_id, table) for source_id, table in tables["sources"].items()},
    )


def _listed(source_id: str, table: Mapping[str, Any]) -> Listed:
    expect = dict(table.get("expect", {}))
    return Listed(
        source=source_of(source_id, table),
        asked_only=bool(table.get("asked_only", False)),
        current=str(table.get("current", "")),
        fixed=bool(table.get("fixed", False)),
        save_as=str(table.get("save_as", "")),
        routes=tuple(dict(route) for route in table.get("routes", ())),
        expect=Expected(
            columns=tuple(expect.pop("columns", ())),
            sheets=tuple(expect.pop("sheets", ())),
            rows=expect.pop("rows", None),
            rows_per_year={str(year): int(rows) for year, rows in expect.pop("rows_per_year", {}).items()},
            **expect,
        ),
    )
