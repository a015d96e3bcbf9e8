"""The documents build without a warning, and need nothing from the network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


def built(root: Path, out: Path, *options: str) -> Path:
    """Build the documents, every warning an error; a fresh build, whatever was built before."""
    words = [sys.executable, "-m", "sphinx", "-E", "-W", "--keep-going", "-q", *options, "docs", str(out)]
    finished = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-4000:]
    return out


@pytest.mark.slow
def test_documents_build_without_a_warning(root: Path, tmp_path: Path) -> None:
    """Without running the examples, which `test_documents.py` runs."""
    out = built(root, tmp_path / "documents", "-b", "html", "-D", "nb_execution_mode=off")
    pages = sorted(out.rglob("*.html"))
    assert {"index.html", "tutorial.html", "rap.html", "architecture.html"} <= {page.name for page in pages}
    api = (out / "reference" / "api.html").read_text(encoding="utf-8")
    assert "workforce_grades.load_study" in api
    for page in pages:
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]+src="([^"]+)"|<link[^>]+href="([^"]+)"', text)
        assert not [address for pair in loaded for address in pair if re.match(r"(?:https?:)?//", address)], page.name


@pytest.mark.deep
def test_documents_build_with_their_examples_run(root: Path, tmp_path: Path) -> None:
    cache = f"nb_execution_cache_path={tmp_path / 'executed'}"
    out = built(root, tmp_path / "documents", "-b", "html", "-D", cache)
    tutorial = (out / "tutorial.html").read_text(encoding="utf-8")
    assert re.search(r"\d\.\d\d \(95% interval \d\.\d\d to \d\.\d\d\)", tutorial)
    assert "Did you mean" in tutorial
