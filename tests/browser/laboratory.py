"""JupyterLab as `make lab` starts it, on a copy of the notebooks, and what a person does in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbformat.reader import NotJSONError

if TYPE_CHECKING:
    from playwright.sync_api import Page

MINUTES = 3
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"
"""The notebook in front: JupyterLab opens again what was open before, behind it."""
ALL_RUN = r"""([shown, count]) => {
  const prompts = [...document.querySelectorAll(shown + ' .jp-CodeCell .jp-InputPrompt')];
  return prompts.length === count && prompts.every(each => /\[\d+\]/.test(each.textContent));
}"""
IS_READY = """notebook => {
  const said = document.querySelector('#jp-main-statusbar').innerText;
  return said.includes(notebook) && said.includes('| Idle');
}"""
ERROR = SHOWN + ' [data-mime-type="application/vnd.jupyter.error"]'


@dataclass(frozen=True)
class Laboratory:
    """A running JupyterLab: its address with the key, and the folder it shows."""

    address: str
    folder: Path

    def open(self, page: Page, notebook: str = "") -> None:
        """Open a notebook, or what JupyterLab opens by itself."""
        place = f"lab/tree/{notebook}" if notebook else ""
        page.goto(self.address.replace("?", f"{place}?"), timeout=MINUTES * 60_000)
        page.wait_for_selector(f"{SHOWN} .jp-Cell", timeout=MINUTES * 60_000)

    def run_all_cells(self, page: Page, notebook: str) -> list[Any]:
        """Choose Run, Run All Cells, wait for the last one, save, and return the code cells as saved."""
        count = len(self._code_cells(notebook))
        page.wait_for_function(IS_READY, arg=notebook, timeout=MINUTES * 60_000)
        _choose(page, "Run", "Run All Cells")
        page.wait_for_function(ALL_RUN, arg=[SHOWN, count], timeout=MINUTES * 60_000)
        assert page.locator(ERROR).count() == 0
        _choose(page, "File", "Save Notebook")
        return self._saved(notebook, count)

    def _saved(self, notebook: str, count: int) -> list[Any]:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            cells = self._code_cells(notebook)
            if sum(cell.execution_count is not None for cell in cells) == count:
                return cells
            time.sleep(0.3)
        pytest.fail(f"{notebook} was not saved with its outputs")

    def _code_cells(self, notebook: str) -> list[Any]:
        """Return the code cells of a notebook; none while JupyterLab writes it."""
        with suppress(NotJSONError):
            cells = nbformat.read(self.folder / notebook, as_version=4).cells
            return [cell for cell in cells if cell.cell_type == "code"]
        return []


def _choose(page: Page, menu: str, entry: str) -> None:
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()


@contextmanager
def laboratory(root: Path, folder: Path, data: Path | None = None) -> Iterator[Laboratory]:
    """Start what `make lab` starts, on a copy of the notebooks, with settings and records of its own."""
    shutil.copytree(root / "notebooks", folder / "notebooks")
    words = ["make", "--just-print", "--no-print-directory", "--old-file=.venv/.ready", "lab",
             "ARGS=--no-browser --port-retries=50"]  # fmt: skip
    printed = subprocess.run([*words, *([f"DATA={data}"] if data else [])], cwd=root, capture_output=True, text=True,
                             env=_without_make(), check=True).stdout  # fmt: skip
    recipe = printed[printed.index("WORKFORCE" if data else ".venv") :]
    command = recipe.replace("--notebook-dir=notebooks", f"--notebook-dir={folder / 'notebooks'}")
    assert command != recipe
    own = {f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{kind}_DIR": str(folder / kind.lower()) for kind in ("SETTINGS", "WORKSPACES")}
    quiet = folder / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false"}')
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(["/bin/sh", "-c", f"exec {_plain(command)}"], cwd=root, stdout=log, stderr=log,
                                  env=os.environ | own)  # fmt: skip
        try:
            yield Laboratory(_address(folder), folder / "notebooks")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _without_make() -> dict[str, str]:
    """Return the environment as it is where no other make has started this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def _plain(command: str) -> str:
    """Return a recipe as one line that a shell can put itself in the place of."""
    line = " ".join(command.replace("\\\n", " ").split())
    return f"env {line}" if line.startswith("WORKFORCE") else line


def _address(folder: Path) -> str:
    deadline = time.monotonic() + MINUTES * 60
    while time.monotonic() < deadline:
        for file in (folder / "runtime").glob("jpserver-*.json"):
            told = json.loads(file.read_text() or "{}")
            if "token" in told:
                return f"http://127.0.0.1:{told['port']}/?token={told['token']}"
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start: {(folder / 'log').read_text()[-2000:]}")
