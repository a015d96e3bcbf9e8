"""What changed as an Atom feed (RFC 4287): one entry for the whole, then one an authority."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

import pandas as pd

from workforce_grades.pages.changes import between_words, entry_lines, summary
from workforce_grades.reports.citation import project
from workforce_grades.reports.provenance import Provenance

_ATOM: Final = "http://www.w3.org/2005/Atom"
_NAMES: Final = uuid.uuid5(uuid.NAMESPACE_OID, "workforce-grades")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(
    changes: pd.DataFrame, between: Mapping[str, str], *, pages: Mapping[str, str], origin: Provenance, page: str
) -> str:
    """Return the feed; the same changes give the same bytes.

    Parameters
    ----------
    changes
        From :func:`workforce_grades.differences.compare_runs`.
    between
        What :func:`workforce_grades.reports.changes.write_changes` noted: up to when the data of each went, what
        they were made from, and `updated`, the moment of the list. No two lists have the same, so nor do the ids of
        their entries.
    pages
        Path of each authority's page by `la_key`.
    origin
        Where it all comes from.
    page
        Path of the page that says the same.
    """
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": "en-GB"})
    made_up = "Illustrative data: " if origin.illustrative else ""
    when = f"{pd.Timestamp(between['updated']):%Y-%m-%dT%H:%M:%SZ}"
    compared = repr(sorted(between.items()))
    _text(feed, "title", f"{made_up}{project().title}: what changed")
    _head(feed, when, "feed", str(origin.illustrative))
    _link(feed, page)
    author = ElementTree.SubElement(feed, f"{{{_ATOM}}}author")
    _text(author, "name", " and ".join(project().authors))
    whole = f"{made_up}{between_words(between).removesuffix('.')}"
    _entry(feed, whole, summary(changes), when, page, ("all", compared))
    for about, rows in changes.groupby(["authorities", "name"], sort=False):
        keys, name = map(str, about)
        href = next((pages[key] for key in keys.split("+") if key in pages), page)
        _entry(feed, f"{made_up}{name}", entry_lines(rows), when, href, (keys, name, compared))
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="unicode", xml_declaration=False) + "\n"


def _entry(
    feed: ElementTree.Element, title: str, lines: Sequence[str], when: str, href: str, key: Sequence[str]
) -> None:
    if not lines:
        return
    entry = ElementTree.SubElement(feed, f"{{{_ATOM}}}entry")
    _text(entry, "title", title)
    _head(entry, when, *key)
    _link(entry, href)
    _text(entry, "content", "\n".join(lines))


def _head(element: ElementTree.Element, when: str, *key: str) -> None:
    _text(element, "id", f"urn:uuid:{uuid.uuid5(_NAMES, repr(key))}")
    _text(element, "updated", when)


def _link(element: ElementTree.Element, href: str) -> None:
    ElementTree.SubElement(element, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": href})


def _text(element: ElementTree.Element, tag: str, text: str) -> None:
    """Add an element with text, without the signs that no XML may hold."""
    ElementTree.SubElement(element, f"{{{_ATOM}}}{tag}").text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
