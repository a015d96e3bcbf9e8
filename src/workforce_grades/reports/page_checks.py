"""What a page must never hold, checked before it is published."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from workforce_grades.errors import WorkforceGradesError

_FORBIDDEN: Final = ("iframe", "object", "embed", "base", "form", "audio", "video", "frame", "portal")
_LOADS: Final = ("src", "srcset", "poster", "background", "data", "action", "formaction", "ping", "manifest")
_CSS_LOAD: Final = re.compile(r"url\(\s*['\"]?(?!data:|#)|@import", re.IGNORECASE)
_DATA_BLOCK: Final = {"type": "application/ld+json"}
_KERNEL_FILE: Final = re.compile(r"ipykernel_\d+")
_KERNEL_PATH: Final = re.compile(r"\S*ipykernel_\d+/\d+\.py")
_NEVER: Final = r"(?!)"
_SAFE_LINK: Final = re.compile(r"(?:https?:|mailto:|#|[\w.\-/%]+(?:$|#)|\?)|^$", re.IGNORECASE)


class PageError(WorkforceGradesError):
    """A page that must not be published."""


class Elements(HTMLParser):
    """Collects what a browser would load or run, and what a reader with a screen reader meets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.headings = 0
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.styles: list[str] = []
        self.style_attributes: list[str] = []
        self.scripts: list[str] = []
        self.data_blocks: list[str] = []
        self._raw: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag brings."""
        self.headings += tag == "h1"
        self._raw = self._raw_text(tag, dict(attrs))
        if self._raw is not None:
            self._raw.append("")
        if tag in _FORBIDDEN:
            self.problems.append(f"it has a <{tag}>")
        values = {name: value or "" for name, value in attrs}
        if tag == "img" and not values.get("alt", "").strip():
            self.problems.append("an image has no alt text")
        for name, value in values.items():
            self._attribute(tag, name, value)

    def handle_endtag(self, tag: str) -> None:
        """Note that raw text ends."""
        if tag in ("style", "script"):
            self._raw = None

    def handle_data(self, data: str) -> None:
        """Keep raw text."""
        if self._raw is not None:
            self._raw[-1] += data

    def _raw_text(self, tag: str, attributes: dict[str, str | None]) -> list[str] | None:
        """Return where the text of an element is kept that holds no elements; anything odd counts as a script."""
        if tag == "script":
            return self.data_blocks if attributes == _DATA_BLOCK else self.scripts
        return self.styles if tag == "style" else None

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "id":
            self.ids.append(value)
        elif name == "style":
            self.style_attributes.append(value)
        elif name.startswith("on"):
            self.problems.append(f"<{tag}> has the event handler {name}")
        elif name in _LOADS and not value.startswith("data:"):
            self.problems.append(f"<{tag}> loads {value[:80]}")
        elif name in ("href", "xlink:href"):
            self._link(tag, value)

    def _link(self, tag: str, value: str) -> None:
        if value.startswith("#"):
            self.targets.append(value[1:])
        inside = value.startswith(("#", "data:"))
        if tag == "a" and not _SAFE_LINK.match(value):
            self.problems.append(f"a link goes to {value[:80]}")
        elif tag != "a" and not inside:
            self.problems.append(f"<{tag}> loads {value[:80]}")


def read_elements(html: str) -> Elements:
    """Return what a page holds, for the checks and for its security policy."""
    elements = Elements()
    elements.feed(html)
    elements.close()
    return elements


def check_page(
    html: str, *, private: Iterable[Path] = (), names: Iterable[str] = (), scripts: Collection[str] = ()
) -> Elements:
    """Return what a page holds if it can be published.

    Parameters
    ----------
    html
        The whole page.
    private
        Folders of this machine that no page may name.
    names
        Names of this machine and its user, which no page may hold either.
    scripts
        The only scripts that it may run, as they stand in it.

    Raises
    ------
    PageError
        It would run or load something, names a folder of this machine, or a reader with a screen
        reader could not find the way: not exactly one first heading, a link or id that is not unique.
    """
    elements = read_elements(html)
    problems = list(elements.problems)
    problems += ["it has a <script>" for script in elements.scripts if script not in scripts]
    problems += ["a block of data is not JSON" for block in elements.data_blocks if not _is_json(block)]
    if any(_CSS_LOAD.search(css) for css in (*elements.styles, *elements.style_attributes)):
        problems.append("a style loads something")
    if elements.headings != 1:
        problems.append(f"it has {elements.headings} headings of the first level, not one")
    twice = sorted(name for name, count in Counter(elements.ids).items() if count > 1)
    problems += [f"two elements have the id '{name}'" for name in twice]
    problems += [f"nothing has the id '{name}' of a link" for name in sorted({*elements.targets} - {*elements.ids})]
    if named_folders(html, private):
        problems.append("it names a folder of this machine")
    if any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", html) for name in names):
        problems.append("it names this machine or its user")
    if problems:
        raise PageError("The page cannot be published: " + "; ".join(dict.fromkeys(problems)) + ".")
    return elements


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def named_folders(text: str, private: Iterable[Path]) -> list[str]:
    """Return the folders of this machine, or files of a kernel, that a text names."""
    names = [name for path in private if len(name := str(path)) > 1]
    found = [name for name in names if re.search(_as_folder(name), text)]
    return found + _KERNEL_FILE.findall(text)


def hide_folders(text: str, private: Iterable[Path]) -> str:
    """Return a text for logs with the folders of this machine left out; the longest goes first."""
    return _KERNEL_PATH.sub("cell", _any_folder(tuple(private)).sub("...", text))


@lru_cache(maxsize=8)
def _any_folder(private: tuple[Path, ...]) -> re.Pattern[str]:
    names = sorted({str(path) for path in private if len(str(path)) > 1}, key=len, reverse=True)
    return re.compile("|".join(map(_as_folder, names)) or _NEVER)


def _as_folder(name: str) -> str:
    """Return the pattern of a folder's name; of one like `/data` the link `../data` or `https://a.org/data` is none."""
    is_short = len(Path(name).parts) <= 2
    before = r"(?:(?<![\w.\-])|(?<=\x1b\[\d\dm))" if is_short else ""
    return before + re.escape(name) + r"(?![\w-])"


def hide_folders_in(value: Any, private: Iterable[Path]) -> Any:
    """Return what JSON holds with the folders of this machine left out of every text, names of fields as well."""
    folders = tuple(private)
    if isinstance(value, str):
        return hide_folders(value, folders)
    if isinstance(value, list | tuple):
        return [hide_folders_in(item, folders) for item in value]
    if isinstance(value, dict):
        return {hide_folders(str(key), folders): hide_folders_in(item, folders) for key, item in value.items()}
    return value
