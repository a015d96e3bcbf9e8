"""The errors this package raises, all below :class:`WorkforceGradesError`.

A message says what came, where, what is allowed and what to do, so that the command line can
print it as it stands, without a traceback, and exit with 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final


class WorkforceGradesError(Exception):
    """Base of every error a user can cause and put right."""


class DataError(WorkforceGradesError):
    """A data file does not hold what it must.

    Parameters
    ----------
    file
        The file (only its name is shown: folders of a machine stay out of messages).
    found
        What came, in words.
    place
        Where in the file: sheet, row, column.
    expected
        What is allowed.
    action
        What the reader can do about it.
    """

    def __init__(
        self,
        file: str | Path,
        found: str,
        *,
        place: str = "",
        expected: str = "",
        action: str = "",
    ) -> None:
        self.file = Path(file).name
        self.place = place
        self.found = found
        self.expected = expected
        self.action = action
        where = f"{self.file}, {place}" if place else self.file
        parts = [f"{where}: {found}"]
        parts += [f"expected {expected}"] if expected else []
        parts += [action] if action else []
        super().__init__(_sentences(parts))


class UnknownNameError(WorkforceGradesError):
    """A name that is not one of those allowed; carries the nearest ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, hint: str = "") -> None:
        self.kind = kind
        self.name = name
        self.nearest = nearest(name, known)
        suggestion = f"did you mean {_either(self.nearest)}?" if self.nearest else ""
        super().__init__(_sentences([f"{kind} '{name}' is not known", suggestion, hint]))


class ParameterError(WorkforceGradesError):
    """A report parameter has the wrong type or a value that is not allowed."""


class EstimationError(WorkforceGradesError):
    """A specification cannot be estimated from these data."""


class FetchError(WorkforceGradesError):
    """A publisher's site gives something else than the file that is wanted, or nothing.

    Parameters
    ----------
    address
        What was asked for.
    found
        What came, in words.
    expected, action
        What is allowed, and what the reader can do.
    """

    def __init__(self, address: str, found: str, *, expected: str = "", action: str = "") -> None:
        self.address = address
        self.found = found
        parts = [f"{address}: {found}"]
        parts += [f"expected {expected}"] if expected else []
        parts += [action] if action else []
        super().__init__(_sentences(parts))


_ALIKE: Final = 60
_ALIKE_IN_PART: Final = 75
"""Of 100: as a whole, or a part of the name with it; less is chance, as any three letters are in some name."""


def nearest(name: str, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the known names most like `name`, best first.

    Parameters
    ----------
    name
        What was asked for, in any case.
    known
        The allowed names.
    limit
        How many to return at most.
    """
    from rapidfuzz import fuzz, process, utils

    asked = utils.default_process(name)
    found = process.extract(
        name, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=limit, score_cutoff=_ALIKE
    )
    return tuple(
        match
        for match, score, _index in found
        if score >= _ALIKE_IN_PART or fuzz.ratio(asked, utils.default_process(match)) >= _ALIKE
    )


def _either(names: tuple[str, ...]) -> str:
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" or {quoted[-1]}"


def _sentences(parts: list[str]) -> str:
    stopped = [part if part[-1] in ".?!" else part + "." for part in parts if part]
    return " ".join([stopped[0], *(part[0].upper() + part[1:] for part in stopped[1:])])
