"""What a warm process holds ready for the notebooks of a run: imports, the study, the national findings.

Nothing here runs a notebook: what a page draws or sets must not reach another page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from workforce_grades.cache import keep_in_memory
from workforce_grades.warm_engine.orders import USUAL_IMPORTS

if TYPE_CHECKING:
    from nbformat import NotebookNode

_OURS: Final = re.compile(r"^(?:from|import) (workforce_grades[\w.]*)", re.MULTILINE)
_LATE: Final = (
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.string",
)
"""What libraries import when it is first needed, which for pages of one authority is always."""
_ADAPTED: Final = 3
"""So many figures on, Python has adapted nearly all of the code that draws them."""


def imports_of(notebook: NotebookNode) -> tuple[str, ...]:
    """Return the modules to import ahead for a notebook: the usual ones, and those of this package that it names."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return (*USUAL_IMPORTS, *_LATE, *sorted(set(_OURS.findall(code))))


def calls_for(parameters: Mapping[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return what to call ahead for a notebook with these parameters."""
    if "data" not in parameters:
        return ()
    return ((f"{__name__}:load_ahead", (str(parameters["data"]),)),)


def load_ahead(data: str) -> None:
    """Load a data folder's study, the national findings and what inspectors said, for children to find in memory."""
    from workforce_grades.pages.findings import main_findings
    from workforce_grades.study import load_study
    from workforce_grades.words.rules import load_rules
    from workforce_grades.words.study_words import load_words

    with keep_in_memory():
        study = load_study(data or None)
        study.latest_year, study.returns_of(""), study.linked()
        main_findings(study).one_line()
        if load_words(study) is not None:
            load_rules()  # pages name the themes of what was said
    _draw_made_up_trends()


def _draw_made_up_trends() -> None:
    """Draw a trend that is nobody's: fonts are read, and Python adapts the code that draws to what it is run with.

    Each child would have to do both again, since it begins with what its parent has.
    """
    import pandas as pd

    from workforce_grades.pages.local_authority.trends import draw_trend

    years = pd.RangeIndex(2018, 2026, name="year")
    names = ["One", "Two", "Three", "Four"]
    series = pd.DataFrame({name: years % 5 + at for at, name in enumerate(names)}, index=years, dtype=float)
    marked = pd.DataFrame({"inspection_date": [pd.Timestamp(2020, 1, 1)], "overall": ["Good"]})
    for _time in range(_ADAPTED):
        draw_trend(series, names, marked)
