"""nbformat comes without grammars that no notebook needs, and everything works as before."""

from __future__ import annotations

import subprocess
import sys

_CHECK = """
import sys
from workforce_grades.reports.notebook_format import import_nbformat

nbformat = import_nbformat()
assert "rfc3987_syntax" not in sys.modules
assert import_nbformat() is nbformat
try:
    nbformat.validate({"nbformat": 4, "nbformat_minor": 5, "metadata": 1, "cells": []})
except nbformat.ValidationError:
    print("refused")
import rfc3987_syntax
print(rfc3987_syntax.is_valid_syntax("iri", "https://example.org/"))
"""


_WORKER = """
import sys
from workforce_grades.reports.worker import prepare_worker

prepare_worker()
print("nbformat" in sys.modules, "rfc3987_syntax" in sys.modules)
"""


def test_the_grammars_are_left_out_once_and_can_be_imported_later() -> None:
    done = subprocess.run([sys.executable, "-c", _CHECK], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == ["refused", "True"]


def test_a_worker_that_is_ready_has_not_read_the_grammars() -> None:
    done = subprocess.run([sys.executable, "-c", _WORKER], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
