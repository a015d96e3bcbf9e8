"""Notebooks to HTML pages: parameters, engine, template, build."""

from typing import Literal

EngineName = Literal["warm", "kernel"]
"""What runs a notebook: a child of a warm process, or a kernel of its own."""
