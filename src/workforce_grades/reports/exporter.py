"""Our nbconvert exporter: nbconvert's machinery with this project's one template and nothing of its themes."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from workforce_grades.reports.render import PAGE_TEMPLATE, TEMPLATES, environment


class PageExporter(TemplateExporter):
    """Exports an executed notebook as one page; code stays out.

    The template gets its blocks ready made (:func:`workforce_grades.reports.render.page_blocks`).
    """

    output_mimetype = "text/html"

    @default("default_preprocessors")
    def _no_preprocessors(self) -> list[str]:
        """Return none: blocks come ready made, and nbconvert checks the whole notebook after each."""
        return []

    @default("file_extension")
    def _html(self) -> str:
        return ".html"

    @default("template_file")
    def _page_template(self) -> str:
        return PAGE_TEMPLATE

    @default("template_paths")
    def _own_templates(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Environment:
        return environment()


@cache
def exporter() -> PageExporter:
    """Return the exporter, made once a process."""
    return PageExporter()  # type: ignore[no-untyped-call]


def export(notebook: NotebookNode, values: dict[str, Any]) -> str:
    """Return the page of a notebook, with these values for the template."""
    html, _resources = exporter().from_notebook_node(notebook, resources={"page_values": values})
    return str(html)
