"""Which sentences of the sealed parts were read, and recall over all of them.

A wide net of words, and the rules, picked sentences out; all of these were read. From the rest some were
drawn at random and read, to see what is let through. Each of those stands for many that nobody read, so
recall must weigh them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from workforce_grades.shares import Share
from workforce_grades.words.accuracy import PARTS, load_labels, load_sealed, measured

DRAWS: Final = 100_000
SEED: Final = 20_261_122


@dataclass(frozen=True, slots=True)
class Sample:
    """How the sentences of one sealed part were read.

    Attributes
    ----------
    sentences
        All of the part; counted in the reports, because only references are kept of those that were read.
    picked
        Read because the net or a rule picked them out.
    drawn
        Read because they were drawn at random from the rest.
    let_through
        Mentions of a theme in those that were drawn.
    """

    sentences: int
    picked: int
    drawn: int
    let_through: int

    @property
    def rest(self) -> int:
        """Sentences that neither net nor rule picked out."""
        return self.sentences - self.picked


def samples() -> dict[str, Sample]:
    """Return how each sealed part was read."""
    read, labels = load_sealed("read"), load_labels()
    all_sentences = load_sealed("parts").set_index("part")["sentences"]
    told = labels.merge(read[["file", "sentence_no", "picked_by"]], on=["file", "sentence_no"], how="left")
    found = {}
    for part in PARTS:
        drawn = read["picked_by"].eq("drawn") & read["part"].eq(part)
        through = told["picked_by"].eq("drawn") & told["part"].eq(part)
        picked = int(read["part"].eq(part).sum() - drawn.sum())
        found[part] = Sample(int(all_sentences[part]), picked, int(drawn.sum()), int(through.sum()))
    return found


@lru_cache(maxsize=1)
def recall_in_all() -> Share:
    """Return recall over all sentences of the sealed parts, those that nobody read included, by the first reader.

    Each let-through mention counts for as many as its part's rest holds to one drawn sentence. The
    interval draws the rate let through of each part, and the recall among picked sentences, from
    Jeffreys' posteriors. `n` is the number of mentions that were read.
    """
    counts, parts = measured(), samples().values()
    through = sum(part.let_through for part in parts)
    found, missed = int(counts["found"].sum()), int(counts["missed"].sum()) - through
    unread = sum(part.rest * part.let_through / max(part.drawn, 1) for part in parts)
    random = np.random.default_rng(SEED)
    picked = random.beta(found + 0.5, missed + 0.5, DRAWS)
    more = sum(
        part.rest * random.beta(part.let_through + 0.5, part.drawn - part.let_through + 0.5, DRAWS) for part in parts
    )
    low, high = np.quantile(found / (found / picked + more), [0.025, 0.975])
    return Share(found / (found + missed + unread), float(low), float(high), found + missed + through)
