from __future__ import annotations

import hashlib
import re
from pathlib import Path

from workforce_grades.reports.provenance import code_hash, code_version, provenance, versions
from workforce_grades.sources.folder import DataFolder


def test_real_files_are_named_with_publisher_release_and_hash(data: DataFolder) -> None:
    origin = provenance(data)
    assert [source.file for source in origin.sources] == ["csww_indicators_2017_to_2025.csv", "las.csv"]
    workforce = origin.sources[0]
    assert workforce.publisher == "Department for Education"
    assert workforce.sha256 == hashlib.sha256(b"time_period\n2025\n").hexdigest()
    assert origin.licence[0].endswith("Open Government Licence v3.0.")
    assert "Department for Education (MIT)" in origin.licence[-1]
    assert origin.vintage == "workforce returns to 30 September 2025"
    undated = data.path / "LA_Inspection_Outcomes_latest.ods"
    undated.write_text("x")
    assert provenance(DataFolder(data.path)).vintage == "workforce returns to 30 September 2025"
    undated.rename(data.path / "LA_Inspection_Outcomes_as_at_31_March_2025.ods")
    both = provenance(DataFolder(data.path)).vintage
    assert both == "workforce returns to 30 September 2025; inspections to 31 March 2025"
    cited = origin.citation("Grades").text
    assert ". Grades. Workforce & Grades, version " in cited
    assert "Children's social work workforce: indicators, reporting year 2025" in cited


def test_generated_files_are_never_laid_at_a_publishers_door(tmp_path: Path) -> None:
    (tmp_path / "illustrative_csww_indicators_2017_to_2025.csv").write_text("x")
    origin = provenance(DataFolder(tmp_path))
    assert origin.illustrative
    assert origin.sources[0].publisher == "Workforce & Grades"
    assert origin.sources[0].page == ""
    assert "Open Government" not in " ".join(origin.licence)
    assert origin.vintage == "generated, about fictional authorities"
    assert "not to be quoted" in origin.citation("Grades").text


def test_the_code_is_named_by_commit_or_hash_and_never_by_a_folder() -> None:
    assert re.fullmatch(
        r"version \S+ \((commit [0-9a-f]{12}|commit [0-9a-f]{12}, .*|code [0-9a-f]{12})\)", code_version()
    )
    assert re.fullmatch("[0-9a-f]{64}", code_hash())
    assert "pandas" in versions()
