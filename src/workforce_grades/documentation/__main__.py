"""``python -m workforce_grades.documentation diagram FILE | answer FILE --data DIR`` renews parts of the documents."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workforce_grades.documentation.answer import answer_block, with_answer
from workforce_grades.documentation.modules import module_diagram
from workforce_grades.errors import WorkforceGradesError
from workforce_grades.reports.record import write_whole


def main(arguments: list[str] | None = None) -> int:
    """Write the part asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m workforce_grades.documentation", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    diagram = parts.add_parser("diagram", help="draw which part of the package imports which")
    diagram.add_argument("file", type=Path)
    answer = parts.add_parser("answer", help="write the answer of the study between the marks in a file")
    answer.add_argument("file", type=Path)
    answer.add_argument("--data", type=Path, required=True, help="folder with the publishers' files")
    chosen = parser.parse_args(arguments)
    try:
        text = module_diagram() if chosen.part == "diagram" else with_answer(chosen.file, answer_block(chosen.data))
        write_whole(chosen.file, text)
    except WorkforceGradesError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    sys.stdout.write(f"{chosen.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
