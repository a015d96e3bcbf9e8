"""The panel of a study: its inspections linked at every distance, with context and regions."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from workforce_grades.models.columns import Columns
from workforce_grades.sources.own import load_own_measures

if TYPE_CHECKING:
    from workforce_grades.study import Study

DISTANCES: Final = ("lag0", "lag1", "lag2", "lead1", "lead2")
LONDON: Final = "E09"
"""How the ONS codes of the London boroughs and the City of London begin, and no other authority's."""


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """What design frames are cut from.

    Attributes
    ----------
    linked
        The `linked` table at each of :data:`DISTANCES` that is needed; one row an inspection each.
    context
        The `context` table: one row an authority and year; it may be empty where no context term is used.
    regions
        Region name of each `la_key`.
    london
        `la_key` of each London borough and of the City of London.
    own
        A researcher's own measures by `la_key` and census year; None without them.
    """

    linked: Mapping[str, pd.DataFrame]
    context: pd.DataFrame
    regions: Mapping[str, str]
    london: frozenset[str] = frozenset()
    own: pd.DataFrame | None = None

    @cached_property
    def columns(self) -> Columns:
        """Terms, samples and reasons of its inspections, each made when a design frame first needs it."""
        return Columns(self)

    def __repr__(self) -> str:
        """Return the counts of its tables."""
        return f"<Panel of {len(next(iter(self.linked.values())))} inspections at {', '.join(self.linked)}>"


_PANELS: Final[dict[int, Panel]] = {}


def study_panel(study: Study) -> Panel:
    """Return the panel of a study, made once for as long as the study lives."""
    key = id(study)
    if key not in _PANELS:
        _PANELS[key] = _link(study)
        weakref.finalize(study, _PANELS.pop, key, None)
    return _PANELS[key]


def panel_with_own(study: Study, file: str | Path) -> Panel:
    """Return the panel of a study with the measures of a researcher's own file, as terms ``own_<column>``.

    Raises
    ------
    DataError
        The file is not as :func:`workforce_grades.sources.own.load_own_measures` describes it.
    """
    return replace(study_panel(study), own=load_own_measures(Path(file), study.authorities))


def _link(study: Study) -> Panel:
    linked = {
        "lag0": study.linked(),
        "lag1": study.linked(lag=1),
        "lag2": study.linked(lag=2),
        "lead1": study.linked(lead=1),
        "lead2": study.linked(lead=2),
    }
    regions = {authority.la_key: authority.region_name for authority in study.authorities}
    london = frozenset(each.la_key for each in study.authorities if each.ons_code.startswith(LONDON))
    return Panel(linked=linked, context=study.context, regions=regions, london=london)
