"""Sphinx configuration: `make docs` builds it, offline, and every warning is an error."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from workforce_grades import __version__
from workforce_grades.documentation.reference import write_reference

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent

project = "Workforce & Grades"
author = "The Workforce & Grades authors"
release = version = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["reference/generated/*", "_static/*"]
html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["_static"]
html_copy_source = False

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE.parent / "build" / "docs-executed")
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

write_reference(HERE / "reference" / "generated")


def without_readme_links(_app: Sphinx, _document: str, source: list[str]) -> None:
    """Leave links to the README to those who read the repository: it lies outside these pages."""
    source[0] = re.sub(r"\[([^]]+)\]\((?:\.\./)+README\.md[^)]*\)", r"\1", source[0])


def setup(app: Sphinx) -> None:
    """Connect what Sphinx calls."""
    app.connect("source-read", without_readme_links)
