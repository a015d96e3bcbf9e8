"""Each notebook is as if it were the first: what another one did to its process is nowhere to be found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from executing import printed, run, write

from workforce_grades.warm_engine.orders import INLINE

pytestmark = pytest.mark.slow

POISON = {
    "name": ("mine = 1", "'mine' in globals()"),
    "builtin": ("import builtins; builtins.copyright = None", "copyright is None"),
    "module": ("import math; math.pi = 3", "__import__('math').pi == 3"),
    "imported": ("import this_is_new", "'this_is_new' in __import__('sys').modules"),
    "path": ("import sys; sys.path.insert(0, '/poison')", "'/poison' in __import__('sys').path"),
    "environment": ("import os; os.environ['POISON'] = '1'", "'POISON' in __import__('os').environ"),
    "folder": ("import os; os.chdir('/')", "__import__('os').getcwd() == '/'"),
    "seed": ("import random; random.seed(1)", "__import__('random').random() == 0.13436424411240122"),
    "numpy seed": ("import numpy; numpy.random.seed(1)", "__import__('numpy').random.rand() == 0.417022004702574"),
    "numpy errors": ("numpy.seterr(all='raise')", "__import__('numpy').geterr()['over'] == 'raise'"),
    "rcParams": ("import matplotlib.pyplot as plt; plt.rcParams['font.size'] = 99",
                 "__import__('matplotlib').rcParams['font.size'] == 99"),
    "figure": ("%config InlineBackend.close_figures = False\nplt.figure()",
               "__import__('matplotlib.pyplot').pyplot.get_fignums() != []"),
    "pandas": ("import pandas; pandas.options.display.max_rows = 3",
               "__import__('pandas').options.display.max_rows == 3"),
    "warnings": ("import warnings; warnings.simplefilter('error')",
                 "('error', None, Warning, None, 0) in __import__('warnings').filters"),
    "locale": ("import decimal; decimal.getcontext().prec = 3", "__import__('decimal').getcontext().prec == 3"),
    "logging": ("import logging; logging.basicConfig(level=1)", "bool(__import__('logging').root.handlers)"),
    "thread": ("import threading; threading.Thread(target=__import__('time').sleep, args=(60,), daemon=True).start()",
               "__import__('threading').active_count() > 1"),
    "recursion": ("sys.setrecursionlimit(999)", "__import__('sys').getrecursionlimit() == 999"),
    "history": ("%store mine", "len(In) > 2 or bool(list(get_ipython().db.keys()))"),
    "signal": ("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
               "__import__('signal').getsignal(15) == __import__('signal').SIG_IGN"),
}  # fmt: skip


def test_nothing_leaks_from_one_notebook_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "this_is_new.py").touch()
    looks = "import json; print(json.dumps([" + ", ".join(look for _poison, look in POISON.values()) + "]))"
    poisoned = write(tmp_path / "poisoned.ipynb", [*(poison for poison, _look in POISON.values()), looks])
    clean = write(tmp_path / "clean.ipynb", [looks])
    options = {"cwd": str(tmp_path), "warm_imports": ("numpy", "pandas", "matplotlib.pyplot")}
    first, last = run(poisoned, **options), run(clean, **options)
    found = dict(zip(POISON, json.loads(printed(first)[-1]), strict=True))
    not_seen = {"seed", "numpy seed"}  # the looks before have drawn from them
    assert {name for name, is_there in found.items() if not is_there} <= not_seen
    assert json.loads(printed(last)[-1]) == [False] * len(POISON)


def test_each_notebook_has_random_numbers_of_its_own(tmp_path: Path) -> None:
    drawn = "import random, numpy; print(random.random(), numpy.random.rand(), numpy.random.default_rng().random())"
    path = write(tmp_path / "a.ipynb", [drawn])
    numbers = [number for _ in range(3) for number in printed(run(path, warm_imports=("numpy",)))[0].split()]
    assert len(set(numbers)) == 9


def test_files_of_the_shell_are_gone_with_the_notebook(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", ["print(get_ipython().profile_dir.location)", "import os\nos._exit(1)"])
    with pytest.raises(RuntimeError, match="exit code 1"):
        run(path)
    import nbformat

    kept = nbformat.read(tmp_path / "a-warm.ipynb", as_version=4)
    assert not Path(printed(kept)[0].strip()).exists()


def test_a_scratch_folder_named_from_here_is_the_same_one_for_a_notebook_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "a.ipynb", ["import os; print(os.environ['IPYTHONDIR'])"])
    node = run(path, scratch="scratch", kernel_cwd=str(elsewhere))
    assert printed(node)[0].startswith(str(tmp_path / "scratch" / "warm-"))
    assert list(elsewhere.iterdir()) == []


def test_settings_that_were_made_ahead_are_those_of_no_notebook(tmp_path: Path) -> None:
    looks = "import matplotlib; print(matplotlib.rcParams['axes.grid'], matplotlib.get_backend())"
    path = write(tmp_path / "a.ipynb", [looks])
    ahead = (("matplotlib.style:use", ("ggplot",)), ("matplotlib.pyplot:figure", ()))
    node = run(path, warm_imports=("matplotlib.pyplot",), warm_calls=ahead)
    assert printed(node)[0].split() == ["False", INLINE]
