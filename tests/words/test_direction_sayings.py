"""Which way a sentence points: common ways of saying it, negated, half and half, and planned, in words of our own.

`sayings.csv` was written by us in the inspectors' manner. It holds the rules to plain English and measures nothing.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pytest

from workforce_grades.words.coder import code_sentence
from workforce_grades.words.rules import load_rules
from workforce_grades.words.sentences import Sentence

with (Path(__file__).parent / "sayings.csv").open(encoding="utf-8", newline="") as _file:
    SAYINGS: Final = [(row["theme"], row["polarity"], row["sentence"]) for row in csv.DictReader(_file)]


@pytest.mark.parametrize(("theme", "polarity", "text"), SAYINGS)
def test_direction(theme: str, polarity: str, text: str) -> None:
    coded = code_sentence(Sentence("leaders", 1, 0, text, is_bullet=False))
    assert {one.theme: one.polarity for one in coded}.get(theme) == polarity


def test_each_theme_with_a_direction_is_tried_each_way() -> None:
    themes = load_rules().themes.values()
    directed = {theme.name for theme in themes if theme.polar and not theme.part_of}
    assert {theme for theme, _polarity, _text in SAYINGS} == directed
    for theme in directed:
        assert {way for name, way, _text in SAYINGS if name == theme} >= {"positive", "negative", "mixed"}
