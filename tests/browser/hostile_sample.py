"""A sample whose authorities have names that mean harm: mark-up, scripts, formulas, marks that turn text round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from workforce_grades.sample import names
from workforce_grades.sample.founding import FEWEST
from workforce_grades.sample.writing import write_sample

NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "=cmd|' /C calc'!A0",
    "Endless" + "x" * 10_000,
    "\u202eTurned\u2066 round\u200f",
    "\"><svg onload=alert(3)><b title='",
    "[Press](javascript:alert(4))",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "--><style>*{display:none}</style>",
    "../../etc/passwd",
)


def write_hostile(folder: Path) -> Path:
    """Write a sample of sixty authorities in which these names come first."""
    plain = names.place_names

    def hostile(seed: int) -> Iterator[str]:
        return chain(NAMES, (f"{name} {at}" for at, name in enumerate(NAMES)), plain(seed))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "place_names", hostile)
        write_sample(folder, authorities=FEWEST)
    return folder
