"""The warm engine's notebooks are those of the standard kernel, but for times."""

from __future__ import annotations

from pathlib import Path

import pytest
from executing import bare, outputs, printed, run, write
from nbformat import NotebookNode
from nbformat.v4 import new_output

pytestmark = pytest.mark.slow

AWAIT_THREAD = "\nimport time; time.sleep(0.2)"  # ipykernel reads file descriptors in a thread

CASES = {
    "results": ["x = 1\nx", "None", "x; 2", "_, _1, In[1], Out", "x;", "a = b = [1]\na\nb"],
    "streams": [
        "print('a'); import sys; print('e', file=sys.stderr); print('b')",
        "print('a', flush=True); print('e', file=sys.stderr, flush=True); print('b')",
        "import time\nfor i in range(3):\n    print(i); time.sleep(.6)",
        "sys.stdout.write('no newline'), sys.stdout.isatty(), sys.stdout.encoding",
        "print('é ✓ \\u2028')",
    ],
    "subprocesses": [
        "import subprocess\nprint('a'); subprocess.run(['echo', 'fd']); print('b')" + AWAIT_THREAD,
        "code = subprocess.run('echo err >&2; echo out', shell=True).returncode" + AWAIT_THREAD + "\ncode",
        "!echo shell; exit 3\n_exit_code",
        "x = !echo one; echo two\nx",
        "import os\nwritten = os.write(1, b'raw \\xff bytes\\n')" + AWAIT_THREAD + "\nwritten",
        "kept, nowhere = os.dup(1), os.open('/dev/null', os.O_WRONLY)\nos.dup2(nowhere, 1)\nprint('to the cell')\n"
        "import sys; sys.stdout.flush()\nos.dup2(kept, 1)\nprint('after')",
        "os.close(1)\nprint('closed')",
        "os.dup2(kept, 1)\nprint('open again')",
        "print(subprocess.run(['cat'], stdin=None, capture_output=True, text=True))",
    ],
    "display": [
        "from IPython.display import HTML, JSON, Markdown, clear_output, display, update_display\n"
        "display(1, HTML('<b>'))",
        "handle = display('first', display_id='one')",
        "update_display('second', display_id='one')",
        "handle.update('third')\nhandle",
        "print('gone'); clear_output(); print('stays')",
        "display('gone'); clear_output(wait=True); display('stays')",
        "print('kept until the end'); clear_output(wait=True)",
        "JSON({'a': [1, None, 2.5]})",
        "display({'text/plain': 'raw', 'image/png': b'\\x89PNG'}, raw=True, metadata={'a': 1})",
        "print('before'); display(Markdown('*x*')); print('after')\n'result'",
        "class Broken:\n    def __repr__(self): raise ValueError('no repr')\nBroken()",
    ],
    "magics": [
        "%%bash\necho from bash; echo wrong >&2",
        "%%capture held\nprint('held')",
        "held.stdout",
        "%env NAME_OF_A_TEST=1\n%cd -q /\n%pwd",
        "%%html\n<b>",
        "%lsmagic\n%who",
        "%%writefile /dev/null\ntext",
        "print?",
        "%matplotlib inline",
        "get_ipython().set_next_input('next')",
        "%%python3\nprint('another Python')",
        "%load_ext autoreload\n%autoreload 0",
        "%history -n 1-2",
    ],
    "errors": [
        ("1 / 0", ["raises-exception"]),
        ("x =", ["raises-exception"]),
        ("def f():\n    raise KeyError('inner')\n"
         "try:\n    f()\nexcept KeyError as e:\n    raise ValueError('outer') from e",
         ["raises-exception"]),
        ("input('name?')", ["raises-exception"]),
        ("import sys\nsys.exit(3)", ["raises-exception"]),
        ("raise KeyboardInterrupt", ["raises-exception"]),
        ("%nosuchmagic", ["raises-exception"]),
        ("1 / 0", ["skip-execution"]),
        "after = 1\nafter",
        "print('before'); raise SystemError('the last')",
        "never = 1",
    ],
    "asyncio": [
        "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
        "async def later(found):\n    await asyncio.sleep(0)\n    found.append(1)\n"
        "found = []\ntask = asyncio.create_task(later(found))",
        "await task\nfound",
        ("asyncio.run(later(found))", ["raises-exception"]),
        "asyncio.get_event_loop().is_running()",
    ],
    "later": [
        "import asyncio\nasync def later(): print('of the cell before')\ntask = asyncio.create_task(later())",
        "print('a result')",
    ],
    "silenced": ["import sys\ndisplay('shown'); sys.stdout = None; print('nobody hears this')"],
    "figures": [
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(1, 1)); axes.plot([1, 2]);",
        "plt.plot([1]); plt.title('two'); plt.figure(figsize=(1, 1)); plt.plot([2]);",
        "plt.rcParams['figure.figsize'] = (1, 2)\nplt.plot([3]); plt.show(); print('after')",
        "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 'x'",
        "plt.get_backend(), plt.get_fignums(), plt.isinteractive()",
    ],
    "where": [
        "import os, sys\nos.getcwd(), __name__, '__file__' in globals(), sys.path",
        "{name: os.environ.get(name) for name in ('MPLBACKEND', 'TERM', 'PAGER', 'FORCE_COLOR', 'MINE')}",
        "type(get_ipython()).__name__, sorted(n for n in globals() if not n.startswith('_'))",
        "import threading, multiprocessing\nthreading.current_thread().name, multiprocessing.current_process().name",
        "import warnings\nwarnings.showwarning = lambda *said: print(said[:2])\n"
        "warnings.warn('a warning')\nwarnings.warn('old', DeprecationWarning)",
        "import signal\nsignal.getsignal(signal.SIGINT) is signal.default_int_handler",
        "sys.stdin.read()",
    ],
    "tables": [
        "import pandas as pd\npd.DataFrame({f'column {n}': range(70) for n in range(25)})",
        "print(pd.DataFrame({f'column {n}': range(3) for n in range(12)}))\npd.options.display.max_columns",
        "from tqdm.auto import tqdm\nlist(tqdm(range(3), disable=True)), tqdm.__module__",
    ],
    "processes": [
        "import os\npid = os.fork()\n"
        "if pid == 0:\n    os.write(1, b'from a fork\\n'); os._exit(0)\nended = os.waitpid(pid, 0)[1]"
        + AWAIT_THREAD + "\nended",
        "import multiprocessing, time\n"
        "process = multiprocessing.get_context('fork').Process(target=time.sleep, args=(0,))\n"
        "process.start(); process.join(); process.exitcode",
        "from joblib import Parallel, delayed\nParallel(n_jobs=2)(delayed(abs)(-n) for n in range(3))",
    ],
}  # fmt: skip


def in_any_order(node: NotebookNode) -> NotebookNode:
    """Return a notebook whose streams come last in each cell, whole, their lines in alphabetical order."""
    for shown in outputs(node):
        streams = [output for output in shown if output.output_type == "stream"]
        lines = sorted(f"{each.name}: {line}" for each in streams for line in each.text.splitlines())
        shown[:] = [output for output in shown if output.output_type != "stream"]
        shown.append(new_output("stream", text="\n".join(lines)))
    return node


@pytest.mark.parametrize("case", CASES)
def test_the_notebook_is_that_of_the_standard_kernel(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel looks at it, and then captures less
    monkeypatch.setenv("MINE", "1")
    path = write(tmp_path / f"{case}.ipynb", CASES[case])
    imports = ("pandas", "matplotlib.pyplot", "joblib")
    warm = run(path, cwd=str(tmp_path), warm_imports=imports)
    standard = run(path, "nbclient", cwd=str(tmp_path))
    assert any(outputs(standard))
    warm, standard = bare(warm), bare(standard)
    if case == "subprocesses":
        warm, standard = in_any_order(warm), in_any_order(standard)
    for ours, theirs in zip(warm.cells, standard.cells, strict=True):
        assert ours == theirs
    assert warm == standard


def test_parameters_come_in_and_times_are_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [("years = 3", ["parameters"]), "print(years)"])
    node = run(path, parameters={"years": 7})
    assert printed(node)[-1] == "7\n"
    assert [cell.metadata.papermill.status for cell in node.cells] == ["completed"] * 3
    assert all(cell.metadata.papermill.duration >= 0 for cell in node.cells)


def test_a_flush_that_a_cell_asks_for_waits_for_nothing(tmp_path: Path) -> None:
    asked = "import os, sys, time\nos.system('echo B >&2'); os.system('echo A'); sys.stdout.flush(); time.sleep(0.6)"
    twice = (
        "sys.stderr.flush(); os.system('echo A'); sys.stdout.flush(); time.sleep(0.1)\n"
        "os.system('echo B >&2'); sys.stderr.flush()"
    )
    node = run(write(tmp_path / "a.ipynb", [asked, twice]))
    said = [[output.text for output in cell if output.output_type == "stream"] for cell in outputs(node)]
    assert said == [["A\n", "B\n"]] * 2
