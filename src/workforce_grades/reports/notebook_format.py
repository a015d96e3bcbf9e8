"""nbformat, imported without the grammars of addresses that no notebook has."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

_GRAMMARS: Final = "rfc3987_syntax"


def import_nbformat() -> ModuleType:
    """Return nbformat; the first import in a process is more than a second shorter than a plain one.

    nbformat checks notebooks with jsonschema. Where `rfc3987_syntax` is installed, as beside Jupyter,
    jsonschema compiles 38 grammars when it is imported, for fields of the format `iri`, which the schemas
    of notebooks do not have. Where that import fails, jsonschema does without, and takes every text for an
    `iri` as long as the process lives; `rfc3987_syntax` itself can be imported afterwards.
    """
    is_first = "jsonschema" not in sys.modules and _GRAMMARS not in sys.modules
    if is_first:
        sys.modules[_GRAMMARS] = None  # type: ignore[assignment]  # to the import system: not there
    try:
        import nbformat
    finally:
        if is_first:
            del sys.modules[_GRAMMARS]
    return nbformat
