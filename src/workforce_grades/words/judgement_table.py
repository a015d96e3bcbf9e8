"""Ofsted's judgements as a report prints them: a table on the first page, a list or sentences under the SIF."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from workforce_grades.codebook import Grade, Outcome

_GRADES: Final[dict[str, Grade | None]] = {
    "outstanding": "Outstanding",
    "good": "Good",
    "inadequate": "Inadequate",
    "requires improvement": "Requires improvement",
    "require improvement": "Requires improvement",
    "not judged": None,
}
GRADE: Final = r"(?:outstanding|inadequate|requires?\s+improvement(?:\s+to\s+be\s+good)?|not\s+judged|good)"
_FIRST_GRADE: Final = re.compile(
    r"\b(outstanding|inadequate|requires?\s+improvement|not\s+judged|good)\b", re.IGNORECASE
)
_GAP: Final = rf"(?:\s+{GRADE})?\s+"
_EXPERIENCES: Final = "experiences and progress of "
_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "leaders": ("impact of leaders on social work practice", "leadership, management and governance"),
    "help_protection": (f"{_EXPERIENCES}children who need help", "children who need help and protection"),
    "in_care_and_leavers": (f"{_EXPERIENCES}children in care and care leavers",),
    "in_care": (f"{_EXPERIENCES}children in care", "children looked after and achieving permanence"),
    "adoption": ("adoption performance",),
    "care_leavers": (f"{_EXPERIENCES}care leavers",),
    "board": ("local safeguarding children board",),
    "overall": ("overall effectiveness",),
}


def _pattern(label: str) -> str:
    return _GAP.join(re.escape(word) for word in label.split())


_LABEL: Final = re.compile(
    "|".join(
        f"(?P<{name}>{'|'.join(map(_pattern, forms))})" for name, forms in _LABELS.items()
    ),
    re.IGNORECASE,
)  # fmt: skip
_HEADER: Final = re.compile(r"\bJudge?ment\s+Grade\b", re.IGNORECASE)
_REACH: Final = 110
_IS: Final = r"(?:\s+(?:is|are|as|to\s+be|that|it))*\s+"
_SIF_OVERALL: Final = (
    re.compile(
        rf"\boverall\s+(?:judge?ment|effectiveness)\b[^.]{{0,160}}?\b({GRADE})\b", re.IGNORECASE
    ),
    re.compile(rf"\bchildren[’']s\s+services\s+in\s+[^.]{{2,60}}?\s(?:are\s+)?({GRADE})\b", re.IGNORECASE),
)  # fmt: skip
_BOARD: Final = re.compile(
    rf"(?:local\s+safeguarding\s+children\s+board|\bLSCB)\b[^.]{{0,40}}?{_IS}?({GRADE})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Judgements:
    """What a report judges, by outcome; None where it was not judged or is not printed.

    Attributes
    ----------
    grades
        The five of :data:`workforce_grades.codebook.OUTCOMES`.
    in_care_includes_care_leavers
        Whether children in care and care leavers were judged together.
    board
        The safeguarding board's judgement, reviewed beside SIF inspections.
    """

    grades: dict[Outcome, Grade | None] = field(default_factory=dict)
    in_care_includes_care_leavers: bool = False
    board: Grade | None = None


def find_judgements(text: str, *, sif: bool = False) -> Judgements:
    """Return the judgements in the words of a report's first pages.

    A label's judgement is the first grade between it and the next label, so that it does not matter
    whether a cell's lines come before, after or between those of its neighbour.

    Parameters
    ----------
    text
        First page; for the SIF, all pages up to the findings.
    sif
        Whether it is a report of the single inspection framework, which says the overall judgement in
        a sentence.
    """
    header = _HEADER.search(text)
    begins = header.end() if header else 0
    found = _after_labels(text[begins:])
    if sif:
        found.setdefault("overall", _in_sentence(text, _SIF_OVERALL))
        found["board"] = found.get("board") or _in_sentence(text, (_BOARD,))
        found.setdefault("in_care", None)
    joint = "in_care_and_leavers" in found
    grades: dict[Outcome, Grade | None] = {
        "overall": found.get("overall"),
        "leaders": found.get("leaders"),
        "help_protection": found.get("help_protection"),
        "in_care": found["in_care_and_leavers"] if joint else found.get("in_care"),
        "care_leavers": None if joint else found.get("care_leavers"),
    }
    return Judgements(grades, joint or sif, found.get("board"))


def as_grade(words: str) -> Grade | None:
    """Return the grade in some words; None where it was not judged."""
    found = _FIRST_GRADE.search(words)
    return _GRADES[re.sub(r"\s+", " ", found[1].lower())] if found else None


def _after_labels(text: str) -> dict[str, Grade | None]:
    labels = list(_LABEL.finditer(text))
    found: dict[str, Grade | None] = {}
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        name = str(label.lastgroup)
        end = min(label.end() + _REACH, following.start() if following else len(text))
        given = _FIRST_GRADE.search(text, label.start(), end)
        if given and name not in found:
            found[name] = as_grade(given[1])
        if name == "overall" and given and len(found) > 1:
            break
    return found


def _in_sentence(text: str, forms: tuple[re.Pattern[str], ...]) -> Grade | None:
    return next((as_grade(found[1]) for form in forms if (found := form.search(text))), None)
