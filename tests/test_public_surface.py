from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import workforce_grades

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(workforce_grades.__path__, "workforce_grades.")
    if not module.name.endswith("__main__")
)
SECONDS = 0.5
HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "scipy",
    "statsmodels",
    "pandera",
    "papermill",
    "nbconvert",
    "python_calamine",
)


def in_a_fresh_process(code: str) -> str:
    finished = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert finished.stderr == ""
    return finished.stdout.strip()


def test_importing_is_fast_and_brings_nothing_heavy() -> None:
    code = (
        "import sys, time; begun = time.perf_counter(); import workforce_grades; "
        f"print(time.perf_counter() - begun, *(name for name in {HEAVY!r} if name in sys.modules))"
    )
    runs = [in_a_fresh_process(code).split() for _ in range(3)]
    assert [heavy for _seconds, *heavy in runs] == [[], [], []]
    assert min(float(seconds) for seconds, *_heavy in runs) < SECONDS


def test_the_command_line_brings_nothing_heavy_either() -> None:
    code = f"import sys, workforce_grades.cli; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    assert in_a_fresh_process(code) == ""


@pytest.mark.parametrize("name", workforce_grades.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(workforce_grades, name)
    assert value.__name__ == name
    assert inspect.getdoc(value), f"{name} has no docstring"
    if inspect.isclass(value):
        for member, method in inspect.getmembers(value, inspect.isfunction):
            documented = member.startswith("_") or method.__module__.split(".")[0] != "workforce_grades"
            assert documented or inspect.getdoc(method), f"{name}.{member} has no docstring"


def test_all_and_dir_agree_and_are_sorted() -> None:
    assert workforce_grades.__all__ == sorted(workforce_grades.__all__, key=lambda name: (name[0].islower(), name))
    assert set(workforce_grades.__all__) <= set(dir(workforce_grades))
    assert len(set(workforce_grades.__all__)) == len(workforce_grades.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'load_everything'"):
        workforce_grades.load_everything  # noqa: B018


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_for_and_so_do_its_public_functions(name: str) -> None:
    module = import_module(name)
    assert inspect.getdoc(module), f"{name} has no docstring"
    for function, value in inspect.getmembers(module, inspect.isfunction):
        if value.__module__ == name and not function.startswith("_"):
            assert inspect.getdoc(value), f"{name}.{function} has no docstring"


def test_importing_every_module_does_nothing_else(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    code = (
        "import builtins, importlib, logging, os, random, signal; "
        f"os.chdir({str(folder)!r}); os.environ['WORKFORCE_GRADES_DATA'] = 'nowhere'; "
        "before = (dict(os.environ), os.getcwd(), random.getstate(), logging.root.handlers[:], "
        "signal.getsignal(signal.SIGTERM)); "
        f"[importlib.import_module(name) for name in {MODULES!r}]; "
        "after = (dict(os.environ), os.getcwd(), random.getstate(), logging.root.handlers[:], "
        "signal.getsignal(signal.SIGTERM)); "
        "print(*(f'{one!r} became {other!r}' for one, other in zip(before, after) if one != other), sep='; ')"
    )
    assert in_a_fresh_process(code) == ""
    assert list(folder.iterdir()) == []
