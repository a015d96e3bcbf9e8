"""Files for other machines name what exists: containers, Binder, hooks, workflows, the script that cron calls."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

CRITERIA = {"Baseline": 5, "Silver": 9, "Gold": 4}
"""How many criteria each of the levels of RAP has."""


def targets(root: Path) -> set[str]:
    return set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), flags=re.MULTILINE))


def is_executable(file: Path) -> bool:
    return bool(file.stat().st_mode & 0o111)


def test_the_development_container_names_what_exists(root: Path) -> None:
    folder = root / ".devcontainer"
    declared = json.loads((folder / "devcontainer.json").read_text())
    dockerfile = (folder / declared["build"]["dockerfile"]).read_text()
    assert declared["postCreateCommand"].split()[1] in targets(root)
    assert re.search(r"^FROM python:3\.1[1-9]-", dockerfile)
    for program in ("git", "make"):
        assert program in dockerfile
    interpreter = declared["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter.endswith("/.venv/bin/python")


def test_binder_installs_what_conda_installs(root: Path) -> None:
    conda = yaml.safe_load((root / "environment.yml").read_text())
    binder = yaml.safe_load((root / ".binder" / "environment.yml").read_text())
    assert binder["dependencies"] == [each for each in conda["dependencies"] if isinstance(each, str)]
    assert (binder["name"], binder["channels"]) == (conda["name"], conda["channels"])
    script = root / ".binder" / "postBuild"
    assert is_executable(script)
    assert "--no-deps" in script.read_text()
    code = re.search(r'python -c "(.+)"', script.read_text())
    assert code
    exec(code[1], {})


def test_hooks_run_the_tools_of_the_environment(root: Path) -> None:
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    entries = {hook["id"]: hook["entry"].split()[0] for hook in hooks}
    assert set(entries) == {"ruff", "ruff-format", "mypy"}
    for entry in entries.values():
        assert re.search(rf"\$\(BIN\)/{Path(entry).name}\b", (root / "Makefile").read_text())


@pytest.mark.parametrize("name", ["ci", "scheduled"])
def test_workflows_run_what_exists(root: Path, name: str) -> None:
    workflow = yaml.safe_load((root / ".github" / "workflows" / f"{name}.yml").read_text())
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs
    for run in runs:
        first, *rest = run.split()
        assert first != "make" or rest[0] in targets(root), run
        assert first == "make" or first.startswith(".venv/") or is_executable(root / first), run
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]) for step in steps if "uses" in step)


def test_the_scheduled_run_publishes_what_it_made(root: Path) -> None:
    text = (root / ".github" / "workflows" / "scheduled.yml").read_text()
    out = re.search(r"run --data \S+ --out (\S+)", text)
    assert out
    assert f"path: {out[1]}\n" in text
    assert yaml.safe_load(text)[True]["schedule"][0]["cron"].split()[-1] == "1"


def test_issue_templates_are_forms(root: Path) -> None:
    forms = [file for file in (root / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if file.stem != "config"]
    assert len(forms) == 3
    for file in forms:
        form = yaml.safe_load(file.read_text())
        assert form["name"] and form["description"]
        assert all(part["attributes"]["label"] for part in form["body"])


PROGRAM = """#!/bin/sh
echo "$@" >> "$LOG"
case "$1 $2" in "data fetch") exit "${OFFLINE:-0}";; esac
case "$1" in run) [ -z "$FAIL" ] || exit 1; mkdir -p "$5"; echo "$PAGE" > "$5/index.html";; esac
"""


def nightly(root: Path, folder: Path, page: str, *, fail: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script with a program that only notes how it is called."""
    program = folder / "program"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    (folder / "www").mkdir(exist_ok=True)
    told = {"WORKFORCE_GRADES": str(program), "WORKFORCE_GRADES_OUT": str(folder / "out"), "PAGE": page,
            "LOG": str(folder / "log"), "FAIL": fail}  # fmt: skip
    return subprocess.run(
        [root / "examples" / "cron" / "nightly.sh", "data", folder / "www" / "site"],
        env=os.environ | told, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_nightly_script_publishes_and_keeps_the_last_good_pages(root: Path, tmp_path: Path) -> None:
    site = tmp_path / "www" / "site"
    assert nightly(root, tmp_path, "one").returncode == 0
    first = site.resolve()
    assert (site / "index.html").read_text() == "one\n"
    assert nightly(root, tmp_path, "two", fail="yes").returncode == 1
    assert site.resolve() == first
    first.rename(first.with_name("site-20200101T000000Z"))
    site.unlink()
    site.symlink_to(first.with_name("site-20200101T000000Z"))
    (site.parent / "site-data").mkdir()
    assert nightly(root, tmp_path, "three").returncode == 0
    assert (site.parent / "site-data").is_dir()
    assert (site / "index.html").read_text() == "three\n"
    assert len(list(site.parent.glob("site-2*"))) == 2
    assert (tmp_path / "log").read_text().splitlines()[:3] == [
        "data fetch --update --into data",
        "data check --data data",
        f"run --data data --out {tmp_path}/out",
    ]


def test_two_nightly_runs_do_not_meet(root: Path, tmp_path: Path) -> None:
    import fcntl

    with (tmp_path / "out.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        said = nightly(root, tmp_path, "one")
    assert said.returncode == 75
    assert "another run" in said.stderr
    assert not (tmp_path / "www" / "site").exists()


def test_the_crontab_calls_the_script(root: Path) -> None:
    lines = (root / "examples" / "cron" / "workforce-grades.cron").read_text().splitlines()
    command = next(line for line in lines if line.startswith("17 5"))
    script = re.search(r"examples/\S+\.sh", command)
    assert script
    assert is_executable(root / script[0])


def test_the_self_assessment_answers_every_criterion_with_a_place(root: Path) -> None:
    text = (root / "docs" / "rap.md").read_text()
    for level, count in CRITERIA.items():
        part = re.split(r"^## ", text, flags=re.MULTILINE)
        section = next(each for each in part if each.startswith(level))
        rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")][2:]
        assert len(rows) == count, level
        for criterion, state, where in rows:
            assert criterion.strip().endswith(".")
            assert state in {"Met", "In part", "Not met"}
            assert state != "Met" or re.search(r"`[^`]+`", where), criterion
