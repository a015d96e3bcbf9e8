"""England's children's social work workforce and Ofsted grades: data, models and reports.

Import it as ``import workforce_grades as wg``; names load when they are first used.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workforce_grades.authorities import Authorities, Authority, load_authorities
    from workforce_grades.errors import (
        DataError,
        EstimationError,
        ParameterError,
        UnknownNameError,
        WorkforceGradesError,
    )
    from workforce_grades.link import link_inspections
    from workforce_grades.models import Fit, Spec, estimates_table, fit_spec, parse_spec
    from workforce_grades.sources.context import load_context
    from workforce_grades.sources.inspections import grades_in_force, load_inspections, load_visits
    from workforce_grades.sources.neighbours import load_neighbours
    from workforce_grades.sources.report import LoadReport, load_report
    from workforce_grades.sources.workforce import load_workforce
    from workforce_grades.study import Study, load_study
    from workforce_grades.workbench import explore

__version__ = "0.1.0"

# Notes of the loaders stand in their reports; a program that wants them as they come adds a handler.
logging.getLogger(__name__).addHandler(logging.NullHandler())

_HOME = {
    "Authorities": "authorities",
    "Authority": "authorities",
    "load_authorities": "authorities",
    "DataError": "errors",
    "EstimationError": "errors",
    "ParameterError": "errors",
    "UnknownNameError": "errors",
    "WorkforceGradesError": "errors",
    "link_inspections": "link",
    "Fit": "models",
    "Spec": "models",
    "estimates_table": "models",
    "fit_spec": "models",
    "parse_spec": "models",
    "load_context": "sources.context",
    "grades_in_force": "sources.inspections",
    "load_inspections": "sources.inspections",
    "load_visits": "sources.inspections",
    "load_neighbours": "sources.neighbours",
    "LoadReport": "sources.report",
    "load_report": "sources.report",
    "load_workforce": "sources.workforce",
    "Study": "study",
    "load_study": "study",
    "explore": "workbench",
}

__all__ = [
    "Authorities",
    "Authority",
    "DataError",
    "EstimationError",
    "Fit",
    "LoadReport",
    "ParameterError",
    "Spec",
    "Study",
    "UnknownNameError",
    "WorkforceGradesError",
    "estimates_table",
    "explore",
    "fit_spec",
    "grades_in_force",
    "link_inspections",
    "load_authorities",
    "load_context",
    "load_inspections",
    "load_neighbours",
    "load_report",
    "load_study",
    "load_visits",
    "load_workforce",
    "parse_spec",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'workforce_grades' has no attribute '{name}'")
    value = getattr(import_module(f"workforce_grades.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
