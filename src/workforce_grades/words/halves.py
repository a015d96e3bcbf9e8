"""Which authorities' reports the rules were tuned on, and which were sealed: settled before any tuning."""

from __future__ import annotations

import hashlib
from typing import Final, Literal

Half = Literal["tuning", "sealed first", "sealed second"]

_SALT: Final = "what inspectors said, 2026-11-22"
_HALVES: Final[tuple[Half, ...]] = ("tuning", "tuning", "sealed first", "sealed second")


def half_of(la_key: str) -> Half:
    """Return the part that all reports of an authority belong to.

    The rule is a hash of the key, so that nobody chose, and holds for authorities whose reports nobody
    has read yet. About half are for tuning. The sealed half has two parts: the second stays unread
    until the figures of the first are known, so that there is one fresh measurement left.

    Parameters
    ----------
    la_key
        DfE's three-digit code.
    """
    digest = hashlib.sha256(f"{_SALT}|{la_key}".encode()).digest()
    return _HALVES[digest[0] % len(_HALVES)]
