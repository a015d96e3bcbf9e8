"""Which authority a report is about: its printed name brought to our lasting key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from workforce_grades.authorities import Authorities, fold
from workforce_grades.errors import UnknownNameError

_COUNCIL_WORDS: Final = re.compile(
    r"\b(?:london borough of|royal borough of|children ?s (?:social care )?services?|local authority|metropolitan"
    r"|borough|district|county|city|unitary|council|corporation|authority|of|the|royal)\b"
)
_TRUST: Final = re.compile(r"\b(?:children ?s )?(?:services )?trust\b|\bchildren first\b|\bachieving for children\b")


class Identities:
    """Authorities found by names as reports print them.

    Parameters
    ----------
    authorities
        Who is who.
    """

    def __init__(self, authorities: Authorities) -> None:
        self._authorities = authorities
        self._known = [(_bare(member.name), member.la_key) for member in authorities]

    def find(self, names: Iterable[str], day: date | None) -> str | None:
        """Return the key of the authority that one of the names means; None where none does.

        Words that only say what kind of council it is do not count. Of two authorities that bore one
        name (Dorset, before and after 2019) it is the one that existed on the day.

        Parameters
        ----------
        names
            What may be the name, likeliest first.
        day
            A day of the inspection.
        """
        for name in names:
            for keys in self._meant(name):
                there = {key for key in keys if day is not None and self._authorities[key].existed_on(day)}
                if len(there or keys) == 1:
                    return next(iter(there or keys))
        return None

    def _meant(self, name: str) -> Iterator[set[str]]:
        """Yield the keys of all that bear a name, of a known spelling of it, of all whose name begins with it."""
        wanted = _bare(name)
        if not wanted:
            return
        yield {key for own, key in self._known if own == wanted}
        for spelling in (name, wanted):
            with suppress(UnknownNameError):
                yield {self._authorities.find(spelling).la_key}
        yield {key for own, key in self._known if own.startswith(f"{wanted} ")}


def _bare(name: str) -> str:
    words = _TRUST.sub(" ", fold(name))
    return re.sub(r"\s+", " ", _COUNCIL_WORDS.sub(" ", words)).strip()
