"""The collection as a reader gets it: every notebook executed by the build, every page opened and looked through."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import json
import re
import resource
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from whole_builds import HARD_CASES, REGIONS, build, build_elsewhere
from workforce_grades.models import COLUMNS
from workforce_grades.reports.notebooks import load_notebooks, notebooks_folder

NOTEBOOKS = load_notebooks(notebooks_folder())
STUDY_PAGES = [notebook.report for notebook in NOTEBOOKS if not notebook.foreach]
FOREACH = [notebook.foreach for notebook in NOTEBOOKS if notebook.foreach]


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _attributes in self.tags)


def pages(out: Path) -> list[Path]:
    return sorted(out.rglob("*.html"))


def check_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    words = " ".join(" ".join(page.words).split())
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert page.count("h1") == page.count("main") == page.count("footer") == 1
    assert page.count("iframe") == page.count("object") == 0
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    blocks = page.tags.count(("script", {"type": "application/ld+json"}))
    assert len(scripts) == (path.name == "index.html") == page.count("script") - blocks
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert re.search(rf"script-src 'sha256-{re.escape(digest)}'[;\"]", text)
    loaded = [attributes.get("src") for _tag, attributes in page.tags if "src" in attributes]
    loaded += [attributes["href"] for tag, attributes in page.tags if tag == "link"]
    assert all(str(address).startswith("data:") for address in loaded)
    assert "default-src 'none'" in text
    assert "sha256" in words
    assert not re.search(r"\bnan\b|(?<![.!?] )\bNone\b|NaT|<[a-z_.]+ at 0x|Markup\(", words)
    assert str(Path.home()) not in text
    pictures = [attributes for tag, attributes in page.tags if tag == "svg" and "aria-hidden" not in attributes]
    alts = [str(attributes["aria-label"]) for attributes in pictures]
    assert len(alts) == len(set(alts))
    assert all(len(alt) >= 40 for alt in alts)
    size = path.stat().st_size
    assert size <= 150_000, f"{path.name} has {size:,} bytes"
    assert len(gzip.compress(text.encode())) <= 30_000


def test_every_illustrative_page_is_whole_small_and_offline(illustrative: Path) -> None:
    assert len(pages(illustrative)) == 1 + len(STUDY_PAGES) + 3 * len(FOREACH)
    for path in pages(illustrative):
        check_page(path)


def test_illustrative_stands_in_title_banner_figures_and_file_names(illustrative: Path) -> None:
    for path in pages(illustrative):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?)</title>", text, flags=re.DOTALL)
        assert title is not None
        assert "llustrative" in title[1]
        assert re.search(r'class="status made-up"[^>]*>\s*<strong>Illustrative data', text)
        assert text.count("<figure>") == text.count('class="figure-illustrative"')
        assert path.stem == "index" or path.stem.endswith("-illustrative")


def differences(one: Path, other: Path) -> list[str]:
    """Return the files of two builds that are not the same to the byte; `build.json` holds how long it took."""
    trees = [{path.relative_to(out) for path in out.rglob("*") if path.is_file()} for out in (one, other)]
    apart = [name for name in trees[0] & trees[1] if (one / name).read_bytes() != (other / name).read_bytes()]
    return sorted(str(name) for name in {*apart, *(trees[0] ^ trees[1])} - {Path("build.json")})


def test_another_day_place_and_person_give_the_same_bytes(illustrative: Path, tmp_path: Path) -> None:
    again = build_elsewhere(tmp_path / "elsewhere", "--limit", "3", "--jobs", "1")
    assert len(list(illustrative.rglob("*.html"))) >= 1 + len(STUDY_PAGES) + 3 * len(FOREACH)
    assert differences(illustrative, again) == []
    for file in (path for path in again.rglob("*") if path.suffix in (".html", ".json", ".csv", ".ipynb")):
        text = file.read_text(encoding="utf-8")
        assert not re.search("somebody-else|far-away|another-home|Kiritimati", text), file.name


@pytest.mark.deep
def test_nothing_kept_from_before_is_needed_for_the_same_bytes(illustrative: Path, tmp_path: Path) -> None:
    again = build_elsewhere(tmp_path / "elsewhere", "--limit", "3", cache=tmp_path / "empty")
    assert differences(illustrative, again) == []


def test_a_second_run_makes_nothing(illustrative: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(illustrative, "--limit", "3")
    assert f"0 made, {len(STUDY_PAGES) + 3 * len(FOREACH)} unchanged, 0 failed" in capsys.readouterr().out


def processor_seconds_of_rerun(out: Path, *arguments: str) -> float:
    """Run the command for what is there already, and return the processor time it took, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "workforce_grades", "run", "--out", str(out), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert re.search(r"^0 made, \d+ unchanged, 0 failed", done.stdout, flags=re.MULTILINE), done.stderr
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


@pytest.mark.deep
@pytest.mark.mirror
def test_a_rerun_of_the_whole_collection_is_quick(
    whole: Path, mirror: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = processor_seconds_of_rerun(whole, "--data", str(mirror))
    with capsys.disabled():
        sys.stdout.write(f"\na rerun of {len(pages(whole)) - 1} pages: {seconds:.1f} s of processor time\n")
    assert seconds < 5


def test_a_rerun_is_quick(illustrative: Path) -> None:
    assert processor_seconds_of_rerun(illustrative, "--limit", "3") < 5


def test_exports_are_what_the_pages_were_made_from(illustrative: Path) -> None:
    estimates = pd.read_csv(illustrative / "data" / "estimates.csv", keep_default_na=False)
    assert tuple(estimates.columns) == COLUMNS
    with (illustrative / "data" / "linked.csv").open(newline="", encoding="utf-8") as stream:
        linked = list(csv.DictReader(stream))
    assert {row["link_status"] for row in linked} == {"linked"}
    assert {row["framework"] for row in linked} == {"ILACS"}


def test_build_json_names_versions_hashes_and_timings(illustrative: Path) -> None:
    record = json.loads((illustrative / "build.json").read_text(encoding="utf-8"))
    assert record["data"]["illustrative"] is True
    assert {"python", "pandas", "statsmodels", "papermill"} <= set(record["versions"])
    assert record["failures"] in ({}, [])
    assert str(Path.home()) not in json.dumps(record)


@pytest.mark.mirror
def test_real_pages_are_whole_small_and_offline(real: Path) -> None:
    assert len(pages(real)) == 1 + len(STUDY_PAGES) + len(HARD_CASES) + len(REGIONS)
    for path in pages(real):
        check_page(path)
        assert "illustrative" not in path.name


def hrefs(path: Path) -> set[str]:
    """Return the pages beside it that a page leads to, from the top of the output folder."""
    found = [
        dict(attributes).get("href") for tag, attributes in Page(path.read_text(encoding="utf-8")).tags if tag == "a"
    ]
    local = {str(href).partition("#")[0] for href in found if href and not re.match(r"https?:|#", str(href))}
    return {(path.parent / href).resolve().as_posix() for href in local}


def test_no_link_is_dead(illustrative: Path) -> None:
    for path in pages(illustrative):
        for target in hrefs(path):
            assert Path(target).is_file(), f"{path.name} leads to {target}"


@pytest.mark.mirror
def test_regions_and_authorities_lead_to_one_another(real: Path) -> None:
    london = real / "region" / "london.html"
    for name in ("westminster", "city-of-london", "kingston-upon-thames"):
        authority = real / "local-authority" / f"{name}.html"
        assert london.resolve().as_posix() in hrefs(authority)
        assert authority.resolve().as_posix() in hrefs(london)
    assert "region/london.html" in (real / "workforce-over-time.html").read_text(encoding="utf-8")
    assert all(Path(target).is_file() for path in pages(real) for target in hrefs(path))


@pytest.mark.mirror
def test_the_real_study_page_says_what_the_estimates_say(real: Path) -> None:
    page = Page((real / "turnover-caseload-and-grades.html").read_text(encoding="utf-8"))
    words = " ".join(" ".join(page.words).split())
    estimates = pd.read_csv(real / "data" / "estimates.csv").set_index(["spec_id", "term"])
    row = estimates.loc[("overall|turnover+caseload", "caseload")]
    assert (row["n"], row["n_dropped"]) == (264, 7)
    assert f"odds ratio {row['odds_ratio']:.2f} per case, 95% interval {row['or_ci_low']:.2f}" in words
    assert estimates.loc[("overall|turnover+caseload|sample=all", "turnover"), "n"] == 267


@pytest.mark.deep
@pytest.mark.mirror
def test_every_page_of_the_real_data_keeps_its_budget(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(pages(whole)) == 1 + len(STUDY_PAGES) + 153 + 9
    sizes = {}
    for path in pages(whole):
        check_page(path)
        text = path.read_bytes()
        sizes[path.relative_to(whole).as_posix()] = (len(text), len(gzip.compress(text)))
    lines = [f"{size:,} bytes, {packed:,} packed: {name}\n" for name, (size, packed) in largest(sizes)]
    with capsys.disabled():
        sys.stdout.writelines(["\n", *lines])


def largest(sizes: dict[str, tuple[int, int]]) -> list[tuple[str, tuple[int, int]]]:
    """Return the largest page of each folder, largest first."""
    ordered = sorted(sizes.items(), key=lambda page: page[1], reverse=True)
    studies = [page for page in ordered if "/" not in page[0]]
    return [*studies, *(next(page for page in ordered if page[0].startswith(kind)) for kind in ("local-", "region/"))]


@pytest.mark.deep
@pytest.mark.mirror
def test_every_authority_of_the_real_data_twice_byte_for_byte(whole: Path, tmp_path: Path, mirror: Path) -> None:
    again = build(tmp_path / "again", "--data", str(mirror))
    assert differences(whole, again) == []
